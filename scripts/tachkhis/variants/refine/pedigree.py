"""Genotypes of a family together: a Mendelian prior with de novo changes, summed over all that the family could be.

For members ``1 .. m`` with ``c_i`` copies and reads ``D_i``, the joint posterior is

    P(G | D)  ~  prod_i P(D_i | G_i)  *  sum_q P(q) prod_founders Binomial(G_i; c_i, q) prod_children P(G_i | parents)

``P(D_i | G_i)`` comes from the caller's PL (or GL), or from the spanning reads. The allele's frequency ``q`` is
unknown: ``P(q) ~ 1 / q`` (the neutral spectrum), scaled so that a founder is heterozygous as often as
``heterozygosity`` says. A parent passes each copy equally often, and a copy changes between the two alleles with the
``de_novo`` rate. A parent who was not sequenced passes the allele with probability ``q``. A member's quality is the
phred of the posterior probability that the genotype is another one. A de novo is never argued away: see
:func:`tachkhis.variants.refine.family.settle`.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb
from math import log10

from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.reference.contigs import ContigKind

FREQUENCIES = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95)
CAP = 99


@dataclass(frozen=True, slots=True)
class Member:
    """One sequenced person: copies at the place, and rows of the parents among the members."""

    copies: int
    father: int | None
    mother: int | None
    parents_known: bool  # at least one parent is a member: else a founder


@dataclass(frozen=True, slots=True)
class Joint:
    """The posterior of one record: per member the probability of each number of copies; and of all members together."""

    marginals: tuple[tuple[float, ...], ...]
    table: Mapping[tuple[int, ...], float]

    def best(self, row: int) -> int:
        """The likeliest number of copies of a member."""
        values = self.marginals[row]
        return max(range(len(values)), key=lambda copies: (values[copies], -copies))

    def quality(self, row: int, copies: int) -> int:
        """Phred of the probability that a member has another number of copies."""
        return phred(sum(value for number, value in enumerate(self.marginals[row]) if number != copies))

    def de_novo_quality(self, row: int, member: Member) -> int:
        """Phred of the probability that a child does not carry the allele, or that a parent does."""
        parents = [parent for parent in (member.father, member.mother) if parent is not None]
        return phred(
            sum(
                share
                for genotypes, share in self.table.items()
                if not genotypes[row] or any(genotypes[parent] for parent in parents)
            )
        )


def phred(wrong: float) -> int:
    """A probability of being wrong as phred, 0 to :data:`CAP`."""
    return CAP if wrong <= 10 ** (-CAP / 10) else max(0, min(CAP, round(-10 * log10(wrong))))


def members_of(people: Sequence[Person], copies: Sequence[int], kind: ContigKind) -> tuple[Member, ...]:
    """Who passes what to whom at a place.

    Where a male has one copy of X, it is his mother's, and he passes it to daughters alone; one copy of Y is his
    father's. People without a copy (Y in females) are members of no consequence.

    Args:
        people: the sequenced members.
        copies: copies that each of them has at the place.
        kind: what the contig is.
    """
    rows = {person.sample: row for row, person in enumerate(people)}
    found = []
    for person, number in zip(people, copies, strict=True):
        father, mother = rows.get(person.father or ""), rows.get(person.mother or "")
        if number == 0:
            father = mother = None
        elif kind is ContigKind.Y:
            mother = None
        elif kind is ContigKind.X and number == 1 and person.sex is Sex.MALE:
            father = None
        if father is not None and copies[father] == 0:
            father = None
        if mother is not None and copies[mother] == 0:
            mother = None
        found.append(Member(number, father, mother, father is not None or mother is not None))
    return tuple(found)


def posterior(
    likelihoods: Sequence[Sequence[float]], members: tuple[Member, ...], heterozygosity: float, de_novo: float
) -> Joint:
    """The joint posterior.

    Args:
        likelihoods: per member ``P(D | G)`` for 0, 1 .. copies of the allele, to any scale.
        members: the family.
        heterozygosity: share of sites at which a founder is heterozygous.
        de_novo: probability that a passed copy changes.
    """
    scaled = [[value / max(values) for value in values] for values in likelihoods]
    weights: dict[tuple[int, ...], float] = {}
    for genotypes, chance in prior_table(members, heterozygosity, de_novo).items():
        for values, copies in zip(scaled, genotypes, strict=True):
            chance *= values[copies]
        weights[genotypes] = chance
    total = sum(weights.values())
    table = {genotypes: weight / total for genotypes, weight in weights.items()}
    marginals = [[0.0] * len(values) for values in likelihoods]
    for genotypes, share in table.items():
        for row, copies in enumerate(genotypes):
            marginals[row][copies] += share
    return Joint(tuple(map(tuple, marginals)), table)


@lru_cache(maxsize=64)
def prior_table(members: tuple[Member, ...], heterozygosity: float, de_novo: float) -> dict[tuple[int, ...], float]:
    """``P(G)`` by copies of each member."""
    weights = spectrum(heterozygosity)
    table = {}
    for genotypes in itertools.product(*(range(member.copies + 1) for member in members)):
        chance = 0.0
        for frequency, weight in weights.items():
            term = weight
            for row, member in enumerate(members):
                term *= _chance(genotypes, row, member, members, frequency, de_novo)
                if term == 0.0:
                    break
            chance += term
        table[genotypes] = chance
    return table


def spectrum(heterozygosity: float) -> dict[float, float]:
    """Weights of allele frequencies, proportional to ``1/q`` over a grid even in ``log q``; the rest is no variation.

    On such a grid the density ``1/q`` gives each point the same weight.
    """
    expected = sum(2 * q * (1 - q) for q in FREQUENCIES)
    each = heterozygosity / expected
    return {0.0: 1 - each * len(FREQUENCIES), **dict.fromkeys(FREQUENCIES, each)}


def _chance(
    genotypes: Sequence[int], row: int, member: Member, members: Sequence[Member], frequency: float, de_novo: float
) -> float:
    copies, number = member.copies, genotypes[row]
    if copies == 0:
        return 1.0
    if not member.parents_known:
        return float(comb(copies, number) * frequency**number * (1 - frequency) ** (copies - number))

    def passed(parent: int | None) -> float:
        share = frequency if parent is None else genotypes[parent] / members[parent].copies
        return share * (1 - de_novo) + (1 - share) * de_novo

    if copies == 1:
        one = passed(member.mother if member.mother is not None else member.father)
        return one if number == 1 else 1 - one
    father, mother = passed(member.father), passed(member.mother)
    return (
        (1 - father) * (1 - mother),
        father * (1 - mother) + mother * (1 - father),
        father * mother,
    )[number]


def likelihoods_of(phreds: Sequence[float]) -> list[float]:
    """Phred-scaled likelihoods (PL) as likelihoods."""
    return [10 ** (-value / 10) for value in phreds]
