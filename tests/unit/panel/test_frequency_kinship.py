"""Kinship by allele frequencies: relatives that KING-robust cannot tell on few SNVs, in people of several ancestries."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from tachkhis.case.model import Sex
from tachkhis.case.shipped import read_json
from tachkhis.panel.common_snvs import CommonSnvs
from tachkhis.panel.frequency_kinship import frequency_kinship
from tachkhis.panel.genotypes import BUILD
from tachkhis.panel.kinship import king_robust
from tachkhis.panel.kinship import related_people
from tachkhis.panel.people import Member

RULES = read_json(BUILD)["kinship"]
NOBODY = np.zeros((0, 0), np.int8)
PEOPLE, APART = 160, 0.05  # of two populations, and how far their frequencies drifted (Fst)
FAMILIES = 8
Haplotypes = NDArray[np.int8]


@cache
def cohort(snvs: int, seed: int) -> tuple[list[str], Haplotypes, dict[tuple[str, str], float]]:
    """Names, genotypes (SNVs, people) and the kinship of related pairs: two populations, families of three in both.

    A family: a mother, her child, and the child's half-sib by another mother.
    """
    chance = np.random.default_rng(seed)
    before = chance.uniform(0.1, 0.9, snvs)
    spread = (1 - APART) / APART
    own = [np.clip(chance.beta(before * spread, (1 - before) * spread), 0.02, 0.98) for _ in range(2)]

    def founder(number: int) -> Haplotypes:
        return (chance.random((2, snvs)) < own[number % 2]).astype(np.int8)

    def child(one: Haplotypes, other: Haplotypes) -> Haplotypes:
        gametes = [np.where(chance.random(snvs) < 0.5, *parent) for parent in (one, other)]
        return np.stack(gametes).astype(np.int8)

    people = {f"P{n:03d}": founder(n) for n in range(PEOPLE - 3 * FAMILIES)}
    kinship = {}
    for n in range(FAMILIES):
        father, mother = founder(n), founder(n)
        mum, kid, half = f"F{n}M", f"F{n}C", f"F{n}H"
        people |= {mum: mother, kid: child(father, mother), half: child(father, founder(n))}
        kinship |= {(mum, kid): 0.25, (kid, half): 0.125}
    genotypes = np.stack([copies.sum(axis=0) for copies in people.values()], axis=1).astype(np.int8)
    genotypes[chance.random(genotypes.shape) < 0.01] = -1
    return list(people), genotypes, kinship


def members(names: list[str]) -> list[Member]:
    return [Member(name, Sex.FEMALE) for name in names]


def test_kinship_of_two_populations_is_that_of_the_pedigree() -> None:
    names, genotypes, kinship = cohort(4000, 1)
    alone = np.array([name.startswith("P") for name in names])
    found = frequency_kinship(genotypes, alone, RULES["frequencies"])
    assert found.axes == 1  # two populations lie on one line
    for (one, other), expected in kinship.items():
        assert found.phi[names.index(one), names.index(other)] == pytest.approx(expected, abs=0.04)
    unrelated = [
        found.phi[i, j] for i, j in combinations(range(len(names)), 2) if names[i][:2] != names[j][:2] or alone[i]
    ]
    assert np.mean(unrelated) == pytest.approx(0, abs=0.003)
    assert np.max(np.abs(unrelated)) < 6 * found.scatter


def test_structure_that_is_not_taken_out_looks_like_kinship() -> None:
    names, genotypes, _ = cohort(4000, 1)
    alone = np.array([name.startswith("P") for name in names])
    plain = frequency_kinship(genotypes, alone, RULES["frequencies"] | {"most_axes": 0})
    assert plain.axes == 0
    same, other = plain.phi[0, 2:60:2].mean(), plain.phi[0, 1:60:2].mean()  # people alternate
    assert same > 0.01 > -0.01 > other


def test_few_snvs_tell_relatives_that_king_cannot() -> None:
    names, genotypes, kinship = cohort(700, 2)
    related = related_people(members(names), CommonSnvs(genotypes, NOBODY))
    assert related.by_frequencies
    assert related.bound is not None
    left = {note.sample for note in related.notes if note.excluded}
    assert all(left & set(pair) for pair, phi in kinship.items() if phi == 0.25)
    assert not any(name.startswith("P") for name in left)  # nobody without a relative
    assert related.by_chance == pytest.approx(2 * RULES["false_pairs"])  # either estimate may err as often
    king, king_alone = king_robust(genotypes), 4.4 * RULES["scatter"] / 700**0.5  # the bound of 12,720 pairs
    halves = [pair for pair, phi in kinship.items() if phi == 0.125]
    assert sum(king[names.index(one), names.index(other)] >= king_alone for one, other in halves) <= 3
    assert sum(bool(left & set(pair)) for pair in halves) >= 6


def test_pairs_that_the_snvs_cannot_decide_are_told_and_counted() -> None:
    names, genotypes, kinship = cohort(400, 3)
    related = related_people(members(names), CommonSnvs(genotypes, NOBODY))
    left = {note.sample for note in related.notes if note.excluded}
    doubts = [note for note in related.notes if note.reason == "doubtful"]
    assert doubts
    assert all(not note.excluded and note.sample not in left for note in doubts)
    assert all(related.bound is not None and f"below {related.bound:.3f}" in note.detail for note in doubts)
    assert len(doubts) < RULES["doubtful_pairs"] * len(names) * 3 + len(kinship)


def test_few_people_are_compared_without_frequencies() -> None:
    names, genotypes, _ = cohort(700, 2)
    few = RULES["frequencies"]["least_people"] - 1
    related = related_people(members(names[:few]), CommonSnvs(genotypes[:, :few], NOBODY))
    assert not related.by_frequencies
    assert related.kept == tuple(range(few))


def test_every_row_that_is_missing_says_nothing() -> None:
    names, genotypes, kinship = cohort(4000, 1)
    alone = np.array([name.startswith("P") for name in names])
    holed = genotypes.copy()
    holed[::2, names.index("F0C")] = -1
    phi = frequency_kinship(holed, alone, RULES["frequencies"]).phi
    assert phi[names.index("F0M"), names.index("F0C")] == pytest.approx(kinship["F0M", "F0C"], abs=0.05)
