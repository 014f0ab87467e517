"""Rows of a further track (``resources.tracks``): a table of scores, a VCF or a BED, read by its mapping.

Releases that are known by their header (``resources/annotation/releases.json``) need no mapping. Coordinates of rows
are 1-based, of spans 0-based half-open; values are texts, empty where there is none.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tachkhis.case.further_tracks import TrackConfig
from tachkhis.case.further_tracks import TrackField
from tachkhis.case.further_tracks import track_field
from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.case.streams import open_bytes
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.errors import ResourceError
from tachkhis.reference.passport import builds_named
from tachkhis.reference.track_fields import VcfFields

RELEASES = RESOURCES / "annotation" / "releases.json"
MISSING = frozenset({"", ".", "NA", "na", "nan", "NaN", "-"})
HEAD = 400
"""Lines at the beginning of a table among which its header is looked for."""
BED_NAMES = (".bed", ".bed.gz", ".bedgraph", ".bedgraph.gz")


@dataclass(frozen=True, slots=True)
class TrackRow:
    """Values of one allele; ``position`` is 1-based, ``line`` that of the file (0 where it is not known)."""

    contig: str
    position: int
    ref: str
    alt: str
    values: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Span:
    """Values of a stretch, 0-based half-open."""

    contig: str
    start: int
    end: int
    values: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class OpenTrack:
    """A track whose form is known.

    Attributes:
        config: its entry in the configuration.
        kind: ``vcf``, ``bed`` or ``table``.
        fields: what is read.
        several: which of several rows of one allele counts: ``max``, ``min`` or ``first``.
        release: the release that its header is of; empty where it is none that is known.
        statements: lines before the rows that may name a version or a build.
        columns: for a table: numbers (from 0) of chrom, pos, ref, alt, and of each field.
        genome: for a table: number of the column that names the build of each row; ``None`` without one.
        separator: of a table.
        skip: lines of a table before its rows.
    """

    config: TrackConfig
    kind: str
    fields: tuple[TrackField, ...]
    several: str
    release: str
    statements: tuple[str, ...]
    columns: tuple[int, ...] = ()
    genome: int | None = None
    separator: str = "\t"
    skip: int = 0

    def fault(self, problem: str, remedy: str, **where: Any) -> InputError:
        """A fault of the file."""
        return InputError([Fault(self.config.written, problem, remedy, **where)])

    def rows(self, build: str | None) -> Iterator[TrackRow]:
        """Rows of a table or a VCF, one for each ALT.

        Args:
            build: the build that rows must be of where they name one; ``None`` where it is not known.

        Raises:
            InputError: a row cannot be read.
        """
        return vcf_rows(self) if self.kind == "vcf" else self._table_rows(build)

    def _table_rows(self, build: str | None) -> Iterator[TrackRow]:
        chrom, pos, ref, alt, *places = self.columns
        most = max(self.columns) + 1
        for number, line in enumerate(lines_of(self.config.file), 1):
            if number <= self.skip or not line or line.startswith("#"):
                continue
            cells = line.split(self.separator)
            if len(cells) < most:
                problem = f"the row has {len(cells)} columns where {most} are read"
                raise self.fault(problem, "give the file whole, and the columns of its mapping", row=number)
            if cells[pos] in MISSING:  # REVEL: an allele that one of the builds lacks
                continue
            if not cells[pos].isdigit():
                remedy = "write the column of the 1-based position under columns.pos"
                raise self.fault("the position is not a number", remedy, row=number, value=cells[pos][:40])
            if self.genome is not None and build is not None:
                named = builds_named(cells[self.genome])
                if named and build not in named:
                    problem = f"it is of build {', '.join(sorted(named))}"
                    raise self.fault(problem, f"give the file for {build}", row=number, value=cells[self.genome])
            values = tuple(
                self._value(field, cells[place], number) for field, place in zip(self.fields, places, strict=True)
            )
            if any(values):
                for one in cells[alt].split(","):
                    yield TrackRow(cells[chrom], int(cells[pos]), cells[ref].upper(), one.upper(), values, number)

    def _value(self, field: TrackField, cell: str, line: int) -> str:
        if cell in MISSING:
            return ""
        if field.type == "number" and not is_number(cell):
            remedy = "write the column of a number, or {column: ..., type: text} for words"
            raise self.fault("the value is not a number", remedy, row=line, column=field.name, value=cell[:40])
        return cell

    def spans(self) -> Iterator[Span]:
        """Stretches of a BED.

        Raises:
            InputError: a line cannot be read.
        """
        places = [int(field.column) - 1 if isinstance(field.column, int) else -1 for field in self.fields]
        for number, line in enumerate(lines_of(self.config.file), 1):
            if not line or line.startswith(("#", "track", "browser")):
                continue
            cells = line.split("\t") if "\t" in line else line.split()
            if len(cells) < 3 or not (cells[1].isdigit() and cells[2].isdigit()) or int(cells[1]) >= int(cells[2]):
                remedy = "write contig, start and end (0-based, the end not included), separated by tabs"
                raise self.fault("the line is no interval", remedy, row=number, value=line[:40])
            if len(cells) <= max(places, default=-1):
                problem = f"the line has {len(cells)} columns where {max(places) + 1} are read"
                raise self.fault(problem, "write the columns of its mapping", row=number)
            values = tuple(
                "1" if place < 0 else self._value(field, cells[place], number)
                for field, place in zip(self.fields, places, strict=True)
            )
            yield Span(cells[0], int(cells[1]), int(cells[2]), values, number)


def is_number(text: str) -> bool:
    """Whether a text is a number, in plain or exponent form."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a text, plain or gzip, without their ends."""
    with open_bytes(path) as handle:
        for raw in handle:
            yield raw.decode("utf-8", "replace").rstrip("\r\n")


