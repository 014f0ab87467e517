"""Small panels for tests, written as ``resources`` of the panel's format say: by hand, not by the program under test."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

import pysam

CONTIGS = {"chr1": 2000, "chrX": 1000}
Record = tuple[str, int, str, str, str]
"""Contig, position, REF, ALT, INFO."""


def info(ac: int, an: int, regions: Mapping[str, tuple[int, int]] | None = None, *, hom: int = 0, hemi: int = 0) -> str:
    """INFO of a record with these counts."""
    parts = [f"AC={ac}", f"AN={an}", f"AF={ac / an if an else 0:.6g}", f"nhom={hom}", f"nhemi={hemi}"]
    if regions:
        parts.append("REGIONS=" + ",".join(f"{code}:{seen}/{number}" for code, (seen, number) in regions.items()))
    return ";".join(parts)


def write_panel(
    folder: Path,
    records: Sequence[Record],
    *,
    contigs: Mapping[str, int] = CONTIGS,
    looked_at: Sequence[tuple[str, int, int, int]] | None = None,
    declared: Sequence[str] = ("AC", "AN", "AF", "nhom", "nhemi", "REGIONS"),
    name: str = "panel",
    index: bool = True,
    synthetic: bool = True,
    par: str = "",
) -> Path:
    """A panel of 109 people in ``folder``, and its callable track where ``looked_at`` (0-based runs with AN) is given."""
    plain = folder / f"{name}.vcf"
    numbers = {"AC": "A", "AF": "A", "nhom": "A", "nhemi": "A", "AN": "1", "REGIONS": ".", "PARTIAL": "1"}
    types = {"AF": "Float", "REGIONS": "String"}
    rules = {"DP": "10", "GQ": "20", "AB": "0.2-0.8", "PAR": par}
    head = ["##fileformat=VCFv4.2"]
    head += ["##synthetic=made up for a test"] if synthetic else []
    head += [
        '##tachkhis_panel=<Name="Test",Version="7",Build="made-up",People=109,Date="",Source="nobody, really",Licence="CC0",Regions="MA-04:60,MA-06:49">',
        "##tachkhis_panel_filter=<" + ",".join(f'{key}="{value}"' for key, value in rules.items() if value) + ">",
        "##tachkhis_panel_excluded=<Reason=affected,Count=3>",
    ]
    head += [
        f'##INFO=<ID={field},Number={numbers[field]},Type={types.get(field, "Integer")},Description="{field}">'
        for field in declared
    ]
    head += [f"##contig=<ID={contig},length={length}>" for contig, length in contigs.items()]
    rows = [f"{contig}\t{at}\t.\t{ref}\t{alt}\t.\tPASS\t{text}" for contig, at, ref, alt, text in records]
    plain.write_text("\n".join([*head, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO", *rows]) + "\n")
    path = folder / f"{name}.vcf.gz"
    pysam.tabix_compress(str(plain), str(path), force=True)
    if index:
        pysam.tabix_index(str(path), preset="vcf", force=True)
    if looked_at is not None:
        bed = folder / f"{name}.callable.bed"
        lines = [f"{contig}\t{start}\t{end}\t{an}\t{an // 2}\t{an - an // 2}" for contig, start, end, an in looked_at]
        bed.write_text("\n".join(["#chrom\tstart\tend\tAN\tAN_MA_04\tAN_MA_06", *lines]) + "\n")
        pysam.tabix_compress(str(bed), f"{bed}.gz", force=True)
        pysam.tabix_index(f"{bed}.gz", preset="bed", force=True)
    return path


def write_fasta(path: Path, sequences: Mapping[str, str]) -> Path:
    """A FASTA with its index."""
    path.write_text("".join(f">{name}\n{bases}\n" for name, bases in sequences.items()))
    pysam.faidx(str(path))
    return path


def write_genes(path: Path, genes: Mapping[str, tuple[str, int, int]]) -> Path:
    """A GTF with one transcript of one exon per gene (contig, first and last base from 1)."""
    lines = []
    for symbol, (contig, start, end) in genes.items():
        tags = f'gene_id "{symbol}"; transcript_id "T{symbol}.1"; gene_name "{symbol}"; gene_biotype "lncRNA";'
        for kind in ("gene", "transcript", "exon"):
            lines.append(f"{contig}\ttest\t{kind}\t{start}\t{end}\t.\t+\t.\t{tags}")
    path.write_text("\n".join(lines) + "\n")
    return path
