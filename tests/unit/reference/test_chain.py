"""Tools as one stream: the one that failed is named, not the one whose reader went away."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tachkhis.errors import ResourceError
from tachkhis.reference.chain import run_chain
from tachkhis.reference.chain import run_tool

ENDLESS = ["sh", "-c", "yes"]
BREAKS = ["sh", "-c", "echo no such base >&2; exit 3"]


def test_each_reads_what_the_one_before_writes_and_all_that_is_said_comes_back(tmp_path: Path) -> None:
    last = ["sh", "-c", f"tr a-z A-Z > {tmp_path / 'out'}; echo two >&2"]
    assert run_chain([["sh", "-c", "echo one >&2; echo words"], ["cat"], last], "file") == "one\ntwo\n"
    assert (tmp_path / "out").read_text() == "WORDS\n"


@pytest.mark.parametrize("chain", [[ENDLESS, BREAKS], [ENDLESS, BREAKS, ["cat"]], [BREAKS, ["cat"]]])
def test_the_tool_that_failed_is_named_with_what_it_said(chain: list[list[str]]) -> None:
    with pytest.raises(ResourceError, match=r"^file: sh -c .* failed: no such base$"):
        run_chain(chain, "file")


def test_a_tool_that_is_not_installed_is_named() -> None:
    for call in (lambda: run_tool(["no-such-tool"]), lambda: run_chain([ENDLESS, ["no-such-tool"]], "file")):
        with pytest.raises(ResourceError, match="no-such-tool is not installed"):
            call()
    with pytest.raises(ResourceError, match="failed"):
        run_tool([sys.executable, "-c", "raise SystemExit(4)"])
