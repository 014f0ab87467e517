"""What of the manifest is installed in a folder, as rows for a table and for JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tachkhis.reference.delivery import partial_of
from tachkhis.reference.manifest import Entry
from tachkhis.reference.manifest import RemoteFile
from tachkhis.reference.manifest import shown_size
from tachkhis.reference.pins import lock_path

UNTRIED = (
    "no address of the shipped list was tried where it was written (no internet there): --format json says under"
    " 'verified' where each was seen"
)
"""What a person should know before a fetch of many hours."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry with what of it is there.

    Attributes:
        entry: the entry.
        files: those of its files that were asked for.
        present: how many of them are there; ``None`` where no folder was named.
        stored: bytes of them on the disk.
        partial: how many are half there.
        pinned: how many have a lock file.
    """

    entry: Entry
    files: tuple[RemoteFile, ...]
    present: int | None = None
    stored: int = 0
    partial: int = 0
    pinned: int = 0

    @property
    def state(self) -> str:
        """``yes``, ``no``, ``3 of 24``, ``bring`` or, where no folder was named, ``-``."""
        if not self.files:
            return "bring"
        if self.present is None:
            return "-"
        if self.present == len(self.files):
            return "yes"
        if self.partial and not self.present and len(self.files) == 1:
            return "partly"
        return f"{self.present} of {len(self.files)}" if self.present else "no"

    @property
    def size(self) -> int | None:
        """Bytes of the files asked for, exactly or about."""
        sizes = [file.expected for file in self.files]
        return sum(size for size in sizes if size is not None) if sizes and None not in sizes else None

    @property
    def checksum(self) -> str:
        """Against what a fetch checks the files."""
        if not self.files:
            return "-"
        if all(file.checksum for file in self.files):
            return "manifest"
        return "publisher" if all(file.checksum or file.checksum_url for file in self.files) else "pin on first fetch"

    def to_dict(self) -> dict[str, Any]:
        """As JSON has it; sizes in bytes."""
        entry = self.entry
        return {
            "build": entry.build,
            "name": entry.name,
            "title": entry.title,
            "version": entry.version,
            "kind": entry.kind,
            "standard": entry.standard,
            "moving": entry.moving,
            "licence": entry.licence,
            "page": entry.page,
            "citation": entry.citation,
            "prepare": entry.prepare,
            "verified": entry.verified,
            "bring": entry.bring or None,
            "note": entry.note or None,
            "bytes": self.size,
            "bytes_exact": bool(self.files) and all(file.size is not None for file in self.files),
            "checksum": self.checksum,
            "installed": None if self.present is None else self.present == len(self.files) > 0,
            "installed_files": self.present,
            "partial_files": self.partial,
            "installed_bytes": self.stored,
            "files": [
                {
                    "path": file.path.as_posix(),
                    "urls": list(file.urls),
                    "bytes": file.expected,
                    "checksum": str(file.checksum) if file.checksum else None,
                    "checksum_url": file.checksum_url,
                }
                for file in self.files
            ],
        }


def inventory(chosen: Sequence[tuple[Entry, tuple[RemoteFile, ...]]], folder: Path | None) -> list[Row]:
    """Rows of the entries asked for; ``folder`` is where they would be installed, if any."""
    rows = []
    for entry, files in chosen:
        if folder is None:
            rows.append(Row(entry, files))
            continue
        paths = [folder / file.path for file in files]
        there = [path for path in paths if path.is_file()]
        stored = sum(path.stat().st_size for path in there)
        partial = sum(partial_of(path).is_file() for path in paths)
        rows.append(Row(entry, files, len(there), stored, partial, sum(lock_path(path).is_file() for path in there)))
    return rows


def table(rows: Sequence[Row], folder: Path | None) -> list[str]:
    """A table for people: one line per entry, then the sums, then what the user must bring."""
    if not rows:
        return ["nothing"]
    head = ("build", "name", "version", "size", "installed", "checksum", "licence")
    cells = [
        (
            row.entry.build,
            row.entry.name + ("" if row.entry.standard or not row.files else " *"),
            row.entry.version,
            _size(row),
            row.state,
            row.checksum,
            textwrap.shorten(row.entry.licence, 40, placeholder=" ..."),
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in (head, *cells)) for column in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (head, *cells)
    ]
    lines += ["", *_sums(rows)]
    if folder is not None:
        lines.append(f"installed in {folder}: {shown_size(sum(row.stored for row in rows))}")
    if any(row.files and not row.entry.standard for row in rows):
        lines.append("* an alternative to others of the list: fetched by name or with --all")
    for row in rows:
        if row.entry.bring:
            lines.append(f"bring your own {row.entry.name}: {row.entry.bring} ({row.entry.page})")
    return lines


def _sums(rows: Sequence[Row]) -> list[str]:
    """What each build takes: nobody fetches two builds' files, or alternatives, for one genome."""
    lines = []
    for build in dict.fromkeys(row.entry.build for row in rows):
        of_build = [row for row in rows if row.entry.build == build and row.files]
        words = [
            f"{title}{_sum(chosen)}"
            for title, standard in (("", True), ("alternatives (*) ", False))
            if (chosen := [row for row in of_build if row.entry.standard is standard])
        ]
        if words:
            lines.append(f"{build}: {'; '.join(words)}")
    return lines


def _sum(rows: Sequence[Row]) -> str:
    """The sizes that are known of some entries, file by file, and how many files have none."""
    files = [file for row in rows for file in row.files]
    sizes = [file.expected for file in files]
    known, unknown = sum(size or 0 for size in sizes), sizes.count(None)
    about = "" if all(file.size is not None or file.about is None for file in files) else "~"
    told = f"{about}{shown_size(known)}" if unknown < len(files) else ""
    more = f"{unknown} file{'s' if unknown > 1 else ''} of unknown size" if unknown else ""
    return ", and ".join(filter(None, (told, more)))


def _size(row: Row) -> str:
    if not row.files:
        return "-"
    exact = all(file.size is not None for file in row.files)
    return shown_size(row.size) if exact or row.size is None else f"~{shown_size(row.size)}"
