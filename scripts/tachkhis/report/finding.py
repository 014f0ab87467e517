"""A proposed gene in words, for the result box: variants, modes, origin, disease and signs."""

from __future__ import annotations

from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import VariantResult
from tachkhis.report.blocks import Finding
from tachkhis.report.blocks import FindingVariant
from tachkhis.report.blocks import Line
from tachkhis.report.clinvar import calls_benign
from tachkhis.report.clinvar import conditions
from tachkhis.report.context import NO_PROTEIN_NAME
from tachkhis.report.context import Context
from tachkhis.report.context import is_mitochondrial
from tachkhis.report.genes import GeneGroup
from tachkhis.report.genes import mode_of
from tachkhis.report.genes import pair
from tachkhis.report.identification import sign
from tachkhis.report.origin import short_origin
from tachkhis.report.runs import Rich
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined

DISEASES = 3
"""Conditions of ClinVar that the result box names for one variant."""


def finding(context: Context, group: GeneGroup) -> Finding:
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
        return short_origin(context, group.variants[0])
    origins = [
        text.say("origin.of", name=context.short_name(variant), origin=short_origin(context, variant))
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
