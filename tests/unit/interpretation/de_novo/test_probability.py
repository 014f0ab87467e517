"""Who is asked for the probability that an allele is new, of what, and what follows: codes, mode, report, explain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tachkhis.interpretation.acmg.evidence import GnomadCoverage
from tachkhis.interpretation.de_novo.meaning import mosaic_told
from tachkhis.interpretation.de_novo.probability import estimate_of
from tachkhis.interpretation.de_novo.probability import frequency_of
from tachkhis.interpretation.inheritance import Support
from tachkhis.interpretation.results import variant_of
from tachkhis.interpretation.showing import Showing
from tachkhis.variants.fields import JOINT_GQ
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.record import Call
from tachkhis.variants.record import Variant
from tachkhis.variants.variant_file import VariantFile

from ..families import family
from ..families import nonsense
from ..families import seen
from ..test_candidates import PARKINSON
from ..test_candidates import TRIO
from ..test_candidates import chosen
from ..test_candidates import keys
from ..test_traces import CONFIRMED
from ..world import write_vcf

RARE = AlleleCounts(1, 150_000, 0)


def trio(contig: str = "chr1", position: int = 5_000, gnomad: AlleleCounts | None = RARE, **calls: str) -> Variant:
    return seen(contig, position, effect=nonsense("LRRK2"), gnomad=gnomad, **calls)


def told(variant: Variant, proband: str = "girl", **more: str) -> float | None:
    members = {"father": "no", "mother": "no"} | more
    found = estimate_of(variant, family(proband, **members), frequency_of(variant, None))
    return None if found is None else found.probability


def test_deep_parents_without_the_allele() -> None:
    found = estimate_of(trio(girl="0/1", father="0/0:34", mother="0/0:41"), family(**TRIO), 1 / 150_000)
    assert found is not None
    assert found.probability > 0.999
    assert found.probability + found.inherited == pytest.approx(1, abs=1e-5)
    assert found.not_carried < 1e-6
    assert [(one.sample, one.role, one.basis, one.depth) for one in found.members] == [
        ("girl", "proband", "reads", 30),
        ("father", "father", "reads", 34),
        ("mother", "mother", "reads", 41),
    ]
    assert not mosaic_told(found)


@pytest.mark.parametrize("reads", ["8,4", "11,4", "24,6", "10,5"])
def test_few_reads_of_the_child_are_no_reason_to_doubt_the_parents(reads: str) -> None:
    """Whether the child has it is judged by the rules for weak calls, which these pass; deep parents do not have it."""
    found = estimate_of(trio(girl=f"0/1:{reads}", father="0/0:34", mother="0/0:41"), family(**TRIO), 1 / 150_000)
    assert found is not None
    assert found.probability > 0.999
    assert found.not_carried > 1e-6


@pytest.mark.parametrize(
    "calls",
    [
        {"girl": "0/1", "father": "0/0:30", "mother": "0/1"},  # inherited as called
        {"girl": "1/1", "father": "0/0:30", "mother": "0/0:30"},  # two copies: no new allele explains both
        {"girl": "0/1", "father": "0/0:30"},  # the file lacks the mother's call
        {"girl": "0/1", "father": "0/0:30", "mother": "0/0:?"},  # no reads and no likelihoods
        {"girl": "0/0", "father": "0/0:30", "mother": "0/0:30"},
    ],
)
def test_what_cannot_be_told_is_not_given(calls: dict[str, str]) -> None:
    assert told(trio(**calls)) is None


def test_neither_without_a_parent_nor_where_the_data_contradict_one() -> None:
    variant = trio(girl="0/1", father="0/0:30", mother="0/0:30")
    assert estimate_of(variant, family(father="no"), None) is None
    strange = family(**TRIO, distrusted=frozenset({("girl", "father")}))
    assert estimate_of(variant, strange, None) is None
    assert told(trio("chrM", 100, girl="1", father="0", mother="0")) is None


def test_a_missing_genotype_with_reads_is_weighed_by_its_reads() -> None:
    deep, shallow = (told(trio(girl="0/1", father="0/0:30", mother=f"./.:{depth},0")) for depth in (30, 4))
    assert deep is not None and shallow is not None
    assert deep > 0.99
    assert shallow < 0.1


def test_x_y_and_the_pseudo_autosomal_region() -> None:
    """A boy's X is his mother's, a girl's is both parents', Y is the father's; PAR (1 to 1,000 here) is as an autosome."""
    assert told(trio("chrX", 5_000, boy="1", father="0", mother="0/0:30"), "boy") is not None
    alone = estimate_of(trio("chrX", 5_000, boy="1", mother="0/0:30"), family("boy", mother="no"), 1e-5)
    assert alone is not None and [one.role for one in alone.members] == ["proband", "mother"]
    girl = estimate_of(trio("chrX", 5_000, girl="0/1", father="0:6", mother="0/0:30"), family(**TRIO), 1e-5)
    assert girl is not None and girl.probability > 0.99
    as_two = estimate_of(trio("chrX", 5_000, girl="0/1", father="0/0:6", mother="0/0:30"), family(**TRIO), 1e-5)
    assert as_two is not None and as_two.probability == girl.probability  # a caller's two copies in a man are one
    assert told(trio("chrX", 500, boy="0/1", father="0/0:30", mother="0/0:6"), "boy", father="no") is not None
    y = estimate_of(trio("chrY", 4_000, boy="1", father="0:12"), family("boy", father="no"), 1e-5)
    assert y is not None and [one.role for one in y.members] == ["proband", "father"]


