"""Who has been counted, without saying who: keyed digests of ids, kept apart from the panel and from the key.

A digest is HMAC-SHA256 of the person's id (RFC 2104) with a key that only the laboratory has: without the key nobody
can try ids against the ledger. One file holds a section for each version of a panel. A new version adds a section and
leaves the others as they are, so that every panel that still exists can grow, and people can withdraw from it.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import sys
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tachkhis.case.config_paths import unreadable
from tachkhis.errors import Fault
from tachkhis.errors import InputError

_TITLES = (
    "# tachkhis panel ledger 2",
    "# tachkhis panel ledger 1",
)  # the second has one section, and no mark of its key
_MARKED = b"tachkhis panel ledger: mark of the key"
SHORTEST_KEY = 16  # bytes


@dataclass(frozen=True, slots=True)
class Ledger:
    """The digests of the people of one version of a panel.

    Attributes:
        name, version: of the panel.
        digests: of its people, in hex.
        key_mark: tells keys apart without telling the key; empty where it is not known.
    """

    name: str
    version: str
    digests: frozenset[str]
    key_mark: str = ""

    @property
    def text(self) -> str:
        """The section, as stored."""
        head = [f"# name\t{self.name}", f"# version\t{self.version}"]
        head += [f"# key\t{self.key_mark}"] if self.key_mark else []
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


def mark_of(key: bytes) -> str:
    """What tells a key from others: sixteen hex digits of a digest that it makes."""
    return hmac.new(key, _MARKED, hashlib.sha256).hexdigest()[:16]


def ledger_of_people(name: str, version: str, key: bytes, samples: Iterable[str]) -> Ledger:
    """The section of a panel that counts these people."""
    return Ledger(name, version, frozenset(digest(key, sample) for sample in samples), mark_of(key))


def read_sections(path: Path) -> list[Ledger]:
    """Every version that a ledger holds, in its order.

    Raises:
        InputError: it cannot be read, or is none.
    """
    problem = unreadable(path)
    lines = [] if problem is not None else path.read_text(encoding="utf-8", errors="replace").splitlines()
    if problem is None and (not lines or lines[0] not in _TITLES):
        problem = "it is no ledger of a panel"
    if problem is not None:
        raise InputError([Fault(str(path), problem, "name the ledger that 'tachkhis panel build --ledger' wrote")])
    facts: list[dict[str, str]] = []
    found: list[set[str]] = []
    for number, line in enumerate(lines[1:], 2):
        key, tab, value = line.removeprefix("# ").partition("\t")
        if line.startswith("#"):
            if key == "name" and tab:
                facts.append({})
                found.append(set())
            if facts and tab:
                facts[-1][key] = value
        elif line and (not facts or len(line) != 64 or set(line) - set("0123456789abcdef")):
            remedy = "take the ledger as it was written"
            raise InputError([Fault(str(path), "the line is no digest", remedy, number, value=line[:70])])
        elif line:
            found[-1].add(line)
    return [
        Ledger(told.get("name", ""), told.get("version", ""), frozenset(held), told.get("key", ""))
        for told, held in zip(facts, found, strict=True)
    ]


def read_ledger(path: Path, name: str, version: str, key: bytes | None = None) -> Ledger:
    """The section of one version of a panel.

    Args:
        path: the ledger.
        name: of the panel.
        version: of the panel.
        key: that of the digests; ``None`` where none are to be made.

    Raises:
        InputError: it cannot be read, does not hold this version, or was written with another key.
    """
    sections = read_sections(path)
    found = next((one for one in sections if (one.name, one.version) == (name, version)), None)
    if found is None:
        held = ", ".join(f"{one.name!r} version {one.version!r}" for one in sections) or "nothing"
        problem = f"it is the ledger of {held}, the panel is {name!r} version {version!r}"
        raise InputError([Fault(str(path), problem, "give the ledger that was written with this panel")])
    if key is not None and found.key_mark not in ("", mark_of(key)):
        problem = "it was written with another key, and nobody would be recognised"
        raise InputError([Fault(str(path), problem, "give the key with which this panel's people were counted")])
    return found


def refuse_taken(path: Path, ledger: Ledger) -> None:
    """Nothing that a ledger holds is written over.

    Raises:
        InputError: it holds this version of this panel with other people.
    """
    if not path.exists():
        return
    for one in read_sections(path):
        if (one.name, one.version) == (ledger.name, ledger.version) and one.digests != ledger.digests:
            problem = f"it holds version {ledger.version!r} of {ledger.name!r} already, with other people"
            remedy = "write another --version; or name another --ledger, where that panel is to be forgotten"
            raise InputError([Fault(str(path), problem, remedy)])


def record(path: Path, ledger: Ledger, *, forgotten: str | None = None) -> None:
    """Add a version to a ledger; runs that write the same one wait for each other, and it is whole at any time.

    Args:
        path: the ledger; made where there is none.
        ledger: the version; one that is held already, with the same people, stays as it is.
        forgotten: digest of a person of whom nothing is to be left: versions of the panel that count them go.

    Raises:
        InputError: the ledger holds this version with other people.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path.parent):
        refuse_taken(path, ledger)
        held = read_sections(path) if path.exists() else []
        if forgotten is not None:
            held = [one for one in held if one.name != ledger.name or forgotten not in one.digests]
        same = [number for number, one in enumerate(held) if (one.name, one.version) == (ledger.name, ledger.version)]
        held[same[0] if same else len(held) :] = [ledger, *held[same[0] + 1 :]] if same else [ledger]
        unfinished = path.with_name(f".{path.name}.unfinished")
        with unfinished.open("w", encoding="utf-8") as out:
            out.write(_TITLES[0] + "\n" + "".join(one.text for one in held))
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder: it leaves no file behind, and ends with the process."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:
            print(
                f"tachkhis panel: warning: {folder} has no locks: let only one run at a time write a ledger there",
                file=sys.stderr,
            )
        yield
    finally:
        os.close(handle)
