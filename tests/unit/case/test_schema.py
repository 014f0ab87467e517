"""What is told quickly of a row is what the schema says of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tachkhis.case.schema import schema
from tachkhis.case.schema import surely_fits

CELLS = st.sampled_from(["", "S1", "bad name", "yes", "no", "male", "ILLUMINA", "a.fq.gz", "-x", "2026-01-12", "stat"])
SHEETS = ("cases", "samples", "units")


@st.composite
def rows(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    name = draw(st.sampled_from(SHEETS))
    row: dict[str, object] = {}
    for column, part in schema(name)["properties"].items():
        cell = st.lists(CELLS, max_size=2) if part["type"] == "array" else CELLS
        if draw(st.booleans()):
            row[column] = draw(cell)
    return name, row


@given(rows())
def test_nothing_that_a_schema_refuses_is_told_to_fit(made: tuple[str, dict[str, object]]) -> None:
    name, row = made
    if surely_fits(schema(name), row):
        assert Draft202012Validator(schema(name)).is_valid(row)


ROWS: dict[str, dict[str, object]] = {
    "samples": {"case": "A", "sample": "S1", "sex": "male", "affected": "yes"},
    "units": {"sample": "S1", "unit": "L1", "library": "l", "platform": "ILLUMINA", "fastq_1": "a", "fastq_2": "b"},
    "cases": {"case": "A", "proband": "S1", "test": "genome", "hpo": ["HP:0001250"], "gene_panels": ["SGCG"]},
}


@pytest.mark.parametrize("name", SHEETS)
def test_ordinary_rows_need_no_more(name: str) -> None:
    row = ROWS[name]
    rest = {
        column: ROWS[name].get(column, part.get("default"))
        for column, part in schema(name)["properties"].items()
        if column in schema(name).get("required", ())
    }
    assert surely_fits(schema(name), rest | row)
    assert not surely_fits(schema(name), rest | row | {"no such column": "x"})
