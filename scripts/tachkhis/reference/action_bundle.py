"""``tachkhis resources bundle``: resources in one file, for a machine without internet."""

from __future__ import annotations

import argparse
from pathlib import Path

from tachkhis.reference.command_resources import add_folder
from tachkhis.reference.command_resources import add_manifest


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of ``make`` and ``unpack``."""
    deeds = parser.add_subparsers(dest="deed", required=True, metavar="make|unpack")
    make = deeds.add_parser("make", help="put a folder (of a fetch or of a prepare) into one file")
    make.add_argument(
        "names", nargs="*", metavar="NAME", help="only these resources of a fetch (default: all that is there)"
    )
    make.add_argument("--from", dest="source", type=Path, required=True, metavar="DIR", help="the folder")
    make.add_argument("--out", type=Path, required=True, metavar="FILE", help="the bundle to write (.tar)")
    make.add_argument("--build", help="only the resources of this build, of a folder of a fetch")
    add_manifest(make)
    unpack = deeds.add_parser("unpack", help="take the files out again; each is checked; call it again to continue")
    unpack.add_argument("bundle", type=Path, metavar="FILE", help="the bundle")
    add_folder(unpack)


def run(args: argparse.Namespace) -> int:
    """Make or unpack; 1 where a file does not check."""
    return _make(args) if args.deed == "make" else _unpack(args)


def _make(args: argparse.Namespace) -> int:
    import sys

    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.reference.bundle import files_below
    from tachkhis.reference.bundle import make_bundle
    from tachkhis.reference.manifest import read_manifest
    from tachkhis.reference.manifest import shown_size
    from tachkhis.reference.pins import lock_path
    from tachkhis.reference.selection import select

    if not args.source.is_dir():
        raise InputError(
            [Fault(str(args.source), "is no folder", "write --from with the folder of a fetch or a prepare")]
        )
    if args.out.is_dir():
        raise InputError([Fault(str(args.out), "is a folder", "write --out with the name of a file in it")])
    chosen: list[Path] = []
    if args.names or args.build:
        for _, remotes in select(read_manifest(args.manifest), args.names, args.build, everything=True):
            chosen += [path for file in remotes for path in (file.path, lock_path(file.path))]
    files = [path for path in files_below(args.source, chosen) if (args.source / path).resolve() != args.out.resolve()]
    if not files:
        raise InputError([Fault(str(args.source), "holds nothing to carry", "fetch or prepare first")])
    items = make_bundle(args.source, files, args.out, lambda line: print(line, file=sys.stderr, flush=True))
    print(f"{len(items)} files, {shown_size(sum(item.bytes for item in items))}: {args.out}")
    return 0


def _unpack(args: argparse.Namespace) -> int:
    import sys

    from tachkhis.errors import Fault
    from tachkhis.errors import InputError
    from tachkhis.reference.bundle import unpack_bundle

    if not args.bundle.is_file():
        raise InputError([Fault(str(args.bundle), "is no file", "give the file that 'bundle make' wrote")])
    written, kept, faults = unpack_bundle(args.bundle, args.to, lambda line: print(line, file=sys.stderr, flush=True))
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{written} files unpacked, {kept} there already, {len(faults)} faults: {args.to}")
    return 1 if faults else 0
