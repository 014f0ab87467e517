"""Which resource made a change: each one exchanged alone, against the earlier analysis by today's program."""

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
        ``swapped`` with each resource that alone gives the change (the program, where the earlier resources do);
        ``together`` with those that move the candidate but do not give the change alone, or with all that differ.
    """
    if difference_of(baseline.get(change.key), change.now) is None:
        return [PROGRAM], "swapped"
    sufficient = [name for name, found in alone.items() if difference_of(found.get(change.key), change.now) is None]
    if sufficient:
        return sufficient, "swapped"
    moved = [name for name, found in alone.items() if found.get(change.key) != baseline.get(change.key)]
    return moved or [name for name in changed if name != PROGRAM], "together"


def by_elimination(changed: Sequence[str]) -> tuple[list[str], str]:
    """Where nothing can be exchanged: the one thing that differs, or nothing."""
    return (list(changed), "only_change") if len(changed) == 1 else ([], "not_told")
