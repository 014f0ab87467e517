"""ClinVar against the points: told as a reserve beside a proposal, and enough to leave a VUS off the list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tachkhis.interpretation.acmg.frequency import bs1
from tachkhis.interpretation.assess import Assessor
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.record import ClinVarEntry
from tachkhis.variants.record import Variant

from .families import family
from .test_candidates import ATAXIA
from .test_candidates import PARKINSON
from .test_candidates import TRACKS
from .test_candidates import TRIO
from .test_candidates import chosen
from .test_candidates import keys
from .test_candidates import lof
from .test_candidates import missense

STATUS = {
    1: "criteria provided, single submitter",
    2: "criteria provided, multiple submitters, no conflicts",
    3: "reviewed by expert panel",
}
PARENTS = {"father": "0/1", "mother": "0/1"}


def said_of(variant: Variant, words: str, stars: int) -> Variant:
    return replace(variant, clinvar=ClinVarEntry("1", words, STATUS[stars], ()))


@pytest.mark.parametrize(
    ("words", "stars", "reserve"),
    [
        ("Benign", 3, "clinvar_benign"),
        ("Likely benign", 1, "clinvar_benign"),
        ("Conflicting classifications of pathogenicity", 1, "clinvar_conflicting"),
        ("Pathogenic", 2, None),
        ("Uncertain significance", 2, None),
    ],
)
def test_a_proposal_that_clinvar_speaks_against_carries_a_reserve(words: str, stars: int, reserve: str | None) -> None:
    (found,) = chosen(family(**TRIO), said_of(lof("TTPA", girl="1/1", **PARENTS), words, stars), hpo=(ATAXIA,))
    assert found.proposed
    assert {key for key in keys(found) if key.startswith("clinvar_")} == ({reserve} if reserve else set())


@pytest.mark.parametrize(("stars", "listed"), [(1, 1), (2, 0), (3, 0)])
def test_a_vus_that_clinvar_calls_benign_with_two_stars_is_no_candidate(stars: int, listed: int) -> None:
    variant = said_of(missense("LRRK2", girl="0/1"), "Benign/Likely benign", stars)
    assert len(chosen(family(), variant, hpo=(PARKINSON,))) == listed
    founder = replace(variant, founder="a founder")
    assert len(chosen(family(), founder, hpo=(PARKINSON,))) == 1


@pytest.mark.parametrize(("gene", "strong"), [("LRRK2", True), ("TTPA", False), ("GJB2", False)])
def test_what_a_dominant_disease_allows_is_rarer(gene: str, strong: bool) -> None:
    """0.7 % in gnomAD: too common for a dominant disease (above 0.1 %), not for a recessive one (above 1 %)."""
    variant = replace(missense(gene, girl="0/1"), gnomad=AlleleCounts(70, 10_000, 0))
    evidence = Assessor(family(), TRACKS, None, "own build", ()).evidence(variant, gene)
    found = bs1(evidence)
    assert (found is not None) is strong
    if found is not None:
        assert found.threshold.values["af"] == "0.001"
