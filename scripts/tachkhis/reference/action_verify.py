"""``tachkhis resources verify``: are the downloads still what was fetched?"""

from __future__ import annotations

import argparse

from tachkhis.reference.command_resources import add_folder
from tachkhis.reference.command_resources import add_selection

NAMED = 20
"""Absent files that are named; the rest is counted."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_selection(parser)
    add_folder(parser)
    parser.add_argument("--parallel", type=int, default=2, metavar="N", help="files at the same time (default 2)")


def run(args: argparse.Namespace) -> int:
    """Verify; one line per fault, status 1 if there is any.

    What was named, or its build, must be there; of all others those that were not fetched are told, and are no fault.
    """
    import sys
    from concurrent.futures import ThreadPoolExecutor

    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.reference.download import length_unknown
    from tachkhis.reference.download import verify_file
    from tachkhis.reference.manifest import read_manifest
    from tachkhis.reference.manifest import shown_size
    from tachkhis.reference.selection import select

    manifest = read_manifest(args.manifest)
    needed = bool(args.names or args.build)
    chosen = select(manifest, args.names, args.build, everything=args.all or not needed, without=args.without)
    if not args.to.is_dir():
        raise InputError([Fault(str(args.to), "is no folder", "write --to with the folder of a fetch")])
    files = [file for _, of_entry in chosen for file in of_entry]
    read = [0]

    def tell(count: int) -> None:
        read[0] += count

    with ThreadPoolExecutor(max_workers=max(1, args.parallel)) as pool:
        found = list(pool.map(lambda file: verify_file(file, args.to, tell, needed=needed), files))
    faults = [fault for _, of_file in found for fault in of_file]
    for fault in faults:
        print(fault, file=sys.stderr)
    present = sum(there for there, _ in found)
    state = f"{len(faults)} faults" if faults else "all in order"
    count = f"{present} of {len(files)} files fetched"
    print(f"{count}, {shown_size(read[0])} read: {state}" if present or faults else f"no resource is in {args.to}")
    unsure = [str(file.path) for file in files if length_unknown(file, args.to)]
    if unsure:
        print(f"may be cut short, for nobody told the length when they were pinned: {', '.join(unsure)}")
    absent = [str(file.path) for file, (there, of_file) in zip(files, found, strict=True) if not (there or of_file)]
    if absent and present:
        more = f" and {len(absent) - NAMED} more" if len(absent) > NAMED else ""
        print(f"not fetched: {', '.join(absent[:NAMED])}{more}")
    return 1 if faults else 0
