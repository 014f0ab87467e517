"""``tachkhis simulate``: the synthetic set of the demo, the tests and training."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

MARKER = "SYNTHETIC.txt"
DIGEST = "digest"
PROJECT = Path(__file__).resolve().parents[3]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the set; made if absent")
    parser.add_argument(
        "--recipe",
        type=Path,
        metavar="FILE",
        help="recipe (default: resources/simulation/demo.json of the project)",
    )
    parser.add_argument(
        "--cores",
        type=int,
        default=os.cpu_count() or 1,
        metavar="N",
        help="people sequenced at a time (default: all)",
    )
    parser.add_argument("--cases", metavar="A,B", help="only these cases of the recipe (default: all)")


def run(args: argparse.Namespace) -> int:
    """Make the set, unless it is there already with the same digest.

    Raises:
        InputError: bad recipe or case, or a folder that holds something else.
        ResourceError: the read simulator is missing or failed.
    """
    from tachkhis.simulation.recipe import DEFAULT_RECIPE
    from tachkhis.simulation.recipe import read_recipe

    path = args.recipe or PROJECT / DEFAULT_RECIPE
    names = None if args.cases is None else [name.strip() for name in args.cases.split(",") if name.strip()]
    recipe = read_recipe(path).only(names, str(path))
    digest = recipe.digest()
    folder: Path = args.out
    if (folder / DIGEST).is_file() and (folder / DIGEST).read_text(encoding="ascii").strip() == digest:
        print(f"simulate: {folder}: already made", file=sys.stderr)
        return 0
    from tachkhis.simulation.build import Builder
    from tachkhis.simulation.reads import require_tools

    require_tools()
    _clear(folder)
    started = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    note = "Everything in this folder is synthetic: made by 'tachkhis simulate', it describes no real person.\n"
    (folder / MARKER).write_text(note, encoding="ascii")
    Builder(recipe, folder, max(1, args.cores)).build()
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    (folder / DIGEST).write_text(digest + "\n", encoding="ascii")
    print(
        f"simulate: done, {size / 1e6:.0f} MB in {time.monotonic() - started:.0f} s: {folder}",
        file=sys.stderr,
    )
    return 0


def _clear(folder: Path) -> None:
    """Empty a folder that an earlier call made; refuse any other that holds something.

    Raises:
        InputError: the folder is not empty and was not made by this command, or is a file.
    """
    from tachkhis.errors import Fault
    from tachkhis.errors import InputError

    if not folder.exists():
        return
    if not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARKER).is_file()):
        problem = "is not empty and was not made by 'tachkhis simulate'"
        raise InputError([Fault("--out", problem, "name a new or an empty folder", value=str(folder))])
    (folder / DIGEST).unlink(missing_ok=True)
    for item in folder.iterdir():
        if item.name == MARKER:
            continue
        if item.is_dir() and not item.is_symlink():
            shutil.rmtree(item)
        else:
            item.unlink()
