"""Calls on another number of copies than a deletion of the same file leaves of their bases.

A caller that looks at one place at a time reads the one copy beside a deletion as two, and says ``1/1`` of what is on
one; Strelka2 says ``1`` (Illumina/strelka, issue 179), GLnexus ``./1``. Our own calls are settled by their reads
(``REFINE=one_copy``). In an imported file, for a deletion A and a change B of bases that A removes however it is
placed, both passing, in a member of two copies:

    A ``0/1`` of bases, B ``1/1``, ``1``, ``./1``   ONE_COPY_LEFT of B: one copy, the other than that of A (phased, PS)
    A ``0/1`` of bases, B ``./0``                    ONE_COPY_LEFT of B: reference on the copy that is left (``0/0``)
    A ``<DEL>``, ``./1``, weak, or two; B ``1/1``    BESIDE_DELETION of B: the genotype stays, and is told
    A ``1/1``, B on a copy                           COPIES_OVER of both: one of the two genotypes cannot be

``<DEL>`` counts within its confidence intervals: where its ends are not known to the base it settles nothing, and two
deletions of one copy each leave none. A deletion is weak by the rules for calls of the proband (``family.json``: share
of reads, quality), or where nobody else has it and two others have B: a child of two carriers. An insertion counts
where both its neighbours go. ``1`` elsewhere, where a member has two copies of the place, stays and is told
(``ONE_COPY_CALLED``): it is no homozygote's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from tachkhis.case.shipped import shipped_table
from tachkhis.reference.normal_allele import Bases
from tachkhis.variants import fields
from tachkhis.variants.normal_record import NormalCall
from tachkhis.variants.normal_record import NormalRecord
from tachkhis.variants.record_line import value_of
from tachkhis.variants.refine.rules import shipped_rules

_SYMBOLIC = re.compile(r"<(?:DEL|CN0)(?::[^<>]*)?>")
_DIPLOID = 2
_ONE_CARRIED = "\t1:"  # the column of a member who is called with one copy, which has the allele


@dataclass(frozen=True, slots=True)
class _Change:
    """A record as far as this module asks: what is told of it, and the bases it is about (0-based half-open).

    Attributes:
        line: number of its line.
        name: ``POS-REF-ALT``.
        calls: of each member.
        own: the bases that it may change, wherever it is placed.
        removed: those that it removes however it is placed; empty, or less, where it removes none for certain.
        inserts: whether it only adds bases.
    """

    line: int
    name: str
    calls: tuple[NormalCall, ...]
    own: tuple[int, int]
    removed: tuple[int, int]
    inserts: bool
    symbolic: bool = False

    def copies(self, row: int) -> int:
        """Copies with the change in a member who was called on two, else 0."""
        call = self.calls[row]
        return call.carried if len(call.alleles) == _DIPLOID else 0

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

    Once all are looked at, :meth:`settle` decides; :meth:`marked` writes.
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
        self._marks: dict[int, list[str]] = {}
        self._calls: dict[tuple[int, int], NormalCall] = {}  # genotypes that change, by line and row
        self._changed: set[int] = set()  # their lines
        self._one_called: dict[tuple[int, int], None] = {}
        self._beside: dict[tuple[int, int], list[tuple[_Change, _Change]]] = {}  # change and deletion
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
                self._look_for_one(number, line)
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
            record = NormalRecord.parse(line)
            change = self._change(number, record)
            if change is not None:
                self._compare(change, record.contig)
                self._active += [change] if remove else []

    def marked(self, number: int, line: str) -> str:
        """A line with what is told of it, and the genotypes that change."""
        items = self._marks.get(number)
        if items is None and number not in self._changed:
            return line
        record = NormalRecord.parse(line)
        calls = tuple(self._calls.get((number, row), call) for row, call in enumerate(record.calls))
        line = replace(record, calls=calls).line
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

    @property
    def silent(self) -> bool:
        """Whether nothing is to be told, nor written otherwise."""
        return not self._marks and not self._changed

    def settle(self) -> None:
        """Decide what is written, once all records were looked at."""
        for (line, row), pairs in self._beside.items():
            change, deletion = pairs[0]
            if len(pairs) == 1 and not deletion.symbolic and _bears(deletion, change, row):
                self._one_called.pop((line, row), None)
                self._leave_one(change, deletion, row)
            elif change.copies(row) == _DIPLOID:
                for _, other in pairs:
                    self._tell(fields.BESIDE_DELETION, change, row, other.name)
        for line, row in self._one_called:
            self._mark(line, f"{fields.ONE_COPY_CALLED.id}={fields.escape(self._samples[row])}")
        self._changed = {line for line, _ in self._calls}

    def _leave_one(self, change: _Change, deletion: _Change, row: int) -> None:
        """One copy of a change, or of the reference, in trans with a deletion of one copy."""
        before = change.calls[row]
        if not before.carried:
            self._calls[change.line, row] = replace(before, alleles=(0, 0), phased=False, phase_set=None)
        else:
            known = self._calls.get((deletion.line, row), deletion.calls[row])
            if not known.phased:
                place = int(deletion.name.partition("-")[0])
                known = replace(known, alleles=(1, 0), phased=True, phase_set=place)
                self._calls[deletion.line, row] = known
            alleles = tuple(int(allele != 1) for allele in known.alleles)
            self._calls[change.line, row] = replace(before, alleles=alleles, phased=True, phase_set=known.phase_set)
        written = before.text.partition(":")[0]
        self._tell(fields.ONE_COPY_LEFT, change, row, f"{deletion.name}:{written}")

    def _look_for_one(self, number: int, line: str) -> None:
        record = NormalRecord.parse(line)
        if self._copies is None:
            return
        copies = self._copies(record.contig, record.position)
        for row, (call, known) in enumerate(zip(record.calls, copies, strict=True)):
            if call.alleles == (1,) and known == _DIPLOID:
                self._one_called[number, row] = None

    def _compare(self, change: _Change, contig: str) -> None:
        for earlier in self._active:
            one, other = earlier.removes(change), change.removes(earlier)
            if not one and not other:
                continue
            for row in range(len(self._samples)):
                before, here = earlier.copies(row), change.copies(row)
                if one and before == 1 and self._asks_for_one(change.calls[row], contig, change, row):
                    self._beside.setdefault((change.line, row), []).append((change, earlier))
                elif other and here == 1 and self._asks_for_one(earlier.calls[row], contig, earlier, row):
                    self._beside.setdefault((earlier.line, row), []).append((earlier, change))
                elif before and here and before + here > _DIPLOID:
                    self._tell(fields.COPIES_OVER, earlier, row, change.name)
                    self._tell(fields.COPIES_OVER, change, row, earlier.name)

    def _asks_for_one(self, call: NormalCall, contig: str, change: _Change, row: int) -> bool:
        """Whether a call beside a deletion of one copy is of another number of copies than the one that is left."""
        if call.alleles not in ((1, 1), (1,), (None, 1), (1, None), (None, 0), (0, None)):
            return False
        return self._copies is None or self._copies(contig, change.own[0] + 1)[row] == _DIPLOID

    def _tell(self, field: fields.Field, about: _Change, row: int, what: str) -> None:
        self._mark(about.line, f"{field.id}={fields.escape(self._samples[row])}:{what}")

    def _mark(self, line: int, item: str) -> None:
        self._marks.setdefault(line, []).append(item)

    def _change(self, number: int, record: NormalRecord) -> _Change | None:
        """The change, where it passed and a member carries it."""
        if not record.passed or not any(call.carried for call in record.calls):
            return None
        name = f"{record.position}-{record.ref}-{record.alt}"
        start, ref, alt = record.position - 1, record.ref, record.alt
        if not alt.isalpha():
            gone = _of_symbolic(record)
            return gone and _Change(number, name, record.calls, gone, gone, inserts=False, symbolic=True)
        shared = int(ref[0] == alt[0] and len(ref) != len(alt))
        own = start + shared, start + len(ref)
        change = len(alt) - len(ref)
        pure = shared and min(len(ref), len(alt)) == 1
        shift = self._shift(record.contig, own[0], ref[1:] or alt[1:], inserted=change > 0) if pure else 0
        wide = own[0], own[1] + shift
        removed = (own[0] + shift, own[1]) if change < 0 else (0, 0)
        return _Change(number, name, record.calls, wide, removed, inserts=bool(pure and change > 0))

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


def _bears(deletion: _Change, change: _Change, row: int) -> bool:
    """Whether a deletion of one copy is sure enough to overrule the genotype of a change beside it."""
    call, rule = deletion.calls[row], shipped_table("acmg", "family")["proband_call"]
    if not call.complete or (call.quality is not None and call.quality < int(rule["min_quality"])):
        return False
    if call.alt_reads is not None and call.ref_reads is not None:
        whole = call.alt_reads + call.ref_reads
        if (
            call.alt_reads < shipped_rules().one_copy.min_fragments
            or call.alt_reads < float(rule["min_alt_share"]) * whole
        ):
            return False
    others = [number for number in range(len(deletion.calls)) if number != row]
    alone = not any(deletion.calls[number].carried for number in others)
    return not (alone and sum(change.calls[number].carried > 0 for number in others) > 1)


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
