"""Exact bounds: published figures, closed forms, and the definition itself."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.panel.bounds import clopper_pearson
from tachkhis.panel.bounds import upper_bound_of_absent


def test_the_panel_of_109_people() -> None:
    """Figures of the facts file: nothing of 218 alleles is up to 1.36 %; one of 218 is 0.46 % (0.012 % to 2.5 %)."""
    assert upper_bound_of_absent(218) == pytest.approx(0.0136, abs=5e-5)
    lower, upper = clopper_pearson(1, 218)
    assert lower == pytest.approx(0.00012, abs=5e-6)
    assert upper == pytest.approx(0.025, abs=5e-4)


@pytest.mark.parametrize("an", [1, 2, 10, 218, 100_000])
def test_closed_forms_at_the_ends(an: int) -> None:
    lower, upper = clopper_pearson(0, an)
    assert lower == 0.0
    assert upper == pytest.approx(1 - 0.025 ** (1 / an), rel=1e-9)
    lower, upper = clopper_pearson(an, an)
    assert upper == 1.0
    assert lower == pytest.approx(0.025 ** (1 / an), rel=1e-9)


def tail(ac: int, an: int, p: float) -> float:
    """P(X >= ac) of a binomial, summed."""
    return math.fsum(math.comb(an, k) * p**k * (1 - p) ** (an - k) for k in range(ac, an + 1))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 120).flatmap(lambda an: st.tuples(st.integers(0, an), st.just(an))))
def test_the_bounds_are_where_the_binomial_tails_hold_two_and_a_half_percent(counts: tuple[int, int]) -> None:
    ac, an = counts
    lower, upper = clopper_pearson(ac, an)
    assert lower <= ac / an <= upper
    if ac:
        assert tail(ac, an, lower) == pytest.approx(0.025, rel=1e-6)
    if ac < an:
        assert 1 - tail(ac + 1, an, upper) == pytest.approx(0.025, rel=1e-6)


def test_large_counts_stay_finite_and_narrow() -> None:
    lower, upper = clopper_pearson(800_000, 1_600_000)
    assert 0.499 < lower < 0.5 < upper < 0.501


@pytest.mark.parametrize(("ac", "an"), [(1, 0), (3, 2), (-1, 5)])
def test_impossible_counts_are_refused(ac: int, an: int) -> None:
    with pytest.raises(ValueError, match="impossible"):
        clopper_pearson(ac, an)
