"""The profile for SLURM on a real cluster of three nodes on this machine, with what goes wrong on real clusters."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from conftest import run_workflow
from paths import ROOT
from slurm_cluster import LINK
from slurm_cluster import Cluster
from slurm_cluster import Job
from slurm_cluster import ask
from slurm_cluster import reason_against
from slurm_cluster import wait_for
from slurm_trouble import Trouble
from slurm_trouble import restarts_of
from slurm_trouble import site_profile

CASE = "TINY-A"
ENDED_BADLY = ("CANCELLED", "FAILED", "OUT_OF_MEMORY", "NODE_FAIL", "TIMEOUT")
AT_MOST = 900  # seconds that the run may take before it is given up


@pytest.fixture(scope="module")
def one_case(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One family of the tiny set, urgent."""
    folder = tmp_path_factory.mktemp("one") / "data"
    shutil.copytree(tiny, folder)
    for sheet in ("cases.tsv", "samples.tsv", "units.tsv"):
        lines = (folder / sheet).read_text().splitlines()
        kept = [line for line in lines if not line.startswith("TINY-") or line.startswith(CASE)]
        (folder / sheet).write_text("\n".join(kept).replace("\troutine\t", "\tstat\t") + "\n")
    return folder


@dataclass(frozen=True)
class Finished:
    """A run that is over."""

    directory: Path
    log: str
    jobs: list[Job]
    trouble: Trouble
    restarts: dict[str, int]


@pytest.fixture(scope="module")
def finished(one_case: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finished]:
    """The run on the cluster, with all trouble made."""
    against = reason_against()
    if against is not None:
        warnings.warn(f"NOTHING WAS RUN ON SLURM: {against}", stacklevel=1)
        pytest.skip(f"NO SLURM: {against}")
    folder = tmp_path_factory.mktemp("slurm")
    directory, log = folder / "run", folder / "snakemake.log"
    command = [Path(sys.executable).with_name("snakemake"), "--configfile", one_case / "config.yaml"]
    command += ["--directory", directory, "--workflow-profile", site_profile(folder / "profile"), "--verbose"]
    with Cluster(folder / "cluster") as cluster, log.open("w") as out:
        trouble = Trouble(cluster)
        environment = {**os.environ, "TACHKHIS_SCRATCH": f"{folder}/scratch/$SLURM_JOB_ID"}
        run = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=environment)
        sheet, spoilt = (one_case / "cases.tsv").read_text(), False
        try:
            end = time.monotonic() + AT_MOST
            while run.poll() is None and time.monotonic() < end:
                trouble.look()
                if "cancelled" in trouble.told and not spoilt:
                    (one_case / "cases.tsv").write_text(sheet + "TINY-N\tTINY-")  # a case is being added
                    spoilt = True
                time.sleep(0.3)
            assert run.returncode == 0, log.read_text()[-6000:] + cluster.said()
            restarts = {job.id: restarts_of(job.id) for job in trouble.told.values()}
            jobs = cluster.jobs()
            assert spoilt
        finally:
            (one_case / "cases.tsv").write_text(sheet)
            if run.poll() is None:
                run.kill()
                run.wait()
    yield Finished(directory, log.read_text(), jobs, trouble, restarts)


