"""Arithmetic on CIGARs: an alignment to the consensus becomes one to the standard, indels as far left as they go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence
from functools import lru_cache

from tachkhis.reads.lift.way import Segment

Operations = list[tuple[str, int]]
_PARTS = re.compile(r"(\d+)([MIDNSHP=X])")
BRIDGE = 30
"""Bases between an insertion and a deletion that are looked at as one change."""
ROUNDS = 100
"""Passes over the gaps of one read; each moves at least one of them, or is the last."""


@lru_cache(maxsize=65_536)
def parsed(cigar: str) -> tuple[tuple[str, int], ...]:
    """Operations of a CIGAR; ``=`` and ``X`` are given as M."""
    return tuple(("M" if kind in "=X" else kind, int(size)) for size, kind in _PARTS.findall(cigar))


@lru_cache(maxsize=65_536)
def span(cigar: str) -> int:
    """Bases of the reference that an alignment lies on."""
    return sum(size for kind, size in parsed(cigar) if kind in "MDN")


def written(operations: Sequence[tuple[str, int]]) -> str:
    """As text."""
    return "".join(f"{size}{kind}" for kind, size in operations)


def joined(operations: Sequence[tuple[str, int]]) -> Operations:
    """Without empty operations, and neighbours of one kind as one."""
    found: Operations = []
    for kind, size in operations:
        if size <= 0:
            continue
        if found and found[-1][0] == kind:
            found[-1] = kind, found[-1][1] + size
        else:
            found.append((kind, size))
    return found


def composed(operations: Sequence[tuple[str, int]], segments: Sequence[Segment]) -> Operations:
    """The read against the standard, from the read against the consensus and the consensus against the standard."""
    found: Operations = []
    rest = iter(segments)
    kind, left = next(rest, ("", 0))
    for operation, size in operations:
        if operation not in "MDN":
            found.append((operation, size))
            continue
        while size:
            if kind == "D":  # bases of the standard alone, before the next base of the consensus
                found.append(("D", left))
                kind, left = next(rest)
                continue
            if not left:
                raise ValueError("the alignment is longer than its stretch")
            part = min(size, left)
            if kind == "M":
                found.append((operation, part))
            elif operation == "M":
                found.append(("I", part))
            size, left = size - part, left - part
            if not left:
                kind, left = next(rest, ("", 0))
    return joined(found)


def trimmed(operations: Sequence[tuple[str, int]]) -> tuple[int, Operations] | None:
    """Ends that are no match clipped.

    Returns:
        By how many bases the alignment begins later, and the operations; ``None`` where nothing is aligned any more.
    """
    matches = [number for number, (kind, _) in enumerate(operations) if kind == "M"]
    if not matches:
        return None
    first, last = matches[0], matches[-1]
    later = sum(size for kind, size in operations[:first] if kind in "DN")
    head = [("S" if kind == "I" else kind, size) for kind, size in operations[:first] if kind not in "DN"]
    tail = [("S" if kind == "I" else kind, size) for kind, size in operations[last + 1 :] if kind not in "DN"]
    return later, joined([*head, *operations[first : last + 1], *tail])


def left_aligned(operations: Operations, read: bytes, reference: bytes) -> Operations:
    """Each gap as far to the left as it goes; an insertion and a deletion that meet become matches.

    Where they stand a few bases apart, they become one gap if the aligner would score that higher: on the consensus
    a read that lacks the majority's deletion beside an insertion of its own has one longer insertion, which would stay
    as two gaps, and the deletion would be read in it. The first aligned base stays where it is.

    Args:
        operations: a trimmed alignment.
        read: its bases, soft-clipped ones included.
        reference: bases from the first aligned one to the last.
    """
    for _ in range(ROUNDS):
        shifted = _bridged(_cancelled(_shifted(operations, read, reference), read, reference), read, reference)
        if shifted == operations:
            break
        operations = shifted
    return operations


def _shifted(operations: Operations, read: bytes, reference: bytes) -> Operations:
    found = list(operations)
    start = next(number for number, (kind, _) in enumerate(found) if kind == "M")
    for number in range(start + 1, len(found)):
        kind, size = found[number]
        if kind not in "ID" or found[number - 1][0] != "M":
            continue
        q = sum(n for k, n in found[:number] if k in "MIS")
        r = sum(n for k, n in found[:number] if k in "MDN")
        bases, at = (read, q) if kind == "I" else (reference, r)
        most = found[number - 1][1] - (number - 1 == start)
        moved = 0
        while moved < most and bases[at - 1 - moved] == bases[at + size - 1 - moved]:
            moved += 1
        if moved:
            found[number - 1] = "M", found[number - 1][1] - moved
            if number + 1 < len(found) and found[number + 1][0] == "M":
                found[number + 1] = "M", found[number + 1][1] + moved
            else:
                found.insert(number + 1, ("M", moved))
            break  # what stands next to each other has changed
    return joined(found)


def _cancelled(operations: Operations, read: bytes, reference: bytes) -> Operations:
    """One insertion beside a deletion, where there is any, as matches and the rest of the longer one."""
    q = r = 0
    for number, (kind, size) in enumerate(operations[:-1]):
        other, length = operations[number + 1]
        if {kind, other} == {"I", "D"}:
            more, both = abs(size - length), min(size, length)
            longer = kind if size > length else other
            gap_q, gap_r = (more, 0) if longer == "I" else (0, more)
            before = _same(read, q + gap_q, reference, r + gap_r, both)
            after = _same(read, q, reference, r, both)
            pair = [(longer, more), ("M", both)] if before >= after else [("M", both), (longer, more)]
            return joined([*operations[:number], *pair, *operations[number + 2 :]])
        q += size if kind in "MIS" else 0
        r += size if kind in "MDN" else 0
    return operations


def _bridged(operations: Operations, read: bytes, reference: bytes) -> Operations:
    """One insertion and deletion with few bases between them as one gap or none, where that scores higher."""
    q = r = 0
    for number, (kind, size) in enumerate(operations[:-2]):
        (_, between), (other, length) = operations[number + 1 : number + 3]
        if {kind, other} == {"I", "D"} and operations[number + 1][0] == "M" and between <= BRIDGE:
            taken, gone = (size, length) if kind == "I" else (length, size)
            bases, there = read[q : q + between + taken], reference[r : r + between + gone]
            same = _same(bases, taken if kind == "I" else 0, there, gone if kind == "D" else 0, between)
            old = score(between, between - same, taken) - gap(gone)
            new, found = _best_gap(bases, there)
            if new > old:
                return joined([*operations[:number], *found, *operations[number + 3 :]])
        q += size if kind in "MIS" else 0
        r += size if kind in "MDN" else 0
    return operations


def _best_gap(bases: bytes, there: bytes) -> tuple[int, Operations]:
    """The highest score of an alignment from end to end with one gap at most, and the alignment."""
    more, short = len(bases) - len(there), min(len(bases), len(there))
    best: tuple[int, Operations] | None = None
    for at in range(short + 1 if more else 1):
        same = _same(bases, 0, there, 0, at) + _same(bases, at + max(0, more), there, at + max(0, -more), short - at)
        reached = score(short, short - same, abs(more))
        if best is None or reached > best[0]:
            best = reached, [("M", at), ("I" if more > 0 else "D", abs(more)), ("M", short - at)]
    assert best is not None
    return best


def score(size: int, mismatches: int, gapped: int = 0) -> int:
    """What bwa mem gives (its defaults, which a run keeps): 1 a match, -4 a mismatch, -6 and -1 a base for a gap."""
    return size - 5 * mismatches - gap(gapped)


def gap(size: int) -> int:
    """The price of a gap; none where there is none."""
    return 6 + size if size else 0


def _same(read: bytes, q: int, reference: bytes, r: int, size: int) -> int:
    return sum(one == other for one, other in zip(read[q : q + size], reference[r : r + size], strict=True))


def differences(operations: Sequence[tuple[str, int]], read: bytes, reference: bytes) -> tuple[int, str]:
    """NM and MD of an alignment (SAM specification, optional fields), as bwa writes them."""
    count = run = q = r = 0
    text: list[str] = []
    for kind, size in operations:
        if kind == "M":
            if read[q : q + size] == reference[r : r + size]:
                run += size
            else:
                for own, base in _pairs(read, q, reference, r, size):
                    if own == base:
                        run += 1
                    else:
                        text += [str(run), chr(base)]
                        count, run = count + 1, 0
            q, r = q + size, r + size
        elif kind == "I":
            count, q = count + size, q + size
        elif kind == "D":
            text += [str(run), "^", reference[r : r + size].decode("ascii")]
            count, run, r = count + size, 0, r + size
        elif kind == "N":
            r += size
        elif kind == "S":
            q += size
    return count, "".join([*text, str(run)])


def _pairs(read: bytes, q: int, reference: bytes, r: int, size: int) -> Iterator[tuple[int, int]]:
    return zip(read[q : q + size], reference[r : r + size], strict=True)
