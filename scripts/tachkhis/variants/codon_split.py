"""Changes of one codon that an intron parts: they are named to each other, as no record of one allele can join them.

Each is named for itself and may be a stop that is not there, or hide one that is. Whether they stand on one copy is not
asked. ``CODON_SPLIT`` names the others that the proband carries, ``CODON_SPLIT_STOP`` says that some of them together
would be a stop: no frequency and no place of one of them alone may then set it aside.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from itertools import combinations

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.reference.normal_allele import Bases
from tachkhis.variants import fields
from tachkhis.variants.called_row import Row
from tachkhis.variants.codon_whole import places
from tachkhis.variants.codon_whole import short
from tachkhis.variants.record_line import value_of

STOPS = frozenset({"TAA", "TAG", "TGA"})
LONGEST = 10  # bases of a record of several changes, as in codon_join
BASES = frozenset("ACGT")
COMPLEMENT = str.maketrans("ACGT", "TGCA")
_INTO = f"{fields.JOINED_INTO.id}="


@dataclass(frozen=True, slots=True)
class Codon:
    """A codon in more than one exon: its positions (1-based) in the order of reading, and the strand."""

    positions: tuple[int, ...]
    strand: int


def split_codons(model: GeneModel | None) -> dict[str, dict[int, tuple[Codon, ...]]]:
    """By contig and position the codons of any coding transcript that introns part."""
    found: dict[str, dict[int, dict[Codon, None]]] = {}
    for transcript in model or ():
        for codon in _of(transcript):
            for position in codon.positions:
                found.setdefault(transcript.contig, {}).setdefault(position, {})[codon] = None
    return {contig: {at: tuple(codons) for at, codons in here.items()} for contig, here in found.items()}


def _of(transcript: Transcript) -> Iterator[Codon]:
    exons = [range(start + 1, end + 1) for start, end in transcript.coding]
    if transcript.strand < 0:
        exons = [exon[::-1] for exon in exons[::-1]]
    done = 0
    for number in range(1, len(exons)):
        done += len(exons[number - 1])
        before = (done - transcript.phase) % 3
        if before == 0:
            continue
        left = [at for exon in exons[max(0, number - 2) : number] for at in exon[-2:]][-before:]
        right = [at for exon in exons[number : number + 2] for at in exon[:2]][: 3 - before]
        if len(left) + len(right) == 3:
            yield Codon((*left, *right), transcript.strand)


@dataclass
class _Held:
    """A line that waits for the rest of its codons."""

    line: str
    row: Row | None = None
    until: int = 0
    beside: list[str] = field(default_factory=list)
    stop: bool = False

    @property
    def text(self) -> str:
        """The line with what is said of the others."""
        if not self.beside:
            return self.line
        cells = self.line.rstrip("\n").split("\t", 8)
        added = [] if cells[7] in (".", "") else [cells[7]]
        added.append(f"{fields.CODON_SPLIT.id}={','.join(dict.fromkeys(self.beside))}")
        added += [fields.CODON_SPLIT_STOP.id] if self.stop else []
        return "\t".join([*cells[:7], ";".join(added), *cells[8:]]) + "\n"


def with_split(
    lines: Iterable[str], codons: Mapping[str, Mapping[int, Sequence[Codon]]], column: int | None, bases: Bases
) -> Iterator[str]:
    """Sorted lines, those of a codon that an intron parts naming each other; the order is kept.

    Args:
        lines: the records, joined where they may be.
        codons: of :func:`split_codons`.
        column: number of the proband's column among the members'; ``None`` where there is none.
        bases: the reference.
    """
    held: deque[_Held] = deque()
    contig, here = "", 0
    for line in lines:
        name, written, _, ref, alt, _ = line.split("\t", 5)
        if name != contig:
            yield from (one.text for one in held)
            held.clear()
            contig = name
        here = int(written)
        while held and held[0].until < here:
            yield held.popleft().text
        one = _Held(line)
        known = codons.get(contig, {})
        if column is not None and 0 < len(ref) == len(alt) <= LONGEST and BASES.issuperset(ref + alt) and known:
            own = {codon for at in range(here, here + len(ref)) for codon in known.get(at, ())}
            if own:
                _meet(one, own, held, column, bases)
        if held or one.until > here:
            held.append(one)
        else:
            yield one.text
    yield from (one.text for one in held)


def _meet(one: _Held, codons: Iterable[Codon], held: Iterable[_Held], column: int, bases: Bases) -> None:
    """Name a change and those of its codons that wait to each other; one that is read in a whole is left out."""
    row = Row.of(one.line)
    if not row.record.calls[column].carried or value_of(row.cells[7], _INTO) is not None:
        return
    one.row = row
    changed = places(row.record)
    for codon in codons:
        if not changed & set(codon.positions):
            continue
        one.until = max(one.until, *codon.positions)
        others = [other for other in held if other.row is not None and places(other.row.record) & set(codon.positions)]
        for other in others:
            if other.row is not None and _parted(row, other.row, codon):
                one.beside.append(short(other.row.record))
                other.beside.append(short(row.record))
        group = [member for member in (*others, one) if member.row is not None and member.row.record.passed]
        for size in range(2, min(len(group), 3) + 1):
            for chosen in combinations(group, size):
                if _stop(codon, [member.row for member in chosen if member.row is not None], bases):
                    for member in chosen:
                        member.stop = True


def _parted(one: Row, other: Row, codon: Codon) -> bool:
    """Whether an intron lies between two changes of a codon."""
    first, second = (places(row.record) & set(codon.positions) for row in (one, other))
    return not first & second and min(abs(a - b) for a in first for b in second) > 2


def _stop(codon: Codon, rows: Sequence[Row], bases: Bases) -> bool:
    """Whether a codon with some changes is a stop that it is not by itself."""
    contig = rows[0].record.contig
    reference = {at: bases.fetch(contig, at - 1, at) for at in codon.positions}
    changed = dict(reference)
    for row in rows:
        record = row.record
        for at in places(record) & set(codon.positions):
            if changed[at] != reference[at]:
                return False  # two alleles of one base
            changed[at] = record.alt[at - record.position]
    before, after = ("".join(found[at] for at in codon.positions) for found in (reference, changed))
    if codon.strand < 0:
        before, after = before.translate(COMPLEMENT), after.translate(COMPLEMENT)
    return after in STOPS and before not in STOPS
