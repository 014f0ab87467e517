"""Tails of a binomial over counts of reads, at any depth: products of huge and tiny numbers are sums of logarithms."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import exp
from math import fsum
from math import lgamma
from math import log


@lru_cache(maxsize=1 << 16)
def lower_tail(successes: int, trials: int, share: float = 0.5) -> float:
    """``P(X <= successes)`` of ``trials`` with the chance ``share`` each, between 0 and 1 (both excluded)."""
    return 1.0 if successes >= trials else min(1.0, fsum(_terms(0, successes, trials, share)))


@lru_cache(maxsize=1 << 16)
def upper_tail(successes: int, trials: int, share: float = 0.5) -> float:
    """``P(X >= successes)`` of ``trials`` with the chance ``share`` each, between 0 and 1 (both excluded)."""
    return 1.0 if successes <= 0 else min(1.0, fsum(_terms(successes, trials, trials, share)))


def _terms(first: int, last: int, trials: int, share: float) -> Iterator[float]:
    """``P(X = k)`` for ``k`` from ``first`` to ``last``, each from the one before it."""
    if first > trials:
        return
    log_odds = log(share) - log(1 - share)
    chosen = lgamma(trials + 1) - lgamma(first + 1) - lgamma(trials - first + 1)
    log_term = chosen + first * log(share) + (trials - first) * log(1 - share)
    for number in range(first, min(last, trials) + 1):
        yield exp(log_term)
        if number < trials:
            log_term += log((trials - number) / (number + 1)) + log_odds
