"""``tachkhis panel withdraw``: a person who withdraws is taken out, by their genotypes."""

from __future__ import annotations

import argparse
import sys

from tachkhis.panel.ledger_action import add_ledger_arguments
from tachkhis.panel.ledger_action import ledger_of
from tachkhis.panel.ledger_action import people_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The panel, its ledger and the person's own files; the rules are those of the panel."""
    add_ledger_arguments(
        parser,
        panel="the panel that counts the person",
        version="version of the result; not that of the panel as it is",
        date="date of the data, YYYY-MM-DD (default: as before)",
    )
    parser.add_argument("--sample", required=True, help="id of the person; other samples of the files do not matter")
    parser.add_argument(
        "--forget",
        action="store_true",
        help="take every version that counts the person out of the ledger: do so when those panels are destroyed, for"
        " nobody can then be added to them or taken out of them",
    )


def run(args: argparse.Namespace) -> int:
    """Withdraw."""
    from tachkhis.panel.grow import withdraw_person
    from tachkhis.panel.sharing import tell_small

    ledger = ledger_of(args)
    request = people_of(args)
    counts, header = withdraw_person(args.panel, args.sample, request, args.out, ledger, forget=args.forget)
    if not args.forget:
        print(
            f"tachkhis panel withdraw: {args.ledger} still holds the versions that count the person, as digests, so"
            " that they can be taken out of those panels as well; --forget takes these versions out",
            file=sys.stderr,
        )
    print(
        "tachkhis panel withdraw: warning: counts tell genotypes that cannot have been the person's, not those of"
        " somebody else who is counted too: make sure that the files are those with which the person was counted",
        file=sys.stderr,
    )
    tell_small(args.out, "withdraw")
    told = f"; {counts['emptied']} that nobody carries any more are gone" if counts["emptied"] else ""
    print(f"{args.out}: {counts['alleles']} alleles of {header.people} people{told}")
    return 0
