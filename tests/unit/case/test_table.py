"""Tables as people write them, and as spreadsheets save them."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.case.schema import complaints
from tachkhis.case.table import parse_table
from tachkhis.case.table import read_table

CELL = st.text(string.ascii_letters + string.digits + " éµ-_/:,", max_size=12).map(str.strip)
FILLED = CELL.filter(lambda cell: cell not in ("", ".", "NA") and not cell.startswith("#"))


@settings(deadline=None)
@given(st.lists(st.tuples(FILLED, CELL, CELL), max_size=6), st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_is_written_is_read(rows: list[tuple[str, str, str]], end: str) -> None:
    text = end.join(["a\tb\tc", *("\t".join(row) for row in rows), ""])
    table = parse_table(text, "t.tsv", ["a", "b", "c"])
    assert table.faults == ()
    assert [(row["a"], row["b"], row["c"]) for row in table.rows] == [
        tuple("" if cell in (".", "NA") else cell for cell in row) for row in rows
    ]
    assert [row.number for row in table.rows] == list(range(2, len(rows) + 2))


@settings(deadline=None)
@given(st.text())
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    table = parse_table(text, "t.tsv", ["a", "b"])
    assert table.faults or table.columns == ("a", "b") or set(table.columns) == {"a", "b"}


def test_comments_blank_lines_and_empty_last_columns_are_passed_over() -> None:
    text = "# note\n\na\tb\t\t\n  # note\n1\t2\t\t\n\t\t\n3\n"
    table = parse_table(text, "t.tsv", ["a", "b"])
    assert table.faults == ()
    assert [(row.number, row["a"], row["b"]) for row in table.rows] == [(5, "1", "2"), (7, "3", "")]


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_bytes("a\tb\r\n1\té\r\n".encode("utf-8-sig"))
    table = read_table(tmp_path / "t.tsv", "t.tsv", ["a", "b"])
    assert table.faults == ()
    assert [(row["a"], row["b"]) for row in table.rows] == [("1", "é")]


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_text_that_is_not_utf8_is_a_fault(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "t.tsv").write_bytes("a\tb\n1\té\n".encode(encoding))
    (fault,) = read_table(tmp_path / "t.tsv", "t.tsv", ["a", "b"]).faults
    assert "UTF-8" in fault.remedy


@pytest.mark.parametrize(
    ("text", "row", "problem", "remedy"),
    [
        ("", None, "no header", "a b"),
        ("# a\tb\n", None, "no header", "a b"),
        ("a b\n1 2\n", 1, "single column", "separate the columns by tabs"),
        ("a,b\n1,2\n", 1, "single column", "separate the columns by tabs"),
        ("a\tb\ta\n", 1, "twice", "keep one"),
        ("a\t\tb\n", 1, "column 2 has no name", "name the column"),
        ("a\tb\n1\t2\t3\n", 2, "3 cells, the header 2", "one tab"),
        ("a\tb\n1\tx\x00y\n", 2, "control character", "type it anew"),
    ],
)
def test_a_table_out_of_form(text: str, row: int | None, problem: str, remedy: str) -> None:
    (fault,) = parse_table(text, "t.tsv", ["a", "b"]).faults
    assert (fault.file, fault.row) == ("t.tsv", row)
    assert problem in fault.problem
    assert remedy in fault.remedy


@settings(deadline=None)
@given(st.text(string.printable, max_size=70) | st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", fullmatch=True))
def test_ids_are_safe_in_shells_paths_and_templates(text: str) -> None:
    row = {"case": "C1", "sample": text}
    wrong = [complaint.path for complaint in complaints("samples", row)]
    safe = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", text) is not None
    # a final line end cannot come out of a table; Python's $ alone would let it pass
    if not text.endswith("\n"):
        assert (wrong == []) == safe


@pytest.mark.parametrize(("content", "row"), [(b"a\tb\0\n1\t2\n", 1), (b"# note\na\tb\n1\0\t2\n", 3)])
def test_a_file_with_a_nul_byte_is_not_text(tmp_path: Path, content: bytes, row: int) -> None:
    (tmp_path / "t.tsv").write_bytes(content)
    (fault,) = read_table(tmp_path / "t.tsv", "t.tsv", ["a", "b"]).faults
    assert (fault.problem, fault.row) == ("it is not text: this line holds a NUL byte", row)
    assert "UTF-8" in fault.remedy
