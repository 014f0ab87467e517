"""Callable copies of every base of a window in every person: from gVCF blocks, gVCF records and callable BEDs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.cohort import Cohort
from tachkhis.panel.cohort import Interval
from tachkhis.reference.contigs import canonical

Span = tuple[int, int, NDArray[np.int64], NDArray[np.int8]]
"""First and last base (1-based), columns of people, and callable copies of each; 0 copies is a hole."""

LARGEST_PLAIN = 64 << 20  # bytes of a BED without index that is read through for every interval


class Levels:
    """Callable copies, (people, bases), of a stretch that moves along an interval."""

    def __init__(self, cohort: Cohort, interval: Interval) -> None:
        self._cohort, self._interval = cohort, interval
        self.base = interval.start
        self.copies = np.zeros((len(cohort.people), 0), np.int8)
        self._par = cohort.copies(interval.contig, in_par=True)
        self._outside = cohort.copies(interval.contig, in_par=False)
        self.beds = {
            cohort.column[sample]: read_bed(path, interval)
            for sample, path in cohort.beds.items()
            if sample in cohort.column
        }

    def advance(self, keep_from: int, end: int) -> None:
        """Let go of the bases before ``keep_from`` and make room up to ``end`` (1-based, inclusive)."""
        kept = self.copies[:, max(0, keep_from - self.base) :]
        self.base = max(self.base, keep_from)
        new = max(0, end - self.base + 1 - kept.shape[1])
        self.copies = np.concatenate([kept, np.zeros((len(kept), new), np.int8)], axis=1)

    def fill(self, start: int, spans: Sequence[Span]) -> None:
        """Write spans on the bases from ``start`` on: the most copies that any says, then the holes, then the BEDs."""
        width = self.copies.shape[1]
        first = start - self.base
        for holes in (False, True):
            for low, high, columns, copies in spans:
                a, b = max(low - self.base, first), min(high - self.base + 1, width)
                if a >= b:
                    continue
                chosen = copies == 0 if holes else copies > 0
                if len(columns) == 1:
                    if chosen[0]:
                        row = self.copies[columns[0], a:b]
                        row[...] = 0 if holes else np.maximum(row, copies[0])
                    continue
                which = columns[chosen]
                if holes:
                    self.copies[which, a:b] = 0
                elif len(which):
                    self.copies[which, a:b] = np.maximum(self.copies[which, a:b], copies[chosen][:, None])

    def lower(self, caps: Sequence[Span]) -> None:
        """After :meth:`fill`: no more copies than a span says, also on bases of earlier windows that are still held."""
        for low, high, columns, copies in caps:
            a, b = max(low - self.base, 0), min(high - self.base + 1, self.copies.shape[1])
            if a < b:
                self.copies[columns, a:b] = np.minimum(self.copies[columns, a:b], copies[:, None])

    def lay_beds(self, start: int, tellers: NDArray[np.bool_]) -> None:
        """Before :meth:`fill` for people whose files do not tell the reference: their BEDs are all that is known."""
        for column, (starts, ends) in self.beds.items():
            if not tellers[column]:
                self._lay(column, starts, ends, start)

    def mask_beds(self, start: int, tellers: NDArray[np.bool_]) -> None:
        """After :meth:`fill` for people whose files do tell: what lies outside their BED does not count."""
        first = start - self.base
        for column, (starts, ends) in self.beds.items():
            if tellers[column]:
                told = self.copies[column, first:].copy()
                self._lay(column, starts, ends, start)
                self.copies[column, first:] = np.minimum(self.copies[column, first:], told)

    def _lay(self, column: int, starts: NDArray[np.int64], ends: NDArray[np.int64], start: int) -> None:
        width = self.copies.shape[1]
        self.copies[column, start - self.base :] = 0
        low, high = np.searchsorted(ends, start), np.searchsorted(starts, self.base + width)
        for a, b in zip(starts[low:high], ends[low:high], strict=True):
            self.copies[column, max(a, start) - self.base : min(b - self.base + 1, width)] = 2

    def cap(self, start: int) -> None:
        """Nobody has more copies than their sex allows."""
        first = start - self.base
        if (self._par == 2).all() and (self._outside == 2).all():
            return
        part = self.copies[:, first:]
        inside = self._cohort.sexes.in_par_mask(self._interval.contig, start, part.shape[1])
        np.minimum(part, np.where(inside, self._par[:, None], self._outside[:, None]), out=part)

    def at(self, positions: NDArray[np.int64]) -> NDArray[np.int8]:
        """Callable copies at some positions (1-based), (positions, people)."""
        found: NDArray[np.int8] = self.copies[:, positions - self.base].T
        return found


def read_bed(path: Path, interval: Interval) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Callable stretches (1-based inclusive, sorted, apart) that touch an interval; ``chr`` or not does not matter.

    Raises:
        InputError: a line that is no BED.
    """
    lines = _indexed(path, interval) if Path(f"{path}.tbi").exists() else _plain(path, interval)
    pairs = sorted(lines)
    starts: list[int] = []
    ends: list[int] = []
    for start, end in pairs:
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return np.array(starts, np.int64) + 1, np.array(ends, np.int64)


def _indexed(path: Path, interval: Interval) -> list[tuple[int, int]]:
    import pysam

    with pysam.TabixFile(str(path)) as file:
        name = next((n for n in file.contigs if canonical(n) == canonical(interval.contig)), None)
        if name is None:
            return []
        rows = (line.split("\t") for line in file.fetch(name, interval.start - 1, interval.end))
        return [(int(row[1]), int(row[2])) for row in rows]


def _plain(path: Path, interval: Interval) -> list[tuple[int, int]]:
    from tachkhis.case.streams import open_bytes

    found = []
    wanted = canonical(interval.contig)
    with open_bytes(path) as handle:
        for number, raw in enumerate(handle, 1):
            line = raw.decode("utf-8", "replace").rstrip("\r\n")
            if not line or line.startswith(("#", "track", "browser")):
                continue
            row = line.split("\t")
            if len(row) < 3 or not (row[1].isdigit() and row[2].isdigit()) or int(row[2]) < int(row[1]):
                problem, remedy = "the line is no BED: chromosome, start, end, cut by tabs", "correct the line"
                raise InputError([Fault(str(path), problem, remedy, number, value=line[:60])])
            if canonical(row[0]) == wanted and int(row[2]) >= interval.start and int(row[1]) < interval.end:
                found.append((int(row[1]), int(row[2])))
    return found
