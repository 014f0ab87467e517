"""A study to be checked: its files written, changed and spoilt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pysam
from case.study import CONFIG
from case.study import Study
from case.study import genome

from tachkhis.cli import main

LENGTHS = {name: len(bases) for name, bases in genome().items()}


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
