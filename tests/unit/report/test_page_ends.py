"""No title stands alone at the foot of a page: every section of a report, moved down line by line."""

from __future__ import annotations

import io
import json
from functools import cache
from typing import Any

import typst
from pypdf import PdfReader

from tachkhis.interpretation.result import FindingList
from tachkhis.interpretation.result import Findings
from tachkhis.report.glyphs import FONTS
from tachkhis.report.pdf import TEMPLATE
from tachkhis.report.text import Text
from tachkhis.report.view import build_view
from tachkhis.report.view import to_json

from . import examples
from .conftest import squeeze
from .test_consented import carrier

SHIFTS = 51
LINE = 4.3  # mm: a line of text and what parts it from the next; 51 of them are more than a table's row
MOVED = """
#import "parts.typ": section, section-title, settings
#let view = json(bytes(sys.inputs.view))
#set page(paper: "a4", margin: (x: 17mm, top: 25mm, bottom: 13.5mm))
#set text(font: ("Noto Sans", "Noto Naskh Arabic"), fallback: false, size: settings.body, lang: "fr")
#set par(leading: settings.leading, spacing: settings.spacing)
#set table.cell(breakable: false)
#show heading.where(level: 2): section-title
#for shift in range(view.shifts) {
  block(width: 100%, below: 0pt, height: 60mm + shift * view.line * 1mm)[START]
  for content in view.sections { section(content) }
  pagebreak(weak: true)
}
"""


@cache
def sections() -> list[dict[str, Any]]:
    """Sections with every kind of title: of a family, of a consented carrier state, of one variant of many."""
    base = examples.compound_heterozygous()
    told = base.model_copy(
        update={"findings": Findings(carrier=FindingList(status="looked_at", candidates=[carrier(base)]))}
    )
    found: list[dict[str, Any]] = json.loads(to_json(build_view(told, Text.load("fr"))))["sections"]
    return found[:-1]  # but for the methods: one block


def last_lines() -> list[str]:
    """The last line of each page, over all shifts."""
    given = json.dumps({"sections": sections(), "shifts": SHIFTS, "line": LINE})
    compiler = typst.Compiler(
        MOVED.encode(),
        root=str(TEMPLATE.parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"view": given, "density": "normal"},
    )
    pages = PdfReader(io.BytesIO(compiler.compile())).pages
    lines = [[squeeze(line) for line in page.extract_text().split("\n") if line.strip()] for page in pages]
    assert sum(page.count("START") for page in lines) == SHIFTS
    return [page[-1] for page in lines]


def titles() -> set[str]:
    """Titles of sections, small titles, and what a header of a table says."""
    found = {Text.load("fr").word("findings.carrier")}
    for section in sections():
        found.add(section["title"])
        for block in section["blocks"]:
            inner = block["blocks"] if block["block"] == "group" else [block]
            for one in inner:
                if one["block"] == "caption":
                    found.add(one["title"])
                if one["block"] == "table":
                    found |= {" ".join(column["title"] for column in one["columns"])}
    return {squeeze(title) for title in found}


def test_no_page_ends_with_a_title() -> None:
    ends = last_lines()
    assert len(ends) > 2 * SHIFTS
    assert len(set(ends)) > 10  # the pages end in many places
    known = titles()
    assert "États de porteur" in known
    assert "Hors indication, affichés selon le consentement" in known
    bad = [end for end in ends if end.partition(" · ")[0] in known or any(end in title for title in known)]
    assert not bad
    assert not [end for end in ends if end.startswith("Sans lien avec la demande")]  # a note that leads to a table
