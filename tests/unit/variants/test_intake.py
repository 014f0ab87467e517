"""Another caller's VCF comes in by the same door: names, several alleles, alignment; what does not fit is refused."""

from __future__ import annotations

from pathlib import Path

import pysam
import pytest
from cyvcf2 import VCF

from tachkhis.case.vcf_text import RecordError
from tachkhis.cli import main
from tachkhis.errors import InputError
from tachkhis.variants.first_pass import Door
from tachkhis.variants.intake import import_calls
from tachkhis.variants.record_contigs import RecordContigs
from tachkhis.variants.sites import Site
from tachkhis.variants.variant_file import VariantFile

SEQUENCE = "ACGTACGTAC" + "GGGG" + "TTACGCATCA"
HEAD = (
    '##fileformat=VCFv4.2\n##contig=<ID=1,length=24>\n##INFO=<ID=DP,Number=1,Type=Integer,Description="x">\n'
    '##FILTER=<ID=q10,Description="x">\n##FORMAT=<ID=GT,Number=1,Type=String,Description="x">\n'
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="x">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tmother\tchild\tstranger\n"
)


@pytest.fixture
def fasta(tmp_path: Path) -> Path:
    path = tmp_path / "genome.fa"
    path.write_text(f">chr1\n{SEQUENCE}\n")
    pysam.faidx(str(path))
    return path


def write(tmp_path: Path, rows: str, head: str = HEAD) -> Path:
    path = tmp_path / "in.vcf"
    path.write_text(head + rows)
    return path


def test_members_are_kept_split_and_left_aligned(fasta: Path, tmp_path: Path) -> None:
    rows = (
        "1\t2\t.\tC\tA,T\t50\tPASS\tDP=9\tGT:AD\t0/1:5,4,0\t1/2:0,6,7\t0/0:9,0,0\n"
        "1\t12\t.\tGGG\tGG\t50\tq10\tDP=9\tGT:AD\t0/0:9,0\t0/1:5,4\t0/0:9,0\n"
        "1\t20\t.\tC\tA\t50\tPASS\tDP=9\tGT:AD\t0/0:9,0\t0/0:9,0\t0/1:4,5\n"  # only the stranger carries it
    )
    import_calls(
        write(tmp_path, rows),
        Door(
            fasta,
            (
                "child",
                "mother",
            ),
        ),
        tmp_path / "out.bcf",
    )
    reader = VCF(str(tmp_path / "out.bcf"))
    assert reader.samples == ["child", "mother"]
    found = [(v.CHROM, v.POS, v.REF, v.ALT[0], v.FILTER, v.genotypes[0][:2]) for v in reader]
    assert found == [
        ("chr1", 2, "C", "A", None, [1, 0]),
        ("chr1", 2, "C", "T", None, [0, 1]),
        ("chr1", 10, "CG", "C", "q10", [0, 1]),
    ]


def test_an_allele_of_interest_is_kept_where_no_member_carries_it(fasta: Path, tmp_path: Path) -> None:
    """A family cut out of the calls of a cohort: the depths at a founder variant tell that it is absent."""
    rows = (
        "1\t2\t.\tC\tA,T\t50\tPASS\tDP=9\tGT:AD\t0/0:9,0,0\t0/2:4,0,5\t1/1:0,9,0\n"
        "1\t12\t.\tGGG\tGG\t50\tPASS\tDP=9\tGT:AD\t0/0:9,0\t0/0:8,0\t0/1:5,4\n"
        "1\t20\t.\tC\tA\t50\tPASS\tDP=9\tGT:AD\t0/0:9,0\t0/0:9,0\t0/1:4,5\n"
    )
    places = [("chr1", 2, "C", "A"), ("chr1", 10, "CG", "C"), ("chr1", 20, "C", "T"), (None, None, None, None)]
    sites = [Site("x", "G", "founder", contig=c, position=p, ref=r, alt=a) for c, p, r, a in places]
    import_calls(
        write(tmp_path, rows),
        Door(
            fasta,
            (
                "child",
                "mother",
            ),
            tuple(sites),
        ),
        tmp_path / "out.bcf",
    )
    found = [(v.POS, v.REF, v.ALT[0], v.genotypes[0][:2]) for v in VCF(str(tmp_path / "out.bcf"))]
    assert found == [(2, "C", "A", [0, 0]), (2, "C", "T", [0, 1]), (10, "CG", "C", [0, 0])]


def test_a_member_that_the_vcf_lacks_is_named(fasta: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="its samples are mother, child, stranger"):
        import_calls(write(tmp_path, ""), Door(fasta, ("father",)), tmp_path / "out.bcf")


def test_other_contigs_are_refused(fasta: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="shares no contig"):
        import_calls(
            write(tmp_path, "", HEAD.replace("ID=1,", "ID=22,")), Door(fasta, ("child",)), tmp_path / "out.bcf"
        )


def test_a_ref_allele_of_another_build_is_refused(fasta: Path, tmp_path: Path) -> None:
    rows = "1\t2\t.\tG\tA\t50\tPASS\tDP=9\tGT:AD\t0/1:5,4\t0/1:5,4\t0/0:9,0\n"
    with pytest.raises(
        InputError,
        match=r"row 8, column REF, value 'G': record 1:2 G>A: REF G is not what the reference has there \(C\)",
    ):
        import_calls(write(tmp_path, rows), Door(fasta, ("child",)), tmp_path / "out.bcf")


