"""From HGVS names back to VCF alleles: left-aligned, checked against the reference, never guessed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pysam
import pytest

from tachkhis.errors import TachkhisError
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants.locate import UnplaceableNameError
from tachkhis.variants.locate import locate
from tachkhis.variants.names import Namer

from .names_world import mirror

# c.1 is position 13, c.18 position 30 (the exon's last), c.19 position 51, c.48 position 80
BASES = (
    "TCATACTGCA"  # 1 to 10
    "GGATGACCGAGAAAAATACG"  # 11 to 30, exon 1
    "GTAAGTTTTGACTTTTGCAG"  # 31 to 50
    "GGGCAGTTGATCATTAAGCTCGTTGACTAGCTTGAC"  # 51 to 86, exon 2
    "CATG"  # 87 to 90
)
SIZE = len(BASES)
PLUS = Transcript("NM_1.2", "GENE", "1", "protein_coding", "1", 1, ((10, 30), (50, 86)), (12, 80))
MINUS = replace(
    PLUS,
    id="NM_2.1",
    contig="2",
    strand=-1,
    exons=((SIZE - 86, SIZE - 50), (SIZE - 30, SIZE - 10)),
    cds=(SIZE - 80, SIZE - 12),
)
NONCODING = replace(PLUS, id="NR_3.4", biotype="lncRNA", cds=None)
TWICE = (replace(PLUS, id="NM_7.1"), replace(MINUS, id="NM_7.1"))


@pytest.fixture(scope="module")
def namer(tmp_path_factory: pytest.TempPathFactory) -> Namer:
    fasta: Path = tmp_path_factory.mktemp("locate") / "genome.fa"
    fasta.write_text(f">1\n{BASES}\n>2\n{mirror(BASES)}\n", encoding="ascii")
    pysam.faidx(str(fasta))
    models = (PLUS, MINUS, NONCODING, *TWICE, replace(PLUS, id="NM_5.3"), replace(PLUS, id="NM_5.4"))
    return Namer(fasta, GeneModel(models))


PLACED = [
    # a name, and the left-aligned allele: contig, position, REF, ALT
    ("NM_1.2:c.4A>G", ("1", 16, "A", "G")),
    ("NM_1.2:c.-2G>T", ("1", 11, "G", "T")),
    ("NM_1.2:c.*2T>A", ("1", 82, "T", "A")),
    ("NM_1.2:c.48G>A", ("1", 80, "G", "A")),  # the last coding base
    ("NM_1.2:c.*6C>A", ("1", 86, "C", "A")),  # the last base
    ("NM_1.2:n.51C>A", ("1", 81, "C", "A")),  # n. counts on behind the coding sequence
    ("NM_1.2:c.18+1G>A", ("1", 31, "G", "A")),
    ("NM_1.2:c.19-2A>C", ("1", 49, "A", "C")),
    ("NR_3.4:n.6A>T", ("1", 16, "A", "T")),
    # positions 22 to 26 are AAAAA, behind a G
    ("NM_1.2:c.14del", ("1", 21, "GA", "G")),
    ("NM_1.2:c.10del", ("1", 21, "GA", "G")),  # not 3'-shifted: the same allele
    ("NM_1.2:c.14dup", ("1", 21, "G", "GA")),
    ("NM_1.2:c.14dupA", ("1", 21, "G", "GA")),  # with the bases, as older names have it
    ("NM_1.2:c.10_11delAA", ("1", 21, "GAA", "G")),
    ("NM_1.2:c.15_16insCC", ("1", 27, "T", "TCC")),
    ("NM_1.2:c.4_6delinsTT", ("1", 16, "ACC", "TT")),
    ("NM_1.2:c.4_6delACCinsTT", ("1", 16, "ACC", "TT")),
    ("NM_1.2:c.7_8inv", ("1", 19, "GA", "TC")),
    ("1:g.16A>G", ("1", 16, "A", "G")),
    ("1:g.1del", ("1", 1, "TC", "C")),
    ("NM_1.2(GENE):c.4A>G", ("1", 16, "A", "G")),  # with the gene in brackets
    # the same on the other strand
    ("NM_2.1:c.4A>G", ("2", 75, "T", "C")),
    ("NM_2.1:c.18+1G>A", ("2", 60, "C", "T")),
    ("NM_2.1:c.14del", ("2", 64, "AT", "A")),
    ("NM_2.1:c.4a>g", ("2", 75, "T", "C")),  # lower case is complemented as well
    ("NM_2.1:c.15_16insCC", ("2", 63, "T", "TGG")),
]


@pytest.mark.parametrize(("name", "allele"), PLACED)
def test_names_are_placed(namer: Namer, name: str, allele: tuple[str, int, str, str]) -> None:
    assert locate(namer, name) == allele


REFUSED = [
    ("NM_1.3:c.4A>G", "the gene model has NM_1.2, not NM_1.3"),
    ("NM_1:c.4A>G", "the gene model has NM_1.2, not NM_1"),
    ("NM_5.1:c.4A>G", "NM_5.3, NM_5.4"),
    ("NM_99.1:c.4A>G", "no transcript NM_99 in any version"),
    ("NM_1.2:c.4C>G", "the name says C, the reference has A there"),
    ("NM_2.1:c.4T>G", "the name says T, the reference has A there"),
    ("NM_1.2:c.10_11delGG", "the name says GG, the reference has AA there"),
    ("NM_1.2:c.14dupC", "the name says C, the reference has A there"),
    ("NM_1.2:c.4delAC", "the name says AC"),
    ("NM_1.2:c.17+2T>A", r"no intron at position 17\+2"),
    ("NM_1.2:c.20-2T>A", "no intron at position 20-2"),
    ("NM_1.2:c.-9A>T", "no position -9"),
    (
        "NM_1.2:c.*99A>T",
        r"no position \*99; write a position that lies in the transcript \(c.-2 to c.\*6; n.1 to n.56\)",
    ),
    ("NM_1.2:n.57A>T", "no position 57; .*n.1 to n.56"),
    ("NR_3.4:n.57A>T", r"no position 57; .*\(n.1 to n.56\)"),
    # the 48 coding bases end at position 80; CTTGAC of the 3' UTR follow
    ("NM_1.2:c.49C>A", r"coding sequence of NM_1.2 ends at c.48; the base behind it is c.\*1; .* or c.\*1 if"),
    ("NM_1.2:c.50T>A", r"ends at c.48; the base behind it is c.\*1; .* or c.\*2 if"),
    ("NM_2.1:c.49C>A", "coding sequence of NM_2.1 ends at c.48"),
    ("NM_1.2:c.47_49del", r"ends at c.48; .* or c.47_\*1 if that is meant"),
    ("NM_1.2:c.49_50del", r"ends at c.48; .* or c.\*1_\*2 if that is meant"),
    ("NM_1.2:c.48_49insA", "ends at c.48"),
    ("NM_1.2:c.54C>A", "ends at c.48"),
    ("NM_1.2:c.55A>C", "has no position 55"),
    # HGVS's forms that are not read, and older ones: each with what fits
    ("NM_1.2:c.10A[4]", "a count of repeats is a form that is not read; write .* like c.22_24dup"),
    ("NM_1.2:c.22_24CAG[4]", "a count of repeats is a form that is not read"),
    ("1:g.22_26[7]", "a count of repeats .* like g.22_24dup"),
    ("NM_1.2:c.[4A>G;6C>T]", "an allele of several changes is a form that is not read; write each change"),
    ("NM_1.2:c.[4A>G];[6C>T]", "an allele of several changes"),
    ("A3243G", "write m.3243A>G, if a base of the mitochondrion"),
    ("1:m.A3243G", "write m.3243A>G"),
    ("3243A>G", "does not say what its position counts; write m.3243A>G on the mitochondrion, else"),
    ("1:m.315.1C", "write m.315_316insC, or m.315dup where it copies base 315"),
    ("315.2C", "write m.315_316insCC, if"),
    ("T310d", "write m.310delT, if"),
    ("NM_1.2:c.15_17insCC", "between two neighbouring positions"),
    ("NM_1.2:c.18_19insCC", "between two neighbouring positions"),  # an intron lies between
    ("NM_1.2:c.4=", "cannot be placed|changes nothing"),
    ("NM_1.2:p.(Thr2Ala)", "is not an HGVS name|cannot be placed"),
    ("NR_3.4:c.6A>T", "is not coding; write n. instead of c."),
    ("NM_7.1:c.4A>G", r"on several contigs \(1, 2\)"),
    ("9:g.16A>G", "no contig '9'"),
    ("1:g.1600A>G", "not on contig '1'"),
    ("GENE c.4A>G", "is not an HGVS name"),
    ("", "is not an HGVS name"),
]


@pytest.mark.parametrize(("name", "why"), REFUSED)
def test_names_that_disagree_are_refused(namer: Namer, name: str, why: str) -> None:
    with pytest.raises(UnplaceableNameError, match=why) as caught:
        locate(namer, name)
    assert isinstance(caught.value, TachkhisError)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["NM_1.2:c.(4_6)del", "NM_1.2:c.(4_5)insA", "NM_2.1:c.(4)A>G"])
def test_a_position_in_brackets_is_no_position(namer: Namer, name: str) -> None:
    with pytest.raises(UnplaceableNameError, match="uncertain"):
        locate(namer, name)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("NM_1.2:c.0C>A", "no position 0"),
        ("NM_1.2:c.-0C>A", "no position 0"),
        ("NM_1.2:c.*0A>C", "no position 0"),
        ("NM_1.2:c.18+0G>A", "no position 0"),
        ("NM_1.2:c.18+21G>A", "has 20 bases"),
        ("NM_2.1:c.19-21G>A", "has 20 bases"),
        ("1:g.30_20del", "wrong order"),
        ("1:m.16A>G", "not the mitochondrion"),
    ],
)
def test_positions_that_do_not_exist_are_refused(namer: Namer, name: str, why: str) -> None:
    with pytest.raises(UnplaceableNameError, match=why):
        locate(namer, name)


def test_the_farthest_base_of_an_intron_can_be_named_from_either_side(namer: Namer) -> None:
    assert locate(namer, "NM_1.2:c.18+20G>A") == locate(namer, "NM_1.2:c.19-1G>A") == ("1", 50, "G", "A")
    assert locate(namer, "NM_1.2:c.10del") == locate(namer, "NM_1.2:c.14del")


def test_a_transcript_on_two_contigs_is_placed_where_it_is_said(namer: Namer) -> None:
    assert locate(namer, "NM_7.1:c.4A>G", contig="2") == ("2", 75, "T", "C")


def test_the_provider_alone_is_enough(namer: Namer) -> None:
    assert locate(namer.provider, "NM_1.2:c.4A>G") == ("1", 16, "A", "G")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("c.+1del", "no position begins with +"),  # hgvs itself takes it for c.1
        ("c.1_+2del", "no position begins with +"),
        ("c.(4_6)_(10_12)del", "its extent is uncertain"),
        ("c.?_4del", "its extent is uncertain"),
        ("c.4-?_18+?del", "its extent is uncertain"),
        ("c.4AC>TG", "write the positions and delins, like c.10_11delinsTG"),
        ("c.4A>TG", "like c.10delinsTG"),
        ("c.[4A>G]", "write {}:c.4A>G"),
        ("c.4del;6del", "an allele of several changes"),
        ("c.4Del", "write {}:c.4del"),
        ("c.4_5InsA", "write {}:c.4_5insA"),
        ("c4del", "write {}:c.4del"),  # not C, a base of the mitochondrion, of MITOMAP's way to write
        ("c.4con7", "con (conversion)"),
        ("c.4_5ins7_9inv", "by where they come from"),
        ("c.4_5insAluY", "AluY names what comes in"),
        ("c.4A>R", "R is no base, but stands for several"),
        ("c.4A>U", "write T, as DNA has it: {}:c.4A>T"),
        ("c.IVS1+1G>A", "older numbering"),
        ("EX1_EX2del", "older numbering"),
        ("c.1_9999del", "c.*1; write a position up to c.48; the transcript has c.-2 to c.*6"),  # and no c.*9951
    ],
)
@pytest.mark.parametrize("transcript", ["NM_1.2", "NM_2.1"])
def test_what_is_no_name_of_one_allele_is_told_with_what_to_write(
    namer: Namer, transcript: str, change: str, said: str
) -> None:
    with pytest.raises(UnplaceableNameError) as refused:
        locate(namer, f"{transcript}:{change}")
    assert said.format(transcript) in str(refused.value)
