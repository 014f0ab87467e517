"""What an INFO says beside the counts, many at once: frequency, exact bounds, filtering allele frequency.

The same as :mod:`tachkhis.panel.bounds`, which works out one pair of counts and explains both; here for arrays, since a
panel of a thousand people and its regions has millions of pairs.
"""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from tachkhis.panel.bounds import CONFIDENCE
from tachkhis.panel.bounds import filtering_count

_STEPS = 50  # of Halley, which triples the digits: two or three suffice
_STEP = 1e-6
_TERMS = 10_000
_LOOK = 4  # terms between two looks at what has converged
_CLOSE = 1e-13
_TINY = 1e-300
_REMEMBERED = 200_000
DIGITS = ".6g"

Floats = NDArray[np.float64]


@cache
def _log_factorials(count: int) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, count + 1)))])


def _log_beta(a: Floats, b: Floats) -> Floats:
    """Logarithm of B(a, b) for whole a and b."""
    room = 1 << math.ceil(math.log2(max(2.0, float((a + b).max()))))
    table = _log_factorials(room)
    whole = (a - 1).astype(np.int64), (b - 1).astype(np.int64), (a + b - 1).astype(np.int64)
    result: Floats = table[whole[0]] + table[whole[1]] - table[whole[2]]
    return result


def incomplete_beta(x: Floats, a: Floats, b: Floats) -> Floats:
    """Regularised incomplete beta function I_x(a, b), ``0 < x < 1``, whole a, b from 1 on (Lentz' fraction)."""
    swapped = x > (a + 1) / (a + b + 2)
    y = np.where(swapped, 1 - x, x)
    p, q = np.where(swapped, b, a), np.where(swapped, a, b)
    front = np.exp(p * np.log(y) + q * np.log1p(-y) - _log_beta(p, q)) / p
    value = front * _continued_fraction(y, p, q)
    result: Floats = np.where(swapped, 1 - value, value)
    return result


def _continued_fraction(x: Floats, p: Floats, q: Floats) -> Floats:
    """The fraction of each element; those that have converged are let go."""
    result = np.empty_like(x)
    left = np.arange(len(x))
    c = np.ones_like(x)
    d = 1 / _away_from_zero(1 - (p + q) * x / (p + 1))
    fraction = d.copy()
    for m in range(1, _TERMS):
        even = m * (q - m) * x / ((p + 2 * m - 1) * (p + 2 * m))
        odd = -(p + m) * (p + q + m) * x / ((p + 2 * m) * (p + 2 * m + 1))
        for numerator in (even, odd):
            d = 1 / _away_from_zero(1 + numerator * d)
            c = _away_from_zero(1 + numerator / c)
            step = c * d
            fraction = fraction * step
        if m % _LOOK == 0 or len(left) < _LOOK:
            going = np.abs(step - 1) > _CLOSE
            done = ~going
            result[left[done]] = fraction[done]
            if not going.any():
                return result
            left = left[going]
            x, p, q, c, d, fraction = (value[going] for value in (x, p, q, c, d, fraction))
    result[left] = fraction
    return result


def _away_from_zero(value: Floats) -> Floats:
    value[np.abs(value) < _TINY] = _TINY
    return value


def _quantiles(probability: float, a: Floats, b: Floats) -> Floats:
    """The x at which I_x(a, b) reaches a probability: Halley's steps from the start of Cran et al. 1977 (AS 109)."""
    x = _first_guess(probability, a, b)
    constant = _log_beta(a, b)
    left = np.arange(len(x))
    for _ in range(_STEPS):
        y, p, q = x[left], a[left], b[left]
        density = np.exp((p - 1) * np.log(y) + (q - 1) * np.log1p(-y) - constant[left])
        newton = (incomplete_beta(y, p, q) - probability) / np.maximum(density, _TINY)
        bend = 1 - 0.5 * np.clip(newton * ((p - 1) / y - (q - 1) / (1 - y)), -1.0, 1.0)
        new = y - newton / bend
        new = np.where(new <= 0, y / 2, np.where(new >= 1, (1 + y) / 2, new))
        x[left] = new
        left = left[np.abs(new - y) > _STEP * np.minimum(new, 1 - new)]  # a step this small leaves far less behind
        if not len(left):
            break
    return x


def _first_guess(probability: float, a: Floats, b: Floats) -> Floats:
    z = -NormalDist().inv_cdf(probability)
    r = (z * z - 3) / 6
    s, t = 1 / (2 * a - 1), 1 / (2 * b - 1)
    h = 2 / (s + t)
    w = z * np.sqrt(np.maximum(h + r, 0)) / h - (t - s) * (r + 5 / 6 - 2 / (3 * h))
    x = a / (a + b * np.exp(2 * w))
    x = np.where(a == 1, -np.expm1(math.log1p(-probability) / b), x)
    x = np.where(b == 1, np.exp(math.log(probability) / a), x)
    result: Floats = np.clip(x, 1e-300, 1 - 1e-15)
    return result


def bounds(ac: NDArray[np.int64], an: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Two-sided exact 95 % bounds of each frequency; ``an`` at least 1."""
    tail = (1 - CONFIDENCE) / 2
    lower, upper = np.zeros(len(ac)), np.ones(len(ac))
    some = ac > 0
    if some.any():
        lower[some] = _quantiles(tail, ac[some].astype(float), (an - ac + 1)[some].astype(float))
    rest = ac < an
    if rest.any():
        upper[rest] = _quantiles(1 - tail, (ac + 1)[rest].astype(float), (an - ac)[rest].astype(float))
    return lower, upper


class Frequencies:
    """The part of INFO that follows from AC and AN, computed once per pair."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[str, str]] = {}

    def learn(self, ac: NDArray[np.int64], an: NDArray[np.int64]) -> None:
        """Compute what is not known yet of some pairs."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        pairs = sorted(set(zip(ac.tolist(), an.tolist(), strict=True)) - self._known.keys())
        for pair in pairs:
            if pair[1] == 0:
                self._known[pair] = (".", "AF_LOW=.;AF_HIGH=.;FAF95=.")
        pairs = [pair for pair in pairs if pair[1] > 0]
        if not pairs:
            return
        counts = np.array(pairs, np.int64)
        lower, upper = bounds(counts[:, 0], counts[:, 1])
        for (carried, looked), low, high in zip(pairs, lower.tolist(), upper.tolist(), strict=True):
            faf = filtering_count(carried) / looked
            self._known[carried, looked] = (
                format(carried / looked, DIGITS),
                f"AF_LOW={low:{DIGITS}};AF_HIGH={high:{DIGITS}};FAF95={faf:{DIGITS}}",
            )

    def texts(self, ac: int, an: int) -> tuple[str, str]:
        """AF, and the fields of the bounds, of a pair that was learnt."""
        return self._known[ac, an]
