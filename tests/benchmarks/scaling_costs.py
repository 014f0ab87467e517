"""What a job of each rule costs: a fixed part and one that grows with reads or with sites, fitted to measured jobs."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scaling_jobs import Job

READS = ("align_sample", "measure_sample", "call_with_bcftools", "call_mitochondria")
SITES = ("annotate_case", "find_runs", "interpret_case", "read_sites", "import_calls")
ONCE = ("prepare_reference", "prepare_genes", "prepare_regions", "prepare_tracks", "index_reference")
"""Made once for all runs that share a prepared reference: left out of a projection."""


@dataclass(frozen=True)
class Size:
    """How large a case is.

    Attributes:
        reads: of one sample.
        people: with reads.
        sites: records of the case's calls.
        intervals: calling jobs.
    """

    reads: float
    people: int
    sites: float
    intervals: int

    def amount(self, rule: str) -> float:
        """What the cost of one job of a rule grows with: reads that it reads, or sites; 0 where it is taken as fixed."""
        if rule in ("align_sample", "measure_sample"):
            return self.reads
        if rule == "call_with_bcftools":
            return self.reads * self.people / self.intervals
        if rule in READS:
            return self.reads * self.people
        return self.sites if rule in SITES else 0.0


@dataclass(frozen=True)
class Measured:
    """CPU seconds that one job of a rule took, at a size."""

    rule: str
    amount: float
    cpu: float


@dataclass(frozen=True)
class Cost:
    """CPU seconds of one job: ``fixed + slope * amount``.

    Attributes:
        error: root mean square of the residuals as a share of the mean of what was measured.
        largest: the largest amount that was measured; beyond it the line is drawn on.
    """

    fixed: float
    slope: float
    error: float
    largest: float

    def cpu(self, amount: float) -> float:
        """CPU seconds at an amount."""
        return self.fixed + self.slope * amount


def fit(measured: Sequence[Measured]) -> dict[str, Cost]:
    """A line per rule, by least squares with weights 1/CPU, neither part below zero."""
    costs = {}
    for rule in sorted({one.rule for one in measured}):
        rows = [one for one in measured if one.rule == rule]
        amounts, cpu = np.array([row.amount for row in rows]), np.array([row.cpu for row in rows])
        fixed, slope = _line(amounts, cpu)
        residuals = fixed + slope * amounts - cpu
        error = float(np.sqrt(np.mean(residuals**2)) / cpu.mean()) if cpu.mean() > 0 else 0.0
        costs[rule] = Cost(fixed, slope, error, float(amounts.max()))
    return costs


def _line(amounts: np.ndarray, cpu: np.ndarray) -> tuple[float, float]:
    weights = 1 / np.maximum(cpu, 1e-3)
    if np.ptp(amounts) == 0:
        return float(np.median(cpu)), 0.0
    columns = np.column_stack([np.ones_like(amounts), amounts])
    fixed, slope = np.linalg.lstsq(columns * weights[:, None], cpu * weights, rcond=None)[0]
    if slope < 0:
        return float(np.median(cpu)), 0.0
    if fixed < 0:
        return 0.0, float(np.sum(amounts * cpu * weights**2) / np.sum((amounts * weights) ** 2))
    return float(fixed), float(slope)


@dataclass(frozen=True)
class Clock:
    """Seconds by the clock of each job of a run, from costs and sizes.

    Attributes:
        costs: by rule; a rule without one costs nothing (``all``).
        sizes: by case and by sample.
        overhead: seconds that Snakemake adds to each job.
    """

    costs: Mapping[str, Cost]
    sizes: Mapping[str, Size]
    overhead: float = 0.0

    def seconds(self, job: Job, cores: int) -> float:
        """Of one job on so many cores: the fixed part on one, the part that grows shared among all of them."""
        cost = self.costs.get(job.rule)
        if cost is None:
            return 0.0
        amount = self.sizes[job.target].amount(job.rule) if job.target in self.sizes else 0.0
        return self.overhead + cost.fixed + cost.slope * amount / cores
