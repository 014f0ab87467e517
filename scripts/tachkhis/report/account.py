"""The interpretation in a few sentences, and what is proposed to do next: from structured data only.

Each sentence stands in ``text.<language>.json``. Nothing here decides anything: what is proposed, what is notable and
why was decided before, and this part says how it hangs together, no more firmly than the data allow. No treatment is
ever named.
"""

from __future__ import annotations

from enum import StrEnum

from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import VariantResult
from tachkhis.quality.verdict import Verdict
from tachkhis.report.blocks import Block
from tachkhis.report.blocks import Paragraph
from tachkhis.report.blocks import Section
from tachkhis.report.checks import only_identity
from tachkhis.report.conclusion import family_agrees
from tachkhis.report.context import PATHOGENIC
from tachkhis.report.context import Context
from tachkhis.report.context import by_consent
from tachkhis.report.genes import GeneGroup
from tachkhis.report.genes import by_gene
from tachkhis.report.genes import is_single
from tachkhis.report.genes import mode_of
from tachkhis.report.identification import sign
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.unread import listed
from tachkhis.report.unread import unread_genes

SIGNS = 4
"""Signs of the request that the interpretation names; the rest is counted."""
TOLD = 3
"""Genes with a proposed candidate that the interpretation goes through."""
DE_NOVO = "de_novo"
MATERNAL = {
    "maternal_line": ("maternal", "maternal_mosaic", "biparental", "biparental_mosaic"),
    "mother_first": ("unknown",),
}
CIS = "candidate.single_hit_cis"
BOTH = "candidate.single_hit_both"


class Kind(StrEnum):
    """What sort of result is to be told."""

    PENDING = "pending"  # the identity of samples is to be checked first
    UNUSABLE = "unusable"  # proposed, on data of insufficient quality
    INCONCLUSIVE = "inconclusive"
    PROPOSED = "proposed"
    SINGLE = "single"  # one altered copy of a gene for recessive disease
    NOTABLE = "notable"
    UNCERTAIN = "uncertain"
    NEGATIVE = "negative"


STEPS = {
    Kind.PENDING: ("identity", "pending"),
    Kind.UNUSABLE: ("repeat", "identity", "hold"),
    Kind.INCONCLUSIVE: ("repeat", "identity", "no_result"),
    Kind.PROPOSED: (
        "confirmation",
        "segregation",
        "counselling",
        "mosaic",
        "maternal_line",
        "mother_first",
        "reanalysis",
    ),
    Kind.SINGLE: ("confirmation_if", "second", "unread", "counselling_single", "reanalysis"),
    Kind.NOTABLE: (
        "confirmation_if",
        "segregation",
        "unread",
        "counselling_open",
        "maternal_line",
        "mother_first",
        "reanalysis",
    ),
    Kind.UNCERTAIN: ("segregation_uncertain", "unread", "counselling_open", "reanalysis"),
    Kind.NEGATIVE: ("unread", "counselling_open", "reanalysis"),
}
"""What is proposed, in order; a step whose condition is not met is left out."""


def kind_of(context: Context) -> Kind:
    """The sort of result, from what the analysis decided."""
    if only_identity(context):
        return Kind.PENDING
    if context.result.quality.verdict is Verdict.FAIL:
        return Kind.UNUSABLE if context.proposed else Kind.INCONCLUSIVE
    if context.proposed:
        return Kind.PROPOSED
    if context.notable:
        return Kind.SINGLE if all(is_single(context, one) for one in context.notable) else Kind.NOTABLE
    others = [candidate for candidate in context.result.candidates if not by_consent(candidate)]
    return Kind.UNCERTAIN if others else Kind.NEGATIVE


def account_section(context: Context) -> Section:
    """A paragraph for each gene with a proposed candidate; one for all that is not proposed."""
    kind = kind_of(context)
    opening = _request(context)
    blocks: list[Block] = []
    if kind is Kind.PROPOSED:
        groups = by_gene(context.proposed)
        told = [joined(_proposed(context, group), " ") for group in groups[:TOLD]]
        told[0] = joined([opening, told[0]], " ")
        if len(groups) > TOLD:
            told.append(context.text.count("account.more", len(groups) - TOLD))
        blocks += [Paragraph(one) for one in told]
    else:
        blocks.append(Paragraph(joined([opening, *_not_proposed(context, kind)], " ")))
    return Section(context.text.word("section.account"), tuple(blocks))


def conduct(context: Context) -> tuple[Rich, ...]:
    """What is proposed to do next."""
    steps = STEPS[kind_of(context)]
    return tuple(context.words(f"conduct.{step}", **_genes(context)) for step in steps if _applies(context, step))


def _applies(context: Context, step: str) -> bool:
    if step == "unread":
        return bool(unread_genes(context))
    if step == "mosaic":
        return any(variant.origin.startswith(DE_NOVO) for one in context.proposed for variant in one.variants)
    if step in MATERNAL:
        told = context.proposed or [one for one in context.notable if _pathogenic(one)]
        on_x = (candidate for candidate in told if candidate.mode is Mode.X_LINKED)
        return any(variant.origin in MATERNAL[step] for one in on_x for variant in one.variants)
    if step == "segregation":
        return not family_agrees(context) or not _both_parents(context)
    return True


