"""One form for every allele: upper case, no base more than needed, as far to the left as it goes.

The placement is that of ``bcftools norm`` (Tan, Abecasis and Kang 2015, doi:10.1093/bioinformatics/btv112).
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

CHUNK = 1 << 20  # bases of the reference held at a time


class Atom(NamedTuple):
    """One normalised allele; ``position`` is 1-based."""

    position: int
    ref: str
    alt: str


class Bases:
    """The reference, a stretch of one contig in memory at a time."""

    def __init__(self, fasta: Path) -> None:
        import pysam

        self._fasta = pysam.FastaFile(str(fasta))
        self.lengths: dict[str, int] = dict(zip(self._fasta.references, self._fasta.lengths, strict=True))
        self._contig, self._start, self._held = "", 0, ""

    def fetch(self, contig: str, start: int, end: int) -> str:
        """Bases of ``[start, end)``, 0-based, upper case; shorter where the contig ends."""
        if contig != self._contig or start < self._start or end > self._start + len(self._held):
            first = max(0, start - CHUNK // 8)
            held = self._fasta.fetch(contig, first, max(end, first + CHUNK)).upper()
            self._contig, self._start, self._held = contig, first, held
        return self._held[start - self._start : end - self._start]


def normalised(bases: Bases | None, contig: str, position: int, ref: str, alt: str, least: int = 1) -> Atom:
    """The allele trimmed and shifted to the left as far as it goes.

    Args:
        bases: the reference; without it the allele is trimmed and stays where it is.
        contig: its contig.
        position: 1-based.
        ref: bases of the reference.
        alt: bases instead of them.
        least: position (1-based) beyond which it is not shifted.
    """
    ref, alt = ref.upper(), alt.upper()
    if ref == alt:
        return Atom(position, ref, alt)
    while ref[-1] == alt[-1] and ((len(ref) > 1 and len(alt) > 1) or (bases and position > least)):
        if bases and (len(ref) == 1 or len(alt) == 1):
            before = bases.fetch(contig, position - 2, position - 1)
            ref, alt, position = before + ref, before + alt, position - 1
        ref, alt = ref[:-1], alt[:-1]
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        ref, alt, position = ref[1:], alt[1:], position + 1
    return Atom(position, ref, alt)
