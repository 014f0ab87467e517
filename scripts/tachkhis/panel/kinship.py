"""Who is related to whom, computed from genotypes (KING-robust), and whom a panel leaves out because of it.

Estimator: Manichaikul et al. 2010, Bioinformatics 26:2867, doi:10.1093/bioinformatics/btq559, equation 11. It needs no
allele frequencies, and so stands population structure; heterozygotes that inbreeding took away make it too small.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from tachkhis.case.model import Sex
from tachkhis.case.shipped import read_json
from tachkhis.panel.common_snvs import CommonSnvs
from tachkhis.panel.common_snvs import Genotypes
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
    """

    kept: tuple[int, ...]
    notes: tuple[Note, ...]
    snvs: int
    bound: float | None


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
    pairs = max(1, len(people) * (len(people) - 1) // 2)
    sure = NormalDist().inv_cdf(1 - rules["false_pairs"] / pairs)
    scatter = sure * rules["scatter"] / math.sqrt(count)
    bound = max(rules["related_from"] if max_kinship is None else max_kinship, scatter)
    same = max(rules["duplicate_from"], scatter)
    phi = king_robust(snvs.autosomes)
    rates = (snvs.autosomes >= 0).mean(axis=0)
    left, notes = _thinned(people, phi, rates, min(bound, same), same)
    families = tuple(_family_notes(people, phi, max(rules["third_degree_from"], scatter / 2), bound))
    kept = tuple(column for column in everybody if column not in left)
    return Related(kept, (*notes, *families, *sexes), count, bound)


def _thinned(
    people: Sequence[Member], phi: Kinship, rates: NDArray[np.float64], bound: float, same: float
) -> tuple[set[int], list[Note]]:
    """Take out, one by one, who is related to the most people left; of equals the less well called, the later id."""
    close = (phi >= bound) & ~np.eye(len(people), dtype=bool)
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


def _family_notes(people: Sequence[Member], phi: Kinship, third: float, bound: float) -> Iterator[Note]:
    """Where the declared families and the computed kinship disagree; nobody is left out for it."""
    apart = ~np.eye(len(people), dtype=bool)
    for one, other in np.argwhere(np.triu((phi >= bound) & apart)).tolist():
        a, b = people[one], people[other]
        if a.family != b.family:
            declared = f"families {a.family or 'none'} and {b.family or 'none'}"
            yield Note(a.sample, False, "family", f"kinship {phi[one, other]:.3f} with {b.sample}, declared {declared}")
    for number, person in enumerate(people):
        kin = [i for i, p in enumerate(people) if person.family and p.family == person.family and i != number]
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
