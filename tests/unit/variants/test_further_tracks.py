"""Further tracks of the configuration: tables, VCF and BED, by a mapping or by the header of a known release."""

from __future__ import annotations

import gzip
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cyvcf2
import pysam
import pytest

from tachkhis.case.further_tracks import track_config
from tachkhis.errors import InputError
from tachkhis.reference.passport import Contig
from tachkhis.reference.passport import Passport
from tachkhis.variants.further_tracks import one_per_allele
from tachkhis.variants.further_tracks import prepare_callable
from tachkhis.variants.further_tracks import prepare_further
from tachkhis.variants.further_tracks import repeated_fields
from tachkhis.variants.tracks import Track
from tachkhis.variants.typed_record import variant_of

#           10        20        30        40
SEQUENCE = "ACGTACGTAC" + "GGGG" + "TTACGCATCA" + "CACACACAT" + "GATTACAG" * 5
BUILD = "GRCh38"


@pytest.fixture(autouse=True)
def fasta(tmp_path: Path) -> Path:
    path = tmp_path / "genome.fa"
    path.write_text(f">chr1\n{SEQUENCE}\n")
    pysam.faidx(str(path))
    return path


def prepared(folder: Path, file: Path, build: str | None = BUILD, **written: Any) -> Track:
    """A track with the name ``extra``, prepared beside its file."""
    passport = Passport((Contig("chr1", len(SEQUENCE)),), "", "lengths", build, False)
    config = track_config("extra", {"file": file.name, **written}, file)
    return prepare_further(config, passport, folder / "genome.fa", folder / "extra.tsv.gz", folder / "logs")


def written(path: Path, text: str) -> Path:
    if path.name.endswith(".gz"):
        with gzip.open(path, "wt") as handle:
            handle.write(text)
    else:
        path.write_text(text)
    return path


def rows_of(path: Path) -> list[list[str]]:
    with gzip.open(path, "rt") as handle:
        return [line.rstrip("\n").split("\t") for line in handle]


def annotated(folder: Path, *records: str) -> list[Mapping[str, Any]]:
    """INFO of calls (``POS REF ALT``, normalised by bcftools norm as the workflow's are) after the annotation."""
    head = f"##fileformat=VCFv4.2\n##contig=<ID=chr1,length={len(SEQUENCE)}>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    lines = ("\t".join(("chr1", one.split()[0], ".", *one.split()[1:], ".", ".", ".")) for one in records)
    calls, track = folder / "calls.vcf", str(folder / "extra")
    calls.write_text(head + "".join(f"{line}\n" for line in lines))
    annotate = [
        "bcftools",
        "annotate",
        "-a",
        f"{track}.tsv.gz",
        "-h",
        f"{track}.header.txt",
        "-C",
        f"{track}.columns.txt",
        "-",
    ]
    norm = f"bcftools norm -m -any -f {shlex.quote(str(folder / 'genome.fa'))} {calls} 2>/dev/null"
    done = subprocess.run(f"{norm} | {shlex.join(annotate)} > {folder}/out.vcf", shell=True, check=True)
    assert done.returncode == 0
    return [dict(record.INFO) for record in cyvcf2.VCF(str(folder / "out.vcf"))]


TABLE = {"columns": {"chrom": 1, "pos": 2, "ref": 3, "alt": 4}}


def test_a_table_is_read_by_the_numbers_of_its_columns(tmp_path: Path) -> None:
    file = written(tmp_path / "revel.tsv.gz", "1\t2\tC\tA\tx\ty\tz\t0.91\n1\t3\tG\tT\tx\ty\tz\t.\n")
    track = prepared(tmp_path, file, **TABLE, fields={"REVEL": 8})
    assert track.fields == ("SCORE_REVEL",)
    assert rows_of(tmp_path / "extra.tsv.gz") == [["chr1", "2", "C", "A", "0.91"]]
    assert annotated(tmp_path, "2 C A", "2 C T") == [{"SCORE_REVEL": pytest.approx(0.91)}, {}]


@pytest.mark.parametrize(
    ("in_track", "in_calls"),
    [
        ("11 G GG", "14 G GG"),  # an insertion into a run of G, written at either end
        ("14 GT T", "10 CG C"),  # a deletion from it
        ("24 ACA A", "30 ACA A"),  # one unit of a repeat of CA
        ("30 A ACA", "24 A ACA"),
        ("22 TCA TCACA", "24 A ACA"),  # bases that both alleles share
        ("15 TTACG TTGCG", "17 A G"),  # a substitution within shared bases
        ("15 TTAC TTGG", "17 AC GG"),  # two bases changed together
        ("15 T C,G", "15 T G"),  # several alleles in one row
        ("17 ACGCAT AT", "17 ACGCA A"),
    ],
)
def test_equal_alleles_meet_however_they_are_written(tmp_path: Path, in_track: str, in_calls: str) -> None:
    pos, ref, alt = in_track.split()
    file = written(tmp_path / "s.tsv", f"1\t{pos}\t{ref}\t{alt}\t0.5\n")
    prepared(tmp_path, file, **TABLE, fields={"X": 5})
    assert annotated(tmp_path, in_calls) == [{"SCORE_X": 0.5}]


