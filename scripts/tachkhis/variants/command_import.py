"""``tachkhis import``: another caller's VCF through the same door as our own calls."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--vcf", required=True, type=Path, help="VCF or BCF of the family, plain or compressed")
    parser.add_argument("--fasta", required=True, type=Path, help="prepared reference")
    parser.add_argument("--samples", required=True, help="members to keep, comma-separated")
    parser.add_argument("--sites", type=Path, help="founders and positions, resolved (JSON): kept where nobody carries")
    parser.add_argument("--out", required=True, type=Path, help="result, BCF with its index")


def run(args: argparse.Namespace) -> int:
    """Import; see :mod:`tachkhis.variants.intake`."""
    from tachkhis.variants.intake import import_calls
    from tachkhis.variants.sites import read_sites

    sites = () if args.sites is None else read_sites(args.sites)
    import_calls(args.vcf, args.fasta, args.samples.split(","), args.out, sites)
    return 0
