"""The panel's making, measured: counts against bcftools at every site, speed, memory, merge of halves, kinship.

``scripts/benchmark panel [--quick] [--people N]`` prints one table; exit status 1 where any count differs, where memory
grows with sites, where a merge of two halves is not the whole, where a pair of the first degree is counted, or where more
people without a relative are left out than chance explains. The annotation's ratio follows a whole run.
"""

from __future__ import annotations

import argparse
import math
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from panel_cohort import Cohort
from panel_cohort import simulate
from panel_cohort import write

from tachkhis.panel.bounds import frequency_of

TACHKHIS = str(Path(sys.executable).with_name("tachkhis"))
MEMORY_SLACK = 1.15  # twice the sites may take this much more memory at most: the first window, caches that fill
FIRST_DEGREE, SECOND_DEGREE = 0.25, 0.125


@dataclass(frozen=True)
class Measured:
    """One build: seconds of wall clock and of the processor, peak memory in MB, and what it printed."""

    wall: float
    cpu: float
    memory: float
    said: str


def run(*words: str | Path) -> Measured:
    """Run a command as one process and measure it."""
    start = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([str(word) for word in words], stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - start
        said.seek(0)
        words_said = said.read().decode()
        if process.returncode:
            sys.exit(words_said)
    return Measured(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, words_said)


def build(vcf: Path, table: Path, out: Path, *more: str | Path) -> Measured:
    """``tachkhis panel build`` with one process."""
    words = [TACHKHIS, "panel", "build", "--variants", vcf, "--people", table, "--name", "B", "--version", "1"]
    return run(*words, "--build", "benchmark", "--out", out, *more)


def text(command: str) -> list[str]:
    """Standard output of a shell command, by line."""
    return subprocess.run(command, shell=True, check=True, capture_output=True, text=True).stdout.splitlines()


def counts_of_panel(panel: Path, regions: list[str]) -> list[str]:
    """CHROM POS AC AN nhom nhemi and AC, AN of each region, as the panel has them."""
    fields = "".join(f" %AC_{region} %AN_{region}" for region in regions)
    return text(f"bcftools query -f '%CHROM %POS %AC %AN %nhom %nhemi{fields}\\n' {panel}")


def counts_of_bcftools(vcf: Path, table: Path, left: set[str], regions: list[str], folder: Path) -> list[str]:
    """The same by ``bcftools +fill-tags`` on the same people."""
    rows = [line.split("\t") for line in table.read_text().splitlines()[1:]]
    kept = [(row[0], row[2].replace("-", "_")) for row in rows if row[0] not in left]
    (folder / "kept.txt").write_text("".join(f"{sample}\n" for sample, _ in kept))
    (folder / "groups.txt").write_text("".join(f"{sample}\t{region}\n" for sample, region in kept))
    fields = "".join(f" %AC_{region} %AN_{region}" for region in regions)
    lines = text(
        f"bcftools view -S {folder}/kept.txt -Ou {vcf} | bcftools +fill-tags -Ou -- -S {folder}/groups.txt"
        f" -t AC,AN,AC_Hom,AC_Hemi | bcftools query -f '%CHROM %POS %AC %AN %AC_Hom %AC_Hemi{fields}\\n'"
    )
    halved = []
    for line in lines:
        cells = line.split(" ")
        cells[4] = str(int(cells[4]) // 2)  # alleles of homozygotes to people
        halved.append(" ".join(cells))
    return halved


def records(panel: Path) -> list[str]:
    """The records of a panel."""
    return text(f"bcftools view -H {panel}")


def left_out(listed: Path) -> set[str]:
    """People left out of a panel."""
    rows = [line.split("\t") for line in listed.read_text().splitlines()[1:]]
    return {row[0] for row in rows if row[1] == "excluded"}


def share(part: int, whole: int) -> str:
    """A part of a whole with the exact 95 % bounds of its share."""
    found = frequency_of(part, whole)
    return f"{part} of {whole} ({100 * found.lower:.1f} to {100 * found.upper:.1f} %)"


def kinship_lines(cohort: Cohort, left: set[str], said: str) -> tuple[list[str], bool]:
    """How the people left out compare with the pedigree; false where a pair of the first degree stays.

    People without a relative may be left out by chance, as seldom as the build says: more than that chance explains
    (less than one in a thousand) does not hold.
    """
    related = [(a.name, b.name) for a, b in combinations(cohort.people, 2) if a.father or b.father if cohort.kinship(a, b) >= SECOND_DEGREE]  # fmt: skip
    missed = [pair for pair in related if not left & set(pair)]
    by_name = {person.name: person for person in cohort.people}
    close = [pair for pair in missed if cohort.kinship(by_name[pair[0]], by_name[pair[1]]) >= FIRST_DEGREE]
    families = {name for pair in related for name in pair}
    stray = sorted(left - families)
    first = [pair for pair in related if cohort.kinship(by_name[pair[0]], by_name[pair[1]]) >= FIRST_DEGREE]
    alone = len(cohort.people) - len(families)
    told = re.search(r"kinship rests on (.*)", said)
    chance = re.search(r"([0-9.e+-]+) of \d+ pairs would reach it by chance", said)
    assert told is not None, said
    assert chance is not None, said
    rate = float(chance[1])
    excess = 1 - sum(math.exp(-rate) * rate**k / math.factorial(k) for k in range(len(stray)))  # as many or more
    second = len(related) - len(first)
    return [
        f"kinship: {told[1]}",
        f"kinship: {len(left)} people left out; missed of the first degree {share(len(close), len(first))}, of the second {share(len(missed) - len(close), second)}",
        f"kinship: people without such a relative left out: {share(len(stray), alone)}; {rate:g} pairs expected by chance, so many or more have a chance of {excess:.2g}",
    ], not close and excess > 0.001


def measure(people: int, sites: int, folder: Path, seed: int) -> tuple[list[str], bool]:
    """All of one size; lines of the table, and whether everything holds."""
    cohort = simulate(people, 2 * sites, seed)
    half_vcf, half_table = write(cohort, folder, f"half{people}", 2, seed)
    vcf, table = write(cohort, folder, f"all{people}", 1, seed)
    half = build(half_vcf, half_table, folder / "half.panel.vcf.gz")
    listed, panel = folder / "excluded.tsv", folder / "all.panel.vcf.gz"
    whole = build(vcf, table, panel, "--excluded", listed)
    left = left_out(listed)
    regions = sorted({line.split("\t")[2].replace("-", "_") for line in table.read_text().splitlines()[1:] if line.split("\t")[0] not in left})  # fmt: skip
    ours, theirs = counts_of_panel(panel, regions), counts_of_bcftools(vcf, table, left, regions, folder)
    differ = sum(a != b for a, b in zip(ours, theirs, strict=True))
    merged = merge(vcf, table, left, folder)
    same = records(merged) == records(panel)
    kin, kin_holds = kinship_lines(cohort, left, whole.said)
    many, few = len(ours), len(records(folder / "half.panel.vcf.gz"))
    flat = whole.memory <= half.memory * MEMORY_SLACK
    lines = [
        f"{people:>6} people  {few:>8} sites  {few / half.wall:>8.0f} sites/s  {few / half.cpu:>8.0f} /s of cpu  {half.memory:>6.0f} MB",
        f"{people:>6} people  {many:>8} sites  {many / whole.wall:>8.0f} sites/s  {many / whole.cpu:>8.0f} /s of cpu  {whole.memory:>6.0f} MB",
        f"        sites that differ from bcftools +fill-tags (AC, AN, hom, hemi, regions; X, Y, M included): {differ} of {many}",
        f"        merge of two halves equals the whole: {'yes' if same else 'NO'}; memory flat: {'yes' if flat else 'NO'}",
        *(f"        {line}" for line in kin),
    ]
    return lines, not differ and same and flat and kin_holds


def merge(vcf: Path, table: Path, left: set[str], folder: Path) -> Path:
    """The panel of two halves of the people counted, made apart and added up."""
    head, *rows = table.read_text().splitlines()
    kept = [row for row in rows if row.split("\t")[0] not in left]

    def half(number: int) -> Path:
        part = kept[number::2]
        names = ",".join(row.split("\t")[0] for row in part)
        piece, people = folder / f"part{number}.vcf.gz", folder / f"part{number}.tsv"
        text(f"bcftools view -s {names} -Oz -o {piece} {vcf} && tabix -f -p vcf {piece}")
        people.write_text("\n".join([head, *part]) + "\n")
        build(piece, people, folder / f"part{number}.panel.vcf.gz", "--max-kinship", "1")
        return folder / f"part{number}.panel.vcf.gz"

    with ThreadPoolExecutor(2) as pool:  # side by side: nothing of theirs is timed
        halves = list(pool.map(half, (0, 1)))
    out = folder / "merged.panel.vcf.gz"
    run(TACHKHIS, "panel", "merge", *halves, "--name", "B", "--version", "1", "--out", out)
    return out


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a tenth of the sites")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, choices=(109, 1000), help="this cohort alone, and no annotation")
    args = parser.parse_args()
    scale = 10 if args.quick else 1
    holds = True
    print("tachkhis panel build, one process, kinship included; the second size of each cohort has twice the sites")
    with tempfile.TemporaryDirectory() as name:
        for people, sites in ((109, 60_000 // scale), (1000, 15_000 // scale)):
            if args.people in (None, people):
                lines, fine = measure(people, sites, Path(name), args.seed)
                print("\n".join(lines), flush=True)
                holds &= fine
    annotation = Path(__file__).with_name("annotation.py")
    if annotation.exists() and args.people is None:
        holds &= subprocess.run([sys.executable, str(annotation)], check=False).returncode == 0
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
