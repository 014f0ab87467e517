"""What is wrong with a record of a VCF, all of it at once: the fixed columns, and those of the members.

What the specification permits passes: missing values, trailing values left out, ``*``, ``<NON_REF>``, breakends,
half-calls, phase, any ploidy, undeclared fields. IUPAC letters stand in REF where the reference itself has them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from tachkhis.case.vcf_text import FIXED
from tachkhis.case.vcf_text import NO_ALLELE
from tachkhis.case.vcf_text import RecordError
from tachkhis.case.vcf_text import VcfHeader
from tachkhis.case.vcf_text import VcfRow
from tachkhis.case.vcf_text import Wrong
from tachkhis.case.vcf_text import is_bcf
from tachkhis.case.vcf_text import lines_of
from tachkhis.case.vcf_text import read_header
from tachkhis.errors import Fault

MOST_FAULTS = 10
"""Lines told of one file."""
MOST_DOUBTFUL = 10_000
"""Records of doubtful REF that are kept to be compared with the reference; the import compares all."""
MOST_NUMBER = (1 << 31) - 1  # a POS, END or count beyond it is none that VCF tools can hold
MOST_QUALITY = 1e30  # beyond it a QUAL is no number that VCF tools can hold (32 bits)
_BASES = "ACGTNacgtn"
_REF = re.compile(r"[ACGTNRYKMSWBDHVacgtnrykmswbdhv]+\Z")
_ALT = re.compile(rf"[{_BASES}]+\Z|\*\Z|\.\Z|<[^<>\s,]+>\Z|\.[{_BASES}]+\Z|[{_BASES}]+\.\Z")
_BREAKEND = re.compile(rf"[{_BASES}.]*[\[\]][^\[\]\s,]+:\d+[\[\]][{_BASES}.]*\Z")
_LETTERS = re.compile(r"[A-Za-z]+\Z")
_PLACE = re.compile(r"[0-9]{1,12}\Z")
_QUALITY = re.compile(r"\.\Z|\+?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?\Z|-0(\.0*)?\Z")
_FILTER = re.compile(r"[^\s,;]+(;[^\s,;]+)*\Z")
_GENOTYPE = r"[|/]?(?:\.|[0-9]{1,9})(?:[|/](?:\.|[0-9]{1,9}))*"
_NUMBERS = r"(?:\.|[0-9]{1,9})(?:,(?:\.|[0-9]{1,9}))*"
_COUNTS = frozenset(("AD", "LAD", "ADF", "ADR", "RO", "AO", "RD", "DP", "DPI", "MIN_DP"))
_QUALITIES = frozenset(("GQ", "GQX", "RGQ", "PL"))
_REMEDY_FILTER = "write PASS, . or names parted by ';', each without blanks and commas"
_REMEDY_CALL = "correct the column of the sample, or make the file again from its caller"


@dataclass(frozen=True, slots=True)
class _Format:
    """A FORMAT column, and what is wrong with it."""

    keys: tuple[str, ...]
    wrong: Wrong | None
    sound: re.Pattern[str]  # the column of a sample of which most need no second look
    has_depths: bool


def rows_of(
    header: VcfHeader, lines: Iterator[str], members: Collection[str] | None = None
) -> Iterator[VcfRow | tuple[int, RecordError]]:
    """Every record after the header; instead of one that cannot be used, its line and all that is wrong with it.

    Args:
        header: the header.
        lines: the lines after it.
        members: samples whose columns are looked at; all if ``None``.
    """
    looked = [(number, sample) for number, sample in enumerate(header.samples) if members is None or sample in members]
    by_allele = header.number_of("AD") == "R"
    for row, line in enumerate(lines, header.rows + 1):
        if not line or line.startswith("#"):
            continue
        try:
            record = parse(row, line, len(header.samples))
            wrongs = call_wrongs(record, looked, by_allele=by_allele)
            yield record if not wrongs else (row, RecordError(*wrongs))
        except RecordError as error:
            yield row, error


def parse(row: int, line: str, samples: int) -> VcfRow:
    """One record; the columns of the samples are taken as they are.

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
        raise RecordError(_miscounted(line, len(cells), expected))
    contig, written, identifier, ref, alt, quality, filters, info = cells[:8]
    wrongs: list[Wrong] = []
    if not contig or " " in contig:
        wrongs.append(Wrong("this is no name of a contig", column="CHROM", value=contig))
    if not _PLACE.match(written) or not 1 <= int(written) <= MOST_NUMBER:
        wrongs.append(Wrong("this is not a position", "write a whole number from 1", "POS", written))
    alts, wrong_alleles = _alleles(ref, alt)
    wrongs += wrong_alleles
    if not _QUALITY.match(quality) or (len(quality) > 4 and float(quality) > MOST_QUALITY):
        remedy = "write a number from 0, or '.' where it is not known"
        wrongs.append(Wrong("this is not a phred-scaled quality", remedy, "QUAL", quality))
    names, wrong_filter = _filters(filters)
    wrongs += wrong_filter
    position = int(written) if not wrongs else 1
    end = position + len(ref) - 1
    if "END=" in info and not wrongs:
        end = _end(info, position, end, wrongs)
    if wrongs:
        raise RecordError(*wrongs)
    return VcfRow(
        row=row,
        contig=contig,
        position=position,
        end=end,
        identifier=identifier or ".",
        ref=ref,
        alts=alts,
        quality=quality,
        filters=names,
        info=info,
        format=_keys(cells[8]) if len(cells) > 8 else (),
        calls=tuple(cells[FIXED:]),
    )


