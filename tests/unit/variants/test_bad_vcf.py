"""A VCF that cannot be used: one line with the file, its row and what to do, and nothing is written."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tachkhis.errors import InputError
from tachkhis.variants.intake import Door
from tachkhis.variants.intake import import_calls

from .test_callers_styles import fasta
from .test_callers_styles import vcf

__all__ = ["fasta"]  # the fixture

GOOD = "chr1 2 . C T 50 . . GT:DP 0/1:30"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("chr1 6 . C T 50 . .", "row 4: the record has 8 columns where the header has 10; copy the file again"),
        ("chr1 6 . C T 50 . . GT 0/1 0/1", "row 4: the record has 11 columns where the header has 10"),
        ("chr1 x . C T 50 . . GT 0/1", "row 4: POS 'x' is not a position"),
        ("chr1 0 . C T 50 . . GT 0/1", "row 4: POS '0' is not a position"),
        ("chr1 6 . C T high . . GT 0/1", "row 4: QUAL 'high' is not a number"),
        ("chr1 6 . C T; 50 . . GT 0/1", "row 4: ALT 'T;' is not an allele"),
        ("chr1 6 . C R 50 . . GT 0/1", "row 4: ALT 'R' is an allele that is not made of A, C, G, T or N"),
        ("chr1 6 . C <*> . . END=5 GT 0/0", "row 4: END 5 lies before POS 6"),
        ("chr1 6 . C <*> . . END=x GT 0/0", "row 4: END 'x' is not a position"),
        ("chr1 6 . G T 50 . . GT 0/1", r"row 4: record chr1:6 G>T: REF G is not what the reference has there \(C\)"),
        ("chr1 6 . C T 50 . . GT 0/2", "row 4: record chr1:6 C>T: the genotype '0/2' names an allele that the record"),
        ("chr1 6 . C T 50 . . GT het", "row 4: record chr1:6 C>T: the genotype 'het' cannot be read"),
        ("chr1 6 . C T 50 . . GT 0/1:3", "the column of a sample has 2 values where FORMAT has 1 keys"),
        ("chr1 50 . TA T 50 . . GT 0/1", r"row 4: record chr1:50 TA>T: it ends behind the end of chr1 \(50 bases\)"),
    ],
)
def test_one_bad_record(fasta: Path, tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        import_calls(vcf(tmp_path, [GOOD, row, GOOD]), Door(fasta, ("child",)), tmp_path / "out.bcf")
    assert len(caught.value.faults) == 1
    assert str(caught.value).count("\n") == 0
    assert not (tmp_path / "out.bcf").exists()


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


def test_no_vcf_at_all(fasta: Path, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("chr1\t5\n")
    with pytest.raises(InputError, match=r"the line of columns .* is missing; give a whole VCF file"):
        import_calls(path, Door(fasta, ("child",)), tmp_path / "out.bcf")


def test_contigs_of_another_genome_without_header_lines(fasta: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="1 record lies on contig 'chr22', which the reference lacks"):
        import_calls(vcf(tmp_path, [GOOD.replace("chr1", "chr22")]), Door(fasta, ("child",)), tmp_path / "out.bcf")
