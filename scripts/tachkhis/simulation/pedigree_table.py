"""The shipped table: autozygosity of a child and kinship of a couple as expected, by pedigree and by class."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from random import Random
from typing import Any

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.simulation.pedigrees import autosomes
from tachkhis.simulation.pedigrees import drop
from tachkhis.simulation.pedigrees import pedigrees
from tachkhis.simulation.pedigrees import quantile
from tachkhis.simulation.pedigrees import table

F_EDGES = (
    *(0.0, 0.001, 0.002, 0.004, 0.006, 0.009, 0.013, 0.018, 0.025, 0.033, 0.042, 0.055, 0.07, 0.085, 0.1, 0.12),
    *(0.15, 0.19, 0.25),
)
RUN_EDGES = (0, 1, 2, 3, 4, 6, 8, 10, 13, 16, 20, 25, 31)
SHARES = (0.005, 0.025, 0.5, 0.975, 0.995)
"""Shares below the five numbers of each interval."""

Draw = tuple[float, int, float]
"""F in long runs, number of long runs, kinship of the couple, of one simulated child."""


def draws(name: str, count: int, seed: int, shortest: int) -> list[Draw]:
    """Children of one pedigree.

    Args:
        name: of the pedigree.
        count: children.
        seed: all chance follows from it and the name.
        shortest: length in bases from which a run counts.
    """
    chromosomes, pedigree, random = autosomes(), pedigrees()[name], Random(f"{seed}:{name}")
    genome = sum(chromosome.length for chromosome in chromosomes)
    found = []
    for _ in range(count):
        child = drop(pedigree, chromosomes, random)
        long = [run.length for run in child.autozygous() if run.length >= shortest]
        found.append((sum(long) / genome, len(long), child.kinship(genome)))
    return found


def build(count: int, seed: int) -> dict[str, Any]:
    """The whole table: intervals by pedigree and class, and counts of children on a grid by class."""
    shortest = int(read_json(RESOURCES / "quality" / "autozygosity.json")["class_from_bases"])
    by_pedigree = {name: draws(name, count, seed, shortest) for name in pedigrees()}
    classes = {}
    for name, weights in table()["classes"].items():
        if name != "source":
            pooled = [draw for part, weight in weights.items() for draw in by_pedigree[part][: round(weight * count)]]
            classes[name] = {**intervals(pooled), "children": len(pooled), "grid": grid(pooled)}
    return {
        "source": "Simulated by gene dropping (resources/simulation/pedigrees.json) with this program's command: "
        f"tachkhis pedigrees --count {count} --seed {seed} --out resources/quality/autozygosity_pedigrees.json",
        "shares": list(SHARES),
        "run_bases": shortest,
        "f_edges": list(F_EDGES),
        "run_edges": list(RUN_EDGES),
        "pedigrees": {name: intervals(found) for name, found in by_pedigree.items()},
        "classes": classes,
    }


def intervals(found: Sequence[Draw]) -> dict[str, list[float]]:
    """The quantiles ``SHARES`` of F in long runs, of their number and of the couple's kinship."""
    columns = (("f", 0, 5), ("runs", 1, 0), ("kinship", 2, 5))
    return {
        name: [round(quantile(ordered, share), places) for share in SHARES]
        for name, column, places in columns
        for ordered in [sorted(float(draw[column]) for draw in found)]
    }


def grid(found: Sequence[Draw]) -> list[list[int]]:
    """Children by F (rows, from each edge up) and number of long runs (columns)."""
    counts = [[0] * len(RUN_EDGES) for _ in F_EDGES]
    for f, runs, _ in found:
        counts[bisect_right(F_EDGES, f) - 1][bisect_right(RUN_EDGES, runs) - 1] += 1
    return counts


def to_json(document: dict[str, Any]) -> str:
    """The table as text: one line for each list that belongs together."""
    lines = ["{"]
    for key in ("source", "shares", "run_bases", "f_edges", "run_edges"):
        lines.append(f'  "{key}": {json.dumps(document[key])},')
    lines.append('  "pedigrees": {')
    lines.append(",\n".join(f'    "{name}": {json.dumps(entry)}' for name, entry in document["pedigrees"].items()))
    lines += ["  },", '  "classes": {']
    blocks = []
    for name, entry in document["classes"].items():
        head = json.dumps({key: value for key, value in entry.items() if key != "grid"})[:-1]
        rows = ",\n".join(f"      {json.dumps(row)}" for row in entry["grid"])
        blocks.append(f'    "{name}": {head}, "grid": [\n{rows}\n    ]}}')
    lines += [",\n".join(blocks), "  }", "}"]
    return "\n".join(lines) + "\n"
