"""What ``panel add`` and ``panel withdraw`` share: a panel with its ledger, and people's files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from tachkhis.panel.action_build import add_inputs

if TYPE_CHECKING:
    from tachkhis.panel.build import BuildRequest
    from tachkhis.panel.grow import LedgerFile


def add_ledger_arguments(parser: argparse.ArgumentParser, panel: str, version: str, date: str) -> None:
    """Declare the arguments that both have; the three texts are the help of what differs in meaning."""
    add_inputs(parser)
    add = parser.add_argument
    add("--panel", type=Path, required=True, help=panel)
    add("--ledger", type=Path, required=True, help="who is counted in it, as keyed digests; the result is added to it")
    add("--key", type=Path, required=True, help="file of the ledger's key")
    add("--version", required=True, help=version)
    add("--out", type=Path, required=True, metavar="panel.vcf.gz", help="the result")
    add("--date", default="", help=date)


def ledger_of(args: argparse.Namespace) -> LedgerFile:
    """The ledger with its key.

    Raises:
        InputError: the key cannot be used.
    """
    from tachkhis.panel.grow import LedgerFile
    from tachkhis.panel.ledger import read_key

    return LedgerFile(args.ledger, read_key(args.key))


def people_of(args: argparse.Namespace, max_kinship: float | None = None, jobs: int = 1) -> BuildRequest:
    """The people and their files, to be counted by the panel's own rules.

    Raises:
        InputError: a list of files that cannot be read.
    """
    from tachkhis.panel.build import BuildRequest
    from tachkhis.panel.sources import file_list

    return BuildRequest(
        variants=tuple(file_list(args.variants)),
        people=args.people,
        name="",
        version=args.version,
        fasta=args.fasta,
        callable_beds=args.callable,
        max_kinship=max_kinship,
        date=args.date,
        jobs=jobs,
    )
