"""Decisions of a person: into the criteria, into ``case.json`` with their outcome, and into the report by name and day."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tachkhis.case.model import Curation
from tachkhis.cli import main
from tachkhis.interpretation.acmg.classify import classify
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.inputs import read_case
from tachkhis.interpretation.result import CaseResult

from .families import seen
from .test_acmg_criteria import evidence
from .test_acmg_criteria import null
from .test_sentences import squeeze
from .world import CAUSE
from .world import background
from .world import write_case


def decision(code: str, strength: str, day: str = "2026-03-01") -> Curation:
    return Curation("C1", "chr1-2050-C-T", code, strength, "cellules transfectées, PMID 7", "Dr Amal B.", day)


def test_a_person_adds_what_no_data_can_show() -> None:
    before, after = classify(evidence()), classify(evidence(curation=(decision("PS3", "strong"),)))
    assert "PS3" in before.not_evaluated
    assert "PS3" not in after.not_evaluated
    (met,) = after.criteria
    assert (met.code, met.strength, met.points, after.points) == ("PS3", "strong", 4, 4)
    assert met.entered is not None
    assert (met.entered.author, met.entered.date, met.entered.automatic) == ("Dr Amal B.", "2026-03-01", None)


def test_a_person_changes_the_strength_and_what_was_measured_stays() -> None:
    (automatic,) = classify(null()).criteria
    (met,) = classify(null(curation=(decision("PVS1", "moderate"),))).criteria
    assert (automatic.strength, met.strength, met.points) == ("very_strong", "moderate", 2)
    assert met.value == automatic.value
    assert met.entered is not None
    assert met.entered.automatic == "very_strong"


def test_a_person_rejects_what_the_data_met() -> None:
    found = classify(null(curation=(decision("PVS1", "rejected"),)))
    assert (found.criteria, found.class_) == ([], Class.UNCERTAIN)
    (told,) = found.barred
    assert (told.code, told.strength, told.reason.key) == ("PVS1", "very_strong", "acmg_barred.rejected")
    assert told.entered is not None
    assert told.entered.author == "Dr Amal B."


def test_a_rejection_frees_what_the_criterion_barred() -> None:
    both = evidence(seen(girl="0/1"), curation=(decision("PVS1", "strong"), decision("PP3", "supporting")))
    assert [one.code for one in classify(both).criteria] == ["PVS1"]
    freed = evidence(seen(girl="0/1"), curation=(decision("PVS1", "rejected"), decision("PP3", "supporting")))
    assert [one.code for one in classify(freed).criteria] == ["PP3"]


def test_a_curated_pm3_does_not_raise_the_partners_of_the_first_pass() -> None:
    given = evidence(curation=(decision("PM3", "very_strong"),))
    assert classify(given, with_pm3=False).criteria == []
    assert classify(given).points == 8


def whole(folder: Path, *rows: Curation) -> CaseResult:
    """A small case on disk with its decisions, interpreted."""
    arguments = write_case(folder, [CAUSE, *background()])
    request: dict[str, Any] = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    columns = Curation.__dataclass_fields__
    request["curation"] = [{name: getattr(row, name) for name in columns} for row in rows]
    (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
    assert main([*arguments, "--out", str(folder / "case.json")]) == 0
    return read_case(folder / "case.json")


@pytest.mark.parametrize(
    ("rows", "statuses"),
    [
        ((decision("PS3", "strong"),), ["added"]),
        ((decision("PVS1", "strong"),), ["changed"]),
        ((decision("PVS1", "very_strong"),), ["kept"]),
        ((decision("PVS1", "rejected"),), ["rejected"]),
        ((decision("PP1", "rejected"),), ["nothing_to_reject"]),
        ((decision("PP3", "strong"),), ["barred"]),  # beside PVS1
        ((decision("PS3", "strong"), decision("PS3", "moderate", "2026-04-01")), ["superseded", "added"]),
    ],
)
def test_case_json_says_what_became_of_each_row(
    tmp_path: Path, rows: tuple[Curation, ...], statuses: list[str]
) -> None:
    result = whole(tmp_path, *rows)
    assert [row.status for row in result.curation] == statuses
    assert {row.variant for row in result.curation} == {"chr1-2050-C-T"}


def test_a_row_on_an_allele_that_the_case_does_not_hold_is_told(tmp_path: Path) -> None:
    elsewhere = Curation("C1", "1-2051-C-T", "PS3", "strong", "r", "a", "2026-03-01")
    result = whole(tmp_path, elsewhere)
    assert [(row.variant, row.status) for row in result.curation] == [("1-2051-C-T", "no_such_variant")]
    assert "limit.curation_unused" in {message.key for message in result.limits}
    assert "limit.curation_unused" not in {message.key for message in whole(tmp_path, decision("PS3", "strong")).limits}


def test_the_contig_may_be_written_either_way(tmp_path: Path) -> None:
    row = Curation("C1", "1-2050-c-t", "PS3", "strong", "r", "a", "2026-03-01")
    assert [one.status for one in whole(tmp_path, row).curation] == ["added"]


def test_the_report_names_author_day_and_reason(tmp_path: Path) -> None:
    from .test_sentences import words_of

    whole(tmp_path, decision("PS3", "strong"), decision("PVS1", "strong"), decision("PM2", "rejected"))
    words = squeeze(words_of(tmp_path / "case.json"))
    assert (
        "Critère retenu par une personne. Saisi par Dr Amal B. le 01/03/2026 : cellules transfectées, PMID 7" in words
    )
    assert "Force fixée par Dr Amal B. le 01/03/2026 (selon les données : très fort)" in words
    assert "PM2 (faible (supporting)) : écarté par une personne, Saisi par Dr Amal B." in words


def test_another_class_by_the_table_of_2015_is_told_and_the_same_is_not(tmp_path: Path) -> None:
    from .test_sentences import words_of

    told = "Par la table de combinaison de 2015 (Richards 2015), les mêmes critères donnent une autre classe"
    # PVS1 8 + PM3 1 + PM2 1 and a benign 4: 6 points are LP; the table finds P beside one strong benign criterion
    result = whole(tmp_path, decision("BS3", "strong"))
    (shown,) = result.candidates[0].variants
    assert (shown.classification.class_, shown.classification.class_2015) == (Class.LIKELY_PATHOGENIC, Class.PATHOGENIC)
    assert f"{told} : 5, pathogène" in squeeze(words_of(tmp_path / "case.json"))
    whole(tmp_path)
    assert told not in squeeze(words_of(tmp_path / "case.json"))
