"""An earlier version of a panel as it was given away: its records and callable bases, at rising places."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Sequence
from dataclasses import replace

from tachkhis.errors import Fault
from tachkhis.panel.combine import Cover
from tachkhis.panel.combine import unlisted
from tachkhis.panel.counts import GRID
from tachkhis.panel.header import WITHHELD
from tachkhis.panel.panel_file import PanelFile
from tachkhis.panel.panel_file import Site
from tachkhis.panel.reader import Key
from tachkhis.panel.turnover import Turnover
from tachkhis.panel.withholding import ABSENT
from tachkhis.panel.withholding import ALL
from tachkhis.panel.withholding import EARLIER
from tachkhis.panel.withholding import WHOLE
from tachkhis.panel.withholding import Groups
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of


class Version:
    """The records of an earlier version on a contig, at rising places."""

    def __init__(self, panel: PanelFile, moved: Turnover, contig: str, faults: list[Fault]) -> None:
        self.panel, self.contig, self.regions = panel, contig, tuple(panel.header.regions)
        self.moved, self.swap = moved, swap_of(moved, contig)
        self.apart = apart_of(panel)
        self.found: Site | None = None
        """What :meth:`at` told last."""
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
            self.found = self._head
        else:
            an = self._cover.at(key[0])
            self.found = unlisted(key, an, self.regions, self.panel) if an[0] else None
        return self.found

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


class Stretches:
    """The callable bases of an earlier version on a contig, at rising places (0-based)."""

    def __init__(self, panel: PanelFile, contig: str) -> None:
        self.regions, self.apart = tuple(panel.header.regions), apart_of(panel)
        self._runs = panel.runs(contig, self.regions)
        self._now = next(self._runs, None)

    def _move(self, place: int) -> None:
        while self._now is not None and self._now[1] <= place:
            self._now = next(self._runs, None)

    def at(self, place: int) -> tuple[int, ...] | None:
        """Copies, or ``None`` where it tells of none."""
        self._move(place)
        return self._now[2] if self._now is not None and self._now[0] <= place else None

    def laid_out(self, an: tuple[int, ...], regions: Sequence[str]) -> tuple[int, ...]:
        """Its copies, of some regions."""
        place = {region: number for number, region in enumerate(self.regions, 1)}
        return (an[0], *(an[place[region]] if region in place else ABSENT for region in regions))

    def end_of(self, place: int) -> int:
        """Where what holds at a place ends."""
        self._move(place)
        if self._now is None:
            return place + GRID
        return self._now[1] if self._now[0] <= place else self._now[0]


def apart_of(panel: PanelFile) -> frozenset[str]:
    """Regions of which a published panel tells everybody."""
    return frozenset(panel.header.regions) - frozenset(panel.header.filters.get(WITHHELD, "").split(","))


def only(site: Site, known: Sequence[str], regions: Sequence[str], told: Collection[str]) -> Site:
    """A site of some regions, of which some are told; the others are marked."""
    place = {region: number for number, region in enumerate(known, 1)}
    ac, an = (
        (counts[0], *(counts[place[region]] if region in told else 0 for region in regions))
        for counts in (site.ac, site.an)
    )
    hidden = frozenset(regions) - frozenset(told)
    return replace(site, ac=ac, an=an, withheld=site.withheld | hidden)


def swap_of(moved: Turnover, contig: str) -> int:
    """Copies by which AN changes where all were looked at who came and left; 0 where it depends on their sex."""
    return 2 * moved.swap if kind_of(contig) is ContigKind.AUTOSOME else 0


def groups_of(site: Site, regions: Sequence[str]) -> Groups:
    """The copies that a record tells: of everybody, and of the regions that it does not withhold."""
    told = {WHOLE: site.an[0]}
    for number, region in enumerate(regions, 1):
        if region not in site.withheld:
            told[region] = site.an[number]
    return told


def sizes_of(an: tuple[int, ...], regions: Sequence[str]) -> Groups:
    """The same of a run of callable bases."""
    told = {region: one for region, one in zip(regions, an[1:], strict=True) if one != ABSENT}
    return {WHOLE: an[0], **told}
