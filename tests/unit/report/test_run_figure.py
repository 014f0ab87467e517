"""The drawing of runs of homozygosity: what is marked where, what is left open, and when there is none."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.runs import Autosome
from tachkhis.interpretation.runs import Autozygosity
from tachkhis.interpretation.runs import FRoh
from tachkhis.interpretation.runs import PersonAutozygosity
from tachkhis.interpretation.runs import Run
from tachkhis.report.blocks import Chromosomes
from tachkhis.report.blocks import Group
from tachkhis.report.blocks import Paragraph
from tachkhis.report.blocks import Stretch
from tachkhis.report.context import Context
from tachkhis.report.pdf import render_pdf
from tachkhis.report.run_figure import run_figure
from tachkhis.report.runs import plain
from tachkhis.report.text import Text
from tachkhis.report.view import build_view

from . import examples
from .conftest import squeeze
from .test_autozygosity import KINSHIP

MB = 1_000_000
AUTOSOMES = [
    Autosome(contig="chr1", bases=200 * MB, covered=[(1 * MB, 90 * MB), (100 * MB, 200 * MB)]),
    Autosome(contig="chr13", bases=100 * MB, covered=[(20 * MB, 100 * MB)]),
]


def run(contig: str, start: int, end: int, centimorgans: float | None = None) -> Run:
    bases = (end - start) * MB
    return Run(
        contig=contig,
        start=start * MB,
        end=start * MB + bases - 1,
        bases=bases,
        centimorgans=centimorgans,
        markers=500,
        quality=70.0,
    )


RUNS = [run("chr1", 20, 40), run("chr13", 50, 52)]


def with_runs(result: CaseResult, runs: list[Run], **more: Any) -> CaseResult:
    f = [FRoh(from_bases=least, runs=len(runs), bases=0, f=0.01) for least in (MB, 1_500_000, 5 * MB)]
    own = PersonAutozygosity(sample=result.case.proband, runs=runs, f=f, declared="agrees")
    fields: dict[str, Any] = {
        "test": "genome",
        "genetic_map": False,
        "autosome_bases": 300 * MB,
        "callable_bases": 269 * MB,
        "told": True,
        "run_from_bases": MB,
        "frequencies": {},
        "people": [own],
        "couples": [],
        "autosomes": AUTOSOMES,
    }
    return result.model_copy(update={"autozygosity": Autozygosity(**{**fields, **more})})


def parts(result: CaseResult, text: Text) -> tuple[Chromosomes, str]:
    """The drawing and the figures beneath it."""
    group = run_figure(Context(result, text))
    assert isinstance(group, Group)
    _, drawing, note = group.blocks
    assert isinstance(drawing, Chromosomes)
    assert isinstance(note, Paragraph)
    return drawing, squeeze(plain(note.text))


def test_runs_stand_at_their_places_by_length(text: Text) -> None:
    drawing, _ = parts(with_runs(examples.negative_singleton(), RUNS), text)
    first, second = drawing.bars
    assert [(bar.name, bar.length) for bar in drawing.bars] == [("1", 1.0), ("13", 0.5)]
    assert first.stretches == (
        Stretch(0.005, 0.45, "covered"),
        Stretch(0.5, 1.0, "covered"),
        Stretch(0.1, 0.2, "long"),
    )
    assert second.stretches == (Stretch(0.1, 0.5, "covered"), Stretch(0.25, 0.26, "short"))
    assert [(tick.place, tick.label) for tick in drawing.ticks] == [
        (0.0, "0"),
        (0.25, "50"),
        (0.5, "100"),
        (0.75, "150"),
        (1.0, "200"),
    ]
    assert [sign.kind for sign in drawing.legend] == ["long", "short", "covered", "open"]


@pytest.mark.parametrize(
    "result",
    [
        examples.negative_singleton(),  # not looked for
        with_runs(examples.negative_singleton(), RUNS, told=False),  # a panel, a piece of a genome
        with_runs(examples.negative_singleton(), []),
        with_runs(examples.negative_singleton(), RUNS, autosomes=[]),  # a case.json of before
        with_runs(examples.negative_singleton(), RUNS, autosomes=AUTOSOMES * 16),
        with_runs(
            examples.negative_singleton(),
            RUNS,
            autosomes=[one.model_copy(update={"covered": []}) for one in AUTOSOMES],
        ),
    ],
)
def test_there_is_no_drawing_that_could_mislead(result: CaseResult, text: Text) -> None:
    assert run_figure(Context(result, text)) is None


def test_sizes_are_of_the_map_where_there_is_one(text: Text) -> None:
    _, told = parts(with_runs(examples.negative_singleton(), RUNS), text)
    for part in (
        "2 régions d’au moins 1 Mb, 22 Mb au total (environ 22 cM, à 1 cM par Mb)",
        "La plus longue : chr1:20000000-39999999, 20 Mb",
        "269 Mb des 300 Mb",
    ):
        assert part in told
    mapped = [run("chr1", 20, 40, 31.25), run("chr13", 50, 52, 0.5)]
    _, told = parts(with_runs(examples.negative_singleton(), mapped, genetic_map=True), text)
    assert "(31,8 cM sur la carte génétique fournie)" in told
    assert "20 Mb (31,2 cM" in told
    _, told = parts(with_runs(examples.negative_singleton(), RUNS[:1]), text)
    assert "1 région d’au moins 1 Mb, longue de 20 Mb" in told


@pytest.mark.parametrize(("test", "said"), [("exome", "Exome"), ("panel", "Panel de gènes")])
def test_an_exome_says_what_it_reads(text: Text, test: str, said: str) -> None:
    drawing, told = parts(with_runs(examples.negative_singleton(), RUNS, test=test), text)
    assert said in told
    assert "approximatives" in told
    assert "peu sûre" in squeeze(plain(drawing.legend[1].label))


@pytest.mark.parametrize(("start", "end", "marked"), [(20, 25, True), (30, 40, False)])
def test_a_homozygous_proposed_variant_is_pointed_at_where_a_run_holds_it(
    text: Text, start: int, end: int, marked: bool
) -> None:
    result = examples.homozygous_founder()
    position = result.candidates[0].variants[0].position
    assert 20 * MB < position < 25 * MB
    drawing, _ = parts(with_runs(result, [run("chr13", start, end)]), text)
    pointed = [part for part in drawing.bars[1].stretches if part.kind == "variant"]
    assert pointed == ([Stretch(round(position / (200 * MB), 5), round(position / (200 * MB), 5), "variant")] * marked)
    assert any("GJB2" in plain(sign.label) for sign in drawing.legend) is marked


def test_a_heterozygous_variant_is_not(text: Text) -> None:
    result = examples.compound_heterozygous()
    own = {variant.contig for variant in result.candidates[0].variants}
    autosomes = [Autosome(contig=contig, bases=200 * MB, covered=[(1, 200 * MB)]) for contig in sorted(own)]
    runs = [run(contig, 0, 200) for contig in sorted(own)]
    drawing, _ = parts(with_runs(result, runs, autosomes=autosomes), text)
    assert [part.kind for bar in drawing.bars for part in bar.stretches] == ["covered", "long"] * len(own)


def test_the_page_holds_the_drawing_and_names_no_kinship(text: Text) -> None:
    result = with_runs(examples.homozygous_founder(), [*RUNS, run("chr13", 20, 25)])
    pdf = render_pdf(build_view(result, text))
    page = squeeze(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))
    assert "Régions d’homozygotie par autosome" in page
    assert "non lue : rien n’en est conclu" in page
    assert render_pdf(build_view(result, text)) == pdf
    sentences = " ".join(said for key, said in text.sentences.items() if key.startswith("run_figure.")).lower()
    assert [word for word in KINSHIP if word in sentences] == []
