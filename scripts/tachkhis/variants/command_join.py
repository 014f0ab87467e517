"""``tachkhis join``: a stream of a case's records in, the same and those that read changes together, out."""

from __future__ import annotations

import argparse
import sys
from functools import cache
from io import TextIOWrapper
from pathlib import Path

FORMATS = (
    ("GT", "1", "String", "Genotype"),
    ("DP", "1", "Integer", "Reads at the site"),
    ("AD", "R", "Integer", "Reads by allele"),
    ("GQ", "1", "Integer", "Genotype quality, phred"),
    ("PS", "1", "Integer", "Phase set"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--request", required=True, type=Path, help="the request of the case (JSON)")
    parser.add_argument("--fasta", required=True, type=Path, help="prepared reference")
    parser.add_argument("--genes", required=True, type=Path, help="gene model, prepared (or GTF, GFF3)")
    parser.add_argument("--sites", required=True, type=Path, help="founders and positions, resolved (JSON)")
    parser.add_argument("--input", default="-", help="sorted VCF or BCF, one ALT per record (default: standard input)")


def run(args: argparse.Namespace) -> int:
    """Write VCF to standard output; see :mod:`tachkhis.variants.codon_join`."""
    from tachkhis.case.request import Request
    from tachkhis.reference.normal_allele import Bases
    from tachkhis.reference.prepare import load_genes_for
    from tachkhis.variants.codon_frame import with_frames
    from tachkhis.variants.codon_join import Joiner
    from tachkhis.variants.codon_join import with_joined
    from tachkhis.variants.codon_split import SplitCodons
    from tachkhis.variants.codon_split import with_split
    from tachkhis.variants.codons import Codons
    from tachkhis.variants.record_line import header_of
    from tachkhis.variants.record_line import text_of
    from tachkhis.variants.sites import read_sites

    case = Request.read(args.request).case
    interest = frozenset(
        (site.contig, site.position, site.ref, site.alt)
        for site in read_sites(args.sites)
        if site.contig is not None and site.position is not None and site.ref is not None and site.alt is not None
    )
    sink = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="surrogateescape", newline="\n")
    try:
        with text_of(args.input) as lines:
            header = header_of(lines)
            sink.write(declared(header))
            samples = tuple(header.rstrip("\n").rpartition("\n")[2].split("\t")[9:])
            model = cache(lambda: load_genes_for(args.genes, args.fasta))  # only where a change asks for it
            joiner = Joiner(samples, case.people, case.proband, Codons(model), Bases(args.fasta), interest)
            apart = with_split(with_joined(lines, joiner), SplitCodons(model), joiner)
            sink.writelines(with_frames(apart, joiner))
        sink.flush()
    finally:
        sink.detach()  # or it closes standard output with itself
    return 0


def declared(header: str) -> str:
    """A header with the fields that joined records use, where it lacks them."""
    from tachkhis.variants import fields

    wanted = [(f"##INFO=<ID={field.id},", field.header) for field in fields.JOIN_FIELDS]
    for name, number, kind, text in FORMATS:
        line = f'##FORMAT=<ID={name},Number={number},Type={kind},Description="{text}">'
        wanted.append((f"##FORMAT=<ID={name},", line))
    for counted in (fields.ALONE, fields.TOGETHER):
        wanted.append((f"##FORMAT=<ID={counted.id},", counted.header.replace("##INFO", "##FORMAT", 1)))
    lines = header.rstrip("\n").split("\n")
    return "\n".join([*lines[:-1], *(line for known, line in wanted if known not in header), lines[-1]]) + "\n"
