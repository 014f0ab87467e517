"""``tachkhis align``: the reads of one sample to a CRAM."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--units", required=True, help="the sample's units as JSON (what the plan of a run gives)")
    parser.add_argument("--index", required=True, type=Path, help="the .amb file of the reference's bwa index")
    parser.add_argument("--cram", required=True, type=Path, help="result")
    parser.add_argument("--qc", required=True, type=Path, help="folder for the tools' reports and logs")
    parser.add_argument("--summary", required=True, type=Path, help="JSON: reads per unit, tools as run")
    parser.add_argument("--threads", type=int, default=1, help="threads for bwa (default 1)")
    parser.add_argument("--sort-memory", type=int, default=768, help="memory of the sort in MB (default 768)")


def run(args: argparse.Namespace) -> int:
    """Align; see :mod:`tachkhis.reads.align`."""
    from tachkhis.case.plan import units_from_json
    from tachkhis.reads.align import align_sample

    units = units_from_json(args.units)
    summary = align_sample(units, args.index.with_suffix(""), args.cram, args.qc, args.threads, args.sort_memory)
    summary.write(args.summary)
    return 0
