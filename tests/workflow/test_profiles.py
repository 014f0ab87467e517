"""The profiles name rules that exist; on a cluster urgent cases go first, and a second attempt asks for more."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from snakemake_executor_plugin_slurm.submit_string import get_submit_command

from conftest import run_workflow
from paths import ROOT

PROFILES = ROOT / "workflow" / "profiles"
URGENT, ROUTINE = "TINY-D", "TINY-A"
SHORT = {"call_mitochondria", "read_sites", "summarise_quality", "annotate_case", "find_runs", "interpret_case"}
FIRST = {"place_first", "call_first_with_bcftools", "measure_first", "annotate_first", "show_first"}


def settings_of(profile: str) -> dict[str, dict[str, dict[str, str | int]]]:
    found: dict[str, dict[str, dict[str, str | int]]] = yaml.safe_load((PROFILES / profile / "config.yaml").read_text())
    return found


@pytest.mark.parametrize("profile", ["default", "slurm"])
def test_every_rule_of_a_profile_exists(profile: str) -> None:
    settings = settings_of(profile)
    text = "".join(path.read_text() for path in (ROOT / "workflow" / "rules").glob("*.smk"))
    rules = set(re.findall(r"^(?:rule|use rule \w+ as) (\w+)(?: with)?:$", text, re.MULTILINE))
    for section in ("set-resources", "set-threads", "groups"):
        assert set(settings.get(section, {})) <= rules


def test_the_page_of_all_samples_asks_nobody_and_offers_to_send_nothing_away() -> None:
    """By itself MultiQC asks its makers for a newer version at each call, and puts buttons to services on its page."""
    (call,) = re.findall(r"\"multiqc .*", (ROOT / "workflow" / "rules" / "quality.smk").read_text())
    settings = [yaml.safe_load(text) for text in re.findall(r"--cl-config '([^']+)'", call)]
    assert settings == [{"no_version_check": True}, {"no_ai": True}]


def asked(expression: str | int, attempt: int, megabytes: float) -> float:
    """What a step with files of so many megabytes asks for; four threads."""
    known = {"attempt": attempt, "threads": 4, "input": SimpleNamespace(size_mb=megabytes), "min": min}
    return float(eval(str(expression), {"__builtins__": {}}, known))


def expressions() -> dict[str, str | int]:
    settings = settings_of("slurm")
    found = {f"default {line.split('=')[0]}": line.split("=")[1] for line in map(str, settings["default-resources"])}
    kept = {name: text for name, text in found.items() if name.split()[1] in ("mem_mb", "runtime")}
    for rule, resources in settings["set-resources"].items():
        kept |= {f"{rule} {name}": text for name, text in resources.items() if name in ("mem_mb", "runtime")}
    return kept


@pytest.mark.parametrize("name", expressions())
def test_a_further_attempt_asks_for_as_many_times_more(name: str) -> None:
    first = asked(expressions()[name], 1, 10_000)
    assert [asked(expressions()[name], attempt, 10_000) for attempt in (2, 3)] == [2 * first, 3 * first]


@pytest.mark.parametrize(
    "rule", ["align_sample", "index_reference", "verify_inputs", "measure_sample", "call_with_bcftools"]
)
def test_a_genome_is_given_more_time_than_a_gene_panel(rule: str) -> None:
    """100 GB of input against 100 MB."""
    time = expressions()[f"{rule} runtime"]
    assert asked(time, 1, 100_000) > 5 * asked(time, 1, 100)


def test_no_job_asks_for_less_than_snakemake_itself_needs() -> None:
    """Two starts of Python of some 200 MB each, before any work (measured in the facts on SLURM)."""
    least = {name: asked(text, 1, 0) for name, text in expressions().items() if name.endswith("mem_mb")}
    assert len(least) > 10
    assert min(least.values()) >= 1500


@pytest.fixture(scope="module")
def planned(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A dry run with the profile for SLURM, a site's lines in force; one case is urgent."""
    folder = tmp_path_factory.mktemp("urgent") / "data"
    shutil.copytree(tiny, folder)
    sheet = folder / "cases.tsv"
    lines = sheet.read_text().splitlines()
    told = [line.replace("\troutine\t", "\tstat\t") if line.startswith(URGENT) else line for line in lines]
    assert told != lines
    sheet.write_text("\n".join(told) + "\n")
    (folder / "profile").mkdir()
    text = (PROFILES / "slurm" / "config.yaml").read_text()
    site = text.replace("  # - slurm_account", "  - slurm_account").replace(
        "  # - slurm_partition", "  - slurm_partition"
    )
    site = site.replace("  # - qos", "  - qos")
    assert sum(old != new for old, new in zip(text.splitlines(), site.splitlines(), strict=True)) == 3
    (folder / "profile" / "config.yaml").write_text(site)
    options = ("--dry-run", "--workflow-profile", str(folder / "profile"))
    return run_workflow(folder / "config.yaml", folder / "run", *options).stdout


