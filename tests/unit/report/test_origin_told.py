"""What follows from the origin of the alleles, whatever the mode is called."""

from __future__ import annotations

import pytest

from tachkhis.case.message import Message
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.result import CaseResult
from tachkhis.report.conclusion import result_box
from tachkhis.report.context import Context
from tachkhis.report.runs import plain
from tachkhis.report.text import Text

from . import examples
from .conftest import squeeze
from .test_account import said
from .test_account import steps


def on_x(origin: str, mode: Mode = Mode.X_LINKED, *reasons: str) -> CaseResult:
    """A proposed variant of DMD."""
    family = examples.trio("X")
    variant = examples.missense("DMD", family, "c.473dup", "p.(Ala159SerfsTer3)", ["het", "hom_ref", "hom_ref"])
    variant = variant.model_copy(
        update={"origin": origin, "classification": examples.gjb2(family).classification, "contig": "chrX"}
    )
    messages = [Message(key=f"candidate.{key}") for key in reasons]
    return examples.case(family, candidates=[examples.candidate([variant], "DMD", mode, reasons=messages)])


@pytest.mark.parametrize("origin", ["de_novo_mother", "de_novo_traces", "de_novo"])
def test_a_de_novo_allele_on_x_calls_for_the_sentence_on_germline_mosaics(text: Text, origin: str) -> None:
    told = " ".join(steps(on_x(origin), text))
    assert "mosaïque germinale" in told
    assert "lignée maternelle" not in told


@pytest.mark.parametrize(("origin", "first"), [("maternal", "hérité de la mère"), ("unknown", "étude de la mère")])
def test_an_x_allele_that_is_not_de_novo_calls_for_the_maternal_line(text: Text, origin: str, first: str) -> None:
    told = " ".join(steps(on_x(origin), text))
    assert first in told
    assert "lignée maternelle" in told
    assert "mosaïque germinale" not in told


def test_de_novo_is_an_origin_and_no_transmission(text: Text) -> None:
    girl = on_x("de_novo", Mode.DE_NOVO, "de_novo", "x_heterozygous")
    (finding,) = result_box(Context(girl, text)).findings
    lines = {line.label: squeeze(plain(line.value or ())) for line in finding.lines}
    assert lines["Transmission"].startswith("liée à l’X")
    assert "de novo" in lines["Origine"]
    assert "maladie liée à l’X" in said(girl, text)
    autosomal = on_x("de_novo", Mode.DE_NOVO, "de_novo")
    (finding,) = result_box(Context(autosomal, text)).findings
    assert "dominante" in {line.label: plain(line.value or ()) for line in finding.lines}["Transmission"]
