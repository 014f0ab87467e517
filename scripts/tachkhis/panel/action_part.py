"""``tachkhis panel part``: count one part of a planned build."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The plan and the part."""
    add = parser.add_argument
    add("--plan", type=Path, required=True, help="what 'panel plan' wrote")
    add("--part", type=int, required=True, help="number of the part, from 1")
    add("--of", type=int, required=True, help="number of parts")
    add("--out", type=Path, required=True, help="beginning of the names of the part's files")


def run(args: argparse.Namespace) -> int:
    """Count."""
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.panel.scatter import count_part
    from tachkhis.panel.scatter import read_plan

    if not 1 <= args.part <= args.of:
        remedy = f"write 1 to {args.of}"
        raise InputError([Fault("--part", "there is no such part", remedy, value=str(args.part))])
    count_part(read_plan(args.plan), args.part, args.of, args.out)
    return 0
