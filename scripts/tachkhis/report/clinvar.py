"""What ClinVar says, as the report tells it: significance with the parts of a conflict, stars, conditions, date."""

from __future__ import annotations

from tachkhis.interpretation.result import ClinVar
from tachkhis.interpretation.result import Disease
from tachkhis.report.context import Context
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import data
from tachkhis.report.runs import joined
from tachkhis.report.runs import token

UNNAMED = ("not provided", "not specified")
"""What ClinVar writes where submitters name no condition."""


def significance(context: Context, record: ClinVar) -> Rich:
    """The classification; a conflicting one with its parts and the submissions of each."""
    words = context.clinvar_term("clinvar_significance", record.significance)
    parts = [
        context.words(
            "clinvar.part",
            significance=context.clinvar_term("clinvar_significance", part.significance),
            n=part.count,
        )
        for part in record.conflict
    ]
    return context.words("clinvar.conflict", significance=words, parts=joined(parts, ", ")) if parts else words


def calls_benign(record: ClinVar) -> bool:
    """Whether the classification is benign or likely benign: then its conditions are those that it does not cause."""
    words = record.significance.lower().replace("_", " ")
    return "benign" in words and "conflicting" not in words


def release(context: Context) -> Rich:
    """Which ClinVar: the date in the header of its file; where it has none, that it has none."""
    resource = next((one for one in context.result.resources if one.name == "clinvar"), None)
    if resource is None:
        return ()
    if resource.date is None:
        return context.words("clinvar.undated")
    return context.words("clinvar.release", date=context.day(resource.date))


def sentence(context: Context, record: ClinVar | None) -> Rich:
    """The whole line on one allele."""
    if record is None:
        return joined([context.words("clinvar.absent"), release(context)], ", ")
    words = context.words(
        "clinvar.record",
        id=token(record.id),
        significance=significance(context, record),
        stars=context.text.count("clinvar.stars", record.stars),
        status=context.clinvar_term("clinvar_status", record.review_status),
    )
    return joined([words, conditions(context, record), release(context)], " ; ")


def conditions(context: Context, record: ClinVar, most: int | None = None) -> Rich:
    """Names of the conditions: the official French name with its ORPHAcode, else as ClinVar has it, in English."""
    found = record.diseases or [Disease(name=name) for name in record.conditions]
    named = [one for one in found if one.name.replace("_", " ").lower() not in UNNAMED]
    return joined([_disease(context, one) for one in named[:most]], ", ")


def _disease(context: Context, disease: Disease) -> Rich:
    french = disease.name_fr if context.text.language == "fr" else None
    name = data(french) if french else context.source(disease.name.replace("_", " "))
    return (*name, Run("\u00a0"), Run(disease.orpha, "faint")) if disease.orpha else name
