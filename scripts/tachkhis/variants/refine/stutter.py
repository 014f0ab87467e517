"""Stutter: how often the sequencing of a repeat shows a wrong length.

For a repeat of ``n`` units whose unit has ``u`` bases (1 or 2), a read of an allele of ``n`` units shows ``n + k``
units, ``k`` not 0, with probability

    e(u, n) * d(k) * (1 - g) * g^(|k| - 1)        d(k) = s for k < 0, 1 - s for k > 0

with the rate ``e`` of the sample for this length, the share ``s`` of contractions and the step ``g``, both pooled
over all lengths of the same unit. All three are shrunk to the prior of ``resources/calling/refine.json``:

    e(u, n) = (errors(u, n) + W * e0(u, n)) / (reads(u, n) + W)       e0(u, n) = rate * growth^(n - from_units)
    s       = (contractions + w * s0) / (errors + w)                   g likewise, from errors of more than one unit

``W`` is worth ``prior_reads`` reads, ``w`` ``prior_errors`` errors. Rates, also the prior's, are at most ``max_rate``.
Any length whatever has ``any_length`` (misaligned, chimeric); the rest is shared out as above. Errors are counted at
repeats of the sample's own calibration stretches where one length explains the reads better than two lengths do:
first by the prior, then once more by what was found. The stretches are the same for every scatter interval, so
scattering does not change the rates.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tachkhis.variants.refine.repeats import Tract
from tachkhis.variants.refine.repeats import repeats_in
from tachkhis.variants.refine.rules import Rules
from tachkhis.variants.refine.rules import StutterRule
from tachkhis.variants.refine.spanning import Lengths
from tachkhis.variants.refine.spanning import read_lengths

ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Stutter:
    """Rates of one sample.

    Attributes:
        rule: the prior.
        rates: share of reads with a wrong length by bases of the unit and number of units.
        shorter: share of contractions among the errors, by bases of the unit.
        step: share of errors that go beyond one unit (and again beyond each further one), by bases of the unit.
    """

    rule: StutterRule
    rates: Mapping[tuple[int, int], float]
    shorter: Mapping[int, float]
    step: Mapping[int, float]

    @classmethod
    def prior(cls, rule: StutterRule) -> Stutter:
        """The rates before any read."""
        return cls(rule, {}, {}, {})

    def rate(self, unit: int, units: int) -> float:
        """Share of reads with a wrong length of a repeat."""
        return self.rates.get((unit, units), self.rule.prior_rate(unit, units))

    def probability(self, unit: int, units: int, change: int) -> float:
        """Probability that a read of an allele of so many units shows a length that differs by ``change`` bases."""
        rate, floor = self.rate(unit, max(1, units)), self.rule.any_length
        if change == 0:
            return (1 - rate) * (1 - floor) + floor
        if change % unit:
            return floor
        shorter, step = self.shorter.get(unit, self.rule.shorter), self.step.get(unit, self.rule.step)
        steps = abs(change) // unit
        direction = shorter if change < 0 else 1 - shorter
        return rate * direction * (1 - step) * step ** (steps - 1) * (1 - floor) + floor


def estimate(observed: Iterable[tuple[Tract, Lengths]], rules: Rules) -> Stutter:
    """The rates of a sample from its calibration repeats."""
    rows = [(tract, lengths) for tract, lengths in observed if lengths.total >= rules.spanning.min_reads]
    current = Stutter.prior(rules.stutter)
    for _ in range(ROUNDS):
        current = _counted(rows, current)
    return current


def _counted(rows: Sequence[tuple[Tract, Lengths]], current: Stutter) -> Stutter:
    rule = current.rule
    reads: Counter[tuple[int, int]] = Counter()
    errors: Counter[tuple[int, int]] = Counter()
    all_errors: Counter[int] = Counter()
    shorter: Counter[int] = Counter()
    further: Counter[int] = Counter()
    for tract, lengths in rows:
        length = single_length(tract, lengths.counts, current)
        if length is None:
            continue
        key = (tract.step, tract.units + length // tract.step)
        for observed, count in lengths.counts.items():
            if (observed - length) % tract.step:
                continue
            reads[key] += count
            if observed != length:
                errors[key] += count
                all_errors[tract.step] += count
                shorter[tract.step] += count * (observed < length)
                further[tract.step] += count * (abs(observed - length) > tract.step)
    weight, small = rule.prior_reads, rule.prior_errors
    return Stutter(
        rule,
        {
            key: min(rule.max_rate, (errors[key] + weight * rule.prior_rate(*key)) / (total + weight))
            for key, total in sorted(reads.items())
        },
        {unit: (shorter[unit] + small * rule.shorter) / (all_errors[unit] + small) for unit in (1, 2)},
        {unit: (further[unit] + small * rule.step) / (all_errors[unit] + small) for unit in (1, 2)},
    )


def single_length(tract: Tract, counts: Mapping[int, int], stutter: Stutter) -> int | None:
    """The length of a repeat that one length explains better than any two do; ``None`` where two do."""
    lengths = sorted(length for length in counts if length % tract.step == 0 and tract.units + length // tract.step > 0)
    if len(lengths) < 2:
        return lengths[0] if lengths else None
    of = {
        allele: {
            seen: stutter.probability(tract.step, tract.units + allele // tract.step, seen - allele) for seen in counts
        }
        for allele in lengths
    }

    def fit(first: int, second: int) -> float:
        return sum(n * math.log10((of[first][seen] + of[second][seen]) / 2) for seen, n in counts.items())

    best = max(lengths, key=lambda length: (fit(length, length), counts[length], -length))
    pairs = [fit(a, b) for index, a in enumerate(lengths) for b in lengths[index + 1 :]]
    return None if pairs and max(pairs) > fit(best, best) else best


def calibration_tracts(fasta: Any, stretches: Sequence[tuple[str, int, int]], rules: Rules) -> list[Tract]:
    """The repeats of the calibration stretches (contig, 0-based start, end); ``fasta``: an open ``pysam.FastaFile``."""
    return [
        tract
        for contig, start, end in stretches
        for tract in repeats_in(contig, fasta.fetch(contig, start, end).upper(), start, rules.stutter)
    ]


def calibrate(alignment: Any, fasta: Any, tracts: Sequence[Tract], rules: Rules, min_mapping_quality: int) -> Stutter:
    """The rates of one sample from its reads over the calibration repeats.

    Args:
        alignment: an open ``pysam.AlignmentFile`` of one sample.
        fasta: an open ``pysam.FastaFile``.
        tracts: of :func:`calibration_tracts`.
        rules: the rules.
        min_mapping_quality: reads with less are not used.
    """
    return estimate(
        zip(tracts, read_lengths(alignment, fasta, tracts, rules.spanning, min_mapping_quality), strict=True), rules
    )
