"""``tachkhis genes``: the gene model of a prepared reference, indexed once for all later steps."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--fasta", required=True, type=Path, help="prepared reference")
    parser.add_argument("--genes", required=True, type=Path, help="gene model, GTF or GFF3")
    parser.add_argument("--out", required=True, type=Path, help="result: the indexed gene model (SQLite)")


def run(args: argparse.Namespace) -> int:
    """Write it; see :mod:`tachkhis.reference.gene_store`."""
    from tachkhis.reference.prepare import prepare_genes

    prepare_genes(args.genes, args.fasta, args.out)
    return 0
