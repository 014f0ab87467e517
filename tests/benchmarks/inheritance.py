#!/usr/bin/env python3
"""Modes of inheritance beside ``genmod models``: time on the same trio VCF in the same run (disagreements: tests/).

Compared is the part that finds modes from genotypes and a pedigree: reading the VCF, grouping by gene, the modes of each
variant and each pair, writing them down; each as a
program of its own, start-up included. genmod (PyPI) gets a venv of its own in .tools/genmod,
since two of its dependencies are built from source; where that fails, this says so and ends with status 1.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from genmod_comparison import VERSION
from genmod_comparison import compare
from genmod_comparison import diplotypes_of
from genmod_comparison import genmod_program
from genmod_comparison import run_genmod
from genmod_world import FAMILIES
from genmod_world import Combination
from genmod_world import combinations_of
from genmod_world import write_vcf
from paths import ROOT

TABLE = ROOT / "tests" / "genmod_models.tsv"
PER_GENE = 4
TRIOS = [
    ("0/1", "0/1", "0/0"),
    ("0/1", "0/0", "0/1"),
    ("1/1", "0/1", "0/1"),
    ("0/1", "0/0", "0/0"),
    ("0/1", "0/1", "0/1"),
]


def fetch() -> Path | None:
    """genmod, installed if need be; ``None`` where it cannot be had."""
    if (found := genmod_program()) is not None:
        return found
    venv = ROOT / ".tools" / "genmod"
    pins = str(Path(__file__).with_name("genmod.txt"))
    print(f"installing genmod {VERSION} from PyPI into {venv.relative_to(ROOT)} (minutes)", file=sys.stderr)
    steps = (
        [sys.executable, "-m", "venv", "--clear", str(venv)],
        [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "-r", pins],
    )
    for step in steps:
        done = subprocess.run(step, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stderr[-2000:], file=sys.stderr)
            return None
    return genmod_program()


def trio_genes(records: int) -> list[Combination]:
    """Genes of a trio, four variants each, genotypes drawn with a fixed seed."""
    draw = random.Random(1)
    return [
        Combination("autosome", tuple(draw.choice(TRIOS) for _ in range(PER_GENE))) for _ in range(records // PER_GENE)
    ]


def write_ours(vcf: Path, out: Path) -> None:
    """Our modes of one VCF, one line for each diplotype."""
    lines = [
        "\t".join((gene, "+".join(v.id for v in one.variants), one.mode.value, one.support.value))
        for gene, diplotypes in diplotypes_of(vcf, FAMILIES[0].family)
        for one in diplotypes
    ]
    out.write_text("\n".join(lines) + "\n")


def measure(records: int, program: Path | None, folder: Path) -> None:
    """CPU and wall time of each on one VCF, in turn, the best of three."""
    vcf, ped = folder / "trio.vcf", folder / "trio.ped"
    write_vcf(FAMILIES[0], trio_genes(records), vcf)
    FAMILIES[0].write_ped(ped)
    own = [sys.executable, __file__, "--ours", str(vcf), str(folder / "ours.tsv")]
    runs: dict[str, Callable[[], object]] = {"ours": lambda: subprocess.run(own, check=True)}
    if program is not None:
        for number in (1, 2):
            runs[f"genmod -p {number}"] = partial(run_genmod, program, vcf, ped, folder / "genmod.vcf", number)
    cpu: dict[str, list[float]] = {name: [] for name in runs}
    wall: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(3):
        for name, start in runs.items():
            spent = timed(start)
            cpu[name].append(spent[0])
            wall[name].append(spent[1])
    print(f"{records} records of a trio in {records // PER_GENE} genes, best of three, seconds")
    print(f"  {'':12} {'CPU':>7} {'x ours':>7} {'wall':>7} {'x ours':>7}")
    for name in runs:
        cells = [value for kind in (cpu, wall) for value in (min(kind[name]), min(kind[name]) / min(kind["ours"]))]
        print(f"  {name:12} " + " ".join(f"{value:7.2f}" for value in cells))


def timed(start: Callable[[], object]) -> tuple[float, float]:
    """Seconds of CPU (of all processes that were started) and by the clock."""
    before, clock = os.times(), time.perf_counter()
    start()
    after, wall = os.times(), time.perf_counter() - clock
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return spent, wall


def freeze(program: Path, folder: Path) -> None:
    """Write what genmod says of every combination."""
    lines = [
        f"# Output of genmod {VERSION} on the VCFs of tests/genmod_world.py: scripts/benchmark inheritance --write"
    ]
    lines.append("family\tplace\tgenotypes\tgenmod")
    for kin in FAMILIES:
        genes = list(combinations_of(kin))
        for gene, (genmod, _) in zip(genes, compare(kin, genes, folder, program), strict=True):
            lines.append(f"{kin.name}\t{gene.place}\t{gene.text}\t{'|'.join(sorted(genmod)) or '.'}")
    TABLE.write_text("\n".join(lines) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=20_000, help="records of the timed VCF")
    parser.add_argument("--write", action="store_true", help="write genmod's models into tests/genmod_models.tsv")
    parser.add_argument("--ours", nargs=2, type=Path, metavar=("VCF", "OUT"), help=argparse.SUPPRESS)
    parser.add_argument("--de-novo", action="store_true", help="only: the probability of de novo alleles, calibrated?")
    parser.add_argument("--seed", type=int, default=1, help="of the simulated trios of --de-novo")
    given = parser.parse_args()
    if given.de_novo:
        from de_novo_world import print_reliability

        print_reliability(given.seed)
        return 0
    if given.ours:
        write_ours(*given.ours)
        return 0
    program = fetch()
    if program is None:
        print(f"GENMOD {VERSION} CANNOT BE HAD: ours alone is measured, nothing is compared", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        if given.write and program is not None:
            freeze(program, Path(folder))
        measure(given.records, program, Path(folder))
    return 0 if program is not None else 1


if __name__ == "__main__":
    sys.exit(main())
