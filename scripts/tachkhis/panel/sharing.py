"""A panel that may leave the laboratory: counts of few people are their genotypes, and are not told apart.

AC and AN of one person at every site are that person's genome, though no sample column is there. So a region is told
only where it counts enough people, and where those whom no region tells (AC less the AC of all regions) are enough too.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

from tachkhis.case.shipped import read_json
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.combine import write_combined
from tachkhis.panel.genotypes import BUILD
from tachkhis.panel.header import WITHHELD
from tachkhis.panel.header import PanelHeader
from tachkhis.panel.panel_file import PanelFile
from tachkhis.panel.parts import publish
from tachkhis.panel.parts import workshop


def least_people() -> int:
    """People below which counts are not told apart, as ``resources/panel/build.json`` says."""
    return int(read_json(BUILD)["publication"]["people_at_least"])


def told_regions(regions: Mapping[str, int], people: int, least: int) -> dict[str, int]:
    """Regions whose counts tell of nobody, with their people.

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


@dataclass(frozen=True, slots=True)
class Shared:
    """What was written, and what was not.

    Attributes:
        withheld: regions whose counts are not told.
        warnings: what counts still give away.
        alleles: alleles written.
    """

    withheld: tuple[str, ...]
    warnings: tuple[str, ...]
    alleles: int


def share_panel(path: Path, out: Path, least: int) -> Shared:
    """Write a panel without the counts by region that are those of few people.

    Raises:
        InputError: no panel, malformed counts, or a panel of so few people that it is their genotypes altogether.
    """
    panel = PanelFile.open(path)
    header = panel.header
    if out.resolve() == path.resolve():
        problem = "the panel would be written over itself, and people could no longer be added or taken out"
        raise InputError([Fault("--out", problem, "write another name", value=str(out))])
    if header.people < least:
        problem = f"it counts {header.people} people: its counts are their genotypes"
        raise InputError([Fault(str(path), problem, f"publish a panel of {least} people or more")])
    told = told_regions(header.regions, header.people, least)
    withheld = tuple(region for region in header.regions if region not in told)
    filters = dict(header.filters)
    before = [word for word in filters.get(WITHHELD, "").split(",") if word]
    filters[WITHHELD] = ",".join(sorted({*before, *withheld})) or "none"
    shared = replace(header, regions=told, filters=filters)
    counts: Counter[str] = Counter()
    with workshop(out) as folder:
        parts = write_combined([panel], 1, shared, folder, counts)
        publish(folder, out, shared.with_partial(counts).text, list(told), parts)
    return Shared(withheld, tuple(_single_sex(header, least)), counts["alleles"])


def _single_sex(header: PanelHeader, least: int) -> list[str]:
    return [
        f"only {number} of the people are {name}: counts on X and Y give away what {name} people carry there"
        for name, number in (("female", header.female), ("male", header.male))
        if 0 < number < least
    ]


def tell_small(path: Path, action: str) -> None:
    """A warning on standard error where counts of a panel that was just written are those of few people."""
    header = PanelFile.open(path).header
    least = least_people()
    told = told_regions(header.regions, header.people, least)
    small = [f"{region} ({number})" for region, number in header.regions.items() if number < least]
    if header.people < least:
        what = f"the panel counts {header.people} people, fewer than {least}: it holds their genotypes"
    elif small:
        what = f"regions with fewer than {least} people: {', '.join(small)}: their counts are these people's genotypes"
    elif len(told) < len(header.regions):
        rest = header.people - sum(header.regions.values())
        what = f"{rest} people without a region: all counts less those of the regions are these people's genotypes"
    else:
        return
    print(
        f"tachkhis panel {action}: warning: {what}; keep this file in the laboratory, and give away only what"
        f" 'tachkhis panel publish --panel {path} --out FILE' makes of it",
        file=sys.stderr,
    )
