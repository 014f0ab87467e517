"""The profiles name rules that exist, and on a cluster urgent cases go before routine ones."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from conftest import run_workflow
from paths import ROOT

PROFILES = ROOT / "workflow" / "profiles"
URGENT, ROUTINE = "TINY-D", "TINY-A"


@pytest.mark.parametrize("profile", ["default", "slurm"])
def test_every_rule_of_a_profile_exists(profile: str) -> None:
    settings = yaml.safe_load((PROFILES / profile / "config.yaml").read_text())
    text = "".join(path.read_text() for path in (ROOT / "workflow" / "rules").glob("*.smk"))
    rules = set(re.findall(r"^rule (\w+):$", text, re.MULTILINE))
    for section in ("set-resources", "set-threads", "groups"):
        assert set(settings.get(section, {})) <= rules


def test_the_page_of_all_samples_asks_nobody_and_offers_to_send_nothing_away() -> None:
    """By itself MultiQC asks its makers for a newer version at each call, and puts buttons to services on its page."""
    (call,) = re.findall(r"\"multiqc .*", (ROOT / "workflow" / "rules" / "quality.smk").read_text())
    settings = [yaml.safe_load(text) for text in re.findall(r"--cl-config '([^']+)'", call)]
    assert settings == [{"no_version_check": True}, {"no_ai": True}]


@pytest.fixture(scope="module")
def planned(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A dry run with the profile for SLURM; one case is urgent."""
    folder = tmp_path_factory.mktemp("urgent") / "data"
    shutil.copytree(tiny, folder)
    sheet = folder / "cases.tsv"
    lines = sheet.read_text().splitlines()
    told = [line.replace("\troutine\t", "\tstat\t") if line.startswith(URGENT) else line for line in lines]
    assert told != lines
    sheet.write_text("\n".join(told) + "\n")
    options = ("--dry-run", "--workflow-profile", str(PROFILES / "slurm"))
    return run_workflow(folder / "config.yaml", folder / "run", *options).stdout


def jobs_of(planned: str, case: str) -> list[str]:
    blocks = re.split(r"\n(?= *rule )", planned)
    return [block for block in blocks if re.search(rf"wildcards: \w+={case}\b", block)]


@pytest.mark.parametrize(("case", "nice"), [(URGENT, 0), (ROUTINE, 1000)])
def test_urgent_cases_go_first(planned: str, case: str, nice: int) -> None:
    jobs = jobs_of(planned, case)
    assert len(jobs) > 10
    assert {found for job in jobs for found in re.findall(r"slurm_extra=--nice=(\d+)", job)} == {str(nice)}
    priorities = [int(found) for job in jobs for found in re.findall(r"^ *priority: (\d+)", job, re.MULTILINE)]
    if case == URGENT:
        assert len(priorities) == len(jobs)
        assert min(priorities) >= 1000
    else:
        assert max(priorities, default=0) < 1000


def test_the_small_steps_of_a_case_are_one_job(planned: str) -> None:
    rules = re.findall(r"^ {4}rule (\w+):\n(?: {8}.*\n)*? {8}wildcards: case=(\S+?)(?:,.*)?$", planned, re.MULTILINE)
    small = {"call_mitochondria", "read_sites", "summarise_quality", "annotate_case", "find_runs", "interpret_case"}
    for case in (URGENT, ROUTINE):
        assert {rule for rule, of in rules if of == case} == {*small, "render_report"}
    assert planned.count("Group job ") == 3  # the preparations, and one per case
