"""A panel by the workflow: the same bytes as by hand, in parts."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from conftest import run_workflow
from tachkhis.cli import main


@pytest.fixture
def cohort(tiny_copy: Path) -> Path:
    """The tiny set, with two people to count."""
    lengths = [line.split("\t")[:2] for line in (tiny_copy / "genome.fa.fai").read_text().splitlines()]
    bases = "".join((tiny_copy / "genome.fa").read_text().split("\n")[1:3])
    name, ref = lengths[0][0], bases[99].upper()
    alt = "G" if ref == "A" else "A"
    lines = ["##fileformat=VCFv4.2", *(f"##contig=<ID={n},length={length}>" for n, length in lengths)]
    lines += ['##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">']
    lines += ["#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB"]
    lines += [f"{n}\t100\t.\t{ref}\t{alt}\t.\t.\t.\tGT\t0/1\t0/0" for n in (name,)]
    vcf = tiny_copy / "cohort.vcf"
    vcf.write_text("\n".join(lines) + "\n")
    subprocess.run(["bgzip", vcf], check=True)
    subprocess.run(["tabix", "-p", "vcf", f"{vcf}.gz"], check=True)
    people = "sample\tsex\tregion\taffected\tconsent\nA\tfemale\tMA-01\tno\tyes\nB\tfemale\t\tno\tyes\n"
    (tiny_copy / "people.tsv").write_text(people)
    config = tiny_copy / "config.yaml"
    section = "panel_build: {people: people.tsv, variants: [cohort.vcf.gz], name: Two people, version: '1', parts: 2, source: a test}\n"
    config.write_text(config.read_text() + section)
    return tiny_copy


def test_the_workflow_makes_the_bytes_of_the_command(cohort: Path, tmp_path: Path) -> None:
    run_workflow(cohort / "config.yaml", tmp_path / "run", "results/panel/panel.vcf.gz")
    made = tmp_path / "run" / "results" / "panel" / "panel.vcf.gz"
    words = [
        "panel",
        "build",
        "--variants",
        cohort / "cohort.vcf.gz",
        "--people",
        cohort / "people.tsv",
        "--source",
        "a test",
    ]
    par = "X:1-1" if "par:" not in (cohort / "config.yaml").read_text() else _par(cohort)
    words += ["--name", "Two people", "--version", "1", "--build", "synthetic", "--par", par]
    words += ["--fasta", cohort / "genome.fa", "--out", tmp_path / "panel.vcf.gz"]
    assert main([str(word) for word in words]) == 0
    assert made.read_bytes() == (tmp_path / "panel.vcf.gz").read_bytes()
    assert Path(f"{made}.tbi").exists()


def _par(folder: Path) -> str:
    from tachkhis.case.config import load_config

    par = load_config(folder / "config.yaml").reference.par or {}
    return ",".join(f"{contig}:{a}-{b}" for contig, regions in par.items() for a, b in regions)


def test_without_the_section_it_is_told(tiny: Path, tmp_path: Path) -> None:
    done = run_workflow(tiny / "config.yaml", tmp_path / "run", "-n", "results/panel/panel.vcf.gz", check=False)
    assert done.returncode != 0
    assert "the-section-panel_build-of-the-configuration" in done.stdout + done.stderr
