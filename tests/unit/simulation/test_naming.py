"""Names on a hand-made transcript, worked out by hand, and left alignment as properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.simulation.model import Allele
from tachkhis.simulation.model import Transcript
from tachkhis.simulation.naming import name_coding
from tachkhis.simulation.naming import name_protein
from tachkhis.simulation.sequence import align_left
from tachkhis.simulation.sequence import footprint
from tachkhis.simulation.sequence import reverse_complement

# deletion of c.6: ATG AAC AGT TTG GCT GGT AAC C, no stop; duplication: ATG AAA ACA GTT TGG CTG GTA ACC, no stop
# UTR CC, exon 1 ATGAAACAG, intron GTAAGTTTTCAG, exon 2 TTTGGCTGGTAA, UTR CC: M K Q F G W *
SENSE = "CCATGAAACAGGTAAGTTTTCAGTTTGGCTGGTAACC"
FORWARD = Transcript("T", 1, "c", "+", ((1, 11), (24, 37)), (3, 35), 1, "protein_coding", ())
SIZE = len(SENSE)
REVERSE = Transcript("R", 1, "c", "-", ((1, 14), (27, 37)), (3, 35), 1, "protein_coding", ())

CASES = [
    ((6, "A", "T"), "c.4A>T", "p.(Lys2Ter)"),
    ((8, "A", "G"), "c.6A>G", "p.(Lys2=)"),
    ((5, "GA", "G"), "c.6del", "p.(Lys2AsnfsTer?)"),
    ((5, "G", "GA"), "c.6dup", "p.(Gln3ThrfsTer?)"),
    ((12, "G", "A"), "c.9+1G>A", "p.?"),
    ((23, "G", "A"), "c.10-1G>A", "p.?"),
    ((27, "G", "C"), "c.13G>C", "p.(Gly5Arg)"),
    ((1, "C", "T"), "c.-2C>T", "p.?"),
    ((36, "C", "T"), "c.*1C>T", "p.?"),
]


def mirrored(position: int, ref: str, alt: str) -> tuple[int, str, str]:
    """The same change on the other strand of a reversed contig, left-aligned again."""
    contig = reverse_complement(SENSE)
    start = SIZE - (position + len(ref) - 1) + 1
    ref, alt = reverse_complement(ref), reverse_complement(alt)
    if len(ref) != len(alt):  # the anchor is now behind: take the base before
        before = contig[start - 2]
        start, ref, alt = start - 1, before + ref, before + alt
    return align_left(contig, start, ref, alt)


def test_hand_made_transcript_reads_as_intended() -> None:
    assert FORWARD.coding(SENSE) == "ATGAAACAGTTTGGCTGGTAA"
    assert REVERSE.coding(reverse_complement(SENSE)) == "ATGAAACAGTTTGGCTGGTAA"


@pytest.mark.parametrize(("change", "coding", "protein"), CASES)
def test_names_on_the_forward_strand(change: tuple[int, str, str], coding: str, protein: str) -> None:
    allele = Allele("c", *change)
    assert name_coding(allele, FORWARD, SENSE) == coding
    assert name_protein(allele, FORWARD, SENSE) == protein


@pytest.mark.parametrize(("change", "coding", "protein"), CASES)
def test_names_are_the_same_on_the_reverse_strand(change: tuple[int, str, str], coding: str, protein: str) -> None:
    allele = Allele("c", *mirrored(*change))
    contig = reverse_complement(SENSE)
    assert name_coding(allele, REVERSE, contig) == coding
    assert name_protein(allele, REVERSE, contig) == protein


@given(
    st.text("ACGT", min_size=6, max_size=30),
    st.integers(min_value=1, max_value=5),
    st.integers(min_value=0, max_value=4),
    st.text("ACGT", max_size=4),
)
def test_left_alignment_keeps_the_sequence(contig: str, position: int, deleted: int, inserted: str) -> None:
    ref = contig[position - 1 : position + deleted]
    alt = ref[0] + inserted
    if ref == alt:
        return
    at, short, other = align_left(contig, position, ref, alt)
    assert contig[at - 1 : at - 1 + len(short)] == short

    def applied(start: int, was: str, now: str) -> str:
        return contig[: start - 1] + now + contig[start - 1 + len(was) :]

    assert applied(at, short, other) == applied(position, ref, alt)
    assert at <= position + len(ref)
    if at > 1:
        assert short[-1] != other[-1] or len(short) == len(other) == 1
    low, high = footprint(contig, at, short, other)
    assert low == at
    assert high >= at + len(short) - 1
