"""A VCF that cannot be used: one line with the file, its row and what to do, and nothing is written."""

from __future__ import annotations

import gzip
from pathlib import Path

import pysam
import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.errors import InputError
from tachkhis.variants.first_pass import Door
from tachkhis.variants.intake import import_calls

from .test_callers_styles import fasta
from .test_callers_styles import vcf

__all__ = ["fasta"]  # the fixture

GOOD = "chr1 2 . C T 50 . . GT:DP 0/1:30"


TABLE = [
    ("chr1 6 . C T 50 . .", "row 4: the record has 8 columns where the header has 10; copy the file again"),
    ("chr1 6 . C T 50 . . GT 0/1 0/1", "row 4: the record has 11 columns where the header has 10"),
    ("chr1 x . C T 50 . . GT 0/1", "row 4, column POS, value 'x': this is not a position; write a whole number from 1"),
    ("chr1 0 . C T 50 . . GT 0/1", "row 4, column POS, value '0': this is not a position"),
    ("chr1 ² . C T 50 . . GT 0/1", "row 4, column POS, value '²': this is not a position"),
    (
        "chr1 6 . C T high . . GT 0/1",
        "row 4, column QUAL, value 'high': this is not a phred-scaled quality; write a num",
    ),
    ("chr1 6 . C T nan . . GT 0/1", "row 4, column QUAL, value 'nan': this is not a phred-scaled quality"),
    ("chr1 6 . C T inf . . GT 0/1", "row 4, column QUAL, value 'inf': this is not a phred-scaled quality"),
    ("chr1 6 . C T 1e999 . . GT 0/1", "row 4, column QUAL, value '1e999': this is not a phred-scaled quality"),
    (
        "chr1 6 . C T -5 . . GT 0/1",
        "row 4, column QUAL, value '-5': this is not .* write a number from 0, or '.' where",
    ),
    (
        "chr1 6 . C T 50 a~b . GT 0/1",
        r"row 4, column FILTER, value 'a b': .* \(it holds a blank\); write PASS, . or na",
    ),
    ("chr1 6 . C T 50 a,b . GT 0/1", r"row 4, column FILTER, value 'a,b': .* \(it holds a comma\); write PASS"),
    ("chr1 6 . C T 50 a; . GT 0/1", r"row 4, column FILTER, value 'a;': .* \(a name is empty\); write PASS"),
    ("chr1 6 . C T; 50 . . GT 0/1", "row 4, column ALT, value 'T;': this is not an allele"),
    (
        "chr1 6 . C R 50 . . GT 0/1",
        "row 4, column ALT, value 'R': this is an allele that is not made of A, C, G, T or N",
    ),
    ("chr1 6 . Z T 50 . . GT 0/1", "row 4, column REF, value 'Z': this is an allele that is not made of .* IUPAC"),
    (
        "chr1 6 . C C 50 . . GT 0/1",
        "row 4, column ALT, value 'C': this is the allele of REF: .*; write the allele that di",
    ),
    ("chr1 6 . C c,T 50 . . GT 0/2", "row 4, column ALT, value 'c': this is the allele of REF"),
    ("chr1 6 . C <*> . . END=5 GT 0/0", "row 4, column INFO, value 'END=5': END 5 lies before POS 6"),
    ("chr1 6 . C <*> . . END=x GT 0/0", "row 4, column INFO, value 'END=x': END is not a position"),
    (
        "chr1 6 . C T 50 . SCORE_X=a GT 0/1",
        "row 4, column INFO, value 'SCORE_X=a': .* a score is no number; write a number",
    ),
    ("chr1 6 . G T 50 . . GT 0/1", r"row 4, column REF, value 'G': record chr1:6 G>T: REF G is not .* has there \(C\)"),
    ("chr1 6 . N T 50 . . GT 0/1", r"row 4, column REF, value 'N': record chr1:6 N>T: REF N is not .* has there \(C\)"),
    ("chr1 6 . CN C 50 . . GT 0/1", r"row 4, column REF, value 'CN': .* REF CN is not .* \(CG\)"),
    ("chr1 6 . Y T 50 . . GT 0/1", r"row 4, column REF, value 'Y': .* REF Y is not .* \(C\)"),
    ("chr1 6 . G <DEL> 50 . END=9 GT 0/1", r"row 4, column REF, value 'G': .* REF G is not .* \(C\)"),
    ("chr1 6 . C <DEL> 50 . END=9;SVLEN=x GT 0/1", "row 4, column INFO, value 'SVLEN=x': .* SVLEN is no value of its"),
    (
        "chr1 6 . C T 50 . . GT 0/2",
        "row 4, column child, value '0/2': the genotype '0/2' names an allele that the record",
    ),
    ("chr1 6 . C T 50 . . GT het", "row 4, column child, value 'het': the genotype 'het' cannot be read"),
    ("chr1 6 . C T 50 . . GT 0/-1", "row 4, column child, value '0/-1': the genotype '0/-1' cannot be read"),
    (
        "chr1 6 . C T 50 . . DP:GT 9:0/1",
        "row 4, column FORMAT, value 'DP:GT': GT is not the first key; put GT first, in",
    ),
    ("chr1 6 . C T 50 . . GT:DP:DP 0/1:9:9", "row 4, column FORMAT, value 'GT:DP:DP': a key stands twice"),
    (
        "chr1 6 . C T 50 . . GT 0/1:3",
        "column child, value '0/1:3': the column of a sample has 2 values where FORMAT has 1",
    ),
    ("chr1 6 . C T 50 . . GT:FT 0/1:low~GQ", r"row 4, column child, value 'low GQ': FT is not .* \(it holds a blank\)"),
    (
        "chr1 6 . C T 50 . . GT:AD 0/1:x,y",
        "row 4, column child, value 'x,y': AD is not made of counts; correct the column",
    ),
    ("chr1 6 . C T 50 . . GT:AD 0/1:9,-1", "row 4, column child, value '9,-1': AD is not made of counts"),
    (
        "chr1 6 . C T 50 . . GT:AD 0/1:9,8,7",
        "value '9,8,7': AD has 3 counts where the record has 2 alleles, REF included",
    ),
    ("chr1 6 . C T 50 . . GT:DP 0/1:many", "row 4, column child, value 'many': DP is not made of counts"),
    ("chr1 6 . C T 50 . . GT:GQ 0/1:good", "row 4, column child, value 'good': GQ is not made of numbers"),
    (
        "chr1 50 . TA T 50 . . GT 0/1",
        r"column POS, value '50': record chr1:50 TA>T: it ends behind .* chr1 \(50 bases\)",
    ),
]
HEAD = (
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="x">',
    '##INFO=<ID=SCORE_X,Number=A,Type=Float,Description="x">',
)


