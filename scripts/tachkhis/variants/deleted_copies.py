"""Calls on more copies than a person has, because a deletion of the same file removes their bases.

A caller that looks at one place at a time reads the one copy beside a deletion as two, and says ``1/1`` of what is on
one. Our own calls are settled by their reads (``REFINE=one_copy``); of an imported file the genotypes stay those of the
caller, and it is told. For a deletion A and a change B of bases that A removes however it is placed, both passing, both
called in a member of two copies, and together on more than two:

    A on one copy, B on two     BESIDE_DELETION of B: one copy is all that is left for it
    A on two copies             COPIES_OVER of both: one of the two genotypes cannot be

A is of bases, or ``<DEL>`` within its confidence intervals. An insertion counts where both its neighbours go.

Strelka2 writes ``1`` for what it calls on the one copy beside a heterozygous deletion (Illumina/strelka, issue 179).
Where a member has two copies of the place, such a call is told likewise (``ONE_COPY_CALLED``): it is no homozygote's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass

from tachkhis.reference.normal_allele import Bases
from tachkhis.variants import fields
from tachkhis.variants.normal_record import NormalRecord
from tachkhis.variants.record_line import value_of

_SYMBOLIC = re.compile(r"<(?:DEL|CN0)(?::[^<>]*)?>")
_DIPLOID = 2
_ONE_CARRIED = "\t1:"  # the column of a member who is called with one copy, which has the allele


@dataclass(frozen=True, slots=True)
class _Change:
    """A record as far as this module asks: what is told of it, and the bases it is about (0-based half-open).

    Attributes:
        line: number of its line.
        name: ``POS-REF-ALT``.
        copies: copies of each member, 0 where they are not two.
        own: the bases that it may change, wherever it is placed.
        removed: those that it removes however it is placed; empty, or less, where it removes none for certain.
        inserts: whether it only adds bases.
    """

    line: int
    name: str
    copies: tuple[int, ...]
    own: tuple[int, int]
    removed: tuple[int, int]
    inserts: bool

    def removes(self, other: _Change) -> bool:
        """Whether bases of another change go with this one, wherever both are placed."""
        first, last = self.removed
        start, end = other.own
        if other.inserts:
            return first < start and end < last
        if first <= start and end <= last:
            return first < last
        if other.removed != (0, 0):  # a deletion: what goes in any case
            start, end = other.removed
        return max(first, start) < min(last, end)


class DeletedCopies:
    """Sorted records, of which those in conflict with a deletion are found.

    Attributes:
        marks: INFO items by the number of a line.
    """

    def __init__(
        self, bases: Bases, samples: Sequence[str], copies: Callable[[str, int], Sequence[int]] | None = None
    ) -> None:
        """Know the place.

        Args:
            bases: the reference.
            samples: members, in the order of their columns.
            copies: copies of a place (contig, 1-based position) in each member; without it nobody's are known.
        """
        self.marks: dict[int, list[str]] = {}
        self._copies = copies
        self._bases = bases
        self._samples = samples
        self._contig = ""
        self._active: list[_Change] = []

    def look(self, lines: Sequence[str], first: int) -> None:
        """Take note of all records of one place.

        Args:
            lines: their lines, in any order.
            first: the number of the first; the others follow.
        """
        deletions, others = [], []
        contig, position, _ = lines[0].split("\t", 2)
        if contig != self._contig:
            self._contig, self._active = contig, []
        for number, line in enumerate(lines, first):
            _, _, _, ref, alt, _ = line.split("\t", 5)
            if _ONE_CARRIED in line:
                self._one_called(number, line)
            if alt[0] == "<":
                if _SYMBOLIC.fullmatch(alt):
                    deletions.append((number, line))
            elif len(ref) > len(alt):
                deletions.append((number, line))
            elif alt.isalpha() and (self._active or len(lines) > 1):
                others.append((number, line))
        if deletions or others:
            self._active = [one for one in self._active if one.removed[1] >= int(position)]
        self._take(deletions, remove=True)
        if self._active:
            self._take(others, remove=False)

    def _take(self, numbered: Sequence[tuple[int, str]], *, remove: bool) -> None:
        for number, line in numbered:
            change = self._change(number, NormalRecord.parse(line))
            if change is not None:
                self._compare(change)
                self._active += [change] if remove else []

    def marked(self, number: int, line: str) -> str:
        """A line with what is told of it."""
        items = self.marks.get(number)
        if items is None:
            return line
        cells = line.split("\t", 8)
        told: dict[str, list[str]] = {}
        for item in items:
            name, _, value = item.partition("=")
            told.setdefault(name, []).append(value)
        info = [] if cells[7] == "." else [cells[7]]
        cells[7] = ";".join([*info, *(f"{name}={','.join(values)}" for name, values in sorted(told.items()))])
        return "\t".join(cells)

    def _one_called(self, number: int, line: str) -> None:
        record = NormalRecord.parse(line)
        if self._copies is None:
            return
        copies = self._copies(record.contig, record.position)
        for sample, call, known in zip(self._samples, record.calls, copies, strict=True):
            if call.alleles == (1,) and known == _DIPLOID:
                item = f"{fields.ONE_COPY_CALLED.id}={fields.escape(sample)}"
                self.marks.setdefault(number, []).append(item)

    def _compare(self, change: _Change) -> None:
        for earlier in self._active:
            one, other = earlier.removes(change), change.removes(earlier)
            if not one and not other:
                continue
            for sample, before, here in zip(self._samples, earlier.copies, change.copies, strict=True):
                if not before or not here or before + here <= _DIPLOID:
                    continue
                if one and before == 1:
                    self._tell(fields.BESIDE_DELETION, change, sample, earlier)
                elif other and here == 1:
                    self._tell(fields.BESIDE_DELETION, earlier, sample, change)
                else:
                    self._tell(fields.COPIES_OVER, earlier, sample, change)
                    self._tell(fields.COPIES_OVER, change, sample, earlier)

    def _tell(self, field: fields.Field, about: _Change, sample: str, other: _Change) -> None:
        self.marks.setdefault(about.line, []).append(f"{field.id}={fields.escape(sample)}:{other.name}")

    def _change(self, number: int, record: NormalRecord) -> _Change | None:
        """The change, where it passed and a member of two copies carries it."""
        copies = tuple(call.carried if len(call.alleles) == _DIPLOID else 0 for call in record.calls)
        if not record.passed or not any(copies):
            return None
        name = f"{record.position}-{record.ref}-{record.alt}"
        start, ref, alt = record.position - 1, record.ref, record.alt
        if not alt.isalpha():
            removed = _of_symbolic(record)
            return None if removed is None else _Change(number, name, copies, removed, removed, inserts=False)
        shared = int(ref[0] == alt[0] and len(ref) != len(alt))
        own = start + shared, start + len(ref)
        change = len(alt) - len(ref)
        pure = shared and min(len(ref), len(alt)) == 1
        shift = self._shift(record.contig, own[0], ref[1:] or alt[1:], inserted=change > 0) if pure else 0
        wide = own[0], own[1] + shift
        removed = (own[0] + shift, own[1]) if change < 0 else (0, 0)
        return _Change(number, name, copies, wide, removed, inserts=bool(pure and change > 0))

    def _shift(self, contig: str, start: int, motif: str, *, inserted: bool) -> int:
        """By how many bases a left-aligned insertion or deletion of ``motif`` could stand further right."""
        begin = start if inserted else start + len(motif)
        shift = 0
        while True:
            behind = self._bases.fetch(contig, begin + shift, begin + shift + len(motif))
            for base in behind:
                if base != motif[shift % len(motif)]:
                    return shift
                shift += 1
            if len(behind) < len(motif):
                return shift


def _of_symbolic(record: NormalRecord) -> tuple[int, int] | None:
    """What ``<DEL>`` removes for certain: behind POS to END, less the confidence intervals."""
    end, length = value_of(record.info, "END="), value_of(record.info, "SVLEN=")
    if end is None and (length is None or not length.lstrip("+-").isdigit()):
        return None
    last = int(end) if end is not None else record.position + abs(int(length or 0))
    first = record.position + _bound(value_of(record.info, "CIPOS="), 1)
    last += _bound(value_of(record.info, "CIEND="), 0)
    return (first, last) if first < last else None


def _bound(interval: str | None, number: int) -> int:
    parts = (interval or "").split(",")
    return int(parts[number]) if len(parts) == 2 and parts[number].lstrip("+-").isdigit() else 0
