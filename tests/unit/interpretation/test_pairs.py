"""Compound heterozygotes as they come: common partners, three hits, founders, missing and shallow parents."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tachkhis.interpretation.candidates import Chosen
from tachkhis.variants.record import Variant

from .families import family
from .test_candidates import ATAXIA
from .test_candidates import COMMON
from .test_candidates import MATERNAL
from .test_candidates import PATERNAL
from .test_candidates import TRIO
from .test_candidates import chosen
from .test_candidates import keys
from .test_candidates import lof
from .test_candidates import told


def paternal(position: int) -> Variant:
    return lof("TTPA", position, girl="0/1", **PATERNAL)


def maternal(position: int) -> Variant:
    return lof("TTPA", position, girl="0/1", **MATERNAL)


def test_a_benign_partner_leaves_one_hit_that_explains_nothing_alone() -> None:
    common = replace(maternal(6_000), gnomad=COMMON)
    (found,) = chosen(family(**TRIO), paternal(5_000), common, hpo=(ATAXIA,))
    assert told([found]) == [("TTPA", "recessive_single", "LP", False)]
    assert [one.variant.position for one in found.judged] == [5_000]
    assert "single_hit" in keys(found)


def test_three_hits_give_the_pairs_in_trans_and_say_which_are_in_cis() -> None:
    hits = (paternal(5_000), paternal(5_100), maternal(6_000))
    found = chosen(family(**TRIO), *hits, hpo=(ATAXIA,))
    assert told(found) == [("TTPA", "compound_heterozygous", "P", True)] * 2
    assert [[one.variant.position for one in pair.judged] for pair in found] == [[5_000, 6_000], [5_100, 6_000]]
    assert all("in_cis" in keys(pair) for pair in found)
    two = chosen(family(**TRIO), *hits[1:], hpo=(ATAXIA,))
    assert "in_cis" not in keys(two[0])


def test_three_hits_of_unknown_phase_are_three_pairs_and_none_is_proposed() -> None:
    found = chosen(family(), *(lof("TTPA", p, girl="0/1") for p in (5_000, 5_500, 6_000)), hpo=(ATAXIA,))
    assert told(found) == [("TTPA", "compound_heterozygous", "LP", False)] * 3
    assert all("not_proposed_phase" in keys(pair) for pair in found)


def test_a_common_founder_is_half_of_a_pair() -> None:
    founder = replace(paternal(5_000), gnomad=COMMON, founder="TTPA NM_1.1:c.744del")
    (found,) = chosen(family(**TRIO), founder, maternal(6_000), hpo=(ATAXIA,))
    assert found.mode.value == "compound_heterozygous"
    assert "founder" in keys(found)


@pytest.mark.parametrize("father", ["./.", "0/0:3", "0/0:?", "0/."])
def test_a_father_who_is_missing_or_shallow_at_one_of_two_leaves_the_phase_open(father: str) -> None:
    """He might carry both, which would put them on one copy."""
    second = lof("TTPA", 6_000, girl="0/1", father=father, mother="0/1")
    (found,) = chosen(family(**TRIO), paternal(5_000), second, hpo=(ATAXIA,))
    assert not found.proposed
    assert {"compound_unknown_phase", "not_proposed_phase"} <= keys(found)


@pytest.mark.parametrize(("brother", "proposed"), [("1/1:30", False), ("1/1:2", True), ("0/1:2", True)])
def test_a_healthy_brother_read_twice_does_not_speak_against_a_homozygote(brother: str, proposed: bool) -> None:
    variant = lof("TTPA", girl="1/1", father="0/1", mother="0/1", brother=brother)
    (found,) = chosen(family(**TRIO, brother="no"), variant, hpo=(ATAXIA,))
    assert found.proposed is proposed


@pytest.mark.parametrize("parents", [{"father": "0/1", "mother": "0/0"}, {"father": "0/0", "mother": "0/0"}])
def test_a_homozygote_with_a_parent_without_the_allele_is_no_ordinary_recessive(parents: dict[str, str]) -> None:
    (found,) = chosen(family(**TRIO), lof("TTPA", girl="1/1", **parents), hpo=(ATAXIA,))
    assert (found.proposed, found.notable) == (False, True)
    assert {"parent_not_carrier", "not_proposed_family"} <= keys(found)
    depths = [m.values["depth"] for m in found.reasons if m.key == "candidate.parent_not_carrier"]
    assert depths == ["30"] * list(parents.values()).count("0/0")


def test_a_shallow_parent_is_no_discordance() -> None:
    (found,) = chosen(family(**TRIO), lof("TTPA", girl="1/1", father="0/1", mother="0/0:5"), hpo=(ATAXIA,))
    assert found.proposed
    assert "parent_not_carrier" not in keys(found)


def codes(found: Chosen, number: int = 0) -> set[str]:
    return {met.code for met in found.judged[number].classification.criteria}


@pytest.mark.parametrize(
    ("girl", "father", "counted"), [("1/1", "0/1", True), ("1/1", "0/0", False), ("1/1:5", "0/1", False)]
)
def test_pm3_counts_a_homozygote_only_where_it_is_sure(girl: str, father: str, counted: bool) -> None:
    (found,) = chosen(family(**TRIO), lof("TTPA", girl=girl, father=father, mother="0/1"), hpo=(ATAXIA,))
    assert ("PM3" in codes(found)) is counted


@pytest.mark.parametrize(("reads", "counted"), [("0/1:30", True), ("0/1:30,4", False)])
def test_pm3_counts_a_partner_only_where_its_call_is_sure(reads: str, counted: bool) -> None:
    partner = lof("TTPA", 6_000, girl=reads, **MATERNAL)
    (found,) = chosen(family(**TRIO), paternal(5_000), partner, hpo=(ATAXIA,))
    assert ("PM3" in codes(found)) is counted
