"""The identities file: who the pseudonymous samples are. Read for the check and for the report, kept nowhere.

No value of this file may reach a log or a message: faults name file, row and column only.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

from tachkhis.case.config import Config
from tachkhis.case.model import Sheets
from tachkhis.case.table import Row
from tachkhis.case.table import Table
from tachkhis.case.table import read_table
from tachkhis.errors import Fault
from tachkhis.errors import InputError

COLUMNS = ("sample", "family_name", "given_names", "birth_date", "sex_at_birth", "record_number")
EARLIEST = datetime.date(1900, 1, 1)
"""Dates of birth before this one are slips of the pen."""
SEXES = ("female", "male", "undetermined", "")


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """Civil identity of one sample. An empty field is not known. It has no readable ``repr``, on purpose."""

    family_name: str
    given_names: str
    birth_date: datetime.date | None
    sex_at_birth: str
    record_number: str

    def __repr__(self) -> str:
        return "Identity(...)"


def read_identities(path: Path, file: str | None = None) -> dict[str, Identity]:
    """Identities by sample id.

    Args:
        path: the file.
        file: its name in faults; the path by default.

    Raises:
        InputError: the file cannot be read, lacks a column, names a sample twice, or holds a malformed value.
    """
    table = identity_table(path, file)
    faults = list(table.faults)
    found: dict[str, Identity] = {}
    for row in table.rows:
        if row.width < len(table.columns):
            problem = f"has {row.width} cells, the header has {len(table.columns)}"
            faults.append(Fault(table.file, problem, "separate the cells by one tab each", row=row.number))
            continue
        identity = _identity(table.file, row, faults)
        if not row["sample"] or row["sample"] in found:
            problem = "the sample id is empty or was given before"
            faults.append(Fault(table.file, problem, "write one row per sample", row=row.number, column="sample"))
        elif identity is not None:
            found[row["sample"]] = identity
    if faults:
        raise InputError(faults)
    return found


def identity_table(path: Path, file: str | None = None) -> Table:
    """The rows as they are written; faults tell no cell, nor a strange name of a column, which may be one."""
    table = read_table(path, file or str(path), COLUMNS, None, empty=("",))
    faults = (
        Fault(f.file, f.problem, f.remedy, f.row, f.column if f.column in COLUMNS else None) for f in table.faults
    )
    return replace(table, faults=tuple(faults))


def identity_faults(config: Config, sheets: Sheets) -> list[Fault]:
    """Faults of the identities file of a run: its form, its dates, and that it is of this run at all.

    One file may serve a whole laboratory: rows of other people are no fault, unless nobody of the run has a row, or a
    row differs from a sample of the run in case or blanks alone.
    """
    path = config.sheets.identities
    if path is None:
        return []
    file = str(config.written["sheets"]["identities"])
    faults: list[Fault] = []
    try:
        found = read_identities(path, file)
    except InputError as error:
        return list(error.faults)
    known = {person.sample for case in sheets.cases.values() for person in case.people}
    nearly = {_bare(sample) for sample in known - set(found)}
    remedy = f"write the sample ids of {config.written['sheets']['samples']}"
    if known and known.isdisjoint(found):
        return [Fault(file, "no row is of a sample of this run", remedy, column="sample")]
    for row in identity_table(path, file).rows:
        if row["sample"] not in known and _bare(row["sample"]) in nearly:
            problem = "differs from a sample of this run in case, blanks or punctuation"
            faults.append(Fault(file, problem, remedy, row.number, "sample"))
        born = found[row["sample"]].birth_date
        if born is not None and not EARLIEST <= born <= datetime.datetime.now(tz=datetime.UTC).date():
            problem = f"the date is before {EARLIEST.year} or in the future"
            faults.append(Fault(file, problem, "write the date of birth as YYYY-MM-DD", row.number, "birth_date"))
    return faults


def _bare(sample: str) -> str:
    return "".join(letter for letter in sample.casefold() if letter.isalnum())


def _identity(file: str, row: Row, faults: list[Fault]) -> Identity | None:
    """One row as an identity; what is wrong with it goes to ``faults``."""
    before = len(faults)
    birth_date: datetime.date | None = None
    if row["birth_date"]:
        try:
            birth_date = datetime.date.fromisoformat(row["birth_date"])
        except ValueError:
            remedy = "write the date as YYYY-MM-DD, or leave it empty"
            faults.append(Fault(file, "is not a date", remedy, row=row.number, column="birth_date"))
    if row["sex_at_birth"] not in SEXES:
        remedy = "write female, male or undetermined, or leave it empty"
        faults.append(Fault(file, "is not a known sex", remedy, row=row.number, column="sex_at_birth"))
    if len(faults) > before:
        return None
    return Identity(row["family_name"], row["given_names"], birth_date, row["sex_at_birth"], row["record_number"])
