"""The request of a case travels as one document; its data part does not change with the question that is asked."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace

import pytest

from tachkhis.case.config import Config
from tachkhis.case.config import load_config
from tachkhis.case.model import Affected
from tachkhis.case.model import GenePanel
from tachkhis.case.plan import Plan
from tachkhis.case.plan import units_from_json
from tachkhis.case.plan import units_to_json
from tachkhis.case.prepared_reference import fingerprint
from tachkhis.case.request import Request
from tachkhis.case.sheets import load_sheets
from tachkhis.case.wildcards import pattern
from tachkhis.errors import InputError

from .study import Study


def loaded(tiny: Path) -> tuple[Config, Request]:
    config = load_config(tiny / "config.yaml")
    sheets = load_sheets(config)
    return config, Request.of(config, sheets, next(iter(sheets.cases)))


def test_it_comes_back_as_it_was_written(tiny: Path) -> None:
    _, request = loaded(tiny)
    again = Request.from_json(request.to_json())
    assert again.case == request.case
    assert again.units == request.units
    assert again.gene_panels == request.gene_panels
    assert again.config == request.config
    assert again.to_json() == request.to_json()


def test_the_data_part_ignores_the_question(tiny: Path) -> None:
    _, request = loaded(tiny)
    other = dataclasses.replace(
        request,
        case=dataclasses.replace(request.case, hpo=("HP:0000118",), consent=frozenset({"research"}), region="MA-12"),
        gene_panels=(GenePanel("x", "1", ("GJB2",)),),
    )
    people = tuple(dataclasses.replace(person, affected=Affected.YES) for person in request.case.people)
    moved = dataclasses.replace(request.config.sheets, cases=Path("elsewhere/cases.tsv"), identities=Path("names.tsv"))
    stored = dataclasses.replace(request.config.reference, prepared=Path("/shared"))
    other = dataclasses.replace(
        other,
        case=dataclasses.replace(other.case, people=people),
        config=dataclasses.replace(request.config, sheets=moved, reference=stored),
    )
    assert other.to_json() != request.to_json()
    assert other.data_only().to_json() == request.data_only().to_json()


def test_the_data_part_changes_with_a_sex_and_with_a_file(tiny: Path) -> None:
    _, request = loaded(tiny)
    people = tuple(dataclasses.replace(person, sex="unknown") for person in request.case.people)
    other = dataclasses.replace(request, case=dataclasses.replace(request.case, people=people))
    assert other.data_only().to_json() != request.data_only().to_json()
    sample = next(iter(request.units))
    fewer = dataclasses.replace(request, units={name: rows for name, rows in request.units.items() if name != sample})
    assert fewer.data_only().to_json() != request.data_only().to_json()


def test_units_come_back_as_they_were_written_but_for_the_kit(tiny: Path) -> None:
    _, request = loaded(tiny)
    units = next(iter(request.units.values()))
    assert any(unit.kit for unit in units)
    bare = tuple(dataclasses.replace(unit, kit=None) for unit in units)  # alignment does not ask for the kit
    assert units_from_json(units_to_json(units)) == bare


def test_a_fingerprint_follows_the_content(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("1")
    first = fingerprint(path)
    assert first == fingerprint(path, None)
    path.write_text("22")
    assert fingerprint(path) != first


def test_a_pattern_takes_names_literally_and_none_means_none() -> None:
    import re

    assert re.fullmatch(pattern(["a.b", "c"], ["d", "e"]), "a.b")
    assert not re.fullmatch(pattern(["a.b"], ["axb"]), "axb")
    assert not re.fullmatch(pattern([], []), "")


def test_a_file_of_a_case_or_sample_that_no_sheet_names_is_refused(study: Study) -> None:
    config = load_config(study.write())
    plan = Plan(config, load_sheets(config))
    with pytest.raises(InputError, match=r"cases\.tsv: no case 'C9'"):
        plan.calls(SimpleNamespace(case="C9"))  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"units\.tsv: no sample 'Q'"):
        plan.unit_files(SimpleNamespace(sample="Q"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sheet", "column", "cells"),
    [
        ("samples", "specimen", ("blood", "saliva", "dna")),
        ("samples", "collected", ("2026-11-02",) * 3),
        ("samples", "received", ("2026-11-03",) * 3),
        ("units", "kit", ("Genome kit 2", "Genome kit 2", "")),
        ("cases", "file_number", ("26/0412",)),
    ],
)
def test_what_the_report_alone_tells_aligns_nothing_again(
    study: Study, sheet: str, column: str, cells: tuple[str, ...]
) -> None:
    def documents() -> tuple[str, str, str]:
        config = load_config(study.write())
        plan, asked = Plan(config, load_sheets(config)), SimpleNamespace(case="C1", sample="K")
        return plan.family(asked), plan.units(asked), plan.request(asked)  # type: ignore[arg-type]

    family, units, request = documents()
    study.add_column(sheet, column, *cells)
    family_after, units_after, request_after = documents()
    assert (family_after, units_after) == (family, units)
    assert request_after != request  # the report is made anew


def test_the_data_part_still_changes_with_the_platform(study: Study) -> None:
    config = load_config(study.write())
    before = Request.of(config, load_sheets(config), "C1").data_only().to_json()
    study.put("units", 2, "platform", "DNBSEQ")
    config = load_config(study.write())
    assert Request.of(config, load_sheets(config), "C1").data_only().to_json() != before


@pytest.mark.parametrize("text", ["[]", "{", "{}", '{"case": 1}'])
def test_what_is_no_request_is_told_of_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "C1.sites.json"
    path.write_text(text)
    with pytest.raises(InputError, match=r"C1\.sites\.json: it is no request of a case, .*; give the \{case\}\.family"):
        Request.read(path)
