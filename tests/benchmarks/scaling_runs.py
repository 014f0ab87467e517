"""Small simulated families through the workflow, with the CPU time of each job; and the plans of large ones."""

from __future__ import annotations

import gzip
import json
import math
import os
import random
import re
import resource
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pysam
from scaling_costs import Measured
from scaling_costs import Size
from scaling_jobs import Job
from scaling_jobs import plan

from many_cases import write_cases
from paths import ROOT

CASE = "TINY-A"
RECIPE = ROOT / "resources" / "simulation" / "tiny.json"
# bash reads this before each job's command, and writes the CPU time of all that it started at its end
METER = """if [ -z "${TACHKHIS_METERED:-}" ]; then
    export TACHKHIS_METERED=1
    trap '{ times; printf "%s\\n" "$BASH_EXECUTION_STRING"; } >"$TACHKHIS_METER/$$.$RANDOM"' EXIT
fi
"""
LOG = re.compile(r"results/logs/(\w+)[/.]")
TIME = re.compile(r"(\d+)m([\d.]+)s")


@dataclass(frozen=True)
class Run:
    """A run that was made.

    Attributes:
        data: its sheets.
        size: of its one case.
        measured: its jobs.
        wall: seconds from Snakemake's start to its end.
        cores: that it was given.
    """

    data: Path
    size: Size
    measured: tuple[Measured, ...]
    wall: float
    cores: int


def simulate_reads(folder: Path, depth: int) -> Path:
    """One family of the tiny set, at a depth."""
    recipe = json.loads(RECIPE.read_text())
    recipe["reads"]["depth"] = depth
    told = folder.with_suffix(".json")
    told.parent.mkdir(parents=True, exist_ok=True)
    told.write_text(json.dumps(recipe))
    command = ["tachkhis", "simulate", "--out", str(folder), "--recipe", str(told), "--cases", CASE]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder


def simulate_sites(source: Path, folder: Path, count: int, seed: int = 1) -> Path:
    """The same family, starting from a VCF of so many substitutions outside exons, each in one to six of its alleles."""
    shutil.copytree(source, folder)
    draw = random.Random(seed)
    with (folder / "genes.gtf").open() as lines:
        rows = [line.split("\t") for line in lines if not line.startswith("#")]
    exonic = {
        (row[0], place) for row in rows if row[2] == "exon" for place in range(int(row[3]) - 50, int(row[4]) + 50)
    }
    people = [row[1] for row in _rows(folder / "samples.tsv")]
    with pysam.FastaFile(str(folder / "genome.fa")) as genome:
        contigs = {name: genome.fetch(name).upper() for name in ("chr1", "chr2")}
        header = "".join(
            f"##contig=<ID={name},length={genome.get_reference_length(name)}>\n" for name in genome.references
        )
    free = [(name, at) for name in contigs for at in range(1, len(contigs[name])) if (name, at) not in exonic]
    free = [(name, at) for name, at in free if contigs[name][at - 1] in "ACGT"]
    if count > len(free):
        raise SystemExit(f"the tiny genome has {len(free)} places outside exons, not {count}")
    calls = folder / "calls.vcf"
    with calls.open("w") as out:
        out.write(f'##fileformat=VCFv4.2\n##FILTER=<ID=PASS,Description="x">\n{header}')
        out.write('##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n')
        out.write("\t".join(["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *people]) + "\n")
        for name, at in sorted(draw.sample(free, count)):
            ref = contigs[name][at - 1]
            alt = draw.choice([base for base in "ACGT" if base != ref])
            cells = ["0/1", *draw.choices(["0/0", "0/1", "1/1"], k=len(people) - 1)]
            out.write("\t".join([name, str(at), ".", ref, alt, "60", "PASS", ".", "GT", *cells]) + "\n")
    pysam.tabix_index(str(calls), preset="vcf", force=True)
    lines = (folder / "cases.tsv").read_text().splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("case\t"))
    width = lines[head].count("\t")
    told = [f"{line}{chr(9) * (width - line.count(chr(9)))}\tcalls.vcf.gz" for line in lines[head + 1 :]]
    (folder / "cases.tsv").write_text("\n".join([f"{lines[head]}\tvcf", *told]) + "\n")
    units = [line for line in (folder / "units.tsv").read_text().splitlines() if not line.startswith("#")]
    (folder / "units.tsv").write_text(units[0] + "\n")
    return folder


def make_run(data: Path, directory: Path, cores: int) -> Run:
    """Run the workflow on simulated data, from an empty folder."""
    shutil.rmtree(directory, ignore_errors=True)
    meter = directory.with_suffix(".meter")
    shutil.rmtree(meter, ignore_errors=True)
    meter.mkdir(parents=True)
    (meter / "meter.sh").write_text(METER)
    environment = {**os.environ, "BASH_ENV": str(meter / "meter.sh"), "TACHKHIS_METER": str(meter)}
    command = ["snakemake", "--configfile", str(data / "config.yaml"), "--directory", str(directory)]
    start = time.monotonic()
    done = subprocess.run(
        [*command, "--cores", str(cores)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    wall = time.monotonic() - start
    if done.returncode != 0:
        raise SystemExit(done.stdout[-2000:] + done.stderr[-6000:])
    size = _size(data, directory)
    measured = [job for path in sorted(meter.iterdir()) if path.name != "meter.sh" for job in _job(path, size)]
    return Run(data, size, tuple(measured), wall, cores)


def _job(path: Path, size: Size) -> list[Measured]:
    text = path.read_text()
    log = LOG.search(text)
    if log is None:
        return []
    spent = [60 * int(minutes) + float(seconds) for minutes, seconds in TIME.findall(text.split("\n", 2)[0])]
    spent += [60 * int(minutes) + float(seconds) for minutes, seconds in TIME.findall(text.split("\n", 2)[1])]
    return [Measured(log[1], size.amount(log[1]), sum(spent))]


def _rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text().splitlines() if line and not line.startswith("#")][1:]


def _size(data: Path, directory: Path) -> Size:
    calls = directory / "results" / "cases" / CASE / f"{CASE}.vcf.gz"
    told = subprocess.run(["bcftools", "index", "--nrecords", calls], check=True, capture_output=True, text=True)
    files = [data / cell for row in _rows(data / "units.tsv") for cell in row if cell.endswith(".fastq.gz")]
    samples = {row[0] for row in _rows(data / "units.tsv")}
    reads = 0
    for file in files:
        with gzip.open(file, "rb") as lines:
            reads += sum(1 for _ in lines) // 4
    return Size(reads / max(1, len(samples)), len(samples), float(told.stdout), 1)


def starting_time(data: Path, directory: Path) -> float:
    """CPU seconds that Snakemake takes to start and plan."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    plan(data / "config.yaml", directory)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def large_plan(source: Path, folder: Path, cases: int, roles: str, intervals: int) -> list[Job]:
    """The jobs of a large run: as many cases, people and calling jobs as it has, over files that are not read."""
    shutil.rmtree(folder, ignore_errors=True)
    write_cases(source, folder, cases, roles)
    step = math.ceil((folder / "genome.fa").stat().st_size / intervals)
    config = folder / "config.yaml"
    text = config.read_text()
    if "caller: bcftools" not in text:
        raise SystemExit(f"{config}: the caller of the tiny set has changed; tell scaling_runs.py")
    config.write_text(text.replace("caller: bcftools", f"caller: bcftools, scatter_bases: {step}"))
    return plan(config, folder / "run", ["--set-threads", "align_sample=16", "call_with_bcftools=4"])  # as on a cluster
