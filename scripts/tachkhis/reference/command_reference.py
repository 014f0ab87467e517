"""``tachkhis reference``: make a reference ready."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--fasta", required=True, type=Path, help="reference as the user has it, plain or gzipped")
    parser.add_argument("--out", required=True, type=Path, help="prepared FASTA; index and passport go beside it")


def run(args: argparse.Namespace) -> int:
    """Prepare; see :mod:`tachkhis.reference.prepare`."""
    from tachkhis.reference.prepare import prepare_reference

    prepare_reference(args.fasta, args.out)
    return 0
