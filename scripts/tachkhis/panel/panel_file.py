"""A panel on disk, read back: its header, its counts, its table of callable bases; and everything wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tachkhis.case.config_paths import unreadable
from tachkhis.case.streams import is_bgzf
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.header import NOT_TOLD
from tachkhis.panel.header import PARTIAL
from tachkhis.panel.header import PanelHeader
from tachkhis.panel.parts import callable_path
from tachkhis.panel.reader import Key
from tachkhis.panel.withholding import ABSENT

MOST_FAULTS = 5
"""Malformed records of a panel that are told one by one."""
_AF_SLACK = 1e-4
Run = tuple[int, int, tuple[int, ...]]


def more_faults(path: Path) -> Fault:
    """The last line of many faults of a kind."""
    told = f"{MOST_FAULTS} faults are told and it is read no further: there may be many more"
    return Fault(str(path), told, "make the panel again")


@dataclass(frozen=True, slots=True)
class Site:
    """Counts of one allele; ``ac`` and ``an`` are everybody, then each region of the result.

    ``partial`` counts the people whom ``an`` lacks, for nothing tells whether they were looked at. ``withheld`` are the
    words of a published panel: regions of which ``ac`` and ``an`` lack people, and those of
    :mod:`tachkhis.panel.withholding`.
    """

    key: Key
    ac: tuple[int, ...]
    an: tuple[int, ...]
    nhom: int
    nhemi: int
    partial: int = 0
    withheld: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PanelFile:
    """A panel on disk."""

    path: Path
    header: PanelHeader

    @classmethod
    def open(cls, path: Path) -> PanelFile:
        """Read the header.

        Raises:
            InputError: absent, without index, or no panel.
        """
        import pysam

        problem = unreadable(path)
        if problem is None and not Path(f"{path}.tbi").exists():
            problem, remedy = "it has no index", f"make one: tabix -p vcf {path}"
            raise InputError([Fault(str(path), problem, remedy)])
        remedy = "name a panel that 'tachkhis panel build' made"
        if problem is None and not is_bgzf(path):
            problem = "it is no panel: it is not compressed by blocks (bgzip)"
        if problem is not None:
            raise InputError([Fault(str(path), problem, remedy)])
        spoken = pysam.set_verbosity(0)
        try:
            with pysam.TabixFile(str(path)) as file:
                header = PanelHeader.parse([str(line) for line in file.header])
        except (OSError, ValueError) as error:
            raise InputError([Fault(str(path), f"it is no panel ({error})", remedy)]) from error
        finally:
            pysam.set_verbosity(spoken)
        return cls(path, header)

    @property
    def runs_path(self) -> Path | None:
        """The table of callable bases, where there is one."""
        beside = callable_path(self.path)
        return beside if beside.exists() else None

    @property
    def tells_all(self) -> bool:
        """Whether the table of callable bases speaks for everybody: not where some counted by their records alone."""
        return self.runs_path is not None and "records" not in self.header.filters.get("Callable", "")

    def untold(self, looked: int) -> int:
        """People of whom nothing tells whether they were looked at, where the panel does not list an allele.

        Args:
            looked: alleles that its table of callable bases holds there: of two each, the most people that it can be
                silent about.
        """
        return 0 if self.tells_all else max(1, self.header.people - looked // 2)

    def sites(self, contig: str, regions: Sequence[str], faults: list[Fault]) -> Iterator[Site]:
        """The alleles of a contig in order."""
        import pysam

        keys = [region.replace("-", "_") for region in regions]
        last: Key = (0, "", "")
        with pysam.TabixFile(str(self.path)) as file:
            if contig not in file.contigs:
                return
            for line in self._lines(file, contig):
                site = self._site(line, keys, faults)
                if site is None:
                    continue
                if site.key <= last:
                    problem = "the allele stands twice, or out of order"
                    self._blame(faults, line, problem)
                last = site.key
                yield site

    def _lines(self, file: Any, contig: str) -> Iterator[str]:
        """The lines of a contig.

        Raises:
            InputError: the index is of another file, or the file is damaged.
        """
        import pysam

        spoken = pysam.set_verbosity(0)
        try:
            yield from file.fetch(contig)
        except (OSError, ValueError) as error:
            problem = f"a file of the panel and its index do not agree on {contig}"
            remedy = "sort it and make its index again (tabix -f), or copy panel and index again"
            raise InputError([Fault(str(self.path), problem, remedy)]) from error
        finally:
            pysam.set_verbosity(spoken)

    def _site(self, line: str, keys: Sequence[str], faults: list[Fault]) -> Site | None:
        cells = line.split("\t")
        if len(cells) < 8 or not cells[1].isdigit():
            self._blame(faults, line, "the record has not the eight columns of a VCF, with a whole number as POS")
            return None
        info = dict(item.partition("=")[::2] for item in cells[7].split(";"))
        try:
            ac = (int(info["AC"]), *(int(info.get(f"AC_{key}", 0)) for key in keys))
            an = (int(info["AN"]), *(int(info.get(f"AN_{key}", 0)) for key in keys))
            withheld = frozenset(info[NOT_TOLD].split(",")) if NOT_TOLD in info else frozenset()
            nhom, nhemi = (0 if withheld and info[name] == "." else int(info[name]) for name in ("nhom", "nhemi"))
            partial = int(info.get(PARTIAL, 0))
            af = None if info["AF"] == "." else float(info["AF"])
        except KeyError as error:
            self._blame(faults, line, f"it lacks {str(error).strip(chr(39))}")
            return None
        except ValueError:
            self._blame(faults, line, "AC, AN, AF, nhom, nhemi or PARTIAL is not a number")
            return None
        problem = None
        if any(not 0 <= one <= all_ for one, all_ in zip(ac, an, strict=True)):
            problem = "AC is not between 0 and AN"
        elif sum(ac[1:]) > ac[0] or sum(an[1:]) > an[0]:
            problem = "the regions count more than everybody"
        elif nhom < 0 or nhemi < 0 or 2 * nhom + nhemi > ac[0]:
            problem = "nhom and nhemi count more copies than AC"
        elif partial < 0:
            problem = "PARTIAL is below 0"
        elif (af is None) != (an[0] == 0) or (af is not None and abs(af - ac[0] / an[0]) > _AF_SLACK):
            problem = "AF is not AC over AN"
        if problem is not None:
            self._blame(faults, line, problem)
            return None
        return Site((int(cells[1]), cells[3], cells[4]), ac, an, nhom, nhemi, partial, withheld)

    def _blame(self, faults: list[Fault], line: str, problem: str) -> None:
        cells = [*line.split("\t"), *8 * [""]]
        value = f"{cells[0]}:{cells[1]} {cells[3][:20]}>{cells[4][:20]} {cells[7][:30]}"
        faults.append(Fault(str(self.path), problem, "make the panel again", None, "INFO", value))
        if len(faults) >= MOST_FAULTS:
            raise InputError([*faults, more_faults(self.path)])

    def runs(self, contig: str, regions: Sequence[str]) -> Iterator[Run]:
        """Runs of callable bases of a contig, with the alleles of everybody and of each region of the result.

        A region that a published panel does not tell there has :data:`ABSENT`.
        """
        import pysam

        path = self.runs_path
        if path is None:
            return
        with pysam.TabixFile(str(path)) as file:
            if contig not in file.contigs:
                return
            names = [name.removeprefix("AN_") for name in str(file.header[-1]).split("\t")[3:]]
            where = [names.index(r.replace("-", "_")) if r.replace("-", "_") in names else None for r in regions]
            for line in self._lines(file, contig):
                cells = line.split("\t")
                counts = [ABSENT if cell == "." else int(cell) for cell in cells[3:]]
                rest = (0 if place is None else counts[place] for place in where)
                yield int(cells[1]), int(cells[2]), (counts[0], *rest)
