"""Depth and callability of a sample from what mosdepth and samtools stats wrote."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Interval = tuple[int, int]  # 0-based half-open


@dataclass(frozen=True, slots=True)
class AlignmentCounts:
    """Counts of one sample; percentages 0 to 100, insert size in bases."""

    reads: int
    mapped_percent: float
    duplicate_percent: float
    insert_size: float


def read_stats(path: Path) -> AlignmentCounts:
    """The summary numbers of a ``samtools stats`` file."""
    values: dict[str, float] = {}
    for line in path.read_text().splitlines():
        if line.startswith("SN\t"):
            _, name, value = line.split("\t")[:3]
            values[name.rstrip(":")] = float(value)
    reads = values["raw total sequences"]
    share = 100.0 / reads if reads else 0.0
    return AlignmentCounts(
        reads=int(reads),
        mapped_percent=values["reads mapped"] * share,
        duplicate_percent=values["reads duplicated"] * share,
        insert_size=values["insert size average"],
    )


def read_contig_means(path: Path) -> dict[str, float]:
    """Mean depth by contig (and ``total``, ``total_region``) of a ``mosdepth.summary.txt``."""
    rows = [line.split("\t") for line in path.read_text().splitlines()[1:]]
    return {row[0]: float(row[3]) for row in rows}


def _rows(path: Path) -> Iterator[list[str]]:
    with gzip.open(path, "rt") as handle:
        for line in handle:
            if not line.startswith("#"):
                yield line.rstrip("\n").split("\t")


@dataclass(frozen=True, slots=True)
class RegionDepth:
    """Depth of one coding region; ``at`` maps a threshold (reads) to the bases that reach it."""

    contig: str
    start: int
    end: int
    gene: str
    mean: float
    at: dict[int, int]


def read_regions(regions: Path, thresholds: Path) -> list[RegionDepth]:
    """Mean depth and bases at thresholds of every coding region."""
    with gzip.open(thresholds, "rt") as handle:
        limits = [int(name.rstrip("X")) for name in handle.readline().strip().split("\t")[4:]]
    found = []
    for row, counts in zip(_rows(regions), _rows(thresholds), strict=True):
        at = dict(zip(limits, map(int, counts[4:]), strict=True))
        found.append(RegionDepth(row[0], int(row[1]), int(row[2]), row[3].split("|")[0], float(row[4]), at))
    return found


def read_unreadable(path: Path, wanted: dict[str, list[Interval]]) -> dict[str, list[Interval]]:
    """Stretches below the callable depth that touch wanted intervals, by contig.

    Args:
        path: ``quantized.bed.gz`` with the classes ``low`` and ``callable``.
        wanted: by contig, the intervals of interest, sorted.
    """
    found: dict[str, list[Interval]] = {}
    seen: set[str] = set()
    for contig, start, end, label in _rows(path):
        seen.add(contig)
        if label != "callable" and contig in wanted:
            found.setdefault(contig, []).append((int(start), int(end)))
    for contig in wanted:
        if contig not in seen:  # mosdepth leaves out contigs without any read
            found[contig] = [(0, 1 << 40)]
    return found


def overlap(intervals: list[Interval], start: int, end: int) -> list[Interval]:
    """The parts of sorted ``intervals`` that lie in ``[start, end)``."""
    from bisect import bisect_right

    index = max(0, bisect_right(intervals, (start, 1 << 60)) - 1)
    parts = []
    for low, high in intervals[index:]:
        if low >= end:
            break
        if high > start:
            parts.append((max(low, start), min(high, end)))
    return parts
