"""Candidates of a case: which diplotypes are listed, which are proposed, and in which order.

A variant **tells** if its class is P or LP, if ClinVar lists it as such with at least one star, or if it is a listed
founder. What the request **points to** is told in :mod:`tachkhis.interpretation.telling`.

**Listed** is a diplotype without any benign or likely benign variant, by class (ClinVar's P and LP excepted) or by at
least two stars of ClinVar (founders and class P or LP excepted), if

- every variant tells, and the mode fits gene and family or the request points to the gene (or names neither sign nor
  gene panel); or
- its class is VUS, its effect is not trivial (``resources/acmg/candidates.json``), the family does not contradict the
  mode, HPO does not list the gene for other modes alone, and either the request points to the gene by a sign or a
  gene panel, or the genotype itself is telling (de novo, homozygous, hemizygous, in trans).

**One telling allele in an autosomal recessive gene** is listed and never proposed where the request points to the
gene: a second allele may escape the method. Its mode is ``recessive_single``, and a healthy relative who carries it
says nothing against it. A founder or null allele of a gene for both kinds of disease is told likewise. Two telling
alleles in cis are told as such: the other copy shows nothing.

**One telling allele on X in a girl or woman** is listed where the request points to the gene or a sign matches it, also
in genes that HPO lists as X-linked recessive. It is proposed where it is de novo or the gene is known for disease by
one copy, and no healthy woman of the family carries it: which cells use the altered X decides, and is not looked at.

**Not listed** (privacy) in genes to which the request does not point:

- one telling allele in a gene that HPO lists for recessive disease (or for dominant disease as well): a carrier state,
  shown only with consent ``carrier`` and never proposed;
- anything in a gene of the ACMG SF list: a secondary finding, shown only with consent ``secondary_findings`` and never
  proposed;
- any other diplotype with a telling variant, where the request names signs or gene panels and HPO knows the gene: an
  unsolicited finding. De novo, X-linked and recessive diplotypes are held back only if no sign matches at all.

What consent alone shows is not tried as the cause of the disease: neither the family nor the mode is held against it.

**Notable** is a listed diplotype that is not proposed, holds a telling variant, and has to do with the
request (which points to the gene, matches it by a sign, or names nothing), not with consent alone.

**Proposed** (shown in the result box) is a listed diplotype if all of this holds:

1. every variant is P or LP (P or LP with a VUS in trans is listed, not proposed);
2. the family does not contradict the mode; a de novo allele was confirmed absent in both parents; two alleles are
   shown to be in trans (a pair of unknown phase is listed, not proposed: the parents must be tested first);
3. the modes that HPO lists for the gene, if any, include this one; where they include dominant and recessive disease,
   one inherited allele is proposed only if another affected member carries it too;
4. where the request names signs, at least one points to the gene; else, where it names gene panels, the gene is on one;
5. the proband is not recorded as unaffected;
6. no call of the proband is weak.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from enum import StrEnum
from typing import Any

from tachkhis.case.model import Affected
from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.interpretation.assess import BENIGN
from tachkhis.interpretation.assess import PATHOGENIC
from tachkhis.interpretation.assess import GeneResult
from tachkhis.interpretation.assess import Judged
from tachkhis.interpretation.codon import joined_remarks
from tachkhis.interpretation.codon import same_codon
from tachkhis.interpretation.de_novo_count import apparent_de_novo
from tachkhis.interpretation.de_novo_count import most_de_novo
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.gene_modes import fits
from tachkhis.interpretation.gene_modes import is_ambiguous
from tachkhis.interpretation.gene_modes import is_carrier_state
from tachkhis.interpretation.gene_modes import is_possible_carrier
from tachkhis.interpretation.gene_modes import is_x_heterozygote
from tachkhis.interpretation.gene_modes import shared_by_affected
from tachkhis.interpretation.in_run import in_run
from tachkhis.interpretation.inheritance import Diplotype
from tachkhis.interpretation.inheritance import Support
from tachkhis.interpretation.message import Class
from tachkhis.interpretation.message import Message
from tachkhis.interpretation.message import Mode
from tachkhis.interpretation.neighbours import in_cis
from tachkhis.interpretation.origin import DOUBT
from tachkhis.interpretation.origin import Origin
from tachkhis.interpretation.origin import mosaic_reasons
from tachkhis.interpretation.phase import Phase
from tachkhis.interpretation.runs import Run
from tachkhis.interpretation.telling import Question
from tachkhis.interpretation.telling import balance_remarks
from tachkhis.interpretation.telling import clinvar_benign
from tachkhis.interpretation.telling import clinvar_pathogenic
from tachkhis.interpretation.telling import clinvar_reserves
from tachkhis.interpretation.telling import is_secondary
from tachkhis.interpretation.telling import known_pathogenic
from tachkhis.interpretation.telling import part_pathogenic
from tachkhis.interpretation.telling import weak_call

SEGREGATION = ("unaffected_carries", "affected_lacks", DOUBT)
"""Parts of the keys of reasons that hold a variant against the disease in the family."""
_CLASS_ORDER = (Class.PATHOGENIC, Class.LIKELY_PATHOGENIC, Class.UNCERTAIN, Class.LIKELY_BENIGN, Class.BENIGN)


class WhyNotListed(StrEnum):
    """Why a diplotype is not among the candidates."""

    BENIGN = "a variant is benign or likely benign"
    CLINVAR_BENIGN = "ClinVar lists a variant as benign or likely benign with two stars or more"
    PROBAND_UNAFFECTED = "the proband is recorded as unaffected"
    SECONDARY = "a secondary finding: the request does not point to the gene, and the consent does not cover it"
    CARRIER = "one copy of a gene for recessive disease: a carrier state, which the consent does not cover"
    UNSOLICITED = "an unsolicited finding: the request points elsewhere"
    PAIRED = "it is listed together with another variant of the gene"
    MODE = "HPO lists the gene for other modes of inheritance only"
    FAMILY = "the family contradicts the mode, assuming full penetrance"
    LITTLE_TO_SAY = "a VUS of little effect, or in a gene to which the request does not point"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A listed diplotype in one gene."""

    result: GeneResult
    diplotype: Diplotype
    judged: tuple[Judged, ...]
    proposed: bool
    reasons: tuple[Message, ...]
    notable: bool = False
    single: bool = False  # one allele of a recessive autosomal gene
    bonus: float = 0.0  # added to the fit to the phenotype where candidates are put in order

    @property
    def mode(self) -> Mode:
        """The mode to name: one allele of a recessive gene is no dominant disease."""
        return Mode.RECESSIVE_SINGLE if self.single else self.diplotype.mode

    @property
    def class_(self) -> Class:
        """Class of the least pathogenic variant."""
        return max((one.class_ for one in self.judged), key=_CLASS_ORDER.index)

    @property
    def points(self) -> int:
        """Points of the least pathogenic variant."""
        return min(one.classification.points for one in self.judged)

    @property
    def always_listed(self) -> bool:
        """Never cut off for want of room."""
        return any(_tells(one) for one in self.judged)


