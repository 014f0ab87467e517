"""Changes of one codon that an intron parts name each other."""

from __future__ import annotations

from pathlib import Path

import pysam
import pytest

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.reference.normal_allele import Bases
from tachkhis.variants.codon_split import split_codons
from tachkhis.variants.codon_split import with_split

FORWARD = "ATGA" + "GTCCCCCCCCCCCCAG" + "GCTAA" + "C" * 15  # codon 2 AGC at 4, 21, 22
REVERSE = FORWARD[::-1].translate(str.maketrans("ACGT", "TGCA"))
PLUS = Transcript("T1.1", "G1", "g1", "protein_coding", "chr1", 1, ((0, 4), (20, 25)), (0, 25))
MINUS = Transcript("T2.1", "G2", "g2", "protein_coding", "chr2", -1, ((15, 20), (36, 40)), (15, 40))


def said(folder: Path, *rows: str) -> dict[str, str]:
    path = folder / "genome.fa"
    path.write_text(f">chr1\n{FORWARD}\n>chr2\n{REVERSE}\n")
    pysam.faidx(str(path))
    lines = ["{}\t{}\t.\t{}\t{}\t.\t{}\t{}\tGT\t{}\n".format(*text.split()) for text in rows]
    found = list(with_split(lines, split_codons(GeneModel([PLUS, MINUS])), 0, Bases(path)))
    assert [line.split("\t")[:5] for line in found] == [line.split("\t")[:5] for line in lines]  # none lost or moved
    return {"-".join(line.split("\t")[index] for index in (1, 3, 4)): line.split("\t")[7] for line in found}


def test_a_stop_on_both_sides_of_an_intron_is_told_of_each_change(tmp_path: Path) -> None:
    found = said(
        tmp_path,
        "chr1 4 A T PASS . 1/1",
        "chr1 9 C G PASS A=1 0/1",  # within the intron
        "chr1 21 GC AA PASS JOINED=21-G-A,22-C-A 1/1",
        "chr1 21 G A PASS JOINED_INTO=21-GC-AA 1/1",
        "chr1 22 C A PASS JOINED_INTO=21-GC-AA 1/1",
        "chr1 30 C A PASS . 1/1",
    )
    assert found == {
        "4-A-T": "CODON_SPLIT=21-GC-AA;CODON_SPLIT_STOP",
        "9-C-G": "A=1",
        "21-GC-AA": "JOINED=21-G-A,22-C-A;CODON_SPLIT=4-A-T;CODON_SPLIT_STOP",
        "21-G-A": "JOINED_INTO=21-GC-AA",
        "22-C-A": "JOINED_INTO=21-GC-AA",
        "30-C-A": ".",
    }


def test_it_is_so_on_the_reverse_strand(tmp_path: Path) -> None:
    found = said(tmp_path, "chr2 19 GC TT PASS . 1/1", "chr2 37 T A PASS . 0/1")
    assert found == {
        "19-GC-TT": "CODON_SPLIT=37-T-A;CODON_SPLIT_STOP",
        "37-T-A": "CODON_SPLIT=19-GC-TT;CODON_SPLIT_STOP",
    }


@pytest.mark.parametrize(
    ("filters", "call", "expected"),
    [("PASS", "0/1", "CODON_SPLIT=21-G-T"), ("LowQual", "0/1", "CODON_SPLIT=21-G-T"), ("PASS", "0/0", ".")],
)
def test_what_is_no_stop_is_named_and_what_is_not_carried_is_not(
    tmp_path: Path, filters: str, call: str, expected: str
) -> None:
    found = said(tmp_path, f"chr1 4 A C {filters} . {call}", "chr1 21 G T PASS . 0/1")
    assert found["4-A-C"] == expected
