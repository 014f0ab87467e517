"""Exact bounds of an allele frequency from counts (Clopper and Pearson 1934, Biometrika 26:404).

The Moroccan panel is small: 109 people, 218 alleles. An allele that it does not hold may still be as common as 1.36 %
(one-sided 95 %), so absence from it supports nothing by itself; a bound, not the estimate, is what a rule may use.
"""

from __future__ import annotations

import math
from functools import lru_cache

CONFIDENCE = 0.95
_STEPS = 200  # halvings; far beyond the resolution of a float
_TINY = 1e-300
_EPSILON = 1e-15


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


def _quantile(probability: float, a: float, b: float) -> float:
    """The x at which I_x(a, b) reaches ``probability``, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if incomplete_beta(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@lru_cache(maxsize=65_536)
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
    if an < 1 or not 0 <= ac <= an:
        raise ValueError(f"impossible allele counts: {ac} of {an}")
    tail = (1.0 - confidence) / 2
    lower = 0.0 if ac == 0 else _quantile(tail, ac, an - ac + 1)
    upper = 1.0 if ac == an else _quantile(1.0 - tail, ac + 1, an - ac)
    return lower, upper


def upper_bound_of_absent(an: int, confidence: float = CONFIDENCE) -> float:
    """One-sided upper bound for an allele that none of ``an`` alleles was: ``1 - (1 - confidence) ** (1 / an)``.

    Raises:
        ValueError: no allele was looked at.
    """
    if an < 1:
        raise ValueError("no allele was looked at")
    return -math.expm1(math.log1p(-confidence) / an)
