"""Rows of a sheet, each checked by itself against the schema of its sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

from tachkhis.case.config_paths import unreadable
from tachkhis.case.model import Place
from tachkhis.case.schema import Complaint
from tachkhis.case.schema import complaints
from tachkhis.case.schema import schema
from tachkhis.case.table import Row
from tachkhis.case.table import Table
from tachkhis.case.table import read_table
from tachkhis.errors import Fault

NO_PARENT = "0"
"""How PED files write that a parent is not there; the sheets' own empty cells mean the same."""

_SEPARATOR = re.compile(r"[,;]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a sheet, by column: texts, and lists where the schema asks for a list.

    Attributes:
        number: 1-based line of the file.
        cells: the cells as written.
        values: the values as read, with defaults, and without those that have a fault.
        faulty: columns whose value has a fault already, so that no second one is needed.
    """

    number: int
    cells: Mapping[str, str]
    values: Mapping[str, Any]
    faulty: frozenset[str]

    def text(self, column: str) -> str:
        """The value of a column; empty if there is none."""
        return str(self.values.get(column, ""))

    def texts(self, column: str) -> tuple[str, ...]:
        """The values of a list column, each once, in order."""
        return tuple(dict.fromkeys(self.values.get(column, ())))


@dataclass(slots=True)
class Sheet:
    """A sheet as read: its name in faults, its entries, and the faults found so far."""

    file: str
    columns: tuple[str, ...]
    entries: list[Entry]
    faults: list[Fault] = field(default_factory=list)

    def blame(self, entry: Entry, column: str, problem: str, remedy: str, value: str | None = None) -> None:
        """Note a fault of one cell; ``value`` defaults to the cell as written."""
        shown = value if value is not None else entry.cells.get(column)
        self.faults.append(Fault(self.file, problem, remedy, entry.number, column, shown))

    def place(self, entry: Entry, column: str) -> Place:
        """Where a cell stands."""
        return Place(self.file, entry.number, column, entry.cells.get(column))


def read_sheet(name: str, path: Path, file: str) -> Sheet:
    """Read a sheet and check each row by the schema ``name`` (``cases``, ``samples``, ``units``, ``gene_panels``)."""
    columns = schema(name)["x-columns"]
    table = read_table(path, file, *_columns(name, path, columns["required"], columns["optional"]))
    sheet = Sheet(file, table.columns, [], list(table.faults))
    for row in table.rows:
        sheet.entries.append(_entry(name, table, row, sheet.faults))
    return sheet


def _columns(
    name: str, path: Path, required: Sequence[str], optional: Sequence[str]
) -> tuple[Sequence[str], Sequence[str]]:
    """Required and optional columns; a sheet of alignments needs no columns for FASTQ."""
    fastq = ("fastq_1", "fastq_2")
    if name == "units" and unreadable(path) is None:
        header = read_table(path, "", (), ()).columns
        if "alignment" in header and not set(fastq).intersection(header):
            return [c for c in required if c not in fastq], [*optional, *fastq]
    return required, optional


def _entry(name: str, table: Table, row: Row, faults: list[Fault]) -> Entry:
    properties = schema(name)["properties"]
    instance: dict[str, Any] = {}
    for column, cell in row.cells.items():
        if column not in properties:
            continue
        if column in ("father", "mother") and cell == NO_PARENT:
            continue
        if properties[column]["type"] == "array":
            instance[column] = [part.strip() for part in _SEPARATOR.split(cell) if part.strip()]
        else:
            instance[column] = cell.upper() if column == "platform" else cell
    faulty: set[str] = set()
    for complaint in complaints(name, instance):
        column = str(complaint.path[0])
        faulty.add(column)
        if column in table.columns:
            faults.append(_fault(table.file, row, column, complaint))
    values = {
        column: instance.get(column, subschema.get("default"))
        for column, subschema in properties.items()
        if column not in faulty
    }
    values = {column: value for column, value in values.items() if value is not None}
    return Entry(row.number, row.cells, values, frozenset(faulty))


def _fault(file: str, row: Row, column: str, complaint: Complaint) -> Fault:
    problem = "the cell is empty" if complaint.problem == "it is missing" else complaint.problem
    remedy = complaint.remedy
    if column in ("hpo", "hpo_excluded") and complaint.value is not None:
        remedy = _hpo_hint(complaint.value) + remedy
    value = complaint.value if complaint.value is not None else row.cells.get(column)
    return Fault(file, problem, remedy, row.number, column, value)


def _hpo_hint(written: str) -> str:
    digits = re.fullmatch(r"(?i)(?:hp)?[\s:_.-]*([0-9]{1,7})", written.strip())
    return f"did you mean 'HP:{digits.group(1):0>7}'? " if digits else ""
