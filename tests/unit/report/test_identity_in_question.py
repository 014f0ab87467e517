"""Where the data contradict a declared parent: tact, no number of the relationship, and no word on the reads."""

from __future__ import annotations

import pytest

from tachkhis.case.message import Message
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.setting import RelationshipCheck
from tachkhis.quality.verdict import Verdict
from tachkhis.report.text import Text

from . import examples
from .conftest import squeeze
from .test_words import words_of


def contradicted(base: CaseResult) -> CaseResult:
    child, father = base.case.proband, "FATHER"
    check = RelationshipCheck(child=child, parent=father, sites=296, conflicts=187, verdict=Verdict.FAIL)
    quality = base.quality.model_copy(
        update={
            "verdict": Verdict.FAIL,
            "reasons": [Message(key="quality.identity_to_check")],
            "relationships": [check],
        }
    )
    limits = [Message(key="limit.relationship_not_used", values={"samples": father})]
    return base.model_copy(update={"quality": quality, "limits": limits})


@pytest.mark.parametrize("name", ["homozygous_founder", "compound_heterozygous", "realistic_notable"])
def test_the_report_asks_for_a_check_of_the_samples_and_says_no_more(text: Text, name: str) -> None:
    said = squeeze(words_of(contradicted(examples.ALL[name]()), text))
    assert "ontrôle d’identité des échantillons" in said
    for word in ("filiation", "187", "296", "insuffisante", "nouveau séquençage", "Aucun résultat ne peut"):
        assert word not in said, word


def test_poor_reads_are_told_as_such(text: Text) -> None:
    base = contradicted(examples.homozygous_founder())
    values = {"depth": "3", "threshold": "20"}
    poor = [
        sample.model_copy(
            update={
                "verdict": Verdict.FAIL,
                "reasons": [Message(key="quality.depth_low", values={"sample": sample.sample, **values})],
            }
        )
        for sample in base.quality.samples
    ]
    result = base.model_copy(update={"quality": base.quality.model_copy(update={"samples": poor})})
    assert "insuffisante" in squeeze(words_of(result, text))
