"""Which characters the shipped fonts can print, and what stands for those that they cannot.

A page must never show an empty box or, worse, drop a character of somebody's name without saying so: what has no glyph
is written as ``[U+4E2D]``. Invisible characters that could reorder or hide text are written out in the same way.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from tachkhis.errors import ResourceError

FONTS = Path(__file__).resolve().parents[3] / "resources" / "fonts"
LATIN = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", "NotoSans-Italic.ttf")
ARABIC = ("NotoNaskhArabic-Regular.ttf", "NotoNaskhArabic-Bold.ttf")

SUBSTITUTES = {
    "\u2265": ">=",
    "\u2264": "<=",
    "\u2212": "-",
    "\u2192": "->",
    "\u2190": "<-",
    "\u2248": "~",
    "\u2260": "!=",
    "\u2605": "*",
    "\u0394": "delta ",
    "\u2011": "-",
}
"""Common signs that the fonts lack (or that would hinder a search), and how they are written instead."""

ISOLATES = frozenset("\u2066\u2067\u2068\u2069")
"""Characters that the program itself puts around text that runs right to left; they print nothing."""


@cache
def printable() -> frozenset[int]:
    """Code points that every Latin face, or every Arabic face, of the report has a glyph for.

    Raises:
        ResourceError: a font file is absent or damaged.
    """
    return _common(LATIN) | _common(ARABIC)


def _common(names: tuple[str, ...]) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
    from fontTools.ttLib import TTLibError

    sets: list[frozenset[int]] = []
    for name in names:
        try:
            with TTFont(FONTS / name, lazy=True) as font:
                sets.append(frozenset(font.getBestCmap()))
        except (OSError, TTLibError) as error:
            raise ResourceError(f"font {name} of resources/fonts cannot be read: {error}") from error
    return frozenset.intersection(*sets)


def has_glyph(char: str) -> bool:
    """Whether a character can be printed (isolates print nothing and always can)."""
    return char in ISOLATES or ord(char) in printable()


def shown(text: str) -> str:
    """Data as it can be printed: every character of it is either there or written out as ``[U+....]``.

    Line ends and tabs become spaces, runs of spaces one; the text is composed (NFC) so that accents have a glyph.
    """
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii() and composed.isprintable():
        return " ".join(composed.split())
    return " ".join("".join(map(_shown, composed)).split())


def _shown(char: str) -> str:
    if char in "\t\n\r\x0b\x0c\u2028\u2029\x85":
        return " "
    if char in SUBSTITUTES:
        return SUBSTITUTES[char]
    category = unicodedata.category(char)
    if category in ("Cc", "Cf", "Cs", "Co", "Cn") or not has_glyph(char):
        return f"[U+{ord(char):04X}]"
    return char
