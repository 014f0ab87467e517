"""A family can start from FASTQ, from BAM (with freebayes), from a VCF under other names, or a gVCF: one answer."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from conftest import run_workflow
from tachkhis.interpretation.result import CaseResult

CASE_COLUMNS = 11


def answers(run: Path) -> dict[str, list[tuple[str, str, list[str]]]]:
    """Proposed candidates by case: gene, mode, variants."""
    found = {}
    for path in sorted(run.glob("results/cases/*/*.case.json")):
        result = CaseResult.model_validate_json(path.read_text())
        found[result.case.id] = [
            (c.gene, c.mode.value, sorted(v.id for v in c.variants)) for c in result.candidates if c.proposed
        ]
    return found


def carried(run: Path) -> set[tuple[str, str, str, str]]:
    """Who carries which site of interest: case, site, member, status."""
    return {
        (result.case.id, site.id, call.sample, call.status)
        for path in run.glob("results/cases/*/*.case.json")
        for result in [CaseResult.model_validate_json(path.read_text())]
        for site in result.sites
        for call in site.genotypes
        if call.status.startswith("carried")
    }


def expected(data: Path) -> dict[str, list[tuple[str, str, list[str]]]]:
    truth = json.loads((data / "truth" / "expected.json").read_text())["cases"]
    return {
        case: [(answer["gene"], answer["mode"], sorted(v["id"] for v in answer["variants"]))]
        if answer["finding"]
        else []
        for case, answer in truth.items()
    }


@pytest.fixture(scope="module")
def sheets(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a configuration and sheets of its own, over the reads of ``tiny``."""
    folder = tmp_path_factory.mktemp("sheets")
    settings = yaml.safe_load((tiny / "config.yaml").read_text())
    for file in filter(None, settings["sheets"].values()):
        (folder / file).write_text((tiny / file).read_text().replace("\treads/", f"\t{tiny}/reads/"))
    for section in ("reference", "resources"):
        for key, value in settings[section].items():
            if isinstance(value, str) and (tiny / value).is_file():
                settings[section][key] = str(tiny / value)
    (folder / "config.yaml").write_text(yaml.safe_dump(settings))
    return folder


@pytest.fixture(scope="module")
def from_fastq(sheets: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = tmp_path_factory.mktemp("fastq")
    run_workflow(sheets / "config.yaml", run)
    return run


@pytest.fixture
def moved(sheets: Path, from_fastq: Path, tmp_path: Path) -> Path:  # noqa: ARG001 (made before the copy)
    """The same in another folder, for a test to spoil."""
    return Path(shutil.copytree(sheets, tmp_path / "moved"))


@pytest.fixture
def spoiled(sheets: Path, moved: Path) -> Iterator[Path]:
    """The very sheets of the run, put back afterwards."""
    yield sheets
    shutil.copytree(moved, sheets, dirs_exist_ok=True)


def rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text().splitlines() if line and not line.startswith("#")]


def write(path: Path, table: list[list[str]]) -> None:
    path.write_text("".join("\t".join(row) + "\n" for row in table))


def test_fastq(tiny: Path, from_fastq: Path) -> None:
    assert any(answers(from_fastq).values())
    assert answers(from_fastq) == expected(tiny)


def test_a_second_start_has_nothing_to_do(sheets: Path, from_fastq: Path) -> None:
    done = run_workflow(sheets / "config.yaml", from_fastq)
    assert "Nothing to be done" in done.stdout + done.stderr


def planned(config: Path, run: Path) -> dict[str, int]:
    done = run_workflow(config, run, "--dry-run", "--quiet", "host", "reason")
    if "Job stats:" not in done.stdout:
        return {}
    plan = done.stdout.split("Job stats:")[1].split("total")[0]
    return {name: int(count) for name, count in re.findall(r"^(\w+)\s+(\d+)$", plan, re.MULTILINE)}


ANSWER = {"all": 1, "write_request": 1, "summarise_quality": 1, "interpret_case": 1, "render_report": 1}


def test_sheets_in_another_folder_redo_no_reads_and_no_calls(moved: Path, from_fastq: Path) -> None:
    heavy = {"align_sample", "verify_inputs", "measure_sample", "call_with_bcftools", "annotate_case", "read_sites"}
    assert heavy.isdisjoint(planned(moved / "config.yaml", from_fastq))


@pytest.mark.parametrize(("sheet", "column", "value"), [("cases.tsv", 3, "HP:0001263"), ("samples.tsv", 5, "unknown")])
def test_a_new_sign_or_affected_redoes_the_interpretation_of_its_case_only(
    spoiled: Path, from_fastq: Path, sheet: str, column: int, value: str
) -> None:
    table = rows(spoiled / sheet)
    last = table[-1]
    assert last[column] != value
    write(spoiled / sheet, [*table[:-1], [*last[:column], value, *last[column + 1 :]]])
    assert planned(spoiled / "config.yaml", from_fastq) == ANSWER


@pytest.mark.parametrize(
    ("setting", "value", "redone"),
    [("min_quality", 30, "call_with_bcftools"), ("caller", "freebayes", "call_with_freebayes")],
)
def test_another_way_of_calling_realigns_nothing(
    spoiled: Path, from_fastq: Path, setting: str, value: str | int, redone: str
) -> None:
    config = spoiled / "config.yaml"
    settings = yaml.safe_load(config.read_text())
    settings["calling"][setting] = value
    config.write_text(yaml.safe_dump(settings))
    counts = planned(config, from_fastq)
    assert counts[redone] == 2
    assert {"align_sample", "verify_inputs", "index_reference"}.isdisjoint(counts)


