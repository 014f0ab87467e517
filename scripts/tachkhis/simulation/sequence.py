"""Letters: complements, genetic codes, alignment of small variants to the left, and named streams of chance."""

from __future__ import annotations

import zlib
from functools import cache

import numpy as np
from Bio.Data import CodonTable
from Bio.Data import IUPACData

COMPLEMENT = str.maketrans("ACGTN", "TGCAN")
STANDARD_CODE = 1
VERTEBRATE_MITOCHONDRIAL_CODE = 2


def stream(seed: int, *names: str) -> np.random.Generator:
    """An independent random stream for one purpose, so that a change in one stage leaves the others as they were."""
    return np.random.default_rng([seed, *(zlib.crc32(name.encode()) for name in names)])


def seed_for(seed: int, *names: str) -> int:
    """A seed of msprime or ART (1 to 2**31 - 2) for one purpose."""
    return int(stream(seed, *names).integers(1, 2**31 - 1))


def reverse_complement(sequence: str) -> str:
    """The other strand, read 5' to 3'."""
    return sequence.translate(COMPLEMENT)[::-1]


@cache
def genetic_code(table: int) -> dict[str, str]:
    """Codon to amino acid (``*`` for stop) of an NCBI translation table."""
    source = CodonTable.unambiguous_dna_by_id[table]
    code = {str(codon): str(amino) for codon, amino in source.forward_table.items()}
    code.update({str(codon): "*" for codon in source.stop_codons})
    return code


def translate(coding: str, table: int) -> str:
    """Translate whole codons from the first base on; a rest of one or two bases is left out."""
    code = genetic_code(table)
    return "".join(code[coding[i : i + 3]] for i in range(0, len(coding) - 2, 3))


@cache
def three_letters(amino: str) -> str:
    """``A`` to ``Ala``; a stop is ``Ter``."""
    return "Ter" if amino == "*" else str(IUPACData.protein_letters_1to3[amino])


def align_left(contig: str, position: int, ref: str, alt: str) -> tuple[int, str, str]:
    """The left-aligned, parsimonious form of a VCF record.

    Args:
        contig: the reference sequence of the whole contig.
        position: 1-based POS.
        ref: REF at that position.
        alt: ALT.
    """
    while ref[-1] == alt[-1] and (len(ref) > 1 or len(alt) > 1):
        if len(ref) == 1 or len(alt) == 1:
            if position == 1:
                break
            before = contig[position - 2]
            position, ref, alt = position - 1, before + ref, before + alt
        ref, alt = ref[:-1], alt[:-1]
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        position, ref, alt = position + 1, ref[1:], alt[1:]
    return position, ref, alt


def footprint(contig: str, position: int, ref: str, alt: str) -> tuple[int, int]:
    """All bases that a left-aligned record can touch in any of its equivalent placements, 1-based inclusive."""
    last = position + len(ref) - 1
    if len(ref) == len(alt):
        return position, last
    moved = ref[1:] if len(ref) > len(alt) else alt[1:]
    after = last
    while after < len(contig) and contig[after] == moved[0]:
        moved = moved[1:] + moved[0]
        after += 1
    return position, after
