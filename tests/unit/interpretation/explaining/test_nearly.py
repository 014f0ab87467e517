"""Codes that were not met, both sides of "nearly": numbers of resources/acmg/*.json, margins of near.json."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tachkhis.case.gene_tables import Constraint
from tachkhis.case.gene_tables import Hotspot
from tachkhis.interpretation.acmg.classify import classify
from tachkhis.interpretation.acmg.evidence import DeNovo
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.nearly import unmet_codes
from tachkhis.interpretation.explaining.document import UnmetCode
from tachkhis.variants.record import AlleleCounts

from ..families import consequence
from ..families import seen


def missense(revel: float | None = None, gnomad: AlleleCounts | None = None, **more: object) -> Evidence:
    """A heterozygous missense change of residue 100."""
    effect = consequence("missense_variant", hgvs_p="p.(Arg100Gln)")
    scores = {} if revel is None else {"REVEL": revel}
    variant = replace(seen(effect=effect, girl="0/1"), scores=scores, gnomad=gnomad)
    return Evidence(variant=variant, gene="G", consequence=effect, gnomad_configured=True, **more)  # type: ignore[arg-type]


def row(given: Evidence, code: str) -> UnmetCode | None:
    return next((one for one in unmet_codes(given, classify(given)) if one.code == code), None)


@pytest.mark.parametrize(
    ("score", "told", "near"), [(0.644, False, False), (0.643, True, True), (0.595, True, True), (0.59, True, False)]
)
def test_pp3_below_0_644_of_revel(score: float, told: bool, near: bool) -> None:
    found = row(missense(revel=score), "PP3")
    assert (found is not None) is told
    assert found is None or found.near is near
    assert found is None or (found.value, found.threshold) == (f"REVEL {score}", "REVEL from 0.644")


def test_a_higher_strength_is_told_where_the_score_is_near_it() -> None:
    (found,) = [one for one in unmet_codes(missense(revel=0.75), classify(missense(revel=0.75))) if one.code == "PP3"]
    assert (found.strength, found.threshold, found.near) == ("moderate", "REVEL from 0.773", True)
    assert row(missense(revel=0.70), "PP3") is None  # 0.07 away from moderate


@pytest.mark.parametrize(("alleles", "near"), [(15, True), (20, True), (21, False), (400, False)])
def test_pm2_above_1_in_10000(alleles: int, near: bool) -> None:
    """Recessive threshold 0.0001; nothing is known of the gene, so that 100,000 alleles may hold 10."""
    found = row(missense(gnomad=AlleleCounts(alleles, 100_000, 0)), "PM2")
    assert found is not None
    assert found.near is near
    assert found.threshold == "at most 0.0001 on 2000 alleles"


def test_what_was_met_is_not_told_as_unmet() -> None:
    rare = missense(gnomad=AlleleCounts(1, 100_000, 0))
    assert "PM2" in {one.code for one in classify(rare).criteria}
    assert row(rare, "PM2") is None


@pytest.mark.parametrize(("alleles", "near"), [(400, False), (600, True), (1000, True)])
def test_bs1_at_half_of_one_percent(alleles: int, near: bool) -> None:
    found = row(missense(gnomad=AlleleCounts(alleles, 100_000, 0)), "BS1")
    assert found is not None
    assert found.near is near


def test_bs1_is_not_asked_for_beside_ba1() -> None:
    assert row(missense(gnomad=AlleleCounts(9000, 100_000, 300)), "BS1") is None


@pytest.mark.parametrize(("first", "near"), [(105, True), (106, False)])
def test_pm1_five_residues_away(first: int, near: bool) -> None:
    found = row(missense(hotspots=(Hotspot("G", first, 120, "loop", "laboratory"),)), "PM1")
    assert found is not None
    assert (found.near, found.value) == (near, f"{first - 100} residues from loop ({first}-120)")


def test_a_code_that_nobody_could_look_at_is_not_told_as_unmet() -> None:
    given = missense()
    assert {"PM1", "PP2", "BS2"} <= set(classify(given).not_evaluated)
    assert row(given, "PM1") is None
    assert row(given, "PP2") is None


@pytest.mark.parametrize(("z", "near"), [(2.6, True), (2.5, False)])
def test_pp2_below_z_3_09(z: float, near: bool) -> None:
    found = row(missense(constraint=Constraint("G", "missense", "lab", z), constraint_given=True), "PP2")
    assert found is not None
    assert found.near is near


def test_near_ones_come_first() -> None:
    given = missense(revel=0.63, gnomad=AlleleCounts(15, 100_000, 0))
    flags = [one.near for one in unmet_codes(given, classify(given))]
    assert flags == sorted(flags, reverse=True)
    assert flags.count(True) == 2


@pytest.mark.parametrize(("contig", "near"), [("chr1", True), ("chrM", False)])
def test_a_mitochondrial_variant_is_not_nearly_pm3_or_pm6(contig: str, near: bool) -> None:
    """A gene whose modes are not known, a de novo allele, two copies: words of nuclear genes alone."""
    effect = consequence("missense_variant")
    variant = seen(contig, 100, effect=effect, girl="1/1")
    given = Evidence(
        variant=variant,
        gene="G",
        consequence=effect,
        gnomad_configured=True,
        homozygous=True,
        de_novo=DeNovo(confirmed=True, father_depth=None, mother_depth=30),
    )
    found = [one for one in unmet_codes(given, classify(given)) if one.code in ("PS2", "PM6", "PM3")]
    assert len(found) == 2
    assert [one.near for one in found] == [near, near]
    assert any("recessive" in one.threshold for one in found) is near
