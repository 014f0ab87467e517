"""``tachkhis check``: one line for each thing that can be wrong with a file."""

from __future__ import annotations

import os
from collections.abc import Callable

import pysam
import pytest
from case.study import GENES
from case.study import Study
from case.study import fastq

from .checked_study import COUNTS
from .checked_study import FOUNDER
from .checked_study import FOUNDER_HEAD
from .checked_study import IDENTITY
from .checked_study import IDENTITY_HEAD
from .checked_study import VCF_TEXT
from .checked_study import aligned
from .checked_study import base
from .checked_study import called
from .checked_study import check
from .checked_study import config
from .checked_study import cut
from .checked_study import cut_genes
from .checked_study import founders
from .checked_study import genes
from .checked_study import identities
from .checked_study import mitochondrion
from .checked_study import other
from .checked_study import plain_track
from .checked_study import record
from .checked_study import resource
from .checked_study import scores_text
from .checked_study import sites
from .checked_study import targets
from .checked_study import text_calls
from .checked_study import two_of
from .checked_study import with_track

SPOILT: list[tuple[str, Callable[[Study], object], str, str, str]] = [
    # reads
    ("cut FASTQ", lambda s: cut(s, "F_R1.fastq.gz", 9), "units.tsv, row 3, column fastq_1", "cut short", "copy the file again"),
    ("fewer R2", lambda s: s.gzip("F_R2.fastq.gz", fastq(49, 2)), "units.tsv, row 3, column fastq_2", "49 reads, and fastq_1 has 50", "two files of one run"),
    ("other R2", lambda s: s.gzip("F_R2.fastq.gz", fastq(50, 2, "x")), "units.tsv, row 3, column fastq_2", "out of step", "two files of one run"),
    ("R1 twice", lambda s: s.gzip("F_R2.fastq.gz", fastq(50, 1)), "units.tsv, row 3, column fastq_2", "both files say", "other mates"),
    ("no reads", lambda s: s.gzip("F_R1.fastq.gz", ""), "units.tsv, row 3, column fastq_1", "no reads", "remove the unit"),
    (
        "a link to a file that is used",
        lambda s: ((s.folder / "M_R1.fastq.gz").unlink(), os.link(s.folder / "K_R1.fastq.gz", s.folder / "M_R1.fastq.gz")),
        "units.tsv, row 4, column fastq_1",
        "the file of row 2, column fastq_1 under another name (K_R1.fastq.gz)",
        "name each file once",
    ),
    # phenotype
    ("an ancestor of a present sign is excluded", lambda s: s.put("cases", 2, "hpo_excluded", "HP:0001250,HP:0000364"), "cases.tsv, row 2, column hpo_excluded, value 'HP:0000364'", "(Hearing abnormality) comprises HP:0000365 (Hearing impairment), which the proband shows", "narrower terms"),
    ("all phenotypic abnormality is excluded", lambda s: s.put("cases", 2, "hpo_excluded", "HP:0000118"), "cases.tsv, row 2, column hpo_excluded, value 'HP:0000118'", "comprises HP:0000365", "narrower terms"),
    # reference
    ("no FASTA", lambda s: (s.folder / "genome.fa").write_text("hello"), "column reference.fasta", "cannot be read", "FASTA"),
    ("custom as GRCh38", config("build: mini", "build: GRCh38"), "row 2, column reference.build, value 'GRCh38'", "contig chr1 has 400 bases", "name the build otherwise"),
    ("PAR elsewhere", config("  fasta", "  par: {chrZ: [[1, 5]]}\n  fasta"), "row 3, column reference.par.chrZ", "no such contig", "chr1, chrX"),
    ("PAR too long", config("  fasta", "  par: {X: [[1, 500]]}\n  fasta"), "row 3, column reference.par.X", "behind the contig's 300", "within"),
    # gene model
    ("genes elsewhere", genes(GENES.replace("chr1", "scaffold9")), "row 4, column reference.genes", "shares no contig", "for the reference"),
    ("genes of a longer contig", genes(GENES.replace("\t60\t", "\t600\t")), "row 4, column reference.genes", "chr1:600", "reference's build"),
    ("no genes", genes("# nothing\n"), "row 4, column reference.genes", "no feature", "nine columns"),
    ("gene not in the model", lambda s: s.put("gene_panels", 3, "gene", "MYO7B"), "gene_panels.tsv, row 3, column gene, value 'MYO7B'", "not in the gene model", "did you mean 'MYO7A'?"),
    ("gene asked for by symbol", lambda s: s.put("cases", 2, "gene_panels", "DFNX9"), "cases.tsv, row 2, column gene_panels, value 'DFNX9'", "not in the gene model", "name of a gene panel"),
    ("gene of the request on another contig", lambda s: (s.put("cases", 2, "gene_panels", "hearing"), genes(GENES + GENES.replace("GJB2", "MYO7A").replace("T1", "T2").replace("chr1", "chr9"))(s)), "gene_panels.tsv, row 3, column gene, value 'MYO7A'", "on contig 'chr9' of the gene model only", "or another gene"),
    ("symbol of the request on another contig", lambda s: (s.add("gene_panels", "hearing", "2026", "GJB2"), s.tables["gene_panels"].pop(), s.put("cases", 2, "gene_panels", "SRY"), genes(GENES + GENES.replace("GJB2", "SRY").replace("T1", "T2").replace("chr1", "chrY"))(s)), "cases.tsv, row 2, column gene_panels, value 'SRY'", "on contig 'chrY'", "name of a gene panel"),
    ("genes in a sheet", genes("gene\tchrom\nGJB2\tchr1\n"), "row 4, column reference.genes", "no feature", "nine columns"),
    ("gene line of eight columns", genes(GENES + GENES.rsplit("\t", 1)[0] + "\n"), "genes.gtf, row 2", "8 tab-separated columns", "has 9"),
    ("cut gene model", lambda s: cut_genes(s), "row 4, column reference.genes", "cannot be read", "whole GTF"),
    # targets and sites
    ("targets by spaces", targets("chr1 1 9\n"), "t.bed, row 1, value 'chr1 1 9'", "separated by spaces", "tabs"),
    ("target of another contig", targets("chr1\t1\t9\nchr9\t1\t9\nchr9\t11\t19\n"), "t.bed, row 2, column contig, value 'chr9'", "no such contig (2 intervals)", "remove"),
    ("empty target", targets("chr1\t9\t9\n"), "t.bed, row 1", "ends where it starts", "below end"),
    ("targets elsewhere", targets("chr9\t1\t9\n"), "column reference.targets", "shares no contig", "for the reference"),
    ("targets too far", targets("1\t1\t900\n"), "t.bed, row 1, column end, value '900'", "ends at 1:900", "reference's build"),
    ("target backwards", targets("track x\nchr1\t9\t1\n"), "t.bed, row 2", "ends before it starts", "below end"),
    ("target garbled", targets("chr1:5-9\n"), "t.bed, row 1", "no interval", "tabs"),
    ("no target", targets("#\n"), "column reference.targets", "no interval", "null for a genome"),
    ("site of no contig", sites("chr9\t1\tA\tC\tx\tGJB2"), "s.tsv, row 2, column contig, value 'chr9'", "no such contig", "chr1, chrX"),
    ("site too far", sites("1\t401\tA\tC\tx\tGJB2"), "s.tsv, row 2, column position, value '401'", "no position", "1 to 400"),
    ("site without its last cells", sites("chr1\t7\tA\tC"), "s.tsv, row 2, column alt", "not whole", "fill the cells"),
    ("site without change", sites(f"chr1\t7\t{base('chr1', 7)}\t{base('chr1', 7)}\tx\tGJB2"), "s.tsv, row 2, column alt", "alt is ref", "changed bases"),
    ("site of an odd digit", sites("chr1\t\u00b2\tA\tC\tx\tGJB2"), "s.tsv, row 2, column position", "no position", "whole number"),
    ("site of another base", sites(f"1\t7\t{other('chr1', 7)}\tC\tx\tGJB2"), "s.tsv, row 2, column ref", "another base", f"write {base('chr1', 7)} as ref"),
    # tracks
    ("track of another genome", lambda s: with_track(s, [("7", 5, "A")], lengths={"7": 500}), "column resources.gnomad", "shares no contig", "for the reference"),
    ("track of other lengths", lambda s: with_track(s, [], lengths={"1": 401}), "column resources.gnomad", "contig 1 has 401 bases where the reference has 400", "liftover"),
    ("track of other alleles", lambda s: with_track(s, [("chr1", p, other("chr1", p)) for p in range(1, 9)]), "column resources.gnomad", "8 of 8 REF alleles", "reference of this run"),
    ("track of another M", lambda s: (with_track(s, [], lengths={"M": 16571, "1": 400}), mitochondrion(s)), "column resources.gnomad", "contig M has 16,571", "without the mitochondrial contig"),
    ("no track", lambda s: (with_track(s, []), (s.folder / "gnomad.vcf.gz").write_bytes(b"hello\n")), "column resources.gnomad", "no VCF: it begins with 'hello'", "null for none"),
    ("cut track", lambda s: (with_track(s, []), cut(s, "gnomad.vcf.gz", 28)), "column resources.gnomad", "end marker", "copy the file again"),
    ("cut track in plain gzip", lambda s: (with_track(s, []), s.gzip("gnomad.vcf.gz", VCF_TEXT), cut(s, "gnomad.vcf.gz", 9)), "column resources.gnomad", "cut short", "copy the file again"),
    ("cut track in plain text", lambda s: plain_track(s, VCF_TEXT[:-20]), "column resources.gnomad", "ends within a line", "copy the file again"),
    ("empty track", lambda s: plain_track(s, ""), "column resources.gnomad", "the file is empty", "copy the file again"),
    ("zipped track", lambda s: (with_track(s, []), (s.folder / "gnomad.vcf.gz").write_bytes(b"PK\x03\x04aa")), "column resources.gnomad", "it is zip", "null for none"),
    ("track without counts", lambda s: with_track(s, [], more=COUNTS.replace("AN", "XX")), "column resources.gnomad", "no INFO field AN or AN_joint (it has AC, XX)", "null for none"),
    ("ClinVar as a table", lambda s: resource(s, "clinvar", "variant_summary.txt", "#AlleleID\tType\n1\tsnv\n"), "column resources.clinvar", "no VCF: it begins with '#AlleleID Type'", "clinvar.vcf.gz"),
    ("track without contigs", lambda s: with_track(s, [], lengths={}), "column resources.gnomad", "shares no contig with the reference: it has none", "for the reference"),
    # scores
    ("scores under no known name", lambda s: resource(s, "scores", "s.vcf", scores_text("CADD")), "column resources.scores", "no INFO field SCORE_REVEL or REVEL or revel_max or SCORE_SPLICEAI or spliceai_ds_max (it has CADD)", "null for none"),
    ("scores per transcript", lambda s: resource(s, "scores", "s.vcf", scores_text("REVEL", ".")), "column resources.scores", "REVEL has Number=.", "the greatest"),
    ("genetic map of another build", lambda s: resource(s, "genetic_map", "m.txt", "chr position rate map\n1 1 0 0\n1 401 1 4\n"), "m.txt, row 2, column contig, value '1'", "lies beyond the contig of the reference (400 bases)", "reference's build"),
    ("genetic map of PLINK", lambda s: resource(s, "genetic_map", "m.txt", "1 rs7 0.1 5\n"), "m.txt, row 1, column position, value 'rs7'", "no whole number", "rate (cM/Mb)"),
    ("no genetic map", lambda s: resource(s, "genetic_map", "m.txt", ""), "m.txt", "no autosome of the reference", "the file has none"),
    # founders
    ("founders without a column", lambda s: founders(s, FOUNDER_HEAD.replace("HGVSc", "name"), FOUNDER), "f.tsv, row 1, column HGVSc", "column is missing", "add the column 'HGVSc'"),
    ("founders without a header", lambda s: founders(s, FOUNDER), "f.tsv, row 1", "no header", "gene transcript"),
    ("founder without a name", lambda s: founders(s, FOUNDER_HEAD, FOUNDER.replace("c.35del", "")), "f.tsv, row 2, column HGVSc", "cell is empty", "'-'"),
    ("founder of too many cells", lambda s: founders(s, FOUNDER_HEAD, FOUNDER + "\tmore\tyet"), "f.tsv, row 2, value 'more'", "12 cells, the header 10", "one tab"),
    ("founders in Latin-1", lambda s: (founders(s, ""), (s.folder / "f.tsv").write_bytes(f"{FOUNDER_HEAD}\n{FOUNDER}\xe9\n".encode("latin-1"))), "f.tsv, row 2", "another encoding", "UTF-8"),
    ("no founder", lambda s: founders(s, FOUNDER_HEAD), "f.tsv", "table is empty", "null"),
    # identities
    ("identities without a column", lambda s: identities(s, IDENTITY_HEAD.replace("birth_date", "born"), IDENTITY), "i.tsv, row 1, column birth_date", "column is missing", "add the column 'birth_date'"),
    ("identity of nobody", lambda s: identities(s, IDENTITY_HEAD, IDENTITY.replace("K\t", "KK\t")), "i.tsv, column sample", "no row is of a sample of this run", "sample ids of samples.tsv"),
    ("identity of another case", lambda s: identities(s, IDENTITY_HEAD, IDENTITY, IDENTITY.replace("K\t", "f\t")), "i.tsv, row 3, column sample", "in case, blanks", "sample ids of samples.tsv"),
    ("date of another form", lambda s: identities(s, IDENTITY_HEAD, IDENTITY.replace("2019-03-14", "14/03/2019")), "i.tsv, row 2, column birth_date", "not a date", "YYYY-MM-DD"),
    ("date to come", lambda s: identities(s, IDENTITY_HEAD, IDENTITY.replace("2019-03-14", "2919-03-14")), "i.tsv, row 2, column birth_date", "in the future", "YYYY-MM-DD"),
    ("date of long ago", lambda s: identities(s, IDENTITY_HEAD, IDENTITY.replace("2019-03-14", "0019-03-14")), "i.tsv, row 2, column birth_date", "before 1900", "YYYY-MM-DD"),
    ("person twice", lambda s: identities(s, IDENTITY_HEAD, IDENTITY, IDENTITY), "i.tsv, row 3, column sample", "given before", "one row per sample"),
    # calls
    ("calls of another allele", lambda s: called(s, [("chr1", 1, base("chr1", 1)), ("chr1", 2, other("chr1", 2))]), "cases.tsv, row 2, column vcf", "1 of 2 REF alleles", "reference of this run"),
    ("calls of other lengths", lambda s: called(s, [], lengths={"chr1": 249250621, "chrX": 155270560}), "cases.tsv, row 2, column vcf", "of build GRCh37", "liftover"),
    ("calls of other people", lambda s: called(s, [], samples=("K", "F", "Mother")), "cases.tsv, row 2, column vcf", "no sample 'M' (it has K, F, Mother)", "bcftools reheader"),
    ("calls without a record", lambda s: called(s, []), "cases.tsv, row 2, column vcf", "no record on a contig of the reference", "whole VCF"),
    ("calls without a genotype of a member", lambda s: called(s, [("chr1", 1, base("chr1", 1)), ("chr1", 9, base("chr1", 9))], genotypes=("0/1", "0/0", "./.")), "cases.tsv, row 2, column vcf", "no record has a genotype of 'M'", "remove their row"),
    ("calls without genotypes", lambda s: called(s, [("chr1", 1, base("chr1", 1))], genotypes=(".", "./.", ".|.")), "cases.tsv, row 2, column vcf", "no record has a genotype of 'K', 'F', 'M'", "hold this person"),
    ("calls with a chromosome under another name", lambda s: called(s, [("chr1", 1, base("chr1", 1)), ("22", 5, "A"), ("22", 8, "A")], lengths={"chr1": 400, "22": 300}), "cases.tsv, row 2, column vcf", "2 records lie on contig '22', which the reference lacks", "--rename-chrs"),
    ("calls with X as PLINK writes it", lambda s: (called(s, [("1", 1, base("chr1", 1)), ("23", 5, "A")], lengths={"1": 400, "23": 300}), pysam.tabix_index(str(s.folder / "calls.vcf.gz"), preset="vcf")), "cases.tsv, row 2, column vcf", "1 record lies on contig '23'", "--rename-chrs"),
    ("calls that are no VCF", lambda s: (called(s, []), s.gzip("calls.vcf.gz", "hello")), "cases.tsv, row 2, column vcf", "no VCF: it begins with 'hello'", "give a VCF or BCF file with every member"),
    ("calls in a zip", lambda s: (called(s, []), (s.folder / "calls.vcf.gz").write_bytes(b"PK\x03\x04aa")), "cases.tsv, row 2, column vcf", "it is zip", "give a VCF or BCF file with every member"),
    ("cut calls", lambda s: (called(s, [("chr1", 1, base("chr1", 1))]), cut(s, "calls.vcf.gz", 28)), "cases.tsv, row 2, column vcf", "end marker", "copy the file again"),
    ("calls of one member alone", lambda s: called(s, [], samples=("K",)), "cases.tsv, row 2, column vcf", "no sample 'F', 'M' (it has K)", "give one file with all members (bcftools merge"),
    ("a record cut short", lambda s: text_calls(s, f"chr1\t2\t.\t{base('chr1', 2)}\t<*>\t.\t.\tEND=9\tGT"), "calls.vcf.gz, row 3", "the record has 9 columns where the header has 12", "copy the file again"),
    ("a block that ends before it starts", lambda s: text_calls(s, f"chr1\t9\t.\t{base('chr1', 9)}\t<*>\t.\t.\tEND=8\tGT\t0/0\t0/0\t0/0"), "calls.vcf.gz, row 3, column INFO, value 'END=8'", "END 8 lies before POS 9", "correct the record"),
    ("a filter with a blank", lambda s: text_calls(s, record("K:F:M", FILTER="low qual")), "calls.vcf.gz, row 3, column FILTER, value 'low qual'", "it holds a blank", "parted by ';'"),
    ("a quality that is no number", lambda s: text_calls(s, record("K:F:M", QUAL="nan")), "calls.vcf.gz, row 3, column QUAL, value 'nan'", "not a phred-scaled quality", "a number from 0"),
    ("N where the reference has a base", lambda s: text_calls(s, record("K:F:M"), record("K:F:M", REF="N")), "calls.vcf.gz, row 4, column REF, value 'N'", "record chr1:9 N>", "reference of this run"),
    ("an ALT that is REF", lambda s: text_calls(s, record("K:F:M", ALT=base("chr1", 9))), "calls.vcf.gz, row 3, column ALT", "the allele of REF", "differs from REF"),
    ("GT behind another key", lambda s: text_calls(s, record("9:0/1 9:0/1 9:0/1", FORMAT="DP:GT")), "calls.vcf.gz, row 3, column FORMAT, value 'DP:GT'", "GT is not the first key", "put GT first"),
    ("reads that are no numbers", lambda s: text_calls(s, record("0/1:9,9 0/1:x,y 0/0", FORMAT="GT:AD")), "calls.vcf.gz, row 3, column F, value 'x,y'", "AD is not made of counts", "column of the sample"),
    ("a filter of a sample with a blank", lambda s: text_calls(s, record("0/1 0/1:low_GQ 0/0", FORMAT="GT:FT").replace("low_GQ", "low GQ")), "calls.vcf.gz, row 3, column F, value 'low GQ'", "FT is not a list", "parted by ';'"),
    ("a sample of calls twice", lambda s: called(s, [], samples=("K", "F", "M")) or two_of(s, "F"), "calls.vcf.gz, row 2, column #CHROM, value 'F'", "stands twice", "bcftools reheader"),
    ("calls parted by blanks", lambda s: text_calls(s, record("K:F:M").replace("\t", " ")), "calls.vcf.gz, row 3, value 'chr1 9", "parted by blanks, not by tabs", "one tab"),
    # alignments
    ("alignment of other names", lambda s: aligned(s, contigs={"1": 400, "X": 300}), "units.tsv, row 3, column alignment", "named otherwise", "start from FASTQ"),
    ("alignment of other lengths", lambda s: aligned(s, contigs={"chr1": 401, "chrX": 300}), "units.tsv, row 3, column alignment", "401 bases", "reference of this run"),
    ("alignment of another person", lambda s: aligned(s, sample="X9"), "units.tsv, row 3, column alignment", "of sample 'X9', not 'F'", "correct SM"),
    ("alignment without groups", lambda s: aligned(s, sample=None), "units.tsv, row 3, column alignment", "no read group", "addreplacerg"),
    ("unsorted alignment", lambda s: aligned(s, order="unsorted"), "units.tsv, row 3, column alignment", "not sorted", "samtools sort"),
    ("cut alignment", lambda s: (aligned(s), cut(s, "F.bam", 28)), "units.tsv, row 3, column alignment", "end marker", "copy the file again"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "place", "problem", "remedy"), [row[1:] for row in SPOILT], ids=[row[0] for row in SPOILT]
)
def test_one_line_for_one_thing_wrong(
    study: Study,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Study], object],
    place: str,
    problem: str,
    remedy: str,
) -> None:
    spoil(study)
    assert check(study) == 2
    captured = capsys.readouterr()
    lines = captured.err.splitlines()
    assert len(lines) == 1, captured.err
    where, _, what = lines[0].partition(": ")
    assert place in where
    assert problem in what.partition("; ")[0]
    assert remedy in what.rpartition("; ")[2]
    assert captured.out == ""
