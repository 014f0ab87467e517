"""The page itself, by Typst: no system font, no clock, no path, no warning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tachkhis.errors import ResourceError
from tachkhis.report.blocks import View
from tachkhis.report.glyphs import FONTS
from tachkhis.report.typesetting import compiler_of
from tachkhis.report.typesetting import pdf_of
from tachkhis.report.view import to_json

if TYPE_CHECKING:
    import typst

DENSITIES = ("normal", "tight", "dense")
WHAT = "the report"  # for messages
TEMPLATE = Path(__file__).resolve().parents[3] / "resources" / "report" / "report.typ"


def render_pdf(view: View, template: Path = TEMPLATE, fonts: Path = FONTS) -> bytes:
    """The report as PDF bytes; the same view gives the same bytes on every machine.

    The template has settings from wide to dense; the widest of those that need the fewest pages is taken.
    The data reach the template as one JSON string, which it reads with ``json``: no value is ever read as markup.

    Raises:
        ResourceError: the template or a font is absent, or Typst reports an error or any warning.
    """
    for needed in (template, fonts):
        if not needed.exists():
            raise ResourceError(f"{needed.name} of the report is missing from resources/")
    content = to_json(view)
    layouts = {density: _Layout.of(content, density, template, fonts) for density in (DENSITIES[0], DENSITIES[-1])}
    wide, dense = layouts[DENSITIES[0]], layouts[DENSITIES[-1]]
    if wide.pages == dense.pages:  # what lies between needs as many
        return wide.pdf()
    between = (_Layout.of(content, density, template, fonts) for density in DENSITIES[1:-1])
    return min((wide, *between, dense), key=lambda layout: layout.pages).pdf()


@dataclass(frozen=True)
class _Layout:
    """The report in one of the settings of the template: laid out, and how many pages that takes."""

    compiler: typst.Compiler
    pages: int

    @classmethod
    def of(cls, content: str, density: str, template: Path, fonts: Path) -> _Layout:
        """Lay out without making the PDF, which is dear.

        Raises:
            ResourceError: Typst reports an error.
        """
        import typst

        compiler = compiler_of(template, fonts, {"view": content, "density": density}, WHAT)
        try:
            return cls(compiler, int(compiler.query("<pages>", field="value", one=True)))
        except typst.TypstError as error:
            raise ResourceError(f"{WHAT} could not be laid out: {error}") from error

    def pdf(self) -> bytes:
        """The PDF of this layout; Typst remembers what it has laid out.

        Raises:
            ResourceError: Typst reports an error or any warning.
        """
        return pdf_of(self.compiler, WHAT)
