"""What the reads of one person show on the circle: bases by place and strand, lengths by fragment.

The two ends of a fragment are one observation: where they overlap, they count once if they agree and not at all if they
differ.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tachkhis.variants.mitochondria.circle import Change
from tachkhis.variants.mitochondria.circle import Circle
from tachkhis.variants.mitochondria.circle import Stretch
from tachkhis.variants.mitochondria.ends import ReadEnd
from tachkhis.variants.mitochondria.ends import apart
from tachkhis.variants.mitochondria.rules import MitochondrialRules
from tachkhis.variants.mitochondria.tidy import ALIGNED
from tachkhis.variants.mitochondria.tidy import DELETION
from tachkhis.variants.mitochondria.tidy import INSERTION
from tachkhis.variants.mitochondria.tidy import ON_READ
from tachkhis.variants.mitochondria.tidy import ON_REFERENCE
from tachkhis.variants.mitochondria.tidy import Cigar
from tachkhis.variants.mitochondria.tidy import tidy
from tachkhis.variants.mitochondria.zones import Zones

BASES = "ACGT"
_OTHER = 4
_CODES = np.full(256, _OTHER, dtype=np.int64)
_CODES[[ord(base) for base in BASES]] = range(4)
_BATCH = 4096  # read ends that are counted at once
_HIGHEST = 93  # of phred base qualities that a read can hold


@dataclass(frozen=True, slots=True)
class Support:
    """The fragments of one person that speak for and against one change.

    Attributes:
        depth: fragments that can tell; for a substitution also those that lack the base, where most do.
        ref_reads: those with the reference.
        alt_reads: those with the change.
        ref_forward: those with the reference whose read lies forward.
        alt_forward: those with the change whose read lies forward.
        forward: all whose read lies forward.
        error: mean probability (0 to 1) that one observation is wrong.
        at_end: those with the change near the end of their alignment; ``None`` where it is not counted (indels).
        others_at_end: likewise without the change.
    """

    depth: int
    ref_reads: int
    alt_reads: int
    ref_forward: int
    alt_forward: int
    forward: int
    error: float
    at_end: int | None = None
    others_at_end: int | None = None

    @property
    def fraction(self) -> float:
        """Share of the fragments that carry the change; 0 without any."""
        return self.alt_reads / self.depth if self.depth else 0.0


@dataclass
class Pile:
    """Counts of one person, filled by :meth:`add` and closed by :meth:`finish`."""

    circle: Circle
    rules: MitochondrialRules
    min_base_quality: int
    _counts: NDArray[np.int64] = field(init=False)  # place, base, strand
    _at_end: NDArray[np.int64] = field(init=False)  # place, base
    _errors: NDArray[np.float64] = field(init=False)  # place
    _waiting: dict[str, ReadEnd] = field(init=False, default_factory=dict)
    _batch: list[ReadEnd] = field(init=False, default_factory=list)
    _fragments: dict[str, int] = field(init=False, default_factory=dict)
    _spans: array[int] = field(init=False, default_factory=lambda: array("q"))  # start, end, fragment, forward
    _changes: dict[Change, list[int]] = field(init=False, default_factory=dict)  # rows of the spans
    unwritable: Counter[str] = field(init=False, default_factory=Counter)  # deletions that remove the origin
    _losses: array[int] = field(init=False, default_factory=lambda: array("q"))  # fragment, start, bases, forward
    _lost: NDArray[np.int64] = field(init=False)  # place, strand: fragments that lack the place, once finished
    _table: NDArray[np.int64] = field(init=False)  # the spans, once finished
    _changed: dict[int, list[Change]] = field(init=False, default_factory=dict)  # changes of a row of the spans

    def __post_init__(self) -> None:
        """Empty counts."""
        size = self.circle.length
        self._counts = np.zeros((size, 4, 2), dtype=np.int64)
        self._at_end = np.zeros((size, 4), dtype=np.int64)
        self._errors = np.zeros(size, dtype=np.float64)
        self._gap = np.zeros(size, dtype=bool)
        self._gap[list(self.circle.gaps)] = True
        self._zones = tuple(Zones.of(bases, self.rules) for bases in (self.circle.bases, self.circle.rotated))
        self._chance = np.maximum(10.0 ** (-np.arange(_HIGHEST + 163) / 10.0), self.rules.error_floor)

    def add(self, read: Any, *, rotated: bool = False) -> None:
        """Take one primary alignment.

        Args:
            read: a ``pysam.AlignedSegment`` on the contig, or on the rotated one.
            rotated: whether it is aligned to the rotated one.
        """
        name, shift = str(read.query_name), self.circle.half if rotated else 0
        bases = self.circle.rotated if rotated else self.circle.bases
        cigar = tidy(read.cigartuples, read.query_sequence, int(read.reference_start), bases)
        end = self._end_of(read, cigar, rotated)
        self._note_lengths(read, cigar, shift)
        if not read.is_paired or read.mate_is_unmapped:
            self._take(end)
        elif name in self._waiting:
            first = self._waiting.pop(name)
            for one in apart(first, end):
                self._take(one)
        else:
            self._waiting[name] = end

    def finish(self) -> Pile:
        """Count what is still waiting for its mate; no read can be added any more."""
        for end in self._waiting.values():
            self._take(end)
        self._waiting.clear()
        self._count()
        self._lost = self._lacking()
        self._table = np.array(self._spans, dtype=np.int64).reshape(-1, 4)
        for change, rows in self._changes.items():
            for row in rows:
                self._changed.setdefault(row, []).append(change)
        return self

    # -- reads -----------------------------------------------------------------------------------------------------

    def _end_of(self, read: Any, cigar: Cigar, rotated: bool) -> ReadEnd:
        sequence = np.frombuffer(read.query_sequence.encode(), dtype=np.uint8)
        given = read.query_qualities
        qualities = np.full(len(sequence), _HIGHEST) if given is None else np.asarray(given, dtype=np.int64)
        pieces = []
        query, place = 0, int(read.reference_start)
        for operation, length in cigar:
            if operation in ALIGNED:
                pieces.append((query, place, length))
            query += length if operation in ON_READ else 0
            place += length if operation in ON_REFERENCE else 0
        sequence = _joined([sequence[at : at + length] for at, _, length in pieces])
        quality = _joined([qualities[at : at + length] for at, _, length in pieces])
        where = _joined([np.arange(at, at + length) for _, at, length in pieces])
        codes = _CODES[sequence]
        rule = self.rules.end_bases
        at_end = (where < read.reference_start + rule) | (where >= place - rule)
        low, high = self._zones[rotated].clear(int(read.reference_start), place)
        kept = (codes != _OTHER) & (quality >= self.min_base_quality) & (where >= low) & (where < high)
        positions = (where + self.circle.half) % self.circle.length if rotated else where
        if self.circle.gaps:
            kept &= ~self._gap[positions]
        return ReadEnd(positions[kept], codes[kept], quality[kept], at_end[kept], not read.is_reverse)

    def _note_lengths(self, read: Any, cigar: Cigar, shift: int) -> None:
        row = len(self._spans) // 4
        fragment = self._fragments.setdefault(str(read.query_name), len(self._fragments))
        start = (read.reference_start + shift) % self.circle.length
        self._spans.extend((start, start + read.reference_length, fragment, int(not read.is_reverse)))
        query, place = 0, int(read.reference_start)
        for operation, length in cigar:
            if operation == INSERTION:
                self._note(row, place + shift, 0, read.query_sequence[query : query + length])
            elif operation == DELETION:
                self._note(row, place + shift, length, "")
                self._losses.extend((fragment, place + shift, length, int(not read.is_reverse)))
            query += length if operation in ON_READ else 0
            place += length if operation in ON_REFERENCE else 0

    def _note(self, row: int, start: int, deleted: int, inserted: str) -> None:
        start %= self.circle.length
        if set(inserted) - set(BASES) or self.circle.is_placeholder(start, deleted, inserted):
            return
        change = self.circle.left_aligned(start, deleted, inserted)
        if change is None:
            self.unwritable[self.circle.name_without_origin(start, deleted)] += 1
        else:
            self._changes.setdefault(change, []).append(row)

    def _take(self, end: ReadEnd) -> None:
        self._batch.append(end)
        if len(self._batch) >= _BATCH:
            self._count()

    def _count(self) -> None:
        if not self._batch:
            return
        positions = np.concatenate([end.positions for end in self._batch])
        codes = np.concatenate([end.codes for end in self._batch])
        qualities = np.concatenate([end.qualities for end in self._batch])
        at_end = np.concatenate([end.at_end for end in self._batch])
        strands = np.repeat([int(end.forward) for end in self._batch], [len(end.codes) for end in self._batch])
        size = self.circle.length
        cells = (positions * 4 + codes) * 2 + strands
        self._counts += np.bincount(cells, minlength=size * 8).reshape(size, 4, 2)
        ends = positions[at_end] * 4 + codes[at_end]
        self._at_end += np.bincount(ends, minlength=size * 4).reshape(size, 4)
        self._errors += np.bincount(positions, weights=self._chance[qualities], minlength=size)
        self._batch.clear()

    def _lacking(self) -> NDArray[np.int64]:
        """Fragments by place and strand whose alignment deletes the place; the two ends of one count once."""
        size = self.circle.length
        rows = np.array(self._losses, dtype=np.int64).reshape(-1, 4)
        _, first = np.unique(rows[:, :3], axis=0, return_index=True)
        steps = np.zeros((3 * size + 1, 2), dtype=np.int64)  # a start lies on the first two turns, an end on three
        np.add.at(steps, (rows[first, 1], rows[first, 3]), 1)
        np.add.at(steps, (rows[first, 1] + rows[first, 2], rows[first, 3]), -1)
        turns: NDArray[np.int64] = steps.cumsum(axis=0)[:-1].reshape(3, size, 2).sum(axis=0)
        return turns

    # -- evidence --------------------------------------------------------------------------------------------------

    @property
    def depths(self) -> NDArray[np.int64]:
        """Fragments by position."""
        total: NDArray[np.int64] = self._counts.sum(axis=(1, 2))
        return total

    @property
    def errors(self) -> NDArray[np.float64]:
        """Mean error probability by position."""
        mean: NDArray[np.float64] = self._errors / np.maximum(self.depths, 1)
        return mean

    def substitutions(self) -> list[Change]:
        """Substitutions that enough reads show to be looked at, in the order of the genome."""
        depths, found = self.depths, []
        by_base = self._counts.sum(axis=2)
        enough = (by_base >= self.rules.written_reads) & (by_base >= self.rules.written_fraction * depths[:, None])
        for place, code in np.argwhere(enough):
            if self.circle.bases[place] in BASES.replace(BASES[code], ""):
                found.append(Change(int(place), 1, BASES[code]))
        return found

    def indels(self) -> list[Change]:
        """Insertions and deletions likewise, in no order."""
        depths, rules, size = self.depths, self.rules, self.circle.length
        return [
            change
            for change, rows in self._changes.items()
            if len(rows) >= max(rules.written_reads, rules.written_fraction * depths[change.start % size])
        ]

    def support(self, change: Change) -> Support:
        """The fragments for and against a change, whether or not this person shows it."""
        return self._of_indel(change) if change.is_indel else self._of_substitution(change)

    def _of_substitution(self, change: Change) -> Support:
        place, counts = change.start, self._counts[change.start]
        ref, alt = BASES.find(self.circle.bases[place]), BASES.index(change.inserted)
        ends, lost = self._at_end[place], self._lost[place]
        lost = lost * (lost.sum() > counts.sum())
        return Support(
            depth=int(counts.sum() + lost.sum()),
            ref_reads=int(counts[ref].sum()) if ref >= 0 else 0,
            alt_reads=int(counts[alt].sum()),
            ref_forward=int(counts[ref, 1]) if ref >= 0 else 0,
            alt_forward=int(counts[alt, 1]),
            forward=int(counts[:, 1].sum() + lost[1]),
            error=float(self.errors[place]),
            at_end=int(ends[alt]),
            others_at_end=int(ends.sum() - ends[alt]),
        )

    def _of_indel(self, change: Change) -> Support:
        stretch = self.circle.stretch(change)
        with_it: dict[int, bool] = {}  # fragment -> forward
        with_ref: dict[int, bool] = {}
        with_other: dict[int, bool] = {}
        for row in self._spanning(stretch):
            _, _, fragment, forward = (int(value) for value in self._table[row])
            near = [one for one in self._changed.get(int(row), ()) if self._touches(one, stretch)]
            side = with_it if change in near else with_other if near else with_ref
            side.setdefault(fragment, bool(forward))
        quarrel = (with_it.keys() & with_ref.keys()) | (with_it.keys() & with_other.keys())
        quarrel |= with_ref.keys() & with_other.keys()
        for side in (with_it, with_ref, with_other):
            for fragment in quarrel:
                side.pop(fragment, None)
        forward_of: Sequence[int] = [sum(side.values()) for side in (with_it, with_ref, with_other)]
        return Support(
            depth=len(with_it) + len(with_ref) + len(with_other),
            ref_reads=len(with_ref),
            alt_reads=len(with_it),
            ref_forward=forward_of[1],
            alt_forward=forward_of[0],
            forward=sum(forward_of),
            error=self.rules.indel_error_of(stretch.run),
        )

    def _spanning(self, stretch: Stretch) -> NDArray[np.int64]:
        """Rows of the read ends that reach beyond a stretch, and the zones that it touches, on both sides."""
        margin, size = self.rules.span_margin, self.circle.length
        low, high = self._zones[0].widened(stretch.start, stretch.end, size)
        low, high = low - margin, high + margin
        starts, ends = self._table[:, 0], self._table[:, 1]
        inside = np.zeros(len(starts), dtype=bool)
        for turn in (-size, 0, size):
            inside |= (starts <= low + turn) & (ends >= high + turn)
        return np.flatnonzero(inside)

    def _touches(self, change: Change, stretch: Stretch) -> bool:
        """Whether a change lies in a stretch, on either turn of the circle."""
        for turn in (-self.circle.length, 0, self.circle.length):
            start = change.start + turn
            if start < stretch.end and start + change.deleted > stretch.start:
                return True
            if not change.deleted and stretch.start < start < stretch.end:
                return True
        return False


def _joined(pieces: list[NDArray[Any]]) -> NDArray[Any]:
    """Pieces of a read as one; most reads have one alone, which is not copied."""
    return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)
