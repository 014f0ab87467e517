"""One change, all its places: the smallest form of a VCF allele and every equivalent position of an indel.

A deletion or insertion inside a repeat can be written at several positions that give the same sequence. VCF
writes the leftmost; HGVS asks for the one nearest the 3' end of whatever is described, which depends on the
strand of a transcript.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tachkhis.variants.sequence import Genome
from tachkhis.variants.sequence import UnnameableAlleleError
from tachkhis.variants.sequence import reverse_complement

_BASES = re.compile(r"[ACGTN]+\Z")
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
        ref: reference allele.
        alt: alternate allele.

    Raises:
        UnnameableAlleleError: symbolic allele, ``*``, no change, unknown contig, or a REF that is not
            the reference's.
    """
    ref, alt = ref.upper(), alt.upper()
    where = f"{contig}-{pos1}-{ref}-{alt}"
    for allele in (ref, alt):
        if not _BASES.match(allele):
            problem = f"allele {allele[:50]!r} is not made of A, C, G, T or N and cannot be named"
            raise UnnameableAlleleError(where, problem, "write the bases of both alleles")
    if contig not in genome.lengths:
        known = ", ".join(list(genome.lengths)[:3])
        raise UnnameableAlleleError(where, f"the reference has no contig {contig!r}", f"its contigs are {known} ...")
    start = pos1 - 1
    there = genome.fetch(contig, start, start + len(ref)) if start >= 0 else ""
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
    if ref and alt:
        return Change(contig, start, ref, alt)
    left = _room(genome, contig, start, ref or alt, to_right=False)
    right = _room(genome, contig, start + len(ref), ref or alt, to_right=True)
    return Change(contig, start, ref, alt, left, right)


def _room(genome: Genome, contig: str, edge: int, bases: str, *, to_right: bool) -> int:
    """How far inserted or deleted bases can move: as far as the sequence beyond ``edge`` repeats them."""
    size = len(bases)
    room = 0
    while True:
        if to_right:
            beyond = genome.fetch(contig, edge + room, edge + room + _STEP)
        else:
            beyond = genome.fetch(contig, edge - room - _STEP, edge - room)[::-1]
        for base in beyond:
            expected = bases[room % size] if to_right else bases[-1 - room % size]
            if base != expected or base == "N":
                return room
            room += 1
        if len(beyond) < _STEP:
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

    Returns:
        Contig, 1-based position, REF, ALT.
    """
    placed = change.leftmost
    if placed.ref and placed.alt:
        return placed.contig, placed.start + 1, placed.ref, placed.alt
    if placed.start == 0:
        anchor = genome.fetch(placed.contig, placed.end, placed.end + 1)
        return placed.contig, 1, placed.ref + anchor, placed.alt + anchor
    anchor = genome.fetch(placed.contig, placed.start - 1, placed.start)
    return placed.contig, placed.start, anchor + placed.ref, anchor + placed.alt
