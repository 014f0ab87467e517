"""Lock files: what was fetched, and the checksum that every later fetch of it must agree with.

Beside each download ``FILE`` stands ``FILE.lock.json``. For a file whose checksum the manifest does not know, the
first fetch pins it there; a later fetch that brings other bytes is a fault, unless an update was asked for.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

from tachkhis.errors import ResourceError
from tachkhis.reference.manifest import Checksum

SUFFIX = ".lock.json"
CHUNK = 1 << 20
LENGTH_TOLD, LENGTH_BY_FORM, LENGTH_UNKNOWN = "told", "by its form", "unknown"
"""Who says that a download is not cut short: manifest, server or checksum; the end that its format has; nobody."""


@dataclass(frozen=True, slots=True)
class Pin:
    """What a fetch saw.

    Attributes:
        file: name of the file.
        bytes: its size.
        sha256: its digest, in hex.
        md5: the same as MD5, which publishers still use.
        url: where it came from.
        version: version of the entry in the manifest then.
        fetched: when, UTC, ISO 8601.
        checked: what the bytes were checked against: ``manifest``, ``publisher`` (a checksum file fetched with it) or
            ``first fetch`` (nothing: pinned then).
        length: who said where the file ends: ``told``, ``by its form`` or ``unknown`` (it may be cut short).
        mtime_ns: modification time of the file when it was pinned: an unchanged file need not be read again.
    """

    file: str
    bytes: int
    sha256: str
    md5: str
    url: str
    version: str
    fetched: str
    checked: str
    length: str = LENGTH_TOLD
    mtime_ns: int = 0

    def agrees(self, checksum: Checksum) -> bool | None:
        """Whether the file had this checksum; ``None`` where only reading it again can tell."""
        own = {"sha256": self.sha256, "md5": self.md5}.get(checksum.algorithm)
        return None if own is None else own == checksum.digest


def lock_path(path: Path) -> Path:
    """The lock file of a download."""
    return path.with_name(path.name + SUFFIX)


def read_pin(path: Path) -> Pin | None:
    """The pin of a download; ``None`` where it has none.

    Raises:
        ResourceError: the lock file is damaged.
    """
    lock = lock_path(path)
    try:
        return Pin(**json.loads(lock.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise ResourceError(f"{lock}: is no lock file; remove it and fetch the file again") from error


def write_pin(path: Path, pin: Pin) -> None:
    """Write the pin of a download that stands at ``path``; whole or not at all."""
    own = replace(pin, mtime_ns=path.stat().st_mtime_ns)
    partial = path.with_name(f".{path.name}{SUFFIX}.partial")
    partial.write_text(json.dumps(asdict(own), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    partial.replace(lock_path(path))


def untouched(path: Path, pin: Pin) -> bool:
    """Whether a file is, by size and modification time, the one that was pinned."""
    try:
        status = path.stat()
    except OSError:
        return False
    return status.st_size == pin.bytes and status.st_mtime_ns == pin.mtime_ns


class Digests:
    """SHA-256, MD5 and, where asked, one more digest of the same bytes, in one pass."""

    def __init__(self, further: str | None = None) -> None:
        names = dict.fromkeys(("sha256", "md5", *([further] if further else [])))
        self._digests = {name: hashlib.new(name, usedforsecurity=False) for name in names}
        self.count = 0

    def update(self, data: bytes) -> None:
        """Take further bytes."""
        for digest in self._digests.values():
            digest.update(data)
        self.count += len(data)

    def of(self, algorithm: str) -> str:
        """The digest so far, in hex."""
        return self._digests[algorithm].hexdigest()


def digests_of(path: Path, further: str | None = None, tell: Callable[[int], None] | None = None) -> Digests:
    """Digests of a file; ``tell`` hears of the bytes of each chunk.

    Raises:
        OSError: the file cannot be read.
    """
    digests = Digests(further)
    with path.open("rb") as handle:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(handle.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)
        while data := handle.read(CHUNK):
            digests.update(data)
            if tell is not None:
                tell(len(data))
    return digests
