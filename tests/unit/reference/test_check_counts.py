"""Counts of the panel and of gnomAD at the check: one line for the first record that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.reference.check_counts import count_troubles

HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
GOOD = "chr1\t5\t.\tA\tG\t.\tPASS\tAC=2;AN=218;AF=0.00917431\n"


def track(folder: Path, info: str, alt: str = "G") -> Path:
    path = folder / "track.vcf"
    path.write_text(f"{HEAD}{GOOD}chr1\t9\t.\tA\t{alt}\t.\tPASS\t{info}\n")
    return path


@pytest.mark.parametrize(
    ("info", "told"),
    [
        ("AC=9;AN=8", "more alleles seen than looked at: AC=9, AN=8"),
        ("AC=x;AN=8", "AC is 'x', not 1 whole number"),
        ("AC=1,2;AN=8", "AC is '1,2', not 1 whole number"),
        ("AC=1;AN=-8", "AN is '-8', not 1 whole number"),
        ("AC=1;AN=8;AF=often", "AF is 'often', not a number"),
        ("AC=1;AN=8;AF=12.5", "AF is 12.5, not a fraction"),
        ("AC=1;AN=8;AF=0.5", "AF is 0.5, and AC over AN is 1/8"),
    ],
)
def test_counts_that_cannot_be(tmp_path: Path, info: str, told: str) -> None:
    (trouble,) = count_troubles("panel", track(tmp_path, info))
    assert told in trouble.problem
    assert "chr1-9-A-G" in trouble.problem


@pytest.mark.parametrize("info", ["AC=1;AN=8;AF=0.13", "AC=0;AN=0;AF=.", "AN=8;AC=.", "AC=1;AN=8"])
def test_counts_that_can_be(tmp_path: Path, info: str) -> None:
    assert count_troubles("panel", track(tmp_path, info)) == []


def test_several_alleles_and_the_names_of_gnomad(tmp_path: Path) -> None:
    assert count_troubles("gnomad", track(tmp_path, "AC_joint=1,3;AN_joint=8;AF_joint=0.125,0.375", "G,T")) == []
    (trouble,) = count_troubles("gnomad", track(tmp_path, "AC_joint=5,4;AN_joint=8", "G,T"))
    assert "AC=5,4, AN=8" in trouble.problem
    assert count_troubles("clinvar", track(tmp_path, "AC=9;AN=8")) == []
