"""FASTQ files: their form, their records, and whether first and second reads are in step."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from tachkhis.case.streams import CHUNK
from tachkhis.case.streams import DamagedError
from tachkhis.case.streams import HashedStream
from tachkhis.case.streams import foreign_format
from tachkhis.case.streams import open_bytes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HEAD = 4_096
"""Records at the head of a file whose names are all compared between mates."""
STEP = 256
"""Beyond the head, the name of every ``STEP``-th record is compared."""
LONGEST_SEARCH = 2_000_000
"""Records up to which the names that part are looked up again, to be shown."""

_BASES = frozenset(b"ACGTNacgtn.")
_FOUR_LINES = "it is not FASTQ of four lines per record"


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a file, and what to do."""

    problem: str
    remedy: str


@dataclass(slots=True)
class FastqScan:
    """What one pass over a FASTQ file tells.

    Attributes:
        sha256: of the file as stored, hex.
        stored_bytes: size as stored.
        compressed: whether it is gzip.
        records: reads in the file.
        bases: their total length.
        name_hashes: CRC-32 of the names of the records that :func:`sampled` chooses, in order.
        trouble: why the file cannot be used, if so; then the counts end where the trouble begins.
    """

    sha256: str = ""
    stored_bytes: int = 0
    compressed: bool = False
    records: int = 0
    bases: int = 0
    name_hashes: array[int] = field(default_factory=lambda: array("L"))
    trouble: Trouble | None = None


def scan_fastq(path: Path) -> FastqScan:
    """Read a FASTQ file once, whole: digest, compression, form of every record, counts, sampled names.

    About 240 MB of text (75 MB of gzip) per second and core. Decompression keeps the interpreter's lock: read
    several files in processes, not in threads.
    """
    scan = FastqScan()
    stream = HashedStream(path)
    scan.compressed = stream.compressed
    rest = b""
    try:
        for chunk in stream:
            if scan.trouble is None:
                rest = _take(scan, rest + chunk)
    except DamagedError as error:
        scan.trouble = Trouble(f"{error}, after {scan.records:,} records", "copy the file again from where it was made")
        return scan
    scan.sha256, scan.stored_bytes = stream.sha256, stream.stored_bytes
    if scan.trouble is None and rest.strip():
        if not rest.endswith(b"\n"):
            rest = _take(scan, rest + b"\n")
        if scan.trouble is None and rest.strip():
            problem = f"it ends within a record, after {scan.records:,} whole ones"
            scan.trouble = Trouble(problem, "copy the file again from where it was made")
    if scan.trouble is None and not scan.records:
        scan.trouble = Trouble("it holds no reads", "name the file that holds the reads, or remove the unit")
    return scan


def _take(scan: FastqScan, text: bytes) -> bytes:
    """Check and count the whole records in ``text``; return what is left over."""
    import numpy as np

    letters = np.frombuffer(text, dtype=np.uint8)
    ends = np.flatnonzero(letters == ord("\n"))
    count = len(ends) // 4
    if not count:
        return text
    lines = ends[: 4 * count].reshape(count, 4)
    starts = np.empty(count, dtype=np.int64)
    starts[0] = 0
    starts[1:] = lines[:-1, 3] + 1
    lengths = lines[:, 1] - lines[:, 0]
    sound = (
        (letters[starts] == ord("@"))
        & (letters[lines[:, 1] + 1] == ord("+"))
        & (lengths == lines[:, 3] - lines[:, 2])
        & (letters[lines[:, 0] - 1] != ord("\r"))
    )
    if not sound.all():
        bad = int(np.argmin(sound))
        scan.trouble = _trouble_of(text[int(starts[bad]) : int(lines[bad, 3])], scan.records + bad + 1)
        return b""
    if not scan.records and not set(text[int(lines[0, 0]) + 1 : int(lines[0, 1])]) <= _BASES:
        scan.trouble = Trouble("record 1 holds letters that are no bases", "name a FASTQ file of DNA reads")
        return b""
    _sample_names(scan, text, starts, lines[:, 0])
    scan.records += count
    scan.bases += int(lengths.sum()) - count
    return text[int(lines[-1, 3]) + 1 :]


def _trouble_of(record: bytes, number: int) -> Trouble:
    lines = record.split(b"\n")
    where = f"(record {number:,})"
    if lines[0].endswith(b"\r"):
        return Trouble(f"it has Windows line ends {where}", "convert it with dos2unix")
    if not lines[0].startswith(b"@"):
        return Trouble(f"{_FOUR_LINES}: a name must begin with '@' {where}", "name a FASTQ file, whole and unwrapped")
    if not lines[2].startswith(b"+"):
        problem = f"{_FOUR_LINES}: the third line must begin with '+' {where}"
        return Trouble(problem, "name a FASTQ file, whole and unwrapped")
    problem = f"bases and qualities differ in number: {len(lines[1])} and {len(lines[3])} {where}"
    return Trouble(problem, "copy the file again from where it was made")


