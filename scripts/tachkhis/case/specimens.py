"""Dates of the specimens: real dates, and none received before it was collected."""

from __future__ import annotations

import datetime

from tachkhis.case.entries import Entry
from tachkhis.case.entries import Sheet

COLUMNS = ("collected", "received")


def check_specimens(samples: Sheet) -> None:
    """Note what is wrong with the dates of each row of samples.tsv."""
    for entry in samples.entries:
        dates = {column: _date(samples, entry, column) for column in COLUMNS}
        collected, received = dates["collected"], dates["received"]
        if collected is not None and received is not None and received < collected:
            problem = f"the specimen was received before it was collected ({collected.isoformat()})"
            samples.blame(entry, "received", problem, "correct one of the two dates")


def _date(samples: Sheet, entry: Entry, column: str) -> datetime.date | None:
    """The date of a cell; its form has been checked by the schema."""
    text = entry.text(column)
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        samples.blame(entry, column, "there is no such day", "write the date as YYYY-MM-DD")
        return None
