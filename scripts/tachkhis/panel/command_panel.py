"""``tachkhis panel``: the Moroccan reference panel, one action per thing done with it.

Each action lives beside this file as ``action_<name>.py`` with ``add_arguments(parser)`` and ``run(args) -> int``.
"""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Mapping
from types import ModuleType

ACTIONS: Mapping[str, str] = {
    "build": "make a panel from people's files of variants",
    "merge": "add up panels, without genotypes",
    "add": "add consenting, unaffected people to a panel, each once",
    "withdraw": "take a person who withdraws out of a panel",
    "publish": "the panel as it may leave the laboratory, without the counts of few people",
    "query": "what the panel says of alleles, regions and genes: counts, exact bounds, absence",
    "summary": "a page about a panel, as HTML and PDF, to read and to show",
    "consensus": "a reference whose alleles are the panel's majority: FASTA, chain, list of changes",
    "lift": "calls on such a reference, brought back to the standard build",
    "plan": "the first step of a build on a cluster: checks, exclusions, intervals",
    "part": "the second step: count one part of a planned build",
    "join": "the last step: the parts to a panel",
}
"""Name of an action to its one-line help."""
ROOMS: Mapping[str, str] = {"summary": "report"}
"""Rooms of actions that need what comes after this one; they are imported by name, as commands are."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The actions and their arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, told in ACTIONS.items():
        action = actions.add_parser(name, help=told, description=told)
        _module(name).add_arguments(action)


def run(args: argparse.Namespace) -> int:
    """Run one action.

    Raises:
        InputError: one line for each fault, also where a place cannot be written or the disk is full.
    """
    from tachkhis.errors import InputError
    from tachkhis.panel.out_place import no_room
    from tachkhis.panel.out_place import out_faults

    if faults := out_faults(args):
        raise InputError(faults)
    try:
        return int(_module(args.action).run(args))
    except BrokenPipeError:  # whoever reads standard output left
        raise
    except OSError as error:
        raise no_room(error, args) from error


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"tachkhis.{ROOMS.get(name, 'panel')}.action_{name}")
