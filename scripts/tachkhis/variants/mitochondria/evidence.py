"""Is it there? The evidence for one allele against the errors of reading, and the genotype of each member.

* Evidence: phred of ``P(X >= alt reads)`` with ``X`` binomial of ``depth`` and the mean error of the observations. A
  mixture of qualities spreads less than that binomial, so the evidence is not overstated.
* Bounds of the fraction: exact, 95 % (Clopper and Pearson 1934).
* Genotype: ``1`` homoplasmic, ``0/1`` heteroplasmic, ``0`` not carried, ``.`` too shallow to say that. Of
  ``0`` the quality is the phred of missing an allele of the least fraction that is reported, at this depth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tachkhis.panel.bounds import clopper_pearson
from tachkhis.panel.bounds import incomplete_beta
from tachkhis.variants.mitochondria.pile import Support
from tachkhis.variants.mitochondria.rules import MitochondrialRules

HIGHEST_PHRED = 3000.0  # where the probability is no longer a float
HIGHEST_QUALITY = 99  # of a genotype
LOW_QUALITY, LOW_FRACTION, FEW_READS, POSSIBLE_NUMT = "LowQual", "low_fraction", "few_reads", "possible_numt"
STRAND_BIAS, READ_END, STUTTER = "strand_bias", "read_end", "stutter"


def phred(probability: float) -> float:
    """``-10 log10``, at most :data:`HIGHEST_PHRED`."""
    return min(HIGHEST_PHRED, -10.0 * math.log10(probability)) if probability > 0 else HIGHEST_PHRED


def at_least(count: int, number: int, chance: float) -> float:
    """``P(X >= count)`` for ``X`` binomial of ``number`` and ``chance``."""
    if count <= 0:
        return 1.0
    return incomplete_beta(chance, count, number - count + 1) if count <= number else 0.0


def evidence(support: Support) -> float:
    """Phred of the chance that errors alone give as many reads."""
    return phred(at_least(support.alt_reads, support.depth, support.error))


def filters_of(support: Support, run: int, rules: MitochondrialRules) -> tuple[str, ...]:
    """Why an allele is not to be believed in one person; empty if it is.

    Args:
        support: the person's reads.
        run: length in bases of the repeat of an indel, 0 for a substitution.
        rules: the table.
    """
    reasons = (
        (LOW_QUALITY, evidence(support) < rules.least_quality),
        (LOW_FRACTION, support.fraction < rules.least_fraction),
        (FEW_READS, support.alt_reads < rules.least_reads),
        (POSSIBLE_NUMT, support.fraction < rules.numt_fraction and support.alt_reads <= rules.numt_reads),
        (STRAND_BIAS, _one_strand(support, rules)),
        (READ_END, _at_read_end(support, rules)),
        (STUTTER, run >= rules.stutter_length and support.fraction < rules.stutter_fraction),
    )
    return tuple(name for name, holds in reasons if holds)


def _one_strand(support: Support, rules: MitochondrialRules) -> bool:
    sides = (
        (support.alt_forward, support.forward),
        (support.alt_reads - support.alt_forward, support.depth - support.forward),
    )
    if min(depth for _, depth in sides) == 0:
        return False
    (low, high), (other_low, other_high) = (clopper_pearson(alt, depth) for alt, depth in sides)
    return high < rules.strand_ratio * other_low or other_high < rules.strand_ratio * low


def _at_read_end(support: Support, rules: MitochondrialRules) -> bool:
    if support.at_end is None or support.others_at_end is None or not support.alt_reads:
        return False
    others = support.depth - support.alt_reads
    usual = 2 * support.others_at_end > others > 0
    return support.at_end > rules.end_share * support.alt_reads and not usual


def is_written(support: Support, rules: MitochondrialRules) -> bool:
    """Whether a person's reads suffice for a record, be it one that is filtered."""
    if support.alt_reads < rules.written_reads or support.fraction < rules.written_fraction:
        return False
    return evidence(support) >= rules.written_quality


@dataclass(frozen=True, slots=True)
class Call:
    """One member at one allele; ``lower`` and ``upper`` bound the fraction, ``None`` without reads."""

    genotype: str
    support: Support
    quality: int | None
    lower: float | None
    upper: float | None


def call_of(support: Support, *, passed: bool, known: bool, rules: MitochondrialRules) -> Call:
    """The genotype of a member.

    Args:
        support: the member's reads.
        passed: the allele passes (or, where it passes in nobody, is written) by this member's own reads.
        known: it passes in some member.
        rules: the table.
    """
    lower, upper = clopper_pearson(support.alt_reads, support.depth) if support.depth else (None, None)
    strength = evidence(support)
    expected = known and support.alt_reads >= rules.known_reads and strength >= rules.known_quality
    if passed or expected:
        genotype = "1" if _in_all_copies(support, rules) else "0/1"
        return Call(genotype, support, min(HIGHEST_QUALITY, round(strength)), lower, upper)
    if support.depth < rules.least_depth:
        return Call(".", support, None, lower, upper)
    missed = 1.0 - at_least(support.alt_reads + 1, support.depth, rules.least_fraction)
    return Call("0", support, min(HIGHEST_QUALITY, round(phred(missed))), lower, upper)


def _in_all_copies(support: Support, rules: MitochondrialRules) -> bool:
    """Whether all copies carry the allele, by its fraction or because the other reads are no more than errors give."""
    others = support.depth - support.alt_reads
    chance = at_least(others, support.depth, support.error)
    return support.fraction >= rules.homoplasmic_fraction or phred(chance) < rules.known_quality


def detection_limit(depth: int, error: float, rules: MitochondrialRules) -> float:
    """The least fraction that is found with a chance of 95 % at a depth; 1 where none is.

    Args:
        depth: fragments.
        error: mean error probability of a base there.
        rules: the table.
    """
    for count in range(max(rules.least_reads, math.ceil(rules.least_fraction * depth)), depth + 1):
        nuclear = count <= rules.numt_reads and count < rules.numt_fraction * depth
        if not nuclear and phred(at_least(count, depth, error)) >= rules.least_quality:
            return clopper_pearson(count - 1, depth, 0.90)[1]
    return 1.0
