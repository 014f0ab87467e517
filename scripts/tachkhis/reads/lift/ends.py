"""The ends of a lifted alignment, where the change of a consensus decided for bases that do not tell of it.

An aligner gives the few bases of a read beyond a majority indel to the consensus, with a mismatch or clipped, though
they are the standard's. On the standard build such a gap stays only where the bases beyond it fit better with it.
"""

from __future__ import annotations

from collections.abc import Callable

from tachkhis.reads.lift.cigar import Operations
from tachkhis.reads.lift.cigar import joined

Fetch = Callable[[int, int], bytes]
"""Bases of the standard contig, 0-based half-open; shorter where it ends."""


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


def _no_worse(own: bytes, plain: bytes, beyond: bytes, gapped: bytes) -> bool:
    """Whether the bases have no more mismatches without the gap than those beyond it have with it."""
    return len(own) == len(plain) and _mismatches(own, plain) <= _mismatches(beyond, gapped)


def _mismatches(one: bytes, other: bytes) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


def unclipped(first: int, operations: Operations, read: bytes, fetch: Fetch) -> tuple[int, Operations]:
    """Align clipped ends all of whose bases are the standard's."""
    kept = list(operations)
    kind, size = kept[0]
    if kind == "S" and size <= first and fetch(first - size, first) == read[:size]:
        first, kept[0] = first - size, ("M", size)
    kind, size = kept[-1]
    if kind == "S":
        end = first + sum(n for k, n in kept if k in "MDN")
        if fetch(end, end + size) == read[-size:]:
            kept[-1] = "M", size
    return first, joined(kept)
