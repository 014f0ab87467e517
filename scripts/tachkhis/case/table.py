"""Tab-separated tables as people write them: comments, blank lines, Windows line ends, spreadsheet leftovers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

from tachkhis.case.config_paths import unreadable
from tachkhis.case.schema import did_you_mean
from tachkhis.case.schema import shown
from tachkhis.errors import Fault

EMPTY = ("", ".", "NA")
"""Cells that mean "nothing here"."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# how other programs and people call the columns
_OTHER_NAMES: Mapping[str, Sequence[str]] = {
    "case": ("case_id", "family", "family_id", "fid", "request"),
    "proband": ("index", "index_case", "patient", "proband_id"),
    "sample": ("sample_id", "individual", "individual_id", "iid", "id", "name", "person"),
    "father": ("paternal_id", "pat", "pid", "dad"),
    "mother": ("maternal_id", "mat", "mid", "mum", "mom"),
    "sex": ("gender",),
    "affected": ("phenotype", "status", "affection", "affected_status"),
    "unit": ("lane", "run", "unit_id"),
    "library": ("lib", "library_id", "lb"),
    "platform": ("pl", "instrument"),
    "fastq_1": ("fastq1", "fq1", "fq_1", "read1", "read_1", "r1", "forward"),
    "fastq_2": ("fastq2", "fq2", "fq_2", "read2", "read_2", "r2", "reverse"),
    "gene": ("symbol", "gene_symbol", "hgnc"),
    "gene_panel": ("panel", "list", "gene_list"),
    "hpo": ("hpo_terms", "phenotypes", "terms"),
    "test": ("assay", "analysis"),
}
_OTHER_MARKS: Mapping[str, str] = {",": "commas", ";": "semicolons", "|": "bars", " ": "spaces"}
_SAVE_AS_TEXT = "save it as tab-separated text in UTF-8"
_LINE_END = re.compile(r"\r\n|\n|\r")
_BARE_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its 1-based line in the file, its cells that are not empty by column, how many it has."""

    number: int
    cells: Mapping[str, str]
    width: int = 0

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read, with what is wrong with its form.

    Attributes:
        file: the file as the user named it.
        columns: names in the header, in order.
        rows: rows that hold anything, in order.
        faults: everything wrong with the table's form; rows that are out of form are left out of ``rows``.
    """

    file: str
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = field(default=())


def read_table(
    path: Path,
    file: str,
    required: Sequence[str],
    optional: Sequence[str] | None = (),
    empty: Sequence[str] = EMPTY,
) -> Table:
    """Read a tab-separated table with a header.

    Tolerated: a byte-order mark, CR LF and CR line ends, blank lines, lines that begin with ``#``, spaces around
    cells, empty columns at the end, rows that end early, cells in double quotes as spreadsheets write them, names of
    columns in upper case.

    Args:
        path: the file.
        file: its name in faults.
        required: columns that must stand in the header.
        optional: columns that may; ``None`` if any others may.
        empty: cells that mean "nothing here".

    Returns:
        The table; a file that cannot be read gives an empty one with its fault.
    """
    problem = unreadable(path)
    if problem is not None:
        return Table(file, faults=(Fault(file, problem, "write the path of the sheet in the configuration"),))
    content = path.read_bytes()
    if b"\0" in content and not content.startswith((*_UTF16, *_SPREADSHEETS)):
        row = content.count(b"\n", 0, content.index(b"\0")) + 1
        fault = Fault(file, "it is not text: this line holds a NUL byte", _SAVE_AS_TEXT, row)
        return Table(file, faults=(fault,))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Table(file, faults=(_no_text(file, content, error),))
    return parse_table(text, file, required, optional, empty)


