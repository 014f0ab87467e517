"""Miniature files in the real form of each source, of a made-up genome, and the site that serves them.

The reference has the names of the GRCh38 analysis sets (``chr1``, an unplaced contig, decoy, HLA, EBV); ClinVar names
``1 X MT`` and states no contigs; gnomAD v4.1 joint has many INFO fields and comes by chromosome; Ensembl's GTF names ``1``.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pysam

from .resources_server import Served
from .resources_server import entry
from .resources_server import md5

BUILD = "mini38"
_LETTERS = random.Random(38)
CONTIGS = {
    "chr1": 3000,
    "chrX": 1200,
    "chrM": 600,
    "chrUn_KI270302v1": 300,
    "chr1_KI270706v1_random": 300,
    "HLA-A*01:01:01:01": 250,
    "chrUn_JTFH01000001v1_decoy": 250,
    "chrEBV": 400,
}
SEQUENCES = {name: "".join(_LETTERS.choices("ACGT", k=length)) for name, length in CONTIGS.items()}
EXONS = ((1000, 1090), (1300, 1421))  # 1-based inclusive, of GENE1 on chr1, forward strand


def _plant() -> None:
    """A coding sequence with start and stop, and a run of A to left-align in."""
    letters = list(SEQUENCES["chr1"])
    letters[999:1002] = "ATG"
    for start in range(1002, 1090, 3):  # no stop in frame
        letters[start : start + 3] = "GCT"
    letters[1090:1092] = "GT"
    letters[1297:1299] = "AG"
    # 91 bases of the first exon: the frame of the second begins with the third base of a codon
    letters[1299:1301] = "CT"
    for start in range(1301, 1418, 3):
        letters[start : start + 3] = "GCA"
    letters[1418:1421] = "TAA"
    letters[1999:2012] = "CAAAAAAAAAAAG"
    SEQUENCES["chr1"] = "".join(letters)


_plant()


def base(contig: str, position: int, length: int = 1) -> str:
    """Bases at a 1-based position."""
    return SEQUENCES[contig][position - 1 : position - 1 + length]


def other(contig: str, position: int) -> str:
    """A base that is not the reference's."""
    return "ACGT"["CGTA".index(base(contig, position))]


def fasta(contigs: Mapping[str, str] = SEQUENCES) -> str:
    """NCBI's form: a title after the name, lines of 80."""
    text = ""
    for name, letters in contigs.items():
        lines = "\n".join(letters[start : start + 80] for start in range(0, len(letters), 80))
        text += f">{name}  AC:X{len(letters)}  LN:{len(letters)}  rl:Chromosome  AS:mini\n{lines}\n"
    return text


def gtf() -> str:
    """Ensembl's form: header, bare contig names, one gene with MANE tag, one gene on a contig that is not there."""
    head = (
        "#!genome-build GRCh38.p14\n#!genome-version GRCh38\n#!genome-date 2013-12\n#!genebuild-last-updated 2024-11\n"
    )
    gene = 'gene_id "ENSG00000000001"; gene_version "5"; gene_name "GENE1"; gene_source "ensembl_havana"; gene_biotype "protein_coding";'
    transcript = f'{gene} transcript_id "ENST00000000001"; transcript_version "3"; transcript_biotype "protein_coding"; tag "Ensembl_canonical"; tag "MANE_Select";'
    rows = [("gene", 1000, 1421, ".", gene), ("transcript", 1000, 1421, ".", transcript)]
    for number, (start, end) in enumerate(EXONS, 1):
        rows.append(("exon", start, end, ".", f'{transcript} exon_number "{number}";'))
    rows += [("CDS", 1000, 1090, "0", transcript), ("CDS", 1300, 1418, "2", transcript)]
    rows += [("start_codon", 1000, 1002, "0", transcript), ("stop_codon", 1419, 1421, "0", transcript)]
    text = "".join(
        f"1\tensembl_havana\t{kind}\t{a}\t{b}\t.\t+\t{phase}\t{named}\n" for kind, a, b, phase, named in rows
    )
    far = 'gene_id "ENSG9"; gene_name "FAR"; gene_biotype "lncRNA"; transcript_id "ENST9"; transcript_biotype "lncRNA";'
    return head + text + f"KI270728.1\tensembl\texon\t10\t99\t.\t-\t.\t{far}\n"


CLINVAR_INFO = {
    "AF_EXAC": "1|Float",
    "ALLELEID": "1|Integer",
    "CLNDN": ".|String",
    "CLNDISDB": ".|String",
    "CLNHGVS": ".|String",
    "CLNREVSTAT": ".|String",
    "CLNSIG": ".|String",
    "CLNSIGCONF": ".|String",
    "CLNVC": "1|String",
    "GENEINFO": "1|String",
    "MC": ".|String",
    "RS": ".|String",
}


def header(info: Mapping[str, str], further: str = "") -> str:
    lines = [
        f'##INFO=<ID={name},Number={form.split("|")[0]},Type={form.split("|")[1]},Description="x">'
        for name, form in info.items()
    ]
    return "##fileformat=VCFv4.1\n" + further + "\n".join(lines) + "\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"


