"""Changes of one codon of which it is certain what each copy of the proband has: the records of the wholes."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from tachkhis.case.model import Person
from tachkhis.reference.normal_allele import Bases
from tachkhis.variants import fields
from tachkhis.variants.called_row import Row
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


def whole_of(records: Sequence[NormalRecord], bases: Bases) -> tuple[int, str, str]:
    """Position, REF and ALT of what some changes of bases make together on one copy.

    Args:
        records: substitutions of which no two change one base, by position; one may lie within another.
        bases: the reference.
    """
    first = records[0]
    end = max(record.position + len(record.ref) - 1 for record in records)
    ref = bases.fetch(first.contig, first.position - 1, end)
    alt = list(ref)
    for record in records:
        for at in places(record):
            alt[at - first.position] = record.alt[at - record.position]
    return first.position, ref, "".join(alt)


@dataclass(frozen=True)
class Bundle:
    """Single changes of one codon.

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
            record, reasons = self._whole(haplotype, bases), self._reasons(haplotype)
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
                row.alone = tuple(self._copies(sample, 1 << bit) for sample in self.calls)
            elif wholes:
                row.into = wholes
        return added

    def tell(self) -> None:
        """Say on changes that an intron parts what each stands for: there is no record that reads them together.

        Each speaks of the haplotype that has it and the fewest others: alone (``ALONE``), or with others of the codon
        (``CODON_CIS``, ``TOGETHER``). Where two haplotypes have it that differ in the others, those speak of them.
        """
        of_bit = {}
        for bit in range(len(self.rows)):
            having = sorted({h for h in self.state if h >> bit & 1}, key=int.bit_count)
            if having and (len(having) == 1 or having[0].bit_count() < having[1].bit_count()):
                of_bit[bit] = having[0]
        for bit, row in enumerate(self.rows):
            own = of_bit.get(bit)
            others = [(short(self.rows[other].record), has) for other, has in of_bit.items() if other != bit]
            if own is None:
                row.into = tuple(name for name, has in others if has >> bit & 1)
                continue
            row.apart = tuple(name for name, has in others if has != own)
            copies = tuple(self._copies(sample, own) for sample in self.calls)
            if own != 1 << bit:
                row.cis = tuple(short(self.rows[other].record) for other in self._bits(own) if other != bit)
                row.by, row.together = self._reasons(own), copies
            elif any(has != own and has >> bit & 1 for has in of_bit.values()):
                row.alone = copies

    def _bits(self, haplotype: int) -> list[int]:
        return [bit for bit in range(len(self.rows)) if haplotype >> bit & 1]

    def _copies(self, sample: str, haplotype: int) -> int | None:
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
        copies = self._copies(sample, haplotype)
        calls = [self.calls[sample][bit] for bit in self._bits(haplotype)]
        number = max(len(call.alleles) for call in calls)
        least = min(call.carried for call in calls)
        rarest = [call for call in calls if call.carried == least]
        sets = {call.phase_set for call in calls}
        phased = copies is not None and all(call.phased for call in calls) and len(sets) == 1
        alleles: tuple[int | None, ...] = (None,) * number
        if copies is not None and phased:
            alleles = tuple(int(column == (1,) * len(calls)) for column in self._columns(sample, haplotype))
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

    def _columns(self, sample: str, haplotype: int) -> list[tuple[int | None, ...]]:
        """What each copy of a member whose calls are phased has; changes that are no part of the whole turn it over."""
        own, bits = self.calls[sample], self._bits(haplotype)
        others = [bit for bit in range(len(self.rows)) if bit not in bits and own[bit].carried]
        columns = []
        for copy in range(len(own[0].alleles)):
            column = tuple(own[bit].alleles[copy] for bit in bits)
            more = any(own[bit].alleles[copy] for bit in others)
            columns.append((0,) * len(bits) if more else column)
        return columns

    def _reasons(self, haplotype: int) -> tuple[str, ...]:
        """How it is known in the members who have the whole."""
        found = {self._reason(sample) for sample in self.calls if self._copies(sample, haplotype)}
        return tuple(sorted(found))

    def _reason(self, sample: str) -> str:
        calls = self.calls[sample]
        if sample in self.found.by_family:
            parents = next(((p.father, p.mother) for p in self.people if p.sample == sample), (None, None))
            return fields.BY_INHERITED if any(p in self.calls for p in parents) else fields.BY_TRANSMISSION
        if all(call.carried == len(call.alleles) for call in calls):
            return fields.BY_HOMOZYGOUS
        if len(self.changes.of_one(calls, phased=False)) == 1:
            return fields.BY_ONE_HOMOZYGOUS
        if any(call.by_reads for call in calls):
            return fields.BY_READS
        return fields.BY_PHASE if calls[0].phase_set is None else fields.BY_PHASE_SET


def _least(values: Sequence[int | None]) -> int | None:
    given = [value for value in values if value is not None]
    return min(given) if len(given) == len(values) else None
