"""Calls on the new sequence as calls on the standard one.

- A change that has nothing to do with an edit moves by the edits before it and keeps its genotypes.
- Where nothing was called against an edit, a person who was read there has the edit's bases, and so a homozygous call
  on the standard sequence. Read means: genotyped as like the new sequence at each base that tells (see
  ``writing.evidence_bases``), with at least the depth asked for. Otherwise the genotype is not called.
- Where a call touches edits, each copy's bases are worked out over the whole stretch and compared with the standard
  sequence: REF and ALT may change places, and an allele that restores the standard bases vanishes.
"""

from __future__ import annotations

from bisect import bisect_left
from bisect import bisect_right
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

from tachkhis.panel.consensus.calls import REACH
from tachkhis.panel.consensus.calls import Call
from tachkhis.panel.consensus.calls import Evidence
from tachkhis.panel.consensus.calls import Line
from tachkhis.panel.consensus.calls import slack
from tachkhis.panel.consensus.changes import Edit
from tachkhis.panel.consensus.changes import minimal
from tachkhis.panel.consensus.coordinates import Way
from tachkhis.panel.consensus.writing import evidence_bases
from tachkhis.reference.normal_allele import Bases

DEPTH = 10
"""Reads from which a place counts as read (as ``calling.callable_depth``)."""
UNREAD = "NotRead"
FORMAT = "GT:DP:GQ:AD"
HEADER = (
    f'##FILTER=<ID={UNREAD},Description="The major-allele reference differs here, and no sample was read well enough">',
    '##INFO=<ID=LIFT,Number=1,Type=String,Description="How the record came from the major-allele reference: moved;'
    ' swapped (a call at a changed place); like_consensus (no call against a changed place, read there)">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Reads">',
    '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">',
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Reads by allele">',
)
"""Header lines of what is written here; those that the calls have already are left as they are."""


@dataclass(slots=True)
class LiftCounts:
    """How many records came out, by kind, and genotypes that could not be told."""

    moved: int = 0
    swapped: int = 0
    like_consensus: int = 0
    restored: int = 0
    not_read: int = 0
    not_resolved: int = 0


@dataclass(frozen=True)
class Lift:
    """The way back of one file.

    Attributes:
        samples: of the calls, in order.
        standard: the standard sequence.
        made: the new sequence.
        evidence: who was read at the changed places.
        depth: reads from which a place counts as read.
        counts: filled while lines are made.
    """

    samples: tuple[str, ...]
    standard: Bases
    made: Bases
    evidence: Evidence
    depth: int
    counts: LiftCounts

    def contig(self, edits: Sequence[Edit], lines: Iterator[Line]) -> Iterator[str]:
        """Records of one contig on the standard sequence, not sorted."""
        way = Way(edits)
        held = sorted(lines, key=lambda line: (line.start, line.end))
        touched = [self._touched(line, way) for line in held]
        stretches: list[_Stretch] = []
        parts = [(one, [number]) for number, one in enumerate(touched) if one]
        while True:
            merged = _merged(parts)
            stretches = [_Stretch(self, way, one, [held[n] for n in members]) for one, members in merged]
            parts = [
                (stretch.grown(), sorted({*members, *stretch.within(held)}))
                for stretch, (_, members) in zip(stretches, merged, strict=True)
            ]
            if parts == merged:
                break
        joined = {number for _, members in merged for number in members}
        for number, line in enumerate(held):
            if number not in joined:
                yield self._moved(line, way)
        busy = {number for stretch in stretches for number in stretch.touched}
        for number, edit in enumerate(edits):
            if number not in busy:
                yield self._unchallenged(edit)
        for stretch in stretches:
            found = stretch.record()
            if found is not None:
                yield found

    def _touched(self, line: Line, way: Way) -> range:
        """The edits that a call has to do with: wherever it could be written, in the new sequence or the standard."""
        low, high, moves = line.reach(self.made)
        touched = way.touched(low, high, moves=moves)
        if touched or not moves:
            return touched
        start = way.moved(line.start)
        found = touched
        for alt in line.alts:
            if alt is not None and bool(alt) != bool(line.ref):
                reach = _reach(self.standard, line.contig, start, line.ref, alt)
                found = _together(found, way.touched_standard(*reach))
        return found

    def _moved(self, line: Line, way: Way) -> str:
        """A record away from every edit; its first base is told anew, since it may be one that an edit changed."""
        self.counts.moved += 1
        cells = list(line.cells)
        position = int(cells[1]) - 1
        at = way.moved(line.start)
        start = at - (line.start - position)
        tail = len(cells[3]) - (line.start - position) - len(line.ref)
        head = self.standard.fetch(line.contig, start, at)
        behind = self.standard.fetch(line.contig, at + len(line.ref), at + len(line.ref) + tail)
        alts = [
            written if inner is None else head + inner + behind
            for written, inner in zip(cells[4].split(","), line.alts, strict=False)
        ]
        cells[1], cells[3], cells[4] = str(start + 1), head + line.ref + behind, ",".join(alts) or "."
        cells[7] = _with_lift(cells[7], "moved")
        return "\t".join(cells)

    def _unchallenged(self, edit: Edit) -> str:
        """The call of an edit against which nothing was called."""
        first, last = evidence_bases(edit)
        found = self.evidence.at(edit.contig, max(first, 0), last)
        told = []
        qualities = []
        for sample in self.samples:
            calls = [] if found is None else self.evidence.calls(found, sample)
            told.append(self._like(calls, gone=not edit.alt))
            qualities += [call.quality for call in calls if call.quality is not None]
        read = sum(not text.startswith(".") for text in told)
        self.counts.like_consensus += 1
        self.counts.not_read += len(told) - read
        row = edit.row
        quality = str(min(qualities)) if qualities else "."
        cells = (edit.contig, str(row.position), ".", row.ref, row.alt, quality, "PASS" if read else UNREAD)
        return "\t".join((*cells, "LIFT=like_consensus", FORMAT, *told))

    def _like(self, calls: Sequence[Call], *, gone: bool) -> str:
        """The genotype of a person at an edit from the bases that tell.

        Of bases that are gone in the new sequence the neighbours tell: that they were read is enough, since a call that
        brings bases back would have touched the edit; the neighbours themselves may vary.
        """
        depths = [call.depth for call in calls if call.depth is not None]
        depth = min(depths) if calls and len(depths) == len(calls) else None
        copies = {len(call.alleles) for call in calls}
        alike = bool(calls) and len(copies) == 1 and all(call.called for call in calls)
        alike = alike and (gone or all(set(call.alleles) == {0} for call in calls))
        number = "." if depth is None else str(depth)
        if not alike or depth is None or depth < self.depth:
            return f"./.:{number}:.:."
        reads = [call.reads[0] for call in calls if call.reads]
        against = [sum(call.reads[1:]) for call in calls if call.reads]
        qualities = [call.quality for call in calls if call.quality is not None]
        counts = f"{max(against)},{min(reads)}" if reads else "."
        quality = str(min(qualities)) if qualities else "."
        return f"{'/'.join(['1'] * copies.pop())}:{number}:{quality}:{counts}"


