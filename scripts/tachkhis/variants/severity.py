"""The table of consequences: their order of severity, their impact, and the distances that define them.

``resources/annotation/consequences.json`` holds it, with its sources.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tachkhis.errors import ResourceError

_TABLE = Path(__file__).resolve().parents[3] / "resources" / "annotation" / "consequences.json"


@dataclass(frozen=True, slots=True)
class Severity:
    """Rank (0 is worst) and impact by term, and the distances that define terms."""

    ranks: dict[str, int]
    impacts: dict[str, str]
    dinucleotide: int
    region_exonic: int
    region_intronic: int
    donor_base: int
    nmd_bases: int

    def ordered(self, terms: Iterable[str]) -> tuple[str, ...]:
        """Terms, most severe first."""
        return tuple(sorted(set(terms), key=self.ranks.__getitem__))

    def impact(self, terms: tuple[str, ...]) -> str:
        """Impact of the most severe term."""
        return self.impacts[terms[0]]


@cache
def severity() -> Severity:
    """The shipped table.

    Raises:
        ResourceError: the table is absent or damaged.
    """
    try:
        table = json.loads(_TABLE.read_text(encoding="utf-8"))
        terms = table["terms"]
        splice = table["splice"]
        return Severity(
            {entry["term"]: rank for rank, entry in enumerate(terms)},
            {entry["term"]: entry["impact"] for entry in terms},
            splice["dinucleotide"],
            splice["region_exonic"],
            splice["region_intronic"],
            splice["donor_base"],
            table["nmd"]["penultimate_bases"],
        )
    except (OSError, ValueError, KeyError) as error:
        raise ResourceError(f"{_TABLE.name}: the table of consequences cannot be read ({error})") from error
