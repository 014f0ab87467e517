#!/usr/bin/env python3
"""How long large cases would take on many cores: measured costs of small ones, drawn on, and the very jobs scheduled.

Small simulated families are run, the CPU time of each job is taken, and a line is fitted per rule against reads or
sites. Snakemake plans the large runs; a list scheduler lays their jobs out on a number of cores with the fitted costs. A
PROJECTION: from thousands of reads to hundreds of millions; the page says what was measured and how far it is drawn on.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scaling_costs import ONCE
from scaling_costs import Clock
from scaling_costs import Size
from scaling_costs import fit
from scaling_jobs import plan
from scaling_page import Checked
from scaling_page import Projected
from scaling_page import page
from scaling_runs import CASE
from scaling_runs import large_plan
from scaling_runs import make_run
from scaling_runs import simulate_reads
from scaling_runs import simulate_sites
from scaling_runs import starting_time
from scaling_schedule import critical_path
from scaling_schedule import simulate

from paths import ROOT

RESULT = ROOT / "tests" / "benchmarks" / "results" / "scaling.md"
FITTED, HELD_BACK = (12, 150), 50  # depths of the tiny genome
SITES = (2000, 40_000)
CORES = (32, 128, 1024)
READ = 150  # bases
GENOME = Size(reads=40 * 3.1e9 / READ, people=3, sites=6e6, intervals=4)
EXOME = Size(reads=100 * 35e6 / 0.6 / READ, people=3, sites=1.2e5, intervals=2)
ONE_EXOME = Size(reads=EXOME.reads, people=1, sites=6e4, intervals=2)
LARGE = (
    ("a 40x genome trio", 1, "PFM", GENOME),
    ("the same with calling.scatter_bases: 100000000", 1, "PFM", replace(GENOME, intervals=32)),
    ("a 100x exome trio", 1, "PFM", EXOME),
    ("a week of 100 exomes (100x, the proband alone)", 100, "P", ONE_EXOME),
)


def main() -> int:
    """Measure, fit, check, project; write the page."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark scaling", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / ".benchmark" / "scaling")
    parser.add_argument("--page", type=Path, default=RESULT)
    args = parser.parse_args()
    out = args.out.resolve()
    sets = {depth: out / f"depth{depth}" for depth in (*FITTED, HELD_BACK)}
    for depth, folder in sets.items():
        if not (folder / "config.yaml").is_file():
            simulate_reads(folder, depth)
    runs = []
    for depth in FITTED:
        runs.append(make_run(sets[depth], out / f"run{depth}", 2))
        print(f"depth {depth}: {runs[-1].wall:.0f} s", flush=True)
    for count in SITES:
        folder = out / f"sites{count}"
        data = folder if (folder / "config.yaml").is_file() else simulate_sites(sets[FITTED[0]], folder, count)
        runs.append(make_run(data, out / f"run-sites{count}", 2))
        print(f"{count} sites: {runs[-1].wall:.0f} s", flush=True)
    costs = fit([job for run in runs for job in run.measured])

    checked = []
    for cores in (1, 2):
        run = make_run(sets[HELD_BACK], out / f"run{HELD_BACK}-{cores}", cores)
        jobs = plan(sets[HELD_BACK] / "config.yaml", out / "empty")
        people = dict.fromkeys((CASE, *{job.target for job in jobs}), run.size)
        clock = Clock(costs, people)
        start = starting_time(sets[HELD_BACK], out / "empty")
        checked.append(
            Checked(
                cores=cores,
                wall=run.wall,
                simulated=start + simulate(jobs, clock.seconds, cores).wall,
                cpu=sum(job.cpu for job in run.measured),
                fitted=sum(costs[job.rule].cpu(job.amount) for job in run.measured),
            )
        )
        print(f"held back, {cores} cores: {run.wall:.0f} s", flush=True)

    once = {rule: cost for rule, cost in costs.items() if rule not in ONCE}
    projected = []
    for name, cases, roles, size in LARGE:
        jobs = large_plan(sets[FITTED[0]], out / "large", cases, roles, size.intervals)
        clock = Clock(once, {job.target: size for job in jobs if job.target})
        walls = {cores: simulate(jobs, clock.seconds, cores) for cores in (2, *CORES)}
        unlimited = simulate(jobs, clock.seconds, 1 << 20).wall
        stops = next(
            n for n in (1 << k for k in range(21)) if simulate(jobs, clock.seconds, n).wall <= 1.05 * unlimited
        )
        chain = critical_path(jobs, clock.seconds, CORES[-1])
        steps = [(job.rule, clock.seconds(job, min(job.threads, CORES[-1]))) for job in chain]
        projected.append(Projected(name, len(jobs), walls, stops, steps))
    text = page(runs, costs, checked, projected, CORES, [(name, size) for name, _, _, size in LARGE])
    args.page.parent.mkdir(parents=True, exist_ok=True)
    args.page.write_text(text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
