"""``tachkhis reference``: make a reference ready."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--fasta", type=Path, help="reference as the user has it, plain or gzipped")
    source.add_argument("--consensus", type=Path, help="instead: consensus.fa of tachkhis panel consensus")
    parser.add_argument("--passport", type=Path, help="with --consensus: passport of the standard reference")
    parser.add_argument("--out", required=True, type=Path, help="prepared FASTA; what belongs to it goes beside it")


def run(args: argparse.Namespace) -> int:
    """Prepare; see :mod:`tachkhis.reference.prepare`."""
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.reference.passport import Passport
    from tachkhis.reference.prepare import prepare_consensus
    from tachkhis.reference.prepare import prepare_reference

    if args.consensus is None:
        prepare_reference(args.fasta, args.out)
    elif args.passport is None:
        remedy = "give --passport, the passport.json of the standard reference"
        raise InputError([Fault("command line", "--consensus without the standard reference", remedy)])
    else:
        passport = Passport.from_json(args.passport.read_text(encoding="utf-8"))
        prepare_consensus(args.consensus, passport, args.out)
    return 0