def choose(
    genes: Iterable[GeneResult], family: Family, question: Question, runs: Sequence[Run] = ()
) -> tuple[list[Chosen], int]:
    """The listed diplotypes, best first, and the number of VUS that the list had no room for.

    Order: class, fit to the phenotype (with a small bonus within a run of homozygosity), proposed before not, points,
    strength of the proband's calls, gene, position.

    Args:
        genes: every gene, judged.
        family: the family.
        question: what the request asks.
        runs: runs of homozygosity of the proband.
    """
    genes = list(genes)
    seen = apparent_de_novo(genes, family)
    found = [
        _within_run(_doubted(chosen, len(seen)), family, runs)
        for result in genes
        for diplotype in result.diplotypes
        if isinstance(chosen := consider(result, diplotype, family, question), Chosen)
    ]
    found.sort(key=lambda chosen: _order(chosen, family))
    room = int(_table()["most_listed"])
    kept = [chosen for number, chosen in enumerate(found) if number < room or chosen.always_listed]
    return kept, len(found) - len(kept)


def _within_run(chosen: Chosen, family: Family, runs: Sequence[Run]) -> Chosen:
    """A homozygous autosomal candidate within a run of homozygosity says so, and ranks a little higher."""
    why = in_run(chosen.diplotype, family, runs)
    if why is None:
        return chosen
    return replace(chosen, reasons=(*chosen.reasons, why), bonus=float(_table()["homozygous_run_bonus"]))


def _doubted(chosen: Chosen, number: int) -> Chosen:
    """A de novo candidate of a child with too many apparent de novo variants is not proposed."""
    if number <= most_de_novo() or Origin.DE_NOVO not in chosen.diplotype.origins:
        return chosen
    why = Message(key="candidate.many_de_novo", values={"n": str(number), "most": str(most_de_novo())})
    return replace(
        chosen,
        proposed=False,
        notable=chosen.notable or chosen.proposed,
        reasons=(*chosen.reasons, why),
    )


