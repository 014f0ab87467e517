"""``tachkhis parts``: a caller on parts of an interval, several at a time, in order."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--regions", required=True, type=Path, help="BED of what is called, sorted, without overlaps")
    parser.add_argument("--threads", type=int, default=1, help="parts at a time (default 1)")
    parser.add_argument(
        "command",
        nargs="+",
        help="after --: the pipe that calls a part, its commands separated by the word '|', with the word PART for the"
        " part's BED; the last writes uncompressed BCF to standard output",
    )


def run(args: argparse.Namespace) -> int:
    """Call; see :mod:`tachkhis.variants.call_parts`."""
    from tachkhis.variants.call_parts import call_parts

    commands: list[list[str]] = [[]]
    for word in args.command:
        if word == "|":
            commands.append([])
        else:
            commands[-1].append(word)
    call_parts(args.regions, commands, max(1, args.threads), sys.stdout.buffer)
    return 0
