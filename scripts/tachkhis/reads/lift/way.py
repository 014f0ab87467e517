"""Coordinates of one contig of a consensus in terms of the standard one; 0-based half-open."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from typing import Literal

from tachkhis.reference.consensus import Change

Kind = Literal["M", "I", "D"]
Segment = tuple[Kind, int]
"""Bases that both have (M), that the consensus alone has (I), that the standard alone has (D)."""


class Way:
    """The changes of one contig, and where they lie: 32 bytes each, for a genome has millions."""

    def __init__(self) -> None:
        """Know no change yet."""
        self._starts, self._ends = array("q"), array("q")  # in the consensus
        self._standard_starts, self._standard_ends = array("q"), array("q")

    def add(self, change: Change) -> None:
        """Know one more change, behind all others."""
        self._starts.append(change.consensus_start)
        self._ends.append(change.consensus_end)
        self._standard_starts.append(change.start)
        self._standard_ends.append(change.end)

    def touches(self, start: int, end: int) -> bool:
        """Whether a stretch of the consensus has a changed base, or lies on both sides of one that was taken out."""
        number = bisect_right(self._ends, start)
        return number < len(self._starts) and self._starts[number] < end

    def standard(self, position: int) -> int:
        """Standard coordinate of a base of the consensus that is no change's."""
        number = bisect_right(self._ends, position) - 1
        return position if number < 0 else self._standard_ends[number] + position - self._ends[number]

    def segments(self, start: int, end: int) -> tuple[int, list[Segment]]:
        """What a stretch of the consensus is made of.

        Returns:
            The standard coordinate at which it begins, and its segments in order. Bases that the standard alone has are
            given where the stretch lies on both sides of them.
        """
        number = bisect_right(self._ends, start)
        found: list[Segment] = []
        at, first = start, self.standard(start)
        while number < len(self._starts) and self._starts[number] < end:
            opens, closes = self._starts[number], self._ends[number]
            there, here = closes - opens, self._standard_ends[number] - self._standard_starts[number]
            within = max(0, at - opens)
            if within == 0:
                found.append(("M", opens - at))
            else:
                first = self._standard_starts[number] + min(within, here)
            found.append(("M", min(there, here, end - opens) - within))
            if there > here:
                found.append(("I", min(there, end - opens) - max(here, within)))
            elif here > there and closes < end:
                found.append(("D", here - there))
            at = min(end, closes)
            number += 1
        found.append(("M", end - at))
        return first, [(kind, size) for kind, size in found if size > 0]
