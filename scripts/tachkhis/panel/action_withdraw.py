"""``tachkhis panel withdraw``: a person who withdraws is taken out, by their genotypes, and forgotten."""

from __future__ import annotations

import argparse

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


def run(args: argparse.Namespace) -> int:
    """Withdraw."""
    from tachkhis.panel.grow import withdraw_person

    ledger = ledger_of(args)
    counts, header = withdraw_person(args.panel, args.sample, people_of(args), args.out, ledger)
    print(f"{args.out}: {counts['alleles']} alleles of {header.people} people")
    return 0
