"""The interpretation and what is proposed to do: one text for each sort of result, from structured data alone."""

from __future__ import annotations

from typing import Any

import pytest

from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.result import CaseResult
from tachkhis.quality.verdict import Verdict
from tachkhis.report.account import STEPS
from tachkhis.report.account import Kind
from tachkhis.report.account import account_section
from tachkhis.report.account import conduct
from tachkhis.report.account import kind_of
from tachkhis.report.blocks import Paragraph
from tachkhis.report.context import Context
from tachkhis.report.runs import plain
from tachkhis.report.text import Text

from . import examples
from .conftest import squeeze


def said(result: CaseResult, text: Text) -> str:
    blocks = account_section(Context(result, text)).blocks
    return squeeze(" / ".join(plain(block.text) for block in blocks if isinstance(block, Paragraph)))


def steps(result: CaseResult, text: Text) -> list[str]:
    return [squeeze(plain(step)) for step in conduct(Context(result, text))]


def failed(result: CaseResult) -> CaseResult:
    return result.model_copy(update={"quality": result.quality.model_copy(update={"verdict": Verdict.FAIL})})


def contradicted(result: CaseResult) -> CaseResult:
    """Good reads, of a father whom the data do not confirm."""
    first, *rest = result.quality.relationships
    checks = [first.model_copy(update={"verdict": Verdict.FAIL, "conflicts": 187, "sites": 296}), *rest]
    reasons = [examples.message("quality.identity_to_check")]
    changes = {"verdict": Verdict.FAIL, "relationships": checks, "reasons": reasons}
    return result.model_copy(update={"quality": result.quality.model_copy(update=changes)})


def single(**more: Any) -> CaseResult:
    """One altered copy of a gene that HPO links with recessive disease."""
    result = examples.realistic_notable()
    first, *_ = result.candidates
    one = first.model_copy(update={"expected_modes": ["autosomal_recessive"], **more})
    return result.model_copy(update={"candidates": [one]})


def de_novo() -> CaseResult:
    family = examples.trio("B")
    variant = examples.missense("KMT2D", family, "c.394C>T", "p.(Gln132Ter)", ["het", "hom_ref", "hom_ref"])
    found = variant.model_copy(update={"origin": "de_novo", "classification": examples.gjb2(family).classification})
    candidate = examples.candidate([found], "KMT2D", Mode.DE_NOVO, expected_modes=["autosomal_dominant"])
    return examples.case(family, candidates=[candidate])


SORTS = {
    Kind.PROPOSED: examples.homozygous_founder,
    Kind.SINGLE: single,
    Kind.NOTABLE: examples.realistic_notable,
    Kind.UNCERTAIN: examples.realistic_negative,
    Kind.NEGATIVE: examples.negative_singleton,
    Kind.PENDING: lambda: contradicted(examples.homozygous_founder()),
    Kind.UNUSABLE: lambda: failed(examples.homozygous_founder()),
    Kind.INCONCLUSIVE: lambda: failed(examples.negative_singleton()),
}


@pytest.mark.parametrize("kind", Kind)
def test_each_sort_of_result_is_known_and_told_apart(text: Text, kind: Kind) -> None:
    result = SORTS[kind]()
    assert kind_of(Context(result, text)) is kind
    others = [said(SORTS[other](), text) for other in Kind if other is not kind]
    assert said(result, text) not in others
    assert steps(result, text)


def test_a_proposal_is_told_from_request_to_class(text: Text) -> None:
    assert said(examples.homozygous_founder(), text) == (
        "Analyse demandée devant : Hypoacousie. "
        "Dans GJB2 : c.35del p.(Gly12ValfsTer2), homozygote, classe 4, probablement pathogène. "
        "Ce génotype est compatible avec une transmission récessive, les deux copies portant le même variant "
        "(hérité des deux parents). Signes de la demande reliés à ce gène dans HPO : 1 sur 1. "
        "L’ensemble évoque une maladie liée à GJB2, avec la part d’incertitude d’un classement « probablement "
        "pathogène » ; la concordance avec la clinique est à apprécier par le généticien."
    )


@pytest.mark.parametrize(
    ("phase", "expected", "absent"),
    [
        ("trans", "les deux variants étant en trans", "n’est pas établi"),
        ("unknown", "que si les deux variants sont en trans, ce qui n’est pas établi", "étant en trans"),
    ],
)
def test_a_pair_is_no_firmer_than_its_phase(text: Text, phase: str, expected: str, absent: str) -> None:
    result = examples.compound_heterozygous()
    pairs = [one.model_copy(update={"phase": phase}) if one.proposed else one for one in result.candidates]
    words = said(result.model_copy(update={"candidates": pairs}), text)
    assert expected in words
    assert absent not in words


def test_without_signs_or_without_a_link_the_relevance_is_open(text: Text) -> None:
    base = examples.homozygous_founder()
    bare = base.model_copy(update={"case": base.case.model_copy(update={"phenotype": []})})
    assert said(bare, text).startswith("La demande ne comporte aucun signe codé.")
    assert "reliés à ce gène" not in said(bare, text)
    (first, *_) = base.candidates
    apart = base.model_copy(update={"candidates": [first.model_copy(update={"phenotype_terms": []})]})
    assert "la pertinence clinique est à établir" in said(apart, text)


def test_a_proposal_in_a_person_alone_claims_no_family(text: Text) -> None:
    base = examples.homozygous_founder()
    alone = base.model_copy(update={"people": base.people[:1]})
    assert "Les parents n’ayant pas été étudiés" in said(alone, text)
    assert "Les parents n’ayant pas été étudiés" not in said(base, text)
    assert any(step.startswith("Étude des parents") for step in steps(alone, text))
    assert not any(step.startswith("Étude des parents") for step in steps(base, text))


def test_germline_mosaicism_is_named_for_a_de_novo_variant_only(text: Text) -> None:
    assert any("mosaïque germinale" in step for step in steps(de_novo(), text))
    assert not any("mosaïque germinale" in step for step in steps(examples.homozygous_founder(), text))


def test_one_altered_copy_explains_nothing_and_asks_for_a_second(text: Text) -> None:
    words = said(single(), text)
    assert "Un seul allèle altéré a été vu dans TTPA" in words
    assert "il n’explique pas à lui seul les signes" in words
    assert any("recherche d’un second variant de TTPA" in step for step in steps(single(), text))
    both = single(expected_modes=["autosomal_dominant", "autosomal_recessive"])
    assert "Un seul allèle" not in said(both, text)  # one copy may be enough there


@pytest.mark.parametrize("kind", Kind)
def test_no_result_is_pressed_into_treatment_or_certainty(text: Text, kind: Kind) -> None:
    words = " ".join([said(SORTS[kind](), text), *steps(SORTS[kind](), text)]).lower()
    for word in ("traitement", "médicament", "prouve", "confirme le diagnostic", "certain que", "loi "):
        assert word not in words


def test_every_sentence_of_the_two_parts_is_used(text: Text) -> None:
    named = {f"conduct.{step}" for steps_of in STEPS.values() for step in steps_of}
    assert named == {key for key in text.sentences if key.startswith("conduct.")}
    modes = {key.split(".")[2] for key in text.sentences if key.startswith("account.mode.")}
    assert modes == {*(mode.value for mode in Mode), "de_novo_x"}


def test_a_long_list_of_signs_is_counted(text: Text) -> None:
    base = examples.many_genes()
    assert "et 26 autres signes." in said(base, text)
