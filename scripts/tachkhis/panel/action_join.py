"""``tachkhis panel join``: the parts of a planned build to the panel."""

from __future__ import annotations

import argparse
from pathlib import Path

from tachkhis.panel.action_build import tell_left_out
from tachkhis.panel.action_build import tell_partial


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The plan, the parts and the panel."""
    add = parser.add_argument
    add("--plan", type=Path, required=True, help="what 'panel plan' wrote")
    add("--parts", type=Path, required=True, metavar="DIR", help="folder of the parts: 1.sites.gz and so on")
    add("--of", type=int, required=True, help="number of parts")
    add("--out", type=Path, required=True, metavar="panel.vcf.gz", help="the panel")


def run(args: argparse.Namespace) -> int:
    """Join."""
    from tachkhis.panel.scatter import join_parts
    from tachkhis.panel.scatter import read_plan
    from tachkhis.panel.sharing import tell_small

    plan = read_plan(args.plan)
    counts = join_parts(plan, args.parts, args.of, args.out)
    tell_left_out(counts, "join")
    tell_partial(counts, "join")
    tell_small(args.out, "join")
    print(f"{args.out}: {counts['alleles']} alleles of {plan.header.people} people")
    return 0
