"""How well each gene fits the signs of a request: the ranking model's answer, with what HPO links the gene with.

This is the one place that scores a phenotype; ``tachkhis rank`` and the interpretation ask the same model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.phenotype import hpo
from tachkhis.interpretation.ranking.knowledge import load
from tachkhis.interpretation.ranking.model import Ranker


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a gene fits a phenotype.

    Attributes:
        score: probability (0 to 1) that the gene is the cause, from the signs alone and provided that the cause is a
            gene that HPO links with a disease; 0 where there is no phenotype or the gene is unknown.
        ratio: the probability over that of a gene chosen at random; 1 where the signs say nothing.
        rank: place among the genes of the release, 1 for the best; ``None`` where there is no score.
        matched: terms of the request that the gene's annotations hold or specialise, in the request's order.
        known: the gene has annotations.
        modes: expected modes of inheritance, sorted; see :data:`tachkhis.interpretation.phenotype.MODES`.
        akin: terms of the request that the gene does not match and is akin to by a term above both; see
            :mod:`tachkhis.interpretation.akin`.
    """

    score: float
    ratio: float
    rank: int | None
    matched: tuple[str, ...]
    known: bool
    modes: tuple[str, ...]
    akin: tuple[str, ...] = ()

    @property
    def evidence(self) -> float:
        """Natural logarithm of the ratio; 0 where the signs say nothing."""
        return math.log(self.ratio) if self.ratio > 0.0 else 0.0


class Fits:
    """The fit of every gene to one request.

    Args:
        terms: signs of the request, checked; excluded ones play no part (see the ranking model).
        ranker: that of the shipped data if absent.
        paper: PubMed id left out where the ranker leaves publications out (benchmarks).
    """

    def __init__(self, terms: Sequence[str], ranker: Ranker | None = None, paper: int | None = None) -> None:
        self.terms = tuple(dict.fromkeys(terms))
        self.model: str | None = None  # release of the weights and of HPO; None where nothing is ranked
        self._found: dict[str, Fit] = {}
        self._places: dict[str, tuple[int, float]] = {}
        if not self.terms:
            return
        ranker = ranker or shipped()
        known = ranker.knowledge
        positions = [place for term in self.terms if (place := known.position(term)) is not None]
        if not positions:
            return
        self.model = f"{ranker.model.release} (HPO {known.version})"
        genes = ranker.genes(positions, paper, top=len(known.genes))
        self._places = {one.name: (rank, one.score) for rank, one in enumerate(genes, 1)}

    def of(self, gene: str) -> Fit:
        """Fit of one gene, by its symbol."""
        if gene not in self._found:
            self._found[gene] = self._of(gene)
        return self._found[gene]

    def _of(self, gene: str) -> Fit:
        ontology = hpo()
        matched, modes = ontology.matched(gene, self.terms), ontology.modes(gene)
        akin = ontology.akin(gene, self.terms, _akin_share()) if not matched else ()
        placed = self._places.get(gene)
        if placed is None:
            return Fit(0.0, 1.0, None, matched, ontology.knows(gene), modes, akin)
        rank, score = placed
        return Fit(round(score, 6), round(score * len(self._places), 4), rank, matched, True, modes, akin)


def _akin_share() -> float:
    return float(shipped_table("acmg", "candidates")["akin_from_genes_share"])


@cache
def shipped() -> Ranker:
    """The ranker of the data and weights in use; the first call loads them."""
    return Ranker(load())
