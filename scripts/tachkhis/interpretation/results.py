"""Typed records of the analysis as the parts of ``case.json``."""

from __future__ import annotations

from collections.abc import Iterable

from tachkhis.interpretation.assess import Judged
from tachkhis.interpretation.candidates import Chosen
from tachkhis.interpretation.de_novo.estimate import DeNovoEstimate
from tachkhis.interpretation.de_novo.meaning import is_improbable
from tachkhis.interpretation.diseases import diseases_of
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Place
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.heteroplasmy import share_of
from tachkhis.interpretation.origin import Origin
from tachkhis.interpretation.origin import mosaic_reasons
from tachkhis.interpretation.origin import origin_of
from tachkhis.interpretation.origin import traces
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import CandidateScore
from tachkhis.interpretation.result import ClinVar
from tachkhis.interpretation.result import Founder
from tachkhis.interpretation.result import Genotype
from tachkhis.interpretation.result import Submissions
from tachkhis.interpretation.result import TranscriptConsequence
from tachkhis.interpretation.result import VariantResult
from tachkhis.interpretation.showing import Showing
from tachkhis.interpretation.showing import rounded
from tachkhis.interpretation.telling import stars_of
from tachkhis.interpretation.weighing import Weight
from tachkhis.panel.founders import FounderVariant
from tachkhis.panel.founders import find_founder
from tachkhis.variants.record import Call
from tachkhis.variants.record import ClinVarEntry
from tachkhis.variants.record import Consequence
from tachkhis.variants.record import Variant


def candidate_of(
    rank: int, chosen: Chosen, family: Family, founders: Iterable[FounderVariant], shown_as: Showing
) -> Candidate:
    """A listed diplotype as a candidate.

    Args:
        rank: 1 for the first.
        chosen: the diplotype.
        family: the family.
        founders: the founder table in use.
        shown_as: the collections and tracks in use; the silence of a collection is shown as "not found".
    """
    table = tuple(founders)
    phase = chosen.diplotype.phase
    return Candidate(
        rank=rank,
        gene=chosen.result.gene,
        mode=chosen.mode,
        variants=[variant_of(one, family, table, shown_as) for one in chosen.judged],
        phase=None if phase is None else phase.value,
        class_=chosen.class_,
        points=chosen.points,
        phenotype_score=chosen.result.fit.score,
        phenotype_ratio=chosen.result.fit.ratio,
        phenotype_rank=chosen.result.fit.rank,
        score=_score(chosen.weight),
        phenotype_terms=list(chosen.result.fit.matched),
        gene_known=chosen.result.fit.known,
        expected_modes=list(chosen.result.fit.modes),
        proposed=chosen.proposed,
        notable=chosen.notable,
        reasons=list(chosen.reasons),
    )


def _score(weight: Weight | None) -> CandidateScore | None:
    if weight is None:
        return None
    return CandidateScore(
        log_odds=weight.log_odds,
        probability=weight.probability,
        parts=dict(weight.parts),
        decided_by=weight.decided_by or None,
    )


def in_order(consequences: Iterable[Consequence], first: Consequence) -> list[Consequence]:
    """The judged transcript, then MANE Plus Clinical of its gene, then the others as they stand."""

    def place(one: Consequence) -> tuple[bool, bool]:
        return one is not first, not (one.gene == first.gene and one.mane == "plus_clinical")

    return sorted(consequences, key=place)


def variant_of(judged: Judged, family: Family, founders: Iterable[FounderVariant], shown_as: Showing) -> VariantResult:
    """A judged variant; the transcript of the candidate's gene comes first, then that gene's MANE Plus Clinical."""
    variant = judged.variant
    return VariantResult(
        id=variant.id,
        contig=variant.contig,
        position=variant.position,
        ref=variant.ref,
        alt=variant.alt,
        hgvs_g=variant.hgvs_g,
        transcripts=[transcript_of(one) for one in in_order(variant.consequences, judged.evidence.consequence)],
        genotypes=genotypes_of(variant, family),
        origin=_origin(variant, family, judged.evidence.estimate),
        de_novo=judged.evidence.estimate,
        frequencies=shown_as.frequencies(variant),
        clinvar=clinvar_of(variant.clinvar),
        founder=_founder(variant, founders),
        quality=variant.quality,
        filters=list(variant.filters),
        triage=variant.triage,
        scores=shown_as.scores(variant),
        classification=judged.classification,
    )


