"""The records of a family's calls as lines of text.

A genome has millions of records and a case asks little of nearly all of them: a line that is cut at its tabs costs a
small part of a record that is decoded whole. The file is unpacked by a process of its own, on a second core.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import dropwhile
from pathlib import Path

from tachkhis.quality.pipes import piped

_TEXT = b"##fileformat"
_GZIP = b"\x1f\x8b"
_FIRST = 1 << 16


def call_lines(vcf: Path) -> Iterator[str]:
    """The lines of all records, in the order of the file, with their line ends.

    Args:
        vcf: VCF (plain, gzip or bgzip) or BCF.

    Raises:
        ResourceError: the file ends early or cannot be unpacked.
    """
    with vcf.open("rb") as raw:
        first = raw.read(_FIRST)
    if first.startswith(_TEXT):
        with vcf.open(encoding="utf-8", errors="surrogateescape", newline="\n") as lines:
            yield from dropwhile(_heads, lines)
    elif first.startswith(_GZIP) and zlib.decompressobj(31).decompress(first, len(_TEXT)) == _TEXT:
        yield from dropwhile(_heads, piped([["bgzip", "-dc", str(vcf)]]))
    else:
        yield from piped([["bcftools", "view", "--no-version", "-H", str(vcf)]])


def _heads(line: str) -> bool:
    return line.startswith("#")
