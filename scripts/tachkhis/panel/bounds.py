"""Exact bounds of an allele frequency from counts, and the filtering frequency.

The Moroccan panel is small: 109 people, 218 alleles. An allele that it does not hold may still be as common as 1.36 %
(one-sided 95 %), so absence from it supports nothing by itself; a bound, not the estimate, is what a rule may use.

- Bounds: Clopper and Pearson 1934, Biometrika 26:404.
- Filtering frequency: Whiffin et al. 2017, Genet Med 19:1151, PMID 28518168.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

CONFIDENCE = 0.95
_STEPS = 200  # steps of a search; halving alone would need fewer than this for any float
_TINY = 1e-300
_EPSILON = 1e-15
_CLOSE = 1e-8
"""Relative length of a Newton step that is the last: the error after it is of the order of its square."""
_NORMAL = (1.645, 1.96)  # one-sided and two-sided 95 % points: only where a search begins


class FrequencyBounds(NamedTuple):
    """What counts say of a frequency, all fractions.

    Attributes:
        af: the estimate, alleles seen by alleles looked at.
        lower: exact two-sided 95 % lower bound.
        upper: exact two-sided 95 % upper bound.
        faf95: the filtering frequency.
    """

    af: float
    lower: float
    upper: float
    faf95: float


def log_beta(a: float, b: float) -> float:
    """Logarithm of the beta function B(a, b)."""
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function I_x(a, b) by Lentz' continued fraction; ``0 <= x <= 1``, ``a, b > 0``."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    if x > (a + 1.0) / (a + b + 2.0):  # the fraction converges fast on the other side
        return 1.0 - incomplete_beta(1.0 - x, b, a)
    front = math.exp(a * math.log(x) + b * math.log1p(-x) - log_beta(a, b)) / a
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > _TINY else _TINY)
    fraction = d
    for m in range(1, 10_000):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 + numerator * d
            d = 1.0 / (d if abs(d) > _TINY else _TINY)
            c = 1.0 + numerator / c
            c = c if abs(c) > _TINY else _TINY
            fraction *= c * d
        if abs(c * d - 1.0) < _EPSILON:
            break
    return front * fraction


def poisson_at_least(count: int, mean: float) -> float:
    """Probability that a Poisson variable of this mean is ``count`` or more (``count >= 1``); for ``mean < count``."""
    if mean <= 0.0:
        return 0.0
    term = total = math.exp(count * math.log(mean) - mean - math.lgamma(count + 1.0))
    k = count
    while term > total * _EPSILON:
        k += 1
        term *= mean / k
        total += term
    return total


def _root(rises: Callable[[float], float], slope: Callable[[float], float], start: float, top: float) -> float:
    """Where a rising function is zero between 0 and ``top``: Newton's steps, halving where one would leave the stretch.

    Args:
        rises: the function.
        slope: its derivative.
        start: where to begin.
        top: end of the stretch.
    """
    low, high, x = 0.0, top, start
    for _ in range(_STEPS):
        value = rises(x)
        if value < 0.0:
            low = x
        else:
            high = x
        steep = slope(x)
        step = x - value / steep if steep > 0.0 else -1.0
        if low <= step <= high and abs(step - x) <= _CLOSE * x:
            return step
        x = step if low < step < high else (low + high) / 2
        if x in (low, high):
            break
    return x


def _quantile(probability: float, a: float, b: float) -> float:
    """The x at which I_x(a, b) reaches ``probability``."""
    scale = log_beta(a, b)

    def slope(x: float) -> float:
        return math.exp((a - 1.0) * math.log(x) + (b - 1.0) * math.log1p(-x) - scale)

    # Wilson's score bound of a count half an allele away is near: most searches end after three or four steps
    count, number = a - 0.5, a + b - 1.0
    side = -1.0 if probability < 0.5 else 1.0
    z = _NORMAL[1]
    spread = z * math.sqrt(count * (number - count) / number + z * z / 4)
    start = (count + z * z / 2 + side * spread) / (number + z * z)
    return _root(lambda x: incomplete_beta(x, a, b) - probability, slope, start, 1.0)


def _refuse_impossible(ac: int, an: int) -> None:
    if an < 1 or not 0 <= ac <= an:
        raise ValueError(f"impossible allele counts: {ac} of {an}")


@lru_cache(maxsize=1 << 18)
def clopper_pearson(ac: int, an: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Two-sided exact bounds of a frequency.

    Args:
        ac: alleles seen.
        an: alleles looked at, at least 1.
        confidence: coverage of the interval, 0 to 1.

    Returns:
        Lower and upper bound, fractions.

    Raises:
        ValueError: counts that cannot be.
    """
    _refuse_impossible(ac, an)
    tail = (1.0 - confidence) / 2
    lower = 0.0 if ac == 0 else _quantile(tail, ac, an - ac + 1)
    upper = 1.0 if ac == an else _quantile(1.0 - tail, ac + 1, an - ac)
    return lower, upper


