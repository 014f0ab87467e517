"""Whether a file shows by its own form that it is not cut short.

A server that tells no length and closes the connection always at the same byte looks like a whole file, however often
it is asked. Some formats end with what only their end has; of the others nothing can be told.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from tachkhis.case.streams import first_bytes
from tachkhis.case.streams import is_bgzf
from tachkhis.case.streams import last_bytes
from tachkhis.reference.track_form import end_trouble

_TAIL = 1 << 16
_BIG_WIG = (bytes.fromhex("26fc8f88"), bytes.fromhex("888ffc26"))  # either order of bytes
_ZIP, _ZIP_END = b"PK\x03\x04", b"PK\x05\x06"
_TAR_BLOCK = 512
_JSON_MOST = 64 << 20  # bytes that are read to see whether it is JSON to its end


@dataclass(frozen=True, slots=True)
class End:
    """What the end of a file shows: ``whole``, or the ``trouble`` that says that it is cut, or neither."""

    whole: bool
    trouble: str | None = None


_CUT = "and nobody tells its length: it is cut short"


def end_of(path: Path, name: str) -> End:
    """Look at the end of a file.

    Args:
        path: the file; gzip was read to its end already.
        name: what it is called, of which the suffix tells the format.

    Returns:
        ``whole`` for BGZF with its last block, zip, tar, XML, JSON and bigWig with their ends; a trouble where such an
        end is missing (but of bigWig, of which older programs wrote none).
    """
    lower = name.casefold()
    if is_bgzf(path):
        trouble = end_trouble(path)
        return End(trouble is None, None if trouble is None else f"it lacks the last block of BGZF, {_CUT}")
    head, tail = first_bytes(path, 4), last_bytes(path, _TAIL)
    if head in _BIG_WIG:
        return End(tail[-4:] == head)
    if lower.endswith(".zip") or head == _ZIP:
        found = tail.rfind(_ZIP_END)
        comment = int.from_bytes(tail[found + 20 : found + 22], "little")
        whole = found >= 0 and len(tail) == found + 22 + comment
        return End(whole, None if whole else f"it lacks the directory at the end of a zip, {_CUT}")
    if lower.endswith(".tar"):
        whole = len(tail) >= 2 * _TAR_BLOCK and not any(tail[-2 * _TAR_BLOCK :])
        return End(whole, None if whole else f"it lacks the two empty blocks at the end of a tar, {_CUT}")
    if lower.endswith(".xml"):
        root = re.search(rb"<([A-Za-z_][\w:.-]*)", first_bytes(path, _TAIL))
        whole = root is not None and tail.rstrip().endswith(b"</" + root[1] + b">")
        return End(whole, None if whole else f"its first element is not closed, {_CUT}")
    if lower.endswith(".json") and path.stat().st_size <= _JSON_MOST:
        try:
            json.loads(path.read_bytes())
        except ValueError:
            return End(False, f"it is not JSON to its end, {_CUT}")
        return End(True)
    return End(False)
