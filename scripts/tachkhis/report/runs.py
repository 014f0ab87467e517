"""Text as a page shows it: runs of ordinary text, and tokens that must neither break nor be reordered.

Names such as ``p.(=)`` are damaged by the bidirectional algorithm when they stand inside Arabic, and by line breaks
anywhere; so each token is kept apart from the prose around it, from structured data, and never found by a pattern
over finished prose.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from tachkhis.report.glyphs import shown

Kind = Literal["text", "token", "gene", "strong", "faint", "english"]

LONGEST_PIECE = 26
"""Characters of a token that are kept on one line; longer ones may break between pieces."""

BREAKS = re.compile(r"(?<=[A-Za-z0-9]:)(?=[a-z]\.)|(?<=ins|del|dup|inv)(?=[ACGTN]{8})")
"""Where a long HGVS name may break: after the accession, and before a long sequence."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one kind.

    ``text`` is prose; ``token`` is unbreakable and always left to right; ``gene`` is a token in italics;
    ``strong`` is bold prose; ``faint`` is small grey prose; ``english`` is prose of a source, in italics, marked as
    English for readers of the screen.
    """

    text: str
    kind: Kind = "text"


Rich = tuple[Run, ...]


def plain(rich: Rich) -> str:
    """The characters of a rich text, without its kinds."""
    return "".join(run.text for run in rich)


def literal(text: str, kind: Kind = "text") -> Rich:
    """Text of our own (already typeset), as one run."""
    return (Run(text, kind),) if text else ()


def data(text: str) -> Rich:
    """Free text that came with the data: cleaned, isolated where it runs right to left, long words made breakable."""
    cleaned = shown(text)
    if not cleaned:
        return ()
    if any(_right_to_left(char) for char in cleaned):
        return (Run(f"\u2068{cleaned}\u2069"),)
    runs: list[Run] = []
    start = 0
    for match in re.finditer(rf"\S{{{LONGEST_PIECE + 1},}}", cleaned):
        if match.start() > start:
            runs.append(Run(cleaned[start : match.start()]))
        runs += identifier(match.group(), LONGEST_PIECE)
        start = match.end()
    if start < len(cleaned):
        runs.append(Run(cleaned[start:]))
    return tuple(runs)


def english(text: str) -> Rich:
    """Free text of an English source (labels of HPO, ClinVar, the founder table), so that a reader sees that it is."""
    kinds: dict[Kind, Kind] = {"text": "english", "token": "gene"}  # the pieces of a very long word are italics as well
    return tuple(Run(run.text, kinds[run.kind]) for run in data(text))


def token(text: str, longest: int = LONGEST_PIECE) -> Rich:
    """An HGVS name or the like: left to right, and broken only where a reader expects it.

    Short names never break. Longer ones may break at a space, after the colon of ``NM_004004.6:c.35del``, before a long
    inserted sequence, and then every 26 characters (or ``longest``).
    """
    runs: list[Run] = []
    for index, word in enumerate(shown(text).split(" ")):
        if index:
            runs.append(Run(" "))
        parts = [word] if len(word) <= longest else [part for part in BREAKS.split(word) if part]
        runs += [Run(piece, "token") for part in parts for piece in _pieces(part, longest)]
    return tuple(run for run in runs if run.text)


def identifier(text: str, longest: int = 18) -> Rich:
    """A sample or record id, left to right, in pieces of at most ``longest`` characters, cut at its joints first."""
    pieces: list[str] = []
    for part in re.split(r"(?<=[-_./=,;])", shown(text)):
        if pieces and len(pieces[-1]) + len(part) <= longest:
            pieces[-1] += part
        else:
            pieces += _pieces(part, longest)
    return tuple(Run(piece, "token") for piece in pieces)


def narrow(rich: Rich, longest: int) -> Rich:
    """The same text, its tokens parted so that no piece is longer than ``longest`` characters."""
    runs: list[Run] = []
    for run in rich:
        runs += token(run.text, longest) if run.kind == "token" else (run,)
    return tuple(runs)


def unbroken(rich: Rich) -> Rich:
    """The same text, its ordinary spaces made no-break."""
    return tuple(Run(run.text.replace(" ", "\u00a0"), run.kind) for run in rich)


def gene(symbol: str) -> Rich:
    """A gene symbol, in italics as genes are printed."""
    return tuple(Run(piece, "gene") for piece in _pieces(shown(symbol)))


def joined(parts: list[Rich], separator: str) -> Rich:
    """Rich texts with a separator between them; empty ones are left out."""
    result: list[Run] = []
    for part in parts:
        if not part:
            continue
        if result:
            result.append(Run(separator))
        result += part
    return tuple(result)


def _pieces(text: str, longest: int = LONGEST_PIECE) -> list[str]:
    """``text`` in pieces of nearly equal length, none longer than the longest allowed."""
    if not text:
        return []
    count = -(-len(text) // longest)
    size = -(-len(text) // count)
    return [text[start : start + size] for start in range(0, len(text), size)]


def _right_to_left(char: str) -> bool:
    """Whether a character belongs to the Hebrew or Arabic blocks."""
    code = ord(char)
    return 0x0590 <= code <= 0x08FF or 0xFB1D <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFC


def strong(rich: Rich) -> Rich:
    """Plain text of a sentence in strong type."""
    return tuple(Run(run.text, "strong") if run.kind == "text" else run for run in rich)
