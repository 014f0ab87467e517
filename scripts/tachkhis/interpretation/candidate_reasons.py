"""The reasons that stand beside a candidate: what supports it, what is remarkable, what speaks against proposing it."""

from __future__ import annotations

from collections.abc import Sequence

from tachkhis.case.message import Message
from tachkhis.interpretation.assess import PATHOGENIC
from tachkhis.interpretation.assess import GeneResult
from tachkhis.interpretation.assess import Judged
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.codon import joined_remarks
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.gene_modes import fits
from tachkhis.interpretation.gene_modes import is_ambiguous
from tachkhis.interpretation.gene_modes import is_x_heterozygote
from tachkhis.interpretation.gene_modes import shared_by_affected
from tachkhis.interpretation.inheritance import Diplotype
from tachkhis.interpretation.inheritance import Support
from tachkhis.interpretation.origin import Origin
from tachkhis.interpretation.origin import mosaic_reasons
from tachkhis.interpretation.phase import Phase
from tachkhis.interpretation.telling import Question
from tachkhis.interpretation.telling import balance_remarks
from tachkhis.interpretation.telling import clinvar_reserves
from tachkhis.interpretation.telling import copy_remarks
from tachkhis.interpretation.telling import spanning_remarks
from tachkhis.interpretation.telling import weak_call
from tachkhis.interpretation.telling import would_be_secondary


def one_allele(*, pointed: bool, possible: bool, in_cis: bool) -> str:
    """What one allele of a gene for recessive disease is; ``possible`` where the gene is known for dominant one too."""
    if not pointed:
        return "candidate.carrier_state_possible" if possible else "candidate.carrier_state"
    if in_cis:
        return "candidate.single_hit_cis"
    return "candidate.single_hit_both" if possible else "candidate.single_hit"


def weak_calls(judged: Sequence[Judged], family: Family) -> list[Message]:
    """Which calls of the proband are weak, and why."""
    proband = family.proband
    found = [
        (one, weak_call(one.variant, one.variant.call(proband.sample), family.zygosity(one.variant, proband)))
        for one in judged
    ]
    return [_about(one, message) for one, message in found if message is not None]


def _about(judged: Judged, message: Message) -> Message:
    return message.model_copy(update={"about": judged.variant.id})


def remarks(diplotype: Diplotype, judged: Sequence[Judged], family: Family) -> list[Message]:
    """What stands beside a candidate without holding it back: unusual shares of reads, mosaic parents, ClinVar."""
    found: list[Message] = []
    for one, origin in zip(judged, diplotype.origins, strict=True):
        call, zygosity = one.variant.call(family.proband.sample), family.zygosity(one.variant, family.proband)
        told = balance_remarks(call, zygosity, de_novo=origin is Origin.DE_NOVO)
        copies = copy_remarks(one.variant, call)
        if not copies and family.one_copy_called(one.variant, family.proband):
            copies = [Message(key="candidate.one_copy_called")]
        told = [*told, *copies, *spanning_remarks(one.variant, call)]
        told = [*told, *mosaic_reasons(one.variant, family)]
        if one.class_ in PATHOGENIC:
            told = [*told, *clinvar_reserves(one.variant)]
        told = [*told, *joined_remarks(one.variant)]
        found += [_about(one, remark) for remark in told]
    return found


def supporting(result: GeneResult, judged: Sequence[Judged]) -> list[Message]:
    """What speaks for a candidate besides its class: a listed founder, a sign of the request."""
    found = []
    if any(one.variant.founder is not None for one in judged):
        found.append(Message(key="candidate.founder"))
    if result.fit.matched:
        found.append(Message(key="candidate.phenotype_match"))
    if not result.fit.known:
        found.append(Message(key="candidate.gene_unknown"))
    return found


def objections(
    result: GeneResult,
    diplotype: Diplotype,
    judged: Sequence[Judged],
    family: Family,
    question: Question,
    *,
    akin: bool = False,
) -> list[Message]:
    """Why a listed diplotype is not proposed; empty if it is.

    Args:
        result: the gene.
        diplotype: the genotype.
        judged: its variants, judged.
        family: the family.
        question: what the request asks.
        akin: no sign of the request matches the gene, and one is akin to it.
    """
    keys = []
    if any(one.class_ is Class.UNCERTAIN for one in judged):
        keys.append("candidate.not_proposed_class")
    if would_be_secondary(result.gene, result.fit, question):
        keys.append("candidate.secondary_finding")
    if diplotype.support is Support.CONTRADICTED:
        keys.append("candidate.not_proposed_family")
    if diplotype.mode is Mode.COMPOUND_HETEROZYGOUS and diplotype.phase is not Phase.TRANS:
        keys.append("candidate.not_proposed_phase")
    by_inactivation = any(reason.key == "candidate.unaffected_woman_carries" for reason in diplotype.reasons)
    place = family.place(diplotype.variants[0])
    if not fits(result, diplotype, family):
        on_x = is_x_heterozygote(diplotype.mode, diplotype.zygosity, place, family.proband.sex)
        by_inactivation = by_inactivation or on_x
        if not on_x:
            keys.append("candidate.not_proposed_mode")
    if by_inactivation:
        keys.append("candidate.not_proposed_x_female")
    if is_ambiguous(result, diplotype) and not shared_by_affected(diplotype, family):
        keys.append("candidate.dominant_or_carrier")
    if akin:
        keys.append("candidate.not_proposed_akin")
    elif question.hpo and not result.fit.matched:
        keys.append("candidate.not_proposed_phenotype")
    elif not question.hpo and question.panel_genes and result.gene not in question.panel_genes:
        keys.append("candidate.not_proposed_panel")
    return [Message(key=key) for key in keys]
