"""Which input files an earlier start of the same run has read whole, and nobody has touched since."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tachkhis.case.model import Case
from tachkhis.case.model import Sheets


def verified_files(sheets: Sheets, fasta: Path, directory: Path) -> frozenset[Path]:
    """The files that ``results/cases/{case}/{case}.inputs.json`` vouches for.

    A file counts where all holds: it stands there under the same name, column, sample and unit, with the size that it
    has now, and neither its content nor its place in the file system (modification and change time) is younger than
    that record. The change time tells a file that was put in its place with an old date, too. An alignment was
    decoded with the reference, so that the reference must be as old.

    Args:
        sheets: what the sheets say now.
        fasta: the reference.
        directory: the run's directory.
    """
    return frozenset(path for case in sheets.cases.values() for path in _of_case(case, sheets, fasta, directory))


def _of_case(case: Case, sheets: Sheets, fasta: Path, directory: Path) -> Iterator[Path]:
    record = directory / "results" / "cases" / case.id / f"{case.id}.inputs.json"
    try:
        stamp = record.stat().st_mtime_ns
        rows: list[dict[str, Any]] = json.loads(record.read_text(encoding="utf-8"))["files"]
        sizes = {(row["file"], row["column"], row["sample"], row["unit"]): row["bytes"] for row in rows}
    except (OSError, ValueError, KeyError, TypeError):
        return  # no record, or none that can be read: nothing is vouched for
    named: list[tuple[Path, str | None, str | None]] = [(case.vcf, None, None)] if case.vcf is not None else []
    for sample in case.samples:
        named += [(path, sample, unit.unit) for unit in sheets.units.get(sample, ()) for path in unit.files]
    for path, owner, unit_id in named:
        place = sheets.files.get(path)
        if place is None or not _untouched(path, stamp):
            continue
        if place.column == "alignment" and not _untouched(fasta, stamp):
            continue
        if sizes.get((place.value, place.column, owner, unit_id)) == path.stat().st_size:
            yield path


def _untouched(path: Path, stamp: int) -> bool:
    """Whether neither content nor entry of a file (a link and what it leads to) changed since ``stamp`` (ns)."""
    return all(max(status.st_mtime_ns, status.st_ctime_ns) < stamp for status in (path.stat(), path.lstat()))
