"""Bad input through Snakemake itself: one line per fault, status 2, no traceback, nothing heavy started."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import run_workflow


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("sheet", "old", "new", "words"),
    [
        ("samples.tsv", "\tfemale\t", "\tfeminine\t", ("samples.tsv", "sex", "feminine")),
        ("cases.tsv", "proband", "index", ("cases.tsv", "proband")),
        ("units.tsv", "_R1.fastq.gz", "_R9.fastq.gz", ("units.tsv", "fastq_1")),
        ("config.yaml", "caller: bcftools", "caller: gatk", ("config.yaml", "caller", "gatk")),
    ],
)
def test_sheets_are_refused_before_any_job(
    tiny_copy: Path, tmp_path: Path, sheet: str, old: str, new: str, words: tuple[str, ...]
) -> None:
    replace_in(tiny_copy / sheet, old, new)
    done = run_workflow(tiny_copy / "config.yaml", tmp_path / "run", check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stdout + done.stderr
    faults = [line for line in done.stderr.splitlines() if sheet in line]
    assert faults
    assert all(word in faults[0] for word in words), faults[0]
    assert not (tmp_path / "run" / "results").exists()


def test_a_truncated_fastq_stops_before_alignment(tiny_copy: Path, tmp_path: Path) -> None:
    reads = sorted((tiny_copy / "reads").glob("*_R2.fastq.gz"))[0]
    reads.write_bytes(reads.read_bytes()[:-2000])
    done = run_workflow(tiny_copy / "config.yaml", tmp_path / "run", check=False)
    assert done.returncode != 0
    assert "Traceback" not in done.stdout + done.stderr
    assert reads.name in done.stderr
    sample = reads.name.split("_")[0]
    assert not (tmp_path / "run" / "results" / "samples" / sample / f"{sample}.cram").exists()
