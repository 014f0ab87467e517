"""What two or three versions of a panel tell together is never the genotypes of few people: against the people."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from itertools import chain
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.panel.between import Sets
from tachkhis.panel.withholding import WHOLE

LEAST = 4
REGIONS = ("A", "B", "C")
People = Mapping[str, frozenset[int]]


def sizes(groups: People) -> dict[str, int]:
    return {name: len(people) for name, people in groups.items()}


def unions(groups: People) -> Iterator[frozenset[int]]:
    """All that adds up of a version's disjoint groups: regions, and the rest."""
    regions = [people for name, people in groups.items() if name != WHOLE]
    parts = [*regions, groups[WHOLE] - frozenset().union(*regions)]
    for some in chain.from_iterable(combinations(parts, number) for number in range(1, len(parts) + 1)):
        yield frozenset().union(*some)


def tells_few(now: People, before: People) -> bool:
    """The truth: some union now and some union before differ by few people, but not by none."""
    return any(0 < len(one ^ other) < LEAST for one in unions(now) for other in unions(before))


def sets(now: People, before: People, everybody: People, apart: frozenset[str]) -> Sets:
    known = {region: len(everybody.get(region, frozenset())) for region in before if region != WHOLE}
    return Sets(sizes(now), sizes(before), known, apart)


def told(everybody: People, regions: list[str]) -> People:
    return {name: people for name, people in everybody.items() if name in (WHOLE, *regions)}


def counted(numbers: list[int], start: int) -> dict[str, frozenset[int]]:
    """People of the regions and of none."""
    groups, first = {}, start
    for name, number in zip((*REGIONS, "none"), numbers, strict=True):
        groups[name] = frozenset(range(first, first + number))
        first += number
    return groups


def whole(groups: People) -> People:
    regions = {name: people for name, people in groups.items() if name in REGIONS}
    return {WHOLE: frozenset().union(*groups.values()), **regions}


def fair(groups: People) -> bool:
    """Whether a version alone tells of no few people."""
    return all(len(one) == 0 or len(one) >= LEAST for one in unions(groups))


some_regions = st.lists(st.sampled_from(REGIONS), unique=True)
few_numbers = st.lists(st.integers(0, 6), min_size=4, max_size=4)
numbers = st.lists(st.integers(0, 11), min_size=4, max_size=4)


@settings(max_examples=150, deadline=None)
@given(numbers, few_numbers, some_regions, some_regions, st.booleans())
def test_two_versions_tell_no_few_people(
    one: list[int], more: list[int], first: list[str], second: list[str], came: bool
) -> None:
    small, new = counted(one, 0), counted(more, 1000)
    large = {name: small[name] | new[name] for name in small}
    before, now = (whole(small), whole(large)) if came else (whole(large), whole(small))
    given_away, shown = told(before, first), told(now, second)
    if not fair(given_away) or not fair(shown):
        return
    found = sets(shown, given_away, now, frozenset(first)).few(LEAST)
    if tells_few(shown, given_away):
        assert found


@settings(max_examples=150, deadline=None)
@given(numbers, few_numbers, few_numbers, some_regions, st.lists(some_regions, min_size=2, max_size=2))
def test_nor_where_regions_stood_as_an_earlier_version_told_them(
    one: list[int], more: list[int], again: list[int], first: list[str], later: list[list[str]]
) -> None:
    people = [counted(one, 0)]
    for number, new in enumerate((more, again), 1):
        people.append({name: people[-1][name] | at for name, at in counted(new, 1000 * number).items()})
    first_told, second, third = (whole(groups) for groups in people)
    version_1 = told(first_told, first)
    fresh = [region for region in later[0] if region in first]
    kept = {region: version_1[region] for region in first if region not in fresh}
    version_2 = {**told(second, fresh), **kept}
    if not fair(version_1) or sets(told(second, fresh), version_1, second, frozenset(first)).few(LEAST):
        return
    shown = told(third, later[1])
    if fair(shown) and tells_few(shown, version_2):
        assert sets(shown, version_2, third, frozenset(fresh)).few(LEAST)


@pytest.mark.parametrize(
    ("now", "before", "known", "few"),
    [
        ({WHOLE: 12}, {WHOLE: 11}, {}, True),
        ({WHOLE: 16}, {WHOLE: 11}, {}, False),
        ({WHOLE: 20}, {WHOLE: 20}, {}, False),
        ({WHOLE: 17, "A": 6}, {WHOLE: 11, "A": 5}, {"A": 6}, True),  # one came to A
        ({WHOLE: 16, "A": 11}, {WHOLE: 11, "A": 6}, {"A": 11}, False),
        ({WHOLE: 17, "A": 11}, {WHOLE: 11, "A": 6}, {"A": 11}, True),  # one came elsewhere
        ({WHOLE: 16, "B": 5}, {WHOLE: 6}, {}, True),  # the rest of before, less B if B is as it was, is one
        ({WHOLE: 13}, {WHOLE: 18, "A": 6}, {"A": 1}, True),  # five of A left: one remains
        ({WHOLE: 13}, {WHOLE: 18, "A": 6, "B": 12}, {"A": 5, "B": 8}, False),  # five of A less four of B: nine people
        ({WHOLE: 13}, {WHOLE: 18, "A": 6, "B": 12}, {}, True),  # of which regions they are nobody knows
    ],
)
def test_people_of_a_region_stay_in_it(
    now: dict[str, int], before: dict[str, int], known: dict[str, int], few: bool
) -> None:
    assert Sets(now, before, known, frozenset(before)).few(5) is few


def test_a_version_with_all_regions_kept_hides_none_for_good() -> None:
    """109 people, 21 came, all regions kept; 200 come: every region may be told anew."""
    first = {f"R{number}": 9 for number in range(12)}
    before = {WHOLE: 129, **first}
    now = {f"R{number}": 60 for number in range(12)}
    assert not Sets({WHOLE: 800, **now}, before, now, frozenset()).few(5)


def test_who_came_to_a_region_that_was_kept_is_looked_for_among_the_rest() -> None:
    """A was kept at 8 though six had come; one came since: all of A less what that version told of A and of none."""
    now, before = {WHOLE: 27, "A": 15}, {WHOLE: 22, "A": 8, "B": 8}
    assert Sets(now, before, {"A": 15, "B": 12}, frozenset("B")).few(4)
    assert not Sets({**now, WHOLE: 31, "A": 19}, before, {"A": 19, "B": 12}, frozenset("B")).few(4)


def test_eight_who_came_and_six_who_left_are_not_the_two_whom_their_numbers_differ_by() -> None:
    def few(now: dict[str, int], before: dict[str, int], known: dict[str, int], swap: int = 2) -> bool:
        return Sets({WHOLE: 20, **now}, {WHOLE: 18, **before}, known, frozenset(before)).few(5, swap)

    assert few({}, {}, {}, 0)
    assert not few({}, {}, {})
    assert not few({"A": 8}, {"A": 8}, {"A": 8})
    assert not few({}, {"A": 18}, {"A": 20})  # the region is everybody
    assert not few({"A": 20}, {}, {})
    assert few({"A": 8}, {"A": 6}, {"A": 8})  # two came to A