def call_wrongs(row: VcfRow, looked: Collection[tuple[int, str]], *, by_allele: bool = False) -> list[Wrong]:
    """What is wrong with FORMAT and with the columns of some samples.

    Args:
        row: a record.
        looked: numbers and names of the samples to look at.
        by_allele: whether the header declares AD with one count per allele (Number=R).
    """
    form = _format(row.format)
    wrongs = [form.wrong] if form.wrong is not None else []
    alleles = len(row.alts) + 1
    reads = alleles if by_allele and form.has_depths and not row.is_reference else 0
    spared = reads > 2 and row.alts[-1] in NO_ALLELE  # Clair3 counts no reads of <NON_REF>
    for number, sample in looked:
        cell = row.calls[number]
        match = form.sound.fullmatch(cell)
        if match is None or (reads and not _fits(match["AD"], reads)) or _genotype_problem(match["GT"], alleles):
            fewer = spared and match is not None and _fits(match["AD"], reads - 1)
            wrongs += _cell_wrongs(cell, sample, form.keys, alleles, 0 if fewer else reads)
    return wrongs


def _cell_wrongs(cell: str, sample: str, keys: tuple[str, ...], alleles: int, reads: int) -> Iterator[Wrong]:
    values = cell.split(":")
    if len(values) > len(keys):
        problem = f"the column of a sample has {len(values)} values where FORMAT has {len(keys)} keys"
        yield Wrong(problem, _REMEDY_CALL, sample, cell)
        return
    for key, value in zip(keys, values, strict=False):
        problem, remedy = "", _REMEDY_CALL
        if key == "GT":
            problem = _genotype_problem(value, alleles)
        elif key == "FT" and any(map(str.isspace, value)):
            problem, remedy = "FT is not a list of filters (it holds a blank)", _REMEDY_FILTER
        elif key in _COUNTS | _QUALITIES and not _are_numbers(value, key):
            problem = f"{key} is not made of {'counts' if key in _COUNTS else 'numbers'}"
        elif key == "AD" and reads and not _fits(value, reads):
            problem = f"AD has {value.count(',') + 1} counts where the record has {alleles} alleles, REF included"
        if problem:
            yield Wrong(problem, remedy, sample, value)


def _fits(depths: str | None, reads: int) -> bool:
    return depths in (None, "", ".") or depths.count(",") + 1 == reads


def text_faults(
    path: Path, name: str, members: Collection[str], most: int | None, doubtful: list[VcfRow] | None = None
) -> list[Fault]:
    """What is wrong with the header and the records of a VCF, as far as each shows by itself, at most some lines.

    Args:
        path: VCF, plain or compressed; of BCF nothing is looked at.
        name: of the file, as the user wrote it.
        members: samples whose columns are looked at.
        most: records looked at; ``None`` for all.
        doubtful: takes the first records whose REF has N, or another letter that is no base, before an ALT of bases.

    Raises:
        DamagedError: also what :func:`tachkhis.case.streams.read_errors` lists.
    """
    if is_bcf(path):
        return []
    faults: list[Fault] = []
    with lines_of(path) as lines:
        try:
            header = read_header(lines)
        except RecordError as error:
            return error.faults(name, error.row)[:MOST_FAULTS]
        for row in islice(rows_of(header, lines, members), most):
            if not isinstance(row, VcfRow):
                faults += row[1].faults(name, row[0])
                if len(faults) >= MOST_FAULTS:
                    break
            elif doubtful is not None and len(doubtful) < MOST_DOUBTFUL and row.ref.strip("ACGTacgt") and _named(row):
                doubtful.append(row)
    return faults[:MOST_FAULTS]


def _named(row: VcfRow) -> bool:
    return any(alt.isalpha() for alt in row.alts)


