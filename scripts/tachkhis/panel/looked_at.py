"""In how many alleles a place was looked at where the panel recorded nothing: ``panel.callable.bed.gz``.

The file lies beside the panel (``NAME.vcf.gz``, ``NAME.callable.bed.gz``), tab-separated, indexed by tabix, 0-based
half-open: ``#chrom start end AN`` and one ``AN_MA_01`` for each region. A place that it does not hold was not looked at
by anything that is known here, which is not the same as 0. A ``.`` stands for a region that a published panel does not
tell there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tachkhis.errors import Fault
from tachkhis.errors import InputError

_REMEDY = "build the panel again, which writes it, or take it away"


@dataclass(frozen=True, slots=True)
class CallableRun:
    """Neighbouring bases that were looked at in equally many alleles.

    Attributes:
        start: 0-based.
        end: one past the last base.
        an: alleles looked at.
        regions: alleles looked at by region, as far as they are told.
        withheld: regions that a published panel does not tell here.
    """

    start: int
    end: int
    an: int
    regions: Mapping[str, int]
    withheld: tuple[str, ...] = ()


def path_beside(panel: Path) -> Path:
    """Where the file of a panel is looked for."""
    return panel.with_name(panel.name.removesuffix(".gz").removesuffix(".vcf") + ".callable.bed.gz")


class Callability:
    """The file, opened."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            InputError: no index, or no header with AN.
        """
        import pysam

        self.path = path
        spoken = pysam.set_verbosity(0)
        try:
            self._tabix: Any = pysam.TabixFile(str(path), encoding="utf-8")
            header = list(self._tabix.header)
        except (OSError, ValueError) as error:
            remedy = f"run tabix -f -p bed {path.name}, or take the file away"
            raise InputError([Fault(str(path), "its index cannot be used", remedy)]) from error
        finally:
            pysam.set_verbosity(spoken)
        columns = header[-1].lstrip("#").split("\t") if header else []
        if columns[:4] != ["chrom", "start", "end", "AN"]:
            raise InputError([Fault(str(path), "its header is not #chrom, start, end, AN", _REMEDY)])
        self._regions = [name.removeprefix("AN_").replace("_", "-") for name in columns[4:]]
        self._contigs = frozenset(self._tabix.contigs)

    def runs(self, contig: str, start0: int, end0: int) -> list[CallableRun]:
        """Runs that share a base with a 0-based half-open interval.

        Raises:
            InputError: a line cannot be read.
        """
        if contig not in self._contigs:
            return []
        found = []
        for line in self._tabix.fetch(contig, start0, end0):
            cells = line.split("\t")
            try:
                start, end, an = map(int, cells[1:4])
                parts = dict(zip(self._regions, cells[4:], strict=True))
                regions = {region: int(cell) for region, cell in parts.items() if cell != "."}
            except ValueError as error:
                raise InputError([Fault(str(self.path), "a line cannot be read", _REMEDY, value=line[:60])]) from error
            untold = tuple(region for region in parts if region not in regions)
            found.append(CallableRun(start, end, an, regions, untold))
        return found


def open_callability(panel: Path, named: Path | None) -> Callability | None:
    """The file that was named, else the one beside the panel, else ``None``.

    Raises:
        InputError: it was named and is absent, or it cannot be used.
    """
    path = named or path_beside(panel)
    if not path.is_file():
        if named is not None:
            raise InputError([Fault(str(path), "no such file", "name the panel's .callable.bed.gz")])
        return None
    return Callability(path)
