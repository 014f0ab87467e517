"""What the probability that an allele is new means: confirmed, assumed, or not established."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tachkhis.case.message import Message
from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.de_novo.estimate import DeNovoEstimate
from tachkhis.interpretation.inheritance import Diplotype
from tachkhis.interpretation.inheritance import Support
from tachkhis.interpretation.origin import DOUBT
from tachkhis.interpretation.origin import Origin


def is_confirmed(estimate: DeNovoEstimate | None) -> bool:
    """Whether a de novo origin may be called confirmed; where nothing is estimated, the rules of depth decide alone."""
    return estimate is None or estimate.probability >= float(_table()["confirmed_from"])


def is_improbable(estimate: DeNovoEstimate | None) -> bool:
    """Whether a de novo origin is not even to be assumed."""
    return estimate is not None and estimate.probability < float(_table()["assumed_from"])


def mosaic_told(estimate: DeNovoEstimate) -> bool:
    """Whether the reads make a mosaic parent likelier than it is before any read."""
    mosaic = estimate.parental_mosaic
    return mosaic is not None and mosaic > float(_table()["parental_mosaic"])


def with_estimate(diplotype: Diplotype, estimate: DeNovoEstimate | None) -> Diplotype:
    """A diplotype of one de novo allele whose origin is improbable, left open and saying so; any other as it is."""
    if Origin.DE_NOVO not in diplotype.origins or estimate is None or not is_improbable(estimate):
        return diplotype
    values = {"probability": f"{estimate.probability:g}"}
    doubt = Message(key=f"candidate.{DOUBT}_probability", values=values)
    support = Support.OPEN if diplotype.support is Support.SUPPORTED else diplotype.support
    return replace(diplotype, support=support, reasons=(*diplotype.reasons, doubt))


def _table() -> Any:
    return shipped_table("acmg", "family")["de_novo"]["probability"]
