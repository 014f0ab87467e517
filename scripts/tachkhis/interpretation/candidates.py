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
  proposed; what tells alone, and what the list has reported;
- any other diplotype with a telling variant, where the request names signs or gene panels, HPO knows the gene, and no
  sign matches at all: an incidental finding, shown only with consent ``incidental`` and never proposed.

Except, in the last case, a diplotype of P and LP variants that makes ill by itself where a sign of the request is akin
to the gene (:mod:`tachkhis.interpretation.akin`; never one of the ACMG SF list): it is listed and notable, and never
proposed.

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
6. no call of the proband is weak;
7. no other change may leave the reading frame as it was, on one copy with one of its frame shifts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from typing import Any

from tachkhis.case.message import Message
from tachkhis.case.model import Affected
from tachkhis.interpretation.akin import answers_akin
from tachkhis.interpretation.assess import BENIGN
from tachkhis.interpretation.assess import PATHOGENIC
from tachkhis.interpretation.assess import GeneResult
from tachkhis.interpretation.assess import Judged
from tachkhis.interpretation.candidate_reasons import objections
from tachkhis.interpretation.candidate_reasons import one_allele
from tachkhis.interpretation.candidate_reasons import remarks
from tachkhis.interpretation.candidate_reasons import supporting
from tachkhis.interpretation.candidate_reasons import weak_calls
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.codon import relationship_doubts
from tachkhis.interpretation.codon import same_codon
from tachkhis.interpretation.consent import is_unrelated
from tachkhis.interpretation.consent import reported_as_secondary
from tachkhis.interpretation.de_novo_count import apparent_de_novo
from tachkhis.interpretation.de_novo_count import most_de_novo
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.gene_modes import fits
from tachkhis.interpretation.gene_modes import is_carrier_state
from tachkhis.interpretation.gene_modes import is_possible_carrier
from tachkhis.interpretation.in_run import in_run
from tachkhis.interpretation.inheritance import Diplotype
from tachkhis.interpretation.neighbours import frame_doubts
from tachkhis.interpretation.neighbours import in_cis
from tachkhis.interpretation.not_listed import WhyNotListed
from tachkhis.interpretation.not_listed import unfit
from tachkhis.interpretation.not_listed import withheld
from tachkhis.interpretation.origin import DOUBT
from tachkhis.interpretation.origin import INCONSISTENT
from tachkhis.interpretation.origin import Origin
from tachkhis.interpretation.runs import Run
from tachkhis.interpretation.telling import Question
from tachkhis.interpretation.telling import clinvar_pathogenic
from tachkhis.interpretation.telling import known_pathogenic
from tachkhis.interpretation.telling import part_pathogenic
from tachkhis.interpretation.telling import would_be_secondary
from tachkhis.interpretation.telling_alleles import all_tell
from tachkhis.interpretation.telling_alleles import benign_by_clinvar
from tachkhis.interpretation.telling_alleles import candidate_table
from tachkhis.interpretation.telling_alleles import tells
from tachkhis.interpretation.weighing import Weight
from tachkhis.interpretation.weighing import decided
from tachkhis.interpretation.weighing import values_of
from tachkhis.interpretation.weighing import weigh

SEGREGATION = ("unaffected_carries", "affected_lacks", DOUBT, INCONSISTENT)
"""Parts of the keys of reasons that hold a variant against the disease in the family."""
_CLASS_ORDER = (Class.PATHOGENIC, Class.LIKELY_PATHOGENIC, Class.UNCERTAIN, Class.LIKELY_BENIGN, Class.BENIGN)


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
    by_consent: bool = False  # shown by consent alone, and not tried as the cause
    weight: Weight | None = None  # what decides the order; None of what consent alone shows

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
        return any(tells(one) for one in self.judged)


