"""The one copy beside a deletion: what stands on the bases that the other copy lacks cannot be on both.

A caller that looks at one place at a time reads one of two overlapping changes alone at each place, and calls two
copies of it. For a member of two copies called with a passing deletion A and a passing change B of bases that A may
remove, of more than two copies in all, the fragments are asked: ``n_A`` show A, ``n_B`` show B, ``m`` both.

    A on one copy, B no deletion     n_A >= min_fragments  and  m <= max_against n_A            B is on one copy
    A on two, or B a deletion        n_A, n_B >= min_fragments, n_A, n_B >= min_share (n_A + n_B)
                                     and  m <= max_against min(n_A, n_B)                        each is on one copy
    A on two, B of single bases      n_B < min_share (n_A + n_B)  and
                                     P(X <= n_B | n_A + n_B, 1/2) < heterozygote_tail           B is no allele of theirs

Where A removes bases of B however it is placed, one fragment of A is enough in the first case, and the share in the
last: no haplotype has both. Two changes of one copy each then stand on different copies (``0|1`` and ``1|0``, PS). The
likelihoods become those of the one copy that is there to be read: two copies are as unlikely as can be written. A
single-base change that is an allele of none of its carriers fails (``Artefact``): ends of reads that run past a
deletion spell it so.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tachkhis.variants import fields
from tachkhis.variants.binomial import lower_tail
from tachkhis.variants.refine.near import Interval
from tachkhis.variants.refine.near import reads_over
from tachkhis.variants.refine.rules import OneCopyRule
from tachkhis.variants.refine.spanning import ALIGNED
from tachkhis.variants.refine.spanning import GAPS
from tachkhis.variants.refine.spanning import SOFT_CLIP
from tachkhis.variants.refine.view import LOG_MAX
from tachkhis.variants.refine.view import View

ONE_COPY, DELETED_BASE = fields.REFINED_ONE_COPY, "deleted_base"
INSERTION, DELETION = 1, 2
Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Beside:
    """Fragments of a member that show a deletion, another change, and both."""

    deletion: int
    other: int
    both: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A deletion and another change of which a member (a row) is called with more than two copies."""

    row: int
    deletion: View
    view: View

    @property
    def stretch(self) -> Stretch:
        """The bases over which fragments are asked."""
        tract = self.deletion.tract
        assert tract is not None
        start, end = own_stretch(self.view)
        return max(0, min(tract.start, start) - 1), max(tract.end, end) + 1


Count = Callable[[Sequence[Asked]], Sequence[Beside]]
"""Asks the fragments."""


def settle_beside_deletions(views: Sequence[View], rows: int, count: Count, rule: OneCopyRule) -> None:
    """Write one copy where a caller called two beside a deletion, and fail what no copy has.

    Args:
        views: records of one contig by start.
        rows: number of members.
        count: asks the fragments.
        rule: how many must say so.
    """
    asked = [
        Asked(row, deletion, view)
        for deletion, view in _beside(views)
        for row in range(rows)
        if _too_many(deletion, view, row)
    ]
    absent: dict[int, tuple[View, set[int]]] = {}
    for one, found in zip(asked, count(asked), strict=True):  # what an earlier one settled is no longer too many
        if _too_many(one.deletion, one.view, one.row) and _settle(one.deletion, one.view, one.row, found, rule):
            absent.setdefault(id(one.view), (one.view, set()))[1].add(one.row)
    for view, members in absent.values():
        if all(row in members for row in range(rows) if view.copies(row)):
            view.fail(fields.FILTER_ARTEFACT[0])
            view.note([DELETED_BASE])


def _beside(views: Sequence[View]) -> Iterator[tuple[View, View]]:
    """Each passing deletion with each passing change of bases that it may remove."""
    starts = [view.record.start for view in views]
    for deletion in views:
        tract = deletion.tract
        if tract is None or deletion.change >= 0 or not deletion.passed:
            continue
        for view in views[bisect_left(starts, tract.start - 1) : bisect_left(starts, tract.end)]:
            if view is not deletion and view.usable and view.passed and may_lie_in(view, deletion):
                yield deletion, view


def may_lie_in(view: View, deletion: View) -> bool:
    """Whether a change may be of bases that a deletion removes.

    In the stretch over which the deletion can be placed, other lengths of the very same stretch apart; of inserted
    bases both neighbours must go however the deletion is placed.
    """
    tract = deletion.tract
    if tract is None:
        return False
    start, end = own_stretch(view)
    if view.change > 0:
        return removes_always(view, deletion)
    return bool(max(start, tract.start) < min(end, tract.end)) and (view.change == 0 or view.tract != tract)


def removes_always(view: View, deletion: View) -> bool:
    """Whether a deletion removes bases of a change (or, of an insertion, both neighbours) however both are placed."""
    first, last = _always(deletion)
    start, end = own_stretch(view)
    if view.change > 0:
        return first < start and end < last
    if first <= start and end <= last:
        return True
    if view.change < 0 and view.tract is not None:
        start, end = _always(view)
    return max(first, start) < min(last, end)


