"""What a clinical review asked of the page: nothing that hurts, nothing that misleads, nothing left unsaid."""

from __future__ import annotations

import pytest

from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import Verdict
from tachkhis.report.account import conduct
from tachkhis.report.context import Context
from tachkhis.report.runs import plain
from tachkhis.report.text import Text
from tachkhis.report.view import build_view

from . import examples
from .conftest import squeeze
from .test_account import contradicted
from .test_words import words_of


def headline(result: CaseResult, text: Text) -> str:
    return squeeze(plain(build_view(result, text).result.headline))


def steps(result: CaseResult, text: Text) -> str:
    return squeeze(" ".join(plain(step) for step in conduct(Context(result, text))))


@pytest.mark.parametrize("name", ["homozygous_founder", "negative_singleton"])
def test_a_doubt_on_kinship_asks_for_a_check_of_the_samples_and_tells_nothing_more(text: Text, name: str) -> None:
    result = examples.ALL[name]()
    if not result.quality.relationships:
        result = result.model_copy(update={"quality": examples.homozygous_founder().quality})
    doubt = contradicted(result)
    words = words_of(doubt, text)
    assert headline(doubt, text) == "Résultat en attente : contrôle d’identité des échantillons à faire"
    for told in ("filiation", "187", "296", "discordant", "lien déclaré", "ne concordent pas", "insuffisante"):
        assert told not in words
    assert "Identité des échantillons à contrôler" in words
    assert "Séquençage à refaire" not in words  # the reads are good
    assert "Aucune conclusion à rendre avant ce contrôle" in steps(doubt, text)


def test_bad_reads_are_told_as_such_even_where_identity_is_open(text: Text) -> None:
    doubt = contradicted(examples.homozygous_founder())
    first, *rest = doubt.quality.samples
    bad = first.model_copy(update={"verdict": Verdict.FAIL})
    result = doubt.model_copy(update={"quality": doubt.quality.model_copy(update={"samples": [bad, *rest]})})
    assert headline(result, text) == "Proposition non utilisable en l’état : qualité des données insuffisante"
    assert "Séquençage à refaire" in steps(result, text)
    assert "La proposition de la page 1 n’est pas un résultat" in steps(result, text)
