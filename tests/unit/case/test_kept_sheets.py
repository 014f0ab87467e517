"""The jobs of a run go by the sheets as it read them, whatever became of them since."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tachkhis.case.config import load_config
from tachkhis.case.kept_sheets import keep_sheets
from tachkhis.case.kept_sheets import kept_sheets
from tachkhis.case.request import Request
from tachkhis.case.sheets import load_sheets
from tachkhis.case.start import load_plan


def test_what_is_kept_is_what_was_read(tiny: Path, tmp_path: Path) -> None:
    config = load_config(tiny / "config.yaml")
    sheets = load_sheets(config)
    assert kept_sheets(tmp_path) is None
    keep_sheets(sheets, tmp_path)
    kept = kept_sheets(tmp_path)
    assert kept == sheets
    assert kept is not None
    for case in sheets.cases:
        assert Request.of(config, kept, case).to_json() == Request.of(config, sheets, case).to_json()


def test_a_job_starts_while_the_sheet_is_being_written(
    tiny_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tiny_copy / "config.yaml"
    config = yaml.safe_load(file.read_text())
    begun = load_plan(config, [str(file)])
    keep_sheets(begun.sheets)
    sheet = tiny_copy / "cases.tsv"
    sheet.write_text(sheet.read_text() + "TINY-N\tTINY-")  # and the rest of the row is yet to come
    job = load_plan(config, [str(file)], job=True)
    assert job.results() == begun.results()
    with pytest.raises(SystemExit):
        load_plan(config, [str(file)])  # a new start is told of it
    assert "TINY-N" in capsys.readouterr().err
