"""Changes of length that stand close together on one copy for certain, read as one allele.

Two frame shifts that cancel out are told as two truncations where each is named for itself, and together replace a few
residues. Some changes of one exon, of which one at least changes the length, are read together where

- their lengths add up to whole codons, each lying where those before it (in the sense of the transcript) have shifted
  the frame, or touching a codon that they touch; or
- each touches a codon that those before it touch;

where they lie within the reach of ``resources/annotation/reading_frame.json``, and where it is certain, by the rules of
:mod:`tachkhis.variants.codon_join`, that a copy of the proband has all of them, and no other known change between them.
The record of all is added and its parts stay, as those of a codon do. What cannot be joined is left as it is: the
interpretation then looks at the frame (:mod:`tachkhis.interpretation.reading_frame`).
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from tachkhis.case.shipped import shipped_table
from tachkhis.reference.genes import Transcript
from tachkhis.variants import fields
from tachkhis.variants.called_row import Row
from tachkhis.variants.codon_join import BASES
from tachkhis.variants.codon_join import CODON
from tachkhis.variants.codon_join import Joiner
from tachkhis.variants.codon_whole import Bundle
from tachkhis.variants.codon_whole import edits
from tachkhis.variants.codons import codon_of
from tachkhis.variants.evidence import changed_bases
from tachkhis.variants.haplotypes import MOST
from tachkhis.variants.record_line import carries

_OTHERWISE = (fields.CODON_CIS.id, fields.CODON_SPLIT.id)
"""What is told of changes that an intron parts, which no record of one allele can join."""


def reach() -> int:
    """Most coding bases from the first changed one to the last."""
    return int(shipped_table("annotation", "reading_frame")["reach"])


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change does to a transcript: the first and last codon that it touches, and the bases it adds or takes.

    The first codon is beyond the last one where whole codons are inserted between two.
    """

    first: int
    last: int
    added: int


def touched(transcript: Transcript, row: Row) -> Touched | None:
    """What a change within one coding exon does to the codons; ``None`` where it is not within one."""
    found = [_touched(transcript, *edit) for edit in edits(row.record)]
    whole = [one for one in found if one is not None]
    if len(whole) < len(found):
        return None
    return Touched(min(one.first for one in whole), max(one.last for one in whole), sum(one.added for one in whole))


def _touched(transcript: Transcript, start: int, end: int, new: str) -> Touched | None:
    low, high = (start, end - 1) if start < end else (start - 1, start)
    one, other = codon_of(transcript, low), codon_of(transcript, high)
    if one is None or other is None:
        return None
    first, last, added = min(one, other), max(one, other), len(new) - (end - start)
    if start == end and first != last:  # between two codons
        return Touched(last, last if added % CODON else first, added)
    return Touched(first, last, added)


def is_unit(changes: Sequence[Touched]) -> bool:
    """Whether some changes of one copy, in the order of the transcript, have an effect only together.

    Args:
        changes: all that the copy has from the first to the last of them.
    """
    shift, last, touching = changes[0].added, changes[0].last, True
    for one in changes[1:]:
        near = one.first <= last
        if not near and shift % CODON == 0:
            return False
        touching = touching and near
        shift += one.added
        last = max(last, one.last)
    return any(one.added for one in changes) and (touching or shift % CODON == 0)


def with_frames(lines: Iterable[str], joiner: Joiner) -> Iterator[str]:
    """Sorted records as lines of text, one ALT each, with those that read changes of length together.

    Args:
        lines: the records, those of a codon joined.
        joiner: what they are looked at with.
    """
    column = joiner.samples.index(joiner.proband) if joiner.proband in joiner.samples else None
    if column is None:
        yield from lines
        return
    held: list[str] = []
    contig, until, far = "", 0, reach()
    for line in lines:
        cells = line.split("\t", column + 10)
        name, here = cells[0], int(cells[1])
        if held and (name != contig or here > until):
            yield from _looked_at(held, joiner, far)
            held = []
        if carries(cells[column + 9].partition(":")[0].rstrip("\n")):
            until = max(until if held else 0, here + len(cells[3]) - 1 + far)
            contig = name
            held.append(line)
        elif held:
            held.append(line)
        else:
            yield line
    yield from _looked_at(held, joiner, far)


