"""SNVs that base alignment quality (BAQ) hid beside an indel: found by a second look without it.

Looked at: ``distance`` bases around every indel that passed. An SNV of the second look is taken if its QUAL is that
of a passing call and, with ``k`` of ``n`` reads in the carrier with the largest share,

    k >= min_alt_reads    k / n >= min_fraction    SCBZ <= clipping_bias    |RPBZ| <= position_bias

and a carrier remains of whom not every copy lacks the base, or has it replaced: by a deletion, or by a record that
spells several bases (``C>TTT``, ``TA>AT``: a caller of haplotypes writes so what an aligner spells as an SNV beside an
indel). At a base that such a record replaces, an SNV is taken only if in a carrier ``k' >= min_alt_reads`` of the
``n'`` fragments over it, ``k' / n' >= min_fraction``, show the SNV and do not spell the record. It becomes a record of
its own; a call of the same SNV that failed only for its QUAL takes over what the second look found. In a
call that passed (another member shows it well enough) each member whose genotype is doubtful is given that of the
second look by the same conditions: base alignment quality hides the reads of one member as well as of all.
"""

from __future__ import annotations

from bisect import bisect_left
from bisect import bisect_right
from collections.abc import Iterable
from collections.abc import Sequence
from typing import Any

from tachkhis.variants.refine.family import Reads
from tachkhis.variants.refine.near import reads_over
from tachkhis.variants.refine.rules import RescueRule
from tachkhis.variants.refine.second_pass import Window
from tachkhis.variants.refine.view import View
from tachkhis.variants.sites import bases_over

RESCUED = "rescued"
RECOUNTED = "rescued_genotype"


class Replacing:
    """The passing records of a contig that remove bases, or spell several of them, by place."""

    def __init__(self, views: Iterable[View]) -> None:
        self._views = [view for view in views if view.usable and view.passed and (_removing(view) or spells(view))]
        self._begins = [view.record.start for view in self._views]
        self._longest = max((len(view.ref) for view in self._views), default=0)

    def at(self, place: int) -> list[View]:
        """Those that replace a base (0-based)."""
        first = bisect_left(self._begins, place - self._longest)
        return [view for view in self._views[first : bisect_right(self._begins, place)] if _replaces(view, place)]


def spells(view: View) -> bool:
    """Whether a record spells several bases: neither an SNV nor an insertion or deletion alone."""
    return view.tract is None and max(len(view.ref), len(view.alt)) > 1


def _removing(view: View) -> bool:
    return view.tract is not None and view.change < 0


def _replaces(view: View, place: int) -> bool:
    start = int(view.record.start)
    if _removing(view):
        return start < place <= start - view.change
    return start <= place < start + len(view.ref)


def read_apart(alignment: Any, candidate: View, spelling: Sequence[View], mapping_quality: int) -> Reads:
    """Fragments of a sample over some records, and those of them that show an SNV there and spell none of the records.

    Args:
        alignment: an open ``pysam.AlignmentFile``.
        candidate: the SNV.
        spelling: records that :func:`spells` and that replace its base.
        mapping_quality: of the reads that count.
    """
    place = int(candidate.record.start)
    stretches = [(int(view.record.start), int(view.record.stop), view.alt) for view in spelling]
    start, end = min(one[0] for one in stretches), max(one[1] for one in stretches)
    told: dict[str, bool] = {}
    for _, reads in reads_over(alignment, candidate.key[0], [(start, end)], mapping_quality):
        for read in reads:
            if read.reference_start > start or read.reference_end < end:
                continue
            shown = bases_over(read, place, place + 1, 0) == candidate.alt
            spelt = any(bases_over(read, first, last, 0, edges=True) == alt for first, last, alt in stretches)
            told[read.query_name] = told.get(read.query_name, False) or (shown and not spelt)
    return Reads(sum(told.values()), len(told))


def enough(reads: Reads, rule: RescueRule) -> bool:
    """Whether reads show an allele often enough for a rescue."""
    return reads.depth > 0 and reads.alt >= rule.min_alt_reads and reads.alt / reads.depth >= rule.min_fraction


