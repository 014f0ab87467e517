"""What each copy of the proband has of a codon that an intron parts, told on the records of its changes.

The changes are enumerated as they were called, with those that only relatives carry, however many they are: either it
is certain what each copy has of *all* of them, and every record speaks of one of these copies, or the codon is open and
no record speaks of others. Of some changes together nothing is told where a further one is open: it may be with them.

Where it is certain, a record speaks of the copy that has its change and the fewest others: alone, or with those that
``CODON_CIS`` names. One that both copies have with different others is read in those (``JOINED_INTO``). What the other
copy has is named by ``CODON_APART``; never a change that ``CODON_CIS`` names, as that stands here as well. On each side
of the intron a copy is one record: a single change, or what :mod:`tachkhis.variants.codon_join` read together there.

Where it is open, changes that no possible assignment brings together are in trans for certain (``CODON_APART``), the
others name each other (``CODON_SPLIT``), and ``CODON_SPLIT_STOP`` says that one copy may have a stop of several.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from tachkhis.reference.normal_allele import Bases
from tachkhis.variants import fields
from tachkhis.variants.called_row import Row
from tachkhis.variants.codon_join import Joiner
from tachkhis.variants.codon_whole import Bundle
from tachkhis.variants.codon_whole import places
from tachkhis.variants.codon_whole import short
from tachkhis.variants.haplotypes import MOST
from tachkhis.variants.record_line import value_of

STOPS = frozenset({"TAA", "TAG", "TGA"})
COMPLEMENT = str.maketrans("ACGT", "TGCA")
GAP = 2  # bases between two of one exon at most; joined records span such a gap
_INTO, _JOINED, _BY = (f"{field.id}=" for field in (fields.JOINED_INTO, fields.JOINED, fields.JOINED_BY))


@dataclass(frozen=True)
class Codon:
    """A codon in more than one exon: its positions (1-based) in the order of reading, and the strand."""

    positions: tuple[int, ...]
    strand: int

    @cached_property
    def sides(self) -> tuple[frozenset[int], ...]:
        """Its positions by exon."""
        found: list[list[int]] = []
        for at in sorted(self.positions):
            if found and at - found[-1][-1] <= GAP:
                found[-1].append(at)
            else:
                found.append([at])
        return tuple(frozenset(side) for side in found)

    def side_of(self, row: Row) -> int | None:
        """Number of the exon in which a change lies; ``None`` where it changes none of the codon's bases."""
        changed = places(row.record)
        return next((number for number, side in enumerate(self.sides) if changed & side), None)

    def parts(self, one: Row, other: Row) -> bool:
        """Whether an intron lies between two of its changes."""
        return self.side_of(one) != self.side_of(other)

    def stops(self, rows: Sequence[Row], bases: Bases) -> bool:
        """Whether it is a stop with some changes on one copy, and none by itself."""
        contig = rows[0].record.contig
        changed = reference = {at: bases.fetch(contig, at - 1, at) for at in self.positions}
        for row in rows:
            record = row.record
            own = {at: record.alt[at - record.position] for at in places(record) & set(self.positions)}
            changed = {**changed, **own}
        before, after = ("".join(found[at] for at in self.positions) for found in (reference, changed))
        if self.strand < 0:
            before, after = before.translate(COMPLEMENT), after.translate(COMPLEMENT)
        return after in STOPS and before not in STOPS


def tell(codon: Codon, rows: Sequence[Row], joiner: Joiner) -> None:
    """Say on the records of a codon's changes what is known of the others.

    Args:
        codon: with bases in more than one exon.
        rows: every record that changes one of its bases, by position: wholes that were joined, and their parts.
        joiner: what they are looked at with.
    """
    column = joiner.samples.index(joiner.proband)
    shown = [row for row in rows if row.record.calls[column].carried and not read_elsewhere(row)]
    parted = [pair for pair in combinations(shown, 2) if codon.parts(*pair)]
    if not parted:
        return
    bundle = joiner.looked(_as_called(rows))
    dealt = _dealt(codon, bundle, shown, joiner)
    if dealt is not None:
        _tell_certain(bundle, dealt)
    else:
        possible = _possible(bundle, joiner.proband, column)
        _tell_open(parted, shown, bundle, possible)
        _tell_stops(codon, shown, bundle, possible, joiner.bases)
    failed = [pair for pair in parted if dealt is not None and not all(row.record.passed for row in pair)]
    _name_each_other(failed)


def read_elsewhere(row: Row) -> bool:
    """Whether a change is read in records of several on every copy."""
    return bool(row.into) or value_of(row.cells[7], _INTO) is not None


def _as_called(rows: Sequence[Row]) -> list[Row]:
    """The changes that passed, as they were called: without wholes that were joined, or parts of the caller's own."""
    wholes = {
        short(row.record)
        for row in rows
        if value_of(row.cells[7], _JOINED) is not None
        and fields.BY_CALLER not in (value_of(row.cells[7], _BY) or "").split(",")
    }
    found = []
    for row in rows:
        into = value_of(row.cells[7], _INTO)
        part_of_called = into is not None and not wholes.issuperset(into.split(","))
        if row.record.passed and short(row.record) not in wholes and not part_of_called:
            found.append(row)
    return found


