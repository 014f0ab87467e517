"""The page as self-contained HTML and as PDF; the same page gives the same bytes."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from tachkhis.case.shipped import RESOURCES
from tachkhis.errors import ResourceError
from tachkhis.report.glyphs import FONTS
from tachkhis.report.panel_summary.document import Figure
from tachkhis.report.panel_summary.document import Page
from tachkhis.report.typesetting import compiler_of
from tachkhis.report.typesetting import pdf_of

TEMPLATE = RESOURCES / "panel" / "summary.typ"
STYLE = RESOURCES / "panel" / "summary.css"


def to_html(page: Page) -> str:
    """One file that opens offline: pictures and style are inside."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Page) -> Iterator[str]:
    text = html.escape
    yield "<!doctype html>"
    yield f'<html lang="{page.language}"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{text(page.title)}</title><style>{STYLE.read_text(encoding='utf-8')}</style></head><body>"
    if page.synthetic:
        yield f'<p class="synthetic">{text(page.synthetic)}</p>'
    yield f"<main><h1>{text(page.title)}</h1>"
    yield '<ul class="keys">'
    yield from (f"<li><b>{text(number)}</b> {text(told)}</li>" for number, told in page.keys)
    yield '</ul><dl class="facts">'
    yield from (f"<div><dt>{text(label)}</dt><dd>{text(value)}</dd></div>" for label, value in page.facts)
    yield "</dl>"
    for section in page.sections:
        yield f'<h2>{text(section.title)}</h2><div class="figures">'
        yield from (_figure(figure) for figure in section.figures)
        yield "</div>"
    if page.table is not None:
        yield f"<h2>{text(page.table.section)}</h2><h3>{text(page.table.title)}</h3>"
        if page.table.rows:
            yield '<div class="scroll"><table><thead><tr>'
            yield "".join(f"<th>{text(column)}</th>" for column in page.table.columns)
            yield "</tr></thead><tbody>"
            for row in page.table.rows:
                yield "<tr>" + "".join(f"<td>{text(cell)}</td>" for cell in row) + "</tr>"
            yield "</tbody></table></div>"
        yield f'<p class="caption">{text(page.table.caption)}</p>'
    yield f"<h2>{text(page.method_title)}</h2><ul>"
    yield from (f"<li>{text(note)}</li>" for note in page.method)
    yield f'</ul><p class="foot">{text(page.made_by)}</p></main></body></html>'


def _figure(figure: Figure) -> str:
    picture = base64.b64encode(figure.svg.encode()).decode()
    text = html.escape
    return (
        f'<figure class="{"wide" if figure.wide else "half"}" id="{figure.key}"><h3>{text(figure.title)}</h3>'
        f'<img alt="{text(figure.title)}. {text(figure.caption)}" src="data:image/svg+xml;base64,{picture}">'
        f"<figcaption>{text(figure.caption)}</figcaption></figure>"
    )


def to_pdf(page: Page, template: Path = TEMPLATE) -> bytes:
    """The page as PDF bytes.

    Raises:
        ResourceError: the template or a font is absent, or Typst reports an error or any warning.
    """
    for needed in (template, FONTS):
        if not needed.exists():
            raise ResourceError(f"{needed.name} is missing from resources/")
    compiler = compiler_of(template, FONTS, {"page": json.dumps(asdict(page), ensure_ascii=False)}, "the page")
    return pdf_of(compiler, "the page")