def test_a_sister_by_the_same_parents_counts_and_a_contradicted_one_does_not() -> None:
    calls = {"girl": "0/1", "father": "0/0:30", "mother": "0/0:30", "sister": "0/1"}
    members = {"father": "no", "mother": "no", "sister": "no"}
    shared = estimate_of(trio(**calls), family(**members), 1e-5)
    assert shared is not None and shared.parental_mosaic is not None and shared.parental_mosaic > 0.9
    assert [one.role for one in shared.members][-1] == "sibling"
    strange = family(**members, distrusted=frozenset({("sister", "father")}))
    apart = estimate_of(trio(**calls), strange, 1e-5)
    assert apart is not None and apart.parental_mosaic is not None and apart.parental_mosaic < 0.038


@pytest.mark.parametrize(
    ("gnomad", "panel", "looked", "coverage", "expected"),
    [
        (None, None, None, None, None),
        (None, None, None, GnomadCoverage(0, 30), None),
        (AlleleCounts(3, 100_000, 0), None, None, None, 3e-5),
        (
            AlleleCounts(3, 100_000, 0),
            AlleleCounts(2, 200, 0),
            None,
            None,
            0.01,
        ),  # frequent where the family comes from
        (AlleleCounts(3, 100_000, 0), AlleleCounts(2, 200, 0, partial=40), None, None, 3e-5),
        (AlleleCounts(0, 0, 0), None, None, None, None),
        (None, None, None, GnomadCoverage(100_000, 30), 1 / 100_002),
        (None, None, 200, GnomadCoverage(100_000, 30), 1 / 100_202),
        (None, None, 200, None, None),  # absent in 200 alleles tells less than is known of any place
        (AlleleCounts(0, 1_600_000, 0), None, None, None, 3.333e-6),
    ],
)
def test_the_frequency_that_is_weighed(
    gnomad: AlleleCounts | None,
    panel: AlleleCounts | None,
    looked: int | None,
    coverage: GnomadCoverage | None,
    expected: float | None,
) -> None:
    variant = replace(seen(gnomad=gnomad, panel=panel, girl="0/1"), panel_looked=looked)
    assert frequency_of(variant, coverage) == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("depth", "code", "key", "origin"),
    [
        (30, "PS2", None, "de_novo"),
        (16, "PM6", None, "de_novo"),  # 0.7 to 0.99
        (10, None, "de_novo_not_confirmed_probability", "de_novo_open"),  # a heterozygote shows none of 10 in 1 of 1024
    ],
)
def test_confirmed_assumed_or_open_by_probability(depth: int, code: str | None, key: str | None, origin: str) -> None:
    """By hand, q = 1/150,000: 2.4e-8 against 2 x 2 q / 2 x 2^-n for both parents read n deep."""
    relatives = family(**TRIO, confirmed=CONFIRMED)
    variant = trio(girl="0/1", father=f"0/0:{depth}", mother=f"0/0:{depth}", gnomad=AlleleCounts(30, 150_000, 0))
    (found,) = chosen(relatives, variant, hpo=(PARKINSON,))
    (judged,) = found.judged
    hidden, new = 2 * 2e-4 * 0.5**depth, 2.4e-8
    assert judged.evidence.estimate is not None
    assert judged.evidence.estimate.probability == pytest.approx(new / (new + hidden), abs=0.02)
    met = {one.code for one in judged.classification.criteria} & {"PS2", "PM6"}
    assert met == ({code} if code else set())
    assert ("de_novo_not_confirmed_probability" in keys(found)) is (key is not None)
    assert (found.diplotype.support is Support.SUPPORTED) is (key is None)
    shown = variant_of(judged, relatives, (), Showing((), None, relatives.copies, {}))
    assert shown.origin == origin
    assert shown.de_novo == judged.evidence.estimate


