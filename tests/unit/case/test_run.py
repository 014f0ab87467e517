"""``tachkhis run``: what is wrong with configuration and sheets is told before Snakemake starts."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tachkhis.cli import main

from .study import Study


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The calls that would be made."""
    made: list[list[str]] = []

    def record(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        made.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", record)
    return made


def test_faults_of_the_sheets_come_before_any_folder_is_made(
    study: Study, calls: list[list[str]], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    study.put("samples", 2, "sex", "girly")
    study.put("units", 3, "fastq_1", "nowhere.fastq.gz")
    run = tmp_path / "run"
    assert main(["run", "--configfile", str(study.write()), "--directory", str(run)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(", value")[0] for line in lines] == [
        "samples.tsv, row 2, column sex",
        "units.tsv, row 3, column fastq_1",
    ]
    assert not run.exists()
    assert calls == []


def test_a_sound_study_is_handed_to_snakemake(study: Study, calls: list[list[str]], tmp_path: Path) -> None:
    config = study.write()
    assert main(["run", "--configfile", str(config), "--directory", str(tmp_path / "run"), "--cores", "2"]) == 0
    ((_, *options),) = calls
    assert options[2:] == ["--configfile", str(config), "--directory", str(tmp_path / "run"), "--cores", "2"]
