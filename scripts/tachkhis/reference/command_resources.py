"""``tachkhis resources``: the files of a real genome, one action per thing done with them.

Each action lives beside this file as ``action_<name>.py`` with ``add_arguments(parser)`` and ``run(args) -> int``.
"""

from __future__ import annotations

import argparse
import importlib
import os
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

ACTIONS: Mapping[str, str] = {
    "list": "what exists and what is installed: build, version, size, licence",
    "fetch": "download, with resume, mirrors and checksums",
    "verify": "read every downloaded file again and compare it with the manifest and its lock file",
    "prepare": "make downloads ready for runs: contig names, fields, normal form, indexes, config.yaml",
    "bundle": "one file to carry to a machine without internet, and back into a folder",
}
"""Name of an action to its one-line help."""
FOLDER_VARIABLE = "TACHKHIS_RESOURCES"
EXAMPLE = """\
example (what a run on GRCh38 needs: is there room for it? where does it come from?):
  tachkhis resources list --build GRCh38
  tachkhis resources fetch --build GRCh38 --to DIR --dry-run
"""
STATUSES = "exit status: 0 done, 1 a transfer, a checksum or a tool failed, 2 wrong usage, 130 interrupted"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The actions and their arguments."""
    parser.epilog = f"{EXAMPLE}\n{STATUSES};\nTACHKHIS_RESOURCES names the folder where --to is not given"
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, told in ACTIONS.items():
        action = actions.add_parser(name, help=told, description=told, epilog=STATUSES)
        _module(name).add_arguments(action)


def run(args: argparse.Namespace) -> int:
    """Run one action."""
    return int(_module(args.action).run(args))


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"tachkhis.reference.action_{name}")


def add_folder(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """``--to``: the folder of the resources."""
    default = os.environ.get(FOLDER_VARIABLE)
    parser.add_argument(
        "--to",
        type=Path,
        metavar="DIR",
        default=Path(default) if default else None,
        required=required and not default,
        help=f"folder of the downloads (default: ${FOLDER_VARIABLE})",
    )


def add_selection(parser: argparse.ArgumentParser, *, named: bool = True) -> None:
    """Names, ``--build``, ``--all``, ``--without``, ``--manifest``."""
    if named:
        parser.add_argument(
            "names", nargs="*", metavar="NAME", help="clinvar, GRCh38/clinvar, or one chromosome: gnomad-joint:22"
        )
    parser.add_argument("--build", help="what a run on this build needs (GRCh38, GRCh37); with NAMEs: theirs")
    parser.add_argument("--all", action="store_true", help="alternatives too, which a run does not need")
    add_without(parser, "leave these out (also single chromosomes)")
    add_manifest(parser)


def add_manifest(parser: argparse.ArgumentParser) -> None:
    """``--manifest``."""
    parser.add_argument(
        "--manifest",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="another manifest, instead of those that ship (resources/manifest/README.md); may be given several times",
    )


def add_without(parser: argparse.ArgumentParser, told: str) -> None:
    """``--without``: names, separated by commas."""
    parser.add_argument(
        "--without",
        type=_names,
        action="extend",
        default=[],
        metavar="NAME,...",
        help=f"{told}; may be given several times",
    )


def _names(text: str) -> list[str]:
    return [name for name in text.split(",") if name]
