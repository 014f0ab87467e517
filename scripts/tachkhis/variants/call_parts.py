"""One caller on many parts of an interval at a time, its records put together in order, without writing them anew.

A part is called with a margin on either side and keeps what starts in it, so that the records are those of one call of
the whole. There are more parts than threads and the next free thread takes the next part: deep and empty stretches even
out by themselves. Parts go out as soon as all before them are out, so that what reads them works meanwhile.
"""

from __future__ import annotations

import gzip
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO
from typing import BinaryIO

from tachkhis.errors import ResourceError
from tachkhis.reads.pipeline import Stream

Interval = tuple[str, int, int]  # contig, 0-based half-open

MARGIN = 1_000
"""Bases called on either side of a part: longer than a read, since alignments around an indel reach that far."""
PER_THREAD = 4
LARGEST, SMALLEST = 10_000_000, 50_000
"""Bases of a part: no longer, and not so short that start-up weighs."""
PLACE = "PART"
"""The word of the commands that stands for the BED file of a part."""
MAGIC = b"BCF\x02\x02"


def cut(rows: Sequence[Interval], parts: int) -> list[list[Interval]]:
    """Intervals in order, cut into parts of about as many bases each; no part is empty."""
    total = sum(end - start for _, start, end in rows)
    size = max(1, -(-total // max(1, parts)))
    found: list[list[Interval]] = [[]]
    room = size
    for contig, first, end in rows:
        start = first
        while start < end:
            if room == 0:
                found.append([])
                room = size
            stop = min(end, start + room)
            found[-1].append((contig, start, stop))
            room -= stop - start
            start = stop
    return found


def widened(part: Sequence[Interval], rows: Sequence[Interval], margin: int = MARGIN) -> list[Interval]:
    """A part with what lies of the intervals within a margin before and after it; neighbours that touch are joined."""
    (left, low, _), (right, _, high) = part[0], part[-1]
    beside = [(c, max(s, low - margin), min(e, low)) for c, s, e in rows if c == left and s < low and e > low - margin]
    after = [
        (c, max(s, high), min(e, high + margin)) for c, s, e in rows if c == right and e > high and s < high + margin
    ]
    found: list[Interval] = []
    for contig, start, end in (*beside, *part, *after):
        if found and found[-1][0] == contig and found[-1][2] >= start:
            found[-1] = (contig, found[-1][1], max(end, found[-1][2]))
        else:
            found.append((contig, start, end))
    return found


def number_of_parts(bases: int, threads: int) -> int:
    """How many parts some bases are called in."""
    return max(1, min(max(PER_THREAD * threads, -(-bases // LARGEST)), bases // SMALLEST))


def call_parts(regions: Path, commands: Sequence[Sequence[str]], threads: int, out: BinaryIO) -> None:
    """Run a pipe of commands on every part and write the records that all give, in order, as one uncompressed BCF.

    Args:
        regions: BED, sorted, without overlaps.
        commands: the pipe; :data:`PLACE` stands for the BED of a part; the last writes uncompressed BCF.
        threads: parts at a time.
        out: where the records go.

    Raises:
        ResourceError: a command failed, or parts have different headers.
    """
    rows = read_rows(regions)
    parts = cut(rows, number_of_parts(sum(end - start for _, start, end in rows), threads))
    with tempfile.TemporaryDirectory(prefix="tachkhis.parts.") as folder, ThreadPoolExecutor(threads) as pool:
        jobs = [
            pool.submit(_call, part, widened(part, rows), commands, Path(folder) / f"{number}")
            for number, part in enumerate(parts)
        ]
        try:
            head: bytes | None = None
            for job in jobs:
                head = _append(job.result(), out, head)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def read_rows(path: Path) -> list[Interval]:
    """Intervals of a BED that Tachkhis wrote."""
    cells = (line.split("\t") for line in path.read_text().splitlines() if line)
    return [(row[0], int(row[1]), int(row[2])) for row in cells]


def _write(rows: Iterable[Interval], path: Path) -> str:
    path.write_text("".join(f"{contig}\t{start}\t{end}\n" for contig, start, end in rows))
    return str(path)


def _call(part: Sequence[Interval], called: Sequence[Interval], commands: Sequence[Sequence[str]], place: Path) -> Path:
    """Records of one part, in a file of their own."""
    place.mkdir()
    bed, own, result = _write(called, place / "called.bed"), _write(part, place / "own.bed"), place / "calls.bcf"
    keep = ["bcftools", "view", "--no-version", "-Ou", "-T", own, "-o", str(result), "-"]
    with Stream(place) as stream:
        source: int | IO[bytes] = subprocess.DEVNULL
        for number, command in enumerate((*commands, keep), 1):
            words = [bed if word == PLACE else word for word in command]
            running = stream.start(f"{number}-{'-'.join(words[:2])}", words, stdin=source)
            if not isinstance(source, int):
                source.close()  # only the next command keeps it, so that each learns when its reader ends
            assert running.stdout is not None
            source = running.stdout
    return result


def _append(path: Path, out: BinaryIO, head: bytes | None) -> bytes:
    """Write one part's records, with the header if it is the first; returns the header."""
    with gzip.open(path) as handle:  # BGZF, its blocks stored
        magic = handle.read(len(MAGIC))
        length = handle.read(4)
        found = magic + length + handle.read(int.from_bytes(length, "little"))
        if magic != MAGIC or (head is not None and found != head):
            raise ResourceError(f"the parts of an interval do not fit together ({path.parent.name})")
        if head is None:
            out.write(found)
        shutil.copyfileobj(handle, out, 1 << 20)
    path.unlink()
    return found
