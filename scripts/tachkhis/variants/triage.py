"""Triage: every record gets a reason; only what is kept gets names (the dear step).

Order matters: founders and ClinVar's pathogenic variants are looked at before the caller's filters and any frequency.

An insertion or deletion that gives the same sequence at several places is judged by all of them, as its names are: VCF
writes the leftmost one, and what it does may show at another.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple
from typing import overload

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.panel.bounds import lower_bound_exceeds
from tachkhis.variants import fields
from tachkhis.variants.placement import room

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tachkhis.reference.genes import GeneModel
    from tachkhis.reference.genes import Interval
    from tachkhis.reference.genes import Transcript
    from tachkhis.variants.sequence import Genome

BY_INTEREST = (
    fields.KEEP_CODING,
    fields.KEEP_SPLICE,
    fields.KEEP_NONCODING,
    fields.ASIDE_UTR,
    fields.ASIDE_INTRON,
)
PATHOGENIC = "pathogenic"  # also in "likely pathogenic"; "conflicting ... of pathogenicity" is told apart
CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers of ``resources/annotation/triage.json``, which gives their sources.

    Attributes:
        splice_window: intronic bases beside a coding exon that are looked at.
        junction: intronic bases beside any other exon.
        common_frequency: allele frequency above which a record is set aside.
        common_alleles: alleles that gnomAD's frequency must rest on.
        common_alleles_panel: alleles that the panel's bound must rest on.

    A frequency at the limit is not above it.
    """

    splice_window: int
    junction: int
    common_frequency: float
    common_alleles: int
    common_alleles_panel: int

    @classmethod
    def shipped(cls) -> Limits:
        """The table that ships."""
        table: Mapping[str, Any] = read_json(RESOURCES / "annotation" / "triage.json")
        return cls(**{field: table[field] for field in cls.__dataclass_fields__})

    @overload
    def common_in_gnomad(self, frequency: float, number: int, passed: bool) -> bool: ...

    @overload
    def common_in_gnomad(
        self, frequency: NDArray[np.float64], number: NDArray[np.float64], passed: NDArray[np.bool_]
    ) -> NDArray[np.bool_]: ...

    def common_in_gnomad(self, frequency: Any, number: Any, passed: Any) -> Any:
        """Whether a frequency in gnomAD is above the limit, on enough alleles; of one record, or of many at once.

        Args:
            frequency: 0 to 1.
            number: alleles that it rests on.
            passed: gnomAD's own filters let the record pass; the frequency of another one sets nothing aside.
        """
        return (frequency > self.common_frequency) & (number >= self.common_alleles) & passed

    def common_in_panel(self, count: int, number: int, whole: bool) -> bool:
        """Whether the lower exact 95 % bound of a frequency in the Moroccan panel is above the limit.

        Args:
            count: alleles of the panel that are this one.
            number: alleles of the panel that were looked at; nothing is common among too few.
            whole: they are those of all its people; of others the frequency is too high, and would set a rare cause
                aside.
        """
        if not whole or number < self.common_alleles_panel or count <= self.common_frequency * number:
            return False
        return lower_bound_exceeds(count, number, self.common_frequency)


class Evidence(NamedTuple):
    """What triage looks at in one record (made for each record of a genome, hence a tuple).

    Attributes:
        founder: name of the listed founder variant that this is.
        clinvar: ClinVar's significance, lower case.
        carried: the proband carries the allele; ``None`` where the proband has no genotype.
        passed: the record passed the caller's filters.
        common: more frequent than a rare disease allows, in gnomAD or in the Moroccan panel (:class:`Limits`).
        exception: one of the alleles that no frequency makes benign (Ghosh 2018).
        joined: another record reads it together with a change of its codon that stands on the same copy.
    """

    founder: str | None
    clinvar: str
    carried: bool | None
    passed: bool
    common: bool = False
    exception: bool = False
    joined: bool = False


class Reach(NamedTuple):
    """The reference bases that a change takes, at any of its places.

    Attributes:
        low: 0-based start, at the leftmost place.
        high: 0-based end at the rightmost place, exclusive; of an insertion the last place itself.
        size: bases taken at each place, 0 for an insertion.
    """

    low: int
    high: int
    size: int

    def touches(self, begin: int, stop: int) -> bool:
        """Whether some place takes a base of ``[begin, stop)``; an insertion also touches by lying at a border."""
        if self.size == 0:
            return self.low <= stop and self.high >= begin
        return self.low < stop and self.high > begin

    def takes(self, begin: int, stop: int) -> bool:
        """Whether some place takes all of ``[begin, stop)``."""
        return self.size >= stop - begin and self.low <= begin and self.high >= stop