def _together(one: range, other: range) -> range:
    """Both ranges and what lies between; an empty one adds nothing."""
    if not one or not other:
        return one or other
    return range(min(one.start, other.start), max(one.stop, other.stop))


def _merged(parts: Sequence[tuple[range, list[int]]]) -> list[tuple[range, list[int]]]:
    """Stretches (edits, numbers of the calls) that share an edit or a call as one, in order."""
    found: list[tuple[range, list[int]]] = []
    for touched, members in sorted(parts, key=lambda one: (one[0].start, one[0].stop)):
        if found and (touched.start < found[-1][0].stop or set(members) & set(found[-1][1])):
            held, earlier = found[-1]
            found[-1] = (_together(held, touched), sorted({*earlier, *members}))
        else:
            found.append((touched, sorted(members)))
    return found


def _reach(bases: Bases, contig: str, start: int, ref: str, alt: str) -> tuple[int, int]:
    """From where to where an insertion or deletion could be written."""
    end = start + len(ref)
    left, right = slack(bases, contig, start, end, ref or alt)
    return start - left, end + right


class _Stretch:
    """Edits and the calls that touch them: each copy's bases over the whole, beside the standard ones.

    Attributes:
        touched: numbers of the edits.
        members: the calls.
    """

    def __init__(self, lift: Lift, way: Way, touched: range, members: Sequence[Line]) -> None:
        contig = way.edits[touched.start].contig
        self._lift, self._contig, self._way = lift, contig, way
        self.touched, self.members = touched, members
        edits = way.edits[touched.start : touched.stop]
        self._start = min([edits[0].consensus_start, *(line.start for line in members)])
        self._end = end = max([edits[-1].consensus_end, *(line.end for line in members)])
        self._low, self._high = way.before(self._start, touched.start), way.behind(end, touched.stop - 1)
        self._bases = lift.made.fetch(contig, self._start, end)
        self._alleles = [lift.standard.fetch(contig, self._low, self._high)]
        self._told: list[tuple[tuple[int, ...] | None, bool, Call | None]] = []
        for number in range(len(lift.samples)):
            copies, phased = _copies([line.call(number) for line in members], members, self._bases, self._start)
            call = members[0].call(number) if len(members) == 1 else None
            if copies is None:
                self._told.append((None, False, call))
                continue
            self._alleles += [copy for copy in dict.fromkeys(copies) if copy not in self._alleles]
            self._told.append((tuple(self._alleles.index(copy) for copy in copies), phased, call))

    def within(self, held: Sequence[Line]) -> list[int]:
        """Numbers of the calls that change a base of the stretch, or put some in within it.

        The stretch goes as far as an insertion or deletion among its alleles could be written on the standard sequence:
        it will be written there as far to the left as it goes, and must not pass a call on the way.
        """
        start, end = self._start, self._end
        for low, high in self._reaches():
            start, end = min(start, self._start - (self._low - low)), max(end, self._end + (high - self._high))
        first = bisect_left(held, start - REACH, key=lambda line: line.start)
        last = bisect_right(held, end, key=lambda line: line.start)
        return [number for number in range(first, last) if held[number].start < end and held[number].end > start]

    def _reaches(self) -> Iterator[tuple[int, int]]:
        """From where to where on the standard sequence each allele could be written that puts in or takes out bases."""
        for allele in self._alleles[1:]:
            start, ref, alt = minimal(self._low + 1, self._alleles[0], allele)
            if bool(ref) != bool(alt):
                yield _reach(self._lift.standard, self._contig, start, ref, alt)

    def grown(self) -> range:
        """The edits, and those that its alleles meet on the standard sequence wherever they could be written there."""
        found = self.touched
        for reach in self._reaches():
            found = _together(found, self._way.touched_standard(*reach))
        return found

    def record(self) -> str | None:
        """The call; ``None`` where no copy is known to have other bases than the standard ones."""
        lift, alleles, members = self._lift, self._alleles, self.members
        lift.counts.not_resolved += sum(genotype is None for genotype, _, _ in self._told)
        if len(alleles) == 1:
            lift.counts.restored += 1
            return None
        lift.counts.swapped += 1
        one_call = len(members) == 1
        reads = _reads_by_allele(members, alleles, self._bases, self._start) if one_call else None
        position, written = self._low + 1, alleles
        if not all(alleles):
            low, high = self._low, self._high
            base = lift.standard.fetch(self._contig, low - 1, low) if low else ""
            after = "" if low else lift.standard.fetch(self._contig, high, high + 1)
            written = [base + one + after for one in alleles]
            position = max(low, 1)
        texts = [_genotype(*one, reads) for one in self._told]
        known = [float(line.cells[5]) for line in members if line.cells[5] not in (".", "")]
        filters = sorted({line.cells[6] for line in members} - {"PASS", "."})
        cells = (self._contig, str(position), ".", written[0], ",".join(written[1:]))
        outcome = (f"{max(known):g}" if known else ".", ";".join(filters) or "PASS", "LIFT=swapped", FORMAT)
        return "\t".join((*cells, *outcome, *texts))


