"""SNVs that base alignment quality (BAQ) hid beside an indel: found by a second look without it.

Looked at: ``distance`` bases around every indel that passed. An SNV of the second look is taken if its QUAL is that
of a passing call and, with ``k`` of ``n`` reads in the carrier with the largest share,

    k >= min_alt_reads    k / n >= min_fraction    SCBZ <= clipping_bias    |RPBZ| <= position_bias

and a carrier remains who does not lack the base on every copy (a homozygous deletion over the place). It becomes a
record of its own; a call of the same SNV that failed only for its QUAL takes over what the second look found. In a
call that passed (another member shows it well enough) each member whose genotype is doubtful is given that of the
second look by the same conditions: base alignment quality hides the reads of one member as well as of all.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from typing import Any

from tachkhis.variants.refine.rules import RescueRule
from tachkhis.variants.refine.second_pass import Window
from tachkhis.variants.refine.view import View

RESCUED = "rescued"
RECOUNTED = "rescued_genotype"


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


def qualifies(candidate: View, deletions: Sequence[View], rows: int, min_quality: float, rule: RescueRule) -> bool:
    """Whether an SNV of the second look is taken.

    Args:
        candidate: the SNV.
        deletions: passing deletions near it.
        rows: number of members.
        min_quality: QUAL of a passing call.
        rule: thresholds.
    """
    if candidate.record.qual is None or candidate.record.qual < min_quality:
        return False
    return any(shown(candidate, deletions, row, rule) for row in range(rows)) and unbiased(candidate, rule)


def shown(candidate: View, deletions: Sequence[View], row: int, rule: RescueRule) -> bool:
    """Whether a carrier of the second look who does not lack the base shows the allele in enough of the reads."""
    reads = candidate.reads(row)
    if not candidate.copies(row) or reads is None or reads.depth == 0 or _deleted(candidate, deletions, row):
        return False
    return reads.alt >= rule.min_alt_reads and reads.alt / reads.depth >= rule.min_fraction


def unbiased(candidate: View, rule: RescueRule) -> bool:
    """Whether no bias of the second look speaks against an SNV."""
    clipping, position = candidate.bias("SCBZ"), candidate.bias("RPBZ")
    return (clipping is None or clipping <= rule.clipping_bias) and (
        position is None or abs(position) <= rule.position_bias
    )


def recount_doubtful(view: View, candidate: View, deletions: Sequence[View], rows: int, rule: RescueRule) -> bool:
    """Give members whose call of a passing SNV is doubtful the genotype of the second look; whether any was given.

    Doubtful is a genotype whose GQ, or whose margin over the next likeliest one, is below ``doubtful_quality``, or that
    is missing. Only a look that shows more reads of the allele than the caller counted replaces it.
    """
    if not unbiased(candidate, rule):
        return False
    found = False
    for row in range(rows):
        if not shown(candidate, deletions, row, rule) or candidate.ploidy(row) != view.ploidy(row):
            continue
        margins = [value for value in (view.quality(row), view.margin(row)) if value is not None]
        doubtful = view.copies(row) is None or (margins and min(margins) < rule.doubtful_quality)
        before, after = view.reads(row), candidate.reads(row)
        if doubtful and after is not None and (before is None or after.alt > before.alt):
            view.take_reads(row, candidate)
            found = True
    return found


def _deleted(candidate: View, deletions: Sequence[View], row: int) -> bool:
    """Whether every copy of a member lacks the base."""
    place = candidate.record.start
    gone = sum(deletion.copies(row) or 0 for deletion in deletions if removes(deletion, place))
    return gone > 0 and gone >= candidate.ploidy(row)


def removes(deletion: View, place: int) -> bool:
    """Whether a deletion, as it is written, removes a base (0-based)."""
    start = int(deletion.record.start)
    return start < place < start + len(deletion.ref) - len(deletion.alt) + 1


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
