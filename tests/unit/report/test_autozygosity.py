"""What the page on quality says of runs of homozygosity: figures and a comparison, never a kinship."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from tachkhis.case.message import Message
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.runs import Autozygosity
from tachkhis.interpretation.runs import FRoh
from tachkhis.interpretation.runs import PersonAutozygosity
from tachkhis.report.autozygosity import autozygosity
from tachkhis.report.context import Context
from tachkhis.report.pdf import render_pdf
from tachkhis.report.runs import plain
from tachkhis.report.text import Text
from tachkhis.report.view import build_view

from . import examples
from .conftest import squeeze

KINSHIP = ("cousin", "germain", "oncle", "nièce", "frère", "inceste", "consanguin", "apparent")
WARNINGS = ("autozygosity_higher", "autozygosity_lower", "kinship_higher")


def with_runs(result: CaseResult, declared: str = "agrees", *, genetic_map: bool = False) -> CaseResult:
    proband = result.case.proband
    figures = [(1_000_000, 25, 0.0702), (1_500_000, 23, 0.0651), (5_000_000, 10, 0.0512)]
    own = PersonAutozygosity(
        sample=proband,
        runs=[],
        f=[FRoh(from_bases=least, runs=runs, bases=0, f=f) for least, runs, f in figures],
        classes={"first_cousins": 0.93},
        suggested="first_cousins",
        compatible=["first_cousins"],
        declared=declared,
    )
    found = Autozygosity(
        test="genome",
        genetic_map=genetic_map,
        autosome_bases=2_875_001_522,
        callable_bases=2_700_000_000,
        told=True,
        run_from_bases=1_000_000,
        frequencies={"gnomad": 3_000_000},
        people=[own],
        couples=[],
    )
    limits = [limit for limit in result.limits if limit.key != "limit.autozygosity"]  # as limits_of_runs has it
    return result.model_copy(update={"autozygosity": found, "limits": limits})


def said(result: CaseResult, text: Text) -> str:
    return squeeze(plain(autozygosity(Context(result, text))))


def test_the_figures_of_the_proband(text: Text) -> None:
    told = said(with_runs(examples.negative_singleton()), text)
    for part in (
        "6,5",
        "23 région(s)",
        "au moins 1,5 Mb",
        "5,1",
        "dès 5 Mb",
        "compatible avec la déclaration",
        "1 cM par Mb",
    ):
        assert part in told
    assert "carte génétique fournie" in said(with_runs(examples.negative_singleton(), genetic_map=True), text)


@pytest.mark.parametrize("declared", ["agrees", "higher", "lower", "nothing_declared", "not_told"])
def test_no_kinship_is_named(text: Text, declared: str) -> None:
    told = said(with_runs(examples.negative_singleton(), declared), text)
    assert told
    assert [word for word in KINSHIP if word in told.lower()] == []


@pytest.mark.parametrize("key", WARNINGS)
def test_a_mismatch_is_told_with_tact(text: Text, key: str) -> None:
    values = {"sample": "E-ENF", "percent": "6.5", "first": "A", "second": "B"}
    sentence = squeeze(plain(text.message(Message(key=f"quality.{key}", values=values)))).lower()
    assert "à discuter avec le prescripteur" in sentence
    assert [word for word in KINSHIP if word in sentence] == []


def test_nothing_is_said_where_nothing_was_looked_for(text: Text) -> None:
    assert autozygosity(Context(examples.negative_singleton(), text)) == ()


@pytest.mark.parametrize("name", ["negative_singleton", "realistic_negative"])
def test_a_negative_report_keeps_its_one_page(text: Text, name: str) -> None:
    pdf = render_pdf(build_view(with_runs(examples.ALL[name]()), text))
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    assert "Autozygotie (1 cM par Mb)" in squeeze(page.extract_text())
