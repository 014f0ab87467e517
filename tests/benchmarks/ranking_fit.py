"""Fit of the ranking model: a conditional logit by Newton's method, and its cross-validation by gene."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
FOLDS = 5
PENALTY = 0.005
DOUBT = 1e-3
"""A case whose cause gets this probability counts half, one far below next to nothing: no weight on signs finds it."""
ROUNDS = 8
CANDIDATES = 200
"""Genes kept per case and measure, beside the cause: the others weigh next to nothing in the sums."""
UNRANKED = 10**6


@dataclass(frozen=True)
class Example:
    """One case of one column.

    Attributes:
        column: ``all``, ``unpublished`` or ``cada``.
        gene: the cause.
        terms: number of usable signs.
        values: candidates x measures; ``None`` where nothing can be ranked.
        cause: row of the cause in ``values``; -1 where the cause is not among the candidates.
        known: the cause is a gene of the release.
    """

    column: str
    gene: str
    terms: int
    values: Array | None
    cause: int
    known: bool


def folds(examples: Sequence[Example]) -> dict[str, int]:
    """Fold of each gene: no gene is both fitted on and measured."""
    genes = sorted({one.gene for one in examples})
    order = np.random.default_rng(1).permutation(len(genes))
    return {genes[place]: number % FOLDS for number, place in enumerate(order)}


def fit(examples: Sequence[Example], measures: Sequence[int], penalty: float = PENALTY) -> Array:
    """Weights of the chosen measures; cases of one gene share its vote by the square root of their number.

    The likelihood is made robust: a case counts by given / (given + :data:`DOUBT`), given being the probability of its
    cause (some causes have no sign that any annotation holds, and would only flatten the model).
    """
    usable = [one for one in examples if one.values is not None and one.cause >= 0]
    count = Counter((one.column, one.gene) for one in usable)
    votes = np.array([count[one.column, one.gene] ** -0.5 for one in usable])
    stacked = np.vstack([one.values[:, measures] for one in usable if one.values is not None])
    sizes = [len(one.values) for one in usable if one.values is not None]
    starts = np.cumsum([0, *sizes])[:-1]
    case = np.repeat(np.arange(len(usable)), sizes)
    causes = starts + np.array([one.cause for one in usable])

    def cost(weights: Array, voices: Array) -> tuple[float, Array]:
        scores = stacked @ weights
        most = np.maximum.reduceat(scores, starts)
        grown = np.exp(scores - most[case])
        total = np.add.reduceat(grown, starts)
        likelihood = voices @ (scores[causes] - most - np.log(total))
        return float(penalty * weights @ weights / 2 - likelihood), grown / total[case]

    def climb(weights: Array, voices: Array, steps: int) -> tuple[Array, Array]:
        value, share = cost(weights, voices)
        for _ in range(steps):
            voted = share * voices[case]
            means = np.add.reduceat(stacked * share[:, None], starts)
            slope = penalty * weights + stacked.T @ voted - stacked[causes].T @ voices
            bend = penalty * np.eye(len(measures)) + (stacked * voted[:, None]).T @ stacked
            step = np.linalg.solve(bend - (means * voices[:, None]).T @ means, slope)
            length = 1.0
            while (tried := cost(weights - length * step, voices))[0] > value and length > 1e-4:
                length /= 2
            weights, gain = weights - length * step, value - tried[0]
            value, share = tried
            if gain < 1e-6:
                break
        return weights, share[causes]

    weights, given = climb(np.zeros(len(measures)), votes / votes.sum(), 25)
    for _ in range(ROUNDS):
        voices = votes * given / (given + DOUBT)
        weights, given = climb(weights, voices / voices.sum(), 6)
    return weights


def shares(value: Array) -> Array:
    """Softmax."""
    grown = np.exp(value - value.max())
    return np.asarray(grown / grown.sum())


@dataclass(frozen=True)
class Outcome:
    """What a model did with one case: rank of the cause, and probability of each of its first ten genes with truth."""

    example: Example
    rank: float
    scores: Array


def judge(example: Example, measures: Sequence[int], weights: Array) -> Outcome:
    """Rank of the cause; equal genes share the middle of their places."""
    if example.values is None or example.cause < 0:
        scores = np.zeros(1) if example.values is None else example.values[:, measures] @ weights
        return Outcome(example, UNRANKED, scores)
    scores = example.values[:, measures] @ weights
    own = scores[example.cause]
    return Outcome(example, float((scores > own).sum() + ((scores == own).sum() + 1) / 2), scores)


def cross_validate(examples: Sequence[Example], measures: Sequence[int]) -> list[Outcome]:
    """Each case judged by a model fitted without any case of its gene."""
    fold = folds(examples)
    found: list[Outcome] = []
    for number in range(FOLDS):
        weights = fit([one for one in examples if fold[one.gene] != number], measures)
        found += [judge(one, measures, weights) for one in examples if fold[one.gene] == number]
    return found


def calibrate(outcomes: Sequence[Outcome], genes: int) -> tuple[float, float]:
    """Factor on the scores, and share of unexplained cases, under which the causes are likeliest.

    Cases ranked with their own annotated publication are left out: patients to come have none.

    Args:
        outcomes: of cross-validation.
        genes: number of genes of the release, over which the unexplained share is spread.
    """
    usable = [one for one in outcomes if one.rank < UNRANKED and one.example.column != "all"]
    best = (-np.inf, 1.0, 0.0)
    for factor in np.linspace(0.3, 1.5, 25):
        given = np.array([shares(one.scores * factor)[one.example.cause] for one in usable])
        for unexplained in np.linspace(0.05, 0.8, 16):
            likelihood = float(np.log((1.0 - unexplained) * given + unexplained / genes).sum())
            best = max(best, (likelihood, float(factor), float(unexplained)))
    return round(best[1], 2), round(best[2], 2)
