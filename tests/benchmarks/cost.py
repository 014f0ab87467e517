#!/usr/bin/env python3
"""What the refinement costs: CPU beside that of the caller on real reads, laid out over a larger genome.

Two cases: HG002 alone (31x), and the trio of HG001 (23x each, 10 kb). Their slice of chr20a stands many times in a row
as one contig, so that start-up weighs little. It holds about twice as many variants per base as the genome does on
average. Both sides are called as the workflow calls them.

CPU is user and system time of all processes. On a machine that does other things one and the same job takes up to twice
as much as when alone (caches and hyper-threads are shared), never less: each round runs both sides in turn, the least of
all rounds counts for each, and the spread is printed. For an interval of 50 Mb (``calling.scatter_bases``) what grows
with the bases is drawn on; start-up and the calibration, which reads one million bases whatever the interval, count once.
"""

from __future__ import annotations

import argparse
import os
import resource
import shlex
import subprocess
import sys
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench_runs import align
from bench_runs import run as execute

from paths import ROOT
from paths import needed_data

LIMIT = 0.25
INTERVAL = 50_000_000
CALIBRATION = 1_000_000
CALLER, WHOLE, BARE, START = "caller", "refine", "refine, no calibration", "refine, no record"


@dataclass(frozen=True)
class World:
    """A case whose reads are laid out.

    Attributes:
        case: its name in the sheets.
        members: with reads.
        start: of the slice of chr20a, 0-based.
        end: of the slice.
    """

    case: str
    members: tuple[str, ...]
    start: int
    end: int

    def copies(self, bases: int) -> int:
        """How often the slice stands in a row to make about so many bases."""
        return max(1, round(bases / (self.end - self.start)))


WORLDS = (
    World("HG002", ("HG002",), 0, 104_000),
    World("CEPH", ("HG001-trio", "NA12891", "NA12892"), 2_000, 12_000),
)


@dataclass(frozen=True)
class Costs:
    """Seconds of CPU of one side by round."""

    rounds: tuple[float, ...]

    @property
    def least(self) -> float:
        """The least of all rounds."""
        return min(self.rounds)


def in_interval(costs: Mapping[str, Costs], bases: int) -> tuple[float, float]:
    """Seconds of CPU of the caller and of the refinement in an interval of :data:`INTERVAL` bases.

    Args:
        costs: by what was run.
        bases: how many the measured interval has.
    """
    once = costs[START].least + max(0.0, costs[WHOLE].least - costs[BARE].least)
    grows = max(0.0, costs[BARE].least - costs[START].least)
    return costs[CALLER].least / bases * INTERVAL, once + grows / bases * INTERVAL


def lines_of(case: str, costs: Mapping[str, Costs], bases: int) -> list[str]:
    """The rows of the table of one case."""
    caller = costs[CALLER].least
    rows = [(name, one.least, f"{min(one.rounds):.1f}-{max(one.rounds):.1f}", caller) for name, one in costs.items()]
    theirs, ours = in_interval(costs, bases)
    rows += [("caller, 50 Mb", theirs, "", theirs), ("refine, 50 Mb", ours, "", theirs)]
    return [f"{case}\t{name}\t{least:.1f}\t{spread}\t{least / of:.2f}" for name, least, spread, of in rows]


def verdicts(case: str, costs: Mapping[str, Costs], bases: int) -> list[str]:
    """Whether the limit is met, in an interval of 50 Mb and in the one that was measured."""
    theirs, ours = in_interval(costs, bases)
    shares = {
        f"{case}, an interval of 50 Mb": ours / theirs,
        f"{case}, {bases:,} bases": costs[WHOLE].least / costs[CALLER].least,
    }
    return [
        f"{'met' if share <= LIMIT else 'MISSED'}: {where}: {share:.2f} of the caller's CPU, at most {LIMIT}"
        for where, share in shares.items()
    ]


def lay_out(world: World, fasta: Path, crams: Mapping[str, Path], out: Path, copies: int) -> tuple[Path, list[Path]]:
    """The slice and its reads, several times side by side; FASTA and CRAMs."""
    import pysam

    out.mkdir(parents=True, exist_ok=True)
    genome = out / "genome.fa"
    with pysam.FastaFile(str(fasta)) as reference:
        sequence = reference.fetch("chr20a", world.start, world.end)
    genome.write_text(f">c\n{sequence * copies}\n")
    pysam.faidx(str(genome))
    return genome, [
        _repeated(world, fasta, crams[name], genome, out / f"{name}.cram", copies) for name in world.members
    ]


def _repeated(world: World, fasta: Path, cram: Path, genome: Path, out: Path, copies: int) -> Path:
    import pysam

    size = world.end - world.start
    with pysam.AlignmentFile(str(cram), reference_filename=str(fasta)) as source:
        rows = [_moved(read, world) for read in source.fetch("chr20a", world.start, world.end) if _inside(read, world)]
        header = source.header.to_dict()
    header["SQ"] = [{"SN": "c", "LN": size * copies}]
    layout = pysam.AlignmentHeader.from_dict(header)
    with pysam.AlignmentFile(str(out), "wc", header=layout, reference_filename=str(genome)) as target:
        for number in range(copies):
            for row in rows:
                place = {
                    key: str(int(row[key]) + number * size) for key in ("ref_pos", "next_ref_pos") if row[key] != "0"
                }
                moved = row | place | {"name": f"{row['name']}_{number}"}
                target.write(pysam.AlignedSegment.from_dict(moved, layout))
    pysam.index(str(out))
    return out


