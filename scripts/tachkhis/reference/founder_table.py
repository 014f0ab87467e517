"""The form of the table of founder variants: read here for the check, and by the panel for what the rows mean."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tachkhis.case.config import Config
from tachkhis.case.table import Table
from tachkhis.case.table import read_table
from tachkhis.errors import Fault

COLUMNS = ("gene", "transcript", "HGVSc", "HGVSp", "disease", "OMIM", "population", "frequency", "PMID", "verified")
FILLED = ("gene", "HGVSc", "disease")
"""Columns in which every row must say something."""


def read_founder_table(path: Path, file: str) -> Table:
    """The rows of a founder table; other columns than :data:`COLUMNS` may stand in it.

    Args:
        path: tab-separated text, ``#`` comments and blank lines allowed.
        file: its name in faults.
    """
    table = read_table(path, file, COLUMNS, None, empty=("",))
    faults = list(table.faults)
    if not faults and not table.rows:
        faults.append(Fault(file, "the founder table is empty", "write one line per variant, or null for no table"))
    faults += [
        Fault(file, "the cell is empty", "write a value, or '-' where there is none", row.number, column)
        for row in table.rows
        for column in FILLED
        if column in table.columns and not row[column]
    ]
    return replace(table, faults=tuple(faults))


def founder_faults(config: Config) -> list[Fault]:
    """Faults of the founder table of a run."""
    path = config.resources.founders
    return [] if path is None else list(read_founder_table(path, str(config.written["resources"]["founders"])).faults)
