"""``tachkhis autozygosity``: runs of homozygosity, and what kinship needs, from the annotated calls of a family."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--request", required=True, type=Path, help="request or family of the case (JSON)")
    parser.add_argument("--vcf", required=True, type=Path, help="annotated calls of the family")
    parser.add_argument("--passport", required=True, type=Path, help="passport of the reference (JSON)")
    parser.add_argument("--genetic-map", type=Path, help="contig, position, cM/Mb and cM (default: 1 cM per Mb)")
    parser.add_argument("--out", required=True, type=Path, help="result (JSON)")
    parser.add_argument("--figure", type=Path, help="runs by chromosome and person (SVG)")


def run(args: argparse.Namespace) -> int:
    """Find the runs; see :mod:`tachkhis.quality.homozygosity`."""
    import json
    from dataclasses import asdict

    from tachkhis.case.request import Request
    from tachkhis.quality.homozygosity import find_runs
    from tachkhis.quality.karyogram import drawing
    from tachkhis.reference.genetic_map import read_genetic_map
    from tachkhis.reference.passport import Passport

    lengths = Passport.from_json(args.passport.read_text(encoding="utf-8")).lengths
    genetic_map = read_genetic_map(args.genetic_map, lengths) if args.genetic_map is not None else None
    case = Request.read(args.request).case
    found = find_runs(args.vcf, case.people, case.test.value, lengths, genetic_map)
    args.out.write_text(json.dumps(asdict(found), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    if args.figure is not None:
        args.figure.write_text(drawing(found), encoding="utf-8")
    return 0