def jobs_of(planned: str, case: str) -> list[str]:
    blocks = re.split(r"\n(?= *rule )", planned)
    return [block for block in blocks if re.search(rf"wildcards: \w+={case}\b", block)]


def of_first(job: str) -> bool:
    return re.match(r"\s*rule (\w+):", job)[1] in FIRST  # type: ignore[index]


@pytest.mark.parametrize(("case", "nice", "qos"), [(URGENT, 100, "urgent"), (ROUTINE, 1000, "normal")])
def test_urgent_cases_go_first(planned: str, case: str, nice: int, qos: str) -> None:
    jobs = [job for job in jobs_of(planned, case) if not of_first(job)]
    assert len(jobs) > 10
    assert {found for job in jobs for found in re.findall(r"slurm_extra=--nice=(\d+)", job)} == {str(nice)}
    assert {found for job in jobs for found in re.findall(r"qos=(\w+)", job)} == {qos}
    priorities = [int(found) for job in jobs for found in re.findall(r"^ *priority: (\d+)", job, re.MULTILINE)]
    if case == URGENT:
        assert len(priorities) == len(jobs)
        assert min(priorities) >= 1000
    else:
        assert max(priorities, default=0) < 1000


def test_an_urgent_case_does_not_wait_for_preparations_of_another_qos(planned: str) -> None:
    (index,) = [block for block in re.split(r"\n(?= *rule )", planned) if "rule index_reference:" in block]
    assert "qos=urgent" in index.split("\n\n")[0]
    assert "slurm_extra=--nice=0" in index.split("\n\n")[0]


def test_a_first_result_goes_before_all(planned: str) -> None:
    first = [job for job in jobs_of(planned, URGENT) if of_first(job)]
    assert {re.match(r"\s*rule (\w+):", job)[1] for job in first} == FIRST  # type: ignore[index]
    assert not any(of_first(job) for job in jobs_of(planned, ROUTINE))
    assert {found for job in first for found in re.findall(r"slurm_extra=--nice=(\d+)", job)} == {"0"}
    lowest = min(int(found) for job in first for found in re.findall(r"priority: (\d+)", job))
    others = planned
    for job in first:
        others = others.replace(job, "")
    assert lowest > max(int(found) for found in re.findall(r"priority: (\d+)", others))


def test_the_site_reaches_sbatch(planned: str) -> None:
    """What the plugin writes for a job with these resources: the argument that a QOS rests on."""
    (calling,) = [job for job in jobs_of(planned, URGENT) if re.match(r"\s*rule call_with_bcftools:", job)]
    told = dict(pair.split("=", 1) for pair in re.search(r"resources: (.*)", calling)[1].split(", "))  # type: ignore[index]
    assert (told["slurm_account"], told["slurm_partition"], told["qos"]) == ("genetics", "normal", "urgent")
    resources = Resources(qos=told["qos"], slurm_extra=told["slurm_extra"], mem_mb=int(told["mem_mb"]))
    job = SimpleNamespace(resources=resources, threads=4)
    params = {
        "run_uuid": "x",
        "slurm_logfile": "x",
        "comment_str": "x",
        "account": "",
        "partition": "",
        "workdir": None,
    }
    command = get_submit_command(job, params).split()
    assert "--qos=urgent" in command
    assert "--nice=100" in command
    assert command[command.index("--mem") + 1] == told["mem_mb"]


class Resources(SimpleNamespace):
    """A job's resources, as the plugin asks for them."""

    def get(self, name: str, default: object = None) -> object:
        return getattr(self, name, default)


def test_the_small_steps_of_a_case_are_one_job(planned: str) -> None:
    rules = re.findall(r"^ {4}rule (\w+):\n(?: {8}.*\n)*? {8}wildcards: case=(\S+?)(?:,.*)?$", planned, re.MULTILINE)
    assert {rule for rule, of in rules if of == ROUTINE} == {*SHORT, "render_report"}
    assert {rule for rule, of in rules if of == URGENT} == {*SHORT, "render_report", *FIRST}
    assert planned.count("Group job ") == 4  # the preparations, one per case, one for the first result


def test_a_case_that_starts_from_calls_has_two_jobs() -> None:
    """Its intake takes seconds, too: verification is alone, all else is one job."""
    groups = settings_of("slurm")["groups"]
    assert {groups[rule] for rule in ("import_calls", *SHORT, "render_report")} == {"case"}