def _looked_at(lines: Sequence[str], joiner: Joiner, far: int) -> Sequence[str]:
    """The lines of one stretch, with what is added to them."""
    if len(lines) < 2 or not any(_changes_frame(line, joiner) for line in lines):
        return lines
    rows = [Row.of(line) for line in lines]
    open_ = [row for row in rows if _readable(row) and joiner.may_join(row)]
    known = {row.record.key: row for row in rows}
    added: list[Row] = []
    left = list(open_)
    for chosen in _units(open_, joiner, far):
        if any(row not in left for row in chosen):
            continue
        bundle = _certain(chosen, open_, joiner)
        if bundle is not None:
            added += bundle.write(known, joiner.bases)
            left = [row for row in left if row not in chosen]
    if len(left) == len(open_):
        return lines
    ordered = sorted([*rows, *added], key=lambda row: (row.record.position, -len(row.record.ref) if row.parts else 0))
    return [row.line for row in ordered]


def _changes_frame(line: str, joiner: Joiner) -> bool:
    """Whether a line is of bases added or taken within a coding exon; told before anything dearer is looked at."""
    contig, position, _, ref, alt, _ = line.split("\t", 5)
    if len(ref) == len(alt) or not BASES.issuperset(ref + alt):
        return False
    start, end, _ = changed_bases(int(position), ref, alt)
    low, high = (start, end) if start < end else (start - 1, start + 1)
    return next(joiner.codons.in_one_exon(contig, low, high), None) is not None


def _readable(row: Row) -> bool:
    """Whether a record is a change of bases that stands for itself: not read in another, nor counted in part."""
    told = {item.partition("=")[0] for item in row.cells[7].split(";")}
    apart = row.counted or fields.JOINED_INTO.id in told or not told.isdisjoint(_OTHERWISE)
    return not apart and BASES.issuperset(row.record.ref + row.record.alt)


def _units(rows: Sequence[Row], joiner: Joiner, far: int) -> Iterator[tuple[Row, ...]]:
    """Changes that may have an effect only together: the most of them first, then the closest."""
    found: list[tuple[int, int, int, tuple[Row, ...]]] = []
    for size in range(2, MOST + 1):
        for number, chosen in enumerate(combinations(rows, size)):
            if all(len(row.record.ref) == len(row.record.alt) for row in chosen):
                continue
            changed = [edit for row in chosen for edit in edits(row.record)]
            start, end = min(edit[0] for edit in changed), max(edit[1] for edit in changed)
            if end - start <= far and _together(chosen, joiner, start, end):
                found.append((-size, end - start, number, chosen))
    return (one[3] for one in sorted(found, key=lambda one: one[:3]))


def _together(rows: Sequence[Row], joiner: Joiner, start: int, end: int) -> bool:
    """Whether they have an effect only together on any transcript that has them all in one coding exon."""
    for transcript in joiner.codons.in_one_exon(rows[0].record.contig, start, end):
        found = [touched(transcript, row) for row in rows]
        whole = [one for one in found if one is not None]
        if len(whole) == len(found) and is_unit(sorted(whole, key=lambda one: one.first)):
            return True
    return False


def _certain(chosen: Sequence[Row], rows: Sequence[Row], joiner: Joiner) -> Bundle | None:
    """What each copy has of some changes, where it is certain and one copy has all, and nothing else between them."""
    bundle = joiner.certain_of(chosen, chosen)
    every = (1 << len(chosen)) - 1
    if bundle is None or every not in bundle.state:
        return None
    first, last = chosen[0].record.position, chosen[-1].record.position
    for row in rows:
        between = first <= row.record.position <= last and row not in chosen
        if between and joiner.may_have((*chosen, row), every | 1 << len(chosen)):
            return None  # what all would make is not what these make
    return bundle
