"""What a module of the package needs to run: other people's modules and programs, found without running anything.

Imports inside functions count, those under ``TYPE_CHECKING`` do not; so it is rather too much than too little.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from paths import ROOT

SCRIPTS = ROOT / "scripts"


@dataclass(frozen=True)
class Needs:
    """Top-level modules and names of programs, each with the files that ask for it."""

    modules: dict[str, set[str]]
    programs: dict[str, set[str]]


def file_of(module: str) -> Path | None:
    """The file of a module of the package, if there is one."""
    path = SCRIPTS.joinpath(*module.split("."))
    found = [one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file()]
    return found[0] if found else None


def _nodes(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)):
            yield child
            yield from _nodes(child)


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module is not None:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


@cache
def _facts(file: Path) -> tuple[frozenset[str], frozenset[str]]:
    """What a file imports, and the strings that open a list or tuple in it."""
    imported, first = set[str](), set[str]()
    for node in _nodes(ast.parse(file.read_text(encoding="utf-8"))):
        imported |= set(_imported(node))
        if isinstance(node, ast.List | ast.Tuple) and node.elts and isinstance(node.elts[0], ast.Constant):
            first.add(str(node.elts[0].value))
    return frozenset(imported), frozenset(first)


def needs_of(module: str, programs: Iterable[str]) -> Needs:
    """All that a module and the modules of the package behind it import, and the programs that they name.

    Args:
        module: where to begin.
        programs: names to look for; one counts where it opens a list or tuple, as a command does.
    """
    wanted, seen, todo = set(programs), set[Path](), [module]
    found = Needs({}, {})
    while todo:
        file = file_of(todo.pop())
        if file is None or file in seen:
            continue
        seen.add(file)
        imported, first = _facts(file)
        for name in imported:
            top = name.split(".")[0]
            if top == "tachkhis":
                todo.append(name)
            elif top not in sys.stdlib_module_names:
                found.modules.setdefault(top, set()).add(file.name)
        for name in wanted & first:
            found.programs.setdefault(name, set()).add(file.name)
    return found
