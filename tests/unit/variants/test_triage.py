"""Triage: the order of its questions, and the places of a gene."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.reference.passport import Contig
from tachkhis.reference.passport import Passport
from tachkhis.variants import fields
from tachkhis.variants.annotate import stable_header
from tachkhis.variants.ba1_exceptions import exceptions_on
from tachkhis.variants.evidence import Known
from tachkhis.variants.evidence import changed_bases
from tachkhis.variants.evidence import evidence_of
from tachkhis.variants.record_line import carries
from tachkhis.variants.record_line import value_of
from tachkhis.variants.record_line import without
from tachkhis.variants.triage import Evidence
from tachkhis.variants.triage import Triage
from tachkhis.variants.triage import near_exons

from .triage_world import still_genome

# exons 100-200, 400-500, 700-800; coding from 150 to 750 (0-based half-open)
CODING = Transcript("T1.1", "G1", "g1", "protein_coding", "c", 1, ((100, 200), (400, 500), (700, 800)), (150, 750))
SILENT = Transcript("N1.1", "G2", "g2", "lncRNA", "c", -1, ((2000, 2100), (2300, 2400)), None)


@pytest.fixture
def triage(tmp_path: Path) -> Triage:
    return Triage(GeneModel([CODING, SILENT]), still_genome(tmp_path))


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (160, 161, fields.KEEP_CODING),
        (150, 150, fields.KEEP_CODING),  # an insertion right before the first coding base
        (149, 150, fields.ASIDE_UTR),
        (120, 121, fields.ASIDE_UTR),
        (145, 152, fields.KEEP_CODING),  # a change over the start codon
        (200, 200, fields.KEEP_CODING),
        (200, 201, fields.KEEP_SPLICE),
        (219, 220, fields.KEEP_SPLICE),
        (220, 221, fields.ASIDE_INTRON),
        (379, 380, fields.ASIDE_INTRON),
        (380, 381, fields.KEEP_SPLICE),
        (300, 301, fields.ASIDE_INTRON),
        (195, 230, fields.KEEP_CODING),
        (760, 761, fields.ASIDE_UTR),
        (900, 901, fields.ASIDE_OUTSIDE),
        (2050, 2051, fields.KEEP_NONCODING),
        (2200, 2201, fields.ASIDE_INTRON),
    ],
)
def test_place(triage: Triage, start: int, end: int, reason: str) -> None:
    assert triage.place("c", start, end, "T") == reason


def evidence(**changes: object) -> Evidence:
    base: dict[str, object] = {
        "founder": None,
        "clinvar": "",
        "carried": True,
        "passed": True,
    }
    return Evidence(**(base | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, fields.KEEP_CODING),
        ({"common": True}, fields.ASIDE_COMMON),
        ({"common": True, "exception": True}, fields.KEEP_CODING),  # one of the nine of Ghosh 2018
        ({"founder": "GJB2 c.35del", "common": True}, fields.KEEP_FOUNDER),
        ({"founder": "GJB2 c.35del", "passed": False}, fields.KEEP_FOUNDER),
        ({"founder": "GJB2 c.35del", "carried": False}, fields.ASIDE_NOT_CARRIED),
        ({"clinvar": "pathogenic", "common": True}, fields.KEEP_CLINVAR),
        ({"clinvar": "likely pathogenic", "passed": False}, fields.KEEP_CLINVAR),
        ({"clinvar": "pathogenic", "passed": False, "carried": False}, fields.ASIDE_NOT_CARRIED),
        ({"clinvar": "conflicting classifications of pathogenicity", "passed": False}, fields.ASIDE_QUALITY),
        ({"clinvar": "conflicting classifications of pathogenicity", "common": True}, fields.KEEP_CLINVAR),
        ({"clinvar": "benign", "common": True}, fields.ASIDE_COMMON),
        ({"carried": False}, fields.ASIDE_NOT_CARRIED),
        ({"carried": None}, fields.ASIDE_NO_GENOTYPE),
        ({"passed": False}, fields.ASIDE_QUALITY),
    ],
)
def test_order_of_questions(triage: Triage, changes: dict[str, object], reason: str) -> None:
    assert triage.reason(evidence(**changes), "c", 160, 161, "T") == reason


@pytest.mark.parametrize(
    ("frequency", "number", "passed", "common"),
    [
        (0.051, 2000, True, True),
        (0.05, 2000, True, False),
        (0.4, 1999, True, False),  # too few alleles to call it common
        (0.4, 9000, False, False),  # gnomAD filtered it itself
    ],
)
def test_common_in_gnomad(triage: Triage, frequency: float, number: int, passed: bool, common: bool) -> None:
    assert triage.limits.common_in_gnomad(frequency, number, passed) is common
    many = triage.limits.common_in_gnomad(np.array([frequency, 0.0]), np.array([number, 0.0]), np.array([passed, True]))
    assert many.tolist() == [common, False]


@pytest.mark.parametrize(
    ("ref", "alt", "expected"),
    [
        ("A", "C", (9, 10, "C")),
        ("AC", "A", (10, 11, "")),
        ("A", "AC", (10, 10, "C")),
        ("ACG", "ATG", (10, 11, "T")),
        ("AC", "GT", (9, 11, "GT")),
    ],
)
def test_changed_bases(ref: str, alt: str, expected: tuple[int, int, str]) -> None:
    assert changed_bases(10, ref, alt) == expected


def test_the_header_loses_clock_and_path() -> None:
    raw = "##fileformat=VCFv4.2\n##fileDate=20260101\n##reference=file:///home/x/ref.fa\n##bcftools_callCommand=x; Date=now\n"
    raw += '##contig=<ID=c>\n##commandline="freebayes -f /home"\n#CHROM\tPOS\n'
    header = stable_header(raw, "bcftools", "bcftools 1.16")
    assert "2026" not in header
    assert "/home" not in header
    assert "Date=" not in header
    assert header.startswith("##fileformat=VCFv4.2\n##contig=<ID=c>\n##tachkhis_caller=bcftools\n")
    assert header.endswith("#CHROM\tPOS\n")
    assert header.count("##INFO=<ID=TRIAGE,") == 1


def test_values_of_info_are_found_by_their_whole_name() -> None:
    info = "XGNOMAD_AF=0.9;GNOMAD_AF=0.1;FLAG;LAST=x"
    assert (value_of(info, "GNOMAD_AF="), value_of(info, "LAST="), value_of(info, "AF=")) == ("0.1", "x", None)
    assert value_of("AGNOMAD_AF=0.9", "GNOMAD_AF=") is None
    assert without("TRIAGE=keep:x;DP=3;CSQ=a|b", ("TRIAGE=", "CSQ=")) == "DP=3"
    assert without("TRIAGE=keep:x", ("TRIAGE=",)) == "."


@pytest.mark.parametrize(
    ("genotype", "carried"),
    [
        *(("0/1", True), ("1|0", True), ("1", True), (".", None), ("./.", None), ("0/.", None), ("./1", True)),
        *(("0/0", False), ("0", False), ("2/0", True)),
    ],
)
def test_whether_a_genotype_holds_the_allele(genotype: str, carried: bool | None) -> None:
    assert carries(genotype) is carried


def test_the_nine_exceptions_are_known_by_the_contigs_of_the_reference() -> None:
    hfe = ("6", "26092913", "G", "A")  # p.Cys282Tyr on GRCh38
    named = Passport((Contig("6", 170_805_979),), "", "lengths", "GRCh38", False)
    assert hfe in exceptions_on(named)
    assert exceptions_on(Passport(named.contigs, "", "lengths", None, False)) == frozenset()


@pytest.mark.parametrize(("build", "dup"), [("GRCh37", "128598490"), ("GRCh38", "128879647")])
def test_all_nine_are_spared_on_either_build(triage: Triage, build: str, dup: str) -> None:
    chromosomes = tuple(Contig(name, 300_000_000) for name in ("3", "6", "12", "13", "16"))
    named = Passport(chromosomes, "", "lengths", build, False)
    assert len(exceptions_on(named)) == 9
    known = Known.of([], named, triage.limits)
    for alt, reason in (("CTAAG", None), ("CTAAT", fields.ASIDE_COMMON)):
        cells = ["3", dup, ".", "C", alt, "50", "PASS", "GNOMAD_AC=9;GNOMAD_AN=9000;GNOMAD_AF=0.3", "GT", "0/1"]
        assert triage.by_evidence(evidence_of(cells, 9, known)) == reason


@pytest.mark.parametrize(
    ("info", "genotype", "reason"),
    [
        ("DP=3", "0/1", None),
        ("DP=3", "0/0", fields.ASIDE_NOT_CARRIED),
        ("GNOMAD_AC=5;GNOMAD_AN=9000;GNOMAD_AF=0.06", "0/1", fields.ASIDE_COMMON),
        ("GNOMAD_AC=5;GNOMAD_AN=9000;GNOMAD_AF=0.05", "0/1", None),  # exactly 5 % is not above it
        ("GNOMAD_AC=5;GNOMAD_AN=900;GNOMAD_AF=0.06", "0/1", None),
        ("GNOMAD_AC=5;GNOMAD_AN=9000;GNOMAD_AF=0.06;GNOMAD_FILTER=AC0", "0/1", None),
        ("GNOMAD_AC=5;GNOMAD_AN=9000;GNOMAD_AF=0.06;GNOMAD_FILTER=AC0;PANEL_AC=90;PANEL_AN=218", "0/1", "aside:common"),
        ("PANEL_AC=90;PANEL_AN=218", "0/1", fields.ASIDE_COMMON),
        ("PANEL_AC=90;PANEL_AN=218;PANEL_PARTIAL=1", "0/1", None),  # AN lacks somebody: the frequency is too high
        ("GNOMAD_AC=540;GNOMAD_AN=9000;GNOMAD_AF=0.06;PANEL_AC=9;PANEL_AN=218;PANEL_PARTIAL=1", "0/1", "aside:common"),
        ("PANEL_AC=9;PANEL_AN=10", "0/1", None),  # too few alleles
        ("PANEL_AC=12;PANEL_AN=218", "0/1", None),  # 5.5 %, whose lower bound is 2.9 %
        ("CLINVAR_SIG=Pathogenic;PANEL_AC=90;PANEL_AN=218", "0/1", fields.KEEP_CLINVAR),
    ],
)
def test_what_a_line_of_vcf_says(triage: Triage, info: str, genotype: str, reason: str | None) -> None:
    known = Known.of([], Passport((Contig("c", 9000),), "", "lengths", None, False), triage.limits)
    cells = ["c", "161", ".", "A", "T", "50", "PASS", info, "GT", genotype]
    assert triage.by_evidence(evidence_of(cells, 9, known)) == reason


@given(
    borders=st.lists(st.integers(0, 300), min_size=2, max_size=12, unique=True).filter(
        lambda found: len(found) % 2 == 0
    ),
    start=st.integers(0, 320),
    length=st.integers(0, 40),
    reach=st.integers(0, 25),
)
def test_no_exon_in_reach_is_left_out(borders: list[int], start: int, length: int, reach: int) -> None:
    ordered = sorted(borders)
    exons = tuple(zip(ordered[::2], ordered[1::2], strict=True))
    end = start + length
    near = near_exons(exons, start, end, reach)
    assert {exon for exon in exons if exon[0] - reach <= end and exon[1] + reach >= start} <= set(near)
    assert list(near) == sorted(near)
