"""The page of ``scripts/benchmark scaling``: what was measured, how it was drawn on, what others publish."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scaling_costs import READS
from scaling_costs import SITES
from scaling_costs import Cost
from scaling_costs import Size
from scaling_runs import Run
from scaling_schedule import Schedule

PUBLISHED = """| who | what | clock | machine | source |
|---|---|---|---|---|
| MIP | exome trio / genome, FASTQ to ranked variants | about 4 h / about 21 h | SLURM cluster | its README |
| sarek with Parabricks and DeepVariant | 30x genome, FASTQ to VCF | 2 h 32 min; on CPUs about 13 h | 1 A10G | vendor's blog, 2026 |
| Sentieon / Parabricks / GATK 4.1 | 50x genome, FASTQ to VCF | under 8 h / under 3 h / about 24 h | of 2020 | Franke & Crowgey 2020 |
| SpeedSeq | 50x genome, to annotated calls | 13 h | low-cost server | Nat Methods 2015 |
| DRAGEN 4.2 | 35x genome, FASTQ to VCF | about 30 min | FPGA server | bioRxiv 2024.01.02.573821 |
"""


@dataclass(frozen=True)
class Checked:
    """A run that the fit did not see: seconds by the clock made and simulated, CPU seconds of its jobs and fitted."""

    cores: int
    wall: float
    simulated: float
    cpu: float
    fitted: float


@dataclass(frozen=True)
class Projected:
    """A large run: its schedules by number of cores, the fewest cores within 5 % of any number, its longest chain."""

    name: str
    jobs: int
    walls: Mapping[int, Schedule]
    stops: int
    chain: Sequence[tuple[str, float]]


def hours(seconds: float) -> str:
    """Seconds as a person reads them."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def machine() -> str:
    """Processor, cores, memory, and how busy the machine was: costs rise on a machine that does other things."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB; load averages at the end {os.getloadavg()[0]:.1f}, {os.getloadavg()[2]:.1f}"


def page(
    runs: Sequence[Run],
    costs: Mapping[str, Cost],
    checked: Sequence[Checked],
    projected: Sequence[Projected],
    cores: Sequence[int],
    sizes: Sequence[tuple[str, Size]],
) -> str:
    """The page, in Markdown."""
    parts = [
        "# Scaling: measured small, projected large",
        "Made by `scripts/benchmark scaling`. **The second half is a projection, not a measurement.**",
        f"Machine: {machine()}.",
        "## Measured\n",
        "CPU time of each job (user and system, of all that its shell started), simulated family, synthetic genome.\n",
        _runs(runs),
        "A line per rule: `fixed + slope x amount`, least squares weighted by 1/CPU, neither part below zero.\n",
        _costs(costs),
        "## Its error\n",
        "A family at a depth that the fit did not see, FASTQ to report. Simulated: Snakemake's start (its CPU time) and the"
        " same jobs laid out with the fitted costs. A machine that does other things makes the real run longer by the clock:"
        " then the CPU columns, which tell how far the costs themselves are off, say more. No cluster was run for it.\n",
        _checked(checked),
        "## Projection\n",
        "The reference, its index and tracks are taken as prepared. `align_sample` takes up to 16 cores, `call_with_bcftools` up to 4, every other job one;"
        " the fixed part of a job is not shared among its cores, the rest is shared perfectly. Left out: memory, disks, the"
        " network, the queue, some 10 s per SLURM job. Assumed sizes:\n",
        _sizes(sizes),
        _projected(projected, cores),
        "Where it stops scaling: the fewest cores (powers of two) that are within 5 % of the time with any number of cores."
        " The longest chain, on the largest number of cores:\n",
        _chains(projected),
        "### How far it is drawn on\n",
        "The measured genome is synthetic and so small that its index fits the processor's cache; a human genome has more"
        " repeats and misses the cache, so reads are likely to cost more than here. Simulated sites lie outside exons: the"
        " slopes against records are those of calls that triage sets aside, not of the few that are named and interpreted."
        " Trust the shape (which steps are the chain, where more cores stop helping) before the hours.\n",
        _reach(costs, sizes),
        "## Beside it: published clocks\n",
        "As their authors give them; other data, other work, other machines, none re-run here.\n",
        PUBLISHED,
    ]
    return "\n".join(parts)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _runs(runs: Sequence[Run]) -> str:
    rows = [
        [
            f"{run.size.people}",
            f"{run.size.reads:,.0f}",
            f"{run.size.sites:,.0f}",
            f"{run.wall:.0f} s",
            f"{_cpu(run):.0f} s",
        ]
        for run in runs
    ]
    return _table(["samples with reads", "reads a sample", "records of calls", "wall, 2 cores", "CPU of jobs"], rows)


def _cpu(run: Run) -> float:
    return sum(job.cpu for job in run.measured)


def _costs(costs: Mapping[str, Cost]) -> str:
    rows = []
    for rule, cost in costs.items():
        grows = "a million reads" if rule in READS else "a million records" if rule in SITES else "-"
        slope = f"{1e6 * cost.slope:.1f} s" if grows != "-" else "-"
        rows.append([f"`{rule}`", f"{cost.fixed:.2f} s", slope, grows, f"{100 * cost.error:.0f} %"])
    return _table(["rule", "fixed", "slope", "per", "residual"], rows)


def _checked(checked: Sequence[Checked]) -> str:
    rows = [
        [
            str(one.cores),
            f"{one.wall:.0f} s",
            f"{one.simulated:.0f} s",
            f"{100 * (one.simulated / one.wall - 1):+.0f} %",
            f"{one.cpu:.0f} s",
            f"{one.fitted:.0f} s",
            f"{100 * (one.fitted / one.cpu - 1):+.0f} %",
        ]
        for one in checked
    ]
    return _table(["cores", "wall, real", "wall, simulated", "error", "CPU, real", "CPU, fitted", "error"], rows)


def _sizes(sizes: Sequence[tuple[str, Size]]) -> str:
    rows = [
        [name, f"{size.reads / 1e6:.0f} million", str(size.people), f"{size.sites:,.0f}", str(size.intervals)]
        for name, size in sizes
    ]
    return _table(["run", "reads a sample", "samples a case", "records a case", "calling jobs a case"], rows)


def _projected(projected: Sequence[Projected], cores: Sequence[int]) -> str:
    rows = [
        [
            one.name,
            str(one.jobs),
            *(f"{hours(one.walls[count].wall)} ({100 * one.walls[count].busy:.0f} % busy)" for count in (2, *cores)),
            f"{one.stops}",
        ]
        for one in projected
    ]
    return _table(["run", "jobs", *(f"{count} cores" for count in (2, *cores)), "stops scaling at"], rows)


def _chains(projected: Sequence[Projected]) -> str:
    lines = []
    for one in projected:
        steps = ", ".join(f"`{rule}` {hours(took)}" for rule, took in one.chain if took > 0)
        lines.append(f"- {one.name}: {steps}\n")
    return "".join(lines)


def _reach(costs: Mapping[str, Cost], sizes: Sequence[tuple[str, Size]]) -> str:
    rows = []
    for rule, cost in costs.items():
        if cost.slope > 0:
            asked = max(size.amount(rule) for _, size in sizes)
            rows.append([f"`{rule}`", f"{cost.largest:,.0f}", f"{asked:,.0f}", f"{asked / max(cost.largest, 1):,.0f}x"])
    return _table(["rule", "largest amount measured", "largest asked", "drawn on by"], rows)
