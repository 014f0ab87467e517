"""Records in the styles of further callers, written by hand, and what must come of each."""

from __future__ import annotations

from pathlib import Path

import pytest
from cyvcf2 import VCF

from tachkhis.case.vcf_record import text_faults
from tachkhis.interpretation.explaining.members import conflict_lines
from tachkhis.variants.record import CopyConflict
from tachkhis.variants.typed_record import variant_of

from .test_callers_styles import TRIO
from .test_callers_styles import brought
from .test_callers_styles import fasta
from .test_callers_styles import vcf

__all__ = ["fasta"]  # the fixture

BY_ALLELE = '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Reads">'
LONGSHOT = ["##source=Longshot v0.4.1", '##INFO=<ID=AC,Number=R,Type=Integer,Description="Observations">']
TVC = '##source="tvc 5.12-27 (b7ca8f5) - Torrent Variant Caller"'
DRAGEN = '##DRAGENCommandLine=<ID=dragen,Version="SW: 07.021.604.3.7.8, HW: 07.021.604">'
SENTIEON = '##SentieonCommandLine.DNAscope=<ID=DNAscope,Version="sentieon-genomics-202308.02",Date="2024">'
CALLERS = {
    "Longshot: reads in INFO": (
        LONGSHOT,
        ["chr1 20 . C T 500.00 PASS DP=150;AC=70,75;AM=5;GM=1;SC=None; GT:GQ:PS:UG:UQ 0|1:241.97:17:0/1:500.00"],
        ["chr1:20 C T PASS 0|1:150:70,75:241:17"],
        "Longshot v0.4.1",
    ),
    "bcftools without -a AD": (
        ["##bcftools_callVersion=1.16+htslib-1.16"],
        ["chr1 20 . C T 90 . DP=25;DP4=5,4,6,5;MQ=60 GT:PL 0/1:120,0,110"],
        ["chr1:20 C T PASS 0/1:20:9,11:.:."],
        "bcftools 1.16",
    ),
    "Octopus: a copy spanned, a copy not told, no AD": (
        ["##octopus=<version=0.7.4,command=x>"],
        [
            "chr1 20 . C T,* 210 PASS AC=1,1;AN=2 GT:GQ:DP:MQ:PS:PQ:FT 2|1:210:26:60:16:99:PASS",
            "chr1 30 . T C 190 PASS . GT:GQ:DP:MQ:PS:PQ:FT 1|.:19:26:60:16:99:RF",
        ],
        ["chr1:20 C T PASS 0|1:26:.,.:210:16", "chr1:30 T C RF 1|.:26:.,.:19:16"],
        "Octopus 0.7.4",
    ),
    "Clair3, gVCF: <NON_REF> is not counted": (
        ["##source=Clair3", "##clair3_version=1.0.10", BY_ALLELE],
        [
            "chr1 1 . A <NON_REF> 0 . END=19 GT:GQ:MIN_DP:PL 0/0:50:22:0,66,990",
            "chr1 20 . C T,<NON_REF> 15.1 PASS P GT:GQ:DP:AD:AF:PL 0/1:15:20:9,10:0.5000:990,0,990,990,990,990",
            "chr1 22 . T . 12 RefCall . GT:GQ:DP:AD:AF 0/0:12:20:18:0.05",
            "chr1 25 . C T 3 LowQual F GT:GQ:DP:AD:AF 1|1:3:4:0,4:1.0000",
        ],
        ["chr1:20 C T PASS 0/1:20:9,10:15:.", "chr1:25 C T LowQual 1/1:4:0,4:3:."],
        "Clair3 1.0.10",
    ),
    "GLnexus: MONOALLELIC says nothing against a call": (
        ["##GLnexusVersion=v1.4.1-0-g68e25e5"],
        [
            "chr1 20 a C T 45 MONOALLELIC AF=0.5;AQ=45 GT:DP:AD:GQ:PL:RNC ./1:20:9,11:40:1,2,3:-.",
            "chr1 25 b C T 45 . AF=0.5;AQ=45 GT:DP:AD:GQ:PL:RNC 0/1:20:9,11:40:1,2,3:..",
        ],
        ["chr1:20 C T PASS ./1:20:9,11:40:.", "chr1:25 C T PASS 0/1:20:9,11:40:."],
        "GLnexus v1.4.1-0-g68e25e5",
    ),
    "DRAGEN: PS, a dot in AD, no PL, a forced genotype, mitochondria with SQ": (
        [DRAGEN],
        [
            "chr1 20 . C T 48.2 PASS DP=20 GT:AD:AF:DP:F1R2:F2R1:GQ:PL:GP:PRI:SB:MB:PS"
            " 0|1:9,11:0.550:20:4,5:5,6:48:83,0,50:4.8e+01,6e-05,5.3e+01:0.00,34.77,37.77:5,4,6,5:4,5,5,6:20",
            "chr1 24 . ACA A . LowDepth DP=2 GT:AD:AF:DP:GQ:FT ./.:.:.:.:.:LowDepth",
            "chr1 30 . T C . PASS FGT GT:AD:AF:DP:GQ 0/0:30,.:.:30:60",
            "chr1 31 . G A 5 DRAGENHardQUAL . GT:AD:AF:DP:GQ 0/1:9,.:0.1:12:3",
            "chrM 2 . C T . PASS DP=900 GT:SQ:AD:AF:DP:SB:MB 0/1:51.2:800,90:0.101:890:1,1,1,1:1,1,1,1",
        ],
        [
            "chr1:20 C T PASS 0|1:20:9,11:48:20",
            "chr1:31 G A DRAGENHardQUAL 0/1:12:9,.:3:.",
            "chrM:2 C T PASS 0/1:890:800,90:.:.",
        ],
        "DRAGEN 07.021.604.3.7.8",
    ),
    "Strelka2: ADF and ADR for AD, one copy with DPI": (
        ["##source=strelka", "##source_version=2.9.10"],
        [
            "chr1 20 . C T 90 PASS SNVHPOL=2 GT:GQ:GQX:DP:DPF:ADF:ADR:SB:FT:PL 0/1:80:20:25:1:6,6:7,6:-9:PASS:1,0,1",
            "chrX 24 . ACA A 60 PASS CIGAR=1M2D GT:GQ:GQX:DPI:AD:ADF:ADR:FT:PL 1:70:9:25:1,13:1,6:0,7:PASS:1,0",
        ],
        ["chr1:20 C T PASS 0/1:25:13,12:80:.", "chrX:22 TCA T PASS 1:25:1,13:70:."],
        "Strelka2 2.9.10",
    ),
    "freebayes --genotype-qualities": (
        ["##source=freeBayes v1.3.6"],
        ["chr1 20 . C T 90 . TYPE=snp GT:GQ:DP:AD:RO:QR:AO:QA:GL 0/1:160.002:20:9,11:9:300:11:400:-9,0,-8"],
        ["chr1:20 C T PASS 0/1:20:9,11:160:."],
        "freebayes 1.3.6",
    ),
    "Platypus: NV of NR; REF beside two ALTs is not known": (
        ["##source=Platypus_Version_0.8.1"],
        [
            "chr1 20 . C T 90 PASS TC=20;TR=11 GT:GL:GOF:GQ:NR:NV 0/1:-1,0,-1:3:76:20:11",
            "chr1 25 . C A,T 90 alleleBias;Q20 . GT:GL:GOF:GQ:NR:NV 1/2:-1,-1,-1:1:99:29,28:13,12",
        ],
        [
            "chr1:20 C T PASS 0/1:20:9,11:76:.",
            "chr1:25 C A alleleBias;Q20 1/0:29:.,13:99:.",
            "chr1:25 C T alleleBias;Q20 0/1:29:.,12:99:.",
        ],
        "Platypus 0.8.1",
    ),
    "VarScan2: RD beside an AD of one number": (
        ["##source=VarScan2", BY_ALLELE.replace("=R", "=1")],
        [
            "chr1 20 . C T . PASS ADP=20 GT:GQ:SDP:DP:RD:AD:FREQ:PVAL:RBQ:ABQ:RDF:RDR:ADF:ADR"
            " 0/1:60:21:20:9:11:55%:1E-9:40:38:4:5:6:5",
            "chr1 25 . C T . PASS ADP=8 GT:GQ:SDP:DP:RD:AD:FREQ:PVAL:RBQ:ABQ:RDF:RDR:ADF:ADR ./.:.:8",
        ],
        ["chr1:20 C T PASS 0/1:20:9,11:60:."],
        "VarScan2",
    ),
    "Ion Torrent: the counts of which the genotype was made": (
        [TVC],
        [
            "chr1 20 . C T 900 PASS AF=0.55 GT:GQ:DP:FDP:RO:FRO:AO:FAO:AF 0/1:99:400:380:210:171:190:209:0.55",
            "chr1 24 . ACA A 9 NOCALL . GT:GQ:DP:FDP:RO:FRO:AO:FAO:AF ./.:0:4:3:3:3:0:0:0",
            "chr1 30 . T C 900 PASS . GT:GQ:DP:FDP:RO:FRO:AO:FAO:AF 0/1:99:400:380:210:171:190:.:0.55",
        ],
        ["chr1:20 C T PASS 0/1:380:171,209:99:.", "chr1:30 T C PASS 0/1:400:210,190:99:."],
        "Torrent Variant Caller 5.12-27",
    ),
    "Sentieon DNAscope": (
        [SENTIEON],
        ["chr1 20 . C T 9 MLrejected . GT:AD:DP:GQ:PGT:PID:PL 0/1:9,11:20:99:1|0:20_C_T:1,0,1"],
        ["chr1:20 C T MLrejected 1|0:20:9,11:99:20"],
        "Sentieon 202308.02",
    ),
    "Mutect2 on mitochondria lists every allele that it saw": (
        [],
        ["chrM 20 . C A,T . PASS . GT:AD:AF:DP 0/1/2:800,50,60:0.05,0.06:910"],
        ["chrM:20 C A PASS 0/1:910:800,50:.:.", "chrM:20 C T PASS 0/1:910:800,60:.:."],
        "unknown",
    ),
}


