"""Which changes of one codon stand together on a copy: every way that the calls of a family allow is enumerated.

A **haplotype** is a set of the changes, written as a number whose bit ``i`` is the ``i``-th change; a **state** is what
a member has on their copies, as sorted haplotypes. A member's possible states are all those that give the calls
(number of copies of each change, and the order of the copies where calls are phased together). A child has one
haplotype of each parent, whole: nothing recombines within a codon. States that no state of a parent or child allows are
struck out until nothing changes, couple by couple with all their children. What is left in every case is certain.

Where no state is left, the family as called cannot be: a change arose anew, or a call or a relationship is wrong. Each
member is then taken alone. A reference call of a relative that is too weak to be believed (``reference_call`` of
``resources/acmg/family.json``) says nothing, a weak homozygous one no more than that a copy has the change.

A homozygous call of the member looked at is doubted likewise, and where a parent surely has no copy: it then says of
that change no more than that one copy has it. Where all changes are homozygous and doubted alike they stand as called:
the same reads show them all, on however many copies. A phase that the family contradicts says nothing either, nor does
the family then: what both allow is left open.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from itertools import combinations_with_replacement
from itertools import product

from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.reference.contigs import ContigKind
from tachkhis.variants.normal_record import NormalCall
from tachkhis.variants.reference_call import ReferenceRule

State = tuple[int, ...]
States = frozenset[State]
MOST = 4
"""Changes that are enumerated together; a codon has no more unless a call has three alleles at two of its bases."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes looked at: the positions that each changes; two that change one position are never on one copy."""

    positions: tuple[int | frozenset[int], ...]

    @property
    def haplotypes(self) -> tuple[int, ...]:
        """Every set of changes that one copy can have."""
        clash = [
            1 << one | 1 << other
            for one, other in combinations(range(len(self.positions)), 2)
            if _places(self.positions[one]) & _places(self.positions[other])
        ]
        return tuple(h for h in range(1 << len(self.positions)) if not any(h & pair == pair for pair in clash))

    def of_one(
        self,
        calls: Sequence[NormalCall],
        *,
        phased: bool = True,
        rule: ReferenceRule | None = None,
        doubted: Sequence[bool] = (),
    ) -> States:
        """The states that the calls of one member allow; none where the calls differ in copies, or have none.

        Args:
            calls: the member's call of each change.
            phased: whether the order of the copies counts.
            rule: whether calls that are too weak to conclude from say less; ``None`` takes them as they are.
            doubted: of each call whether it says no more than that one copy at least has the change.
        """
        numbers = {len(call.alleles) for call in calls}
        if len(numbers) != 1:
            return frozenset()
        (copies,) = numbers
        bounds = [_bounds(call, rule) for call in calls]
        for bit, doubt in enumerate(doubted):
            bounds[bit] = (1, copies) if doubt else bounds[bit]
        orders = _orders(calls) if phased else []
        found = set()
        for state in combinations_with_replacement(self.haplotypes, copies):
            counts = [sum(h >> bit & 1 for h in state) for bit in range(len(calls))]
            if any(not low <= count <= high for count, (low, high) in zip(counts, bounds, strict=True)):
                continue
            if all(sorted(h & mask for h in state) == seen for mask, seen in orders):
                found.add(state)
        return frozenset(found)


def _places(position: int | frozenset[int]) -> frozenset[int]:
    return position if isinstance(position, frozenset) else frozenset((position,))


def _bounds(call: NormalCall, rule: ReferenceRule | None) -> tuple[int, int]:
    """Least and most copies of a change that a call allows."""
    copies, carried = len(call.alleles), call.carried
    missing = sum(allele is None for allele in call.alleles)
    if rule is not None and not missing:
        if carried == 0 and not rule.believes(call):
            return 0, copies
        if carried == copies > 1 and rule.doubts(call):
            return 1, copies
    return carried, carried + missing


def _orders(calls: Sequence[NormalCall]) -> list[tuple[int, list[int]]]:
    """Of each phase set the changes (as bits) and what stands on each copy; without PS all are one set (VCF 4)."""
    sets: dict[int | None, list[int]] = {}
    for bit, call in enumerate(calls):
        if call.phased and call.complete:
            sets.setdefault(call.phase_set, []).append(bit)
    found = []
    for bits in sets.values():
        mask = sum(1 << bit for bit in bits)
        columns = zip(*(calls[bit].alleles for bit in bits), strict=True)
        seen = [sum(1 << bit for bit, allele in zip(bits, column, strict=True) if allele) for column in columns]
        found.append((mask, sorted(seen)))
    return found


@dataclass(frozen=True, slots=True)
class Kin:
    """A couple and their sequenced children; a parent who was not sequenced is ``None`` and may have anything."""

    father: str | None
    mother: str | None
    children: tuple[str, ...]


def kin_of(people: Iterable[Person], samples: Iterable[str]) -> tuple[Kin, ...]:
    """Every couple with a sequenced child, where at least one of the two was sequenced."""
    there = set(samples)
    children: dict[tuple[str | None, str | None], list[str]] = {}
    for person in people:
        father = person.father if person.father in there else None
        mother = person.mother if person.mother in there else None
        if person.sample in there and (father is not None or mother is not None):
            children.setdefault((father, mother), []).append(person.sample)
    return tuple(Kin(father, mother, tuple(own)) for (father, mother), own in children.items())


