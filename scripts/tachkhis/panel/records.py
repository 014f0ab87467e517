"""The records of a panel, taken apart: an allele with its counts, whoever made the panel, and what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from tachkhis.errors import Fault
from tachkhis.panel.bounds import FrequencyBounds
from tachkhis.panel.bounds import frequency_of
from tachkhis.panel.header import NOT_TOLD
from tachkhis.panel.header import PARTIAL

HOMOZYGOTES = ("nhom", "nhomalt", "AC_Hom")
HEMIZYGOTES = ("nhemi", "AC_Hemi")
_QUICK = ("AC=", "AN=", "AF=")
_MARK = f";{PARTIAL}="
_WITHHELD = f";{NOT_TOLD}="
_SHARES = re.compile(r"[^:,;]+:\d+/\d+(?:,[^:,;]+:\d+/\d+)*|\.", re.ASCII)
AF_SLACK = 0.005 + 1e-9
"""How far AF may be from AC over AN: makers round it to two digits behind the point at the coarsest."""
BUILD_AGAIN = "build the panel again, or correct the record"


@dataclass(frozen=True, slots=True)
class RegionCount:
    """Counts in the people of one region.

    Attributes:
        region: ISO 3166-2 code, ``MA-06``.
        ac: alleles seen.
        an: alleles looked at.
    """

    region: str
    ac: int
    an: int

    @property
    def bounds(self) -> FrequencyBounds | None:
        """Frequency and bounds; ``None`` where no allele was looked at."""
        return frequency_of(self.ac, self.an) if self.an else None


@dataclass(frozen=True, slots=True)
class Site:
    """One allele of a panel.

    Attributes:
        contig: as the panel names it.
        position: 1-based.
        ref: REF, upper case.
        alt: ALT, upper case.
        ac: alleles seen.
        an: alleles looked at; may be 0.
        homozygotes: people with two copies; ``None`` where the panel does not say.
        hemizygotes: people with one copy of a place that they have once; likewise.
        regions: counts by region, in the record's order.
        partial: people of the panel whom AN lacks, for nothing tells whether they were looked at; 0 of a whole record.
        withheld: what a published panel does not tell here: codes of regions, ``ALL``, ``SEXES``, ``EARLIER``.
    """

    contig: str
    position: int
    ref: str
    alt: str
    ac: int
    an: int
    homozygotes: int | None
    hemizygotes: int | None
    regions: tuple[RegionCount, ...]
    partial: int = 0
    withheld: tuple[str, ...] = ()

    @property
    def allele(self) -> str:
        """``CHROM-POS-REF-ALT``."""
        return f"{self.contig}-{self.position}-{self.ref}-{self.alt}"

    @property
    def bounds(self) -> FrequencyBounds | None:
        """Frequency and bounds; ``None`` where no allele was looked at."""
        return frequency_of(self.ac, self.an) if self.an else None


class CountRow(NamedTuple):
    """One allele with its counts alone, for readers of every site; as :class:`Site`, regions as text."""

    contig: str
    position: int
    ref: str
    alt: str
    ac: int
    an: int
    regions: str
    partial: bool = False
    withheld: bool = False


class _RecordError(Exception):
    """A record whose counts cannot be used."""


class BadRecordError(ValueError):
    """A record of a panel whose counts cannot be used.

    Attributes:
        problem: what is wrong.
        record: ``CHROM-POS-REF-ALT``, cut where it is long.
    """

    def __init__(self, problem: str, record: str) -> None:
        self.problem, self.record = problem, record
        super().__init__(f"{problem} (record {record})")

    def fault(self, path: Path, row: int | None = None) -> Fault:
        """The same of a file."""
        return Fault(str(path), self.problem, BUILD_AGAIN, row, "INFO", self.record)


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise _RecordError(f"{name} is {text!r}, not a whole number")
    return int(text)


def _per_allele(info: dict[str, str], names: tuple[str, ...], number: int) -> list[str] | None:
    """Values of the first field of these that the record has, one per ALT; ``None`` where it has none."""
    name = next((name for name in names if info.get(name, ".") != "."), None)
    if name is None:
        return None
    values = info[name].split(",")
    if len(values) != number:
        raise _RecordError(f"{name} has {len(values)} values for {number} ALT")
    return values


def _regions(info: dict[str, str], row: int) -> tuple[RegionCount, ...]:
    """``MA-01:AC/AN,...``; of a record with several ALT, ``|`` between them is not foreseen and AC_MA_01 is read."""
    found = []
    text = info.get("REGIONS", ".")
    if text != "." and row == 0 and "," not in info.get("AC", ""):
        for item in text.split(","):
            code, _, counts = item.partition(":")
            ac, _, an = counts.partition("/")
            found.append(RegionCount(code, _whole(f"REGIONS {code}", ac), _whole(f"REGIONS {code}", an)))
    else:
        for name, value in info.items():
            if name.startswith("AC_MA_"):
                code = name[3:]
                an = info.get(f"AN_{code}", ".")
                region = code.replace("_", "-")
                found.append(RegionCount(region, _whole(name, value.split(",")[row]), _whole(f"AN_{code}", an)))
    for one in found:
        if one.ac > one.an:
            raise _RecordError(f"more alleles seen than looked at in {one.region}: {one.ac} of {one.an}")
    return tuple(found)


def sites_of(line: str) -> list[Site]:
    """The alleles of one line of a panel; symbolic alleles and ``*`` are left out.

    Raises:
        BadRecordError: counts that cannot be used.
    """
    cells = line.rstrip("\r\n").split("\t")
    try:
        if len(cells) < 8:
            raise _RecordError(f"{len(cells)} columns, not 8")
        info = dict(item.partition("=")[::2] for item in cells[7].split(";"))
        alts = cells[4].upper().split(",")
        position = _whole("POS", cells[1])
        seen = _per_allele(info, ("AC",), len(alts))
        if seen is None or "AN" not in info:
            raise _RecordError("no AC" if seen is None else "no AN")
        an = _whole("AN", info["AN"])
        _check_frequency(info, seen, an)
        hom, hemi = (_per_allele(info, names, len(alts)) for names in (HOMOZYGOTES, HEMIZYGOTES))
        found = []
        for row, alt in enumerate(alts):
            if not alt.isalpha():
                continue
            ac = _whole("AC", seen[row])
            if ac > an:
                raise _RecordError(f"more alleles seen than looked at: AC={ac}, AN={an}")
            site = Site(
                cells[0],
                position,
                cells[3].upper(),
                alt,
                ac,
                an,
                None if hom is None else _whole("homozygotes", hom[row]),
                None if hemi is None else _whole("hemizygotes", hemi[row]),
                _regions(info, row),
                _whole(PARTIAL, info.get(PARTIAL, "0")),
                tuple(info[NOT_TOLD].split(",")) if NOT_TOLD in info else (),
            )
            if 2 * (site.homozygotes or 0) + (site.hemizygotes or 0) > ac:
                raise _RecordError(f"homozygotes and hemizygotes hold more alleles than AC={ac}")
            found.append(site)
    except _RecordError as error:
        raise BadRecordError(str(error), "-".join([*cells[:2], *cells[3:5]])[:80]) from error
    return found


def _check_frequency(info: dict[str, str], seen: list[str], an: int) -> None:
    """AF, where a record has one, must be a fraction, and that of its counts as far as it is rounded."""
    for row, text in enumerate(info.get("AF", ".").split(",")):
        if text == ".":
            continue
        try:
            frequency = float(text)
        except ValueError as error:
            raise _RecordError(f"AF is {text!r}, not a number") from error
        if not 0.0 <= frequency <= 1.0:
            raise _RecordError(f"AF is {text}, not a fraction")
        if row < len(seen) and seen[row].isdigit() and an and abs(frequency - int(seen[row]) / an) > AF_SLACK:
            raise _RecordError(f"AF is {text}, and AC over AN is {int(seen[row])}/{an}")


def _agrees(frequency: str, ac: int, an: int) -> bool:
    try:
        return frequency == "." or not an or abs(float(frequency) - ac / an) <= AF_SLACK
    except ValueError:
        return False


def count_rows(line: str) -> list[CountRow]:
    """The alleles of one line; what is out of the ordinary is left to :func:`sites_of`, which says what is wrong."""
    cells = line.split("\t", 8)
    if len(cells) >= 8:
        fields = {item[:3]: item[3:] for item in cells[7].rstrip("\r\n").split(";") if item.startswith(_QUICK)}
        ac, an, alt = fields.get("AC=", ""), fields.get("AN=", ""), cells[4]
        plain = ac.isdigit() and an.isdigit() and cells[1].isdigit() and alt.isalpha() and int(ac) <= int(an)
        if plain and _agrees(fields.get("AF=", "."), int(ac), int(an)):
            at = cells[7].find("REGIONS=")
            regions = cells[7][at + 8 :].split(";", 1)[0].rstrip("\r\n") if at >= 0 else ""
            partial = _MARK in f";{cells[7]}"
            if regions and not _SHARES.fullmatch(regions):
                sites_of(line)  # says what is wrong
            withheld = _WITHHELD in f";{cells[7]}"
            ref = cells[3].upper()
            return [CountRow(cells[0], int(cells[1]), ref, alt.upper(), int(ac), int(an), regions, partial, withheld)]
    found = []
    for one in sites_of(line):
        regions = ",".join(f"{count.region}:{count.ac}/{count.an}" for count in one.regions)
        told = (one.ac, one.an, regions, one.partial > 0, bool(one.withheld))
        found.append(CountRow(one.contig, one.position, one.ref, one.alt, *told))
    return found
