"""Double counting barred: which criteria must not stand together (``resources/acmg/exclusions.json``)."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from tachkhis.case.message import Message
from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.acmg.combine import STAND_ALONE
from tachkhis.interpretation.acmg.combine import STRENGTHS
from tachkhis.interpretation.acmg.combine import Code
from tachkhis.interpretation.acmg.combine import points_of
from tachkhis.interpretation.result import BarredCriterion
from tachkhis.interpretation.result import Criterion

SPLICE = "splice"
"""Ground (``Criterion.ground``) of a criterion that rests on predicted splicing."""


def settle(found: Sequence[Criterion]) -> tuple[list[Criterion], list[BarredCriterion]]:
    """The criteria that may be counted together, and those barred or lowered, each with its reason.

    Args:
        found: what was met, automatic or entered by a person.

    Returns:
        Criteria in the order given; barred ones in the order of the table.
    """
    table: Mapping[str, Any] = shipped_table("acmg", "exclusions")
    kept, told = list(found), list[BarredCriterion]()
    for rule in table["barred"]:
        bars = next((one for one in kept if _bars(one, rule)), None)
        if bars is None:
            continue
        for one in [one for one in kept if _is_barred(one, bars, rule)]:
            kept.remove(one)
            told.append(_told(one, rule, bars.code))
    for rule in table["capped"]:
        lowered = next((one for one in kept if one.code == rule["lowered"]), None)
        beside = [one for one in kept if one.code in rule["codes"] and one is not lowered]
        if lowered is None or not beside:
            continue
        room = int(rule["most_points"]) - sum(one.points for one in beside)
        if lowered.points <= room:
            continue
        place = kept.index(lowered)
        fitting = [strength for strength in STRENGTHS if points_of(Code(lowered.code, strength)) <= room]
        kept[place : place + 1] = [at_strength(lowered, fitting[-1])] if fitting else []
        told.append(_told(lowered, rule, beside[0].code, fitting[-1] if fitting else None))
    return kept, told


def at_strength(criterion: Criterion, strength: str) -> Criterion:
    """The same criterion at another strength, with the points of that strength."""
    return criterion.model_copy(update={"strength": strength, "points": points_of(Code(criterion.code, strength))})


def _bars(one: Criterion, rule: Mapping[str, Any]) -> bool:
    if one.code not in rule["by"] or ("on" in rule and one.ground != rule["on"]):
        return False
    least = rule.get("from_strength")
    if least is None or one.strength == STAND_ALONE:
        return True
    return STRENGTHS.index(one.strength) >= STRENGTHS.index(least)


def _is_barred(one: Criterion, bars: Criterion, rule: Mapping[str, Any]) -> bool:
    spared = bool(rule.get("automatic_only")) and one.entered is not None
    return one.code in rule["barred"] and one is not bars and not spared


def _told(one: Criterion, rule: Mapping[str, Any], by: str, lowered_to: str | None = None) -> BarredCriterion:
    return BarredCriterion(
        code=one.code,
        strength=one.strength,
        lowered_to=lowered_to,
        reason=Message(key=f"acmg_barred.{rule['id']}", values={"by": by}),
        source=rule["source"],
    )
