"""Every combining rule, exhaustively: all counts of criteria against the two standards written out a second time.

The 2015 table is Table 5 of Richards 2015 as printed there, with SVI's PVS1 + one supporting = likely pathogenic. The
bounds of the points are those of Tavtigian 2020, and where the table decides between them ``points.json`` says in words.
"""

from __future__ import annotations

from itertools import product

import pytest

from tachkhis.interpretation.acmg.combine import Code
from tachkhis.interpretation.acmg.combine import class_2015
from tachkhis.interpretation.acmg.combine import combined_class
from tachkhis.interpretation.acmg.combine import total_points
from tachkhis.interpretation.class_and_mode import Class

NAMES = {
    "very_strong": ("PVS1", "PS2", "PM3"),
    "strong": ("PS1", "PS3", "PS4", "PP1"),
    "moderate": ("PM1", "PM2", "PM4", "PM5", "PM6"),
    "supporting": ("PP2", "PP3", "PP4", "PP1", "PM2", "PM5"),
}
BENIGN = {"strong": ("BS1", "BS2", "BS3", "BS4"), "supporting": ("BP1", "BP2", "BP3", "BP4", "BP7")}
PATHOGENIC_COUNTS = list(product(range(3), range(4), range(5), range(6)))
BENIGN_COUNTS = list(product(range(4), range(5)))


def pathogenic(very: int, strong: int, moderate: int, supporting: int) -> list[Code]:
    counts = zip(NAMES, (very, strong, moderate, supporting), strict=True)
    return [Code(name, strength) for strength, number in counts for name in NAMES[strength][:number]]


def benign(strong: int, supporting: int) -> list[Code]:
    counts = zip(BENIGN, (strong, supporting), strict=True)
    return [Code(name, strength) for strength, number in counts for name in BENIGN[strength][:number]]


def printed(vs: int, s: int, m: int, p: int) -> Class | None:
    """Pathogenic and likely pathogenic of Table 5, rule by rule."""
    if vs >= 1 and (s >= 1 or m >= 2 or (m == 1 and p >= 1) or p >= 2):
        return Class.PATHOGENIC
    if vs >= 2 or s >= 2:  # two very strong ones hold a very strong and a strong one
        return Class.PATHOGENIC
    if s == 1 and (m >= 3 or (m == 2 and p >= 2) or (m == 1 and p >= 4)):
        return Class.PATHOGENIC
    if vs == 1 and (m == 1 or p == 1):  # the second is SVI's
        return Class.LIKELY_PATHOGENIC
    if s == 1 and (m in (1, 2) or p >= 2):
        return Class.LIKELY_PATHOGENIC
    if m >= 3 or (m == 2 and p >= 2) or (m == 1 and p >= 4):
        return Class.LIKELY_PATHOGENIC
    return None


def printed_benign(s: int, p: int) -> Class | None:
    if s >= 2:
        return Class.BENIGN
    return Class.LIKELY_BENIGN if (s == 1 and p >= 1) or p >= 2 else None


def test_every_count_of_pathogenic_criteria_by_the_table_of_2015() -> None:
    for counts in PATHOGENIC_COUNTS:
        if counts[0] >= 2 and not any(counts[1:]):
            continue  # two very strong ones alone: Table 5 has no such row
        assert class_2015(pathogenic(*counts)) is (printed(*counts) or Class.UNCERTAIN), counts


def test_every_count_of_benign_criteria_by_the_table_of_2015() -> None:
    for counts in BENIGN_COUNTS:
        assert class_2015(benign(*counts)) is (printed_benign(*counts) or Class.UNCERTAIN), counts


def test_a_class_on_either_side_is_of_uncertain_significance_by_the_table_of_2015() -> None:
    for up, down in product(PATHOGENIC_COUNTS[::3], BENIGN_COUNTS):
        for_, against = printed(*up), printed_benign(*down)
        if for_ is not None and against is not None:
            assert class_2015([*pathogenic(*up), *benign(*down)]) is Class.UNCERTAIN, (up, down)


def test_the_sum_of_every_combination_is_that_of_the_published_points() -> None:
    for up, down in product(PATHOGENIC_COUNTS[::3], BENIGN_COUNTS):
        points = sum(n * each for n, each in zip(up, (8, 4, 2, 1), strict=True)) - 4 * down[0] - down[1]
        assert total_points([*pathogenic(*up), *benign(*down)]) == points, (up, down)


def decided(up: tuple[int, int, int, int], down: tuple[int, int]) -> Class:
    """The class as ``points.json`` says it: points, and the table of 2015 from 8 to 11 and at -7."""
    points = sum(n * each for n, each in zip(up, (8, 4, 2, 1), strict=True)) - 4 * down[0] - down[1]
    mixed = any(up) and any(down)
    if points >= 12:
        return Class.PATHOGENIC
    if points >= (10 if mixed else 8):
        return Class.PATHOGENIC if printed(*up) is Class.PATHOGENIC else Class.LIKELY_PATHOGENIC
    if points >= 6:
        return Class.LIKELY_PATHOGENIC
    if points >= 0 or (points == -1 and sum(down) == 1):
        return Class.UNCERTAIN
    if points >= -6 or (points == -7 and printed_benign(*down) is not Class.BENIGN):
        return Class.LIKELY_BENIGN
    return Class.BENIGN


def test_every_combination_has_the_class_that_the_rules_in_words_give_it() -> None:
    for up, down in product(PATHOGENIC_COUNTS, BENIGN_COUNTS):
        assert combined_class([*pathogenic(*up), *benign(*down)]) is decided(up, down), (up, down)


def test_more_points_than_the_table_can_doubt_are_pathogenic_and_pvs1_with_one_moderate_is_not() -> None:
    assert combined_class(pathogenic(1, 0, 1, 0)) is Class.LIKELY_PATHOGENIC  # ten points, LP by the table
    assert combined_class(pathogenic(1, 1, 0, 0)) is Class.PATHOGENIC  # twelve


@pytest.mark.parametrize("up", PATHOGENIC_COUNTS[:: len(PATHOGENIC_COUNTS) // 40])
def test_one_more_criterion_never_lowers_a_class(up: tuple[int, int, int, int]) -> None:
    order = (Class.BENIGN, Class.LIKELY_BENIGN, Class.UNCERTAIN, Class.LIKELY_PATHOGENIC, Class.PATHOGENIC)
    here = order.index(combined_class(pathogenic(*up)))
    for place in range(4):
        more = tuple(n + (place == at) for at, n in enumerate(up))
        if more in PATHOGENIC_COUNTS:
            assert order.index(combined_class(pathogenic(*more))) >= here, (up, more)
