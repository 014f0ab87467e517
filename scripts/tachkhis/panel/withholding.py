"""What of a panel may be told: counts of few people are their genotypes, in one version or between two.

Pure arithmetic of copies (AN) and people, without files. Two ways lead to the counts of few people: a group that is
told and small, or told groups whose difference is small: all less the regions told, or one version less an earlier one
(:mod:`tachkhis.panel.between`).
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

ALL, SEXES, EARLIER = "ALL", "SEXES", "EARLIER"
"""Words of the INFO field WITHHELD beside codes of regions: nobody's counts are told; neither nhom nor nhemi; counts
are those of an earlier version, without who came or left since."""
WHOLE = ""
"""Everybody, among the names of groups."""
ABSENT = -1
"""Copies of a region that a table of callable bases does not tell (``.`` in the file)."""
Groups = Mapping[str, int]
"""Size (people, or AN) of everybody (:data:`WHOLE`) and of each region that is told; never AC: what is withheld by AC
tells AC."""


def told_regions(regions: Mapping[str, int], people: int, least: int) -> dict[str, int]:
    """Regions whose counts tell of nobody, with their people (or copies, at one record).

    Args:
        regions: people of each region.
        people: people of the panel, with a region or without.
        least: people below which counts are not told apart.

    Returns:
        Regions of ``least`` people or more; less the smallest of them, as long as the people of no told region are
        fewer than ``least`` but not none: the counts of all less those of the regions would be theirs.
    """
    told = {region: number for region, number in regions.items() if number >= least}
    while told and 0 < people - sum(told.values()) < least:
        del told[min(told, key=lambda region: (told[region], region))]
    return told


def told_here(an: Sequence[int], regions: Sequence[str], least: int) -> frozenset[str] | None:
    """Regions that are told at one record or run.

    Args:
        an: copies of everybody, then of each region.
        regions: their codes.
        least: copies below which counts are not told.

    Returns:
        Their codes (a region of which nobody was looked at tells nothing, and may be told); ``None`` where not even
        the counts of all may be told.
    """
    if 0 < an[0] < least:
        return None
    if all(number >= least for number in an[1:]) and not 0 < an[0] - sum(an[1:]) < least:
        return frozenset(regions)
    copies = dict(zip(regions, an[1:], strict=True))
    told = told_regions({region: number for region, number in copies.items() if number > 0}, an[0], least)
    return frozenset(told) | {region for region, number in copies.items() if number == 0}


def tells_sexes(an: int, women: int, men: int, least: int) -> bool:
    """Whether homozygotes and hemizygotes on X tell of nobody: both sexes are absent, or surely many.

    Of ``an`` copies, women have two each and men one outside the PAR: at least ``an`` less two for each woman of the
    panel are men's, and at least ``an`` less one for each man are women's.

    Args:
        an: copies looked at; where versions are compared, of the people who came.
        women: of the panel; where versions are compared, of those who came.
        men: likewise.
        least: people.
    """
    if an == 0 or women == 0 or men == 0:
        return True
    return an - 2 * women >= least and an - men >= 2 * least
