"""Tab-separated tables as people write them: comments, blank lines, Windows line ends, spreadsheet leftovers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from tachkhis.case.config import unreadable
from tachkhis.case.schema import did_you_mean
from tachkhis.case.schema import shown
from tachkhis.errors import Fault

EMPTY = ("", ".", "NA")
"""Cells that mean "nothing here"."""

_LINE_END = re.compile(r"\r\n|\n|\r")
_BARE_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its 1-based line in the file, and its cells that are not empty, by column."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read, with what is wrong with its form.

    Attributes:
        file: the file as the user named it.
        columns: names in the header, in order.
        rows: rows that hold anything, in order.
        faults: everything wrong with the table's form; rows that are out of form are left out of ``rows``.
    """

    file: str
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = field(default=())


def read_table(path: Path, file: str, required: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """Read a tab-separated table with a header.

    Tolerated: a byte-order mark, CR LF and CR line ends, blank lines, lines that begin with ``#``, spaces around
    cells, empty columns at the end, rows that end early. There is no quoting.

    Args:
        path: the file.
        file: its name in faults.
        required: columns that must stand in the header.
        optional: columns that may.

    Returns:
        The table; a file that cannot be read gives an empty one with its fault.
    """
    problem = unreadable(path)
    if problem is not None:
        return Table(file, faults=(Fault(file, problem, "write the path of the sheet in the configuration"),))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        remedy = "save it as tab-separated text in UTF-8"
        return Table(file, faults=(Fault(file, "it is not UTF-8 text", remedy),))
    return parse_table(text, file, required, optional)


def parse_table(text: str, file: str, required: Sequence[str], optional: Sequence[str] = ()) -> Table:
    """The table in a text; see :func:`read_table`."""
    lines = [
        (number, line)
        for number, line in enumerate(_LINE_END.split(text), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        remedy = f"write a header line, separated by tabs: {' '.join(required)}"
        return Table(file, faults=(Fault(file, "it holds no header", remedy),))
    number, header = lines[0]
    columns = _strip_end([cell.strip() for cell in header.split("\t")])
    faults = _header_faults(file, number, columns, required, optional)
    rows: list[Row] = []
    for number, line in lines[1:]:
        cells = [cell.strip() for cell in line.split("\t")]
        fault = _row_fault(file, number, cells, columns)
        if fault is not None:
            faults.append(fault)
            continue
        named = {name: cell for name, cell in zip(columns, cells, strict=False) if cell not in EMPTY}
        if named:
            rows.append(Row(number, named))
    return Table(file, tuple(columns), tuple(rows), tuple(faults))


def _strip_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _header_faults(
    file: str, number: int, columns: Sequence[str], required: Sequence[str], optional: Sequence[str]
) -> list[Fault]:
    known = [*required, *optional]
    missing = [name for name in required if name not in columns]
    if len(columns) == 1 and len(required) > 1:
        remedy = f"separate the columns by tabs: {' '.join(required)}"
        return [Fault(file, "the header has a single column", remedy, number, value=shown(columns[0]))]
    faults = []
    for name in missing:
        remedy = f"add the column {name!r} to the header (columns: {' '.join(required)})"
        near = next((c for c in columns if c not in known and did_you_mean(c, missing) == name), None)
        if near is not None:
            remedy = f"rename the column {near!r} to {name!r}"
        faults.append(Fault(file, "the column is missing", remedy, number, name))
    for position, name in enumerate(columns, 1):
        if not name:
            remedy = "name the column, or remove it"
            faults.append(Fault(file, f"column {position} has no name", remedy, number))
        elif name in columns[: position - 1]:
            faults.append(Fault(file, "the column stands twice", "keep one of the two", number, name))
        elif name not in known and did_you_mean(name, missing) is None:
            near = did_you_mean(name, known)
            hint = f"did you mean {near!r}? " if near else ""
            remedy = f"{hint}remove it, or keep notes in lines that begin with '#'; columns: {' '.join(known)}"
            faults.append(Fault(file, "the column is not known", remedy, number, name))
    return faults


def _row_fault(file: str, number: int, cells: Sequence[str], columns: Sequence[str]) -> Fault | None:
    extra = [cell for cell in cells[len(columns) :] if cell]
    if extra:
        remedy = "separate cells by one tab each, with none left over"
        problem = f"the row has {len(cells)} cells, the header {len(columns)}"
        return Fault(file, problem, remedy, number, value=shown(extra[0]))
    for name, cell in zip(columns, cells, strict=False):
        if _BARE_CONTROL.search(cell):
            return Fault(file, "the cell holds a control character", "type it anew", number, name, shown(cell))
    return None
