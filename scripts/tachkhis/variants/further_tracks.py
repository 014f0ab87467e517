"""Further tracks (``resources.tracks``) brought to the reference, each as a table for ``bcftools annotate``.

Alleles of a table or a VCF are renamed, split, left-aligned and trimmed as calls are, so that two spellings of an indel
meet. ALT that are no bases (``*``, ``.``, ``<DEL>``) are left out. Of several rows of one allele that row stands whole
whose first field is greatest (``several: min``: least; ``first``: the first of the file). A BED lies over the REF bases
of a record, the base before an indel included; of several intervals the greatest number stands, and all words that
differ.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import IO

from tachkhis.case.further_tracks import TrackConfig
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.errors import ResourceError
from tachkhis.reads.pipeline import Stream
from tachkhis.reference.accessions import ContigNames
from tachkhis.reference.check_records import TOLERATED
from tachkhis.reference.passport import Passport
from tachkhis.reference.track_rows import OpenTrack
from tachkhis.reference.track_rows import open_track
from tachkhis.variants.fields import Field
from tachkhis.variants.fields import escape
from tachkhis.variants.fields import unescape
from tachkhis.variants.tracks import Track
from tachkhis.variants.tracks import count_lines
from tachkhis.variants.tracks import run_tool
from tachkhis.variants.tracks import write_columns

BASES = frozenset("ACGTN")
SHOWN = 3  # contigs that a fault names


@dataclass(slots=True)
class Counted:
    """What was met while the rows of a track were read.

    Attributes:
        rows: all rows.
        placed: rows on contigs of the reference.
        elsewhere: contigs that the reference lacks, in the order met.
        unnamed: rows whose ALT is no sequence of bases.
    """

    rows: int = 0
    placed: int = 0
    elsewhere: dict[str, None] = field(default_factory=dict)
    unnamed: int = 0


def info_fields(track: OpenTrack) -> tuple[Field, ...]:
    """The INFO fields of a track, in the order of its columns."""
    kinds = {"number": ("1", "Float"), "text": ("1", "String"), "flag": ("1", "Integer")}
    source = track.release or track.config.file.name
    told = {"number": "score", "text": "word", "flag": "interval"}
    return tuple(
        Field(one.info, *kinds[one.type], f"Track {track.config.name} ({source}): {told[one.type]} {one.name}")
        for one in track.fields
    )


def prepare_further(config: TrackConfig, passport: Passport, fasta: Path, out: Path, logs: Path) -> Track:
    """Write ``out`` (table with its index), its header lines and its columns.

    Raises:
        InputError: the file cannot be read by its mapping, or is not of this reference.
        ResourceError: a tool failed, or nothing of the track lies on the reference.
    """
    opened = open_track(config, passport.build)
    given = info_fields(opened)
    counted, names = Counted(), ContigNames(passport)
    if opened.kind == "bed":
        _write_spans(opened, names, passport, out, counted)
        run_tool(["tabix", "-f", "-s", "1", "-b", "2", "-e", "3", str(out)])
        logic = {"number": "max", "text": "unique", "flag": "max"}
        columns = [f"{one.info} {logic[one.type]}" for one in opened.fields]
        write_columns(out, config.name, ("CHROM", "FROM", "TO", *columns), ())
        out.with_name(f"{config.name}.header.txt").write_text("".join(f"{one.header}\n" for one in given))
    else:
        mismatched = _write_alleles(opened, names, passport, fasta, out, logs, counted)
        run_tool(["tabix", "-f", "-s", "1", "-b", "2", "-e", "2", str(out)])
        write_columns(out, config.name, ("CHROM", "POS", "REF", "ALT"), given)
        if mismatched > TOLERATED * max(1, counted.placed):
            problem = f"{mismatched:,} of {counted.placed:,} REF alleles are not what the reference has"
            raise opened.fault(problem, "give the file that was made for the build of this run")
    if counted.placed == 0:
        problem = (
            f"shares no contig with the reference: it has {', '.join(list(counted.elsewhere)[:SHOWN]) or 'no row'}"
        )
        remedy = (
            f"give a file of the reference's build; the reference has {', '.join(list(passport.lengths)[:SHOWN])} ..."
        )
        raise opened.fault(problem, remedy)
    track = Track(config.name, _version(opened), _synthetic(opened))
    track.fields = tuple(one.id for one in given)
    track.records = count_lines(out)
    if track.records == 0:
        raise ResourceError(
            f"{config.file}: no row of the track {config.name} lies on the reference; is it of another build?"
        )
    return track


def repeated_fields(tracks: Sequence[Track], configured: Sequence[TrackConfig]) -> list[Fault]:
    """Faults of INFO fields that two tracks give."""
    first: dict[str, str] = {}
    written = {one.name: one.written for one in configured}
    faults = []
    for track in tracks:
        for name in track.fields:
            if name in first:
                problem = f"the tracks {first[name]} and {track.name} both give {name}"
                remedy = "name the field of one of them otherwise, or leave one out"
                faults.append(Fault(written.get(track.name, track.name), problem, remedy))
            first.setdefault(name, track.name)
    return faults


def _version(track: OpenTrack) -> str:
    """What the lines before its rows say of its version; else its file's name."""
    for line in track.statements:
        found = re.search(r"(?:##version=|##fileDate=|v(?=\d))([\w.\-]+)", line)
        if found is not None:
            return f"{track.config.file.name}, {found[1]}"
    return track.config.file.name


