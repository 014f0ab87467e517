"""Criteria that a person entered, changed or rejected in the curation file, beside what the data gave."""

from __future__ import annotations

from collections.abc import Sequence

from tachkhis.case.curation import REJECTED
from tachkhis.case.message import Message
from tachkhis.case.model import Curation
from tachkhis.interpretation.acmg.combine import Code
from tachkhis.interpretation.acmg.combine import points_of
from tachkhis.interpretation.acmg.exclusions import at_strength
from tachkhis.interpretation.result import BarredCriterion
from tachkhis.interpretation.result import Criterion
from tachkhis.interpretation.result import Entered


def curated(
    automatic: Sequence[Criterion], decisions: Sequence[Curation]
) -> tuple[list[Criterion], list[BarredCriterion]]:
    """The criteria after the decisions of a person, and those that the person rejected.

    A code that the data met and the person enters keeps what was measured and takes the person's strength.

    Args:
        automatic: what the data met.
        decisions: those in force, one per code.
    """
    found, rejected = list(automatic), list[BarredCriterion]()
    for row in decisions:
        met = next((one for one in found if one.code == row.code), None)
        entered = Entered(
            author=row.author, date=row.date, note=row.reason, automatic=None if met is None else met.strength
        )
        if row.strength == REJECTED:
            if met is not None:
                found.remove(met)
                rejected.append(_rejected(met, entered))
        elif met is not None:
            found[found.index(met)] = at_strength(met, row.strength).model_copy(update={"entered": entered})
        else:
            found.append(_added(row, entered))
    return found, rejected


def _added(row: Curation, entered: Entered) -> Criterion:
    return Criterion(
        code=row.code,
        strength=row.strength,
        points=points_of(Code(row.code, row.strength)),
        value=Message(key="acmg_value.entered"),
        threshold=Message(key="acmg_threshold.entered"),
        source="",
        reason=Message(key="acmg_entered.added"),
        entered=entered,
    )


def _rejected(met: Criterion, entered: Entered) -> BarredCriterion:
    return BarredCriterion(
        code=met.code,
        strength=met.strength,
        reason=Message(key="acmg_barred.rejected"),
        source=met.source,
        entered=entered,
    )
