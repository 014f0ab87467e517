"""A track that annotates nothing at all is told loudly: in case.json, in the limits, at the end of the run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tachkhis.cli import main

from .world import CAUSE
from .world import background
from .world import write_case

FIELDS = {"gnomad": ["GNOMAD_AC"], "clinvar": ["CLINVAR_SIG"]}


def interpreted(folder: Path, rows: list[str]) -> dict[str, Any]:
    arguments = write_case(folder, rows)
    tracks = json.loads((folder / "tracks.json").read_text())
    for resource in tracks["resources"]:
        resource["fields"] = FIELDS[resource["name"]]
    (folder / "tracks.json").write_text(json.dumps(tracks))
    assert main([*arguments, "--out", str(folder / "case.json")]) == 0
    result: dict[str, Any] = json.loads((folder / "case.json").read_text())
    return result


def codes(result: dict[str, Any]) -> set[str]:
    return {one["code"] for c in result["candidates"] for v in c["variants"] for one in v["classification"]["criteria"]}


def test_the_track_is_named_with_its_counts_at_the_end_of_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = CAUSE.replace("PASS TRIAGE", "PASS CLINVAR_SIG=Pathogenic;TRIAGE")
    result = interpreted(tmp_path, [known, *background()])
    assert {one["name"]: one["matched"] for one in result["resources"] if one["fields"]} == {"gnomad": 0, "clinvar": 1}
    silent = [one["values"] for one in result["limits"] if one["key"] == "limit.track_silent"]
    assert silent == [{"track": "gnomad", "records": "81", "n": "5"}]
    assert main(["warnings", str(tmp_path / "case.json"), str(tmp_path / "of_a_case_not_done.json")]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("warning: the track gnomad (5 rows on this reference) annotates none of the records of")
    assert "(81 records)" in line


def test_of_many_records_the_silence_of_gnomad_is_no_absence(tmp_path: Path) -> None:
    assert "PM2" not in codes(interpreted(tmp_path, [CAUSE, *background()]))


def test_of_few_records_or_where_gnomad_knows_others_it_is(tmp_path: Path) -> None:
    (tmp_path / "few").mkdir()
    assert "PM2" in codes(interpreted(tmp_path / "few", [CAUSE, *background(sites=20)]))
    rows = [row.replace("TRIAGE", "GNOMAD_AC=5;GNOMAD_AN=9000;TRIAGE") for row in background()]
    assert "PM2" in codes(interpreted(tmp_path, [CAUSE, *rows]))