def copies(contig: str, position: int) -> list[int]:
    return [2 if contig == "chr1" and position else 1]


@pytest.mark.parametrize("name", CALLERS)
def test_what_a_caller_writes_comes_in_whole(fasta: Path, tmp_path: Path, name: str) -> None:
    head, rows, expected, caller = CALLERS[name]
    given = vcf(tmp_path, rows, head)
    assert text_faults(given, "given.vcf", ("child",), None) == []
    assert brought(tmp_path, given, fasta, copies=copies) == expected
    assert f"##source={caller}\n" in VCF(str(tmp_path / "out.bcf")).raw_header


def test_a_word_that_says_nothing_against_a_call_stays_in_info(fasta: Path, tmp_path: Path) -> None:
    rows = ["chr1 20 . C T 9 MONOALLELIC . GT 0/1", "chr1 25 . C T 9 MONOALLELIC;q10 . GT 0/1"]
    assert [line.split()[3] for line in brought(tmp_path, vcf(tmp_path, rows), fasta)] == ["PASS", "q10"]
    reader = VCF(str(tmp_path / "out.bcf"))
    assert [record.INFO.get("CALLER_FILTER") for record in reader] == ["MONOALLELIC", "MONOALLELIC"]
    assert "filters_set_apart:2" in reader.raw_header