@pytest.mark.parametrize(
    ("in_track", "in_calls"),
    [
        ("11 G GG", "11 G GGG"),  # another length
        ("17 A G", "17 AC GG"),  # part of a change of two bases is another change
        ("24 ACA A", "24 A ACA"),
        ("15 T C", "15 T G"),
    ],
)
def test_other_alleles_of_one_place_do_not_meet(tmp_path: Path, in_track: str, in_calls: str) -> None:
    pos, ref, alt = in_track.split()
    prepared(tmp_path, written(tmp_path / "s.tsv", f"1\t{pos}\t{ref}\t{alt}\t0.5\n"), **TABLE, fields={"X": 5})
    assert annotated(tmp_path, in_calls) == [{}]


def test_alt_that_are_no_bases_are_left_out(tmp_path: Path) -> None:
    rows = "1\t15\tT\t*\t1\n1\t15\tT\t.\t2\n1\t15\tT\t<DEL>\t3\n1\t15\tT\tT\t4\n1\t15\tt\tc\t5\n"
    prepared(tmp_path, written(tmp_path / "s.tsv", rows), **TABLE, fields={"X": 5})
    assert rows_of(tmp_path / "extra.tsv.gz") == [["chr1", "15", "T", "C", "5"]]


@pytest.mark.parametrize(("several", "kept"), [("max", ["0.8", "b"]), ("min", ["0.2", "c"]), ("first", ["0.5", "a"])])
def test_of_several_rows_of_one_allele_one_stands_whole(tmp_path: Path, several: str, kept: list[str]) -> None:
    rows = "1\t11\tG\tGG\t0.5\ta\n1\t14\tG\tGG\t0.8\tb\n1\t12\tG\tGG\t0.2\tc\n1\t12\tG\tGG\t.\td\n"
    fields = {"X": 5, "WHO": {"column": 6, "type": "text"}}
    prepared(tmp_path, written(tmp_path / "s.tsv", rows), **TABLE, fields=fields, several=several)
    assert rows_of(tmp_path / "extra.tsv.gz") == [["chr1", "10", "C", "CG", *kept]]


def test_a_row_with_a_value_goes_before_one_without() -> None:
    allele = ("c", "1", "A", "T")
    assert list(one_per_allele([(0, allele, (".",)), (1, allele, ("0",))], "max")) == [(*allele, "0")]


REVEL = "chr,hg19_pos,grch38_pos,ref,alt,aaref,aaalt,REVEL,Ensembl_transcriptid\n1,9,2,C,A,R,S,0.3,ENST1\n1,9,2,C,A,R,S,0.7,ENST2\n1,3,.,G,T,R,S,0.1,ENST1\n"


@pytest.mark.parametrize(
    ("build", "rows"),
    [("GRCh38", [["chr1", "2", "C", "A", "0.7"]]), ("GRCh37", [["chr1", "3", "G", "T", "0.1"]])],
)
def test_revel_is_known_by_its_header_and_read_by_build(tmp_path: Path, build: str, rows: list[list[str]]) -> None:
    text = REVEL if build == "GRCh38" else REVEL.replace(",9,2,", ",.,2,")
    track = prepared(tmp_path, written(tmp_path / "revel_with_transcript_ids.csv", text), build)
    assert track.fields == ("SCORE_REVEL",)
    assert rows_of(tmp_path / "extra.tsv.gz") == rows


def test_revel_on_another_genome_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="positions of GRCh37 and GRCh38, and the reference is of neither"):
        prepared(tmp_path, written(tmp_path / "revel.csv", REVEL), None)


