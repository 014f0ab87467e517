"""What two analyses list differently, and which resource made it: gold rows."""

from __future__ import annotations

import pytest

from tachkhis.interpretation.reanalysis.attribution import attribute
from tachkhis.interpretation.reanalysis.attribution import by_elimination
from tachkhis.interpretation.reanalysis.differences import Difference
from tachkhis.interpretation.reanalysis.differences import difference_of
from tachkhis.interpretation.reanalysis.differences import differences
from tachkhis.interpretation.reanalysis.differences import in_words
from tachkhis.interpretation.reanalysis.document import Outcome

KEY = ("TTPA", ("chr1-5-A-T",))


def outcome(class_: str, *, proposed: bool = False, points: int = 0, criteria: tuple[str, ...] = ()) -> Outcome:
    return Outcome(
        rank=1,
        mode="dominant",
        class_=class_,
        points=points,
        proposed=proposed,
        criteria=list(criteria),
        clinvar=[],
    )


VUS, LP, P = (outcome(one) for one in ("VUS", "LP", "P"))


@pytest.mark.parametrize(
    ("was", "now", "kind"),
    [
        (None, VUS, "new"),
        (VUS, None, "lost"),
        (VUS, LP, "upgraded"),
        (P, LP, "downgraded"),
        (LP, outcome("LP", proposed=True), "upgraded"),
        (outcome("P", proposed=True), P, "downgraded"),
        (P, outcome("LP", proposed=True), "downgraded"),  # the class goes first
        (VUS, outcome("VUS", points=3), "changed"),
        (VUS, VUS.model_copy(update={"clinvar": ["1 Pathogenic (2 stars)"]}), "changed"),  # why one looks again
        (VUS, VUS.model_copy(update={"list_": "carrier"}), "changed"),
        (VUS, VUS.model_copy(update={"rank": 9}), None),  # others came or went, it stayed as it was
        (None, None, None),
    ],
)
def test_kinds(was: Outcome | None, now: Outcome | None, kind: str | None) -> None:
    assert difference_of(was, now) == kind


def test_new_ones_come_first_and_lost_ones_last() -> None:
    was = {("A", ("1",)): P, ("B", ("2",)): VUS, ("C", ("3",)): P, ("D", ("4",)): VUS}
    now = {("B", ("2",)): LP, ("C", ("3",)): VUS, ("D", ("4",)): VUS, ("E", ("5",)): VUS}
    assert [(one.kind, one.key[0]) for one in differences(was, now)] == [
        ("new", "E"),
        ("upgraded", "B"),
        ("downgraded", "C"),
        ("lost", "A"),
    ]


CHANGE = Difference("upgraded", KEY, VUS, LP)


@pytest.mark.parametrize(
    ("baseline", "alone", "by", "how"),
    [
        (VUS, {"clinvar": LP, "gnomad": VUS}, ["clinvar"], "swapped"),
        (VUS, {"clinvar": LP, "gnomad": LP}, ["clinvar", "gnomad"], "swapped"),
        (LP, {"clinvar": LP, "gnomad": LP}, ["program"], "swapped"),  # the old resources give it, too
        (VUS, {"clinvar": outcome("VUS", points=5), "gnomad": VUS}, ["clinvar"], "together"),
        (VUS, {"clinvar": VUS, "gnomad": VUS}, ["clinvar", "gnomad"], "together"),
    ],
)
def test_a_change_is_attributed_to_what_gives_it_alone(
    baseline: Outcome, alone: dict[str, Outcome], by: list[str], how: str
) -> None:
    found = {name: {KEY: one} for name, one in alone.items()}
    assert attribute(CHANGE, ["clinvar", "gnomad", "program"], {KEY: baseline}, found) == (by, how)


def test_a_class_is_attributed_whatever_else_moved_the_points() -> None:
    """ClinVar takes PVS1 and with it the class; the curation adds a point that changes no class."""
    was = outcome("LP", points=9, criteria=("PVS1 very_strong", "PM2 supporting"))
    now = outcome("VUS", points=3, criteria=("PM2 supporting", "PS4 moderate"))
    change = Difference("downgraded", KEY, was, now)
    clinvar = outcome("VUS", points=1, criteria=("PM2 supporting",))
    curated = outcome("LP", points=11, criteria=("PVS1 very_strong", "PM2 supporting", "PS4 moderate"))
    alone = {"clinvar": {KEY: clinvar}, "curation": {KEY: curated}}
    assert attribute(change, ["clinvar", "curation"], {KEY: was}, alone) == (["clinvar"], "swapped")
    same = Difference("changed", KEY, clinvar, now)  # within the class, every word counts
    assert attribute(same, ["clinvar", "curation"], {KEY: was}, alone) == (["clinvar", "curation"], "together")


def test_a_new_candidate_is_attributed_to_what_lists_it() -> None:
    new = Difference("new", KEY, None, outcome("VUS", points=5))
    alone = {"panel": {KEY: VUS}, "curation": {}}
    assert attribute(new, ["panel", "curation"], {}, alone) == (["panel"], "swapped")


def test_who_is_proposed_is_attributed_within_the_class() -> None:
    proposed = Difference("upgraded", KEY, VUS, outcome("VUS", proposed=True, points=5))
    alone = {"gnomad": {KEY: outcome("VUS", points=5)}, "request": {KEY: outcome("VUS", proposed=True)}}
    assert attribute(proposed, ["gnomad", "request"], {KEY: VUS}, alone) == (["request"], "swapped")


def test_a_place_among_others_moves_nothing() -> None:
    alone = {"clinvar": {KEY: outcome("VUS", points=5)}, "gnomad": {KEY: VUS.model_copy(update={"rank": 7})}}
    assert attribute(CHANGE, ["clinvar", "gnomad"], {KEY: VUS}, alone) == (["clinvar"], "together")


def test_a_lost_candidate_is_attributed_likewise() -> None:
    lost = Difference("lost", KEY, VUS, None)
    assert attribute(lost, ["gnomad"], {KEY: VUS}, {"gnomad": {}}) == (["gnomad"], "swapped")


def test_without_the_earlier_resources_only_a_single_difference_is_named() -> None:
    assert by_elimination(["clinvar"]) == (["clinvar"], "only_change")
    assert by_elimination(["clinvar", "program"]) == ([], "not_told")


def test_words() -> None:
    was = outcome("VUS", points=1, criteria=("PM2 supporting",))
    now = outcome("LP", points=9, proposed=True, criteria=("PM2 supporting", "PVS1 very_strong"))
    assert in_words(was, now) == [
        "class VUS (1 points) is now LP (9 points)",
        "now proposed",
        "now met: PVS1 very_strong",
    ]
