"""``tachkhis accuracy``: one call set against one truth set."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--calls", required=True, type=Path, help="VCF of calls")
    parser.add_argument("--truth", required=True, type=Path, help="VCF of the truth set")
    parser.add_argument("--bed", required=True, type=Path, help="confident regions of the truth set")
    parser.add_argument("--fasta", required=True, type=Path, help="reference, indexed")
    parser.add_argument("--sample", help="sample of the calls (default: the first)")


def run(args: argparse.Namespace) -> int:
    """Print a table to standard output."""
    from tachkhis.quality.accuracy import compare_exact
    from tachkhis.quality.accuracy import compare_haplotypes
    from tachkhis.quality.accuracy import read_alleles

    truth = read_alleles(args.truth, None, args.fasta, args.bed)
    calls = read_alleles(args.calls, args.sample, args.fasta, args.bed)
    print("compared\tkind\tTP\tFP\tFN\tprecision\trecall\tF1\tgenotypes")
    rows = {"exact": compare_exact(truth, calls), "haplotype": compare_haplotypes(truth, calls, args.fasta)}
    for way, scores in rows.items():
        for kind, s in scores.items():
            counts = f"{s.true_positives}\t{s.false_positives}\t{s.false_negatives}"
            print(f"{way}\t{kind}\t{counts}\t{s.precision:.4f}\t{s.recall:.4f}\t{s.f1:.4f}\t{s.concordance:.4f}")
    return 0
