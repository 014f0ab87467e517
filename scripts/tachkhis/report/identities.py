"""The identities file: who the pseudonymous samples are. Read when a report is rendered, and kept nowhere else.

No value of this file may reach a log or a message: faults name file, row and column only.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError

COLUMNS = ("sample", "family_name", "given_names", "birth_date", "sex_at_birth", "record_number")
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


def read_identities(path: Path) -> dict[str, Identity]:
    """Identities by sample id.

    Raises:
        InputError: the file cannot be read, lacks a column, names a sample twice, or holds a malformed value.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise InputError([Fault(str(path), "cannot be read as UTF-8 text", "give the identities file")]) from None
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, 1) if _holds_data(line)]
    if not rows:
        raise InputError([Fault(str(path), "is empty", f"write a header line: {' '.join(COLUMNS)} (tab-separated)")])
    header = [name.strip() for name in rows[0][1]]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        problem = f"lacks the column(s) {', '.join(missing)}"
        remedy = f"write the header {' '.join(COLUMNS)} (tab-separated)"
        raise InputError([Fault(str(path), problem, remedy, row=rows[0][0])])
    faults: list[Fault] = []
    found: dict[str, Identity] = {}
    for number, cells in rows[1:]:
        if len(cells) != len(header):
            problem = f"has {len(cells)} cells, the header has {len(header)}"
            faults.append(Fault(str(path), problem, "separate the cells by one tab each", row=number))
            continue
        values = dict(zip(header, (cell.strip() for cell in cells), strict=True))
        identity = _identity(path, number, values, faults)
        if not values["sample"] or values["sample"] in found:
            problem = "the sample id is empty or was given before"
            faults.append(Fault(str(path), problem, "write one row per sample", row=number, column="sample"))
        elif identity is not None:
            found[values["sample"]] = identity
    if faults:
        raise InputError(faults)
    return found


def _holds_data(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _identity(path: Path, row: int, values: dict[str, str], faults: list[Fault]) -> Identity | None:
    """One row as an identity; what is wrong with it goes to ``faults``."""
    before = len(faults)
    birth_date: datetime.date | None = None
    if values["birth_date"]:
        try:
            birth_date = datetime.date.fromisoformat(values["birth_date"])
        except ValueError:
            remedy = "write the date as YYYY-MM-DD, or leave it empty"
            faults.append(Fault(str(path), "is not a date", remedy, row=row, column="birth_date"))
    if values["sex_at_birth"] not in SEXES:
        remedy = "write female, male or undetermined, or leave it empty"
        faults.append(Fault(str(path), "is not a known sex", remedy, row=row, column="sex_at_birth"))
    if len(faults) > before:
        return None
    return Identity(
        values["family_name"], values["given_names"], birth_date, values["sex_at_birth"], values["record_number"]
    )
