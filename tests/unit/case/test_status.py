"""Where the cases of a run stand, read from made-up run folders as Snakemake leaves them."""

from __future__ import annotations

import base64
import json
import os
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest

from tachkhis.case.command_status import duration
from tachkhis.case.config import load_config
from tachkhis.case.progress import Clock
from tachkhis.case.progress import progress_of
from tachkhis.case.progress import span_of
from tachkhis.case.request import Request
from tachkhis.case.run_folder import RunFolder
from tachkhis.case.sheets import load_sheets
from tachkhis.cli import main

CASE = "TINY-A"
BEGUN = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)  # the specimens were received on the 13th
SEQUENCED = datetime(2026, 1, 14, 20, 0, tzinfo=UTC)
OWN = f"results/cases/{CASE}/{CASE}"
ORDER = ("inputs.json", "vcf.gz", "case.json", "report.fr.pdf")


@pytest.fixture
def run(tiny_copy: Path, tmp_path: Path) -> Path:
    """A folder in which a run has begun with one case, and is at work."""
    config = load_config(tiny_copy / "config.yaml")
    request = Request.of(config, load_sheets(config), CASE)
    for path in (path for units in request.units.values() for unit in units for path in unit.files):
        os.utime(path, (SEQUENCED.timestamp(), SEQUENCED.timestamp()))
    folder = tmp_path / "run"
    (folder / OWN).parent.mkdir(parents=True)
    (folder / f"{OWN}.request.json").write_text(request.to_json() + "\n")
    for name in ("locks", "incomplete", "metadata", "log"):
        (folder / ".snakemake" / name).mkdir(parents=True)
    (folder / ".snakemake" / "locks" / "0.input.lock").touch()
    return folder


def make(run: Path, name: str, minutes: int) -> None:
    """What Snakemake leaves of a step that took a minute, so many minutes after the run began."""
    (run / name).parent.mkdir(parents=True, exist_ok=True)
    (run / name).write_text("x")
    end = BEGUN.timestamp() + 60 * minutes
    os.utime(run / name, (end, end))
    record = base64.b64encode(name.encode()).decode()
    (run / ".snakemake" / "metadata" / record).write_text(json.dumps({"starttime": end - 60, "endtime": end}))


def status(run: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(["status", "--directory", str(run), "--format", "json"]) == 0
    document: dict[str, list[dict[str, object]]] = json.loads(capsys.readouterr().out)
    (case,) = document["cases"]
    return case | {"medians": document["medians"]}


def test_a_case_goes_through_its_stages(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(run, capsys)["stage"] == "alignment"
    make(run, f"results/samples/{CASE}-F/{CASE}-F.cram", 1)
    told = status(run, capsys)
    assert told["stage"] == "alignment"
    assert told["waits_for"] == [f"reads of {CASE}-P", f"reads of {CASE}-M"]
    for person in "PM":
        make(run, f"results/samples/{CASE}-{person}/{CASE}-{person}.cram", 40)
    assert status(run, capsys)["stage"] == "verification"
    make(run, f"{OWN}.inputs.json", 41)
    make(run, f"results/cases/{CASE}/first/{CASE}.first.fr.html", 45)
    for minute, (ending, stage) in enumerate(
        [("vcf.gz", "calling"), ("case.json", "interpretation"), ("report.fr.pdf", "report")], 50
    ):
        assert status(run, capsys)["stage"] == stage
        make(run, f"{OWN}.{ending}", minute)
    done = status(run, capsys)
    assert (done["stage"], done["waits_for"]) == ("reported", [])
    assert done["clock"] == {
        "received": "2026-01-13T00:00:00+00:00",
        "sequenced": "2026-01-14T20:00:00+00:00",
        "started": "2026-01-15T08:00:00+00:00",
        "reported": "2026-01-15T08:52:00+00:00",
        "first": "2026-01-15T08:45:00+00:00",
    }
    hours = {name: row["hours"] for name, row in dict(done["medians"]).items()}  # type: ignore[call-overload]
    assert hours == {
        "received_to_sequenced": 44.0,
        "sequenced_to_started": 12.0,
        "started_to_first": 0.75,
        "started_to_reported": 0.87,
        "received_to_reported": 56.87,
    }


def test_a_file_that_is_being_written_does_not_count(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for person in "PFM":
        make(run, f"results/samples/{CASE}-{person}/{CASE}-{person}.cram", 2)
    make(run, f"{OWN}.inputs.json", 1)
    (run / ".snakemake" / "incomplete" / base64.b64encode(f"{OWN}.inputs.json".encode()).decode()).touch()
    assert status(run, capsys)["stage"] == "verification"


def test_a_report_older_than_its_case_is_made_again(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for minute, ending in enumerate(ORDER):
        make(run, f"{OWN}.{ending}", minute)
    for person in "PFM":
        make(run, f"results/samples/{CASE}-{person}/{CASE}-{person}.cram", 2)
    assert status(run, capsys)["stage"] == "reported"
    make(run, f"{OWN}.case.json", 90)
    assert status(run, capsys)["stage"] == "report"


@pytest.mark.parametrize(
    ("log", "named"),
    [
        (f"verify_inputs/{CASE}.log", True),
        (f"call_with_bcftools/{CASE}.0001.log", True),
        (f"align_sample/{CASE}-F.log", True),
        ("verify_inputs/TINY-AB.log", False),
        (f"align_sample/{CASE}-F2.log", False),
        (f"align_unit/{CASE}-F.L1.log", True),
        (f"align_unit/{CASE}-F2.L1.log", False),
    ],
)
def test_a_failed_step_of_this_case_is_named(run: Path, log: str, *, named: bool) -> None:
    rule = log.split("/")[0]
    text = f"Error in rule {rule}:\n    jobid: 3\n    log: results/logs/{log} (check log file(s) for error details)\n"
    (run / ".snakemake" / "log" / "2026-01-15T080000.1.snakemake.log").write_text(text)
    folder = RunFolder(run)
    told = progress_of(folder, folder.requests[CASE])
    assert told.failed == ((f"results/logs/{log}",) if named else ())
    assert (told.waits_for == (f"{rule} failed, see results/logs/{log}",)) is named


def test_the_table_says_whether_a_run_is_at_work(run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["status", "--directory", str(run)])
    assert "a run is at work here" in capsys.readouterr().out
    (run / ".snakemake" / "locks" / "0.input.lock").unlink()
    main(["status", "--directory", str(run)])
    assert "; no run is at work in this folder" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["empty", "foreign", "absent"])
def test_no_run_folder_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    if content != "absent":
        (tmp_path / "x").mkdir()
    if content == "foreign":
        (tmp_path / "x" / "results").mkdir()
    assert main(["status", "--directory", str(tmp_path / "x")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "give the --directory of a run that has begun" in said.err


def test_a_clock_that_runs_backwards_has_no_span() -> None:
    clock = Clock(received=BEGUN, sequenced=SEQUENCED, started=None, reported=None)
    assert span_of(clock, "received", "sequenced") is None
    assert span_of(clock, "sequenced", "started") is None


@pytest.mark.parametrize(
    ("span", "shown"),
    [(timedelta(minutes=119), "119 min"), (timedelta(hours=56, minutes=30), "56.5 h"), (timedelta(days=4.5), "4.5 d")],
)
def test_spans_are_shown_in_fit_units(span: timedelta, shown: str) -> None:
    assert duration(span) == shown
