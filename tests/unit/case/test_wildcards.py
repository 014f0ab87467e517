"""A wildcard constraint is met by the names it was made of, and by no other."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tachkhis.case.wildcards import pattern

NAMES = st.text(alphabet="AB.-1", min_size=1, max_size=5)


@given(st.lists(NAMES, min_size=1, max_size=12), NAMES)
def test_exactly_these_names(names: list[str], other: str) -> None:
    made = re.compile(pattern(names))
    assert all(made.fullmatch(name) for name in names)
    assert bool(made.fullmatch(other)) == (other in names)


def test_no_names_are_met_by_nothing() -> None:
    assert re.search(pattern([]), "anything") is None


def test_a_thousand_names_stay_short() -> None:
    assert len(pattern([f"N{number:04d}-P" for number in range(1000)])) < 8000
