"""Small VCFs as each caller writes them, and the records that must come of them, written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pysam
import pytest
from cyvcf2 import VCF

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants.first_pass import Door
from tachkhis.variants.intake import import_calls
from tachkhis.variants.record import Call
from tachkhis.variants.sites import Site
from tachkhis.variants.typed_record import variant_of
from tachkhis.variants.variant_file import VariantFile

#           1         11        21        31        41
SEQUENCE = "ACGTACGTACGGGGTTACGCATCACACACTGATTACAGCTTCGATCGGAT"
# coding codons: 2-4 CGT, 5-7 ACG, 8-10 TAC, 11-13 GGG, ...
CODING = Transcript("T1.1", "G1", "g1", "protein_coding", "chr1", 1, ((1, 49),), (1, 49))
TRIO = ("child", "mother", "father")
CALLED = "chrM 50 . T . . . . GT 0/0 0/0 0/0"  # far away, so that each member has a call somewhere


@pytest.fixture
def fasta(tmp_path: Path) -> Path:
    path = tmp_path / "genome.fa"
    path.write_text(f">chr1\n{SEQUENCE}\n>chrX\n{SEQUENCE}\n>chrM\n{SEQUENCE}\n")
    pysam.faidx(str(path))
    return path


def vcf(folder: Path, rows: Sequence[str], head: Sequence[str] = (), samples: Sequence[str] = ("child",)) -> Path:
    """A VCF from rows whose columns are separated by blanks."""
    path = folder / "given.vcf"
    columns = "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT " + " ".join(samples)
    lines = ["##fileformat=VCFv4.2", *head, columns.replace(" ", "\t"), *(row.replace(" ", "\t") for row in rows)]
    path.write_text("\n".join(lines) + "\n")
    return path


def records(path: Path) -> list[tuple[str, int, str, str, tuple[str, ...], tuple[Call, ...]]]:
    """Place, alleles, filters and calls of each record."""
    reader = VCF(str(path))
    found = [variant_of(record, tuple(reader.samples)) for record in reader]
    return [(one.contig, one.position, one.ref, one.alt, one.filters, one.calls) for one in found]


def brought(folder: Path, given: Path, fasta: Path, samples: Sequence[str] = ("child",), **more: object) -> list[str]:
    """Each record as one line: place, alleles, filter, then GT:DP:ref,alt:GQ:PS of each member."""
    out = folder / "out.bcf"
    import_calls(given, Door(fasta, tuple(samples), **more), out)  # type: ignore[arg-type]

    def cell(call: Call) -> str:
        reads = f"{call.ref_reads},{call.alt_reads}"
        return f"{call.gt}:{call.depth}:{reads}:{call.quality}:{call.phase_set}".replace("None", ".")

    return [
        " ".join([f"{contig}:{position}", ref, alt, ";".join(filters) or "PASS", *(cell(call) for call in calls)])
        for contig, position, ref, alt, filters, calls in records(out)
    ]


def test_gatk_haplotype_caller_gvcf_record(fasta: Path, tmp_path: Path) -> None:
    """<NON_REF> is no allele, its reads are not ours; PGT and PID become phase."""
    given = vcf(
        tmp_path,
        ["chr1 20 . C T,<NON_REF> 50 . DP=20 GT:AD:DP:GQ:PGT:PID:PL 0/1:9,11,0:20:99:0|1:20_C_T:1,2,3,4,5,6"],
    )
    assert brought(tmp_path, given, fasta) == ["chr1:20 C T PASS 0|1:20:9,11:99:20"]


def test_gatk_genotype_gvcfs_family(fasta: Path, tmp_path: Path) -> None:
    """``*`` is the deletion of another record: no allele here, and the copy beside it is not the reference."""
    rows = [
        "chr1 24 . ACA A 200 PASS . GT:AD:DP:GQ 0/1:8,9:17:99 0/1:8,7:15:90 0/0:20,0:20:60",
        "chr1 25 . C *,T 150 VQSRTrancheSNP99.90to100.00 . GT:AD:DP:GQ 1/2:0,9,8:17:99 0/1:8,7,0:15:90 ./.:.:.:.",
    ]
    head = ['##FILTER=<ID=VQSRTrancheSNP99.90to100.00,Description="Truth sensitivity tranche">']
    assert brought(tmp_path, vcf(tmp_path, rows, head, TRIO), fasta, TRIO) == [
        "chr1:22 TCA T PASS 0/1:17:8,9:99:. 0/1:15:8,7:90:. 0/0:20:20,0:60:.",
        "chr1:25 C T VQSRTrancheSNP99.90to100.00 1/0:17:0,8:99:. 0/0:15:8,0:90:. ./.:.:.,.:.:.",
    ]
    header = VCF(str(tmp_path / "out.bcf")).raw_header
    assert '##FILTER=<ID=VQSRTrancheSNP99.90to100.00,Description="Truth sensitivity tranche">' in header


def test_deepvariant(fasta: Path, tmp_path: Path) -> None:
    """RefCall is no call, LowQual stays; QUAL 0 and VAF do no harm."""
    rows = [
        "chr1 2 . C T 0 RefCall . GT:GQ:DP:AD:VAF:PL 0/1:20:30:27,3:0.1:0,20,50",
        "chr1 6 . C T 3.1 LowQual . GT:GQ:DP:AD:VAF:PL 0/1:3:8:5,3:0.375:3,0,20",
        "chr1 20 . C A,T 45 PASS . GT:GQ:DP:AD:VAF:PL 1/2:40:30:0,14,16:0.5,0.5:1,2,3,4,5,6",
    ]
    given = vcf(tmp_path, rows, ["##DeepVariant_version=1.6.1", '##FILTER=<ID=RefCall,Description="x">'])
    assert brought(tmp_path, given, fasta) == [
        "chr1:6 C T LowQual 0/1:8:5,3:3:.",
        "chr1:20 C A PASS 1/0:30:0,14:40:.",
        "chr1:20 C T PASS 0/1:30:0,16:40:.",
    ]
    header = VCF(str(tmp_path / "out.bcf")).raw_header
    assert "##source=DeepVariant 1.6.1" in header
    assert "reference_calls:1" in header


def test_glnexus_half_calls(fasta: Path, tmp_path: Path) -> None:
    rows = [
        "chr1 20 20_C_T C T 45 . AF=0.5;AQ=45 GT:DP:AD:GQ:PL:RNC ./1:9:2,7:12:.:I. 0/.:9:9,0:20:.:.M 0/1:20:9,11:50:.:.."
    ]
    assert brought(tmp_path, vcf(tmp_path, rows, (), TRIO), fasta, TRIO) == [
        "chr1:20 C T PASS ./1:9:2,7:12:. 0/.:9:9,0:20:. 0/1:20:9,11:50:."
    ]


def test_dragen_male_sex_chromosomes(fasta: Path, tmp_path: Path) -> None:
    """One copy is written as one, whichever way the caller wrote it; two alleles there stay two, to be told of."""
    rows = [
        "chrX 2 . C T 45 PASS . GT:AD:AF:DP:GQ 1/1:0,20:1:20:60 0/1:9,11:0.5:20:60",
        "chrX 6 . C T 45 PASS . GT:AD:AF:DP:GQ 1:0,20:1:20:60 0/0:20,0:0:20:60",
        "chrX 20 . C T 45 DRAGENHardQUAL . GT:AD:AF:DP:GQ 0/1:10,10:0.5:20:60 0/1:9,11:0.5:20:60",
        "chrM 2 . C T 45 PASS . GT:AD:AF:DP:GQ 1|1:1,99:1:100:60 1/1:0,20:1:20:60",
    ]
    given = vcf(tmp_path, rows, (), ("child", "mother"))

    def copies(contig: str, position: int) -> list[int]:
        return [1, 2] if contig == "chrX" and position else [1, 1]

    assert brought(tmp_path, given, fasta, ("child", "mother"), copies=copies) == [
        "chrX:2 C T PASS 1:20:0,20:60:. 0/1:20:9,11:60:.",
        "chrX:6 C T PASS 1:20:0,20:60:. 0/0:20:20,0:60:.",
        "chrX:20 C T DRAGENHardQUAL 0/1:20:10,10:60:. 0/1:20:9,11:60:.",
        "chrM:2 C T PASS 1:100:1,99:60:. 1:20:0,20:60:.",
    ]


def test_quality_where_there_is_one_copy(fasta: Path, tmp_path: Path) -> None:
    """Two copies: 1/1 or 0/1, quality 9; one copy: 1 or 0, which the likelihoods tell apart by 138 (at most 99 is kept)."""
    rows = [
        "chrX 2 . C T 45 . . GT:GQ:PL 1/1:9:138,9,0",
        "chrX 6 . C T,A 45 . . GT:GQ:PL 1/1:9:80,9,0,70,60,50",
        "chrX 20 . C T 45 . . GT:GQ 1/1:9",
        "chrX 22 . T G 45 . . GT:GQ:PL 0/1:9:9,0,30",
    ]
    found = brought(tmp_path, vcf(tmp_path, rows), fasta, copies=lambda *_: [1])
    assert [line.split()[-1] for line in found] == ["1:.:.,.:99:.", "1:.:.,.:50:.", "1:.:.,.:9:.", "0/1:.:.,.:9:."]


def test_strelka_germline(fasta: Path, tmp_path: Path) -> None:
    """Indels have DPI instead of DP; a filter on a sample's call (FT) counts as one on the proband's record."""
    rows = [
        "chr1 20 . C T 90 PASS SNVHPOL=2 GT:GQ:GQX:DP:DPF:AD:ADF:ADR:SB:FT:PL 0/1:80:20:25:1:12,13:6,6:7,6:-9:PASS:1,0,1",
        "chr1 24 . ACA A 60 PASS CIGAR=1M2D GT:GQ:GQX:DPI:AD:ADF:ADR:FT:PL 0/1:70:9:25:12,13:6,6:7,6:LowGQX:1,0,1",
    ]
    assert brought(tmp_path, vcf(tmp_path, rows), fasta) == [
        "chr1:20 C T PASS 0/1:25:12,13:80:.",
        "chr1:22 TCA T LowGQX 0/1:25:12,13:70:.",
    ]


def test_a_filtered_reference_call_of_a_parent_is_unknown(fasta: Path, tmp_path: Path) -> None:
    rows = ["chr1 20 . C T 90 PASS . GT:GQ:DP:AD:FT 0/1:80:25:12,13:PASS 0/0:5:9:9,0:LowGQ 0/1:5:9:4,5:LowGQ"]
    assert brought(tmp_path, vcf(tmp_path, rows, (), TRIO), fasta, TRIO) == [
        "chr1:20 C T PASS 0/1:25:12,13:80:. ./.:9:9,0:5:. 0/1:9:4,5:5:."
    ]


def test_freebayes_counts_and_haplotype_alleles(fasta: Path, tmp_path: Path) -> None:
    """AO and RO; a haplotype over two codons is two variants in cis, one within a codon stays one."""
    rows = [
        "chr1 5 . ACGT GCGA 90 . TYPE=complex GT:DP:RO:AO:GQ 0/1:20:9:11:80.7",  # 5 A>G and 8 T>A: codons 5-7, 8-10
        "chr1 20 . CA TG 90 . TYPE=mnp GT:DP:RO:AO:GQ 0/1:20:9:11:80",  # 20-22 is a codon
    ]
    assert brought(tmp_path, vcf(tmp_path, rows), fasta, model=lambda: GeneModel([CODING])) == [
        "chr1:5 A G PASS 0|1:20:9,11:80:5",
        "chr1:8 T A PASS 0|1:20:9,11:80:5",
        "chr1:20 CA TG PASS 0/1:20:9,11:80:.",
    ]


def test_substitutions_of_a_codon_keep_their_phase(fasta: Path, tmp_path: Path) -> None:
    """They are read together behind this door, as our own calls are (test_codon_join)."""
    rows = [
        "chr1 20 . C T 90 . . GT:AD:DP:GQ:PGT:PID:PS 0|1:9,11:20:80:0|1:20_C_T:20 1|1:0,20:20:60:.:.:. 0/0:20,0:20:60:.:.:.",
        "chr1 22 . T G 80 . . GT:AD:DP:GQ:PGT:PID:PS 0|1:9,10:19:99:0|1:20_C_T:20 1|1:0,20:20:60:.:.:. 0/0:20,0:20:60:.:.:.",
    ]
    given = vcf(tmp_path, rows, (), TRIO)
    assert brought(tmp_path, given, fasta, TRIO, model=lambda: GeneModel([CODING])) == [
        "chr1:20 C T PASS 0|1:20:9,11:80:20 1/1:20:0,20:60:. 0/0:20:20,0:60:.",
        "chr1:22 T G PASS 0|1:19:9,10:99:20 1/1:20:0,20:60:. 0/0:20:20,0:60:.",
    ]


@pytest.mark.parametrize(
    ("form", "cell", "expected"),
    [
        ("GT", "0|1", "0|1:.:.,.:.:."),  # one set for the contig (VCF specification, PS)
        ("GT:PS", "0|1:7", "0|1:.:.,.:.:7"),
        ("GT:PGT:PID", "0|1:0|1:20_C_T", "0|1:.:.,.:.:20"),  # GATK without PS: of the reads around, not of the contig
        ("GT:PSL", "0|1:chr1*20*1,chr1*20*1", "0|1:.:.,.:.:20"),  # VCF 4.4
        ("GT:PSL", "0|1:chr1*20*1,chr1*7*1", "0/1:.:.,.:.:."),  # each copy in a set of its own: not in order
    ],
)
def test_a_phase_set_by_any_name(fasta: Path, tmp_path: Path, form: str, cell: str, expected: str) -> None:
    given = vcf(tmp_path, [f"chr1 20 . C T 90 . . {form} {cell}"])
    assert brought(tmp_path, given, fasta) == [f"chr1:20 C T PASS {expected}"]


def test_a_founder_variant_is_never_hidden_in_an_mnv(fasta: Path, tmp_path: Path) -> None:
    site = Site("f", "G1", "founder", contig="chr1", position=20, ref="C", alt="T")
    given = vcf(tmp_path, ["chr1 20 . CA TG 90 . . GT 0/1"])
    found = brought(tmp_path, given, fasta, sites=(site,), model=lambda: GeneModel([CODING]))
    assert found == ["chr1:20 C T PASS 0|1:.:.,.:.:20", "chr1:21 A G PASS 0|1:.:.,.:.:20"]


def test_a_base_that_both_copies_change_is_homozygous(fasta: Path, tmp_path: Path) -> None:
    """freebayes: both haplotypes have 5 A>G, one of them 8 T>A beside it."""
    given = vcf(tmp_path, ["chr1 5 . ACGT GCGA,GCGT 90 . . GT:DP:AD 1/2:20:0,9,11"])
    assert brought(tmp_path, given, fasta, model=lambda: GeneModel([CODING])) == [
        "chr1:5 A G PASS 1/1:20:0,20:.:.",
        "chr1:8 T A PASS 0|1:20:0,9:.:5",
    ]


def test_bcftools_with_header_lines_missing_and_windows_line_ends(fasta: Path, tmp_path: Path) -> None:
    """No contig, no FORMAT, no FILTER declared; records not sorted; contigs without chr; Number=P and 4.4 phase."""
    path = vcf(
        tmp_path,
        ["1 20 . c t . odd . GT:DP /0|1:20", "1 6 rs6 C T 9e1 . . GT:AD 0/1:.", "1 6 rs6 C T 80 . . GT:AD 0/1:1,2"],
        ['##FORMAT=<ID=XP,Number=P,Type=Integer,Description="x">'],
    )
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert brought(tmp_path, path, fasta) == ["chr1:6 C T PASS 0/1:.:.,.:.:.", "chr1:20 C T odd 0|1:20:.,.:.:."]
    assert "duplicates:1" in VCF(str(tmp_path / "out.bcf")).raw_header


def test_local_alleles(fasta: Path, tmp_path: Path) -> None:
    """The counts are those of the alleles that the sample names as its own; of the others nothing is known."""
    rows = ["chr1 20 . C A,G,T 9 . . GT:LAA:LAD:DP 0/3:3:9,11:20", "chr1 25 . C A,T 9 . . LGT:LA:LAD 0/1:0,2:9,8"]
    assert brought(tmp_path, vcf(tmp_path, rows), fasta) == [
        "chr1:20 C T PASS 0/1:20:9,11:.:.",
        "chr1:25 C T PASS 0/1:.:9,8:.:.",
    ]


def test_a_missing_call_has_no_depth_of_zero(fasta: Path, tmp_path: Path) -> None:
    """Merged files (hap.py, bcftools merge) give AD 0,0 where nothing was called and nothing is known."""
    given = vcf(tmp_path, ["chr1 20 . C T 9 . . GT:AD:DP 0/1:9,11:20 .:0,0:. ./.:0,0", CALLED], (), TRIO)
    assert brought(tmp_path, given, fasta, TRIO)[0].split()[-2:] == [".:.:0,0:.:.", "./.:.:0,0:.:."]


def test_reads_by_allele_that_do_not_fit_are_not_known(fasta: Path, tmp_path: Path) -> None:
    """AD of one number (some callers: alternate reads alone), of too many, or with a dot."""
    rows = [
        "chr1 6 . C T 9 . . GT:AD 0/1:11",
        "chr1 20 . C T 9 . . GT:AD:RD 0/1:11:9",
        "chr1 25 . C T 9 . . GT:AD 0/1:9,.",
        "chr1 27 . C T 9 . . GT:AD 0/1:9,8,7",
    ]
    assert [line.split()[-1] for line in brought(tmp_path, vcf(tmp_path, rows), fasta)] == [
        "0/1:.:.,.:.:.",
        "0/1:20:9,11:.:.",
        "0/1:.:9,.:.:.",
        "0/1:.:.,.:.:.",
    ]


def test_structural_alleles_stay_and_are_not_named(fasta: Path, tmp_path: Path) -> None:
    rows = ["chr1 20 . C <DEL> 9 . END=30;SVTYPE=DEL GT 0/1", "chr1 21 . A ]chr1:40]A 9 . SVTYPE=BND GT 0/1"]
    assert [line.split()[:3] for line in brought(tmp_path, vcf(tmp_path, rows), fasta)] == [
        ["chr1:20", "C", "<DEL>"],
        ["chr1:21", "A", "]chr1:40]A"],
    ]


def archived(folder: Path, given: Path, fasta: Path) -> list[tuple[int, str, str, str, str]]:
    """POS, ID, REF, ALT and INFO of each record."""
    import_calls(given, Door(fasta, ("child",)), folder / "out.bcf")
    cells = [str(record).split("\t") for record in VCF(str(folder / "out.bcf"))]
    return [(int(one[1]), one[2], one[3], one[4], one[7]) for one in cells]


def test_symbolic_alleles_keep_what_tells_them_apart_and_are_never_one(fasta: Path, tmp_path: Path) -> None:
    rows = [
        "chr1 20 a C <DEL> 9 PASS END=30;SVTYPE=DEL;SVLEN=-10;CIPOS=-5,5;IMPRECISE;DP=9 GT 0/1",
        "chr1 20 b C <DEL> 9 PASS END=45;SVTYPE=DEL;SVLEN=-25 GT 0/1",
        "chr1 20 . C <DEL> 8 PASS END=45;SVTYPE=DEL;SVLEN=-25 GT 0/1",  # another caller's word for the same
        "chr1 20 . C T 9 PASS DP=9 GT 0/1",
        "chr1 20 . C T 8 PASS DP=9 GT 0/1",
        "chr1 21 m1 A A[chr1:40[ 9 PASS SVTYPE=BND;MATEID=m2;EVENT=e GT 0/1",
        "chr1 21 . A A[chr1:44[ 9 PASS SVTYPE=BND;MATEID=m4 GT 0/1",
        "chr1 22 . N <DUP>,<DEL> 9 PASS SVLEN=7,.;END=29 GT 1/2",  # SV callers write N for the base before
        "chr1 40 m2 T ]chr1:21]T 9 PASS SVTYPE=BND;MATEID=m1;EVENT=e GT 0/1",
    ]
    assert archived(tmp_path, vcf(tmp_path, rows), fasta) == [
        (20, "a", "C", "<DEL>", "END=30;SVTYPE=DEL;SVLEN=-10;CIPOS=-5,5;IMPRECISE"),
        (20, "b", "C", "<DEL>", "END=45;SVTYPE=DEL;SVLEN=-25"),
        (20, ".", "C", "<DEL>", "END=45;SVTYPE=DEL;SVLEN=-25"),
        (20, ".", "C", "T", "."),
        (21, "m1", "A", "A[chr1:40[", "SVTYPE=BND;MATEID=m2;EVENT=e"),
        (21, ".", "A", "A[chr1:44[", "SVTYPE=BND;MATEID=m4"),
        (22, ".", "N", "<DUP>", "SVLEN=7;END=29"),
        (22, ".", "N", "<DEL>", "END=29"),
        (40, "m2", "T", "]chr1:21]T", "SVTYPE=BND;MATEID=m1;EVENT=e"),
    ]


def test_where_the_reference_has_no_base_a_record_has_its_letters(tmp_path: Path) -> None:
    fasta = tmp_path / "genome.fa"
    fasta.write_text(f">chr1\n{SEQUENCE[:19]}NR{SEQUENCE[21:]}\n")
    pysam.faidx(str(fasta))
    rows = ["chr1 20 . N T 9 PASS . GT 0/1", "chr1 20 . C A 9 PASS . GT 0/1", "chr1 21 . A T 9 PASS . GT 0/1"]
    found = archived(tmp_path, vcf(tmp_path, rows), fasta)
    assert [one[:4] for one in found] == [(20, ".", "N", "A"), (20, ".", "N", "T"), (21, ".", "R", "T")]


def test_scores_of_the_file_are_kept_by_allele(fasta: Path, tmp_path: Path) -> None:
    head = ['##INFO=<ID=SCORE_REVEL,Number=A,Type=Float,Description="x">']
    given = vcf(tmp_path, ["chr1 20 . C A,T 9 . SCORE_REVEL=0.1,0.9;DP=3 GT 1/2"], head)
    import_calls(given, Door(fasta, ("child",)), tmp_path / "out.bcf")
    reader = VCF(str(tmp_path / "out.bcf"))
    assert [round(variant_of(record, ("child",)).scores["REVEL"], 3) for record in reader] == [0.1, 0.9]
    assert VariantFile(tmp_path / "out.bcf").declares("SCORE_")
