"""Where an action writes: refused before any work where it cannot, and one line where the disk says no later."""

from __future__ import annotations

import argparse
import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from tachkhis.errors import Fault
from tachkhis.errors import InputError

FOLDERS = ("summary", "consensus")
"""Actions whose ``--out`` is a folder."""
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def out_faults(args: argparse.Namespace) -> list[Fault]:
    """What is wrong with ``--out`` of an action, as far as it can be seen before."""
    out: Path | None = getattr(args, "out", None)
    if out is None:
        return []

    def fault(problem: str, remedy: str) -> list[Fault]:
        return [Fault("--out", problem, remedy, value=str(out))]

    nearest = out if args.action in FOLDERS else out.parent
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        return fault(f"{nearest} is a file, not a folder", "write another place")
    if args.action not in FOLDERS and out.is_dir():
        return fault("it is a folder", "write the name of a file in it")
    if any(panel.resolve() == out.resolve() for panel in getattr(args, "panels", ())):
        return fault("it is a panel that is read: it would be written over", "write another name")
    return []


def no_room(error: OSError, args: argparse.Namespace) -> InputError:
    """A file that cannot be written or read, in one line."""
    named = error.filename2 or error.filename
    file = str(named if isinstance(named, str | Path) else getattr(args, "out", "command line"))
    if error.errno in _FULL:
        out = str(getattr(args, "out", file))
        remedy = "make room, or write --out elsewhere, and run it again: nothing was put in place"
        return InputError([Fault(out, "the disk is full, or the quota used up", remedy)])
    told = error.strerror or str(error) or type(error).__name__
    problem = f"it cannot be read or written ({told})"
    return InputError([Fault(file, problem, "name a place where you may read and write")])


@contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """A folder beside an output, for what is not finished; gone afterwards."""
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """A folder in which an action writes; its files are moved into ``out`` when all are there, else none is."""
    with workshop(out) as folder:
        yield folder
        for made in sorted(path for path in folder.rglob("*") if path.is_file()):
            place = out / made.relative_to(folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            made.replace(place)