def choose(
    genes: Iterable[GeneResult], family: Family, question: Question, runs: Sequence[Run] = ()
) -> tuple[list[Chosen], int]:
    """The listed diplotypes, best first, and the number of VUS that the list had no room for.

    Order: weight (:mod:`tachkhis.interpretation.weighing`), class, fit to the phenotype, proposed before not, points,
    strength of the proband's calls, gene, position; what consent alone shows comes last.

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
    found = _weighed(found, family, runs)
    found.sort(key=lambda chosen: _order(chosen, family))
    found = _decided(found)
    room = int(candidate_table()["most_listed"])
    kept = [chosen for number, chosen in enumerate(found) if number < room or chosen.always_listed]
    return kept, len(found) - len(kept)


def _within_run(chosen: Chosen, family: Family, runs: Sequence[Run]) -> Chosen:
    """A homozygous autosomal candidate within a run of homozygosity says so."""
    why = in_run(chosen.diplotype, family, runs)
    if why is None:
        return chosen
    return replace(chosen, reasons=(*chosen.reasons, why))


def _weighed(found: Sequence[Chosen], family: Family, runs: Sequence[Run]) -> list[Chosen]:
    """Each with its weight among all that may be the cause."""
    tried = [one for one in found if not one.by_consent]
    weights = weigh(
        [
            values_of(
                one.result,
                one.diplotype,
                one.judged,
                family,
                single=one.single,
                in_run=in_run(one.diplotype, family, runs) is not None,
            )
            for one in tried
        ]
    )
    others = [one for one in found if one.by_consent]
    return [*(replace(one, weight=weight) for one, weight in zip(tried, weights, strict=True)), *others]


def _decided(found: Sequence[Chosen]) -> list[Chosen]:
    """With what decided each place; ``found`` in its order, those without a weight last."""
    weights = decided([one.weight for one in found if one.weight is not None])
    tried = [replace(one, weight=weight) for one, weight in zip(found, weights, strict=False)]
    return [*tried, *found[len(tried) :]]


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
    benign = [one for one in judged if one.class_ in BENIGN and not known_pathogenic(one.variant)]
    if benign:
        known = any(clinvar_pathogenic(one.variant, stars=0) for one in benign)
        return WhyNotListed.CLINVAR_DISAGREES if known else WhyNotListed.BENIGN
    if any(benign_by_clinvar(one) and one.variant.founder is None and one.class_ not in PATHOGENIC for one in judged):
        return WhyNotListed.CLINVAR_BENIGN
    held = withheld(result, diplotype, judged, family, question)
    if held is not None:
        return held
    pointed = question.points_to(result.gene, result.fit)
    akin = not pointed and answers_akin(result, diplotype, family)
    secondary = would_be_secondary(result.gene, result.fit, question)  # with consent, else withheld
    if secondary and not (all_tell(judged) and reported_as_secondary(result.gene, diplotype, judged)):
        return WhyNotListed.NOT_SECONDARY
    possible = not secondary and is_possible_carrier(result, diplotype, judged, family, pointed=pointed)
    carrier = all_tell(judged) and (possible or is_carrier_state(result, diplotype, family, pointed=pointed))
    unrelated = not pointed and not akin and is_unrelated(result.fit, question)
    incidental = not carrier and not secondary and unrelated  # likewise
    by_consent = not pointed and all_tell(judged) and (carrier or secondary or incidental)
    if carrier and _paired(result, diplotype, family, question):
        return WhyNotListed.PAIRED
    fitting = fits(result, diplotype, family)
    why_not = None if carrier or by_consent else unfit(result, diplotype, judged, question, fits=fitting)
    if why_not is not None:
        return why_not
    neighbours = in_cis(judged, [one for one in result.judged.values() if tells(one)], family)
    if carrier:
        against = [Message(key=one_allele(pointed=pointed, possible=possible, in_cis=bool(neighbours)))]
    elif by_consent:
        against = [Message(key="candidate.secondary_finding" if secondary else "candidate.incidental_finding")]
    else:
        against = objections(result, diplotype, judged, family, question, akin=akin)
    against += [one for one in diplotype.reasons if INCONSISTENT in one.key and not by_consent]
    against += [*weak_calls(judged, family), *relationship_doubts(judged, family), *frame_doubts(judged)]
    if any(clinvar_pathogenic(one.variant) and one.class_ not in PATHOGENIC for one in judged):
        against.append(Message(key="candidate.clinvar_disagrees"))
    if any(part_pathogenic(one.variant) and one.class_ not in PATHOGENIC for one in judged):
        against.append(Message(key="candidate.joined_part_pathogenic"))
    # a healthy carrier of a recessive allele contradicts nothing, nor does the family where the disease is another one
    silent = SEGREGATION if by_consent else SEGREGATION[:1] if carrier else ()
    own = [one for one in diplotype.reasons if not any(word in one.key for word in silent)]
    reasons = [*own, *supporting(result, judged), *remarks(diplotype, judged, family), *against, *neighbours]
    reasons += same_codon(judged, result.judged)
    unique = {message.model_dump_json(): message for message in reasons}
    asked_for = pointed or akin or bool(result.fit.matched) or not question.asked
    notable = bool(against) and asked_for and not by_consent and any(tells(one) for one in judged)
    single = carrier and diplotype.mode is not Mode.X_LINKED
    return Chosen(result, diplotype, judged, not against, tuple(unique.values()), notable, single, by_consent)


def _paired(result: GeneResult, single: Diplotype, family: Family, question: Question) -> bool:
    """Whether the one variant of a diplotype is listed as half of a pair."""
    (variant,) = single.variants
    return any(
        isinstance(consider(result, pair, family, question), Chosen)
        for pair in result.diplotypes
        if len(pair.variants) == 2 and variant.id in {one.id for one in pair.variants}
    )


def _order(chosen: Chosen, family: Family) -> tuple[Any, ...]:
    calls = [one.variant.call(family.proband.sample) for one in chosen.judged]
    weakest = min((call.quality if call is not None and call.quality is not None else 0) for call in calls)
    first = chosen.judged[0].variant
    return (
        math.inf if chosen.weight is None else -chosen.weight.log_odds,
        _CLASS_ORDER.index(chosen.class_),
        -chosen.result.fit.score,
        not chosen.proposed,
        -chosen.points,
        -weakest,
        chosen.result.gene,
        first.contig,
        first.position,
        tuple(one.variant.id for one in chosen.judged),
        chosen.diplotype.mode.value,
    )