@dataclass(frozen=True, slots=True)
class Found:
    """What the members have: their possible states, and whether the family narrowed them."""

    states: Mapping[str, States]
    by_family: frozenset[str]  # members whose states the family narrowed

    def certain(self, sample: str) -> State | None:
        """The one state of a member that is possible; ``None`` where there are several, or none."""
        states = self.states[sample]
        return next(iter(states)) if len(states) == 1 else None

    def copies(self, sample: str, haplotype: int) -> int | None:
        """Copies of a member with exactly this haplotype; ``None`` where that is open."""
        counts = {state.count(haplotype) for state in self.states[sample]}
        return counts.pop() if len(counts) == 1 else None


def look(
    changes: Changes,
    calls: Mapping[str, Sequence[NormalCall]],
    people: Sequence[Person],
    kind: ContigKind,
    rule: ReferenceRule,
) -> Found:
    """What every member has of some changes.

    A member with a call that is missing or half-called is unknown (no state is excluded), and so is one whose calls
    differ in copies.

    Args:
        changes: the changes.
        calls: per member a call of each change.
        people: the family.
        kind: what the contig is, for who passes a copy to whom.
        rule: when a reference call is believed.
    """
    kin = kin_of(people, calls)
    sexes = {person.sample: person.sex for person in people}
    doubts = {sample: _doubted(sample, calls, people, rule) for sample in calls}

    def left_of(target: str, phased: bool) -> tuple[States, States | None]:
        """A member's states by the own calls, and those that the family leaves of them."""
        domains = {sample: changes.of_one(row, phased=phased, rule=rule) for sample, row in calls.items()}
        domains[target] = changes.of_one(calls[target], phased=phased, doubted=doubts[target])
        left = _narrowed(domains, kin, changes.haplotypes, kind, sexes)
        return domains[target], None if left is None else left[target]

    weighed: dict[str, States] = {}
    narrowed = set()
    for target in calls:  # each as called, the others as far as their calls are believed
        own, left = left_of(target, phased=True)
        states = own if left is None else left
        if left is None:
            _, unphased = left_of(target, phased=False)
            states = own | (unphased or frozenset())  # a phase is wrong, or the family: nobody knows which
        called = changes.of_one(calls[target])
        if len(states) == 1:
            states |= called if not states <= called else frozenset()  # what corrects a call is not certain
        weighed[target] = states
        if states < own:
            narrowed.add(target)
    return Found(weighed, frozenset(narrowed))


def _doubted(
    sample: str, calls: Mapping[str, Sequence[NormalCall]], people: Sequence[Person], rule: ReferenceRule
) -> tuple[bool, ...]:
    """Of each call of a member whether it is homozygous and too weak, or denied by a parent who surely has no copy."""
    parents = next(((one.father, one.mother) for one in people if one.sample == sample), (None, None))
    rows = [calls[parent] for parent in parents if parent is not None and parent in calls]
    whole = [call.complete and call.carried == len(call.alleles) > 1 for call in calls[sample]]
    found = tuple(
        homozygous and (rule.doubts(call) or any(_surely_none(row[bit], rule) for row in rows))
        for bit, (call, homozygous) in enumerate(zip(calls[sample], whole, strict=True))
    )
    carried = [doubt for doubt, call in zip(found, calls[sample], strict=True) if call.carried]
    return (False,) * len(found) if all(carried) else found


def _surely_none(call: NormalCall, rule: ReferenceRule) -> bool:
    return call.complete and call.carried == 0 and rule.believes(call)


def _narrowed(
    domains: dict[str, States],
    kin: Sequence[Kin],
    haplotypes: Sequence[int],
    kind: ContigKind,
    sexes: Mapping[str, Sex],
) -> dict[str, States] | None:
    """The states left once those are struck out that no couple and children allow; ``None`` where none is left."""
    current = dict(domains)
    changed = True
    while changed:
        changed = False
        for one in kin:
            new = _within(one, current, haplotypes, kind, sexes)
            for sample, states in new.items():
                if not states:
                    return None
                changed = changed or states != current[sample]
                current[sample] = states
    return current


def _within(
    kin: Kin,
    domains: Mapping[str, States],
    haplotypes: Sequence[int],
    kind: ContigKind,
    sexes: Mapping[str, Sex],
) -> dict[str, States]:
    """The states of a couple and their children that fit each other; a member without any state fits everything."""
    children = [child for child in kin.children if domains[child]]
    anything: tuple[State, ...] = (tuple(haplotypes),)  # as if every haplotype stood on a copy

    def options(parent: str | None) -> tuple[State, ...]:
        return tuple(sorted(domains[parent])) if parent is not None and domains[parent] else anything

    kept: dict[str, set[State]] = {child: set() for child in children}
    fathers, mothers = set(), set()
    for father, mother in product(options(kin.father), options(kin.mother)):
        fitting = {}
        for child in children:
            fitting[child] = {
                state for state in domains[child] if _passes(state, father, mother, kind, sexes.get(child, Sex.UNKNOWN))
            }
            if not fitting[child]:
                break
        else:
            fathers.add(father)
            mothers.add(mother)
            for child, states in fitting.items():
                kept[child] |= states
    found = {child: frozenset(states) for child, states in kept.items()}
    for parent, states in ((kin.father, fathers), (kin.mother, mothers)):
        if parent is not None and domains[parent]:
            found[parent] = frozenset(states)
    return found


def _passes(state: State, father: State, mother: State, kind: ContigKind, sex: Sex) -> bool:
    """Whether a child of two parents can have a state. A copy alone is of the mother on X, of the father on Y."""
    if len(state) == 2 and kind is not ContigKind.Y:
        one, other = state
        return (one in father and other in mother) or (other in father and one in mother)
    if len(state) == 1 and kind is ContigKind.X and sex is Sex.MALE:
        return state[0] in mother
    if len(state) == 1 and kind is ContigKind.Y:
        return state[0] in father
    return True
