"""``tachkhis panel add``: this laboratory's own people, consenting and unaffected, each once."""

from __future__ import annotations

import argparse
from pathlib import Path

from tachkhis.panel.action_build import add_inputs
from tachkhis.panel.action_build import tell_left_out


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The panel, its ledger and the new people; the rules are those of the panel."""
    add_inputs(parser)
    add = parser.add_argument
    add("--panel", type=Path, required=True, help="the panel that grows")
    add("--ledger", type=Path, required=True, help="who is counted in it, as keyed digests; updated")
    add("--key", type=Path, required=True, help="file of the ledger's key")
    add("--version", required=True, help="version of the result")
    add("--out", type=Path, required=True, metavar="panel.vcf.gz", help="the result")
    add("--date", default="", help="date of the data, YYYY-MM-DD")
    add("--max-kinship", type=float, metavar="PHI", help="as of 'panel build', among the new people")
    add("--excluded", type=Path, metavar="TSV", help="list of people left out, with the reasons")
    add("--jobs", type=int, default=1, metavar="N", help="processes (the result is the same)")


def run(args: argparse.Namespace) -> int:
    """Add."""
    from tachkhis.panel.build import BuildRequest
    from tachkhis.panel.build import tell
    from tachkhis.panel.build import write_atomically
    from tachkhis.panel.grow import LedgerFile
    from tachkhis.panel.grow import add_people
    from tachkhis.panel.grow import plan_addition
    from tachkhis.panel.ledger import read_key
    from tachkhis.panel.people import notes_text
    from tachkhis.panel.sources import file_list

    ledger = LedgerFile(args.ledger, read_key(args.key))
    request = BuildRequest(
        variants=tuple(file_list(args.variants)),
        people=args.people,
        name="",
        version=args.version,
        fasta=args.fasta,
        callable_beds=args.callable,
        max_kinship=args.max_kinship,
        date=args.date,
        jobs=args.jobs,
    )
    plan = plan_addition(args.panel, request, ledger)
    tell(plan, "add")
    counts = add_people(args.panel, plan, args.out, ledger, args.jobs)
    if args.excluded is not None:
        write_atomically(args.excluded, notes_text(plan.notes))
    tell_left_out(counts, "add")
    print(f"{args.out}: {plan.header.people} people added")
    return 0
