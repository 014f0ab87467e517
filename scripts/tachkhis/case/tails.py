"""The end of a FASTQ file, where it can be had without reading what stands before it: plain text and blocked gzip.

A fault told here is one that reading the whole file would tell too; an end that is not understood is no fault.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from tachkhis.case.reads import Trouble
from tachkhis.case.reads import read_name
from tachkhis.case.streams import GZIP_MAGIC
from tachkhis.case.streams import first_bytes
from tachkhis.case.streams import is_bgzf
from tachkhis.case.streams import last_bytes

REACH = 256 << 10
"""Bytes as stored that are looked at: four blocks of the greatest size."""
LEAST = 8
"""Whole records that must agree on which line is which."""
_BLOCK = b"\x1f\x8b\x08\x04"
_EXTRA = b"\x06\x00BC\x02\x00"  # XLEN 6, and the subfield that BGZF is known by (SAM specification, section 4.1)
_COPY_AGAIN = "copy the file again from where it was made"


@dataclass(frozen=True, slots=True)
class FastqTail:
    """The last record's name without mate number, ``None`` where it is not known."""

    name: bytes | None


def read_tail(path: Path) -> FastqTail | Trouble:
    """Look at the end of a FASTQ file."""
    stored = last_bytes(path, REACH)
    if first_bytes(path, 2) != GZIP_MAGIC:
        return _of_text(stored)
    if not is_bgzf(path):
        return FastqTail(None)
    starts = _blocks(stored)
    if starts and starts[-1] + _size(stored, starts[-1]) > len(stored):
        return Trouble("its compressed data are cut short", _COPY_AGAIN)
    try:
        text = b"".join(zlib.decompress(stored[at : at + _size(stored, at)], wbits=31) for at in starts)
    except zlib.error:
        return FastqTail(None)  # reading the whole file says what is wrong
    return _of_text(text)


def _blocks(stored: bytes) -> list[int]:
    """Where the blocks begin that follow one another to the end; the last may reach beyond it."""
    at = stored.find(_BLOCK)
    while at >= 0:
        starts = []
        place = at
        while stored[place : place + 4] == _BLOCK and stored[place + 10 : place + 16] == _EXTRA:
            if place + 18 > len(stored):
                break
            starts.append(place)
            place += _size(stored, place)
            if place >= len(stored):
                return starts
        at = stored.find(_BLOCK, at + 1)
    return []


def _size(stored: bytes, start: int) -> int:
    return int(struct.unpack_from("<H", stored, start + 16)[0]) + 1


def _of_text(text: bytes) -> FastqTail | Trouble:
    """What the last lines tell; the first may lack its beginning."""
    lines = text.split(b"\n")[1:]
    if lines and not lines[-1]:
        lines.pop()
    phases = [phase for phase in range(4) if _fits(lines, phase)]
    if len(phases) != 1 or not lines[-1].strip():
        return FastqTail(None)
    if (len(lines) - phases[0]) % 4 or not _whole(lines, len(lines) - 4):
        return Trouble("it ends within a record", _COPY_AGAIN)
    return FastqTail(read_name(lines[-4].rstrip()))


def _fits(lines: list[bytes], phase: int) -> bool:
    """Whether names stand on every fourth line from this one on, in whole records; the last may be cut."""
    count = (len(lines) - phase) // 4 - 1
    return count >= LEAST and all(_whole(lines, at) for at in range(phase, phase + 4 * count, 4))


def _whole(lines: list[bytes], at: int) -> bool:
    return lines[at][:1] == b"@" and lines[at + 2][:1] == b"+" and len(lines[at + 1]) == len(lines[at + 3])
