"""``tachkhis check``: files against each other, before anything heavy."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pysam
import pytest
from case.study import CONFIG
from case.study import GENES
from case.study import Study
from case.study import fastq
from case.study import genome

from tachkhis.cli import main

LENGTHS = {name: len(bases) for name, bases in genome().items()}


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A sound study in a folder of its own."""
    return Study(tmp_path)


def check(study: Study, *options: str) -> int:
    """Status of the command."""
    return main(["check", "--configfile", str(study.write()), *options])


def base(contig: str, position: int) -> str:
    """The reference's base, 1-based."""
    return genome()[contig][position - 1]


COUNTS = "".join(f'##INFO=<ID={name},Number=1,Type=Integer,Description="c">\n' for name in ("AC", "AN"))


def other(contig: str, position: int) -> str:
    """A base that the reference does not have there."""
    return "ACGT"["ACGT".index(base(contig, position)) - 1]


def vcf(
    path: Path,
    records: list[tuple[str, int, str]],
    samples: tuple[str, ...] = (),
    lengths: dict[str, int] | None = None,
    more: str = "",
    genotypes: tuple[str, ...] = (),
) -> None:
    """Write a bgzipped VCF; a record is contig, position, REF; each has the same genotypes (``0/1`` by default)."""
    text = "##fileformat=VCFv4.2\n" + more
    for name, length in (LENGTHS if lengths is None else lengths).items():
        text += f"##contig=<ID={name},length={length}>\n"
    text += '##FORMAT=<ID=GT,Number=1,Type=String,Description="g">\n'
    text += "\t".join(
        ["#CHROM POS ID REF ALT QUAL FILTER INFO".replace(" ", "\t"), *(["FORMAT", *samples] if samples else [])]
    )
    for contig, position, ref in records:
        alt = "ACGT"["ACGT".index(ref[0]) - 1]
        text += "\n" + "\t".join(
            [
                contig,
                str(position),
                ".",
                ref,
                alt,
                ".",
                ".",
                ".",
                *(["GT", *(genotypes or ["0/1"] * len(samples))] if samples else []),
            ]
        )
    with pysam.BGZFile(str(path), "w") as out:
        out.write((text + "\n").encode())


def bam(
    path: Path, contigs: dict[str, int], sample: str | None, order: str = "coordinate", marker: str = "samtools markdup"
) -> None:
    """Write a BAM with one read, marked by ``marker``."""
    header: dict[str, object] = {
        "HD": {"VN": "1.6", "SO": order},
        "SQ": [{"SN": name, "LN": length} for name, length in contigs.items()],
    }
    header["PG"] = [{"ID": "bwa", "PN": "bwa"}, *([{"ID": "d", "CL": f"{marker} - out.bam"}] if marker else [])]
    if sample is not None:
        header["RG"] = [{"ID": "g", "SM": sample}]
    with pysam.AlignmentFile(str(path), "wb", header=header) as out:
        read = pysam.AlignedSegment(out.header)
        read.query_name, read.flag, read.reference_id, read.reference_start = "r", 0, 0, 5
        read.mapping_quality, read.cigarstring, read.query_sequence = 60, "4M", "ACGT"
        read.query_qualities = pysam.qualitystring_to_array("FFFF")
        out.write(read)


def aligned(study: Study, **how: object) -> None:
    """Let the study start from alignments, with the father's made in another way."""
    study.tables["units"] = [
        ["sample", "unit", "library", "platform", "alignment"],
        *([s, "all", "", "", f"{s}.bam"] for s in "KFM"),
    ]
    for sample in "KFM":
        arguments = {"contigs": LENGTHS, "sample": sample} | (how if sample == "F" else {})
        bam(study.folder / f"{sample}.bam", **arguments)  # type: ignore[arg-type]


def called(study: Study, records: list[tuple[str, int, str]], **how: object) -> None:
    """Let the study start from calls."""
    study.add_column("cases", "vcf", "calls.vcf.gz")
    study.tables["units"] = study.tables["units"][:1]
    vcf(study.folder / "calls.vcf.gz", records, **({"samples": ("K", "F", "M")} | how))  # type: ignore[arg-type]


def text_calls(study: Study, *records: str) -> None:
    """Let the study start from a VCF of records as written, behind the least of headers."""
    called(study, [])
    columns = "\t".join(["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", "K", "F", "M"])
    text = "\r\n".join(["##fileformat=VCFv4.2", columns, *records, ""])
    with pysam.BGZFile(str(study.folder / "calls.vcf.gz"), "w") as out:
        out.write(text.encode())


