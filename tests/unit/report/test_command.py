"""``tachkhis report`` refuses bad input in plain lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.cli import main

from . import examples


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    path = tmp_path / "case.json"
    path.write_text(examples.negative_singleton().model_dump_json(by_alias=True), encoding="utf-8")
    return path


def test_a_report_is_written(case_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "new folder" / "report.pdf"
    assert main(["report", str(case_file), "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"%PDF-")


def test_an_unknown_language_is_refused(case_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(case_file), "--out", str(tmp_path / "a.pdf"), "--language", "tlh"]) == 2
    assert "write one of: " in capsys.readouterr().err


def test_a_damaged_case_names_its_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"synthetic": "maybe", "surprise": 1}', encoding="utf-8")
    assert main(["report", str(path), "--out", str(tmp_path / "a.pdf")]) == 2
    err = capsys.readouterr().err
    assert "column surprise" in err
    assert "Traceback" not in err
    assert not (tmp_path / "a.pdf").exists()


def test_an_absent_case_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(tmp_path / "none.json"), "--out", str(tmp_path / "a.pdf")]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
