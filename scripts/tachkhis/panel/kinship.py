"""Who is related to whom, computed from genotypes, and whom a panel leaves out because of it.

Two estimates, of which either is enough. KING-robust: Manichaikul et al. 2010, Bioinformatics 26:2867,
doi:10.1093/bioinformatics/btq559, equation 11, needs no allele frequencies, and so stands population structure and few
people; heterozygotes that inbreeding took away make it too small, and it scatters. Where people are many enough to know
frequencies, kinship by these (:mod:`tachkhis.panel.frequency_kinship`) tells relatives apart on fewer SNVs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tachkhis.case.model import Sex
from tachkhis.case.shipped import read_json
from tachkhis.panel.common_snvs import CommonSnvs
from tachkhis.panel.common_snvs import Genotypes
from tachkhis.panel.frequency_kinship import FrequencyKinship
from tachkhis.panel.frequency_kinship import frequency_kinship
from tachkhis.panel.genotypes import BUILD
from tachkhis.panel.people import Member
from tachkhis.panel.people import Note
from tachkhis.panel.people import Reason

Kinship = NDArray[np.float64]
"""Coefficients of kinship, (people, people): 0.5 a person with themselves, 0.25 parent and child, 0 unrelated."""

_ROWS = 512  # SNVs multiplied at a time: memory is that of these, however many there are


@dataclass(frozen=True)
class Related:
    """What kinship says of a cohort.

    Attributes:
        kept: columns of the people who stay.
        notes: who is left out and why; what contradicts the table.
        snvs: SNVs that it rests on.
        bound: kinship from which two people counted as related; ``None`` where it was not computed.
        by_frequencies: whether allele frequencies were known well enough to be used.
        pairs: pairs of people who were compared.
        by_chance: unrelated pairs that are expected to reach the bound all the same.
    """

    kept: tuple[int, ...]
    notes: tuple[Note, ...]
    snvs: int
    bound: float | None
    by_frequencies: bool = False
    pairs: int = 0
    by_chance: float = 0.0


@dataclass(frozen=True)
class _Kinship:
    """Of every two people: the coefficient to tell, who is too close, who may be, and from which kinship on."""

    phi: Kinship
    close: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]
    bound: float
    by_chance: float
    by_frequencies: bool


def king_robust(genotypes: Genotypes) -> Kinship:
    """Kinship of every two people.

    Args:
        genotypes: alternate alleles at common SNVs in linkage equilibrium, (SNVs, people).
    """
    people = genotypes.shape[1]
    both, opposite, single = np.zeros((3, people, people))
    for start in range(0, len(genotypes), _ROWS):
        part = genotypes[start : start + _ROWS]
        het, none, two = ((part == value).astype(np.float32) for value in (1, 0, 2))
        both += het.T @ het
        apart = none.T @ two
        opposite += apart + apart.T
        single += het.T @ (part >= 0).astype(np.float32)
    least = np.maximum(np.minimum(single, single.T), 1)
    phi: Kinship = (both - 2 * opposite) / (2 * least) + 0.5 - (single + single.T) / (4 * least)
    np.fill_diagonal(phi, 0.5)
    return phi


def related_from() -> float:
    """Kinship from which two people are too close where nothing else is asked for: the second degree."""
    return float(read_json(BUILD)["kinship"]["related_from"])


def related_people(people: Sequence[Member], snvs: CommonSnvs, max_kinship: float | None = None) -> Related:
    """Decide whom to leave out.

    Args:
        people: the columns of the genotypes.
        snvs: genotypes at common SNVs.
        max_kinship: kinship from which two people are too close; by default the second degree.
    """
    rules = read_json(BUILD)["kinship"]
    count = len(snvs.autosomes)
    sexes = tuple(_sex_notes(people, snvs.x))
    everybody = tuple(range(len(people)))
    if count < rules["least_snvs"]:
        return Related(everybody, sexes, count, None)
    pairs = len(people) * (len(people) - 1) // 2
    scatter = rules["scatter"] / math.sqrt(count)
    same = max(rules["duplicate_from"], _deviates(rules["false_pairs"], pairs) * scatter)
    asked = rules["related_from"] if max_kinship is None else max_kinship
    found = _kinship_of(snvs.autosomes, (asked, same), scatter, rules)
    rates = (snvs.autosomes >= 0).mean(axis=0)
    left, notes = _thinned(people, found, rates, same)
    doubts = tuple(_doubt_notes(people, found, left))
    families = tuple(_family_notes(people, found, max(rules["third_degree_from"], found.bound / 2)))
    kept = tuple(column for column in everybody if column not in left)
    notes = [*notes, *doubts, *families, *sexes]
    return Related(kept, tuple(notes), count, found.bound, found.by_frequencies, pairs, found.by_chance)


def _deviates(expected: float, pairs: int) -> float:
    """Standard deviations that so many of some unrelated pairs are expected to pass."""
    return NormalDist().inv_cdf(1 - min(0.5, expected / max(1, pairs)))


def _kinship_of(genotypes: Genotypes, limits: tuple[float, float], scatter: float, rules: Any) -> _Kinship:
    """Both estimates, with the kinship from which each is sure enough.

    Args:
        genotypes: at common SNVs, (SNVs, people).
        limits: from which kinship on two people are too close, and from which they are one person.
        scatter: standard deviation of unrelated pairs by KING-robust.
        rules: ``kinship`` of the table of defaults.
    """
    asked, same = limits
    people = genotypes.shape[1]
    pairs = people * (people - 1) // 2
    apart = ~np.eye(people, dtype=bool)
    sure = _deviates(rules["false_pairs"], pairs)
    phi = king_robust(genotypes)
    bound = max(asked, sure * scatter)
    close = (phi >= min(bound, same)) & apart
    by_chance = pairs * NormalDist().cdf(-bound / scatter)
    unrelated = np.ones(people, bool)
    unrelated[sorted(_most_related(close.copy()))] = False
    known: FrequencyKinship | None = None
    if int(unrelated.sum()) >= rules["frequencies"]["least_people"]:
        known = frequency_kinship(genotypes, unrelated, rules["frequencies"])
        scatter, by_king, king = known.scatter, close, phi
        bound = max(asked, sure * scatter)
        close = by_king | ((known.phi >= min(bound, same)) & apart)
        phi = np.where(by_king, king, known.phi)
        by_chance += pairs * NormalDist().cdf(-bound / scatter)
    maybe = max(asked, _deviates(rules["doubtful_pairs"] * people, pairs) * scatter)
    doubtful = (phi >= maybe) & ~close & apart
    return _Kinship(phi, close, doubtful, bound, by_chance, known is not None)


def _most_related(close: NDArray[np.bool_]) -> Iterator[int]:
    """Whom to set aside until nobody left is close to anybody: the one with the most relatives, then the next."""
    while close.any():
        worst = int(close.sum(axis=1).argmax())
        close[worst, :] = close[:, worst] = False
        yield worst


def _thinned(
    people: Sequence[Member], found: _Kinship, rates: NDArray[np.float64], same: float
) -> tuple[set[int], list[Note]]:
    """Take out, one by one, who is related to the most people left; of equals the less well called, the later id."""
    close, phi = found.close.copy(), found.phi
    left: set[int] = set()
    notes = []
    while close.any():
        degrees = close.sum(axis=1)
        worst = max(
            np.flatnonzero(degrees).tolist(),
            key=lambda one: (degrees[one], -rates[one], people[one].sample),
        )
        closest = max(np.flatnonzero(close[worst]).tolist(), key=lambda one: (phi[worst, one], people[one].sample))
        reason = Reason.DUPLICATE if phi[worst, closest] >= same else Reason.RELATED
        told = f"kinship {phi[worst, closest]:.3f} with {people[closest].sample}"
        if reason is Reason.DUPLICATE:
            told += ": one person, or monozygotic twins"
        notes.append(Note(people[worst].sample, True, reason, told))
        left.add(worst)
        close[worst, :] = close[:, worst] = False
    return left, notes


def _doubt_notes(people: Sequence[Member], found: _Kinship, left: set[int]) -> Iterator[Note]:
    """Pairs who both stay, and whom these SNVs do not tell from unrelated people."""
    for one, other in np.argwhere(np.triu(found.doubtful)).tolist():
        if one not in left and other not in left:
            told = f"kinship {found.phi[one, other]:.3f} with {people[other].sample}, below {found.bound:.3f}"
            yield Note(people[one].sample, False, "doubtful", f"{told}: too few SNVs to tell, both are counted")


def _family_notes(people: Sequence[Member], found: _Kinship, third: float) -> Iterator[Note]:
    """Where the declared families and the computed kinship disagree; nobody is left out for it."""
    phi = found.phi
    for one, other in np.argwhere(np.triu(found.close)).tolist():
        a, b = people[one], people[other]
        if a.family != b.family:
            declared = f"families {a.family or 'none'} and {b.family or 'none'}"
            yield Note(a.sample, False, "family", f"kinship {phi[one, other]:.3f} with {b.sample}, declared {declared}")
    families: dict[str, list[int]] = {}
    for number, person in enumerate(people):
        families.setdefault(person.family, []).append(number)
    for number, person in enumerate(people):
        kin = [i for i in families[person.family] if person.family and i != number]
        if kin and all(phi[number, i] < third for i in kin):
            names = ", ".join(people[i].sample for i in kin)
            yield Note(
                person.sample, False, "family", f"declared of the family of {names}, and related to none of them"
            )


def _sex_notes(people: Sequence[Member], genotypes: Genotypes) -> Iterator[Note]:
    """Where heterozygosity on X contradicts the declared sex, or tells one that is not declared."""
    rules = read_json(BUILD)["sex"]
    if len(genotypes) < rules["least_snvs"]:
        return
    given = genotypes >= 0
    frequency = np.where(given, genotypes, 0).sum(axis=1) / np.maximum(1, 2 * given.sum(axis=1))
    expected = (given * (2 * frequency * (1 - frequency))[:, None]).sum(axis=0)
    inbreeding = 1 - (genotypes == 1).sum(axis=0) / np.maximum(expected, 1e-9)
    for person, f in zip(people, inbreeding.tolist(), strict=True):
        computed = Sex.UNKNOWN
        if f < rules["female_below"]:
            computed = Sex.FEMALE
        elif f > rules["male_above"]:
            computed = Sex.MALE
        if computed is not Sex.UNKNOWN and computed is not person.sex:
            yield Note(person.sample, False, "sex", f"declared {person.sex}, X looks {computed} (F of X = {f:.2f})")
