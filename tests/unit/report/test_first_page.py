"""The page of a first result says what it is, shows the requested genes alone, and never that nothing was found."""

from __future__ import annotations

import html
import re

from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import FindingList
from tachkhis.interpretation.result import Findings
from tachkhis.report.first_page import first_page
from tachkhis.report.text import Text

from .examples import candidate
from .examples import case
from .examples import homozygous_founder
from .examples import missense
from .examples import negative_singleton
from .examples import trio


def page_of(result: CaseResult, text: Text, read: set[str] | None = None) -> str:
    return first_page(result, text, {person.sample for person in result.people} if read is None else read)


def words(page: str) -> str:
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def test_it_says_first_and_last_that_it_is_provisional(text: Text) -> None:
    page = page_of(homozygous_founder(), text)
    main = words(page[page.index("<main>") :]).strip()
    assert main.startswith("PROVISOIRE")
    assert main.count("n’est pas un compte rendu") == 2


def test_a_candidate_in_a_requested_gene_is_shown_with_everyone(text: Text) -> None:
    shown = words(page_of(homozygous_founder(), text))
    assert "c.35del" in shown
    assert "que la famille soutient : GJB2" in shown.replace("\u00a0", " ")
    assert shown.count("hétérozygote") >= 2


def test_a_gene_that_was_not_asked_for_is_not_shown(text: Text) -> None:
    people = trio("S")
    calls = ["het", "hom_ref", "het"]
    inside = candidate([missense("MYO7A", people, "c.1A>G", "p.(Lys2Arg)", calls)], "MYO7A", Mode.RECESSIVE_SINGLE)
    beside = candidate([missense("BRCA1", people, "c.5A>G", "p.(Asn3Ser)", calls)], "BRCA1", Mode.DOMINANT, rank=2)
    findings = Findings(secondary=FindingList(status="looked_at", candidates=[beside]))
    shown = words(page_of(case(people, candidates=[inside, beside], findings=findings), text))
    assert "MYO7A" in shown
    assert "BRCA1" not in shown


def test_without_a_candidate_it_excludes_nothing(text: Text) -> None:
    shown = words(page_of(negative_singleton(), text))
    assert "Cela n’exclut rien" in shown
    for lacking in ("une inversion de tubes n’est pas exclue", "Aucun autre gène n’est lu", "génome mitochondrial"):
        assert lacking in shown


def test_a_member_without_reads_is_named_as_such(text: Text) -> None:
    result = homozygous_founder()
    father = next(person.sample for person in result.people if person.role == "father")
    shown = words(page_of(result, text, {one.sample for one in result.people} - {father}))
    assert re.search(rf"Sans lectures\s: père {father}", shown)
    assert shown.count("père") >= 1


def test_data_are_never_markup(text: Text) -> None:
    result = homozygous_founder()
    spoilt = result.model_copy(update={"case": result.case.model_copy(update={"id": "<b>X</b>"})})
    assert "<b>X</b>" not in page_of(spoilt, text)
