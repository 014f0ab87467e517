"""Allele counts of a panel: from genotypes to numbers, and from numbers to the lines of its file and back."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tachkhis.panel.cohort import Cohort
from tachkhis.panel.frequencies import Frequencies
from tachkhis.panel.header import PARTIAL
from tachkhis.panel.reader import Key
from tachkhis.panel.window import Window

GRID = 1_000_000  # no run of equal callability crosses a multiple of this: parts and merges then agree on their runs

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class SiteCounts:
    """Counts of some alleles.

    Attributes:
        keys: the alleles.
        ac, an: (alleles, 1 + regions): everybody, then each region.
        nhom, nhemi: people homozygous, and haploid carriers; (alleles,).
        partial: people whom AN lacks, for nothing tells whether they were looked at; (alleles,).
    """

    keys: Sequence[Key]
    ac: Counts
    an: Counts
    nhom: Counts
    nhemi: Counts
    partial: Counts


def count(window: Window, cohort: Cohort, contig: str) -> SiteCounts:
    """Count the people of a window."""
    groups = cohort.groups
    ac = np.rint(window.carried.astype(np.float32) @ groups).astype(np.int64)
    an = np.rint(window.called.astype(np.float32) @ groups).astype(np.int64)
    nhom = (window.carried == 2).sum(axis=1, dtype=np.int64)
    nhemi = np.zeros(len(window.keys), np.int64)
    partial = np.zeros(len(window.keys), np.int64)
    par, outside = cohort.copies(contig, in_par=True), cohort.copies(contig, in_par=False)
    if window.keys and ((par == 1).any() or (outside == 1).any()):
        inside = np.array([cohort.sexes.in_par(contig, key[0]) for key in window.keys])
        copies = np.where(inside[:, None], par, outside)
        nhemi = ((window.carried == 1) & (copies == 1)).sum(axis=1, dtype=np.int64)
    else:
        copies = outside[None, :]
    if window.keys and window.told is not None:
        partial = (~window.told & (copies > 0)).sum(axis=1, dtype=np.int64)
    return SiteCounts(window.keys, ac, an, nhom, nhemi, partial)


def callable_runs(window: Window, cohort: Cohort) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Runs of bases with equal numbers of callable alleles: 0-based start, end, alleles of everybody and each region.

    Runs end at the window's end, at multiples of :data:`GRID`, and are left out where nothing is callable.
    """
    copies = window.callable_copies
    if copies is None or not copies.shape[1]:
        return
    totals = np.stack([copies[chosen].sum(axis=0, dtype=np.int32) for chosen in (cohort.groups > 0).T])
    changes = np.flatnonzero((totals[:, 1:] != totals[:, :-1]).any(axis=0)) + 1
    first = window.start - 1
    grid = np.arange(GRID - first % GRID, copies.shape[1], GRID)
    edges = np.unique(np.concatenate([[0], changes, grid, [copies.shape[1]]]))
    for low, high in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if totals[0, low]:
            yield first + low, first + high, tuple(totals[:, low].tolist())


class RunJoiner:
    """Joins runs that touch and say the same, but for those that meet on the grid."""

    def __init__(self) -> None:
        self._held: tuple[int, int, tuple[int, ...]] | None = None

    def add(self, run: tuple[int, int, tuple[int, ...]]) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """Take one run; gives the one before it where that has ended."""
        held = self._held
        if held is not None and held[1] == run[0] and held[2] == run[2] and run[0] % GRID:
            self._held = (held[0], run[1], run[2])
            return
        if held is not None:
            yield held
        self._held = run

    def end(self) -> Iterator[tuple[int, int, tuple[int, ...]]]:
        """The last run."""
        if self._held is not None:
            yield self._held
        self._held = None


class SiteWriter:
    """Turns counts into lines of the panel's VCF."""

    def __init__(self, regions: Sequence[str]) -> None:
        self._frequencies = Frequencies()
        keys = [region.replace("-", "_") for region in regions]
        shares = ",".join(f"{region}:%d/%d" for region in regions)
        fields = ";".join(f"AC_{key}=%d;AN_{key}=%d" for key in keys)
        self._regions = f";REGIONS={shares};{fields}" if regions else ""

    def lines(self, contig: str, sites: SiteCounts) -> Iterator[str]:
        """A line per allele, with its end."""
        if not sites.keys:
            return
        total_ac, total_an = sites.ac[:, 0], sites.an[:, 0]
        self._frequencies.learn(total_ac, total_an)
        by_region = np.stack([sites.ac[:, 1:], sites.an[:, 1:]], axis=2).reshape(len(sites.keys), -1).tolist()
        rows = zip(
            sites.keys, total_ac.tolist(), total_an.tolist(), sites.nhom.tolist(), sites.nhemi.tolist(),
            sites.partial.tolist(), by_region, strict=True,
        )  # fmt: skip
        texts = self._frequencies.texts
        for (position, ref, alt), ac, an, nhom, nhemi, partial, region in rows:
            af, bounds = texts(ac, an)
            told = f";{PARTIAL}={partial}" if partial else ""
            told += self._regions % (*region, *region) if region else ""
            yield (
                f"{contig}\t{position}\t.\t{ref}\t{alt}\t.\tPASS\t"
                f"AC={ac};AN={an};AF={af};nhom={nhom};nhemi={nhemi};{bounds}{told}\n"
            )
