"""What tells two drafts of one case apart: no clock, only what they were made from and what they say."""

from __future__ import annotations

import dataclasses
import hashlib

from tachkhis import __version__
from tachkhis.report.blocks import View
from tachkhis.report.text import Text
from tachkhis.report.view import to_json

SHOWN = 8
"""Characters of a digest in the footer."""
CHANGED = "+"


def with_edition(view: View, text: Text, data: bytes, commit: str) -> View:
    """The view with its edition in the footer.

    Args:
        view: the report without one.
        text: the sentences of its language.
        data: the bytes of ``case.json``.
        commit: as :func:`~tachkhis.interpretation.provenance.commit_of` gives it.

    Returns:
        The same bytes and the same program give the same edition; any other word on the page gives another one.
    """
    hash_, plus, _ = commit.partition(CHANGED)
    words = text.word(
        "header.edition",
        page=_short(to_json(view).encode()),
        data=_short(data),
        program=__version__,
        commit=hash_[:SHOWN] + plus,
    )
    return dataclasses.replace(view, edition=words)


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:SHOWN]
