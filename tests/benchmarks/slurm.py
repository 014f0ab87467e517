#!/usr/bin/env python3
"""The demo on a real SLURM of three nodes on this machine, with what goes wrong on clusters, beside a run without SLURM.

A job is cancelled, one killed for memory, a node lost in mid-job and brought back, the controller restarted. Status 1
unless every delivered file is byte for byte that of ``scripts/demo`` and each trouble was made. Root only, Debian's
packages (``scripts/bin/install-slurm accounting``); without slurmdbd it runs without accounting, and says so.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scaling_page import machine
from slurm_page import Ended
from slurm_page import Measured
from slurm_page import page

from paths import DEMO_DATA
from paths import DEMO_RUN
from paths import ROOT
from slurm_cluster import Cluster
from slurm_cluster import ask
from slurm_cluster import reason_against
from slurm_trouble import Trouble
from slurm_trouble import restarts_of
from slurm_trouble import site_profile

RESULT = ROOT / "tests" / "benchmarks" / "results" / "slurm.md"
DELIVERED = ("*.vcf.gz", "*.case.json", "*.report.*.pdf", "first/*.html", "first/*.vcf.gz")
TROUBLES = {"cancelled", "lost", "restarted"}
CPUS = 2
AT_MOST = 3600  # seconds


def delivered(run: Path) -> dict[str, bytes]:
    """What a run delivers, and each sample's CRAM, by name."""
    cases = run / "results" / "cases"
    paths = [path for pattern in DELIVERED for path in cases.glob(f"*/{pattern}")]
    paths += list((run / "results" / "samples").glob("*/*.cram"))
    return {str(path.relative_to(run / "results")): path.read_bytes() for path in sorted(paths)}


def ended() -> list[Ended]:
    """Every job that the controller knows, in the order of submission."""
    rows = ask("squeue", "-h", "-t", "all", "-o", "%i|%T|%N|%C|%m|%q|%y|%V|%S|%e|%k").splitlines()
    found = [Ended.read(row.split("|", 10)) for row in rows]
    return sorted(found, key=lambda job: int(job.id))


@dataclass(frozen=True)
class Families:
    """What is run: a configuration, and where the same is run without SLURM, by which command."""

    config: Path
    local: Path
    command: tuple[str | Path, ...]


def demo() -> Families:
    """The five families of the demo."""
    subprocess.run(["tachkhis", "simulate", "--out", DEMO_DATA], check=True)  # made already, as a rule
    command = (ROOT / "scripts" / "demo", "--cores", str(os.cpu_count() or 2))
    return Families(DEMO_DATA / "config.yaml", DEMO_RUN, command)


def tiny(folder: Path) -> Families:
    """Two small families, one of them urgent."""
    recipe = ROOT / "resources" / "simulation" / "tiny.json"
    subprocess.run(["tachkhis", "simulate", "--out", folder / "data", "--recipe", recipe], check=True)
    rows = (folder / "data" / "cases.tsv").read_text().splitlines()
    told = [row.replace("\troutine\t", "\tstat\t") if row.startswith("TINY-D") else row for row in rows]
    (folder / "data" / "cases.tsv").write_text("\n".join(told) + "\n")
    config, local = folder / "data" / "config.yaml", folder / "local"
    command = ("tachkhis", "run", "--configfile", config, "--directory", local, "--cores", str(os.cpu_count() or 2))
    return Families(config, local, (*command, "--", "--quiet"))


def on_cluster(config: Path, folder: Path, directory: Path, *, accounting: bool) -> Measured:
    """A run on the cluster; the log of Snakemake stands in the folder."""
    log = folder / "snakemake.log"
    profile = site_profile(folder / "profile", cpus=CPUS, accounting=accounting)
    command = [Path(sys.executable).with_name("snakemake"), "--configfile", config]
    command += ["--directory", directory, "--workflow-profile", profile]
    with Cluster(folder / "cluster", cpus=CPUS, accounting=accounting) as cluster, log.open("w") as out:
        trouble = Trouble(cluster, back_after=30)
        begun = time.time()
        environment = {**os.environ, "TACHKHIS_SCRATCH": f"{folder}/scratch/$SLURM_JOB_ID"}
        run = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=environment)
        try:
            while run.poll() is None and time.time() < begun + AT_MOST:
                trouble.look()
                time.sleep(0.5)
        finally:
            run.kill()
        seconds = time.time() - begun
        if run.wait():
            shutil.copy(log, directory.parent / "snakemake.log")
            raise SystemExit(f"the run on the cluster failed: {log.read_text()[-4000:]}\n{cluster.said()}")
        restarts = {name: restarts_of(job.id) for name, job in trouble.told.items()}
        return Measured(directory, begun, seconds, ended(), trouble.told, restarts, accounting)


def main() -> int:
    """Run the demo twice, compare, write the page."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark slurm", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / ".benchmark" / "slurm")
    parser.add_argument("--page", type=Path, help=f"default: {RESULT.relative_to(ROOT)}; with --quick none is written")
    parser.add_argument("--quick", action="store_true", help="two small families instead of the demo's five")
    args = parser.parse_args()
    if (against := reason_against()) is not None:
        raise SystemExit(f"no SLURM: {against}")
    without = reason_against(accounting=True)
    if without is not None:
        print(f"WITHOUT ACCOUNTING: {without}", file=sys.stderr)
    shutil.rmtree(args.out, ignore_errors=True)
    args.out.mkdir(parents=True)
    families = tiny(args.out.resolve()) if args.quick else demo()
    with tempfile.TemporaryDirectory(prefix="slurm.") as folder:  # short: the database's socket has 107 characters
        measured = on_cluster(families.config, Path(folder), args.out.resolve() / "run", accounting=without is None)
    subprocess.run(families.command, check=True, stdout=sys.stderr, cwd=ROOT)
    ours, theirs = delivered(measured.directory), delivered(families.local)
    differ = sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
    text = page(measured, len(theirs), differ, machine())
    if args.page is not None or not args.quick:
        (args.page or RESULT).write_text(text)
    print(text)
    return int(bool(differ) or set(measured.trouble) != TROUBLES or not measured.killed_by_memory)


if __name__ == "__main__":
    sys.exit(main())