def clinvar() -> str:
    """No contig lines; bare names; a deletion that is not left-aligned; one on a patch; one whose REF is wrong."""
    told = "CLNREVSTAT=criteria_provided,_single_submitter;CLNSIG=Pathogenic;CLNDN=Made_up_disease;CLNDISDB=OMIM:1"
    more = "ALLELEID=9;CLNHGVS=NC_1:g.1;CLNVC=single_nucleotide_variant;GENEINFO=GENE1:1;MC=SO:0001587|nonsense;RS=1"
    rows = [
        ("1", 1010, 11, base("chr1", 1010), other("chr1", 1010)),
        ("1", 2009, 12, "AAAG", "AAG"),  # within the run of A that begins at 2001: left-aligned at 2000
        ("1", 2500, 13, other("chr1", 2500), base("chr1", 2500)),
        ("X", 700, 14, base("chrX", 700), other("chrX", 700)),
        ("MT", 300, 15, base("chrM", 300), other("chrM", 300)),
        ("NW_009646201.1", 83614, 16, "TC", "T"),
    ]
    body = "".join(f"{c}\t{p}\t{i}\t{r}\t{a}\t.\t.\t{more};{told}\n" for c, p, i, r, a in rows)
    return header(CLINVAR_INFO, "##fileDate=2026-11-15\n##source=ClinVar\n##reference=GRCh38\n") + body


GROUPS = ("afr", "amr", "asj", "eas", "fin", "mid", "nfe", "sas")


def gnomad(part: str, *, suffix: str = "_joint", scale: int = 1, faf: str = "fafmax_faf95_max") -> str:
    """gnomAD: contigs with lengths (also such as the reference lacks), counts by group, one record of two ALTs."""
    contig = f"chr{part}"
    numbers = {"AC": "A|Integer", "AN": "1|Integer", "AF": "A|Float", "nhomalt": "A|Integer"}
    info = {f"{name}{suffix}": form for name, form in numbers.items()}
    info |= {f"{name}{suffix}_{group}": form for group in GROUPS for name, form in numbers.items()}
    info |= {f"{faf}{suffix}": "A|Float", "vep": ".|String", "revel_max": "1|Float", "spliceai_ds_max": "1|Float"}
    contigs = "".join(
        f"##contig=<ID={name},length={length},assembly=gnomAD_GRCh38>\n" for name, length in CONTIGS.items()
    )
    contigs += "##contig=<ID=chr2_KI270715v1_random,length=161471,assembly=gnomAD_GRCh38>\n"
    rows = []
    for position in (120, 700, 1010):
        ref = base(contig, position)
        alts = [letter for letter in "ACGT" if letter != ref][: 2 if position == 700 else 1]
        own = [
            f"AC{suffix}={','.join(str(scale * number) for number in range(3, 3 + len(alts)))}",
            f"AN{suffix}={scale * 1000}",
        ]
        own.append(f"AF{suffix}={','.join(str(number / 1000) for number in range(3, 3 + len(alts)))}")
        own.append(f"nhomalt{suffix}={','.join(['1'] * len(alts))}")
        own.append(f"{faf}{suffix}={','.join([str(0.001 * scale)] * len(alts))}")
        own += [f"AC{suffix}_{group}={','.join(['1'] * len(alts))}" for group in GROUPS]
        own += ["vep=A|missense_variant|MODERATE|GENE1", *(["revel_max=0.8"] if position == 1010 else [])]
        rows.append(f"{contig}\t{position}\trs{position}\t{ref}\t{','.join(alts)}\t.\tPASS\t{';'.join(own)}\n")
    return header(info, contigs) + "".join(rows)


def bgzip(text: str, folder: Path) -> bytes:
    plain = folder / "text"
    plain.write_text(text)
    pysam.tabix_compress(str(plain), str(folder / "text.gz"), force=True)
    return (folder / "text.gz").read_bytes()


def files(folder: Path) -> dict[str, bytes]:
    """All downloads by their name on the site."""
    return {
        "ref.fna.gz": gzip.compress(fasta().encode(), mtime=0) + b"garbage after the end, as hs37d5 has",
        "genes.gtf.gz": gzip.compress(gtf().encode(), mtime=0),
        "clinvar.vcf.gz": bgzip(clinvar(), folder),
        "gnomad.1.vcf.bgz": bgzip(gnomad("1"), folder),
        "gnomad.X.vcf.bgz": bgzip(gnomad("X"), folder),
        "mask.bed.gz": gzip.compress(
            b"#chrom\tstart\tend\n1\t50\t60\tlow\nX\t5\t9\tlow\n1\t10\t20\tlow\n2\t1\t2\tlow\n", mtime=0
        ),
        "hp.obo": b"format-version: 1.2\ndata-version: hp/releases/2026-06-23\n",
    }


def entries(content: Mapping[str, bytes], address: str) -> list[dict[str, Any]]:
    """The manifest of these files on a site."""

    def file(name: str, **keys: Any) -> dict[str, Any]:
        return {"file": name, "urls": [f"{address}/{name}"], **keys}

    of = {part: {"checksum": md5(content[f"gnomad.{part}.vcf.bgz"])} for part in ("1", "X")}
    parts = {"file": "gnomad.{part}.vcf.bgz", "urls": [address + "/gnomad.{part}.vcf.bgz"], "of": of}
    whole = {"content": md5(fasta().encode()), "checksum": md5(content["ref.fna.gz"])}
    return [
        entry("reference", [file("ref.fna.gz", **whole)], "reference"),
        entry("genes", [file("genes.gtf.gz")], "genes"),
        entry("clinvar", [file("clinvar.vcf.gz")], "clinvar"),
        entry("gnomad-joint", [], "gnomad", parts=parts),
        entry("mask", [file("mask.bed.gz")], "regions"),
        entry("hpo", [file("hp.obo")], "table"),
        entry("spliceai", [], "scores", bring="its licence forbids it"),
    ]


def served(content: Mapping[str, bytes]) -> dict[str, Served]:
    return {f"/{name}": Served(body) for name, body in content.items()}
