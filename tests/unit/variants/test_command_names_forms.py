"""``tachkhis name`` and ``tachkhis locate``: forms that people write, and input that is not as it should be."""

from __future__ import annotations

import os
from pathlib import Path

import pysam
import pytest

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants.names import Namer

from .test_command_names import BASES
from .test_command_names import Files
from .test_command_names import call
from .test_command_names import gene_model
from .test_command_names import table

ID = "ENST00000000001.4"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    folder: Path = tmp_path_factory.mktemp("forms")
    (folder / "genome.fa").write_text(f">chr1\n{BASES}\n>chrM\nACGTACGT\n", encoding="ascii")
    (folder / "genes.gtf").write_text(gene_model())
    return Files(folder / "genome.fa", folder / "genes.gtf", folder / "none")


@pytest.mark.parametrize(
    "name",
    [
        f"{ID}(ABC1):c.14del (p.Asn5fs)",
        f"{ID}:c.14del (p.N5fs)",
        f"{ID}:c.14del(p.Asn5fs)",
        f"{ID}:c.4A>G (p.T2A)",
        f"{ID}:c.4A>G, p.(Thr2Ala)",
        f"{ID}:c.6C>T (p.(=))",
        f"{ID}:c.6C>T p.=",
        f"{ID}:c.18+1G>A p.?",
        f"{ID}:c.18+1G>A (p.?)",
        f"{ID}:c.18+9T>A p.?",
    ],
)
def test_a_protein_name_that_agrees_is_taken(capsys: pytest.CaptureFixture[str], files: Files, name: str) -> None:
    status, out, err = call(capsys, "locate", name, *files.words)
    assert (status, err) == (0, [])
    assert [(row["asked"], row["remark"]) for row in table(out)] == [(name, ".")]


def test_a_protein_name_where_none_can_be_told_is_not_compared_and_this_is_said(
    capsys: pytest.CaptureFixture[str], files: Files
) -> None:
    name = f"{ID}:c.18+1G>A p.(Gly7fs)"
    status, out, _ = call(capsys, "locate", name, *files.words)
    assert status == 0
    assert table(out)[0]["remark"].startswith("p.(Gly7fs) is not compared")


LOCATE_REFUSES = [
    (f"{ID}:c.4A>G (p.(Thr2Gly))", f"the protein name is p.(Thr2Ala) on {ID}, not p.(Thr2Gly); correct"),
    (f"{ID}:c.4A>G (p.Thr2Gly)", f"on {ID}, not p.Thr2Gly; correct"),
    (f"{ID}:c.4A>G p.(Thr2Gly)", f"on {ID}, not p.(Thr2Gly); correct"),
    (f"{ID}:c.4A>G (p.(=))", f"on {ID}, not p.(=); correct"),
    (f"{ID}:c.4\N{EN DASH}6del", "U+2013 (EN DASH), which no name has; write _ between two positions, -"),
    (f"{ID}:c.19\N{MINUS SIGN}2A>G", "U+2212 (MINUS SIGN)"),
    (f"{ID}:c.4A\N{RIGHTWARDS ARROW}G", "(RIGHTWARDS ARROW), which no name has; write >"),
    (f"{ID}:c.4A\N{FULLWIDTH GREATER-THAN SIGN}G", "which no name has; write >"),
    (f"{ID}:c.\N{ARABIC-INDIC DIGIT FOUR}A>G", "(ARABIC-INDIC DIGIT FOUR), which no name has; write 4"),
    (f"{ID}:c.\N{EXTENDED ARABIC-INDIC DIGIT FOUR}del", "which no name has; write 4"),
    (f"{ID}:c.4\N{NO-BREAK SPACE}A>G", "(NO-BREAK SPACE), which no name has; leave it out"),
    (f"{ID}:C.4A>G", f"the kind of a name is a small letter (c.); write {ID}:c.4A>G"),
    (f"{ID}:c.4 del", f"a space stands within the name; write {ID}:c.4del"),
    (f"{ID}:c.4_5ins10", "it says that 10 bases come in, not which; write the bases"),
    (f"{ID}:c.4_6dup3", f"a number stands behind dup; write {ID}:c.4_6dup;"),
    ("p.Gly12Val", "a protein name cannot be placed: several changes of bases give it; write the c. name"),
    ("ABC1:p.Gly12Val", "a protein name cannot be placed"),
    ("rs12345", "an rs number stands for a place with any of its alleles; look it up in dbSNP"),
    ("c.4del", "no transcript stands before it; write it with its transcript or gene, like NM_004004.6:c.4del or"),
    ("g.16A>G", "no contig stands before it"),
    ("ABC1:14delA", "it does not say what its position counts; write ABC1:c.14delA if the coding"),
    ("ABC1 14delA", "it does not say what its position counts; write ABC1:c.14delA if the coding"),
    ("chr1-16-A-G", "it is an allele as in a VCF, not a name; write tachkhis name chr1-16-A-G"),
    ("chr1:16:A:G", "write tachkhis name chr1-16-A-G"),
]


