"""From records on disk to criteria: neighbours of ClinVar and gnomAD, tables on genes, decisions, other copies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tachkhis.case.gene_tables import GeneTables
from tachkhis.case.gene_tables import Hotspot
from tachkhis.case.model import Curation
from tachkhis.interpretation.acmg.evidence import SpliceEffect
from tachkhis.interpretation.assess import Assessor
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.inputs import ClinVarGene
from tachkhis.interpretation.inputs import TracksInput
from tachkhis.interpretation.result import Classification
from tachkhis.interpretation.setting import Resource
from tachkhis.variants.record import Consequence
from tachkhis.variants.record import Variant

from .families import consequence
from .families import family
from .families import nonsense
from .families import seen
from .test_surroundings import World
from .test_surroundings import missense

TRACKS = TracksInput(
    resources=[Resource(name=name, version="1", synthetic=True) for name in ("gnomad", "clinvar")],
    clinvar_genes={"G": ClinVarGene(pathogenic=9, lof_pathogenic=9)},
)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, 1)


def judged(world: World, *variants: Variant, people: Family | None = None, **more: object) -> dict[str, Classification]:
    """Classifications of the variants of the girl, by id."""
    around = world.around()
    assessor = Assessor(people or family(), TRACKS, around.model, "own", surroundings=around, **more)  # type: ignore[arg-type]
    return {key: one.classification for gene in assessor.genes(variants) for key, one in gene.judged.items()}


def codes(found: Classification) -> dict[str, str]:
    return {one.code: one.strength for one in found.criteria}


def test_another_pathogenic_change_of_the_residue_counts_and_its_own_entry_does_not(world: World) -> None:
    world.clinvar("8 G T")
    variant = world.variant("8 G A", missense("p.(Arg3His)"))
    assert codes(judged(world, variant)[variant.id])["PM5"] == "moderate"
    world.clinvar("8 G A")
    assert not {"PM5", "PS1"} & set(codes(judged(world, variant)[variant.id]))


def test_a_lost_start_before_known_pathogenic_variants(world: World) -> None:
    lost = world.variant("1 A G", consequence("start_lost", gene="G", hgvs_p="p.(Met1?)"))
    world.clinvar("8 G T")
    assert codes(judged(world, lost)[lost.id])["PVS1"] == "moderate"
    world.clinvar("18 A C")
    found = judged(world, lost)[lost.id]
    assert codes(found)["PVS1"] == "supporting"
    assert found.criteria[0].value.values["met"] == "5"


@pytest.mark.parametrize(("ac", "strength"), [(2, None), (1, "strong")])
def test_frequent_truncating_variants_of_the_exon(world: World, ac: int, strength: str | None) -> None:
    """A stop without decay, beside another one (Gln8Ter) that 2 of 1,000 alleles have (above 0.001), or 1 (not)."""
    effect = consequence("stop_gained", gene="G", hgvs_p="p.(Glu6Ter)", nmd=False, impact="HIGH")
    stop = world.variant("16 G T", replace(effect, exon="2/3"))
    world.track("gnomad", ("22 C T", {"GNOMAD_AC": str(ac), "GNOMAD_AN": "1000"}))
    found = judged(world, stop)[stop.id]
    assert codes(found).get("PVS1") == strength
    withheld = [one.reason.key for one in found.barred if one.code == "PVS1"]
    assert withheld == ([] if strength else ["acmg_barred.lof_frequent"])


def test_a_place_that_gnomad_hardly_covers_gets_no_pm2(world: World) -> None:
    variant = world.variant("18 A T", missense("p.(Glu6Asp)"))
    assert "PM2" in codes(judged(world, variant)[variant.id])
    world.track("gnomad", ("22 C T", {"GNOMAD_AC": "0", "GNOMAD_AN": "400"}))
    found = judged(world, variant)[variant.id]
    assert "PM2" not in codes(found)
    assert found.barred[0].reason.values["an"] == "400"


@pytest.mark.parametrize(("an", "given"), [("140", False), ("4000", True)])
def test_whether_a_record_lies_near_does_not_decide_over_pm2_in_a_small_gnomad(
    world: World, an: str, given: bool
) -> None:
    """A gnomAD of 70 people says nothing of an absence, be its next record 6 bases away or beyond the intron."""
    variant = world.variant("18 A T", missense("p.(Glu6Asp)"))
    for other in ("22 C T", "40 T C"):
        world.track("gnomad", (other, {"GNOMAD_AC": "1", "GNOMAD_AN": an}))
        assert ("PM2" in codes(judged(world, variant)[variant.id])) is given


def test_a_null_effect_on_a_transcript_that_is_not_relevant(world: World) -> None:
    aside: Consequence = replace(nonsense(gene="G"), chosen_why=None, mane=None)
    variant = world.variant("16 G T", aside)
    found = judged(world, variant)[variant.id]
    assert "PVS1" not in codes(found)
    assert [one.reason.key for one in found.barred] == ["acmg_barred.exon_absent"]
    plus = replace(aside, mane="plus_clinical")
    assert codes(judged(world, replace(variant, consequences=(plus,)))[variant.id])["PVS1"] == "very_strong"


@pytest.mark.parametrize(("first", "strength"), [(12, "strong"), (14, "moderate")])
def test_a_critical_region_in_the_part_removed(world: World, first: int, strength: str) -> None:
    """Of 13 residues the change takes the last, 1/13 of the protein: less than 10 %."""
    effect = consequence("stop_gained", gene="G", hgvs_p="p.(Phe13Ter)", nmd=False, impact="HIGH")
    variant = world.variant("38 T A", effect)
    spots = (Hotspot("G", first, 20, "domaine", "PMID 1", critical=True),)
    tables = GeneTables(hotspots={"G": spots}, given=frozenset({"hotspots"}))
    assert codes(judged(world, variant, tables=tables)[variant.id])["PVS1"] == strength


def test_a_table_without_the_gene_is_a_table(world: World) -> None:
    variant = world.variant("8 G A", missense("p.(Arg3His)"))
    tables = GeneTables(given=frozenset({"hotspots", "constraint"}))
    assert not {"PM1", "PP2", "BP1"} & set(judged(world, variant, tables=tables)[variant.id].not_evaluated)


def test_a_decision_reaches_the_variant_that_it_names(world: World) -> None:
    one, other = (world.variant(text, missense("p.(Arg3His)")) for text in ("8 G A", "8 G T"))
    row = Curation("C1", one.id.removeprefix("chr"), "PS3", "strong", "r", "a", "2026-03-01")
    found = judged(world, one, other, curation=(row,))
    assert ("PS3" in codes(found[one.id]), "PS3" in codes(found[other.id])) == (True, False)


@pytest.mark.parametrize(("father", "mother", "met"), [("0/1", "0/0", True), ("0/0", "0/1", False)])
def test_a_variant_in_cis_with_a_pathogenic_one(father: str, mother: str, met: bool) -> None:
    """Both from the father: one copy holds both, and the other variant is enough to harm it."""
    null = nonsense(gene="G")
    cause = seen(effect=null, girl="0/1", father="0/1", mother="0/0")
    rider = seen(position=5_100, effect=consequence(gene="G"), girl="0/1", father=father, mother=mother)
    rows = tuple(Curation("C1", cause.id, code, "strong", "r", "a", "2026-03-01") for code in ("PS3", "PS4"))
    assessor = Assessor(family(father="no", mother="no"), TRACKS, None, "own", curation=rows)
    (result,) = assessor.genes((cause, rider))
    assert result.judged[cause.id].class_.value == "P"
    assert ("BP2" in codes(result.judged[rider.id].classification)) is met
    assert "BP2" not in codes(result.judged[cause.id].classification)


def test_deletion_of_a_whole_exon_is_judged_by_its_frame(world: World) -> None:
    start, end = world.transcript.exons[1]  # 24 bases: the frame is kept
    effect = consequence("splice_acceptor_variant", "splice_donor_variant", gene="G", hgvs_p="p.?", impact="HIGH")
    ref = world.sequence[start - 3 : end + 2]
    variant = replace(seen(effect=effect, girl="0/1"), position=start - 2, ref=ref, alt=ref[0])
    assessor = Assessor(family(), TRACKS, world.around().model, "own")
    evidence = assessor.evidence(variant, "G")
    assert evidence.splice is SpliceEffect.FRAME_KEPT
    assert evidence.removed_share == pytest.approx(8 / 13)
