#!/usr/bin/env python3
"""Combination of ACMG/AMP codes beside ClinGen's expert panels, on the development half of their classifications.

The experts' codes go in as they wrote them, ``tachkhis acmg combine`` gives the classes, the experts' final class is the
truth. Compared are the class that a report proposes, the points of Tavtigian 2020 as published, and the table of
Richards 2015 with SVI's refinement. Intervals are Wilson's, 95 %; rows of one panel stand or fall together, so that
the whole is also given an interval from drawing panels. The borders of the shipped rule were chosen on this half: its
figures are those of a fit, and the other half is kept apart. PVS1: the strength of the path that the experts took, for
the published cases of the tree; no exon structure of their transcripts is at hand, so no path is derived.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from acmg_page import write_page
from ranking import interval

from paths import ROOT
from paths import needed_data
from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.cli import main as tachkhis
from tachkhis.interpretation.acmg.combine import STAND_ALONE
from tachkhis.interpretation.acmg.combine import Code
from tachkhis.interpretation.acmg.combine import parse_code
from tachkhis.interpretation.acmg.combine import points_of

CLASSES = ("P", "LP", "VUS", "LB", "B")
SIDE = {"P": 1, "LP": 1, "VUS": 0, "LB": -1, "B": -1}
REPORT, PLAIN, TABLE = "class of the report", "points as published", "table of 2015"
BAR, OPPOSITE = 96.0, 0.1
LEAST = 30
DRAWS = 1000
PATHS = {"NF1": "nmd"}
"""Paths of AutoPVS1's table with the row of ours; its path PTEN is a rule of that gene's panel, which is not ours."""


@dataclass(frozen=True)
class Row:
    """One classification: the experts' codes, class and panel, and the classes by each way, by name."""

    uuid: str
    gene: str
    name: str
    panel: str
    codes: tuple[Code, ...]
    written: str
    points: int
    expert: str
    found: dict[str, str]

    def agrees(self, way: str) -> bool:
        """Whether a way gives the experts' class."""
        return self.found[way] == self.expert

    def opposite(self, way: str) -> bool:
        """Whether it gives a class of the other side."""
        return SIDE[self.found[way]] * SIDE[self.expert] < 0

    @property
    def lone(self) -> bool:
        """One supporting benign point nets out, from a single benign criterion."""
        benign = [code for code in self.codes if code.benign and points_of(code)]
        return self.points == -1 and len(benign) == 1 and not any(code.strength == STAND_ALONE for code in self.codes)


def published(codes: Sequence[Code], points: int) -> str:
    """Class by the points of Tavtigian 2020 with the borders of its Table 3; BA1 stands alone."""
    if any(code.strength == STAND_ALONE for code in codes):
        return "B"
    borders = read_json(RESOURCES / "acmg" / "points.json")["classes"]
    return next((name for name in CLASSES[:-1] if points >= borders[name]), "B")


def read(table: Path) -> list[Row]:
    """The rows that have any code, with the classes that the command gives."""
    with tempfile.TemporaryDirectory(prefix="acmg.") as folder:
        out = Path(folder) / "classes.tsv"
        if tachkhis(["acmg", "combine", "--table", str(table), "--out", str(out)]) != 0:
            raise SystemExit("tachkhis acmg combine failed")
        given = {row["uuid"]: row for row in _rows(out)}
    found = []
    for row in _rows(table):
        if not row["criteria_met"]:
            continue
        codes = tuple(parse_code(part) for part in row["criteria_met"].split(";") if part.strip())
        ours = given[row["uuid"]]
        points = int(ours["points"])
        classes = {REPORT: ours["class"], PLAIN: published(codes, points), TABLE: ours["class_2015"]}
        name = f"{row['transcript']}:{row['hgvs_c']}"
        panel, final = row["expert_panel"], row["final_class"]
        found.append(Row(row["uuid"], row["gene"], name, panel, codes, row["criteria_met"], points, final, classes))
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def share(rows: Sequence[Row], good: Callable[[Row], bool]) -> str:
    """Share of the rows with its interval, per cent."""
    hits = sum(good(row) for row in rows)
    low, high = interval(hits, len(rows))
    return f"{100 * hits / len(rows) if rows else 0:6.2f} [{max(0.0, low):5.2f} to {high:6.2f}] {hits:5d}/{len(rows)}"


