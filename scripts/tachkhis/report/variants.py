"""The full description of each proposed variant."""

from __future__ import annotations

from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import TranscriptConsequence
from tachkhis.interpretation.result import VariantResult
from tachkhis.report.blocks import Block
from tachkhis.report.blocks import Caption
from tachkhis.report.blocks import Group
from tachkhis.report.blocks import Line
from tachkhis.report.blocks import Lines
from tachkhis.report.blocks import Paragraph
from tachkhis.report.blocks import Section
from tachkhis.report.blocks import VariantHead
from tachkhis.report.context import DASH
from tachkhis.report.context import Context
from tachkhis.report.evidence import criteria_blocks
from tachkhis.report.evidence import frequency_table
from tachkhis.report.evidence import genotype_table
from tachkhis.report.evidence import regional_counts
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import data
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import literal
from tachkhis.report.runs import token

OTHER_TRANSCRIPTS = 5
KEPT_TOGETHER = 12
"""Criteria of a variant that are kept on one page with their total."""


def variant_section(context: Context) -> Section | None:
    """The proposed variants, one after the other."""
    blocks: list[Block] = []
    for candidate in context.proposed:
        for variant in candidate.variants:
            blocks += _variant(context, candidate, variant)
    if not blocks:
        return None
    return Section(context.text.word("section.variants"), tuple(blocks))


def _variant(context: Context, candidate: Candidate, variant: VariantResult) -> list[Block]:
    text = context.text
    label = context.class_label(variant.classification.class_)
    name = context.short_name(variant)
    blocks: list[Block] = [VariantHead(gene(candidate.gene), name, label)]
    blocks.append(Lines(tuple(_names(context, variant)), columns=2))
    blocks.append(Lines(tuple(_knowledge(context, candidate, variant))))
    blocks.append(Caption(text.word("caption.genotypes"), name))
    blocks.append(genotype_table(context, variant))
    blocks.append(Caption(text.word("caption.frequencies"), name))
    blocks.append(frequency_table(context, variant))
    blocks += [Paragraph(note, "note") for note in regional_counts(context, variant)]
    criteria = (Caption(text.word("caption.criteria"), name), *criteria_blocks(context, variant))
    blocks += [Group(criteria)] if len(variant.classification.criteria) <= KEPT_TOGETHER else criteria
    return blocks


def _names(context: Context, variant: VariantResult) -> list[Line]:
    """HGVS names, transcript, place and consequence."""
    text = context.text
    lines = [Line(text.word("label.hgvs_g"), token(variant.hgvs_g))]
    chosen = variant.chosen
    if chosen is None:
        return [*lines, Line(text.word("label.consequence"), text.say("value.no_transcript"))]
    lines.append(Line(text.word("label.hgvs_c"), _or_unknown(context, chosen.hgvs_c)))
    lines.append(Line(text.word("label.hgvs_p"), _or_none(context, chosen.hgvs_p)))
    why = context.known("transcript", chosen.chosen_why)
    lines.append(Line(text.word("label.transcript"), (*token(chosen.transcript), Run(" ("), *why, Run(")"))))
    lines.append(Line(text.word("label.consequence"), _consequence(context, chosen)))
    lines.append(Line(text.word("label.place"), _place(context, chosen)))
    return lines


def _consequence(context: Context, transcript: TranscriptConsequence) -> Rich:
    parts = joined([context.known("consequence", term) for term in transcript.consequences], ", ")
    if transcript.nmd is None:
        return parts
    return (*parts, Run(" ; "), *context.words("nmd.yes" if transcript.nmd else "nmd.no"))


def _place(context: Context, transcript: TranscriptConsequence) -> Rich:
    for key, value in (("exon", transcript.exon), ("intron", transcript.intron)):
        if value:
            number, _, total = value.partition("/")
            return context.words(f"place.{key}", number=number, total=total or "?")
    return literal(DASH)


def _or_unknown(context: Context, name: str | None) -> Rich:
    return token(name) if name else context.words("value.no_name")


def _or_none(context: Context, name: str | None) -> Rich:
    return token(name) if name else context.words("value.no_protein")


def _knowledge(context: Context, candidate: Candidate, variant: VariantResult) -> list[Line]:
    """Origin, ClinVar, founder, reasons, remarks and other transcripts."""
    text = context.text
    lines = [Line(text.word("label.origin"), text.say(f"origin.{variant.origin}"))]
    lines.append(Line(text.word("label.clinvar"), _clinvar(context, variant)))
    founder = variant.founder
    if founder is not None:
        note = text.say(
            "founder.note",
            name=token(founder.name),
            population=data(founder.population),
            evidence=data(founder.evidence),
            reference=data(founder.reference),
        )
        lines.append(Line(text.word("label.founder"), note))
    if candidate.reasons:
        lines.append(Line(text.word("label.reasons"), context.sentences(candidate.reasons)))
    remarks = [data(variant.chosen.note)] if variant.chosen is not None and variant.chosen.note else []
    flags = [name for name in variant.filters if name not in ("PASS", ".")]
    if flags:
        remarks.append(text.say("variant.filters", filters=joined([token(name) for name in flags], ", ")))
    if remarks:
        lines.append(Line(text.word("label.remarks"), joined(remarks, " ; ")))
    others = [t for t in variant.transcripts[1:] if t.hgvs_c]
    if others:
        lines.append(Line(text.word("label.other_transcripts"), _others(context, others)))
    return lines


def _others(context: Context, others: list[TranscriptConsequence]) -> Rich:
    named = [
        (
            *token(f"{t.hgvs_c} {t.hgvs_p}" if t.hgvs_p else str(t.hgvs_c)),
            Run(" ("),
            *_consequence(context, t),
            Run(")"),
        )
        for t in others[:OTHER_TRANSCRIPTS]
    ]
    if len(others) > OTHER_TRANSCRIPTS:
        named.append(context.text.count("variant.more_transcripts", len(others) - OTHER_TRANSCRIPTS))
    return joined(named, " ; ")


def _clinvar_term(context: Context, namespace: str, term: str) -> Rich:
    """A term of ClinVar in the language of the report; one that is not known to us as ClinVar has it."""
    key = f"{namespace}.{term.replace(' ', '_')}"
    return context.words(key) if context.text.has(key) else data(term.replace("_", " "))


def _clinvar(context: Context, variant: VariantResult) -> Rich:
    record = variant.clinvar
    if record is None:
        return context.words("clinvar.absent")
    sentence = context.words(
        "clinvar.record",
        id=token(record.id),
        significance=_clinvar_term(context, "clinvar_significance", record.significance),
        stars=context.text.count("clinvar.stars", record.stars),
        status=_clinvar_term(context, "clinvar_status", record.review_status),
    )
    conditions = [data(name.replace("_", " ")) for name in record.conditions]
    if conditions:
        return (*sentence, Run(" ; "), *joined(conditions, ", "))
    return sentence
