"""A large family in parts: parents with their children, each part small enough to be weighed as a whole.

The table of all genotypes grows threefold with each member. A family of more members than ``max_members`` is weighed
couple by couple: the parents (or the one who was sequenced) with their children, at most so many at a time. In such a
part the parents count as founders. A member is told by the part in which they are a child, else by the first one in
which they are a parent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from tachkhis.variants.refine.pedigree import Joint
from tachkhis.variants.refine.pedigree import Member
from tachkhis.variants.refine.pedigree import posterior


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of a family that are weighed together, and the same people as members of this part alone."""

    rows: tuple[int, ...]
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class JointParts:
    """What :class:`~tachkhis.variants.refine.pedigree.Joint` tells, from the part that speaks for each member."""

    joints: tuple[Joint, ...]
    parts: tuple[Part, ...]
    speaker: tuple[int, ...]

    def best(self, row: int) -> int:
        """The likeliest number of copies of a member."""
        return self.joints[self.speaker[row]].best(self._place(row))

    def quality(self, row: int, copies: int) -> int:
        """Phred of the probability that a member has another number of copies."""
        return self.joints[self.speaker[row]].quality(self._place(row), copies)

    def de_novo_quality(self, row: int) -> int:
        """Phred of the probability that a child does not carry the allele, or that a parent does."""
        part, place = self.parts[self.speaker[row]], self._place(row)
        return self.joints[self.speaker[row]].de_novo_quality(place, part.members[place])

    def _place(self, row: int) -> int:
        return self.parts[self.speaker[row]].rows.index(row)


def parts_of(members: Sequence[Member], most: int) -> tuple[Part, ...]:
    """The parts of a family: the whole where it has at most so many members.

    Args:
        members: the family; father and mother are rows of it.
        most: members of a part, at least 3.
    """
    if len(members) <= most:
        return (Part(tuple(range(len(members))), tuple(members)),)
    couples: dict[tuple[int, ...], list[int]] = {}
    for row, member in enumerate(members):
        parents = tuple(parent for parent in (member.father, member.mother) if parent is not None)
        if parents:
            couples.setdefault(parents, []).append(row)
    kin = {row for parents, children in couples.items() for row in (*parents, *children)}
    couples |= {(row,): [] for row in range(len(members)) if row not in kin}
    found = []
    for parents, children in couples.items():
        room = most - len(parents)
        for first in range(0, max(1, len(children)), room):
            found.append(_part(members, parents, children[first : first + room]))
    return tuple(found)


def _part(members: Sequence[Member], parents: Sequence[int], children: Sequence[int]) -> Part:
    rows = tuple(sorted((*parents, *children)))
    place = {row: number for number, row in enumerate(rows)}
    kin = []
    for row in rows:
        member = members[row]
        if row in parents:
            kin.append(replace(member, father=None, mother=None, parents_known=False))
            continue
        father = None if member.father is None else place[member.father]
        mother = None if member.mother is None else place[member.mother]
        kin.append(replace(member, father=father, mother=mother))
    return Part(rows, tuple(kin))


def weigh(
    likelihoods: Sequence[Sequence[float]], members: tuple[Member, ...], most: int, heterozygosity: float, rate: float
) -> JointParts:
    """The joint posterior of a family of any size; see :func:`tachkhis.variants.refine.pedigree.posterior`."""
    parts = parts_of(members, most)
    joints = tuple(
        posterior([likelihoods[row] for row in part.rows], part.members, heterozygosity, rate) for part in parts
    )
    speaker = [-1] * len(members)
    for as_child in (True, False):
        for number, part in enumerate(parts):
            for row, member in zip(part.rows, part.members, strict=True):
                if speaker[row] < 0 and (member.parents_known or not as_child):
                    speaker[row] = number
    return JointParts(joints, parts, tuple(speaker))
