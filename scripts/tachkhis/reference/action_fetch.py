"""``tachkhis resources fetch``: download, resumable and checked."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tachkhis.reference.command_resources import add_folder
from tachkhis.reference.command_resources import add_selection

if TYPE_CHECKING:
    from tachkhis.reference.manifest import Entry
    from tachkhis.reference.manifest import RemoteFile


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_selection(parser)
    add_folder(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would come, and whether there is room")
    parser.add_argument(
        "--update", action="store_true", help="fetch again what its publisher replaces (ClinVar), and pin it anew"
    )
    parser.add_argument(
        "--mirror",
        action="append",
        default=[],
        metavar="URL",
        help="tried first: a folder of a fetch, served over HTTP; may be given several times",
    )
    parser.add_argument("--parallel", type=int, default=2, metavar="N", help="files at the same time (default 2)")
    parser.add_argument(
        "--tries",
        type=int,
        default=8,
        metavar="N",
        help="tries in a row that bring less than 32 KiB, per address (default 8)",
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=60.0,
        metavar="S",
        help="seconds without a byte, and over which --least-rate is measured (default 60)",
    )
    parser.add_argument(
        "--least-rate",
        type=float,
        default=1024.0,
        metavar="BYTES",
        help="bytes per second below which a connection counts as broken (default 1024; 0: none)",
    )
    parser.add_argument(
        "--backoff", type=float, default=1.0, metavar="S", help="seconds before the second try (default 1)"
    )
    parser.add_argument("--plain", action="store_true", help="plain lines instead of bars")


def run(args: argparse.Namespace) -> int:
    """Fetch; 1 if any file did not come."""
    import signal
    import sys

    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.reference.connection import Manner
    from tachkhis.reference.delivery import Request
    from tachkhis.reference.download import fetch_all
    from tachkhis.reference.download import still_to_come
    from tachkhis.reference.manifest import read_manifest
    from tachkhis.reference.progress import reporter
    from tachkhis.reference.selection import select

    if not (args.names or args.build or args.all):
        remedy = "write NAMEs, --build BUILD or --all; 'tachkhis resources list' shows them"
        raise InputError([Fault("command line", "nothing is named to fetch", remedy)])
    for option, least in (("parallel", 1), ("tries", 1), ("timeout", 0.001), ("backoff", 0), ("least-rate", 0)):
        if not getattr(args, option.replace("-", "_")) >= least:
            raise InputError([Fault("command line", f"--{option} is too small", f"write {least} or more")])
    for mirror in args.mirror:
        if not mirror.startswith(("http://", "https://")):
            problem, remedy = "a mirror is served over HTTP", "write its address with http:// or https://"
            raise InputError([Fault("--mirror", problem, remedy, value=mirror)])
    manifest = read_manifest(args.manifest)
    chosen = select(manifest, args.names, args.build, everything=args.all, without=args.without)
    for entry, _ in chosen:
        if entry.bring and (args.names or args.all):
            print(f"{entry.key}: bring your own: {entry.bring} ({entry.page})", file=sys.stderr)
    files = [file for _, of_entry in chosen for file in of_entry]
    if args.names and not files:
        return 1
    if args.dry_run:
        return dry_run(chosen, args.to)
    request = Request(
        folder=args.to,
        versions={entry.key: entry.version for entry in manifest.entries},
        mirrors=tuple(args.mirror),
        update=args.update,
        parallel=args.parallel,
        manner=Manner(args.tries, args.backoff, args.timeout, args.least_rate),
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a cluster's end of time, like a person's Ctrl-C
    to_come = [still_to_come(file, args.to) for file in files]
    total = None if None in to_come else sum(size or 0 for size in to_come)
    try:
        with reporter(total, "all", quiet=args.plain) as report:
            outcomes = fetch_all(files, request, report)
    except KeyboardInterrupt:
        print("interrupted; the same command continues where it stopped", file=sys.stderr)
        return 130
    faults = [outcome.fault for outcome in outcomes if outcome.fault]
    for fault in faults:
        print(fault, file=sys.stderr)
    came = sum(outcome.fetched for outcome in outcomes)
    print(f"{came} fetched, {len(outcomes) - came - len(faults)} there already, {len(faults)} failed: {args.to}")
    return 1 if faults else 0


def dry_run(chosen: Sequence[tuple[Entry, tuple[RemoteFile, ...]]], folder: Path) -> int:
    """Say what would come; 1 where the disk has no room for it."""
    from tachkhis.reference.download import free_space
    from tachkhis.reference.download import still_to_come
    from tachkhis.reference.manifest import shown_size

    known, unknown = 0, 0
    for _, files in chosen:
        for file in files:
            size = still_to_come(file, folder)
            if size == 0:
                print(f"{file.path}: is there already")
                continue
            print(f"{file.path}: {shown_size(size)} from {file.urls[0]}")
            known, unknown = known + (size or 0), unknown + (size is None)
    free = free_space(folder)
    more = f", and {unknown} of unknown size" if unknown else ""
    print(f"to come: {shown_size(known)}{more}; free in {folder}: {shown_size(free)}")
    if known > free:
        print("there is not enough room")
        return 1
    return 0
