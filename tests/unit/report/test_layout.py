"""How blocks meet the ends of pages, and how small the type may be."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from itertools import pairwise

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pypdf import PdfReader

from tachkhis.interpretation.setting import PhenotypeTerm
from tachkhis.report.glyphs import FONTS
from tachkhis.report.pdf import DENSITIES
from tachkhis.report.pdf import TEMPLATE
from tachkhis.report.pdf import _Layout
from tachkhis.report.pdf import render_pdf
from tachkhis.report.text import Text
from tachkhis.report.view import build_view
from tachkhis.report.view import to_json

from . import examples
from .conftest import squeeze

SMALLEST = 6.5
MARGIN, WIDTH = 48.2, 595.3
SLACK = 6.0
"""Points by which widths without kerning may be wrong; two cells of a table stand 7 points apart."""
SHIFTS = (0, 6, 13, 20, 26, 32)


def lines_of(pdf: bytes) -> list[list[str]]:
    """The lines of each page between the bands on top and the footer."""
    found = []
    for page in PdfReader(io.BytesIO(pdf)).pages:
        lines = [squeeze(line) for line in page.extract_text().split("\n") if line.strip()]
        top = next(index for index, line in enumerate(lines) if "BROUILLON" in line)
        foot = next(index for index, line in enumerate(lines) if line.startswith("Données de santé"))
        found.append(lines[top + 1 : foot])
    return found


@cache
def shifted(signs: int) -> list[list[str]]:
    """A long report with more signs in its indication, so that all that follows moves down."""
    terms = [
        PhenotypeTerm(id=f"HP:{number:07d}", label_en=f"Abnormal finding of this part of the body {number}")
        for number in range(signs)
    ]
    result = examples.many_variants()
    moved = result.model_copy(update={"case": result.case.model_copy(update={"phenotype": terms})})
    return lines_of(render_pdf(build_view(moved, Text.load("fr"))))


def openings(text: Text) -> set[str]:
    """Titles of sections and of tables."""
    words = {*text.labels("section").values(), *text.labels("caption").values()}
    return {squeeze(word) for word in words}


@pytest.mark.parametrize("name", examples.ALL)
def test_no_type_is_smaller_than_the_legible(pdf: Callable[[str], bytes], name: str) -> None:
    sizes: dict[float, str] = {}

    def see(text: str, outer: list[float], inner: list[float], _font: object, size: float) -> None:
        if text.strip():
            sizes.setdefault(round(abs(size * inner[3] * outer[3]), 2), text.strip())

    for page in PdfReader(io.BytesIO(pdf(name))).pages:
        page.extract_text(visitor_text=see)
    assert min(sizes) >= SMALLEST, sizes[min(sizes)]
    assert max(sizes) > 12  # the sizes are read, and in points


@pytest.mark.parametrize("shift", SHIFTS)
def test_no_title_and_no_header_of_a_table_ends_a_page(text: Text, shift: int) -> None:
    pages = shifted(shift)
    titles = openings(text)
    assert len(pages) >= 4
    for page in pages:
        last = page[-1].partition(" · ")[0]
        assert last not in titles
        assert not last.startswith(("Membre Génotype", "Code Force", "Collection Allèles", "Gène Variant"))
        assert "Classe 3, de signification incertaine" not in last  # the line that opens a variant
        assert not last.startswith(("Génome", "Protéine", "Conséquence"))  # its names go with it


@pytest.mark.parametrize("shift", SHIFTS)
def test_each_part_of_a_table_has_its_header(shift: int) -> None:
    seen = 0
    for page in shifted(shift):
        for index, line in enumerate(page):
            if line.startswith("Cas index V-ENF") and "%" in line:
                assert page[index - 1].startswith("Membre"), line
                seen += 1
            if line.startswith("PM2 faible (supporting)"):
                assert page[index - 1].startswith("Code Force Points"), line
                seen += 1
    assert seen == 15  # two tables for each of seven variants, and that of quality


def test_a_long_table_of_candidates_repeats_its_header(pages: Callable[[str], list[str]]) -> None:
    spread = [page for page in pages("many_genes") if page.count("c.1231C>T p.(Arg411Trp)") > 1]
    assert len(spread) > 1
    assert all("Variant, transcrit" in page for page in spread)


def stretches(pdf: bytes) -> list[tuple[int, float, float, float, str]]:
    """Page, baseline, left and right end in points of each stretch of text, its width from the shipped fonts."""
    found: list[tuple[int, float, float, float, str]] = []
    for number, page in enumerate(PdfReader(io.BytesIO(pdf)).pages):

        def see(
            text: str,
            outer: list[float],
            inner: list[float],
            font: dict[str, object] | None,
            size: float,
            at: int = number,
        ) -> None:
            words = text.strip("\n")
            if not words.strip() or font is None:
                return
            name = str(font["/BaseFont"]).partition("+")[2]
            scale = abs(size * inner[3] * outer[3])
            left = inner[4] * outer[0] + outer[4] if outer[0] else inner[4]
            indent = len(words) - len(words.lstrip())
            width = advance(name, words.strip()) * scale
            left += advance(name, words[:indent]) * scale
            found.append((at, round(inner[5] * outer[3] + outer[5], 1), left, left + width, words.strip()))

        page.extract_text(visitor_text=see)
    return found


@cache
def widths(font: str) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    with TTFont(FONTS / f"{font}.ttf") as face:
        return face.getBestCmap(), dict(face["hmtx"].metrics), face["head"].unitsPerEm


def advance(font: str, text: str) -> float:
    """Width of a text in units of its size."""
    glyphs, metrics, em = widths(font)
    return sum(metrics[glyphs[ord(char)]][0] for char in text if ord(char) in glyphs) / em


def collisions(pdf: bytes) -> list[tuple[str, str]]:
    """Stretches of text on one line that run into each other, or out of the page's margins."""
    lines: dict[tuple[int, float], list[tuple[float, float, str]]] = {}
    for page, baseline, left, right, words in stretches(pdf):
        lines.setdefault((page, baseline), []).append((left, right, words))
    found = []
    for line in lines.values():
        line.sort()
        found += [(a[2], b[2]) for a, b in pairwise(line) if b[0] < a[1] - SLACK]
        found += [
            (words, "margin") for left, right, words in line if left < MARGIN - 1 or right > WIDTH - MARGIN + SLACK
        ]
    return found


@pytest.mark.parametrize(("apart", "seen"), [("60pt", False), ("30pt", True)])
def test_collisions_are_seen(apart: str, seen: bool) -> None:
    import typst

    source = f"""
#set page(paper: "a4", margin: {MARGIN}pt)
#set text(font: "Noto Sans", size: 8pt)
#place(top + left)[hétérozygote]#place(top + left, dx: {apart})[dominante]"""
    pdf = typst.compile(source.encode(), font_paths=[str(FONTS)], ignore_system_fonts=True)
    assert isinstance(pdf, bytes)
    assert bool(collisions(pdf)) is seen


@pytest.mark.parametrize("density", DENSITIES)
@pytest.mark.parametrize("name", examples.ALL)
def test_no_text_runs_out_of_its_cell(text: Text, name: str, density: str) -> None:
    content = to_json(build_view(examples.ALL[name](), text))
    pdf = _Layout.of(content, density, TEMPLATE, FONTS).pdf()
    assert collisions(pdf) == []
