"""Input files by their beginnings and ends: cheap enough for every file of a run before anything heavy starts."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path

from tachkhis.case.model import Place
from tachkhis.case.model import Sheets
from tachkhis.case.model import Unit
from tachkhis.case.reading import InputTask
from tachkhis.case.reading import fault_at
from tachkhis.case.reading import scan_all
from tachkhis.case.reads import FastqHead
from tachkhis.case.reads import Trouble
from tachkhis.case.reads import compare_heads
from tachkhis.case.reads import read_head
from tachkhis.case.tails import read_tail
from tachkhis.errors import Fault

SMALL = 64 << 20
"""Files up to this size (bytes as stored) are read whole by ``tachkhis check``; larger ones while they are aligned."""
AT_START = 64 << 20
"""Bytes as stored that the start of a run reads whole, of all its files together: every job waits for that."""


def read_faults(
    sheets: Sheets,
    fasta: Path,
    *,
    whole: bool = False,
    threads: int = 2,
    verified: Collection[Path] = frozenset(),
    at_most: int | None = None,
) -> list[Fault]:
    """Faults of the files of all units, and of the cases' VCFs as far as bytes go.

    Args:
        sheets: what the sheets say.
        fasta: reference that CRAM files are decoded with.
        whole: read every file whole, not only the small ones.
        threads: files that are read at the same time.
        verified: files that need not be read; see :func:`tachkhis.case.verified.verified_files`.
        at_most: bytes as stored that are read whole of all files together, the smallest first; ``None``: no limit.
    """
    faults = list(_twins(sheets))
    sound: list[InputTask] = []
    for unit in (unit for units in sheets.units.values() for unit in units):
        if not all(path in verified for path in unit.files):
            faults += _unit_faults(unit, sheets, sound)
    vcfs = (case.vcf for case in sheets.cases.values() if case.vcf is not None and case.vcf not in verified)
    sound += [InputTask(path, sheets.files[path]) for path in vcfs if path in sheets.files]
    read = sound if whole else _small(sound, at_most)
    if len(read) < len(sound):
        faults += _tail_faults(sound)
        told = {(fault.file, fault.row, fault.column) for fault in faults}
        read = [task for task in read if (task.place.sheet, task.place.row, task.place.column) not in told]
    return faults + scan_all(read, fasta, threads)[1]


def _small(tasks: Sequence[InputTask], at_most: int | None) -> list[InputTask]:
    """The files that are small enough, by themselves and, the smallest first, together; in the order given."""
    chosen, total = set(), 0
    for size, place in sorted((task.path.stat().st_size, place) for place, task in enumerate(tasks)):
        total += size
        if size <= SMALL and (at_most is None or total <= at_most):
            chosen.add(place)
    return [task for place, task in enumerate(tasks) if place in chosen]


def _tail_faults(tasks: Sequence[InputTask]) -> Iterator[Fault]:
    """FASTQ files that are cut short by what their ends tell, and mates that end with different reads."""
    names: dict[Path, bytes] = {}
    for task in tasks:
        if task.unit is None or task.place.column not in ("fastq_1", "fastq_2"):
            continue
        tail = read_tail(task.path)
        if isinstance(tail, Trouble):
            yield fault_at(task.place, tail)
            continue
        if tail.name is not None:
            names[task.path] = tail.name
        first = names.get(task.unit.fastq_1) if task.unit.fastq_1 is not None else None
        if task.path == task.unit.fastq_2 and tail.name is not None and first not in (None, tail.name):
            last = [name.decode("utf-8", "replace") for name in (first or b"", tail.name)]
            problem = f"it is out of step with fastq_1: the last reads are {last[1]!r} here and {last[0]!r} there"
            remedy = "give the two files of one run as the sequencer wrote them, neither sorted nor filtered by itself"
            yield fault_at(task.place, Trouble(problem, remedy))


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
