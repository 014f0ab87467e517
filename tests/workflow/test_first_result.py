"""The first result of the demo's urgent case: before the rest, provisional, and right as far as it goes."""

from __future__ import annotations

import re
from pathlib import Path

import pysam
import pytest

from tachkhis.interpretation.result import CaseResult
from tachkhis.report.first_page import requested

pytestmark = pytest.mark.demo

CASE = "DEMO-C"


def folder(demo: Path) -> Path:
    return demo / "results" / "cases" / CASE


def records(vcf: Path, bed: Path) -> list[str]:
    """Records of the nuclear genome that start in the stretches, whole."""
    rows = [line.split("\t") for line in bed.read_text().splitlines()]
    with pysam.VariantFile(str(vcf)) as reader:
        found = [record for name, start, end in rows for record in reader.fetch(name, int(start), int(end))]
        return [str(one) for one in found if any(one.chrom == n and int(a) < one.pos <= int(b) for n, a, b in rows)]


def test_urgent_cases_alone_have_one(demo: Path) -> None:
    pages = [path.name for path in (demo / "results" / "cases").glob("*/first/*.html")]
    assert pages == [f"{CASE}.first.fr.html"]


def test_it_comes_before_the_calls_of_the_whole_genome_are_annotated(demo: Path) -> None:
    page = folder(demo) / "first" / f"{CASE}.first.fr.html"
    assert page.stat().st_mtime < (folder(demo) / f"{CASE}.vcf.gz").stat().st_mtime


def test_what_it_shows_is_what_the_report_shows_of_these_genes(demo: Path) -> None:
    first = CaseResult.model_validate_json((folder(demo) / "first" / f"{CASE}.first.json").read_text())
    whole = CaseResult.model_validate_json((folder(demo) / f"{CASE}.case.json").read_text())
    told = {
        (one.gene, one.mode, one.class_, one.proposed, tuple(v.id for v in one.variants)) for one in requested(first)
    }
    asked = {gene for panel in whole.case.gene_panels for gene in panel.genes}
    of_report = {
        (one.gene, one.mode, one.class_, one.proposed, tuple(v.id for v in one.variants))
        for one in whole.candidates
        if one.gene in asked and not one.variants[0].contig.startswith("chrM")
    }
    assert any(proposed for *_, proposed, _ in told)
    assert told == of_report
    page = (folder(demo) / "first" / f"{CASE}.first.fr.html").read_text()
    assert re.sub(r"\s", "", page).index("PROVISOIRE") < page.index("<h1>")
    assert "<i>GAA</i>" in page


def test_its_calls_are_those_of_the_whole_analysis(demo: Path) -> None:
    bed = folder(demo) / "first" / "reported.bed"
    calls = records(folder(demo) / "first" / f"{CASE}.first.vcf.gz", bed)
    assert len(calls) > 20
    assert calls == records(folder(demo) / f"{CASE}.vcf.gz", bed)
