"""``tachkhis panel publish``: the panel as it may leave the laboratory, without the counts of few people."""

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
        help="counts of fewer people (at a record: of fewer than 2 N copies) are not told, nor counts from which those"
        " of fewer follow: of a region, of one sex on X, of what no region tells (default 5)",
    )
    add(
        "--previous",
        type=Path,
        action="append",
        default=[],
        metavar="published.vcf.gz",
        help="a version that was given away before (again for each, the latest last): what differs by fewer people is"
        " withheld, or the panel is refused",
    )
    add(
        "--left",
        type=int,
        action="append",
        default=[],
        metavar="N",
        help="how many people of the earlier version are not in this panel (once for all, or once for each --previous"
        " in their order): 0, or at least as many as --least-people; not needed where --ledger tells",
    )
    add(
        "--ledger",
        type=Path,
        help="the panel's ledger: it counts who left, or checks --left, where it holds both versions",
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
    shared = share_panel(args.panel, args.out, least, args.previous, args.left, args.ledger)
    if not args.previous:
        told = "if a version was given away before, name it with --previous: what differs can be the counts of few"
        print(f"tachkhis panel publish: {told}", file=sys.stderr)
    elif args.left and args.ledger is None:
        told = "how many people left is stated, and counts can only contradict it: give --ledger, which knows"
        print(f"tachkhis panel publish: warning: {told}", file=sys.stderr)
    withheld = ", ".join(shared.withheld) or "none"
    print(f"{args.out}: {shared.alleles} alleles; regions withheld (fewer than {least} people follow): {withheld}")
    if shared.beside:
        print(f"of these only for the version that was given away before: {', '.join(shared.beside)}")
    if shared.kept:
        print(f"of these as the version that was given away before told them: {', '.join(shared.kept)}")
    if shared.partly:
        earlier = f", {shared.earlier} of them as the earlier version told them" if shared.earlier else ""
        print(f"{shared.partly} alleles with counts withheld (fewer than {2 * least} copies follow){earlier}")
    if shared.left_out:
        print(f"{shared.left_out} alleles left out: few people tell them from the earlier version, which lacks them")
    return 0