@pytest.mark.parametrize(("name", "words"), LOCATE_REFUSES)
def test_each_form_that_is_not_read_has_its_own_remedy(
    capsys: pytest.CaptureFixture[str], files: Files, name: str, words: str
) -> None:
    status, out, err = call(capsys, "locate", name, *files.words)
    assert (status, out, len(err)) == (2, [], 1)
    assert words in err[0]


def test_name_says_faults_of_form_and_of_content_at_once_in_the_order_of_the_file(
    capsys: pytest.CaptureFixture[str], files: Files, tmp_path: Path
) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text("1-16-C-G\nnonsense\n9-16-A-G\n1-16-A-G\n1-x-A-G\n1-16-A-A\n")
    status, out, err = call(capsys, "name", "--file", str(listed), *files.words)
    assert (status, out) == (2, [])
    assert [line.partition(", value")[0] for line in err] == [f"{listed}, row {row}" for row in (1, 2, 3, 5, 6)]


@pytest.mark.parametrize("words", [["name", "1-2-C-G", "1-16-A-G"], ["locate", f"{ID}:c.4A>G", f"{ID}:c.6C>T"]])
def test_a_gene_model_beyond_the_end_of_its_contig_is_one_line_and_nothing_is_printed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: list[str]
) -> None:
    fasta, genes = tmp_path / "short.fa", tmp_path / "genes.gtf"
    fasta.write_text(f">chr1\n{BASES[:60]}\n>chrM\nACGTACGT\n")
    genes.write_text("".join(line + "\n" for line in gene_model().splitlines() if ID in line))
    status, out, err = call(capsys, *words, "--fasta", str(fasta), "--genes", str(genes))
    assert (status, out) == (2, [])
    assert err == [f"{genes}: {ID} reaches over the end of chr1; give the gene model of the same build"]


@pytest.mark.parametrize("later", [-10, 10])
def test_a_rewritten_fasta_is_read_as_it_is_now(capsys: pytest.CaptureFixture[str], tmp_path: Path, later: int) -> None:
    fasta, genes = tmp_path / "genome.fa", tmp_path / "genes.gtf"
    genes.write_text(gene_model())
    fasta.write_text(f">chr1 of another length\n{'A' * 70}{BASES}\n>chrM\nACGTACGT\n")
    pysam.faidx(str(fasta))
    fasta.write_text(f">chr1\n{BASES}\n>chrM\nACGTACGT\n")
    time = Path(f"{fasta}.fai").stat().st_mtime + later
    os.utime(fasta, (time, time))
    status, out, _ = call(capsys, "locate", f"{ID}:c.4A>G", "--fasta", str(fasta), "--genes", str(genes))
    assert (status, table(out)[0]["allele"]) == (0, "chr1-16-A-G")
    status, out, _ = call(capsys, "name", "1-16-A-G", "--mane", "--fasta", str(fasta), "--genes", str(genes))
    assert (status, table(out)[0]["hgvs_c"]) == (0, f"{ID}:c.4A>G")


