"""Reading bases: the genome in cached windows, reverse complements and the two genetic codes."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from functools import cache
from functools import cached_property
from itertools import product
from pathlib import Path
from types import MappingProxyType

import pysam

from tachkhis.errors import ResourceError
from tachkhis.errors import UnusableWordError
from tachkhis.reference.accessions import RCRS_LENGTH
from tachkhis.reference.accessions import RCRS_MD5

_WINDOW = 1 << 16
_WINDOWS = 64
_AMBIGUOUS = str.maketrans("RYSWKMBDHV", "NNNNNNNNNN")
_COMPLEMENT = str.maketrans("ACGTNacgtn", "TGCANtgcan")
_BASES = "TCAG"
# NCBI genetic codes 1 and 2 (codons in the order TTT, TTC, ... GGG of "TCAG" cubed)
_CODE_1 = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
_CODE_2 = "FFLLSSSSYY**CCWWLLLLPPPPHHQQRRRRIIMMTTTTNNKKSS**VVVVAAAADDEEGGGG"
_STARTS_1 = frozenset({"ATG"})
_STARTS_2 = frozenset({"ATG", "ATA", "ATT", "ATC", "GTG"})
MITOCHONDRIAL_CONTIGS = frozenset({"M", "MT", "chrM", "chrMT", "NC_012920.1"})


class UnnameableAlleleError(UnusableWordError):
    """An allele that has no bases of its own (symbolic, ``*``), or that does not fit the reference."""


def reverse_complement(bases: str) -> str:
    """The other strand's bases, 5' to 3'."""
    return bases.translate(_COMPLEMENT)[::-1]


class GeneticCode:
    """One NCBI genetic code.

    Attributes:
        number: 1 (standard) or 2 (vertebrate mitochondrial).
        codons: amino acid (one letter, ``*`` for stop) by codon.
        starts: codons that can begin a coding sequence.
    """

    def __init__(self, number: int) -> None:
        letters = {1: _CODE_1, 2: _CODE_2}[number]
        self.number = number
        self.codons: Mapping[str, str] = MappingProxyType(
            {"".join(codon): letter for codon, letter in zip(product(_BASES, repeat=3), letters, strict=True)}
        )
        self.starts = {1: _STARTS_1, 2: _STARTS_2}[number]

    def translate(self, bases: str) -> str:
        """Amino acids of all whole codons, stops included; ``X`` where a base is not known."""
        codons = self.codons
        return "".join([codons.get(bases[i : i + 3], "X") for i in range(0, len(bases) - 2, 3)])

    def translate_to_stop(self, bases: str, start: int) -> str:
        """Amino acids from ``start`` up to and including the first stop, or to the last whole codon."""
        codons = self.codons
        protein = []
        for i in range(start, len(bases) - 2, 3):
            letter = codons.get(bases[i : i + 3], "X")
            protein.append(letter)
            if letter == "*":
                break
        return "".join(protein)


@cache
def genetic_code(number: int) -> GeneticCode:
    """The standard code (1) or the vertebrate mitochondrial one (2)."""
    return GeneticCode(number)


class Genome:
    """A FASTA with its index; bases are upper case, and a letter for several bases (R is A or G) is read as N."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            ResourceError: no such file, or it cannot be indexed.
        """
        self.path = path
        try:
            self._fasta = pysam.FastaFile(str(path))
        except (OSError, ValueError) as error:
            raise ResourceError(f"{path}: cannot be opened as an indexed FASTA; run samtools faidx on it") from error
        self.lengths: dict[str, int] = dict(zip(self._fasta.references, self._fasta.lengths, strict=True))
        self._windows: OrderedDict[tuple[str, int], str] = OrderedDict()

    @cached_property
    def mitochondrial(self) -> frozenset[str]:
        """Circular contigs with genetic code 2: by their usual names, and the rCRS under any name."""
        return self.rcrs | {name for name in self.lengths if name in MITOCHONDRIAL_CONTIGS}

    @cached_property
    def rcrs(self) -> frozenset[str]:
        """Contigs that are the revised Cambridge Reference Sequence, by their bases."""
        found = set()
        for name, length in self.lengths.items():
            if length == RCRS_LENGTH:
                bases = str(self._fasta.fetch(name)).upper()
                if hashlib.md5(bases.encode(), usedforsecurity=False).hexdigest() == RCRS_MD5:
                    found.add(name)
        return frozenset(found)

    def fetch(self, contig: str, start0: int, end0: int) -> str:
        """Bases of a 0-based half-open interval, clipped to the contig.

        Raises:
            KeyError: no such contig.
        """
        end0 = min(end0, self.lengths[contig])
        start0 = max(0, start0)
        if end0 <= start0:
            return ""
        first, last = start0 // _WINDOW, (end0 - 1) // _WINDOW
        if last - first > 4:
            return self.written(contig, start0, end0).translate(_AMBIGUOUS)
        text = "".join([self._window(contig, number) for number in range(first, last + 1)])
        offset = first * _WINDOW
        return text[start0 - offset : end0 - offset]

    def written(self, contig: str, start0: int, end0: int) -> str:
        """The letters of the FASTA, upper case: of a 0-based half-open interval within the contig."""
        return str(self._fasta.fetch(contig, start0, end0)).upper()

    def around(self, contig: str, start0: int, end0: int) -> str:
        """Bases of a 0-based half-open interval; on a circular contig it may run over the origin.

        Raises:
            KeyError: no such contig.
        """
        length = self.lengths[contig]
        if contig not in self.mitochondrial or 0 <= start0 <= end0 <= length:
            return self.fetch(contig, start0, end0)
        start, size = start0 % length, end0 - start0
        parts = [self.fetch(contig, start, min(start + size, length))]
        left = size - len(parts[0])
        whole, rest = divmod(left, length)
        parts += [self.fetch(contig, 0, length)] * whole + [self.fetch(contig, 0, rest)]
        return "".join(parts)

    def _window(self, contig: str, number: int) -> str:
        key = (contig, number)
        window = self._windows.get(key)
        if window is None:
            start = number * _WINDOW
            end = min(start + _WINDOW, self.lengths[contig])
            window = self.written(contig, start, end).translate(_AMBIGUOUS)
            self._windows[key] = window
            if len(self._windows) > _WINDOWS:
                self._windows.popitem(last=False)
        else:
            self._windows.move_to_end(key)
        return window
