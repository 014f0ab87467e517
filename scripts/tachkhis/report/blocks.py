"""What a report is made of, between the meaning (``view``) and the ink (``resources/report/report.typ``).

Every value is already in the language of the report: the template only lays out. All parts turn into JSON, and the
template never reads a value as markup.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tachkhis.report.runs import Rich

Tone = Literal["normal", "note", "boxed", "warning", "lead", "lead_note"]
"""A ``lead`` (or ``lead_note``) is an ordinary paragraph (or a note) that stays with what follows it."""
Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``width`` is its share of the free width, 0 where the content alone decides."""

    title: str
    width: float = 0
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; its header is repeated on each page, and rows are never cut.

    ``whole`` keeps a short table on one page; one of tall rows may rather be parted between them.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Rich, ...], ...]
    whole: bool = True
    block: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    text: Rich
    tone: Tone = "normal"
    block: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; each item is a sentence or two."""

    items: tuple[Rich, ...]
    block: Literal["bullets"] = "bullets"


@dataclass(frozen=True, slots=True)
class Fine:
    """Short texts in small type, in two columns of the same height."""

    items: tuple[Rich, ...]
    marked: bool = True
    block: Literal["fine"] = "fine"


@dataclass(frozen=True, slots=True)
class Line:
    """A label and its value; a value of ``None`` is a dotted line to be filled by hand."""

    label: str
    value: Rich | None


@dataclass(frozen=True, slots=True)
class Lines:
    """Labels and values in one or two columns."""

    lines: tuple[Line, ...]
    columns: int = 1
    block: Literal["lines"] = "lines"


@dataclass(frozen=True, slots=True)
class VariantHead:
    """The line that opens the description of a variant."""

    gene: Rich
    name: Rich
    class_label: str
    block: Literal["variant"] = "variant"


@dataclass(frozen=True, slots=True)
class Caption:
    """A small title inside a section, with the name of the variant it is about; it stays with what follows."""

    title: str
    name: Rich = ()
    block: Literal["caption"] = "caption"


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that stay on one page."""

    blocks: tuple[Table | Paragraph | Caption | VariantHead | Lines | Chromosomes, ...]
    block: Literal["group"] = "group"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a chromosome; places are shares of the longest chromosome, from its top."""

    start: float
    end: float
    kind: Literal["covered", "long", "short", "variant"]


@dataclass(frozen=True, slots=True)
class Bar:
    """A chromosome of the drawing: its name, its length (share of the longest) and what is marked on it, in order."""

    name: str
    length: float
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale: its place (share of the longest chromosome) and its number."""

    place: float
    label: str


@dataclass(frozen=True, slots=True)
class Sign:
    """An entry of a legend."""

    kind: Literal["covered", "long", "short", "variant", "open"]
    label: Rich


@dataclass(frozen=True, slots=True)
class Chromosomes:
    """Chromosomes side by side with stretches marked on them; ``description`` is read to those who do not see it."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    unit: str
    legend: tuple[Sign, ...]
    description: str
    block: Literal["chromosomes"] = "chromosomes"


Block = Table | Paragraph | Bullets | Fine | Lines | VariantHead | Caption | Group | Chromosomes


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of the report."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class FindingVariant:
    """A variant inside the result box."""

    name: Rich
    protein: Rich
    zygosity: Rich
    class_label: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A proposed candidate inside the result box."""

    gene: Rich
    variants: tuple[FindingVariant, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ResultBox:
    """The result, on page 1."""

    kind: Literal["positive", "notable", "negative", "inconclusive"]
    kicker: str
    headline: Rich
    findings: tuple[Finding, ...]
    sentences: tuple[Rich, ...]


@dataclass(frozen=True, slots=True)
class Symbol:
    """A person in the pedigree drawing; ``x`` in widths of a symbol's cell, ``y`` the generation (0 on top)."""

    x: float
    y: int
    sex: Literal["female", "male", "unknown"]
    affected: Literal["yes", "no", "unknown"]
    proband: bool
    label: str


@dataclass(frozen=True, slots=True)
class Pedigree:
    """A drawing of parents and their children. The first two symbols are the couple, the rest their children."""

    symbols: tuple[Symbol, ...]
    related: bool
    width: float
    description: str


@dataclass(frozen=True, slots=True)
class View:
    """The whole report, ready to be laid out."""

    language: str
    title: str
    subtitle: str
    document_title: str
    laboratory: str
    laboratory_lines: tuple[Rich, ...]
    case_label: str
    case: Rich
    draft: str | None
    synthetic: str | None
    footer: str
    page_label: str
    identity: tuple[Line, ...]
    request: tuple[Line, ...]
    identity_title: str
    request_title: str
    identity_note: str | None
    family_title: str
    family: Table | None
    pedigree: Pedigree | None
    indication_title: str
    indication: tuple[Line, ...]
    result: ResultBox
    sections: tuple[Section, ...]
    closing: Section
    """Stands with what is proposed to do and the signatures, so that these never have a page of their own."""
    signature_title: str
    conduct_title: str
    conduct: tuple[Rich, ...]
    signers: tuple[str, ...]
    signer_lines: tuple[str, ...]
    edition: str | None = None
    """Tells two drafts apart: digests of the data and of what the page says, version and commit of the program."""
