"""``tachkhis requested``: where the requested genes of a case lie, for its first result."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--request", required=True, type=Path, help="the request of the case (JSON)")
    parser.add_argument("--fasta", required=True, type=Path, help="prepared reference")
    parser.add_argument("--genes", required=True, type=Path, help="gene model, prepared (or GTF, GFF3)")
    parser.add_argument("--intervals", required=True, type=Path, nargs="+", help="BED of every scatter interval")
    parser.add_argument("--reported", required=True, type=Path, help="result: BED of the requested genes")
    parser.add_argument("--called", required=True, type=Path, help="result: the same with a margin, for a caller")


def run(args: argparse.Namespace) -> int:
    """Write both files; see :mod:`tachkhis.quality.requested`."""
    from tachkhis.case.request import Request
    from tachkhis.quality.requested import requested_places
    from tachkhis.quality.summary import requested_genes
    from tachkhis.reference.prepare import load_genes_for
    from tachkhis.reference.prepare import read_bed

    contigs = [line.split("\t")[0] for line in Path(f"{args.fasta}.fai").read_text().splitlines()]
    intervals = [row for path in args.intervals for row in read_bed(path, contigs)]
    genes = requested_genes(Request.read(args.request))
    places = requested_places(genes, load_genes_for(args.genes, args.fasta), intervals, contigs)
    for path, rows in ((args.reported, places.reported), (args.called, places.called)):
        path.write_text("".join(f"{contig}\t{start}\t{end}\n" for contig, start, end in rows))
    return 0
