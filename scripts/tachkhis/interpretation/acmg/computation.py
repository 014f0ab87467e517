"""PP3, BP4 and BP7: what one predictor, chosen in advance, says (Pejaver 2022 for REVEL; Walker 2023 for SpliceAI)."""

from __future__ import annotations

from typing import Any

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.evidence import criterion
from tachkhis.interpretation.acmg.evidence import shown
from tachkhis.interpretation.message import Message
from tachkhis.interpretation.result import Criterion

CANONICAL_SPLICE = ("splice_acceptor_variant", "splice_donor_variant")


def computed(evidence: Evidence) -> list[Criterion]:
    """The criteria met, none where no score is given."""
    terms = evidence.consequence.consequences
    table = _table()
    score = evidence.scores.get(table["predictor"])
    if "missense_variant" in terms and score is not None:
        return _missense(score, table)
    splice = evidence.scores.get(table["splice"]["predictor"])
    if splice is None or any(term in CANONICAL_SPLICE for term in terms) or "missense_variant" in terms:
        return []
    return _splice(splice, terms, table)


def scored(evidence: Evidence) -> bool:
    """Whether a score that PP3 and BP4 could use was given."""
    table = _table()
    wanted = (
        table["predictor"] if "missense_variant" in evidence.consequence.consequences else table["splice"]["predictor"]
    )
    return wanted in evidence.scores


def _missense(score: float, table: Any) -> list[Criterion]:
    tool = table["predictor"]
    rule = table["missense"]["calibrations"][tool]
    for strength, bound in rule["PP3"]:  # strongest first
        if score >= bound:
            return [_met("PP3", strength, tool, score, _at_least(bound), rule["source"])]
    for strength, bound in rule["BP4"]:
        if score <= bound:
            return [_met("BP4", strength, tool, score, _at_most(bound), rule["source"])]
    return []


def _splice(score: float, terms: tuple[str, ...], table: Any) -> list[Criterion]:
    rule = table["splice"]
    tool = rule["predictor"]
    if score >= rule["PP3_from"]:
        return [_met("PP3", "supporting", tool, score, _at_least(rule["PP3_from"]), rule["source"])]
    if score > rule["BP4_to"]:
        return []
    met = [_met("BP4", "supporting", tool, score, _at_most(rule["BP4_to"]), rule["source"])]
    if "synonymous_variant" in terms and not any("splice" in term for term in terms):
        met.append(
            criterion(
                "BP7",
                "supporting",
                value=Message(key="acmg_value.score.synonymous", values={"tool": tool, "score": shown(score)}),
                threshold=_at_most(rule["BP4_to"]),
                source=rule["source"],
                case="synonymous",
            )
        )
    return met


def _at_least(score: float) -> Message:
    return Message(key="acmg_threshold.score.at_least", values={"score": shown(score)})


def _at_most(score: float) -> Message:
    return Message(key="acmg_threshold.score.at_most", values={"score": shown(score)})


def _met(code: str, strength: str, tool: str, score: float, threshold: Message, source: str) -> Criterion:
    return criterion(
        code,
        strength,
        value=Message(key="acmg_value.score", values={"tool": tool, "score": shown(score)}),
        threshold=threshold,
        source=source,
        case="score",
        values={"tool": tool, "score": shown(score)},
    )


def _table() -> Any:
    return read_json(RESOURCES / "acmg" / "computation.json")
