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
from tachkhis.panel.turnover import Turnover
from tachkhis.panel.turnover import contradiction
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
        earlier: versions that were given away before, the latest last, with who left and came since.
        regions: those that are told.
        least: people below which counts are not told apart.
        counts: ``alleles`` written, of these ``partial``, ``withheld`` and ``earlier``; and those ``left_out``.
    """

    panel: PanelFile
    earlier: Sequence[tuple[PanelFile, Turnover]]
    regions: tuple[str, ...]
    least: int
    counts: Counter[str] = field(default_factory=Counter)

    def write(self, folder: Path, header: PanelHeader) -> list[Part]:
        """Write everything into one part, ready to be published.

        Raises:
            InputError: malformed counts; or counts that who came and left since an earlier version cannot explain.
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
        before = [_Version(*one, contig, faults) for one in self.earlier]
        cover = Cover(self.panel.runs(contig, self.regions), 1 + len(self.regions))
        is_x = kind_of(contig) is ContigKind.X
        for site in self.panel.sites(contig, self.regions, faults):
            told: Site | None = self._told(site, is_x)
            for version in before:
                told = self._beside(version, site, told, is_x)
            yield from self._gone(before, cover)
            if told is None:
                self.counts["left_out"] += 1
            else:
                yield self._counted(told)
        if faults:
            raise InputError(faults)
        for version in before:
            version.end()
        yield from self._gone(before, cover)

    def _counted(self, told: Site) -> Site:
        self.counts["partial"] += told.partial > 0
        self.counts["withheld"] += bool(told.withheld)
        self.counts["earlier"] += EARLIER in told.withheld
        return told

    def _gone(self, before: Sequence[_Version], cover: Cover) -> Iterator[Site]:
        """Alleles of the latest version that this panel lacks, as that one told them, where few tell the two apart.

        Were they to go while others of the same AN stand as they were told, it would show that who left had them.
        """
        lost = [version.lost() for version in before]
        for number, version in enumerate(before):
            for site in lost[number]:
                if version.tells(site) and not version.moved.explains((0, 0), (site.ac[0], site.ac[0])):
                    self._refuse(version, site, "it lacks an allele that somebody carried")
        for site in lost[-1] if lost else ():
            told: Site | None = None
            now = unlisted(site.key, cover.at(site.key[0]), self.regions, self.panel)
            for number, version in enumerate(before):
                earlier = next((one for one in lost[number] if one.key == site.key), None)
                if earlier is not None and now.an[0] and self._few(version, now, earlier):
                    told = self._as_before(version, earlier)
            if told is not None:
                yield self._counted(told)

    def _refuse(self, version: _Version, site: Site, shown: str) -> None:
        """Counts show who left: it goes to the laboratory alone.

        Raises:
            InputError: always.
        """
        value = f"{version.contig}:{site.key[0]}"
        fault = contradiction(self.panel, version.panel, version.moved.left, self.least, shown, value)
        raise InputError([fault])

    def _few(self, version: _Version, now: Site, earlier: Site) -> bool:
        """Whether AN (never AC) shows that few of those who came or left were looked at."""
        if ALL in earlier.withheld:
            return False
        groups = _groups(now, self.regions), _groups(earlier, version.regions)
        return few_between(*groups, 2 * self.least, version.swap) is not None

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
        if earlier is not None and version.lists(site.key):
            self._check(version, site, earlier)
        if told is None or ALL in told.withheld:
            return told
        if earlier is None or (earlier.ac[0] == 0 and not version.moved.came and not version.lists(site.key)):
            return told if version.moved.came else None  # nobody came: that version left it out, or did not look
        if self._few(version, told, earlier):
            return self._as_before(version, earlier) if version.lists(site.key) else None
        if is_x and SEXES not in earlier.withheld:
            header, old = self.panel.header, version.panel.header
            came = (abs(header.female - old.female), abs(header.male - old.male))
            both = version.moved.left and version.moved.came  # how many of each sex is not known
            if both or not tells_sexes(abs(told.an[0] - earlier.an[0]), *came, self.least):
                return replace(told, withheld=told.withheld | {SEXES})
        return told

    def _check(self, version: _Version, site: Site, earlier: Site) -> None:
        """Counts that both tell differ by who came and left alone.

        Raises:
            InputError: they cannot.
        """
        if not version.tells(earlier) or {ALL, EARLIER} & site.withheld:
            return
        shown = [(site.an[0], site.ac[0], earlier.an[0], earlier.ac[0])]
        for number, region in enumerate(self.regions, 1):
            if region in version.regions and region not in site.withheld | earlier.withheld:
                place = 1 + version.regions.index(region)
                shown.append((site.an[number], site.ac[number], earlier.an[place], earlier.ac[place]))
        for an, ac, an_before, ac_before in shown:
            if not version.moved.explains((an, ac), (an_before, ac_before)):
                self._refuse(version, site, "AC or AN changed by more than who came and left can have")

    def _as_before(self, version: _Version, earlier: Site) -> Site:
        """The counts of the earlier version in the regions of this one."""
        place = {region: number for number, region in enumerate(version.regions, 1)}
        withheld = {word for word in earlier.withheld if word not in version.regions or word in self.regions}
        withheld |= {region for region in self.regions if region not in place}
        ac, an = (
            (counts[0], *(counts[place[region]] if region in place else 0 for region in self.regions))
            for counts in (earlier.ac, earlier.an)
        )
        return replace(earlier, ac=ac, an=an, withheld=frozenset(withheld) | {EARLIER})

    def runs(self, contig: str) -> Iterator[Run]:
        """Callable bases of a contig as they are told."""
        joiner = RunJoiner()
        before = [_Stretches(one, contig) for one, _ in self.earlier]
        swaps = [_swap(moved, contig) for _, moved in self.earlier]
        for start, end, an in self.panel.runs(contig, self.regions):
            place = start
            while place < end:
                stop = min([end, place - place % GRID + GRID, *(one.end_of(place) for one in before)])
                told = self._told_run(an, [(one.regions, one.at(place)) for one in before], swaps)
                if told is not None:
                    yield from joiner.add((place, stop, told))
                place = stop
        yield from joiner.end()

    def _told_run(
        self,
        an: tuple[int, ...],
        before: Sequence[tuple[tuple[str, ...], tuple[int, ...] | None]],
        swaps: Sequence[int],
    ) -> tuple[int, ...] | None:
        here = told_here(tuple(max(0, one) for one in an), self.regions, 2 * self.least)
        if here is None:
            return None
        told = (an[0], *(n if region in here else ABSENT for region, n in zip(self.regions, an[1:], strict=True)))
        for (regions, earlier), swap in zip(before, swaps, strict=True):
            if earlier is None:
                continue
            if few_between(_sizes(told, self.regions), _sizes(earlier, regions), 2 * self.least, swap) is not None:
                place = {region: number for number, region in enumerate(regions, 1)}
                more = (earlier[place[region]] if region in place else ABSENT for region in self.regions)
                told = (earlier[0], *more)
        return told


