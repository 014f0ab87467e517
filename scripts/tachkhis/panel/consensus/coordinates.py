"""The way from the new sequence to the standard one, on one contig."""

from __future__ import annotations

from bisect import bisect_left
from bisect import bisect_right
from collections.abc import Sequence

from tachkhis.panel.consensus.changes import Edit


class Way:
    """Coordinates of one contig; 0-based half-open."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        """Know the edits of the contig, in order."""
        self.edits = edits
        self._starts = [edit.consensus_start for edit in edits]
        self._ends = [edit.consensus_end for edit in edits]
        self._standard_starts = [edit.start for edit in edits]
        self._standard_ends = [edit.end for edit in edits]

    def before(self, position: int, first: int) -> int:
        """The standard coordinate of a place at or before the edit number ``first``, and behind all earlier ones."""
        if first < len(self.edits):
            edit = self.edits[first]
            return edit.start - (edit.consensus_start - position)
        return self.behind(position, first - 1)

    def behind(self, position: int, last: int) -> int:
        """The standard coordinate of a place at or behind the edit number ``last``, and before all later ones."""
        if last < 0:
            return position
        edit = self.edits[last]
        return edit.end + (position - edit.consensus_end)

    def moved(self, position: int) -> int:
        """The standard coordinate of a place at which no edit is, behind every edit that ends there."""
        return self.behind(position, bisect_right(self._ends, position) - 1)

    def touched(self, start: int, end: int, *, moves: bool) -> range:
        """Numbers of the edits that a change of the new sequence has to do with.

        Args:
            start: first base changed, or the place where bases come in.
            end: one past the last base.
            moves: the change puts in or takes out bases, and could be written anywhere from ``start`` to ``end``.
        """
        return _touched(self._starts, self._ends, start, end, moves=moves)

    def touched_standard(self, start: int, end: int) -> range:
        """The same of bases put in or taken out of the standard sequence, from where to where they could be written."""
        return _touched(self._standard_starts, self._standard_ends, start, end, moves=True)


def _touched(starts: Sequence[int], ends: Sequence[int], start: int, end: int, *, moves: bool) -> range:
    first, last = bisect_left(ends, start), bisect_right(starts, end) - 1
    while first <= last and not _meets(starts[first], ends[first], start, end, moves=moves):
        first += 1
    while last >= first and not _meets(starts[last], ends[last], start, end, moves=moves):
        last -= 1
    return range(first, max(first, last + 1))


def _meets(low: int, high: int, start: int, end: int, *, moves: bool) -> bool:
    """Whether a change of ``[start, end)`` has to do with an edit of ``[low, high)``."""
    if low == high:  # an edit without bases of its own on this side
        return start <= low <= end if moves else start < low < end
    if start == end:
        return low < start < high
    return start < high and low < end