@lru_cache(maxsize=256)
def _format(keys: tuple[str, ...]) -> _Format:
    places = {key: number for number, key in reversed(list(enumerate(keys)))}
    wrong = None
    if places.get("GT", 0) > 0:
        wrong = Wrong("GT is not the first key", "put GT first, in FORMAT and in each sample", "FORMAT", ":".join(keys))
    elif len(places) < len(keys):
        wrong = Wrong("a key stands twice", "leave each key once", "FORMAT", ":".join(keys))
    elif "" in places and keys != ("",):
        wrong = Wrong("a key is empty", "part the keys by one ':'", "FORMAT", ":".join(keys))
    return _Format(keys, wrong, re.compile(_sound(keys)), "AD" in places)


def _sound(keys: tuple[str, ...]) -> str:
    """The pattern of a column whose values need no second look by themselves; the last ones may be left out."""
    pattern = ""
    seen: set[str] = set()
    for key in reversed(keys):
        one = _GENOTYPE if key == "GT" else _NUMBERS if key in _COUNTS | _QUALITIES else "[^:]*"
        one = r"[^:\s]*" if key == "FT" else one
        if key in ("GT", "AD") and key not in seen:
            one = f"(?P<{key}>{one})"
            seen.add(key)
        pattern = f"{one}(?::{pattern})?" if pattern else one
    return pattern if "GT" in seen else f"(?P<GT>x)?{pattern}"


@lru_cache(maxsize=4096)
def _genotype_problem(text: str | None, alleles: int) -> str:
    if text is None:  # FORMAT has no GT
        return ""
    if not re.fullmatch(_GENOTYPE, text):
        return f"the genotype {text[:20]!r} cannot be read"
    if any(int(part) >= alleles for part in re.findall(r"[0-9]+", text)):
        return f"the genotype {text[:20]!r} names an allele that the record lacks"
    return ""


def _are_numbers(text: str, key: str) -> bool:
    if re.fullmatch(_NUMBERS, text):
        return True
    for part in text.split(","):
        if part in ("", "."):
            continue
        try:
            value = float(part)
        except ValueError:
            return False
        if key in _COUNTS and not 0 <= value <= MOST_NUMBER:
            return False
    return True


@lru_cache(maxsize=4096)
def _alleles(ref: str, alt: str) -> tuple[tuple[str, ...], tuple[Wrong, ...]]:
    """ALT as alleles, and what is wrong with them and REF."""
    alts = tuple(alt.split(","))
    wrongs = [] if _REF.match(ref) else [_bad_allele("REF", ref)]
    for one in alts:
        if not _ALT.match(one) and not _BREAKEND.match(one):
            wrongs.append(_bad_allele("ALT", one))
        elif one.upper() == ref.upper():
            remedy = "write the allele that differs from REF, or '.' where none does"
            wrongs.append(Wrong("this is the allele of REF: the record tells of no variant", remedy, "ALT", one))
    return alts, tuple(wrongs)


@lru_cache(maxsize=4096)
def _filters(text: str) -> tuple[tuple[str, ...], tuple[Wrong, ...]]:
    """FILTER as names, and what is wrong with it."""
    if _FILTER.match(text):
        return tuple(text.split(";")), ()
    problem = f"this is not a list of filters ({_why_no_filter(text)})"
    return (), (Wrong(problem, _REMEDY_FILTER, "FILTER", text),)


@lru_cache(maxsize=256)
def _keys(text: str) -> tuple[str, ...]:
    return tuple(text.split(":"))


def _miscounted(line: str, count: int, expected: int) -> Wrong:
    if count == 1 and len(line.split()) > 1:
        return Wrong("the columns are parted by blanks, not by tabs", "put one tab between two columns", value=line)
    remedy = "copy the file again from where it was made" if count < expected else "correct the record"
    return Wrong(f"the record has {count} columns where the header has {expected}", remedy)


def _why_no_filter(filters: str) -> str:
    if any(map(str.isspace, filters)):
        return "it holds a blank"
    return "it holds a comma" if "," in filters else "a name is empty"


def _bad_allele(column: str, allele: str) -> Wrong:
    if not allele:
        return Wrong("the allele is empty", "write its bases", column, allele)
    if _LETTERS.match(allele):
        letters = "A, C, G, T or N" if column == "ALT" else "A, C, G, T, N or another letter of IUPAC"
        return Wrong(f"this is an allele that is not made of {letters}", column=column, value=allele)
    return Wrong("this is not an allele", column=column, value=allele)


def _end(info: str, position: int, end: int, wrongs: list[Wrong]) -> int:
    for item in info.split(";"):
        if item.startswith("END="):
            value = item[4:]
            if value == ".":
                return end
            if not _PLACE.match(value) or int(value) > MOST_NUMBER:
                wrongs.append(Wrong("END is not a position", column="INFO", value=item))
            elif int(value) < position:
                wrongs.append(Wrong(f"END {value} lies before POS {position}", column="INFO", value=item))
            else:
                return int(value)
            return end
    return end