def _pathogenic(candidate: Candidate) -> bool:
    return any(variant.classification.class_ in PATHOGENIC for variant in candidate.variants)


def _both_parents(context: Context) -> bool:
    person = context.person(context.result.case.proband)
    listed = {member.sample for member in context.result.people}
    return person is not None and {person.father, person.mother} <= listed


def _genes(context: Context) -> dict[str, Rich]:
    """The genes that a step may name."""
    chosen = context.proposed or context.notable
    symbols = dict.fromkeys(candidate.gene for candidate in chosen)
    unread = listed(context, [gene(symbol) for symbol in unread_genes(context)])
    return {"genes": joined([gene(symbol) for symbol in symbols], ", "), "unread": unread}


def _request(context: Context) -> Rich:
    """Why the analysis was asked for."""
    text = context.text
    terms = [term for term in context.result.case.phenotype if not term.excluded]
    if not terms:
        return text.say("account.no_signs")
    names = joined([sign(context, term) for term in terms[:SIGNS]], ", ")
    if len(terms) > SIGNS:
        return text.count("account.signs_more", len(terms) - SIGNS, signs=names)
    return text.say("account.signs", signs=names)


def _proposed(context: Context, group: GeneGroup) -> list[Rich]:
    """Genotype, transmission, fit and class of the first candidate of a gene."""
    text = context.text
    first = group.candidates[0]
    proband = context.result.case.proband
    names = [
        text.say(
            "account.variant",
            name=tuple(Run(run.text, "strong") if run.kind == "text" else run for run in context.short_name(variant)),
            zygosity=context.zygosity(variant, proband),
            **{"class": text.say(f"class.{variant.classification.class_}")},
        )
        for variant in first.variants
    ]
    said = [text.say("account.genotype", gene=gene(group.gene), variants=joined(names, " ; "))]
    phase = f".{first.phase or 'unknown'}" if len(first.variants) > 1 else ""
    origin = text.say(f"origin.{first.variants[0].origin}")
    said.append(text.say(f"account.mode.{mode_of(first)}{phase}", origin=origin))
    if context.alone:
        said.append(text.say("account.alone"))
    elif not family_agrees(context):
        said.append(text.say("account.doubt"))
    if any(_seems_homozygous(context, variant) for variant in first.variants):
        said.append(text.say("account.seems_homozygous"))
    said += _fit(context, first)
    signs = any(not term.excluded for term in context.result.case.phenotype)
    firm = "no_signs" if not signs else first.class_ if first.class_ in PATHOGENIC else "other"
    said.append(text.say(f"account.conclusion.{firm}", gene=gene(group.gene)))
    if len(group.candidates) > 1:
        said.append(text.count("account.other_pairs", len(group.candidates) - 1))
    return said


def _seems_homozygous(context: Context, variant: VariantResult) -> bool:
    """Homozygous in the reads, and not shown in both parents: the other copy may be missing."""
    call = context.genotype(variant, context.result.case.proband)
    return call is not None and call.zygosity == "hom_alt" and not variant.origin.startswith("biparental")


def _fit(context: Context, candidate: Candidate) -> list[Rich]:
    """How many signs of the request the gene is linked with."""
    text = context.text
    asked = [term.id for term in context.result.case.phenotype if not term.excluded]
    if not asked:
        return []
    if not candidate.gene_known:
        return [text.say("account.fit.unknown")]
    shared = sum(1 for term in candidate.phenotype_terms if term in asked)
    if not shared:
        return [text.say("account.fit.none")]
    return [text.count("account.fit", shared, total=len(asked))]


def _not_proposed(context: Context, kind: Kind) -> list[Rich]:
    """What is to be said where nothing is proposed, or nothing may be."""
    text = context.text
    if kind is Kind.SINGLE:
        return _single(context)
    if kind is Kind.NOTABLE:
        return [text.count("account.notable", len(context.notable), **_genes(context))]
    if kind is Kind.UNCERTAIN:
        others = [candidate for candidate in context.result.candidates if not by_consent(candidate)]
        return [text.count("account.uncertain", len(others))]
    return [text.say(f"account.{kind}")]


def _single(context: Context) -> list[Rich]:
    """One altered copy, gene by gene: counted by genes, with variants in cis and genes for both kinds told apart."""
    genes: dict[str, list[Rich]] = {}
    for symbol in dict.fromkeys(candidate.gene for candidate in context.notable):
        keys = {reason.key for one in context.notable if one.gene == symbol for reason in one.reasons}
        form = "single_cis" if CIS in keys else "single_both" if BOTH in keys else "single"
        genes.setdefault(form, []).append(gene(symbol))
    return [
        context.text.count(f"account.{form}", len(symbols), genes=joined(symbols, ", "))
        for form, symbols in genes.items()
    ]
