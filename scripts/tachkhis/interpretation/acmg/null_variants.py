"""PVS1: null variants by the tree of Abou Tayoun 2018 (PMC6185798).

Where something that the tree asks for is not known, the lower row is taken and the reason says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tachkhis.case.message import Message
from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.acmg.combine import STRENGTHS
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.evidence import LofInExon
from tachkhis.interpretation.acmg.evidence import SpliceEffect
from tachkhis.interpretation.acmg.evidence import criterion
from tachkhis.interpretation.acmg.evidence import shown
from tachkhis.interpretation.result import BarredCriterion
from tachkhis.interpretation.result import Criterion


def is_null(consequences: tuple[str, ...]) -> bool:
    """Whether any term is one that PVS1 looks at."""
    table = _table()
    kinds = ("null_consequences", "splice_consequences", "start_consequences", "whole_gene_consequences")
    return any(term in table[kind] for kind in kinds for term in consequences)


def pvs1(evidence: Evidence) -> Criterion | None:
    """PVS1 at the strength that the tree and the evidence of mechanism allow; ``None`` if it does not apply."""
    row = _row(evidence)
    if row is None or pvs1_withheld(evidence) is not None:
        return None
    levels, known = _mechanism(evidence)
    lowered = STRENGTHS.index(row.strength) - levels
    if lowered < 0:
        return None
    table, listed = _table(), evidence.constraint
    threshold = Message(key="acmg_threshold.clinvar_truncating", values={"least": str(table["mechanism"]["full_from"])})
    if listed is not None:
        values = {"mechanism": listed.mechanism, "source": listed.source}
        threshold = Message(key="acmg_threshold.mechanism", values=values)
    return criterion(
        "PVS1",
        STRENGTHS[lowered],
        value=_value(row, evidence),
        threshold=threshold,
        source=table["source"],
        case=row.path if known else f"{row.path}_unproven",
        values={
            "gene": evidence.gene,
            "consequence": "&".join(evidence.consequence.consequences),
            "lof": str(evidence.truncating_elsewhere or 0),
        },
    )


def pvs1_withheld(evidence: Evidence) -> BarredCriterion | None:
    """Why the tree says "not applicable" of a null variant; ``None`` where it does not."""
    row, table = _row(evidence), _table()
    if row is None:
        return None
    frequent, lof = table["frequent_lof"], evidence.lof_in_exon
    values, source = dict[str, str](), table["source"]
    start = evidence.start if row.path.startswith("start_lost") else None
    if evidence.frame.restored:
        key, source = "frame_restored", table["frame_restored"]["source"]
        values = {"partner": ", ".join(evidence.frame.restored)}
    elif evidence.exon_absent:
        key = "exon_absent"
        values = {"transcript": evidence.consequence.transcript}
    elif evidence.constraint is not None and evidence.constraint.mechanism == "missense":
        key, source = "mechanism_missense", evidence.constraint.source
    elif start is not None and start.alternative is not None:
        key = "alternative_start"
        values = {"transcript": start.alternative}
    elif row.escapes and evidence.critical_lost is None and lof is not None and _frequent(lof, frequent):
        key, source = "lof_frequent", frequent["source"]
        values = {"highest": shown(round(lof.highest, 6)), "total": shown(round(lof.total, 6))}
        values |= {"single": shown(frequent["single_above"]), "sum": shown(frequent["sum_above"])}
    else:
        return None
    return BarredCriterion(
        code="PVS1", strength=row.strength, reason=Message(key=f"acmg_barred.{key}", values=values), source=source
    )


def _frequent(lof: LofInExon, rule: Any) -> bool:
    return lof.highest > float(rule["single_above"]) or lof.total > float(rule["sum_above"])


def _table() -> Any:
    return shipped_table("acmg", "pvs1")


def _value(row: _Row, evidence: Evidence) -> Message:
    """What PVS1 saw: the effect (``acmg_effect.*``), the share of the protein lost, ClinVar's truncating variants."""
    values, lof = {"effect": row.effect}, evidence.truncating_elsewhere
    end = "" if lof is not None else "_no_clinvar"
    if lof is not None:
        values["lof"] = str(lof)
    start = evidence.start
    known = start is not None and start.upstream is not None and lof is not None
    if row.path.startswith("start_lost") and start is not None and known:
        values["upstream"] = str(start.upstream)
        if start.next_met is None:
            return Message(key="acmg_value.start_no_met", values=values)
        return Message(key="acmg_value.start", values={**values, "met": str(start.next_met)})
    if row.share is None:
        return Message(key=f"acmg_value.null{end}", values=values)
    return Message(key=f"acmg_value.null_share{end}", values={**values, "share": shown(round(row.share, 3))})


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the tree: path of the reason, strength, effect, share of the protein lost; ``escapes``: no decay."""

    path: str
    strength: str
    effect: str
    share: float | None = None
    escapes: bool = False


def _row(evidence: Evidence) -> _Row | None:
    """The row of the tree, before the mechanism is looked at."""
    table, terms = _table(), evidence.consequence.consequences
    strength = table["strength"]
    if any(term in table["whole_gene_consequences"] for term in terms):
        return _Row("whole_gene", strength["whole_gene"], "whole_gene")
    if any(term in table["null_consequences"] for term in terms):
        if evidence.consequence.nmd:
            return _Row("null_nmd", strength["nmd"], "nmd")
        effect = "no_nmd" if evidence.consequence.nmd is False else "nmd_unknown"
        return _without_decay(evidence, "null", effect)
    if any(term in table["splice_consequences"] for term in terms):
        return _splice_row(evidence)
    if any(term in table["start_consequences"] for term in terms):
        known = evidence.start is not None and bool(evidence.start.upstream)
        path = "start_lost_upstream" if known else "start_lost"
        return _Row(path, strength["start_lost_pathogenic_upstream" if known else "start_lost"], "start_lost")
    return None


def _splice_row(evidence: Evidence) -> _Row:
    strength = _table()["strength"]
    named = {
        SpliceEffect.FRAME_LOST_NMD: ("splice", "splice_nmd"),
        SpliceEffect.START_EXON: ("splice_start_exon", "splice_start_exon"),
        SpliceEffect.UNKNOWN: ("splice_unknown", "splice_unknown"),
    }.get(evidence.splice)
    if named is not None:
        path, key = named
        return _Row(path, strength[key], key)
    effect = "splice_frame_kept" if evidence.splice is SpliceEffect.FRAME_KEPT else "splice_no_nmd"
    return _without_decay(evidence, "splice", effect)


def _without_decay(evidence: Evidence, kind: str, effect: str) -> _Row:
    """Critical region, else the share of the protein that is lost; the lower row where the share is not known."""
    table = _table()
    strength, share = table["strength"], evidence.removed_share
    if evidence.critical_lost is not None:
        return _Row(f"{kind}_critical", strength["no_nmd_critical"], effect, share, escapes=True)
    if share is None:
        return _Row(f"{kind}_no_nmd", strength["no_nmd_unknown_share"], effect, escapes=True)
    row = "no_nmd_large" if share > table["large_share"] else "no_nmd_small"
    return _Row(f"{kind}_no_nmd", strength[row], effect, share, escapes=True)


def _mechanism(evidence: Evidence) -> tuple[int, bool]:
    """Levels to go down, and whether loss of function is established as a mechanism of the gene."""
    if evidence.constraint is not None and evidence.constraint.mechanism in ("lof", "both"):
        return 0, True
    rule, count = _table()["mechanism"], evidence.truncating_elsewhere
    if count is not None and count >= rule["full_from"]:
        return 0, True
    if count is not None and count >= rule["one_level_down_from"]:
        return 1, False
    return int(rule["levels_down_without"]), False
