"""Every input file of one case read whole: checksums, wholeness, mates in step, reads counted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from tachkhis.case.model import Case
from tachkhis.case.model import Place
from tachkhis.case.model import Unit
from tachkhis.case.reads import FastqScan
from tachkhis.case.reads import Trouble
from tachkhis.case.reads import compare_mates
from tachkhis.case.reads import scan_fastq
from tachkhis.case.sheets import in_order
from tachkhis.case.streams import BGZF_EOF
from tachkhis.case.streams import DamagedError
from tachkhis.case.streams import HashedStream
from tachkhis.case.streams import is_bgzf
from tachkhis.case.streams import last_bytes
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.errors import ResourceError

WORTH_A_PROCESS = 8 << 20
"""Bytes as stored from which files are read in processes of their own."""
COPY_AGAIN = "copy the file again from where it was made"


@dataclass(frozen=True, slots=True)
class InputFile:
    """One input file of a case, verified.

    Attributes:
        file: path as written in the sheet.
        column: where it stands: ``fastq_1``, ``fastq_2``, ``alignment`` or ``vcf``.
        sample: whose reads it holds; ``None`` for a VCF of the case.
        unit: the unit of the sample; ``None`` for a VCF of the case.
        size: bytes as stored.
        sha256: of the file as stored, hex.
        records: reads of a FASTQ, ``None`` for other files.
        bases: their total length, ``None`` for other files.
    """

    file: str
    column: str
    sample: str | None
    unit: str | None
    size: int
    sha256: str
    records: int | None = None
    bases: int | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """The input files of one case, in the order of the family and its units."""

    case: str
    files: tuple[InputFile, ...]

    def to_json(self) -> str:
        """JSON text with sorted keys, no clock and no path but as written in the sheets."""
        files = [
            {
                "bases": item.bases,
                "bytes": item.size,
                "column": item.column,
                "file": item.file,
                "records": item.records,
                "sample": item.sample,
                "sha256": item.sha256,
                "unit": item.unit,
            }
            for item in self.files
        ]
        content = {"case": self.case, "files": files}
        return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


@dataclass(frozen=True, slots=True)
class InputTask:
    """A file to read whole: where it is, where it is named, and the unit that it belongs to, if any."""

    path: Path
    place: Place
    unit: Unit | None = None


def verify_case(
    case: Case,
    units: Mapping[str, Sequence[Unit]],
    places: Mapping[Path, Place],
    fasta: Path,
    threads: int = 2,
) -> Verification:
    """Read every input file of a case once, whole.

    Args:
        case: the case.
        units: its units by sample.
        places: where each file is named, for faults and for the result.
        fasta: reference that CRAM files are decoded with.
        threads: files that are read at the same time, each in a process.

    Raises:
        InputError: a file is damaged, cut short, empty, or not in step with its mate.
    """
    tasks = [InputTask(case.vcf, places[case.vcf])] if case.vcf is not None else []
    for sample in case.samples:
        tasks += [InputTask(path, places[path], unit) for unit in units.get(sample, ()) for path in unit.files]
    scans, faults = scan_all(tasks, fasta, threads)
    if faults:
        raise InputError(in_order(faults))
    return Verification(case.id, tuple(_file(task, scan) for task, scan in zip(tasks, scans, strict=True)))


def scan_all(tasks: Sequence[InputTask], fasta: Path, threads: int = 2) -> tuple[list[FastqScan], list[Fault]]:
    """Read each of these files whole; mates are compared where both are among them.

    Returns:
        What each file tells, in order, and all faults.
    """
    scans = _scan_in_processes(tasks, fasta, threads)
    faults = [fault_at(task.place, scan.trouble) for task, scan in zip(tasks, scans, strict=True) if scan.trouble]
    by_path = {task.path: scan for task, scan in zip(tasks, scans, strict=True)}
    for task in tasks:
        faults += _mate_faults(task, by_path)
    return scans, faults


def _scan_in_processes(tasks: Sequence[InputTask], fasta: Path, processes: int) -> list[FastqScan]:
    size = sum(task.path.stat().st_size for task in tasks if task.path.is_file())
    if processes < 2 or len(tasks) < 2 or size < WORTH_A_PROCESS:
        return [_scan(task, fasta) for task in tasks]
    try:
        with ProcessPoolExecutor(max_workers=min(processes, len(tasks))) as pool:
            return list(pool.map(_scan, tasks, repeat(fasta)))
    except BrokenProcessPool as error:
        raise ResourceError("a process that read the input files was killed: is there memory enough?") from error


def fault_at(place: Place, trouble: Trouble) -> Fault:
    """A file's trouble as a fault of the cell that names the file."""
    return Fault(place.sheet, trouble.problem, trouble.remedy, place.row, place.column, place.value)