def test_reads_of_info_are_of_all_samples_and_say_nothing_of_one_of_several(fasta: Path, tmp_path: Path) -> None:
    rows = ["chr1 20 . C T 90 . DP=25;DP4=5,4,6,5 GT:PL 0/1:1,0,1 0/0:0,1,1 0/1:1,0,1"]
    (found,) = brought(tmp_path, vcf(tmp_path, rows, (), TRIO), fasta, TRIO)
    assert found.split()[4:] == ["0/1:.:.,.:.:.", "0/0:.:.,.:.:.", "0/1:.:.,.:.:."]


@pytest.mark.parametrize(
    ("alts", "form", "cell", "share"),
    [
        ("T", "GT:AF:DP", "0/1:0.13:900", 0.13),
        ("T", "GT:FREQ", "0/1:31.37%", 0.3137),
        ("T", "GT:FREQ", "0/1:31,37%", 0.3137),  # VarScan where decimals have a comma
        ("T", "GT:HL", "0/1:0.37", 0.37),  # heteroplasmy level, as gnomAD's mitochondrial calls have it
        ("A,T", "GT:VAF", "0/2:0.1,0.4", 0.4),
        ("T", "GT:AF", "0/1:0.6,0.4", 0.4),  # Octopus: that of REF stands first
        ("T", "GT:AF:AD", "0/1:0.4:6,2", 0.25),  # the reads themselves say more
        ("T", "GT:AF", "0/1:1.4", None),
        ("T", "GT:AF", "0/1:.", None),
    ],
)
def test_a_share_of_the_reads_is_kept_where_the_reads_are_not_told(
    fasta: Path, tmp_path: Path, alts: str, form: str, cell: str, share: float | None
) -> None:
    brought(tmp_path, vcf(tmp_path, [f"chr1 20 . C {alts} 90 . . {form} {cell}"]), fasta)
    found = [variant_of(record, ("child",)) for record in VCF(str(tmp_path / "out.bcf"))]
    assert found[-1].calls[0].share == (None if share is None else pytest.approx(share))


