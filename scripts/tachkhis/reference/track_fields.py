"""INFO fields of a track: which value belongs to which ALT, and the parts of fields joined by bars (SpliceAI)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tachkhis.case.further_tracks import TrackField
from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json

_INFO = re.compile(r'^##INFO=<ID=([^,>]+),Number=([^,>]+),Type=([^,>]+)(?:.*?Description="(.*)")?')
_FORMAT = re.compile(r"Format:\s*'?([\w|.\-]+\|[\w|.\-]+)")
_ALLELES = ("ALLELE", "Allele", "allele")


@dataclass(frozen=True, slots=True)
class InfoField:
    """One INFO field of a header: Number, Type, and its parts where it is joined by bars."""

    number: str
    type: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VcfFields:
    """INFO fields of a header, and its lines that may name a version or a build."""

    infos: Mapping[str, InfoField]
    statements: tuple[str, ...]

    @classmethod
    def of(cls, header: str) -> VcfFields:
        """Read a header."""
        found: dict[str, InfoField] = {}
        for line in header.splitlines():
            match = _INFO.match(line)
            if match is not None:
                parts = _FORMAT.search(match[4] or "")
                found[match[1]] = InfoField(match[2], match[3], tuple(parts[1].split("|")) if parts else ())
        keys = ("##version=", "##fileDate=", "##source=", "##reference=", "##assembly=", "##genome=")
        return cls(found, tuple(line for line in header.splitlines() if line.startswith(keys)))

    def base(self, field: TrackField) -> str:
        """The INFO field that a column is of, or is part of."""
        column = str(field.column)
        return column if column in self.infos else column.partition(".")[0]

    def trouble(self, field: TrackField) -> tuple[str, str] | None:
        """Problem and remedy of a field that cannot be read."""
        name, part = self.base(field), str(field.column).partition(".")[2]
        if name not in self.infos:
            return "there is no such INFO field", f"write one of: {', '.join(list(self.infos)[:20]) or 'none'}"
        parts = self.infos[name].parts
        if str(field.column) != name and part not in parts:
            return f"the INFO field {name} has no such part", f"write one of: {', '.join(parts) or 'none'}"
        return None

    def value(self, field: TrackField, given: Mapping[str, str], index: int, alt: str, *, least: bool = False) -> str:
        """The value for one ALT; empty where there is none.

        Args:
            field: what is read.
            given: the record's INFO, by field.
            index: of the ALT, from 0.
            alt: the ALT as the file has it.
            least: of several numbers the least counts, else the greatest.
        """
        name = self.base(field)
        info, text = self.infos[name], given[name]
        if text in ("", "."):
            return ""
        if info.parts:
            return _of_parts(name, info, field, text, alt, least=least)
        values = text.split(",")
        if info.number == "A" and index < len(values):
            values = [values[index]]
        elif info.number == "R" and index + 1 < len(values):
            values = [values[index + 1]]
        return _one(field, values, least=least)


def _of_parts(name: str, info: InfoField, field: TrackField, text: str, alt: str, *, least: bool) -> str:
    entries = [dict(zip(info.parts, entry.split("|"), strict=False)) for entry in text.split(",")]
    key = next((part for part in info.parts if part in _ALLELES), None)
    own = [entry for entry in entries if key is None or entry.get(key, "").upper() == alt.upper()]
    known: Any = next(
        (one for one in read_json(RESOURCES / "annotation" / "releases.json")["infos"] if one["info"] == name), None
    )
    part = str(field.column).partition(".")[2]
    if known is None:
        return _one(field, [entry.get(part, "") for entry in own] if part else [text], least=least)

    def greatest(entry: Mapping[str, str]) -> float:
        scores = [float(entry[score]) for score in known["scores"] if _given(entry.get(score, ""))]
        return max(scores, default=-1.0)

    best = max(own, key=greatest, default=None)
    if best is None or greatest(best) < 0:
        return ""
    if not part:
        return next(
            entry
            for score in known["scores"]
            if _given(entry := best.get(score, "")) and float(entry) == greatest(best)
        )
    return best.get(part, "") if _given(best.get(part, "")) else ""


def _given(text: str) -> bool:
    return text not in ("", ".")


def _one(field: TrackField, values: Iterable[str], *, least: bool) -> str:
    """One value of several: the greatest or the least number, or all words that differ."""
    told = [value for value in values if _given(value)]
    if not told:
        return ""
    if field.type == "flag":
        return "1"
    if field.type == "text" or not all(re.fullmatch(r"[-+0-9.eE]+", value) for value in told):
        return "&".join(dict.fromkeys(told))
    return (min if least else max)(told, key=float)