def _scan(task: InputTask, fasta: Path) -> FastqScan:
    try:
        if task.place.column in ("fastq_1", "fastq_2"):
            return scan_fastq(task.path)
        return _scan_binary(task.path, task.place.column, fasta)
    except OSError as error:
        return FastqScan(trouble=Trouble(f"it cannot be read ({error.strerror or error})", COPY_AGAIN))


def _scan_binary(path: Path, column: str, fasta: Path) -> FastqScan:
    """Digest a BAM, CRAM or VCF; inflate it whole where it is compressed by blocks; look for its end."""
    scan = FastqScan()
    stream = HashedStream(path)
    scan.compressed = stream.compressed
    try:
        content = sum(len(chunk) for chunk in stream)
    except DamagedError as error:
        scan.trouble = Trouble(str(error), COPY_AGAIN)
        return scan
    scan.sha256, scan.stored_bytes = stream.sha256, stream.stored_bytes
    if not content:
        scan.trouble = Trouble("the file is empty", COPY_AGAIN)
    elif is_bgzf(path) and last_bytes(path, len(BGZF_EOF)) != BGZF_EOF:
        scan.trouble = Trouble("the file is cut short: its end marker is missing", COPY_AGAIN)
    elif column == "alignment":
        scan.trouble = _alignment_trouble(path, fasta)
    return scan


def _alignment_trouble(path: Path, fasta: Path) -> Trouble | None:
    import pysam

    level = pysam.set_verbosity(0)
    try:
        with pysam.AlignmentFile(str(path), check_sq=False, reference_filename=str(fasta)) as alignment:
            if alignment.is_cram and not _has_cram_end(path):
                return Trouble("the file is cut short: its end marker is missing", COPY_AGAIN)
            if next(alignment.fetch(until_eof=True), None) is None:
                return Trouble("it holds no reads", "name the file that holds the reads, or remove the unit")
    except (OSError, ValueError) as error:
        text = str(error) or "damaged"
        return Trouble(f"it cannot be read as BAM or CRAM ({text})", f"{COPY_AGAIN}; a CRAM needs its own reference")
    finally:
        pysam.set_verbosity(level)
    return None


def _has_cram_end(path: Path) -> bool:
    """Whether a CRAM ends in the EOF container of its version (CRAM specification, section 9)."""
    version_2 = bytes.fromhex("0b000000ffffffff0fe0454f460000000001000001000606010001000100")
    version_3 = bytes.fromhex("0f000000ffffffff0fe0454f4600000000010005bdd94f0001000606010001000100ee63014b")
    return last_bytes(path, len(version_3)).endswith((version_2, version_3))


def _mate_faults(task: InputTask, scans: dict[Path, FastqScan]) -> list[Fault]:
    if task.place.column != "fastq_2" or task.unit is None or task.unit.fastq_1 is None:
        return []
    first, second = scans.get(task.unit.fastq_1), scans[task.path]
    if first is None or first.trouble or second.trouble:
        return []
    trouble = compare_mates(first, second, task.unit.fastq_1, task.path)
    return [fault_at(task.place, trouble)] if trouble else []


def _file(task: InputTask, scan: FastqScan) -> InputFile:
    is_fastq = task.place.column in ("fastq_1", "fastq_2")
    return InputFile(
        file=task.place.value or "",
        column=task.place.column,
        sample=task.unit.sample if task.unit else None,
        unit=task.unit.unit if task.unit else None,
        size=scan.stored_bytes,
        sha256=scan.sha256,
        records=scan.records if is_fastq else None,
        bases=scan.bases if is_fastq else None,
    )
