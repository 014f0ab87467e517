"""The records and callable bases of a panel as they may be told, one by one.

A region of twenty people of whom two were looked at at a record tells these two; so does a version of a panel less an
earlier one where of ten new people one was. Limits are in copies (AN): two for each person of the least number, on
every contig, so that on Y and M they are twice as many people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from itertools import islice
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.combine import BATCH
from tachkhis.panel.combine import Cover
from tachkhis.panel.combine import lines_of
from tachkhis.panel.combine import unlisted
from tachkhis.panel.combine import write_runs
from tachkhis.panel.counts import GRID
from tachkhis.panel.counts import RunJoiner
from tachkhis.panel.counts import SiteWriter
from tachkhis.panel.header import PanelHeader
from tachkhis.panel.panel_file import PanelFile
from tachkhis.panel.panel_file import Run
from tachkhis.panel.panel_file import Site
from tachkhis.panel.parts import Part
from tachkhis.panel.reader import Key
from tachkhis.panel.withholding import ABSENT
from tachkhis.panel.withholding import ALL
from tachkhis.panel.withholding import EARLIER
from tachkhis.panel.withholding import SEXES
from tachkhis.panel.withholding import WHOLE
from tachkhis.panel.withholding import Groups
from tachkhis.panel.withholding import few_between
from tachkhis.panel.withholding import tells_sexes
from tachkhis.panel.withholding import told_here
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of


@dataclass
class Publication:
    """A panel on its way out.

    Attributes:
        panel: the laboratory's.
        earlier: versions that were given away before, the latest last.
        regions: those that are told.
        least: people below which counts are not told apart.
        counts: ``alleles`` written, of these ``partial``, ``withheld`` and ``earlier``; and those ``left_out``.
    """

    panel: PanelFile
    earlier: Sequence[PanelFile]
    regions: tuple[str, ...]
    least: int
    counts: Counter[str] = field(default_factory=Counter)

    def write(self, folder: Path, header: PanelHeader) -> list[Part]:
        """Write everything into one part, ready to be published.

        Raises:
            InputError: malformed counts; or alleles are gone that an earlier version lists, though not enough people.
        """
        import pysam

        writer = SiteWriter(self.regions)
        sites, runs = folder / "told.sites.gz", folder / "told.runs.gz"
        with pysam.BGZFile(str(sites), "wb") as out:
            for contig in header.contigs:
                found = self.sites(contig)
                while batch := list(islice(found, BATCH)):
                    out.write(lines_of(writer, contig, batch, self.regions).encode())
                    self.counts["alleles"] += len(batch)
        known = self.panel.runs_path is not None
        if known:
            with pysam.BGZFile(str(runs), "wb") as out:
                for contig in header.contigs:
                    write_runs(out, contig, self.runs(contig))
        return [Part(sites, runs if known else None, self.counts["alleles"], Counter())]

    def sites(self, contig: str) -> Iterator[Site]:
        """The alleles of a contig as they are told."""
        faults: list[Fault] = []
        before = [_Version(one, contig, faults) for one in self.earlier]
        is_x = kind_of(contig) is ContigKind.X
        for site in self.panel.sites(contig, self.regions, faults):
            told: Site | None = self._told(site, is_x)
            for version in before:
                told = self._beside(version, site, told, is_x)
            if told is None:
                self.counts["left_out"] += 1
                continue
            self.counts["partial"] += told.partial > 0
            self.counts["withheld"] += bool(told.withheld)
            self.counts["earlier"] += EARLIER in told.withheld
            yield told
        if faults:
            raise InputError(faults)
        for version in before:
            self._refuse_gone(version)

    def _refuse_gone(self, version: _Version) -> None:
        """Alleles that are gone are those of people who left: fewer than these must not be told from the others."""
        gone = version.gone()
        if gone is None or version.panel.header.people - self.panel.header.people >= self.least:
            return
        problem = f"it lacks alleles that {version.panel.path} lists: they tell what those carry who left since"
        remedy = f"keep to the version that was given away, until {self.least} people or more are fewer"
        value = f"{version.contig}:{gone.key[0]} {gone.key[1][:20]}>{gone.key[2][:20]}"
        raise InputError([Fault(str(self.panel.path), problem, remedy, value=value)])

    def _told(self, site: Site, is_x: bool) -> Site:
        """A record by itself."""
        here = told_here(site.an, self.regions, 2 * self.least)
        if here is None:
            nobody = (0,) * len(site.an)
            return replace(site, ac=nobody, an=nobody, nhom=0, nhemi=0, withheld=site.withheld | {ALL})
        header, withheld = self.panel.header, site.withheld | (frozenset(self.regions) - here)
        if is_x and not tells_sexes(site.an[0], header.female, header.male, self.least):
            withheld |= {SEXES}
        if withheld == site.withheld and len(here) == len(self.regions):
            return site
        return _only(replace(site, withheld=withheld), self.regions, here)

    def _beside(self, version: _Version, site: Site, told: Site | None, is_x: bool) -> Site | None:
        """A record beside an earlier version: as it is, as the earlier version told it, or (``None``) not at all."""
        earlier = version.at(site.key)
        if told is None or ALL in told.withheld:
            return told
        header, old = self.panel.header, version.panel.header
        if earlier is None:  # it may have been looked at in all of them, and found in none
            few = header.people - old.people < self.least
        else:
            now, before = _groups(told, self.regions), _groups(earlier, version.regions)
            few = ALL not in earlier.withheld and few_between(now, before, 2 * self.least) is not None
        if few:
            return None if earlier is None or not version.lists(site.key) else self._as_before(version, earlier, site)
        if is_x and earlier is not None and SEXES not in earlier.withheld:
            came = (abs(header.female - old.female), abs(header.male - old.male))
            if not tells_sexes(abs(told.an[0] - earlier.an[0]), *came, self.least):
                return replace(told, withheld=told.withheld | {SEXES})
        return told

    def _as_before(self, version: _Version, earlier: Site, site: Site) -> Site:
        """The counts of the earlier version in the regions of this one, and the people whom this record lacks."""
        place = {region: number for number, region in enumerate(version.regions, 1)}
        withheld = {word for word in earlier.withheld if word not in version.regions or word in self.regions}
        withheld |= {region for region in self.regions if region not in place}
        ac, an = (
            (counts[0], *(counts[place[region]] if region in place else 0 for region in self.regions))
            for counts in (earlier.ac, earlier.an)
        )
        partial = max(site.partial, earlier.partial)
        return replace(earlier, ac=ac, an=an, partial=partial, withheld=frozenset(withheld) | {EARLIER})

    def runs(self, contig: str) -> Iterator[Run]:
        """Callable bases of a contig as they are told."""
        joiner = RunJoiner()
        before = [_Stretches(one, contig) for one in self.earlier]
        for start, end, an in self.panel.runs(contig, self.regions):
            place = start
            while place < end:
                stop = min([end, place - place % GRID + GRID, *(one.end_of(place) for one in before)])
                told = self._told_run(an, [(one.regions, one.at(place)) for one in before])
                if told is not None:
                    yield from joiner.add((place, stop, told))
                place = stop
        yield from joiner.end()

    def _told_run(
        self, an: tuple[int, ...], before: Sequence[tuple[tuple[str, ...], tuple[int, ...] | None]]
    ) -> tuple[int, ...] | None:
        here = told_here(tuple(max(0, one) for one in an), self.regions, 2 * self.least)
        if here is None:
            return None
        told = (an[0], *(n if region in here else ABSENT for region, n in zip(self.regions, an[1:], strict=True)))
        for regions, earlier in before:
            if earlier is None:
                continue
            if few_between(_sizes(told, self.regions), _sizes(earlier, regions), 2 * self.least) is not None:
                place = {region: number for number, region in enumerate(regions, 1)}
                more = (earlier[place[region]] if region in place else ABSENT for region in self.regions)
                told = (earlier[0], *more)
        return told


class _Version:
    """The records of an earlier version on a contig, at rising places."""

    def __init__(self, panel: PanelFile, contig: str, faults: list[Fault]) -> None:
        self.panel, self.contig, self.regions = panel, contig, tuple(panel.header.regions)
        self._sites = panel.sites(contig, self.regions, faults)
        self._head = next(self._sites, None)
        self._met: Key | None = None
        self._gone: Site | None = None
        self._cover = Cover(panel.runs(contig, self.regions), 1 + len(self.regions))

    def at(self, key: Key) -> Site | None:
        """What it told of an allele; ``None`` where nobody knows whether it was looked at."""
        while self._head is not None and self._head.key < key:
            self._pass()
        if self._head is not None and self._head.key == key:
            self._met = key
            return self._head
        an = self._cover.at(key[0])
        return unlisted(key, an, self.regions, self.panel) if an[0] else None

    def _pass(self) -> None:
        if self._head is not None and self._head.key != self._met and self._head.ac[0] and self._gone is None:
            self._gone = self._head
        self._head = next(self._sites, None)

    def gone(self) -> Site | None:
        """After all records: the first allele that somebody carried and that was never asked for."""
        while self._head is not None:
            self._pass()
        return self._gone

    def lists(self, key: Key) -> bool:
        """Whether it has a record of an allele; after :meth:`at`."""
        return self._head is not None and self._head.key == key


class _Stretches:
    """The callable bases of an earlier version on a contig, at rising places (0-based)."""

    def __init__(self, panel: PanelFile, contig: str) -> None:
        self.regions = tuple(panel.header.regions)
        self._runs = panel.runs(contig, self.regions)
        self._now = next(self._runs, None)

    def _move(self, place: int) -> None:
        while self._now is not None and self._now[1] <= place:
            self._now = next(self._runs, None)

    def at(self, place: int) -> tuple[int, ...] | None:
        """Copies, or ``None`` where it tells of none."""
        self._move(place)
        return self._now[2] if self._now is not None and self._now[0] <= place else None

    def end_of(self, place: int) -> int:
        """Where what holds at a place ends."""
        self._move(place)
        if self._now is None:
            return place + GRID
        return self._now[1] if self._now[0] <= place else self._now[0]


def _only(site: Site, regions: Sequence[str], told: frozenset[str]) -> Site:
    """A site whose counts by region are those of some regions alone."""
    ac, an = (
        (counts[0], *(one if region in told else 0 for region, one in zip(regions, counts[1:], strict=True)))
        for counts in (site.ac, site.an)
    )
    return replace(site, ac=ac, an=an)


def _groups(site: Site, regions: Sequence[str]) -> Groups:
    """What a record tells: copies and AC of everybody, and of the regions that it does not withhold."""
    told = {WHOLE: (site.an[0], site.ac[0])}
    for number, region in enumerate(regions, 1):
        if region not in site.withheld:
            told[region] = (site.an[number], site.ac[number])
    return told


def _sizes(an: tuple[int, ...], regions: Sequence[str]) -> Groups:
    """The same of a run of callable bases."""
    told = {region: (one, 0) for region, one in zip(regions, an[1:], strict=True) if one != ABSENT}
    return {WHOLE: (an[0], 0), **told}
