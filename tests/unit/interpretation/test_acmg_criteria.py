"""Each criterion at its thresholds; numbers are those of the papers as the facts file quotes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.interpretation.acmg.classify import classify
from tachkhis.interpretation.acmg.evidence import DeNovo
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.evidence import Partner
from tachkhis.interpretation.acmg.evidence import SpliceEffect
from tachkhis.interpretation.acmg.frequency import bs1
from tachkhis.interpretation.acmg.frequency import is_ba1_exception
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.result import Criterion
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.record import Consequence
from tachkhis.variants.record import Variant

from .families import consequence
from .families import nonsense
from .families import seen


def evidence(variant: Variant | None = None, **more: Any) -> Evidence:
    """A missense variant that nothing is known of, unless told otherwise."""
    found = variant or seen(girl="0/1")
    effect = found.consequences[0]
    return Evidence(variant=found, gene="GENE1", consequence=effect, **more)


def met(given: Evidence, code: str) -> str | None:
    """Strength at which a code was met, or ``None``."""
    return next((c.strength for c in classify(given).criteria if c.code == code), None)


def reason(given: Evidence, code: str) -> str:
    found: Criterion = next(c for c in classify(given).criteria if c.code == code)
    return found.reason.key


def null(effect: Consequence | None = None, **more: Any) -> Evidence:
    """A null variant in a gene with many other pathogenic truncating variants."""
    return evidence(seen(effect=effect or nonsense(), girl="0/1"), truncating_elsewhere=9, **more)


def terms(*names: str, **more: Any) -> Consequence:
    return consequence(*names, impact="HIGH", **more)


@pytest.mark.parametrize(
    ("given", "strength", "sentence"),
    [
        (null(), "very_strong", "null_nmd"),
        (null(terms("frameshift_variant", nmd=True)), "very_strong", "null_nmd"),
        (null(terms("stop_gained", nmd=False), removed_share=0.11), "strong", "null_no_nmd"),
        (null(terms("stop_gained", nmd=False), removed_share=0.10), "moderate", "null_no_nmd"),
        (null(terms("stop_gained", nmd=False)), "moderate", "null_no_nmd"),  # share not known: the lower row
        (null(terms("stop_gained", nmd=None), removed_share=0.5), "strong", "null_no_nmd"),
        (null(terms("splice_donor_variant"), splice=SpliceEffect.FRAME_LOST_NMD), "very_strong", "splice"),
        (
            null(terms("splice_donor_variant"), splice=SpliceEffect.FRAME_KEPT, removed_share=0.2),
            "strong",
            "splice_no_nmd",
        ),
        (
            null(terms("splice_donor_variant"), splice=SpliceEffect.FRAME_KEPT, removed_share=0.02),
            "moderate",
            "splice_no_nmd",
        ),
        (null(terms("splice_acceptor_variant")), "moderate", "splice_unknown"),
        (null(terms("splice_donor_variant"), splice=SpliceEffect.START_EXON), "moderate", "splice_start_exon"),
        (null(terms("start_lost")), "supporting", "start_lost"),
        (null(terms("transcript_ablation")), "very_strong", "whole_gene"),
        # evidence that loss of function is how this gene makes ill
        (replace(null(), truncating_elsewhere=2), "very_strong", "null_nmd"),
        (replace(null(), truncating_elsewhere=1), "strong", "null_nmd_unproven"),
        (replace(null(), truncating_elsewhere=0), "moderate", "null_nmd_unproven"),
        (replace(null(), truncating_elsewhere=None), "moderate", "null_nmd_unproven"),  # no ClinVar
    ],
)
def test_pvs1_tree(given: Evidence, strength: str, sentence: str) -> None:
    assert met(given, "PVS1") == strength
    assert reason(given, "PVS1") == f"acmg.PVS1.{sentence}"


@pytest.mark.parametrize(
    "given",
    [
        evidence(),  # missense
        null(terms("splice_region_variant")),
        null(terms("inframe_deletion")),
        replace(null(terms("start_lost")), truncating_elsewhere=0),  # supporting, lowered twice: nothing is left
    ],
)
def test_pvs1_does_not_apply(given: Evidence) -> None:
    assert met(given, "PVS1") is None


def gnomad(ac: int, an: int, faf: float | None = None) -> Variant:
    return seen(girl="0/1", gnomad=AlleleCounts(ac, an, 0, faf))


def panel(ac: int, an: int = 218) -> Variant:
    return seen(girl="0/1", panel=AlleleCounts(ac, an, 0))


@pytest.mark.parametrize(
    ("variant", "code"),
    [
        (gnomad(101, 2000), "BA1"),  # 5.05 %
        (gnomad(100, 2000), "BS1"),  # exactly 5 % is not above it
        (gnomad(100, 1000), None),  # 10 % of too few alleles
        (gnomad(21, 2000), "BS1"),
        (gnomad(20, 2000), None),
        (gnomad(10, 100_000, faf=0.06), "BA1"),  # common in one continental population
        (panel(0), None),
        (panel(5), None),  # 2.3 %, but the lower bound is 0.7 %
        (panel(9), "BS1"),  # 4.1 %, lower bound 1.9 %
        (panel(109), "BS1"),  # half of the panel: too few alleles for BA1
    ],
)
def test_common_alleles(variant: Variant, code: str | None) -> None:
    found = {c.code for c in classify(evidence(variant, gnomad_configured=True)).criteria} & {"BA1", "BS1"}
    assert found == ({code} if code else set())


@pytest.mark.parametrize(
    ("ac", "an", "code"),
    [
        (130, 2000, "BA1"),  # 6.5 %, lower bound 5.46 %
        (110, 2000, "BS1"),  # 5.5 %, lower bound 4.54 %
        (130, 1999, "BS1"),  # one allele too few
        (1640, 4000, "BA1"),
    ],
)
def test_a_panel_of_a_thousand_people_gives_ba1_by_its_lower_bound(ac: int, an: int, code: str) -> None:
    found = classify(evidence(panel(ac, an)))
    assert [one.code for one in found.criteria if one.code in ("BA1", "BS1")] == [code]
    assert found.class_ is (Class.BENIGN if code == "BA1" else Class.LIKELY_BENIGN)
    for spared in ("founder", "ba1_exception"):
        given = evidence(panel(ac, an), **{spared: True})
        assert not {"BA1", "BS1"} & {one.code for one in classify(given).criteria}


@pytest.mark.parametrize(("ac", "an", "code"), [(9, 10, None), (50, 99, None), (50, 100, "BS1"), (0, 218, None)])
def test_the_panel_speaks_only_on_enough_alleles(ac: int, an: int, code: str | None) -> None:
    given = evidence(panel(ac, an))
    assert [one.code for one in classify(given).criteria if one.code in ("BA1", "BS1")] == ([code] if code else [])


@pytest.mark.parametrize(
    ("ac", "an", "code"), [(109, 218, "BS1"), (900, 2000, "BA1"), (5, 218, None)], ids=["BS1", "BA1", "neither"]
)
def test_a_partial_record_of_the_panel_gives_neither_ba1_nor_bs1_and_says_so(
    ac: int, an: int, code: str | None
) -> None:
    whole = evidence(panel(ac, an))
    partial = evidence(seen(girl="0/1", panel=AlleleCounts(ac, an, 0, partial=54)))
    spoken = {"BA1", "BS1"} & {one.code for one in classify(whole).criteria}
    assert spoken == ({code} if code else set())
    found = classify(partial)
    assert not {"BA1", "BS1"} & {one.code for one in found.criteria}
    told = [message.values for message in found.reserves if message.key == "acmg_reserve.panel_partial"]
    assert told == ([{"code": code, "ac": str(ac), "an": str(an), "people": "54"}] if code else [])


@pytest.mark.parametrize(
    ("partial", "reserve"), [(0, "acmg_reserve.panel_above_pm2"), (54, "acmg_reserve.panel_partial_pm2")]
)
def test_a_partial_record_is_not_compared_with_the_threshold_of_pm2(partial: int, reserve: str) -> None:
    given = evidence(seen(girl="0/1", panel=AlleleCounts(1, 108, 0, partial=partial)), gnomad_configured=True)
    keys = {one.key for one in classify(given).reserves if "panel" in one.key}
    assert keys == {reserve}


@pytest.mark.parametrize(("ac", "code"), [(600, "BA1"), (200, "BS1"), (5, None)])
def test_a_frequency_that_gnomad_itself_filtered_gives_neither_ba1_nor_bs1_and_says_so(
    ac: int, code: str | None
) -> None:
    counts = AlleleCounts(ac, 10_000, 3, filters=("AC0", "AS_VQSR"))
    found = classify(evidence(replace(seen(), gnomad=counts)))
    assert not {"BA1", "BS1"} & {one.code for one in found.criteria}
    told = [m.values for m in found.reserves if m.key == "acmg_reserve.gnomad_filtered"]
    assert told == ([{"code": code, "filters": "AC0, AS_VQSR"}] if code else [])


def test_a_pm2_on_a_filtered_record_of_gnomad_carries_a_reserve() -> None:
    counts = AlleleCounts(0, 100_000, 0, filters=("AC0",))
    found = classify(evidence(replace(seen(), gnomad=counts), gnomad_configured=True))
    assert "PM2" in {one.code for one in found.criteria}
    assert "acmg_reserve.gnomad_filtered_pm2" in {message.key for message in found.reserves}


@pytest.mark.parametrize(
    ("ac", "reserve"), [(1, "acmg_reserve.panel_above_pm2"), (0, None)], ids=["seen in Morocco", "not seen"]
)
def test_a_pm2_that_the_moroccan_panel_contradicts_says_so(ac: int, reserve: str | None) -> None:
    given = evidence(seen(girl="0/1", panel=AlleleCounts(ac, 108, 0)), gnomad_configured=True)
    found = classify(given)
    assert "PM2" in {one.code for one in found.criteria}
    said = [one for one in found.reserves if one.key == "acmg_reserve.panel_above_pm2"]
    assert [one.key for one in said] == ([] if reserve is None else [reserve])
    if said:
        assert (said[0].values["ac"], said[0].values["an"]) == ("1", "108")


@pytest.mark.parametrize(("frequency", "code"), [(0.2, "BA1"), (0.03, "BS1"), (0.0001, None)])
def test_a_founder_says_which_criterion_it_was_spared(frequency: float, code: str | None) -> None:
    given = evidence(gnomad(round(frequency * 100_000), 100_000), gnomad_configured=True, founder=True)
    spared = [one.values["code"] for one in classify(given).reserves if one.key == "acmg_reserve.founder_spared"]
    assert spared == ([] if code is None else [code])


@pytest.mark.parametrize("why", ["founder", "ba1_exception"])
def test_founders_and_the_nine_exceptions_are_never_called_common(why: str) -> None:
    given = evidence(gnomad(500, 2000), gnomad_configured=True, **{why: True})
    assert not {c.code for c in classify(given).criteria} & {"BA1", "BS1"}


@pytest.mark.parametrize(
    ("contig", "position", "ref", "alt", "build", "expected"),
    [
        ("chr13", 20189473, "C", "T", "GRCh38", True),  # GJB2 c.109G>A
        ("13", 20763612, "C", "T", "GRCh37", True),
        ("13", 20763612, "C", "T", "GRCh38", False),
        ("13", 20763612, "C", "G", "GRCh37", False),
    ],
)
def test_the_exceptions_by_place(contig: str, position: int, ref: str, alt: str, build: str, expected: bool) -> None:
    variant = replace(seen(girl="0/1"), contig=contig, position=position, ref=ref, alt=alt)
    assert is_ba1_exception(variant, build) is expected


NINE = {  # GRCh37, GRCh38; written by hand and not read from the table
    "ACAD9": ("3-128598490-C-CTAAG", "3-128879647-C-CTAAG"),
    "GJB2": ("13-20763612-C-T", "13-20189473-C-T"),
    "HFE H63D": ("6-26091179-C-G", "6-26090951-C-G"),
    "HFE C282Y": ("6-26093141-G-A", "6-26092913-G-A"),
    "MEFV P369S": ("16-3299586-G-A", "16-3249586-G-A"),
    "MEFV R408Q": ("16-3299468-C-T", "16-3249468-C-T"),
    "PIBF1": ("13-73409497-G-A", "13-72835359-G-A"),
    "ACADS": ("12-121175678-C-T", "12-120737875-C-T"),
    "BTD": ("3-15686693-G-C", "3-15645186-G-C"),
}


@pytest.mark.parametrize("prefix", ["", "chr"])
@pytest.mark.parametrize(("place", "build"), [(0, "GRCh37"), (1, "GRCh38")])
@pytest.mark.parametrize("name", NINE)
def test_each_of_the_nine_is_known_on_its_build_and_on_no_other(name: str, place: int, build: str, prefix: str) -> None:
    contig, position, ref, alt = NINE[name][place].split("-")
    named = consequence(hgvs_c="T1.1:c.1A>G")
    variant = replace(seen(girl="0/1", effect=named), contig=prefix + contig, position=int(position), ref=ref, alt=alt)
    assert is_ba1_exception(variant, build)
    assert not is_ba1_exception(variant, {"GRCh37": "GRCh38", "GRCh38": "GRCh37"}[build])
    assert not is_ba1_exception(variant, "own build")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("NM_000060.5:c.1330G>C", True),  # BTD, another version
        ("NM_014049.5:c.-44_-41dup", True),  # ACAD9, without the bases of the old name
        ("NM_000060.4:c.1330G>A", False),
        ("NM_999999.4:c.1330G>C", False),
    ],
)
def test_the_exceptions_by_name(name: str, expected: bool) -> None:
    assert is_ba1_exception(seen(girl="0/1", effect=consequence(hgvs_c=name)), "own build") is expected


AD, AR = frozenset({"autosomal_dominant"}), frozenset({"autosomal_recessive"})


@pytest.mark.parametrize(
    ("variant", "modes", "configured", "expected"),
    [
        (seen(girl="0/1"), AR, True, "acmg.PM2.not_listed"),
        (seen(girl="0/1"), AR, False, None),  # no gnomAD: silence means nothing
        (panel(0), AR, False, None),  # absent from the panel: never evidence
        (gnomad(0, 100_000), AR, True, "acmg.PM2.absent"),
        (gnomad(10, 100_000), AR, True, "acmg.PM2.rare"),  # 0.0001
        (gnomad(11, 100_000), AR, True, None),
        (gnomad(2, 100_000), AD, True, "acmg.PM2.rare"),  # 0.00002
        (gnomad(3, 100_000), AD, True, None),
        (gnomad(0, 1_999), AR, True, None),  # too few alleles looked at
        (replace(seen(girl="0/1"), ref="CA", alt="TG"), AR, True, None),  # gnomAD lists each change for itself
        (replace(seen(girl="0/1"), ref="CA", alt="TGG"), AR, True, "acmg.PM2.not_listed"),
    ],
)
def test_pm2(variant: Variant, modes: frozenset[str], configured: bool, expected: str | None) -> None:
    given = evidence(variant, modes=modes, gnomad_configured=configured)
    assert met(given, "PM2") == ("supporting" if expected else None)
    if expected:
        assert reason(given, "PM2") == expected
    assert ("PM2" in classify(given).not_evaluated) is (not configured)


@pytest.mark.parametrize(
    ("confirmed", "ratio", "code", "strength"),
    [
        (True, 4.33, "PS2", "moderate"),  # 1 point
        (True, 4.32, "PS2", "supporting"),  # 0.5 points
        (False, 9.0, "PM6", "supporting"),  # 0.5 points
        (False, 1.0, "PM6", None),  # 0.25 points
    ],
)
def test_de_novo_points(confirmed: bool, ratio: float, code: str, strength: str | None) -> None:
    given = evidence(de_novo=DeNovo(confirmed, 30, 28), phenotype_ratio=ratio, phenotype_matched=True, modes=AD)
    assert met(given, code) == strength
    assert met(given, {"PS2": "PM6", "PM6": "PS2"}[code]) is None


@pytest.mark.parametrize(
    "changed",
    [{"phenotype_matched": False}, {"affected": False}, {"modes": AR}, {"de_novo": None}],
)
def test_de_novo_needs_a_fitting_affected_child_in_a_dominant_gene(changed: dict[str, Any]) -> None:
    whole = evidence(de_novo=DeNovo(True, 30, 28), phenotype_ratio=9.0, phenotype_matched=True, modes=AD)
    assert met(whole, "PS2") == "moderate"
    assert met(replace(whole, **changed), "PS2") is None


def partner(class_: Class, phase: str) -> tuple[Partner, ...]:
    return (Partner("T1.1:c.9del", class_, phase),)


@pytest.mark.parametrize(
    ("given", "strength"),
    [
        ({"homozygous": True}, "supporting"),
        ({"partners": partner(Class.PATHOGENIC, "trans")}, "moderate"),
        ({"partners": partner(Class.LIKELY_PATHOGENIC, "trans")}, "moderate"),
        ({"partners": partner(Class.PATHOGENIC, "unknown")}, "supporting"),
        ({"partners": partner(Class.LIKELY_PATHOGENIC, "unknown")}, None),  # 0.25 points
        ({"partners": partner(Class.UNCERTAIN, "trans")}, None),  # 0.25 points
        ({"partners": partner(Class.BENIGN, "trans")}, None),
        ({"partners": partner(Class.UNCERTAIN, "trans") + partner(Class.PATHOGENIC, "trans")}, "moderate"),
        ({}, None),
    ],
)
def test_pm3_points(given: dict[str, Any], strength: str | None) -> None:
    fitting = evidence(modes=AR, phenotype_matched=True, **given)
    assert met(fitting, "PM3") == strength
    assert met(replace(fitting, modes=AD), "PM3") is None
    assert met(replace(fitting, affected=False), "PM3") is None
    assert met(replace(fitting, phenotype_matched=False), "PM3") is None
    assert all(c.code != "PM3" for c in classify(fitting, with_pm3=False).criteria)


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (0.932, ("PP3", "strong")),
        (0.931, ("PP3", "moderate")),
        (0.773, ("PP3", "moderate")),
        (0.772, ("PP3", "supporting")),
        (0.644, ("PP3", "supporting")),
        (0.643, None),
        (0.291, None),
        (0.290, ("BP4", "supporting")),
        (0.183, ("BP4", "moderate")),
        (0.016, ("BP4", "strong")),
        (0.003, ("BP4", "very_strong")),
        (0.0, ("BP4", "very_strong")),
    ],
)
def test_revel_bounds_of_pejaver(score: float, expected: tuple[str, str] | None) -> None:
    found = classify(evidence(seen(girl="0/1", scores={"REVEL": score})))
    assert [(c.code, c.strength) for c in found.criteria] == ([expected] if expected else [])
    assert not {"PP3", "BP4"} & set(found.not_evaluated)


def test_without_a_score_pp3_and_bp4_are_said_not_to_be_evaluated() -> None:
    assert {"PP3", "BP4"} <= set(classify(evidence()).not_evaluated)


def test_the_chosen_predictor_has_a_calibration_of_its_own_and_every_one_is_in_order() -> None:
    table = read_json(RESOURCES / "acmg" / "computation.json")
    calibrations = table["missense"]["calibrations"]
    assert table["predictor"] in calibrations
    for rule in calibrations.values():
        up, down = [bound for _, bound in rule["PP3"]], [bound for _, bound in rule["BP4"]]
        assert up == sorted(up, reverse=True)
        assert down == sorted(down)
        assert max(down) < min(up)


def test_revel_is_for_missense_only() -> None:
    variant = seen(girl="0/1", effect=nonsense(), scores={"REVEL": 0.99})
    assert met(evidence(variant), "PP3") is None


@pytest.mark.parametrize(
    ("names", "score", "expected"),
    [
        (("synonymous_variant",), 0.1, {"BP4", "BP7"}),
        (("synonymous_variant",), 0.11, set()),
        (("synonymous_variant",), 0.2, {"PP3"}),
        (("splice_region_variant", "synonymous_variant"), 0.05, {"BP4"}),
        (("splice_region_variant", "intron_variant"), 0.5, {"PP3"}),
        (("splice_donor_variant",), 0.99, set()),
        (("synonymous_variant",), None, set()),
    ],
)
def test_splicing(names: tuple[str, ...], score: float | None, expected: set[str]) -> None:
    scores = {} if score is None else {"SPLICEAI": score}
    given = evidence(seen(girl="0/1", effect=consequence(*names, impact="LOW"), scores=scores))
    assert {c.code for c in classify(given).criteria} - {"PVS1"} == expected
    assert ("BP7" in classify(given).not_evaluated) is (score is None)


@pytest.mark.parametrize(
    ("names", "strength"),
    [
        (("stop_lost",), "moderate"),
        (("inframe_deletion",), "supporting"),
        (("inframe_insertion",), "supporting"),
        (("stop_gained", "inframe_insertion"), None),  # a null variant is PVS1's
        (("missense_variant",), None),
    ],
)
def test_pm4(names: tuple[str, ...], strength: str | None) -> None:
    assert met(evidence(seen(girl="0/1", effect=consequence(*names))), "PM4") == strength


def test_clinvar_is_never_counted() -> None:
    from tachkhis.variants.record import ClinVarEntry

    known = replace(seen(girl="0/1"), clinvar=ClinVarEntry("1", "Pathogenic", "practice guideline", ()))
    assert classify(evidence(known)).criteria == []


def test_the_class_is_that_of_the_points() -> None:
    given = replace(null(), gnomad_configured=True, homozygous=True, modes=AR, phenotype_matched=True)
    found = classify(given)
    assert (found.points, found.class_) == (8 + 1 + 1, Class.PATHOGENIC)
    assert [c.points for c in found.criteria] == [8, 1, 1]


LARGE = AlleleCounts(0, 150_000, 0)


@pytest.mark.parametrize(
    ("given", "class_", "without"),
    [
        # PVS1 8 + PM3 1 + PM2 1: P with it, LP without it
        (null(gnomad_configured=True, homozygous=True, phenotype_matched=True), "P", "LP"),
        # PVS1 Strong 4 + PM3 1 + PM2 1: LP with it, VUS without it
        (
            null(
                terms("stop_gained", nmd=False),
                removed_share=0.2,
                gnomad_configured=True,
                homozygous=True,
                phenotype_matched=True,
            ),
            "LP",
            "VUS",
        ),
        (null(gnomad_configured=True), "LP", None),  # PVS1 8 + PM2 1: LP either way
        (evidence(gnomad_configured=True), "VUS", None),
        (null(homozygous=True, phenotype_matched=True), "LP", None),  # no gnomAD, no PM2
    ],
)
def test_a_class_that_rests_on_the_silence_of_gnomad_says_so(given: Evidence, class_: str, without: str | None) -> None:
    found = classify(given)
    assert found.class_.value == class_
    values = [message.values for message in found.reserves]
    assert values == ([] if without is None else [{"class": class_, "without": without}])


def test_a_class_that_rests_on_counted_alleles_needs_no_reserve() -> None:
    variant = seen(effect=nonsense(), girl="1/1", gnomad=LARGE)
    given = evidence(variant, truncating_elsewhere=9, gnomad_configured=True, homozygous=True, phenotype_matched=True)
    assert (classify(given).class_, classify(given).reserves) == (Class.PATHOGENIC, [])
    assert reason(given, "PM2") == "acmg.PM2.absent"


@pytest.mark.parametrize(
    ("modes", "strength"),
    [(("x_linked_recessive",), "moderate"), (("x_linked",), "moderate"), (("autosomal_recessive",), None)],
)
def test_a_de_novo_allele_counts_in_an_x_linked_gene_of_either_kind(modes: tuple[str, ...], strength: str) -> None:
    found = DeNovo(confirmed=True, father_depth=None, mother_depth=30)
    given = evidence(de_novo=found, phenotype_matched=True, phenotype_ratio=9.0, modes=frozenset(modes))
    assert met(given, "PS2") == strength


@pytest.mark.parametrize(
    ("father", "mother", "sentence"),
    [(30, 30, "de_novo"), (None, 30, "de_novo_mother"), (30, None, "de_novo_father")],
)
def test_a_de_novo_sentence_names_the_parents_that_matter(
    father: int | None, mother: int | None, sentence: str
) -> None:
    found = DeNovo(confirmed=False, father_depth=father, mother_depth=mother)
    given = evidence(de_novo=found, phenotype_matched=True, phenotype_ratio=9.0)
    assert reason(given, "PM6") == f"acmg.PM6.{sentence}"


def test_the_silence_of_gnomad_says_nothing_of_mitochondria() -> None:
    silent = classify(evidence(seen("chrM", 100, girl="1"), gnomad_configured=True))
    assert silent.criteria == []
    assert "PM2" in silent.not_evaluated
    counted = evidence(seen("chrM", 100, girl="1", gnomad=LARGE), gnomad_configured=True)
    assert met(counted, "PM2") == "supporting"


@pytest.mark.parametrize(("ac", "code"), [(2, None), (4, None), (5, "BS1"), (9, "BS1")])
def test_a_family_in_the_panel_does_not_speak_against_a_dominant_cause(ac: int, code: str | None) -> None:
    """The lower bound of 2 of 218 is above 0.1 %: one homozygote must not give a strong benign criterion."""
    found = bs1(evidence(panel(ac), modes=frozenset({"autosomal_dominant"})))
    assert (found.code if found else None) == code
