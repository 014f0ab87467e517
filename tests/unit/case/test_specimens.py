"""Specimen, dates, kit and file number: optional columns of the sheets, checked, and carried into the request."""

from __future__ import annotations

import pytest

from tachkhis.case.config import load_config
from tachkhis.case.request import Request
from tachkhis.case.sheets import load_sheets
from tachkhis.errors import InputError

from .study import Study


def test_they_are_read_as_written_and_travel_with_the_request(study: Study) -> None:
    study.add_column("samples", "specimen", "blood", "", "saliva")
    study.add_column("samples", "collected", "2026-11-02", "", "2026-11-03")
    study.add_column("samples", "received", "2026-11-02", "", "")
    study.add_column("units", "kit", "Exome v2 (Fabricant)", "", "")
    study.add_column("cases", "file_number", "26/0412")
    config = load_config(study.write())
    request = Request.from_json(Request.of(config, load_sheets(config), "C1").to_json())
    child, father, mother = request.case.people
    assert (child.specimen, child.collected, child.received) == ("blood", "2026-11-02", "2026-11-02")
    assert (father.specimen, father.collected, father.received) == (None, None, None)
    assert (mother.specimen, mother.collected) == ("saliva", "2026-11-03")
    assert (request.units["K"][0].kit, request.units["F"][0].kit) == ("Exome v2 (Fabricant)", None)
    assert request.case.file_number == "26/0412"


def test_without_the_columns_nothing_is_said(study: Study) -> None:
    config = load_config(study.write())
    case = load_sheets(config).cases["C1"]
    assert (case.people[0].specimen, case.file_number) == (None, None)


@pytest.mark.parametrize(
    ("cells", "column", "value", "words"),
    [
        (("bood", "2026-11-02", ""), "specimen", "bood", "did you mean 'blood'"),
        (("blood", "02/11/2026", ""), "collected", "02/11/2026", "YYYY-MM-DD"),
        (("blood", "2026-02-30", ""), "collected", "2026-02-30", "there is no such day"),
        (("blood", "2026-11-02", "2026-11-01"), "received", "2026-11-01", "before it was collected (2026-11-02)"),
    ],
)
def test_one_fault_for_one_thing_wrong(
    study: Study, cells: tuple[str, str, str], column: str, value: str, words: str
) -> None:
    for name, cell in zip(("specimen", "collected", "received"), cells, strict=True):
        study.add_column("samples", name, cell, "", "")
    config = load_config(study.write())
    with pytest.raises(InputError) as caught:
        load_sheets(config)
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.column, fault.value) == ("samples.tsv", 2, column, value)
    assert words in str(fault)
