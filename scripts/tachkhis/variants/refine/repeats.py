"""The stretch of reference that an indel belongs to: a homopolymer, a dinucleotide repeat, or neither.

Intervals are 0-based half-open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tachkhis.variants.refine.rules import StutterRule
from tachkhis.variants.sites import window

HOMOPOLYMERS = tuple(re.compile(6 * base + base + "*") for base in "ACGT")  # a literal beginning is searched fast
DINUCLEOTIDE = re.compile(r"((?!AA|CC|GG|TT)[ACGT]{2})\1{4,}")


@dataclass(frozen=True, slots=True)
class Tract:
    """Where the placements of an indel extend; empty (``start == end``) for an insertion that fits one place only.

    Attributes:
        unit: the repeated bases where this is a homopolymer or a dinucleotide repeat long enough to stutter, else "".
        units: how often the reference has the unit, whole ones only; 0 where there is no unit.
    """

    contig: str
    start: int
    end: int
    unit: str
    units: int

    @property
    def step(self) -> int:
        """Bases by which stutter changes the length; 0 where it does not stutter."""
        return len(self.unit)

    @property
    def kind(self) -> str:
        """``homopolymer``, ``dinucleotide`` or ``other``."""
        return ("other", "homopolymer", "dinucleotide")[self.step]

    @property
    def label(self) -> str | None:
        """Unit and number for INFO, as ``A:12``."""
        return f"{self.unit}:{self.units}" if self.unit else None


def primitive(sequence: str) -> str:
    """The shortest unit of which a sequence is a whole number of copies."""
    at = (sequence + sequence).find(sequence, 1)
    return sequence[:at]


def tract_of(
    contig: str, position: int, ref: str, alt: str, reference: str, offset: int, rule: StutterRule
) -> Tract | None:
    """The tract of a left-aligned indel whose first base is the anchor; ``None`` for anything else.

    Args:
        contig: contig.
        position: 1-based position of the anchor.
        ref: reference allele.
        alt: alternate allele.
        reference: sequence around, upper case.
        offset: 0-based position of ``reference[0]``.
        rule: from how many units a repeat stutters.
    """
    if len(ref) == len(alt) or min(len(ref), len(alt)) != 1 or ref[0] != alt[0]:
        return None
    start, end = window(position - 1, ref, alt, reference, offset)
    start, end = start + 1, end - 1
    unit = primitive((ref if len(ref) > len(alt) else alt)[1:])
    units = (end - start) // len(unit)
    if len(unit) <= 2 and units >= rule.prior(len(unit)).min_units:
        return Tract(contig, start, end, unit, units)
    return Tract(contig, start, end, "", 0)


def repeats_in(contig: str, sequence: str, offset: int, rule: StutterRule) -> Iterator[Tract]:
    """Every homopolymer and dinucleotide repeat of a sequence that is long enough to stutter, in order."""
    found = [(match.start(), match.end(), 1) for pattern in HOMOPOLYMERS for match in pattern.finditer(sequence)]
    found += [(match.start(), match.end(), 2) for match in DINUCLEOTIDE.finditer(sequence)]
    for start, end, step in sorted(found):
        while step == 2 and end < len(sequence) and sequence[end] == sequence[end - 2]:
            end += 1  # half a unit more: placements extend over it
        units = (end - start) // step
        if units >= rule.prior(step).min_units:
            yield Tract(contig, offset + start, offset + end, sequence[start : start + step], units)
