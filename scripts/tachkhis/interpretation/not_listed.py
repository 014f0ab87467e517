"""Why a diplotype is not among the candidates: privacy, mode, family, or little to say."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from tachkhis.interpretation.akin import answers_akin
from tachkhis.interpretation.assess import GeneResult
from tachkhis.interpretation.assess import Judged
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.consent import CARRIER
from tachkhis.interpretation.consent import INCIDENTAL
from tachkhis.interpretation.consent import gene_withheld
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.gene_modes import is_ambiguous
from tachkhis.interpretation.gene_modes import is_carrier_state
from tachkhis.interpretation.inheritance import Diplotype
from tachkhis.interpretation.inheritance import Support
from tachkhis.interpretation.origin import Origin
from tachkhis.interpretation.phase import Phase
from tachkhis.interpretation.telling import Question
from tachkhis.interpretation.telling import would_be_secondary
from tachkhis.interpretation.telling_alleles import all_tell
from tachkhis.interpretation.telling_alleles import changes_known_rna
from tachkhis.interpretation.telling_alleles import has_effect
from tachkhis.interpretation.telling_alleles import tells


class WhyNotListed(StrEnum):
    """Why a diplotype is not among the candidates."""

    BENIGN = "a variant is benign or likely benign"
    CLINVAR_DISAGREES = (
        "its criteria make it benign or likely benign, though ClinVar lists it as pathogenic or likely pathogenic: it"
        " stands under clinvar_disagreements in case.json, for a geneticist to judge"
    )
    CLINVAR_BENIGN = "ClinVar lists a variant as benign or likely benign with two stars or more"
    PROBAND_UNAFFECTED = "the proband is recorded as unaffected"
    SECONDARY = "a secondary finding: the request does not point to the gene, and the consent does not cover it"
    CARRIER = "one copy of a gene for recessive disease: a carrier state, which the consent does not cover"
    UNSOLICITED = "an incidental finding: the request points elsewhere, and the consent does not cover it"
    NOT_SECONDARY = "a gene of the ACMG SF list: no result that the list has reported, and the request points elsewhere"
    PAIRED = "it is listed together with another variant of the gene"
    MODE = "HPO lists the gene for other modes of inheritance only"
    FAMILY = "the family contradicts the mode, assuming full penetrance"
    LITTLE_TO_SAY = "a VUS of little effect, or in a gene to which the request does not point"


def unfit(
    result: GeneResult, diplotype: Diplotype, judged: Sequence[Judged], question: Question, *, fits: bool
) -> WhyNotListed | None:
    """Why mode, family or effect keep a diplotype off the list; what tells, where the request points, stays on it."""
    compound = diplotype.mode is Mode.COMPOUND_HETEROZYGOUS  # each of the two stands for itself
    told = all_tell(judged) and (not question.asked or question.points_to(result.gene, result.fit))
    if not fits and (compound or not told):
        return WhyNotListed.MODE
    if diplotype.support is Support.CONTRADICTED and not told:
        return WhyNotListed.FAMILY
    if not all_tell(judged) and not _worth_listing(result, diplotype, judged, question):
        return WhyNotListed.LITTLE_TO_SAY
    return None


def withheld(
    result: GeneResult, diplotype: Diplotype, judged: Sequence[Judged], family: Family, question: Question
) -> WhyNotListed | None:
    """Why privacy keeps a diplotype off the list; see :mod:`tachkhis.interpretation.candidates`."""
    if question.points_to(result.gene, result.fit):
        return None
    if answers_akin(result, diplotype, family):
        return None
    secondary = would_be_secondary(result.gene, result.fit, question)
    if gene_withheld(result.gene, result.fit, question) is not None:
        return WhyNotListed.SECONDARY
    if not any(tells(one) for one in judged):
        return None
    both = is_ambiguous(result, diplotype) and not secondary
    if both or is_carrier_state(result, diplotype, family, pointed=False):
        return None if CARRIER in question.consent else WhyNotListed.CARRIER
    if secondary or not question.asked or not result.fit.known:
        return None
    if result.fit.matched:
        return None
    return None if INCIDENTAL in question.consent else WhyNotListed.UNSOLICITED


def _worth_listing(result: GeneResult, diplotype: Diplotype, judged: Sequence[Judged], question: Question) -> bool:
    """Whether a diplotype with a VUS is listed; see :mod:`tachkhis.interpretation.candidates`."""
    known = result.fit.known or result.gene in question.panel_genes
    if not all(has_effect(one) or changes_known_rna(one, known=known) for one in judged):
        return False
    telling = (
        diplotype.mode in (Mode.DE_NOVO, Mode.RECESSIVE_HOMOZYGOUS)
        or diplotype.zygosity is Zygosity.HEMI_ALT
        or diplotype.phase is Phase.TRANS
        or Origin.DE_NOVO in diplotype.origins
    )
    return telling or bool(result.fit.matched) or result.gene in question.panel_genes
