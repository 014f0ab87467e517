"""``tachkhis resources prepare``: downloads made ready for runs."""

from __future__ import annotations

import argparse
from pathlib import Path

from tachkhis.reference.command_resources import FOLDER_VARIABLE
from tachkhis.reference.command_resources import add_manifest
from tachkhis.reference.command_resources import add_without


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    import os

    default = os.environ.get(FOLDER_VARIABLE)
    parser.add_argument("--build", required=True, help="GRCh38 or GRCh37")
    parser.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="DIR",
        default=Path(default) if default else None,
        required=not default,
        help=f"folder of the downloads (default: ${FOLDER_VARIABLE})",
    )
    parser.add_argument(
        "--to", type=Path, metavar="DIR2", required=True, help="folder of the results, any number of runs share it"
    )
    add_without(parser, "downloads to leave aside")
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="chromosomes made side by side (default 2)")
    parser.add_argument("--no-index", action="store_true", help="no bwa index: runs start from BAM, CRAM or VCF")
    parser.add_argument(
        "--partial", action="store_true", help="go on although chromosomes of gnomAD are not there (tests, gene panels)"
    )
    parser.add_argument(
        "--mask",
        default="",
        metavar="NAME",
        help="overwrite these regions of the reference with N: grc-exclusions, the false duplications of GRCh38",
    )
    add_manifest(parser)


def run(args: argparse.Namespace) -> int:
    """Prepare; what is up to date is left as it is."""
    import sys

    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.reference.manifest import read_manifest
    from tachkhis.reference.preparation import alone_in
    from tachkhis.reference.prepared import Work
    from tachkhis.reference.prepared import prepare_build
    from tachkhis.reference.selection import select

    chosen = select(read_manifest(args.manifest), (), args.build, everything=True, without=args.without)
    faults = []
    if not args.source.is_dir():
        faults.append(Fault(str(args.source), "is no folder", "write --from with the folder of a fetch"))
    elif args.to.resolve() == args.source.resolve():
        faults.append(Fault(str(args.to), "holds the downloads", "write --to with another folder"))
    if args.threads < 1:
        faults.append(Fault("command line", "--threads is too small", "write 1 or more"))
    if faults:
        raise InputError(faults)
    work = Work(
        build=args.build,
        source=args.source,
        folder=args.to,
        threads=args.threads,
        index=not args.no_index,
        partial=args.partial,
        mask=args.mask,
        tell=lambda line: print(line, file=sys.stderr, flush=True),
    )
    with alone_in(args.to):
        config = prepare_build(chosen, work)
    print(config)
    return 0
