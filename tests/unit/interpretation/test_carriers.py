"""One allele of a gene for recessive disease in a family whose healthy members carry it too: told as what it is.

GJB2 and CFTR are listed by HPO for recessive and for dominant disease; MEN1 and BRCA2 are on the ACMG SF list.
"""

from __future__ import annotations

import pytest

from tachkhis.case.message import Message
from tachkhis.report.runs import plain
from tachkhis.report.text import Text

from .families import consequence
from .families import family
from .families import seen
from .test_candidates import HEARING
from .test_candidates import MUSCLE
from .test_candidates import PATERNAL
from .test_candidates import TRIO
from .test_candidates import chosen
from .test_candidates import keys
from .test_candidates import lof

AGAINST_THE_FAMILY = {"unaffected_carries", "affected_lacks", "not_proposed_family", "not_proposed_mode"}


@pytest.mark.parametrize("gene", ["GJB2", "TTPA"])
def test_a_carrier_state_with_consent_is_told_though_a_healthy_father_carries_it(gene: str) -> None:
    variant = lof(gene, girl="0/1", **PATERNAL)
    assert chosen(family(**TRIO), variant, hpo=(MUSCLE,)) == []
    (found,) = chosen(family(**TRIO), variant, hpo=(MUSCLE,), consent="carrier")
    assert (found.mode.value, found.proposed, found.notable) == ("recessive_single", False, False)
    assert not AGAINST_THE_FAMILY & keys(found)
    assert keys(found) & {"carrier_state", "carrier_state_possible"}


def test_of_a_gene_for_both_kinds_of_disease_the_state_is_a_possible_one() -> None:
    (found,) = chosen(family(**TRIO), lof("GJB2", girl="0/1", **PATERNAL), hpo=(MUSCLE,), consent="carrier")
    (message,) = [one for one in found.reasons if "carrier_state" in one.key]
    assert "état de porteur possible" in plain(Text.load("fr").message(message))


@pytest.mark.parametrize("gene", ["MEN1", "BRCA2"])
def test_a_secondary_finding_with_consent_is_told_though_a_healthy_father_carries_it(gene: str) -> None:
    variant = lof(gene, girl="0/1", **PATERNAL)
    for consent in ("secondary_findings", "carrier secondary_findings"):
        (found,) = chosen(family(**TRIO), variant, hpo=(MUSCLE,), consent=consent)
        assert (found.proposed, found.notable) == (False, False)
        assert not AGAINST_THE_FAMILY & keys(found)
        assert "secondary_finding" in keys(found)


def test_one_founder_allele_of_a_gene_for_both_kinds_of_disease_is_no_contradicted_dominant_disease() -> None:
    """A deaf girl, GJB2 c.35del in her and in her healthy father: the second allele may escape the method."""
    change = consequence("missense_variant", gene="GJB2")
    known = seen(effect=change, founder="GJB2 c.35del", girl="0/1", **PATERNAL)
    for variant in (known, lof("GJB2", girl="0/1", **PATERNAL)):
        (found,) = chosen(family(**TRIO), variant, hpo=(HEARING,))
        assert (found.mode.value, found.proposed, found.notable) == ("recessive_single", False, True)
        assert "single_hit_both" in keys(found)
        assert not AGAINST_THE_FAMILY & keys(found)


def test_an_affected_father_who_carries_it_keeps_the_dominant_disease_open() -> None:
    variant = lof("GJB2", girl="0/1", **PATERNAL)
    (found,) = chosen(family(father="yes", mother="no"), variant, hpo=(HEARING,))
    assert (found.mode.value, found.proposed) == ("dominant", True)


def test_the_sentence_of_the_single_allele_leaves_the_dominant_disease_to_the_clinic() -> None:
    said = plain(Text.load("fr").message(Message(key="candidate.single_hit_both")))
    assert "aucun second variant" in said
    assert "maladie dominante reste à discuter" in said
