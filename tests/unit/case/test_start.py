"""How the Snakefile starts: a plan, or one line per fault and status 2."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from tachkhis.case.alignment_plan import cores_of_a_job
from tachkhis.case.start import lift_rate_limit
from tachkhis.case.start import load_plan
from tachkhis.case.start import local_cores
from tachkhis.case.start import refuse_bad_config

from .study import CONFIG
from .study import Study
from .study import fastq


def start(study: Study) -> Any:
    """What Snakemake does: read the file, hand over its content and its name."""
    file = study.write()
    return load_plan(yaml.safe_load(file.read_text()), [str(file)])


def test_a_sound_study_gives_a_plan(study: Study) -> None:
    assert start(study).cases == ["C1"]


def test_units_are_aligned_apart_where_there_are_several_and_much_to_read(study: Study) -> None:
    for mate in (1, 2):
        study.gzip(f"K2_R{mate}.fastq.gz", fastq(50, mate, "k"))
    study.tables["units"].append(["K", "L2", "", "", "K2_R1.fastq.gz", "K2_R2.fastq.gz"])
    plan = start(study)
    assert (plan.alignment.apart, plan.alignment.whole) == ([], ["K", "F", "M"])
    study.config = CONFIG + "alignment:\n  apart_gb: 0\n"
    plan = start(study)
    assert (plan.alignment.apart, plan.alignment.whole) == (["K"], ["F", "M"])
    asked = SimpleNamespace(sample="K", unit="L2")
    assert plan.alignment.unit_folders(asked) == [f"results/samples/K/units/{unit}" for unit in ("L1", "L2")]
    assert [Path(path).name for path in plan.alignment.unit_files(asked)] == ["K2_R1.fastq.gz", "K2_R2.fastq.gz"]
    study.config = CONFIG + "alignment:\n  apart_gb: null\n"
    assert start(study).alignment.apart == []


@pytest.mark.parametrize(
    ("cores", "jobs", "at_once", "each"),
    [
        (1, 3, None, 1),
        (2, 1, None, 1),  # a core is left for what is small
        (8, 1, None, 7),
        (2, 3, None, 1),
        (4, 3, None, 2),
        (8, 15, None, 4),
        (32, 3, None, 10),
        (32, 1, None, 16),
        (32, 100, None, 4),
        (4, 3, 1, 3),  # memory holds one index
        (32, 100, 3, 11),
        (None, 3, None, 4),  # a cluster
    ],
)
def test_jobs_share_the_cores_of_a_machine(cores: int | None, jobs: int, at_once: int | None, each: int) -> None:
    assert cores_of_a_job(cores, jobs, at_once) == each


def test_only_a_run_on_this_machine_knows_its_cores() -> None:
    def workflow(cores: int | None, nodes: int | None, *, remote: bool) -> SimpleNamespace:
        return SimpleNamespace(resource_settings=SimpleNamespace(cores=cores, nodes=nodes), remote_exec=remote)

    assert local_cores(workflow(8, None, remote=False)) == 8
    assert local_cores(workflow(16, 200, remote=False)) is None
    assert local_cores(workflow(64, None, remote=True)) is None
    assert local_cores(SimpleNamespace()) is None


def test_scores_are_a_track_of_the_plan(study: Study) -> None:
    study.config = CONFIG.replace("founders: null", "founders: null\n  scores: s.vcf")
    (study.folder / "s.vcf").write_text("##fileformat=VCFv4.2\n")
    plan = start(study)
    assert plan.tracks.arguments == f"--track scores={study.folder / 's.vcf'}"
    assert f"-a {plan.tracks.folder}/scores.tsv.gz" in plan.tracks.annotate_pipe
    assert f"-C {plan.tracks.folder}/scores.columns.txt" in plan.tracks.annotate_pipe


def test_further_tracks_come_behind_the_others_and_their_files_are_inputs(study: Study) -> None:
    tracks = "founders: null\n  scores: s.vcf\n  tracks:\n    revel: {file: revel.csv}\n    mask: {file: m.bed}"
    study.config = CONFIG.replace("founders: null", tracks)
    for name in ("s.vcf", "revel.csv", "m.bed"):
        (study.folder / name).write_text("x\n")
    plan = start(study)
    assert list(plan.tracks.sources) == ["scores", "revel", "mask"]
    assert plan.tracks.inputs == [str(study.folder / name) for name in ("s.vcf", "revel.csv", "m.bed")]
    assert [part.split()[-2] for part in plan.tracks.annotate_pipe.split("|")[1:]] == [
        f"{plan.tracks.folder}/{name}.columns.txt" for name in ("scores", "revel", "mask")
    ]
    assert "-Ov" in plan.tracks.annotate_pipe.split("|")[-1]  # triage reads text


def test_a_track_that_is_not_there_is_told_with_its_line(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    study.config = CONFIG.replace("founders: null", "founders: null\n  tracks:\n    revel: {file: gone.csv}")
    with pytest.raises(SystemExit):
        start(study)
    assert "column resources.tracks.revel.file, value 'gone.csv'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("gnomad: {file: x}", "resources.tracks.gnomad: the name is taken"),
        ("revel: {}", "resources.tracks.revel"),
        ("revel: {file: x, columns: {chrom: 1, pos: 2, ref: 3, alt: 4}}", "a table with columns and no field"),
        ("revel: {file: x, fields: {X: 0}}", "resources.tracks.revel.fields.X"),
        ("revel: {file: x, form: tsv}", "form"),
        ("revel: {file: x, several: most}", "resources.tracks.revel.several"),
        ("Rev-el: {file: x}", "resources.tracks"),
    ],
)
def test_an_entry_of_the_tracks_that_does_not_fit_is_one_line(
    study: Study, entry: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    study.config = CONFIG.replace("founders: null", f"founders: null\n  tracks:\n    {entry}")
    (study.folder / "x").write_text("x\n")
    with pytest.raises(SystemExit) as left:
        start(study)
    assert left.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line


@pytest.mark.parametrize(
    ("config", "words"),
    [
        (CONFIG + "calling:\n  caller: gatk\n", ("row 13, column calling.caller", "'gatk'", "bcftools, freebayes")),
        (CONFIG + "calling:\n  min_qualty: 5\n", ("row 13, column calling.min_qualty", "did you mean 'min_quality'?")),
        (CONFIG + "calling:\n  callable_depth: deep\n", ("row 13", "'deep'", "must be a whole number")),
        (CONFIG + "calling: 5\n", ("row 12, column calling", "must be a section of keys, and is a number")),
        (CONFIG + "shets: {}\n", ("row 12, column shets", "did you mean 'sheets'?")),
        (CONFIG.replace("  genes:", "  fasta: x.fa\n  genes:"), ("row 4, column reference.fasta", "stands twice")),
        (CONFIG.replace("cases: cases.tsv", "cases: [1]"), ("column sheets.cases", "must be a text, and is a list")),
        ("{}", ("no configuration was given", "--configfile FILE")),
    ],
)
def test_each_fault_of_the_configuration_is_a_line(
    study: Study, capsys: pytest.CaptureFixture[str], config: str, words: tuple[str, ...]
) -> None:
    study.config = config
    with pytest.raises(SystemExit) as left:
        start(study)
    assert left.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert all(word in line for word in words), line


@pytest.mark.parametrize(
    ("content", "problem"),
    [("a: [1\n", "not valid YAML"), ("", "holds no keys"), ("- a\n", "holds no keys"), ("\xe9", "not UTF-8")],
)
def test_a_file_that_holds_no_configuration_is_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, problem: str
) -> None:
    file = tmp_path / "config.yaml"
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(SystemExit) as left:
        refuse_bad_config(file)
    assert left.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(str(file))
    assert problem in line


@pytest.mark.parametrize(("asked", "lifted"), [(None, True), ("100/1s", True), ("100/1m", False), ("5/1s", False)])
def test_the_limit_of_jobs_a_second_is_lifted_unless_asked_for(asked: str | None, lifted: bool) -> None:
    from snakemake.cli import get_argument_parser
    from snakemake.scheduling.job_scheduler import JobRateLimiter

    arguments = ["--max-jobs-per-timespan", asked] if asked is not None else []
    limiter = JobRateLimiter(get_argument_parser().parse_args(arguments).max_jobs_per_timespan)
    workflow = SimpleNamespace(scheduler=SimpleNamespace(job_rate_limiter=limiter))
    lift_rate_limit(workflow)
    assert (workflow.scheduler.job_rate_limiter is None) == lifted


def test_a_workflow_without_a_scheduler_is_left_alone() -> None:
    lift_rate_limit(SimpleNamespace())
