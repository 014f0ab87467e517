"""Stretches in which a read must not end if it is to say anything there: runs of one base, and N of the reference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tachkhis.variants.mitochondria.rules import MitochondrialRules

APART = 2  # bases between two runs that are taken together (rCRS: C7 T C5)


@dataclass(frozen=True)
class Zones:
    """Zones of a genome written as a line; 0-based half-open, in order, not overlapping.

    Attributes:
        starts: first positions.
        ends: positions after the last.
        margins: bases that a read must reach beyond, on either side.
    """

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    margins: NDArray[np.int64]

    @classmethod
    def of(cls, bases: str, rules: MitochondrialRules) -> Zones:
        """The zones of a sequence (upper case)."""
        runs = [run.span() for run in re.finditer(rf"([ACGT])\1{{{rules.zone_length - 1},}}", bases)]
        joined: list[tuple[int, int]] = []
        for start, end in runs:
            if joined and start - joined[-1][1] <= APART:
                start = joined.pop()[0]
            joined.append((start, end))
        rows = [(start, end, rules.span_margin) for start, end in joined]
        rows += [(*gap.span(), rules.gap_margin) for gap in re.finditer("N+", bases)]
        table = np.array(sorted(rows), dtype=np.int64).reshape(-1, 3)
        return cls(table[:, 0], table[:, 1], table[:, 2])

    def widened(self, start: int, end: int, length: int) -> tuple[int, int]:
        """An interval with the zones that it touches, on any turn of a circle of this length."""
        low, high = start, end
        for turn in (-length, 0, length):
            touched = (self.starts + turn < end) & (self.ends + turn > start)
            if touched.any():
                low = min(low, int(self.starts[touched].min()) + turn)
                high = max(high, int(self.ends[touched].max()) + turn)
        return low, high

    def clear(self, start: int, end: int) -> tuple[int, int]:
        """The part of a read's ``[start, end)`` that counts: without the zones in or beside which it ends."""
        first, last = self._limits
        return (first[start] if start < len(first) else start), (last[end] if end < len(last) else end)

    @cached_property
    def _limits(self) -> tuple[list[int], list[int]]:
        """By where a read starts, where it begins to count; by where it ends, where it ceases to."""
        size = int((self.ends + self.margins).max(initial=-1)) + 1
        first, last = np.arange(size), np.arange(size)
        for low, high, margin in zip(self.starts.tolist(), self.ends.tolist(), self.margins.tolist(), strict=True):
            starting, ending = slice(max(0, low - margin + 1), high), slice(low + 1, high + margin)
            first[starting] = np.maximum(first[starting], high)
            last[ending] = np.minimum(last[ending], low)
        return first.tolist(), last.tolist()
