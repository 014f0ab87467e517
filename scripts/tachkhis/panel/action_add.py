"""``tachkhis panel add``: this laboratory's own people, consenting and unaffected, each once."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tachkhis.panel.action_build import LISTED
from tachkhis.panel.action_build import tell_left_out
from tachkhis.panel.action_build import tell_partial
from tachkhis.panel.ledger_action import add_ledger_arguments
from tachkhis.panel.ledger_action import ledger_of
from tachkhis.panel.ledger_action import people_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The panel, its ledger and the new people; the rules are those of the panel."""
    add_ledger_arguments(
        parser, panel="the panel that grows", version="version of the result", date="date of the data, YYYY-MM-DD"
    )
    add = parser.add_argument
    add("--max-kinship", type=float, metavar="PHI", help="as of 'panel build', among the new people")
    add("--excluded", type=Path, metavar="TSV", help=LISTED)
    add("--jobs", type=int, default=1, metavar="N", help="processes (the result is the same)")


def run(args: argparse.Namespace) -> int:
    """Add."""
    from tachkhis.panel.build import tell
    from tachkhis.panel.build import write_atomically
    from tachkhis.panel.grow import add_people
    from tachkhis.panel.grow import plan_addition
    from tachkhis.panel.people import excluded_beside
    from tachkhis.panel.people import notes_text
    from tachkhis.panel.sharing import tell_small

    ledger = ledger_of(args)
    plan = plan_addition(args.panel, people_of(args, args.max_kinship, args.jobs), ledger)
    tell(plan, "add")
    counts = add_people(args.panel, plan, args.out, ledger, args.jobs)
    listed = args.excluded if args.excluded is not None else excluded_beside(args.out)
    write_atomically(listed, notes_text(plan.notes))
    tell_left_out(counts, "add")
    tell_partial(counts, "add")
    tell_small(args.out, "add")
    print(
        "tachkhis panel add: warning: a panel holds no genotypes, and the ledger knows people by their id: whoever is"
        " counted already under another id would be counted twice, and kinship is computed among the new people alone",
        file=sys.stderr,
    )
    print(f"{args.out}: {plan.header.people} people added; people left out: {listed}")
    return 0
