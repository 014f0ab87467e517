"""Two samples of a family that are one person: every pair of members, by their genotypes.

Compared are autosomal substitutions where both calls are strong and at least one of the two carries the alternate
allele. Thresholds stand in ``resources/quality/relationships.json``.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.quality.relationships import SEXUAL
from tachkhis.quality.relationships import UNKNOWN
from tachkhis.quality.relationships import strong_calls
from tachkhis.reference.contigs import kind_of


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


def same_people(vcf: Path, people: Sequence[Person], sequenced: Iterable[str]) -> list[SamePerson]:
    """The pairs whose genotypes agree as those of one person do.

    Args:
        vcf: calls of the family, one alternate allele per record.
        people: the family.
        sequenced: samples that the VCF holds.
    """
    from cyvcf2 import VCF

    known = set(sequenced)
    pairs = list(combinations([person for person in people if person.sample in known], 2))
    if not pairs:
        return []
    table = read_json(RESOURCES / "quality" / "relationships.json")
    file = VCF(str(vcf))
    column = {sample: number for number, sample in enumerate(file.samples)}
    wanted = [(column[first.sample], column[second.sample]) for first, second in pairs]
    counts = [[0, 0] for _ in pairs]
    for record in file:
        if not record.is_snp or record.FILTER is not None or kind_of(record.CHROM) in SEXUAL:
            continue
        types = record.gt_types
        strong = strong_calls(record, table)
        for number, (first, second) in enumerate(wanted):
            here, there = types[first], types[second]
            if not strong[first] or not strong[second] or UNKNOWN in (here, there) or here + there == 0:
                continue
            counts[number][0] += 1
            counts[number][1] += here == there
    return [
        SamePerson(first.sample, second.sample, sites, int(equal), _could_be_twins(first, second))
        for (first, second), (sites, equal) in zip(pairs, counts, strict=True)
        if sites >= table["min_sites"] and equal >= table["identical_from"] * sites
    ]


def _could_be_twins(first: Person, second: Person) -> bool:
    couple = (first.father, first.mother)
    siblings = None not in couple and couple == (second.father, second.mother)
    return siblings and first.sex is second.sex and first.sex is not Sex.UNKNOWN
