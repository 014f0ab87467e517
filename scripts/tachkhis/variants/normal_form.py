"""One form for every allele: upper case, no base more than needed, as far to the left as it goes; MNVs by codon.

The placement is that of ``bcftools norm`` (Tan, Abecasis and Kang 2015, doi:10.1093/bioinformatics/btv112).
"""

from __future__ import annotations

from collections.abc import Callable
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


def normalised(bases: Bases, contig: str, position: int, ref: str, alt: str) -> Atom:
    """The allele trimmed and shifted to the left as far as it goes."""
    ref, alt = ref.upper(), alt.upper()
    if ref == alt:
        return Atom(position, ref, alt)
    while ref[-1] == alt[-1] and ((len(ref) > 1 and len(alt) > 1) or position > 1):
        if len(ref) == 1 or len(alt) == 1:
            before = bases.fetch(contig, position - 2, position - 1)
            ref, alt, position = before + ref, before + alt, position - 1
        ref, alt = ref[:-1], alt[:-1]
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        ref, alt, position = ref[1:], alt[1:], position + 1
    return Atom(position, ref, alt)


def atoms_of(allele: Atom, together: Callable[[int, int], bool], interest: Callable[[Atom], bool]) -> tuple[Atom, ...]:
    """The pieces that an allele of several changed bases is written in.

    Changes of equal length are cut into single bases, but those that share a codon stay one piece, since only together
    they name the protein's change. Insertions, deletions and deletion-insertions are never cut.

    Args:
        allele: a normalised allele.
        together: whether two positions (1-based) share a codon of some transcript.
        interest: whether an allele is asked for by itself: it is then never cut, nor hidden in a larger piece.
    """
    if len(allele.ref) != len(allele.alt) or len(allele.ref) == 1 or interest(allele):
        return (allele,)
    changed = [i for i, (old, new) in enumerate(zip(allele.ref, allele.alt, strict=True)) if old != new]
    groups: list[list[int]] = []
    for i in changed:
        here = allele.position + i
        alone = interest(Atom(here, allele.ref[i], allele.alt[i]))
        if groups and not alone and together(allele.position + groups[-1][0], here):
            groups[-1].append(i)
        else:
            groups.append([i])
    pieces = [Atom(allele.position + g[0], allele.ref[g[0] : g[-1] + 1], allele.alt[g[0] : g[-1] + 1]) for g in groups]
    hidden = [
        i for g in groups if len(g) > 1 for i in g if interest(Atom(allele.position + i, allele.ref[i], allele.alt[i]))
    ]
    if hidden:
        return tuple(Atom(allele.position + i, allele.ref[i], allele.alt[i]) for i in changed)
    return tuple(pieces)
