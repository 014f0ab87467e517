"""The alleles of all people, window by window along an interval, in order: what counting and kinship both read.

A window holds arrays of (alleles, people); its length follows the density of records, so that memory does not grow
with the number of sites. Alleles that move to the left are waited for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tachkhis.panel.cohort import Cohort
from tachkhis.panel.cohort import Interval
from tachkhis.panel.levels import Levels
from tachkhis.panel.reader import Handles
from tachkhis.panel.reader import Key
from tachkhis.panel.reader import Piece
from tachkhis.panel.reader import Reader

CELLS = 2_000_000  # genotypes held in a window of records
LEVEL_CELLS = 20_000_000  # bases times people held where callability is known
LONGEST, SHORTEST = 1_000_000, 500  # bases of a window


@dataclass(frozen=True)
class Window:
    """Final alleles, sorted by position, REF and ALT, and callability up to the same place.

    Attributes:
        keys: the alleles.
        carried, called: copies that carry the allele, and copies that were called; (alleles, people).
        start: first base (1-based) of ``callable_copies``.
        callable_copies: (people, bases), or ``None`` where nothing tells it.
        told: (alleles, people): a record of theirs, or what tells their callable bases, speaks for the allele; ``None``
            where that is so for everybody.
    """

    keys: list[Key]
    carried: NDArray[np.int8]
    called: NDArray[np.int8]
    start: int
    callable_copies: NDArray[np.int8] | None
    told: NDArray[np.bool_] | None = None


def windows(
    cohort: Cohort, interval: Interval, counts: Counter[str] | None = None, handles: Handles | None = None
) -> Iterator[Window]:
    """Every allele whose normalised position lies in an interval, in order.

    Args:
        cohort: the people and their files.
        interval: where.
        counts: records left out are counted here, by reason.
        handles: files that stay open, where many intervals of the same files are read.

    Raises:
        InputError: a file that is unsorted, damaged or holds what cannot be counted.
    """
    sources = cohort.sources_of(interval.contig)
    counts = Counter() if counts is None else counts
    readers = [Reader(source, cohort, interval, counts, handles) for source in sources]
    levels = Levels(cohort, interval) if cohort.knows_reference(interval.contig) else None
    length = _length(cohort, interval, levels is not None)
    tellers = np.zeros(len(cohort.people), bool)
    for reader in readers:
        if reader.tells_reference:
            tellers[reader.columns] = True
    silent = ~tellers
    silent[[cohort.column[sample] for sample in cohort.beds if sample in cohort.column]] = False
    waiting: Piece | None = None
    given, end = interval.start - 1, interval.start - 1
    try:
        while given < interval.end:
            start, end = end + 1, min(end + length, interval.end + cohort.shift)
            pieces = [reader.read(end) for reader in readers]
            if levels is not None:
                _fill(levels, given + 1, start, end, pieces, tellers)
            final = interval.end if end == interval.end + cohort.shift else max(given, end - cohort.shift)
            merged = _merged(([waiting] if waiting is not None else []) + pieces, len(cohort.people))
            ready, waiting = _split(merged, given + 1, final)
            callable_copies = None
            if levels is not None:
                _look_up(ready, levels)
                callable_copies = levels.copies[:, given + 1 - levels.base : final + 1 - levels.base]
            told = None if ready.told is None or not silent.any() else ready.told | ~silent
            yield Window(ready.keys, ready.carried, ready.called, given + 1, callable_copies, told)
            given = final
    finally:
        for reader in readers:
            reader.close()


def _length(cohort: Cohort, interval: Interval, known: bool) -> int:
    people = max(1, len(cohort.people))
    size = cohort.sexes.lengths.get(interval.contig) or interval.end
    records = sum(source.records[interval.contig] for source in cohort.sources_of(interval.contig))
    length = int(max(200, CELLS / people) * size / max(1, records))
    if known:
        length = min(length, LEVEL_CELLS // people)
    return max(SHORTEST, min(LONGEST, length))


def _fill(levels: Levels, keep: int, start: int, end: int, pieces: Sequence[Piece], tellers: NDArray[np.bool_]) -> None:
    levels.advance(keep, end)
    levels.lay_beds(start, tellers)
    for piece in pieces:
        levels.fill(start, piece.spans)
    for piece in pieces:
        levels.lower(piece.caps)
    levels.mask_beds(start, tellers)
    levels.cap(start)


def _merged(pieces: Sequence[Piece], people: int) -> Piece:
    """The alleles of all files, each once, sorted; a person who has one twice in a file has what either says."""
    everybody = np.arange(people)
    holding = [piece for piece in pieces if piece.keys]
    if len(holding) == 1 and np.array_equal(holding[0].columns, everybody):
        piece = holding[0]
        if all(a < b for a, b in zip(piece.keys, piece.keys[1:], strict=False)):
            return piece
    keys = sorted({key for piece in holding for key in piece.keys})
    row = {key: number for number, key in enumerate(keys)}
    carried, called = np.zeros((2, len(keys), people), np.int8)
    told = np.zeros((len(keys), people), bool)
    for piece in holding:
        rows = np.array([row[key] for key in piece.keys], np.int64)
        if len(set(piece.keys)) == len(piece.keys):
            where = np.ix_(rows, piece.columns)
            carried[where] = np.maximum(carried[where], piece.carried)
            called[where] = np.maximum(called[where], piece.called)
            told[where] |= True if piece.told is None else piece.told
            continue
        for number, one in enumerate(rows):
            carried[one, piece.columns] = np.maximum(carried[one, piece.columns], piece.carried[number])
            called[one, piece.columns] = np.maximum(called[one, piece.columns], piece.called[number])
            told[one, piece.columns] |= True if piece.told is None else piece.told[number]
    return Piece(everybody, keys, carried, called, told=told)


def _split(piece: Piece, start: int, end: int) -> tuple[Piece, Piece | None]:
    """Alleles from ``start`` to ``end``, and those beyond, which wait; those before belong to the interval before."""
    positions = np.array([key[0] for key in piece.keys], np.int64)
    low, high = int(np.searchsorted(positions, start)), int(np.searchsorted(positions, end, side="right"))

    def part(a: int, b: int) -> Piece:
        told = None if piece.told is None else piece.told[a:b]
        return Piece(piece.columns, piece.keys[a:b], piece.carried[a:b], piece.called[a:b], told=told)

    return part(low, high), part(high, len(piece.keys)) if high < len(piece.keys) else None


def _look_up(piece: Piece, levels: Levels) -> None:
    """Callable copies where a person's own file has no call of the allele; outside their BED nobody counts."""
    if not piece.keys:
        return
    there = levels.at(np.array([key[0] for key in piece.keys], np.int64))
    for column in levels.beds:
        outside = there[:, column] == 0
        piece.carried[outside, column] = 0
        piece.called[outside, column] = 0
    piece.called = np.where(piece.called > 0, piece.called, there).astype(np.int8)