@pytest.mark.parametrize(
    ("form", "cell", "expected"),
    [
        ("GT:HP", "0/1:20-2,20-1", "1|0:.:.,.:.:20"),  # the first copy is of the second haplotype
        ("GT:HP", "0/1:20-1,20-2", "0|1:.:.,.:.:20"),
        ("GT:HP", "0/1:1", "0/1:.:.,.:.:."),  # the tag of a read, which orders nothing
        ("GT:HP", "0/1:20-1,25-2", "0/1:.:.,.:.:."),
        ("GT:PS", "0|1:chr1_20", "0/1:.:.,.:.:."),  # a set with a name: not the one set of the contig
        ("GT:PID:PGT", "0|1:chr1_20:0|1", "0/1:.:.,.:.:."),
    ],
)
def test_phase_by_haplotype_or_by_a_name(fasta: Path, tmp_path: Path, form: str, cell: str, expected: str) -> None:
    assert brought(tmp_path, vcf(tmp_path, [f"chr1 20 . C T 9 . . {form} {cell}"]), fasta) == [
        f"chr1:20 C T PASS {expected}"
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("0/1/1", ["./1"]),
        ("0|0|1", ["./1"]),
        ("1/1/1", ["1/1"]),
        ("./1/1", ["./1"]),
        ("0/1/2", ["./1", "./1"]),
        ("0/2/2/2", ["./1"]),
    ],
)
def test_a_genotype_of_more_copies_than_two_is_carried_at_least_once_and_told(
    fasta: Path, tmp_path: Path, written: str, expected: list[str]
) -> None:
    """Never a heterozygote nor a homozygote by a count of copies that the caller was told, or that regions share."""
    given = vcf(tmp_path, [f"chr1 20 . C A,T 9 . . GT:DP {written}:20"])
    found = brought(tmp_path, given, fasta, copies=copies)
    assert [line.split()[-1].partition(":")[0] for line in found] == expected
    reader = VCF(str(tmp_path / "out.bcf"))
    assert "calls_of_more_copies:1" in reader.raw_header
    for record in reader:
        variant = variant_of(record, ("child",))
        assert variant.copy_conflicts == (CopyConflict("child", None, False, written.replace("|", "/")),)
        assert "on more than two copies" in conflict_lines(variant)[0]


def test_a_relative_of_more_copies_is_told_of_and_a_reference_of_more_is_the_reference(
    fasta: Path, tmp_path: Path
) -> None:
    given = vcf(tmp_path, ["chr1 20 . C T 9 . . GT 0/1 0/0/1 0/0/0"], (), TRIO)
    assert [cell.partition(":")[0] for cell in brought(tmp_path, given, fasta, TRIO)[0].split()[4:]] == [
        "0/1",
        "./1",
        "0/0",
    ]
    (record,) = VCF(str(tmp_path / "out.bcf"))
    assert record.INFO["MORE_COPIES_CALLED"] == "mother:0/0/1"


def test_one_copy_called_as_three_stays_a_mixture(fasta: Path, tmp_path: Path) -> None:
    given = vcf(tmp_path, ["chrX 20 . C T 9 . . GT 0/1/1", "chrX 25 . C T 9 . . GT 1/1/1"])
    found = brought(tmp_path, given, fasta, copies=copies)
    assert [line.split()[-1].partition(":")[0] for line in found] == ["0/1", "1"]
