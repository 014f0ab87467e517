"""``tachkhis verify``: the input files of one case, or of one member of it, read whole."""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--request", type=Path, help="the request of the case (JSON), as the workflow writes it")
    source.add_argument("--config", "--configfile", type=Path, help="configuration of the run; needs --case")
    parser.add_argument("--case", help="id of the case, with --config")
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--sample", help="only the files of this member of the case")
    part.add_argument(
        "--read",
        nargs="*",
        type=Path,
        default=[],
        metavar="JSON",
        help="what was told of members whose files were read",
    )
    parser.add_argument("--fasta", type=Path, help="reference for CRAM (default: the one of the configuration)")
    parser.add_argument("--out", required=True, type=Path, help="result: checksums and counts as JSON")
    parser.add_argument("--threads", type=int, default=2, help="files read at the same time (default 2)")


def run(args: argparse.Namespace) -> int:
    """Verify; see :func:`tachkhis.case.verify.verify_case`."""
    from tachkhis.case.config import load_config
    from tachkhis.case.places import places_of
    from tachkhis.case.request import Request
    from tachkhis.case.sheets import load_sheets
    from tachkhis.case.verify import read_before
    from tachkhis.case.verify import verify_case
    from tachkhis.case.verify import verify_sample
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError

    if args.request is not None:
        request = Request.read(args.request)
        places = places_of(request)
    else:
        config = load_config(args.config)
        sheets = load_sheets(config)
        if args.case not in sheets.cases:
            remedy = f"write --case with one of: {', '.join(sheets.cases)}"
            file = config.written["sheets"]["cases"]
            raise InputError([Fault(file, "no such case", remedy, column="case", value=args.case)])
        request = Request.of(config, sheets, args.case)
        places = dict(sheets.files)
    os.environ.setdefault("REF_PATH", ":")  # htslib must not fetch references from the network
    fasta = args.fasta or request.config.reference.fasta
    if args.sample is not None:
        units = request.units.get(args.sample, ())
        if not units:
            problem, remedy = "the case has no such sample with reads", f"one of: {', '.join(request.units)}"
            raise InputError([Fault("command line", problem, remedy, column="--sample", value=args.sample)])
        verification = verify_sample(args.sample, units, places, fasta, args.threads)
    else:
        read = read_before(args.read)
        verification = verify_case(request.case, request.units, places, fasta, args.threads, read)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(verification.to_json(), encoding="utf-8")
    return 0
