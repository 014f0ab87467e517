"""The manifest of a real genome's resources: what exists, from where, how large, under which licence, how prepared.

One JSON file per build under ``resources/manifest/`` (its README tells the keys). What nobody could verify says so in
the manifest itself: a checksum that is not known is pinned by the first fetch (:mod:`tachkhis.reference.pins`).
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tachkhis.case.shipped import RESOURCES
from tachkhis.errors import Fault
from tachkhis.errors import InputError

FOLDER = RESOURCES / "manifest"
ANY_BUILD = "any"
"""Build of what belongs to no genome: phenotypes, diseases."""
KINDS = ("reference", "genes", "clinvar", "gnomad", "scores", "regions", "table", "mappability")
DIGITS = {"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}
"""Algorithms of checksums, with their number of hexadecimal digits."""
ALGORITHMS = frozenset(DIGITS)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_UNITS = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}
_REQUIRED = ("name", "title", "version", "kind", "licence", "page", "citation", "prepare", "verified")
_OPTIONAL = ("files", "parts", "standard", "moving", "bring", "note")
_FILE_KEYS = ("file", "urls", "bytes", "size", "checksum", "checksum_url", "checksum_source", "content", "part")
_FILE_VALUES: Mapping[str, tuple[type, str]] = {
    "urls": (list, "a list of addresses"),
    "bytes": (int, "its exact number of bytes, such as 123456"),
    "size": (str, 'its size as the source prints it, such as "67.11 GiB"; exact bytes are a number under "bytes"'),
    "checksum": (str, 'text such as "md5:0123456789abcdef0123456789abcdef"'),
    "checksum_url": (str, "an address"),
    "content": (str, 'text such as "md5:0123456789abcdef0123456789abcdef"'),
    "part": (str, 'a chromosome, such as "21"'),
}


@dataclass(frozen=True, slots=True)
class Checksum:
    """A checksum with its algorithm; written ``md5:0123...``."""

    algorithm: str
    digest: str

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.digest}"

    @classmethod
    def parse(cls, text: str) -> Checksum:
        """The inverse of ``str``.

        Raises:
            ValueError: unknown algorithm, or a digest of another form.
        """
        algorithm, _, digest = text.partition(":")
        if algorithm not in ALGORITHMS or not re.fullmatch(f"[0-9a-fA-F]{{{DIGITS[algorithm]}}}", digest):
            raise ValueError(f"{text!r} is no checksum such as md5:0123456789abcdef0123456789abcdef")
        return cls(algorithm, digest.lower())


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """One file to fetch.

    Attributes:
        entry: name of its entry.
        build: build of its entry, or ``any``.
        file: its name.
        urls: where it is, in the order in which they are tried.
        size: its bytes, exactly; ``None`` where no source told.
        about: its bytes as a source printed them, rounded; for sums and free space only.
        checksum: of the file as fetched; ``None`` where the first fetch pins it.
        checksum_url: a file of the publisher, in the form of ``md5sum``, that holds the checksum of the day.
        content: checksum of the decompressed content, where a source gives it.
        moving: the publisher replaces the file under the same name.
        part: the chromosome, of an entry that comes by chromosome.
    """

    entry: str
    build: str
    file: str
    urls: tuple[str, ...]
    size: int | None = None
    about: int | None = None
    checksum: Checksum | None = None
    checksum_url: str | None = None
    content: Checksum | None = None
    moving: bool = False
    part: str | None = None

    @property
    def path(self) -> Path:
        """Where it stands below the folder of resources: build, entry, file."""
        return Path(self.build) / self.entry / self.file

    @property
    def expected(self) -> int | None:
        """Bytes to expect, exactly or about."""
        return self.size if self.size is not None else self.about


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource: what it is, and its files (none where the user must bring them).

    Attributes:
        name: how it is asked for.
        build: ``GRCh38``, ``GRCh37`` ... or ``any``.
        kind: one of :data:`KINDS`: what ``prepare`` makes of it.
        standard: part of what ``--build`` means; otherwise only by name or with ``--all``.
        bring: why the user must bring it; empty where it can be fetched.
        verified: where name, version and address were seen, and what was not.
    """

    name: str
    build: str
    title: str
    version: str
    kind: str
    licence: str
    page: str
    citation: str
    prepare: str
    verified: str
    files: tuple[RemoteFile, ...] = ()
    standard: bool = True
    moving: bool = False
    bring: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """Build and name: ``GRCh38/clinvar``."""
        return f"{self.build}/{self.name}"

    @property
    def size(self) -> int | None:
        """Bytes of all its files, exactly or about; ``None`` where one of them is unknown."""
        sizes = [file.expected for file in self.files]
        return sum(size for size in sizes if size is not None) if sizes and None not in sizes else None


@dataclass(frozen=True, slots=True)
class Manifest:
    """All entries, in the order of their files."""

    entries: tuple[Entry, ...]

    @property
    def builds(self) -> tuple[str, ...]:
        """Builds of the entries, without ``any``."""
        return tuple(dict.fromkeys(entry.build for entry in self.entries if entry.build != ANY_BUILD))

    def of_build(self, build: str) -> list[Entry]:
        """Entries of a build and of all builds.

        Raises:
            InputError: no manifest of that build.
        """
        if build not in self.builds:
            raise InputError([unknown("build", build, self.builds, "--build")])
        return [entry for entry in self.entries if entry.build in (build, ANY_BUILD)]


