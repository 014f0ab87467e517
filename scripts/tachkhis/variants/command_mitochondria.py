"""``tachkhis mitochondria``: variants of the mitochondrial genome in all members of a case, with their fractions."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--request", required=True, type=Path, help="the request of the case (JSON)")
    parser.add_argument("--fasta", required=True, type=Path, help="prepared reference")
    parser.add_argument("--samples", required=True, type=Path, help="folder of the samples' results")
    parser.add_argument("--out", required=True, type=Path, help="BCF; its index is written beside it")


def run(args: argparse.Namespace) -> int:
    """Call; without a mitochondrial contig (or one that is a target) the file holds no record."""
    from tachkhis.case.request import Request
    from tachkhis.variants.mitochondria.calling import call_mitochondria
    from tachkhis.variants.mitochondria.origin import ReadRules

    request = Request.read(args.request)
    people = [person.sample for person in request.case.people if person.sample in request.units]
    crams = {sample: args.samples / sample / f"{sample}.cram" for sample in people}
    reads = ReadRules(request.config.calling.min_mapping_quality, request.config.calling.min_base_quality)
    for note in call_mitochondria(crams, args.fasta, reads, request.config.reference.targets, args.out):
        print(note, file=sys.stderr)
    return 0
