"""What the maternal line says of a mitochondrial variant: who belongs to it, and how the mother compares."""

from __future__ import annotations

from tachkhis.case.message import Message
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import State
from tachkhis.interpretation.heteroplasmy import Share
from tachkhis.interpretation.heteroplasmy import compared_with_mother
from tachkhis.interpretation.heteroplasmy import share_of
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
    """The child's share of copies, and the mother's: whose each is, how they compare, and which of them is not known.

    Calls from reads bear bounds, and the table of genotypes shows them. Of an imported file the reads with the allele
    are all that is known.
    """
    child = variant.call(family.proband.sample)
    mother = None if family.mother is None else variant.call(family.mother.sample)
    carrying = family.state(variant, family.mother) is State.CARRIER
    compared = compared_with_mother(child, mother)
    found = [] if compared is None else [compared]
    if child is not None and child.fraction_bounds is not None:
        return found
    share = share_of(child)
    if share is None:
        found.append(Message(key="candidate.heteroplasmy_not_given"))
    elif compared is None:
        values = {"child": f"{100 * share.fraction:.1f}"}
        found.append(Message(key="candidate.heteroplasmy_of_child", values=values))
    if carrying and compared is None:
        found.append(_of_mother(share_of(mother)))
    return found


def _of_mother(share: Share | None) -> Message:
    if share is None:
        return Message(key="candidate.heteroplasmy_not_given_mother")
    values = {"mother": f"{100 * share.fraction:.1f}"}
    return Message(key="candidate.heteroplasmy_of_mother", values=values)


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
