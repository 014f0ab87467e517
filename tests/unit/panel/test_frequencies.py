"""Many bounds at once are those of one at a time; the filtering allele frequency is its definition."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tachkhis.panel.bounds import clopper_pearson
from tachkhis.panel.bounds import filtering_count
from tachkhis.panel.frequencies import Frequencies
from tachkhis.panel.frequencies import bounds


def test_bounds_are_those_of_clopper_and_pearson() -> None:
    pairs = [
        (ac, an) for an in (1, 2, 3, 218, 2000, 19_998) for ac in sorted({0, 1, 2, an // 3, an - 1, an}) if ac <= an
    ]
    ac, an = np.array(pairs, np.int64).T
    lower, upper = bounds(ac, an)
    for (carried, looked), low, high in zip(pairs, lower, upper, strict=True):
        assert (low, high) == pytest.approx(clopper_pearson(carried, looked), rel=1e-8, abs=1e-15)


@pytest.mark.parametrize("ac", [2, 5, 40, 900])
def test_the_filtering_count_is_the_mean_that_would_rarely_give_as_many(ac: int) -> None:
    """Whiffin 2017: P(X >= ac) = 5 % for a Poisson of that mean; an allele seen once has none (gnomAD 2.1.1)."""
    mean = filtering_count(ac)
    fewer = sum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(ac))
    assert 1 - fewer == pytest.approx(0.05, abs=1e-9)
    assert filtering_count(1) == 0


def test_what_was_not_looked_at_has_no_frequency() -> None:
    known = Frequencies()
    known.learn(np.array([0, 1]), np.array([0, 218]))
    assert known.texts(0, 0) == (".", "AF_LOW=.;AF_HIGH=.;FAF95=.")
    low, high = clopper_pearson(1, 218)
    assert known.texts(1, 218) == ("0.00458716", f"AF_LOW={low:.6g};AF_HIGH={high:.6g};FAF95=0")
