"""Which resource made a change: each one exchanged alone, against the earlier analysis by today's program.

What counts is what the change is told as. Of a candidate that is new or lost, whether it is listed; of one that moved
between classes, its class; so a row of curation that adds a point to a class which ClinVar lowered does not stand
between the two. Only where the class stays does every word count.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

from tachkhis.interpretation.reanalysis.differences import Difference
from tachkhis.interpretation.reanalysis.differences import Key
from tachkhis.interpretation.reanalysis.differences import difference_of
from tachkhis.interpretation.reanalysis.document import Outcome
from tachkhis.interpretation.reanalysis.sources import PROGRAM

Outcomes = Mapping[Key, Outcome]


def attribute(
    change: Difference, changed: Sequence[str], baseline: Outcomes, alone: Mapping[str, Outcomes]
) -> tuple[list[str], str]:
    """Names of what made a change, and how that is known.

    Args:
        change: the change between the earlier analysis and the new one.
        changed: names of everything that differs between the two.
        baseline: what today's program lists with all earlier resources.
        alone: by resource, what it lists with that one alone exchanged.

    Returns:
        ``swapped`` with each resource that alone gives the change as its section tells it (the program, where the
        earlier resources do);
        ``together`` with those that move the candidate but do not give the change alone, or with all that differ.
    """
    before = baseline.get(change.key)
    if _same(change, before):
        return [PROGRAM], "swapped"
    sufficient = [name for name, found in alone.items() if _same(change, found.get(change.key))]
    if sufficient:
        return sufficient, "swapped"
    moved = [name for name, found in alone.items() if difference_of(before, found.get(change.key)) is not None]
    return moved or [name for name in changed if name != PROGRAM], "together"


def _same(change: Difference, found: Outcome | None) -> bool:
    """Whether an outcome is that of the new analysis, in what the section of the change is about."""
    was, now = change.was, change.now
    if was is None or now is None or found is None:
        return (found is None) is (now is None)
    if change.kind == "changed":
        return difference_of(found, now) is None
    if was.class_ != now.class_:
        return found.class_ == now.class_
    return (found.class_, found.proposed) == (now.class_, now.proposed)


def by_elimination(changed: Sequence[str]) -> tuple[list[str], str]:
    """Where nothing can be exchanged: the one thing that differs, or nothing."""
    return (list(changed), "only_change") if len(changed) == 1 else ([], "not_told")
