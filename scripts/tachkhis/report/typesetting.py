"""Typst as all documents use it: our fonts alone, no clock, and a warning is an error."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tachkhis.errors import ResourceError

if TYPE_CHECKING:
    import typst


def compiler_of(template: Path, fonts: Path, inputs: Mapping[str, str], what: str) -> typst.Compiler:
    """A compiler of one template with its inputs.

    Args:
        template: beside what it includes.
        fonts: the only ones that are used.
        inputs: text by the name that the template reads.
        what: the document, for messages.

    Raises:
        ResourceError: Typst reports an error.
    """
    import typst

    try:
        return typst.Compiler(
            str(template),
            root=str(template.parent),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            sys_inputs=dict(inputs),
        )
    except typst.TypstError as error:
        raise ResourceError(f"{what} could not be laid out: {error}") from error


def pdf_of(compiler: typst.Compiler, what: str) -> bytes:
    """The PDF: the same input, the same bytes.

    Raises:
        ResourceError: Typst reports an error or any warning.
    """
    import typst

    try:
        pdf, warnings = compiler.compile_with_warnings(timestamp=0)
    except typst.TypstError as error:
        raise ResourceError(f"{what} could not be laid out: {error}") from error
    if warnings:
        raise ResourceError(f"{what} was laid out with warnings: " + "; ".join(str(item) for item in warnings))
    if not isinstance(pdf, bytes):
        raise ResourceError("the typesetter gave no PDF")
    return pdf
