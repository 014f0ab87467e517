"""In how many alleles of the panel a place was looked at, where the panel does not list an allele.

Beside ``panel.vcf.gz`` a panel may have ``panel.callable.bed.gz``: runs of equal numbers of callable alleles where
nothing was recorded. Where something else was recorded, the record's own AN tells.
"""

from __future__ import annotations

from pathlib import Path

BEFORE = 200
"""Bases before a place in which records may begin that reach over it."""


class PanelReach:
    """Looks up the least number of alleles over a stretch; both files are bgzipped, indexed and by our contig names."""

    def __init__(self, callable_alleles: Path, listed: Path) -> None:
        """Open.

        Args:
            callable_alleles: contig, start, end (0-based half-open) and alleles.
            listed: the prepared panel: contig, position (1-based), REF, ALT, AC, AN.
        """
        import pysam

        self._runs = pysam.TabixFile(str(callable_alleles))
        self._listed = pysam.TabixFile(str(listed))

    def alleles(self, contig: str, start: int, end: int) -> int | None:
        """The least number of alleles looked at on ``[start, end)``, 0-based; ``None`` where a base is not told of."""
        found: list[int] = []
        told: list[tuple[int, int]] = []
        if contig in self._runs.contigs:
            for row in self._runs.fetch(contig, start, end):
                cells = row.split("\t")
                told.append((int(cells[1]), int(cells[2])))
                found.append(int(cells[3]))
        if contig in self._listed.contigs:
            for row in self._listed.fetch(contig, max(0, start - BEFORE), end):
                cells = row.split("\t")
                begin = int(cells[1]) - 1
                if begin + len(cells[2]) > start and cells[5].isdigit():
                    told.append((begin, begin + len(cells[2])))
                    found.append(int(cells[5]))
        at = start
        for begin, stop in sorted(told):
            if begin > at:
                return None
            at = max(at, stop)
        return min(found) if found and at >= end else None
