"""Gene models: the styles of GTF and GFF3 that people have, and what is asked of a model."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from tachkhis.errors import InputError
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript

ENSEMBL_GTF = """\
#!genome-build GRCh38.p14
1 ensembl gene 101 1000 . - . gene_id "ENSG01"; gene_version "5"; gene_name "AAA"; gene_biotype "protein_coding";
1 ensembl transcript 101 1000 . - . gene_id "ENSG01"; transcript_id "ENST01"; transcript_version "7"; gene_name "AAA"; transcript_biotype "protein_coding"; tag "basic"; tag "MANE_Select";
1 ensembl exon 801 1000 . - . gene_id "ENSG01"; transcript_id "ENST01"; transcript_version "7"; exon_number "1";
1 ensembl CDS 801 900 . - 0 gene_id "ENSG01"; transcript_id "ENST01"; transcript_version "7";
1 ensembl start_codon 898 900 . - 0 gene_id "ENSG01"; transcript_id "ENST01";
1 ensembl exon 501 600 . - . gene_id "ENSG01"; transcript_id "ENST01";
1 ensembl CDS 501 600 . - 2 gene_id "ENSG01"; transcript_id "ENST01";
1 ensembl stop_codon 499 500 . - 0 gene_id "ENSG01"; transcript_id "ENST01";
1 ensembl exon 401 500 . - . gene_id "ENSG01"; transcript_id "ENST01";
1 ensembl exon 101 200 . - . gene_id "ENSG01"; transcript_id "ENST01";
1 ensembl stop_codon 200 200 . - 0 gene_id "ENSG01"; transcript_id "ENST01";
1 ensembl transcript 101 900 . - . gene_id "ENSG01"; transcript_id "ENST02"; transcript_version "1"; gene_name "AAA"; transcript_biotype "protein_coding"; tag "cds_end_NF"; tag "mRNA_end_NF";
1 ensembl exon 101 900 . - . gene_id "ENSG01"; transcript_id "ENST02";
1 ensembl CDS 101 890 . - 0 gene_id "ENSG01"; transcript_id "ENST02";
"""

GENCODE_GTF = """\
##description: evidence-based annotation of the human genome (GRCh38), version 45 (Ensembl 111)
chr1 HAVANA gene 11 100 . + . gene_id "ENSG00000290825.1"; gene_type "lncRNA"; gene_name "DDX"; level 2; tag "overlaps";
chr1 HAVANA transcript 11 100 . + . gene_id "ENSG00000290825.1"; transcript_id "ENST00000456328.2"; gene_type "lncRNA"; gene_name "DDX"; transcript_type "lncRNA"; level 2; tag "Ensembl_canonical"; tag "MANE_Plus_Clinical";
chr1 HAVANA exon 11 100 . + . gene_id "ENSG00000290825.1"; transcript_id "ENST00000456328.2"; gene_name "DDX"; exon_number 1; level 2;
"""

REFSEQ_GTF = """\
NC_1 RefSeq gene 1 90 . + . gene_id "A2M"; transcript_id ""; db_xref "GeneID:2"; gene "A2M"; gene_biotype "protein_coding";
NC_1 RefSeq transcript 1 90 . + . gene_id "A2M"; transcript_id "NM_000014.6"; gene "A2M"; tag "MANE Select"; transcript_biotype "mRNA";
NC_1 RefSeq exon 1 90 . + . gene_id "A2M"; transcript_id "NM_000014.6"; gene "A2M";
NC_1 RefSeq CDS 11 70 . + 0 gene_id "A2M"; transcript_id "NM_000014.6"; gene "A2M";
NC_1 RefSeq stop_codon 71 73 . + 0 gene_id "A2M"; transcript_id "NM_000014.6"; gene "A2M";
"""

ENSEMBL_GFF3 = """\
##gff-version 3
1 e gene 1 900 . + . ID=gene:ENSG01;Name=BBB;biotype=protein_coding;gene_id=ENSG01;version=3
1 e mRNA 1 900 . + . ID=transcript:ENST01;Parent=gene:ENSG01;Name=BBB-201;biotype=protein_coding;tag=basic,MANE_Select;transcript_id=ENST01;version=4
1 e five_prime_UTR 1 20 . + . Parent=transcript:ENST01
1 e exon 1 100 . + . Parent=transcript:ENST01;Name=E1
1 e CDS 21 100 . + 0 ID=CDS:ENSP01;Parent=transcript:ENST01
1 e CDS 801 810 . + 1 ID=CDS:ENSP01;Parent=transcript:ENST01
1 e exon 801 900 . + . Parent=transcript:ENST01
"""

REFSEQ_GFF3 = """\
NC_1 RefSeq region 1 9000 . + . ID=NC_1:1..9000;Name=1
NC_1 BestRefSeq gene 1 900 . - . ID=gene-CCC;Dbxref=GeneID:9;Name=CCC;gbkey=Gene;gene=CCC;gene_biotype=protein_coding
NC_1 BestRefSeq mRNA 1 900 . - . ID=rna-NM_9.3;Parent=gene-CCC;Name=NM_9.3;gene=CCC;tag=MANE Select;transcript_id=NM_9.3
NC_1 BestRefSeq exon 1 900 . - . ID=exon-NM_9.3-1;Parent=rna-NM_9.3;gene=CCC;transcript_id=NM_9.3
NC_1 BestRefSeq CDS 301 600 . - 0 ID=cds-NP_9.1;Parent=rna-NM_9.3;gene=CCC;Note=a%3B b;transl_except=(pos:400..402%2Caa:Sec)
NC_1 BestRefSeq mRNA 1 700 . - . ID=rna-NM_9.4-2;Parent=gene-CCC;Name=NM_9.4;gene=CCC;partial=true;end_range=700,.;transcript_id=NM_9.4
NC_1 BestRefSeq exon 1 700 . - . ID=exon-NM_9.4-1;Parent=rna-NM_9.4-2
NC_1 BestRefSeq CDS 301 700 . - 0 ID=cds-NP_9.2;Parent=rna-NM_9.4-2
NC_1 RefSeq gene 2000 2300 . + . ID=gene-ND1;Name=ND1;gene=ND1;gene_biotype=protein_coding
NC_1 RefSeq CDS 2000 2300 . + 0 ID=cds-YP_1.1;Parent=gene-ND1;gene=ND1;transl_table=2
"""

UCSC_GTF = """\
chr20 unknown exon 1 50 . + . gene_id "DDD"; transcript_id "NM_1"; gene_name "DDD"; p_id "P1"; tss_id "TSS1";
chr20 unknown CDS 11 47 . + 0 gene_id "DDD"; transcript_id "NM_1"; gene_name "DDD"; p_id "P1"; tss_id "TSS1";
chr20 unknown stop_codon 48 50 . + . gene_id "DDD"; transcript_id "NM_1"; gene_name "DDD";
"""


def written(folder: Path, text: str, name: str = "genes.gtf") -> Path:
    """The text as a file, its first eight blanks on each line being tabs."""
    lines = [line if line.startswith("#") else "\t".join(line.split(" ", 8)) for line in text.splitlines()]
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_ensembl_gtf(tmp_path: Path) -> None:
    first, second = GeneModel.load(written(tmp_path, ENSEMBL_GTF))
    assert (first.id, first.gene, first.gene_id, first.biotype) == ("ENST01.7", "AAA", "ENSG01", "protein_coding")
    assert (first.contig, first.strand, first.mane) == ("1", -1, "select")
    assert first.exons == ((100, 200), (400, 500), (500, 600), (800, 1000))
    assert first.tags == ("basic", "MANE_Select")
    assert second.end_incomplete
    assert not second.start_incomplete
    assert second.cds == (100, 890)


def test_the_stop_codon_of_a_gtf_is_joined_across_an_intron(tmp_path: Path) -> None:
    first = GeneModel.load(written(tmp_path, ENSEMBL_GTF)).transcripts[0]
    assert first.cds == (199, 900)  # two bases of the stop in one exon, the last one in the next
    assert first.coding == ((199, 200), (400, 500), (500, 600), (800, 900))
    assert first.gapped  # the made-up stop leaves coding bases out between its pieces


def test_gencode_gtf(tmp_path: Path) -> None:
    model = GeneModel.load(written(tmp_path, GENCODE_GTF))
    (only,) = model
    assert (only.id, only.accession) == ("ENST00000456328.2", "ENST00000456328")
    assert (only.biotype, only.mane, only.cds) == ("lncRNA", "plus_clinical", None)
    assert "version 45" in model.title


def test_refseq_gtf(tmp_path: Path) -> None:
    (only,) = GeneModel.load(written(tmp_path, REFSEQ_GTF))
    assert (only.id, only.gene, only.biotype, only.mane) == ("NM_000014.6", "A2M", "protein_coding", "select")
    assert only.cds == (10, 73)


def test_ucsc_gtf(tmp_path: Path) -> None:
    (only,) = GeneModel.load(written(tmp_path, UCSC_GTF))
    assert (only.id, only.gene, only.biotype, only.cds) == ("NM_1", "DDD", "protein_coding", (10, 50))


def test_ensembl_gff3(tmp_path: Path) -> None:
    (only,) = GeneModel.load(written(tmp_path, ENSEMBL_GFF3, "genes.gff3"))
    assert (only.id, only.gene, only.gene_id, only.mane) == ("ENST01.4", "BBB", "ENSG01", "select")
    assert (only.exons, only.cds) == (((0, 100), (800, 900)), (20, 810))
    assert not only.gapped


def test_refseq_gff3(tmp_path: Path) -> None:
    model = GeneModel.load(written(tmp_path, REFSEQ_GFF3, "genes.gff3"))
    first, second, mitochondrial = model
    assert (first.id, first.gene, first.gene_id, first.mane) == ("NM_9.3", "CCC", "CCC", "select")
    assert (first.cds, first.selenoprotein) == ((300, 600), True)
    assert (second.id, second.start_incomplete, second.end_incomplete) == ("NM_9.4", True, False)
    assert (mitochondrial.id, mitochondrial.gene) == ("ND1", "ND1")  # no transcript line: the gene stands for it
    assert (mitochondrial.exons, mitochondrial.cds) == (((1999, 2300),), (1999, 2300))


@pytest.mark.parametrize("text", [ENSEMBL_GTF, GENCODE_GTF, REFSEQ_GTF, ENSEMBL_GFF3, REFSEQ_GFF3, UCSC_GTF])
def test_gzipped_and_plain_are_the_same(tmp_path: Path, text: str) -> None:
    plain = written(tmp_path, text)
    zipped = tmp_path / "genes.gz"
    zipped.write_bytes(gzip.compress(plain.read_bytes()))
    assert GeneModel.load(zipped).transcripts == GeneModel.load(plain).transcripts


def test_lines_in_any_order_give_the_same_transcripts(tmp_path: Path) -> None:
    lines = ENSEMBL_GFF3.splitlines()
    mixed = lines[:1] + lines[:0:-1]
    plain = GeneModel.load(written(tmp_path, ENSEMBL_GFF3, "a.gff3"))
    assert GeneModel.load(written(tmp_path, "\n".join(mixed), "b.gff3")).transcripts == plain.transcripts


@pytest.mark.parametrize(
    ("broken", "row", "problem"),
    [
        ("1 e exon 1 100 . + .", 9, "has 8 tab-separated columns"),
        ("1 e exon one 100 . + . Parent=transcript:ENST01", 9, "not a whole number"),
        ("1 e exon 200 100 . + . Parent=transcript:ENST01", 9, "do not make an interval"),
        ("1 e exon 0 100 . + . Parent=transcript:ENST01", 9, "do not make an interval"),
        ("1 e exon 1 100 . ? . Parent=transcript:ENST01", 9, "strand is unknown"),
        ("1 e exon 200 300 . - . Parent=transcript:ENST01", 9, "another contig or strand"),
        ("1 e exon 200 300 . + . Name=orphan", 9, "names no parent"),
        (
            "1 e CDS 700 705 . + 0 Parent=transcript:ENST01\n1 e CDS 2000 2010 . + 0 Parent=transcript:ENST01",
            3,
            "outside",
        ),
    ],
)
def test_broken_lines_are_told_with_their_row(tmp_path: Path, broken: str, row: int, problem: str) -> None:
    path = written(tmp_path, ENSEMBL_GFF3 + broken, "genes.gff3")
    with pytest.raises(InputError, match=problem) as caught:
        GeneModel.load(path)
    assert [fault.row for fault in caught.value.faults] == [row]
    assert caught.value.faults[0].file == str(path)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = (
        ENSEMBL_GFF3 + "1 e exon one 100 . + . Parent=transcript:ENST01\n1 e exon 9 8 . + . Parent=transcript:ENST01\n"
    )
    with pytest.raises(InputError) as caught:
        GeneModel.load(written(tmp_path, text, "genes.gff3"))
    assert [fault.row for fault in caught.value.faults] == [9, 10]


@pytest.mark.parametrize(
    "content", [b"", b"# nothing\n", b"\x1f\x8b\x08\x00cut", b"\xff\xfe\x00\x00", b">chr1\nACGT\n"]
)
def test_files_that_are_no_gene_model(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "genes.gtf"
    path.write_bytes(content)
    with pytest.raises(InputError):
        GeneModel.load(path)


def test_an_absent_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        GeneModel.load(tmp_path / "absent.gtf")


def transcript(
    identifier: str, start: int, end: int, *, cds: tuple[int, int] | None = None, **more: object
) -> Transcript:
    settings = {"gene": "G", "gene_id": "G", "biotype": "x", "contig": "1", "strand": 1, "exons": ((start, end),)}
    return Transcript(id=identifier, cds=cds, **{**settings, **more})  # type: ignore[arg-type]


def test_overlapping_is_what_a_scan_finds() -> None:
    rng = random.Random(3)
    many = []
    for number in range(400):
        start = rng.randrange(500_000)
        many.append(transcript(f"T{number}", start, start + rng.choice((50, 2_000, 90_000)), contig=rng.choice("12")))
    model = GeneModel(many)
    for _ in range(500):
        start = rng.randrange(520_000)
        end = start + rng.choice((0, 1, 30, 40_000, 200_000))
        expected = [item for item in many if item.contig == "1" and item.start < end and item.end > start]
        if start == end:
            expected = [item for item in many if item.contig == "1" and item.start < start < item.end]
        assert model.overlapping("1", start, end) == expected
    assert model.overlapping("unknown", 0, 10) == []


def test_ends_are_half_open() -> None:
    model = GeneModel([transcript("T", 10, 20)])
    assert [bool(model.overlapping("1", start, start + 1)) for start in (9, 10, 19, 20)] == [False, True, True, False]
    assert [bool(model.overlapping("1", at, at)) for at in (10, 11, 19, 20)] == [False, True, True, False]


def test_mane_select_is_chosen_before_the_longest() -> None:
    longest = transcript("NM_1.1", 0, 900, cds=(0, 900))
    mane = transcript("NM_2.1", 0, 300, cds=(0, 300), mane="select")
    clinical = transcript("NM_3.1", 0, 600, cds=(0, 600), mane="plus_clinical")
    assert GeneModel([longest, mane, clinical]).chosen("G") == (mane, "mane_select")
    assert GeneModel([clinical, longest]).chosen("G") == (longest, "longest_cds")
    assert GeneModel([clinical]).chosen("G") == (clinical, "only")


def test_ties_of_the_coding_length_go_to_the_longer_transcript_then_to_the_id() -> None:
    short = transcript("NM_1.1", 0, 300, cds=(0, 300))
    long = transcript("NM_2.1", 0, 400, cds=(0, 300))
    assert GeneModel([short, long]).chosen("G") == (long, "longest_cds")
    twin = transcript("NM_0.1", 0, 400, cds=(0, 300))
    assert GeneModel([short, long, twin]).chosen("G")[0] is twin
    with pytest.raises(KeyError):
        GeneModel([short]).chosen("H")


def test_the_longest_transcript_where_nothing_is_coding() -> None:
    shorter, longer = transcript("NR_1.1", 0, 300), transcript("NR_2.1", 0, 400)
    assert GeneModel([shorter, longer]).chosen("G") == (longer, "longest_transcript")


def test_coding_regions_follow_the_transcript() -> None:
    exons = ((0, 10), (20, 40), (60, 90), (100, 120))
    plus = transcript("P", 0, 120, cds=(25, 105), exons=exons)
    assert GeneModel([plus]).coding_regions("G") == [
        ("1", 25, 40, "exon 2/4"),
        ("1", 60, 90, "exon 3/4"),
        ("1", 100, 105, "exon 4/4"),
    ]
    minus = transcript("M", 0, 120, cds=(25, 105), exons=exons, strand=-1)
    assert GeneModel([minus]).coding_regions("G") == [
        ("1", 100, 105, "exon 1/4"),
        ("1", 60, 90, "exon 2/4"),
        ("1", 25, 40, "exon 3/4"),
    ]
    assert GeneModel([transcript("N", 0, 10)]).coding_regions("G") == []


def test_contigs_can_be_renamed() -> None:
    model = GeneModel([transcript("T", 10, 20), transcript("U", 10, 20, contig="X")], "title")
    renamed = model.renamed({"1": "chr1"})
    assert renamed.contigs == ("chr1", "X")
    assert renamed.title == "title"
    assert renamed.overlapping("chr1", 12, 13)[0].id == "T"
    assert model.contigs == ("1", "X")


def test_transcripts_by_id_and_version() -> None:
    model = GeneModel([transcript("NM_1.2", 0, 9), transcript("NM_1.3", 0, 9), transcript("NM_2", 0, 9)])
    assert [item.id for item in model.with_id("NM_1.2")] == ["NM_1.2"]
    assert model.with_id("NM_1") == ()
    assert [item.id for item in model.versions("NM_1")] == ["NM_1.2", "NM_1.3"]
    assert [item.id for item in model.versions("NM_2")] == ["NM_2"]
    assert list(model.genes) == ["G"]
    assert len(model) == 3


@pytest.mark.parametrize(
    ("text", "name", "before", "added"),
    [
        (GENCODE_GTF, "g.gtf", 'gene_name "DDX"; level 2; tag "overlaps";', ' hgnc_id "HGNC:37102";'),
        (REFSEQ_GTF, "g.gtf", 'db_xref "GeneID:2";', ' db_xref "HGNC:HGNC:37102";'),
        (REFSEQ_GFF3, "g.gff3", "ID=gene-CCC;Dbxref=GeneID:9", ",HGNC:HGNC:37102"),
        (ENSEMBL_GFF3, "g.gff3", "biotype=protein_coding", ";description=x [Source:HGNC Symbol%3BAcc:HGNC:37102]"),
        (ENSEMBL_GFF3, "g.gff3", "biotype=protein_coding", ";description=x [Source:HGNC Symbol%3BAcc:37102]"),
    ],
)
def test_the_hgnc_id_is_taken_where_the_model_gives_it(
    tmp_path: Path, text: str, name: str, before: str, added: str
) -> None:
    assert {transcript.hgnc for transcript in GeneModel.load(written(tmp_path, text, name))} == {""}
    changed = text.replace(before, before + added, 1)
    assert GeneModel.load(written(tmp_path, changed, name)).transcripts[0].hgnc == "HGNC:37102"
