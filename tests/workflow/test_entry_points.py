"""A family can start from FASTQ, from BAM, or from a VCF under other contig names: the answer is the same."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

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


def expected(data: Path) -> dict[str, list[tuple[str, str, list[str]]]]:
    truth = json.loads((data / "truth" / "expected.json").read_text())["cases"]
    return {
        case: [(answer["gene"], answer["mode"], sorted(v["id"] for v in answer["variants"]))]
        if answer["finding"]
        else []
        for case, answer in truth.items()
    }


@pytest.fixture(scope="module")
def from_fastq(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = tmp_path_factory.mktemp("fastq")
    run_workflow(tiny / "config.yaml", run)
    return run


def rows(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text().splitlines() if line and not line.startswith("#")]


def write(path: Path, table: list[list[str]]) -> None:
    path.write_text("".join("\t".join(row) + "\n" for row in table))


def test_fastq(tiny: Path, from_fastq: Path) -> None:
    assert any(answers(from_fastq).values())
    assert answers(from_fastq) == expected(tiny)


def test_a_second_start_has_nothing_to_do(tiny: Path, from_fastq: Path) -> None:
    done = run_workflow(tiny / "config.yaml", from_fastq)
    assert "Nothing to be done" in done.stdout + done.stderr


def test_a_new_sign_redoes_the_interpretation_of_its_case_only(tiny_copy: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run_workflow(tiny_copy / "config.yaml", run)
    table = (tiny_copy / "cases.tsv").read_text()
    first = rows(tiny_copy / "cases.tsv")[1]
    changed = table.replace("\t".join(first), "\t".join([*first[:3], first[3] + ",HP:0001263", *first[4:]]))
    assert changed != table
    (tiny_copy / "cases.tsv").write_text(changed)
    done = run_workflow(tiny_copy / "config.yaml", run, "--dry-run", "--quiet", "host", "reason")
    plan = done.stdout.split("Job stats:")[1].split("total")[0]
    counts = {
        line.split()[0]: int(line.split()[1])
        for line in plan.splitlines()
        if len(line.split()) == 2 and line.split()[1].isdigit()
    }
    assert counts == {
        "all": 1,
        "write_request": 1,
        "summarise_quality": 1,
        "interpret_case": 1,
        "render_report": 1,
    }


def test_bam(tiny_copy: Path, from_fastq: Path, tmp_path: Path) -> None:
    units = [["sample", "unit", "library", "platform", "alignment"]]
    for _, sample, *_ in rows(tiny_copy / "samples.tsv")[1:]:
        bam = tiny_copy / f"{sample}.bam"
        cram = from_fastq / "results" / "samples" / sample / f"{sample}.cram"
        view = ["samtools", "view", "-b", "--write-index", "-T", tiny_copy / "genome.fa", "-o", bam, cram]
        subprocess.run(view, check=True, capture_output=True)
        units.append([sample, "a", "lib", "ILLUMINA", bam.name])
    write(tiny_copy / "units.tsv", units)
    run_workflow(tiny_copy / "config.yaml", tmp_path / "run")
    assert answers(tmp_path / "run") == expected(tiny_copy)


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
    result = next((tmp_path / "run").glob("results/cases/*/*.case.json")).read_text()
    assert '"start": "vcf"' in result or '"start":"vcf"' in result


def test_freebayes_scattered(tiny_copy: Path, tmp_path: Path) -> None:
    config = tiny_copy / "config.yaml"
    text = config.read_text()
    assert "caller: bcftools" in text
    config.write_text(text.replace("caller: bcftools", "caller: freebayes, scatter_bases: 45000"))
    run_workflow(config, tmp_path / "run")
    assert answers(tmp_path / "run") == expected(tiny_copy)
