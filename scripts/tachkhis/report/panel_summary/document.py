"""What HTML and PDF show of a panel, as plain values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with the finding above it and its explanation below."""

    key: str
    title: str
    caption: str
    svg: str
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A title and its figures, two beside each other unless wide."""

    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class CommonTable:
    """The table of alleles common here and rare in gnomAD."""

    section: str
    title: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """All that HTML and PDF show.

    Attributes:
        language: ``fr`` or ``en``.
        title: of the document.
        synthetic: the banner of every page; empty for real data.
        facts: label and value.
        keys: number and what it counts.
        sections: in order.
        table: where gnomAD was given.
        method_title: of the notes.
        method: notes.
        page_word: before the page number.
        made_by: in the foot of every page.
    """

    language: str
    title: str
    synthetic: str
    facts: tuple[tuple[str, str], ...]
    keys: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    table: CommonTable | None
    method_title: str
    method: tuple[str, ...]
    page_word: str
    made_by: str
