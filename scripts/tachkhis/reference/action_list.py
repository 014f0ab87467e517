"""``tachkhis resources list``: what exists, and what is installed here."""

from __future__ import annotations

import argparse

from tachkhis.reference.command_resources import add_folder
from tachkhis.reference.command_resources import add_selection


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_selection(parser)
    add_folder(parser, required=False)
    parser.add_argument("--installed", action="store_true", help="only what is there, whole or in part")
    parser.add_argument("--format", choices=["table", "json"], default="table", help="default table")


def run(args: argparse.Namespace) -> int:
    """Print the list; without a choice, everything."""
    import json

    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.reference.inventory import UNTRIED
    from tachkhis.reference.inventory import inventory
    from tachkhis.reference.inventory import table
    from tachkhis.reference.manifest import read_manifest
    from tachkhis.reference.selection import select

    if args.installed and args.to is None:
        raise InputError([Fault("command line", "--installed needs the folder", "add --to DIR")])
    manifest = read_manifest(args.manifest)
    chosen = select(manifest, args.names, args.build, everything=True, without=args.without)
    rows = inventory(chosen, args.to)
    if args.installed:
        rows = [row for row in rows if row.present]
    if args.format == "json":
        print(json.dumps([row.to_dict() for row in rows], indent=1, ensure_ascii=False))
    else:
        print("\n".join(table(rows, args.to)))
        if not args.manifest and any(row.files for row in rows):
            print(UNTRIED)
    return 0
