"""``tachkhis panel withdraw``: a person who withdraws is taken out, by their genotypes, and forgotten."""

from __future__ import annotations

import argparse
from pathlib import Path

from tachkhis.panel.action_build import add_inputs


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The panel, its ledger and the person's own files; the rules are those of the panel."""
    add_inputs(parser)
    add = parser.add_argument
    add("--panel", type=Path, required=True, help="the panel that counts the person")
    add("--sample", required=True, help="id of the person; other samples of the files do not matter")
    add("--ledger", type=Path, required=True, help="who is counted in the panel, as keyed digests; updated")
    add("--key", type=Path, required=True, help="file of the ledger's key")
    add("--version", required=True, help="version of the result; not that of the panel as it is")
    add("--out", type=Path, required=True, metavar="panel.vcf.gz", help="the result")
    add("--date", default="", help="date of the data, YYYY-MM-DD (default: as before)")


def run(args: argparse.Namespace) -> int:
    """Withdraw."""
    from tachkhis.panel.build import BuildRequest
    from tachkhis.panel.grow import LedgerFile
    from tachkhis.panel.grow import withdraw_person
    from tachkhis.panel.ledger import read_key
    from tachkhis.panel.sources import file_list

    ledger = LedgerFile(args.ledger, read_key(args.key))
    request = BuildRequest(
        variants=tuple(file_list(args.variants)),
        people=args.people,
        name="",
        version=args.version,
        fasta=args.fasta,
        callable_beds=args.callable,
        date=args.date,
    )
    counts, header = withdraw_person(args.panel, args.sample, request, args.out, ledger)
    print(f"{args.out}: {counts['alleles']} alleles of {header.people} people")
    return 0
