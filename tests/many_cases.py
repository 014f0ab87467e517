"""Sheets of many cases, all pointing at the same few reads: for planning, which reads no data."""

from __future__ import annotations

import shutil
from pathlib import Path

CASES = "case proband test hpo hpo_excluded gene_panels urgency consanguinity region consent referrer"
SAMPLES = "case sample father mother sex affected"
UNITS = "sample unit library platform fastq_1 fastq_2"


def _write(path: Path, head: str, rows: list[list[str]]) -> None:
    path.write_text("".join("\t".join(row) + "\n" for row in [head.split(), *rows]))


def write_cases(source: Path, folder: Path, count: int, roles: str = "PFM") -> None:
    """A copy of a simulated set whose sheets name so many cases, each sample with a pair of files of its own.

    Args:
        source: what ``tachkhis simulate`` made.
        folder: where the copy is made; must not exist.
        count: how many cases.
        roles: who is sequenced of each: ``PFM`` for trios, ``P`` for the proband alone.
    """
    shutil.copytree(source, folder)
    cases, samples, units = [], [], []
    (folder / "more").mkdir()
    first = min((folder / "reads").glob("*_R1.fastq.gz"))
    for number in range(count):
        case = f"N{number:04d}"
        child, father, mother = (f"{case}-{role}" for role in "PFM")
        cases.append([case, child, "genome", "HP:0001250", "", "SGCG", "routine", "none", "MA-04", "panel", "x"])
        parents = [father, mother] if roles == "PFM" else ["0", "0"]
        rows = [[case, child, *parents, "male", "yes"]]
        rows += [[case, father, "0", "0", "male", "no"], [case, mother, "0", "0", "female", "no"]]
        samples += rows[: len(roles)]
        for sample in (child, father, mother)[: len(roles)]:
            files = []
            for mate in ("R1", "R2"):
                target = folder / "more" / f"{sample}_{mate}.fastq.gz"
                target.hardlink_to(str(first).replace("_R1", f"_{mate}"))
                files.append(f"more/{target.name}")
            units.append([sample, "L1", "lib1", "ILLUMINA", *files])
    _write(folder / "cases.tsv", CASES, cases)
    _write(folder / "samples.tsv", SAMPLES, samples)
    _write(folder / "units.tsv", UNITS, units)
