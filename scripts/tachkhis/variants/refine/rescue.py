"""SNVs that base alignment quality (BAQ) hid beside an indel: found by a second look without it.

Looked at: ``distance`` bases around every indel that passed. An SNV of the second look is taken if its QUAL is that
of a passing call and, with ``k`` of ``n`` reads in the carrier with the largest share,

    k >= min_alt_reads    k / n >= min_fraction    SCBZ <= clipping_bias    |RPBZ| <= position_bias

and a carrier remains who does not lack the base on every copy (a homozygous deletion over the place). It becomes a
record of its own; a call of the same SNV that failed only for its QUAL takes over what the second look found.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from typing import Any

from tachkhis.variants.refine.rules import RescueRule
from tachkhis.variants.refine.second_pass import Window
from tachkhis.variants.refine.view import View

RESCUED = "rescued"


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
    carriers = []
    for row in range(rows):
        reads = candidate.reads(row)
        if not candidate.copies(row) or reads is None or reads.depth == 0 or _deleted(candidate, deletions, row):
            continue
        carriers.append(reads)
    if not carriers:
        return False
    best = max(carriers, key=lambda reads: (reads.alt / reads.depth, reads.alt))
    clipping, position = candidate.bias("SCBZ"), candidate.bias("RPBZ")
    return (
        best.alt >= rule.min_alt_reads
        and best.alt / best.depth >= rule.min_fraction
        and (clipping is None or clipping <= rule.clipping_bias)
        and (position is None or abs(position) <= rule.position_bias)
    )


def _deleted(candidate: View, deletions: Sequence[View], row: int) -> bool:
    """Whether every copy of a member lacks the base."""
    place = candidate.record.start
    gone = 0
    for deletion in deletions:
        if deletion.record.start < place < deletion.record.start + len(deletion.ref) - len(deletion.alt) + 1:
            gone += deletion.copies(row) or 0
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
