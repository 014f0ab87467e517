"""What page 1 must not leave out: unread genes and sites, open origins, requests without signs, ClinVar's objections."""

from __future__ import annotations

import pytest

from tachkhis.case.message import Message
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import ClinVar
from tachkhis.report.conclusion import family_agrees
from tachkhis.report.conclusion import result_box
from tachkhis.report.context import Context
from tachkhis.report.runs import plain
from tachkhis.report.text import Text

from . import examples
from .conftest import squeeze
from .test_account import said
from .test_account import steps
from .test_words import words_of


def boxed(result: CaseResult, text: Text) -> str:
    return squeeze(" ".join(plain(sentence) for sentence in result_box(Context(result, text)).sentences))


def changed(base: CaseResult, *keys: Message, **update: object) -> CaseResult:
    """The first candidate's variant with other fields, and reasons added to the candidate."""
    first, *rest = base.candidates
    variant, *others = first.variants
    variant = variant.model_copy(update=update)
    first = first.model_copy(update={"variants": [variant, *others], "reasons": [*first.reasons, *keys]})
    return base.model_copy(update={"candidates": [first, *rest]})


@pytest.mark.parametrize(("percent", "named"), [(88.7, True), (97.9, True), (98.0, False), (100.0, False)])
def test_a_negative_result_names_the_requested_genes_that_were_read_in_part(
    text: Text, percent: float, named: bool
) -> None:
    base = examples.negative_singleton()
    result = base.model_copy(update={"coverage": [examples.gene_coverage("DMD", percent_callable=percent)]})
    assert ("DMD (" in boxed(result, text)) is named
    assert any("compléter par une autre méthode" in step for step in steps(result, text)) is named


def test_a_founder_site_that_could_not_be_read_is_named(text: Text) -> None:
    base = examples.negative_singleton()
    unread = examples.site("GJB2 c.35del", "GJB2", base.people, [("not_readable", 0, 1)])
    assert "non lisible chez le cas index : GJB2 c.35del" in boxed(base.model_copy(update={"sites": [unread]}), text)


def test_an_origin_that_is_not_known_agrees_with_no_family(text: Text) -> None:
    known = examples.homozygous_founder()
    assert family_agrees(Context(known, text))
    unknown = changed(known, origin="unknown")
    assert not family_agrees(Context(unknown, text))
    assert "accord avec l’étude familiale à confirmer" in squeeze(plain(result_box(Context(unknown, text)).headline))
    assert "hémizygotie (délétion de l’autre copie)" in said(unknown, text)
    assert "hémizygotie" not in said(known, text)
    assert any("Étude des parents" in step for step in steps(unknown, text))


def test_without_signs_nothing_is_said_to_agree_or_to_evoke(text: Text) -> None:
    base = examples.homozygous_founder()
    result = base.model_copy(update={"case": base.case.model_copy(update={"phenotype": []})})
    words = words_of(result, text)
    assert "aucun signe de la demande n’est relié" not in words
    assert "évoque une maladie" not in words
    assert "n’ont pas été appliqués" in words


def test_clinvar_against_a_proposal_is_a_reserve_in_the_box_and_names_no_disease(text: Text) -> None:
    record = ClinVar(
        id="9", significance="Benign", review_status="reviewed_by_expert_panel", stars=3, conditions=["Deafness"]
    )
    against = Message(key="candidate.clinvar_benign", values={"stars": "3"})
    result = changed(examples.homozygous_founder(), against, clinvar=record, founder=None)
    assert "Réserve (GJB2) : ClinVar classe ce variant bénin" in boxed(result, text)
    (finding,) = result_box(Context(result, text)).findings
    assert "Maladie reliée" not in {line.label for line in finding.lines}


def test_a_possible_mosaic_of_the_mother_stands_on_page_one_and_beside_her_genotype(text: Text) -> None:
    base = examples.homozygous_founder()
    variant = base.candidates[0].variants[0]
    mother = next(person.sample for person in base.people if person.role == "mother")
    reads = {"possible_mosaic": True, "zygosity": "het", "gt": "0/1", "alt_reads": 5, "ref_reads": 26, "depth": 31}
    genotypes = [one.model_copy(update=reads) if one.sample == mother else one for one in variant.genotypes]
    told = Message(key="candidate.parent_mosaic_mother", values={"alt": "5", "depth": "31"})
    result = changed(base, told, genotypes=genotypes, origin="biparental_mosaic")
    assert "La mère pourrait être porteuse en mosaïque (5 lecture(s) sur 31" in boxed(result, text)
    words = words_of(result, text)
    assert "appelé hétérozygote, mosaïque possible (5 lecture(s) sur 31)" in words
    assert "présent chez les deux parents, dont l’un pourrait le porter en mosaïque" in words
    assert "hémizygotie" not in words  # both parents carry it


def test_a_reserve_on_one_of_two_variants_names_it_and_stands_under_it_alone(text: Text) -> None:
    base = examples.compound_heterozygous()
    (pair,) = [one for one in base.candidates if one.proposed]
    first, second = pair.variants
    reserve = Message(key="candidate.balance_unusual", values={"alt": "13", "whole": "15"}, about=second.id)
    told = pair.model_copy(update={"reasons": [*pair.reasons, reserve]})
    result = base.model_copy(update={"candidates": [told if one is pair else one for one in base.candidates]})
    coding = [squeeze(variant.chosen.hgvs_c.rpartition(":")[2]) for variant in (first, second) if variant.chosen]
    box = boxed(result, text)
    assert f"{pair.gene} {coding[1]}" in box.partition("Réserve")[2].partition(") :")[0]
    assert coding[0] not in box.partition("Réserve")[2]
    assert words_of(result, text).count("13 lecture(s) portant le variant sur 15") == 2  # the box, and its own block


@pytest.mark.parametrize("key", ["one_copy_left", "copies_over"])
def test_a_homozygosity_that_the_file_itself_contradicts_is_a_reserve_of_page_one(text: Text, key: str) -> None:
    base = examples.compound_heterozygous()
    (pair,) = [one for one in base.candidates if one.proposed]
    doubt = Message(key=f"candidate.{key}", values={"other": "chr1-16-TACG-T"}, about=pair.variants[0].id)
    told = pair.model_copy(update={"reasons": [*pair.reasons, doubt]})
    result = base.model_copy(update={"candidates": [told if one is pair else one for one in base.candidates]})
    assert "chr1-16-TACG-T" in boxed(result, text).partition("Réserve")[2]
