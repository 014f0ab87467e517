"""The weight of a candidate diplotype: one sum of what phenotype, alleles and family say, and a probability from it.

The score is a natural logarithm of odds: the sum of the values below times their coefficients in
``resources/phenotype/diplotypes.json``, which says how they were fitted. Against the candidates of a case stands one
more alternative, "none of them", with score 0; a candidate's probability is its share among all (softmax). It is
calibrated on simulated families of which half hold no cause (``scripts/benchmark families``), and is no diagnosis.

PP4 takes no part in the points: the phenotype speaks once. Codes that rest on the family (PS2, PM3) stay in the points,
and the coefficients of the modes were fitted beside them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from functools import cache
from pathlib import Path

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.interpretation.assess import GeneResult
from tachkhis.interpretation.assess import Judged
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.gene_modes import fits
from tachkhis.interpretation.inheritance import Diplotype
from tachkhis.interpretation.inheritance import Support
from tachkhis.interpretation.phase import Phase
from tachkhis.interpretation.telling import known_pathogenic
from tachkhis.interpretation.telling import weak_call
from tachkhis.variants.record import Variant

MODEL = "diplotype_model"
"""Name of the resource that says which coefficients were used."""
TABLE = RESOURCES / "phenotype" / "diplotypes.json"
PARTS: dict[str, tuple[str, ...]] = {
    "phenotype": ("phenotype", "gene_unknown"),
    "points": ("points", "other_points"),
    "clinvar": ("clinvar",),
    "effect": ("null",),
    "frequency": ("common_one", "common_two"),
    "inheritance": (
        "de_novo",
        "homozygous",
        "in_trans",
        "phase_open",
        "x_linked",
        "single",
        "mode_listed",
        "mode_not_listed",
        "supported",
        "contradicted",
    ),
    "autozygosity": ("in_run",),
    "call": ("weak",),
}
"""Parts of the score as they are shown, and the values that each is the sum of; see :func:`values_of`."""
VALUES = tuple(name for names in PARTS.values() for name in names)
BASE = "base"
"""Coefficient that every candidate has, against "none of them"."""
LEAST_POINTS, MOST_POINTS, MOST_OTHER = -6.0, 12.0, 8.0
RAREST = 1e-5
"""Frequency from which on rarity says no more."""
ONE_ALLELE = (Mode.DE_NOVO, Mode.DOMINANT)


@dataclass(frozen=True, slots=True)
class Weight:
    """The weight of a candidate.

    Attributes:
        values: by name, those that are not 0; see :func:`values_of`.
        parts: contribution of each part in natural log odds, in the order of :data:`PARTS`; all of them.
        log_odds: their sum and the base: against "none of them".
        probability: share among the candidates of the case and "none of them".
        decided_by: part that sets it most above the next candidate; of the last one, above "none of them"; empty where
            no part does.
    """

    values: Mapping[str, float]
    parts: Mapping[str, float]
    log_odds: float
    probability: float = 0.0
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Coefficients:
    """The table: coefficients by value and the base; ``release`` names them."""

    release: str
    weights: Mapping[str, float]
    base: float


@cache
def shipped(path: Path = TABLE) -> Coefficients:
    """The coefficients that ship."""
    table = read_json(path)
    weights = {name: float(table["coefficients"][name]) for name in VALUES}
    return Coefficients(str(table["release"]), weights, float(table["coefficients"][BASE]))


def values_of(
    result: GeneResult,
    diplotype: Diplotype,
    judged: Sequence[Judged],
    family: Family,
    *,
    single: bool,
    in_run: bool,
) -> dict[str, float]:
    """What a candidate brings, by name; values of 0 are left out.

    Returns:
        phenotype: logarithm of how many times as likely the signs make the gene as one chosen at random.
        gene_unknown: 1 where the request names signs and HPO does not link the gene with any disease.
        points: ACMG points of the least pathogenic allele, PP4 apart, within -6 and 12.
        other_points: points that the other allele of a pair has beyond those, up to 8.
        clinvar: share of the alleles that ClinVar lists as P or LP with a star.
        null: share of the alleles of impact HIGH.
        common_one, common_two: powers of ten by which the commonest allele's frequency in gnomAD exceeds 1e-5, for
            modes that ask for one allele or for two.
        de_novo, homozygous, in_trans, phase_open, x_linked, single: 1 for that kind of diplotype (single: one allele of
            a recessive gene; phase_open: a pair of which the phase is unknown).
        mode_listed, mode_not_listed: 1 where HPO lists modes for the gene, and this one is or is not among them.
        supported, contradicted: 1 where the family says so.
        in_run: 1 for a homozygote within a run of homozygosity.
        weak: 1 where a call of the proband must be confirmed.
    """
    fit, mode = result.fit, diplotype.mode
    points = sorted(_points(one) for one in judged)
    least = min(max(points[0], LEAST_POINTS), MOST_POINTS)
    common = max(0.0, *(math.log10(_frequency(one.variant) / RAREST + 1e-9) for one in judged))
    listed = bool(fit.modes) and fits(result, diplotype, family)
    found = {
        "phenotype": fit.evidence,
        "gene_unknown": float(fit.rank is None and bool(family.case.hpo)),
        "points": least,
        "other_points": min(max(points[-1] - least, 0.0), MOST_OTHER),
        "clinvar": sum(known_pathogenic(one.variant) for one in judged) / len(judged),
        "null": sum(one.evidence.consequence.impact == "HIGH" for one in judged) / len(judged),
        "common_one" if mode in ONE_ALLELE else "common_two": common,
        "de_novo": float(mode is Mode.DE_NOVO),
        "homozygous": float(mode is Mode.RECESSIVE_HOMOZYGOUS),
        "in_trans": float(mode is Mode.COMPOUND_HETEROZYGOUS and diplotype.phase is Phase.TRANS),
        "phase_open": float(mode is Mode.COMPOUND_HETEROZYGOUS and diplotype.phase is not Phase.TRANS),
        "x_linked": float(mode is Mode.X_LINKED),
        "single": float(single),
        "mode_listed": float(listed),
        "mode_not_listed": float(bool(fit.modes) and not listed),
        "supported": float(diplotype.support is Support.SUPPORTED),
        "contradicted": float(diplotype.support is Support.CONTRADICTED),
        "in_run": float(in_run),
        "weak": float(any(_weak(one.variant, family) for one in judged)),
    }
    return {name: value for name, value in found.items() if value}


def weigh(values: Sequence[Mapping[str, float]], coefficients: Coefficients | None = None) -> list[Weight]:
    """Weights of all candidates of a case, in their order.

    Args:
        values: of each candidate, by :func:`values_of`.
        coefficients: those that ship if absent.
    """
    table = coefficients or shipped()
    found = [_weight(one, table) for one in values]
    most = max((one.log_odds for one in found), default=0.0)
    most = max(most, 0.0)
    total = math.exp(-most) + sum(math.exp(one.log_odds - most) for one in found)
    return [replace(one, probability=round(math.exp(one.log_odds - most) / total, 4)) for one in found]


def decided(weights: Sequence[Weight]) -> list[Weight]:
    """The same weights, best first, each with what decided its place."""
    found = []
    for place, one in enumerate(weights):
        after = weights[place + 1].parts if place + 1 < len(weights) else dict.fromkeys(PARTS, 0.0)
        lead = {part: value - after[part] for part, value in one.parts.items()}
        best = max(lead, key=lambda part: lead[part])
        found.append(replace(one, decided_by=best if lead[best] > 0.0 else ""))
    return found


def _weight(values: Mapping[str, float], table: Coefficients) -> Weight:
    parts = {
        part: round(sum(values.get(name, 0.0) * table.weights[name] for name in names), 3)
        for part, names in PARTS.items()
    }
    return Weight(values, parts, round(sum(parts.values()) + table.base, 3))


def _points(judged: Judged) -> float:
    """Points without PP4: the phenotype has its own part."""
    criteria = judged.classification.criteria
    return float(judged.classification.points - sum(one.points for one in criteria if one.code == "PP4"))


def _frequency(variant: Variant) -> float:
    """Frequency in gnomAD; of a joined allele that of its rarest part; 0 where it is not listed."""
    part = variant.rarest_part
    counts = variant.gnomad or (part.gnomad if part is not None else None)
    return (counts.af or 0.0) if counts is not None else 0.0


def _weak(variant: Variant, family: Family) -> bool:
    proband = family.proband
    return weak_call(variant, variant.call(proband.sample), family.zygosity(variant, proband)) is not None
