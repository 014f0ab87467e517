"""BP5: another cause was found. Only told: whether it explains the whole disease is for a person to decide."""

from __future__ import annotations

from collections.abc import Sequence

from tachkhis.case.message import Message
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.result import Candidate


def with_other_causes(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates, those of uncertain significance told of a proposed one in another gene."""
    causes = list(dict.fromkeys(one.gene for one in candidates if one.proposed))
    return [_told(one, [gene for gene in causes if gene != one.gene]) for one in candidates]


def _told(candidate: Candidate, causes: Sequence[str]) -> Candidate:
    if candidate.proposed or candidate.class_ is not Class.UNCERTAIN or not causes:
        return candidate
    message = Message(key="candidate.other_cause", values={"genes": ", ".join(causes)})
    return candidate.model_copy(update={"reasons": [*candidate.reasons, message]})
