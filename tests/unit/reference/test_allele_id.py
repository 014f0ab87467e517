"""An allele by its id: what is one, and what is not."""

from __future__ import annotations

import pytest

from tachkhis.reference.allele_id import parts_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("chr13-20189546-AC-A", ("chr13", 20189546, "AC", "A")),
        ("HLA-A*01:01-12-C-T", ("HLA-A*01:01", 12, "C", "T")),
        ("MT-1-G-<DEL>", ("MT", 1, "G", "<DEL>")),
        ("chr1-0-A-C", ("chr1", 0, "A", "C")),  # of the form; no such position, which the reference tells
        ("chr1-x-A-C", None),
        ("chr1-²-A-C", None),  # a digit, and no number
        ("chr1-5--C", None),
        ("-5-A-C", None),
        ("chr1-5-A", None),
        ("deletion of exon 3", None),
    ],
)
def test_parts(text: str, parts: tuple[str, int, str, str] | None) -> None:
    assert parts_of(text) == parts
