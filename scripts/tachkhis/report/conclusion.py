"""The result box of page 1: what the software proposes, or a careful negative."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from tachkhis.case.message import Message
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import VariantResult
from tachkhis.quality.verdict import Verdict
from tachkhis.report.blocks import ResultBox
from tachkhis.report.checks import identity_open
from tachkhis.report.checks import only_identity
from tachkhis.report.checks import quality_reasons
from tachkhis.report.clinvar import significance
from tachkhis.report.context import Context
from tachkhis.report.context import is_mitochondrial
from tachkhis.report.examined import absent_genes
from tachkhis.report.examined import examined
from tachkhis.report.finding import finding
from tachkhis.report.genes import by_gene
from tachkhis.report.open_codons import open_codon_lines
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import strong
from tachkhis.report.runs import token

NAMED = 4
"""Notable candidates that the result box names; the rest is counted."""
IN_FAVOUR = frozenset(
    f"candidate.{name}"
    for name in (
        "homozygous",
        "hemizygous",
        "x_homozygous",
        "de_novo",
        "de_novo_hemizygous",
        "de_novo_traces",
        "balance_unusual",
        "mosaic_possible",
        "joined",
        "joined_across_intron",
        "joined_homozygous",
        "joined_phase_set",
        "joined_phase",
        "joined_transmission",
        "joined_one_homozygous",
        "joined_reads",
        "joined_inherited",
        "codon_apart",
        "codon_alone",
        "few_spanning",
        "one_copy_left",
        "one_copy_read",
        "one_copy_called",
        "more_copies_called",
        "copies_over",
        "joined_caller",
        "joined_into",
        "joined_part_clinvar",
        "joined_part_founder",
        "joined_frequency",
        "joined_frequency_panel",
        "same_codon",
        "parent_mosaic_mother",
        "parent_mosaic_father",
        "compound_trans",
        "compound_trans_reads",
        "compound_trans_codon",
        "compound_trans_phase",
        "compound_trans_one_call",
        "in_cis",
        "joined_frame",
        "joined_frame_kept",
        "x_heterozygous",
        "mitochondrial_from_mother",
        "mitochondrial_not_in_mother",
        "heteroplasmy_not_given",
        "heteroplasmy_not_given_mother",
        "heteroplasmy_of_child",
        "heteroplasmy_of_mother",
        "heteroplasmy_above_mother",
        "heteroplasmy_below_mother",
        "heteroplasmy_as_mother",
        "founder",
        "phenotype_match",
    )
)
"""Reasons that speak for a candidate or describe it; any other is one not to propose it."""
RESERVES = tuple(
    f"candidate.{name}"
    for name in (
        "clinvar_benign",
        "clinvar_conflicting",
        "balance_unusual",
        "mosaic_possible",
        "many_de_novo",
        "same_codon",
        "compound_trans_phase",
        "joined_phase",
        "few_spanning",
        "one_copy_left",
        "one_copy_read",
        "one_copy_called",
        "more_copies_called",
        "copies_over",
        "joined_part_clinvar",
        "joined_into",
        "parent_mosaic_mother",
        "parent_mosaic_father",
    )
)
"""Reasons that page 1 tells beside a proposal, as reserves."""
FOUNDER = "candidate.founder"
PARENT_IN_DOUBT = ("not_confirmed", "parent_not_carrier", "mendelian_inconsistency", "unread")
"""Parts of the keys of reasons that speak of a parent who is not confirmed or could not be read."""


def result_box(context: Context) -> ResultBox:
    """The proposal, the careful negative, or the statement that the data allow no conclusion.

    That the person is declared unaffected is said first of all: the page then answers another question.
    """
    box = _box(context)
    lines = tuple(strong(line) for line in open_codon_lines(context))
    box = replace(box, sentences=(*box.sentences, *lines) if context.proposed else (*lines, *box.sentences))
    person = context.person(context.result.case.proband)
    if person is None or person.affected != "no":
        return box
    return replace(box, sentences=(context.text.say("result.unaffected"), *box.sentences))


def _box(context: Context) -> ResultBox:
    text = context.text
    result = context.result
    proposed = context.proposed
    if proposed:
        sentences = [text.say("result.positive.next")]
        if result.quality.verdict is not Verdict.PASS:
            verdict = "identity" if only_identity(context) else result.quality.verdict
            sentences.append(text.say(f"result.quality.{verdict}"))
        if result.quality.verdict is Verdict.FAIL and not only_identity(context):
            sentences[:0] = _why_unusable(context)
        sentences += _reserves(context)
        if context.notable:
            sentences.append(text.count("result.notable.also", len(context.notable)))
        return ResultBox(
            "positive",
            text.word("result.kicker"),
            _headline(context),
            tuple(finding(context, group) for group in by_gene(proposed)),
            (*sentences, *absent_genes(context)),
        )
    if result.quality.verdict is Verdict.FAIL:
        kind_of_doubt = "pending" if only_identity(context) else "inconclusive"
        sentences = [text.say("result.inconclusive.why"), *notable_lines(context), *examined(context)]
        sentences.append(text.say(f"result.{kind_of_doubt}.next"))
        headline = text.say(f"result.{kind_of_doubt}.headline")
        return ResultBox("inconclusive", text.word("result.kicker"), headline, (), tuple(sentences))
    kind: Literal["notable", "negative"] = "notable" if context.notable else "negative"
    sentences = [*notable_lines(context), *examined(context), text.say(f"result.{kind}.not_excluded")]
    if result.quality.verdict is Verdict.WARN:
        sentences.append(text.say("result.quality.warn"))
    headline = text.say("result.negative.headline") if kind == "negative" else _notable_headline(context)
    return ResultBox(kind, text.word("result.kicker"), headline, (), tuple(sentences))


def _notable_headline(context: Context) -> Rich:
    """That nothing is established, and what is to be examined: the variant by name, several by gene."""
    first, *rest = context.notable
    if rest:
        groups = by_gene(context.notable)
        genes = joined([gene(group.gene) for group in groups[:NAMED]], ", ")
        more = (Run(" …"),) if len(groups) > NAMED else ()
        return context.text.count("result.notable.headline", len(context.notable), names=(*genes, *more))
    names = joined([context.coding_name(variant) for variant in first.variants], " + ")
    return context.text.count("result.notable.headline", 1, names=(*gene(first.gene), Run(" "), *names))


def notable_lines(context: Context) -> list[Rich]:
    """A line for each of the first notable candidates, then how many more there are."""
    told: set[Rich] = set()
    lines = [_notable(context, candidate, told) for candidate in context.notable[:NAMED]]
    rest = len(context.notable) - NAMED
    return [*lines, context.text.count("result.notable.more", rest)] if rest > 0 else lines


def _notable(context: Context, candidate: Candidate, told: set[Rich]) -> Rich:
    """Gene, names, genotype, class, ClinVar, founder, and the first reason against it, where not yet ``told``."""
    variants = joined([_notable_variant(context, variant) for variant in candidate.variants], " ; ")
    line: Rich = (*gene(candidate.gene), Run(" "), *variants, Run("."))
    against = _first_against(candidate)
    why = () if against is None else context.sentences([against])
    if not why or (*gene(candidate.gene), *why) in told:
        return line
    told.add((*gene(candidate.gene), *why))
    return (*line, Run(" "), *why)


def _first_against(candidate: Candidate) -> Message | None:
    return next((reason for reason in candidate.reasons if reason.key not in IN_FAVOUR), None)


def told_on_page_1(context: Context, candidate: Candidate) -> list[Message]:
    """Reasons of a candidate that the result box spells out, so that no table has to say them again."""
    if context.proposed or candidate not in context.notable[:NAMED]:
        return []
    against = _first_against(candidate)
    founder = [reason for reason in candidate.reasons if reason.key == FOUNDER]
    return [] if against is None else [against, *founder]


def _notable_variant(context: Context, variant: VariantResult) -> Rich:
    text = context.text
    class_ = text.say(f"class.{variant.classification.class_}")
    name: Rich = tuple(Run(run.text, "strong") if run.kind == "text" else run for run in context.short_name(variant))
    if variant.chosen is not None and variant.chosen.hgvs_c is not None:
        name = (*name, Run(" ("), *token(variant.chosen.transcript), Run(")"))
    parts = [
        name,
        context.zygosity(variant, context.result.case.proband),
        text.say("result.notable.class", **{"class": class_}),
    ]
    if variant.clinvar is not None:
        stars = text.count("clinvar.stars", variant.clinvar.stars)
        words = significance(context, variant.clinvar)
        parts.append(text.say("result.notable.clinvar", significance=words, stars=stars))
    if variant.founder is not None:
        parts.append(text.say("result.notable.founder"))
    return joined(parts, ", ")


def _reserves(context: Context) -> list[Rich]:
    """In strong type, what must be settled before a proposed candidate is signed: ClinVar against it, odd reads."""
    found: list[Rich] = []
    for candidate in context.proposed:
        for reason in candidate.reasons:
            if reason.key not in RESERVES:
                continue
            about = next((variant for variant in candidate.variants if variant.id == reason.about), None)
            named: Rich = gene(candidate.gene)
            if about is not None and len(candidate.variants) > 1:
                named = (*named, Run(" "), *context.short_name(about))
            sentence = context.words("result.reserve", gene=named, reason=context.text.message(reason))
            if sentence not in found:
                found.append(sentence)
    return [strong(sentence) for sentence in found]


def _why_unusable(context: Context) -> list[Rich]:
    """The reasons of a failed quality."""
    reasons = quality_reasons(context)
    if not reasons:
        return []
    *first, last = joined(reasons, " ; ")
    whole = (*first, Run(last.text.removesuffix("."), last.kind))  # the sentence has a full stop of its own
    return [context.text.say("result.unusable.reasons", reasons=whole)]


def family_agrees(context: Context) -> bool:
    """Whether nothing speaks against the declared relationships, and the origin of every proposed allele is known."""
    if any(origin_open(variant) for candidate in context.proposed for variant in candidate.variants):
        return False
    if identity_open(context):
        return False
    keys = [reason.key for candidate in context.proposed for reason in candidate.reasons]
    return not any(word in key for key in keys for word in PARENT_IN_DOUBT)


def origin_open(variant: VariantResult) -> bool:
    """Whether the parents do not tell where an allele comes from; on mitochondria it can only be the mother."""
    return variant.origin == "unknown" and not is_mitochondrial(variant)


def _headline(context: Context) -> Rich:
    """How many candidates, of which class, and whether a family stands behind them."""
    proposed = context.proposed
    if context.result.quality.verdict is Verdict.FAIL:
        return context.text.say(f"result.{'pending' if only_identity(context) else 'unusable'}.headline")
    key = "result.positive.headline"
    if context.alone:
        key += "_alone"
    elif not family_agrees(context):
        key += "_unconfirmed"
    label = context.text.word(f"class.{proposed[0].class_}")
    return context.text.count(key, len(proposed), **{"class": label})
