"""A genotype that does not count is no reference copy, however its allele is spelt."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.panel import cohort
from tachkhis.panel import window
from unit.panel.cohorts import LENGTHS
from unit.panel.cohorts import build
from unit.panel.cohorts import sites
from unit.panel.cohorts import write_people
from unit.panel.cohorts import write_vcf
from unit.panel.panels import write_fasta

RUN = "G" + 8 * "T" + "C"  # at chr1:200: one T less is 200 GT>G, and callers may write it anywhere in the run
SEQUENCE = (25 * "ACGATCGA")[:199] + RUN
LEFT = (200, "GT", "G")
RIGHT = (207, "TT", "T")
WEAK = "0/1:30:5:15,15,0"


def gvcf(folder: Path, name: str, place: tuple[int, str, str] | None, call: str = WEAK, passes: str = "PASS") -> Path:
    """A person with the deletion at one place, and blocks of reference everywhere else."""
    lines = ["chr1 1 A <NON_REF> GT:DP:GQ:MIN_DP 0/0:30:60:25 | . END=400"]
    if place is not None:
        position, ref, alt = place
        lines = [
            f"chr1 1 A <NON_REF> GT:DP:GQ:MIN_DP 0/0:30:60:25 | . END={position - 1}",
            f"chr1 {position} {ref} {alt},<NON_REF> GT:DP:GQ:AD {call} | {passes} .",
            f"chr1 {position + 2} T <NON_REF> GT:DP:GQ:MIN_DP 0/0:30:60:25 | . END=400",
        ]
    return write_vcf(folder / f"{name}.g.vcf.gz", [name], lines)


def panel_of(folder: Path, files: list[Path], *more: str | Path) -> Path:
    fasta = write_fasta(
        folder / "g.fa", {c: (SEQUENCE if c == "chr1" else "").ljust(n, "A") for c, n in LENGTHS.items()}
    )
    table = write_people(folder / "p.tsv", *(f"{file.name.split('.')[0]} female - no yes -" for file in files))
    assert build(folder, "--variants", *files, "--people", table, "--fasta", fasta, *more, plain=False) == 0
    return folder / "panel.vcf.gz"


FAILING = {
    "B": (LEFT, WEAK, "PASS"),
    "C": (RIGHT, WEAK, "PASS"),  # the block at 200 says 0/0 of C, and knows nothing of the deletion
    "D": (RIGHT, "1/1:4:60:0,4,0", "PASS"),
    "E": (RIGHT, "0/1:30:60:28,2,0", "PASS"),
    "F": (RIGHT, "./.:30:60:15,15,0", "PASS"),
    "G": (LEFT, "0/1:30:60:15,15,0", "LowQual"),
    "H": (RIGHT, "0/1:30:60:15,15,0", "LowQual"),
}


def test_a_failed_genotype_is_no_reference_copy_wherever_its_allele_is_spelt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LONGEST", "SHORTEST"):
        monkeypatch.setattr(window, name, 40)  # 200 is the last base of its window, 207 stands in the next
    monkeypatch.setattr(cohort, "SHIFT", 50)
    files = [
        gvcf(tmp_path, "A", RIGHT, "0/1:30:60:15,15,0"),
        *(gvcf(tmp_path, name, *how) for name, how in FAILING.items()),
        gvcf(tmp_path, "I", RIGHT, "./1:30:60:0,30,0"),
        gvcf(tmp_path, "J", None),
    ]
    assert sites(panel_of(tmp_path, files)) == {"chr1-200-GT-G": "2/5 hom 0 hemi 0"}  # A two copies, I one, J two


def test_another_allele_of_the_run_is_not_reference_where_the_genotype_failed(tmp_path: Path) -> None:
    files = [
        gvcf(tmp_path, "A", LEFT, "0/1:30:60:15,15,0"),
        gvcf(tmp_path, "B", (206, "TTT", "T"), WEAK),
        gvcf(tmp_path, "C", (206, "TTT", "T"), "0/1:30:60:15,15,0"),
    ]
    assert sites(panel_of(tmp_path, files)) == {
        "chr1-200-GT-G": "1/4 hom 0 hemi 0",
        "chr1-200-GTT-G": "1/4 hom 0 hemi 0",
    }


def test_a_bed_does_not_make_a_failed_genotype_a_reference_copy(tmp_path: Path) -> None:
    good = "chr1 207 TT T GT:DP:GQ:AD 0/1:30:60:15,15"
    files = [
        write_vcf(tmp_path / "A.vcf.gz", ["A"], [good]),
        write_vcf(tmp_path / "B.vcf.gz", ["B"], ["chr1 207 TT T GT:DP:GQ:AD 0/1:30:5:15,15"]),
        write_vcf(tmp_path / "C.vcf.gz", ["C"], [f"{good} | LowQual ."]),
        write_vcf(tmp_path / "D.vcf.gz", ["D"], ["chr1 300 A C GT:DP:GQ:AD 1/1:30:60:0,30"]),
    ]
    beds = tmp_path / "beds"
    beds.mkdir()
    for name in "ABCD":
        (beds / f"{name}.bed").write_text("chr1\t0\t400\n")
    panel = panel_of(tmp_path, files, "--callable", beds)
    assert sites(panel) == {"chr1-200-GT-G": "1/4 hom 0 hemi 0", "chr1-300-A-C": "2/8 hom 1 hemi 0"}
