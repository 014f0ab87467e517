"""What a gzip file holds: decompressed to a file, or only read to see that it is whole.

``hs37d5.fa.gz`` was written by another program and carries bytes after its last member, at which ``gzip -d`` says
"trailing garbage ignored": such bytes are counted, and are no fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from isal import isal_zlib

from tachkhis.case.streams import GZIP_MAGIC
from tachkhis.case.streams import DamagedError

CHUNK = 1 << 20
_GZIP_WINDOW = 31  # zlib's word for gzip framing


def pieces(path: Path, trailing: list[int] | None = None) -> Iterator[bytes]:
    """The decompressed content, piece by piece.

    Args:
        path: gzip or bgzip.
        trailing: gets the number of bytes after the last member, where there are any.

    Raises:
        DamagedError: the compression is cut short or does not check.
        OSError: the file cannot be read.
    """
    members = 0
    with path.open("rb") as handle:
        inflate: Any = isal_zlib.decompressobj(_GZIP_WINDOW)
        data = handle.read(CHUNK)
        while data:
            if inflate.eof:
                data = data if len(data) >= len(GZIP_MAGIC) else data + handle.read(CHUNK)
                if members and not data.startswith(GZIP_MAGIC):
                    count = len(data) + sum(len(rest) for rest in iter(lambda: handle.read(CHUNK), b""))
                    if trailing is not None:
                        trailing.append(count)
                    return
                inflate = isal_zlib.decompressobj(_GZIP_WINDOW)
            try:
                piece = inflate.decompress(data)
            except isal_zlib.error as error:  # type: ignore[misc]  # (stub is wrong)
                raise DamagedError(f"its compressed data do not check ({error})") from error
            if piece:
                yield piece
            data = inflate.unused_data if inflate.eof else b""
            members += bool(inflate.eof)
            data = data or handle.read(CHUNK)
        if not inflate.eof:
            raise DamagedError("its compressed data are cut short")


def content_trouble(path: Path) -> str | None:
    """Why a gzip file is not whole; ``None`` where it is."""
    try:
        for _ in pieces(path):
            pass
    except DamagedError as error:
        return str(error)
    return None
