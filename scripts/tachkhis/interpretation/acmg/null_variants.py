"""PVS1 and PM4: null variants by the tree of Abou Tayoun 2018 (PMC6185798), and changes of length.

Where something that the tree asks for is not known, the lower row is taken and the reason says so.
"""

from __future__ import annotations

from typing import Any

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.interpretation.acmg.combine import STRENGTHS
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.evidence import SpliceEffect
from tachkhis.interpretation.acmg.evidence import criterion
from tachkhis.interpretation.acmg.evidence import shown
from tachkhis.interpretation.message import Message
from tachkhis.interpretation.result import Criterion

INFRAME = ("inframe_insertion", "inframe_deletion")


def is_null(consequences: tuple[str, ...]) -> bool:
    """Whether any term is one that PVS1 looks at."""
    table = _table()
    kinds = ("null_consequences", "splice_consequences", "start_consequences", "whole_gene_consequences")
    return any(term in table[kind] for kind in kinds for term in consequences)


def pvs1(evidence: Evidence) -> Criterion | None:
    """PVS1 at the strength that the tree and the evidence of mechanism allow; ``None`` if it does not apply."""
    row = _row(evidence)
    if row is None:
        return None
    path, strength, effect, share = row
    levels, known = _mechanism(evidence)
    lowered = STRENGTHS.index(strength) - levels
    if lowered < 0:
        return None
    table = _table()["mechanism"]
    lof = "unknown" if evidence.truncating_elsewhere is None else str(evidence.truncating_elsewhere)
    return criterion(
        "PVS1",
        STRENGTHS[lowered],
        value=_value(effect, share, evidence.truncating_elsewhere),
        threshold=Message(key="acmg_threshold.clinvar_truncating", values={"least": str(table["full_from"])}),
        source=_table()["source"],
        case=path if known else f"{path}_unproven",
        values={
            "gene": evidence.gene,
            "consequence": "&".join(evidence.consequence.consequences),
            "lof": "0" if evidence.truncating_elsewhere is None else lof,
        },
    )


def pm4(evidence: Evidence) -> Criterion | None:
    """PM4: stop lost (Moderate), or a change of length that keeps the frame (Supporting: repeats are not examined)."""
    terms = evidence.consequence.consequences
    if is_null(terms):
        return None
    rule = read_json(RESOURCES / "acmg" / "computation.json")["length"]
    if "stop_lost" in terms:
        strength, case = rule["stop_lost"], "length"
    elif any(term in INFRAME for term in terms):
        strength, case = rule["inframe"], "length_repeat_unknown"
    else:
        return None
    return criterion(
        "PM4",
        strength,
        value=Message(key="acmg_value.consequence", values={"consequence": "&".join(terms)}),
        threshold=Message(key="acmg_threshold.length_changed"),
        source=rule["source"],
        case=case,
        values={"consequence": "&".join(terms)},
    )


def _table() -> Any:
    return read_json(RESOURCES / "acmg" / "pvs1.json")


def _value(effect: str, share: float | None, lof: int | None) -> Message:
    """What PVS1 saw: the effect (``acmg_effect.*``), the share of the protein lost, ClinVar's truncating variants."""
    values = {"effect": effect}
    if share is not None:
        values["share"] = shown(round(share, 3))
    if lof is None:
        key = "acmg_value.null_no_clinvar" if share is None else "acmg_value.null_share_no_clinvar"
        return Message(key=key, values=values)
    key = "acmg_value.null" if share is None else "acmg_value.null_share"
    return Message(key=key, values={**values, "lof": str(lof)})


def _row(evidence: Evidence) -> tuple[str, str, str, float | None] | None:
    """Path of the reason, strength, effect and share of the protein lost, before the mechanism is looked at."""
    table, terms = _table(), evidence.consequence.consequences
    strength = table["strength"]
    if any(term in table["whole_gene_consequences"] for term in terms):
        return "whole_gene", strength["whole_gene"], "whole_gene", None
    if any(term in table["null_consequences"] for term in terms):
        if evidence.consequence.nmd:
            return "null_nmd", strength["nmd"], "nmd", None
        return (
            "null_no_nmd",
            *_without_decay(evidence, "no_nmd" if evidence.consequence.nmd is False else "nmd_unknown"),
        )
    if any(term in table["splice_consequences"] for term in terms):
        if evidence.splice is SpliceEffect.FRAME_LOST_NMD:
            return "splice", strength["splice_nmd"], "splice_nmd", None
        if evidence.splice is SpliceEffect.START_EXON:
            return "splice_start_exon", strength["splice_start_exon"], "splice_start_exon", None
        if evidence.splice is SpliceEffect.UNKNOWN:
            return "splice_unknown", strength["splice_unknown"], "splice_unknown", None
        effect = "splice_frame_kept" if evidence.splice is SpliceEffect.FRAME_KEPT else "splice_no_nmd"
        return ("splice_no_nmd", *_without_decay(evidence, effect))
    if any(term in table["start_consequences"] for term in terms):
        return "start_lost", strength["start_lost"], "start_lost", None
    return None


def _without_decay(evidence: Evidence, effect: str) -> tuple[str, str, float | None]:
    """Strength by the share of the protein that is lost; the row for an unknown share where it is not known."""
    table = _table()
    share = evidence.removed_share
    if share is None:
        return table["strength"]["no_nmd_unknown_share"], effect, None
    row = "no_nmd_large" if share > table["large_share"] else "no_nmd_small"
    return table["strength"][row], effect, share


def _mechanism(evidence: Evidence) -> tuple[int, bool]:
    """Levels to go down, and whether loss of function is established as a mechanism of the gene."""
    rule, count = _table()["mechanism"], evidence.truncating_elsewhere
    if count is not None and count >= rule["full_from"]:
        return 0, True
    if count is not None and count >= rule["one_level_down_from"]:
        return 1, False
    return int(rule["levels_down_without"]), False
