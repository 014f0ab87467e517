"""The reads over a few places of one contig, places that lie near each other in one pass over the file.

To ask a CRAM for a place is to decode the whole slice that holds it, some ten thousand reads. Places with smaller gaps
than :data:`JOINED` are therefore read together. Intervals are 0-based half-open.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Interval = tuple[int, int]
"""Start and end on one contig."""

IGNORED = 0xF00  # secondary, failed, duplicate, supplementary
JOINED = 20_000  # places with smaller gaps are read in one pass: one slice of a CRAM holds more than that


def reads_over(
    alignment: Any, contig: str, places: Iterable[Interval], mapping_quality: int
) -> Iterator[tuple[Interval, list[Any]]]:
    """Each place once, in order of its end where places overlap, with the reads over it, as ``fetch`` gives them.

    Args:
        alignment: an open ``pysam.AlignmentFile``.
        contig: their contig.
        places: in any order, none of them empty.
        mapping_quality: reads with less, and those of :data:`IGNORED`, are left out.
    """
    for group in _groups(sorted(set(places))):
        waiting, begun = deque(group), list[tuple[Interval, list[Any]]]()
        for read in alignment.fetch(contig, group[0][0], max(end for _, end in group)):
            start, stop = read.reference_start, read.reference_end
            if stop is None:
                continue
            while waiting and waiting[0][0] < stop:
                begun.append((waiting.popleft(), []))
            if not begun:
                continue
            done = [one for one in begun if one[0][1] <= start]
            if done:
                yield from done
                begun = [one for one in begun if one[0][1] > start]
            if read.flag & IGNORED or read.mapping_quality < mapping_quality:
                continue
            for place, reads in begun:
                if place[0] < stop:
                    reads.append(read)
        yield from begun
        yield from ((place, []) for place in waiting)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The reads over one place, in the stead of the file that they come from."""

    reads: Sequence[Any]

    def fetch(self, _contig: str, _start: int, _end: int) -> Sequence[Any]:
        """All of them: who asks means the place that they were gathered over."""
        return self.reads


def _groups(places: list[Interval]) -> Iterator[list[Interval]]:
    group: list[Interval] = []
    reach = 0
    for place in places:
        if group and place[0] - reach > JOINED:
            yield group
            group = []
        reach = max(place[1], reach) if group else place[1]
        group.append(place)
    if group:
        yield group
