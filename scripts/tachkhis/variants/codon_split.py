"""Changes of one codon that an intron parts: no record of one allele can join them, so each is told what both make.

Each is named for itself and may be a stop that is not there, or hide one that is. Where it is certain what each copy
of the proband has (by the rules of :mod:`tachkhis.variants.codon_join`), a change that has others of its codon on the
copy that it speaks of names them (``CODON_CIS``): the consequence and the p. name of its record are then those of all
of them together, and ``TOGETHER`` says in each member how many copies have just these. One that a copy has alone stands
for that copy (``ALONE``); what stands on the other copy for certain is named by ``CODON_APART``.

Where anything of the codon is open, or did not pass, ``CODON_SPLIT`` names the others that the proband carries, and
each is described alone; ``CODON_SPLIT_STOP`` says that some of them together would be a stop: no frequency and no place
of one of them alone may then set it aside. Module :mod:`tachkhis.variants.codon_partition` decides what is said.
"""

from __future__ import annotations

from collections import OrderedDict
from collections import deque
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants.called_row import Row
from tachkhis.variants.codon_join import Joiner
from tachkhis.variants.codon_partition import Codon
from tachkhis.variants.codon_partition import tell
from tachkhis.variants.codon_whole import places
from tachkhis.variants.record_line import carries

INTRON = 3_000_000  # bases: more than twice the longest intron of the human genes
LONGEST = 10  # bases of a record of several changes, as in codon_join
BASES = frozenset("ACGT")
_TRANSCRIPTS = 64  # whose codons are kept; records come in order


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


class _Others:
    """Substitutions that the proband does not carry for certain; nothing is told on them."""

    def __init__(self) -> None:
        self._lines: dict[int, list[str]] = {}  # by position; ascending, as lines come in order

    def add(self, position: int, line: str) -> None:
        """Keep a line, and none of those that no intron reaches back to."""
        self._lines.setdefault(position, []).append(line)
        while (first := next(iter(self._lines))) < position - INTRON:
            del self._lines[first]

    def of(self, codon: Codon, joiner: Joiner) -> list[Row]:
        """Those of a codon that a relative carries, or the proband may."""
        column = joiner.samples.index(joiner.proband)
        starts = sorted({at - back for at in codon.positions for back in range(LONGEST)})
        rows = [Row.of(line) for start in starts for line in self._lines.get(start, ())]
        return [
            row
            for row in rows
            if places(row.record) & set(codon.positions)
            and (any(call.carried for call in row.record.calls) or not row.record.calls[column].complete)
        ]


def with_split(lines: Iterable[str], codons: SplitCodons, joiner: Joiner) -> Iterator[str]:
    """Sorted lines, those of a codon that an intron parts with what is said of each other; the order is kept.

    Args:
        lines: the records, joined where they may be.
        codons: those that introns part; not asked where no carried substitution stands.
        joiner: what they are looked at with.
    """
    held: deque[_Held] = deque()
    done: set[Codon] = set()
    others = _Others()
    contig = ""
    column = joiner.samples.index(joiner.proband) if joiner.proband in joiner.samples else None
    for line in lines:
        name, written, _, ref, alt, _ = line.split("\t", 5)
        if name != contig:
            yield from _let_go(held, None, done, others, joiner)
            contig = name
            done.clear()
            others = _Others()
        here = int(written)
        yield from _let_go(held, here, done, others, joiner)
        one = _Held(line)
        if column is not None and 0 < len(ref) == len(alt) <= LONGEST and BASES.issuperset(ref + alt):
            genotype = line.split("\t", column + 10)[column + 9].partition(":")[0]
            if carries(genotype.rstrip("\n")):
                near = codons.at(contig, here, here + len(ref) - 1)
                if near:
                    _look(one, near)
            else:
                others.add(here, line)
        if held or one.row is not None:
            held.append(one)
        else:
            yield one.text
    yield from _let_go(held, None, done, others, joiner)


def _let_go(held: deque[_Held], here: int | None, done: set[Codon], others: _Others, joiner: Joiner) -> Iterator[str]:
    """The lines whose codons lie behind a position (``None``: all), each codon looked at once it is whole."""
    while held and (here is None or held[0].until < here):
        first = held[0]
        for codon in first.codons:
            if codon not in done:
                done.add(codon)
                rows = [one.row for one in held if one.row is not None and codon in one.codons]
                tell(codon, rows + others.of(codon, joiner), joiner)
        yield held.popleft().text


def _look(one: _Held, codons: Iterable[Codon]) -> None:
    """Take the row of a change of some codons."""
    row = Row.of(one.line)
    changed = places(row.record)
    one.codons = tuple(codon for codon in codons if changed & set(codon.positions))
    if one.codons:
        one.row, one.until = row, max(max(codon.positions) for codon in one.codons)
