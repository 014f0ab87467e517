"""What ClinVar lists as pathogenic and the criteria call benign, in genes of the request: named, and not retained."""

from __future__ import annotations

from tachkhis.interpretation.disagreement import ClinVarDisagreement
from tachkhis.report.blocks import Paragraph
from tachkhis.report.blocks import Section
from tachkhis.report.context import Context
from tachkhis.report.runs import Rich
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import literal
from tachkhis.report.runs import token


def disagreement_section(context: Context) -> Section | None:
    """A line for each; ``None`` where there is none."""
    found = [one for one in context.result.clinvar_disagreements if one.asked]
    if not found:
        return None
    text = context.text
    blocks = [Paragraph(text.say("disagreements.note"), "lead_note")]
    blocks += [Paragraph(_line(context, one)) for one in found]
    return Section(text.word("section.disagreements"), tuple(blocks))


def _line(context: Context, one: ClinVarDisagreement) -> Rich:
    text = context.text
    numbers = [
        text.say(
            "candidates.frequency",
            collection=context.known("collection", name),
            words=literal(text.numerals.frequency(value)),
        )
        for name, value in (("gnomad", one.gnomad_af), ("panel", one.panel_af))
        if value is not None
    ]
    return text.say(
        "disagreements.line",
        gene=gene(one.gene),
        name=text.name(one.hgvs_c or one.id),
        zygosity=text.say(f"zygosity.{one.zygosity}"),
        significance=context.clinvar_term("clinvar_significance", one.significance),
        id=token(one.clinvar_id),
        stars=text.count("clinvar.stars", one.stars),
        **{"class": text.say(f"class.{one.class_.value}")},
        criteria=token(", ".join(code.partition(" ")[0] for code in one.criteria)),
        frequencies=joined(numbers, " ; ") or text.say("frequency.none"),
    )
