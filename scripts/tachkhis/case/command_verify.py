"""``tachkhis verify``: the input files of one case, read whole."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--config", "--configfile", required=True, type=Path, help="configuration of the run")
    parser.add_argument("--case", required=True, help="id of the case")
    parser.add_argument("--out", required=True, type=Path, help="result: checksums and counts as JSON")
    parser.add_argument("--threads", type=int, default=2, help="files read at the same time (default 2)")


def run(args: argparse.Namespace) -> int:
    """Verify; see :func:`tachkhis.case.verify.verify_case`."""
    from tachkhis.case.check import check_case_inputs
    from tachkhis.case.config import load_config
    from tachkhis.case.verify import verify_case

    config = load_config(args.config)
    verification = verify_case(config, check_case_inputs(config), args.case, args.threads)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(verification.to_json(), encoding="utf-8")
    return 0
