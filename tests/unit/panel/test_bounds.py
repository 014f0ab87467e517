"""Exact bounds: published figures, closed forms, and the definition itself."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.panel.bounds import clopper_pearson
from tachkhis.panel.bounds import filtering_frequency
from tachkhis.panel.bounds import told_absence
from tachkhis.panel.bounds import told_upper
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


# 5 % points of the chi-squared distribution by degrees of freedom, as any printed table has them (for example NIST/SEMATECH
# e-Handbook of Statistical Methods, section 1.3.6.7.4); half of that of 2 AC degrees is the lower Poisson bound of the mean
CHI_SQUARED = {4: 0.711, 6: 1.635, 8: 2.733, 10: 3.940, 20: 10.851, 40: 26.509, 60: 43.188, 100: 77.929}


@pytest.mark.parametrize(("degrees", "point"), CHI_SQUARED.items())
def test_the_filtering_frequency_is_that_of_printed_tables(degrees: int, point: float) -> None:
    assert 2 * 10_000 * filtering_frequency(degrees // 2, 10_000) == pytest.approx(point, abs=6e-4)


def test_a_count_of_two_in_closed_form() -> None:
    """For two alleles P(X >= 2) = 1 - (1 + m) exp(-m), which the bound must bring to 5 %."""
    mean = 218 * filtering_frequency(2, 218)
    assert 1 - (1 + mean) * math.exp(-mean) == pytest.approx(0.05, rel=1e-10)


@settings(max_examples=80, deadline=None)
@given(st.integers(2, 4000), st.integers(0, 500_000), st.sampled_from([0.95, 0.99]))
def test_the_poisson_limit_of_the_filtering_frequency_is_just_below_the_count(ac: int, more: int, ci: float) -> None:
    """Whiffin's definition in its own words: at this frequency the upper limit is below the count, above it no more."""
    an = ac + more
    faf = filtering_frequency(ac, an, ci)
    assert 0 < faf < ac / an
    for mean, below in ((faf * an * (1 - 1e-6), True), (faf * an * (1 + 1e-6), False)):
        summed = math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(ac))
        assert (summed >= ci) is below  # P(X <= ac - 1): the limit is ac - 1 or less


@pytest.mark.parametrize("ac", [0, 1])
def test_one_observation_filters_nothing(ac: int) -> None:
    assert filtering_frequency(ac, 218) == 0.0


@pytest.mark.parametrize(
    ("an", "told"), [(218, "< 1.4 %"), (1000, "< 0.30 %"), (1, "< 95 %"), (59, "< 5.0 %"), (58, "< 5.1 %")]
)
def test_absence_is_told_by_its_bound(an: int, told: str) -> None:
    assert told_absence(an) == told


@given(st.integers(1, 2_000_000))
def test_a_printed_upper_bound_is_never_below_the_true_one(an: int) -> None:
    bound = 100 * upper_bound_of_absent(an)
    printed = float(told_upper(bound / 100))
    assert bound <= printed * (1 + 1e-12)
    assert printed <= bound * 1.11
