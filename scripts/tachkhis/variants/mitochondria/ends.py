"""The two ends of a fragment, base by base: one observation where they overlap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ReadEnd:
    """One read end: unrolled positions, base codes and qualities of what is aligned base by base."""

    positions: NDArray[np.int64]  # on the circle
    codes: NDArray[np.int64]
    qualities: NDArray[np.int64]
    at_end: NDArray[np.bool_]
    forward: bool


def apart(first: ReadEnd, second: ReadEnd) -> tuple[ReadEnd, ReadEnd]:
    """Two ends of a fragment so that no place is in both: the better base where they agree, neither where they do not.

    Of two equal qualities the first read's base is kept.
    """
    if not len(first.positions) or not len(second.positions):
        return first, second
    _, one, two = np.intersect1d(first.positions, second.positions, assume_unique=True, return_indices=True)
    if not len(one):
        return first, second
    same = first.codes[one] == second.codes[two]
    better = first.qualities[one] >= second.qualities[two]
    return _without(first, one[~(same & better)]), _without(second, two[~(same & ~better)])


def _without(end: ReadEnd, indexes: NDArray[np.intp]) -> ReadEnd:
    kept = np.ones(len(end.positions), dtype=bool)
    kept[indexes] = False
    return ReadEnd(end.positions[kept], end.codes[kept], end.qualities[kept], end.at_end[kept], end.forward)
