"""Annotation rows as arrays, and what follows from them: frequencies, and all ancestors of each sign."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

UNSAID = 0.6
"""Frequency taken for a sign whose frequency no source says; tuned on the development cases."""
FLOOR = 0.3
"""No annotated sign counts as rarer than this: small series undercount, and rarity was no better a guide on them."""


@dataclass(frozen=True, slots=True)
class Lineages:
    """Ancestors of each term, itself included, that are phenotypic abnormalities; terms are positions.

    Attributes:
        starts: terms + 1; where the ancestors of each term begin in ``above``.
        above: the ancestors, term after term.
    """

    starts: Ints
    above: Ints

    def of(self, term: int) -> Ints:
        """Ancestors of one term and itself."""
        return self.above[self.starts[term] : self.starts[term + 1]]

    @property
    def terms(self) -> int:
        """Number of terms."""
        return len(self.starts) - 1


@dataclass(frozen=True, slots=True)
class Rows:
    """Annotation rows, sorted by disease; all arrays of one length but the papers.

    Attributes:
        disease: position of the disease.
        term: position of the term.
        seen: patients with the sign, NaN where unsaid.
        asked: patients looked at, NaN where unsaid.
        share: share of patients where a class is given, NaN where not.
        referenced: whether the row's source says where it comes from.
        paper_starts: rows + 1; where the papers of each row begin.
        papers: PubMed ids, row after row.
    """

    disease: Ints
    term: Ints
    seen: Floats
    asked: Floats
    share: Floats
    referenced: Flags
    paper_starts: Ints
    papers: Ints

    def citing(self, paper: int) -> Flags:
        """Which rows cite a paper."""
        found = np.zeros(len(self.disease), dtype=np.bool_)
        hits = np.flatnonzero(self.papers == paper)
        found[np.searchsorted(self.paper_starts, hits, side="right") - 1] = True
        return found


@dataclass(frozen=True, slots=True)
class Profile:
    """Signs of diseases with their frequencies (0 to 1): one entry per pair, sorted by term, then disease."""

    disease: Ints
    term: Ints
    frequency: Floats


def frequencies(rows: Rows, wanted: Flags) -> Profile:
    """The frequency of each annotated sign, over the wanted rows.

    Fractions are pooled and shrunk to one half by two pseudo-patients; where a class is given too, the larger counts.
    """
    disease, term = rows.disease[wanted], rows.term[wanted]
    seen, asked, share = rows.seen[wanted], rows.asked[wanted], rows.share[wanted]
    key = term.astype(np.int64) << 32 | disease
    pairs, where = np.unique(key, return_inverse=True)
    counted = ~np.isnan(asked)
    total = np.bincount(where[counted], asked[counted], len(pairs))
    positive = np.bincount(where[counted], seen[counted], len(pairs))
    found = np.where(total > 0.0, (positive + 1.0) / (total + 2.0), 0.0)
    np.maximum.at(found, where[~counted], np.where(np.isnan(share), UNSAID, share)[~counted])
    return Profile(
        (pairs & 0xFFFFFFFF).astype(np.int32),
        (pairs >> 32).astype(np.int32),
        np.maximum(found, FLOOR).astype(np.float32),
    )


def closure(profile: Profile, lineages: Lineages) -> Profile:
    """Every ancestor of each sign with the largest frequency below it (true-path rule)."""
    counts = lineages.starts[profile.term + 1] - lineages.starts[profile.term]
    entry = np.repeat(np.arange(len(profile.term)), counts)
    offsets = np.arange(len(entry)) - np.repeat(np.cumsum(counts) - counts, counts)
    above = lineages.above[lineages.starts[profile.term][entry] + offsets]
    key = above.astype(np.int64) << 32 | profile.disease[entry]
    order = np.argsort(key, kind="stable")
    key, value = key[order], profile.frequency[entry][order]
    first = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.zeros(0, dtype=np.int64)
    largest = np.maximum.reduceat(value, first) if len(first) else value
    return Profile((key[first] & 0xFFFFFFFF).astype(np.int32), (key[first] >> 32).astype(np.int32), largest)