def open_track(config: TrackConfig, build: str | None) -> OpenTrack:
    """Find out what a track is.

    Args:
        config: its entry in the configuration.
        build: build of the reference where it is known: releases of several builds are read by it.

    Raises:
        InputError: the mapping does not fit the file, or there is none and the header is of no known release.
    """
    kind = config.format or _kind_of(config.file)
    if kind == "vcf":
        return _open_vcf(config)
    if kind == "bed":
        default = (TrackField(config.name.upper(), 4, "flag"),)
        wrong = [field.name for field in config.fields if not isinstance(field.column, int) and field.type != "flag"]
        if wrong:
            remedy = "write the number of the column, from 4 on"
            raise InputError(
                [Fault(config.written, "a BED has no named columns", remedy, column=name) for name in wrong]
            )
        fields = tuple(TrackField(f.name, "-", f.type) if f.type == "flag" else f for f in config.fields or default)
        return OpenTrack(config, "bed", fields, config.several or "max", "", ())
    return _open_table(config, build, "," if kind == "csv" else None)


def _kind_of(path: Path) -> str:
    with open_bytes(path) as handle:
        head = handle.read(80)
    if head.startswith((b"##fileformat=VCF", b"BCF")):
        return "vcf"
    return "bed" if path.name.lower().endswith(BED_NAMES) else "table"


def _open_table(config: TrackConfig, build: str | None, separator: str | None) -> OpenTrack:
    heads: list[str] = []
    first: str | None = None
    for line in islice(lines_of(config.file), HEAD):
        if line.startswith("#") or not line:
            heads.append(line)
            continue
        first = line
        break
    if first is None:
        raise InputError([Fault(config.written, "it holds no row", "give the file whole")])
    cut = separator or ("\t" if "\t" in first else ",")
    named = [line for line in heads if cut in line]
    names = named[-1].lstrip("#").split(cut) if named else []
    skip = 0
    if not any(cell.isdigit() for cell in first.split(cut)):  # a header without a sign
        names, skip = first.split(cut), len(heads) + 1
    names = [name.strip() for name in names]
    release = next((one for one in read_json(RELEASES)["tables"] if set(one["header"]) <= set(names)), None)
    fields, columns, several = config.fields, dict(config.columns), config.several
    if not columns and release is not None:
        columns = {name: _of_build(config, release, place, build) for name, place in release["columns"].items()}
    if not fields and release is not None:
        fields = tuple(track_field(name, given) for name, given in release["fields"].items())
    if not columns or not fields:
        known = ", ".join(one["name"] for one in (*read_json(RELEASES)["tables"], *read_json(RELEASES)["infos"]))
        has = ", ".join(names[:10]) or first[:40]
        problem = f"its header is of no release that is known (it has {has})"
        remedy = f"write columns {{chrom: 1, pos: 2, ref: 3, alt: 4}} and fields; known are {known}"
        raise InputError([Fault(config.written, problem, remedy)])
    genome = columns.pop("genome", None)
    wanted = [columns[name] for name in ("chrom", "pos", "ref", "alt")] + [field.column for field in fields]
    places = [_place(config, column, names, len(first.split(cut))) for column in wanted]
    return OpenTrack(
        config,
        "table",
        fields,
        several or (release["several"] if release is not None else "max"),
        release["name"] if release is not None else "",
        tuple(line for line in heads if line not in named[-1:]),
        tuple(places),
        None if genome is None else names.index(str(genome)),
        cut,
        skip,
    )


