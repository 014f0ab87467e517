"""``tachkhis panel publish``: the panel as it may leave the laboratory, without the counts of regions of few people."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The panel, where it goes, and how few people are few."""
    add = parser.add_argument
    add("--panel", type=Path, required=True, help="the laboratory's panel; it is left as it is")
    add(
        "--out",
        type=Path,
        required=True,
        metavar="published.vcf.gz",
        help="the panel to give away; its index and callable bases go beside it",
    )
    add(
        "--least-people",
        type=int,
        metavar="N",
        help="a region of fewer people is not told, nor the smallest told one where people of no told region would be"
        " fewer (default 5; their copies count in AC and AN of the whole)",
    )


def run(args: argparse.Namespace) -> int:
    """Publish."""
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.panel.sharing import least_people
    from tachkhis.panel.sharing import share_panel

    least = least_people() if args.least_people is None else args.least_people
    faults = []
    if least < 2:
        problem = "the counts of one person are their genotypes"
        faults.append(Fault("--least-people", problem, "write 2 or more", value=str(least)))
    if not args.out.name.endswith(".gz"):
        problem, remedy = "the panel is compressed", "write a name that ends in .vcf.gz"
        faults.append(Fault("--out", problem, remedy, value=str(args.out)))
    if faults:
        raise InputError(faults)
    shared = share_panel(args.panel, args.out, least)
    for warning in shared.warnings:
        print(f"tachkhis panel publish: warning: {warning}", file=sys.stderr)
    withheld = ", ".join(shared.withheld) or "none"
    why = f"fewer than {least} people, or all that would be left"
    print(f"{args.out}: {shared.alleles} alleles; regions withheld ({why}): {withheld}")
    return 0