def test_bam_freebayes_scattered_and_a_store_of_references(tiny_copy: Path, from_fastq: Path, tmp_path: Path) -> None:
    units = [["sample", "unit", "library", "platform", "alignment"]]
    for _, sample, *_ in rows(tiny_copy / "samples.tsv")[1:]:
        bam = tiny_copy / f"{sample}.bam"
        cram = from_fastq / "results" / "samples" / sample / f"{sample}.cram"
        view = ["samtools", "view", "-b", "--write-index", "-T", tiny_copy / "genome.fa", "-o", bam, cram]
        subprocess.run(view, check=True, capture_output=True)
        units.append([sample, "a", "lib", "ILLUMINA", bam.name])
    write(tiny_copy / "units.tsv", units)
    config = tiny_copy / "config.yaml"
    settings = yaml.safe_load(config.read_text())
    store = tmp_path / "store"
    settings["reference"]["prepared"] = str(store)
    settings["calling"] |= {"caller": "freebayes", "scatter_bases": 45000}
    config.write_text(yaml.safe_dump(settings))
    run_workflow(config, tmp_path / "run")
    assert answers(tmp_path / "run") == expected(tiny_copy)
    prepared = [path for path in (tmp_path / "run" / "reference").rglob("*") if path.suffix != ".log"]
    assert all(path.is_symlink() for path in prepared if not path.is_dir())
    assert len(prepared) > 10
    strays = [path for path in prepared if path.is_symlink() and store.resolve() not in path.readlink().parents]
    assert strays == []


def test_vcf_under_other_contig_names(tiny_copy: Path, from_fastq: Path, tmp_path: Path) -> None:
    names = tmp_path / "names.txt"
    names.write_text("".join(f"chr{name} {name}\n" for name in ("1", "2", "X", "Y")) + "chrM MT\n")
    cases = rows(tiny_copy / "cases.tsv")
    table = [[*cases[0], "vcf"]]
    for case in cases[1:]:
        source = from_fastq / "results" / "cases" / case[0] / f"{case[0]}.vcf.gz"
        target = tiny_copy / f"{case[0]}.vcf.gz"
        command = ["bcftools", "annotate", "-x", "INFO", "--rename-chrs", names, "-Oz", "-o", target, source]
        subprocess.run(command, check=True, capture_output=True)
        subprocess.run(["tabix", "-p", "vcf", target], check=True)
        table.append([*case, *[""] * (CASE_COLUMNS - len(case)), target.name])
    write(tiny_copy / "cases.tsv", table)
    write(tiny_copy / "units.tsv", rows(tiny_copy / "units.tsv")[:1])
    run_workflow(tiny_copy / "config.yaml", tmp_path / "run")
    assert answers(tmp_path / "run") == expected(tiny_copy)
    assert carried(tmp_path / "run") == carried(from_fastq) != set()
    result = next((tmp_path / "run").glob("results/cases/*/*.case.json")).read_text()
    assert '"start": "vcf"' in result or '"start":"vcf"' in result


def test_gvcf(tiny_copy: Path, from_fastq: Path, tmp_path: Path) -> None:
    """Calls (two copies everywhere) with blocks: the answer, the carriers and the coverage are those of the reads."""
    cases = rows(tiny_copy / "cases.tsv")
    people = rows(tiny_copy / "samples.tsv")
    table = [[*cases[0], "vcf"]]
    for case in cases[1:]:
        crams = [
            from_fastq / "results" / "samples" / row[1] / f"{row[1]}.cram" for row in people[1:] if row[0] == case[0]
        ]
        target = tiny_copy / f"{case[0]}.g.vcf.gz"
        pile = ["bcftools", "mpileup", "-Ou", "-f", tiny_copy / "genome.fa", "-q", "20", "-Q", "20", "-a", "AD,DP"]
        call = ["bcftools", "call", "-m", "-a", "GQ", "-g", "10", "-Oz", "-o", target]
        first = subprocess.run([*pile, "-g", "10", *crams], check=True, capture_output=True)
        subprocess.run(call, check=True, capture_output=True, input=first.stdout)
        table.append([*case, *[""] * (CASE_COLUMNS - len(case)), target.name])
    write(tiny_copy / "cases.tsv", table)
    write(tiny_copy / "units.tsv", rows(tiny_copy / "units.tsv")[:1])
    run_workflow(tiny_copy / "config.yaml", tmp_path / "run")
    assert answers(tmp_path / "run") == expected(tiny_copy)
    assert carried(tmp_path / "run") == carried(from_fastq) != set()
    genes = 0
    for case in cases[1:]:
        one, other = (
            CaseResult.model_validate_json((run / f"results/cases/{case[0]}/{case[0]}.case.json").read_text())
            for run in (from_fastq, tmp_path / "run")
        )
        assert (one.coverage_source, other.coverage_source) == ("reads", "gvcf")
        assert "limit.started_from_gvcf" in {limit.key for limit in other.limits}
        assert {(s.id, g.sample) for s in one.sites for g in s.genotypes if g.status == "not_carried"} == {
            (s.id, g.sample) for s in other.sites for g in s.genotypes if g.status == "not_carried"
        }
        for read, told in zip(one.coverage, other.coverage, strict=True):
            genes += 1
            assert told.percent_callable == pytest.approx(read.percent_callable, abs=5)
            assert told.mean_depth == pytest.approx(read.mean_depth, rel=0.2)
    assert genes > 0