def test_cadd_alphamissense_and_spliceai_are_known_by_their_headers(tmp_path: Path) -> None:
    cadd = "## CADD GRCh38-v1.7 (c) University\n#Chrom\tPos\tRef\tAlt\tRawScore\tPHRED\n1\t2\tC\tA\t2.1\t25.3\n"
    track = prepared(tmp_path, written(tmp_path / "cadd.tsv.gz", cadd))
    assert track.fields == ("SCORE_CADD", "SCORE_CADD_RAW")
    assert "v1.7" in track.version or "1.7" in track.version
    assert rows_of(tmp_path / "extra.tsv.gz") == [["chr1", "2", "C", "A", "25.3", "2.1"]]
    names = "genome\tuniprot_id\ttranscript_id\tprotein_variant\tam_pathogenicity\tam_class"
    rows = "chr1\t2\tC\tA\thg38\tP1\tT1\tR1S\t0.2\tlikely_benign\nchr1\t2\tC\tA\thg38\tP2\tT2\tR1S\t0.9\tlikely_pathogenic\n"
    text = f"# Copyright\n#\n#CHROM\tPOS\tREF\tALT\t{names}\n{rows}"
    track = prepared(tmp_path, written(tmp_path / "AlphaMissense_hg38.tsv.gz", text))
    assert track.fields == ("SCORE_ALPHAMISSENSE", "TRACK_AM_CLASS")
    assert rows_of(tmp_path / "extra.tsv.gz") == [["chr1", "2", "C", "A", "0.9", "likely_pathogenic"]]
    with pytest.raises(InputError, match="it is of build GRCh37"):
        prepared(tmp_path, written(tmp_path / "AlphaMissense_hg19.tsv.gz", text.replace("hg38", "hg19")))


SPLICEAI = (
    '##fileformat=VCFv4.2\n##contig=<ID=1,length=99>\n##INFO=<ID=SpliceAI,Number=.,Type=String,Description="SpliceAIv1.3'
    " variant annotation. These include delta scores (DS) and delta positions (DP) for acceptor gain (AG). Format:"
    ' ALLELE|SYMBOL|DS_AG|DS_AL|DS_DG|DS_DL|DP_AG|DP_AL|DP_DG|DP_DL">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n'
    "1\t2\t.\tC\tA,T\t.\t.\tSpliceAI=A|GENE1|0.01|0.00|0.91|0.20|1|2|3|4,T|GENE1|0.00|0.05|.|0.00|1|2|3|4,A|GENE2|0.95|0|0|0|1|2|3|4\n"
    "1\t14\t.\tG\tGG\t.\t.\tSpliceAI=GG|GENE1|0.10|0.30|0.00|0.00|1|2|3|4\n1\t3\t.\tG\tT\t.\t.\tSpliceAI=T|GENE1|.|.|.|.|.|.|.|.\n"
)


def test_spliceai_gives_the_greatest_of_its_four_scores_by_allele(tmp_path: Path) -> None:
    track = prepared(tmp_path, written(tmp_path / "spliceai_scores.vcf", SPLICEAI))
    assert track.fields == ("SCORE_SPLICEAI", "TRACK_SPLICEAI_GENE")
    assert rows_of(tmp_path / "extra.tsv.gz") == [
        ["chr1", "2", "C", "A", "0.95", "GENE2"],
        ["chr1", "2", "C", "T", "0.05", "GENE1"],
        ["chr1", "10", "C", "CG", "0.30", "GENE1"],
    ]
    prepared(tmp_path, tmp_path / "spliceai_scores.vcf", fields={"DONOR_GAIN": "SpliceAI.DS_DG"})
    assert rows_of(tmp_path / "extra.tsv.gz")[1] == ["chr1", "10", "C", "CG", "0.00"]


def test_a_vcf_gives_each_allele_its_own_value(tmp_path: Path) -> None:
    text = (
        "##fileformat=VCFv4.2\n##contig=<ID=NC_000001.11,length=99>\n"
        '##INFO=<ID=S,Number=A,Type=Float,Description="x">\n##INFO=<ID=D,Number=R,Type=Integer,Description="x">\n'
        '##INFO=<ID=W,Number=1,Type=String,Description="x">\n##INFO=<ID=F,Number=0,Type=Flag,Description="x">\n'
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
        "NC_000001.11\t2\t.\tC\tA,T\t.\t.\tS=0.1,0.2;D=7,8,9;W=a b;F\nNC_000001.11\t3\t.\tG\tT\t.\t.\tS=0.4\n"
    )
    fields = {"S": "S", "D": "D", "W": {"column": "W", "type": "text"}, "F": {"column": "F", "type": "flag"}}
    prepared(tmp_path, written(tmp_path / "x.vcf", text), fields=fields)
    assert rows_of(tmp_path / "extra.tsv.gz") == [  # the contig is known by its RefSeq accession
        ["chr1", "2", "C", "A", "0.1", "8", "a%20b", "1"],
        ["chr1", "2", "C", "T", "0.2", "9", "a%20b", "1"],
        ["chr1", "3", "G", "T", "0.4", ".", ".", "."],
    ]


def test_accessions_of_another_build_are_no_contigs_of_this_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"shares no contig with the reference: it has NC_000001\.10"):
        prepared(tmp_path, written(tmp_path / "s.tsv", "NC_000001.10\t2\tC\tA\t0.5\n"), **TABLE, fields={"X": 5})