def results(run: Path) -> dict[str, bytes]:
    """What must be the same, byte by byte."""
    ends = ("case.json", "vcf.gz", "report.fr.pdf")
    folder = run / "results" / "cases" / CASE
    files = [*(folder / f"{CASE}.{end}" for end in ends), folder / "first" / f"{CASE}.first.fr.html"]
    return {file.name: file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def local(finished: Finished, one_case: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001
    """The same without SLURM; where there is one, since this is dear."""
    directory = tmp_path_factory.mktemp("local") / "run"
    run_workflow(one_case / "config.yaml", directory)
    return directory


def test_results_are_those_of_one_machine(finished: Finished, local: Path) -> None:
    assert results(finished.directory) == results(local)


def test_adding_a_case_redoes_nothing(local: Path, one_case: Path) -> None:
    """From reads; the page on the quality of the whole run apart, which shows the new one, too."""
    for name in ("cases.tsv", "samples.tsv", "units.tsv"):
        text = (one_case / name).read_text()
        rows = [line.replace(CASE, "TINY-N") for line in text.splitlines() if line.startswith(CASE)]
        (one_case / name).write_text("\n".join([text.rstrip(), *rows]) + "\n")
    for path in (one_case / "reads").glob(f"{CASE}-*"):
        shutil.copy(path, path.with_name(path.name.replace(CASE, "TINY-N")))
    told = run_workflow(one_case / "config.yaml", local, "--dry-run").stdout
    named = re.findall(r"^ +wildcards: (?:case|sample)=([^,\s]+)", told, re.MULTILINE)
    assert len(named) > 20
    assert all(name.startswith("TINY-N") for name in named)
    others = set(re.findall(r"^(?:local)?rule (\w+):\n(?: {4}(?!wildcards).*\n)*(?! {4}wildcards)", told, re.MULTILINE))
    assert (
        others & {"prepare_reference", "prepare_genes", "prepare_regions", "prepare_tracks", "index_reference"} == set()
    )


def of(jobs: list[Job], name: str) -> list[Job]:
    return sorted((job for job in jobs if job.comment.startswith(name)), key=lambda job: int(job.id))


def test_a_cancelled_job_is_submitted_again(finished: Finished) -> None:
    first, second = of(finished.jobs, "rule_verify_inputs")
    assert first.id == finished.trouble.told["cancelled"].id
    assert (first.state, second.state) == ("CANCELLED", "COMPLETED")


def test_a_job_killed_by_memory_gets_more(finished: Finished) -> None:
    first, second = of(finished.jobs, "rule_index_reference")
    assert (first.memory, second.memory) == ("150M", "1500M")
    assert first.state in ("FAILED", "OUT_OF_MEMORY")
    assert second.state == "COMPLETED"


def test_the_job_of_a_lost_node_is_done_by_another(finished: Finished) -> None:
    lost = finished.trouble.told["lost"]
    again = next(job for job in finished.jobs if job.id == lost.id)
    assert again.state == "COMPLETED"
    assert again.node != lost.node
    assert finished.restarts[lost.id] == 1
    assert not of([job for job in finished.jobs if job.state in ENDED_BADLY], "rule_align_sample")


def test_a_restarted_controller_costs_no_job(finished: Finished) -> None:
    assert "restarted" in finished.trouble.told
    (call,) = of(finished.jobs, "rule_call_with_bcftools")
    assert call.state == "COMPLETED"


def test_small_steps_share_a_job(finished: Finished) -> None:
    alone = {"align_sample": 3, "measure_sample": 3, "prepare_reference": 1, "index_reference": 1, "verify_inputs": 1}
    counts = alone | {
        "call_with_bcftools": 1,
        "collect_multiqc": 1,
        "case_annotate_case": 1,
        "first_annotate_first": 1,
        "prepare_prepare_genes": 1,
    }
    done = [job for job in finished.jobs if job.state == "COMPLETED"]
    assert {name: len(of(done, f"rule_{name}")) for name in counts} == counts
    assert len(done) == sum(counts.values())


def test_partition_and_priority_are_those_of_the_profile(finished: Finished) -> None:
    assert {job.partition for job in of(finished.jobs, "rule_align_sample")} == {"long"}
    assert {job.partition for job in of(finished.jobs, "rule_measure_sample")} == {"core"}
    nice = {name: {job.nice for job in of(finished.jobs, f"rule_{name}")} for name in ("first_", "case_", "prepare_")}
    assert nice == {"first_": {0}, "case_": {100}, "prepare_": {0}}  # the case is urgent


def test_the_first_result_comes_before_the_rest(finished: Finished) -> None:
    folder = finished.directory / "results" / "cases" / CASE
    assert (folder / "first" / f"{CASE}.first.fr.html").stat().st_mtime < (folder / f"{CASE}.vcf.gz").stat().st_mtime


def test_alignments_sort_on_the_disk_of_their_node(finished: Finished) -> None:
    used = {path.name for path in (finished.directory.parent / "scratch").iterdir()}
    assert used == {job.id for job in of(finished.jobs, "rule_align_sample")}


def submitted(*options: str, seconds: int = 1) -> str:
    """The id of a job that takes all three nodes."""
    command = ["sbatch", "--parsable", "--nodes=3", "--exclusive", "--output=/dev/null", *options]
    done = subprocess.run([*command, "--wrap", f"sleep {seconds}"], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("accounting", [False, True], ids=["nice", "qos"])
def test_urgent_jobs_overtake_those_that_came_before(
    tmp_path_factory: pytest.TempPathFactory, *, accounting: bool
) -> None:
    """By the nice values of the profile alone; with accounting, by QOS alone."""
    against = reason_against(accounting=accounting)
    if against is not None:
        warnings.warn(f"NOT RUN ON SLURM{' WITH ACCOUNTING' * accounting}: {against}", stacklevel=1)
        pytest.skip(f"NO SLURM: {against}")
    by = ["--qos=routine", "--qos=urgent"] if accounting else ["--nice=1000", "--nice=100", "--nice=0"]
    with Cluster(tmp_path_factory.mktemp("q") / "c", cpus=2, accounting=accounting) as cluster:
        running = submitted(seconds=600)
        wait_for("nodes taken", lambda: any(job.state == "RUNNING" for job in cluster.jobs()))
        waiting = [submitted(option) for option in by]
        ask("scancel", running)
        wait_for("all done", lambda: sum(job.state == "COMPLETED" for job in cluster.jobs()) == len(by))
        told = ask("sacct", "-X", "-n", "-P", "-o", "State", "-j", running) if accounting else ""
        began = {job: ask("squeue", "-h", "-t", "all", "-j", job, "-o", "%S").strip() for job in waiting}
    assert sorted(waiting, key=lambda job: began[job]) == waiting[::-1]
    assert len(set(began.values())) == len(by)
    if accounting:  # no word that the plugin knows as an end: with sacct it would wait for a cancelled job for ever
        assert told.startswith("CANCELLED by ")


def test_nothing_is_left_behind(finished: Finished) -> None:
    assert finished.directory.is_dir()
    assert not LINK.exists()
    wait_for(
        "daemons gone", lambda: not any(p.info["name"].startswith("slurm") for p in psutil.process_iter(["name"])), 10
    )
