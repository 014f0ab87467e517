"""Dry runs: how often each rule runs, for every way a case can start; and how long planning takes."""

from __future__ import annotations

import json
import math
import re
import resource
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from conftest import run_workflow
from many_cases import write_cases
from paths import ROOT

HUMAN = 3_200_000_000  # bytes of a FASTA of GRCh38 with its alternate contigs, about


def planned(config: Path, directory: Path) -> dict[str, int]:
    done = run_workflow(config, directory, "--dry-run", "--quiet", "host", "reason")
    table = done.stdout.split("Job stats:")[1].split("total")[0]
    return {name: int(count) for name, count in re.findall(r"^(\w+)\s+(\d+)$", table, re.MULTILINE)}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def people_and_cases(folder: Path) -> tuple[int, int]:
    def rows(name: str) -> int:
        return sum(1 for line in (folder / name).read_text().splitlines() if line and not line.startswith("#")) - 1

    return rows("samples.tsv"), rows("cases.tsv")


def test_fastq_start(tiny_copy: Path, tmp_path: Path) -> None:
    people, cases = people_and_cases(tiny_copy)
    assert (people, cases) == (7, 2)
    assert planned(tiny_copy / "config.yaml", tmp_path / "run") == {
        "all": 1,
        "prepare_reference": 1,
        "prepare_genes": 1,
        "prepare_regions": 1,
        "index_reference": 1,
        "prepare_tracks": 1,
        "write_family": cases,
        "write_request": cases,
        "verify_inputs": cases,
        "align_sample": people,
        "measure_sample": people,
        "collect_multiqc": 1,
        "call_with_bcftools": cases,
        "call_mitochondria": cases,
        "annotate_case": cases,
        "summarise_quality": cases,
        "read_sites": cases,
        "find_runs": cases,
        "interpret_case": cases,
        "render_report": cases,
    }


def test_scattering_multiplies_only_the_calling(tiny_copy: Path, tmp_path: Path) -> None:
    edit(tiny_copy / "config.yaml", "caller: bcftools", "caller: bcftools, scatter_bases: 30000")
    counts = planned(tiny_copy / "config.yaml", tmp_path / "run")
    assert counts["call_with_bcftools"] == 2 * 5  # 126 kB of FASTA in steps of 30,000
    assert counts["annotate_case"] == 2


def test_a_sample_of_several_units_can_be_aligned_unit_by_unit(tiny_copy: Path, tmp_path: Path) -> None:
    rows = [line.split("\t") for line in (tiny_copy / "units.tsv").read_text().splitlines() if line.startswith("TINY-")]
    units = Counter(row[0] for row in rows)
    several = {sample for sample, count in units.items() if count > 1}
    assert several
    edit(tiny_copy / "config.yaml", "calling:", "alignment: {apart_gb: 0}\ncalling:")
    counts = planned(tiny_copy / "config.yaml", tmp_path / "run")
    assert counts["align_unit"] == sum(units[sample] for sample in several)
    assert counts["join_units"] == len(several)
    assert counts["align_sample"] == len(units) - len(several)


def test_the_other_caller_goes_through_the_same_door(tiny_copy: Path, tmp_path: Path) -> None:
    edit(tiny_copy / "config.yaml", "caller: bcftools", "caller: freebayes")
    counts = planned(tiny_copy / "config.yaml", tmp_path / "run")
    assert counts["call_with_freebayes"] == 2
    assert "call_with_bcftools" not in counts


def test_vcf_start_aligns_and_calls_nothing(tiny_copy: Path, tmp_path: Path) -> None:
    case = (tiny_copy / "cases.tsv").read_text().splitlines()[2].split("\t")[0]
    lines = []
    for line in (tiny_copy / "cases.tsv").read_text().splitlines():
        if line.startswith("#"):
            lines.append(line)
        elif line.startswith("case\t"):
            lines.append(line + "\tvcf")
        elif line.startswith(f"{case}\t"):
            lines.append(f"{line}\ttruth/{case}.vcf.gz")
    (tiny_copy / "cases.tsv").write_text("\n".join(lines) + "\n")
    samples = [
        line
        for line in (tiny_copy / "samples.tsv").read_text().splitlines()
        if line.startswith(("#", "case\t", f"{case}\t"))
    ]
    (tiny_copy / "samples.tsv").write_text("\n".join(samples) + "\n")
    units = (tiny_copy / "units.tsv").read_text().splitlines()
    (tiny_copy / "units.tsv").write_text("\n".join(units[:2]) + "\n")
    counts = planned(tiny_copy / "config.yaml", tmp_path / "run")
    assert counts["import_calls"] == 1
    assert {"align_sample", "call_with_bcftools", "call_mitochondria", "index_reference", "measure_sample"}.isdisjoint(
        counts
    )
    assert counts["render_report"] == 1


FIRST = ("place_first", "call_first_with_bcftools", "measure_first", "annotate_first", "show_first")


def test_an_urgent_case_has_a_first_result(tiny_copy: Path, tmp_path: Path) -> None:
    sheet = tiny_copy / "cases.tsv"
    text = sheet.read_text()
    row = next(line for line in text.splitlines() if line.startswith("TINY-D\t"))
    sheet.write_text(text.replace(row, row.replace("\troutine\t", "\tstat\t")))
    usual = planned(tiny_copy / "config.yaml", tmp_path / "one")
    assert {name: usual.get(name) for name in FIRST} == dict.fromkeys(FIRST, 1)
    sheet.write_text(text.replace(row, row.replace("\troutine\t", "\tstat\t").replace("\tneuromuscular\t", "\t\t")))
    assert set(FIRST).isdisjoint(planned(tiny_copy / "config.yaml", tmp_path / "two"))  # no gene was asked for


def test_an_own_bwa_index_is_used(tiny_copy: Path, tmp_path: Path) -> None:
    subprocess.run(["bwa", "index", tiny_copy / "genome.fa"], check=True, capture_output=True)
    assert "index_reference" not in planned(tiny_copy / "config.yaml", tmp_path / "run")


@pytest.fixture
def national(tiny: Path, tmp_path: Path) -> Path:
    """Sixty-seven trios: 201 samples."""
    write_cases(tiny, tmp_path / "national", 67)
    return tmp_path / "national"


def test_two_hundred_samples_are_planned_in_twenty_seconds(national: Path, tmp_path: Path) -> None:
    def busy() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    # as many calling jobs per family as a human genome makes with the setting that ships
    schema = json.loads((ROOT / "workflow" / "schemas" / "config.schema.json").read_text())
    setting = schema["properties"]["calling"]["properties"]["scatter_bases"]["default"]
    step = (national / "genome.fa").stat().st_size // math.ceil(HUMAN / setting) + 1
    edit(national / "config.yaml", "caller: bcftools", f"caller: bcftools, scatter_bases: {step}")
    start, before = time.monotonic(), busy()
    counts = planned(national / "config.yaml", tmp_path / "run")
    took = busy() - before  # what it takes on a machine that does nothing else: planning runs on one core
    print(f"\nplanning 201 samples took {took:.1f} s of one core, {time.monotonic() - start:.1f} s by the clock")
    assert counts["align_sample"] == 201
    assert counts["call_with_bcftools"] == 67 * math.ceil(HUMAN / setting)
    assert took < 20
