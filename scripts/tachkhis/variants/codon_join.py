"""Substitutions of one codon that stand on one copy for certain, read together; for calls of every source alike.

A codon that has two changes codes for what both make of it: each named for itself may be a stop that is not there, or
hide one that is. Where the proband has them on one copy for certain, a record of all is *added*; its parts stay, so
that the tracks are looked up for them too. What is certain is enumerated (:mod:`tachkhis.variants.haplotypes`):

- one of them is on every copy: so the copy that has the other one has both, whatever the phase;
- or they are phased in one phase set (PS), or phased without PS, which VCF 4 takes as one set per contig. The
  refinement writes such a phase itself where the reads show it;
- or no other assignment of the copies agrees with the parents, or with the children.

A part that no copy of the proband has alone is read in the whole (``JOINED_INTO``) and triage sets it aside. A part
that the other copy has alone stands for that copy: ``ALONE`` says in each member how many copies have it alone.
Haplotypes of two copies that differ name each other (``CODON_APART``): they are in trans for certain. Where the copies
are open, the records stay two, carry ``CODON_WITH``, and ``CODON_OPEN`` says what they would be on one copy.

Every other member has as many copies of the whole as all that the calls of the family allow agree upon, else they are
unknown; one in whom a part is missing or half-called is unknown, never reference. Only records that passed every filter
are joined. Alleles of interest are not, nor is the mitochondrion, where several genomes stand beside each other. A
record of several changed bases as the caller wrote it is treated as joined by the caller, and its parts are added for
the tracks; where it lies within one codon, it is joined with a further change of that as a single one would be.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from itertools import combinations

from tachkhis.case.model import Person
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.normal_allele import Bases
from tachkhis.variants import fields
from tachkhis.variants.called_row import Row
from tachkhis.variants.codon_whole import Bundle
from tachkhis.variants.codon_whole import places
from tachkhis.variants.codon_whole import short
from tachkhis.variants.codon_whole import taken
from tachkhis.variants.codon_whole import whole_of
from tachkhis.variants.codons import Codons
from tachkhis.variants.haplotypes import MOST
from tachkhis.variants.haplotypes import Changes
from tachkhis.variants.haplotypes import Found
from tachkhis.variants.haplotypes import State
from tachkhis.variants.haplotypes import look
from tachkhis.variants.normal_record import NormalCall
from tachkhis.variants.normal_record import NormalRecord
from tachkhis.variants.reference_call import ReferenceRule

CODON = 3
LONGEST = 10
"""Bases of the longest record of several changes whose parts are looked up; callers join what one read shows."""
BASES = frozenset("ACGT")
Key = tuple[str, int, str, str]


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
        rule: when a relative's reference call is believed.
    """

    samples: tuple[str, ...]
    people: tuple[Person, ...]
    proband: str
    codons: Codons
    bases: Bases
    interest: frozenset[Key]
    rule: ReferenceRule = field(default_factory=ReferenceRule.shipped)

    def group(self, lines: Sequence[str]) -> list[str]:
        """The lines of one group of neighbours, with those added and with what is said on each; sorted."""
        if self.proband not in self.samples:
            return list(lines)
        rows = [Row.of(line) for line in lines]
        known = {row.record.key: row for row in rows}
        added: list[Row] = []
        joinable = [row for row in rows if _single(row.record) and self.may_join(row)]
        for row in rows:
            if _several(row.record) and self._carried(row.record) and _nuclear(row.record):
                split = self._split(row, known)
                if len(split) == len(row.parts) and self._in_one_codon(row.record) and self.may_join(row):
                    joinable.append(row)
                added += split
        joinable.sort(key=lambda row: row.record.position)
        settled: set[frozenset[Key]] = set()
        for cluster in self._clusters(joinable):
            rest = cluster
            while (bundle := self.certain(rest, cluster)) is not None:
                added += bundle.write(known, self.bases)
                settled |= {frozenset(pair) for pair in combinations([row.record.key for row in bundle.rows], 2)}
                rest = [row for row in rest if row not in bundle.rows]
        self._mark_neighbours([*rows, *added], settled)
        ordered = sorted(
            [*rows, *added], key=lambda row: (row.record.position, -len(row.record.ref) if row.parts else 0)
        )
        return [row.line for row in ordered]

    def _carried(self, record: NormalRecord) -> bool:
        return record.calls[self.samples.index(self.proband)].carried > 0

    def may_join(self, row: Row) -> bool:
        """Whether a record that the proband carries may be read with others: it passed, and nobody asked for it."""
        one = row.record
        free = one.key not in self.interest and _nuclear(one) and not row.into
        return one.passed and free and self._carried(one)

    def _in_one_codon(self, record: NormalRecord) -> bool:
        """Whether all that a record changes lies within one codon: it is then read with its neighbours like an SNV."""
        first, last = min(places(record)), max(places(record))
        return last - first < CODON and self.codons.share(record.contig, first, last)

    def _clusters(self, changes: Sequence[Row]) -> list[list[Row]]:
        """The changes by codon; those of one position may both be there, on different copies."""
        clusters: list[list[Row]] = []
        for row in changes:
            here = row.record
            for cluster in clusters:
                first = cluster[0].record
                near = here.position - first.position < CODON
                if near and self.codons.share(here.contig, first.position, here.position):
                    cluster.append(row)
                    break
            else:
                clusters.append([row])
        return [cluster for cluster in clusters if len(cluster) > 1]

    def certain(self, rows: Sequence[Row], cluster: Sequence[Row]) -> Bundle | None:
        """The most of some changes of a codon of which it is certain what each copy of the proband has.

        Where others of the codon are open, none of those chosen may be on two copies that differ: what each of these
        has is not certain, as the others may stand on either.

        Args:
            rows: the changes.
            cluster: all that the codon has; of these together, too, nothing else may be possible.
        """
        for size in range(min(len(rows), MOST), 1, -1):
            for chosen in combinations(rows, size):
                bundle = self.certain_of(chosen, cluster)
                if bundle is not None:
                    return bundle
        return None

    def certain_of(self, chosen: Sequence[Row], cluster: Sequence[Row]) -> Bundle | None:
        """Just these changes, where it is certain what each copy of the proband has of them; see :meth:`certain`."""
        changes, columns, found = self._look(chosen)
        if all(haplotype.bit_count() < 2 for haplotype in changes.haplotypes):
            return None  # alleles of one base: nothing to be read together
        if not all(call.complete for call in columns[self.proband]):
            return None
        state = found.certain(self.proband)
        if state is None:
            return None
        if len(chosen) < len(cluster):
            if any(one & other for one, other in combinations(set(state), 2)):
                return None
            if self._projected(chosen, cluster) - {state}:
                return None
        return Bundle(tuple(chosen), state, found, changes, columns, self.people)

    def looked(self, rows: Sequence[Row]) -> Bundle:
        """All the changes of a codon at once; whether what the proband has is certain, its ``found`` says."""
        changes, columns, found = self._look(rows)
        return Bundle(tuple(rows), found.certain(self.proband) or (), found, changes, columns, self.people)

    def _projected(self, chosen: Sequence[Row], cluster: Sequence[Row]) -> set[State]:
        """What the proband may have of some changes when all of the codon are enumerated together."""
        known = [row for row in cluster if row.record.calls[self.samples.index(self.proband)].complete]
        if not len(chosen) < len(known) <= MOST:
            return set()
        bits = [known.index(row) for row in chosen]
        return {
            tuple(sorted(sum((haplotype >> bit & 1) << at for at, bit in enumerate(bits)) for haplotype in state))
            for state in self._look(known)[2].states[self.proband]
        }

    def _look(self, rows: Sequence[Row]) -> tuple[Changes, dict[str, list[NormalCall]], Found]:
        """Some changes, the members' calls of them, and what every member can have."""
        columns = {sample: [row.record.calls[number] for row in rows] for number, sample in enumerate(self.samples)}
        changes = Changes(tuple(taken(row.record) for row in rows))
        return changes, columns, look(changes, columns, self.people, kind_of(rows[0].record.contig), self.rule)

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
            parts.append(short(part.record))
            if part.record.key not in known:
                known[part.record.key] = part
                part.into = (short(record),)
                added.append(part)
        row.parts, row.by = tuple(parts), (fields.BY_CALLER,)
        return added

    def _mark_neighbours(self, rows: Sequence[Row], settled: set[frozenset[Key]]) -> None:
        """Say on each change which others of its codon the proband carries on a copy that is open, and what they make.

        Args:
            rows: every record of the group.
            settled: pairs of which it is certain what each copy has.
        """
        alone = [row for row in rows if _changes(row.record) and not row.into and self._carried(row.record)]
        alone.sort(key=lambda row: row.record.position)
        pairs = [pair for pair in combinations(alone, 2) if self._is_open(*pair, settled)]
        for one, other in pairs:
            one.beside = (*one.beside, short(other.record))
            other.beside = (*other.beside, short(one.record))
        triples = [three for three in combinations(alone, 3) if all(pair in pairs for pair in combinations(three, 2))]
        passed = [row for row in alone if row.record.passed]
        for several in (*pairs, *triples):
            if all(row.record.passed for row in several) and self._possible(several, passed):
                whole = whole_of([row.record for row in several], self.bases)
                for row in several:
                    row.open = (*row.open, f"{whole[0]}-{whole[1]}-{whole[2]}")

    def _is_open(self, one: Row, other: Row, settled: set[frozenset[Key]]) -> bool:
        """Whether two changes of one codon may be on one copy of the proband."""
        if frozenset((one.record.key, other.record.key)) in settled or not self._beside(one, other):
            return False
        return self.may_have((one, other), 0b11)

    def _beside(self, one: Row, other: Row) -> bool:
        """Whether two changes of different bases have a codon in common."""
        first, second = places(one.record), places(other.record)
        contig = one.record.contig
        return not first & second and any(
            abs(here - there) < CODON and self.codons.share(contig, here, there) for here in first for there in second
        )

    def _possible(self, several: Sequence[Row], rows: Sequence[Row]) -> bool:
        """Whether one copy of the proband may have some changes and no other of their codon."""
        near = [row for row in rows if row not in several and all(self._beside(row, one) for one in several)]
        known = [*several, *near]
        return len(known) > MOST or self.may_have(known, (1 << len(several)) - 1)

    def may_have(self, rows: Sequence[Row], haplotype: int) -> bool:
        """Whether one copy of the proband may have this haplotype; so it may where the calls tell nothing."""
        states = self._look(rows)[2].states[self.proband]
        return not states or any(haplotype in state for state in states)


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
