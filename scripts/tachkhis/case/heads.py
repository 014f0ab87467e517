"""Input files by their beginnings and ends: cheap enough for every file of a run before anything heavy starts."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterator
from pathlib import Path

from tachkhis.case.model import Place
from tachkhis.case.model import Sheets
from tachkhis.case.model import Unit
from tachkhis.case.reads import FastqHead
from tachkhis.case.reads import compare_heads
from tachkhis.case.reads import read_head
from tachkhis.case.verify import InputTask
from tachkhis.case.verify import fault_at
from tachkhis.case.verify import scan_all
from tachkhis.errors import Fault

SMALL = 64 << 20
"""Files up to this size (bytes as stored) are read whole by ``tachkhis check``; larger ones when their case starts."""


def read_faults(
    sheets: Sheets,
    fasta: Path,
    *,
    whole: bool = False,
    threads: int = 2,
    verified: Collection[Path] = frozenset(),
) -> list[Fault]:
    """Faults of the files of all units, and of the cases' VCFs as far as bytes go.

    Args:
        sheets: what the sheets say.
        fasta: reference that CRAM files are decoded with.
        whole: read every file whole, not only the small ones.
        threads: files that are read at the same time.
        verified: files that need not be read; see :func:`tachkhis.case.verified.verified_files`.
    """
    faults = list(_twins(sheets))
    sound: list[InputTask] = []
    for unit in (unit for units in sheets.units.values() for unit in units):
        if not all(path in verified for path in unit.files):
            faults += _unit_faults(unit, sheets, sound)
    vcfs = (case.vcf for case in sheets.cases.values() if case.vcf is not None and case.vcf not in verified)
    sound += [InputTask(path, sheets.files[path]) for path in vcfs if path in sheets.files]
    read = [task for task in sound if whole or task.path.stat().st_size <= SMALL]
    return faults + scan_all(read, fasta, threads)[1]


def _unit_faults(unit: Unit, sheets: Sheets, sound: list[InputTask]) -> Iterator[Fault]:
    heads: dict[str, FastqHead] = {}
    for column, path in (("fastq_1", unit.fastq_1), ("fastq_2", unit.fastq_2), ("alignment", unit.alignment)):
        place = _place(sheets, path, column)
        if path is None or place is None:
            continue
        if column == "alignment":
            sound.append(InputTask(path, place, unit))
            continue
        head = read_head(path)
        if isinstance(head, FastqHead):
            heads[column] = head
            sound.append(InputTask(path, place, unit))
        else:
            yield fault_at(place, head)
    if len(heads) == 2 and unit.fastq_2 is not None:
        trouble = compare_heads(heads["fastq_1"], heads["fastq_2"])
        if trouble is not None:
            yield fault_at(sheets.files[unit.fastq_2], trouble)
            sound[:] = [task for task in sound if task.path != unit.fastq_2]


def _place(sheets: Sheets, path: Path | None, column: str) -> Place | None:
    """The place of a file that was found where this unit names it."""
    place = sheets.files.get(path) if path is not None else None
    return place if place is not None and place.column == column else None


def _twins(sheets: Sheets) -> Iterator[Fault]:
    """Files that are one under several names: links."""
    first: dict[tuple[int, int], Place] = {}
    for path, place in sheets.files.items():
        status = path.stat()
        earlier = first.setdefault((status.st_dev, status.st_ino), place)
        if earlier is not place:
            where = f"row {earlier.row}, column {earlier.column}"
            problem = f"this is the file of {where} under another name ({earlier.value})"
            yield Fault(
                place.sheet,
                problem,
                "name each file once: reads counted twice look like evidence",
                place.row,
                place.column,
                place.value,
            )
