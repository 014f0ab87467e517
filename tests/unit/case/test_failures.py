"""After a failed run a person sees which jobs failed and what they said last."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.case.command_failures import failed_jobs
from tachkhis.cli import main

LOG = """\
[Sun Nov 22 06:39:00 2026]
Error in rule align_sample:
    jobid: 3
    input: a, b
    output: c
    log: {log} (check log file(s) for error details)
    shell:
        tachkhis align
"""


def test_the_end_of_a_failed_log_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = tmp_path / "align.log"
    said.write_text("".join(f"line {number}\n" for number in range(40)))
    (tmp_path / "run.log").write_text(LOG.format(log=said) * 2)
    assert failed_jobs((tmp_path / "run.log").read_text()) == [("align_sample", said)]
    assert main(["failures", str(tmp_path / "run.log")]) == 0
    shown = capsys.readouterr().out
    assert "align_sample failed" in shown
    assert "line 39" in shown
    assert "line 24\n" not in shown


def test_a_log_that_was_never_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "run.log").write_text(LOG.format(log=tmp_path / "absent.log"))
    main(["failures", str(tmp_path / "run.log")])
    assert "no such log" in capsys.readouterr().out


def test_a_quiet_log_names_the_failed_job_by_its_command() -> None:
    """What Snakemake 9 writes under ``--quiet rules``: no line "Error in rule"."""
    log = (
        "RuleException:\n"
        'CalledProcessError in file "/x/workflow/rules/small_variants.smk", line 40:\n'
        "Command 'set -euo pipefail;  (tachkhis ploidy 2> x.log; bcftools call)"
        " 2> results/logs/call_with_bcftools/A.0001.log' returned non-zero exit status 3.\n"
    )
    assert failed_jobs(log) == [("call_with_bcftools", Path("results/logs/call_with_bcftools/A.0001.log"))]


RETRIED = """\
Error in rule verify_inputs:
    message: SLURM-job '3' failed, SLURM status is: 'CANCELLED'.
    jobid: 4
    log: results/logs/verify_inputs/A.log, /x/slurm_logs/rule_verify_inputs/A/3.log (check log file(s) for error details)
Error in rule index_reference:
    jobid: 7
    log: results/logs/index_reference.log (check log file(s) for error details)
Trying to restart job 4.
Trying to restart job 7.
"""


def test_a_job_that_was_started_again_has_not_failed_until_it_fails_again() -> None:
    again = RETRIED.split("Error in rule index_reference")[0]
    assert failed_jobs(RETRIED) == []
    assert failed_jobs(RETRIED + again) == [("verify_inputs", Path("results/logs/verify_inputs/A.log"))]


GROUP = """\
[Sun Nov 22 16:20:00 2026]
    message: SLURM-job '14' failed, SLURM status is: 'FAILED'.
    log: {cluster} (check log file(s) for error details)
    jobs:
        rule annotate_case:
            jobid: 8
            output: results/cases/A/A.vcf.gz
            log: results/logs/annotate_case/A.log (check log file(s) for error details)
        rule find_runs:
            jobid: 9
            log: results/logs/find_runs/A.log (check log file(s) for error details)
"""


def test_of_a_group_on_a_cluster_the_job_that_failed_is_told(tmp_path: Path) -> None:
    cluster = tmp_path / "14.log"
    text = GROUP.format(cluster=cluster)
    every = [("annotate_case", Path("results/logs/annotate_case/A.log"))]
    every += [("find_runs", Path("results/logs/find_runs/A.log"))]
    assert failed_jobs(text) == every
    cluster.write_text(LOG.format(log="results/logs/find_runs/A.log").replace("align_sample", "find_runs"))
    assert failed_jobs(text) == [("find_runs", Path("results/logs/find_runs/A.log"))]
    assert failed_jobs(text + "Trying to restart job 0d5f-aa.\n") == []
