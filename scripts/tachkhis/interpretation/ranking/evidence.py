"""What the signs of one patient say for each disease, and for each gene: the measures that the model weighs.

Of a sign that a disease is not annotated with, the best of its ancestors counts: the likelihood ratio of the sign is
frequency in the disease over share of all patients, at the ancestor where that is largest (after Robinson 2020,
PMID 32755546, with a patient background in place of that over diseases); the information content of the most
informative common ancestor is Resnik's (1995). Nothing here looks at excluded signs: most excluded signs of published
cases belong to their own disease, because tables of cohorts list them, so that they mislead in either direction.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tachkhis.interpretation.ranking.knowledge import Knowledge
from tachkhis.interpretation.ranking.rows import Flags
from tachkhis.interpretation.ranking.rows import Floats
from tachkhis.interpretation.ranking.rows import Ints
from tachkhis.interpretation.ranking.rows import Profile
from tachkhis.interpretation.ranking.rows import closure
from tachkhis.interpretation.ranking.rows import frequencies

NOISE = 0.1
"""Ratio of a sign that nothing in the disease explains."""
BY_ANCESTOR = 0.3
"""What a match by an ancestor keeps of its ratio."""
RAREST = 2e-4
"""Added to the background: no sign is rarer among patients."""
TYPICAL, LEAST_BREADTH, BY_BREADTH = 10.0, 0.3, 0.5
"""Signs that a disease typically shows at once; least multiple of it; power by which more signs thin out each one.

