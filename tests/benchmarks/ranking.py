#!/usr/bin/env python3
"""Phenotype ranking on the development cases: how often the causal gene is among the first 1, 5, 10, 50.

Three columns: ``all`` uses every annotation, also those that describe the very patients; ``unpublished`` leaves out
the rows that cite a case's own publication and all rows without a reference; ``cada`` are ClinVar submissions. Cases whose
gene HPO does not know count as failures. Figures are of models fitted without any case of the same gene (five folds).
``--fit`` writes the shipped weights (resources/phenotype/ranking.json) from all development cases. ``--quick`` leaves out
what each group of measures is worth, which is most of the time.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import time
from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ranking_fit import CANDIDATES
from ranking_fit import UNRANKED
from ranking_fit import Array
from ranking_fit import Example
from ranking_fit import Outcome
from ranking_fit import calibrate
from ranking_fit import cross_validate
from ranking_fit import fit
from ranking_fit import judge
from ranking_page import write_page

from paths import ROOT
from paths import needed_data
from tachkhis.interpretation.ranking.cases import usable
from tachkhis.interpretation.ranking.evidence import signs_of
from tachkhis.interpretation.ranking.knowledge import Knowledge
from tachkhis.interpretation.ranking.knowledge import load
from tachkhis.interpretation.ranking.measures import MEASURES
from tachkhis.interpretation.ranking.measures import Matcher
from tachkhis.interpretation.ranking.measures import paper_number
from tachkhis.interpretation.ranking.model import TABLE
from tachkhis.interpretation.ranking.model import Model
from tachkhis.interpretation.ranking.model import read_model

COLUMNS = {"all": "phenopackets_dev.tsv", "unpublished": "phenopackets_dev.tsv", "cada": "cada_dev.tsv"}
TOPS = (1, 5, 10, 50)
BANDS = ((1, 1), (2, 4), (5, 9), (10, 999))
ABLATIONS = {
    "ratio alone": ["ratio"],
    "+ papers": ["ratio", "papers"],
    "+ all of the gene's diseases": ["ratio", "joint_ratio", "papers"],
    "+ signs that occur together": ["ratio", "joint_ratio", "together", "papers"],
    "without names and families": [name for name in MEASURES if name not in ("named_alike", "series", "family")],
    "without signs that occur together": [name for name in MEASURES if name != "together"],
    "without how much is known of a gene": [name for name in MEASURES if name not in ("papers", "diseases")],
}


def examples(knowledge: Knowledge, column: str) -> tuple[list[Example], float, float]:
    """The cases of a column with their measures; seconds to prepare, seconds per case."""
    at = {str(gene): position for position, gene in enumerate(knowledge.genes)}
    start = time.perf_counter()
    matcher = Matcher(knowledge, leave_publication_out=column == "unpublished")
    ready, spent = time.perf_counter() - start, 0.0
    found: list[Example] = []
    csv.field_size_limit(1 << 27)
    for row in csv.DictReader(
        (needed_data() / "benchmarks" / COLUMNS[column]).read_text("utf-8").splitlines(), delimiter="\t"
    ):
        terms, _ = usable(knowledge, [term for term in row["hpo_present"].split(";") if term], column)
        cause = at.get(row["gene"], -1)
        if not terms:
            found.append(Example(column, row["gene"], 0, None, -1, cause >= 0))
            continue
        start = time.perf_counter()
        values = matcher.genes(signs_of(knowledge, terms), paper_number(row["pmid"]))
        spent += time.perf_counter() - start
        chosen = {int(one) for line in values for one in np.argpartition(-line, CANDIDATES)[:CANDIDATES]}
        kept = np.array(sorted(chosen | ({cause} if cause >= 0 else set())))
        place = int(np.searchsorted(kept, cause)) if cause >= 0 else -1
        found.append(Example(column, row["gene"], len(terms), values[:, kept].T.astype(np.float64), place, cause >= 0))
    return found, ready, spent / max(1, len(found))


def interval(hits: int, number: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927), in per cent."""
    if not number:
        return 0.0, 100.0
    share, z = hits / number, 1.96
    middle, width = share + z * z / (2 * number), z * np.sqrt(share * (1 - share) / number + z * z / (4 * number**2))
    return float(100 * (middle - width) / (1 + z * z / number)), float(100 * (middle + width) / (1 + z * z / number))


def clustered(outcomes: Sequence[Outcome], top: int) -> tuple[float, float]:
    """95 % interval by drawing genes, not cases: cases of one gene stand or fall together (bootstrap, 1,000 draws)."""
    genes = sorted({one.example.gene for one in outcomes})
    at = {gene: place for place, gene in enumerate(genes)}
    hits, sizes = np.zeros(len(genes)), np.zeros(len(genes))
    for one in outcomes:
        hits[at[one.example.gene]] += one.rank <= top
        sizes[at[one.example.gene]] += 1
    drawn = np.random.default_rng(1).integers(0, len(genes), (1000, len(genes)))
    found = 100 * hits[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    return float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975))