def _inside(read: Any, world: World) -> bool:
    return not read.is_unmapped and read.reference_start >= world.start and read.reference_end <= world.end


def _moved(read: Any, world: World) -> dict[str, Any]:
    """A read as a row whose places count from the start of the slice; a mate elsewhere has none."""
    row = read.to_dict()
    same = row["next_ref_name"] == "=" and world.start <= read.next_reference_start < world.end
    mate = {"next_ref_name": "=" if same else "*"}
    mate["next_ref_pos"] = str(int(row["next_ref_pos"]) - world.start) if same else "0"
    return row | mate | {"ref_name": "c", "ref_pos": str(int(row["ref_pos"]) - world.start)}


def cpu(command: str) -> float:
    """Seconds of CPU of a shell command and all that it starts."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        ["bash", "-c", f"set -euo pipefail; {command}"], check=True, stderr=subprocess.DEVNULL, env=environment
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def commands(world: World, run: Path, genome: Path, crams: Sequence[Path], out: Path, copies: int) -> dict[str, str]:
    """What is measured, by name, as the rule ``call_with_bcftools`` has it; files that they need are written."""
    size = world.end - world.start
    bed, calibration, nothing, coding = (out / name for name in ("all.bed", "cal.bed", "none.bed", "coding.bed"))
    bed.write_text(f"c\t0\t{size * copies}\n")
    calibration.write_text(f"c\t0\t{min(CALIBRATION, size * copies)}\n")
    nothing.write_text("")
    exons = [line.split("\t") for line in next((run / "reference").glob("*/*/coding.bed")).read_text().splitlines()]
    own = [(int(start) - world.start, int(end) - world.start) for name, start, end, *_ in exons if name == "chr20a"]
    own = [(start, end) for start, end in own if start >= 0 and end <= size]
    moved = [(start + n * size, end + n * size) for n in range(copies) for start, end in own]
    coding.write_text("".join(f"c\t{start}\t{end}\n" for start, end in moved))
    passport = next((run / "reference").glob("*/passport.json"))
    request = run / "results" / "cases" / world.case / f"{world.case}.family.json"
    fasta, alignments = shlex.quote(str(genome)), " ".join(shlex.quote(str(cram)) for cram in crams)
    ploidy = f"--ploidy-file {out}/ploidy -S {out}/sexes"
    caller = (
        f"bcftools mpileup --no-version -Ou -f {fasta} -R {bed} -d 1000 -q 20 -Q 20 -a AD,DP,ADF,ADR,SP {alignments}"
        f" | bcftools call --no-version -m -v -Ou -a GQ {ploidy}"
        f" | bcftools norm --no-version -Ou -m -any -f {fasta}"
        f" | bcftools filter --no-version -s LowQual -e 'QUAL<20' -Ou -o {out}/calls.bcf"
    )
    refine = (
        f"tachkhis refine --request {request} --fasta {fasta} --passport {passport} --interval {bed}"
        f" --coding {coding} --crams {alignments} --output {out}/refined.bcf"
    )
    files = f"--passport {passport} --request {request} --out {out}/ploidy --samples {out}/sexes"
    subprocess.run(["bash", "-c", f"tachkhis ploidy --caller bcftools {files}"], check=True)
    return {
        CALLER: caller,
        WHOLE: f"{refine} --input {out}/calls.bcf --calibration {calibration}",
        BARE: f"{refine} --input {out}/calls.bcf --calibration {nothing}",
        START: f"bcftools view -h {out}/calls.bcf | {refine} --calibration {nothing}",
    }


def main() -> int:
    """Print the ratios; 1 where one is above the limit."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark cost", description=__doc__)
    parser.add_argument("--bases", type=int, default=1_200_000, help="length of the laid out genome of one person")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--cores", default="2")
    parser.add_argument("--out", type=Path, default=ROOT / ".benchmark" / "cost")
    args = parser.parse_args()
    data = needed_data()
    human, out = data / "human", args.out
    out.mkdir(parents=True, exist_ok=True)
    run = out / "whole" / "run"
    aligned = align(human, out, args.cores)
    families = [f"results/cases/{world.case}/{world.case}.family.json" for world in WORLDS]
    execute(out / "whole" / "config.yaml", run, args.cores, [*families, "results/cases/HG002/calls/bcftools/0001.bcf"])
    sides: dict[str, dict[str, str]] = {}
    lengths: dict[str, int] = {}
    for world in WORLDS:
        folder, copies = out / world.case, world.copies(args.bases // len(world.members))
        genome, crams = lay_out(world, human / "ref" / "dev_chr20_slices.fa", aligned, folder, copies)
        sides[world.case] = commands(world, run, genome, crams, folder, copies)
        lengths[world.case] = copies * (world.end - world.start)
    seconds: dict[tuple[str, str], list[float]] = {}
    for _ in range(args.rounds):
        for case, each in sides.items():
            for name, command in each.items():
                seconds.setdefault((case, name), []).append(cpu(command))
    lines, said = [f"case\twhat\tCPU_seconds_least_of_{args.rounds}\tspread\tof_the_caller"], []
    for case, each in sides.items():
        costs = {name: Costs(tuple(seconds[case, name])) for name in each}
        lines += lines_of(case, costs, lengths[case])
        said += verdicts(case, costs, lengths[case])
    (out / "cost.tsv").write_text("\n".join(lines) + "\n")
    print("\n".join([*lines, *said]))
    return 1 if any(line.startswith("MISSED") for line in said) else 0


if __name__ == "__main__":
    sys.exit(main())
