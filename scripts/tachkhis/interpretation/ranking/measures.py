"""From diseases to genes: the measures of each gene for one patient, standardised, as the model weighs them."""

from __future__ import annotations

import numpy as np

from tachkhis.interpretation.ranking.evidence import DISEASE_MEASURES
from tachkhis.interpretation.ranking.evidence import Signs
from tachkhis.interpretation.ranking.evidence import everything
from tachkhis.interpretation.ranking.evidence import referenced
from tachkhis.interpretation.ranking.evidence import without_paper
from tachkhis.interpretation.ranking.knowledge import Knowledge
from tachkhis.interpretation.ranking.rows import Flags
from tachkhis.interpretation.ranking.rows import Floats

GENE_MEASURES = ("joint_ratio", "named_alike", "series", "family", "papers", "diseases")
"""Measures that only genes have; see :meth:`Matcher.genes`."""
MEASURES = (*DISEASE_MEASURES, *GENE_MEASURES)
PAPERS = 0
"""Row of ``papers`` among the measures that no patient changes."""
NAMED_PRIOR, FAMILY_PRIOR = 3.0, 1.0
"""Pseudo-diseases (pseudo-genes) at the mean, that shrink what a small group says."""


class Matcher:
    """Measures of all genes for patients, from all rows, or leaving a paper out.

    Args:
        knowledge: compiled knowledge.
        leave_publication_out: use referenced rows alone, and for each patient leave out those that cite their paper.
    """

    def __init__(self, knowledge: Knowledge, *, leave_publication_out: bool = False) -> None:
        self.knowledge = knowledge
        self.strict = leave_publication_out
        self._evidence = referenced(knowledge) if leave_publication_out else everything(knowledge)
        self._bounds = np.searchsorted(knowledge.link_gene, np.arange(len(knowledge.genes)))
        self._fixed = self._of_genes()

    def diseases(self, signs: Signs, paper: int | None = None) -> tuple[Floats, Floats, Flags]:
        """Measures of diseases, log ratios by sign, and which diseases have annotations."""
        known = self._evidence
        measures, ratios, annotated = known.measure(signs), known.ratios(signs), known.annotated
        if self.strict and paper is not None and (left := without_paper(self.knowledge, paper)):
            where, evidence = left
            annotated = annotated.copy()
            measures[:, where], ratios[:, where] = evidence.measure(signs), evidence.ratios(signs)
            annotated[where] = evidence.annotated
        return measures, ratios, annotated

    def genes(self, signs: Signs, paper: int | None = None) -> Floats:
        """Measures x genes, in the order of :data:`MEASURES`; those that depend on the patient standardised.

        Of a gene's diseases the best counts, for each measure. joint_ratio: of each sign, the best ratio among the
        gene's diseases, summed; named_alike: mean ratio of other diseases that share words of the name; series: of
        those with the same name but for numbers; family: of other genes whose symbols share the letters; papers,
        diseases: how much is published on the gene (a paper left out does not count), how many diseases it has.
        """
        measures, ratios, annotated = self.diseases(signs, paper)
        count = max(1, len(signs.terms)) ** 0.5
        alike, series = self._named(measures[0] / count, annotated)
        best = self._best(np.vstack([measures, alike, series]))
        joint = self._best(ratios).sum(axis=0)
        family = self._family(best[0] / count)
        split = len(DISEASE_MEASURES)
        varying = np.vstack([best[:split], joint, best[split:], family])
        varying -= varying.mean(axis=1, keepdims=True)
        varying /= np.maximum(varying.std(axis=1, keepdims=True), 1e-4)
        return np.vstack([varying, self._without(paper)]).astype(np.float32)

    def _best(self, values: Floats) -> Floats:
        """Largest value of each gene's diseases; values x diseases to values x genes."""
        return np.maximum.reduceat(values[:, self.knowledge.link_disease], self._bounds, axis=1)

    def _named(self, value: Floats, annotated: Flags) -> tuple[Floats, Floats]:
        """Means of other diseases alike by name: by weighted words, and by the whole name without numbers."""
        known = self.knowledge
        counted = annotated.astype(np.float32)
        mean = float((value * counted).sum() / counted.sum())
        member, group, groups = known.member, known.group, len(known.group_weight)
        held = (value * counted)[member]
        total = np.bincount(group, held, groups)[group] - held
        number = np.bincount(group, counted[member], groups)[group] - counted[member]
        others = (total + NAMED_PRIOR * mean) / (number + NAMED_PRIOR)
        whole = known.whole_name[group]
        weight = np.where(whole, 0.0, known.group_weight[group])
        size = len(value)
        by_word = np.bincount(member, others * weight, size) / np.maximum(np.bincount(member, weight, size), 1e-3)
        by_word[np.bincount(member, weight, size) == 0.0] = mean
        by_series = np.full(size, mean, dtype=np.float32)
        by_series[member[whole]] = others[whole]
        return by_word.astype(np.float32), by_series

    def _family(self, value: Floats) -> Floats:
        family = self.knowledge.family
        total, number = np.bincount(family, value)[family] - value, np.bincount(family)[family] - 1
        found: Floats = ((total + FAMILY_PRIOR * value.mean()) / (number + FAMILY_PRIOR)).astype(np.float32)
        return found

    def _without(self, paper: int | None) -> Floats:
        """Measures of genes that no patient changes; of a paper left out no row counts as published on its genes."""
        known = self.knowledge
        if not self.strict or paper is None or not (citing := known.rows.citing(paper)).any():
            return self._fixed
        genes = np.unique(known.link_gene[np.isin(known.link_disease, known.rows.disease[citing])])
        touched = np.unique(known.link_disease[np.isin(known.link_gene, genes)])
        row = np.repeat(np.arange(len(citing)), np.diff(known.rows.paper_starts))
        kept = ~citing[row] & np.isin(known.rows.disease[row], touched)
        disease, papers = known.rows.disease[row[kept]], known.rows.papers[kept]
        fixed = self._fixed.copy()
        for gene in genes.tolist():
            linked = known.link_disease[known.link_gene == gene]
            fixed[PAPERS, gene] = np.log1p(len(np.unique(papers[np.isin(disease, linked)])))
        return fixed

    def _of_genes(self) -> Floats:
        known = self.knowledge
        diseases = np.diff(np.r_[self._bounds, len(known.link_gene)])
        return np.stack([known.papers, np.log(diseases)]).astype(np.float32)


def paper_number(text: str) -> int | None:
    """The number in ``PMID:123``; ``None`` where there is none."""
    digits = text.strip().removeprefix("PMID:").strip()
    return int(digits) if digits.isdigit() else None
