"""PS2, PM6 and PM3: what the family says, in the points of the SVI recommendations."""

from __future__ import annotations

from typing import Any

from tachkhis.case.message import Message
from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.acmg.combine import STRENGTHS
from tachkhis.interpretation.acmg.evidence import DOMINANT_MODES
from tachkhis.interpretation.acmg.evidence import RECESSIVE_MODES
from tachkhis.interpretation.acmg.evidence import X_MODES
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.evidence import Partner
from tachkhis.interpretation.acmg.evidence import criterion
from tachkhis.interpretation.acmg.evidence import shown
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.result import Criterion

NOT_ALONE = RECESSIVE_MODES | X_MODES
"""Modes that a gene of dominant disease alone does not have: two altered copies may make ill, or X decides."""


def strength_of(points: float) -> str | None:
    """Strength for SVI points: 0.5 Supporting, 1 Moderate, 2 Strong, 4 Very strong; ``None`` below 0.5."""
    table = _table()["strength_from"]
    reached = [strength for strength in STRENGTHS if points >= table[strength]]
    return reached[-1] if reached else None


def de_novo(evidence: Evidence) -> Criterion | None:
    """PS2 (the data confirm the parents and the absence in them) or PM6 (assumed), by the fit of the phenotype.

    None where the proband is not affected, the request names no sign, the gene has none of them, or the gene is known
    for autosomal recessive disease alone. The row "highly specific" is never taken automatically.
    """
    found = evidence.de_novo
    if found is None or not evidence.affected or not evidence.phenotype_matched or not evidence.by_one_copy:
        return None
    rule = _table()["de_novo"]
    fits = (evidence.phenotype_ratio or 0.0) >= rule["consistent_from_phenotype_ratio"]
    row = "consistent" if fits else "heterogeneous"
    points = float(rule["points"][row]["confirmed" if found.confirmed else "assumed"])
    strength = strength_of(points)
    if strength is None:
        return None
    code = "PS2" if found.confirmed else "PM6"
    depths = {"father_depth": found.father_depth, "mother_depth": found.mother_depth}
    known = {name: str(depth) for name, depth in depths.items() if depth is not None}
    case = {2: "de_novo", 0: "de_novo"}.get(
        len(known), "de_novo_mother" if "mother_depth" in known else "de_novo_father"
    )
    if found.father_alt or found.mother_alt:
        case += "_traces"
        alts = {"father_alt": found.father_alt, "mother_alt": found.mother_alt}
        known |= {name: str(alt) for name, alt in alts.items() if name.replace("alt", "depth") in known}
    elif found.by_probability and found.probability is not None:
        case += "_probability"
        known |= {"probability": f"{found.probability:g}"}
    return criterion(
        code,
        strength,
        value=Message(key="acmg_value.de_novo", values={"points": shown(points), "fit": row}),
        threshold=_points_from(strength),
        source=rule["source"],
        case=case,
        values=known,
    )


def pm3(evidence: Evidence) -> Criterion | None:
    """PM3 (SVI v1.0): homozygous in an affected person, or together with another variant of the gene.

    None where the proband is not affected, no sign of the request matches the gene, or the gene is not recessive.
    Partners carry the class that they have without PM3, so that two variants never raise each other in a circle. Points
    of one proband only: the best single observation counts.
    """
    if not evidence.recessive or not evidence.affected or not evidence.phenotype_matched:
        return None
    rule = _table()["in_trans"]
    if evidence.homozygous:
        points = min(float(rule["points"]["homozygous"]), float(rule["cap"]["homozygous"]))
        return _pm3(points, "homozygous", {}, rule)
    others = [partner for partner in evidence.partners if partner.phase != "cis"]
    scored = [(_partner_points(partner, rule), partner) for partner in others]
    if not scored:
        return None
    points, partner = max(scored, key=lambda pair: (pair[0], pair[1].name))
    case = "in_trans" if partner.phase == "trans" else "phase_unknown"
    return _pm3(points, case, {"partner": partner.name, "partner_class": partner.class_.value}, rule)


def bp2(evidence: Evidence) -> Criterion | None:
    """BP2: in trans with a pathogenic variant of a gene of dominant disease alone, or in cis with a pathogenic one.

    The partner must be P by its own evidence, without PM3. The rule for trans supposes full penetrance.
    """
    rule = shipped_table("acmg", "genes")["BP2"]
    dominant_alone = bool(evidence.modes) and not evidence.modes - DOMINANT_MODES and not evidence.modes & NOT_ALONE
    for partner in sorted(evidence.partners, key=lambda one: one.name):
        if partner.class_ is not Class.PATHOGENIC or partner.phase not in ("cis", "trans"):
            continue
        if partner.phase == "trans" and not dominant_alone:
            continue
        return criterion(
            "BP2",
            "supporting",
            value=Message(key=f"acmg_value.partner.{partner.phase}", values={"partner": partner.name}),
            threshold=Message(key="acmg_threshold.partner"),
            source=rule["source"],
            case=partner.phase,
            values={"partner": partner.name},
        )
    return None


def _pm3(points: float, case: str, values: dict[str, str], rule: Any) -> Criterion | None:
    strength = strength_of(points)
    if strength is None:
        return None
    return criterion(
        "PM3",
        strength,
        value=Message(key="acmg_value.points", values={"points": shown(points)}),
        threshold=_points_from(strength),
        source=rule["source"],
        case=case,
        values=values,
    )


def _points_from(strength: str) -> Message:
    least = _table()["strength_from"][strength]
    return Message(key="acmg_threshold.points", values={"points": shown(least)})


def _partner_points(partner: Partner, rule: Any) -> float:
    if partner.class_ in (Class.LIKELY_BENIGN, Class.BENIGN):
        return 0.0
    return float(rule["points"].get(f"{partner.phase}_{partner.class_.value}", 0.0))


def _table() -> Any:
    return shipped_table("acmg", "family")
