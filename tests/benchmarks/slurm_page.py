"""The page of ``scripts/benchmark slurm``: what was the same, what went wrong, and a time line."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from slurm_cluster import Job

BAD = ("CANCELLED", "FAILED", "OUT_OF_MEMORY", "NODE_FAIL", "TIMEOUT")
URGENT = ("DEMO-C", "TINY-D")
SHOWN = {
    "cancelled": "cancelled",
    "lost": "its node lost in mid-job",
    "restarted": "ran while the controller restarted",
}


def moment(text: str) -> float | None:
    """Seconds since the epoch of a time of squeue (local time); ``None`` where there is none."""
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Ended:
    """A job of the cluster; times in seconds since the epoch."""

    id: str
    state: str
    node: str
    cpus: int
    memory: str
    qos: str
    nice: int
    submitted: float | None
    started: float | None
    ended: float | None
    comment: str

    @classmethod
    def read(cls, cells: list[str]) -> Self:
        """From a row of squeue."""
        number, state, node, cpus, memory, qos, nice, submit, start, end, comment = cells
        return cls(
            number, state, node, int(cpus), memory, qos, int(nice), moment(submit), moment(start), moment(end), comment
        )

    @property
    def step(self) -> str:
        """The rule or the group, without its wildcards."""
        text = self.comment.removeprefix("rule_").partition("_wildcards")[0]
        return next(
            (f"group `{name}`" for name in ("prepare", "case", "first") if text.startswith(f"{name}_")), f"`{text}`"
        )

    @property
    def waited(self) -> float:
        """Seconds in the queue (of the last start, where SLURM started it again)."""
        return max(0.0, (self.started or 0.0) - (self.submitted or 0.0))

    @property
    def ran(self) -> float:
        """Seconds from the last start to the end."""
        return max(0.0, (self.ended or 0.0) - (self.started or 0.0))


@dataclass(frozen=True)
class Measured:
    """A run on the cluster that is over."""

    directory: Path
    begun: float
    seconds: float
    jobs: list[Ended]
    trouble: dict[str, Job]
    restarts: dict[str, int]
    accounting: bool

    @property
    def killed_by_memory(self) -> list[Ended]:
        """Jobs that asked for too little."""
        return [job for job in self.jobs if job.state in BAD and job.memory == "150M"]


def page(measured: Measured, files: int, differ: list[str], machine: str) -> str:
    """The whole page."""
    return (
        "\n".join([*_head(measured, files, differ, machine), *_troubles(measured), *_line(measured), *_steps(measured)])
        + "\n"
    )


def _head(measured: Measured, files: int, differ: list[str], machine: str) -> Iterator[str]:
    polled = (
        "squeue; slurmdbd, an account, the QOS `urgent` and `routine`"
        if measured.accounting
        else "squeue, without accounting"
    )
    yield "# Families on SLURM, and what goes wrong there"
    yield "Made by `scripts/benchmark slurm`: SLURM with three nodes of two CPUs each on one machine, the profile that ships."
    yield f"Machine: {machine}."
    yield "The nodes claim six CPUs in all: times are those of a machine that is asked for more than it has, not of a cluster."
    yield f"Polling and urgency: {polled}."
    yield ""
    if differ:
        yield f"**{len(differ)} of {files} delivered files DIFFER from those of a run without SLURM**: {', '.join(differ)}"
    else:
        yield f"**All {files} delivered files (VCF, case.json, PDF, first result, CRAM) are byte for byte those of a run without SLURM.**"
    yield f"FASTQ to the last report: {measured.seconds / 60:.1f} min, {len(measured.jobs)} jobs."


def _troubles(measured: Measured) -> Iterator[str]:
    yield "\n## What was made to go wrong\n"
    yield "| what | job | became of it |"
    yield "| --- | --- | --- |"
    last = {job.id: job for job in measured.jobs}
    for name, made in measured.trouble.items():
        job, again = last[made.id], measured.restarts[name]
        same = [one for one in measured.jobs if one.comment == job.comment and int(one.id) > int(job.id)]
        became = f"{job.state.lower()} on {job.node}, started again {again} times by SLURM"
        became += f"; submitted again as job {same[0].id}: {same[0].state.lower()}" if same else ""
        where = f" on {made.node}" if name == "lost" else ""
        yield f"| {SHOWN[name]}{where} | {job.id} {job.step} | {became} |"
    for job in measured.killed_by_memory:
        after = [one for one in measured.jobs if one.comment == job.comment and int(one.id) > int(job.id)]
        became = ", ".join(f"job {one.id} with {one.memory}: {one.state.lower()}" for one in after)
        yield f"| killed for memory ({job.memory}) | {job.id} {job.step} | {job.state.lower()}; submitted again as {became} |"
    if "restarted" in measured.trouble and measured.restarts["restarted"] == 0:
        yield "\nThe restart of the controller cost no job."


def _line(measured: Measured) -> Iterator[str]:
    yield "\n## Time line\n"
    yield "Minutes from the start of Snakemake. Urgent cases: first result, before the rest of their own case."
    yield ""
    yield "| case | urgency | reads aligned | first result | calls annotated | report |"
    yield "| --- | --- | --- | --- | --- | --- |"

    def minutes(path: Path) -> str:
        return f"{(path.stat().st_mtime - measured.begun) / 60:.1f}" if path.is_file() else "-"

    cases = sorted((measured.directory / "results" / "cases").iterdir())
    for case in sorted(cases, key=lambda folder: (folder.name not in URGENT, folder.name)):
        crams = (measured.directory / "results" / "samples").glob(f"{case.name}-*/*.cram")
        aligned = max(crams, key=lambda path: path.stat().st_mtime)
        files = (
            case / "first" / f"{case.name}.first.fr.html",
            case / f"{case.name}.vcf.gz",
            case / f"{case.name}.report.fr.pdf",
        )
        urgency = "stat" if case.name in URGENT else "routine"
        yield f"| {case.name} | {urgency} | {minutes(aligned)} | {' | '.join(minutes(file) for file in files)} |"


def _steps(measured: Measured) -> Iterator[str]:
    yield "\n## Jobs\n"
    yield "Of those that completed; medians, in seconds. Each job starts Snakemake twice before it works."
    yield ""
    yield "| step | QOS | nice | jobs | CPUs | memory | waited | ran |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    kinds: dict[tuple[str, str, int], list[Ended]] = {}
    for job in measured.jobs:
        if job.state == "COMPLETED":
            kinds.setdefault((job.step, job.qos, job.nice), []).append(job)
    for (step, qos, nice), jobs in kinds.items():
        waited, ran = (
            statistics.median(values) for values in ([job.waited for job in jobs], [job.ran for job in jobs])
        )
        memory = ", ".join(sorted({job.memory for job in jobs}))
        yield f"| {step} | {qos} | {nice} | {len(jobs)} | {jobs[0].cpus} | {memory} | {waited:.0f} | {ran:.0f} |"