def test_a_bed_lies_over_records_and_the_greatest_of_several_intervals_counts(tmp_path: Path) -> None:
    text = "track name=x\n1\t20\t30\t0.5\tlow\n1\t1\t3\t1\thigh\n1\t25\t26\t0.75\tmid\n"
    fields = {"MAP": 4, "WORD": {"column": 5, "type": "text"}, "HARD": {"column": 4, "type": "flag"}}
    prepared(tmp_path, written(tmp_path / "map.bed", text), fields=fields)
    found = annotated(tmp_path, "1 A G", "2 C A", "3 G T", "4 T A", "22 T A", "26 A AT")
    assert [one.get("SCORE_MAP") for one in found] == [None, 1.0, 1.0, None, 0.5, 0.75]
    assert found[5]["TRACK_WORD"] in ("low,mid", "mid,low")
    assert [one.get("TRACK_HARD") for one in found] == [None, 1, 1, None, 1, 1]


def test_a_bed_without_fields_is_a_flag_of_the_tracks_name(tmp_path: Path) -> None:
    assert prepared(tmp_path, written(tmp_path / "mask.bed.gz", "chr1\t1\t3\n")).fields == ("TRACK_EXTRA",)
    assert annotated(tmp_path, "2 C A", "5 A C") == [{"TRACK_EXTRA": 1}, {}]


@pytest.mark.parametrize(
    ("name", "text", "mapping", "told"),
    [
        (
            "s.tsv",
            "1\t2\tC\tA\tx\n",
            {**TABLE, "fields": {"X": 5}},
            "row 1, column X, value 'x': the value is not a number",
        ),
        ("s.tsv", "1\t2\tC\tA\t1\n", {**TABLE, "fields": {"X": 6}}, "value '6': there is no such column"),
        (
            "s.tsv",
            "1\t2\tC\tA\t1\n1\t3\n",
            {**TABLE, "fields": {"X": 5}},
            "row 2: the row has 2 columns where 5 are read",
        ),
        ("s.tsv", "1\t2\tC\tA\t1\n1\tx\tC\tA\t1\n", {**TABLE, "fields": {"X": 5}}, "row 2, value 'x': the position"),
        ("s.tsv", "a\tb\tc\n1\t2\t3\n", {}, "its header is of no release that is known"),
        ("s.tsv", "", {**TABLE, "fields": {"X": 5}}, "it holds no row"),
        ("m.bed", "chr1\t5\t5\n", {}, "row 1, value 'chr1\\t5\\t5': the line is no interval"),
        ("m.bed", "chr1\t5\t900\n", {}, "the interval ends behind the end of chr1"),
        ("m.bed", "chr7\t5\t9\n", {}, "shares no contig with the reference: it has chr7"),
        ("x.vcf", SPLICEAI, {"fields": {"X": "CADD"}}, "value 'CADD': there is no such INFO field"),
        (
            "s.tsv",
            "1\t2\tG\tA\t1\n1\t3\tC\tA\t1\n1\t4\tT\tA\t1\n",
            {**TABLE, "fields": {"X": 5}},
            "2 of 3 REF alleles are not",
        ),
    ],
)
def test_what_cannot_be_read_is_one_line(
    tmp_path: Path, name: str, text: str, mapping: dict[str, Any], told: str
) -> None:
    with pytest.raises(InputError) as caught:
        prepared(tmp_path, written(tmp_path / name, text), **mapping)
    assert told in str(caught.value).replace("\t", "\\t")


def test_two_tracks_that_give_one_field_are_a_fault() -> None:
    tracks = [Track("scores", "", False, fields=("SCORE_REVEL",)), Track("revel", "", False, fields=("SCORE_REVEL",))]
    (fault,) = repeated_fields(tracks, [])
    assert "the tracks scores and revel both give SCORE_REVEL" in str(fault)


def test_words_and_numbers_reach_the_typed_record(tmp_path: Path) -> None:
    prepared(tmp_path, written(tmp_path / "spliceai.vcf", SPLICEAI))
    annotated(tmp_path, "2 C A")
    (variant,) = (variant_of(record, ()) for record in cyvcf2.VCF(str(tmp_path / "out.vcf")))
    assert variant.scores == {"SPLICEAI": 0.95}
    assert variant.marks == {"SPLICEAI_GENE": "GENE2"}


def test_the_panels_callable_alleles_get_the_references_contig_names(tmp_path: Path) -> None:
    source = written(
        tmp_path / "panel.callable.bed.gz", "#chrom\tstart\tend\tAN\tAN_MA_01\n1\t0\t10\t218\t20\n7\t0\t4\t2\t0\n"
    )
    passport = Passport((Contig("chr1", len(SEQUENCE)),), "", "lengths", BUILD, False)
    prepare_callable(source, passport, tmp_path / "out.bed.gz")
    assert rows_of(tmp_path / "out.bed.gz") == [["chr1", "0", "10", "218"]]
