"""One change, all its places: the smallest form of a VCF allele and every equivalent position of an indel.

A deletion or insertion inside a repeat can be written at several positions that give the same sequence. VCF
writes the leftmost; HGVS asks for the one nearest the 3' end of whatever is described, which depends on the
strand of a transcript. On a circular contig the base behind the last one is the first: places that lie over
the origin have coordinates below 0 or beyond the contig's length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tachkhis.variants.sequence import Genome
from tachkhis.variants.sequence import UnnameableAlleleError
from tachkhis.variants.sequence import reverse_complement

_BASES = re.compile(r"[ACGTN]+\Z")
_LETTERS = re.compile(r"[ACGTNRYSWKMBDHV]+\Z")  # a FASTA may hold letters for several bases
_STEP = 256


@dataclass(frozen=True, slots=True)
class Change:
    """Bases ``ref`` at ``start`` (0-based, forward strand) become ``alt``; shared ends are taken off.

    For a deletion or insertion, ``shift_left`` and ``shift_right`` tell by how many bases it can be moved.
    """

    contig: str
    start: int
    ref: str
    alt: str
    shift_left: int = 0
    shift_right: int = 0

    @property
    def end(self) -> int:
        """One past the last replaced base, 0-based; equals ``start`` for an insertion."""
        return self.start + len(self.ref)

    def turned(self, by: int) -> Change:
        """The same change with its coordinates ``by`` bases further right: another turn of a circular contig."""
        return Change(self.contig, self.start + by, self.ref, self.alt, self.shift_left, self.shift_right)

    @property
    def movable(self) -> bool:
        """It is an insertion or deletion with more than one place."""
        return self.shift_left + self.shift_right > 0

    @property
    def is_insertion(self) -> bool:
        """Bases come in and none goes."""
        return not self.ref

    @property
    def is_deletion(self) -> bool:
        """Bases go and none comes in."""
        return not self.alt

    def moved(self, by: int) -> Change:
        """The same change ``by`` bases further right (negative: left), within its shifts."""
        if by == 0:
            return self
        bases = self.ref or self.alt
        turn = by % len(bases)
        bases = bases[turn:] + bases[:turn]
        return Change(
            self.contig,
            self.start + by,
            bases if self.ref else "",
            bases if self.alt else "",
            self.shift_left + by,
            self.shift_right - by,
        )

    @property
    def leftmost(self) -> Change:
        """The place with the lowest coordinate."""
        return self.moved(-self.shift_left)

    @property
    def rightmost(self) -> Change:
        """The place with the highest coordinate."""
        return self.moved(self.shift_right)


def change_of(genome: Genome, contig: str, pos1: int, ref: str, alt: str) -> Change:
    """The smallest form of a VCF allele, with the room that it has to move.

    Args:
        genome: the reference of the VCF.
        contig: contig name as in the reference.
        pos1: 1-based position of the first base of ``ref``.
        ref: reference allele; on a circular contig it may run over the origin. Where the FASTA has a letter for
            several bases, that letter or N.
        alt: alternate allele.

    Raises:
        UnnameableAlleleError: symbolic allele, ``*``, no change, unknown contig, a REF that is not the
            reference's, or bases that come in before the first or behind the last of a linear contig.
    """
    ref, alt = ref.upper(), alt.upper()
    where = f"{contig}-{pos1}-{ref}-{alt}"
    for allele, letters in ((ref, _LETTERS), (alt, _BASES)):
        if not letters.match(allele):
            problem = f"allele {allele[:50]!r} is not made of A, C, G, T or N and cannot be named"
            raise UnnameableAlleleError(where, problem, "write the bases of both alleles")
    if contig not in genome.lengths:
        known = ", ".join(list(genome.lengths)[:3])
        raise UnnameableAlleleError(where, f"the reference has no contig {contig!r}", f"its contigs are {known} ...")
    start = pos1 - 1
    length = genome.lengths[contig]
    circular = contig in genome.mitochondrial
    if start not in range(length) or len(ref) > length or not (circular or start + len(ref) <= length):
        problem = (
            f"the position is not on contig {contig!r}" if start not in range(length) else "REF ends beyond the contig"
        )
        raise UnnameableAlleleError(where, problem, f"{contig} has {length} bases; is it another build's allele?")
    ref, there = _read_alike(genome, contig, start, ref)
    if there != ref:
        problem = f"the reference has {there[:50]!r} there, not {ref[:50]!r}"
        remedy = "give the allele on this reference, or the reference that it was called on"
        raise UnnameableAlleleError(where, problem, remedy)
    if ref == alt:
        raise UnnameableAlleleError(where, "REF and ALT are the same", "write an ALT that differs")
    while ref and alt and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    head = 0
    while head < len(ref) and head < len(alt) and ref[head] == alt[head]:
        head += 1
    start, ref, alt = start + head, ref[head:], alt[head:]
    if contig in genome.mitochondrial:  # the place before the first base is the one behind the last
        start = start % length if ref else (start - 1) % length + 1
    if ref and alt:
        return Change(contig, start, ref, alt)
    left = room(genome, contig, start, ref or alt, to_right=False)
    right = room(genome, contig, start + len(ref), ref or alt, to_right=True)
    change = Change(contig, start, ref, alt, left, right)
    if contig not in genome.mitochondrial and not (ref or _has_name(genome, change.rightmost)):
        problem = f"HGVS has no name for bases before the first or behind the last one of {contig}"
        raise UnnameableAlleleError(where, problem, "leave it out: nothing stands on one side of it")
    return change


def _read_alike(genome: Genome, contig: str, start: int, ref: str) -> tuple[str, str]:
    """REF with the letters that the FASTA has for several bases read as N, too; and what to show as being there."""
    end = start + len(ref)
    there = genome.around(contig, start, end)
    if there == ref or "N" not in there or end > genome.lengths[contig]:
        return ref, there
    written = genome.written(contig, start, end)
    ref = "".join([new if one == old else one for one, old, new in zip(ref, written, there, strict=True)])
    return ref, there if there == ref else written


def _has_name(genome: Genome, insertion: Change) -> bool:
    """An insertion stands between two bases of its contig, or copies those before it."""
    at, size = insertion.start, len(insertion.alt)
    copied = at >= size and genome.fetch(insertion.contig, at - size, at) == insertion.alt
    return copied or 0 < at < genome.lengths[insertion.contig]


def room(genome: Genome, contig: str, edge: int, bases: str, *, to_right: bool) -> int:
    """How far inserted or deleted bases can move: as far as the sequence beyond ``edge`` repeats them."""
    size = len(bases)
    room, most = 0, genome.lengths[contig]
    while True:
        if to_right:
            beyond = genome.around(contig, edge + room, edge + room + _STEP)
        else:
            beyond = genome.around(contig, edge - room - _STEP, edge - room)[::-1]
        for base in beyond[: most - room]:  # at most once around a circle
            expected = bases[room % size] if to_right else bases[-1 - room % size]
            if base != expected or base == "N":
                return room
            room += 1
        if len(beyond) < _STEP or room >= most:
            return room


def sense(change: Change, strand: int, start: int, end: int) -> tuple[int, int, str]:
    """A change in the coordinates of a transcript's unspliced strand.

    Args:
        change: on the genome.
        strand: +1 or -1.
        start: first base of the transcript, 0-based.
        end: one past its last base.

    Returns:
        0-based half-open interval counted from the transcript's 5' end, and the new bases on its strand.
    """
    if strand > 0:
        return change.start - start, change.end - start, change.alt
    return end - change.end, end - change.start, reverse_complement(change.alt)


def vcf_allele(genome: Genome, change: Change) -> tuple[str, int, str, str]:
    """A change as VCF writes it: left-aligned, an indel with the base before (at a contig's start: after).

    On a circular contig the leftmost place may lie before the origin. A deletion goes to the first place where it does
    not run over the origin; where there is none, and for other changes over it, REF runs over the contig's end.

    Returns:
        Contig, 1-based position, REF, ALT.
    """
    placed, length = change.leftmost, genome.lengths[change.contig]
    if placed.start < 0 or placed.start > length:
        placed = placed.turned(length if placed.start < 0 else -length)
    if placed.is_insertion and placed.start == 0 and change.contig in genome.mitochondrial:
        placed = placed.turned(length)
    if placed.is_deletion and placed.end > length <= placed.start + placed.shift_right:
        placed = placed.moved(length - placed.start).turned(-length)
    if placed.ref and placed.alt:
        return placed.contig, placed.start + 1, placed.ref, placed.alt
    if placed.start == 0:
        anchor = genome.fetch(placed.contig, placed.end, placed.end + 1)
        return placed.contig, 1, placed.ref + anchor, placed.alt + anchor
    anchor = genome.fetch(placed.contig, placed.start - 1, placed.start)
    return placed.contig, placed.start, anchor + placed.ref, anchor + placed.alt