def _genotype(genotype: tuple[int, ...] | None, phased: bool, call: Call | None, reads: list[list[int]] | None) -> str:
    depth = "." if call is None or call.depth is None else str(call.depth)
    quality = "." if call is None or call.quality is None else str(call.quality)
    counts = "."
    if reads is not None and call is not None and call.reads:
        counts = ",".join(
            str(sum(call.reads[number] for number in numbers if number < len(call.reads))) for numbers in reads
        )
    if genotype is None:
        return f"./.:{depth}:.:{counts}"
    return f"{('|' if phased else '/').join(map(str, genotype))}:{depth}:{quality}:{counts}"


def _with_lift(info: str, how: str) -> str:
    return f"LIFT={how}" if info in (".", "") else f"{info};LIFT={how}"


def _copies(
    calls: Sequence[Call], members: Sequence[Line], bases: str, start: int
) -> tuple[tuple[str, ...] | None, bool]:
    """The bases of each copy over a stretch, and whether their order means anything; ``None`` where they are not known.

    Several calls of which two or more are heterozygous are told only where all of these are phased.
    """
    if not all(call.called for call in calls) or len({len(call.alleles) for call in calls}) != 1:
        return None, False
    mixed = [call for call in calls if len(set(call.alleles)) > 1]
    if len(mixed) > 1 and not all(call.phased for call in mixed):
        return None, False
    copies = []
    for copy in range(len(calls[0].alleles)):
        pieces: list[tuple[int, int, str]] = []
        for call, line in zip(calls, members, strict=True):
            allele = call.alleles[copy]
            if not allele:
                continue
            alt = line.alts[allele - 1]
            if alt is None:
                return None, False
            pieces.append((line.start, line.end, alt))
        text = put_in(pieces, bases, start)
        if text is None:
            return None, False
        copies.append(text)
    return tuple(copies), len(mixed) > 0 and all(call.phased for call in mixed)


def put_in(pieces: Sequence[tuple[int, int, str]], bases: str, start: int) -> str | None:
    """Bases from ``start`` on with replacements put in; ``None`` where these overlap."""
    made, at = [], start
    for first, last, alt in sorted(pieces):
        if first < at:
            return None
        made += [bases[at - start : first - start], alt]
        at = last
    return "".join([*made, bases[at - start :]])


def _reads_by_allele(members: Sequence[Line], alleles: Sequence[str], bases: str, start: int) -> list[list[int]] | None:
    """For each allele that is written, the alleles of the one call that give it; their reads are added up."""
    (line,) = members
    made = [
        put_in([] if alt is None else [(line.start, line.end, alt)], bases, start) for alt in (line.ref, *line.alts)
    ]
    return [[number for number, text in enumerate(made) if text == allele] for allele in alleles]
