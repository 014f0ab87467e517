"""Fit of the weights of candidates: a conditional logit with "none of them", drawn towards what theory says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ranking_fit import FOLDS
from ranking_fit import Array

from tachkhis.interpretation.weighing import BASE
from tachkhis.interpretation.weighing import VALUES

NAMES = (*VALUES, BASE)
THEORY = {"phenotype": 1.0, "points": float(np.log(350.0) / 8.0)}
"""Coefficients without any data: the phenotype's probability as it is, and the odds of Tavtigian 2020 (PMC8011844)."""
PENALTY = 0.003
STEPS = 40


@dataclass(frozen=True)
class Listing:
    """The candidates of one family in one setting.

    Attributes:
        family: id of the case.
        gene: the planted cause.
        mode: how it was planted.
        setting: which data were used.
        values: of each candidate, in the order of the rules before (class, then phenotype).
        cause: place of the planted diplotype among them; -1 where it is not listed.
        related: places of other candidates that hold a planted allele.
    """

    family: str
    gene: str
    mode: str
    setting: str
    values: tuple[Mapping[str, float], ...]
    cause: int
    related: tuple[int, ...]

    def matrix(self, *, planted: bool = True) -> Array:
        """Candidates x values, and "none of them" last; without the planted ones on wish."""
        gone = set() if planted else {self.cause, *self.related}
        rows = [[one.get(name, 0.0) for name in VALUES] + [1.0] for n, one in enumerate(self.values) if n not in gone]
        return np.array([*rows, [0.0] * len(NAMES)])


def folds(listings: Sequence[Listing]) -> dict[str, int]:
    """Fold of each gene."""
    genes = sorted({one.gene for one in listings})
    order = np.random.default_rng(1).permutation(len(genes))
    return {genes[place]: number % FOLDS for number, place in enumerate(order)}


def fit(listings: Sequence[Listing]) -> Array:
    """Coefficients in the order of :data:`NAMES`, by Newton's method; every family counts with and without its cause."""
    count = Counter((one.setting, one.gene) for one in listings)
    blocks, answers, votes = [], [], []
    for one in listings:
        vote = count[one.setting, one.gene] ** -0.5
        whole = one.matrix()
        blocks += [whole, one.matrix(planted=False)]
        answers += [one.cause if one.cause >= 0 else len(whole) - 1, len(blocks[-1]) - 1]
        votes += [vote, vote]
    stacked, sizes = np.vstack(blocks), [len(block) for block in blocks]
    starts = np.cumsum([0, *sizes])[:-1]
    case = np.repeat(np.arange(len(blocks)), sizes)
    right, voices = starts + np.array(answers), np.array(votes) / sum(votes)
    theory = np.array([THEORY.get(name, 0.0) for name in NAMES])

    def cost(weights: Array) -> tuple[float, Array]:
        scores = stacked @ weights
        most = np.maximum.reduceat(scores, starts)
        grown = np.exp(scores - most[case])
        total = np.add.reduceat(grown, starts)
        distance = weights - theory
        value = PENALTY * distance @ distance / 2 - voices @ (scores[right] - most - np.log(total))
        return float(value), grown / total[case]

    weights = theory
    value, share = cost(weights)
    for _ in range(STEPS):
        voted = share * voices[case]
        means = np.add.reduceat(stacked * share[:, None], starts)
        slope = PENALTY * (weights - theory) + stacked.T @ voted - stacked[right].T @ voices
        bend = PENALTY * np.eye(len(NAMES)) + (stacked * voted[:, None]).T @ stacked
        step = np.linalg.solve(bend - (means * voices[:, None]).T @ means, slope)
        length = 1.0
        while (tried := cost(weights - length * step))[0] > value and length > 1e-4:
            length /= 2
        gain, weights = value - tried[0], weights - length * step
        value, share = tried
        if gain < 1e-8:
            break
    return weights


def rank_of(scores: Array, cause: int) -> float:
    """Place of the cause; equal ones share the middle of their places; infinite where it is not listed."""
    if cause < 0:
        return float("inf")
    own = scores[cause]
    return float((scores > own).sum() + ((scores == own).sum() + 1) / 2)


def cross_validate(listings: Sequence[Listing]) -> dict[int, Array]:
    """By place of the listing: scores of its candidates by coefficients fitted without any family of its gene."""
    fold = folds(listings)
    found: dict[int, Array] = {}
    for number in range(FOLDS):
        weights = fit([one for one in listings if fold[one.gene] != number])
        for place, one in enumerate(listings):
            if fold[one.gene] == number:
                found[place] = one.matrix() @ weights
    return found
