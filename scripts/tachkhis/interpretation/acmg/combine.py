"""Criteria combined into points and class: Tavtigian 2020 (PMC8011844), with the table of Richards 2015 at the borders.

The tables are ``resources/acmg/points.json`` and ``resources/acmg/combining_2015.json``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from functools import lru_cache

from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.class_and_mode import Class

STAND_ALONE = "stand_alone"
STRENGTHS = ("supporting", "moderate", "strong", "very_strong")
_RANK = {strength: place for place, strength in enumerate((*STRENGTHS, STAND_ALONE))}
CODES = frozenset(
    ["PVS1", "BA1"]
    + [f"PS{n}" for n in range(1, 5)]
    + [f"PM{n}" for n in range(1, 7)]
    + [f"PP{n}" for n in range(1, 6)]
    + [f"BS{n}" for n in range(1, 5)]
    + [f"BP{n}" for n in range(1, 8)]
)
_WRITTEN = re.compile(r"([A-Z]{2,3}\d)(?:[_ -](.+))?")


@dataclass(frozen=True, slots=True)
class Code:
    """One criterion as applied: its code and the strength that it was given."""

    name: str
    strength: str

    @property
    def benign(self) -> bool:
        """Whether it speaks for benign."""
        return self.name.startswith("B")


@dataclass(frozen=True, slots=True)
class PointTable:
    """``points.json``: points per strength, lowest points of P, LP and LB, and what is left out.

    From ``table_decides_from`` to ``table_decides_to`` points the table of 2015 parts P from LP, and down to
    ``table_decides_down_to`` B from LB; ``patients`` are the codes that count patients, which may refute BA1.
    """

    points: dict[str, int]
    pathogenic_from: int
    likely_pathogenic_from: int
    likely_benign_from: int
    benign_below: int
    table_decides_from: int
    table_decides_to: int
    table_decides_down_to: int
    patients: frozenset[str]
    retired: frozenset[str]
    default_strength: dict[str, str]
    source: str


@cache
def point_table() -> PointTable:
    """The shipped table."""
    table = shipped_table("acmg", "points")
    return PointTable(
        points=dict(table["points"]),
        pathogenic_from=table["classes"]["P"],
        likely_pathogenic_from=table["classes"]["LP"],
        likely_benign_from=table["likely_benign_from"],
        benign_below=table["classes"]["LB"],
        table_decides_from=table["table_decides"]["pathogenic"][0],
        table_decides_to=table["table_decides"]["pathogenic"][1],
        table_decides_down_to=table["table_decides"]["benign_down_to"],
        patients=frozenset(table["patients"]),
        retired=frozenset(table["retired"]),
        default_strength=dict(table["default_strength"]),
        source=table["source"],
    )


def parse_code(written: str) -> Code:
    """A code as people write it: ``PVS1``, ``PM2_Supporting``, ``BA1_StandAlone``, ``PM3_Very Strong``.

    Raises:
        ValueError: no such code or strength.
    """
    match = _WRITTEN.fullmatch(written.strip())
    if match is None or match[1] not in CODES:
        raise ValueError(f"no ACMG/AMP code: {written!r}")
    name, word = match[1], match[2]
    if word is None:
        return Code(name, point_table().default_strength[name.rstrip("1234567")])
    strength = re.sub(r"[ _-]", "", word).lower()
    for known in (*STRENGTHS, STAND_ALONE):
        if strength == known.replace("_", ""):
            if (known == STAND_ALONE) != (name == "BA1"):
                raise ValueError(f"strength does not go with the code: {written!r}")
            return Code(name, known)
    raise ValueError(f"no strength of evidence: {written!r}")


def each_once(codes: Iterable[Code]) -> list[Code]:
    """Every code once, at the strongest strength that it was given: one criterion is one piece of evidence."""
    found: dict[str, Code] = {}
    for code in codes:
        held = found.get(code.name)
        if held is None or _RANK[code.strength] > _RANK[held.strength]:
            found[code.name] = code
    return list(found.values())


def points_of(code: Code) -> int:
    """Points of one criterion; benign ones are negative; BA1 and retired codes have none."""
    table = point_table()
    if code.strength == STAND_ALONE or code.name in table.retired:
        return 0
    return -table.points[code.strength] if code.benign else table.points[code.strength]


def total_points(codes: Iterable[Code]) -> int:
    """Sum of the points."""
    return sum(points_of(code) for code in codes)


def combined_class(codes: Sequence[Code]) -> Class:
    """Class of a set of criteria: by points, and by the table of 2015 at the two outer borders (``points.json``).

    The two systems disagree on a few sums: two strong criteria, PVS1 with one moderate, many weak ones without a strong
    one. There the class is P, or B, only where the table says so too; more points than any such sum need no table.
    A lone benign criterion that nets to -1 stays VUS.
    """
    table, points = point_table(), total_points(codes)
    if any(code.strength == STAND_ALONE for code in codes):
        refuted = _class_against_ba1(codes)
        if refuted is not None:
            return refuted
    by_table = class_2015([code for code in codes if not code.benign])
    mixed = any(code.benign for code in codes if code.strength != STAND_ALONE and points_of(code))
    least = table.pathogenic_from if mixed else table.table_decides_from
    if points > table.table_decides_to or (points >= least and by_table is Class.PATHOGENIC):
        return Class.PATHOGENIC
    if points >= table.likely_pathogenic_from:
        return Class.LIKELY_PATHOGENIC
    benign = [code for code in codes if code.benign and code.strength != STAND_ALONE]
    if points > table.likely_benign_from and not (points < 0 and len([c for c in benign if points_of(c)]) > 1):
        return Class.UNCERTAIN
    if points >= table.benign_below or (points >= table.table_decides_down_to and class_2015(benign) != Class.BENIGN):
        return Class.LIKELY_BENIGN
    return Class.BENIGN


def _class_against_ba1(codes: Sequence[Code]) -> Class | None:
    """What BA1 says beside pathogenic evidence; ``None`` where it has been refuted and the other codes decide.

    Only codes that count patients (PM3, PS4 at strong or more) can refute it: where the pathogenic evidence as a whole
    reaches P, they do; where it reaches LP, the two contradict each other and a person has to judge.
    """
    table = point_table()
    against = [code for code in codes if not code.benign]
    points = total_points(against)
    if not any(code.name in table.patients and code.strength in ("strong", "very_strong") for code in against):
        return Class.BENIGN
    if points >= table.pathogenic_from:
        return None
    return Class.UNCERTAIN if points >= table.likely_pathogenic_from else Class.BENIGN


def class_2015(codes: Sequence[Code]) -> Class:
    """Class by the combining table of Richards 2015 (Table 5), with SVI's PVS1 + one supporting = likely pathogenic.

    Contradictory evidence (a pathogenic and a benign class at once) is VUS. Benign evidence of moderate strength counts
    as supporting, of very strong strength as strong: the table knows two benign strengths only.
    """
    return _class_2015(tuple(codes))


@lru_cache(maxsize=4096)
def _class_2015(codes: tuple[Code, ...]) -> Class:
    table = shipped_table("acmg", "combining_2015")
    used = [code for code in codes if code.name not in point_table().retired]
    if any(code.strength == STAND_ALONE for code in used):
        benign: Class | None = Class.BENIGN
    else:
        lowered = {"moderate": "supporting", "very_strong": "strong"}
        against = Counter(lowered.get(code.strength, code.strength) for code in used if code.benign)
        benign = _first(table, against, ("benign", Class.BENIGN), ("likely_benign", Class.LIKELY_BENIGN))
    counts = Counter(code.strength for code in used if not code.benign)
    pathogenic = _first(table, counts, ("pathogenic", Class.PATHOGENIC), ("likely_pathogenic", Class.LIKELY_PATHOGENIC))
    if pathogenic is not None and benign is not None:
        return Class.UNCERTAIN
    return pathogenic or benign or Class.UNCERTAIN


def _first(table: dict[str, list[list[int]]], counts: Counter[str], *rows: tuple[str, Class]) -> Class | None:
    order = ("very_strong", "strong", "moderate", "supporting")
    for key, named in rows:
        for row in table[key]:
            if all(counts[strength] >= least for strength, least in zip(order, row, strict=True)):
                return named
    return None