def windows_around(indels: Iterable[tuple[View, int]], rule: RescueRule) -> list[Window]:
    """Where to look again.

    Args:
        indels: passing indels with the 0-based end of the stretch over which they can be placed.
        rule: how far.
    """
    found = []
    for view, end in indels:
        start = view.record.start
        found.append((view.record.contig, max(0, start - rule.distance), max(end, view.record.stop) + rule.distance))
    return found


def qualifies(candidate: View, replacing: Sequence[View], rows: int, min_quality: float, rule: RescueRule) -> bool:
    """Whether an SNV of the second look is taken.

    Args:
        candidate: the SNV.
        replacing: passing records that replace its base.
        rows: number of members.
        min_quality: QUAL of a passing call.
        rule: thresholds.
    """
    if candidate.record.qual is None or candidate.record.qual < min_quality:
        return False
    return any(shown(candidate, replacing, row, rule) for row in range(rows)) and unbiased(candidate, rule)


def shown(candidate: View, replacing: Sequence[View], row: int, rule: RescueRule) -> bool:
    """Whether a carrier of the second look who does not lack the base shows the allele in enough of the reads."""
    reads = candidate.reads(row)
    if not candidate.copies(row) or reads is None or _replaced(candidate, replacing, row):
        return False
    return enough(reads, rule)


def unbiased(candidate: View, rule: RescueRule) -> bool:
    """Whether no bias of the second look speaks against an SNV."""
    clipping, position = candidate.bias("SCBZ"), candidate.bias("RPBZ")
    return (clipping is None or clipping <= rule.clipping_bias) and (
        position is None or abs(position) <= rule.position_bias
    )


def recount_doubtful(view: View, candidate: View, replacing: Sequence[View], rows: int, rule: RescueRule) -> bool:
    """Give members whose call of a passing SNV is doubtful the genotype of the second look; whether any was given.

    Doubtful is a genotype whose GQ, or whose margin over the next likeliest one, is below ``doubtful_quality``, or that
    is missing. Only a look that shows more reads of the allele than the caller counted replaces it.
    """
    if not unbiased(candidate, rule):
        return False
    found = False
    for row in range(rows):
        if not shown(candidate, replacing, row, rule) or candidate.ploidy(row) != view.ploidy(row):
            continue
        margins = [value for value in (view.quality(row), view.margin(row)) if value is not None]
        doubtful = view.copies(row) is None or (margins and min(margins) < rule.doubtful_quality)
        before, after = view.reads(row), candidate.reads(row)
        if doubtful and after is not None and (before is None or after.alt > before.alt):
            view.take_reads(row, candidate)
            found = True
    return found


def _replaced(candidate: View, replacing: Sequence[View], row: int) -> bool:
    """Whether every copy of a member lacks the base, or has it spelt by another record."""
    gone = sum(view.copies(row) or 0 for view in replacing)
    return gone > 0 and gone >= candidate.ploidy(row)


def take_over(view: View, candidate: View, samples: Sequence[str]) -> None:
    """Put the second look's call into a record that failed for its QUAL alone."""
    record = view.record
    record.info["CALLER_QUAL"] = record.qual
    record.filter.clear()
    record.filter.add("PASS")
    _write(record, candidate, samples)


def _write(record: Any, candidate: View, samples: Sequence[str]) -> None:
    source = candidate.record
    record.qual = source.qual
    header = record.header
    for name, value in source.info.items():
        if name in header.info and name != "INDEL":
            record.info[name] = value
    for sample in samples:
        target = record.samples[sample]
        for name, value in source.samples[sample].items():
            if name in header.formats:
                target[name] = value
    View(record, samples).note([RESCUED])


def new_record(header: Any, candidate: View, samples: Sequence[str]) -> Any:
    """A record of the output with what the second look found, as far as the output's header knows the fields."""
    source = candidate.record
    record = header.new_record(
        contig=source.contig, start=source.start, stop=source.stop, alleles=source.alleles, filter="PASS"
    )
    _write(record, candidate, samples)
    return record
