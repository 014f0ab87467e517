#!/usr/bin/env python3
"""From annotated calls to case.json: wall time, CPU and memory of each step, on a simulated trio of any size.

The steps are those of the workflow, each run as its rule runs it, alone and one after the other:

  triage        reasons and names onto the annotated stream, pressed and indexed (end of rule annotate_case)
  autozygosity  runs of homozygosity and kinship (rule find_runs)
  interpret     case.json (rule interpret_case)

The limits are those of the issue, for 5 million records on two cores: autozygosity and interpret together under 5
minutes, every step under 2 GB (the sum over its processes). Triage is measured beside them, without a limit; its share
of annotation is what ``scripts/benchmark annotation`` limits. Memory is that of all processes of a step together,
looked at five times a second.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from interpretation_world import World
from interpretation_world import make

MINUTES, GIGABYTES = 5.0, 2.0
AT = 5_000_000
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Measured:
    """Wall and CPU time in s, greatest memory in MB."""

    wall: float
    cpu: float
    memory: float


def measure(command: str) -> Measured:
    """Run a shell command and watch all of its processes."""
    before, begin = os.times(), time.monotonic()
    with subprocess.Popen(["bash", "-e", "-o", "pipefail", "-c", command], start_new_session=True) as process:
        peak, done = [0.0], threading.Event()
        watcher = threading.Thread(target=_watch, args=(process.pid, peak, done))
        watcher.start()
        status = process.wait()
        done.set()
        watcher.join()
    if status != 0:
        raise SystemExit(f"failed with status {status}: {command}")
    wall, after = time.monotonic() - begin, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Measured(wall, cpu, peak[0])


def _watch(session: int, peak: list[float], done: threading.Event) -> None:
    while not done.wait(0.2):
        pages = 0
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    told = (entry / "stat").read_text().rpartition(")")[2].split()
                except OSError:  # it ended meanwhile
                    continue
                pages += int(told[21]) if int(told[3]) == session else 0
        peak[0] = max(peak[0], pages * PAGE / 1e6)


def prepare(world: World) -> dict[str, str]:
    """Prepare reference and tracks as a run does; the steps as commands for a shell."""
    folder = world.folder
    prepared = folder / "prepared"
    prepared.mkdir()
    fasta, genes, tracks = prepared / "genome.fa", prepared / "genes.sqlite", prepared / "tracks.json"
    named = [f"--track={name}={folder / name}.vcf.gz" for name in ("gnomad", "panel", "clinvar")]
    for command in (
        ["reference", "--fasta", folder / "genome.fa", "--out", fasta],
        ["genes", "--fasta", fasta, "--genes", folder / "genes.gtf", "--out", genes],
        ["tracks", "--fasta", fasta, "--genes", genes, *named, "--summary", tracks],
    ):
        subprocess.run(["tachkhis", *map(str, command)], check=True)
    request = json.loads((folder / "request.json").read_text())
    request["config"]["reference"] |= {"fasta": str(fasta), "genes": str(folder / "genes.gtf")}
    (folder / "request.json").write_text(json.dumps(request))
    asked, vcf = f"--request {folder}/request.json", f"{folder}/case.vcf.gz"
    reference = f"--fasta {fasta} --genes {genes}"
    return {
        "triage": f"tachkhis triage {asked} {reference} --sites {prepared}/sites.json --input {folder}/calls.vcf.gz"
        f" | bgzip -l 3 -c > {vcf}; tabix -f -p vcf {vcf}",
        "autozygosity": f"tachkhis autozygosity {asked} --vcf {vcf} --passport {prepared}/passport.json"
        f" --out {folder}/runs.json",
        "interpret": f"tachkhis interpret {asked} --vcf {vcf} --autozygosity {folder}/runs.json --tracks {tracks}"
        f" --passport {prepared}/passport.json {reference} --out {folder}/case.json",
    }


def main() -> int:
    """Measure and print; status 1 where a limit is passed at its number of records or above."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=500_000, help="calls, about (default: %(default)s)")
    parser.add_argument("--keep", type=Path, help="folder to make and keep everything in (default: none is kept)")
    parser.add_argument("--only", nargs="+", help="measure these steps alone, in a folder kept before")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="interpretation.") as name:
        folder = args.keep or Path(name)
        ready = folder / "commands.json"
        if args.only and ready.is_file():
            told = json.loads(ready.read_text())
            commands, records = {step: told["commands"][step] for step in args.only}, told["records"]
        else:
            folder.mkdir(parents=True, exist_ok=True)
            world = make(folder, args.records)
            commands, records = prepare(world), world.records
            ready.write_text(json.dumps({"commands": commands, "records": records}))
        found = {step: measure(command) for step, command in commands.items()}
        triage = json.loads((folder / "case.json").read_text())["triage"] if "interpret" in found else {}
    kept = sum(number for reason, number in triage.items() if reason.startswith("keep:"))
    print(f"scripts/benchmark interpretation --records {args.records}")
    print(f"{records:,} records of a trio, {kept:,} kept ({kept / records:.3%}); {os.cpu_count()} cores")
    print(f"  {'step':<14}{'wall s':>9}{'CPU s':>9}{'MB':>9}{'us/record':>12}")
    for step, one in found.items():
        print(f"  {step:<14}{one.wall:9.1f}{one.cpu:9.1f}{one.memory:9.0f}{1e6 * one.wall / records:12.1f}")
    wall = sum(one.wall for step, one in found.items() if step != "triage")
    memory = max(one.memory for one in found.values())
    print(
        f"annotated calls to case.json: {wall / 60:.2f} min (limit {MINUTES:g} at {AT:,} records);"
        f" with triage {sum(one.wall for one in found.values()) / 60:.2f} min;"
        f" greatest memory {memory / 1000:.2f} GB (limit {GIGABYTES:g})"
    )
    return int((records <= AT * 1.1 and wall > MINUTES * 60) or memory > GIGABYTES * 1000)


if __name__ == "__main__":
    sys.exit(main())
