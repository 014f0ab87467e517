"""PS1, PM5, PM1, PP2, BP1, BS2, BP2, BP3, BP7 in introns, and thresholds from prevalence: both sides of each."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt
from typing import Any

import pytest

from tachkhis.case.gene_tables import Constraint
from tachkhis.case.gene_tables import GeneDisease
from tachkhis.case.gene_tables import Hotspot
from tachkhis.interpretation.acmg.classify import classify
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.evidence import GnomadCoverage
from tachkhis.interpretation.acmg.evidence import KnownVariant
from tachkhis.interpretation.acmg.evidence import LofInExon
from tachkhis.interpretation.acmg.evidence import Partner
from tachkhis.interpretation.acmg.evidence import SpliceEffect
from tachkhis.interpretation.acmg.evidence import StartLoss
from tachkhis.interpretation.acmg.prevalence import credible_frequency
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.variants.record import AlleleCounts

from .families import benchmarks
from .families import consequence
from .families import nonsense
from .families import seen
from .test_acmg_criteria import evidence
from .test_acmg_criteria import met
from .test_acmg_criteria import null
from .test_acmg_criteria import reason
from .test_acmg_criteria import terms


def at_50(*names: str, protein: str = "p.(Arg50Gln)", scores: dict[str, float] | None = None, **more: Any) -> Evidence:
    """A change of residue 50, missense unless told otherwise."""
    effect = consequence(*(names or ("missense_variant",)), hgvs_c="T1.1:c.149G>A", hgvs_p=protein)
    return evidence(seen(effect=effect, girl="0/1", scores=scores), **more)


def known(protein: str, class_: Class = Class.PATHOGENIC, stars: int = 2, allele: str = "chr1-9-C-T") -> KnownVariant:
    return KnownVariant(allele, "T1.1:c.150A>T", protein, class_, stars)


@pytest.mark.parametrize(
    ("listed", "code", "strength"),
    [
        (known("p.(Arg50Gln)"), "PS1", "strong"),
        (known("p.(Arg50Gln)", Class.LIKELY_PATHOGENIC), "PS1", "moderate"),
        (known("p.(Arg50Trp)"), "PM5", "moderate"),
        (known("p.(Arg50Trp)", Class.LIKELY_PATHOGENIC), "PM5", "supporting"),
        (known("p.(Arg50Trp)", stars=1), "PM5", None),  # a single submitter
        (known("p.(Arg50Ter)"), "PM5", None),  # no missense change
        (known("p.(Arg50=)"), "PM5", None),
        (known("p.(Arg51Trp)"), "PM5", None),  # another residue
        (known("p.(Arg50Gln)", allele="chr1-5000-A-G"), "PS1", None),  # the variant itself
    ],
)
def test_ps1_and_pm5(listed: KnownVariant, code: str, strength: str | None) -> None:
    found = {one.code: one.strength for one in classify(at_50(same_codon=(listed,))).criteria}
    assert found == ({code: strength} if strength else {})


def test_the_same_change_goes_before_another_one_of_the_residue() -> None:
    found = classify(at_50(same_codon=(known("p.(Arg50Gln)"), known("p.(Arg50Trp)"))))
    assert [(one.code, one.strength) for one in found.criteria] == [("PS1", "strong")]
    assert [(one.code, one.reason.key) for one in found.barred] == [("PM5", "acmg_barred.same_residue_twice")]


@pytest.mark.parametrize(
    ("names", "score", "counted"),
    [
        (("missense_variant",), None, True),
        (("missense_variant",), 0.19, True),
        (("missense_variant",), 0.2, False),
        (("missense_variant", "splice_region_variant"), None, False),
    ],
)
def test_what_may_act_by_splicing_is_not_compared(names: tuple[str, ...], score: float | None, counted: bool) -> None:
    scores = {} if score is None else {"SPLICEAI": score}
    assert (met(at_50(*names, scores=scores, same_codon=(known("p.(Arg50Gln)"),)), "PS1") is not None) is counted


def test_ps1_and_pm5_that_nobody_looked_at_are_said_so() -> None:
    assert {"PS1", "PM5"} <= set(classify(at_50()).not_evaluated)
    assert not {"PS1", "PM5"} & set(classify(at_50(same_codon=())).not_evaluated)
    assert not {"PS1", "PM5"} & set(classify(null()).not_evaluated)  # not for null variants


SPOT = Hotspot("GENE1", 40, 49, "domaine", "PMID 1")


@pytest.mark.parametrize(
    ("spots", "names", "strength"),
    [
        ((replace(SPOT, last=50),), (), "moderate"),
        ((SPOT,), (), None),  # ends one residue before
        ((replace(SPOT, first=50, last=60),), (), "moderate"),
        ((replace(SPOT, first=51, last=60),), (), None),
        ((replace(SPOT, last=50, strength="supporting"), replace(SPOT, last=60, strength="strong")), (), "strong"),
        ((replace(SPOT, last=50),), ("synonymous_variant",), None),
        ((replace(SPOT, last=50),), ("inframe_deletion",), "moderate"),
        ((), (), None),
    ],
)
def test_pm1(spots: tuple[Hotspot, ...], names: tuple[str, ...], strength: str | None) -> None:
    given = at_50(*names, hotspots=spots)
    assert met(given, "PM1") == strength
    assert "PM1" not in classify(given).not_evaluated
    assert "PM1" in classify(at_50()).not_evaluated


@pytest.mark.parametrize(
    ("mechanism", "z", "expected"),
    [
        ("missense", 3.09, {"PP2"}),
        ("missense", 3.08, set()),
        ("missense", None, set()),
        ("both", 3.09, {"PP2"}),
        ("lof", 5.0, {"BP1"}),
        ("lof", None, {"BP1"}),
    ],
)
def test_pp2_and_bp1(mechanism: str, z: float | None, expected: set[str]) -> None:
    row = Constraint("GENE1", mechanism, "PMID 1", z)
    assert {one.code for one in classify(at_50(constraint=row, constraint_given=True)).criteria} == expected
    synonymous = evidence(seen(effect=consequence("synonymous_variant"), girl="0/1"), constraint=row)
    assert classify(synonymous).criteria == []


CHILDHOOD = GeneDisease("GENE1", "maladie", "recessive", "PMID 1", onset="childhood")


@pytest.mark.parametrize(
    ("diseases", "counts", "expected"),
    [
        ((CHILDHOOD,), AlleleCounts(9, 150_000, 3), "strong"),
        ((CHILDHOOD,), AlleleCounts(9, 150_000, 2), None),
        ((CHILDHOOD,), AlleleCounts(9, 150_000, None), None),  # homozygotes are not known
        ((replace(CHILDHOOD, onset="adult"),), AlleleCounts(9, 150_000, 3), None),
        ((replace(CHILDHOOD, penetrance=0.94),), AlleleCounts(9, 150_000, 3), None),
        ((replace(CHILDHOOD, penetrance=0.95),), AlleleCounts(9, 150_000, 3), "strong"),
        ((CHILDHOOD, replace(CHILDHOOD, onset="adult")), AlleleCounts(9, 150_000, 3), None),  # a milder disease, too
        ((replace(CHILDHOOD, mode="dominant"),), AlleleCounts(5, 150_000, 0), "strong"),
        ((replace(CHILDHOOD, mode="dominant"),), AlleleCounts(4, 150_000, 0), None),
        ((replace(CHILDHOOD, mode="x_linked"),), AlleleCounts(99, 150_000, 2), None),  # hemizygotes are not counted
        ((), AlleleCounts(9, 150_000, 3), None),  # off unless the gene is listed
    ],
)
def test_bs2(diseases: tuple[GeneDisease, ...], counts: AlleleCounts, expected: str | None) -> None:
    given = evidence(seen(girl="0/1", gnomad=counts), diseases=diseases, gnomad_configured=True)
    assert met(given, "BS2") == expected
    assert met(replace(given, founder=True), "BS2") is None
    filtered = replace(given.variant, gnomad=replace(counts, filters=("AC0",)))
    assert met(replace(given, variant=filtered), "BS2") is None
    assert ("BS2" in classify(given).not_evaluated) is (not diseases)


def disease(**more: Any) -> GeneDisease:
    return GeneDisease("GENE1", "maladie", **{"mode": "dominant", "source": "PMID 1", "prevalence": 0.002, **more})


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (disease(), 0.001),  # half of the prevalence: each patient has two alleles
        (disease(penetrance=0.5), 0.002),
        (disease(allelic=0.1, genetic=0.5), 0.00005),
        (disease(mode="x_linked"), 0.002),
        (disease(mode="recessive", prevalence=0.0004), 0.02),
        (disease(mode="recessive", prevalence=0.0004, allelic=0.5, penetrance=0.25), 0.5 * sqrt(0.0016)),
        (disease(prevalence=None), None),
    ],
)
def test_the_greatest_credible_frequency(row: GeneDisease, expected: float | None) -> None:
    found = credible_frequency(row)
    assert found == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("diseases", "ac", "code"),
    [
        ((), 1001, "BS1"),  # the default of 1 %
        ((), 1000, None),
        ((disease(prevalence=0.0002),), 11, "BS1"),  # 0.0001
        ((disease(prevalence=0.0002),), 10, None),
        ((disease(prevalence=0.0002, bs1=0.02),), 2001, "BS1"),  # an expert panel's own threshold
        ((disease(prevalence=0.0002, bs1=0.02),), 2000, None),
        ((disease(prevalence=0.0002), disease(prevalence=0.0004)), 15, None),  # the more common disease: 0.0002
        ((disease(prevalence=0.0002), disease(prevalence=None)), 15, None),  # the default comes in
        ((disease(ba1=0.001),), 101, "BA1"),
        ((disease(ba1=0.001),), 100, None),
    ],
)
def test_thresholds_of_frequency_from_the_diseases(
    diseases: tuple[GeneDisease, ...], ac: int, code: str | None
) -> None:
    given = evidence(seen(girl="0/1", gnomad=AlleleCounts(ac, 100_000, 0)), diseases=diseases, gnomad_configured=True)
    found = [one for one in classify(given).criteria if one.code in ("BA1", "BS1")]
    assert [one.code for one in found] == ([code] if code else [])
    if found and diseases:
        assert found[0].threshold.values["disease"] == "maladie, PMID 1"


@pytest.mark.parametrize(
    ("phase", "class_", "modes", "expected"),
    [
        ("trans", Class.PATHOGENIC, "autosomal_dominant", "supporting"),
        ("trans", Class.LIKELY_PATHOGENIC, "autosomal_dominant", None),
        ("trans", Class.PATHOGENIC, "autosomal_recessive", None),
        ("trans", Class.PATHOGENIC, "x_linked_dominant", None),
        ("trans", Class.PATHOGENIC, "", None),  # nothing is known of the gene
        ("unknown", Class.PATHOGENIC, "autosomal_dominant", None),
        ("cis", Class.PATHOGENIC, "autosomal_recessive", "supporting"),
        ("cis", Class.LIKELY_PATHOGENIC, "autosomal_recessive", None),
    ],
)
def test_bp2(phase: str, class_: Class, modes: str, expected: str | None) -> None:
    partners = (Partner("T1.1:c.9del", class_, phase),)
    given = evidence(partners=partners, modes=frozenset(modes.split()))
    assert met(given, "BP2") == expected
    assert met(replace(given, phenotype_matched=True), "PM3") == (
        "moderate"
        if phase == "trans" and "dominant" not in modes
        else ("supporting" if phase == "unknown" and not modes else None)
    )


@pytest.mark.parametrize(
    ("in_repeat", "expected"),
    [
        (None, {"PM4": "supporting"}),
        (False, {"PM4": "moderate"}),
        (True, {"BP3": "supporting"}),
    ],
)
def test_a_change_of_length_within_and_outside_of_repeats(in_repeat: bool | None, expected: dict[str, str]) -> None:
    given = at_50("inframe_deletion", protein="p.(Arg50del)", in_repeat=in_repeat)
    assert {one.code: one.strength for one in classify(given).criteria} == expected
    listed = replace(given, hotspots=(replace(SPOT, last=50),))
    assert "BP3" not in {one.code for one in classify(listed).criteria}  # the place has a function


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("T1.1:c.10+7A>G", {"BP4", "BP7"}),
        ("T1.1:c.10+6A>G", {"BP4"}),
        ("T1.1:c.11-21A>G", {"BP4", "BP7"}),
        ("T1.1:c.11-20A>G", {"BP4"}),
        ("T1.1:c.-11+7A>G", {"BP4", "BP7"}),  # an intron of the 5' untranslated region
        ("T1.1:c.10+7del", {"BP4"}),
        (None, {"BP4"}),
    ],
)
def test_bp7_in_introns(name: str | None, expected: set[str]) -> None:
    effect = consequence("intron_variant", hgvs_c=name, hgvs_p=None, impact="MODIFIER")
    given = evidence(seen(effect=effect, girl="0/1", scores={"SPLICEAI": 0.1}))
    assert {one.code for one in classify(given).criteria} == expected
    louder = evidence(seen(effect=effect, girl="0/1", scores={"SPLICEAI": 0.11}))
    assert classify(louder).criteria == []


@pytest.mark.parametrize(
    ("revel", "splice", "expected"),
    [
        (0.1, 0.1, "BP4 moderate"),
        (0.1, 0.11, None),  # it may act by splicing
        (0.1, 0.2, "PP3 supporting"),
        (0.5, 0.2, "PP3 supporting"),
        (0.8, 0.2, "PP3 moderate"),  # the protein's score goes before
        (0.8, 0.0, "PP3 moderate"),
        (None, 0.2, "PP3 supporting"),
        (None, 0.1, None),
    ],
)
def test_missense_with_both_scores(revel: float | None, splice: float, expected: str | None) -> None:
    scores = {"SPLICEAI": splice} | ({} if revel is None else {"REVEL": revel})
    found = [f"{one.code} {one.strength}" for one in classify(at_50(scores=scores)).criteria]
    assert found == ([expected] if expected else [])


def test_a_low_splice_score_says_nothing_of_a_truncated_protein() -> None:
    given = evidence(seen(effect=nonsense(), girl="0/1", scores={"SPLICEAI": 0.0}))
    assert met(given, "BP4") is None


@pytest.mark.parametrize(
    ("alleles", "barred"),
    [(None, []), (2_000, []), (1_999, ["gnomad_not_covered"]), (0, ["gnomad_coverage_unknown"])],
)
def test_pm2_asks_whether_gnomad_covers_the_place(alleles: int | None, barred: list[str]) -> None:
    known = None if alleles is None else GnomadCoverage(alleles, 30)
    found = classify(evidence(gnomad_configured=True, gnomad_coverage=known))
    assert ("PM2" in {one.code for one in found.criteria}) is not bool(barred)
    assert [one.reason.key.removeprefix("acmg_barred.") for one in found.barred] == barred


ESCAPES = null(terms("stop_gained", nmd=False), removed_share=0.05)


@pytest.mark.parametrize(
    ("given", "strength", "sentence"),
    [
        (null(terms("start_lost"), start=StartLoss(20, 1)), "moderate", "start_lost_upstream"),
        (null(terms("start_lost"), start=StartLoss(20, 0)), "supporting", "start_lost"),
        (null(terms("start_lost"), start=StartLoss(20, None)), "supporting", "start_lost"),  # no ClinVar to ask
        (replace(ESCAPES, critical_lost="domaine"), "strong", "null_critical"),
        (
            replace(ESCAPES, critical_lost="d", lof_in_exon=LofInExon(0.01, 0.01)),
            "strong",
            "null_critical",
        ),  # asked first
        (ESCAPES, "moderate", "null_no_nmd"),
        (
            null(terms("splice_donor_variant"), splice=SpliceEffect.FRAME_KEPT, removed_share=0.05, critical_lost="d"),
            "strong",
            "splice_critical",
        ),
        (replace(null(), critical_lost="domaine"), "very_strong", "null_nmd"),  # decays as a whole
        (replace(null(), lof_in_exon=LofInExon(0.5, 0.5)), "very_strong", "null_nmd"),
        (replace(ESCAPES, lof_in_exon=LofInExon(0.001, 0.005)), "moderate", "null_no_nmd"),
        # the laboratory's table of mechanisms goes before the counts of ClinVar
        (replace(null(), truncating_elsewhere=0, constraint=Constraint("G", "lof", "x")), "very_strong", "null_nmd"),
        (replace(null(), truncating_elsewhere=0, constraint=Constraint("G", "both", "x")), "very_strong", "null_nmd"),
    ],
)
def test_rows_of_the_tree_of_pvs1(given: Evidence, strength: str, sentence: str) -> None:
    assert met(given, "PVS1") == strength
    assert reason(given, "PVS1") == f"acmg.PVS1.{sentence}"
    assert not classify(given).barred


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (replace(null(), exon_absent=True), "exon_absent"),
        (replace(null(), constraint=Constraint("G", "missense", "x")), "mechanism_missense"),
        (null(terms("start_lost"), start=StartLoss(20, 3, alternative="T2.1")), "alternative_start"),
        (replace(ESCAPES, lof_in_exon=LofInExon(0.0011, 0.0011)), "lof_frequent"),
        (replace(ESCAPES, lof_in_exon=LofInExon(0.0009, 0.0051)), "lof_frequent"),
    ],
)
def test_where_the_tree_of_pvs1_says_not_applicable(given: Evidence, why: str) -> None:
    assert met(given, "PVS1") is None
    assert [(one.code, one.reason.key) for one in classify(given).barred] == [("PVS1", f"acmg_barred.{why}")]


def test_the_paths_of_the_published_cases_have_their_strengths() -> None:
    """No gene model of these genes is at hand: what is checked is the strength of the path that the experts took."""
    import csv

    lines = (benchmarks() / "pvs1_paths.csv").read_text(encoding="utf-8").splitlines()
    rows = [row for row in csv.reader(lines[1:]) if len(row) > 4 and row[1] and not row[0].startswith("#")]
    assert len(rows) == 20
    assert {row[4] for row in rows} == {"NF1", "PTEN"}
    for row in rows:
        term = "stop_gained" if row[1].endswith("T") and ">" in row[1] else "frameshift_variant"
        if row[4] == "NF1":  # decay predicted, exon in the relevant transcript
            assert met(null(terms(term, nmd=True)), "PVS1") == "very_strong"


@pytest.mark.parametrize(
    ("codes", "points", "by_table"),
    [
        ({"PVS1": "very_strong", "PM2": "supporting"}, Class.LIKELY_PATHOGENIC, Class.LIKELY_PATHOGENIC),
        ({"BS1": "strong"}, Class.LIKELY_BENIGN, Class.UNCERTAIN),  # -4 points; the table asks for a second one
    ],
)
def test_both_classes_stand_in_the_result(codes: dict[str, str], points: Class, by_table: Class) -> None:
    from tachkhis.case.model import Curation

    rows = tuple(Curation("C1", "x", code, strength, "r", "a", "2026-01-01") for code, strength in codes.items())
    found = classify(evidence(curation=rows))
    assert (found.class_, found.class_2015) == (points, by_table)
