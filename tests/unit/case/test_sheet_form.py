"""The form of a sheet: what spreadsheet programs leave behind, encodings, columns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tachkhis.case.config import load_config
from tachkhis.case.sheets import read_sheets
from tachkhis.errors import Fault

from .sheet_faults import faults_of
from .study import Study


def spoilt_bytes(study: Study, sheet: str, change: Callable[[bytes], bytes]) -> list[Fault]:
    """The faults of a study whose sheet was written by another program."""
    config = study.write()
    path = study.folder / f"{sheet}.tsv"
    path.write_bytes(change(path.read_bytes()))
    return read_sheets(load_config(config))[1]


SHEETS = ("cases", "samples", "units", "gene_panels")


HARMLESS: dict[str, Callable[[bytes], bytes]] = {
    "Windows line ends": lambda b: b.replace(b"\n", b"\r\n"),
    "byte-order mark": lambda b: b"\xef\xbb\xbf" + b,
    "tabs and lines left over": lambda b: b.replace(b"\n", b"\t\t\n") + b"\n\n\t\t\n",
    "quotes": lambda b: b"\n".join(b"\t".join(b'"' + c + b'"' for c in r.split(b"\t")) for r in b.splitlines()),
    "header in capitals": lambda b: b.split(b"\n", 1)[0].upper() + b"\n" + b.split(b"\n", 1)[1],
}


HARMFUL: dict[str, tuple[Callable[[bytes], bytes], int | None, str]] = {
    "Latin-1": (lambda b: b.replace(b"\n", b"\n#\n", 1) + b"# \xe9t\xe9\n", 0, "another encoding"),
    "UTF-16": (lambda b: b.decode().encode("utf-16"), None, "UTF-16"),
    "spreadsheet": (lambda _: b"PK\x03\x04" + bytes(range(256)), None, "spreadsheet program"),
    "empty": (lambda _: b"", None, "no header"),
    "commas": (lambda b: b.replace(b",", b" ").replace(b"\t", b","), 1, "a single column"),
    "no header": (lambda b: b.split(b"\n", 1)[1], 1, "the first line is no header"),
    "strange column twice": (lambda b: b.replace(b"\n", b"\tdup\tdup\n", 1), 1, "not known"),
}


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("way", HARMLESS)
def test_what_spreadsheets_leave_does_no_harm(study: Study, sheet: str, way: str) -> None:
    assert spoilt_bytes(study, sheet, HARMLESS[way]) == []


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("way", HARMFUL)
def test_one_fault_for_a_sheet_that_cannot_be_read(study: Study, sheet: str, way: str) -> None:
    change, row, problem = HARMFUL[way]
    (fault,) = spoilt_bytes(study, sheet, change)
    assert fault.file == f"{sheet}.tsv"
    assert problem in fault.problem
    lines = len(study.tables[sheet]) + 2  # the line that was added, and the one in Latin-1
    assert fault.row == (lines if row == 0 else row)


@pytest.mark.parametrize(
    ("sheet", "column", "other"),
    [
        ("samples", "sex", "gender"),
        ("samples", "affected", "phenotype"),
        ("cases", "proband", "index"),
        ("cases", "case", "family_id"),
        ("units", "fastq_1", "read1"),
        ("units", "sample", "sample_id"),
        ("gene_panels", "gene", "symbol"),
    ],
)
def test_a_column_under_another_name_is_one_fault(study: Study, sheet: str, column: str, other: str) -> None:
    study.put(sheet, 1, column, other)
    (fault,) = faults_of(study)
    assert (fault.file, fault.row, fault.column) == (f"{sheet}.tsv", 1, column)
    assert fault.remedy == f"rename the column {other!r} to {column!r}"


@pytest.mark.parametrize("sheet", SHEETS)
def test_each_missing_column_is_one_fault(study: Study, sheet: str) -> None:
    sound = study.tables[sheet]
    for column in sound[0]:
        study.tables[sheet] = sound
        study.drop(sheet, column)
        (fault,) = faults_of(study)
        assert (fault.file, fault.column, fault.problem) == (f"{sheet}.tsv", column, "the column is missing")
