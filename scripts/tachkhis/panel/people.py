"""The people of a panel: the table that says who they are, and why somebody is not counted.

The table (``people.tsv``) has the columns ``sample sex region affected consent family``; it holds ids, never names.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tachkhis.case.config_paths import unreadable
from tachkhis.case.model import Sex
from tachkhis.case.schema import did_you_mean
from tachkhis.case.shipped import SCHEMAS
from tachkhis.case.shipped import read_json
from tachkhis.case.table import Row
from tachkhis.case.table import read_table
from tachkhis.errors import Fault
from tachkhis.errors import InputError

COLUMNS = ("sample", "sex", "region", "affected", "consent")
OPTIONAL = ("family",)
REGIONS = tuple(f"MA-{number:02d}" for number in range(1, 13))
PANEL = "panel"
SEXES = ("female", "male", "unknown")
AFFECTED = ("yes", "no", "unknown")
_EMPTY = ("", ".", "NA")


class Reason(StrEnum):
    """Why a person of the table is not counted."""

    AFFECTED = "affected"
    NOT_TOLD = "affected_unknown"
    NO_CONSENT = "no_consent"
    NO_FILE = "no_file"
    DUPLICATE = "duplicate"
    RELATED = "related"


@dataclass(frozen=True, slots=True)
class Member:
    """One row of the table.

    Attributes:
        sample: id of the person and of their sample in the files of variants.
        sex: ``unknown`` people are left out on X and Y outside the pseudo-autosomal regions.
        region: ISO 3166-2 code, or empty.
        affected: ``yes``, ``no`` or ``unknown``.
        consents: whether they let the panel count them.
        family: as declared; empty where nothing is.
        row: 1-based line of the table.
    """

    sample: str
    sex: Sex
    region: str = ""
    affected: str = "no"
    consents: bool = True
    family: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Something about a person that is told beside the panel: an exclusion (with its reason), or a remark."""

    sample: str
    excluded: bool
    reason: str
    detail: str = ""


def read_people(path: Path) -> tuple[Member, ...]:
    """The table of people.

    Raises:
        InputError: every cell that cannot be used.
    """
    file = str(path)
    problem = unreadable(path)
    if problem is not None:
        remedy = f"name a tab-separated table with the columns {' '.join((*COLUMNS, *OPTIONAL))}"
        raise InputError([Fault(file, problem, remedy)])
    table = read_table(path, file, COLUMNS, OPTIONAL, _EMPTY)
    if not set(COLUMNS) <= set(table.columns):  # no row can be read without them
        raise InputError(table.faults)
    faults = list(table.faults)
    if not faults and not table.rows:
        faults.append(Fault(file, "the table holds no people", "write one row per person"))
    found: dict[str, Member] = {}
    for row in table.rows:
        faults += _row_faults(file, row)
        sample = row["sample"]
        if sample and sample in found:
            problem = f"the person stands twice (also in row {found[sample].row})"
            faults.append(Fault(file, problem, "keep one row per person", row.number, "sample", sample))
        elif sample:
            found[sample] = Member(
                sample,
                Sex(row["sex"].lower()) if row["sex"].lower() in SEXES else Sex.UNKNOWN,
                row["region"].upper(),
                row["affected"].lower() or "unknown",
                bool({"yes", PANEL} & set(_words(row["consent"]))),
                row["family"],
                row.number,
            )
    if faults:
        raise InputError(faults)
    return tuple(found.values())


def _words(cell: str) -> list[str]:
    return [word.strip().lower() for word in cell.split(",") if word.strip()]


def _consents() -> tuple[str, ...]:
    words: Sequence[str] = read_json(SCHEMAS / "cases.schema.json")["properties"]["consent"]["items"]["enum"]
    return ("yes", "no", *words)


def _row_faults(file: str, row: Row) -> Iterator[Fault]:
    if not row["sample"]:
        yield Fault(file, "the row names no sample", "write the id of the person's sample", row.number, "sample")
    yield from _word_fault(file, row, "sex", SEXES, "write female, male or unknown")
    yield from _word_fault(file, row, "affected", AFFECTED, "write yes, no or unknown")
    region = row["region"]
    if region and region.upper() not in REGIONS:
        remedy = "write one of the twelve regions, MA-01 to MA-12 (ISO 3166-2), or leave it empty"
        yield Fault(file, "the region code is not known", remedy, row.number, "region", region)
    known = _consents()
    for word in _words(row["consent"]):
        if word not in known:
            remedy = f"write yes, no, or a comma list of {', '.join(known[2:])}"
            yield Fault(file, "the consent is not known", remedy, row.number, "consent", word)


def _word_fault(file: str, row: Row, column: str, known: Sequence[str], remedy: str) -> Iterator[Fault]:
    word = row[column]
    if word and word.lower() not in known:
        near = did_you_mean(word.lower(), list(known))
        hint = f"{remedy} (did you mean {near!r}?)" if near else remedy
        yield Fault(file, f"the word is not known for {column}", hint, row.number, column, word)


def standing_out(people: Sequence[Member], with_files: Mapping[str, object]) -> list[Note]:
    """Who is left out before anything is computed: no consent, not known as unaffected, no file; in the table's order.

    Args:
        people: the table.
        with_files: samples that a file of variants holds.
    """
    notes = []
    for person in people:
        if not person.consents:
            notes.append(Note(person.sample, True, Reason.NO_CONSENT))
        elif person.affected == "yes":
            notes.append(Note(person.sample, True, Reason.AFFECTED))
        elif person.affected != "no":
            notes.append(Note(person.sample, True, Reason.NOT_TOLD, "nothing says that they are unaffected"))
        elif person.sample not in with_files:
            notes.append(Note(person.sample, True, Reason.NO_FILE, "no file of variants holds this sample"))
    return notes


def excluded_beside(panel: Path) -> Path:
    """Where the list of exclusions goes if nothing else is asked for: ``panel.excluded.tsv`` for ``panel.vcf.gz``."""
    name = panel.name
    for end in (".gz", ".vcf"):
        name = name.removesuffix(end)
    return panel.with_name(f"{name}.excluded.tsv")


def notes_text(notes: Sequence[Note]) -> str:
    """The list of exclusions and remarks as a table: ``sample decision reason detail``."""
    lines = ["sample\tdecision\treason\tdetail"]
    lines += [f"{n.sample}\t{'excluded' if n.excluded else 'noted'}\t{n.reason}\t{n.detail}" for n in notes]
    return "\n".join(lines) + "\n"
