"""Everything that is printed has a glyph in the shipped fonts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.report.glyphs import has_glyph
from tachkhis.report.glyphs import shown
from tachkhis.report.text import Text
from tachkhis.report.text import languages

from . import examples


@pytest.mark.parametrize("language", languages())
def test_every_sentence_can_be_printed(language: str) -> None:
    for key, sentence in Text.load(language).sentences.items():
        assert not [char for char in sentence if not has_glyph(char)], key


@pytest.mark.parametrize("name", examples.ALL)
def test_every_character_of_a_report_can_be_printed(pages: Callable[[str], list[str]], name: str) -> None:
    for page in pages(name):
        lost = {char for char in page if not has_glyph(char) and not "\ufb50" <= char <= "\ufeff"}
        assert not lost  # Arabic presentation forms are what a shaped letter is read back as


def test_the_fonts_lack_what_we_think_they_lack() -> None:
    assert not has_glyph("\u2265")
    assert not has_glyph("\u4e2d")
    assert has_glyph("\u202f")
    assert has_glyph("\u062a")


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("a \u2265 20x", "a >= 20x"),
        ("\u4e2d", "[U+4E2D]"),
        ("x\u202ey", "x[U+202E]y"),
        ("one\ttwo\nthree", "one two three"),
        ("e\u0301", "\u00e9"),
        ("\u0627\u0633\u0645", "\u0627\u0633\u0645"),
        ("", ""),
    ],
)
def test_what_cannot_be_printed_is_written_out(given_text: str, expected: str) -> None:
    assert shown(given_text) == expected


@given(st.text())
def test_any_text_becomes_printable(text: str) -> None:
    result = shown(text)
    assert all(has_glyph(char) for char in result)
    assert shown(result) == result
