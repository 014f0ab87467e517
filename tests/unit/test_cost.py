"""The arithmetic behind ``scripts/benchmark cost``, against examples reckoned by hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))

from cost import BARE
from cost import CALLER
from cost import START
from cost import WHOLE
from cost import Costs
from cost import in_interval
from cost import verdicts

COSTS = {
    CALLER: Costs((30.0, 20.0, 40.0)),
    WHOLE: Costs((9.0, 5.5)),
    BARE: Costs((4.5, 6.0)),
    START: Costs((0.5, 0.7)),
}


def test_start_up_and_calibration_count_once_in_a_larger_interval() -> None:
    theirs, ours = in_interval(COSTS, 1_000_000)
    assert theirs == pytest.approx(20.0 * 50)
    assert ours == pytest.approx(0.5 + (5.5 - 4.5) + (4.5 - 0.5) * 50)


def test_the_least_of_the_rounds_is_judged_on_both_sides() -> None:
    small = {**COSTS, WHOLE: Costs((9.0, 5.0))}
    assert [line.split(":")[0] for line in verdicts("x", COSTS, 1_000_000)] == ["met", "MISSED"]  # 5.5 of 20
    assert [line.split(":")[0] for line in verdicts("x", small, 1_000_000)] == ["met", "met"]
