"""What share of published causes a sign opens, and at what cost of other genes: the measure behind the akin share.

A request is one sign of a development case (``each sign``: what a hurried form says) or all of its signs (``whole``).
The cause is looked at where no sign of the request matches it, which is where the rule can help. Its signs are those of
HPO: for CADA all, for phenopackets without rows of the case's own publication and without a reference. By chance a share
would open as large a part of the causes as of the genes; in brackets 95 % intervals (Wilson).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ranking import COLUMNS
from ranking import interval

from paths import needed_data
from tachkhis.interpretation.phenotype import Hpo
from tachkhis.interpretation.ranking.knowledge import Knowledge
from tachkhis.interpretation.ranking.measures import paper_number

SHOWN = ("unpublished", "cada")


@dataclass(frozen=True)
class Request:
    """One request of a case whose cause has signs in HPO.

    Attributes:
        terms: signs as written.
        closure: signs of the cause with all above them, numbers.
    """

    terms: tuple[str, ...]
    closure: frozenset[int]


@dataclass(frozen=True)
class Opened:
    """What the rule does with the requests that match no sign of their cause.

    Attributes:
        unmatched: number of those requests.
        causes: of them, those whose cause is akin.
        genes: mean number of genes that are akin and match nothing, over those requests; SF genes left out.
    """

    unmatched: int
    causes: int
    genes: float


def requests(ontology: Hpo, knowledge: Knowledge, column: str) -> Iterator[Request]:
    """The development cases whose cause has a sign left; signs that the release does not know are left out."""
    csv.field_size_limit(1 << 27)
    table = (needed_data() / "benchmarks" / COLUMNS[column]).read_text("utf-8").splitlines()
    genes = {str(gene): place for place, gene in enumerate(knowledge.genes)}
    for row in csv.DictReader(table, delimiter="\t"):
        terms = tuple(term for term in row["hpo_present"].split(";") if term and ontology.fault(term, column) is None)
        if not terms or row["gene"] not in genes:
            continue
        if column == "cada":
            closure = ontology.closure(row["gene"])
        else:
            closure = _left(knowledge, genes[row["gene"]], paper_number(row["pmid"]))
        if closure:
            yield Request(terms, closure)


def _left(knowledge: Knowledge, gene: int, paper: int | None) -> frozenset[int]:
    """Signs of a gene with all above them, from referenced rows that do not cite a paper."""
    rows = knowledge.rows
    linked = knowledge.link_disease[knowledge.link_gene == gene]
    wanted = rows.referenced & np.isin(rows.disease, linked)
    if paper is not None:
        wanted &= ~rows.citing(paper)
    lines = [knowledge.lineages.of(int(term)) for term in np.unique(rows.term[wanted])]
    held = np.unique(np.concatenate(lines)) if lines else np.zeros(0, dtype=np.int64)
    return frozenset(int(one) for one in knowledge.numbers[held])


class Groups:
    """Genes below each term, and what a share opens."""

    def __init__(self, ontology: Hpo, genes: Sequence[str], closed: frozenset[str]) -> None:
        self._ontology = ontology
        self._below: dict[int, npt.NDArray[np.bool_]] = {}
        for place, gene in enumerate(genes):
            for term in ontology.closure(gene):
                if term not in self._below:
                    self._below[term] = np.zeros(len(genes), dtype=np.bool_)
                self._below[term][place] = True
        self._open = np.array([gene not in closed for gene in genes])
        self._opened: dict[tuple[tuple[str, ...], float], int] = {}

    def measure(self, asked: Sequence[Request], share: float) -> Opened:
        """What a share opens for these requests."""
        unmatched = [one for one in asked if not any(int(term[3:]) in one.closure for term in one.terms)]
        causes = genes = 0
        for one in unmatched:
            groups = self._ontology.groups(one.terms, share)
            causes += any(not group.isdisjoint(one.closure) for group in groups.values())
            if (key := (one.terms, share)) not in self._opened:
                akin = self._genes(set[int]().union(*groups.values()))
                matched = self._genes({int(term[3:]) for term in one.terms})
                self._opened[key] = int((akin & ~matched & self._open).sum())
            genes += self._opened[key]
        return Opened(len(unmatched), causes, genes / max(1, len(unmatched)))

    def _genes(self, terms: set[int]) -> npt.NDArray[np.bool_]:
        """Which genes stand below any of the terms."""
        held = [self._below[term] for term in terms if term in self._below]
        return np.logical_or.reduce(held) if held else np.zeros(len(self._open), dtype=np.bool_)


def lines(
    ontology: Hpo, knowledge: Knowledge, genes: Sequence[str], closed: frozenset[str], shares: Sequence[float]
) -> Iterator[str]:
    """The table, line by line."""
    groups = Groups(ontology, genes, closed)
    yield "development cases of which no sign of the request matches the cause: causes opened, %; genes opened (no SF), %"
    yield f"{'':24}{'requests':>9}{'unmatched':>10}" + "".join(f"{'at ' + format(share, 'g'):>20}" for share in shares)
    for column in SHOWN:
        whole = list(requests(ontology, knowledge, column))
        single = [Request((term,), one.closure) for one in whole for term in one.terms]
        for title, asked in (("whole", whole), ("each sign", single)):
            cells = []
            for share in shares:
                found = groups.measure(asked, share)
                low, high = interval(found.causes, found.unmatched)
                percent = 100 * found.causes / max(1, found.unmatched)
                part = 100 * found.genes / len(genes)
                cells.append(f"{percent:.1f} ({low:.0f}-{high:.0f}); {part:.1f}")
            counts = f"{len(asked):>9}{found.unmatched:>10}"
            yield f"{column + ', ' + title:24}{counts}" + "".join(f"{cell:>20}" for cell in cells)
