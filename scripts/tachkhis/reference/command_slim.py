"""``tachkhis slim``: a VCF with few of its INFO fields, under other contig names, as a stream."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--source", required=True, type=Path, help="VCF, plain, gzip or bgzip")
    parser.add_argument("--header", required=True, type=Path, help="header of the result, as text")
    parser.add_argument("--contigs", required=True, type=Path, help="table: contig of the file, contig of the result")
    parser.add_argument("--fields", required=True, help="INFO fields to keep, separated by commas")


def run(args: argparse.Namespace) -> int:
    """Write the result to standard output; see :mod:`tachkhis.reference.slim_records`."""
    import sys

    from tachkhis.reference.slim_records import SLIM_SAYS
    from tachkhis.reference.slim_records import slim_records

    rows = (line.split("\t") for line in args.contigs.read_text(encoding="utf-8").splitlines())
    sys.stdout.buffer.write(args.header.read_bytes())
    gone = slim_records(args.source, sys.stdout.buffer, args.fields.split(","), {row[0]: row[1] for row in rows})
    sys.stdout.buffer.flush()
    print(SLIM_SAYS, gone, file=sys.stderr)
    return 0
