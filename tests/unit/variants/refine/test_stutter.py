"""Rates of stutter: the prior's formula, the sample's own reads, and what lies between."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.variants.refine.lengths import fit
from tachkhis.variants.refine.repeats import Tract
from tachkhis.variants.refine.spanning import Lengths
from tachkhis.variants.refine.stutter import Stutter
from tachkhis.variants.refine.stutter import estimate
from tachkhis.variants.refine.stutter import single_length

from .lab import RULES

RULE = RULES.stutter


def lengths(**counts: int) -> Lengths:
    """``m1`` is -1, ``p2`` is +2, ``z`` is 0."""
    names = {name: 0 if name == "z" else int(name[1:]) * (-1 if name[0] == "m" else 1) for name in counts}
    found = Counter({names[name]: count for name, count in counts.items()})
    return Lengths(found, 150 * sum(found.values()))


def run(units: int) -> Tract:
    return Tract("c", 500, 500 + units, "A", units)


def test_the_prior_is_one_percent_at_eight_and_grows() -> None:
    assert RULE.prior_rate(1, 8) == pytest.approx(0.01)
    assert RULE.prior_rate(1, 12) == pytest.approx(0.01 * 1.3**4)
    assert RULE.prior_rate(1, 60) == 0.4


def test_without_reads_the_rates_are_the_priors() -> None:
    found = estimate([], RULES)
    assert found.rate(1, 11) == RULE.prior_rate(1, 11)
    assert found.rate(2, 11) == RULE.prior_rate(2, 11)


def test_a_few_reads_hardly_move_a_rate_and_many_set_it() -> None:
    few = estimate([(run(10), lengths(z=18, m1=2))], RULES).rate(1, 10)
    many = estimate([(run(10), lengths(z=18, m1=2))] * 500, RULES).rate(1, 10)
    assert RULE.prior_rate(1, 10) < few < 0.03
    assert many == pytest.approx(0.1, abs=0.005)


def test_contractions_are_told_from_expansions() -> None:
    found = estimate([(run(10), lengths(z=18, m1=2))] * 500, RULES)
    assert found.probability(1, 10, -1) > 5 * found.probability(1, 10, 1)


def test_a_heterozygous_repeat_is_no_stutter() -> None:
    assert single_length(run(10), lengths(z=10, p1=10).counts, Stutter.prior(RULE)) is None
    found = estimate([(run(10), lengths(z=10, p1=10))] * 100, RULES)
    assert found.rate(1, 10) == RULE.prior_rate(1, 10)


def test_a_homozygous_variant_counts_for_its_own_length() -> None:
    found = estimate([(run(10), lengths(m2=20))] * 100, RULES)
    assert (1, 8) in found.rates
    assert (1, 10) not in found.rates


@given(st.integers(1, 2), st.integers(5, 40))
def test_probabilities_of_all_lengths_sum_to_about_one(unit: int, units: int) -> None:
    model = Stutter.prior(RULE)
    total = sum(model.probability(unit, units, unit * steps) for steps in range(-40, 41))
    assert 0.99 < total < 1.02


def best(tract: Tract, told: Lengths, alleles: list[int], copies: int = 2) -> tuple[int, ...] | None:
    found = fit(tract, told, alleles, copies, Stutter.prior(RULE), RULES.spanning)
    return None if found is None else found.best()


def test_genotypes_from_lengths() -> None:
    assert best(run(12), lengths(z=10, m1=9), [0, -1]) == (-1, 0)
    assert best(run(12), lengths(z=1, m1=19), [0, -1]) == (-1, -1)
    assert best(run(12), lengths(m1=12, p2=9), [0, -1, 2]) == (-1, 2)
    assert best(run(12), lengths(z=2, m1=10), [0, -1], copies=1) == (-1,)


def test_stutter_in_a_long_run_is_not_an_allele_and_in_a_short_one_it_is() -> None:
    told = lengths(z=20, m1=4)
    assert best(run(18), told, [0, -1]) == (0, 0)
    assert best(run(7), told, [0, -1]) == (-1, 0)


def test_two_few_reads_or_reads_that_fit_nothing_decide_nothing() -> None:
    assert best(run(12), lengths(z=2, m1=1), [0, -1]) is None
    assert best(run(12), lengths(z=10, m6=10), [0, -1]) is None
    told = lengths(z=10)
    told.elsewhere = 5
    assert best(run(12), told, [0, -1]) is None


def test_a_long_insertion_is_spanned_less_often_and_still_heterozygous() -> None:
    """Of 150 bases, 109 places span the reference's length, 29 an allele 80 bases longer; a short one, 108."""
    tract = Tract("c", 500, 532, "", 0)
    assert best(tract, lengths(z=30, p80=2), [0, 80]) == (0, 80)
    assert best(tract, lengths(z=30, p1=2), [0, 1]) == (0, 0)
