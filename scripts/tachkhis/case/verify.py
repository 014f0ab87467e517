"""Every input file of one case read whole: checksums, wholeness, mates in step, reads counted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
from pathlib import Path

from tachkhis.case.model import Case
from tachkhis.case.model import Place
from tachkhis.case.model import Unit
from tachkhis.case.reading import InputTask
from tachkhis.case.reading import scan_all
from tachkhis.case.reads import FastqScan
from tachkhis.case.sheets import in_order
from tachkhis.errors import Fault
from tachkhis.errors import InputError

Checked = Mapping[tuple[str | None, str | None, str], "InputFile"]
"""Files that were read whole before, by sample, unit and column."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """One input file of a case, verified.

    Attributes:
        file: path as written in the sheet.
        column: where it stands: ``fastq_1``, ``fastq_2``, ``alignment`` or ``vcf``.
        sample: whose reads it holds; ``None`` for a VCF of the case.
        unit: the unit of the sample; ``None`` for a VCF of the case.
        bytes: size as stored.
        sha256: of the file as stored, hex.
        records: reads of a FASTQ, ``None`` for other files.
        bases: their total length, ``None`` for other files.
    """

    file: str
    column: str
    sample: str | None
    unit: str | None
    bytes: int
    sha256: str
    records: int | None = None
    bases: int | None = None

    @classmethod
    def of(cls, task: InputTask, scan: FastqScan) -> InputFile:
        """A file that was read without a fault."""
        is_fastq = task.place.column in ("fastq_1", "fastq_2")
        return cls(
            file=task.place.value or "",
            column=task.place.column,
            sample=task.unit.sample if task.unit else None,
            unit=task.unit.unit if task.unit else None,
            bytes=scan.stored_bytes,
            sha256=scan.sha256,
            records=scan.records if is_fastq else None,
            bases=scan.bases if is_fastq else None,
        )


@dataclass(frozen=True, slots=True)
class Verification:
    """The input files of one case (``about`` is ``case``) or ``sample``, in the order of the family and its units."""

    about: str
    name: str
    files: tuple[InputFile, ...]

    def to_json(self) -> str:
        """JSON text with sorted keys, no clock and no path but as written in the sheets."""
        content = {self.about: self.name, "files": [asdict(item) for item in self.files]}
        return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def read(cls, path: Path) -> Verification:
        """Undo :meth:`to_json`.

        Raises:
            InputError: it is no such document.
        """
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            about = "case" if "case" in content else "sample"
            return cls(about, content[about], tuple(InputFile(**row) for row in content["files"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            problem = f"it does not tell input files that were read ({error.__class__.__name__})"
            raise InputError([Fault(str(path), problem, "give what tachkhis verify or align wrote")]) from error


def read_before(paths: Iterable[Path]) -> Checked:
    """What files of verified samples tell, by sample, unit and column.

    Raises:
        InputError: one is no such file.
    """
    files = (file for path in paths for file in Verification.read(path).files)
    return {(file.sample, file.unit, file.column): file for file in files}


def tasks_of(units: Iterable[Unit], places: Mapping[Path, Place]) -> list[InputTask]:
    """The files of these units, in order."""
    return [InputTask(path, places[path], unit) for unit in units for path in unit.files]


def verify_case(
    case: Case,
    units: Mapping[str, Sequence[Unit]],
    places: Mapping[Path, Place],
    fasta: Path,
    threads: int = 2,
    checked: Checked | None = None,
) -> Verification:
    """Read every input file of a case once, whole.

    Args:
        case: the case.
        units: its units by sample.
        places: where each file is named, for faults and for the result.
        fasta: reference that CRAM files are decoded with.
        threads: files that are read at the same time, each in a process.
        checked: files that were read before, and are not read again.

    Raises:
        InputError: a file is damaged, cut short, empty, or not in step with its mate.
    """
    tasks = [InputTask(case.vcf, places[case.vcf])] if case.vcf is not None else []
    tasks += tasks_of((unit for sample in case.samples for unit in units.get(sample, ())), places)
    return Verification("case", case.id, read_whole(tasks, fasta, threads, checked or {}))


def verify_sample(
    sample: str, units: Sequence[Unit], places: Mapping[Path, Place], fasta: Path, threads: int = 2
) -> Verification:
    """The same of one sample's units.

    Raises:
        InputError: a file is damaged, cut short, empty, or not in step with its mate.
    """
    return Verification("sample", sample, read_whole(tasks_of(units, places), fasta, threads))


def read_whole(
    tasks: Sequence[InputTask], fasta: Path, threads: int = 2, checked: Checked | None = None
) -> tuple[InputFile, ...]:
    """Read these files whole, but for those that were read before.

    Raises:
        InputError: all that is wrong with them.
    """
    known = checked or {}
    left = [task for task in tasks if _key(task) not in known]
    scans, faults = scan_all(left, fasta, threads)
    if faults:
        raise InputError(in_order(faults))
    read = {_key(task): InputFile.of(task, scan) for task, scan in zip(left, scans, strict=True)}
    return tuple(known[_key(task)] if _key(task) in known else read[_key(task)] for task in tasks)


def _key(task: InputTask) -> tuple[str | None, str | None, str]:
    unit = task.unit
    return (unit.sample if unit else None, unit.unit if unit else None, task.place.column)
