"""``tachkhis pedigrees``: makes the shipped table of expected autozygosity anew."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--count", type=int, default=10000, help="children of each pedigree (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="all chance follows from it (default: %(default)s)")
    parser.add_argument("--out", type=Path, required=True, help="table to write (JSON)")


def run(args: argparse.Namespace) -> int:
    """Simulate; see :mod:`tachkhis.simulation.pedigree_table`."""
    from tachkhis.simulation.pedigree_table import build
    from tachkhis.simulation.pedigree_table import to_json

    args.out.write_text(to_json(build(args.count, args.seed)), encoding="utf-8")
    return 0
