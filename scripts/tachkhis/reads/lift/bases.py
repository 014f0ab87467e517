"""Bases of an indexed FASTA without a library: the environment of the aligner has none."""

from __future__ import annotations

import mmap
from pathlib import Path

from tachkhis.errors import ResourceError


class MappedFasta:
    """A plain FASTA with its ``.fai``, mapped into memory: the system holds what is read, shared by all jobs.

    Attributes:
        lengths: bases by contig, in the order of the file.
    """

    def __init__(self, fasta: Path) -> None:
        """Open it.

        Raises:
            ResourceError: it, or its index, cannot be read.
        """
        try:
            rows = [line.split("\t") for line in Path(f"{fasta}.fai").read_text(encoding="utf-8").splitlines()]
            self._places = {row[0]: (int(row[2]), int(row[3]), int(row[4])) for row in rows}
            self.lengths = {row[0]: int(row[1]) for row in rows}
            with fasta.open("rb") as handle:
                self._map = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError, IndexError) as error:
            raise ResourceError(f"{fasta}: it cannot be read by its index ({error})") from error

    def fetch(self, contig: str, start: int, end: int) -> bytes:
        """Upper-case bases of ``[start, end)``, 0-based; shorter where the contig ends."""
        offset, per_line, stored = self._places[contig]
        end = min(end, self.lengths[contig])
        if start >= end:
            return b""
        first = offset + start // per_line * stored + start % per_line
        last = offset + (end - 1) // per_line * stored + (end - 1) % per_line + 1
        return self._map[first:last].translate(None, b"\r\n").upper()
