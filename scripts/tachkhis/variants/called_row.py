"""A line of a case's calls while changes of one codon are brought together: the record, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from tachkhis.variants import fields
from tachkhis.variants.normal_record import NormalCall
from tachkhis.variants.normal_record import NormalRecord


@dataclass
class Row:
    """A record, its cells of text, and what is to be said of it."""

    record: NormalRecord
    cells: list[str]
    parts: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    into: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    split: tuple[str, ...] = ()
    cis: tuple[str, ...] = ()
    alone: tuple[int | None, ...] = ()
    together: tuple[int | None, ...] = ()
    stop: bool = False

    @classmethod
    def of(cls, line: str) -> Row:
        """Of a line of text; FORMAT as any caller of this project, or the import, writes it."""
        cells = line.rstrip("\n").split("\t")
        return cls(_record(cells), cells)

    @property
    def line(self) -> str:
        """The line with what is said of the record in INFO."""
        added = [] if self.cells[7] in (".", "") else self.cells[7].split(";")
        for field, values in (
            (fields.JOINED, self.parts),
            (fields.JOINED_BY, self.by),
            (fields.JOINED_INTO, self.into),
            (fields.CODON_WITH, self.beside),
            (fields.CODON_APART, self.apart),
            (fields.CODON_OPEN, self.open),
            (fields.CODON_SPLIT, self.split),
            (fields.CODON_CIS, self.cis),
        ):
            if not values:
                continue
            key = f"{field.id}="
            before = [value for item in added if item.startswith(key) for value in item[len(key) :].split(",")]
            added = [item for item in added if not item.startswith(key)]
            added.append(key + ",".join(dict.fromkeys((*before, *values))))
        added += [fields.CODON_SPLIT_STOP.id] if self.stop else []
        return "\t".join([*self.cells[:7], ";".join(added) or ".", *self._columns]) + "\n"

    @property
    def counted(self) -> bool:
        """Whether its FORMAT says of which copies it speaks, as that of a change does which is also read in a whole."""
        return len(self.cells) > 8 and fields.ALONE.id in self.cells[8].split(":")

    @property
    def _columns(self) -> list[str]:
        """FORMAT and the columns of the members, with the copies that the record speaks of where not all are meant."""
        copies = self.alone or self.together
        if not copies:
            return self.cells[8:]
        keys = self.cells[8].split(":")
        before = keys.index(fields.ALONE.id) if self.counted else None  # said anew
        tag = (fields.ALONE if self.alone else fields.TOGETHER).id
        columns = [":".join([*(key for at, key in enumerate(keys) if at != before), tag])]
        for cell, number in zip(self.cells[9:], copies, strict=True):
            values = cell.split(":")
            values += ["."] * (len(keys) - len(values))  # trailing fields may be left out
            kept = [value for at, value in enumerate(values) if at != before]
            columns.append(":".join([*kept, "." if number is None else str(number)]))
        return columns


def _record(cells: Sequence[str]) -> NormalRecord:
    """A record of any caller of this project, split to one ALT."""
    names = cells[8].split(":") if len(cells) > 8 else []
    return NormalRecord(
        contig=cells[0],
        position=int(cells[1]),
        ref=cells[3],
        alt=cells[4],
        calls=tuple(_called(dict(zip(names, cell.split(":"), strict=False))) for cell in cells[9:]),
        quality=cells[5],
        filters=tuple(cells[6].split(";")),
    )


def _called(values: Mapping[str, str]) -> NormalCall:
    text = values.get("GT", ".").lstrip("/|")
    alleles = tuple(None if allele == "." else int(allele == "1") for allele in text.replace("|", "/").split("/"))
    reads = [_number(part) for part in values.get("AD", ".").split(",")]
    known = len(reads) == 2
    return NormalCall(
        alleles=alleles,
        phased="|" in text,
        depth=_number(values.get("DP")),
        ref_reads=reads[0] if known else None,
        alt_reads=reads[1] if known else None,
        quality=_number(values.get("GQ")),
        phase_set=_number(values.get("PS")),
        by_reads=values.get(fields.READ_PHASE.id, ".") != "." and "|" in text,
    )


def _number(text: str | None) -> int | None:
    return None if text in (None, "", ".") else round(float(text))
