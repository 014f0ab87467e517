"""The ends of a lifted alignment, where the change of a consensus decided for bases that do not tell of it.

An aligner gives the few bases of a read beyond a majority indel to the consensus, with a mismatch or clipped, though
they are the standard's. On the standard build such a gap stays only where the bases beyond it fit better with it.
"""

from __future__ import annotations

from collections.abc import Callable

from tachkhis.reads.lift.cigar import Operations
from tachkhis.reads.lift.cigar import joined
from tachkhis.reads.lift.cigar import score

Fetch = Callable[[int, int], bytes]
"""Bases of the standard contig, 0-based half-open; shorter where it ends."""
CLIPPED = 5
"""What bwa mem takes off for a clipped end (its default)."""
LONGEST_END = 25
"""Clipped bases that are aligned again; more of them would have paid for a gap on the consensus as well."""


def without_idle_gaps(first: int, operations: Operations, read: bytes, fetch: Fetch) -> tuple[int, Operations]:
    """Take out gaps next to the first and the last match that explain nothing.

    Args:
        first: standard coordinate of the first aligned base.
        operations: trimmed, left-aligned.
        read: its bases.
        fetch: of the contig.
    """
    while (shorter := _without_last(first, operations, read, fetch)) is not None:
        operations = shorter
    while (earlier := _without_first(first, operations, read, fetch)) is not None:
        first, operations = earlier
    return first, operations


def _without_last(first: int, operations: Operations, read: bytes, fetch: Fetch) -> Operations | None:
    number = max(place for place, (kind, _) in enumerate(operations) if kind == "M")
    if number < 2 or operations[number - 1][0] not in "ID":
        return None
    (gap, size), tail = operations[number - 1], operations[number][1]
    q = sum(n for kind, n in operations[: number - 1] if kind in "MIS")
    r = first + sum(n for kind, n in operations[: number - 1] if kind in "MDN")
    there, here = (q + size, r) if gap == "I" else (q, r + size)
    length = tail + (size if gap == "I" else 0)
    if not _no_worse(read[q : q + length], fetch(r, r + length), read[there : there + tail], fetch(here, here + tail)):
        return None
    return joined([*operations[: number - 1], ("M", length), *operations[number + 1 :]])


def _without_first(first: int, operations: Operations, read: bytes, fetch: Fetch) -> tuple[int, Operations] | None:
    number = next(place for place, (kind, _) in enumerate(operations) if kind == "M")
    if number + 2 >= len(operations) or operations[number + 1][0] not in "ID":
        return None
    (gap, size), head = operations[number + 1], operations[number][1]
    q = sum(n for kind, n in operations[:number] if kind in "IS")
    length = head + (size if gap == "I" else 0)
    begin = first - size if gap == "I" else first + size
    if begin < 0:
        return None
    if not _no_worse(
        read[q : q + length], fetch(begin, begin + length), read[q : q + head], fetch(first, first + head)
    ):
        return None
    return begin, joined([*operations[:number], ("M", length), *operations[number + 2 :]])


def without_poor_ends(first: int, operations: Operations, read: bytes, fetch: Fetch) -> tuple[int, Operations]:
    """Clip what lies beyond a gap next to an end where the aligner would: it pays for less than the gap costs."""
    kept = list(operations)
    first_match = next(place for place, (kind, _) in enumerate(kept) if kind == "M")
    if first_match + 2 < len(kept) and kept[first_match + 1][0] in "ID":
        (_, size), (kind, length) = kept[first_match], kept[first_match + 1]
        q = sum(n for k, n in kept[:first_match] if k == "S")
        if score(size, _mismatches(read[q : q + size], fetch(first, first + size)), length) <= -CLIPPED:
            lost = size + (length if kind == "I" else 0)
            first += size + (length if kind == "D" else 0)
            kept = joined([*kept[:first_match], ("S", lost), *kept[first_match + 2 :]])
    last = max(place for place, (kind, _) in enumerate(kept) if kind == "M")
    if last >= 2 and kept[last - 1][0] in "ID" and any(kind == "M" for kind, _ in kept[: last - 1]):
        (kind, length), (_, size) = kept[last - 1], kept[last]
        q = sum(n for k, n in kept[:last] if k in "MIS")
        r = first + sum(n for k, n in kept[:last] if k in "MDN")
        if score(size, _mismatches(read[q : q + size], fetch(r, r + size)), length) <= -CLIPPED:
            lost = size + (length if kind == "I" else 0)
            kept = joined([*kept[: last - 1], ("S", lost), *kept[last + 1 :]])
    return first, kept


def _no_worse(own: bytes, plain: bytes, beyond: bytes, gapped: bytes) -> bool:
    """Whether the bases have no more mismatches without the gap than those beyond it have with it."""
    return len(own) == len(plain) and _mismatches(own, plain) <= _mismatches(beyond, gapped)


def _mismatches(one: bytes, other: bytes) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def unclipped(first: int, operations: Operations, read: bytes, fetch: Fetch) -> tuple[int, Operations]:
    """Align clipped ends as the aligner would on the standard: whole, or behind one gap, where that beats clipping.

    An end is clipped on the consensus for the sake of its change: a read that lacks the majority's deletion next to
    its end, and has an insertion there, would lose the bases that tell of it.
    """
    kept = list(operations)
    kind, size = kept[0]
    if kind == "S" and size <= LONGEST_END:
        found = _aligned(read[:size][::-1], lambda start, end: fetch(first - end, first - start)[::-1])
        if found is not None:
            kept[:1] = found[::-1]
            first -= sum(n for k, n in found if k in "MD")
    kind, size = kept[-1]
    if kind == "S" and size <= LONGEST_END:
        end = first + sum(n for k, n in kept if k in "MDN")
        found = _aligned(read[-size:], lambda start, stop: fetch(end + start, end + stop))
        if found is not None:
            kept[-1:] = found
    return first, joined(kept)


def _aligned(bases: bytes, fetch: Fetch) -> Operations | None:
    """An end, from the aligned bases outwards, with one gap at most; ``None`` where clipping is better.

    Args:
        bases: of the end.
        fetch: of the standard, from the first base beyond what is aligned on.
    """
    size = len(bases)
    there = fetch(0, 2 * size)
    best: int = -CLIPPED
    found: Operations | None = None
    wrong = [0]  # of the first bases, how many are not the standard's
    for one, other in zip(bases, there, strict=False):
        wrong.append(wrong[-1] + (one != other))
    if len(wrong) > size:
        best, found = max((best, found), (score(size, wrong[size]), [("M", size)]), key=lambda one: one[0])
    for length in range(1, size):
        for kind in "DI":
            aligned = size - length if kind == "I" else size
            if score(aligned, 0, length) <= best:
                continue
            for at in range(min(aligned, len(wrong) - 1)):
                most = (score(aligned, wrong[at], length) - best - 1) // 5  # mismatches with which it is still better
                if most < 0:
                    break
                own = bases[at + length :] if kind == "I" else bases[at:]
                ref = there[at : at + len(own)] if kind == "I" else there[at + length : at + length + len(own)]
                if len(ref) < len(own):
                    continue
                more = 0
                for one, other in zip(own, ref, strict=True):
                    more += one != other
                    if more > most:
                        break
                else:
                    best = score(aligned, wrong[at] + more, length)
                    found = [("M", at), (kind, length), ("M", len(own))]
    return joined(found) if found is not None else None