class _Version:
    """The records of an earlier version on a contig, at rising places."""

    def __init__(self, panel: PanelFile, moved: Turnover, contig: str, faults: list[Fault]) -> None:
        self.panel, self.contig, self.regions = panel, contig, tuple(panel.header.regions)
        self.moved, self.swap = moved, _swap(moved, contig)
        self._sites = panel.sites(contig, self.regions, faults)
        self._head = next(self._sites, None)
        self._met: Key | None = None
        self._lost: list[Site] = []
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
        if self._head is not None and self._head.key != self._met and self._head.ac[0]:
            self._lost.append(self._head)
        self._head = next(self._sites, None)

    def end(self) -> None:
        """After all records: nothing more is asked for."""
        while self._head is not None:
            self._pass()

    def lost(self) -> list[Site]:
        """Alleles that somebody carried and that were passed without being asked for, since the last call."""
        lost, self._lost = self._lost, []
        return lost

    def tells(self, site: Site) -> bool:
        """Whether counts of a record of it are those of its own people."""
        return not {ALL, EARLIER} & site.withheld

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


def _swap(moved: Turnover, contig: str) -> int:
    """Copies by which AN changes where all were looked at who came and left; 0 where it depends on their sex."""
    return 2 * moved.swap if kind_of(contig) is ContigKind.AUTOSOME else 0


def _groups(site: Site, regions: Sequence[str]) -> Groups:
    """The copies that a record tells: of everybody, and of the regions that it does not withhold."""
    told = {WHOLE: site.an[0]}
    for number, region in enumerate(regions, 1):
        if region not in site.withheld:
            told[region] = site.an[number]
    return told


def _sizes(an: tuple[int, ...], regions: Sequence[str]) -> Groups:
    """The same of a run of callable bases."""
    told = {region: one for region, one in zip(regions, an[1:], strict=True) if one != ABSENT}
    return {WHOLE: an[0], **told}
