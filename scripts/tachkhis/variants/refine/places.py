"""Records of one place: a genotype of two alternates (``1/2``) is parted in two records, and neither tells it whole.

``bcftools norm -m`` gives each alternate of a record the likelihoods of the genotypes of the reference and that
alternate. Where the reads prefer a genotype with another alternate, none of them is the best: their least phred is not
0, and what they say among themselves is noise. With ``PL_v`` of this record and ``PL_w`` of the others of the place,
unscaled as the caller gave them, a member called with ``c`` copies of this alternate has

    L(c) = 0        L(0) = min(PL_v(0), min PL_w)  (c > 0)        L(g) = PL_v(g)  else

which is what the whole genotype says of this alternate, but for the two alternates together where they were not called.

The family leaves the genotypes of such a member at such a place alone, and gives nobody more copies of all that the
place has than they have copies of it. Two records are of one place where they change the same bases: bases in common,
or an insertion before or between bases that the other removes, or two insertions before one base.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tachkhis.variants.refine.view import LOG_MAX
from tachkhis.variants.refine.view import View


@dataclass(frozen=True, slots=True)
class Place:
    """What passed the filters beside one record.

    Attributes:
        rivals: records that change the same bases.
        overlapping: records whose REF overlaps, the rivals among them.
    """

    rivals: tuple[View, ...] = ()
    overlapping: tuple[View, ...] = ()

    def two_alternates(self, view: View, row: int) -> bool:
        """Whether a member carries this record's alternate and another one of the place."""
        return bool(view.copies(row)) and any(rival.copies(row) for rival in self.rivals)

    def room(self, row: int, copies: int) -> int:
        """Copies of a member that the other alternates leave."""
        return copies - sum(one.copies(row) or 0 for one in self.overlapping)

    def whole_phreds(self, view: View, row: int, copies: int) -> list[float] | None:
        """What the caller's likelihoods say of 0 .. ``copies`` copies, the best 0; ``None`` where they say nothing."""
        phreds, least, called = view.phreds(row, copies), view.least_phred(row), view.copies(row)
        if phreds is None or least == 0.0:
            return phreds
        if called is None or called > copies:
            return None
        whole = [min(LOG_MAX, value + least) for value in phreds]
        whole[0] = min([whole[0], *filter(None, (rival.least_phred(row) for rival in self.rivals))])
        whole[called] = 0.0
        return whole


def places_of(views: Sequence[View]) -> list[Place]:
    """The place of each record.

    Args:
        views: records of one contig by start.
    """
    beside: list[list[View]] = [[] for _ in views]
    before: list[int] = []
    for number, view in enumerate(views):
        before = [one for one in before if views[one].record.stop > view.record.start]
        for one in before:
            beside[one].append(view)
            beside[number].append(views[one])
        before.append(number)
    return [
        Place(
            tuple(other for other in others if other.passed and _rivals(view, other)),
            tuple(other for other in others if other.passed),
        )
        for view, others in zip(views, beside, strict=True)
    ]


def _rivals(one: View, other: View) -> bool:
    (start, end), (from_, to) = _changed(one), _changed(other)
    if start == end:
        return from_ == start == to or from_ < start < to or (from_ == start and other.change < 0)
    if from_ == to:
        return start < from_ < end or (start == from_ and one.change < 0)
    return start < to and from_ < end


def _changed(view: View) -> tuple[int, int]:
    """The bases (0-based half-open) that an alternate replaces, without those that both alleles begin with."""
    same = 0
    while same < min(len(view.ref), len(view.alt)) and view.ref[same] == view.alt[same]:
        same += 1
    return int(view.record.start) + same, int(view.record.start) + len(view.ref)
