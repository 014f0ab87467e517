"""A wildcard constraint is met by the names it was made of, and by no other."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.case.wildcards import pattern

NAMES = st.text(alphabet="AB.-1", min_size=1, max_size=5)


@given(st.lists(NAMES, min_size=1, max_size=12), st.lists(NAMES, max_size=12))
def test_some_ids_are_told_from_the_others(names: list[str], all_others: list[str]) -> None:
    others = [other for other in all_others if other not in names]
    made = re.compile(f"^results/(?P<sample>{pattern(names, others)})/(?P=sample).cram$")
    for name in names:
        assert made.match(f"results/{name}/{name}.cram")
    for other in others:
        assert not made.match(f"results/{other}/{other}.cram")


def test_no_names_are_met_by_nothing() -> None:
    assert re.search(pattern([], ["A"]), "anything") is None


@pytest.mark.parametrize("others", [0, 1, 1000])
def test_a_thousand_names_stay_short(others: int) -> None:
    names = [f"N{number:04d}-P" for number in range(1000)]
    made = pattern(names, [f"other-{number:04d}" for number in range(others)])
    assert len(made) < (8000 if others == len(names) else 60)
