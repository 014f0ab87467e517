"""Two samples of a family that are one person: every pair of members, by their genotypes.

Compared are autosomal substitutions where both calls are strong and at least one of the two carries the alternate
allele. Thresholds stand in ``resources/quality/relationships.json``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.quality.genotype_tally import GenotypeTally


@dataclass(frozen=True, slots=True)
class SamePerson:
    """Two members with the same genotypes.

    Attributes:
        first: one sample.
        second: the other.
        sites: places compared.
        equal: places where both have the same genotype.
        twins: declared children of the same couple and of the same sex, so that monozygotic twins would explain it.
    """

    first: str
    second: str
    sites: int
    equal: int
    twins: bool


def same_people(calls: GenotypeTally, people: Sequence[Person]) -> list[SamePerson]:
    """The pairs whose genotypes agree as those of one person do.

    Args:
        calls: the genotypes of the family, counted.
        people: the family.
    """
    known = set(calls.samples)
    pairs = list(combinations([person for person in people if person.sample in known], 2))
    counts = [calls.equal(first.sample, second.sample) for first, second in pairs]
    table = read_json(RESOURCES / "quality" / "relationships.json")
    return [
        SamePerson(first.sample, second.sample, sites, equal, _could_be_twins(first, second))
        for (first, second), (sites, equal) in zip(pairs, counts, strict=True)
        if sites >= table["min_sites"] and equal >= table["identical_from"] * sites
    ]


def _could_be_twins(first: Person, second: Person) -> bool:
    couple = (first.father, first.mother)
    siblings = None not in couple and couple == (second.father, second.mother)
    return siblings and first.sex is second.sex and first.sex is not Sex.UNKNOWN
