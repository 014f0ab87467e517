"""PM1, PP2, BP1 and BS2: what the laboratory's tables say of a gene (``resources/acmg/genes.json``).

None of them fires without a table that lists the gene.
"""

from __future__ import annotations

import re
from typing import Any

from tachkhis.case.message import Message
from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.acmg.combine import STRENGTHS
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.evidence import criterion
from tachkhis.interpretation.acmg.evidence import shown
from tachkhis.interpretation.result import Criterion
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of

_NUMBERS = re.compile(r"(?<=[a-z])(\d+)")
_LOCAL = ("missense_variant", "inframe_deletion", "inframe_insertion", "protein_altering_variant")


def residues_of(hgvs_p: str | None) -> tuple[int, int] | None:
    """First and last residue that a protein name speaks of (1-based); ``None`` where it names none."""
    change = (hgvs_p or "").partition("fs")[0]
    numbers = [int(number) for number in _NUMBERS.findall(change)]
    return (min(numbers[:2]), max(numbers[:2])) if numbers else None


def pm1(evidence: Evidence) -> Criterion | None:
    """PM1: a missense or in-frame change within a listed hotspot; the strongest stretch counts."""
    terms, residues = evidence.consequence.consequences, residues_of(evidence.consequence.hgvs_p)
    if not evidence.hotspots or residues is None or not any(term in terms for term in _LOCAL):
        return None
    first, last = residues
    holding = [spot for spot in evidence.hotspots if spot.first <= last and first <= spot.last]
    if not holding:
        return None
    best = max(holding, key=lambda spot: (STRENGTHS.index(spot.strength), -(spot.last - spot.first)))
    return criterion(
        "PM1",
        best.strength,
        value=Message(key="acmg_value.residue_number", values={"residue": str(first)}),
        threshold=Message(
            key="acmg_threshold.residues",
            values={"first": str(best.first), "last": str(best.last), "source": best.source},
        ),
        source=_table()["PM1"]["source"],
        case="hotspot",
        values={"name": best.name},
    )


def pp2_bp1(evidence: Evidence) -> Criterion | None:
    """PP2 or BP1 of a missense variant, by the mechanism that the table lists for the gene."""
    found = evidence.constraint
    if found is None or "missense_variant" not in evidence.consequence.consequences:
        return None
    table = _table()
    if found.mechanism == "lof":
        return criterion(
            "BP1",
            "supporting",
            value=Message(key="acmg_value.mechanism", values={"mechanism": found.mechanism}),
            threshold=Message(key="acmg_threshold.mechanism_lof", values={"source": found.source}),
            source=table["BP1"]["source"],
            case="lof_only",
        )
    least = float(table["PP2"]["missense_z_from"])
    if found.missense_z is None or found.missense_z < least:
        return None
    return criterion(
        "PP2",
        "supporting",
        value=Message(key="acmg_value.constraint", values={"z": shown(found.missense_z), "mechanism": found.mechanism}),
        threshold=Message(key="acmg_threshold.constraint", values={"z": shown(least), "source": found.source}),
        source=table["PP2"]["source"],
        case="constrained",
    )


def bs2(evidence: Evidence) -> Criterion | None:
    """BS2: in adults of gnomAD in the state that makes ill, more often than a disease of childhood allows.

    Off unless every listed disease of the gene begins in childhood with full penetrance. Homozygotes speak against a
    recessive disease, carriers against a dominant one; on X, where gnomAD's hemizygotes are not in the track,
    homozygous women alone. Never for founders, the exceptions to BA1, and records that gnomAD's own filters refused.
    """
    rule, counts = _table()["BS2"], evidence.gnomad
    if counts is None or counts.filters or not evidence.diseases or evidence.founder or evidence.ba1_exception:
        return None
    if kind_of(evidence.variant.contig) is ContigKind.M:
        return None
    severe = [one for one in evidence.diseases if one.onset == "childhood" and one.penetrance >= rule["min_penetrance"]]
    if len(severe) < len(evidence.diseases):
        return None
    dominant = all(one.mode == "dominant" for one in severe)
    number = counts.ac if dominant else counts.homozygotes
    least = int(rule["min_carriers"] if dominant else rule["min_homozygotes"])
    if number is None or number < least:
        return None
    case = "carriers" if dominant else "homozygotes"
    return criterion(
        "BS2",
        "strong",
        value=Message(key=f"acmg_value.healthy.{case}", values={"n": str(number)}),
        threshold=Message(key="acmg_threshold.healthy", values={"n": str(least), "source": severe[0].source}),
        source=rule["source"],
        case=case,
        values={"n": str(number), "disease": severe[0].disease},
    )


def _table() -> Any:
    return shipped_table("acmg", "genes")