def _sample_names(scan: FastqScan, text: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> None:
    first, count = scan.records, len(starts)
    chosen: Iterable[int] = range(min(count, max(0, HEAD - first)))
    beyond = max(first, HEAD)
    offset = beyond + (-beyond) % STEP - first
    for part in (chosen, range(offset, count, STEP)):
        scan.name_hashes.extend(crc32(read_name(text[int(starts[i]) : int(ends[i])])) for i in part)


def sampled(position: int) -> int:
    """The 0-based number of the record whose name stands at this place of ``name_hashes``."""
    return position if position < HEAD else HEAD + (position - HEAD) * STEP


def read_name(line: bytes) -> bytes:
    """The name that both mates share: without ``@``, comment, and ``/1`` or ``/2``."""
    name = line[1:].split(None, 1)[0] if len(line) > 1 else b""
    return name[:-2] if name.endswith((b"/1", b"/2")) else name


def mate_number(line: bytes) -> str | None:
    """Which mate a name line says it is (``1``, ``2``, also ``3`` behind index reads), if it says so."""
    parts = line.split()
    if parts and parts[0].endswith((b"/1", b"/2")):
        return chr(parts[0][-1])
    if len(parts) > 1 and parts[1][:1].isdigit() and parts[1][1:2] == b":":
        return chr(parts[1][0])
    return None


def compare_mates(first: FastqScan, second: FastqScan, path_1: Path, path_2: Path) -> Trouble | None:
    """Whether two whole files hold the same reads in the same order."""
    remedy = "give the two files of one run as the sequencer wrote them, neither sorted nor filtered by itself"
    parted = next(
        (i for i, (a, b) in enumerate(zip(first.name_hashes, second.name_hashes, strict=False)) if a != b),
        None,
    )
    if first.records != second.records:
        problem = f"it has {second.records:,} reads, and fastq_1 has {first.records:,}"
        if parted is not None:
            problem += f"; names differ {_at(parted, path_1, path_2)}"
        return Trouble(problem, remedy)
    if parted is not None:
        return Trouble(f"it is out of step with fastq_1: names differ {_at(parted, path_1, path_2)}", remedy)
    return None


def _at(parted: int, path_1: Path, path_2: Path) -> str:
    number = sampled(parted)
    if number > LONGEST_SEARCH:
        return f"at record {number + 1:,} or little before"
    names = []
    for path in (path_1, path_2):
        with open_bytes(path) as handle:
            line = next(islice(handle, 4 * number, None), b"")
            names.append(read_name(line.rstrip()).decode("utf-8", "replace"))
    return f"at record {number + 1:,} ({names[0]!r} and {names[1]!r})"


@dataclass(frozen=True, slots=True)
class FastqHead:
    """The first records of a FASTQ file: their name lines."""

    names: tuple[bytes, ...]


def read_head(path: Path) -> FastqHead | Trouble:
    """Look at the beginning of a FASTQ file: format, compression as its name says, kind of reads."""
    foreign = foreign_format(path)
    if foreign is not None:
        return Trouble(f"the file is {foreign}, not FASTQ", "give FASTQ, plain or compressed by gzip")
    stream = HashedStream(path)
    try:
        text = next(iter(stream), b"")
    except (DamagedError, OSError) as error:
        return Trouble(str(error), "copy the file again from where it was made")
    compressed = stream.compressed
    if compressed != path.name.lower().endswith(".gz"):
        if compressed:
            return Trouble("the file is gzip, and its name does not end in .gz", "rename it to end in .gz")
        if text:
            return Trouble("the file is not gzip, and its name ends in .gz", "rename it, or compress it")
    if not text.strip():
        return Trouble("it holds no reads", "name the file that holds the reads, or remove the unit")
    scan = FastqScan()
    _take(scan, text if text.endswith(b"\n") or len(text) == CHUNK else text + b"\n")
    if scan.trouble is not None:
        return scan.trouble
    if not scan.records:
        return Trouble(_FOUR_LINES if b"\n" in text else "the file is not FASTQ", "name a FASTQ file of short reads")
    lines = text.split(b"\n", 4 * scan.records)
    names = tuple(lines[0 : 4 * scan.records : 4])
    if b" runid=" in names[0] or names[0].rstrip().endswith(b"/ccs"):
        return Trouble("these are long reads", "give short reads; long reads can enter as BAM/CRAM or VCF")
    return FastqHead(names)


def compare_heads(first: FastqHead, second: FastqHead) -> Trouble | None:
    """Whether the first records of two files are mates, and in the right order of files."""
    mates = (mate_number(first.names[0]), mate_number(second.names[0]))
    if mates[0] is not None and mates[0] == mates[1]:
        return Trouble(f"both files say that they hold the reads {mates[0]} of their pairs", "name the other mates")
    if mates == ("2", "1"):
        return Trouble("fastq_1 holds the second reads and fastq_2 the first", "exchange the two files")
    for number, (a, b) in enumerate(zip(first.names, second.names, strict=False), 1):
        if read_name(a) != read_name(b):
            names = [read_name(line).decode("utf-8", "replace") for line in (a, b)]
            problem = f"it is out of step with fastq_1: names differ at record {number} ({names[0]!r} and {names[1]!r})"
            return Trouble(problem, "give the two files of one run, neither sorted nor filtered by itself")
    return None
