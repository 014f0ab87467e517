"""What a share opens, counted on a small ontology: the measure behind ``akin_from_genes_share``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from signs_cases import Groups
from signs_cases import Opened
from signs_cases import Request

from tachkhis.interpretation.phenotype import Hpo
from tachkhis.interpretation.phenotype import hpo

MYOPATHY = "HP:0003198"


class Small:
    """Muscle (10) has the signs 11 and 12; 1 stands above all. Five genes, of which E has a sign elsewhere."""

    def __init__(self) -> None:
        self.signs = {"A": {11}, "B": {11}, "C": {12}, "D": {12}, "E": {20}}
        self.above = {11: {11, 10, 1}, 12: {12, 10, 1}, 20: {20, 1}}

    def closure(self, gene: str) -> frozenset[int]:
        return frozenset().union(*(self.above[sign] for sign in self.signs[gene]))

    def groups(self, terms: Sequence[str], share: float) -> dict[str, frozenset[int]]:
        def most(term: int) -> bool:
            return sum(term in self.closure(gene) for gene in self.signs) <= share * len(self.signs)

        return {term: frozenset(one for one in self.above[int(term[3:])] if most(one)) for term in terms}


def asked(gene: str, *terms: str) -> Request:
    return Request(terms, Small().closure(gene))


@pytest.mark.parametrize(
    ("share", "closed", "causes", "genes"),
    [
        (0.4, "", 0, 0.0),  # below 0.8 no term stands above 11 and 12
        (0.8, "", 1, 2.0),  # Muscle opens C and D; A and B match
        (0.8, "D", 1, 1.0),  # D is of the SF list
        (1.0, "", 2, 3.0),  # the root opens E too
    ],
)
def test_causes_and_genes_that_a_share_opens(share: float, closed: str, causes: int, genes: float) -> None:
    groups = Groups(cast(Hpo, Small()), list(Small().signs), frozenset(closed))
    requests = [asked("A", "HP:0000011"), asked("C", "HP:0000011"), asked("E", "HP:0000011")]
    assert groups.measure(requests, share) == Opened(unmatched=2, causes=causes, genes=genes)


def test_the_genes_of_the_benchmark_are_those_of_the_rule() -> None:
    whole = hpo()
    share = whole.genes_below(11805) / whole.genes_below(118)
    genes = [gene for gene in ("GAA", "MLH1", "ACADVL", "STXBP1", "MYH7") if whole.closure(gene)]
    request = Request((MYOPATHY,), whole.closure("GAA"))
    akin = {gene for gene in genes if whole.akin(gene, (MYOPATHY,), share) and not whole.matched(gene, (MYOPATHY,))}
    assert "GAA" in akin
    found = Groups(whole, genes, frozenset()).measure([request], share)
    assert (found.causes, found.genes) == (1, len(akin))