@pytest.mark.parametrize(("row", "message"), TABLE, ids=[row for row, _ in TABLE])
def test_one_bad_record(fasta: Path, tmp_path: Path, row: str, message: str) -> None:
    written = vcf(tmp_path, [GOOD, row, GOOD], HEAD)
    written.write_text(written.read_text().replace("~", " "))
    with pytest.raises(InputError, match=message.replace("row 4", "row 6")) as caught:
        import_calls(written, Door(fasta, ("child",)), tmp_path / "out.bcf")
    assert len(caught.value.faults) == 1
    assert str(caught.value).count("\n") == 0
    assert not (tmp_path / "out.bcf").exists()


PERMITTED = [
    "chr1 6 . C T . . . GT:AD:DP:GQ:FT 0/1:.:.:.:.",
    "chr1 6 . C T 50 PASS . GT:AD:DP 0/1",  # trailing values left out
    "chr1 6 . C T 1e2 q10;s50 . GT:AD 0/1:.,9",
    "chr1 6 . C T 50 QD<2.0;SOR>3.0;a=b . GT 0/1",
    "chr1 6 . C T,<NON_REF> 50 . . GT:AD 0/1:9,8,0",
    "chr1 6 . C T,* 50 . . GT:AD 1/2:0,8,9",
    "chr1 6 . C T 50 . . GT 1",
    "chr1 6 . C T 50 . . GT ./1",
    "chr1 6 . C T 50 . . GT:PS 0|1:6",
    "chr1 6 . C T 50 . . GT 0/1/1",
    "chr1 6 . C T 50 . . GT |0|1",
    "chr1 6 . C <DEL> 50 . END=9;SVTYPE=DEL GT 0/1",
    "chr1 6 . C C[chr1:20[ 50 . SVTYPE=BND GT 0/1",
    "chr1 6 . N <DEL> 50 . END=9;SVTYPE=DEL GT 0/1",  # N stands for any base before a symbolic allele
    "chr1 6 . C T 50 . . GT:FT 0/1:q10;s50",
    "chr1 6 . C T 50 . . GT:GQ:PL 0/1:12.5:9.1,0,3e2",
]


@pytest.mark.parametrize("row", PERMITTED)
def test_what_the_specification_permits_passes(fasta: Path, tmp_path: Path, row: str) -> None:
    import_calls(vcf(tmp_path, [GOOD, row], HEAD), Door(fasta, ("child",)), tmp_path / "out.bcf")
    with pysam.VariantFile(str(tmp_path / "out.bcf")) as out:
        assert [record.pos for record in out] == [2, 6]


def test_every_fault_of_a_record_is_told(fasta: Path, tmp_path: Path) -> None:
    written = vcf(tmp_path, [GOOD, "chr1 0 . C C x a,b . GT 0/1", "chr1 6 . C T 9 . . DP:AD:GT x:x,1:0/9", GOOD], HEAD)
    with pytest.raises(InputError) as caught:
        import_calls(written, Door(fasta, ("child",)), tmp_path / "out.bcf")
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [
        *((6, column) for column in ("POS", "ALT", "QUAL", "FILTER")),
        *((7, column) for column in ("FORMAT", "child", "child", "child")),
    ]


