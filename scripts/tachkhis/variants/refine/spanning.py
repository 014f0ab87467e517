"""Lengths of a tract in the reads that span it: what a read that ends inside, or just beyond, cannot tell.

A read tells ``n`` if it holds ``n`` bases more over the tract than the reference does. Both sides of the tract must
be aligned for ``margin`` bases without an indel. Where a read ends within ``near`` bases of the tract, all bases up
to its end must agree with the reference but for ``near_mismatches``: an aligner prefers mismatches, or a clip, to a
gap that only a short tail would justify, and such reads speak for the reference whatever the haplotype. A read with
another indel within ``near`` bases tells nothing: it may spell the same haplotype elsewhere. Such is also an insertion
into the tract that is called as another one, and outside repeats one of an allele's length of which more than half of
the bases differ. (A wrong base of a longer allele looks like an insertion of that base, or of a unit with it.)
The two ends of one fragment are one observation. Intervals are 0-based half-open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Any

from tachkhis.variants.refine.near import IGNORED
from tachkhis.variants.refine.near import JOINED
from tachkhis.variants.refine.repeats import Tract
from tachkhis.variants.refine.rules import SpanningRule

ALIGNED, INSERTION, SKIP, SOFT_CLIP = (0, 7, 8), 1, 3, 4  # operations of a CIGAR
GAPS = (2, SKIP)
INDELS = frozenset((INSERTION, *GAPS))
ELSEWHERE = -1_000_000  # in place of a length: another indel stands beside the tract


@dataclass(frozen=True, slots=True)
class Insertions:
    """Insertions called in a tract.

    Attributes:
        own: bases that those of the tract add at its start; empty in a repeat.
        foreign: place (0-based, before this base) and bases of those of another tract that overlaps or touches it.
    """

    own: frozenset[str] = frozenset()
    foreign: frozenset[tuple[int, str]] = frozenset()


NO_INSERTIONS = Insertions()


@dataclass(slots=True)
class Lengths:
    """What the reads of one sample told of one tract.

    Attributes:
        counts: fragments by difference to the reference's length, in bases.
        bases: sum of the lengths of those reads, for how likely a longer allele is spanned.
        elsewhere: fragments that span the tract with another indel beside it, or partly in it, and tell no length.
    """

    counts: Counter[int] = field(default_factory=Counter)
    bases: int = 0
    elsewhere: int = 0

    @property
    def total(self) -> int:
        """Fragments that told a length."""
        return sum(self.counts.values())

    @property
    def read_length(self) -> float:
        """Mean length of the reads that told; 0 without any."""
        return self.bases / self.total if self.total else 0.0


@dataclass(slots=True)
class Teller:
    """The fragments that told of one tract so far, by the names of those that told a length, or an indel beside."""

    lengths: Lengths
    told: set[str] = field(default_factory=set)
    beside: set[str] = field(default_factory=set)

    def add(self, name: str, change: int, bases: int) -> None:
        """Count what a read of a fragment tells that told no length before."""
        if change == ELSEWHERE:
            self.lengths.elsewhere += name not in self.beside
            self.beside.add(name)
            return
        self.lengths.elsewhere -= name in self.beside  # its mate told nothing
        self.told.add(name)
        self.lengths.counts[change] += 1
        self.lengths.bases += bases

    def forget(self) -> None:
        """No read of these fragments comes any more."""
        self.told.clear()
        self.beside.clear()


def length_in(
    read: Any, tract: Tract, reference: str, offset: int, rule: SpanningRule, insertions: Insertions = NO_INSERTIONS
) -> int | None:
    """How many bases more than the reference a read holds over a tract; ``None`` where it cannot tell.

    :data:`ELSEWHERE` where it spans the tract but has another indel beside it.

    Args:
        read: an aligned ``pysam.AlignedSegment``.
        tract: the tract.
        reference: sequence around the tract, upper case, reaching ``near`` bases beyond it on both sides.
        offset: 0-based position of ``reference[0]``.
        rule: margins.
        insertions: what is called in the tract.
    """
    left, right = tract.start - rule.margin, tract.end + rule.margin
    if read.reference_start > left or read.reference_end < right:
        return None
    blocks: list[tuple[int, int, int]] = []  # aligned: start on the reference, start in the read, length
    position, query, change = read.reference_start, 0, 0
    for operation, length in read.cigartuples:
        if operation in ALIGNED:
            blocks.append((position, query, length))
            position, query = position + length, query + length
        elif operation == INSERTION:
            if tract.start <= position <= tract.end:
                before = reference[tract.start - offset : position - offset]
                if not _own(read.query_sequence[query : query + length], before, position, insertions):
                    return ELSEWHERE
                change += length
            elif tract.start - rule.near < position < tract.end + rule.near:
                return ELSEWHERE
            query += length
        elif operation in GAPS:
            end = position + length
            if position < tract.end + rule.near and end > tract.start - rule.near:
                if operation == SKIP or position < tract.start or end > tract.end:
                    return ELSEWHERE
                change -= length
            position = end
        elif operation == SOFT_CLIP:
            query += length
    return change if _tails_agree(read, tract, blocks, reference, offset, rule) else None


def _own(inserted: str, before: str, position: int, insertions: Insertions) -> bool:
    """Whether bases inserted after ``before``, the first ones of a tract, may be those of an allele of the tract."""
    if (position, inserted) in insertions.foreign:
        return False
    alike = [(bases + before)[len(before) :] for bases in insertions.own if len(bases) == len(inserted)]
    most = len(inserted) // 2
    return not alike or any(sum(map(str.__ne__, bases, inserted)) <= most for bases in alike)


def _tails_agree(
    read: Any, tract: Tract, blocks: Sequence[tuple[int, int, int]], reference: str, offset: int, rule: SpanningRule
) -> bool:
    tails = []
    if tract.start - read.reference_start < rule.near:
        tails.append((read.reference_start, tract.start))
    if read.reference_end - tract.end < rule.near:
        tails.append((tract.end, read.reference_end))
    sequence = read.query_sequence if tails else ""
    if sequence is None:
        return False
    for start, end in tails:
        wrong = 0
        for position, query, length in blocks:
            first, last = max(start, position), min(end, position + length)
            if first < last:
                shown = sequence[query + first - position : query + last - position]
                there = reference[first - offset : last - offset]
                wrong += 0 if shown == there else sum(map(str.__ne__, shown, there))
        if wrong > rule.near_mismatches:
            return False
    return True


def read_lengths(
    alignment: Any,
    fasta: Any,
    tracts: Sequence[Tract],
    rule: SpanningRule,
    min_mapping_quality: int,
    insertions: Sequence[Insertions] = (),
) -> list[Lengths]:
    """What the reads of one sample tell of each tract, in one pass over the reads near them.

    Args:
        alignment: an open ``pysam.AlignmentFile`` of one sample.
        fasta: an open ``pysam.FastaFile``.
        tracts: tracts in the order of the file, by start within a contig.
        rule: margins.
        min_mapping_quality: reads with less are not used.
        insertions: by tract, what is called there.
    """
    found = [Lengths() for _ in tracts]
    insertions = insertions or [NO_INSERTIONS] * len(tracts)
    for first, last in _passes(tracts):
        called = insertions[first:last]
        _one_pass(alignment, fasta, tracts[first:last], found[first:last], rule, min_mapping_quality, called)
    return found


def _passes(tracts: Sequence[Tract]) -> list[tuple[int, int]]:
    """Index ranges of tracts that are read together."""
    passes: list[tuple[int, int]] = []
    first = 0
    for index in range(1, len(tracts) + 1):
        if index == len(tracts) or _far(tracts[index - 1], tracts[index]):
            passes.append((first, index))
            first = index
    return passes if tracts else []


def _far(left: Tract, right: Tract) -> bool:
    return left.contig != right.contig or right.start - left.end > JOINED


def _one_pass(
    alignment: Any,
    fasta: Any,
    tracts: Sequence[Tract],
    found: Sequence[Lengths],
    rule: SpanningRule,
    min_mapping_quality: int,
    insertions: Sequence[Insertions],
) -> None:
    contig, around = tracts[0].contig, rule.near + rule.margin + 1
    begin = max(0, tracts[0].start - around)
    end = max(tract.end for tract in tracts) + around
    reference = fasta.fetch(contig, begin, end).upper()
    tellers = [Teller(lengths) for lengths in found]
    margin, near, low, count = rule.margin, rule.near, 0, len(tracts)
    places = [(tract.start - margin, tract.end + margin, tract.start - near, tract.end + near) for tract in tracts]
    for read in alignment.fetch(contig, begin, min(end, alignment.get_reference_length(contig))):
        start = read.reference_start
        while low < count and places[low][0] < start:
            tellers[low].forget()  # reads are sorted: none that comes can span this one
            low += 1
        if low == count:
            break
        stop = read.reference_end
        if stop is None or places[low][0] > stop or read.flag & IGNORED or read.mapping_quality < min_mapping_quality:
            continue
        name, even = "", False
        for index in range(low, count):
            left, right, far_left, far_right = places[index]
            if left > stop:
                break
            if start > left or stop < right:
                continue
            if not name:
                name = read.query_name
                operations = read.cigartuples
                even = len(operations) == 1 or INDELS.isdisjoint(operation for operation, _ in operations)
            if name in tellers[index].told:
                continue
            change: int | None = 0  # aligned far beyond the tract, and without an indel anywhere
            if not even or start > far_left or stop < far_right:
                change = length_in(read, tracts[index], reference, begin, rule, insertions[index])
            if change is not None:
                tellers[index].add(name, change, read.query_length)
