"""A panel that may leave the laboratory: counts of few people are their genotypes, and are not told apart.

AC and AN of one person at every site are that person's genome, though no sample column is there. So a region is told
only where it counts enough people, and where those whom no region tells (AC less the AC of all regions) are enough too;
and what an earlier version told less what this one tells must not be the counts of few either. Which of its records
tell all of that: :mod:`tachkhis.panel.publication`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

from tachkhis.case.shipped import read_json
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.combine import disagreements
from tachkhis.panel.genotypes import BUILD
from tachkhis.panel.header import WITHHELD
from tachkhis.panel.header import WITHHELD_BESIDE
from tachkhis.panel.out_place import workshop
from tachkhis.panel.panel_file import PanelFile
from tachkhis.panel.parts import publish
from tachkhis.panel.publication import Publication
from tachkhis.panel.turnover import left_since
from tachkhis.panel.turnover import turnover
from tachkhis.panel.withholding import WHOLE
from tachkhis.panel.withholding import Groups
from tachkhis.panel.withholding import few_between
from tachkhis.panel.withholding import told_regions


def least_people() -> int:
    """People below which counts are not told apart, as ``resources/panel/build.json`` says."""
    return int(read_json(BUILD)["publication"]["people_at_least"])


@dataclass(frozen=True, slots=True)
class Shared:
    """What was written, and what was not.

    Attributes:
        withheld: regions whose counts are not told at all.
        beside: of these, those that would be told, were it not for an earlier version.
        alleles: alleles written.
        partly: of these, those at which counts are withheld.
        earlier: of these, those that stand as the earlier version told them.
        left_out: alleles that are not written, for their difference from the earlier version is that of few people.
    """

    withheld: tuple[str, ...]
    beside: tuple[str, ...]
    alleles: int
    partly: int
    earlier: int
    left_out: int


def share_panel(
    path: Path,
    out: Path,
    least: int,
    earlier: Sequence[Path] = (),
    left: Sequence[int] = (),
    ledger: Path | None = None,
) -> Shared:
    """Write a panel without the counts that are those of few people.

    Args:
        path: the laboratory's panel.
        out: the panel to give away.
        least: people below which counts are not told apart.
        earlier: versions that were given away before, the latest last.
        left: how many people of each of them (or of all) are not in this panel; none where it is empty.
        ledger: the panel's, which tells or checks that.

    Raises:
        InputError: no panel, malformed counts, a panel of so few people that it is their genotypes altogether, an
            earlier version from which it differs by so few, or from which more people left than was stated.
    """
    panel, before = _opened([path, *earlier], out)
    header = panel.header
    if header.people < least:
        problem = f"it counts {header.people} people: its counts are their genotypes"
        raise InputError([Fault(str(path), problem, f"publish a panel of {least} people or more")])
    numbers = left_since(panel, before, left, ledger)
    moved = [turnover(panel, one, number, least) for one, number in zip(before, numbers, strict=True)]
    alone = told = told_regions(header.regions, header.people, least)
    for one, people in zip(before, moved, strict=True):
        told = _unlike(panel, one, told, least, people.swap)
    filters = dict(header.filters)
    withheld = _named(filters, WITHHELD, set(header.regions) - set(told))
    beside = _named(filters, WITHHELD_BESIDE, set(alone) - set(told))
    filters[WITHHELD] = ",".join(withheld) or "none"
    if beside:
        filters[WITHHELD_BESIDE] = ",".join(beside)
    shared = replace(header, regions=told, filters=filters)
    publication = Publication(panel, list(zip(before, moved, strict=True)), tuple(told), least)
    with workshop(out) as folder:
        parts = publication.write(folder, shared)
        counts = publication.counts
        publish(folder, out, shared.with_partial(counts).text, list(told), parts)
    return Shared(withheld, beside, counts["alleles"], counts["withheld"], counts["earlier"], counts["left_out"])


def _named(filters: Mapping[str, str], key: str, regions: set[str]) -> tuple[str, ...]:
    """Regions that a header names already (that of a panel once published), and more."""
    return tuple(sorted({*filters.get(key, "").split(","), *regions} - {"", "none"}))


def _opened(paths: Sequence[Path], out: Path) -> tuple[PanelFile, list[PanelFile]]:
    """A panel and the earlier published versions of it."""
    faults: list[Fault] = []
    for path in paths:
        if out.resolve() == path.resolve():
            problem = "the panel would be written over itself, and people could no longer be added or taken out"
            faults.append(Fault("--out", problem, "write another name", value=str(out)))
    if faults:
        raise InputError(faults)
    opened = []
    for path in paths:
        try:
            opened.append(PanelFile.open(path))
        except InputError as error:
            faults += error.faults
    if faults:
        raise InputError(faults)
    panel, *before = opened
    faults += disagreements(opened)
    for one in before:
        if WITHHELD not in one.header.filters:
            problem, remedy = "it is no published panel", "name what 'tachkhis panel publish' made and was given away"
            faults.append(Fault(str(one.path), problem, remedy, column="--previous"))
        elif one.header.name != panel.header.name:
            problem = f"it is a version of another panel ({one.header.name!r}, not {panel.header.name!r})"
            faults.append(Fault(str(one.path), problem, "name earlier versions of this panel", column="--previous"))
    if faults:
        raise InputError(faults)
    return panel, before


def _unlike(panel: PanelFile, before: PanelFile, told: Mapping[str, int], least: int, swap: int) -> dict[str, int]:
    """Regions that may be told beside an earlier version: no difference of the two is that of few people.

    ``swap`` is that of :func:`few_between`.

    Raises:
        InputError: not even everybody may be.
    """
    earlier = _people(before.header.people, before.header.regions)
    left = dict(told)
    while True:
        found = few_between(_people(panel.header.people, left), earlier, least, swap)
        if found is None:
            return left
        named = [region for region in found[0] if region in left]
        if found[0] == (WHOLE,) or not left:
            here, there = panel.header.people, before.header.people
            problem = f"it counts {here} people, {before.path} counts {there}: less regions that were told, few remain"
            remedy = (
                f"keep to the version that was given away until {least} people or more of a region have come or left"
            )
            raise InputError([Fault(str(panel.path), problem, remedy)])
        options = sorted(named or left, key=lambda region: (left[region], region))
        enough = (
            region
            for region in options
            if few_between(_people(panel.header.people, _without(left, region)), earlier, least, swap) is None
        )
        del left[next(enough, options[0])]


def _without(regions: Mapping[str, int], one: str) -> dict[str, int]:
    return {region: people for region, people in regions.items() if region != one}


def _people(people: int, regions: Mapping[str, int]) -> Groups:
    return {WHOLE: people, **regions}


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
