"""Copies of X, Y and M by sex, and the callers' files that say so."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tachkhis.case.model import Sex
from tachkhis.reference.sex_chromosomes import SexChromosomes
from tachkhis.reference.sex_chromosomes import par_of_build

MINI = SexChromosomes(
    {"chr1": 1000, "chrX": 500, "chrY": 300, "chrM": 100, "odd": 50},
    {"X": ((1, 50), (451, 500)), "Y": ((1, 50), (251, 300))},
)
PEOPLE = [("K", Sex.FEMALE), ("F", Sex.MALE), ("Q", Sex.UNKNOWN)]

# contig, position, copies in female, male, unknown
COPIES = [
    ("chr1", 500, 2, 2, 2),
    ("odd", 5, 2, 2, 2),
    ("chrX", 1, 2, 2, 2),
    ("chrX", 50, 2, 2, 2),
    ("chrX", 51, 2, 1, 2),
    ("chrX", 450, 2, 1, 2),
    ("chrX", 451, 2, 2, 2),
    ("chrX", 500, 2, 2, 2),
    ("chrY", 10, 0, 1, 1),
    ("chrY", 100, 0, 1, 1),
    ("chrM", 7, 1, 1, 1),
]


@pytest.mark.parametrize(("contig", "position", "female", "male", "unknown"), COPIES)
def test_copies(contig: str, position: int, female: int, male: int, unknown: int) -> None:
    found = [MINI.ploidy(contig, position, sex) for sex in (Sex.FEMALE, Sex.MALE, Sex.UNKNOWN)]
    assert found == [female, male, unknown]


@pytest.mark.parametrize(
    ("build", "contig", "position", "copies"),
    [
        # first and last bases of PAR1 and PAR2 on X, and their neighbours (Genome Reference Consortium)
        ("GRCh38", "chrX", 10_000, 1),
        ("GRCh38", "chrX", 10_001, 2),
        ("GRCh38", "chrX", 2_781_479, 2),
        ("GRCh38", "chrX", 2_781_480, 1),
        ("GRCh38", "chrX", 155_701_383, 2),
        ("GRCh38", "chrX", 156_030_895, 2),
        ("GRCh38", "chrX", 156_030_896, 1),
        ("hs37d5", "X", 60_000, 1),
        ("hs37d5", "X", 60_001, 2),
        ("hs37d5", "X", 2_699_520, 2),
        ("hs37d5", "X", 2_699_521, 1),
        ("hg19", "chrX", 154_931_044, 2),
        ("hg19", "chrX", 155_260_560, 2),
        ("hg19", "chrX", 155_260_561, 1),
    ],
)
def test_copies_of_a_male_at_the_edges_of_the_par(build: str, contig: str, position: int, copies: int) -> None:
    par = par_of_build(build)
    assert par is not None
    assert SexChromosomes({contig: 155_000_000}, par).ploidy(contig, position, Sex.MALE) == copies


def test_a_build_of_ones_own_has_no_par() -> None:
    assert par_of_build("mini") is None


def test_bcftools_reads_the_ploidy_file_as_meant(tmp_path: Path) -> None:
    """``+fixploidy`` reads the same file as ``call --ploidy-file``, and shows the copies in the genotypes."""
    if shutil.which("bcftools") is None:
        pytest.skip("bcftools is not on PATH")
    (tmp_path / "ploidy").write_text(MINI.ploidy_file())
    (tmp_path / "samples").write_text(MINI.samples_file(PEOPLE))
    header = "##fileformat=VCFv4.2\n" + "".join(f"##contig=<ID={c},length={n}>\n" for c, n in MINI.lengths.items())
    header += (
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="g">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT'
    )
    rows = "".join(f"{c}\t{p}\t.\tA\tC\t.\t.\t.\tGT\t1/1\t1/1\t1/1\n" for c, p, *_ in COPIES)
    (tmp_path / "in.vcf").write_text(f"{header}\tK\tF\tQ\n{rows}")
    command = ["bcftools", "+fixploidy", "in.vcf", "--", "-p", "ploidy", "-s", "samples"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    if "Could not load" in done.stderr:
        pytest.skip("bcftools has no plugins")
    assert done.returncode == 0, done.stderr
    records = [line.split("\t") for line in done.stdout.splitlines() if not line.startswith("#")]
    alleles = [[cell.count("1") for cell in record[9:]] for record in records]
    # the plugin cannot write "no copy": it leaves one missing allele
    assert alleles == [[female, male, unknown] for *_, female, male, unknown in COPIES]


def test_the_map_of_freebayes_is_half_open() -> None:
    lines = MINI.copy_number_map(PEOPLE).splitlines()
    assert lines == [
        "chrY\t0\t300\tK\t0",
        "chrM\t0\t100\tK\t1",
        "chrX\t50\t450\tF\t1",
        "chrY\t0\t300\tF\t1",
        "chrM\t0\t100\tF\t1",
        "chrY\t0\t300\tQ\t1",
        "chrM\t0\t100\tQ\t1",
    ]


@pytest.mark.parametrize(
    ("par", "stretches"),
    [
        ({}, [(1, 500)]),
        ({"X": ((1, 500),)}, []),
        ({"X": ((101, 200),)}, [(1, 100), (201, 500)]),
        ({"X": ((401, 900),)}, [(1, 400)]),
        ({"X": ((601, 900),)}, [(1, 500)]),
    ],
)
def test_what_of_x_a_male_has_once(
    par: dict[str, tuple[tuple[int, int], ...]], stretches: list[tuple[int, int]]
) -> None:
    found = SexChromosomes({"X": 500}, par).exceptions(Sex.MALE)
    assert [(stretch.start, stretch.end, copies) for stretch, copies in found] == [(*s, 1) for s in stretches]
