"""What stands around a variant: bases, ClinVar's and gnomAD's records of its codon, exon and neighbourhood.

Read on demand from the prepared reference and the prepared tracks, for the few variants that a criterion asks about,
and named anew on the judged transcript. What is not at hand is ``None``, never empty.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

from tachkhis.case.shipped import shipped_table
from tachkhis.case.tracks import columns_of
from tachkhis.interpretation.acmg.evidence import GnomadCoverage
from tachkhis.interpretation.acmg.evidence import KnownVariant
from tachkhis.interpretation.acmg.evidence import LofInExon
from tachkhis.interpretation.acmg.evidence import StartLoss
from tachkhis.interpretation.acmg.gene_knowledge import residues_of
from tachkhis.interpretation.acmg.residue import SPLICE_SCORE
from tachkhis.interpretation.acmg.residue import may_act_by_splicing
from tachkhis.interpretation.acmg.residue import residue_of
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.gnomad_coverage import coverage_around
from tachkhis.interpretation.telling import stars_of
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants import fields
from tachkhis.variants.record import Consequence
from tachkhis.variants.record import Variant

if TYPE_CHECKING:
    import pysam

    from tachkhis.variants.names import Namer
    from tachkhis.variants.names import TranscriptName
    from tachkhis.variants.sequence import Genome
    from tachkhis.variants.spliced import Spliced

Interval = tuple[int, int]
CLASSES = {
    "pathogenic": Class.PATHOGENIC,
    "pathogenic/likely pathogenic": Class.LIKELY_PATHOGENIC,
    "likely pathogenic": Class.LIKELY_PATHOGENIC,
}
"""ClinVar's words, lower case; where its submitters say one or the other, the lower class counts."""
PASSED = ("", ".", "PASS")
"""What gnomAD's FILTER holds where the record passed."""
TRUNCATING = frozenset({"stop_gained", "frameshift_variant", "splice_donor_variant", "splice_acceptor_variant"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a prepared track: allele (position 1-based) and our fields by name, as written."""

    contig: str
    position: int
    ref: str
    alt: str
    values: dict[str, str]

    @property
    def id(self) -> str:
        """``CHROM-POS-REF-ALT``."""
        return f"{self.contig}-{self.position}-{self.ref}-{self.alt}"

    def number(self, name: str) -> float | None:
        """A numeric field; ``None`` where it is missing."""
        text = self.values.get(name, ".")
        return None if text in ("", ".") else float(text)

    def words(self, name: str) -> str:
        """A text field as people write it."""
        text = self.values.get(name, ".")
        return "" if text == "." else fields.unescape(text).replace("_", " ").strip()


@dataclass(frozen=True)
class Surroundings:
    """The files around the variants of a case; every question may be asked, whatever is at hand.

    Attributes:
        model: the gene model; ``None`` where there is none to ask.
        fasta: the prepared reference, indexed; ``None`` where it is not at hand.
        tracks: folder of the prepared tracks; likewise.
    """

    model: GeneModel | None = None
    fasta: Path | None = None
    tracks: Path | None = None
    _open: dict[str, pysam.TabixFile | None] = field(default_factory=dict, compare=False, repr=False)

    def same_codon(self, variant: Variant, consequence: Consequence) -> tuple[KnownVariant, ...] | None:
        """ClinVar's P and LP missense variants of the codon that a missense variant changes, itself excepted.

        Those that may act by splicing are left out. ``None`` where reference, ClinVar or transcript are not at hand.
        """
        residue, transcript = residue_of(consequence.hgvs_p), self._transcript(consequence)
        if residue is None or transcript is None or not self._has("clinvar"):
            return None
        found = []
        for row in self._listed(transcript.contig, _codon(transcript, residue[1])):
            if row.id == variant.id:
                continue
            name = self._named(row, transcript)
            if name is None or residue_of(name.hgvs_p) is None or "missense_variant" not in name.consequences:
                continue
            if may_act_by_splicing(name.consequences, self._splice_score(row)):
                continue
            found.append(_known(row, name))
        return tuple(sorted(found, key=lambda one: one.allele))

    def start_loss(self, variant: Variant, consequence: Consequence) -> StartLoss | None:
        """What a lost start codon leaves; ``None`` where reference or transcript are not at hand."""
        transcript = self._transcript(consequence)
        if transcript is None or "start_lost" not in consequence.consequences:
            return None
        spliced = self._namer.provider.spliced(transcript)
        if not spliced.start_known or not spliced.protein:
            return None
        place = spliced.protein.find("M", 1)
        met = place + 1 if place > 0 else None
        return StartLoss(met, self._upstream(variant, transcript, met, spliced), self._alternative(transcript))

    def _upstream(self, variant: Variant, transcript: Transcript, met: int | None, spliced: Spliced) -> int | None:
        if not self._has("clinvar"):
            return None
        last = (met or len(spliced.protein)) - 1
        codons = [interval for number in range(2, last + 1) for interval in _codon(transcript, number)]
        least = int(shipped_table("acmg", "residues")["min_stars"])
        count = 0
        for row in self._listed(transcript.contig, codons):
            name = self._named(row, transcript)
            residues = residues_of(name.hgvs_p) if name is not None else None
            if row.id == variant.id or name is None or residues is None or "start_lost" in name.consequences:
                continue
            count += 2 <= residues[0] <= last and _stars(row) >= least
        return count

    def _alternative(self, transcript: Transcript) -> str | None:
        """Another functional transcript of the gene that begins elsewhere; the first by id."""
        gene = self.model.genes.get(transcript.gene) if self.model is not None else None
        others = [one for one in (gene.transcripts if gene else ()) if one.cds is not None and not one.start_incomplete]
        functional = [one for one in others if one.mane is not None] or others
        start = _start_codon(transcript)
        found = [one.id for one in functional if one.contig == transcript.contig and _start_codon(one) != start]
        return min(found, default=None)

    def lof_in_exon(self, consequence: Consequence, exon: Interval | None) -> LofInExon | None:
        """Truncating variants of gnomAD in an exon (0-based half-open); ``None`` where it cannot be looked at."""
        transcript = self._transcript(consequence)
        if transcript is None or exon is None or not self._has("gnomad"):
            return None
        least = float(shipped_table("acmg", "pvs1")["frequent_lof"]["looked_at_from"])
        shares = []
        for row in self._rows("gnomad", transcript.contig, *exon):
            share = _share(row)
            if share is None or share < least:
                continue
            name = self._named(row, transcript)
            if name is not None and TRUNCATING & set(name.consequences):
                shares.append(share)
        return LofInExon(max(shares, default=0.0), sum(shares))

    def gnomad_coverage(self, variant: Variant) -> GnomadCoverage | None:
        """How gnomAD covers the place of a variant that it has no record of; ``None`` without the track."""
        if not self._has("gnomad"):
            return None

        def alleles(start0: int, end0: int) -> Iterator[int]:
            for row in self._rows("gnomad", variant.contig, start0, end0):
                number = row.number("GNOMAD_AN")
                if number is not None:
                    yield int(number)

        start0 = variant.position - 1
        return coverage_around(start0, start0 + len(variant.ref), alleles)

    def in_repeat(self, variant: Variant) -> bool | None:
        """Whether an insertion or deletion lies where the reference repeats its unit; ``None`` without a reference."""
        ref, alt = variant.ref, variant.alt
        if self.fasta is None or variant.contig not in self._genome.lengths or len(ref) == len(alt):
            return None
        longer, shorter = (ref, alt) if len(ref) > len(alt) else (alt, ref)
        if not longer.startswith(shorter):
            return False
        unit = _unit(longer[len(shorter) :])
        copies = int(shipped_table("acmg", "computation")["length"]["repeat_copies_from"])
        start = variant.position - 1 + len(shorter)
        reach = len(unit) * copies * 2
        low = max(0, start - reach)
        bases = self._genome.fetch(variant.contig, low, start + reach)
        return _longest_run(bases, unit, start - low) >= copies

    @cached_property
    def _namer(self) -> Namer:
        from tachkhis.variants.names import Namer

        assert self.fasta is not None
        return Namer(self.fasta, self.model if self.model is not None else GeneModel(()))

    @cached_property
    def _genome(self) -> Genome:
        from tachkhis.variants.sequence import Genome

        assert self.fasta is not None
        return Genome(self.fasta)

    def _transcript(self, consequence: Consequence) -> Transcript | None:
        """The transcript, where its bases can be read."""
        if self.model is None or self.fasta is None:
            return None
        found = self.model.with_id(consequence.transcript)
        sound = found and found[0].cds is not None and found[0].contig in self._genome.lengths
        return found[0] if sound else None

    def _named(self, row: Row, transcript: Transcript) -> TranscriptName | None:
        from tachkhis.variants.sequence import UnnameableAlleleError

        try:
            named = self._namer.name(row.contig, row.position, row.ref, row.alt)
        except UnnameableAlleleError:
            return None
        return next((one for one in named.consequences if one.transcript == transcript.id), None)

    def _listed(self, contig: str, intervals: Iterable[Interval]) -> Iterator[Row]:
        """ClinVar's P and LP records that begin within the intervals, each once."""
        seen = set[str]()
        for start, end in _joined(intervals):
            for row in self._rows("clinvar", contig, start, end):
                if row.id not in seen and row.words("CLINVAR_SIG").lower() in CLASSES:
                    seen.add(row.id)
                    yield row

    def _splice_score(self, row: Row) -> float | None:
        for other in self._rows("scores", row.contig, row.position - 1, row.position):
            if other.id == row.id:
                return other.number(f"SCORE_{SPLICE_SCORE}")
        return None

    def _has(self, track: str) -> bool:
        return self._table(track) is not None

    def _table(self, track: str) -> Any:
        if track not in self._open:
            path = None if self.tracks is None else self.tracks / f"{track}.tsv.gz"
            self._open[track] = None if path is None or not path.is_file() else _tabix(path)
        return self._open[track]

    def _rows(self, track: str, contig: str, start0: int, end0: int) -> Iterator[Row]:
        table = self._table(track)
        if table is None or contig not in table.contigs:
            return
        columns = columns_of(track)
        for line in table.fetch(contig, start0, end0):
            name, position, ref, alt, *cells = line.split("\t")
            yield Row(name, int(position), ref, alt, dict(zip(columns, cells, strict=False)))


def _tabix(path: Path) -> pysam.TabixFile:
    import pysam

    return pysam.TabixFile(str(path))


def _stars(row: Row) -> int:
    return stars_of(", ".join(part.strip() for part in row.words("CLINVAR_STATUS").split(",")))


def _known(row: Row, name: TranscriptName) -> KnownVariant:
    return KnownVariant(
        allele=row.id,
        name=name.hgvs_c or row.id,
        protein=name.hgvs_p or "",
        class_=CLASSES[row.words("CLINVAR_SIG").lower()],
        stars=_stars(row),
    )


def _share(row: Row) -> float | None:
    """Frequency of an allele: the higher of the counted one and the filtering one; ``None`` of a filtered record."""
    count, number = row.number("GNOMAD_AC"), row.number("GNOMAD_AN")
    if count is None or not number or row.values.get("GNOMAD_FILTER", ".") not in PASSED:
        return None
    return max(count / number, row.number("GNOMAD_FAF") or 0.0)


def _codon(transcript: Transcript, number: int) -> list[Interval]:
    """Genomic bases of a codon (1-based number), 0-based half-open; several pieces where an intron parts it."""
    first = transcript.phase + 3 * (number - 1)
    wanted = range(first, first + 3)
    found, before = [], 0
    for start, end in transcript.coding if transcript.strand > 0 else transcript.coding[::-1]:
        low, high = max(wanted.start - before, 0), min(wanted.stop - before, end - start)
        if low < high:
            found.append((start + low, start + high) if transcript.strand > 0 else (end - high, end - low))
        before += end - start
    return found


def _start_codon(transcript: Transcript) -> int:
    """Genomic position (0-based) of the first coding base."""
    first, last = transcript.cds or (0, 0)
    return first if transcript.strand > 0 else last - 1


def _joined(intervals: Iterable[Interval]) -> list[Interval]:
    joined: list[Interval] = []
    for start, end in sorted(intervals):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _unit(bases: str) -> str:
    """The shortest piece that the bases repeat."""
    return next(
        bases[:size]
        for size in range(1, len(bases) + 1)
        if len(bases) % size == 0 and bases == bases[:size] * (len(bases) // size)
    )


def _longest_run(bases: str, unit: str, place: int) -> int:
    """Copies of a unit in a row, in any phase, that touch a place (0-based, between bases) of a sequence."""
    best = 0
    for turn in range(len(unit)):
        turned = unit[turn:] + unit[:turn]
        start = end = place
        while bases[start - len(turned) : start] == turned and start >= len(turned):
            start -= len(turned)
        while bases[end : end + len(turned)] == turned:
            end += len(turned)
        best = max(best, (end - start) // len(turned))
    return best