def _of_build(config: TrackConfig, release: Mapping[str, Any], place: Any, build: str | None) -> int | str:
    if not isinstance(place, Mapping):
        return str(place)
    if build not in place:
        problem = f"{release['name']} has positions of {' and '.join(place)}, and the reference is of neither"
        remedy = "write columns {chrom: ..., pos: ..., ref: ..., alt: ...} by name"
        raise InputError([Fault(config.written, problem, remedy)])
    return str(place[build])


def _place(config: TrackConfig, column: int | str, names: Sequence[str], count: int) -> int:
    if isinstance(column, int):
        if column <= count:
            return column - 1
        remedy = f"write a column from 1 to {count}"
        raise InputError([Fault(config.written, "there is no such column", remedy, value=str(column))])
    if column in names:
        return names.index(column)
    remedy = f"write one of: {', '.join(names[:20]) or 'the numbers of columns, since there is no header'}"
    raise InputError([Fault(config.written, "there is no such column", remedy, value=column)])


def _open_vcf(config: TrackConfig) -> OpenTrack:
    header = VcfFields.of(vcf_header(config.file))
    fields, several, release = config.fields, config.several, ""
    for one in read_json(RELEASES)["infos"]:
        if one["info"] in header.infos:
            release, several = one["name"], several or one["several"]
            fields = fields or tuple(track_field(name, given) for name, given in one["fields"].items())
    if not fields:
        has = ", ".join(list(header.infos)[:10]) or "none"
        remedy = f"write fields, as in {{NAME: INFO_FIELD}}; its INFO fields are {has}"
        raise InputError([Fault(config.written, "its header is of no release that is known", remedy)])
    faults = [Fault(config.written, *trouble, value=str(f.column)) for f in fields if (trouble := header.trouble(f))]
    if faults:
        raise InputError(faults)
    return OpenTrack(config, "vcf", fields, several or "max", release, header.statements)


def vcf_header(path: Path) -> str:
    """The header of a VCF or BCF.

    Raises:
        ResourceError: bcftools cannot read it.
    """
    done = subprocess.run(["bcftools", "view", "-h", str(path)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ResourceError(f"{path}: {done.stderr.strip()}")
    return done.stdout


def vcf_rows(track: OpenTrack) -> Iterator[TrackRow]:
    """One row for each ALT of a VCF, its values picked by the header's own words on their number."""
    header = VcfFields.of(vcf_header(track.config.file))
    names = list(dict.fromkeys(header.base(field) for field in track.fields))
    form = "%CHROM\\t%POS\\t%REF\\t%ALT" + "".join(f"\\t%INFO/{name}" for name in names) + "\\n"
    command = ["bcftools", "query", "-f", form, str(track.config.file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as query:
        assert query.stdout is not None and query.stderr is not None
        for line in query.stdout:
            contig, position, ref, alts, *told = line.rstrip("\n").split("\t")
            given = dict(zip(names, told, strict=True))
            for index, alt in enumerate(alts.split(",")):
                values = tuple(
                    header.value(field, given, index, alt, least=track.several == "min") for field in track.fields
                )
                for field, value in zip(track.fields, values, strict=True):
                    if field.type == "number" and value and not is_number(value):
                        remedy = "name an INFO field of numbers, or write {column: ..., type: text} for words"
                        raise track.fault("the value is not a number", remedy, column=field.name, value=value[:40])
                if any(values):
                    yield TrackRow(contig, int(position), ref.upper(), alt.upper(), values)
        problem = query.stderr.read().strip()
    if query.returncode != 0:
        raise ResourceError(f"{' '.join(command)}: {problem}")