def test_a_letter_for_several_bases_in_the_fasta_is_read_as_n(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fasta, genes = tmp_path / "genome.fa", tmp_path / "genes.gtf"
    fasta.write_text(f">chr1\n{BASES[:15]}RY{BASES[17:]}\n>chrM\nACGTACGT\n")
    genes.write_text(gene_model())
    words = ("--mane", "--fasta", str(fasta), "--genes", str(genes))
    for allele in ("1-16-N-G", "1-16-R-G", "1-16-r-g"):
        status, out, _ = call(capsys, "name", allele, *words)
        assert status == 0
        assert (table(out)[0]["hgvs_c"], table(out)[0]["note"]) == (f"{ID}:c.4N>G", "no_protein_name:unknown_bases")
    status, out, _ = call(capsys, "name", "1-15-GRN-G", *words)
    assert (status, table(out)[0]["hgvs_g"]) == (0, "chr1:g.16_17del")
    for allele, there in (("1-16-A-G", "R"), ("1-16-Y-G", "R"), ("1-15-GG-G", "GR")):
        status, _, err = call(capsys, "name", allele, *words)
        assert (status, len(err)) == (2, 1)
        assert f"the reference has '{there}' there" in err[0]


CODING = "ATGAAACGTGGGGGGGATCTTTAA"  # c.1 is position 21
UTR = "CATTGCAGTC" + "GTAAGTCCTTTCCTTTTCAG" + "TGCCATTGAC"  # c.*1 to c.*10, an intron of 20 bases, c.*11 to c.*20


@pytest.mark.parametrize(
    ("first", "last", "hgvs_c", "hgvs_p"),
    [
        (55, 74, "T.1:c.*10+1_*11-1dup", "p.?"),  # the whole intron
        (54, 74, "T.1:c.*10_*11-1dup", "p.?"),
        (50, 79, "T.1:c.*6_*15dup", None),  # over the intron
        (43, 79, "T.1:c.23_*15dup", "p.(Ter8=)"),  # with bases of the stop codon, whose first copy stays
    ],
)
def test_a_copy_of_an_intron_behind_the_stop_codon_is_none_of_the_stop_codon(
    tmp_path: Path, first: int, last: int, hgvs_c: str, hgvs_p: str | None
) -> None:
    bases = "TTGACCATGGTTCATAGCCC" + CODING + UTR + "CCGA"
    path = tmp_path / "utr.fa"
    path.write_text(f">1\n{bases}\n")
    pysam.faidx(str(path))
    model = GeneModel([Transcript("T.1", "G", "g", "protein_coding", "1", 1, ((20, 54), (74, 84)), (20, 44))])
    before = bases[first - 2]
    (one,) = Namer(path, model).name("1", first - 1, before, before + bases[first - 1 : last]).consequences
    assert (one.hgvs_c, one.hgvs_p) == (hgvs_c, hgvs_p)


def test_two_exons_that_touch_have_no_splice_site_between_them(tmp_path: Path) -> None:
    bases = "TTGACCATGGTTCATAGCCC" + CODING + UTR
    path = tmp_path / "touching.fa"
    path.write_text(f">1\n{bases}\n")
    pysam.faidx(str(path))
    exons = ((20, 30), (30, 54), (74, 84))
    namer = Namer(path, GeneModel([Transcript("T.1", "G", "g", "protein_coding", "1", 1, exons, (20, 44))]))
    for position in range(28, 33):  # around the border behind position 30
        ref = bases[position - 1]
        (one,) = namer.name("1", position, ref, "C" if ref != "C" else "T").consequences
        assert not any("splice" in term for term in one.consequences)
    (one,) = namer.name("1", 54, bases[53], "G").consequences
    assert "splice_region_variant" in one.consequences
