"""Tables of cases to rank: ``case_id``, ``hpo_present``, and where there are ``hpo_excluded`` and ``pmid``."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.interpretation.ranking.knowledge import Knowledge
from tachkhis.interpretation.ranking.measures import paper_number

REQUIRED = ("case_id", "hpo_present")
PRESENT, EXCLUDED, PAPER = "hpo_present", "hpo_excluded", "pmid"


@dataclass(frozen=True, slots=True)
class RankCase:
    """One case of a table.

    Attributes:
        id: as written.
        terms: positions of the usable present signs, each once.
        paper: PubMed id of the case's publication, if given.
    """

    id: str
    terms: tuple[int, ...]
    paper: int | None


def usable(
    knowledge: Knowledge, terms: Sequence[str], file: str, row: int | None = None, column: str | None = None
) -> tuple[list[int], list[Fault]]:
    """Positions of the terms that are signs of the release, and what is wrong with each of the others."""
    found: list[int] = []
    faults: list[Fault] = []
    for term in dict.fromkeys(terms):
        if not re.fullmatch(r"HP:\d{7}", term):
            remedy = "write HP: and seven digits, for example HP:0001250"
            faults.append(Fault(file, "not an HPO term", remedy, row, column, term))
        elif (position := knowledge.position(term)) is not None:
            found.append(position)
        elif int(term[3:]) in knowledge.foreign:
            remedy = "write a sign of the patient (a term below HP:0000118, Phenotypic abnormality)"
            faults.append(Fault(file, "HPO term is no sign", remedy, row, column, term))
        else:
            remedy = f"look the sign up at hpo.jax.org; the installed release is {knowledge.version}"
            faults.append(Fault(file, "HPO term does not exist", remedy, row, column, term))
    return list(dict.fromkeys(found)), faults


def read_cases(path: Path, knowledge: Knowledge) -> tuple[list[RankCase], list[Fault]]:
    """The cases of a table with at least one usable sign, and one line for each term or case that is passed over.

    Raises:
        InputError: the file cannot be read, lacks a column, names a case twice, or has no usable case.
    """
    file = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise InputError([Fault(str(path), f"cannot be read ({reason})", "name a tab-separated table")]) from None
    csv.field_size_limit(1 << 27)
    reader = csv.DictReader(text.splitlines(), delimiter="\t")
    lacking = [name for name in REQUIRED if name not in (reader.fieldnames or ())]
    if lacking:
        remedy = "write a tab-separated header with case_id, hpo_present and where known hpo_excluded, pmid"
        raise InputError([Fault(file, f"column {name} is missing", remedy, row=1) for name in lacking])
    cases: list[RankCase] = []
    passed: list[Fault] = []
    wrong: list[Fault] = []
    seen: dict[str, int] = {}
    for record in reader:
        row, name = reader.line_num, (record["case_id"] or "").strip()
        if not name or name in seen:
            problem = f"case stands in row {seen[name]} already" if name else "case has no id"
            wrong.append(Fault(file, problem, "give each case an id of its own", row, "case_id", name))
            continue
        seen[name] = row
        terms, faults = usable(knowledge, _split(record[PRESENT]), file, row, PRESENT)
        passed += faults + usable(knowledge, _split(record.get(EXCLUDED)), file, row, EXCLUDED)[1]
        if terms:
            cases.append(RankCase(name, tuple(terms), paper_number(record.get(PAPER) or "")))
        else:
            passed.append(Fault(file, f"case {name} has no usable sign and is not ranked", "give one", row, PRESENT))
    if wrong:
        raise InputError(wrong)
    if not cases:
        raise InputError(passed or [Fault(file, "has no case", "write one row per case below the header")])
    return cases, passed


def _split(text: str | None) -> list[str]:
    return [part for part in re.split(r"[,;\s]+", text or "") if part]
