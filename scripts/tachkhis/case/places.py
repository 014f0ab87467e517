"""Where the files of a request are named: found again in the sheets, for faults and results in the user's words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tachkhis.case.entries import Entry
from tachkhis.case.entries import read_sheet
from tachkhis.case.model import Place
from tachkhis.case.request import Request


def places_of(request: Request) -> dict[Path, Place]:
    """The cell of each input file of a request, from the sheets as they are now.

    Where a sheet no longer has the row, the place is the sheet and the column alone, and the value is the path.
    """
    sheets = request.config.sheets
    units = _cells("units", sheets.units, ("sample", "unit"))
    cases = _cells("cases", sheets.cases, ("case",))
    places: dict[Path, Place] = {}
    if request.case.vcf is not None:
        path = request.case.vcf
        places[path] = _place(sheets.cases, cases.get((request.case.id,)), "vcf", path)
    for path, column, key in _unit_files(request):
        places[path] = _place(sheets.units, units.get(key), column, path)
    return places


def _unit_files(request: Request) -> Iterator[tuple[Path, str, tuple[str, ...]]]:
    for units in request.units.values():
        for unit in units:
            named = (("fastq_1", unit.fastq_1), ("fastq_2", unit.fastq_2), ("alignment", unit.alignment))
            for column, path in named:
                if path is not None:
                    yield path, column, (unit.sample, unit.unit)


def _cells(name: str, path: Path | None, key: tuple[str, ...]) -> dict[tuple[str, ...], Entry]:
    if path is None:
        return {}
    return {tuple(entry.text(column) for column in key): entry for entry in read_sheet(name, path, str(path)).entries}


def _place(sheet: Path | None, entry: Entry | None, column: str, path: Path) -> Place:
    name = sheet.name if sheet is not None else "units"
    if entry is None or column not in entry.cells:
        return Place(name, None, column, str(path))
    return Place(name, entry.number, column, entry.cells[column])