def by_panels(rows: Sequence[Row], way: str) -> tuple[float, float]:
    """95 % interval of the agreement from drawing panels, per cent."""
    panels = sorted({row.panel for row in rows})
    hits = np.array([sum(row.agrees(way) for row in rows if row.panel == panel) for panel in panels])
    sizes = np.array([sum(row.panel == panel for row in rows) for panel in panels])
    drawn = np.random.default_rng(1).integers(0, len(panels), (DRAWS, len(panels)))
    low, high = np.percentile(100 * hits[drawn].sum(1) / sizes[drawn].sum(1), (2.5, 97.5))
    return float(low), float(high)


def agreement(rows: Sequence[Row]) -> str:
    """Agreement as a whole, and opposite calls."""
    lines = [f"Agreement with the experts, % [95 %], {len(rows)} rows of {len({row.panel for row in rows})} panels"]
    for way in (REPORT, PLAIN, TABLE):
        low, high = by_panels(rows, way)
        lines.append(
            f"  {way:<21}{share(rows, lambda row, way=way: row.agrees(way))}   panels drawn {low:.1f} to {high:.1f}"
        )  # type: ignore[misc]
    lines.append(f"Opposite calls (P or LP against LB or B), % [95 %]; the bar is {OPPOSITE:g}")
    lines += [f"  {way:<21}{share(rows, lambda row, way=way: row.opposite(way))}" for way in (REPORT, PLAIN, TABLE)]  # type: ignore[misc]
    opposite = [row for row in rows for way in (REPORT, PLAIN, TABLE) if row.opposite(way)]
    for row in dict.fromkeys(row.uuid for row in opposite):
        one = next(each for each in opposite if each.uuid == row)
        told = ", ".join(f"{way} {one.found[way]}" for way in (REPORT, PLAIN, TABLE))
        lines.append(f"    {one.gene} {one.name}: experts {one.expert}; {told}; {one.written}")
    return "\n".join(lines)


def by_class(rows: Sequence[Row]) -> str:
    """Agreement by the experts' class."""
    lines = ["Agreement by the experts' class, % [95 %]"]
    for expert in CLASSES:
        part = [row for row in rows if row.expert == expert]
        lines += [
            f"  {expert:<4}{way:<21}{share(part, lambda row, way=way: row.agrees(way))}"  # type: ignore[misc]
            for way in (REPORT, PLAIN, TABLE)
        ]
    return "\n".join(lines)


def confusion(rows: Sequence[Row], way: str) -> str:
    """Experts' classes in rows, those of a way in columns."""
    counts = Counter((row.expert, row.found[way]) for row in rows)
    lines = [f"{way}: experts in rows, {way} in columns", "      " + "".join(f"{name:>6}" for name in CLASSES)]
    lines += [f"  {here:<4}" + "".join(f"{counts[here, there]:6d}" for there in CLASSES) for here in CLASSES]
    return "\n".join(lines)


def points_beside_table(rows: Sequence[Row]) -> str:
    """Where the class of the report and that of the table differ, and whom the experts agree with."""
    apart = [row for row in rows if row.found[REPORT] != row.found[TABLE]]
    lines = [
        f"Points and table of 2015 differ in {share(rows, lambda row: row.found[REPORT] != row.found[TABLE]).strip()}"
    ]
    lines.append("  report  table   rows  experts: report  table  neither")
    for (ours, theirs), number in sorted(Counter((row.found[REPORT], row.found[TABLE]) for row in apart).items()):
        part = [row for row in apart if (row.found[REPORT], row.found[TABLE]) == (ours, theirs)]
        first, second = sum(row.agrees(REPORT) for row in part), sum(row.agrees(TABLE) for row in part)
        lines.append(f"  {ours:<8}{theirs:<6}{number:6d}{first:17d}{second:7d}{number - first - second:9d}")
    return "\n".join(lines)


