"""The result box of page 1: what the software proposes, or a careful negative."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from tachkhis.interpretation.message import Message
from tachkhis.interpretation.message import Verdict
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import VariantResult
from tachkhis.report.blocks import Finding
from tachkhis.report.blocks import FindingVariant
from tachkhis.report.blocks import Line
from tachkhis.report.blocks import ResultBox
from tachkhis.report.checks import identity_open
from tachkhis.report.checks import only_identity
from tachkhis.report.checks import quality_reasons
from tachkhis.report.clinvar import calls_benign
from tachkhis.report.clinvar import conditions
from tachkhis.report.clinvar import significance
from tachkhis.report.context import NO_PROTEIN_NAME
from tachkhis.report.context import Context
from tachkhis.report.context import is_mitochondrial
from tachkhis.report.coverage import not_measured
from tachkhis.report.genes import GeneGroup
from tachkhis.report.genes import by_gene
from tachkhis.report.genes import mode_of
from tachkhis.report.genes import pair
from tachkhis.report.identification import sign
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import token
from tachkhis.report.unread import unread_sentences

KEPT = "keep:"
DISEASES = 3
"""Conditions of ClinVar that the result box names for one variant."""
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
        "joined_homozygous",
        "joined_phase_set",
        "joined_phase",
        "joined_transmission",
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
        "compound_trans_one_call",
        "in_cis",
        "x_heterozygous",
        "mitochondrial_from_mother",
        "mitochondrial_not_in_mother",
        "heteroplasmy_not_estimated",
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
        "joined_part_clinvar",
        "joined_into",
        "parent_mosaic_mother",
        "parent_mosaic_father",
    )
)
"""Reasons that page 1 tells beside a proposal, as reserves."""
FOUNDER = "candidate.founder"
PARENT_IN_DOUBT = ("not_confirmed", "parent_not_carrier", "unread")
"""Parts of the keys of reasons that speak of a parent who is not confirmed or could not be read."""


def result_box(context: Context) -> ResultBox:
    """The proposal, the careful negative, or the statement that the data allow no conclusion.

    That the person is declared unaffected is said first of all: the page then answers another question.
    """
    box = _box(context)
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
            tuple(_finding(context, group) for group in by_gene(proposed)),
            (*sentences, *_absent_genes(context)),
        )
    if result.quality.verdict is Verdict.FAIL:
        kind_of_doubt = "pending" if only_identity(context) else "inconclusive"
        sentences = [text.say("result.inconclusive.why"), *notable_lines(context), *_examined(context)]
        sentences.append(text.say(f"result.{kind_of_doubt}.next"))
        headline = text.say(f"result.{kind_of_doubt}.headline")
        return ResultBox("inconclusive", text.word("result.kicker"), headline, (), tuple(sentences))
    kind: Literal["notable", "negative"] = "notable" if context.notable else "negative"
    sentences = [*notable_lines(context), *_examined(context), text.say(f"result.{kind}.not_excluded")]
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


def strong(rich: Rich) -> Rich:
    """Plain text of a sentence in strong type."""
    return tuple(Run(run.text, "strong") if run.kind == "text" else run for run in rich)


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


def _finding(context: Context, group: GeneGroup) -> Finding:
    """The proposed candidates of one gene in words; each variant once, and the pairs where there are several."""
    text = context.text
    proband = context.result.case.proband
    variants: list[FindingVariant] = []
    for variant in group.variants:
        chosen = variant.chosen
        name = chosen.hgvs_c if chosen is not None and chosen.hgvs_c is not None else variant.hgvs_g
        named = chosen is not None and chosen.hgvs_p and chosen.hgvs_p != NO_PROTEIN_NAME
        protein = text.name(chosen.hgvs_p) if named and chosen is not None and chosen.hgvs_p else ()
        label = context.class_label(variant.classification.class_)
        variants.append(FindingVariant(text.name(name), protein, context.zygosity(variant, proband), label))
    first = group.candidates[0]
    lines: list[Line] = []
    for candidate in group.candidates:
        mode = text.say(f"mode.{mode_of(candidate)}")
        if len(group.candidates) > 1:
            mode = joined([mode, pair(context, candidate)], ", ")
        lines.append(Line(text.word("label.mode"), mode))
    if not any(is_mitochondrial(variant) for variant in group.variants):
        lines.append(Line(text.word("label.origin"), _origin(context, group)))
    disease = _disease(context, group.variants)
    if disease:
        lines.append(Line(text.word("label.disease"), disease))
    lines.append(Line(text.word("label.signs_matched"), _signs(context, first)))
    return Finding(gene(group.gene), tuple(variants), tuple(lines))


def _origin(context: Context, group: GeneGroup) -> Rich:
    """Where the alleles come from, and the phase of a single pair (that of several stands with each)."""
    text = context.text
    if len(group.variants) == 1:
        return text.say(f"origin.{group.variants[0].origin}")
    origins = [
        text.say("origin.of", name=context.short_name(variant), origin=text.say(f"origin.{variant.origin}"))
        for variant in group.variants
    ]
    if len(group.candidates) > 1:
        return joined(origins, " ; ")
    return joined([*origins, text.say(f"phase.{group.candidates[0].phase or 'unknown'}")], " ; ")


def _disease(context: Context, variants: tuple[VariantResult, ...]) -> Rich:
    """Diseases as ClinVar (with the ORPHAcode that it gives) or the founder table name them, with the source."""
    parts: list[Rich] = []
    for variant in variants:
        believed = variant.clinvar is not None and not calls_benign(variant.clinvar)
        known = conditions(context, variant.clinvar, DISEASES) if believed and variant.clinvar is not None else ()
        french = believed and variant.clinvar is not None and any(one.name_fr for one in variant.clinvar.diseases)
        if variant.founder is not None and variant.founder.disease and not french:
            part = context.words("disease.founder", disease=context.source(variant.founder.disease))
        elif known:
            part = context.words("disease.clinvar", disease=known)
        else:
            continue
        if part not in parts:
            parts.append(part)
    return joined(parts, " ; ")


def _signs(context: Context, candidate: Candidate) -> Rich:
    """Signs of the request that the gene is linked with, or the statement that there is none."""
    text = context.text
    if not candidate.gene_known:
        return text.say("signs.gene_unknown")
    terms = {term.id: term for term in context.result.case.phenotype}
    if all(term.excluded for term in terms.values()):
        return text.say("signs.none_given")
    shared = [terms[term] for term in candidate.phenotype_terms if term in terms]
    if not shared:
        return text.say("signs.none")
    return joined([sign(context, term) for term in shared], ", ")


def _examined(context: Context) -> list[Rich]:
    """What was looked at, for a result without proposal."""
    text = context.text
    result = context.result
    sentences: list[Rich] = []
    asked = [summary for summary in result.coverage if not summary.missing]
    if asked:
        bases = sum(summary.bases for summary in asked)
        read = sum(summary.bases * summary.percent_callable / 100 for summary in asked)
        percent = 100 * read / bases if bases else 0.0
        sentences.append(text.count("result.examined.genes", len(asked), percent=percent, threshold=asked[0].threshold))
    elif result.case.gene_panels:
        sentences.append(not_measured(context))
    else:
        sentences.append(text.say("result.examined.no_genes"))
    sentences += [*_absent_genes(context), *unread_sentences(context)]
    if result.triage:
        called, kept = _records(result)
        where = "alone" if context.alone else "family"
        sentences.append(text.say(f"result.examined.records.{where}", called=called, kept=kept))
    if not result.candidates:
        sentences.append(text.say("result.examined.no_others"))
    return sentences


def _absent_genes(context: Context) -> list[Rich]:
    """The loud sentence on requested genes that the gene model lacks."""
    missing = [summary.gene for summary in context.result.coverage if summary.missing]
    if not missing:
        return []
    genes = joined([gene(symbol) for symbol in missing], ", ")
    return [strong(context.text.count("result.examined.absent", len(missing), genes=genes))]


def _records(result: CaseResult) -> tuple[int, int]:
    """Records called in the family, and those that triage kept."""
    kept = sum(number for reason, number in result.triage.items() if reason.startswith(KEPT))
    return sum(result.triage.values()), kept
