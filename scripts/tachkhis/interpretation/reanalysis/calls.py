"""The archived VCF of a case as the calls that it was made of, and with the annotation of one resource exchanged.

Records are handled as lines of text: nothing of a call is touched, only INFO fields that the annotation wrote.
"""

from __future__ import annotations

import gzip
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import IO

from tachkhis.variants import fields

OWN = frozenset(one.id for one in (*fields.TRIAGE_FIELDS, fields.PANEL_LOOKED))
JOIN = frozenset(one.id for one in fields.JOIN_FIELDS)
BY_PREFIX = ("GNOMAD_", "PANEL_", "CLINVAR_", "TRACK_")


def write_calls(archived: Path, given: Collection[str], sink: IO[str]) -> None:
    """Write the records as they were called: no annotation, no record that reads several changes together.

    Args:
        archived: ``{case}.vcf.gz``.
        given: INFO fields that tracks gave (a score that the calls brought themselves stays).
        sink: VCF text.
    """
    header, records = read_lines(archived)
    gone = OWN | JOIN | set(given)
    sink.writelines(line for line in header if _id(line) not in gone and not _annotation(_id(line)))
    for line in as_called(records):
        cells = line.split("\t", 8)
        cells[7] = _without(cells[7], gone)
        sink.write("\t".join(cells))


def as_called(records: Iterable[str]) -> Iterator[str]:
    """Records without those that ``tachkhis join`` added: wholes that it read together, parts of a caller's record."""
    held = list[str]()
    last = ("", 0)
    for line in records:
        contig, position, _ = line.split("\t", 2)
        if contig != last[0] or int(position) > last[1] + 20:  # no joined record is longer
            yield from _called(held)
            held = []
        held.append(line)
        last = (contig, int(position))
    yield from _called(held)


def _called(lines: list[str]) -> list[str]:
    """The called ones of a group of neighbours."""
    if not any("JOINED" in line for line in lines):
        return lines
    callers = set()
    kept = []
    for line in lines:
        cells = line.split("\t", 8)
        info = _info(cells[7])
        if fields.JOINED.id not in info:
            continue
        if fields.BY_CALLER in _words(info.get(fields.JOINED_BY.id)):
            callers.add(f"{cells[1]}-{cells[3]}-{cells[4]}")
    for line in lines:
        info = _info(line.split("\t", 8)[7])
        added = fields.JOINED.id in info and fields.BY_CALLER not in _words(info.get(fields.JOINED_BY.id))
        if not added and info.get(fields.JOINED_INTO.id) not in callers:
            kept.append(line)
    return kept


def write_exchanged(base: Path, other: Path, taken: Collection[str], sink: IO[str]) -> None:
    """Write the records of one annotated VCF with some INFO fields as another one of the same calls has them.

    Args:
        base: the VCF whose records are written, without triage and names.
        other: the other one, in the same order of contigs.
        taken: INFO fields (or, with a final ``*``, prefixes of them) that come from ``other``.
        sink: VCF text.
    """
    header, records = read_lines(base)
    others, further = read_lines(other)
    declared = {_id(line) for line in header}
    wanted = [line for line in others if _taken(_id(line), taken) and _id(line) not in declared]
    kept = [line for line in header if _id(line) not in OWN]
    sink.writelines([*kept[:-1], *wanted, kept[-1]])
    order = {_contig(line): place for place, line in enumerate(header) if line.startswith("##contig=")}
    groups = _groups(further, order)
    end = (len(header), 0)  # behind every contig
    place, alleles = next(groups, (end, {}))
    for key, here in _groups(records, order):
        while place < key:
            place, alleles = next(groups, (end, {}))
        there = alleles if place == key else {}
        for allele, line in here.items():
            cells = line.split("\t", 8)
            info = {
                name: value for name, value in _info(cells[7]).items() if not _taken(name, taken) and name not in OWN
            }
            if allele in there:
                source = _info(there[allele].split("\t", 8)[7])
                info |= {name: value for name, value in source.items() if _taken(name, taken)}
            cells[7] = ";".join(name if value is None else f"{name}={value}" for name, value in info.items()) or "."
            sink.write("\t".join(cells))


def read_lines(path: Path) -> tuple[list[str], Iterator[str]]:
    """Header lines and records of a VCF, plain or gzip."""
    lines = _stream(path)
    header = []
    for line in lines:
        header.append(line)
        if line.startswith("#CHROM"):
            break
    return header, lines


def _stream(path: Path) -> Iterator[str]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", errors="surrogateescape", newline="\n") as handle:
        yield from handle


def _groups(lines: Iterable[str], order: dict[str, int]) -> Iterator[tuple[tuple[int, int], dict[str, str]]]:
    def place(line: str) -> tuple[int, int]:
        contig, position, _ = line.split("\t", 2)
        return order.get(contig, -1), int(position)

    for key, group in groupby(lines, key=place):
        yield key, {"-".join(line.split("\t", 5)[3:5]): line for line in group}


def _info(text: str) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for item in text.split(";"):
        name, equals, value = item.partition("=")
        if name != ".":
            found[name] = value if equals else None
    return found


def _words(value: str | None) -> list[str]:
    return (value or "").split(",")


def _without(text: str, gone: Collection[str]) -> str:
    kept = [item for item in text.split(";") if (name := item.partition("=")[0]) not in gone and not _annotation(name)]
    return ";".join(kept) or "."


def _annotation(name: str | None) -> bool:
    return name is not None and name.startswith(BY_PREFIX)


def _taken(name: str | None, taken: Collection[str]) -> bool:
    if name is None:
        return False
    return any(name.startswith(one[:-1]) if one.endswith("*") else name == one for one in taken)


def _id(line: str) -> str | None:
    """INFO field that a header line declares."""
    if not line.startswith("##INFO=<ID="):
        return None
    return line.removeprefix("##INFO=<ID=").partition(",")[0]


def _contig(line: str) -> str:
    return line.partition("ID=")[2].partition(",")[0].rstrip(">\n")
