"""``tachkhis lift``: alignments to a panel's major-allele reference, on the standard build, as a stream of SAM."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.description = (
        "reads SAM as bwa writes it from standard input, and writes SAM on the standard build: "
        "bwa mem consensus.fa ... | tachkhis lift --consensus consensus.fa --fasta standard.fa | samtools fixmate ..."
    )
    parser.add_argument("--consensus", required=True, type=Path, help="consensus.fa of tachkhis panel consensus")
    parser.add_argument("--fasta", required=True, type=Path, help="the standard reference, plain, with .fai")


def run(args: argparse.Namespace) -> int:
    """Stream; see :mod:`tachkhis.reads.lift.stream`."""
    import sys

    from tachkhis.reads.lift.stream import Lift

    lift = Lift.open(args.consensus, args.fasta)
    with (
        open(sys.stdin.fileno(), encoding="ascii", errors="surrogateescape", newline="\n", closefd=False) as source,
        open(sys.stdout.fileno(), "w", 1 << 20, "ascii", "surrogateescape", "\n", closefd=False) as sink,
    ):
        sink.writelines(lift.lines(source))
    return 0
