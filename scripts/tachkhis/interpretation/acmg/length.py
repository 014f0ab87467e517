"""PM4 and BP3: changes of length that keep the frame, outside and within repeats, and a lost stop."""

from __future__ import annotations

from typing import Any

from tachkhis.case.message import Message
from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.evidence import criterion
from tachkhis.interpretation.acmg.gene_knowledge import residues_of
from tachkhis.interpretation.acmg.null_variants import is_null
from tachkhis.interpretation.result import Criterion

INFRAME = ("inframe_insertion", "inframe_deletion")


def length_criterion(evidence: Evidence) -> Criterion | None:
    """PM4, or BP3 where the change lies in a repeat without a listed function."""
    terms = evidence.consequence.consequences
    if is_null(terms):
        return None
    rule = shipped_table("acmg", "computation")["length"]
    if "stop_lost" in terms:
        return _met("PM4", rule["stop_lost"], "length", terms, rule)
    if not any(term in INFRAME for term in terms):
        return None
    if evidence.in_repeat is None:
        return _met("PM4", rule["inframe_repeat_unknown"], "length_repeat_unknown", terms, rule)
    if not evidence.in_repeat:
        return _met("PM4", rule["inframe"], "length", terms, rule)
    residues = residues_of(evidence.consequence.hgvs_p)
    listed = residues is None or any(
        spot.first <= residues[1] and residues[0] <= spot.last for spot in evidence.hotspots or ()
    )
    return None if listed else _met("BP3", rule["BP3"], "repeat", terms, rule)


def _met(code: str, strength: str, case: str, terms: tuple[str, ...], rule: Any) -> Criterion:
    if code == "BP3":
        values = {"copies": str(rule["repeat_copies_from"])}
        threshold = Message(key="acmg_threshold.repeat", values=values)
    else:
        threshold = Message(key="acmg_threshold.length_changed")
    return criterion(
        code,
        strength,
        value=Message(key="acmg_value.consequence", values={"consequence": "&".join(terms)}),
        threshold=threshold,
        source=rule["source"],
        case=case,
        values={"consequence": "&".join(terms)},
    )
