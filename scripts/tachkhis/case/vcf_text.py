"""Text of a VCF as any caller writes it, read line by line: header, records, and what is wrong with a record.

No header line but the one of the columns is needed; Windows line ends, undeclared contigs, filters and fields do
no harm (VCF 4.1 to 4.5). BCF is made text by ``bcftools view``.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from tachkhis.case.reads import Trouble
from tachkhis.case.streams import DamagedError
from tachkhis.case.streams import first_bytes
from tachkhis.case.streams import open_bytes

FIXED = 9  # columns before the first sample
BCF_MAGIC = b"BCF"
NO_ALLELE = frozenset((".", "<NON_REF>", "<*>", "<X>"))
"""ALT of a record of the reference: none, or any other allele than those seen (GATK; DeepVariant, bcftools)."""
_REF = re.compile(r"[ACGTNacgtn]+\Z")
_ALT = re.compile(r"[ACGTNacgtn]+\Z|\*\Z|\.\Z|<[^<>\s,]+>\Z|\.[ACGTNacgtn]+\Z|[ACGTNacgtn]+\.\Z")
_BREAKEND = re.compile(r"[ACGTNacgtn.]*[\[\]][^\[\]\s,]+:\d+[\[\]][ACGTNacgtn.]*\Z")
_LETTERS = re.compile(r"[A-Za-z]+\Z")


class RecordError(Exception):
    """What is wrong with one record; the text ends without a period.

    Attributes:
        remedy: what to do about it.
    """

    def __init__(
        self, problem: str, remedy: str = "correct the record, or make the file again from its caller"
    ) -> None:
        super().__init__(problem)
        self.remedy = remedy


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
        if columns[0] != "#CHROM":
            break
        if columns[:8] != ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]:
            raise RecordError("the line of columns (#CHROM POS ID REF ALT ...) is not as in a VCF, or not cut by tabs")
        samples = tuple(columns[FIXED:])
        if len(set(samples)) < len(samples):
            raise RecordError("a sample stands twice in the line of columns")
        return VcfHeader(tuple(kept), samples, row)
    raise RecordError("the line of columns (#CHROM POS ID REF ALT ...) is missing", "give a whole VCF file")


def rows_of(header: VcfHeader, lines: Iterator[str]) -> Iterator[VcfRow | tuple[int, RecordError]]:
    """Every record after the header; instead of one that cannot be used, its line and what is wrong with it."""
    for row, line in enumerate(lines, header.rows + 1):
        if not line or line.startswith("#"):
            continue
        try:
            yield parse(row, line, len(header.samples))
        except RecordError as error:
            yield row, error


def parse(row: int, line: str, samples: int) -> VcfRow:
    """One record.

    Args:
        row: its line of the file.
        line: the text, without its end.
        samples: number of samples in the header.

    Raises:
        RecordError: it is not a record of a VCF.
    """
    cells = line.split("\t")
    expected = FIXED + samples if samples else 8
    if len(cells) != expected and not (samples == 0 and len(cells) == FIXED):
        remedy = "copy the file again from where it was made" if len(cells) < expected else "correct the record"
        raise RecordError(f"the record has {len(cells)} columns where the header has {expected}", remedy)
    contig, written, identifier, ref, alt, quality, filters, info = cells[:8]
    if not contig or not written.isdigit() or int(written) < 1:
        raise RecordError(f"POS {written[:20]!r} is not a position (a whole number from 1)")
    position = int(written)
    alts = tuple(alt.split(","))
    if not _REF.match(ref):
        raise RecordError(_bad_allele("REF", ref))
    for one in alts:
        if not _ALT.match(one) and not _BREAKEND.match(one):
            raise RecordError(_bad_allele("ALT", one))
    if quality != "." and not _is_number(quality):
        raise RecordError(f"QUAL {quality[:20]!r} is not a number")
    end = position + len(ref) - 1
    if "END=" in info:
        end = _end(info, position, end)
    return VcfRow(
        row=row,
        contig=contig,
        position=position,
        end=end,
        identifier=identifier,
        ref=ref,
        alts=alts,
        quality=quality,
        filters=tuple(filters.split(";")),
        info=info,
        format=tuple(cells[8].split(":")) if len(cells) > 8 else (),
        calls=tuple(cells[FIXED:]),
    )


def _bad_allele(column: str, allele: str) -> str:
    if _LETTERS.match(allele):
        return f"{column} {allele[:20]!r} is an allele that is not made of A, C, G, T or N"
    return f"{column} {allele[:20]!r} is not an allele"


def _end(info: str, position: int, end: int) -> int:
    for item in info.split(";"):
        if item.startswith("END="):
            value = item[4:]
            if value == ".":
                return end
            if not value.isdigit():
                raise RecordError(f"END {value[:20]!r} is not a position")
            if int(value) < position:
                raise RecordError(f"END {value} lies before POS {position}")
            return int(value)
    return end


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def head_trouble(path: Path, count: int) -> Trouble | None:
    """What is wrong with the header or the first records of a VCF, as far as each shows by itself.

    Args:
        path: VCF, plain or compressed; of BCF nothing is looked at.
        count: records.

    Raises:
        DamagedError: also what :func:`tachkhis.case.streams.read_errors` lists.
    """
    if is_bcf(path):
        return None
    with lines_of(path) as lines:
        try:
            header = read_header(lines)
        except RecordError as error:
            return Trouble(str(error), error.remedy)
        for row in islice(rows_of(header, lines), count):
            if not isinstance(row, VcfRow):
                return Trouble(f"line {row[0]}: {row[1]}", row[1].remedy)
    return None


def is_bcf(path: Path) -> bool:
    """Whether a file, decompressed, is BCF."""
    if not first_bytes(path, 1):
        return False
    with open_bytes(path) as handle:
        return handle.read(3) == BCF_MAGIC
