"""Declared parents against the data: places where parent and child share no allele.

Compared are autosomal places where one of the two is homozygous for the alternate allele and both calls are strong;
a conflict is a place where the other is homozygous for the reference. Thresholds stand in
``resources/quality/relationships.json``.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tachkhis.case.model import Person
from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of

SEXUAL = (ContigKind.X, ContigKind.Y, ContigKind.M)
_HOM_REF, _HOM_ALT, UNKNOWN = 0, 3, 2  # cyvcf2's gt_types; 1 is heterozygous


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


def check_relationships(vcf: Path, pairs: Sequence[tuple[str, str]]) -> list[ParentAgreement]:
    """Compare each pair over all substitutions of a family's VCF (triaged or not; filtered ones are left out).

    Args:
        vcf: calls of the family, one alternate allele per record.
        pairs: (child, parent), as from :func:`declared_pairs`.
    """
    from cyvcf2 import VCF

    if not pairs:
        return []
    table = read_json(RESOURCES / "quality" / "relationships.json")
    file = VCF(str(vcf))
    column = {sample: number for number, sample in enumerate(file.samples)}
    wanted = [(column[child], column[parent]) for child, parent in pairs]
    counts = [[0, 0] for _ in pairs]
    for record in file:
        if not record.is_snp or record.FILTER is not None or kind_of(record.CHROM) in SEXUAL:
            continue
        types = record.gt_types
        compared = [
            number
            for number, (child, parent) in enumerate(wanted)
            if _HOM_ALT in (types[child], types[parent]) and UNKNOWN not in (types[child], types[parent])
        ]
        if not compared:
            continue
        strong = strong_calls(record, table)
        for number in compared:
            child, parent = wanted[number]
            if strong[child] and strong[parent]:
                counts[number][0] += 1
                counts[number][1] += _HOM_REF in (types[child], types[parent])
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


def strong_calls(record: Any, table: Any) -> list[bool]:
    """Per sample, whether depth and quality (where given) suffice; a call without depth never does."""
    depths = record.format("DP") if "DP" in record.FORMAT else None
    qualities = record.format("GQ") if "GQ" in record.FORMAT else None
    if depths is None:
        return [False] * len(record.gt_types)
    return [
        bool(depth >= table["min_depth"])
        and (qualities is None or bool(quality < 0) or bool(quality >= table["min_quality"]))
        for depth, quality in zip(depths[:, 0], qualities[:, 0] if qualities is not None else depths[:, 0], strict=True)
    ]