def _bits(row: Row, bundle: Bundle) -> int:
    """The changes of a codon that a record consists of, as a haplotype; 0 where none of them was enumerated."""
    written = value_of(row.cells[7], _JOINED)
    names = {short(row.record)} if written is None else {short(row.record), *written.split(",")}
    return sum(1 << bit for bit, one in enumerate(bundle.rows) if short(one.record) in names)


def _dealt(codon: Codon, bundle: Bundle, shown: Sequence[Row], joiner: Joiner) -> dict[int, list[Row]] | None:
    """The records of each haplotype of the proband, one on each side of the intron; ``None`` where anything is open."""
    calls = bundle.calls[joiner.proband]
    if len(bundle.rows) > MOST or not all(call.complete for call in calls):
        return None
    if any(row.record.key in joiner.interest for row, call in zip(bundle.rows, calls, strict=True) if call.carried):
        return None
    state = bundle.found.certain(joiner.proband)
    if state is None:
        return None
    sides = [codon.side_of(row) for row in bundle.rows]
    found: dict[int, list[Row]] = {}
    for haplotype in sorted(set(state) - {0}):
        found[haplotype] = []
        for side in range(len(codon.sides)):
            wanted = sum(1 << bit for bit, its in enumerate(sides) if its == side and haplotype >> bit & 1)
            if not wanted:
                continue
            units = [row for row in shown if row.record.passed and _bits(row, bundle) == wanted]
            if len(units) != 1 or units[0].cis or units[0].alone:
                return None  # not read as one record, or another codon's whole, or told of another codon already
            found[haplotype] += units
    return found


def _tell_certain(bundle: Bundle, dealt: dict[int, list[Row]]) -> None:
    spoken: dict[int, int] = {}  # haplotype of which a record speaks, by the identity of its row
    rows = {id(row): row for units in dealt.values() for row in units}
    for key in rows:
        having = sorted((h for h, units in dealt.items() if key in map(id, units)), key=lambda h: len(dealt[h]))
        if len(having) == 1 or len(dealt[having[0]]) < len(dealt[having[1]]):
            spoken[key] = having[0]
    for key, row in rows.items():
        own = spoken.get(key)
        others = [(other, spoken[id(other)]) for other in rows.values() if other is not row and id(other) in spoken]
        if own is None:
            row.into = tuple(short(other.record) for other, has in others if any(row is one for one in dealt[has]))
            continue
        copies = tuple(bundle.copies(sample, own) for sample in bundle.calls)
        row.cis = tuple(short(other.record) for other in dealt[own] if other is not row)
        names = [short(other.record) for other, has in others if has != own]
        row.apart = tuple(name for name in names if name not in row.cis)
        if row.cis:
            row.by, row.together = bundle.reasons(own), copies
        elif row.counted or any(has != own and any(row is one for one in dealt[has]) for _, has in others):
            row.alone = copies


def _possible(bundle: Bundle, proband: str, column: int) -> set[frozenset[int]]:
    """What the copies of the proband may have, of the changes that are carried: each as the set of their bits."""
    states = bundle.found.states[proband] if len(bundle.rows) <= MOST else frozenset()
    carried = [bit for bit, row in enumerate(bundle.rows) if row.record.calls[column].carried]
    haplotypes = {h for state in states for h in state} or set(bundle.changes.haplotypes)
    return {frozenset(bit for bit in carried if h >> bit & 1) for h in haplotypes}


def _tell_open(
    parted: Sequence[tuple[Row, Row]], shown: Sequence[Row], bundle: Bundle, possible: set[frozenset[int]]
) -> None:
    bits = {id(row): _members(row, bundle) for row in shown}
    free = []
    for one, other in parted:
        both = bits[id(one)] | bits[id(other)]
        known = all(bits[id(row)] and row.record.passed for row in (one, other))
        if known and not any(both <= having for having in possible):
            one.apart, other.apart = (*one.apart, short(other.record)), (*other.apart, short(one.record))
        else:
            free.append((one, other))
    _name_each_other(free)


def _members(row: Row, bundle: Bundle) -> frozenset[int]:
    bits = _bits(row, bundle)
    return frozenset(bit for bit in range(len(bundle.rows)) if bits >> bit & 1)


def _name_each_other(pairs: Sequence[tuple[Row, Row]]) -> None:
    for one, other in pairs:
        if not _settled(one, other):
            one.split = (*one.split, short(other.record))
            other.split = (*other.split, short(one.record))


def _settled(one: Row, other: Row) -> bool:
    """Whether it was told of two changes, maybe as those of another transcript's codon, what each copy has."""
    told = {*one.apart, *one.cis, *one.into, *other.apart, *other.cis, *other.into}
    return bool(told & {short(one.record), short(other.record)})


def _tell_stops(
    codon: Codon, shown: Sequence[Row], bundle: Bundle, possible: set[frozenset[int]], bases: Bases
) -> None:
    for having in possible:
        changes = [bundle.rows[bit] for bit in sorted(having)]
        apart = any(codon.parts(*pair) for pair in combinations(changes, 2))
        if apart and codon.stops(changes, bases):
            for row in shown:
                if row.record.passed and (members := _members(row, bundle)) and members <= having:
                    row.stop = True
