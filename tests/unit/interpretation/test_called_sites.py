"""Founder variants of a case that starts from a VCF: what the file says, and where it says nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tachkhis.cli import main
from tachkhis.interpretation.inputs import read_case
from tachkhis.interpretation.result import SiteGenotype

from .world import CAUSE
from .world import background
from .world import write_case

MEMBERS = ("girl", "father", "mother")


def site(identifier: str, **more: Any) -> dict[str, Any]:
    genotypes = [{"sample": name, "depth": None, "alt_reads": None, "status": "not_tested"} for name in MEMBERS]
    row = {"id": identifier, "name": "T1.1:c.150C>T", "gene": "TTPA", "kind": "founder", "disease": "d"}
    return {**row, "genotypes": genotypes, "why_not_tested": None, **more}


def read(
    folder: Path, row: str, *sites: dict[str, Any], vcf: Path | None = Path("given.vcf")
) -> list[list[SiteGenotype]]:
    """Genotypes of each site of a case that starts from a VCF with one row of interest."""
    out = folder / "case.json"
    arguments = write_case(folder, [row, *background()], sites=list(sites), vcf=vcf)
    assert main([*arguments, "--out", str(out)]) == 0
    return [one.genotypes for one in read_case(out).sites]


def test_a_record_of_the_very_allele_tells_who_carries_it(tmp_path: Path) -> None:
    row = CAUSE.replace("0/1:30:15,15:99 0/1:28:14,14:99", "0/1:30:15,15:99 0/0:28:28,0:99")
    (found,) = read(tmp_path, row, site("chr1-2050-C-T"))
    assert [(one.status, one.depth, one.alt_reads) for one in found] == [
        ("carried_hom", 30, 30),
        ("carried_het", 30, 15),
        ("not_carried", 28, 0),
    ]


@pytest.mark.parametrize(
    ("call", "status"),
    [
        ("0/0:9:9,0:99", "not_readable"),  # fewer than calling.callable_depth
        ("0/0:10:10,0:99", "not_carried"),
        ("0/0:.:.:.", "not_called_depth_unknown"),
        ("./.:30:30,0:.", "not_readable"),
    ],
)
def test_absence_needs_depth(tmp_path: Path, call: str, status: str) -> None:
    row = CAUSE.replace("0/1:28:14,14:99", call)
    (found,) = read(tmp_path, row, site("chr1-2050-C-T"))
    assert found[2].status == status


def test_a_file_without_the_allele_says_nothing_of_it(tmp_path: Path) -> None:
    other_allele, nowhere = site("chr1-2050-C-G"), site("chr1-2060-C-T")
    for found in read(tmp_path, CAUSE, other_allele, nowhere):
        assert {one.status for one in found} == {"not_in_vcf"}
        assert {one.depth for one in found} == {None}


def test_what_cannot_be_tested_stays_untested(tmp_path: Path) -> None:
    (found,) = read(tmp_path, CAUSE, site("T1.1:c.1del", why_not_tested="not_located"))
    assert {one.status for one in found} == {"not_tested"}


def test_reads_speak_for_themselves_where_a_case_has_them(tmp_path: Path) -> None:
    (found,) = read(tmp_path, CAUSE, site("chr1-2050-C-T"), vcf=None)
    assert {one.status for one in found} == {"not_tested"}
