"""The calls of the demo's families, rewritten as other callers would have: the same records come in."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from caller_styles import STYLES
from caller_styles import Record
from caller_styles import parse
from paths import DEMO_RUN
from tachkhis.case.request import Request
from tachkhis.cli import main

CASES = ("DEMO-A", "DEMO-B", "DEMO-C", "DEMO-D", "DEMO-E")


def text_of(path: Path) -> str:
    return subprocess.run(["bcftools", "view", path], capture_output=True, text=True, check=True).stdout


def said(record: Record) -> tuple[object, ...]:
    """What must be the same: place, alleles, filter, and what is said of each member."""
    samples = []
    for sample in record.samples:
        alleles = sample.alleles
        order = alleles if "." in alleles else tuple(sorted(alleles))
        samples.append((order, sample.depth, sample.ref, sample.alt, sample.quality))
    passed = record.filters in (".", "PASS")
    return record.contig, record.position, record.ref, record.alt, passed, tuple(samples)


@pytest.mark.parametrize("style", sorted(STYLES))
@pytest.mark.parametrize("case", CASES)
def test_a_family_in_another_style_gives_the_same_records(demo: Path, tmp_path: Path, case: str, style: str) -> None:
    folder = demo / "results" / "cases" / case
    names, records = parse(text_of(folder / f"{case}.vcf.gz"))
    carried = [record for record in records if any("1" in sample.alleles for sample in record.samples)]
    assert len(carried) > 50
    given = tmp_path / "given.vcf"
    given.write_bytes(STYLES[style](names, carried).encode())
    request = folder / f"{case}.family.json"
    reference = Request.read(request).config.reference
    fasta, out = tmp_path / "genome.fa", tmp_path / "out.bcf"
    assert main(["reference", "--fasta", str(DEMO_RUN / reference.fasta), "--out", str(fasta)]) == 0
    arguments = ["--vcf", given, "--fasta", fasta, "--request", request, "--genes", DEMO_RUN / reference.genes]
    arguments += ["--out", out]
    assert main(["import", *map(str, arguments)]) == 0
    members, found = parse(text_of(out))
    assert members == names
    assert [said(record) for record in found] == [said(record) for record in sorted(carried, key=place_of)]


def place_of(record: Record) -> tuple[object, ...]:
    order = ("chr1", "chr2", "chr3", "chrX", "chrY", "chrM")
    return order.index(record.contig), record.position, record.ref, record.alt