class Triage:
    """Decides on records by evidence and by where they lie in the gene model."""

    def __init__(self, model: GeneModel, genome: Genome, limits: Limits | None = None) -> None:
        """Keep what records are looked at with.

        Args:
            model: the genes.
            genome: the reference, which tells how far an insertion or deletion can be moved.
            limits: those that ship, unless given.
        """
        self.model = model
        self.genome = genome
        self.limits = limits or Limits.shipped()

    def reason(self, evidence: Evidence, contig: str, start: int, end: int, new: str) -> str:
        """The reason, one of the constants of :mod:`tachkhis.variants.fields`.

        Args:
            evidence: what is known of the record.
            contig: contig name of the reference.
            start: 0-based start of the changed bases.
            end: 0-based end, exclusive; equal to ``start`` for an insertion.
            new: the bases that stand there instead; empty for a deletion.
        """
        return self.by_evidence(evidence) or self.place(contig, start, end, new)

    def by_evidence(self, evidence: Evidence) -> str | None:
        """The reason as far as it does not hang on the place; ``None`` where the place decides."""
        founder, clinvar, carried, passed, common, exception, joined = evidence
        if founder is not None and carried is not False:
            return fields.KEEP_FOUNDER
        if carried is False:
            return fields.ASIDE_NOT_CARRIED
        if carried is None:
            return fields.ASIDE_NO_GENOTYPE
        if joined:
            return fields.ASIDE_JOINED
        if PATHOGENIC in clinvar and CONFLICTING not in clinvar:
            return fields.KEEP_CLINVAR
        if not passed:
            return fields.ASIDE_QUALITY
        if CONFLICTING in clinvar:
            return fields.KEEP_CLINVAR
        return fields.ASIDE_COMMON if common and not exception else None

    def place(self, contig: str, start: int, end: int, new: str) -> str:
        """The reason that follows from the place alone: the most interesting one over all transcripts.

        Args:
            contig: contig name of the reference.
            start: 0-based start of the changed bases.
            end: 0-based end, exclusive; equal to ``start`` for an insertion.
            new: the bases that stand there instead; empty for a deletion.
        """
        reach = Reach(start, end, end - start)
        if (start == end) != (not new):
            reach = self._moved(contig, start, end, new)
        found = self._over(contig, reach)
        length = self.genome.lengths.get(contig, reach.high)
        if (reach.high > length or reach.low < 0) and contig in self.genome.mitochondrial:
            for by in (length, -length):  # beyond the origin of a circle the coordinates begin again
                found |= self._over(contig, Reach(reach.low + by, reach.high + by, reach.size))
        return next((reason for reason in BY_INTEREST if reason in found), fields.ASIDE_OUTSIDE)

    def _over(self, contig: str, reach: Reach) -> set[str]:
        """The reasons that follow from the transcripts there."""
        window = self.limits.splice_window
        near = self.model.overlapping(contig, max(0, reach.low - window), reach.high + window)
        return {_place_in(transcript, reach, self.limits) for transcript in near}

    def _moved(self, contig: str, start: int, end: int, new: str) -> Reach:
        """What an insertion or deletion takes over all of its places."""
        bases = new.upper() or self.genome.around(contig, start, end)
        left = room(self.genome, contig, start, bases, to_right=False)
        right = room(self.genome, contig, end, bases, to_right=True)
        return Reach(start - left, end + right, end - start)


def near_exons(exons: Sequence[Interval], start: int, end: int, reach: int) -> Sequence[Interval]:
    """Those of the exons, which ascend, that changed bases may touch when these reach so far to either side."""
    before = bisect_right(exons, start - reach, key=itemgetter(1)) - 1
    behind = bisect_right(exons, end + reach, key=itemgetter(0))
    return exons[max(0, before) : behind]


def _place_in(transcript: Transcript, reach: Reach, limits: Limits) -> str:
    """The reason that follows from one transcript.

    What takes a base beside an exon, or a whole exon, is kept whether or not it also reaches out of the transcript: it
    takes a splice site.
    """
    window = max(limits.splice_window, limits.junction)
    exons = near_exons(transcript.exons, reach.low, reach.high, window)
    exons = [exon for exon in exons if reach.touches(exon[0] - window, exon[1] + window)]
    if not exons:  # as nearly always in a genome
        inside = reach.low < transcript.end and reach.high > transcript.start
        return fields.ASIDE_INTRON if inside else fields.ASIDE_OUTSIDE
    exonic = any(reach.touches(begin, stop) for begin, stop in exons)
    if transcript.cds is None and exonic:
        return fields.KEEP_NONCODING
    low, high = transcript.cds or (0, 0)
    if any(reach.touches(max(begin, low), min(stop, high)) for begin, stop in exons if begin < high and stop > low):
        return fields.KEEP_CODING
    if any(_splices(transcript, exon, reach, limits) for exon in exons):
        return fields.KEEP_SPLICE
    if exonic:
        return fields.ASIDE_UTR
    return fields.ASIDE_INTRON if reach.touches(transcript.start, transcript.end) else fields.ASIDE_OUTSIDE


def _splices(transcript: Transcript, exon: Interval, reach: Reach, limits: Limits) -> bool:
    """Whether a change takes all of an exon, or intronic bases beside it."""
    begin, stop = exon
    before = behind = limits.junction
    if transcript.cds is not None and begin < transcript.cds[1] and stop > transcript.cds[0]:
        before = max(before, limits.splice_window - max(0, transcript.cds[0] - begin))
        behind = max(behind, limits.splice_window - max(0, stop - transcript.cds[1]))
    return (
        reach.takes(begin, stop)
        or (begin > transcript.start and reach.touches(begin - before, begin))
        or (stop < transcript.end and reach.touches(stop, stop + behind))
    )
