"""Who has been counted, without saying who: keyed digests of ids, kept apart from the panel and from the key.

A digest is HMAC-SHA256 of the person's id (RFC 2104) with a key that only the laboratory has: without the key nobody
can try ids against the ledger.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tachkhis.case.config_paths import unreadable
from tachkhis.errors import Fault
from tachkhis.errors import InputError

_TITLE = "# tachkhis panel ledger 1"
SHORTEST_KEY = 16  # bytes


@dataclass(frozen=True, slots=True)
class Ledger:
    """The digests of the people of one version of a panel."""

    name: str
    version: str
    digests: frozenset[str]

    @property
    def text(self) -> str:
        """As stored."""
        head = [_TITLE, f"# name\t{self.name}", f"# version\t{self.version}"]
        return "\n".join([*head, *sorted(self.digests)]) + "\n"


def read_key(path: Path) -> bytes:
    """The key.

    Raises:
        InputError: the file cannot be read, or holds too few bytes.
    """
    problem = unreadable(path)
    key = b"" if problem is not None else path.read_bytes().strip()
    if problem is None and len(key) < SHORTEST_KEY:
        problem = f"the key has fewer than {SHORTEST_KEY} bytes"
    if problem is not None:
        remedy = "name the file of the key; make one by: openssl rand -hex 32 > key"
        raise InputError([Fault(str(path), problem, remedy)])
    return key


def digest(key: bytes, sample: str) -> str:
    """The keyed digest of a person's id, in hex."""
    return hmac.new(key, sample.encode(), hashlib.sha256).hexdigest()


def digests(key: bytes, samples: Iterable[str]) -> frozenset[str]:
    """The keyed digests of some people."""
    return frozenset(digest(key, sample) for sample in samples)


def read_ledger(path: Path) -> Ledger:
    """A ledger.

    Raises:
        InputError: it cannot be read, or is none.
    """
    problem = unreadable(path)
    lines = [] if problem is not None else path.read_text(encoding="utf-8", errors="replace").splitlines()
    if problem is None and (not lines or lines[0] != _TITLE):
        problem = "it is no ledger of a panel"
    if problem is not None:
        raise InputError([Fault(str(path), problem, "name the ledger that 'tachkhis panel build --ledger' wrote")])
    facts = dict(line[2:].split("\t", 1) for line in lines[1:] if line.startswith("# ") and "\t" in line)
    found = [(number, line) for number, line in enumerate(lines, 1) if line and not line.startswith("#")]
    for number, line in found:
        if len(line) != 64 or set(line) - set("0123456789abcdef"):
            raise InputError(
                [
                    Fault(
                        str(path), "the line is no digest", "take the ledger as it was written", number, value=line[:70]
                    )
                ]
            )
    return Ledger(facts.get("name", ""), facts.get("version", ""), frozenset(line for _, line in found))


def belongs(path: Path, ledger: Ledger, name: str, version: str) -> list[Fault]:
    """A fault where a ledger is not that of this version of a panel."""
    if (ledger.name, ledger.version) == (name, version):
        return []
    problem = (
        f"it is the ledger of {ledger.name!r} version {ledger.version!r}, the panel is {name!r} version {version!r}"
    )
    return [Fault(str(path), problem, "give the ledger that was written with this panel")]