def _synthetic(track: OpenTrack) -> bool:
    return any("synthetic" in line.lower() for line in track.statements)


def _write_spans(track: OpenTrack, names: ContigNames, passport: Passport, out: Path, counted: Counted) -> None:
    """Intervals, 1-based inclusive, sorted: by ``sort``, since a BED need not be."""
    order = {name: index for index, name in enumerate(passport.lengths)}
    sort = ["sort", "-t", "\t", "-k1,1n", "-k3,3n", "-k4,4n", "-T", str(out.parent)]
    with (
        out.open("wb") as target,
        subprocess.Popen(
            sort, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={"LC_ALL": "C", "PATH": _path()}
        ) as sorted_,
        subprocess.Popen(["cut", "-f", "2-"], stdin=sorted_.stdout, stdout=subprocess.PIPE) as cut,
        subprocess.Popen(["bgzip", "-c"], stdin=cut.stdout, stdout=target),
    ):
        assert sorted_.stdin is not None and sorted_.stdout is not None and cut.stdout is not None
        sorted_.stdout.close()
        cut.stdout.close()
        with sorted_.stdin as sink:
            for span in track.spans():
                counted.rows += 1
                contig = names.get(span.contig)
                if contig is None:
                    counted.elsewhere.setdefault(span.contig)
                    continue
                counted.placed += 1
                if span.end > passport.lengths[contig]:
                    problem = f"the interval ends behind the end of {contig} ({passport.lengths[contig]:,} bases)"
                    remedy = "give the file for the build of this run"
                    raise track.fault(problem, remedy, row=span.line, value=f"{span.contig}:{span.start}-{span.end}")
                cells = (str(order[contig]), contig, str(span.start + 1), str(span.end), *map(_cell, span.values))
                sink.write(("\t".join(cells) + "\n").encode())


def _path() -> str:
    import os

    return os.environ.get("PATH", os.defpath)


def _cell(value: str) -> str:
    return escape(value) if value else "."


def _write_alleles(
    track: OpenTrack, names: ContigNames, passport: Passport, fasta: Path, out: Path, logs: Path, counted: Counted
) -> int:
    """Rows as a normalised, sorted table; returns the rows whose REF is not the reference's."""
    name = track.config.name
    head = ["##fileformat=VCFv4.2", *(f"##contig=<ID={n},length={length}>" for n, length in passport.lengths.items())]
    head += [
        '##INFO=<ID=V,Number=1,Type=String,Description="values">',
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n",
    ]
    with Stream(logs) as stream, out.open("wb") as target:
        norm = stream.start(
            f"{name}.norm",
            ["bcftools", "norm", "--no-version", "-Ou", "-c", "x", "-f", str(fasta), "-"],
            stdin=subprocess.PIPE,
        )
        sort = stream.start(f"{name}.sort", ["bcftools", "sort", "-Ou", "-T", f"{out}.sort", "-"], stdin=norm.stdout)
        query = stream.start(
            f"{name}.query",
            ["bcftools", "query", "-f", "%CHROM\\t%POS\\t%REF\\t%ALT\\t%INFO/V\\n", "-"],
            stdin=sort.stdout,
        )
        bgzip = stream.start(f"{name}.bgzip", ["bgzip", "-c"], stdin=subprocess.PIPE, stdout=target)
        for pipe in (norm.stdout, sort.stdout):
            if pipe is not None:
                pipe.close()
        assert norm.stdin is not None and query.stdout is not None and bgzip.stdin is not None
        norm.stdin.write("\n".join(head).encode())
        _feed(track, names, passport.build, norm.stdin, counted)
        with bgzip.stdin as sink:
            for row in one_per_allele(_decoded(query.stdout), track.several):
                sink.write(("\t".join(row) + "\n").encode())
        query.stdout.close()
    return _skipped(logs / f"{name}.norm.log")


