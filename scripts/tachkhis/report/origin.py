"""Where an allele comes from, with the probability that it is new beside a de novo verdict."""

from __future__ import annotations

from tachkhis.interpretation.de_novo.estimate import DeNovoEstimate
from tachkhis.interpretation.de_novo.meaning import mosaic_told
from tachkhis.interpretation.result import VariantResult
from tachkhis.report.context import Context
from tachkhis.report.runs import Rich
from tachkhis.report.runs import joined

DE_NOVO = "de_novo"
PARENTS = ("father", "mother")


def short_origin(context: Context, variant: VariantResult) -> Rich:
    """The origin for page 1: of a de novo allele with its probability, where it was estimated."""
    text, found = context.text, variant.de_novo
    origin = text.say(f"origin.{variant.origin}")
    if not variant.origin.startswith(DE_NOVO) or found is None:
        return origin
    return text.say("origin.with_probability", origin=origin, probability=found.probability)


def origin_in_full(context: Context, variant: VariantResult) -> Rich:
    """The origin: of a de novo allele with its probability and the parents' depths, or that it was not estimated."""
    text, found = context.text, variant.de_novo
    origin = text.say(f"origin.{variant.origin}")
    if not variant.origin.startswith(DE_NOVO):
        return origin
    if found is None:
        return text.say("origin.not_estimated", origin=origin)
    depths = _depths(context, found)
    if found.parental_mosaic is not None and mosaic_told(found):
        return text.say(
            "origin.with_mosaic",
            origin=origin,
            probability=found.probability,
            mosaic=found.parental_mosaic,
            depths=depths,
        )
    return text.say("origin.with_estimate", origin=origin, probability=found.probability, depths=depths)


def _depths(context: Context, found: DeNovoEstimate) -> Rich:
    parts = []
    for member in found.members:
        if member.role not in PARENTS:
            continue
        if member.depth is None:
            parts.append(context.text.say(f"origin.depth_unknown.{member.role}"))
        else:
            parts.append(context.text.say(f"origin.depth.{member.role}", depth=member.depth))
    return joined(parts, ", ")
