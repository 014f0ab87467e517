"""Girls and boys with a variant of an X-linked gene. OTC: X-linked recessive alone in HPO, and girls fall ill, too."""

from __future__ import annotations

from typing import Any

import pytest

from tachkhis.interpretation.candidates import Chosen
from tachkhis.interpretation.results import variant_of
from tachkhis.interpretation.showing import Showing
from tachkhis.variants.record import Variant

from . import test_candidates as cases
from .families import family
from .test_candidates import chosen
from .test_candidates import keys
from .test_candidates import told

AMMONIA = "HP:0001987"  # hyperammonemia
TRIO = {"father": "no", "mother": "no"}
PARENTS = frozenset({("girl", "father"), ("girl", "mother")})


@pytest.fixture(autouse=True)
def otc_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = cases.TRACKS.clinvar_genes | {"OTC": cases.TRACKS.clinvar_genes["DMD"]}
    monkeypatch.setattr(cases, "TRACKS", cases.TRACKS.model_copy(update={"clinvar_genes": counts}))


def otc(**calls: str) -> Variant:
    return cases.lof("OTC", contig="chrX", **calls)


def only(variant: Variant, child: str = "girl", **more: Any) -> Chosen:
    (found,) = chosen(family(child, **{**TRIO, **more}), variant, hpo=(AMMONIA,))
    return found


def codes(found: Chosen) -> set[str]:
    return {met.code for met in found.judged[0].classification.criteria}


def test_a_girl_with_a_de_novo_allele_is_proposed_with_the_limit_of_inactivation() -> None:
    found = only(otc(girl="0/1", father="0", mother="0/0"), confirmed=PARENTS)
    assert told([found]) == [("OTC", "de_novo", "P", True)]
    assert {"de_novo", "x_heterozygous"} <= keys(found)
    assert "PS2" in codes(found)


def test_a_de_novo_vus_of_a_girl_is_listed() -> None:
    from .families import consequence
    from .families import seen

    effect = consequence("missense_variant", gene="OTC")
    variant = seen("chrX", 5_000, effect=effect, girl="0/1", father="0", mother="0/0")
    assert told([only(variant)]) == [("OTC", "de_novo", "VUS", False)]


@pytest.mark.parametrize("question", [{"hpo": (AMMONIA,)}, {"genes": "OTC"}])
def test_a_girl_who_has_it_from_her_healthy_mother_is_on_page_one_and_not_proposed(question: dict[str, Any]) -> None:
    (found,) = chosen(family(**TRIO), otc(girl="0/1", father="0", mother="0/1"), **question)
    assert (found.mode.value, found.proposed, found.notable) == ("x_linked", False, True)
    assert {"x_heterozygous", "unaffected_woman_carries", "not_proposed_x_female"} <= keys(found)
    assert not {"not_proposed_family", "single_hit", "not_proposed_mode"} & keys(found)


def test_a_healthy_father_who_has_it_as_his_only_copy_contradicts() -> None:
    found = only(otc(girl="0/1", father="1", mother="0/0"))
    assert found.diplotype.origins[0].value == "paternal"
    assert {"unaffected_carries", "not_proposed_family"} <= keys(found)


def test_an_affected_father_does_not() -> None:
    found = only(otc(girl="0/1", father="1", mother="0/0"), father="yes")
    assert "not_proposed_family" not in keys(found)


def test_a_girl_with_two_copies_of_an_affected_father_and_a_carrier_mother_is_proposed() -> None:
    found = only(otc(girl="1/1", father="1", mother="0/1"), father="yes")
    assert (found.mode.value, found.proposed) == ("x_linked", True)


@pytest.mark.parametrize(
    ("relatives", "code"),
    [
        ({"confirmed": frozenset({("boy", "mother")})}, "PS2"),  # the father's X is not his son's
        ({}, "PM6"),
        ({"father": None, "confirmed": frozenset({("boy", "mother")})}, "PS2"),
    ],
)
def test_a_boy_whose_mother_lacks_it_is_de_novo_whatever_is_known_of_the_father(
    relatives: dict[str, Any], code: str
) -> None:
    calls = {"boy": "1", "mother": "0/0"} | ({} if "father" in relatives else {"father": "0:2"})
    found = only(otc(**calls), "boy", **relatives)
    assert (found.mode.value, found.proposed) == ("x_linked", True)
    assert {"hemizygous", "de_novo_hemizygous"} <= keys(found)
    assert code in codes(found)


@pytest.mark.parametrize(("mother", "reason"), [("0/0:4", "depth"), ("0/0:40,4", "alt_reads"), ("./.:?", "no_call")])
def test_a_boy_whose_mother_is_not_surely_without_it_is_proposed_and_not_de_novo(mother: str, reason: str) -> None:
    found = only(otc(boy="1", father="0", mother=mother), "boy")
    assert found.proposed
    assert f"de_novo_not_confirmed_{reason}" in keys(found)
    assert not {"PS2", "PM6"} & codes(found)


@pytest.mark.parametrize(("child", "gt", "mode"), [("boy", "1/1", "recessive_homozygous"), ("girl", "0/1", "de_novo")])
def test_the_pseudoautosomal_region_is_autosomal_in_both_sexes(child: str, gt: str, mode: str) -> None:
    parents = {"father": "0/1", "mother": "0/1"} if gt == "1/1" else {"father": "0/0", "mother": "0/0"}
    variant = cases.lof("GENE1", 500, "chrX", **{child: gt}, **parents)
    (found,) = chosen(family(child, **TRIO), variant)
    assert found.mode.value == mode
    assert "x_heterozygous" not in keys(found)


@pytest.mark.parametrize(
    ("child", "calls", "origin"),
    [
        ("boy", {"boy": "1", "mother": "0/0"}, "de_novo_mother"),
        ("girl", {"girl": "0/1", "father": "0", "mother": "0/0"}, "de_novo"),
        ("boy", {"boy": "1", "mother": "0/1"}, "maternal"),
    ],
)
def test_a_de_novo_origin_names_no_parent_who_was_not_asked(child: str, calls: dict[str, str], origin: str) -> None:
    """A duo of a boy and his mother says nothing of a father's reads."""
    parents = {} if "father" in calls else {"father": None}
    relatives = family(child, **{**TRIO, **parents})
    (found,) = chosen(relatives, otc(**calls), hpo=(AMMONIA,))
    assert variant_of(found.judged[0], relatives, (), Showing((), None, relatives.copies, {})).origin == origin
