"""The numbers of ``resources/calling/mitochondria.json``, which gives their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json


@dataclass(frozen=True, slots=True)
class MitochondrialRules:
    """Fractions are 0 to 1, qualities phred, depths and reads fragments, lengths bases.

    Attributes:
        homoplasmic_fraction: fraction from which an allele is homoplasmic.
        least_fraction: fraction from which an allele passes.
        written_fraction: fraction from which it is written at all, with ``written_reads`` and ``written_quality``.
        written_reads: likewise.
        written_quality: likewise.
        numt_fraction: fraction below which at most ``numt_reads`` reads may come from a nuclear copy.
        numt_reads: likewise.
        least_reads: reads with the allele that are asked for.
        least_quality: evidence against base errors that is asked for.
        least_depth: depth below which absence is not told.
        error_floor: least error probability of a base.
        strand_ratio: share of one strand's fraction that the other strand's must reach.
        end_bases: bases at the end of an alignment.
        end_share: share of an allele's reads there that is suspect.
        known_quality: evidence asked for where another member has the allele, with ``known_reads``.
        known_reads: likewise.
        site_error: error of a read at a site of interest.
        indel_error: error of a read at an indel outside repeats.
        run_length: length of a run beyond which it grows.
        run_growth: by which factor per base.
        run_error_most: where it stops.
        stutter_length: length of a run whose length variants are suspect.
        stutter_fraction: below this fraction.
        span_margin: bases a read must reach beyond the place of an indel.
        zone_length: length of a run in which a read must not end to be counted there.
        gap_margin: bases a read must reach beyond an N of the reference.
        origin_window: bases beside the origin whose fragments are aligned anew.
    """

    homoplasmic_fraction: float
    least_fraction: float
    written_fraction: float
    written_reads: int
    written_quality: int
    numt_fraction: float
    numt_reads: int
    least_reads: int
    least_quality: int
    least_depth: int
    error_floor: float
    strand_ratio: float
    end_bases: int
    end_share: float
    known_quality: int
    known_reads: int
    site_error: float
    indel_error: float
    run_length: int
    run_growth: float
    run_error_most: float
    stutter_length: int
    stutter_fraction: float
    span_margin: int
    zone_length: int
    gap_margin: int
    origin_window: int

    @classmethod
    def shipped(cls) -> MitochondrialRules:
        """The table that ships."""
        table: Mapping[str, Any] = read_json(RESOURCES / "calling" / "mitochondria.json")
        return cls(**{field: table[field] for field in cls.__dataclass_fields__})

    def indel_error_of(self, run: int) -> float:
        """Chance that one read shows a wrong length.

        Args:
            run: bases of the run or repeat in which the indel lies.
        """
        grown = self.indel_error * self.run_growth ** max(0, run - self.run_length)
        return min(grown, self.run_error_most)
