"""The pedigree drawing of a family of two parents and their children; larger families have their table alone."""

from __future__ import annotations

from typing import Literal

from tachkhis.interpretation.setting import PersonSummary
from tachkhis.report.blocks import Pedigree
from tachkhis.report.blocks import Symbol
from tachkhis.report.context import Context

LARGEST_SIBSHIP = 6


def pedigree(context: Context) -> Pedigree | None:
    """The drawing, or nothing where the family is not one couple with all its children."""
    proband = context.person(context.result.case.proband)
    if proband is None or proband.father is None or proband.mother is None:
        return None
    couple = [context.person(proband.father), context.person(proband.mother)]
    children = [
        person
        for person in context.result.people
        if person.father == proband.father and person.mother == proband.mother
    ]
    parents = [person for person in couple if person is not None and person.father is None and person.mother is None]
    if len(parents) != 2 or len(parents) + len(children) != len(context.result.people):
        return None
    if len(children) > LARGEST_SIBSHIP:
        return None
    width = float(max(2, len(children)))
    first_parent = width / 2 - 1
    first_child = width / 2 - len(children) / 2
    symbols = [_symbol(context, person, first_parent + i + 0.5, 0) for i, person in enumerate(parents)]
    symbols += [_symbol(context, person, first_child + i + 0.5, 1) for i, person in enumerate(children)]
    related = context.result.case.consanguinity not in ("none", "unknown")
    return Pedigree(tuple(symbols), related, width, context.text.word("pedigree.description"))


def _symbol(context: Context, person: PersonSummary, x: float, generation: int) -> Symbol:
    sexes: dict[str, Literal["female", "male"]] = {"female": "female", "male": "male"}
    states: dict[str, Literal["yes", "no"]] = {"yes": "yes", "no": "no"}
    return Symbol(
        x=x,
        y=generation,
        sex=sexes.get(person.sex, "unknown"),
        affected=states.get(person.affected, "unknown"),
        proband=person.sample == context.result.case.proband,
        label=context.role(person.sample),
    )
