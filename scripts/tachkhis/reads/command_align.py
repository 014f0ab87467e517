"""``tachkhis align``: the reads of one sample to a CRAM."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--units", required=True, help="the sample's units as JSON (what the plan of a run gives)")
    parser.add_argument("--index", required=True, type=Path, help="the .amb file of the reference's bwa index")
    parser.add_argument("--fasta", type=Path, help="the standard reference (default: the FASTA of --index)")
    parser.add_argument(
        "--consensus", type=Path, help="consensus.fa of tachkhis panel consensus, where --index is of it; needs --fasta"
    )
    parser.add_argument("--cram", required=True, type=Path, help="result")
    parser.add_argument("--qc", required=True, type=Path, help="folder for the tools' reports and logs")
    parser.add_argument("--summary", required=True, type=Path, help="JSON: reads per unit, tools as run")
    parser.add_argument("--threads", type=int, default=1, help="threads for bwa (default 1)")
    parser.add_argument("--sort-memory", type=int, default=768, help="memory of the sort in MB (default 768)")


def run(args: argparse.Namespace) -> int:
    """Align; see :mod:`tachkhis.reads.align`."""
    from tachkhis.case.plan import units_from_json
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.reads.align import Genome
    from tachkhis.reads.align import align_sample

    if args.consensus is not None and args.fasta is None:
        remedy = "give --fasta as well, the reference to which the alignments come back"
        raise InputError([Fault("command line", "--consensus without the standard reference", remedy)])
    index = args.index.with_suffix("")
    genome = Genome(index, args.fasta or index, args.consensus)
    units = units_from_json(args.units)
    summary = align_sample(units, genome, args.cram, args.qc, args.threads, args.sort_memory)
    summary.write(args.summary)
    return 0
