"""Changes of one codon or frame of which it is certain what each copy of the proband has: the records of the wholes."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from tachkhis.case.model import Person
from tachkhis.reference.normal_allele import Bases
from tachkhis.reference.normal_allele import normalised
from tachkhis.variants import fields
from tachkhis.variants.called_row import Row
from tachkhis.variants.evidence import changed_bases
from tachkhis.variants.haplotypes import Changes
from tachkhis.variants.haplotypes import Found
from tachkhis.variants.haplotypes import State
from tachkhis.variants.normal_record import NormalCall
from tachkhis.variants.normal_record import NormalRecord

Key = tuple[str, int, str, str]


def short(record: NormalRecord) -> str:
    """``POS-REF-ALT``."""
    return f"{record.position}-{record.ref}-{record.alt}"


def places(record: NormalRecord) -> frozenset[int]:
    """Positions (1-based) of the bases that a substitution changes."""
    pairs = enumerate(zip(record.ref, record.alt, strict=True), start=record.position)
    return frozenset(at for at, (ref, alt) in pairs if ref != alt)


def edits(record: NormalRecord) -> list[tuple[int, int, str]]:
    """What a record replaces: 0-based half-open intervals of the reference and the bases that stand there instead.

    A substitution of several bases gives one interval for each base that it changes; the interval of an insertion is
    empty, the text of a deletion.
    """
    if len(record.ref) == len(record.alt):
        return [(at - 1, at, record.alt[at - record.position]) for at in sorted(places(record))]
    return [changed_bases(record.position, record.ref, record.alt)]


def taken(record: NormalRecord) -> frozenset[int]:
    """The bases that a record changes and the gaps between bases: ``2 b`` is base ``b`` (0-based), one less the gap.

    Two changes that have one of them in common are never on one copy; an insertion beside deleted bases may be.
    """
    found: set[int] = set()
    for start, end, _ in edits(record):
        found |= set(range(2 * start, 2 * end - 1)) if start < end else {2 * start - 1}
    return frozenset(found)


def whole_of(records: Sequence[NormalRecord], bases: Bases) -> tuple[int, str, str]:
    """Position, REF and ALT of what some changes make together on one copy.

    Normalised, though never moved further to the left than the first of them, behind which its parts follow.

    Args:
        records: changes of which no two take one base; one may lie within another.
        bases: the reference.
    """
    contig, first = records[0].contig, min(record.position for record in records)
    end = max(record.position + len(record.ref) - 1 for record in records)
    ref = bases.fetch(contig, first - 1, end)
    alt, at = [], first - 1
    for start, stop, new in sorted(edit for record in records for edit in edits(record)):
        alt += [ref[at - first + 1 : start - first + 1], new]
        at = stop
    whole = normalised(bases, contig, first, ref, "".join([*alt, ref[at - first + 1 :]]), least=first)
    return whole.position, whole.ref, whole.alt


@dataclass(frozen=True)
class Bundle:
    """Changes of one codon, or of one stretch of the reading frame.

    Attributes:
        rows: the changes; bit ``i`` of a haplotype is the ``i``-th.
        state: the haplotypes of the proband.
        found: what every member can have.
        changes: the changes as they were enumerated.
        calls: per member the call of each.
        people: the family.
    """

    rows: tuple[Row, ...]
    state: State
    found: Found
    changes: Changes
    calls: Mapping[str, Sequence[NormalCall]]
    people: tuple[Person, ...]

    def write(self, known: dict[Key, Row], bases: Bases) -> list[Row]:
        """The wholes that are new; what is said on the parts is set on their rows.

        Args:
            known: rows by allele; new ones are added. The caller may have written a whole itself.
            bases: the reference.
        """
        added: list[Row] = []
        shown: dict[int, Row] = {}
        for haplotype in sorted(set(self.state) - {0}):
            bits = self._bits(haplotype)
            if len(bits) == 1:
                shown[haplotype] = self.rows[bits[0]]
                continue
            record, reasons = self._whole(haplotype, bases), self.reasons(haplotype)
            there = known.get(record.key)
            if there is None:
                parts = tuple(short(self.rows[bit].record) for bit in bits)
                there = Row(record, record.line.rstrip("\n").split("\t"), parts, reasons)
                known[record.key] = there
                added.append(there)
            else:  # what its parts have, it has
                there.by = tuple(dict.fromkeys((*there.by, *reasons)))
                there.cells[6] = "PASS"
            shown[haplotype] = there
        for haplotype, row in shown.items():
            row.apart = tuple(short(other.record) for bits, other in shown.items() if bits != haplotype)
        for bit, row in enumerate(self.rows):
            wholes = tuple(
                short(shown[haplotype].record)
                for haplotype in shown
                if haplotype >> bit & 1 and len(self._bits(haplotype)) > 1
            )
            if wholes and 1 << bit in shown:
                row.alone = tuple(self.copies(sample, 1 << bit) for sample in self.calls)
            elif wholes:
                row.into = wholes
        return added

    def _bits(self, haplotype: int) -> list[int]:
        return [bit for bit in range(len(self.rows)) if haplotype >> bit & 1]

    def copies(self, sample: str, haplotype: int) -> int | None:
        """Copies of a member with exactly this haplotype; where a call is missing that is never known."""
        if not all(call.complete for call in self.calls[sample]):
            return None
        return self.found.copies(sample, haplotype)

    def _whole(self, haplotype: int, bases: Bases) -> NormalRecord:
        parts = [self.rows[bit].record for bit in self._bits(haplotype)]
        position, ref, alt = whole_of(parts, bases)
        qualities = [part.quality for part in parts if part.quality != "."]
        return NormalRecord(
            contig=parts[0].contig,
            position=position,
            ref=ref,
            alt=alt,
            calls=tuple(self._call(sample, haplotype) for sample in self.calls),
            quality=min(qualities, key=float) if qualities else ".",
            filters=("PASS",),
        )

    def _call(self, sample: str, haplotype: int) -> NormalCall:
        """A member's call of the whole: depth and quality the least of the parts, reads those of the rarest part.

        Reads are not given where each part is on more copies than the whole: some of them show a part alone.
        """
        copies = self.copies(sample, haplotype)
        calls = [self.calls[sample][bit] for bit in self._bits(haplotype)]
        number = max(len(call.alleles) for call in calls)
        least = min(call.carried for call in calls)
        rarest = [call for call in calls if call.carried == least]
        parting = [call for call in calls if call.carried < len(call.alleles)] or calls  # on one copy of two
        sets = {call.phase_set for call in parting}
        phased = copies is not None and all(call.phased for call in parting) and len(sets) == 1
        columns = self._columns(sample, haplotype) if phased else None
        phased = columns is not None and sum(columns) == copies
        alleles: tuple[int | None, ...] = (None,) * number
        if columns is not None and phased:
            alleles = columns
        elif copies is not None:
            alleles = (0,) * (number - copies) + (1,) * copies
        told = copies is None or least <= copies
        return NormalCall(
            alleles=alleles,
            phased=phased,
            depth=_least([call.depth for call in calls]),
            ref_reads=_least([call.ref_reads for call in rarest]) if told else None,
            alt_reads=_least([call.alt_reads for call in rarest]) if told else None,
            quality=_least([call.quality for call in calls]),
            phase_set=sets.pop() if phased else None,
        )

    def _columns(self, sample: str, haplotype: int) -> tuple[int, ...]:
        """Which copies of a member have the whole, by the phase of its parts.

        Changes that are no part of it turn a copy into another haplotype where they are on it: where they are on every
        copy, or phased like the parts. Where that does not give the number of copies, the order is not known.
        """
        own, bits = self.calls[sample], self._bits(haplotype)
        sets = {own[bit].phase_set for bit in bits if own[bit].phased}
        others = [
            call
            for bit, call in enumerate(own)
            if bit not in bits
            and call.carried
            and (call.carried == len(call.alleles) or (call.phased and {call.phase_set} == sets))
        ]
        return tuple(
            int(all(own[bit].alleles[copy] for bit in bits) and not any(call.alleles[copy] for call in others))
            for copy in range(len(own[0].alleles))
        )

    def reasons(self, haplotype: int) -> tuple[str, ...]:
        """How it is known in the members who have the whole."""
        found = {self._reason(sample) for sample in self.calls if self.copies(sample, haplotype)}
        return tuple(sorted(found))

    def _reason(self, sample: str) -> str:
        calls = self.calls[sample]
        if sample in self.found.by_family:
            parents = next(((p.father, p.mother) for p in self.people if p.sample == sample), (None, None))
            return fields.BY_INHERITED if any(p in self.calls for p in parents) else fields.BY_TRANSMISSION
        carried = [call for call in calls if call.carried]
        if all(call.carried == len(call.alleles) for call in carried):
            return fields.BY_HOMOZYGOUS
        if len(self.changes.of_one(calls, phased=False)) == 1:
            return fields.BY_ONE_HOMOZYGOUS
        if any(call.by_reads for call in carried):
            return fields.BY_READS
        return fields.BY_PHASE if all(call.phase_set is None for call in carried) else fields.BY_PHASE_SET


def _least(values: Sequence[int | None]) -> int | None:
    given = [value for value in values if value is not None]
    return min(given) if len(given) == len(values) else None
