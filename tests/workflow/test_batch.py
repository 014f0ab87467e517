"""The life of a run folder: a case fails while others finish, it is taken up again, a further case comes."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from paths import ROOT

BROKEN, WHOLE = "TINY-D", "TINY-A"
SHIM = f"""#!/bin/sh
case "$*" in *{BROKEN}.vcf.gz*) echo "tabix: no space left, says the test" >&2; exit 1 ;; esac
exec {shutil.which("tabix")} "$@"
"""


def snakemake(data: Path, *options: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("snakemake")
    command = [program, "--configfile", data / "config.yaml", "--directory", data / "run", "--cores", "2", *options]
    environment = os.environ if path is None else {**os.environ, "PATH": os.pathsep.join([path, os.environ["PATH"]])}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)


def status(data: Path) -> str:
    command = [Path(sys.executable).with_name("tachkhis"), "status", "--directory", data / "run"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def report(data: Path, case: str) -> Path:
    return data / "run" / "results" / "cases" / case / f"{case}.report.fr.pdf"


@pytest.fixture(scope="module")
def data(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cases that start from calls."""
    folder = tmp_path_factory.mktemp("batch") / "data"
    shutil.copytree(tiny, folder)
    lines = (folder / "cases.tsv").read_text().splitlines()
    head = next(number for number, line in enumerate(lines) if line.startswith("case\t"))
    width = lines[head].count("\t")
    rows = [line + "\t" * (width - line.count("\t")) for line in lines[head + 1 :]]
    told = [f"{row}\ttruth/{row.split(chr(9))[0]}.vcf.gz" for row in rows]
    (folder / "cases.tsv").write_text("\n".join([lines[head] + "\tvcf", *told]) + "\n")
    units = [line for line in (folder / "units.tsv").read_text().splitlines() if not line.startswith("#")]
    (folder / "units.tsv").write_text(units[0] + "\n")
    return folder


@pytest.fixture(scope="module")
def first(data: Path, tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """A run in which the last step of one case's annotation fails."""
    shims = tmp_path_factory.mktemp("shims")
    (shims / "tabix").write_text(SHIM)
    (shims / "tabix").chmod(stat.S_IRWXU)
    return snakemake(data, path=str(shims))


def test_a_failed_case_does_not_stop_the_others(data: Path, first: subprocess.CompletedProcess[str]) -> None:
    assert first.returncode == 1
    assert report(data, WHOLE).is_file()
    assert not report(data, BROKEN).exists()


def test_it_is_named_at_the_end(data: Path, first: subprocess.CompletedProcess[str]) -> None:
    log = f"results/logs/annotate_case/{BROKEN}.log"
    end = first.stderr[first.stderr.index("annotate_case failed") :]
    assert log in end
    assert "no space left, says the test" in end
    assert f"1 of 2 cases not reported: {BROKEN} (annotate_case failed, see {log})" in end
    told = status(data)
    assert re.search(rf"^{WHOLE} .* reported ", told, re.MULTILINE)
    assert re.search(rf"^{BROKEN} .* calling .* annotate_case failed, see {re.escape(log)}$", told, re.MULTILINE)


@pytest.fixture(scope="module")
def second(data: Path, first: subprocess.CompletedProcess[str]) -> float:  # noqa: ARG001 (comes first)
    """The same call again, once the fault is mended; when the whole case had been reported."""
    before = report(data, WHOLE).stat().st_mtime
    done = snakemake(data)
    assert done.returncode == 0, done.stderr[-3000:]
    return before


def test_a_second_start_takes_up_the_failed_case_only(data: Path, second: float) -> None:
    assert report(data, BROKEN).is_file()
    assert report(data, WHOLE).stat().st_mtime == second
    assert "2 cases: 2 reported, 0 with a failed step; no run is at work here" in status(data)


def test_adding_a_case_redoes_nothing(data: Path, second: float) -> None:  # noqa: ARG001 (comes first)
    new = "TINY-N"
    for name in ("cases.tsv", "samples.tsv"):
        lines = (data / name).read_text().splitlines()
        added = [line.replace(BROKEN, new) for line in lines if line.startswith(BROKEN)]
        assert added
        (data / name).write_text("\n".join([*lines, *added]) + "\n")
    shutil.copy(data / "truth" / f"{BROKEN}.vcf.gz", data / "truth" / f"{new}.vcf.gz")
    done = snakemake(data, "--dry-run", "--quiet", "host", "reason")
    assert done.returncode == 0, done.stderr[-3000:]
    table = done.stdout.split("Job stats:")[1].split("total")[0]
    counts = {name: int(count) for name, count in re.findall(r"^(\w+)\s+(\d+)$", table, re.MULTILINE)}
    steps = ["write_family", "write_request", "verify_inputs", "import_calls", "annotate_case", "summarise_quality"]
    steps += ["read_sites", "find_runs", "interpret_case", "render_report"]
    assert counts == dict.fromkeys(["all", *steps], 1)