def consider(result: GeneResult, diplotype: Diplotype, family: Family, question: Question) -> Chosen | WhyNotListed:
    """Decide on one diplotype by the rules of this module."""
    judged = tuple(result.judged[variant.id] for variant in diplotype.variants)
    if family.proband.affected is Affected.NO:
        return WhyNotListed.PROBAND_UNAFFECTED
    if any(one.class_ in BENIGN and not known_pathogenic(one.variant) for one in judged):
        return WhyNotListed.BENIGN
    if any(_benign_by_clinvar(one) and one.variant.founder is None and one.class_ not in PATHOGENIC for one in judged):
        return WhyNotListed.CLINVAR_BENIGN
    held = _withheld(result, diplotype, judged, family, question)
    if held is not None:
        return held
    pointed = question.points_to(result.gene, result.fit)
    secondary = not pointed and is_secondary(result.gene)  # with consent, or it would have been withheld
    possible = not secondary and is_possible_carrier(result, diplotype, judged, family, pointed=pointed)
    carrier = _all_tell(judged) and (possible or is_carrier_state(result, diplotype, family, pointed=pointed))
    by_consent = not pointed and _all_tell(judged) and (carrier or secondary)
    if carrier and _paired(result, diplotype, family, question):
        return WhyNotListed.PAIRED
    fitting = fits(result, diplotype, family)
    why_not = None if carrier or by_consent else _unfit(result, diplotype, judged, question, fits=fitting)
    if why_not is not None:
        return why_not
    neighbours = in_cis(judged, [one for one in result.judged.values() if _tells(one)], family)
    if carrier:
        against = [Message(key=_one_allele(pointed=pointed, possible=possible, in_cis=bool(neighbours)))]
    elif by_consent:
        against = [Message(key="candidate.secondary_finding")]
    else:
        against = _objections(result, diplotype, judged, family, question)
    against += _weak_calls(judged, family)
    if any(clinvar_pathogenic(one.variant) and one.class_ not in PATHOGENIC for one in judged):
        against.append(Message(key="candidate.clinvar_disagrees"))
    if any(part_pathogenic(one.variant) and one.class_ not in PATHOGENIC for one in judged):
        against.append(Message(key="candidate.joined_part_pathogenic"))
    # a healthy carrier of a recessive allele contradicts nothing, nor does the family where the disease is another one
    silent = SEGREGATION if by_consent else SEGREGATION[:1] if carrier else ()
    own = [one for one in diplotype.reasons if not any(word in one.key for word in silent)]
    reasons = [*own, *_supporting(result, judged), *_remarks(diplotype, judged, family), *against, *neighbours]
    reasons += same_codon(judged, result.judged)
    unique = {message.model_dump_json(): message for message in reasons}
    asked_for = pointed or bool(result.fit.matched) or not question.asked
    notable = bool(against) and asked_for and not by_consent and any(_tells(one) for one in judged)
    single = carrier and diplotype.mode is not Mode.X_LINKED
    return Chosen(result, diplotype, judged, not against, tuple(unique.values()), notable, single)


def _one_allele(*, pointed: bool, possible: bool, in_cis: bool) -> str:
    """What one allele of a gene for recessive disease is; ``possible`` where the gene is known for dominant one too."""
    if not pointed:
        return "candidate.carrier_state_possible" if possible else "candidate.carrier_state"
    if in_cis:
        return "candidate.single_hit_cis"
    return "candidate.single_hit_both" if possible else "candidate.single_hit"


def _tells(judged: Judged) -> bool:
    """P or LP, by the computed class or by ClinVar, or a listed founder."""
    return judged.class_ in PATHOGENIC or judged.variant.founder is not None or known_pathogenic(judged.variant)


def _benign_by_clinvar(judged: Judged) -> bool:
    return clinvar_benign(judged.variant, int(_table()["not_listed_from_benign_stars"]))


def _all_tell(judged: Sequence[Judged]) -> bool:
    return all(_tells(one) for one in judged)


def _weak_calls(judged: Sequence[Judged], family: Family) -> list[Message]:
    proband = family.proband
    found = [
        (one, weak_call(one.variant, one.variant.call(proband.sample), family.zygosity(one.variant, proband)))
        for one in judged
    ]
    return [_about(one, message) for one, message in found if message is not None]


def _about(judged: Judged, message: Message) -> Message:
    return message.model_copy(update={"about": judged.variant.id})


def _remarks(diplotype: Diplotype, judged: Sequence[Judged], family: Family) -> list[Message]:
    """What stands beside a candidate without holding it back: unusual shares of reads, mosaic parents, ClinVar."""
    found: list[Message] = []
    for one, origin in zip(judged, diplotype.origins, strict=True):
        call, zygosity = one.variant.call(family.proband.sample), family.zygosity(one.variant, family.proband)
        remarks = balance_remarks(call, zygosity, de_novo=origin is Origin.DE_NOVO)
        remarks = [*remarks, *mosaic_reasons(one.variant, family)]
        if one.class_ in PATHOGENIC:
            remarks = [*remarks, *clinvar_reserves(one.variant)]
        remarks = [*remarks, *joined_remarks(one.variant)]
        found += [_about(one, remark) for remark in remarks]
    return found


