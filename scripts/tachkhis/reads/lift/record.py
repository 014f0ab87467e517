"""One SAM line on the consensus, and what it is on the standard build."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field

from tachkhis.reads.lift.bases import MappedFasta
from tachkhis.reads.lift.cigar import composed
from tachkhis.reads.lift.cigar import differences
from tachkhis.reads.lift.cigar import left_aligned
from tachkhis.reads.lift.cigar import parsed
from tachkhis.reads.lift.cigar import span
from tachkhis.reads.lift.cigar import trimmed
from tachkhis.reads.lift.cigar import written
from tachkhis.reads.lift.ends import unclipped
from tachkhis.reads.lift.ends import without_idle_gaps
from tachkhis.reads.lift.ends import without_poor_ends
from tachkhis.reads.lift.way import Way

PAIRED_WELL, UNMAPPED, MATE_UNMAPPED, REVERSE, FIRST, LAST = 0x2, 0x4, 0x8, 0x10, 0x40, 0x80
SECONDARY, SUPPLEMENTARY = 0x100, 0x800
UNCHANGED = Way()
NEAR = 12
"""Bases from a change within which a clipped end of a read may be clipped for its sake."""


@dataclass(slots=True)
class Record:
    """One alignment, cut into its columns.

    Attributes:
        name: of the template.
        flag: SAM's.
        contig: ``*`` where it has no place.
        position: 0-based first aligned base; on the standard build once :meth:`lift` has been called.
        quality: of the mapping, as written.
        cigar: likewise on the standard build.
        mate: RNEXT, PNEXT and TLEN as written; made anew by :mod:`tachkhis.reads.lift.template`.
        bases: SEQ.
        qualities: QUAL.
        tags: as written, by name.
        key: how other records of the template name it in SA: contig, position (from 1), strand, CIGAR.
    """

    name: str
    flag: int
    contig: str
    position: int
    quality: str
    cigar: str
    mate: tuple[str, str, str]
    bases: str
    qualities: str
    tags: dict[str, str]
    key: tuple[str, str, str, str] = field(default=("", "", "", ""))

    @classmethod
    def read(cls, line: str) -> Record:
        """Cut a line, given without its end."""
        name, flag, contig, position, quality, cigar, *mate, bases, qualities = (cells := line.split("\t"))[:11]
        number = int(flag)
        key = (contig, position, "-" if number & REVERSE else "+", cigar.replace("H", "S"))
        tags = {cell[:2]: cell for cell in cells[11:]}
        place = (mate[0], mate[1], mate[2])
        return cls(name, number, contig, int(position) - 1, quality, cigar, place, bases, qualities, tags, key)

    @property
    def mapped(self) -> bool:
        """It has a place of its own."""
        return not self.flag & UNMAPPED

    @property
    def primary(self) -> bool:
        """It stands for its read."""
        return not self.flag & (SECONDARY | SUPPLEMENTARY)

    def lift(self, ways: dict[str, Way], standard: MappedFasta) -> bool:
        """Give it its place, CIGAR, NM and MD on the standard build.

        Returns:
            Whether it still has a place: not where all of it lies within bases that the consensus alone has.
        """
        way = ways.get(self.contig, UNCHANGED)
        end = self.position + span(self.cigar)
        operations = parsed(self.cigar)
        left = operations[0][0] == "S" and way.touches(self.position - NEAR, self.position + NEAR)
        right = operations[-1][0] == "S" and way.touches(end - NEAR, end + NEAR)
        if not (left or right or way.touches(self.position, end)):
            self.position = way.standard(self.position)
            return True
        first, segments = way.segments(self.position, end)
        moves = any(kind != "M" for kind, _ in segments)
        read = self.bases.encode("ascii") if self.bases != "*" else None
        kept = list(operations)

        def fetch(start: int, end: int) -> bytes:
            return standard.fetch(self.contig, start, end)

        if moves:
            found = trimmed(composed(operations, segments))
            if found is None:
                return False
            later, kept = found
            first += later
            if read is not None:
                length = sum(size for kind, size in kept if kind in "MDN")
                kept = left_aligned(kept, read, fetch(first, first + length))
                first, kept = without_idle_gaps(first, kept, read, fetch)
                first, kept = without_poor_ends(first, kept, read, fetch)
        if (left or right) and read is not None:
            first, kept = unclipped(first, kept, read, fetch)
            length = sum(size for kind, size in kept if kind in "MDN")
            kept = left_aligned(kept, read, fetch(first, first + length))
        self.position, self.cigar = first, written(kept)
        for tag in ("NM", "MD"):
            self.tags.pop(tag, None)
        if read is not None:
            count, text = differences(kept, read, fetch(first, first + span(self.cigar)))
            self.tags = {"NM": f"NM:i:{count}", "MD": f"MD:Z:{text}"} | self.tags
        return True

    def unplace(self) -> None:
        """Make it a read without a place."""
        self.flag = (self.flag | UNMAPPED) & ~PAIRED_WELL
        self.contig, self.position, self.quality, self.cigar = "*", -1, "0", "*"
        for tag in ("NM", "MD", "SA", "AS", "XS"):
            self.tags.pop(tag, None)

    @property
    def line(self) -> str:
        """As SAM, without the end of the line."""
        mate = "\t".join(self.mate)
        head = f"{self.name}\t{self.flag}\t{self.contig}\t{self.position + 1}\t{self.quality}\t{self.cigar}\t{mate}"
        return "\t".join((head, self.bases, self.qualities, *self.tags.values()))