def parse_table(
    text: str,
    file: str,
    required: Sequence[str],
    optional: Sequence[str] | None = (),
    empty: Sequence[str] = EMPTY,
) -> Table:
    """The table in a text; see :func:`read_table`."""
    lines = [
        (number, line)
        for number, line in enumerate(_LINE_END.split(text), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not lines:
        remedy = f"write a header line, separated by tabs: {' '.join(required)}"
        return Table(file, faults=(Fault(file, "it holds no header", remedy),))
    known = {name.lower(): name for name in (*required, *(optional or ()))}
    number, header = lines[0]
    columns = _strip_end([_bare(cell) for cell in header.split("\t")])
    columns = [known.get(column.lower(), column) for column in columns]
    faults = _header_faults(file, number, columns, required, optional)
    rows: list[Row] = []
    for number, line in lines[1:]:
        cells = [_bare(cell) for cell in line.split("\t")]
        fault = _row_fault(file, number, cells, columns)
        if fault is not None:
            faults.append(fault)
            continue
        named: dict[str, str] = {}
        for name, cell in zip(columns, cells, strict=False):
            if cell not in empty:
                named.setdefault(name, cell)
        if named:
            rows.append(Row(number, named, len(cells)))
    return Table(file, tuple(columns), tuple(rows), tuple(faults))


def _no_text(file: str, content: bytes, error: UnicodeDecodeError) -> Fault:
    """What a sheet that is not UTF-8 most likely is, and where it stops being so."""
    remedy = _SAVE_AS_TEXT
    if content.startswith(_UTF16):
        return Fault(file, "it is not UTF-8 text but UTF-16 ('Unicode text' of a spreadsheet)", remedy)
    if content.startswith(_SPREADSHEETS):
        return Fault(file, "it is not UTF-8 text but the file of a spreadsheet program", remedy)
    row = content.count(b"\n", 0, error.start) + 1
    problem = "it is not UTF-8 text: this line holds a letter in another encoding (Latin-1, Windows-1252)"
    return Fault(file, problem, remedy, row)


def _bare(cell: str) -> str:
    """A cell without spaces around it, and without the quotes that spreadsheets put around some."""
    cell = cell.strip()
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"').strip()
    return cell


def _strip_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _header_faults(
    file: str, number: int, columns: Sequence[str], required: Sequence[str], optional: Sequence[str] | None
) -> list[Fault]:
    known = [*required, *(optional or ())]
    missing = [name for name in required if name not in columns]
    wanted = f"columns: {' '.join(required)}"
    if len(columns) == 1 and len(required) > 1:
        remedy = f"separate the columns by tabs: {' '.join(required)}"
        mark = next((word for sign, word in _OTHER_MARKS.items() if sign in columns[0]), None)
        problem = "the header has a single column" + ("" if mark is None else f": {mark} separate its words, not tabs")
        return [Fault(file, problem, remedy, number, value=shown(columns[0]))]
    strange = [] if optional is None else [name for name in dict.fromkeys(columns) if name and name not in known]
    renamed = _renamed(strange, missing)
    if missing == list(required) and 2 * len(renamed) < len(required):
        problem = "the first line is no header: it names none of the columns"
        return [Fault(file, problem, f"write a header line, separated by tabs ({wanted})", number)]
    left = [name for name in strange if name not in renamed.values()]
    lost = [name for name in missing if name not in renamed]
    if len(left) == len(lost) == 1:  # most likely one thing, and told as one
        remedy = (
            f"rename the column {left[0]!r} to {lost[0]!r} if it is that; else add {lost[0]!r}, and remove the other"
        )
        faults = [Fault(file, "the column is missing", remedy, number, lost[0])]
        missing, left = [name for name in missing if name in renamed], []
    else:
        faults = []
    for name in missing:
        remedy = f"add the column {name!r} to the header ({wanted})"
        if name in renamed:
            remedy = f"rename the column {renamed[name]!r} to {name!r}"
        faults.append(Fault(file, "the column is missing", remedy, number, name))
    for name in left:
        near = did_you_mean(name, known)
        hint = f"did you mean {near!r}? " if near else ""
        remedy = f"{hint}remove it, or keep notes in lines that begin with '#'; columns: {' '.join(known)}"
        faults.append(Fault(file, "the column is not known", remedy, number, name))
    for position, name in enumerate(columns, 1):
        if not name:
            faults.append(Fault(file, f"column {position} has no name", "name the column, or remove it", number))
        elif name in columns[: position - 1] and name in known:
            faults.append(Fault(file, "the column stands twice", "keep one of the two", number, name))
    return faults


def _renamed(strange: Sequence[str], missing: Sequence[str]) -> dict[str, str]:
    """Missing columns that stand in the header under another name, with that name; each name serves once."""
    found: dict[str, str] = {}
    for name in strange:
        lowered = name.lower().replace(" ", "_")
        meant = next((m for m in missing if m not in found and lowered in _OTHER_NAMES.get(m, ())), None)
        meant = meant or did_you_mean(name, [m for m in missing if m not in found])
        if meant is not None:
            found[meant] = name
    return found


def _row_fault(file: str, number: int, cells: Sequence[str], columns: Sequence[str]) -> Fault | None:
    extra = [cell for cell in cells[len(columns) :] if cell]
    if extra:
        remedy = "separate cells by one tab each, with none left over"
        problem = f"the row has {len(cells)} cells, the header {len(columns)}"
        return Fault(file, problem, remedy, number, value=shown(extra[0]))
    for name, cell in zip(columns, cells, strict=False):
        if _BARE_CONTROL.search(cell):
            return Fault(file, "the cell holds a control character", "type it anew", number, name, shown(cell))
    return None