def test_an_allele_of_ambiguous_letters_is_one_clear_line(fasta: Path, tmp_path: Path) -> None:
    rows = "1\t2\t.\tC\tM\t50\tPASS\tDP=9\tGT:AD\t0/1:5,4\t0/1:5,4\t0/0:9,0\n"
    with pytest.raises(InputError, match="not made of A, C, G, T or N"):
        import_calls(write(tmp_path, rows), Door(fasta, ("child",)), tmp_path / "out.bcf")


def test_records_on_contigs_that_the_reference_lacks_are_left_out(fasta: Path, tmp_path: Path) -> None:
    head = HEAD.replace("##INFO", "##contig=<ID=decoy,length=90>\n##INFO", 1)
    rows = "1\t2\t.\tC\tA\t50\tPASS\tDP=9\tGT:AD\t0/1:5,4\t0/1:5,4\t0/0:9,0\n"
    rows += "decoy\t5\t.\tC\tA\t50\tPASS\tDP=9\tGT:AD\t0/1:5,4\t0/1:5,4\t0/0:9,0\n"
    import_calls(write(tmp_path, rows, head), Door(fasta, ("child",)), tmp_path / "out.bcf")
    assert [(v.CHROM, v.POS) for v in VCF(str(tmp_path / "out.bcf"))] == [("chr1", 2)]
    assert VariantFile(tmp_path / "out.bcf").left_out == (1, ("decoy",))


SED = "{}\t2\t.\tC\tA\t50\tPASS\tDP=9\tGT:AD\t0/1:5,4\t0/1:5,4\t0/0:9,0\n"


@pytest.mark.parametrize(("declared", "written"), [("chr1", "1"), ("1", "chr1"), ("1", "1"), ("chr1", "chr1")])
def test_names_changed_in_the_records_alone_lose_no_call(
    fasta: Path, tmp_path: Path, declared: str, written: str
) -> None:
    head = HEAD.replace("ID=1,", f"ID={declared},")
    import_calls(write(tmp_path, SED.format(written), head), Door(fasta, ("child",)), tmp_path / "out.bcf")
    assert [(v.CHROM, v.POS) for v in VCF(str(tmp_path / "out.bcf"))] == [("chr1", 2)]
    assert VariantFile(tmp_path / "out.bcf").left_out == (0, ())


@pytest.mark.parametrize("names", [("1", "chr1"), ("chr1", "1")])
@pytest.mark.parametrize("declared", ["1", "chr1"])
def test_one_contig_under_two_names_is_a_fault(
    fasta: Path, tmp_path: Path, names: tuple[str, str], declared: str
) -> None:
    rows = "".join(SED.format(name) for name in names)
    with pytest.raises(InputError, match=r"1 record lies on contig '\w+', and others on the same contig under another"):
        import_calls(
            write(tmp_path, rows, HEAD.replace("ID=1,", f"ID={declared},")), Door(fasta, ("child",)), tmp_path / "o.bcf"
        )


def test_a_contig_that_is_no_chromosome_under_two_names_is_a_fault_once() -> None:
    contigs = RecordContigs(["patch7"], ["chr1", "patch7"])
    assert [contigs.of(name) for name in ("chrpatch7", "1", "1", "decoy")] == ["patch7", "chr1", "chr1", None]
    with pytest.raises(RecordError) as refused:
        contigs.of("patch7")
    (wrong,) = refused.value.wrongs
    assert (wrong.column, wrong.value, "lie on chrpatch7" in wrong.problem) == ("CHROM", "patch7", True)
    assert contigs.of("patch7") is None


def test_nothing_is_said_where_nothing_was_left_out(fasta: Path, tmp_path: Path) -> None:
    rows = "1\t2\t.\tC\tA\t50\tPASS\tDP=9\tGT:AD\t0/1:5,4\t0/1:5,4\t0/0:9,0\n"
    import_calls(write(tmp_path, rows), Door(fasta, ("child",)), tmp_path / "out.bcf")
    assert VariantFile(tmp_path / "out.bcf").left_out == (0, ())


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("", "no record on a contig of the reference"),
        ("1\t2\t.\tC\tA\t50\tPASS\tDP=9\tGT:AD\t./.:.\t0/1:5,4\t0/0:9,0\n", "no record has a genotype of 'mother'"),
        (
            "1\t2\t.\tC\tA\t50\tPASS\tDP=9\tGT:AD\t0/0:.\t0/1:5,4\t0/0:9,0\n"
            "7\t2\t.\tC\tA\t50\tPASS\tDP=9\tGT:AD\t0/0:.\t0/1:5,4\t0/0:9,0\n",
            "1 record lies on contig '7', which the reference lacks",
        ),
    ],
)
def test_calls_that_would_read_as_a_family_without_variants_are_refused(
    fasta: Path, tmp_path: Path, rows: str, problem: str
) -> None:
    head = HEAD.replace("##INFO", "##contig=<ID=7,length=90>\n##INFO", 1)
    with pytest.raises(InputError, match=problem):
        import_calls(write(tmp_path, rows, head), Door(fasta, ("child", "mother")), tmp_path / "out.bcf")


def test_files_that_are_not_there_are_told_of_with_their_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--vcf", "no.vcf", "--fasta", "no.fa", "--request", "no.json", "--sites", "no.sites.json"]
    assert main(["import", *words, "--out", str(tmp_path / "out.bcf")]) == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in said] == [
        "command line, column --vcf, value 'no.vcf'",
        "command line, column --fasta, value 'no.fa'",
        "command line, column --fasta, value 'no.fa.fai'",
        "command line, column --fasta, value 'passport.json'",
        "command line, column --request, value 'no.json'",
        "command line, column --sites, value 'no.sites.json'",
    ]
    assert said[0].endswith("no such file; name the VCF, gVCF or BCF of the family")
