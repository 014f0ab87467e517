"""Pairs of reads without errors."""

from __future__ import annotations

import gzip
import random
import subprocess
from pathlib import Path

import pysam

from tachkhis.case.model import Unit

COMPLEMENT = str.maketrans("ACGT", "TGCA")


def make_reference(folder: Path) -> tuple[Path, str]:
    """A FASTA of 20,000 random bases with its indexes; its path and sequence."""
    sequence = "".join(random.Random(7).choices("ACGT", k=20_000))
    (folder / "ref.fa").write_text(f">c1\n{sequence}\n")
    pysam.faidx(str(folder / "ref.fa"))
    subprocess.run(["bwa", "index", folder / "ref.fa"], check=True, capture_output=True)
    return folder / "ref.fa", sequence


def write_pairs(
    folder: Path, name: str, sequence: str, starts: list[int], names: list[str] | None = None
) -> tuple[Path, Path]:
    paths = folder / f"{name}_R1.fastq.gz", folder / f"{name}_R2.fastq.gz"
    with gzip.open(paths[0], "wt") as one, gzip.open(paths[1], "wt") as two:
        for number, start in enumerate(starts):
            fragment = sequence[start : start + 350]
            mate = fragment[-100:].translate(COMPLEMENT)[::-1]
            other = names[number] if names else f"{name}.{number}"
            one.write(f"@{name}.{number}\n{fragment[:100]}\n+\n{'I' * 100}\n")
            two.write(f"@{other}\n{mate}\n+\n{'I' * 100}\n")
    return paths


def make(folder: Path, sequence: str, libraries: tuple[str, str]) -> list[Unit]:
    """Two units that hold the same 50 fragments."""
    starts = list(range(100, 15_100, 300))
    units = []
    for unit, library in zip(("u1", "u2"), libraries, strict=True):
        one, two = write_pairs(folder, unit, sequence, starts)
        units.append(Unit("S", unit, library, "illumina", one, two))
    return units
