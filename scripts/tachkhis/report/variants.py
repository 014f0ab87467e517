"""The full description of each proposed variant."""

from __future__ import annotations

import re

from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import Founder
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
from tachkhis.report.clinvar import sentence
from tachkhis.report.context import DASH
from tachkhis.report.context import Context
from tachkhis.report.context import is_mitochondrial
from tachkhis.report.evidence import criteria_blocks
from tachkhis.report.evidence import frequency_table
from tachkhis.report.evidence import genotype_table
from tachkhis.report.evidence import regional_counts
from tachkhis.report.genes import GeneGroup
from tachkhis.report.genes import by_gene
from tachkhis.report.genes import pair
from tachkhis.report.hgvs import is_long
from tachkhis.report.origin import origin_in_full
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import data
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import literal
from tachkhis.report.runs import token

OTHER_TRANSCRIPTS = 5
VERSIONED = re.compile(r"\.\d+$")
LONGEST_IN_FULL = 600
"""Characters of a name that is printed in full beside its short form; longer ones stand in ``case.json`` alone."""


def variant_section(context: Context) -> Section | None:
    """The proposed variants, one after the other."""
    blocks: list[Block] = []
    for group in by_gene(context.proposed):
        if len(group.candidates) > 1:
            pairs = joined([pair(context, candidate) for candidate in group.candidates], " ; ")
            blocks.append(Paragraph(context.words("variants.pairs", gene=gene(group.gene), pairs=pairs)))
        for variant in group.variants:
            blocks += _variant(context, group, variant)
    if not blocks:
        return None
    return Section(context.text.word("section.variants"), tuple(blocks))


def _variant(context: Context, group: GeneGroup, variant: VariantResult) -> list[Block]:
    text = context.text
    label = context.class_label(variant.classification.class_)
    name = context.short_name(variant)
    names = Lines(tuple(_names(context, variant)), columns=2)
    knowledge = Lines(tuple(_knowledge(context, group.holding(variant), variant)))
    blocks: list[Block] = [Group((VariantHead(gene(group.gene), name, label), names, knowledge))]
    blocks.append(Caption(text.word("caption.genotypes"), name))
    blocks.append(genotype_table(context, variant))
    regions = [Paragraph(note, "note") for note in regional_counts(context, variant)]
    blocks.append(Group((Caption(text.word("caption.frequencies"), name), frequency_table(context, variant), *regions)))
    return [*blocks, Caption(text.word("caption.criteria"), name), *criteria_blocks(context, variant)]


def _names(context: Context, variant: VariantResult) -> list[Line]:
    """HGVS names, transcript, place and consequence."""
    text = context.text
    lines = [Line(text.word("label.hgvs_g"), text.name(variant.hgvs_g))]
    chosen = variant.chosen
    if chosen is None:
        return [*lines, Line(text.word("label.consequence"), text.say("value.no_transcript"))]
    lines.append(Line(text.word("label.hgvs_c"), _or_unknown(context, chosen.hgvs_c)))
    lines.append(Line(text.word("label.hgvs_p"), _or_none(context, chosen.hgvs_p)))
    why = context.known("transcript", chosen.chosen_why)
    if not VERSIONED.search(chosen.transcript):
        why = joined([why, text.say("transcript.unversioned")], ", ")
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
    return _exon_and_intron(context, transcript.exon, transcript.intron)


def _exon_and_intron(context: Context, exon: str | None, intron: str | None) -> Rich:
    parts = []
    for key, value in (("exon", exon), ("intron", intron)):
        if value:
            number, _, total = value.partition("/")
            parts.append(context.words(f"place.{key}", number=number, total=total or "?"))
    return joined(parts, ", ") if parts else literal(DASH)


def _or_unknown(context: Context, name: str | None) -> Rich:
    return context.text.name(name) if name else context.words("value.no_name")


def _or_none(context: Context, name: str | None) -> Rich:
    return context.text.name(name) if name else context.words("value.no_protein")


