"""Start, end and CPU of every job of a run, from Snakemake's benchmark files: the time line by step."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Step:
    """One job: start and end in seconds after the first job began, CPU seconds."""

    rule: str
    job: str
    start: float
    end: float
    cpu: float


@dataclass(frozen=True)
class Stage:
    """All jobs of a rule: how many, when the first began and the last ended, seconds of wall and CPU of all together."""

    rule: str
    jobs: int
    start: float
    end: float
    wall: float
    cpu: float


def read_steps(folder: Path) -> list[Step]:
    """Jobs by their start. A benchmark file is written as its job ends, which is how its start is known."""
    found = []
    for path in folder.rglob("*.tsv"):
        row = next(csv.DictReader(path.read_text().splitlines(), delimiter="\t"))
        end, seconds = path.stat().st_mtime, float(row["s"])
        cpu = float(row["cpu_time"]) if row.get("cpu_time", "NA") not in ("NA", "-", "") else 0.0
        parts = path.relative_to(folder).with_suffix("").parts
        found.append(Step(parts[0], "/".join(parts[1:]), end - seconds, end, cpu))
    first = min((step.start for step in found), default=0.0)
    moved = [Step(s.rule, s.job, s.start - first, s.end - first, s.cpu) for s in found]
    return sorted(moved, key=lambda step: (step.start, step.end, step.rule, step.job))


def stages(steps: Sequence[Step]) -> list[Stage]:
    """Rules in the order of their first start."""
    found = []
    for rule in dict.fromkeys(step.rule for step in steps):
        jobs = [step for step in steps if step.rule == rule]
        start, end = min(job.start for job in jobs), max(job.end for job in jobs)
        found.append(Stage(rule, len(jobs), start, end, sum(j.end - j.start for j in jobs), sum(j.cpu for j in jobs)))
    return found


def bar(start: float, end: float, whole: float, width: int = 40) -> str:
    """A stretch of the run as text."""
    low = min(width - 1, int(start / whole * width))
    high = min(width, max(low + 1, round(end / whole * width)))
    return "." * low + "#" * (high - low) + "." * (width - high)
