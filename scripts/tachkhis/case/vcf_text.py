"""Text of a VCF as any caller writes it, read line by line: header and records; vcf_record says what is wrong with one.

No header line but the one of the columns is needed; Windows line ends, undeclared contigs, filters and fields do
no harm (VCF 4.1 to 4.5). BCF is made text by ``bcftools view``.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tachkhis.case.streams import DamagedError
from tachkhis.case.streams import first_bytes
from tachkhis.case.streams import open_bytes
from tachkhis.errors import Fault

FIXED = 9  # columns before the first sample
BCF_MAGIC = b"BCF"
NO_ALLELE = frozenset((".", "<NON_REF>", "<*>", "<X>"))
"""ALT of a record of the reference: none, or any other allele than those seen (GATK; DeepVariant, bcftools)."""
CORRECT = "correct the record, or make the file again from its caller"
SHOWN = 40  # characters of a cell that a fault shows


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing wrong with a record.

    Attributes:
        problem: what, without a final period.
        remedy: what to do about it.
        column: name of the column, or of the sample.
        value: the cell, or the part of it that is wrong.
    """

    problem: str
    remedy: str = CORRECT
    column: str | None = None
    value: str | None = None

    def fault(self, file: str, row: int | None, place: str = "") -> Fault:
        """The same as a fault of a file; ``place`` stands before the problem."""
        shown = None if self.value is None else self.value[:SHOWN]
        return Fault(file, place + self.problem, self.remedy, row, self.column, shown)


class RecordError(Exception):
    """A record, or a header, that cannot be used.

    Attributes:
        wrongs: all that is wrong with it.
        row: line of the file, for a header.
    """

    def __init__(self, *wrongs: Wrong, row: int | None = None) -> None:
        super().__init__("; ".join(wrong.problem for wrong in wrongs))
        self.wrongs = wrongs
        self.row = row

    def faults(self, file: str, row: int | None, place: str = "") -> list[Fault]:
        """One fault for each thing."""
        return [wrong.fault(file, row, place) for wrong in self.wrongs]


@dataclass(frozen=True, slots=True)
class VcfHeader:
    """The header of a VCF.

    Attributes:
        lines: lines that begin with ``##``, without their ends.
        samples: names of the sample columns.
        rows: lines of the header, that of the columns included.
    """

    lines: tuple[str, ...]
    samples: tuple[str, ...]
    rows: int

    @property
    def contigs(self) -> dict[str, int | None]:
        """Contigs that it declares, with their lengths in bases where it states them."""
        found: dict[str, int | None] = {}
        for line in self.lines:
            name = re.match(r"##contig=<(?:.*,)?ID=([^,>]+)", line)
            if name is not None:
                length = re.search(r"[<,]length=(\d+)", line)
                found[name.group(1)] = int(length.group(1)) if length else None
        return found

    def number_of(self, name: str, column: str = "FORMAT") -> str | None:
        """The Number of a field of FORMAT (or INFO), where it is declared."""
        for line in self.lines:
            if re.match(rf"##{column}=<(?:.*,)?ID={re.escape(name)}[,>]", line):
                number = re.search(r"[<,]Number=([^,>]+)", line)
                return number.group(1) if number else None
        return None

    @property
    def filters(self) -> dict[str, str]:
        """Filters that it describes."""
        found: dict[str, str] = {}
        for line in self.lines:
            name = re.match(r"##FILTER=<ID=([^,>]+)", line)
            if name is not None:
                text = re.search(r'Description="((?:[^"\\]|\\.)*)"', line)
                found.setdefault(name.group(1), text.group(1) if text else "")
        return found


@dataclass(frozen=True, slots=True)
class VcfRow:
    """One record, its columns as written; ``position`` and ``end`` are 1-based inclusive.

    Attributes:
        row: line of the file.
        end: last base: INFO END where there is one, else that of REF.
        format: keys of the columns of the samples.
        calls: one column per sample.
    """

    row: int
    contig: str
    position: int
    end: int
    identifier: str
    ref: str
    alts: tuple[str, ...]
    quality: str
    filters: tuple[str, ...]
    info: str
    format: tuple[str, ...]
    calls: tuple[str, ...]

    @property
    def place(self) -> str:
        """The record as a person finds it."""
        return f"{self.contig}:{self.position} {self.ref[:20]}>{','.join(self.alts)[:20]}"

    @property
    def is_reference(self) -> bool:
        """Whether it speaks of the reference alone: a block, or a position where nothing varies."""
        return all(alt in NO_ALLELE for alt in self.alts)

    def value(self, name: str) -> str | None:
        """A value of INFO; ``None`` where it is absent."""
        for item in self.info.split(";"):
            key, equals, value = item.partition("=")
            if key == name:
                return value if equals else ""
        return None


@contextmanager
def lines_of(path: Path) -> Iterator[Iterator[str]]:
    """The lines of a VCF or BCF without their ends.

    Raises:
        DamagedError: the file is cut short, changed, or neither VCF nor BCF.
    """
    with open_bytes(path) as handle:
        binary = handle.read(3) == BCF_MAGIC
    if not binary:
        with open_bytes(path) as handle:
            yield _text(handle)
        return
    command = ["bcftools", "view", "--no-version", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        try:
            yield _text(process.stdout)
        except BaseException:
            process.kill()
            raise
        process.stdout.close()
        said = process.stderr.read().decode(errors="replace").strip()
        if process.wait() not in (0, -13, 141):
            raise DamagedError(
                f"it cannot be read as BCF ({said.splitlines()[-1][:120] if said else 'no reason given'})"
            )


def _text(handle: BinaryIO | object) -> Iterator[str]:
    for number, raw in enumerate(handle):  # type: ignore[arg-type,var-annotated]
        line = raw.decode("utf-8", "replace").rstrip("\r\n")
        yield line.removeprefix("\ufeff") if number == 0 else line


def read_header(lines: Iterator[str]) -> VcfHeader:
    """The header, which takes its lines off ``lines``.

    Raises:
        RecordError: there is no line of columns, or it is none of a VCF with samples.
    """
    kept: list[str] = []
    for row, line in enumerate(lines, 1):
        if line.startswith("##"):
            kept.append(line)
            continue
        columns = line.split("\t")
        if not line.startswith("#CHROM"):
            break
        if columns[:8] != ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]:
            problem = "the line of columns (#CHROM POS ID REF ALT ...) is not as in a VCF, or not cut by tabs"
            raise RecordError(
                Wrong(problem, "write the nine names of the VCF specification, then the samples"), row=row
            )
        samples = tuple(columns[FIXED:])
        twice = [name for name, count in Counter(samples).items() if count > 1]
        if twice:
            remedy = "leave one column per person, or rename them (bcftools reheader)"
            wrongs = (Wrong("a sample stands twice in the line of columns", remedy, "#CHROM", name) for name in twice)
            raise RecordError(*wrongs, row=row)
        return VcfHeader(tuple(kept), samples, row)
    raise RecordError(Wrong("the line of columns (#CHROM POS ID REF ALT ...) is missing", "give a whole VCF file"))


def is_bcf(path: Path) -> bool:
    """Whether a file, decompressed, is BCF."""
    if not first_bytes(path, 1):
        return False
    with open_bytes(path) as handle:
        return handle.read(3) == BCF_MAGIC