def _knowledge(context: Context, candidates: list[Candidate], variant: VariantResult) -> list[Line]:
    """Long names in full, gene id, origin, ClinVar, founder, reasons, remarks and other transcripts."""
    text = context.text
    lines = [Line(text.word("label.full_name"), _full(context, name)) for name in _long_names(variant)]
    if candidates and candidates[0].hgnc_id is not None:
        symbol = (*gene(candidates[0].gene), Run(" ("), *token(candidates[0].hgnc_id), Run(")"))
        lines.append(Line(text.word("label.gene"), symbol))
    if not is_mitochondrial(variant):
        lines.append(Line(text.word("label.origin"), origin_in_full(context, variant)))
    lines.append(Line(text.word("label.clinvar"), sentence(context, variant.clinvar)))
    if variant.scores:
        lines.append(Line(text.word("label.scores"), _scores(context, variant)))
    if variant.founder is not None:
        lines.append(Line(text.word("label.founder"), _founder(context, variant, variant.founder)))
    told = (reason for one in candidates for reason in one.reasons if reason.about in (None, variant.id))
    reasons = list({str(reason): reason for reason in told}.values())
    if reasons:
        lines.append(Line(text.word("label.reasons"), context.sentences(reasons)))
    remarks = _notes(context, variant.chosen.note or "") if variant.chosen is not None else []
    if variant.chosen is not None and variant.chosen.worst_at is not None:
        chosen = variant.chosen
        place = _exon_and_intron(context, chosen.worst_exon, chosen.worst_intron)
        remarks.append(context.words("variant.worst_at", name=text.name(str(chosen.worst_at)), place=place))
    flags = [name for name in variant.filters if name not in ("PASS", ".")]
    if flags:
        remarks.append(text.say("variant.filters", filters=joined([token(name) for name in flags], ", ")))
    if remarks:
        lines.append(Line(text.word("label.remarks"), joined(remarks, " ; ")))
    others = [t for t in variant.transcripts[1:] if t.hgvs_c]
    if others:
        lines.append(Line(text.word("label.other_transcripts"), _others(context, variant.transcripts[0], others)))
    return lines


def _long_names(variant: VariantResult) -> list[str]:
    """Names of the variant that were cut for print."""
    chosen = variant.chosen
    names = [variant.hgvs_g, *((chosen.hgvs_c, chosen.hgvs_p) if chosen is not None else ())]
    return [name for name in names if name is not None and is_long(name)]


def _full(context: Context, name: str) -> Rich:
    """A long name in full, broken over lines; one that would fill the page is referred to."""
    return token(name) if len(name) <= LONGEST_IN_FULL else context.words("value.full_name_in_file")


def _scores(context: Context, variant: VariantResult) -> Rich:
    """Numbers and words of the tracks; which of them a criterion may use is told."""
    text, parts = context.text, []
    for one in sorted(variant.scores, key=lambda score: not score.used):
        said = data(one.text or "") if one.value is None else literal(text.numerals.score(one.value))
        parts.append(text.say("score.used" if one.used else "score.shown", name=token(one.name), value=said))
    return joined(parts, " ; ")


def _founder(context: Context, variant: VariantResult, founder: Founder) -> Rich:
    """What the founder table says, of the parts that it gives; its name where it is not the one of the variant."""
    text, chosen = context.text, variant.chosen
    known = chosen is not None and chosen.hgvs_c is not None and chosen.hgvs_c in founder.name
    parts = [text.say("founder.listed") if known else text.say("founder.listed_as", name=token(founder.name))]
    if founder.population:
        parts.append(text.say("founder.population", population=context.source(founder.population)))
    if founder.evidence:
        parts.append(text.say("founder.evidence", evidence=context.source(founder.evidence)))
    if founder.reference:
        parts.append(text.say("founder.reference", reference=data(founder.reference)))
    return joined(parts, " ; ")


def _notes(context: Context, note: str) -> list[Rich]:
    """The notes on a name (``CODE`` or ``CODE:DETAIL/DETAIL``, joined by ``;``), in sentences."""
    found: list[Rich] = []
    for part in filter(None, note.split(";")):
        code, _, details = part.partition(":")
        words = [
            context.known("consequence", item) if code == "other_placements" else context.known("note_why", item)
            for item in details.replace("&", "/").split("/")
            if item
        ]
        key = f"note.{code}"
        found.append(context.words(key, details=joined(words, ", ")) if context.text.has(key) else data(part))
    return found


def _others(context: Context, chosen: TranscriptConsequence, others: list[TranscriptConsequence]) -> Rich:
    """The names on other transcripts; where the effect is that on the chosen one, it is not told again."""
    named: list[Rich] = []
    for other in others[:OTHER_TRANSCRIPTS]:
        same = (other.consequences, other.nmd, other.hgvs_p) == (chosen.consequences, chosen.nmd, chosen.hgvs_p)
        effect = context.words("variant.same_effect") if same else _consequence(context, other)
        names = [str(other.hgvs_c), other.hgvs_p] if other.hgvs_p and not same else [str(other.hgvs_c)]
        shown = joined([context.text.name(name) for name in names if name], " ")
        label = (
            (*context.known("transcript", "mane_plus_clinical"), Run(" ; ")) if other.mane == "plus_clinical" else ()
        )
        named.append((*shown, Run(" ("), *label, *effect, Run(")")))
    if len(others) > OTHER_TRANSCRIPTS:
        named.append(context.text.count("variant.more_transcripts", len(others) - OTHER_TRANSCRIPTS))
    return joined(named, " ; ")
