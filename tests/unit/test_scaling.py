"""The small simulation behind ``scripts/benchmark scaling``, against examples reckoned by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

from scaling_costs import Clock
from scaling_costs import Measured
from scaling_costs import Size
from scaling_costs import fit
from scaling_jobs import Job
from scaling_jobs import parse_plan
from scaling_schedule import critical_path
from scaling_schedule import simulate

LENGTH = {"a": 3.0, "b": 2.0, "c": 2.0, "d": 1.0, "wide": 8.0}


def job(rule: str, *needs: int, threads: int = 1, priority: int = 0) -> Job:
    return Job(rule, "", threads, priority, needs)


def seconds(one: Job, cores: int) -> float:
    return LENGTH[one.rule] / cores


@pytest.mark.parametrize(("cores", "wall"), [(1, 8.0), (2, 4.0), (64, 4.0)])
def test_three_jobs_and_one_that_waits_for_the_longest(cores: int, wall: float) -> None:
    # one core: 3 + 2 + 2 + 1. Two: a from 0 to 3, then d to 4; beside them b from 0 to 2, then c to 4.
    jobs = [job("a"), job("b"), job("c"), job("d", 0)]
    assert simulate(jobs, seconds, cores).wall == wall


def test_a_wide_job_waits_until_its_cores_are_free() -> None:
    jobs = [job("b", priority=1), job("wide", threads=2)]  # b holds one of two cores for 2 s, then 8/2 s on both
    done = simulate(jobs, seconds, 2)
    assert done.wall == 6.0
    assert done.busy == pytest.approx((2 + 8) / 12)


def test_a_job_that_asks_for_more_than_there_is_takes_all() -> None:
    assert simulate([job("wide", threads=16)], seconds, 4).wall == 2.0


def test_the_longest_chain() -> None:
    jobs = [job("a"), job("b"), job("d", 0), job("c", 1), job("d", 3)]
    assert [one.rule for one in critical_path(jobs, seconds, 8)] == ["b", "c", "d"]


def test_urgent_jobs_start_first() -> None:
    jobs = [job("a"), job("b", priority=1000), job("d", 1, priority=1000)]
    assert simulate(jobs, seconds, 1).wall == 6.0


def test_a_line_through_measured_jobs() -> None:
    cost = fit([Measured("align_sample", reads, 2 + 0.001 * reads) for reads in (0, 1000, 5000)])["align_sample"]
    assert (cost.fixed, cost.slope, cost.error) == pytest.approx((2, 0.001, 0), abs=1e-9)
    assert cost.cpu(100_000) == pytest.approx(102)


def test_a_cost_never_falls_with_size() -> None:
    cost = fit([Measured("find_runs", sites, 3 - 0.001 * sites) for sites in (0, 1000)])["find_runs"]
    assert cost.slope == 0
    assert cost.fixed == pytest.approx(2.5)


def test_the_fixed_part_is_not_shared_among_cores() -> None:
    costs = fit([Measured("align_sample", reads, 2 + 0.001 * reads) for reads in (0, 1000)])
    clock = Clock(costs, {"S": Size(reads=8000, people=1, sites=0, intervals=1)})
    assert clock.seconds(Job("align_sample", "S", 4, 0, ()), 4) == pytest.approx(2 + 8 / 4)
    assert clock.seconds(Job("all", "", 1, 0, ()), 1) == 0


def test_reads_of_a_family_are_shared_among_its_calling_jobs() -> None:
    assert Size(reads=100, people=3, sites=7, intervals=4).amount("call_with_bcftools") == 75


def test_jobs_of_a_dry_run() -> None:
    text = """
rule align_sample:
    input: a.fq, genome.fa
    output: results/A.cram, results/A.crai
    jobid: 5
    wildcards: sample=A
    priority: 1000
    threads: 4

localrule all:
    input: results/A.vcf
    jobid: 0

rule call:
    input: results/A.cram, results/A.crai
    output: results/A.vcf
    jobid: 7
    wildcards: case=C, interval=0001
"""
    align, everything, call = parse_plan(text)
    assert align == Job("align_sample", "A", 4, 1000, ())
    assert call == Job("call", "C", 1, 0, (0,))
    assert everything.needs == (2,)