def _paired(result: GeneResult, single: Diplotype, family: Family, question: Question) -> bool:
    """Whether the one variant of a diplotype is listed as half of a pair."""
    (variant,) = single.variants
    return any(
        isinstance(consider(result, pair, family, question), Chosen)
        for pair in result.diplotypes
        if len(pair.variants) == 2 and variant.id in {one.id for one in pair.variants}
    )


def _unfit(
    result: GeneResult, diplotype: Diplotype, judged: Sequence[Judged], question: Question, *, fits: bool
) -> WhyNotListed | None:
    """Why mode, family or effect keep a diplotype off the list; what tells, where the request points, stays on it."""
    compound = diplotype.mode is Mode.COMPOUND_HETEROZYGOUS  # each of the two stands for itself
    told = _all_tell(judged) and (not question.asked or question.points_to(result.gene, result.fit))
    if not fits and (compound or not told):
        return WhyNotListed.MODE
    if diplotype.support is Support.CONTRADICTED and not told:
        return WhyNotListed.FAMILY
    if not _all_tell(judged) and not _worth_listing(result, diplotype, judged, question):
        return WhyNotListed.LITTLE_TO_SAY
    return None


def _withheld(
    result: GeneResult, diplotype: Diplotype, judged: Sequence[Judged], family: Family, question: Question
) -> WhyNotListed | None:
    """Why privacy keeps a diplotype off the list; see the module."""
    if question.points_to(result.gene, result.fit):
        return None
    secondary = is_secondary(result.gene)
    if secondary and "secondary_findings" not in question.consent:
        return WhyNotListed.SECONDARY
    if not any(_tells(one) for one in judged):
        return None
    both = is_ambiguous(result, diplotype) and not secondary
    if both or is_carrier_state(result, diplotype, family, pointed=False):
        return None if "carrier" in question.consent else WhyNotListed.CARRIER
    if secondary or not question.asked or not result.fit.known:
        return None
    if result.fit.matched:
        return None
    return WhyNotListed.UNSOLICITED


def _worth_listing(result: GeneResult, diplotype: Diplotype, judged: Sequence[Judged], question: Question) -> bool:
    """Whether a diplotype with a VUS is listed; see the module."""
    if not all(_has_effect(one) for one in judged):
        return False
    telling = (
        diplotype.mode in (Mode.DE_NOVO, Mode.RECESSIVE_HOMOZYGOUS)
        or diplotype.zygosity is Zygosity.HEMI_ALT
        or diplotype.phase is Phase.TRANS
        or Origin.DE_NOVO in diplotype.origins
    )
    return telling or bool(result.fit.matched) or result.gene in question.panel_genes


def _has_effect(judged: Judged) -> bool:
    table, consequence = _table(), judged.evidence.consequence
    return (
        _tells(judged)
        or consequence.impact in table["eligible_impact"]
        or any(term in table["eligible_consequences"] for term in consequence.consequences)
    )


def _supporting(result: GeneResult, judged: Sequence[Judged]) -> list[Message]:
    found = []
    if any(one.variant.founder is not None for one in judged):
        found.append(Message(key="candidate.founder"))
    if result.fit.matched:
        found.append(Message(key="candidate.phenotype_match"))
    if not result.fit.known:
        found.append(Message(key="candidate.gene_unknown"))
    return found


def _objections(
    result: GeneResult, diplotype: Diplotype, judged: Sequence[Judged], family: Family, question: Question
) -> list[Message]:
    """Why a listed diplotype is not proposed; empty if it is."""
    keys = []
    if any(one.class_ is Class.UNCERTAIN for one in judged):
        keys.append("candidate.not_proposed_class")
    if is_secondary(result.gene) and not question.points_to(result.gene, result.fit):
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
    if question.hpo and not result.fit.matched:
        keys.append("candidate.not_proposed_phenotype")
    elif not question.hpo and question.panel_genes and result.gene not in question.panel_genes:
        keys.append("candidate.not_proposed_panel")
    return [Message(key=key) for key in keys]


def _order(chosen: Chosen, family: Family) -> tuple[Any, ...]:
    calls = [one.variant.call(family.proband.sample) for one in chosen.judged]
    weakest = min((call.quality if call is not None and call.quality is not None else 0) for call in calls)
    first = chosen.judged[0].variant
    return (
        _CLASS_ORDER.index(chosen.class_),
        -(chosen.result.fit.score + chosen.bonus),
        not chosen.proposed,
        -chosen.points,
        -weakest,
        chosen.result.gene,
        first.contig,
        first.position,
        tuple(one.variant.id for one in chosen.judged),
        chosen.diplotype.mode.value,
    )


def _table() -> Any:
    return read_json(RESOURCES / "acmg" / "candidates.json")
