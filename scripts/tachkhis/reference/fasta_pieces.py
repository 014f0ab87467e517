"""The sequence of a FASTA file (plain, gzip or bgzip) piece by piece, and the bases of stretches of it."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

from tachkhis.case.streams import GZIP_MAGIC
from tachkhis.case.streams import first_bytes
from tachkhis.case.streams import open_bytes

_CHUNK = 1 << 22


def read_stretches(fasta: Path, wanted: Mapping[str, Sequence[tuple[int, int]]]) -> dict[tuple[str, int, int], str]:
    """Bases of some stretches, upper case, in one pass over the file (or by its index, where it is plain and has one).

    Args:
        fasta: FASTA file, plain, gzip or bgzip.
        wanted: contig name to 1-based inclusive stretches.

    Returns:
        ``(contig, start, end)`` to bases; cut short where the contig ends, absent where it is not in the file.

    Raises:
        OSError, EOFError: the file cannot be read.
    """
    index = fasta.with_name(fasta.name + ".fai")
    plain = first_bytes(fasta, 2) != GZIP_MAGIC
    if plain and index.is_file() and index.stat().st_mtime >= fasta.stat().st_mtime:
        return _read_by_index(fasta, index, wanted)
    found: dict[tuple[str, int, int], str] = {}
    for name, offset, bases in _pieces(fasta):
        for start, end in dict.fromkeys(wanted.get(name, ())):
            if start <= offset + len(bases) and end > offset:
                piece = bases[max(0, start - 1 - offset) : end - offset]
                found[name, start, end] = found.get((name, start, end), "") + piece.decode("ascii", "replace").upper()
    return found


def _read_by_index(
    fasta: Path, index: Path, wanted: Mapping[str, Sequence[tuple[int, int]]]
) -> dict[tuple[str, int, int], str]:
    rows = (line.split("\t") for line in index.read_text(encoding="utf-8").splitlines())
    entries = {row[0]: tuple(int(number) for number in row[1:5]) for row in rows}
    found: dict[tuple[str, int, int], str] = {}
    with fasta.open("rb") as handle:
        for name, stretches in wanted.items():
            if name not in entries:
                continue
            length, offset, per_line, per_line_stored = entries[name]
            for start, end in stretches:
                first, last = start - 1, min(end, length)
                if first >= last:
                    continue
                handle.seek(offset + first // per_line * per_line_stored + first % per_line)
                stored = (last // per_line - first // per_line) * (per_line_stored - per_line) + last - first
                raw = b"".join(handle.read(stored).split())
                found[name, start, end] = raw.decode("ascii", "replace").upper()
    return found


def records_of(fasta: Path) -> Iterator[tuple[str | None, bytes]]:
    """Header lines (text, empty bytes) and pieces of sequence (``None``, bases without line ends), in order."""
    with open_bytes(fasta) as handle:
        held, at_line_start = b"", True
        while chunk := handle.read(_CHUNK):
            chunk = held + chunk
            last = chunk.rfind(b"\n") + 1
            whole_lines = at_line_start if last == 0 else True
            # a header must be seen whole; sequence may be cut anywhere, also in files of one line per contig
            held = chunk[last:] if whole_lines and chunk.startswith(b">", last) else b""
            chunk = chunk[: len(chunk) - len(held)]
            yield from _split(chunk, at_line_start)
            if chunk:
                at_line_start = chunk.endswith(b"\n")
        if held:
            yield from _split(held, True)


def _split(chunk: bytes, at_line_start: bool) -> Iterator[tuple[str | None, bytes]]:
    position = 0
    while position < len(chunk):
        if chunk.startswith(b">", position) and (position or at_line_start):
            end = chunk.find(b"\n", position)
            end = len(chunk) if end < 0 else end
            yield chunk[position + 1 : end].decode("utf-8", "replace").rstrip("\r"), b""
            position = end + 1
            continue
        end = chunk.find(b"\n>", position)
        end = len(chunk) if end < 0 else end + 1
        bases = chunk[position:end].translate(None, b"\r\n \t")
        if bases:
            yield None, bases
        position = end


def _pieces(fasta: Path) -> Iterator[tuple[str, int, bytes]]:
    """Contig, 0-based offset in it, bases: each piece of sequence of the file."""
    name, offset = "", 0
    for header, bases in records_of(fasta):
        if header is not None:
            name, offset = (header.split() or [""])[0], 0
        else:
            yield name, offset, bases
            offset += len(bases)
