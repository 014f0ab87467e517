"""Substitutions of one codon that stand on one copy for certain, read together; for calls of every source alike.

A codon that has two changes codes for what both make of it: each named for itself may be a stop that is not there, or
hide one that is. Where the proband has them on one copy for certain, a record of all is *added*; its parts stay, so
that the tracks are looked up for them too, and triage sets them aside. For certain means, in each member:

- every copy has all of them (homozygous, or a single copy);
- or all are phased in one phase set (PS) on one copy, or phased without PS, which VCF 4 takes as one set per contig;
- or a parent is heterozygous for all, and a child of the family has all on every copy: the parent gave one of them.

A member who lacks all of them for certain lacks the joined allele; one in whom a part is missing or half-called is
unknown, never reference. Where a member has one part alone, or the copies are open, the records stay two, and both
carry ``CODON_WITH``. Only records that passed every filter are joined. Alleles of interest are not, nor is the
mitochondrion, where several genomes stand beside each other. A record of several changed bases as the caller wrote it
is treated as joined by the caller, and its parts are added for the tracks.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from tachkhis.case.model import Person
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.normal_allele import Bases
from tachkhis.variants import fields
from tachkhis.variants.called_row import Row
from tachkhis.variants.codons import Codons
from tachkhis.variants.normal_record import NormalCall
from tachkhis.variants.normal_record import NormalRecord

CODON = 3
LONGEST = 10
"""Bases of the longest record of several changes whose parts are looked up; callers join what one read shows."""
BASES = frozenset("ACGT")
Key = tuple[str, int, str, str]


class How(StrEnum):
    """How the parts stand in one member."""

    LACKS = "lacks"
    EVERY_COPY = "every_copy"
    ONE_COPY = "one_copy"
    OPEN = "open"  # heterozygous for all, not phased
    UNKNOWN = "unknown"
    APART = "apart"  # one of them alone, or on different copies


def how(calls: Sequence[NormalCall]) -> How:
    """How the parts stand in the member whose calls of them these are."""
    if not all(call.complete for call in calls):
        return How.UNKNOWN
    copies = len(calls[0].alleles)
    carried = {call.carried for call in calls}
    if len({len(call.alleles) for call in calls}) != 1 or len(carried) != 1:
        return How.APART
    (number,) = carried
    if number == 0:
        return How.LACKS
    if number == copies:
        return How.EVERY_COPY
    if not all(call.phased for call in calls) or len({call.phase_set for call in calls}) != 1:
        return How.OPEN
    return How.ONE_COPY if len({call.alleles for call in calls}) == 1 else How.APART


@dataclass(frozen=True)
class Joiner:
    """What every group of neighbours is looked at with.

    Attributes:
        samples: columns of the records.
        people: members of the case.
        proband: sample of the proband.
        codons: which positions share a codon.
        bases: the reference.
        interest: alleles that are never joined.
    """

    samples: tuple[str, ...]
    people: tuple[Person, ...]
    proband: str
    codons: Codons
    bases: Bases
    interest: frozenset[Key]

    def group(self, lines: Sequence[str]) -> list[str]:
        """The lines of one group of neighbours, with those added and with what is said on each; sorted."""
        if self.proband not in self.samples:
            return list(lines)
        rows = [Row.of(line) for line in lines]
        known = {row.record.key: row for row in rows}
        added: list[Row] = []
        for row in rows:
            if _several(row.record) and self._carried(row.record) and _nuclear(row.record):
                added += self._split(row, known)
        singles = [row for row in rows if self._may_join(row)]
        bundles: list[list[Row]] = []
        for row in singles:
            if not any(self._taken_in(row, bundle) for bundle in bundles):
                bundles.append([row])
        for bundle in bundles:
            if len(bundle) > 1:
                added += self._join(bundle, known)
        self._mark_neighbours([*rows, *added])
        ordered = sorted([*rows, *added], key=lambda row: (row.record.position, not row.parts))
        return [row.line for row in ordered]

    def _carried(self, record: NormalRecord) -> bool:
        return record.calls[self.samples.index(self.proband)].carried > 0

    def _may_join(self, row: Row) -> bool:
        one = row.record
        return _single(one) and one.passed and one.key not in self.interest and _nuclear(one) and not row.into

    def _taken_in(self, row: Row, bundle: list[Row]) -> bool:
        first, last, new = bundle[0].record, bundle[-1].record, row.record
        if new.position <= last.position or new.position - first.position >= CODON:
            return False
        if not self.codons.share(new.contig, first.position, new.position):
            return False
        if self._together([*(one.record for one in bundle), new]) is None:
            return False
        bundle.append(row)
        return True

    def _together(self, parts: Sequence[NormalRecord]) -> tuple[tuple[NormalCall, ...], tuple[str, ...]] | None:
        """The calls of all parts as one and how that is known; ``None`` where they must stay apart."""
        columns = {sample: [part.calls[number] for part in parts] for number, sample in enumerate(self.samples)}
        found = {sample: how(calls) for sample, calls in columns.items()}
        given = {
            parent
            for person in self.people
            for parent in (person.father, person.mother)
            if parent is not None and found.get(person.sample) is How.EVERY_COPY
        }
        if found[self.proband] not in (How.EVERY_COPY, How.ONE_COPY):
            return None
        joined, reasons = [], []
        for sample, calls in columns.items():
            state = found[sample]
            if state is How.APART or (state is How.OPEN and sample not in given):
                return None
            joined.append(_call(calls, state))
            if state in (How.EVERY_COPY, How.ONE_COPY, How.OPEN):
                reasons.append(_reason(calls, state))
        return tuple(joined), tuple(dict.fromkeys(sorted(reasons)))

    def _join(self, bundle: Sequence[Row], known: dict[Key, Row]) -> list[Row]:
        """The joined record, where the caller did not write it itself; its parts point to it."""
        parts = [row.record for row in bundle]
        together = self._together(parts)
        assert together is not None
        calls, reasons = together
        first, last = parts[0], parts[-1]
        ref = self.bases.fetch(first.contig, first.position - 1, last.position)
        alt = list(ref)
        for part in parts:
            alt[part.position - first.position] = part.alt
        qualities = [part.quality for part in parts if part.quality != "."]
        record = NormalRecord(
            contig=first.contig,
            position=first.position,
            ref=ref,
            alt="".join(alt),
            calls=calls,
            quality=min(qualities, key=float) if qualities else ".",
            filters=("PASS",),
        )
        for row in bundle:
            row.into = _short(record)
        there = known.get(record.key)
        if there is not None:  # the caller wrote it, too: what its parts have, it has
            there.by = tuple(dict.fromkeys((*there.by, *reasons)))
            there.cells[6] = "PASS"
            return []
        new = Row(record, record.line.rstrip("\n").split("\t"), tuple(_short(part) for part in parts), reasons)
        return [known.setdefault(record.key, new)]

    def _split(self, row: Row, known: dict[Key, Row]) -> list[Row]:
        """The single changes of a record of several, as they are called in it, where they have no record."""
        record = row.record
        parts: list[str] = []
        added: list[Row] = []
        for offset, (ref, alt) in enumerate(zip(record.ref, record.alt, strict=True)):
            if ref == alt:
                continue
            cells = [*row.cells]
            cells[1], cells[2], cells[3], cells[4], cells[7] = str(record.position + offset), ".", ref, alt, "."
            part = Row.of("\t".join(cells) + "\n")
            parts.append(_short(part.record))
            if part.record.key not in known:
                known[part.record.key] = part
                part.into = _short(record)
                added.append(part)
        row.parts, row.by = tuple(parts), (fields.BY_CALLER,)
        return added

    def _mark_neighbours(self, rows: Sequence[Row]) -> None:
        """Say on each single change which others of its codon the proband carries where they were not joined."""
        alone = [row for row in rows if _changes(row.record) and not row.into and self._carried(row.record)]
        alone.sort(key=lambda row: row.record.position)
        column = self.samples.index(self.proband)
        for one, other in combinations(alone, 2):
            first, second = one.record, other.record
            end = first.position + len(first.ref) - 1
            if second.position - end not in range(1, CODON) or not self.codons.share(
                first.contig, end, second.position
            ):
                continue
            calls = [first.calls[column], second.calls[column]]
            apart = all(call.phased and call.carried == 1 for call in calls) and how(calls) is How.APART
            if not apart:
                one.beside = (*one.beside, _short(second))
                other.beside = (*other.beside, _short(first))


def with_joined(lines: Iterable[str], joiner: Joiner) -> Iterator[str]:
    """Sorted records as lines of text, one ALT each, with the joined ones; most stand alone and are not read.

    Args:
        lines: the records, with their line ends.
        joiner: what they are looked at with.
    """
    group: list[str] = []
    contig, reach = "", 0
    for line in lines:
        name, written, _, ref, alt, _ = line.split("\t", 5)
        here = int(written)
        if name != contig or here - reach >= CODON:
            yield from _looked_at(group, joiner)
            group, contig, reach = [], name, 0
        group.append(line)
        several = 1 < len(ref) == len(alt) <= LONGEST
        reach = max(reach, here + len(ref) - 1 if several else here)
    yield from _looked_at(group, joiner)


def _looked_at(group: Sequence[str], joiner: Joiner) -> Sequence[str]:
    if len(group) > 1:
        return joiner.group(group)
    if group:
        _, _, _, ref, alt, _ = group[0].split("\t", 5)
        if 1 < len(ref) == len(alt) <= LONGEST:
            return joiner.group(group)
    return group


def _single(record: NormalRecord) -> bool:
    return len(record.ref) == len(record.alt) == 1 and {record.ref, record.alt} <= BASES


def _changes(record: NormalRecord) -> bool:
    return _single(record) or _several(record)


def _several(record: NormalRecord) -> bool:
    """Whether a record of one length changes several bases."""
    ref, alt = record.ref, record.alt
    if not 1 < len(ref) == len(alt) <= LONGEST or not set(ref + alt) <= BASES:
        return False
    return sum(one != other for one, other in zip(ref, alt, strict=True)) > 1


def _nuclear(record: NormalRecord) -> bool:
    return kind_of(record.contig) is not ContigKind.M


def _short(record: NormalRecord) -> str:
    return f"{record.position}-{record.ref}-{record.alt}"


def _call(calls: Sequence[NormalCall], state: How) -> NormalCall:
    first = calls[0]
    copies = max(len(call.alleles) for call in calls)
    alleles, phased, phase_set = first.alleles, first.phased, first.phase_set
    if state is How.UNKNOWN:
        alleles, phased, phase_set = (None,) * copies, False, None
    elif state is How.OPEN:
        alleles, phased, phase_set = (0, 1), False, None
    return NormalCall(
        alleles=alleles,
        phased=phased,
        depth=_least([call.depth for call in calls]),
        ref_reads=_least([call.ref_reads for call in calls]),
        alt_reads=_least([call.alt_reads for call in calls]),
        quality=_least([call.quality for call in calls]),
        phase_set=phase_set,
    )


def _reason(calls: Sequence[NormalCall], state: How) -> str:
    if state is How.EVERY_COPY:
        return fields.BY_HOMOZYGOUS
    if state is How.OPEN:
        return fields.BY_TRANSMISSION
    return fields.BY_PHASE if calls[0].phase_set is None else fields.BY_PHASE_SET


def _least(values: Sequence[int | None]) -> int | None:
    given = [value for value in values if value is not None]
    return min(given) if len(given) == len(values) else None
