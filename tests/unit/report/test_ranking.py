"""The order of the candidates in the report: a row each, with parts, probability and what decided."""

from __future__ import annotations

from tachkhis.interpretation.result import CandidateScore
from tachkhis.report.blocks import Table
from tachkhis.report.context import Context
from tachkhis.report.ranking import ranking_section
from tachkhis.report.runs import plain
from tachkhis.report.text import Text

from .examples import homozygous_founder

PARTS = {"phenotype": 2.5, "points": 6.5, "clinvar": 0.0, "effect": 0.3, "frequency": -1.2, "inheritance": 1.0}


def rows(probability: float, decided_by: str | None) -> list[list[str]]:
    result = homozygous_founder()
    score = CandidateScore(log_odds=4.0, probability=probability, parts=PARTS, decided_by=decided_by)
    first = result.candidates[0].model_copy(update={"score": score, "phenotype_rank": 3, "phenotype_score": 0.042})
    second = first.model_copy(update={"rank": 2})
    section = ranking_section(Context(result.model_copy(update={"candidates": [first, second]}), Text.load("fr")))
    assert section is not None
    (table,) = [block for block in section.blocks if isinstance(block, Table)]
    return [[" ".join(plain(cell).split()) for cell in row] for row in table.rows]  # typographic spaces as plain ones


def test_a_row_says_rank_probability_parts_by_weight_and_what_decided() -> None:
    (rank, _, _, signs, probability, parts, why), _ = rows(0.87, "points")
    assert (rank, signs, probability, why) == ("1", "n° 3 ; 4 %", "87 %", "points ACMG")
    assert parts == "points ACMG +6,5 ; signes +2,5 ; fréquence \u20131,2 ; hérédité +1 ; effet +0,3"


def test_a_probability_is_never_told_as_certain_or_impossible() -> None:
    assert [rows(value, None)[0][4] for value in (0.9999, 0.002)] == ["> 99 %", "< 1 %"]
    assert rows(0.5, None)[0][6] == "–"


def test_one_candidate_alone_has_no_order() -> None:
    result = homozygous_founder()
    score = CandidateScore(log_odds=4.0, probability=0.9, parts=PARTS, decided_by=None)
    only = result.candidates[0].model_copy(update={"score": score})
    assert ranking_section(Context(result.model_copy(update={"candidates": [only]}), Text.load("fr"))) is None


def test_without_scores_there_is_no_section() -> None:
    assert ranking_section(Context(homozygous_founder(), Text.load("fr"))) is None
