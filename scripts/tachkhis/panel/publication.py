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
from tachkhis.panel.between import Sets
from tachkhis.panel.combine import BATCH
from tachkhis.panel.combine import Cover
from tachkhis.panel.combine import lines_of
from tachkhis.panel.combine import unlisted
from tachkhis.panel.combine import write_runs
from tachkhis.panel.counts import GRID
from tachkhis.panel.counts import RunJoiner
from tachkhis.panel.counts import SiteWriter
from tachkhis.panel.given_away import Stretches
from tachkhis.panel.given_away import Version
from tachkhis.panel.given_away import groups_of
from tachkhis.panel.given_away import only
from tachkhis.panel.given_away import sizes_of
from tachkhis.panel.given_away import swap_of
from tachkhis.panel.header import WITHHELD
from tachkhis.panel.header import PanelHeader
from tachkhis.panel.panel_file import PanelFile
from tachkhis.panel.panel_file import Run
from tachkhis.panel.panel_file import Site
from tachkhis.panel.parts import Part
from tachkhis.panel.turnover import Turnover
from tachkhis.panel.turnover import contradiction
from tachkhis.panel.withholding import ABSENT
from tachkhis.panel.withholding import ALL
from tachkhis.panel.withholding import EARLIER
from tachkhis.panel.withholding import SEXES
from tachkhis.panel.withholding import WHOLE
from tachkhis.panel.withholding import Groups
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
        fresh: regions that are told.
        kept: regions of which the latest version's counts are told, as they are: they tell nothing that is not known.
        least: people below which counts are not told apart.
        counts: ``alleles`` written, of these ``partial``, ``withheld`` and ``earlier``; and those ``left_out``.
    """

    panel: PanelFile
    earlier: Sequence[tuple[PanelFile, Turnover]]
    fresh: tuple[str, ...]
    kept: tuple[str, ...]
    least: int
    counts: Counter[str] = field(default_factory=Counter)
    regions: tuple[str, ...] = field(init=False)
    """Those of the result."""
    known: tuple[str, ...] = field(init=False)
    """Those that are read: of the panel and of the versions."""

    def __post_init__(self) -> None:
        """Put the regions in order."""
        self.regions = tuple(sorted({*self.fresh, *self.kept}))
        told = {region for one, _ in self.earlier for region in one.header.regions}
        self.known = tuple(sorted({*self.panel.header.regions, *told}))

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
        before = [Version(*one, contig, faults) for one in self.earlier]
        cover = Cover(self.panel.runs(contig, self.known), 1 + len(self.known))
        is_x = kind_of(contig) is ContigKind.X
        for site in self.panel.sites(contig, self.known, faults):
            told: Site | None = self._told(site, is_x)
            stands: Version | None = None
            for version in before:
                found = self._beside(version, site, told, is_x, standing=stands is not None)
                stands = version if found is not None and found is not told and EARLIER in found.withheld else stands
                told = found
            yield from self._gone(before, cover)
            if told is None:
                self.counts["left_out"] += 1
            else:
                yield self._counted(told if stands else self._with_kept(told, before[-1] if before else None))
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

    def _gone(self, before: Sequence[Version], cover: Cover) -> Iterator[Site]:
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
            now = unlisted(site.key, cover.at(site.key[0]), self.known, self.panel)
            for number, version in enumerate(before):
                earlier = next((one for one in lost[number] if one.key == site.key), None)
                if earlier is None or not now.an[0]:
                    continue
                if self._few(version, only(now, self.known, self.regions, self.fresh), earlier, now):
                    told = self._as_before(version, earlier)
            if told is not None:
                yield self._counted(told)

    def _refuse(self, version: Version, site: Site, shown: str) -> None:
        """Counts show who left: it goes to the laboratory alone.

        Raises:
            InputError: always.
        """
        value = f"{version.contig}:{site.key[0]}"
        fault = contradiction(self.panel, version.panel, version.moved.left, self.least, shown, value)
        raise InputError([fault])

    def _few(self, version: Version, told: Site, earlier: Site, counted: Site | None) -> bool:
        """Whether AN (never AC) shows that few of those who came or left were looked at.

        ``counted``: the panel's own record; ``None`` where what would be told is not its people's.
        """
        if ALL in earlier.withheld:
            return False
        now = groups_of(told, self.regions)
        known = self._known(groups_of(counted, self.known)) if counted is not None else {}
        sets = Sets(now, groups_of(earlier, version.regions), known, version.apart)
        return sets.few(2 * self.least, version.swap)

    def _known(self, groups: Groups) -> Groups:
        """Copies of the regions of which the panel tells everybody."""
        hidden = self.panel.header.filters.get(WITHHELD, "").split(",")
        return {region: n for region, n in groups.items() if region != WHOLE and region not in hidden}

    def _told(self, site: Site, is_x: bool) -> Site:
        """A record by itself."""
        place = {region: number for number, region in enumerate(self.known, 1)}
        here = told_here((site.an[0], *(site.an[place[one]] for one in self.fresh)), self.fresh, 2 * self.least)
        named = site.withheld - (frozenset(self.known) - frozenset(self.regions))
        if here is None:
            nobody = (0,) * (1 + len(self.regions))
            return replace(site, ac=nobody, an=nobody, nhom=0, nhemi=0, withheld=named | {ALL})
        header = self.panel.header
        if is_x and not tells_sexes(site.an[0], header.female, header.male, self.least):
            named |= {SEXES}
        return only(replace(site, withheld=named), self.known, self.regions, here)

    def _with_kept(self, told: Site, latest: Version | None) -> Site:
        """A record with the counts of the regions that stand as the latest version told them."""
        if latest is None or not self.kept or {ALL, EARLIER} & told.withheld:
            return told
        earlier = latest.found
        if earlier is None or {ALL, EARLIER} & earlier.withheld:
            return told
        place = {region: number for number, region in enumerate(latest.regions, 1)}
        ac, an, shown = list(told.ac), list(told.an), set()
        for number, region in enumerate(self.regions, 1):
            if region in self.kept and region not in earlier.withheld:
                ac[number], an[number] = earlier.ac[place[region]], earlier.an[place[region]]
                shown.add(region)
        return replace(told, ac=tuple(ac), an=tuple(an), withheld=told.withheld - shown)

    def _beside(
        self, version: Version, site: Site, told: Site | None, is_x: bool, *, standing: bool = False
    ) -> Site | None:
        """A record beside an earlier version: as it is, as the earlier version told it, or (``None``) not at all.

        ``standing``: it stands as another version told it already.
        """
        earlier = version.at(site.key)
        if earlier is not None and version.lists(site.key):
            self._check(version, site, earlier)
        if told is None or ALL in told.withheld:
            return told
        if earlier is None or (earlier.ac[0] == 0 and not version.moved.came and not version.lists(site.key)):
            return told if version.moved.came else None  # nobody came: that version left it out, or did not look
        if self._few(version, told, earlier, None if standing else site):
            return self._as_before(version, earlier) if version.lists(site.key) else None
        if is_x and SEXES not in earlier.withheld:
            header, old = self.panel.header, version.panel.header
            came = (abs(header.female - old.female), abs(header.male - old.male))
            both = version.moved.left and version.moved.came  # how many of each sex is not known
            if both or not tells_sexes(abs(told.an[0] - earlier.an[0]), *came, self.least):
                return replace(told, withheld=told.withheld | {SEXES})
        return told

    def _check(self, version: Version, site: Site, earlier: Site) -> None:
        """Counts that both tell differ by who came and left alone.

        Raises:
            InputError: they cannot.
        """
        if not version.tells(earlier) or {ALL, EARLIER} & site.withheld:
            return
        shown = [(site.an[0], site.ac[0], earlier.an[0], earlier.ac[0])]
        for number, region in enumerate(self.known, 1):
            if region in version.apart and region not in site.withheld | earlier.withheld:
                place = 1 + version.regions.index(region)
                shown.append((site.an[number], site.ac[number], earlier.an[place], earlier.ac[place]))
        for an, ac, an_before, ac_before in shown:
            if not version.moved.explains((an, ac), (an_before, ac_before)):
                self._refuse(version, site, "AC or AN changed by more than who came and left can have")

    def _as_before(self, version: Version, earlier: Site) -> Site:
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
        before = [Stretches(one, contig) for one, _ in self.earlier]
        swaps = [swap_of(moved, contig) for _, moved in self.earlier]
        for start, end, an in self.panel.runs(contig, self.known):
            place = start
            while place < end:
                stop = min([end, place - place % GRID + GRID, *(one.end_of(place) for one in before)])
                told = self._told_run(an, [(one, one.at(place)) for one in before], swaps)
                if told is not None:
                    yield from joiner.add((place, stop, told))
                place = stop
        yield from joiner.end()

    def _told_run(
        self, an: tuple[int, ...], before: Sequence[tuple[Stretches, tuple[int, ...] | None]], swaps: Sequence[int]
    ) -> tuple[int, ...] | None:
        counted = sizes_of(an, self.known)
        here = told_here((an[0], *(counted.get(region, 0) for region in self.fresh)), self.fresh, 2 * self.least)
        if here is None:
            return None
        told = (an[0], *(counted.get(region, ABSENT) if region in here else ABSENT for region in self.regions))
        known, stands = self._known(counted), False
        for (version, earlier), swap in zip(before, swaps, strict=True):
            if earlier is None:
                continue
            sets = Sets(sizes_of(told, self.regions), sizes_of(earlier, version.regions), known, version.apart)
            if sets.few(2 * self.least, swap):
                told, known, stands = version.laid_out(earlier, self.regions), {}, True
        latest = before[-1] if before else None
        if latest is None or stands or latest[1] is None:
            return told
        kept = latest[0].laid_out(latest[1], self.regions)[1:]
        more = (
            old if region in self.kept else new for region, old, new in zip(self.regions, kept, told[1:], strict=True)
        )
        return (told[0], *more)
