"""The fitted model: weights of the measures, and from them an order of genes and their probabilities.

The model is a conditional logit: among all genes that HPO links with a disease, the probability that a gene is the
cause is the exponential of its weighted measures over the sum of those of all genes. The weights and how they were
fitted stand in ``resources/phenotype/ranking.json``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.interpretation.ranking.evidence import DISEASE_MEASURES
from tachkhis.interpretation.ranking.evidence import signs_of
from tachkhis.interpretation.ranking.knowledge import Knowledge
from tachkhis.interpretation.ranking.measures import MEASURES
from tachkhis.interpretation.ranking.measures import Matcher

Shares = npt.NDArray[np.float64]
TABLE = RESOURCES / "phenotype" / "ranking.json"


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of the measures, and what makes probabilities of them.

    Attributes:
        weights: in the order of :data:`MEASURES`.
        sharpness: factor on the weighted sums; above 1 sharpens the probabilities.
        unexplained: share of patients whose signs say nothing of the cause; it is spread over all genes.
        release: of the weights.
    """

    weights: tuple[float, ...]
    sharpness: float
    unexplained: float = 0.0
    release: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A gene or a disease in its place.

    Attributes:
        name: symbol, or id of the disease.
        score: of a gene, the probability that it is the cause, provided that the cause is a gene of the release; of a
            disease, its share of the same kind among diseases.
        label: name of the disease, or empty.
        gene: a gene of the disease, or the gene itself.
    """

    name: str
    score: float
    label: str = ""
    gene: str = ""


def read_model(path: Path = TABLE) -> Model:
    """The shipped model (or another of the same form)."""
    table = read_json(path)
    return Model(
        tuple(float(table["weights"][name]) for name in MEASURES),
        float(table["sharpness"]),
        float(table["unexplained"]),
        str(table["release"]),
    )


class Ranker:
    """Ranks genes and diseases for lists of signs.

    Args:
        knowledge: compiled knowledge.
        model: weights; those that ship if absent.
        leave_publication_out: see :class:`Matcher`.
    """

    def __init__(
        self, knowledge: Knowledge, model: Model | None = None, *, leave_publication_out: bool = False
    ) -> None:
        self.knowledge = knowledge
        self.model = model or read_model()
        self._matcher = Matcher(knowledge, leave_publication_out=leave_publication_out)

    def probabilities(self, terms: Sequence[int], paper: int | None = None) -> Shares:
        """Probability of each gene of the release, in its order; they add up to 1.

        Args:
            terms: positions of the patient's signs; at least one.
            paper: PubMed id of the patient's own publication, left out where the ranker leaves publications out.
        """
        found = np.array(self.model.weights) @ self._matcher.genes(signs_of(self.knowledge, terms), paper)
        unexplained = self.model.unexplained
        return (1.0 - unexplained) * _shares(found * self.model.sharpness) + unexplained / len(found)

    def genes(self, terms: Sequence[int], paper: int | None = None, top: int = 100) -> list[Ranked]:
        """The best genes; equal ones by symbol."""
        found = self.probabilities(terms, paper)
        names = self.knowledge.genes
        order = np.lexsort((np.arange(len(found)), -found))[:top]
        return [Ranked(str(names[one]), float(found[one]), gene=str(names[one])) for one in order]

    def diseases(self, terms: Sequence[int], paper: int | None = None, top: int = 20) -> list[Ranked]:
        """The best diseases with a known gene, by the measures that diseases have."""
        known = self.knowledge
        measures, _, annotated = self._matcher.diseases(signs_of(known, terms), paper)
        measures = measures - measures.mean(axis=1, keepdims=True)
        measures /= np.maximum(measures.std(axis=1, keepdims=True), 1e-4)
        found = np.array(self.model.weights[: len(DISEASE_MEASURES)]) @ measures * self.model.sharpness
        named = ~np.char.startswith(known.diseases, "GENE:")
        shares = _shares(np.where(annotated & named, found, -np.inf))
        order = np.lexsort((np.arange(len(shares)), -shares))[:top]
        links = zip(known.link_gene[::-1].tolist(), known.link_disease[::-1].tolist(), strict=True)
        first = {disease: gene for gene, disease in links}
        return [
            Ranked(str(known.diseases[one]), float(shares[one]), str(known.names[one]), str(known.genes[first[one]]))
            for one in order.tolist()
        ]


def _shares(value: npt.NDArray[Any]) -> Shares:
    grown = np.exp(value - value.max())
    return np.asarray(grown / grown.sum(), dtype=np.float64)
