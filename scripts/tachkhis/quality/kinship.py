"""What a declared consanguinity leads to expect: autozygosity of the child, kinship of the couple.

Intervals are those of ``resources/quality/autozygosity_pedigrees.json``, which ``tachkhis pedigrees`` simulates.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.quality.markers import thresholds

_EXPECTED = {
    "none": ("classes", "unrelated"),
    "second_cousins": ("pedigrees", "second_cousins"),
    "first_cousins": ("pedigrees", "first_cousins"),
    "double_first_cousins": ("pedigrees", "double_first_cousins"),
}
"""Where the table tells of each word of the column ``consanguinity``; ``unknown`` leads to expect nothing."""


class Comparison(StrEnum):
    """What was measured beside what was declared."""

    AGREES = "agrees"  # the intervals overlap
    HIGHER = "higher"
    LOWER = "lower"
    NOTHING_DECLARED = "nothing_declared"
    NOT_TOLD = "not_told"  # too little was measured


@dataclass(frozen=True, slots=True)
class Interval:
    """From low to high, both included."""

    low: float
    high: float

    def compared(self, low: float, high: float) -> Comparison:
        """An observed interval beside this one; where they overlap they agree."""
        if low > self.high:
            return Comparison.HIGHER
        return Comparison.LOWER if high < self.low else Comparison.AGREES


def pedigrees() -> Any:
    """``resources/quality/autozygosity_pedigrees.json``."""
    return read_json(RESOURCES / "quality" / "autozygosity_pedigrees.json")


def expected(declared: str, measure: str) -> Interval | None:
    """The interval of a measure (``f``: F in long runs of the child; ``kinship``: of the couple).

    Args:
        declared: as in cases.tsv.
        measure: f or kinship.

    Returns:
        ``None`` where nothing was declared.
    """
    if declared not in _EXPECTED:
        return None
    part, name = _EXPECTED[declared]
    low, high = (pedigrees()["shares"].index(share) for share in thresholds()["interval"])
    values = pedigrees()[part][name][measure]
    return Interval(values[low], values[high])


def compare_kinship(kinship: float | None, sites: int, declared: str) -> Comparison:
    """The kinship of a couple beside the declaration.

    Args:
        kinship: as measured; its error is allowed for by the table's ``kinship_margin``.
        sites: heterozygous places that it rests on.
        declared: as in cases.tsv.
    """
    table = thresholds()
    if kinship is None or sites < table["kinship_min_sites"]:
        return Comparison.NOT_TOLD
    interval = expected(declared, "kinship")
    if interval is None:
        return Comparison.NOTHING_DECLARED
    return interval.compared(kinship - table["kinship_margin"], kinship + table["kinship_margin"])


def compare_f(f: float, test: str, declared: str) -> Comparison:
    """F in long runs of a child of the couple beside the declaration.

    Args:
        f: as measured; its relative error is allowed for by the table's ``uncertainty``.
        test: genome, exome or panel.
        declared: as in cases.tsv.
    """
    interval = expected(declared, "f")
    if interval is None:
        return Comparison.NOTHING_DECLARED
    error = thresholds()["uncertainty"][test] * f
    return interval.compared(f - error, f + error)
