"""Declared parents against the data: places where parent and child share no allele.

Compared are autosomal places where one of the two is homozygous for the alternate allele and both calls are strong;
a conflict is a place where the other is homozygous for the reference. Thresholds stand in
``resources/quality/relationships.json``.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass

from tachkhis.case.model import Person
from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.quality.genotype_tally import GenotypeTally


@dataclass(frozen=True, slots=True)
class ParentAgreement:
    """A child and one declared parent: places compared, places without a shared allele, and the verdict on them.

    The verdict is ``pass`` (the data confirm), ``warn`` (too few places, or too many conflicts to confirm) or ``fail``
    (the data contradict).
    """

    child: str
    parent: str
    sites: int
    conflicts: int
    verdict: str


def declared_pairs(people: Iterable[Person], sequenced: Iterable[str]) -> list[tuple[str, str]]:
    """(child, parent) of every declared relationship whose two people were sequenced, in order."""
    known = set(sequenced)
    return [
        (person.sample, parent)
        for person in people
        for parent in (person.father, person.mother)
        if parent is not None and {person.sample, parent} <= known
    ]


def check_relationships(calls: GenotypeTally, pairs: Sequence[tuple[str, str]]) -> list[ParentAgreement]:
    """Compare each pair over all substitutions of a family's calls (triaged or not; filtered ones are left out).

    Args:
        calls: the genotypes of the family, counted.
        pairs: (child, parent), as from :func:`declared_pairs`.
    """
    counts = [calls.shared(*pair) for pair in pairs]
    return [
        ParentAgreement(child, parent, sites, conflicts, verdict_of(sites, conflicts))
        for (child, parent), (sites, conflicts) in zip(pairs, counts, strict=True)
    ]


def verdict_of(sites: int, conflicts: int) -> str:
    """``pass``, ``warn`` or ``fail`` for a number of conflicts among the places compared."""
    table = read_json(RESOURCES / "quality" / "relationships.json")
    share = conflicts / sites if sites else 0.0
    if conflicts >= table["min_conflicts_to_fail"] and share >= table["fail_from"]:
        return "fail"
    return "pass" if sites >= table["min_sites"] and share <= table["pass_at_most"] else "warn"
