"""What consent alone shows has its own place, and never the place of the answer; single alleles are counted by genes."""

from __future__ import annotations

from tachkhis.case.message import Message
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import FindingList
from tachkhis.interpretation.result import Findings
from tachkhis.report.account import Kind
from tachkhis.report.account import kind_of
from tachkhis.report.candidates import candidate_section
from tachkhis.report.candidates import consented_section
from tachkhis.report.conclusion import result_box
from tachkhis.report.context import Context
from tachkhis.report.runs import plain
from tachkhis.report.text import Text

from . import examples
from .conftest import squeeze
from .test_account import said


def with_others(base: CaseResult, *others: Candidate) -> CaseResult:
    """With carrier states that the consent covers."""
    found = FindingList(status="looked_at", candidates=list(others))
    return base.model_copy(update={"findings": Findings(carrier=found)})


def carrier(result: CaseResult, gene: str = "PAH") -> Candidate:
    """A pathogenic allele outside the request, which the consent covers."""
    zygosities = ["het"] * len(result.people)
    variant = examples.missense(gene, result.people, "c.1066-11G>A", "p.?", zygosities)
    known = variant.classification.model_copy(update={"class_": Class.LIKELY_PATHOGENIC, "points": 7})
    reasons = [Message(key="candidate.carrier_state")]
    variant = variant.model_copy(update={"classification": known})
    return examples.candidate([variant], gene, Mode.RECESSIVE_SINGLE, rank=9, proposed=False, reasons=reasons)


def test_an_allele_outside_the_request_is_in_its_own_section_and_not_on_page_one(text: Text) -> None:
    base = examples.homozygous_founder()
    context = Context(with_others(base, carrier(base)), text)
    box = result_box(context)
    assert not any("examiner" in plain(sentence) for sentence in box.sentences)
    section = consented_section(context)
    assert section is not None
    assert "PAH" in repr(section)
    assert "Hors indication" in section.title
    assert "PAH" not in repr(candidate_section(context))


def test_it_makes_no_negative_result_an_uncertain_one(text: Text) -> None:
    base = examples.negative_singleton().model_copy(update={"candidates": []})
    context = Context(with_others(base, carrier(base)), text)
    assert kind_of(context) is Kind.NEGATIVE
    assert result_box(context).kind == "negative"


def single_hits(*keys: str) -> CaseResult:
    """Notable candidates of GAA, one for each key."""
    base = examples.negative_singleton()
    found = []
    for rank, key in enumerate(keys, 1):
        variant = examples.missense("GAA", base.people, f"c.{rank}43C>T", "p.(Arg1Trp)", ["het"])
        reasons = [Message(key=f"candidate.{key}")]
        found.append(
            examples.candidate(
                [variant], "GAA", Mode.RECESSIVE_SINGLE, rank=rank, proposed=False, notable=True, reasons=reasons
            )
        )
    return base.model_copy(update={"candidates": found})


def test_two_variants_of_one_gene_are_one_gene(text: Text) -> None:
    cis = said(single_hits("single_hit_cis", "single_hit_cis"), text)
    assert "chacun des gènes" not in cis
    assert "sur la même copie du gène (en cis)" in cis
    assert "Un seul allèle" not in cis
    both = said(single_hits("single_hit_both"), text)
    assert "si la clinique l’évoque, d’une maladie dominante" in squeeze(both)
