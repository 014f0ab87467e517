"""HGVS names that hold a long sequence, cut for print: what is shown of each part and how much it stands for.

A name is never rewritten into another notation: the first letters are printed, then how many there are in all, in
words. The full name stays in ``case.json``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

LONG_BASES = 25
FIRST_BASES = 12
LONG_RESIDUES = 9
FIRST_RESIDUES = 4

_LONG = re.compile(
    rf"(?P<bases>[ACGTN]{{{LONG_BASES},}})|(?<=ins)(?P<residues>(?:[A-Z][a-z]{{2}}){{{LONG_RESIDUES},}})"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a name as printed; ``total`` letters or residues stand behind a part that was cut, 0 behind another."""

    text: str
    total: int = 0
    unit: Literal["bases", "residues"] = "bases"


def pieces(name: str) -> list[Piece]:
    """The name in parts; one part, the name itself, where nothing in it is long."""
    found: list[Piece] = []
    start = 0
    for match in _LONG.finditer(name):
        if match["bases"]:
            cut, total, unit = FIRST_BASES, len(match["bases"]), "bases"
        else:
            cut, total, unit = 3 * FIRST_RESIDUES, len(match["residues"]) // 3, "residues"
        shown = name[start : match.start() + cut] + "…"
        found.append(Piece(shown, total, "bases" if unit == "bases" else "residues"))
        start = match.end()
    rest = name[start:]
    return [*found, Piece(rest)] if rest or not found else found


def is_long(name: str) -> bool:
    """Whether a name is cut for print."""
    return _LONG.search(name) is not None
