"""Coverage of the coding regions as a gVCF tells it, in the files that mosdepth would write of the reads.

A base counts once, by the first record over it; a base that no record covers was not read.
"""

from __future__ import annotations

import gzip
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tachkhis.variants.foreign_calls import ForeignCall
from tachkhis.variants.reference_blocks import BlockRule

THRESHOLDS = (1, 10, 20, 30)
"""Reads, as rule measure_sample asks mosdepth for."""


@dataclass
class _Member:
    """Running sums of one member, one entry per region of a contig."""

    depth: list[int]
    at: list[list[int]]
    callable: list[tuple[int, int]]
    reached: int = 0


class Readable:
    """Coverage of regions, base by base but in the memory of the regions."""

    def __init__(self, regions: Path, members: int, rule: BlockRule) -> None:
        """Take the regions of a BED (sorted by place, name in the fourth column)."""
        self.rule = rule
        self._rows: dict[str, list[tuple[int, int, str]]] = {}
        for line in regions.read_text().splitlines():
            cells = line.split("\t")
            self._rows.setdefault(cells[0], []).append((int(cells[1]), int(cells[2]), cells[3]))
        self._starts = {contig: [row[0] for row in rows] for contig, rows in self._rows.items()}
        self._reach = {contig: _reach(rows) for contig, rows in self._rows.items()}
        self._members = {
            contig: [_Member([0] * len(rows), [[0] * len(rows) for _ in THRESHOLDS], []) for _ in range(members)]
            for contig, rows in self._rows.items()
        }

    def touches(self, contig: str, start: int, end: int) -> bool:
        """Whether ``[start, end)``, 0-based, shares a base with a region."""
        return bool(self._hit(contig, start, end))

    def _hit(self, contig: str, start: int, end: int) -> list[int]:
        starts = self._starts.get(contig)
        if starts is None:
            return []
        found = []
        index = bisect_right(starts, end - 1) - 1
        rows, reach = self._rows[contig], self._reach[contig]
        while index >= 0 and reach[index] > start:
            if rows[index][1] > start:
                found.append(index)
            index -= 1
        return found[::-1]

    def add(self, contig: str, start: int, end: int, calls: Iterable[ForeignCall], *, passed: bool) -> None:
        """Count a record's bases ``[start, end)``, 0-based; records come sorted.

        Args:
            contig: by the reference's name.
            start: first base.
            end: one past the last.
            calls: one per member.
            passed: whether the caller's filters let the record pass; if not, none of its bases is readable.
        """
        hit = self._hit(contig, start, end)
        if not hit:
            return
        for member, call in zip(self._members[contig], calls, strict=True):
            first = max(start, member.reached)
            member.reached = max(member.reached, end)
            if first >= end or (call.depth is None and call.least_depth is None):
                continue
            fine = passed and self.rule.reads(call)
            mean, least = call.depth or 0, call.least_depth or 0
            for index in hit:
                begin, stop, _ = self._rows[contig][index]
                begin, stop = max(begin, first), min(stop, end)
                if begin >= stop:
                    continue
                member.depth[index] += mean * (stop - begin)
                for number, threshold in enumerate(THRESHOLDS):
                    if least >= threshold:
                        member.at[number][index] += stop - begin
                if fine:
                    _extend(member.callable, begin, stop)

    def write(self, folder: Path, samples: Iterable[str]) -> None:
        """Write ``{sample}.regions.bed.gz``, ``.thresholds.bed.gz`` and ``.quantized.bed.gz`` of each member."""
        names = "\t".join(f"{threshold}X" for threshold in THRESHOLDS)
        for number, sample in enumerate(samples):
            regions, thresholds, quantized = [], [f"#chrom\tstart\tend\tregion\t{names}\n"], []
            for contig, rows in self._rows.items():
                member = self._members[contig][number]
                for index, (start, end, name) in enumerate(rows):
                    place = f"{contig}\t{start}\t{end}\t{name}"
                    regions.append(f"{place}\t{member.depth[index] / (end - start):.2f}\n")
                    counts = "\t".join(str(at[index]) for at in member.at)
                    thresholds.append(f"{place}\t{counts}\n")
                quantized += [f"{contig}\t{a}\t{b}\t{label}\n" for a, b, label in _classes(rows, member.callable)]
            for end_of_name, lines in (("regions", regions), ("thresholds", thresholds), ("quantized", quantized)):
                with (
                    (folder / f"{sample}.{end_of_name}.bed.gz").open("wb") as raw,
                    gzip.GzipFile("", "wb", 6, raw, mtime=0) as out,
                ):
                    out.write("".join(lines).encode())


def _reach(rows: list[tuple[int, int, str]]) -> list[int]:
    """For each region the furthest end of it and all before it."""
    found, furthest = [], 0
    for _, end, _ in rows:
        furthest = max(furthest, end)
        found.append(furthest)
    return found


def _extend(stretches: list[tuple[int, int]], start: int, end: int) -> None:
    if stretches and stretches[-1][0] <= start <= stretches[-1][1]:
        stretches[-1] = (stretches[-1][0], max(stretches[-1][1], end))
    else:
        stretches.append((start, end))


def _classes(rows: list[tuple[int, int, str]], fine: list[tuple[int, int]]) -> list[tuple[int, int, str]]:
    """The bases of all regions as stretches ``callable`` and ``low``, sorted."""
    merged: list[tuple[int, int]] = []
    for start, end, _ in rows:
        _extend(merged, start, end)
    good: list[tuple[int, int]] = []
    for start, end in sorted(fine):
        _extend(good, start, end)
    found: list[tuple[int, int, str]] = []
    index = 0
    for start, end in merged:
        while index and good[index - 1][1] > start:
            index -= 1
        at = start
        while index < len(good) and good[index][0] < end:
            low, high = max(good[index][0], start), min(good[index][1], end)
            if high > at:
                if low > at:
                    found.append((at, low, "low"))
                found.append((max(low, at), high, "callable"))
                at = high
            index += 1
        if at < end:
            found.append((at, end, "low"))
    return found
