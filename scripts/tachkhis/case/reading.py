"""Input files read whole while other work goes on: checksums, wholeness, mates in step, reads counted."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tachkhis.case.model import Place
from tachkhis.case.model import Unit
from tachkhis.case.reads import FastqScan
from tachkhis.case.reads import Trouble
from tachkhis.case.reads import compare_mates
from tachkhis.case.reads import scan_fastq
from tachkhis.case.streams import BGZF_EOF
from tachkhis.case.streams import DamagedError
from tachkhis.case.streams import HashedStream
from tachkhis.case.streams import is_bgzf
from tachkhis.case.streams import last_bytes
from tachkhis.errors import Fault
from tachkhis.errors import ResourceError

WORTH_A_PROCESS = 8 << 20
"""Bytes as stored from which files are read in processes of their own."""
COPY_AGAIN = "copy the file again from where it was made"


@dataclass(frozen=True, slots=True)
class InputTask:
    """A file to read whole: where it is, where it is named, and the unit that it belongs to, if any."""

    path: Path
    place: Place
    unit: Unit | None = None


class Reading:
    """Files that are read whole, each once, by processes beside this one where they are large.

    Use as a context manager, and open it before any pipe: the processes keep what was open when they began, and a pipe
    that they hold has no end.
    """

    def __init__(self, tasks: Sequence[InputTask], fasta: Path, processes: int = 2) -> None:
        """Begin to read.

        Args:
            tasks: the files.
            fasta: reference that CRAM files are decoded with.
            processes: files that are read at the same time.
        """
        self.tasks = list(tasks)
        self._before = [_stamp(task.path) for task in tasks]
        self._pool: ProcessPoolExecutor | None = None
        self._scans: list[FastqScan] | None = None
        self._futures: list[Future[FastqScan]] = []
        size = sum(task.path.stat().st_size for task in tasks if task.path.is_file())
        if processes < 2 or len(tasks) < 2 or size < WORTH_A_PROCESS:
            self._scans = [_scan(task, fasta) for task in tasks]
            return
        self._pool = ProcessPoolExecutor(max_workers=min(processes, len(tasks)))
        self._futures = [self._pool.submit(_scan, task, fasta) for task in tasks]

    def when_bad(self, call: Callable[[], None]) -> None:
        """Call this, from another thread, as soon as a fault is known; at once where one is known already."""

        def look(done: Future[FastqScan]) -> None:
            if done.cancelled() or done.exception() is not None or done.result().trouble is not None:
                call()
                return
            over = all(future.done() for future in self._futures)
            if over and self.result()[1]:
                call()

        for future in self._futures:
            future.add_done_callback(look)
        if self._scans is not None and self.result()[1]:
            call()

    def changed(self) -> list[Fault]:
        """Faults of the files that somebody wrote, or put another in the place of, since they were begun to be read."""
        remedy = "leave the files alone until their alignment is done, and start again"
        trouble = Trouble("it was changed while it was read", remedy)
        pairs = zip(self.tasks, self._before, strict=True)
        return [fault_at(task.place, trouble) for task, before in pairs if _stamp(task.path) != before]

    def result(self) -> tuple[list[FastqScan], list[Fault]]:
        """Wait for all files.

        Returns:
            What each file tells, in order, and all faults; mates are compared where both are among the files.

        Raises:
            ResourceError: a process that read them was killed.
        """
        if self._scans is None:
            try:
                self._scans = [future.result() for future in self._futures]
            except BrokenProcessPool as error:
                text = "a process that read the input files was killed: is there memory enough?"
                raise ResourceError(text) from error
        scans = self._scans
        pairs = list(zip(self.tasks, scans, strict=True))
        faults = [fault_at(task.place, scan.trouble) for task, scan in pairs if scan.trouble]
        by_path = {task.path: scan for task, scan in pairs}
        for task in self.tasks:
            faults += _mate_faults(task, by_path)
        return scans, faults

    def __enter__(self) -> Reading:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def scan_all(tasks: Sequence[InputTask], fasta: Path, threads: int = 2) -> tuple[list[FastqScan], list[Fault]]:
    """Read each of these files whole; mates are compared where both are among them.

    Returns:
        What each file tells, in order, and all faults.
    """
    with Reading(tasks, fasta, threads) as reading:
        return reading.result()


def _stamp(path: Path) -> tuple[int, ...] | None:
    """What tells a file that was changed or exchanged; ``None`` where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


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
