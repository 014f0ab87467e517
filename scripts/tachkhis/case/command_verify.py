"""``tachkhis verify``: the input files of one case, read whole."""

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
    parser.add_argument("--fasta", type=Path, help="reference for CRAM (default: the one of the configuration)")
    parser.add_argument("--out", required=True, type=Path, help="result: checksums and counts as JSON")
    parser.add_argument("--threads", type=int, default=2, help="files read at the same time (default 2)")


def run(args: argparse.Namespace) -> int:
    """Verify; see :func:`tachkhis.case.verify.verify_case`."""
    from tachkhis.case.config import load_config
    from tachkhis.case.places import places_of
    from tachkhis.case.request import Request
    from tachkhis.case.sheets import load_sheets
    from tachkhis.case.verify import verify_case
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
    verification = verify_case(request.case, request.units, places, fasta, args.threads)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(verification.to_json(), encoding="utf-8")
    return 0