def test_blanks_in_place_of_tabs(fasta: Path, tmp_path: Path) -> None:
    written = vcf(tmp_path, [GOOD])
    text = written.read_text()
    written.write_text(text + GOOD + "\n")
    with pytest.raises(
        InputError, match=r"row 4, value 'chr1 2 .*': the columns are parted by blanks, not by tabs; put"
    ):
        import_calls(written, Door(fasta, ("child",)), tmp_path / "out.bcf")
    written.write_text(text.replace("\t", " "))
    with pytest.raises(InputError, match=r"row 2: the line of columns .* is not as in a VCF, or not cut by tabs"):
        import_calls(written, Door(fasta, ("child",)), tmp_path / "out.bcf")


def test_a_sample_twice(fasta: Path, tmp_path: Path) -> None:
    written = vcf(tmp_path, [f"{GOOD} 0/0"], (), ("child", "child"))
    with pytest.raises(
        InputError, match=r"row 2, column #CHROM, value 'child': a sample stands twice .*bcftools rehead"
    ):
        import_calls(written, Door(fasta, ("child",)), tmp_path / "out.bcf")


def test_columns_of_people_who_are_not_of_the_case_are_left_alone(fasta: Path, tmp_path: Path) -> None:
    written = vcf(tmp_path, [f"{GOOD} odd:x"], (), ("child", "stranger"))
    import_calls(written, Door(fasta, ("child",)), tmp_path / "out.bcf")


def test_a_malformed_genotype_is_told_rather_than_that_nobody_was_called(fasta: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="GT is not the first key"):
        import_calls(vcf(tmp_path, ["chr1 6 . C T 50 . . DP:GT 9:0/1"]), Door(fasta, ("child",)), tmp_path / "out.bcf")


PIECES = ["chr1", "0", "7", "C", "T", "C,T", "*", "<NON_REF>", "nan", "-1", ".", "", "a b", "a,b", ";", "END=3", "END=",
          "GT", "GT:AD", "AD:GT", "GT:", "0/1", "0/1:1,2", "1|", "/", "0/9", "²", "9" * 400, "]chr1:9]C", "﻿"]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, 9), st.sampled_from(PIECES)), min_size=1, max_size=3))
def test_whatever_a_cell_holds_it_is_read_or_told_of(
    fasta: Path, tmp_path: Path, changes: list[tuple[int, str]]
) -> None:
    cells = ["chr1", "6", ".", "C", "T", "50", "PASS", ".", "GT:AD", "0/1:9,8"]
    for column, text in changes:
        cells[column] = text
    path = vcf(tmp_path, [GOOD], HEAD)
    path.write_text(path.read_text() + "\t".join(cells) + "\n")
    try:
        import_calls(path, Door(fasta, ("child",)), tmp_path / "out.bcf")
    except InputError as error:
        assert 1 <= len(error.faults) <= 10
        assert all("\n" not in str(fault) for fault in error.faults)


def test_all_bad_records_at_once_up_to_ten(fasta: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        import_calls(vcf(tmp_path, [GOOD.replace("C T", "G T")] * 30), Door(fasta, ("child",)), tmp_path / "out.bcf")
    assert [fault.row for fault in caught.value.faults] == list(range(3, 13))


def test_a_member_without_a_column_is_told_how_to_merge(fasta: Path, tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match="no such sample; its samples are child; give one VCF with all members"
    ) as caught:
        import_calls(vcf(tmp_path, [GOOD]), Door(fasta, ("child", "mother", "father")), tmp_path / "out.bcf")
    assert [fault.value for fault in caught.value.faults] == ["mother", "father"]


def test_a_gzip_that_is_cut_short(fasta: Path, tmp_path: Path) -> None:
    whole = gzip.compress(vcf(tmp_path, [GOOD] * 2000).read_bytes())
    path = tmp_path / "cut.vcf.gz"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=r"cut\.vcf\.gz: it cannot be read as VCF"):
        import_calls(path, Door(fasta, ("child",)), tmp_path / "out.bcf")


@pytest.mark.parametrize("lost", [28, 1])
def test_a_bgzip_without_its_end_marker(fasta: Path, tmp_path: Path, lost: int) -> None:
    """Cut between two blocks: each of them is sound, and what came behind is lost."""
    path = tmp_path / "cut.vcf.gz"
    with pysam.BGZFile(str(path), "w") as out:
        out.write(vcf(tmp_path, [GOOD]).read_bytes())
    path.write_bytes(path.read_bytes()[:-lost])
    with pytest.raises(InputError, match=r"cut\.vcf\.gz: .* end marker .*; copy the file again"):
        import_calls(path, Door(fasta, ("child",)), tmp_path / "out.bcf")
    assert not (tmp_path / "out.bcf").exists()


def test_no_vcf_at_all(fasta: Path, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("chr1\t5\n")
    with pytest.raises(InputError, match=r"the line of columns .* is missing; give a whole VCF file"):
        import_calls(path, Door(fasta, ("child",)), tmp_path / "out.bcf")


def test_contigs_of_another_genome_without_header_lines(fasta: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1 record lies on contig 'chr22', which the reference lacks"):
        import_calls(vcf(tmp_path, [GOOD.replace("chr1", "chr22")]), Door(fasta, ("child",)), tmp_path / "out.bcf")
