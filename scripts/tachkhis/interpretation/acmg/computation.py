"""PP3, BP4 and BP7: what one predictor, chosen in advance, says (Pejaver 2022 for REVEL; Walker 2023 for SpliceAI)."""

from __future__ import annotations

import re
from typing import Any

from tachkhis.case.message import Message
from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.evidence import criterion
from tachkhis.interpretation.acmg.evidence import shown
from tachkhis.interpretation.acmg.exclusions import SPLICE
from tachkhis.interpretation.result import Criterion

CHANGES_PRODUCT = frozenset(
    {
        *("stop_gained", "stop_lost", "start_lost", "frameshift_variant", "missense_variant"),
        *("inframe_deletion", "inframe_insertion", "protein_altering_variant", "coding_sequence_variant"),
        *("transcript_ablation", "exon_loss_variant", "non_coding_transcript_exon_variant"),
    }
)
"""Terms of changes of the product, a protein or an RNA, which a low splice score says nothing of."""
CANONICAL_SPLICE = ("splice_acceptor_variant", "splice_donor_variant")
_INTRONIC = re.compile(r":[cn]\.[-*]?\d+([+-])(\d+)[ACGT]>[ACGT]$")


def computed(evidence: Evidence) -> list[Criterion]:
    """The criteria met, none where no score is given."""
    terms = evidence.consequence.consequences
    table = _table()
    score = evidence.scores.get(table["predictor"])
    splice = evidence.scores.get(table["splice"]["predictor"])
    if any(term in CANONICAL_SPLICE for term in terms):
        splice = None
    if "missense_variant" in terms:
        return _missense(score, splice, table)
    return [] if splice is None else _splice(splice, evidence, table)


def scored(evidence: Evidence) -> bool:
    """Whether a score that PP3 and BP4 could use was given."""
    table = _table()
    wanted = (
        table["predictor"] if "missense_variant" in evidence.consequence.consequences else table["splice"]["predictor"]
    )
    return wanted in evidence.scores


def _missense(score: float | None, splice: float | None, table: Any) -> list[Criterion]:
    """The protein's score; splicing in its place where it alone speaks for an effect, and against BP4 where it may."""
    tool = table["predictor"]
    rule = table["missense"]["calibrations"][tool]
    if score is not None:
        for strength, bound in rule["PP3"]:  # strongest first
            if score >= bound:
                return [_met("PP3", strength, tool, score, _at_least(bound), rule["source"])]
    if splice is not None and splice >= table["splice"]["PP3_from"]:
        return [_by_splicing(splice, table)]
    if score is None or (splice is not None and splice > table["splice"]["BP4_to"]):
        return []
    for strength, bound in rule["BP4"]:
        if score <= bound:
            return [_met("BP4", strength, tool, score, _at_most(bound), rule["source"])]
    return []


def _by_splicing(splice: float, table: Any) -> Criterion:
    rule = table["splice"]
    bound = _at_least(rule["PP3_from"])
    return _met("PP3", "supporting", rule["predictor"], splice, bound, rule["source"], ground=SPLICE)


def _splice(score: float, evidence: Evidence, table: Any) -> list[Criterion]:
    rule = table["splice"]
    tool = rule["predictor"]
    if score >= rule["PP3_from"]:
        return [_by_splicing(score, table)]
    if score > rule["BP4_to"] or CHANGES_PRODUCT & set(evidence.consequence.consequences):
        return []
    met = [_met("BP4", "supporting", tool, score, _at_most(rule["BP4_to"]), rule["source"], ground=SPLICE)]
    kind = silent(evidence)
    if kind is not None:
        silence = table["silent"]
        met.append(
            criterion(
                "BP7",
                silence["strength"],
                value=Message(key=f"acmg_value.score.{kind}", values={"tool": tool, "score": shown(score)}),
                threshold=_at_most(rule["BP4_to"]),
                source=silence["source"],
                case=kind,
                ground=SPLICE,
            )
        )
    return met


def silent(evidence: Evidence) -> str | None:
    """``synonymous`` or ``intronic`` where BP7 may look at the variant, away from the splice site; else ``None``."""
    terms = evidence.consequence.consequences
    if "synonymous_variant" in terms:
        return None if any("splice" in term for term in terms) else "synonymous"
    if "intron_variant" not in terms:
        return None
    found = _INTRONIC.search(evidence.consequence.hgvs_c or "") if _one_base(evidence) else None
    if found is None:
        return None
    rule = _table()["silent"]
    least = rule["intron_from_donor"] if found[1] == "+" else rule["intron_from_acceptor"]
    return "intronic" if int(found[2]) >= int(least) else None


def _one_base(evidence: Evidence) -> bool:
    """Walker 2023 speaks of single bases: a deletion that begins deep in an intron may end near its edge."""
    return len(evidence.variant.ref) == len(evidence.variant.alt) == 1


def _at_least(score: float) -> Message:
    return Message(key="acmg_threshold.score.at_least", values={"score": shown(score)})


def _at_most(score: float) -> Message:
    return Message(key="acmg_threshold.score.at_most", values={"score": shown(score)})


def _met(
    code: str, strength: str, tool: str, score: float, threshold: Message, source: str, ground: str | None = None
) -> Criterion:
    return criterion(
        code,
        strength,
        value=Message(key="acmg_value.score", values={"tool": tool, "score": shown(score)}),
        threshold=threshold,
        source=source,
        case="score",
        values={"tool": tool, "score": shown(score)},
        ground=ground,
    )


def _table() -> Any:
    return shipped_table("acmg", "computation")
