"""``tachkhis panel merge``: panels added up by their counts; no genotypes are needed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tachkhis.panel.action_build import tell_partial


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Panels, and what the sum is called."""
    add = parser.add_argument
    add("panels", nargs="+", type=Path, metavar="PANEL", help="panels of one build, of different people")
    add("--name", required=True, help="name of the result")
    add("--version", required=True, help="version of the result")
    add("--out", type=Path, required=True, metavar="panel.vcf.gz", help="the result")
    add("--date", default="", help="date of the data, YYYY-MM-DD")
    add("--source", default="", help="where the data come from, for the header")
    add("--licence", default="", help="licence, for the header")
    add(
        "--ledgers",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE",
        help="ledgers of the panels, of one key: nobody may stand in two",
    )
    add("--ledger", type=Path, metavar="FILE", help="add the people of the result to this ledger (needs --ledgers)")


def run(args: argparse.Namespace) -> int:
    """Merge."""
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.panel.grow import Naming
    from tachkhis.panel.grow import merge_panels
    from tachkhis.panel.sharing import tell_small

    if args.ledger is not None and len(args.ledgers) != len(args.panels):
        problem, remedy = "a ledger of the result needs the ledger of every panel", "give --ledgers, one per panel"
        raise InputError([Fault("--ledgers", problem, remedy)])
    naming = Naming(args.name, args.version, args.date, args.source, args.licence)
    counts = merge_panels(args.panels, args.out, naming, args.ledgers, args.ledger)
    if not args.ledgers:
        print(
            "tachkhis panel merge: warning: without --ledgers nothing tells whether a person stands in two of the"
            " panels; whoever does is counted twice",
            file=sys.stderr,
        )
    tell_partial(counts, "merge")
    tell_small(args.out, "merge")
    print(f"{args.out}: {counts['alleles']} alleles")
    return 0