def test_without_an_estimate_the_rules_of_depth_decide_alone() -> None:
    relatives = family(**TRIO, confirmed=CONFIRMED)
    variant = trio(girl="0/1", father="0/0:30", mother="0/0:30")
    bare = replace(variant, calls=tuple(replace(one, ref_reads=None, alt_reads=None) for one in variant.calls))
    (found,) = chosen(relatives, bare, hpo=(PARKINSON,))
    assert "PS2" in {one.code for one in found.judged[0].classification.criteria}
    assert found.judged[0].evidence.estimate is None


HEAD = [
    '##FORMAT=<ID=PL,Number=G,Type=Integer,Description="PL">',
    '##FORMAT=<ID=GL,Number=G,Type=Float,Description="GL">',
]


def calls_of(folder: Path, keys: str, *cells: str) -> list[Call]:
    row = f"chrX 2050 . C T 200 PASS TRIAGE=keep:coding {keys} {' '.join(cells)}"
    path = write_vcf(folder / "x.vcf", [row])
    text = path.read_text().replace(JOINT_GQ.header.replace("INFO", "FORMAT", 1), "\n".join(HEAD))
    path.write_text(text)
    (variant,) = list(VariantFile(path))
    return list(variant.calls)


def test_likelihoods_are_read_as_the_caller_gave_them(tmp_path: Path) -> None:
    found = calls_of(tmp_path, "GT:DP:AD:PL", "0/1:30:15,15:200,0,180", "0:9:9,0:0,99", "0/0:30:30,0:.")
    assert [one.phreds for one in found] == [(200.0, 0.0, 180.0), (0.0, 99.0), None]
    found = calls_of(tmp_path, "GT:DP:GL", "0/1:30:-20,0,-18.5", "0:9:0,-9", "0/0:30:.")
    assert [one.phreds for one in found] == [(200.0, 0.0, 185.0), (0.0, 90.0), None]
    other = calls_of(tmp_path, "GT:DP:PL", "0/1:30:30,20,40", "0/0:9:0,.,99", "0/0:30:0,60,99")
    assert [one.phreds for one in other] == [None, None, (0.0, 60.0, 99.0)]  # 1/2 is likelier; a value is missing


def test_likelihoods_of_the_caller_come_before_the_reads() -> None:
    variant = trio(girl="0/1", father="0/0:30", mother="0/0:30")
    doubtful = {"mother": (0.0, 3.0, 60.0)}
    calls = tuple(replace(one, phreds=doubtful.get(one.sample)) for one in variant.calls)
    found = estimate_of(replace(variant, calls=calls), family(**TRIO), 1e-5)
    assert found is not None
    assert [one.basis for one in found.members] == ["reads", "reads", "likelihoods"]
    assert found.inherited > 0.99
