"""``tachkhis keep``: run a command unless a shared folder already holds what it would make."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.usage = "tachkhis keep --store FOLDER --files FILE [FILE ...] -- COMMAND ..."
    parser.add_argument("--store", required=True, type=Path, help="folder of this part in the shared store")
    parser.add_argument("--files", required=True, nargs="+", type=Path, help="what the command makes; become links")
    parser.add_argument("command", nargs="+", help="the command that makes them")


def run(args: argparse.Namespace) -> int:
    """Keep; see :mod:`tachkhis.reference.store`."""
    from tachkhis.reference.store import keep

    keep(args.store, args.files, args.command)
    return 0
