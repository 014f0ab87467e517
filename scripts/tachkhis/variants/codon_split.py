"""Changes of one codon that an intron parts: no record of one allele can join them, so each is told what both make.

Each is named for itself and may be a stop that is not there, or hide one that is. Where it is certain what each copy of
the proband has (:mod:`tachkhis.variants.codon_join`, by the same rules), a change that has others of its codon on every
copy that has it names them (``CODON_CIS``): the consequence and the p. name of its record are then those of all of them
together, and ``TOGETHER`` says in each member how many copies have them all. One that a copy has alone stands for that
copy (``ALONE``); what stands on the other copy for certain is named by ``CODON_APART``.

Where the copies are open, or one did not pass, ``CODON_SPLIT`` names the others that the proband carries, and each is
described alone; ``CODON_SPLIT_STOP`` says that some of them together would be a stop: no frequency and no place of one
of them alone may then set it aside.
"""

from __future__ import annotations

from collections import OrderedDict
from collections import deque
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.reference.normal_allele import Bases
from tachkhis.variants import fields
from tachkhis.variants.called_row import Row
from tachkhis.variants.codon_join import Joiner
from tachkhis.variants.codon_whole import places
from tachkhis.variants.codon_whole import short
from tachkhis.variants.record_line import carries
from tachkhis.variants.record_line import value_of

STOPS = frozenset({"TAA", "TAG", "TGA"})
LONGEST = 10  # bases of a record of several changes, as in codon_join
BASES = frozenset("ACGT")
COMPLEMENT = str.maketrans("ACGT", "TGCA")
_TRANSCRIPTS = 64  # whose codons are kept; records come in order
_INTO = f"{fields.JOINED_INTO.id}="


@dataclass(frozen=True, slots=True)
class Codon:
    """A codon in more than one exon: its positions (1-based) in the order of reading, and the strand."""

    positions: tuple[int, ...]
    strand: int


class SplitCodons:
    """The codons of any coding transcript that introns part, found where a change asks for them."""

    def __init__(self, load: Callable[[], GeneModel | None]) -> None:
        """Nothing is loaded yet.

        Args:
            load: gives the gene model; called when the first change asks.
        """
        self._load = load
        self._known: OrderedDict[tuple[str, str], tuple[Codon, ...]] = OrderedDict()

    def at(self, contig: str, first: int, last: int) -> tuple[Codon, ...]:
        """Those that hold a position from ``first`` to ``last`` (1-based)."""
        model = self._load()
        if model is None:
            return ()
        found: dict[Codon, None] = {}
        for transcript in model.overlapping(contig, first - 1, last):
            if transcript.cds is None or not any(low < last and high >= first for low, high in transcript.exons):
                continue
            for codon in self._codons(transcript):
                if any(first <= position <= last for position in codon.positions):
                    found[codon] = None
        return tuple(found)

    def _codons(self, transcript: Transcript) -> tuple[Codon, ...]:
        key = transcript.contig, transcript.id
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = tuple(_of(transcript))
            if len(self._known) > _TRANSCRIPTS:
                self._known.popitem(last=False)
        return known


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
    """A line that waits for the rest of its codons; ``row`` where the proband carries a change of one."""

    line: str
    row: Row | None = None
    codons: tuple[Codon, ...] = ()
    until: int = 0

    @property
    def text(self) -> str:
        """The line with what is said of the others."""
        row = self.row
        if row is None or not (row.split or row.cis or row.apart or row.into or row.alone):
            return self.line
        return row.line


def with_split(lines: Iterable[str], codons: SplitCodons, joiner: Joiner) -> Iterator[str]:
    """Sorted lines, those of a codon that an intron parts with what is said of each other; the order is kept.

    Args:
        lines: the records, joined where they may be.
        codons: those that introns part; not asked where no carried substitution stands.
        joiner: what they are looked at with.
    """
    held: deque[_Held] = deque()
    done: set[Codon] = set()
    contig = ""
    column = joiner.samples.index(joiner.proband) + 9 if joiner.proband in joiner.samples else None
    for line in lines:
        name, written, _, ref, alt, _ = line.split("\t", 5)
        if name != contig:
            yield from _let_go(held, None, done, joiner)
            contig = name
            done.clear()
        here = int(written)
        yield from _let_go(held, here, done, joiner)
        one = _Held(line)
        if column is not None and 0 < len(ref) == len(alt) <= LONGEST and BASES.issuperset(ref + alt):
            genotype = line.split("\t", column + 1)[column].partition(":")[0]
            if carries(genotype.rstrip("\n")):
                near = codons.at(contig, here, here + len(ref) - 1)
                if near:
                    _look(one, near, column - 9)
        if held or one.row is not None:
            held.append(one)
        else:
            yield one.text
    yield from _let_go(held, None, done, joiner)


def _let_go(held: deque[_Held], here: int | None, done: set[Codon], joiner: Joiner) -> Iterator[str]:
    """The lines whose codons lie behind a position (``None``: all), each codon looked at once it is whole."""
    while held and (here is None or held[0].until < here):
        first = held[0]
        for codon in first.codons:
            if codon not in done:
                done.add(codon)
                _tell(codon, [one.row for one in held if one.row is not None and codon in one.codons], joiner)
        yield held.popleft().text


def _look(one: _Held, codons: Iterable[Codon], column: int) -> None:
    """Take the row of a change that the proband carries; one that is read in a whole is left out."""
    row = Row.of(one.line)
    if not row.record.calls[column].carried or value_of(row.cells[7], _INTO) is not None:
        return
    changed = places(row.record)
    one.codons = tuple(codon for codon in codons if changed & set(codon.positions))
    if one.codons:
        one.row, one.until = row, max(max(codon.positions) for codon in one.codons)


def _tell(codon: Codon, rows: Sequence[Row], joiner: Joiner) -> None:
    """What the carried changes of a codon are told of each other."""
    parted = [pair for pair in combinations(rows, 2) if _parted(*pair, codon)]
    if not parted:
        return
    free = [row for row in rows if joiner.may_join(row) and not (row.cis or row.alone or _counted(row))]
    rest = free
    while len(rest) > 1 and (bundle := joiner.certain(rest, free)) is not None:
        bundle.tell()
        rest = [row for row in rest if row not in bundle.rows]
    for one, other in parted:
        if not _settled(one, other):
            one.split = (*one.split, short(other.record))
            other.split = (*other.split, short(one.record))
    passed = [row for row in rows if row.record.passed and not row.into]
    for size in range(2, min(len(passed), 3) + 1):
        for chosen in combinations(passed, size):
            pairs = list(combinations(chosen, 2))
            if all(_settled(*pair) for pair in pairs) or any(_apart(*pair) for pair in pairs):
                continue  # it is known what each copy has
            if any(pair in parted for pair in pairs) and _stop(codon, chosen, joiner.bases):
                for row in chosen:
                    row.stop = True


def _counted(row: Row) -> bool:
    """Whether the record speaks of some copies alone, as one that is also read in a whole does."""
    return len(row.cells) > 8 and fields.ALONE.id in row.cells[8].split(":")


def _apart(one: Row, other: Row) -> bool:
    return short(other.record) in one.apart


def _settled(one: Row, other: Row) -> bool:
    """Whether it is certain of two changes what each copy has."""
    told = {*one.apart, *one.cis, *one.into, *other.apart, *other.cis, *other.into}
    return bool(told & {short(one.record), short(other.record)})


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
