#!/usr/bin/env python3
"""How long a run with a thousand-case sheet takes to plan: ``snakemake --dry-run`` over trios that start from FASTQ.

Planning runs on one core, so that the CPU time is what it takes by the clock on a machine that does nothing else. What
has to be made is found with ``--quiet``; without, a dry run then writes out each job with its command, which a run
does as each job starts. Both are measured; the limit is that of planning.
"""

from __future__ import annotations

import argparse
import re
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from many_cases import write_cases
from paths import ROOT

LIMIT = 60.0  # seconds, issue 6
RECIPE = ROOT / "resources" / "simulation" / "tiny.json"


def measured(command: list[str | Path]) -> tuple[str, float, float]:
    """What a command prints; its CPU time and its time by the clock in seconds."""
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def main() -> int:
    """Print jobs, CPU and wall time; 1 where a thousand cases take more CPU than the limit."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark planning", description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--out", type=Path, default=ROOT / ".benchmark" / "planning")
    args = parser.parse_args()
    shutil.rmtree(args.out, ignore_errors=True)
    subprocess.run(["tachkhis", "simulate", "--out", args.out / "tiny", "--recipe", RECIPE], check=True, text=True)
    write_cases(args.out / "tiny", args.out / "data", args.cases)
    command = ["snakemake", "--configfile", args.out / "data" / "config.yaml", "--directory", args.out / "run"]
    command += ["--cores", "2", "--dry-run", "--quiet"]
    _, cpu, wall = measured(command)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    printed, printing, _ = measured([*command, "host", "reason"])
    total = re.search(r"^total +(\d+)$", printed, re.MULTILINE)
    jobs = int(total[1]) if total else 0
    print(f"{args.cases} cases, {3 * args.cases} samples, {jobs} jobs ({jobs / args.cases:.1f} a case)")
    print(f"planned in {cpu:.1f} s of CPU, {wall:.1f} s by the clock; {1000 * cpu / jobs:.1f} ms a job")
    print(f"memory {memory / 1000:.0f} MB; a thousand cases: at most {LIMIT:.0f} s")
    print(f"with each job written out {printing:.1f} s of CPU")
    return int(cpu > LIMIT * args.cases / 1000)


if __name__ == "__main__":
    sys.exit(main())
