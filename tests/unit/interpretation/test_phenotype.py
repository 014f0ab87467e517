"""HPO: faults, French labels, fit of genes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.cli import main
from tachkhis.errors import InputError
from tachkhis.interpretation.fit import Fits
from tachkhis.interpretation.phenotype import FRENCH
from tachkhis.interpretation.phenotype import hpo
from tachkhis.interpretation.phenotype import read_french

HEARING, SEIZURE, ATAXIA, MUSCLE = "HP:0000365", "HP:0001250", "HP:0001251", "HP:0003560"


def test_the_release_is_dated() -> None:
    assert hpo().version.count("-") == 2


@pytest.mark.parametrize(
    ("term", "problem"),
    [
        ("HP:9999999", "does not exist"),
        ("HP:0000057", "obsolete"),
        ("HP:123", "not an HPO term"),
        ("Seizure", "not an HPO term"),
        ("HP:0000007", "no sign"),  # autosomal recessive inheritance
    ],
)
def test_bad_terms_are_refused_all_at_once(term: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem) as caught:
        hpo().check([SEIZURE, term, term], "cases.tsv", "hpo")
    assert [fault.value for fault in caught.value.faults] == [term, term]


def test_an_obsolete_term_names_its_successor() -> None:
    fault = hpo().fault("HP:0000057", "cases.tsv")
    assert fault is not None
    assert "HP:0008665" in fault.remedy


def test_french_labels_say_which_english_label_they_translate_where_it_is_another() -> None:
    french = read_french(FRENCH)
    same = hpo().term(ATAXIA)
    assert (same.label_fr, same.label_en) == ("Ataxie", "Ataxia") == french[ATAXIA]
    assert same.label_fr_of is None
    assert french[SEIZURE] == ("Epilépsie", "Seizures")  # translated from the label of an older release
    moved = hpo().term(SEIZURE)
    assert (moved.label_fr, moved.label_en, moved.label_fr_of) == ("Epilépsie", "Seizure", "Seizures")
    assert hpo().term(ATAXIA, excluded=True).excluded


@pytest.mark.parametrize(
    ("gene", "modes"),
    [
        ("TTPA", {"autosomal_recessive"}),
        ("LRRK2", {"autosomal_dominant"}),
        ("DMD", {"x_linked", "x_linked_recessive"}),
        ("GJB2", {"autosomal_dominant", "autosomal_recessive", "x_linked_recessive"}),
    ],
)
def test_expected_modes_of_well_known_genes(gene: str, modes: set[str]) -> None:
    assert set(hpo().modes(gene)) == modes


def test_a_gene_that_hpo_does_not_know() -> None:
    found = Fits([SEIZURE]).of("NOSUCHGENE1")
    assert (found.known, found.score, found.ratio, found.rank, found.matched, found.modes) == (
        False,
        0.0,
        1.0,
        None,
        (),
        (),
    )


def test_without_signs_there_is_no_score() -> None:
    found = Fits([]).of("TTPA")
    assert (found.known, found.score, found.rank, found.matched) == (True, 0.0, None, ())
    assert found.evidence == 0.0


def test_signs_point_to_their_gene() -> None:
    muscle, hearing = Fits([MUSCLE]), Fits([HEARING])
    assert muscle.of("SGCG").score > muscle.of("GJB2").score
    assert hearing.of("GJB2").score > hearing.of("SGCG").score
    assert Fits([HEARING, MUSCLE]).of("GJB2").matched == (HEARING,)


def test_a_general_sign_is_matched_by_a_more_special_annotation() -> None:
    assert hpo().matched("TTPA", ["HP:0000707"]) == ("HP:0000707",)  # abnormality of the nervous system


TERMS = st.lists(st.sampled_from([HEARING, SEIZURE, ATAXIA, MUSCLE, "HP:0001263", "HP:0000118"]), max_size=6)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["TTPA", "SGCG", "GJB2", "BRCA1", "NOSUCHGENE1"]), TERMS)
def test_a_score_is_a_fraction_and_does_not_depend_on_order(gene: str, terms: list[str]) -> None:
    found = Fits(terms).of(gene)
    assert 0.0 <= found.score <= 1.0
    assert Fits(terms[::-1]).of(gene).score == found.score


def test_interpretation_and_rank_give_a_gene_the_same_score(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rank", "--hpo", f"{ATAXIA},{MUSCLE}", "--genes", "TTPA", "--top", "1"]) == 0
    printed = capsys.readouterr().out.splitlines()[2].split("\t")
    assert float(printed[2]) == pytest.approx(Fits([ATAXIA, MUSCLE]).of("TTPA").score, rel=0.01)


def test_rank_prints_genes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rank", "--hpo", f"{ATAXIA},HP:0001284", "--top", "3", "--genes", "TTPA,GJB2,SGCG"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split("\t") == ["rank", "gene", "score", "matched", "modes"]
    assert [line.split("\t")[0] for line in lines[2:5]] == ["1", "2", "3"]
    assert lines[2].split("\t")[1] == "TTPA"


def test_rank_refuses_unknown_terms(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rank", "--hpo", "HP:9999999,foo"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
