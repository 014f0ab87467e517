#!/usr/bin/env python3
"""Tachkhis beside the same tools by hand and beside a common pipeline: wall, CPU, memory, disk, accuracy, step by step.

Makes a simulated trio: a genome larger than the demo's at 30 reads per base, and an exome-like set of the same family; with the
demo's five families beside them. On each set the three run in turn, one after another, on the same cores:

  tachkhis  FASTQ to report, in one Snakemake run
  bare      the same tools by hand: bwa mem | fixmate | sort | markdup, joint calling, norm, annotate, csq
  common    trimmed to files, aligned, sorted, duplicates marked as a step of its own, freebayes, everything annotated (not on the demo)

The page with all figures goes to --page (default: below --out). It says how much of the machine others used meanwhile: figures
of a machine that was not idle are no figures, except for CPU, which is only a little dearer then.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import speed_chains as chains
from speed_meter import Taken
from speed_meter import measure
from speed_page import Outcome
from speed_page import page
from speed_steps import Step
from speed_steps import read_steps
from speed_world import CASE
from speed_world import Sizes
from speed_world import make_worlds

from paths import DEMO_DATA
from paths import ROOT
from tachkhis.quality.accuracy import Score
from tachkhis.quality.accuracy import compare_haplotypes
from tachkhis.quality.accuracy import read_alleles

QUICK = Sizes(1.0, 30, 100)


@dataclass(frozen=True)
class Plan:
    """A set of data, the chains that run on it, and where truth and calls are compared (``None``: nowhere)."""

    name: str
    data: Path
    chains: tuple[str, ...]
    targets: Path | None
    truth: Path | None


def run(plan: Plan, chain: str, out: Path, cores: int, tools: chains.Tools) -> tuple[Taken, list[Step]]:
    """One chain on one set, from nothing."""
    folder = out / plan.name / chain
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    log = out / plan.name / f"{chain}.log"
    if chain == "tachkhis":
        command = ["python", "-m", "snakemake", "--configfile", str(plan.data / "config.yaml")]
        command += ["--directory", str(folder), "--cores", str(cores), "--quiet", "all"]
        if plan.name == "demo":  # as scripts/demo has it
            command += ["--set-threads", "align_sample=1", "call_with_bcftools=1"]
        taken = measure(command, folder, cores, log, ROOT)
        return taken, read_steps(folder / "results" / "benchmarks")
    model = out / plan.name / "model"
    chains.prepare(plan.data, model, tools)
    if chain == "bare":
        text = chains.bare(plan.data, model, folder, cores, plan.targets)
    else:
        text = chains.common(plan.data, model, folder, cores, plan.targets, tools)
    script = out / plan.name / f"{chain}.sh"
    script.write_text(text)
    return measure(["bash", str(script)], folder, cores, log, folder), []


def calls_of(folder: Path, chain: str) -> Path:
    """The VCF that a chain has made for the simulated family."""
    return folder / "results" / "cases" / CASE / f"{CASE}.vcf.gz" if chain == "tachkhis" else folder / f"{CASE}.vcf.gz"


def accuracy(plan: Plan, folder: Path, chain: str, work: Path) -> dict[str, Score]:
    """Calls of all members together against the truth: autosomes, inside the targets if there are any."""
    assert plan.truth is not None
    bed = work / f"{plan.name}.confident.bed"
    source = plan.targets or plan.data / "everything.bed"
    inside = [line for line in source.read_text().splitlines() if line.split("\t")[0][3:].isdigit()]
    bed.write_text("\n".join(inside) + "\n")
    fasta, total = plan.data / "genome.fa", {"snv": Score(), "indel": Score()}
    for sample in chains.families(plan.data)[CASE]:
        truth = read_alleles(plan.truth, sample, fasta, bed)
        found = compare_haplotypes(truth, read_alleles(calls_of(folder, chain), sample, fasta, bed), fasta)
        for kind, score in found.items():
            total[kind].true_positives += score.true_positives
            total[kind].false_positives += score.false_positives
            total[kind].false_negatives += score.false_negatives
            total[kind].same_genotype += score.same_genotype
    return total


def plans(args: argparse.Namespace, sizes: Sizes) -> list[Plan]:
    """The sets to measure, made where they are not there yet."""
    worlds = make_worlds(args.out / "data", sizes, args.cores)
    every = ("tachkhis", "bare", "common")
    made = {
        name: Plan(
            name,
            folder,
            every,
            folder / "targets.bed" if name == "exome" else None,
            folder / "truth" / f"{CASE}.vcf.gz",
        )
        for name, folder in worlds.items()
    }
    if "demo" in args.sets:
        subprocess.run(["tachkhis", "simulate", "--out", str(DEMO_DATA)], check=True)
    made["demo"] = Plan("demo", DEMO_DATA, every[:2], None, None)
    return [made[name] for name in args.sets]


def main() -> int:
    """Measure, write and print the page; 0 whether targets were met or not: the page tells."""
    parser = argparse.ArgumentParser(
        prog="scripts/benchmark speed", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help=f"{QUICK.megabases:.0f} Mb, without the demo")
    parser.add_argument("--megabases", type=float, default=3.0, help="size of the genome (default 3)")
    parser.add_argument("--depth", type=float, default=30, help="reads per base of the genome (default 30)")
    parser.add_argument("--exome-depth", type=float, default=100, help="reads per base of the targets (default 100)")
    parser.add_argument("--rounds", type=int, default=1, help="times that all is run in turn; the least wall counts")
    parser.add_argument("--sets", nargs="+", choices=["genome", "exome", "demo"], help="which sets (default: all)")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--out", type=Path, default=ROOT / ".benchmark" / "speed")
    parser.add_argument("--page", type=Path, help="where the page goes (default: speed.md below --out)")
    args = parser.parse_args()
    args.sets = args.sets or (["genome", "exome"] if args.quick else ["genome", "exome", "demo"])
    args.out = (args.out / "quick" if args.quick else args.out).resolve()
    sizes = QUICK if args.quick else Sizes(args.megabases, args.depth, args.exome_depth)
    tools, outcomes = chains.Tools.here(), []
    target = args.page or args.out / "speed.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    for plan in plans(args, sizes):
        results: dict[str, tuple[Taken, list[Step]]] = {}
        for number in range(args.rounds):
            for chain in plan.chains:
                taken = run(plan, chain, args.out, args.cores, tools)
                print(f"{plan.name} {chain} round {number + 1}: {taken[0].wall:.0f} s", file=sys.stderr, flush=True)
                if chain not in results or taken[0].wall < results[chain][0].wall:
                    results[chain] = taken
        scores = {
            chain: accuracy(plan, args.out / plan.name / chain, chain, args.out)
            for chain in (plan.chains if plan.truth is not None else ())
        }
        fastq = sum(file.stat().st_size for file in (plan.data / "reads").iterdir()) / 1e6
        people = sum(len(members) for members in chains.families(plan.data).values())
        outcomes.append(
            Outcome(
                plan.name,
                people,
                fastq,
                {name: one[0] for name, one in results.items()},
                results["tachkhis"][1],
                scores,
            )
        )
        target.write_text(page(outcomes, sizes, tools.told(), args.rounds))  # after each set: the whole takes long
    print(target.read_text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
