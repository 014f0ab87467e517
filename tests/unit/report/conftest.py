"""Rendered example reports, made once for all tests of the report."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache

import pytest
from pypdf import PdfReader

from tachkhis.report.pdf import render_pdf
from tachkhis.report.text import Text
from tachkhis.report.view import build_view

from . import examples


@cache
def rendered(name: str) -> bytes:
    return render_pdf(build_view(examples.ALL[name](), Text.load("fr")))


@pytest.fixture(scope="session")
def pdf() -> Callable[[str], bytes]:
    return rendered


@pytest.fixture(scope="session")
def pages() -> Callable[[str], list[str]]:
    """Text of each page of an example, its spaces and line ends made ordinary single spaces."""

    @cache
    def read(name: str) -> list[str]:
        reader = PdfReader(io.BytesIO(rendered(name)))
        return [squeeze(page.extract_text()) for page in reader.pages]

    return read


def squeeze(text: str) -> str:
    return " ".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())


@pytest.fixture(scope="session")
def text() -> Text:
    return Text.load("fr")