_FROM_PARENTS = frozenset({Origin.MATERNAL, Origin.PATERNAL, Origin.BIPARENTAL})


def _origin(variant: Variant, family: Family, estimate: DeNovoEstimate | None) -> str:
    """The origin, told apart: de novo in the one giver of the only copy, with reads in a parent, mosaic parents."""
    origin, place = origin_of(variant, family), family.place(variant)
    if origin is Origin.DE_NOVO and is_improbable(estimate):
        return "de_novo_open"
    if origin is Origin.DE_NOVO and traces(variant, family):
        return "de_novo_traces"
    if origin in _FROM_PARENTS and mosaic_reasons(variant, family):
        return f"{origin.value}_mosaic"
    if origin is not Origin.DE_NOVO or place is Place.AUTOSOMAL:
        return origin.value
    if place is Place.Y:
        return "de_novo_father"
    two_copies = place is Place.X and family.zygosity(variant, family.proband) is not Zygosity.HEMI_ALT
    return origin.value if two_copies else "de_novo_mother"


def genotypes_of(variant: Variant, family: Family) -> list[Genotype]:
    """The call in every member of the family that the file holds, proband first."""
    found = []
    for person in family.case.people:
        call = variant.call(person.sample)
        if call is None or person.sample not in family.sequenced:
            continue
        found.append(
            Genotype(
                sample=person.sample,
                gt=call.gt,
                zygosity=family.zygosity(variant, person).value,
                depth=call.depth,
                ref_reads=call.ref_reads,
                alt_reads=call.alt_reads,
                quality=call.quality,
                joint_quality=call.joint_quality,
                possible_mosaic=person.sample in variant.mosaic_parents,
                **fractions_of(call, family.place(variant)),
            )
        )
    return found


def fractions_of(call: Call, place: Place) -> dict[str, float]:
    """The share of the copies with its bounds, on mitochondria and where reads are known."""
    share = share_of(call) if place is Place.MITOCHONDRIAL else None
    if share is None:
        return {}
    values = {"fraction": share.fraction, "fraction_lower": share.lower, "fraction_upper": share.upper}
    return {name: rounded(value) for name, value in values.items() if value is not None}


def clinvar_of(entry: ClinVarEntry | None) -> ClinVar | None:
    """What ClinVar says, with the stars of its review status."""
    if entry is None:
        return None
    return ClinVar(
        id=entry.id,
        significance=entry.significance,
        review_status=entry.review_status,
        stars=stars_of(entry.review_status),
        conditions=list(entry.conditions),
        conflict=[Submissions(significance=word, count=number) for word, number in entry.parts],
        diseases=diseases_of(entry),
    )


def _founder(variant: Variant, founders: Iterable[FounderVariant]) -> Founder | None:
    if variant.founder is None:
        return None
    row = find_founder(founders, variant.founder)
    if row is None:
        return Founder(name=variant.founder, disease="", population="", evidence="", reference="")
    return Founder(
        name=row.name,
        disease=row.disease,
        population=row.population,
        evidence=row.frequency,
        reference=row.reference,
    )


def transcript_of(consequence: Consequence) -> TranscriptConsequence:
    """An effect on one transcript, as ``case.json`` has it."""
    return TranscriptConsequence(
        gene=consequence.gene,
        transcript=consequence.transcript,
        biotype=consequence.biotype,
        mane=consequence.mane,
        chosen=consequence.chosen,
        chosen_why=consequence.chosen_why or "",
        consequences=list(consequence.consequences),
        impact=consequence.impact,
        exon=consequence.exon,
        intron=consequence.intron,
        hgvs_c=consequence.hgvs_c,
        hgvs_p=consequence.hgvs_p,
        nmd=consequence.nmd,
        note=consequence.note,
        worst_at=consequence.worst_at,
        worst_exon=consequence.worst_exon,
        worst_intron=consequence.worst_intron,
    )
