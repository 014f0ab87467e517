"""Files of reads checked whole beside their alignment, which ends with their faults where there are any."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from tachkhis.case.model import Place
from tachkhis.case.model import Unit
from tachkhis.case.reading import InputTask
from tachkhis.case.reading import Reading
from tachkhis.case.sheets import in_order
from tachkhis.case.verify import InputFile
from tachkhis.case.verify import tasks_of
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.errors import TachkhisError
from tachkhis.reads.pipeline import Brake


@dataclass(slots=True)
class Check:
    """The check of one alignment: ``brake`` for its tools, and ``files``, known when it is over."""

    brake: Brake = field(default_factory=Brake)
    files: tuple[InputFile, ...] = ()


@contextmanager
def checked(units: Sequence[Unit], places: Mapping[Path, Place] | None, fasta: Path) -> Iterator[Check]:
    """Read the files of units whole while the block aligns them; two processes, which run ahead of any aligner.

    The tools of the block are stopped as soon as a fault is known. A tool that fails because of a damaged file fails
    with the fault of that file. The block must begin with no pipe open (:class:`tachkhis.case.reading.Reading`).

    Args:
        units: what is aligned.
        places: where each file is named; without, faults name the file.
        fasta: the reference.

    Raises:
        InputError: all faults of the files.
    """
    tasks = tasks_of(units, places) if places is not None else _by_themselves(units)
    check = Check()
    with Reading(tasks, fasta) as reading:
        reading.when_bad(check.brake.pull)
        if check.brake.pulled:
            _refuse(reading)
        try:
            yield check
        except TachkhisError as error:
            _refuse(reading, error)
            raise
        _refuse(reading)
        if changed := reading.changed():
            raise InputError(in_order(changed))
        scans, _ = reading.result()
        check.files = tuple(InputFile.of(task, scan) for task, scan in zip(tasks, scans, strict=True))


def _refuse(reading: Reading, cause: TachkhisError | None = None) -> None:
    _, faults = reading.result()
    if faults:
        raise InputError(in_order(faults)) from cause


def _by_themselves(units: Sequence[Unit]) -> list[InputTask]:
    found = []
    for unit in units:
        for column, path in (("fastq_1", unit.fastq_1), ("fastq_2", unit.fastq_2)):
            if path is not None:
                found.append(InputTask(path, Place(str(path), None, column, unit.unit), unit))
    return found


def fault_of(unit: Unit, places: Mapping[Path, Place] | None, problem: str, remedy: str) -> Fault:
    """A fault of a unit, at the cell of its first file."""
    assert unit.fastq_1 is not None
    place = (places or {}).get(unit.fastq_1, Place(str(unit.fastq_1), None, "fastq_1", unit.unit))
    return Fault(place.sheet, problem, remedy, place.row, place.column, place.value)
