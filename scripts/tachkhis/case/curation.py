"""The curation file: ACMG/AMP criteria that a person enters, changes or rejects, with reason, author and date.

One row per decision. Several rows on one code of one variant are its history: the row with the latest date counts. The
file is an input like any other sheet, so that it survives every reanalysis.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from datetime import date

from tachkhis.case.entries import Entry
from tachkhis.case.entries import Sheet
from tachkhis.case.model import Curation
from tachkhis.case.schema import did_you_mean

REJECTED = "rejected"
"""Strength of a row that rejects a code, whoever gave it."""
STAND_ALONE = "stand_alone"


def check_curation(sheet: Sheet, cases: Collection[str]) -> None:
    """Blame rows of no case, dates that no calendar has, strengths that do not go with their code, and ties."""
    first: dict[tuple[str, str, str, str], Entry] = {}
    for entry in sheet.entries:
        name, code, strength, day = (entry.text(column) for column in ("case", "code", "strength", "date"))
        if name and name not in cases:
            near = did_you_mean(name, list(cases))
            hint = f"did you mean {near!r}? " if near else ""
            sheet.blame(entry, "case", "no such case", f"{hint}write the id of a case of the sheet of cases")
        if day and not _in_calendar(day):
            sheet.blame(entry, "date", "no calendar has this day", "write the day as YYYY-MM-DD, as in 2026-03-01")
        if code and strength and strength != REJECTED and (strength == STAND_ALONE) != (code == "BA1"):
            problem = f"the strength does not go with {code}"
            remedy = "write stand_alone for BA1, and for every other code supporting, moderate, strong or very_strong"
            sheet.blame(entry, "strength", problem, remedy)
        key = (name, plain_allele(entry.text("variant")), code, day)
        earlier = first.setdefault(key, entry)
        if all(key) and earlier is not entry:
            problem = f"the code is decided twice for this variant on one day, first in row {earlier.number}"
            sheet.blame(entry, "code", problem, "keep the row that counts, or give the later one its date")


def plain_allele(variant: str) -> str:
    """An allele without the ``chr`` of its contig, to compare it whichever way it is written."""
    return variant.removeprefix("chr").upper()


def curation_of(sheet: Sheet) -> tuple[Curation, ...]:
    """The rows that have no fault, in file order."""
    columns = tuple(Curation.__dataclass_fields__)
    return tuple(
        Curation(*(entry.text(column) for column in columns))
        for entry in sheet.entries
        if all(entry.text(column) for column in columns)
    )


def in_force(rows: Iterable[Curation]) -> tuple[Curation, ...]:
    """Of the rows on one variant and code, the latest one."""
    latest: dict[tuple[str, str, str], Curation] = {}
    for row in rows:
        key = (row.case, plain_allele(row.variant), row.code)
        if key not in latest or row.date > latest[key].date:
            latest[key] = row
    return tuple(latest.values())


def _in_calendar(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
