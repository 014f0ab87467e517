"""The result box of page 1: what the software proposes, or a careful negative."""

from __future__ import annotations

from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import Verdict
from tachkhis.report.blocks import Finding
from tachkhis.report.blocks import FindingVariant
from tachkhis.report.blocks import Line
from tachkhis.report.blocks import ResultBox
from tachkhis.report.context import Context
from tachkhis.report.identification import sign
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import token

KEPT = "keep:"


def result_box(context: Context) -> ResultBox:
    """The proposal, the careful negative, or the statement that the data allow no conclusion."""
    text = context.text
    result = context.result
    proposed = context.proposed
    if proposed:
        sentences = [text.say("result.positive.next")]
        if result.quality.verdict is not Verdict.PASS:
            sentences.append(text.say(f"result.quality.{result.quality.verdict}"))
        return ResultBox(
            "positive",
            text.word("result.kicker"),
            _headline(context),
            tuple(_finding(context, candidate) for candidate in proposed),
            (*sentences, *_absent_genes(context)),
        )
    if result.quality.verdict is Verdict.FAIL:
        sentences = [text.say("result.inconclusive.why"), *_examined(context), text.say("result.inconclusive.next")]
        headline = text.say("result.inconclusive.headline")
        return ResultBox("inconclusive", text.word("result.kicker"), headline, (), tuple(sentences))
    sentences = [*_examined(context), text.say("result.negative.not_excluded")]
    if result.quality.verdict is Verdict.WARN:
        sentences.append(text.say("result.quality.warn"))
    headline = text.say("result.negative.headline")
    return ResultBox("negative", text.word("result.kicker"), headline, (), tuple(sentences))


def _headline(context: Context) -> Rich:
    """How many candidates, of which class, and whether a family stands behind them."""
    proposed = context.proposed
    key = "result.positive.headline_alone" if context.alone else "result.positive.headline"
    label = context.text.word(f"class.{proposed[0].class_}")
    return context.text.count(key, len(proposed), **{"class": label})


def _finding(context: Context, candidate: Candidate) -> Finding:
    """One proposed candidate in words."""
    text = context.text
    proband = context.result.case.proband
    variants: list[FindingVariant] = []
    for variant in candidate.variants:
        chosen = variant.chosen
        name = chosen.hgvs_c if chosen is not None and chosen.hgvs_c is not None else variant.hgvs_g
        protein = token(chosen.hgvs_p) if chosen is not None and chosen.hgvs_p else ()
        label = context.class_label(variant.classification.class_)
        variants.append(FindingVariant(token(name), protein, context.zygosity(variant, proband), label))
    lines = [Line(text.word("label.mode"), text.say(f"mode.{candidate.mode}"))]
    lines.append(Line(text.word("label.origin"), _origin(context, candidate)))
    disease = _disease(context, candidate)
    if disease:
        lines.append(Line(text.word("label.disease"), disease))
    lines.append(Line(text.word("label.signs_matched"), _signs(context, candidate)))
    return Finding(gene(candidate.gene), tuple(variants), tuple(lines))


def _origin(context: Context, candidate: Candidate) -> Rich:
    """Where the alleles come from, and the phase of a pair."""
    text = context.text
    if len(candidate.variants) == 1:
        return text.say(f"origin.{candidate.variants[0].origin}")
    origins = [
        text.say("origin.of", name=context.short_name(variant), origin=text.say(f"origin.{variant.origin}"))
        for variant in candidate.variants
    ]
    return joined([*origins, text.say(f"phase.{candidate.phase or 'unknown'}")], " ; ")


def _disease(context: Context, candidate: Candidate) -> Rich:
    """Diseases as the founder table or ClinVar name them, with the source."""
    parts: list[Rich] = []
    for variant in candidate.variants:
        if variant.founder is not None and variant.founder.disease:
            part = context.words("disease.founder", disease=context.source(variant.founder.disease))
        elif variant.clinvar is not None and variant.clinvar.conditions:
            names = joined([context.source(_condition(name)) for name in variant.clinvar.conditions[:3]], ", ")
            part = context.words("disease.clinvar", disease=names)
        else:
            continue
        if part not in parts:
            parts.append(part)
    return joined(parts, " ; ")


def _condition(name: str) -> str:
    return name.replace("_", " ")


def _signs(context: Context, candidate: Candidate) -> Rich:
    """Signs of the request that the gene is linked with, or the statement that there is none."""
    text = context.text
    if not candidate.gene_known:
        return text.say("signs.gene_unknown")
    terms = {term.id: term for term in context.result.case.phenotype}
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
    else:
        sentences.append(text.say("result.examined.no_genes"))
    sentences += _absent_genes(context)
    if result.triage:
        called, kept = _records(result)
        sentences.append(text.say("result.examined.records", called=called, kept=kept))
    others = len(result.candidates)
    sentences.append(text.count("result.examined.others", others) if others else text.say("result.examined.no_others"))
    return sentences


def _absent_genes(context: Context) -> list[Rich]:
    """The loud sentence on requested genes that the gene model lacks."""
    missing = [summary.gene for summary in context.result.coverage if summary.missing]
    if not missing:
        return []
    genes = joined([gene(symbol) for symbol in missing], ", ")
    sentence = context.text.count("result.examined.absent", len(missing), genes=genes)
    return [tuple(Run(run.text, "strong") if run.kind == "text" else run for run in sentence)]


def _records(result: CaseResult) -> tuple[int, int]:
    """Records called in the family, and those that triage kept."""
    kept = sum(number for reason, number in result.triage.items() if reason.startswith(KEPT))
    return sum(result.triage.values()), kept