def lone_benign(rows: Sequence[Row]) -> str:
    """What the rule changes: one supporting benign point from a single criterion is VUS, not likely benign."""
    part = [row for row in rows if row.lone]
    lines = ["The lone-benign rule: rows that net to -1 from one benign criterion", f"  rows: {len(part)}"]
    lines.append("  experts: " + ", ".join(f"{name} {sum(row.expert == name for row in part)}" for name in CLASSES))
    lines.append(f"  VUS (the rule)        {share(part, lambda row: row.agrees(REPORT))}")
    lines.append(f"  LB (without it)       {share(part, lambda row: row.expert == 'LB')}")
    lines.append(f"  all rows, with it     {share(rows, lambda row: row.agrees(REPORT))}")
    lines.append(
        f"  all rows, without it  {share(rows, lambda row: row.expert == 'LB' if row.lone else row.agrees(REPORT))}"
    )
    written = Counter(code.name for row in part for code in row.codes if code.benign and points_of(code))
    lines.append("  codes: " + ", ".join(f"{name} {number}" for name, number in written.most_common()))
    return "\n".join(lines)


def panels(rows: Sequence[Row]) -> str:
    """Agreement by panel."""
    lines = [f"Agreement of the class of the report by panel (of at least {LEAST} rows), % [95 %]"]
    for panel, number in sorted(Counter(row.panel for row in rows).items(), key=lambda pair: (-pair[1], pair[0])):
        if number >= LEAST:
            part = [row for row in rows if row.panel == panel]
            lines.append(f"  {panel[:48]:<50}{share(part, lambda row: row.agrees(REPORT))}")
    return "\n".join(lines)


def pvs1(table: Path) -> str:
    """Published cases of the PVS1 tree: the strength of the experts' path in our table of the tree."""
    strengths = read_json(RESOURCES / "acmg" / "pvs1.json")["strength"]
    rows = [row for row in csv.reader(table.read_text("utf-8").splitlines()[1:]) if len(row) > 4 and row[1]]
    used = [row for row in rows if not row[0].startswith("#")]
    lines = [
        f"PVS1, published cases of the tree: {len(used)} in use, {len(rows) - len(used)} commented out in their table"
    ]
    for path, number in sorted(Counter(row[4] for row in used).items()):
        expected = {row[3] for row in used if row[4] == path}
        if path in PATHS:
            ours = strengths[PATHS[path]]
            same = expected == {"PVS1"} and ours == "very_strong"
            lines.append(
                f"  path {path}: {number} cases, experts {'/'.join(sorted(expected))}; ours {ours}: {'agrees' if same else 'DIFFERS'}"
            )
        else:
            lines.append(
                f"  path {path}: {number} cases, a rule of one panel for its gene, which the general tree does not hold"
            )
    lines.append("  No path is derived: exon structures of their transcripts are not at hand.")
    return "\n".join(lines)


def main() -> int:
    """Measure, print, write the page; status 1 below the bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / ".benchmark", help="folder of the page")
    args = parser.parse_args()
    data = needed_data() / "benchmarks"
    rows = read(data / "acmg_erepo_dev.tsv")
    texts = [
        "scripts/benchmark acmg\n  tachkhis acmg combine --table acmg_erepo_dev.tsv --out classes.tsv",
        agreement(rows),
        by_class(rows),
        confusion(rows, REPORT),
        confusion(rows, TABLE),
        points_beside_table(rows),
        lone_benign(rows),
        panels(rows),
        pvs1(data / "pvs1_paths.csv"),
    ]
    print("\n\n".join(texts))
    shares = {
        way: [
            (sum(r.agrees(way) for r in part), len(part))
            for name in CLASSES
            if (part := [r for r in rows if r.expert == name])
        ]
        for way in (REPORT, PLAIN, TABLE)
    }
    print(write_page(texts, CLASSES, shares, [(row.points, row.expert) for row in rows], args.out))
    good = 100 * sum(row.agrees(REPORT) for row in rows) / len(rows)
    return int(good < BAR or 100 * sum(row.opposite(REPORT) for row in rows) / len(rows) > OPPOSITE)


if __name__ == "__main__":
    sys.exit(main())