def row(title: str, outcomes: Sequence[Outcome]) -> list[str]:
    """One line of a table: number of cases and the four shares with intervals."""
    cells = [title, str(len(outcomes))]
    for top in TOPS:
        hits = sum(one.rank <= top for one in outcomes)
        low, high = interval(hits, len(outcomes))
        cells.append(f"{100 * hits / max(1, len(outcomes)):.1f} ({low:.0f}-{high:.0f})")
    if outcomes:
        low, high = clustered(outcomes, 10)
        cells.append(f"{low:.0f}-{high:.0f}")
    return cells


def table(title: str, rows: Sequence[Sequence[str]]) -> str:
    """A table as text."""
    head = ["", "cases", *(f"top {top}, %" for top in TOPS), "top 10, genes drawn"]
    widths = [max(len(cells[place]) for cells in [head, *rows]) for place in range(len(head))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) for cells in [head, *rows]]
    return "\n".join([title, *(line.rstrip() for line in lines)])


def by_column(outcomes: Sequence[Outcome], wanted: Callable[[Outcome], bool] = lambda _: True) -> list[list[str]]:
    """A line per column."""
    return [row(name, [one for one in outcomes if one.example.column == name and wanted(one)]) for name in COLUMNS]


def write_weights(found: Sequence[Example], outcomes: Sequence[Outcome], genes: int) -> None:
    """The shipped table."""
    weights = fit(found, range(len(MEASURES)))
    sharp, unexplained = calibrate(outcomes, genes)
    content = {
        "release": read_model().release,
        "about": "Weights of the measures of tachkhis.interpretation.ranking, for measures standardised per case; see "
        "its modules for what each measure is.",
        "fitted": "scripts/benchmark ranking --fit, on the development cases of shared/data/benchmarks (594 "
        "phenopackets with all annotations and with their own publication left out, 555 CADA cases): conditional "
        "logit, ridge penalty 0.005, a gene's cases weighted by the square root of their number, cases whose cause is all but "
        "excluded by their signs weighted down. Sharpness and the unexplained share by "
        "cross-validation over genes, on cases without their own publication. No case or gene is stored.",
        "sharpness": sharp,
        "unexplained": unexplained,
        "weights": {name: round(float(weight), 4) for name, weight in zip(MEASURES, weights, strict=True)},
    }
    TABLE.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {TABLE.relative_to(ROOT)}")


def main() -> int:
    """Measure, print, write the page; ``--fit`` writes the weights too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fit", action="store_true", help="fit the shipped weights anew")
    parser.add_argument(
        "--quick", action="store_true", help="without the tables of what each group of measures is worth"
    )
    parser.add_argument("--out", type=Path, default=ROOT / ".benchmark", help="folder of the page")
    args = parser.parse_args()
    load()
    start = time.perf_counter()
    knowledge = load()
    loading = time.perf_counter() - start
    found: list[Example] = []
    times: list[str] = [f"loading {loading:.2f} s"]
    for column in COLUMNS:
        part, ready, each = examples(knowledge, column)
        found += part
        times.append(f"{column}: ready in {ready:.2f} s, {1000 * each:.0f} ms a case")
    everything = list(range(len(MEASURES)))
    outcomes = cross_validate(found, everything)
    if args.fit:
        write_weights(found, outcomes, len(knowledge.genes))
    shipped = np.array(read_model().weights, dtype=np.float64)
    texts = [
        f"HPO {knowledge.version}; {'; '.join(times)}",
        table("Cross-validated by gene", by_column(outcomes)),
        table("Shipped weights (fitted on these cases)", by_column([judge(one, everything, shipped) for one in found])),
        table("Cross-validated, only cases whose gene HPO knows", by_column(outcomes, lambda one: one.example.known)),
    ]
    for low, high in BANDS:
        part = by_column(outcomes, lambda one, low=low, high=high: low <= one.example.terms <= high)  # type: ignore[misc]
        texts.append(table(f"Cross-validated, {low} to {high} signs" if high < 999 else f"{low} or more signs", part))
    for title, names in () if args.quick else ABLATIONS.items():
        texts.append(table(title, by_column(cross_validate(found, [MEASURES.index(name) for name in names]))))
    print("\n\n".join(texts))
    print(write_page(texts, calibration(outcomes, read_model(), len(knowledge.genes)), args.out))
    return 0


def calibration(outcomes: Sequence[Outcome], model: Model, genes: int) -> dict[str, tuple[Array, Array]]:
    """Per column: probabilities given to the first ten genes of each known case, and whether each was the cause."""
    from ranking_fit import shares

    held: dict[str, tuple[list[float], list[bool]]] = {name: ([], []) for name in COLUMNS}
    for one in outcomes:
        if one.rank == UNRANKED or not one.example.known:
            continue
        given = (1.0 - model.unexplained) * shares(one.scores * model.sharpness) + model.unexplained / genes
        for place in np.argsort(-given)[:10].tolist():
            held[one.example.column][0].append(float(given[place]))
            held[one.example.column][1].append(place == one.example.cause)
    return {name: (np.array(given), np.array(true, dtype=np.float64)) for name, (given, true) in held.items()}


if __name__ == "__main__":
    sys.exit(main())
