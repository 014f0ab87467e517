"""The family: who is whose parent, and whether that can be."""

from __future__ import annotations

from collections.abc import Mapping

from tachkhis.case.entries import Entry
from tachkhis.case.entries import Sheet
from tachkhis.case.identifiers import unsound_rows
from tachkhis.case.model import Sex
from tachkhis.case.schema import did_you_mean

PARENT_SEX: Mapping[str, Sex] = {"father": Sex.MALE, "mother": Sex.FEMALE}


def check_members(cases: Sheet, samples: Sheet) -> None:
    """Every case has its proband among its people, affected, and every person a case; a person is in one case only."""
    known = {entry.text("case") for entry in cases.entries}
    case_column_sound = "case" in cases.columns and bool(cases.entries)
    strange = {entry.text("case") for entry in samples.entries} - known - {""}
    if len(strange) <= len(unsound_rows(cases, "case")):  # most likely those cases, and told there
        case_column_sound = False
    first: dict[str, Entry] = {}
    for entry in samples.entries:
        case, sample = entry.text("case"), entry.text("sample")
        if case and case not in known and case_column_sound:
            near = did_you_mean(case, sorted(known - {""}))
            hint = f"did you mean {near!r}? " if near else ""
            samples.blame(entry, "case", "no such case", f"{hint}add it to {cases.file}, or remove this row")
        if not sample:
            continue
        earlier = first.setdefault(sample.lower(), entry)
        if earlier is entry:
            continue
        if earlier.text("sample") != sample:
            other = earlier.text("sample")
            problem = f"the sample differs from {other!r} in row {earlier.number} by upper and lower case only"
            samples.blame(
                entry,
                "sample",
                problem,
                "write the ids alike if they are one, else make them differ otherwise",
            )
        elif earlier.text("case") != case:
            problem = f"the sample is in two cases: {earlier.text('case')!r} (row {earlier.number}) and {case!r}"
            samples.blame(entry, "sample", problem, "give each person of each case a sample id of their own")
        else:
            problem = f"the sample stands twice, first in row {earlier.number}"
            samples.blame(entry, "sample", problem, "keep one row per person")
    _check_probands(cases, samples)


def _check_probands(cases: Sheet, samples: Sheet) -> None:
    if not {"case", "sample"}.issubset(samples.columns) or not samples.entries:
        return
    people: dict[tuple[str, str], Entry] = {}
    for entry in samples.entries:
        people.setdefault((entry.text("case"), entry.text("sample")), entry)
    unsound_people = {entry.text("case") for entry in unsound_rows(samples, "sample")}
    unsound_cases = {entry.number for entry in unsound_rows(cases, "case")}
    for entry in cases.entries:
        case, proband = entry.text("case"), entry.text("proband")
        if not case or not proband or entry.number in unsound_cases:
            continue
        person = people.get((case, proband))
        if person is None:
            if case in unsound_people:
                continue  # most likely that row, and told there
            near = did_you_mean(proband, _affected_children(samples, case))
            hint = f"did you mean {near!r}? " if near else ""
            remedy = f"{hint}add a row with case {case!r} and sample {proband!r} to {samples.file}"
            cases.blame(entry, "proband", "the proband is not among the people of the case", remedy)
        elif person.text("affected") != "yes" and "affected" not in person.faulty and "affected" in samples.columns:
            problem = f"{proband!r} is the proband of case {case!r} and not marked as affected"
            samples.blame(person, "affected", problem, "write yes, or name the affected person as proband")


def _affected_children(samples: Sheet, case: str) -> list[str]:
    """Whom a misspelt proband may stand for: affected members who are nobody's parent."""
    family = [entry for entry in samples.entries if entry.text("case") == case]
    parents = {entry.text(role) for entry in family for role in PARENT_SEX}
    affected = [entry.text("sample") for entry in family if entry.text("affected") == "yes"]
    return [sample for sample in affected if sample and sample not in parents]


def check_parents(samples: Sheet) -> None:
    """Parents exist, in the same case, with the right sex, are two, and nobody is their own ancestor."""
    if "sample" not in samples.columns:
        return
    people: dict[str, Entry] = {}
    for entry in samples.entries:
        if entry.text("sample"):
            people.setdefault(entry.text("sample"), entry)
    unsound = {entry.text("case") for entry in unsound_rows(samples, "sample")}
    for entry in samples.entries:
        father, mother = entry.text("father"), entry.text("mother")
        row_unsound = entry.text("case") in unsound
        _check_parent(samples, people, entry, "father", row_unsound)
        if father and father == mother:
            samples.blame(entry, "mother", "father and mother are the same person", "write two ids, or '.' for none")
        else:
            _check_parent(samples, people, entry, "mother", row_unsound)
    _check_cycles(samples, people)


def _check_parent(samples: Sheet, people: Mapping[str, Entry], entry: Entry, role: str, row_unsound: bool) -> None:
    """Note what is wrong with one parent; ``row_unsound``: a row of the case has an unfit id, maybe the parent's."""
    name, sex = entry.text(role), PARENT_SEX[role]
    if not name or name == entry.text("sample"):
        return  # a person as their own parent is a cycle, noted as such
    parent = people.get(name)
    if row_unsound and (parent is None or parent.text("case") != entry.text("case")):
        return
    if parent is None:
        family = [p.text("sample") for p in samples.entries if p.text("case") == entry.text("case") and p is not entry]
        near = did_you_mean(name, family)
        hint = f"did you mean {near!r}? " if near else ""
        remedy = f"{hint}add a row for {name!r} to the sheet, or write '.' if there is no sample of the {role}"
        samples.blame(entry, role, f"unknown parent: no such sample in {samples.file}", remedy)
        return
    if parent.text("case") != entry.text("case"):
        problem = f"the {role} is in another case, {parent.text('case')!r} (row {parent.number})"
        samples.blame(entry, role, problem, "name a person of the same case, or write '.' for none")
    if "sex" in samples.columns and "sex" not in parent.faulty and parent.text("sex") != sex:
        problem = f"the {role} has the wrong sex: {parent.text('sex')} (row {parent.number})"
        samples.blame(entry, role, problem, f"write {sex} as the sex of {name!r}, or name another {role}")


def _check_cycles(samples: Sheet, people: Mapping[str, Entry]) -> None:
    """Note one fault per circle of descent, at its first row."""
    done: set[str] = set()
    for start in people:
        if start in done:
            continue
        circle = _circle_from(start, people, done)
        if circle:
            first = min((people[name] for name in circle), key=lambda entry: entry.number)
            role = next(role for role in PARENT_SEX if first.text(role) in circle)
            line = " -> ".join([*circle, circle[0]])
            problem = f"{first.text('sample')!r} is their own ancestor ({line})"
            samples.blame(first, role, problem, "correct the parents: descent cannot run in a circle")


def _circle_from(start: str, people: Mapping[str, Entry], done: set[str]) -> list[str]:
    """The first circle met when going from child to parents, depth first; adds all that was visited to ``done``."""
    trail: list[str] = []
    pending: list[tuple[str, bool]] = [(start, False)]
    found: list[str] = []
    while pending:
        name, leaving = pending.pop()
        if leaving:
            trail.pop()
            done.add(name)
        elif name in trail:
            found = found or trail[trail.index(name) :]
        elif name not in done:
            trail.append(name)
            pending.append((name, True))
            parents = [people[name].text(role) for role in PARENT_SEX]
            pending += [(parent, False) for parent in reversed(parents) if parent in people]
    return found
