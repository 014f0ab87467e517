"""The one copy beside a deletion: what stands on the bases that the other copy lacks cannot be on both.

A caller that looks at one place at a time reads the alternate alone there, and calls two copies. For a member called
with a passing deletion on one copy of two, and with a passing change of bases that the deletion may remove on both, the
fragments that show the deletion are asked. With ``n`` of them, ``a`` of which show the change as well,

    one copy     n >= min_fragments  and  a <= max_against n

The change then stands on the other copy than the deletion (``0|1`` and ``1|0``, PS). Its likelihoods are those of the
one copy that is there to be read: two copies are as unlikely as can be written. A change of length is judged only where
all its bases lie in what the deletion removes however it is placed; no fragment with the deletion can show it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from collections.abc import Sequence
from typing import Any

from tachkhis.variants.refine.rules import OneCopyRule
from tachkhis.variants.refine.spanning import ALIGNED
from tachkhis.variants.refine.spanning import GAPS
from tachkhis.variants.refine.spanning import IGNORED
from tachkhis.variants.refine.spanning import SOFT_CLIP
from tachkhis.variants.refine.view import LOG_MAX
from tachkhis.variants.refine.view import View

ONE_COPY = "one_copy"
INSERTION, DELETION = 1, 2

Count = Callable[[int, View, View], tuple[int, int]]
"""Fragments of a member (by row) that show a deletion, and how many of these show a change as well."""


def settle_beside_deletions(views: Sequence[View], rows: int, count: Count, rule: OneCopyRule) -> None:
    """Write one copy where a caller called two beside a deletion of one.

    Args:
        views: records of one contig by start.
        rows: number of members.
        count: asks the fragments of a member.
        rule: how many must say so.
    """
    starts = [view.record.start for view in views]
    for deletion in views:
        tract = deletion.tract
        if tract is None or deletion.change >= 0 or not deletion.passed:
            continue
        for view in views[bisect_left(starts, tract.start - 1) : bisect_left(starts, tract.end)]:
            if view is deletion or not view.usable or not view.passed or not may_lie_in(view, deletion):
                continue
            for row in range(rows):
                if deletion.copies(row) == 1 and view.copies(row) == 2 and deletion.ploidy(row) == 2:
                    shown, both = count(row, deletion, view)
                    if shown >= rule.min_fragments and both <= rule.max_against * shown:
                        _write(view, deletion, row)


def may_lie_in(view: View, deletion: View) -> bool:
    """Whether the bases of a change may be among those that a deletion removes."""
    tract = deletion.tract
    if tract is None:
        return False
    start, end, removed = tract.start, tract.end, -deletion.change
    if view.change == 0:
        return bool(start <= view.record.start and view.record.stop <= end)
    always = (end - removed, start + removed)  # removed wherever the deletion is placed
    own = (view.record.start + 1, view.record.stop) if view.tract is None else (view.tract.start, view.tract.end)
    room = int(view.change > 0)  # bases inserted at the very edge could stand beside the deletion on its own copy
    return bool(always[0] + room <= own[0] and own[1] + room <= always[1] and own != (start, end))


def count_beside(alignment: Any, deletion: View, view: View, mapping_quality: int) -> tuple[int, int]:
    """Fragments of one sample that show a deletion, and how many of them show a change of single bases as well.

    Args:
        alignment: an open ``pysam.AlignmentFile``.
        deletion: with its tract.
        view: the change; one of length is shown by none of them.
        mapping_quality: of the reads that count.
    """
    tract = deletion.tract
    assert tract is not None
    told: dict[str, bool] = {}
    for read in alignment.fetch(view.key[0], view.record.start, view.record.start + 1):
        if read.flag & IGNORED or read.mapping_quality < mapping_quality:
            continue
        gap, bases = _read(read, (tract.start, tract.end, -deletion.change), view.record.start, len(view.alt))
        if gap:
            told[read.query_name] = told.get(read.query_name, False) or (view.change == 0 and bases == view.alt)
    return len(told), sum(told.values())


def _read(read: Any, deletion: tuple[int, int, int], place: int, length: int) -> tuple[bool, str]:
    """Whether a read holds a deletion of so many bases in a stretch, and its bases at a place (0-based)."""
    first, last, size = deletion
    position, query, gap, bases = read.reference_start, 0, False, ""
    for operation, run in read.cigartuples or ():
        if operation in ALIGNED:
            if position <= place and place + length <= position + run:
                begin = query + place - position
                bases = read.query_sequence[begin : begin + length].upper()
            position, query = position + run, query + run
        elif operation in GAPS:
            gap = gap or (operation == DELETION and run == size and first <= position and position + run <= last)
            position += run
        elif operation in (INSERTION, SOFT_CLIP):
            query += run
    return gap, bases


def _write(view: View, deletion: View, row: int) -> None:
    phreds = view.phreds(row, 2)
    likelihoods = None if phreds is None else [min(LOG_MAX, max(phreds[0] - phreds[2], 0)), 0.0, float(LOG_MAX)]
    qualities = [view.quality(row), deletion.quality(row), None if likelihoods is None else round(likelihoods[0])]
    view.set_genotype(row, 1, min((value for value in qualities if value is not None), default=0), likelihoods)
    view.spanning.pop(row, None)
    view.note([ONE_COPY])
    if not deletion.phased(row):
        deletion.set_phase(row, False, deletion.record.pos)
    phase = deletion.phase_of(row)
    if phase is not None:
        view.set_phase(row, not phase[0], phase[1])
