"""Variants that ClinVar lists as pathogenic and that the analysis calls benign or likely benign, and so does not list.

Most are old records without a star of alleles that turned out to be common (BA1). Which of the two is right is for a
geneticist to say, so nothing of it is lost: all stand in ``case.json``, those in genes of the request in the report.
Privacy is that of ``explain``: what the consent does not cover is not told
(:mod:`tachkhis.interpretation.explaining.withheld`).
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable

from tachkhis.interpretation.assess import BENIGN
from tachkhis.interpretation.assess import GeneResult
from tachkhis.interpretation.assess import Judged
from tachkhis.interpretation.disagreement import ClinVarDisagreement
from tachkhis.interpretation.explaining.withheld import variant_withheld
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.showing import rounded
from tachkhis.interpretation.telling import Question
from tachkhis.interpretation.telling import clinvar_pathogenic
from tachkhis.interpretation.telling import stars_of
from tachkhis.variants.record import AlleleCounts


def disagrees(judged: Judged) -> bool:
    """Whether ClinVar says (likely) pathogenic, with or without a star, of what the criteria call benign."""
    return judged.class_ in BENIGN and clinvar_pathogenic(judged.variant, stars=0)


def disagreements(
    genes: Iterable[GeneResult], listed: Collection[str], family: Family, question: Question
) -> list[ClinVarDisagreement]:
    """One row for each gene and variant, in the order of the genes.

    Args:
        genes: every gene, judged.
        listed: ids of the variants of the candidates; they are shown there.
        family: the family.
        question: what the request asks.
    """
    found = []
    for result in genes:
        for judged in result.judged.values():
            variant = judged.variant
            if not disagrees(judged) or variant.id in listed:
                continue
            pairs = [one for one in result.diplotypes if len(one.variants) > 1 and variant in one.variants]
            if variant_withheld(result.gene, result.fit, variant, pairs, family, question) is None:
                found.append(_row(judged, family, asked=question.points_to(result.gene, result.fit)))
    return found


def _row(judged: Judged, family: Family, *, asked: bool) -> ClinVarDisagreement:
    variant, consequence = judged.variant, judged.evidence.consequence
    assert variant.clinvar is not None
    return ClinVarDisagreement(
        id=variant.id,
        gene=judged.gene,
        transcript=consequence.transcript,
        hgvs_c=consequence.hgvs_c,
        hgvs_p=consequence.hgvs_p,
        zygosity=family.zygosity(variant, family.proband).value,
        clinvar_id=variant.clinvar.id,
        significance=variant.clinvar.significance,
        review_status=variant.clinvar.review_status,
        stars=stars_of(variant.clinvar.review_status.replace("_", " ")),
        class_=judged.class_,
        points=judged.classification.points,
        criteria=[f"{one.code} {one.strength}" for one in judged.classification.criteria],
        gnomad_af=_frequency(variant.gnomad),
        panel_af=_frequency(variant.panel),
        asked=asked,
    )


def _frequency(counts: AlleleCounts | None) -> float | None:
    return None if counts is None or counts.af is None else rounded(counts.af)
