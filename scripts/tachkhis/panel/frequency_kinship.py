"""Kinship from how rare the alleles are that two people share, once their ancestry is taken out (PC-Relate).

Conomos et al. 2016, Am J Hum Genet 98:127-148, doi:10.1016/j.ajhg.2015.11.022: allele frequencies of each person
follow from the principal axes of the cohort, and kinship is what two people share beyond them. Unrelated people scatter
about half as far as by KING-robust on the same SNVs; but frequencies must be known, so that it takes many people. Axes
come from people who are not related (PC-AiR, Conomos et al. 2015, Genet Epidemiol 39:276-293, doi:10.1002/gepi.21896),
as many as the largest eigenvalues of unstructured genotypes do not explain (Patterson et al. 2006, PLoS Genet 2:e190,
doi:10.1371/journal.pgen.0020190).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tachkhis.panel.common_snvs import Genotypes

Floats = NDArray[np.float64]

_ROWS = 512  # SNVs multiplied at a time
_POWERS = 20  # steps of orthogonal iteration
_UPPER = 0.99  # quantile of unrelated pairs that their scatter is measured by
_UPPER_DEVIATES = 2.3263  # standard deviations, at which it lies


@dataclass(frozen=True)
class FrequencyKinship:
    """Kinship by allele frequencies.

    Attributes:
        phi: coefficients, (people, people).
        axes: axes of ancestry that were taken out.
        scatter: standard deviation of unrelated pairs, as the upper half of theirs shows it.
    """

    phi: Floats
    axes: int
    scatter: float


def frequency_kinship(genotypes: Genotypes, unrelated: NDArray[np.bool_], rules: Any) -> FrequencyKinship:
    """Kinship of every two people.

    Args:
        genotypes: alternate alleles at common SNVs in linkage equilibrium, (SNVs, people); -1 not called.
        unrelated: people whom axes and frequencies are learnt from.
        rules: ``kinship.frequencies`` of the table of defaults.
    """
    people = genotypes.shape[1]
    axes = _axes(genotypes, unrelated, rules)
    design = np.concatenate([np.ones((people, 1)), axes], axis=1)
    solve = np.linalg.pinv(design[unrelated])
    least = float(rules["least_frequency"])
    shared, expected, squared = np.zeros((people, people)), np.zeros((people, people)), 0.0
    for start in range(0, len(genotypes), _ROWS):
        part = genotypes[start : start + _ROWS]
        given = part >= 0
        filled = _filled(part, unrelated)
        frequency = (filled[:, unrelated] @ solve.T @ design.T) / 2
        counts = given & (frequency > least) & (frequency < 1 - least)
        rest = np.where(counts, filled - 2 * frequency, 0).astype(np.float32)
        spread = np.sqrt(np.where(counts, frequency * (1 - frequency), 0)).astype(np.float32)
        shared += rest.T @ rest
        expected += spread.T @ spread
        squared += float((spread.astype(np.float64) ** 4).sum()) / people
    phi: Floats = shared / np.maximum(4 * expected, 1e-9)
    np.fill_diagonal(phi, 0.5)
    each = float(np.diagonal(expected).mean())
    chance = 0.5 * math.sqrt(squared) / max(each, 1e-9)  # of independent SNVs, by their heterozygosity
    pairs = phi[np.ix_(unrelated, unrelated)][np.triu_indices(int(unrelated.sum()), 1)]
    low, high = np.quantile(pairs, (0.5, _UPPER))
    return FrequencyKinship(phi, axes.shape[1], max(chance, float(high - low) / _UPPER_DEVIATES))


def _filled(part: Genotypes, unrelated: NDArray[np.bool_]) -> Floats:
    """Genotypes with those not called at the mean of the unrelated people."""
    given = part >= 0
    known = given & unrelated
    mean = np.where(known, part, 0).sum(axis=1) / np.maximum(1, known.sum(axis=1))
    return np.where(given, part, mean[:, None])


def _axes(genotypes: Genotypes, unrelated: NDArray[np.bool_], rules: Any) -> Floats:
    """Positions of all people on the axes of ancestry of the unrelated ones, (people, axes)."""
    people, count = genotypes.shape[1], int(unrelated.sum())
    most = min(int(rules["most_axes"]), count // int(rules["people_per_axis"]))
    if most == 0:
        return np.zeros((people, 0))
    between = np.zeros((people, count))
    for start in range(0, len(genotypes), _ROWS):
        filled = _filled(genotypes[start : start + _ROWS], unrelated)
        mean = filled[:, unrelated].mean(axis=1, keepdims=True)
        scaled = (filled - mean) / np.sqrt(np.maximum(mean * (1 - mean / 2), 1e-3))
        between += scaled.T @ scaled[:, unrelated]
    own = between[unrelated] / len(genotypes)
    values, vectors = _leading(own, most)
    number = _structured(values, own, float(rules["tracy_widom"]))
    return between @ vectors[:, :number] / np.maximum(values[:number], 1e-9) / len(genotypes)


def _leading(matrix: Floats, number: int) -> tuple[Floats, Floats]:
    """The largest eigenvalues of a symmetric matrix and their vectors, by orthogonal iteration from a fixed start."""
    start = np.random.default_rng(0).normal(size=(len(matrix), min(len(matrix), 2 * number + 4)))
    basis = np.linalg.qr(start)[0]
    for _ in range(_POWERS):
        basis = np.linalg.qr(matrix @ basis)[0]
    values, turned = np.linalg.eigh(basis.T @ matrix @ basis)
    order = np.argsort(values)[::-1][:number]
    return values[order], basis @ turned[:, order]


def _structured(values: Floats, matrix: Floats, limit: float) -> int:
    """How many leading eigenvalues are larger than those of people without structure (Patterson et al. 2006)."""
    total, squares = float(np.trace(matrix)), float((matrix**2).sum())
    left = len(matrix) - 1
    for number, value in enumerate(values.tolist()):
        spare = left * squares - total**2
        if left < 3 or spare <= 0:
            return number
        snvs = (left + 2) * total**2 / spare
        if snvs <= 1:
            return number
        one, other = math.sqrt(snvs - 1), math.sqrt(left + 1)
        middle = (one + other) ** 2 / snvs
        width = (one + other) / snvs * (1 / one + 1 / other) ** (1 / 3)
        if (left * value / total - middle) / width < limit:
            return number
        total, squares, left = total - value, squares - value**2, left - 1
    return len(values)
