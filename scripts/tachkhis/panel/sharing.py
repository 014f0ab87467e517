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
from itertools import combinations
from pathlib import Path

from tachkhis.case.shipped import read_json
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.between import Sets
from tachkhis.panel.combine import disagreements
from tachkhis.panel.genotypes import BUILD
from tachkhis.panel.given_away import apart_of
from tachkhis.panel.header import AS_EARLIER
from tachkhis.panel.header import WITHHELD
from tachkhis.panel.header import WITHHELD_BESIDE
from tachkhis.panel.out_place import workshop
from tachkhis.panel.panel_file import PanelFile
from tachkhis.panel.parts import publish
from tachkhis.panel.publication import Publication
from tachkhis.panel.turnover import Turnover
from tachkhis.panel.turnover import left_since
from tachkhis.panel.turnover import turnover
from tachkhis.panel.withholding import WHOLE
from tachkhis.panel.withholding import Groups
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
        kept: of these, those that are told as the latest version told them.
        alleles: alleles written.
        partly: of these, those at which counts are withheld.
        earlier: of these, those that stand as the earlier version told them.
        left_out: alleles that are not written, for their difference from the earlier version is that of few people.
    """

    withheld: tuple[str, ...]
    beside: tuple[str, ...]
    kept: tuple[str, ...]
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
        left: how many people of each of them (or of all) are not in this panel; empty where the ledger tells.
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
    alone = told_regions(header.regions, header.people, least)
    pairs = list(zip(before, moved, strict=True))
    told = _unlike(panel, pairs, alone, least)
    kept = {}
    if pairs and not moved[-1].left:  # who left is not told again
        kept = {region: n for region, n in before[-1].header.regions.items() if region not in told}
    filters = {key: words for key, words in header.filters.items() if key != AS_EARLIER}
    withheld = _named(filters, WITHHELD, {*header.regions, *kept} - set(told))
    beside = _named(filters, WITHHELD_BESIDE, set(alone) - set(told) - set(kept))
    filters[WITHHELD] = ",".join(withheld) or "none"
    if beside:
        filters[WITHHELD_BESIDE] = ",".join(beside)
    if kept:
        filters[AS_EARLIER] = ",".join(sorted(kept))
    shared = replace(header, regions=dict(sorted({**told, **kept}.items())), filters=filters)
    publication = Publication(panel, pairs, tuple(told), tuple(sorted(kept)), least)
    with workshop(out) as folder:
        parts = publication.write(folder, shared)
        counts = publication.counts
        publish(folder, out, shared.with_partial(counts).text, list(publication.regions), parts)
    return Shared(
        withheld,
        beside,
        tuple(sorted(kept)),
        counts["alleles"],
        counts["withheld"],
        counts["earlier"],
        counts["left_out"],
    )


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


def _unlike(
    panel: PanelFile, earlier: Sequence[tuple[PanelFile, Turnover]], alone: Mapping[str, int], least: int
) -> dict[str, int]:
    """The most regions that may be told beside earlier versions: no difference of the two is that of few people.

    Raises:
        InputError: not even everybody may be.
    """
    header = panel.header
    hidden = header.filters.get(WITHHELD, "").split(",")

    def few(told: Mapping[str, int], before: PanelFile, moved: Turnover) -> bool:
        regions = before.header.regions
        known = {region: header.regions.get(region, 0) for region in regions if region not in hidden}
        now, then = _people(header.people, told), _people(before.header.people, regions)
        return Sets(now, then, known, apart_of(before)).few(least, moved.swap)

    for number in range(len(alone) + 1):
        options = [
            {key: n for key, n in alone.items() if key not in one} for one in combinations(sorted(alone), number)
        ]
        for told in sorted(options, key=lambda one: (-sum(one.values()), list(one))):
            if not any(few(told, *one) for one in earlier):
                return told
    raise InputError([_refusal(panel, before, least) for before, moved in earlier if few({}, before, moved)])


def _refusal(panel: PanelFile, before: PanelFile, least: int) -> Fault:
    """Why a version cannot stand beside one that was given away though enough people came or left, and the way out."""
    here, there = panel.header, before.header
    remain = {region: here.regions.get(region, 0) for region in there.regions}
    few = {region: number for region, number in remain.items() if 0 < number < least}
    problem = f"it counts {here.people} people, {before.path} counts {there.people}: less regions that were told, "
    if few:
        named = ", ".join(f"{number} of {region}" for region, number in few.items())
        problem += f"few remain ({named}), and their counts would be their genotypes"
        remedy = (
            f"leave these people out as well ('tachkhis panel withdraw', or 'build' without them) and count them in"
            f" --left; they can be counted again with {least} or more who come. Or keep to the version that was given"
            f" away until {least} people or more of the region are counted again"
        )
        return Fault(str(panel.path), problem, remedy)
    remedy = f"keep to the version that was given away until {least} people or more of a region have come or left"
    return Fault(str(panel.path), f"{problem}few may remain, and which regions they are of is not known", remedy)


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
