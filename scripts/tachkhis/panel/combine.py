"""Panels added up, or one taken from another, by their counts alone: no genotypes are needed.

An allele that one panel has and the other lacks was callable there in as many alleles as the table of callable bases
says at its position; where there is no table, the panel that lacks it counts nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.counts import GRID
from tachkhis.panel.counts import RunJoiner
from tachkhis.panel.counts import SiteCounts
from tachkhis.panel.counts import SiteWriter
from tachkhis.panel.header import AS_EARLIER
from tachkhis.panel.header import WITHHELD
from tachkhis.panel.header import WITHHELD_BESIDE
from tachkhis.panel.header import PanelHeader
from tachkhis.panel.marks import marked
from tachkhis.panel.marks import told_run
from tachkhis.panel.panel_file import MOST_FAULTS
from tachkhis.panel.panel_file import PanelFile
from tachkhis.panel.panel_file import Run
from tachkhis.panel.panel_file import Site
from tachkhis.panel.panel_file import more_faults
from tachkhis.panel.parts import Part
from tachkhis.panel.reader import Key
from tachkhis.panel.withholding import ABSENT

BATCH = 4096


def disagreements(panels: Sequence[PanelFile]) -> Iterator[Fault]:
    """Why panels are not of one build."""
    first = panels[0]
    for other in panels[1:]:
        if other.header.build != first.header.build:
            problem = f"its build is {other.header.build!r}, that of {first.path} is {first.header.build!r}"
            yield Fault(str(other.path), problem, "give panels of one build")
            continue
        for contig, length in other.header.contigs.items():
            here = first.header.contigs.get(contig, length)
            if here != length:
                problem = f"{contig} has {length:,} bases here and {here:,} in {first.path}: not the same build"
                yield Fault(str(other.path), problem, "give panels of one build")
                break


class Cover:
    """Callable alleles at rising positions; :data:`ABSENT` of a region that is not told there."""

    def __init__(self, runs: Iterator[Run], width: int) -> None:
        self._runs, self._none = runs, (0,) * width
        self._now: Run | None = next(runs, None)

    def at(self, position: int) -> tuple[int, ...]:
        """Copies of everybody and of each region at a 1-based position; 0 where nothing is told."""
        while self._now is not None and self._now[1] < position:
            self._now = next(self._runs, None)
        return self._now[2] if self._now is not None and self._now[0] < position else self._none


def combined_sites(
    panels: Sequence[PanelFile],
    sign: int,
    contig: str,
    regions: Sequence[str],
    counts: Counter[str],
    *,
    drop_emptied: bool = False,
    written: PanelFile | None = None,
) -> Iterator[Site]:
    """The alleles of a contig, of all panels added up, or of the first less the others.

    Args:
        panels: the panels.
        sign: 1 to add, -1 to take the others from the first.
        contig: its name.
        regions: regions of the result.
        counts: ``partial`` counts the records whose AN lacks people, for a panel lacks the allele and does not tell how
            callable it was there.
        drop_emptied: leave out alleles that nobody carries any more: a record of none would tell that a person who
            withdrew had it. ``counts`` holds them as ``emptied``.
        written: the person's genotypes as their files write them, counted or not: alleles of theirs that were never
            counted (too weak, or on Y in a woman) are left out as well where nobody carries them.

    Raises:
        InputError: malformed counts; or, taking away, counts that were never there.
    """
    faults: list[Fault] = []
    not_theirs: list[Fault] = []
    streams = [panel.sites(contig, regions, faults) for panel in panels]
    covers = [Cover(panel.runs(contig, regions), 1 + len(regions)) for panel in panels]
    heads: list[Site | None] = [next(stream, None) for stream in streams]
    carried = (
        (site.key for site in written.sites(contig, (), faults) if site.ac[0]) if written is not None else iter(())
    )
    theirs = next(carried, None)
    while True:
        keys = [head.key for head in heads if head is not None]
        if not keys:
            break
        key = min(keys)
        while theirs is not None and theirs < key:
            theirs = next(carried, None)
        parts: list[Site] = []
        for number, head in enumerate(heads):
            if head is not None and head.key == key:
                parts.append(head)
                heads[number] = next(streams[number], None)
            else:
                parts.append(unlisted(key, covers[number].at(key[0]), regions, panels[number]))
        total = _sum(parts, sign)
        problem = _impossible(total)
        if problem is not None:
            value = f"{contig}:{key[0]} {key[1][:20]}>{key[2][:20]}"
            remedy = "give the very files and rules with which the person was counted"
            not_theirs.append(Fault(str(panels[0].path), problem, remedy, value=value))
            if len(not_theirs) >= MOST_FAULTS:
                raise InputError([*(faults or not_theirs), more_faults(panels[0].path)])
        elif drop_emptied and total.ac[0] == 0 and (parts[0].ac[0] > 0 or key == theirs):
            counts["emptied"] += 1
        else:
            counts["partial"] += total.partial > 0
            yield total
    if faults or not_theirs:  # a record that cannot be read looks as if it had never been counted: one fault, not two
        raise InputError(faults or not_theirs)


def unlisted(key: Key, an: Sequence[int], regions: Sequence[str], panel: PanelFile) -> Site:
    """Counts of an allele that a panel does not list, where its table of callable bases says ``an``."""
    withheld = frozenset(region for region, one in zip(regions, an[1:], strict=True) if one == ABSENT)
    looked = tuple(max(0, one) for one in an)
    return Site(key, (0,) * len(an), looked, 0, 0, panel.untold(looked[0]), withheld)


def _sum(parts: Sequence[Site], sign: int) -> Site:
    first = parts[0]
    ac, an, nhom, nhemi = list(first.ac), list(first.an), first.nhom, first.nhemi
    for part in parts[1:]:
        for number in range(len(ac)):
            ac[number] += sign * part.ac[number]
            an[number] += sign * part.an[number]
        nhom += sign * part.nhom
        nhemi += sign * part.nhemi
    partial = sum(part.partial for part in parts)
    if sign < 0:  # who leaves may have been looked at: a record that was partial stays so
        partial = max(1, first.partial - sum(part.partial > 0 for part in parts[1:])) if first.partial else 0
    withheld = frozenset().union(*(part.withheld for part in parts))
    return Site(first.key, tuple(ac), tuple(an), nhom, nhemi, partial, withheld)


def _impossible(site: Site) -> str | None:
    if (
        min(*site.ac, *site.an, site.nhom, site.nhemi) < 0
        or any(one > all_ for one, all_ in zip(site.ac, site.an, strict=True))
        or sum(site.ac[1:]) > site.ac[0]
        or sum(site.an[1:]) > site.an[0]
    ):
        return "the person's genotypes are not those that were counted: the counts would not stay possible"
    return None


def combined_runs(panels: Sequence[PanelFile], sign: int, contig: str, regions: Sequence[str]) -> Iterator[Run]:
    """Runs of callable bases of a contig, as :func:`combined_sites` adds them up."""
    joiner = RunJoiner()
    streams = [panel.runs(contig, regions) for panel in panels]
    heads: list[Run | None] = [next(stream, None) for stream in streams]
    place = 0
    while any(heads):
        starts = [max(head[0], place) for head in heads if head is not None]
        place = min(starts)
        ends = [head[1] if head[0] <= place else head[0] for head in heads if head is not None]
        end = min([*ends, place - place % GRID + GRID])
        total = [0] * (1 + len(regions))
        untold: set[int] = set()
        for number, head in enumerate(heads):
            if head is not None and head[0] <= place:
                factor = 1 if number == 0 else sign
                total = [one + factor * max(0, other) for one, other in zip(total, head[2], strict=True)]
                untold.update(column for column, other in enumerate(head[2]) if other == ABSENT)
        if any(total):
            total = [ABSENT if number in untold and not one else one for number, one in enumerate(total)]
            yield from joiner.add((place, end, tuple(total)))
        place = end
        for number, head in enumerate(heads):
            if head is not None and head[1] <= place:
                heads[number] = next(streams[number], None)
    yield from joiner.end()


def write_combined(
    panels: Sequence[PanelFile],
    sign: int,
    header: PanelHeader,
    folder: Path,
    counts: Counter[str],
    *,
    drop_emptied: bool = False,
    written: PanelFile | None = None,
) -> list[Part]:
    """Combine panels into one part, ready to be published."""
    import pysam

    regions = list(header.regions)
    writer = SiteWriter(regions)
    sites, runs = folder / "combined.sites.gz", folder / "combined.runs.gz"
    known = any(panel.runs_path is not None for panel in panels)
    alleles = 0
    with pysam.BGZFile(str(sites), "wb") as out:
        for contig in header.contigs:
            found = combined_sites(panels, sign, contig, regions, counts, drop_emptied=drop_emptied, written=written)
            while batch := list(islice(found, BATCH)):
                out.write(lines_of(writer, contig, batch, regions).encode())
                alleles += len(batch)
    if known:
        with pysam.BGZFile(str(runs), "wb") as out:
            for contig in header.contigs:
                write_runs(out, contig, combined_runs(panels, sign, contig, regions))
    counts["alleles"] += alleles
    return [Part(sites, runs if known else None, alleles, Counter())]


def write_runs(out: Any, contig: str, runs: Iterator[Run]) -> None:
    """Write runs of a contig into an open table of callable bases."""
    while batch := list(islice(runs, BATCH)):
        out.write("".join(told_run(contig, run) for run in batch).encode())


def lines_of(writer: SiteWriter, contig: str, sites: Sequence[Site], regions: Sequence[str]) -> str:
    """Lines of some alleles of a contig, without what they withhold."""
    lines = writer.lines(contig, _arrays(sites))
    return "".join(marked(line, site, regions) for line, site in zip(lines, sites, strict=True))


def _arrays(sites: Sequence[Site]) -> SiteCounts:
    return SiteCounts(
        [site.key for site in sites],
        np.array([site.ac for site in sites], np.int64),
        np.array([site.an for site in sites], np.int64),
        np.array([site.nhom for site in sites], np.int64),
        np.array([site.nhemi for site in sites], np.int64),
        np.array([site.partial for site in sites], np.int64),
    )


def combined_header(
    panels: Sequence[PanelHeader], sign: int, *, name: str, version: str, date: str, source: str, licence: str
) -> PanelHeader:
    """The header of panels added up, or of the first less the others."""
    first = panels[0]
    factors = [1] + [sign] * (len(panels) - 1)

    def total(of: Sequence[Mapping[str, int]]) -> dict[str, int]:
        summed: Counter[str] = Counter()
        for factor, one in zip(factors, of, strict=True):
            for key, number in one.items():
                summed[key] += factor * number
        return {key: number for key, number in sorted(summed.items()) if number > 0}

    contigs: dict[str, int] = {}
    for panel in panels:
        for contig, length in panel.contigs.items():
            contigs.setdefault(contig, length)
    people = total([{"people": p.people, "female": p.female, "male": p.male} for p in panels])
    filters = {
        key: " and ".join(dict.fromkeys(panel.filters.get(key, "not told") for panel in panels if panel.filters))
        for key in dict.fromkeys(key for panel in panels for key in panel.filters)
    }
    for key in (WITHHELD, WITHHELD_BESIDE, AS_EARLIER):
        withheld = {word for panel in panels for word in panel.filters.get(key, "").split(",")} - {"", "none"}
        if key in filters:
            filters[key] = ",".join(sorted(withheld)) or "none"
    return PanelHeader(
        name=name,
        version=version,
        build=first.build,
        people=people.get("people", 0),
        female=people.get("female", 0),
        male=people.get("male", 0),
        regions=total([panel.regions for panel in panels]),
        filters=filters if sign > 0 else first.filters,
        excluded=total([panel.excluded for panel in panels]) if sign > 0 else first.excluded,
        contigs=contigs,
        date=date,
        source=source,
        licence=licence,
        synthetic=next((panel.synthetic for panel in panels if panel.synthetic), ""),
    )
