"""Tails of a binomial: exact where fractions can tell, and at depths of panels, where products of floats overflow."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.variants.binomial import lower_tail
from tachkhis.variants.binomial import upper_tail


def exact(first: int, last: int, trials: int, share: Fraction) -> float:
    return float(sum(comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(first, last + 1)))


@given(st.integers(0, 80).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(1, 99))
def test_both_tails_are_the_sums_of_fractions(counts: tuple[int, int], hundredths: int) -> None:
    found, trials = counts
    share = Fraction(hundredths, 100)
    assert lower_tail(found, trials, float(share)) == pytest.approx(exact(0, found, trials, share), rel=1e-9)
    assert upper_tail(found, trials, float(share)) == pytest.approx(exact(found, trials, trials, share), rel=1e-9)


@pytest.mark.parametrize("trials", [1030, 1040, 3500, 20_000])
def test_deep_panels_do_not_overflow(trials: int) -> None:
    half = trials // 2
    assert lower_tail(half, trials) == pytest.approx(0.5 + exact(half, half, trials, Fraction(1, 2)) / 2, rel=1e-9)
    assert upper_tail(trials, trials, 0.001) < 1e-300
    assert upper_tail(trials // 5, trials, 0.001) < 1e-99


def test_no_reads_and_no_successes_are_certain() -> None:
    assert lower_tail(0, 0) == upper_tail(0, 0) == upper_tail(0, 50, 0.01) == lower_tail(50, 50, 0.01) == 1.0
    assert upper_tail(3, 2) == 0.0