A disease with ten times the signs of another explains any one of them less well: half way between a disease that shows
all its signs in every patient (power 0) and one of which each patient shows a fixed number (power 1)."""
CACHED = 256

DISEASE_MEASURES = ("ratio", "ratio_per_sign", "exact_information", "together")
"""Measures of a disease; see :meth:`Evidence.measure`."""


@dataclass(frozen=True, slots=True)
class Signs:
    """A patient's signs, ready to be matched.

    Attributes:
        terms: positions, ascending, each once.
        above: positions of all ancestors and the signs, ascending.
        alone: per sign, 1 where no other sign says part of it, less where others do.
    """

    terms: Ints
    above: Ints
    alone: Floats


def signs_of(knowledge: Knowledge, terms: Sequence[int]) -> Signs:
    """Signs from positions of terms, in any order."""
    chosen = np.array(sorted(set(terms)), dtype=np.int32)
    lines = [knowledge.lineages.of(int(term)) for term in chosen]
    above = np.unique(np.concatenate(lines)) if lines else np.zeros(0, dtype=np.int32)
    information = knowledge.information
    alone = np.ones(len(chosen), dtype=np.float32)
    for one, line in enumerate(lines):
        own = max(float(information[chosen[one]]), 1e-3)
        shared = [information[np.intersect1d(line, other, assume_unique=True)].max(initial=0.0) for other in lines]
        alone[one] = 1.0 / max(1.0, float(np.sum(shared)) / own)
    return Signs(chosen, above, alone)


class Evidence:
    """Measures for a set of diseases.

    Args:
        knowledge: compiled knowledge.
        profile: signs of the diseases with all ancestors, sorted by term.
        own: signs as annotated, sorted by term.
        diseases: number of diseases; positions in both count from 0.
    """

    def __init__(self, knowledge: Knowledge, profile: Profile, own: Profile, diseases: int) -> None:
        self._known = knowledge
        self._profile = profile
        self.diseases = diseases
        self._starts = np.searchsorted(profile.term, np.arange(len(knowledge.numbers) + 1))
        self._total = self._sum(own.disease, own.frequency)
        breadth = self._total / TYPICAL
        thin = (np.maximum(breadth, LEAST_BREADTH) ** -BY_BREADTH).astype(np.float32)
        self._thinned = profile.frequency * thin[profile.disease]
        self._places = self._on_axes()
        self._vectors: OrderedDict[int, Floats] = OrderedDict()

    @property
    def annotated(self) -> Flags:
        """Which diseases have signs."""
        return self._total > 0.0

    def measure(self, signs: Signs) -> Floats:
        """Measures of every disease: measures x diseases, in the order of :data:`DISEASE_MEASURES`.

        Returns:
            ratio: sum of the signs' log likelihood ratios; ratio_per_sign: their mean, redundant signs sharing one
            vote, times the number of signs up to 8; exact_information: share of the signs, by information, that the
            disease is annotated with (or with one below); together: cosine along the axes of signs that occur together
            (latent semantic analysis).
        """
        known = self._known
        vectors = np.stack([self._vector(int(term)) for term in signs.terms])
        information = known.information[signs.terms]
        whole = max(float(information.sum()), 1e-3)
        ratio, exact = vectors[:, 0], vectors[:, 1]
        weight = signs.alone / signs.alone.sum() * min(len(signs.terms), 8)
        return np.stack(
            [
                ratio.sum(axis=0),
                weight @ ratio,
                information @ exact / whole,
                self._places @ self._direction(signs),
            ]
        ).astype(np.float32)

    def ratios(self, signs: Signs) -> Floats:
        """Log likelihood ratio of each sign in each disease: signs x diseases."""
        return np.stack([self._vector(int(term))[0] for term in signs.terms])

    def _vector(self, term: int) -> Floats:
        """2 x diseases: log ratio; 1 where the disease has the sign itself or one below."""
        if term in self._vectors:
            self._vectors.move_to_end(term)
            return self._vectors[term]
        known = self._known
        found = np.zeros((2, self.diseases), dtype=np.float32)
        found[0] = NOISE
        for above in known.lineages.of(term).tolist():
            entries = slice(self._starts[above], self._starts[above + 1])
            where, kept = self._profile.disease[entries], 1.0 if above == term else BY_ANCESTOR
            ratio = self._thinned[entries] * np.float32(kept / (known.background[above] + RAREST))
            found[0, where] = np.maximum(found[0, where], NOISE + ratio)
            if above == term:
                found[1, where] = 1.0
        np.log(found[0], out=found[0])
        self._vectors[term] = found
        if len(self._vectors) > CACHED:
            self._vectors.popitem(last=False)
        return found

    def _sum(self, disease: Ints, value: Floats) -> Floats:
        return np.bincount(disease, value, self.diseases).astype(np.float32)

    def _on_axes(self) -> Floats:
        """Diseases x axes, of unit length."""
        known = self._known
        place = np.full(len(known.numbers), -1, dtype=np.int64)
        place[known.axis_term] = np.arange(len(known.axis_term))
        used = place[self._profile.term] >= 0
        disease, term = self._profile.disease[used], self._profile.term[used]
        value = self._profile.frequency[used] * known.information[term]
        order = np.argsort(disease, kind="stable")
        disease, value, axis = disease[order], value[order], place[term[order]]
        found = np.zeros((self.diseases, known.axes.shape[1]), dtype=np.float32)
        bounds = np.searchsorted(disease, np.arange(self.diseases + 1))
        for one in np.flatnonzero(np.diff(bounds)):
            entries = slice(bounds[one], bounds[one + 1])
            found[one] = value[entries] @ known.axes[axis[entries]]
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6)
        return found

    def _direction(self, signs: Signs) -> Floats:
        known = self._known
        kept = np.isin(known.axis_term, signs.above, assume_unique=True)
        turned = known.information[known.axis_term[kept]] @ known.axes[kept]
        return (turned / max(float(np.linalg.norm(turned)), 1e-6)).astype(np.float32)


def everything(knowledge: Knowledge) -> Evidence:
    """Evidence from all annotation rows."""
    return Evidence(knowledge, knowledge.profile, knowledge.signs, len(knowledge.diseases))


def referenced(knowledge: Knowledge) -> Evidence:
    """Evidence from the rows whose source says where they come from, and from no other."""
    own = frequencies(knowledge.rows, knowledge.rows.referenced)
    changed = knowledge.unreferenced()
    fresh = closure(_only(own, changed), knowledge.lineages)
    kept = _only(knowledge.profile, ~changed)
    order = np.lexsort((np.r_[kept.disease, fresh.disease], np.r_[kept.term, fresh.term]))
    profile = Profile(
        np.r_[kept.disease, fresh.disease][order],
        np.r_[kept.term, fresh.term][order],
        np.r_[kept.frequency, fresh.frequency][order],
    )
    return Evidence(knowledge, profile, own, len(knowledge.diseases))


def without_paper(knowledge: Knowledge, paper: int) -> tuple[Ints, Evidence] | None:
    """Evidence for the diseases that a paper's rows describe, from their other referenced rows.

    Returns:
        The diseases' positions and their evidence, counted from 0; ``None`` where no row cites the paper.
    """
    rows = knowledge.rows
    citing = rows.citing(paper)
    diseases = np.unique(rows.disease[citing])
    if not len(diseases):
        return None
    own = frequencies(rows, rows.referenced & ~citing & np.isin(rows.disease, diseases))
    own = Profile(np.searchsorted(diseases, own.disease).astype(np.int32), own.term, own.frequency)
    return diseases, Evidence(knowledge, closure(own, knowledge.lineages), own, len(diseases))


def _only(profile: Profile, diseases: Flags) -> Profile:
    kept = diseases[profile.disease]
    return Profile(profile.disease[kept], profile.term[kept], profile.frequency[kept])
