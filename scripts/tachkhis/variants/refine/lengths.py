"""Genotypes of a tract from the lengths that spanning reads tell.

With alleles of ``a`` and ``b`` bases more than the reference, a read that tells ``l`` has

    P(l | a, b) = w P(l | a) + (1 - w) P(l | b)       w = S(a) / (S(a) + S(b))

where ``S(a)`` is the number of places from which a read of the sample's mean length spans an allele of this length
with its margins (a long insertion is spanned less often), and ``P(l | a)`` the stutter model, or for a tract that
does not stutter ``1 - other_error`` for ``l = a``, else ``other_length``. The log10 likelihood of a genotype is the
sum over fragments.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

from tachkhis.variants.refine.repeats import Tract
from tachkhis.variants.refine.rules import SpanningRule
from tachkhis.variants.refine.spanning import Lengths
from tachkhis.variants.refine.stutter import Stutter

Genotype = tuple[int, ...]
"""Alleles as differences to the reference's length, in ascending order; one or two."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One sample at one tract: log10 likelihood by genotype, over reference and called lengths, from so many reads."""

    likelihoods: Mapping[Genotype, float]
    reads: int

    def best(self, without: frozenset[int] = frozenset()) -> Genotype:
        """The likeliest genotype that has none of some alleles; of equals, the one nearest to the reference."""
        allowed = [genotype for genotype in self.likelihoods if without.isdisjoint(genotype)]
        return max(allowed, key=lambda genotype: (self.likelihoods[genotype], -sum(map(abs, genotype)), genotype))

    def gain(self, best: Genotype, called: Genotype, rule: SpanningRule) -> float:
        """By how much (log10) one genotype is likelier than another, with ``unlike_to_like`` as the prior."""
        unlike = math.log10(rule.unlike_to_like)
        prior = {genotype: -unlike if _twice(genotype) else 0.0 for genotype in (best, called)}
        return self.likelihoods[best] + prior[best] - self.likelihoods[called] - prior[called]

    def support(self, allele: int) -> float:
        """By how much (log10) the best genotype with an allele beats the best without it; negative if it does not."""
        with_it = max(value for genotype, value in self.likelihoods.items() if allele in genotype)
        return with_it - max(value for genotype, value in self.likelihoods.items() if allele not in genotype)

    def by_copies(self, allele: int, copies: int, without: frozenset[int] = frozenset()) -> list[float]:
        """Best log10 likelihood with 0, 1, ... ``copies`` copies of an allele, and none of some others."""
        return [
            max(v for g, v in self.likelihoods.items() if g.count(allele) == number and without.isdisjoint(g))
            for number in range(copies + 1)
        ]


def _twice(genotype: Genotype) -> bool:
    """Whether a genotype has one length, not the reference's, on both copies."""
    return len(genotype) == 2 and genotype[0] == genotype[1] != 0


def probability(tract: Tract, allele: int, length: int, stutter: Stutter, rule: SpanningRule) -> float:
    """``P(l | a)``."""
    if tract.step:
        units = tract.units + allele // tract.step
        return stutter.probability(tract.step, units, length - allele)
    return 1 - rule.other_error if length == allele else rule.other_length


def fit(
    tract: Tract, lengths: Lengths, alleles: Sequence[int], copies: int, stutter: Stutter, rule: SpanningRule
) -> Fit | None:
    """Likelihoods of every genotype; ``None`` where the reads are too few, or too many of them fit no allele.

    Args:
        tract: the tract.
        lengths: what the sample's reads told.
        alleles: the reference's (0) and the called lengths, different ones.
        copies: 1 or 2.
        stutter: rates of the sample.
        rule: how many reads, what share of them may be unexplained.
    """
    total = lengths.total
    if total < rule.min_reads:
        return None
    reach = tract.step  # one unit away still counts as explained
    strange = lengths.elsewhere + sum(
        n for length, n in lengths.counts.items() if min(abs(length - a) for a in alleles) > reach
    )
    if strange > rule.max_unexplained * (total + lengths.elsewhere):
        return None
    of = {a: {seen: probability(tract, a, seen, stutter, rule) for seen in lengths.counts} for a in alleles}
    span = tract.end - tract.start + 2 * rule.margin
    places = {a: max(1.0, lengths.read_length - span - a + 1) for a in alleles}
    likelihoods: dict[Genotype, float] = {}
    for genotype in combinations_with_replacement(sorted(alleles), copies):
        first, last = genotype[0], genotype[-1]
        share = places[first] / (places[first] + places[last])
        likelihoods[genotype] = sum(
            n * math.log10(share * of[first][seen] + (1 - share) * of[last][seen]) for seen, n in lengths.counts.items()
        )
    return Fit(likelihoods, total)
