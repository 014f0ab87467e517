"""HPO terms of the cases against the ontology: known, and not obsolete.

A shipped list of current ids answers at once; only for a term outside it, or one that is excluded, the ontology itself
is loaded, which has the last word and knows what replaces an obsolete term.
"""

from __future__ import annotations

from functools import cache

from tachkhis.case.hpo_release import HpoRelease
from tachkhis.case.hpo_release import load
from tachkhis.case.model import Sheets
from tachkhis.case.shipped import RESOURCES
from tachkhis.errors import Fault


def phenotype_faults(sheets: Sheets) -> list[Fault]:
    """A fault for each HPO term that the ontology does not know or has given up."""
    asked = {term for case in sheets.cases.values() for term in (*case.hpo, *case.hpo_excluded)}
    if not asked:
        return []
    doubtful = sorted(asked - _current_terms())
    wrong = {term: trouble for term in doubtful if (trouble := _trouble(term)) is not None}
    faults = []
    for case in sheets.cases.values():
        place = sheets.rows["case", case.id]
        for column, terms in (("hpo", case.hpo), ("hpo_excluded", case.hpo_excluded)):
            for term in terms:
                if term in wrong:
                    problem, remedy = wrong[term]
                    faults.append(Fault(place.sheet, problem, remedy, place.row, column, term))
    return faults


def contradiction_faults(sheets: Sheets) -> list[Fault]:
    """A fault for each excluded HPO term that is an ancestor of a present one: to exclude it denies the sign itself.

    Raises:
        ImportError: the ontology is not installed in this Python.
    """
    faults = []
    for case in sheets.cases.values():
        place = sheets.rows["case", case.id]
        for term in case.hpo_excluded:
            denied = [sign for sign in case.hpo if term in _ancestors(sign)]
            if denied:
                signs = ", ".join(f"{sign} ({_name(sign)})" for sign in denied)
                problem = f"the excluded term ({_name(term)}) comprises {signs}, which the proband shows"
                remedy = "exclude the narrower terms that were looked for and are absent, or remove the present one"
                faults.append(Fault(place.sheet, problem, remedy, place.row, "hpo_excluded", term))
    return faults


@cache
def _ancestors(term: str) -> frozenset[str]:
    """Ids of all terms above one; none of a term that the ontology does not know."""
    if term not in _current_terms():
        return frozenset()
    found, waiting = set[int](), [_number(term)]
    while waiting:
        known = _ontology().term(waiting.pop())
        parents = set(known.parents if known is not None else ()) - found
        found |= parents
        waiting += parents
    return frozenset(f"HP:{number:07d}" for number in found)


@cache
def _current_terms() -> frozenset[str]:
    lines = (RESOURCES / "phenotype" / "hpo_terms.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


@cache
def _ontology() -> HpoRelease:
    return load()


def _number(term: str) -> int:
    return int(term.removeprefix("HP:"))


def _name(term: str) -> str:
    """The label of a term; its id where the ontology does not know it."""
    known = _ontology().term(_number(term))
    return known.name if known is not None else term


def _trouble(term: str) -> tuple[str, str] | None:
    """Problem and remedy of a well-formed HPO id, if any."""
    try:
        ontology = _ontology()
    except ImportError:  # a Snakemake of one's own: the list says at least that the term is not current
        remedy = "look the id up at https://hpo.jax.org and write it as HP: and seven digits"
        return "there is no such current HPO term", remedy
    known = ontology.term(_number(term))
    if known is None:
        problem = f"there is no such HPO term in the release {ontology.version}"
        return problem, "look the id up at https://hpo.jax.org and write it as HP: and seven digits"
    if not known.obsolete:
        return None
    name = known.name.removeprefix("obsolete ")
    if known.replaced_by is None:
        return f"the HPO term ({name}) is obsolete", "choose a current term at https://hpo.jax.org"
    return f"the HPO term ({name}) is obsolete", f"write {known.replaced_by} ({_name(known.replaced_by)}) instead"