@lru_cache(maxsize=1 << 18)
def filtering_count(ac: int, confidence: float = CONFIDENCE) -> float:
    """Mean allele count of :func:`filtering_frequency`: below it, ``ac`` or more is seen 5 % of the time at most."""
    if ac <= 1:
        return 0.0
    scale = math.lgamma(ac)

    def slope(mean: float) -> float:
        return math.exp((ac - 1) * math.log(mean) - mean - scale)

    def rises(mean: float) -> float:
        return poisson_at_least(ac, mean) - (1.0 - confidence)

    start = ac * (1.0 - 1.0 / (9 * ac) - _NORMAL[0] / (3 * math.sqrt(ac))) ** 3  # Wilson and Hilferty's approximation
    return _root(rises, slope, max(start, 0.01 * ac), float(ac))


def filtering_frequency(ac: int, an: int, confidence: float = CONFIDENCE) -> float:
    """Filtering allele frequency: a disease whose allele may not be as common as this is not caused by the allele.

    It is the highest population frequency for which the one-sided upper limit of a Poisson allele count (mean:
    frequency times ``an``) is still below the ``ac`` that was observed. The limit is the smallest k with
    ``P(X <= k) >= confidence``, so the mean looked for solves ``P(X >= ac) = 1 - confidence``, which is the lower
    Poisson bound of the mean; divided by ``an``. As in the authors' code and in gnomAD since 2.1.1, an allele seen
    once (or never) has 0: one observation says nothing against a rare allele.

    Args:
        ac: alleles seen.
        an: alleles looked at, at least 1.
        confidence: 0.95 for FAF95, 0.99 for FAF99.

    Returns:
        A fraction, below ``ac / an``.

    Raises:
        ValueError: counts that cannot be.
    """
    _refuse_impossible(ac, an)
    return filtering_count(ac, confidence) / an


@lru_cache(maxsize=1 << 18)
def frequency_of(ac: int, an: int) -> FrequencyBounds:
    """Frequency, exact 95 % bounds and FAF95 of counts.

    Raises:
        ValueError: counts that cannot be.
    """
    return FrequencyBounds(ac / an if an else 0.0, *clopper_pearson(ac, an), filtering_frequency(ac, an))


def upper_bound_of_absent(an: int, confidence: float = CONFIDENCE) -> float:
    """One-sided upper bound for an allele that none of ``an`` alleles was: ``1 - (1 - confidence) ** (1 / an)``.

    Raises:
        ValueError: no allele was looked at.
    """
    if an < 1:
        raise ValueError("no allele was looked at")
    return -math.expm1(math.log1p(-confidence) / an)


def told_upper(fraction: float) -> str:
    """An upper bound as it is printed, in percent: two significant digits, rounded up so that it stays true.

    ``0.01365`` (nothing of 218 alleles) is ``1.4``; ``0.002991`` (of 1,000) is ``0.30``.
    """
    from decimal import ROUND_CEILING
    from decimal import Decimal

    share = Decimal(repr(fraction)) * 100
    if share <= 0:
        return "0"
    return f"{share.quantize(Decimal(1).scaleb(share.adjusted() - 1), rounding=ROUND_CEILING):f}"


def told_absence(an: int) -> str:
    """Absence among ``an`` alleles as it is printed: ``< 1.4 %`` (one-sided 95 % upper bound).

    Raises:
        ValueError: no allele was looked at.
    """
    return f"< {told_upper(upper_bound_of_absent(an))} %"


@lru_cache(maxsize=65_536)
def lower_bound_exceeds(ac: int, an: int, limit: float, confidence: float = CONFIDENCE) -> bool:
    """Whether the lower bound of :func:`clopper_pearson` is above ``limit``: one look at the beta distribution.

    Args:
        ac: alleles seen.
        an: alleles looked at.
        limit: a fraction.
        confidence: coverage of the two-sided interval.
    """
    if an < 1 or not 0 < ac <= an or ac <= limit * an:
        return False
    return incomplete_beta(limit, ac, an - ac + 1) < (1.0 - confidence) / 2