def own_stretch(view: View) -> Stretch:
    """The bases of a change: where it can be placed, or what its REF holds (0-based half-open)."""
    if view.tract is not None:
        return view.tract.start, view.tract.end
    return view.record.start + int(view.change != 0), view.record.stop


def _always(deletion: View) -> Stretch:
    """What a deletion removes however it is placed; empty (or less) in a repeat longer than twice its length."""
    tract = deletion.tract
    assert tract is not None
    return tract.end + deletion.change, tract.start - deletion.change


def _too_many(deletion: View, view: View, row: int) -> bool:
    one, other = deletion.copies(row), view.copies(row)
    return bool(one and other and one + other > 2 and deletion.ploidy(row) == view.ploidy(row) == 2)


def _settle(deletion: View, view: View, row: int, found: Beside, rule: OneCopyRule) -> bool:
    """Write what the fragments say; whether they say that the change is no allele of this member."""
    certain = removes_always(view, deletion)
    if deletion.copies(row) == 1 and view.change >= 0:
        needed = 1 if certain else rule.min_fragments
        if found.deletion >= needed and found.both <= rule.max_against * found.deletion:
            _write(view, deletion, row)
        return False
    less, whole = min(found.deletion, found.other), found.deletion + found.other
    if less >= rule.min_fragments and less >= rule.min_share * whole and found.both <= rule.max_against * less:
        for one, other in ((deletion, view), (view, deletion)):
            if one.copies(row) == 2:
                _lower(one, other, row)
        _part(view, deletion, row)
        return False
    if view.change or deletion.copies(row) != 2 or found.other >= rule.min_share * whole:
        return False
    return certain or lower_tail(found.other, whole) < rule.heterozygote_tail


def count_asked(alignment: Any, contig: str, asked: Sequence[Asked], mapping_quality: int) -> list[Beside]:
    """What the fragments of one sample show of each deletion and the change beside it.

    Args:
        alignment: an open ``pysam.AlignmentFile``.
        contig: their contig.
        asked: what is asked of this sample.
        mapping_quality: of the reads that count.
    """
    found = [Beside(0, 0, 0)] * len(asked)
    at: dict[Interval, list[int]] = {}
    for number, one in enumerate(asked):
        at.setdefault(one.stretch, []).append(number)
    for place, reads in reads_over(alignment, contig, at, mapping_quality):
        for number in at[place]:
            found[number] = count_beside(reads, asked[number].deletion, asked[number].view)
    return found


def count_beside(reads: Iterable[Any], deletion: View, view: View) -> Beside:
    """Fragments of one sample that show a deletion, a change beside it, and both.

    Args:
        reads: the reads that count, those over both.
        deletion: with its tract.
        view: the change; a deletion-insertion is shown by none.
    """
    told: dict[str, int] = {}
    for read in reads:
        shown = int(_has_indel(read, deletion)) + 2 * int(_shows(read, view))
        told[read.query_name] = told.get(read.query_name, 0) | shown
    marks = list(told.values())
    return Beside(*(sum(mark & bits == bits for mark in marks) for bits in (1, 2, 3)))


def _shows(read: Any, view: View) -> bool:
    if view.change:
        return view.tract is not None and _has_indel(read, view)
    place, length, position, query = view.record.start, len(view.alt), read.reference_start, 0
    for operation, run in read.cigartuples or ():
        if operation in ALIGNED:
            if position <= place and place + length <= position + run:
                begin = query + place - position
                return bool(read.query_sequence[begin : begin + length].upper() == view.alt)
            position, query = position + run, query + run
        elif operation in GAPS:
            position += run
        elif operation in (INSERTION, SOFT_CLIP):
            query += run
    return False


def _has_indel(read: Any, view: View) -> bool:
    """Whether a read holds an indel of this length in the stretch over which this one can be placed."""
    tract = view.tract
    assert tract is not None
    kind, size, position = DELETION if view.change < 0 else INSERTION, abs(view.change), read.reference_start
    for operation, run in read.cigartuples or ():
        if operation == kind and run == size:
            last = position + (run if kind == DELETION else 0)
            if tract.start <= position and last <= tract.end:
                return True
        if operation in ALIGNED or operation in GAPS:
            position += run
    return False


def _write(view: View, deletion: View, row: int) -> None:
    _lower(view, deletion, row)
    _part(view, deletion, row)


def _lower(view: View, other: View, row: int) -> None:
    """One copy in place of two, with the likelihoods of the one that is there to be read."""
    phreds = view.phreds(row, 2)
    likelihoods = None if phreds is None else [min(LOG_MAX, max(phreds[0] - phreds[2], 0)), 0.0, float(LOG_MAX)]
    qualities = [view.quality(row), other.quality(row), None if likelihoods is None else round(likelihoods[0])]
    view.set_genotype(row, 1, min((value for value in qualities if value is not None), default=0), likelihoods)
    view.spanning.pop(row, None)
    view.note([ONE_COPY])


def _part(view: View, deletion: View, row: int) -> None:
    """Put the two on different copies."""
    if not deletion.phased(row):
        deletion.set_phase(row, False, deletion.record.pos)
    phase = deletion.phase_of(row)
    if phase is not None:
        view.set_phase(row, not phase[0], phase[1])
