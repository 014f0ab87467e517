"""A circular genome written as a line: rotation, wrapping, and where an indel can be placed.

Positions are 0-based. A place beyond the last base is that place minus the length.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

NEAR_GAP = 5  # bases beside an N within which an aligner may put the gap that stands for it


@dataclass(frozen=True, slots=True)
class Change:
    """``deleted`` bases from ``start`` on are replaced by ``inserted``; 0-based, left-aligned for an indel.

    ``start`` lies in ``[0, length]``; it is the length only for an insertion after the last base.
    """

    start: int
    deleted: int
    inserted: str

    @property
    def is_indel(self) -> bool:
        """Whether the length changes."""
        return self.deleted != len(self.inserted)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The places that one indel can take: 0-based half-open, may run beyond the last base; ``run`` in bases.

    ``run`` is the length of the repeat in the reference whose number of units changes; without a further unit it is the
    number of bases that the change can move by.
    """

    start: int
    end: int
    run: int


@dataclass(frozen=True)
class Circle:
    """A contig whose last base is followed by its first.

    Attributes:
        name: of the contig.
        bases: upper case, from position 0.
    """

    name: str
    bases: str

    @property
    def length(self) -> int:
        """Bases."""
        return len(self.bases)

    @property
    def half(self) -> int:
        """Where the rotated genome is opened."""
        return self.length // 2

    @cached_property
    def rotated(self) -> str:
        """The same circle opened on the opposite side, so that the origin lies in its middle."""
        return self.bases[self.half :] + self.bases[: self.half]

    @cached_property
    def gaps(self) -> tuple[int, ...]:
        """Positions of N."""
        return tuple(position for position, base in enumerate(self.bases) if base == "N")

    def lift(self, position: int) -> int:
        """From a position of the rotated genome to that of the contig."""
        return (position + self.half) % self.length

    def fetch(self, start: int, end: int) -> str:
        """Bases of ``[start, end)``, over the origin if need be; ``end - start`` at most the length."""
        start, size = start % self.length, end - start
        return (self.bases[start : start + size] + self.bases)[:size]

    def base(self, position: int) -> str:
        """One base."""
        return self.bases[position % self.length]

    def left_aligned(self, start: int, deleted: int, inserted: str) -> Change | None:
        """The leftmost placement of an insertion or deletion.

        A placement on the line is preferred to one over the origin, so that it can be written as VCF.

        Returns:
            ``None`` for a deletion that removes the origin wherever it is placed: the line cannot hold it.
        """
        place = start % self.length
        if inserted and place == 0:
            place = self.length
        for _ in range(self.length):
            before = self.base(place - 1)
            last = inserted[-1] if inserted else self.base(place + deleted - 1)
            if before != last or before == "N":
                break
            if inserted:
                inserted = inserted[-1] + inserted[:-1]
                place = self.length if place == 1 else place - 1
            else:
                place = (place - 1) % self.length
        if place + deleted > self.length:
            return self._right_of_origin(place, deleted)
        return Change(place, deleted, inserted)

    def _right_of_origin(self, place: int, deleted: int) -> Change | None:
        """The first placement to the right of the origin of a deletion whose leftmost one lies over it."""
        while place < self.length:
            if self.base(place) != self.base(place + deleted):
                return None
            place += 1
        return Change(0, deleted, "")

    def name_without_origin(self, start: int, deleted: int) -> str:
        """A deletion that removes the origin wherever it is placed, by the 3' rule: ``16560_10del``."""
        while self.base(start) == self.base(start + deleted) != "N":
            start += 1
        return f"{start % self.length + 1}_{(start + deleted - 1) % self.length + 1}del"

    def stretch(self, change: Change) -> Stretch:
        """How far a left-aligned indel can be moved to the right, and how long the repeat is."""
        unit = change.inserted or self.fetch(change.start, change.start + change.deleted)
        end = change.start + change.deleted
        moved = 0
        while moved < self.length and self.base(end + moved) == unit[moved % len(unit)] != "N":
            moved += 1
        run = moved + change.deleted if moved >= len(unit) else moved
        return Stretch(change.start - 1, end + moved + 1, run)

    def is_placeholder(self, start: int, deleted: int, inserted: str) -> bool:
        """Whether a gap in a read only says that an N of the reference stands for no base."""
        for gap in self.gaps:
            if abs(gap - start) > NEAR_GAP:
                continue
            low, high = min(start, gap) - 1, max(start + deleted, gap + 1) + 1
            read = self.fetch(low, start) + inserted + self.fetch(start + deleted, high)
            without = self.fetch(low, gap) + self.fetch(gap + 1, high)
            if len(read) == len(without) and all(a in (b, "N") for a, b in zip(read, without, strict=True)):
                return True
        return False

    def record(self, change: Change) -> tuple[int, str, str]:
        """Position (1-based), REF and ALT of VCF; an indel stands with the base before it, else the one after it."""
        ref = self.bases[change.start : change.start + change.deleted]
        if not change.is_indel:
            return change.start + 1, ref, change.inserted
        if change.start > 0:
            anchor = self.bases[change.start - 1]
            return change.start, anchor + ref, anchor + change.inserted
        anchor = self.bases[change.deleted]
        return 1, ref + anchor, change.inserted + anchor
