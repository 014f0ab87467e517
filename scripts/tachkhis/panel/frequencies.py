"""What an INFO says beside the counts: frequency, its exact bounds, and the filtering allele frequency; many at once.

Bounds: two-sided 95 % Clopper-Pearson (1934, Biometrika 26:404). Filtering allele frequency: Whiffin 2017
(Genet Med 19:1151, doi:10.1038/gim.2017.26): the largest mean of a Poisson of which ``ac`` or more would be seen at
most 5 % of the time, over the alleles looked at.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tachkhis.panel.bounds import CONFIDENCE

_STEPS = 100  # of Newton and bisection together; a handful suffices
_TERMS = 10_000
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
    """Regularised incomplete beta function I_x(a, b) for whole a, b from 1 on, by Lentz' continued fraction."""
    swapped = x > (a + 1) / (a + b + 2)
    y = np.where(swapped, 1 - x, x)
    p, q = np.where(swapped, b, a), np.where(swapped, a, b)
    inside = (y > 0) & (y < 1)
    safe = np.where(inside, y, 0.5)
    front = np.exp(p * np.log(safe) + q * np.log1p(-safe) - _log_beta(p, q)) / p
    c = np.ones_like(safe)
    d = 1 - (p + q) * safe / (p + 1)
    d = 1 / np.where(np.abs(d) > _TINY, d, _TINY)
    fraction = d.copy()
    for m in range(1, _TERMS):
        for numerator in (
            m * (q - m) * safe / ((p + 2 * m - 1) * (p + 2 * m)),
            -(p + m) * (p + q + m) * safe / ((p + 2 * m) * (p + 2 * m + 1)),
        ):
            d = 1 + numerator * d
            d = 1 / np.where(np.abs(d) > _TINY, d, _TINY)
            c = 1 + numerator / c
            c = np.where(np.abs(c) > _TINY, c, _TINY)
            fraction *= c * d
        if bool((np.abs(c * d - 1) < 1e-15).all()):
            break
    value = np.where(inside, front * fraction, np.where(y >= 1, 1.0, 0.0))
    result: Floats = np.where(swapped, 1 - value, value)
    return result


def _quantiles(probability: float, a: Floats, b: Floats) -> Floats:
    """The x at which I_x(a, b) reaches a probability: Newton's steps, kept inside a bracket."""
    low, high = np.zeros_like(a), np.ones_like(a)
    x = a / (a + b)
    constant = _log_beta(a, b)
    for _ in range(_STEPS):
        over = incomplete_beta(x, a, b) - probability
        high = np.where(over > 0, x, high)
        low = np.where(over <= 0, x, low)
        inner = np.clip(x, 1e-12, 1 - 1e-12)
        density = np.exp((a - 1) * np.log(inner) + (b - 1) * np.log1p(-inner) - constant)
        new = x - over / np.maximum(density, _TINY)
        new = np.where((new > low) & (new < high), new, (low + high) / 2)
        if bool((np.abs(new - x) <= 1e-13 * x).all()):
            return new
        x = new
    return x


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


@cache
def filtering_count(ac: int) -> float:
    """Mean of a Poisson of which ``ac`` or more would be seen 5 % of the time; 0 for 0."""
    if ac == 0:
        return 0.0
    counts = np.arange(ac)
    logs = _log_factorials(1 << max(1, ac.bit_length()))[:ac]
    low, high = 0.0, float(ac)
    for _ in range(60):
        middle = (low + high) / 2
        fewer = float(np.exp(counts * math.log(middle) - middle - logs).sum())
        low, high = (middle, high) if 1 - fewer < 1 - CONFIDENCE else (low, middle)
    return low


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
