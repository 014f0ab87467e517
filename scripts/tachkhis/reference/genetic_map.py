"""A genetic map: bases to centimorgans, by contig of the reference.

The file is text, plain or gzip: a header line, then four columns separated by blanks or tabs, *contig*, *position*
(1-based), *rate* in cM/Mb and *map* in cM, as the HapMap and Eagle maps have them. Contigs may be named with or without
``chr``; only autosomes are used.
"""

from __future__ import annotations

import gzip
from bisect import bisect_right
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tachkhis.case.config import Config
from tachkhis.case.streams import GZIP_MAGIC
from tachkhis.case.streams import DamagedError
from tachkhis.case.streams import first_bytes
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.contigs import rename_map

BCFTOOLS_HEADER = "position COMBINED_rate(cM/Mb) Genetic_Map(cM)"
MOST_FAULTS = 10
LIKELY_RATE = (0.1, 10.0)
"""Mean rate, cM/Mb, of a contig between which a map is believed to be in centimorgans; people have about 1."""
LONG = 10_000_000
"""Bases that the map of a contig must span for its mean rate to be judged."""
_FORM = "write a header line, then contig, position, rate (cM/Mb) and map (cM) in each line"


@dataclass(frozen=True, slots=True)
class Curve:
    """The map of one contig: positions (1-based, ascending) and centimorgans there (never falling)."""

    positions: tuple[int, ...]
    centimorgans: tuple[float, ...]

    def at(self, position: int) -> float:
        """Centimorgans at a position; flat before the first point and after the last."""
        after = bisect_right(self.positions, position)
        if after == 0:
            return self.centimorgans[0]
        if after == len(self.positions):
            return self.centimorgans[-1]
        left, right = self.positions[after - 1], self.positions[after]
        low, high = self.centimorgans[after - 1], self.centimorgans[after]
        return low + (high - low) * (position - left) / (right - left)


@dataclass(frozen=True, slots=True)
class GeneticMap:
    """Curves by contig, named as in the reference; every one has at least two points."""

    curves: Mapping[str, Curve]

    def length(self, contig: str, start: int, end: int) -> float | None:
        """Centimorgans from one position to another; ``None`` where the map lacks the contig."""
        curve = self.curves.get(contig)
        return None if curve is None else curve.at(end) - curve.at(start)

    def write_for_bcftools(self, folder: Path, contigs: Iterable[str]) -> str:
        """One file for each contig as ``bcftools roh`` reads it, which leaves out a contig that has none.

        A contig that the map lacks gets a straight line of 1 cM/Mb, so that none is left out.

        Returns:
            The pattern of the files, for ``--genetic-map``.
        """
        for contig in contigs:
            curve = self.curves.get(contig) or Curve((1, 1_000_000_000), (0.0, 1000.0))
            lines = [f"{p} 0 {cm:.8f}\n" for p, cm in zip(curve.positions, curve.centimorgans, strict=True)]
            (folder / f"{contig}.map").write_text(f"{BCFTOOLS_HEADER}\n" + "".join(lines), encoding="ascii")
        return str(folder / "{CHROM}.map")


def read_genetic_map(path: Path, lengths: Mapping[str, int], name: str | None = None) -> GeneticMap:
    """Read a genetic map.

    Args:
        path: the file.
        lengths: length in bases of each contig of the reference.
        name: of the file in faults (default: its path).

    Raises:
        InputError: malformed, or of another build.
    """
    genetic_map, faults = _read(path, lengths, name or str(path))
    if faults:
        raise InputError(faults)
    return genetic_map


def genetic_map_faults(config: Config, lengths: Mapping[str, int]) -> list[Fault]:
    """Faults of the genetic map of a run; none where it names none."""
    path = config.resources.genetic_map
    return [] if path is None else _read(path, lengths, str(config.written["resources"]["genetic_map"]))[1]


def _read(path: Path, lengths: Mapping[str, int], name: str) -> tuple[GeneticMap, list[Fault]]:
    faults: list[Fault] = []
    points: dict[str, tuple[list[int], list[float]]] = {}
    rows: dict[str, int] = {}
    try:
        for row, cells in _rows(path):
            fault = _point(name, row, cells, points)
            rows.setdefault(cells[0], row)
            if fault is not None:
                faults.append(fault)
                if len(faults) == MOST_FAULTS:
                    break
    except (OSError, EOFError, DamagedError, UnicodeDecodeError) as error:
        return GeneticMap({}), [Fault(name, f"the genetic map cannot be read ({error})", "copy the file again")]
    if faults:
        return GeneticMap({}), faults
    named = rename_map(points, lengths)
    curves: dict[str, Curve] = {}
    for contig, (positions, centimorgans) in points.items():
        known = named.get(contig)
        if known is None or kind_of(known) is not ContigKind.AUTOSOME:
            continue
        problem = _contig_problem(positions, centimorgans, lengths[known])
        if problem is not None:
            faults.append(Fault(name, problem[0], problem[1], rows[contig], "contig", contig))
        curves[known] = Curve(tuple(positions), tuple(centimorgans))
    if not curves:
        remedy = f"name contigs as the reference does; the file has {', '.join(list(points)[:5]) or 'none'}"
        faults.append(Fault(name, "the genetic map has no autosome of the reference", remedy))
    return GeneticMap(curves), faults[:MOST_FAULTS]


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    packed = first_bytes(path, 2) == GZIP_MAGIC
    with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as handle:
        begun = False
        for row, line in enumerate(handle, 1):
            cells = line.split()
            if cells and not line.startswith("#"):
                if begun or not _is_header(cells):
                    yield row, cells
                begun = True


def _is_header(cells: list[str]) -> bool:
    return len(cells) > 1 and not any(_number(cell) is not None for cell in cells[1:])


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def _point(name: str, row: int, cells: list[str], points: dict[str, tuple[list[int], list[float]]]) -> Fault | None:
    """Take up one line; the fault of it, if it has one."""
    if len(cells) != 4:
        return Fault(name, f"the line has {len(cells)} columns, not 4", _FORM, row)
    contig, written, rate, at = cells
    if not written.isdigit() or int(written) < 1:
        return Fault(name, "the position is no whole number from 1 up", _FORM, row, "position", written)
    for column, text in (("rate", rate), ("map", at)):
        value = _number(text)
        if value is None or value < 0:
            return Fault(name, "this is no number from 0 up", _FORM, row, column, text)
    positions, centimorgans = points.setdefault(contig, ([], []))
    if positions and int(written) <= positions[-1]:
        return Fault(
            name, "positions do not ascend", "sort the lines of each contig by position", row, "position", written
        )
    if centimorgans and float(at) < centimorgans[-1]:
        return Fault(name, "the map falls", "give the summed map in cM, which never falls", row, "map", at)
    positions.append(int(written))
    centimorgans.append(float(at))
    return None


def _contig_problem(positions: list[int], centimorgans: list[float], length: int) -> tuple[str, str] | None:
    if len(positions) < 2:
        return "the contig has a single point", "give at least two points for each contig"
    if positions[-1] > length:
        problem = f"its last position, {positions[-1]}, lies beyond the contig of the reference ({length} bases)"
        return problem, "give the genetic map of the reference's build"
    span = positions[-1] - positions[0]
    rate = (centimorgans[-1] - centimorgans[0]) / span * 1e6
    if span >= LONG and not LIKELY_RATE[0] <= rate <= LIKELY_RATE[1]:
        return f"its mean rate is {rate:.3g} cM/Mb", "give the map in centimorgans (about 1 cM/Mb in people)"
    return None
