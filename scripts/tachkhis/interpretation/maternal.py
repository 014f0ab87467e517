"""What the maternal line says of a mitochondrial variant: who belongs to it, and how the mother compares."""

from __future__ import annotations

from tachkhis.case.message import Message
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import State
from tachkhis.interpretation.heteroplasmy import compared_with_mother
from tachkhis.variants.record import Variant


def read_in_the_mother(variant: Variant, family: Family) -> list[Message]:
    """What was read in the mother, and how her share of copies compares."""
    mother, found = family.mother, []
    if mother is not None:
        state, call = family.state(variant, mother), variant.call(mother.sample)
        if state is State.CARRIER:
            found.append(Message(key="candidate.mitochondrial_from_mother", values={"sample": mother.sample}))
        elif state is State.REFERENCE and call is not None:
            values = {"sample": mother.sample, "depth": str(call.depth)}
            found.append(Message(key="candidate.mitochondrial_not_in_mother", values=values))
        else:
            found.append(Message(key="candidate.mitochondrial_mother_unread", values={"sample": mother.sample}))
    return [*found, *_shares(variant, family)]


def _shares(variant: Variant, family: Family) -> list[Message]:
    """The child's share of copies against the mother's; where it was not measured (no bounds), that it was not."""
    child = variant.call(family.proband.sample)
    if child is None or child.fraction_bounds is None:
        return [Message(key="candidate.heteroplasmy_not_estimated")]
    compared = compared_with_mother(child, None if family.mother is None else variant.call(family.mother.sample))
    return [] if compared is None else [compared]


def maternal_line(family: Family) -> frozenset[str]:
    """The proband, the mother, the mother's mother and so on, and the children of those women."""
    people = {person.sample: person for person in family.case.people}
    line, current = set(), family.proband.sample
    while current in people and current not in line:
        line.add(current)
        mother = people[current].mother
        if mother is None:
            break
        current = mother
    grown = True
    while grown:
        more = {p.sample for p in people.values() if p.mother in line} - line
        line |= more
        grown = bool(more)
    return frozenset(line)
