"""``tachkhis regions``: scatter intervals, calibration pieces and coding regions of a prepared reference."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--fasta", required=True, type=Path, help="prepared reference")
    parser.add_argument("--genes", required=True, type=Path, help="gene model, prepared (or GTF, GFF3)")
    parser.add_argument("--targets", type=Path, help="BED of what was captured (exome, panel)")
    parser.add_argument("--coding", required=True, type=Path, help="result: BED of coding regions")
    parser.add_argument("--intervals", required=True, type=Path, nargs="+", help="result: one BED per interval")
    parser.add_argument("--called", required=True, type=Path, nargs="+", help="result: the same with a margin at cuts")
    parser.add_argument("--calibration", required=True, type=Path, help="result: BED on which repeats are measured")


def run(args: argparse.Namespace) -> int:
    """Write the files; see :mod:`tachkhis.reference.prepare`."""
    from tachkhis.reference.prepare import load_genes_for
    from tachkhis.reference.prepare import write_coding
    from tachkhis.reference.prepare import write_intervals

    write_coding(load_genes_for(args.genes, args.fasta), args.coding)
    write_intervals(args.fasta, args.targets, args.intervals, args.called, args.calibration)
    return 0