def record(calls: str, **cells: str) -> str:
    """A record of chr1:9 in the three members; each is heterozygous where ``calls`` names them."""
    columns = {"CHROM": "chr1", "POS": "9", "ID": ".", "REF": base("chr1", 9), "ALT": other("chr1", 9)}
    columns |= {"QUAL": "50", "FILTER": "PASS", "INFO": ".", "FORMAT": "GT"} | cells
    members = "0/1 0/1 0/1" if calls == "K:F:M" else calls
    return "\t".join([*columns.values(), *members.split()])


def two_of(study: Study, sample: str) -> None:
    """Let a column of the calls stand twice."""
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", "K", "F", "M", sample]
    study.gzip("calls.vcf.gz", "##fileformat=VCFv4.2\n" + "\t".join(columns) + "\n")


def with_track(study: Study, records: list[tuple[str, int, str]], **how: object) -> None:
    """Give the study a gnomAD."""
    how = {"more": COUNTS} | how
    study.config = study.config.replace("founders: null", "founders: null\n  gnomad: gnomad.vcf.gz")
    vcf(study.folder / "gnomad.vcf.gz", records, **how)  # type: ignore[arg-type]


def test_a_sound_study_is_summed_up(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(study) == 0
    out = capsys.readouterr().out
    assert "mini (genome.fa): 2 contigs, 700 bases" in out
    assert "cases      1, 1 of them stat" in out
    assert "C1  genome 3 people  from FASTQ" in out
    assert out.endswith("all inputs are in order\n")


@pytest.mark.parametrize(
    ("how", "start"),
    [(aligned, "BAM/CRAM"), (lambda s: called(s, [("1", 9, base("chr1", 9))], lengths={"1": 400}), "VCF")],
)
def test_other_entry_points(
    study: Study, capsys: pytest.CaptureFixture[str], how: Callable[[Study], None], start: str
) -> None:
    how(study)
    assert check(study) == 0, capsys.readouterr().err
    assert f"from {start}" in capsys.readouterr().out


def test_tracks_of_other_contig_names_will_do(study: Study) -> None:
    records = [("1", position, base("chr1", position)) for position in range(1, 40)]
    with_track(study, records, lengths={"1": 400, "X": 300, "22": 51304566})
    pysam.tabix_index(str(study.folder / "gnomad.vcf.gz"), preset="vcf")
    assert check(study) == 0


def test_a_track_in_plain_gzip_is_looked_at_all_the_same(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    with_track(study, [])
    text = f"##fileformat=VCFv4.2\n{COUNTS}##contig=<ID=1,length=400>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    study.gzip("gnomad.vcf.gz", f"{text}1\t7\t.\t{base('chr1', 7)}\t.\t.\t.\tAC=1\n")
    assert check(study) == 0
    study.gzip("gnomad.vcf.gz", f"{text}1\t7\t.\t{other('chr1', 7)}\t.\t.\t.\tAC=1\n")
    assert check(study) == 2
    assert "1 of 1 REF alleles" in capsys.readouterr().err


def config(old: str, new: str) -> Callable[[Study], None]:
    """Change the configuration."""
    assert old in CONFIG

    def change(study: Study) -> None:
        study.config = study.config.replace(old, new)

    return change


def genes(text: str) -> Callable[[Study], object]:
    """Write another gene model."""
    return lambda study: (study.folder / "genes.gtf").write_text(text)


def targets(text: str) -> Callable[[Study], None]:
    """Give the study targets."""

    def change(study: Study) -> None:
        config("  genes:", "  targets: t.bed\n  genes:")(study)
        (study.folder / "t.bed").write_text(text)

    return change


def sites(row: str) -> Callable[[Study], None]:
    """Give the study a site."""

    def change(study: Study) -> None:
        config("founders: null", "founders: null\n  sites: s.tsv")(study)
        (study.folder / "s.tsv").write_text("contig position ref alt name gene".replace(" ", "\t") + "\n" + row)

    return change


VCF_TEXT = (
    f"##fileformat=VCFv4.2\n{COUNTS}##contig=<ID=1,length=400>\n"
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    f"1\t7\t.\t{base('chr1', 7)}\t.\t.\t.\tAC=1;AN=2\n"
)
FOUNDER_HEAD = "gene transcript HGVSc HGVSp disease OMIM population frequency PMID verified".replace(" ", "\t")
FOUNDER = "GJB2\tT1\tc.35del\t\tDeafness\t220290\tMorocco\t\t1\tyes"
IDENTITY_HEAD = "sample family_name given_names birth_date sex_at_birth record_number".replace(" ", "\t")
IDENTITY = "K\tBENNANI\tSalma\t2019-03-14\tfemale\tIPP-77"


def scores_text(name: str, number: str = "1") -> str:
    """A VCF of scores."""
    text = VCF_TEXT.replace(COUNTS, f'##INFO=<ID={name},Number={number},Type=Float,Description="s">\n')
    return text.replace("AC=1;AN=2", f"{name}=0.9")


def resource(study: Study, name: str, file: str, text: str) -> None:
    """Give the study a resource."""
    config("founders: null", f"founders: null\n  {name}: {file}")(study)
    (study.folder / file).write_text(text)


def plain_track(study: Study, text: str) -> None:
    """Give the study a gnomAD in plain text."""
    resource(study, "gnomad", "gnomad.vcf", text)


def founders(study: Study, *lines: str) -> None:
    """Give the study a founder table."""
    config("founders: null", "founders: f.tsv")(study)
    (study.folder / "f.tsv").write_text("\n".join(lines) + "\n")


def identities(study: Study, *lines: str) -> None:
    """Give the study an identities file."""
    config("  gene_panels: gene_panels.tsv", "  gene_panels: gene_panels.tsv\n  identities: i.tsv")(study)
    (study.folder / "i.tsv").write_text("\n".join(lines) + "\n")


def cut_genes(study: Study) -> None:
    """A gzipped gene model that lost its end."""
    config("genes: genes.gtf", "genes: genes.gtf.gz")(study)
    study.gzip("genes.gtf.gz", (study.folder / "genes.gtf").read_text())
    cut(study, "genes.gtf.gz", 9)


def mitochondrion(study: Study) -> None:
    """Add the mitochondrial contig of b37, as far as its length goes."""
    fasta = study.folder / "genome.fa"
    fasta.write_text(fasta.read_text() + ">MT\n" + "A" * 16569 + "\n")


def cut(study: Study, name: str, count: int) -> None:
    """Lose the end of a file."""
    path = study.folder / name
    path.write_bytes(path.read_bytes()[:-count])


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
    ("gene of the request on another contig", lambda s: (s.put("cases", 2, "gene_panels", "hearing"), genes(GENES + GENES.replace("GJB2", "MYO7A").replace("chr1", "chr9"))(s)), "gene_panels.tsv, row 3, column gene, value 'MYO7A'", "on contig 'chr9' of the gene model only", "or another gene"),
    ("symbol of the request on another contig", lambda s: (s.add("gene_panels", "hearing", "2026", "GJB2"), s.tables["gene_panels"].pop(), s.put("cases", 2, "gene_panels", "SRY"), genes(GENES + GENES.replace("GJB2", "SRY").replace("chr1", "chrY"))(s)), "cases.tsv, row 2, column gene_panels, value 'SRY'", "on contig 'chrY'", "name of a gene panel"),
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


def test_calls_with_the_least_of_headers_and_windows_line_ends_are_fine(study: Study) -> None:
    text_calls(study, f"1\t9\t.\t{base('chr1', 9)}\t<*>\t.\todd\tEND=12\tGT:XX\t0/0\t0/0\t0/0:1")
    assert check(study) == 0


def test_n_before_a_symbolic_allele_is_fine(study: Study) -> None:
    text_calls(study, record("K:F:M"), record("K:F:M", REF="N", ALT="<DEL>", INFO="END=12"))
    assert check(study) == 0


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


@pytest.mark.parametrize("name", ["SCORE_REVEL", "REVEL", "revel_max", "SCORE_SPLICEAI", "spliceai_ds_max"])
def test_each_known_name_of_a_score_will_do(study: Study, name: str) -> None:
    resource(study, "scores", "s.vcf", scores_text(name))
    assert check(study) == 0


def test_founders_identities_and_tracks_that_are_sound(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    founders(study, "# from a spreadsheet", '"' + FOUNDER_HEAD.replace("\t", '"\t"') + '"', FOUNDER)
    identities(study, IDENTITY_HEAD, IDENTITY)
    resource_line = "founders: f.tsv\n  gnomad: gnomad.txt"
    study.config = study.config.replace("founders: f.tsv", resource_line)
    (study.folder / "gnomad.txt").write_text(VCF_TEXT)  # the content counts, not the name
    assert check(study) == 0, capsys.readouterr().err


def test_the_identities_of_a_whole_laboratory_will_do(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    identities(study, IDENTITY_HEAD, IDENTITY, IDENTITY.replace("K\t", "Q77\t"))
    assert check(study) == 0, capsys.readouterr().err


def test_targets_on_alternate_contigs_are_left_out_and_counted(
    study: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    targets("chr1\t1\t9\nchr1_KI270706v1_random\t1\t9\nchr1_KI270706v1_random\t11\t19\n")(study)
    assert check(study) == 0, capsys.readouterr().err
    assert "3 intervals, 2 of them left out" in capsys.readouterr().out


@pytest.mark.parametrize("indexed", [False, True])
def test_records_on_alternate_contigs_are_left_out_and_counted(
    study: Study, capsys: pytest.CaptureFixture[str], indexed: bool
) -> None:
    alternate = "chr1_KI270706v1_random"
    called(
        study,
        [("chr1", 1, base("chr1", 1)), (alternate, 5, "A"), (alternate, 8, "A")],
        lengths={"chr1": 400, alternate: 90},
    )
    if indexed:
        pysam.tabix_index(str(study.folder / "calls.vcf.gz"), preset="vcf")
    assert check(study) == 0, capsys.readouterr().err
    said = f"cases.tsv, row 2, column vcf: 2 records are left out: on contigs that the reference lacks ({alternate})"
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("marker", "said"),
    [("samtools markdup", False), ("picard MarkDuplicates", False), ("samblaster", False), ("", True)],
)
def test_an_alignment_of_which_no_program_marked_the_duplicates_is_noted(
    study: Study, capsys: pytest.CaptureFixture[str], marker: str, said: bool
) -> None:
    aligned(study, marker=marker)
    assert check(study) == 0, capsys.readouterr().err
    notes = [line for line in capsys.readouterr().out.splitlines() if line.startswith("note ")]
    assert len(notes) == int(said)
    assert all("units.tsv, row 3, column alignment: its header names no program that marks" in line for line in notes)


def test_calls_in_bcf_are_looked_through_as_well(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    lengths = {"chr1": 400, "22": 300}
    called(study, [("chr1", 1, base("chr1", 1)), ("22", 5, "A")], lengths=lengths, genotypes=("0/1", "0/1", "./."))
    with (
        pysam.VariantFile(str(study.folder / "calls.vcf.gz")) as calls,
        pysam.VariantFile(str(study.folder / "calls.bcf"), "wb", header=calls.header) as out,
    ):
        for record in calls:
            out.write(record)
    study.put("cases", 2, "vcf", "calls.bcf")
    assert check(study) == 2
    said = capsys.readouterr().err
    assert "1 record lies on contig '22'" in said
    assert "no record has a genotype of 'M'" in said
    assert len(said.splitlines()) == 2


@pytest.mark.parametrize("lines", [(IDENTITY,), (IDENTITY_HEAD, IDENTITY + "\tx"), (IDENTITY_HEAD, "K\tBENNANI")])
def test_no_cell_of_the_identities_is_ever_shown(
    study: Study, capsys: pytest.CaptureFixture[str], lines: tuple[str, ...]
) -> None:
    identities(study, *lines)
    assert check(study) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert not [cell for cell in IDENTITY.split("\t")[1:] if cell in said.replace("female", "")]


def test_faults_of_sheets_and_of_files_come_together(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    study.put("samples", 2, "father", "Q9")
    study.put("cases", 2, "hpo", "HP:9999999")
    cut(study, "F_R1.fastq.gz", 9)
    genes(GENES.replace("chr1", "scaffold9"))(study)
    assert check(study) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(",")[0].rpartition("/")[2] for line in lines] == [
        "config.yaml",
        "cases.tsv",
        "samples.tsv",
        "units.tsv",
    ]


def test_a_narrower_or_another_term_may_be_excluded(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    study.put("cases", 2, "hpo_excluded", "HP:0000407,HP:0001250")  # sensorineural hearing impairment, seizure
    assert check(study) == 0, capsys.readouterr().err


def test_quick_opens_no_data(study: Study) -> None:
    cut(study, "F_R1.fastq.gz", 9)
    assert check(study, "--quick") == 0
    assert check(study) == 2


def test_whatever_is_missing_there_is_no_traceback(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    study.write()
    for path in sorted(study.folder.iterdir()):
        content = path.read_bytes()
        path.unlink()
        assert main(["check", "--configfile", str(study.folder / "config.yaml")]) == 2, path
        assert "Traceback" not in capsys.readouterr().err
        path.write_bytes(os.urandom(64))
        assert main(["check", "--configfile", str(study.folder / "config.yaml")]) == 2, path
        assert "Traceback" not in capsys.readouterr().err
        path.write_bytes(content)


def test_the_working_example(capsys: pytest.CaptureFixture[str]) -> None:
    """The example has no fault but, where the synthetic set was not made yet, files that are not there."""
    root = Path(__file__).parents[3]
    status = main(["check", "--quick", "--configfile", str(root / "config" / "config.yaml")])
    made = (root / ".demo" / "data" / "digest").is_file()
    errors = capsys.readouterr().err.splitlines()
    assert status == (0 if made else 2), errors
    assert all("the file does not exist" in line and ".demo/data" in line for line in errors)
