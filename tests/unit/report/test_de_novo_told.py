"""The probability that an allele is new, beside the de novo verdict of a report."""

from __future__ import annotations

import pytest

from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.de_novo.estimate import DeNovoEstimate
from tachkhis.interpretation.de_novo.estimate import EstimateMember
from tachkhis.interpretation.result import CaseResult
from tachkhis.report.context import Context
from tachkhis.report.origin import origin_in_full
from tachkhis.report.origin import short_origin
from tachkhis.report.runs import plain
from tachkhis.report.text import Text

from .conftest import squeeze
from .test_origin_told import on_x


def with_estimate(
    origin: str, probability: float | None, mosaic: float | None = 0.01, depth: int | None = 34
) -> CaseResult:
    case = on_x(origin, Mode.DE_NOVO)
    estimate = None
    if probability is not None:
        members = [
            EstimateMember(sample="p", role="proband", basis="reads", depth=30, alt_reads=15),
            EstimateMember(sample="f", role="father", basis="reads", depth=depth, alt_reads=0),
            EstimateMember(sample="m", role="mother", basis="reads", depth=41, alt_reads=0),
            EstimateMember(sample="s", role="sibling", basis="reads", depth=12, alt_reads=0),
        ]
        rest = 1 - probability
        estimate = DeNovoEstimate(
            probability=probability,
            parental_mosaic=mosaic,
            inherited=rest,
            not_carried=0.0,
            frequency=None,
            members=members,
        )
    (candidate,) = case.candidates
    variant = candidate.variants[0].model_copy(update={"de_novo": estimate})
    return case.model_copy(update={"candidates": [candidate.model_copy(update={"variants": [variant]})]})


def said(case: CaseResult, text: Text) -> tuple[str, str]:
    context, variant = Context(case, text), case.candidates[0].variants[0]
    return squeeze(plain(short_origin(context, variant))), squeeze(plain(origin_in_full(context, variant)))


@pytest.mark.parametrize(
    ("probability", "shown"),
    [(1.0, "> 0,99"), (0.995, "> 0,99"), (0.9949, "0,99"), (0.72, "0,72"), (0.005, "0,01"), (0.0049, "< 0,01")],
)
def test_the_probability_is_never_certainty(text: Text, probability: float, shown: str) -> None:
    short, full = said(with_estimate("de_novo", probability), text)
    assert f"(probabilité a posteriori {shown})" in short
    assert f"probabilité a posteriori d’une variation de novo : {shown} (profondeur : père 34x, mère 41x)" in full


def test_a_mosaic_parent_is_told_where_the_reads_speak_of_one(text: Text) -> None:
    _, full = said(with_estimate("de_novo_traces", 0.998, 0.41), text)
    assert "> 0,99, dont 0,41 pour une mosaïque parentale" in full
    for mosaic in (0.037, None):
        assert "mosaïque parentale (" not in said(with_estimate("de_novo", 0.998, mosaic), text)[1]


def test_what_was_not_estimated_is_said_and_no_number_given(text: Text) -> None:
    short, full = said(with_estimate("de_novo", None), text)
    assert "probabilité" not in short
    assert "non estimée" in full


def test_an_inherited_allele_bears_no_probability(text: Text) -> None:
    for words in said(with_estimate("maternal", 0.2), text):
        assert "probabilité" not in words


def test_a_depth_that_is_not_known_is_no_zero(text: Text) -> None:
    assert "père inconnue, mère 41x" in said(with_estimate("de_novo", 0.9, depth=None), text)[1]


def test_an_improbable_origin_is_not_called_de_novo(text: Text) -> None:
    short, _ = said(with_estimate("de_novo_open", 0.3), text)
    assert short.startswith("caractère de novo non établi")
    assert "0,30" in short
