"""What the refinement of one interval needs besides the records."""

from __future__ import annotations

import bisect
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tachkhis.case.config_sections import RefineConfig
from tachkhis.case.model import Person
from tachkhis.reference.sex_chromosomes import SexChromosomes
from tachkhis.variants.refine.rules import Rules
from tachkhis.variants.refine.second_pass import SecondPass
from tachkhis.variants.refine.stutter import Stutter

Stretches = dict[str, tuple[list[int], list[int]]]
"""Starts and ends (0-based half-open) by contig, in order."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the refinement of one interval needs besides the records.

    Attributes:
        people: members with reads, in the case's order.
        crams: open ``pysam.AlignmentFile`` by sample.
        bare: the same alignments, opened without base qualities and tags, by sample: read at half the cost.
        fasta: open ``pysam.FastaFile``.
        copies: copies of the sex chromosomes.
        stutter: rates by sample.
        second: the second look.
        stretches: starts and ends of the interval's stretches by contig, 0-based half-open, in order.
        called: the same with the margin at its cuts; records of the margin belong to another interval.
        rules: thresholds.
        switches: which rules are on.
        min_mapping_quality: of reads that are used.
        min_quality: QUAL of a passing call.
        min_base_quality: of bases that are used.
        coding: where SNVs may share a codon, 0-based half-open; ``None``: anywhere.
    """

    people: tuple[Person, ...]
    crams: Mapping[str, Any]
    bare: Mapping[str, Any]
    fasta: Any
    copies: SexChromosomes
    stutter: Mapping[str, Stutter]
    second: SecondPass
    stretches: Stretches
    called: Stretches
    rules: Rules
    switches: RefineConfig
    min_mapping_quality: int
    min_quality: float
    min_base_quality: int
    coding: Stretches | None = None


def inside(stretches: Stretches, contig: str, start: int) -> bool:
    """Whether a base (0-based) lies in one of the stretches."""
    starts, ends = stretches.get(contig, ([], []))
    at = bisect.bisect_right(starts, start) - 1
    return at >= 0 and start < ends[at]


def by_contig(stretches: Iterable[tuple[str, int, int]]) -> Stretches:
    """Starts and ends by contig of stretches that stand in order."""
    found: dict[str, tuple[list[int], list[int]]] = {}
    for contig, start, end in stretches:
        starts, ends = found.setdefault(contig, ([], []))
        starts.append(start)
        ends.append(end)
    return found