def _feed(track: OpenTrack, names: ContigNames, build: str | None, sink: IO[bytes], counted: Counted) -> None:
    with sink:
        for number, row in enumerate(track.rows(build)):
            counted.rows += 1
            contig = names.get(row.contig)
            if contig is None:
                counted.elsewhere.setdefault(row.contig)
                continue
            if not row.alt or not row.ref or set(row.alt) - BASES or set(row.ref) - BASES or row.alt == row.ref:
                counted.unnamed += 1
                continue
            counted.placed += 1
            values = "|".join(escape(value) if value else "." for value in row.values)
            line = f"{contig}\t{row.position}\t.\t{row.ref}\t{row.alt}\t.\t.\tV={number}|{values}\n"
            sink.write(line.encode())


def _decoded(lines: Iterable[bytes]) -> Iterator[tuple[int, tuple[str, ...], tuple[str, ...]]]:
    """Number of the row in the file, allele, values."""
    for line in lines:
        *allele, joined = line.decode().rstrip("\n").split("\t")
        number, *values = joined.split("|")
        yield int(number), tuple(allele), tuple(values)


def one_per_allele(
    rows: Iterable[tuple[int, tuple[str, ...], tuple[str, ...]]], several: str
) -> Iterator[tuple[str, ...]]:
    """Cells of a table with one row for each allele.

    Args:
        rows: number in the file, allele and values (``.`` for none), sorted by allele.
        several: of the rows of one allele that with the greatest (``max``) or least (``min``) first value stands, or
            the first of the file (``first``). A row with a first value goes before one without; ties: the first.
    """
    sign = -1.0 if several == "max" else 1.0

    def place(row: tuple[int, tuple[str, ...], tuple[str, ...]]) -> tuple[bool, float, int]:
        number, _, values = row
        if several == "first":
            return False, 0.0, number
        try:
            return False, sign * float(unescape(values[0])), number
        except ValueError:  # none, or a word
            return True, 0.0, number

    best: tuple[int, tuple[str, ...], tuple[str, ...]] | None = None
    for row in rows:
        if best is not None and best[1] != row[1]:
            yield (*best[1], *best[2])
            best = None
        if best is None or place(row) < place(best):
            best = row
    if best is not None:
        yield (*best[1], *best[2])


def _skipped(log: Path) -> int:
    """Rows that ``bcftools norm`` left out because of their REF."""
    found = re.findall(r"^Lines\s+(total/\S+):\s*([\d/]+)$", log.read_text(), re.MULTILINE)
    if not found:
        return 0
    counts: dict[str, str] = dict(zip(found[-1][0].split("/"), found[-1][1].split("/"), strict=True))
    return int(counts["mismatch_removed"] if "mismatch_removed" in counts else counts["skipped"])  # by version


def prepare_callable(source: Path, passport: Passport, out: Path) -> None:
    """The panel's callable alleles under the reference's contig names: contig, start, end, AN.

    Raises:
        InputError: the file shares no contig with the reference, or is no such table.
    """
    import gzip

    names, kept = ContigNames(passport), 0
    with out.open("wb") as target, subprocess.Popen(["bgzip", "-c"], stdin=subprocess.PIPE, stdout=target) as bgzip:
        assert bgzip.stdin is not None
        with gzip.open(source, "rt") as lines, bgzip.stdin as sink:
            for number, line in enumerate(lines, 1):
                if line.startswith("#") or not line.strip():
                    continue
                cells = line.rstrip("\n").split("\t")
                if len(cells) < 4 or not all(cell.isdigit() for cell in cells[1:4]):
                    remedy = "give the file that 'tachkhis panel build' wrote beside the panel, or none"
                    raise InputError([Fault(str(source), "the line is no run of callable alleles", remedy, row=number)])
                contig = names.get(cells[0])
                if contig is not None:
                    sink.write("\t".join((contig, *cells[1:4])).encode() + b"\n")
                    kept += 1
    if not kept:
        remedy = (
            f"give the file of the reference's build; the reference has {', '.join(list(passport.lengths)[:SHOWN])} ..."
        )
        raise InputError([Fault(str(source), "shares no contig with the reference", remedy)])
    run_tool(["tabix", "-f", "-0", "-s", "1", "-b", "2", "-e", "3", str(out)])
