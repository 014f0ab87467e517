"""Bytes of input files: decompressed whatever their name says, and hashed as they are stored, in one pass."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from typing import cast

CHUNK = 1 << 20
"""Bytes handed on at a time: fits the cache, and beats smaller and larger ones (measured)."""

GZIP_MAGIC = b"\x1f\x8b"
BGZF_EOF = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
"""The empty block that ends a BGZF file (SAM specification, section 4.1.2)."""

_FOREIGN = {
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip",
    b"7z\xbc\xaf": "7-zip",
    b"<!DO": "a web page",
    b"<htm": "a web page",
    b"version https://git-lfs": "a Git LFS pointer",
}


class DamagedError(Exception):
    """A file's bytes do not hold together: cut short, or changed."""


class _Hashed(io.RawIOBase):
    """A file that digests what is read from it, in the order of the file."""

    def __init__(self, path: Path) -> None:
        self._handle = path.open("rb", buffering=0)
        self.digest = hashlib.sha256()
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        count = self._handle.readinto(buffer) or 0
        self.digest.update(memoryview(buffer)[:count])
        self.count += count
        return count

    def close(self) -> None:
        self._handle.close()
        super().close()


class HashedStream:
    """The decompressed content of a file, chunk by chunk; afterwards the SHA-256 and size of the file as stored.

    Attributes:
        compressed: whether the file is gzip (or bgzip).
        sha256: hex digest, once all chunks were taken.
        stored_bytes: size of the file, once all chunks were taken.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.compressed = first_bytes(path, 2) == GZIP_MAGIC
        self.sha256 = ""
        self.stored_bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        """The chunks.

        Raises:
            DamagedError: the compression is cut short or does not check.
            OSError: the file cannot be read.
        """
        raw = _Hashed(self.path)
        with raw:
            yield from self._inflated(raw) if self.compressed else _chunks(raw)
            while raw.read(CHUNK):  # padding after the last compressed member
                pass
            self.sha256, self.stored_bytes = raw.digest.hexdigest(), raw.count

    def _inflated(self, raw: _Hashed) -> Iterator[bytes]:
        from isal import igzip

        try:
            with igzip.IGzipFile(fileobj=raw) as handle:
                yield from _chunks(handle)
        except EOFError as error:
            raise DamagedError("its compressed data are cut short") from error
        except (igzip.BadGzipFile, *_isal_errors()) as error:
            raise DamagedError(f"its compressed data do not check ({error})") from error


def _chunks(handle: BinaryIO | io.RawIOBase) -> Iterator[bytes]:
    while chunk := handle.read(CHUNK):
        yield chunk


def first_bytes(path: Path, count: int) -> bytes:
    """The first bytes of a file as stored."""
    with path.open("rb") as handle:
        return handle.read(count)


def last_bytes(path: Path, count: int) -> bytes:
    """The last bytes of a file as stored."""
    with path.open("rb") as handle:
        size = handle.seek(0, io.SEEK_END)
        handle.seek(max(0, size - count))
        return handle.read(count)


def is_bgzf(path: Path) -> bool:
    """Whether a file begins with a BGZF block."""
    head = first_bytes(path, 16)
    return head[:4] == b"\x1f\x8b\x08\x04" and head[12:14] == b"BC"


def foreign_format(path: Path) -> str | None:
    """The name of a format that is none of ours (bzip2, zip, a web page, ...), if the file begins like one."""
    head = first_bytes(path, 32)
    return next((name for magic, name in _FOREIGN.items() if head.lower().startswith(magic.lower())), None)


def open_bytes(path: Path) -> BinaryIO:
    """A file's content for reading, decompressed if it is gzip or bgzip, whatever its name says."""
    if first_bytes(path, 2) != GZIP_MAGIC:
        return path.open("rb")
    from isal import igzip

    opened: BinaryIO = igzip.open(path, "rb")
    return opened


def read_errors() -> tuple[type[Exception], ...]:
    """What reading from :func:`open_bytes` may raise when the file is damaged or out of reach."""
    return (OSError, EOFError, DamagedError, *_isal_errors())


def _isal_errors() -> tuple[type[Exception], ...]:
    from isal import isal_zlib

    return (cast(type[Exception], isal_zlib.error),)