def read_manifest(files: Sequence[Path] = ()) -> Manifest:
    """Read manifests: those given, or all that ship.

    Raises:
        InputError: a file is no manifest; every fault of it.
    """
    entries: list[Entry] = []
    faults: list[Fault] = []
    shipped = sorted(FOLDER.glob("*.json"), key=lambda path: (path.stem == ANY_BUILD, path.name))
    for path in files or shipped:
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            build = content["build"]
            rows = content["entries"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            said = error.strerror if isinstance(error, OSError) else str(error)
            faults.append(Fault(str(path), f"is no manifest ({said})", "give JSON with the keys build and entries"))
            continue
        for number, row in enumerate(rows, 1):
            try:
                entries.append(_entry(row, build))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                named = row.get("name", f"number {number}") if isinstance(row, dict) else f"number {number}"
                problem, remedy = f"entry {named}: {error}", "see resources/manifest/README.md"
                faults.append(Fault(str(path), problem, remedy))
    seen: set[str] = set()
    for entry in entries:
        if entry.key in seen:
            faults.append(Fault(entry.key, "stands twice in the manifests", "keep one of them"))
        seen.add(entry.key)
    if faults:
        raise InputError(faults)
    return Manifest(tuple(entries))


def _entry(row: Mapping[str, Any], build: str) -> Entry:
    lacking = [key for key in _REQUIRED if not isinstance(row.get(key), str) or not row[key]]
    unknown = [key for key in row if key not in (*_REQUIRED, *_OPTIONAL)]
    if lacking or unknown:
        raise ValueError(f"keys lack or are no text: {lacking}; unknown keys: {unknown}")
    if not _NAME.fullmatch(row["name"]) or not _NAME.fullmatch(build):
        raise ValueError("names and builds are letters, digits, '.', '_' and '-'")
    if row["kind"] not in KINDS:
        raise ValueError(f"kind {row['kind']!r} is none of {', '.join(KINDS)}")
    moving = bool(row.get("moving", False))
    rows = [*row.get("files", ()), *_by_part(row.get("parts"))]
    files = tuple(_file(item, row["name"], build, moving) for item in rows)
    if bool(files) == bool(row.get("bring")):
        raise ValueError("give files, or say why the user must bring them (bring)")
    if len({file.file for file in files}) != len(files):
        raise ValueError("two files have one name")
    texts = {key: row[key] for key in _REQUIRED}
    standard = bool(row.get("standard", not row.get("bring")))
    return Entry(
        build=build,
        files=files,
        standard=standard,
        moving=moving,
        bring=row.get("bring", ""),
        note=row.get("note", ""),
        **texts,
    )


def _by_part(parts: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """Files of an entry that comes by chromosome: one template, one row per chromosome."""
    if parts is None:
        return []
    return [
        {
            "file": parts["file"].replace("{part}", part),
            "urls": [url.replace("{part}", part) for url in parts["urls"]],
            "part": part,
            **row,
        }
        for part, row in parts["of"].items()
    ]


def _file(row: Mapping[str, Any], entry: str, build: str, moving: bool) -> RemoteFile:
    unknown = [key for key in row if key not in _FILE_KEYS]
    if unknown:
        raise ValueError(f"unknown keys of a file: {unknown}")
    name = row.get("file")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(f"file is {name!r}, no plain file name")
    for key, (kind, told) in _FILE_VALUES.items():
        if key in row and (not isinstance(row[key], kind) or isinstance(row[key], bool)):
            raise ValueError(f"{key} of {name} is {json.dumps(row[key])}, not {told}")
    urls = tuple(row.get("urls", ()))
    if not urls or not all(url.startswith(("https://", "http://")) for url in urls):
        raise ValueError(f"{row['file']} needs urls that begin with https:// or http://")
    size = row.get("bytes")
    if size is not None and size < 1:
        raise ValueError(f"bytes of {name} is {size}, not {_FILE_VALUES['bytes'][1]}")
    return RemoteFile(
        entry=entry,
        build=build,
        file=row["file"],
        urls=urls,
        size=size,
        about=parse_size(row["size"]) if "size" in row else None,
        checksum=Checksum.parse(row["checksum"]) if "checksum" in row else None,
        checksum_url=row.get("checksum_url"),
        content=Checksum.parse(row["content"]) if "content" in row else None,
        moving=moving,
        part=row.get("part"),
    )


def parse_size(text: str) -> int:
    """Bytes of a size as sources print them: ``67.11 GiB``.

    Raises:
        ValueError: no such size.
    """
    number, _, unit = text.partition(" ")
    if unit not in _UNITS or not re.fullmatch(r"\d+(\.\d+)?", number):
        raise ValueError(f"size is {text!r}, not {_FILE_VALUES['size'][1]}")
    return round(float(number) * _UNITS[unit])


def shown_size(size: int | None) -> str:
    """Bytes for people, in powers of 1024; ``unknown`` where nobody knows."""
    if size is None:
        return "unknown"
    value, unit = float(size), "B"
    for unit in _UNITS:
        if value < 1024 or unit == "TiB":
            break
        value /= 1024
    return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"


def unknown(what: str, value: str, known: Iterable[str], option: str, bare: str | None = None) -> Fault:
    """The fault of a name that does not exist, with the nearest one that does."""
    names = list(dict.fromkeys(known))
    near = difflib.get_close_matches(bare or value, names, n=1, cutoff=0.4)
    lowered = {name.lower(): name for name in names}
    near = [lowered[value.lower()]] if value.lower() in lowered else near
    remedy = f"did you mean {near[0]}? " if near else ""
    remedy += "'tachkhis resources list' shows all" if what == "resource" else f"write {' or '.join(names)}"
    return Fault(f"command line, {option}", f"unknown {what}", remedy, value=value)
