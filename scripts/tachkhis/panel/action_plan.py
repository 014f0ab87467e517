"""``tachkhis panel plan``: the checks, exclusions and intervals of a build, for jobs on a cluster."""

from __future__ import annotations

import argparse
from pathlib import Path

from tachkhis.panel.action_build import add_inputs
from tachkhis.panel.action_build import add_naming
from tachkhis.panel.action_build import add_rules
from tachkhis.panel.action_build import request_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Those of ``build``, and the plan."""
    add_inputs(parser)
    add_naming(parser)
    add_rules(parser)
    parser.add_argument("--plan", type=Path, required=True, help="the plan, for 'panel part' and 'panel join'")
    parser.add_argument("--excluded", type=Path, metavar="TSV", help="list of people left out, with the reasons")


def run(args: argparse.Namespace) -> int:
    """Plan."""
    from tachkhis.panel.build import plan_build
    from tachkhis.panel.build import tell
    from tachkhis.panel.build import write_atomically
    from tachkhis.panel.people import notes_text
    from tachkhis.panel.scatter import write_plan

    plan = plan_build(request_of(args))
    tell(plan, "plan")
    if args.excluded is not None:
        write_atomically(args.excluded, notes_text(plan.notes))
    write_plan(plan, args.plan)
    return 0
