"""In how many alleles gnomAD looked at a place of which it has no record: as its records around the place tell.

The sites files do not hold the coverage. By ``resources/acmg/coverage.json``, in this order: the records close by;
where there is none in a track that has many around, nobody was read there; where the track is sparse throughout (a
made-up one), the records further off; and where none is there either, nothing shows that anybody was read.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable

from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.acmg.evidence import GnomadCoverage


def coverage_around(start0: int, end0: int, alleles: Callable[[int, int], Iterable[int]]) -> GnomadCoverage:
    """What gnomAD's records around a place without a record tell.

    Args:
        start0: where the allele begins, 0-based.
        end0: one past its last base.
        alleles: numbers of alleles (AN) of gnomAD's records in a 0-based half-open stretch.
    """
    table = shipped_table("acmg", "coverage")
    near, wide = int(table["near_bases"]), int(table["wide_bases"])

    def within(bases: int) -> list[int]:
        return list(alleles(max(0, start0 - bases), end0 + bases))

    close = within(near)
    if close:
        return GnomadCoverage(max(close), near)
    around = within(wide)
    if not around or len(around) * int(table["dense_from_one_per_bases"]) >= 2 * wide:
        return GnomadCoverage(0, near)
    return GnomadCoverage(max(around), wide)
