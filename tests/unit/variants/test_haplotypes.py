"""What each copy has at two changes of a codon, against every way to deal haplotypes to a family."""

from __future__ import annotations

from itertools import product

import pytest

from tachkhis.case.model import Affected
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.reference.contigs import ContigKind
from tachkhis.variants.haplotypes import Changes
from tachkhis.variants.haplotypes import look
from tachkhis.variants.normal_record import NormalCall
from tachkhis.variants.reference_call import ReferenceRule

RULE = ReferenceRule(min_depth=10, min_quality=20, max_alt_share=0.05)
TRIO = (
    Person("child", "father", "mother", Sex.FEMALE, Affected.YES),
    Person("father", None, None, Sex.MALE, Affected.NO),
    Person("mother", None, None, Sex.FEMALE, Affected.NO),
)
PAIR = Changes((20, 22))
GENOTYPES = tuple(product((0, 1, 2), repeat=2))  # copies of the first, copies of the second
Haplotype = tuple[int, int]
COPIES = tuple(product(product((0, 1), repeat=2), repeat=2))  # the two copies of one person


def genotype(copies: tuple[Haplotype, Haplotype]) -> tuple[int, int]:
    (a, b), (c, d) = copies
    return a + c, b + d


def called(copies: tuple[int, int], depth: int | None = 30) -> tuple[NormalCall, NormalCall]:
    def one(number: int) -> NormalCall:
        return NormalCall(((0, 0), (0, 1), (1, 1))[number], depth=depth)

    return one(copies[0]), one(copies[1])


def number(copies: tuple[Haplotype, Haplotype]) -> tuple[int, ...]:
    return tuple(sorted(first + 2 * second for first, second in copies))


def dealt() -> dict[tuple[tuple[int, int], ...], set[tuple[tuple[int, ...], ...]]]:
    """By the genotypes of child, father and mother, what the three can have on their copies, by Mendel."""
    found: dict[tuple[tuple[int, int], ...], set[tuple[tuple[int, ...], ...]]] = {}
    for father, mother in product(COPIES, repeat=2):
        for child in product(father, mother):
            key = genotype(child), genotype(father), genotype(mother)
            found.setdefault(key, set()).add((number(child), number(father), number(mother)))
    return found


TABLE = dealt()


def only(states: set[tuple[int, ...]]) -> tuple[int, ...] | None:
    return next(iter(states)) if len(states) == 1 else None


def taken_alone(own: tuple[int, int], parents: tuple[tuple[int, int], ...]) -> set[tuple[int, ...]]:
    """What one can have by the own calls; two copies of what a parent has none of may be one, unless all is so."""
    denied = [own[bit] == 2 and any(parent[bit] == 0 for parent in parents) for bit in (0, 1)]
    if all(no for no, copies in zip(denied, own, strict=True) if copies):
        denied = [False, False]

    def fits(copies: tuple[Haplotype, Haplotype]) -> bool:
        found = genotype(copies)
        return all(has == said or (no and has == 1) for has, said, no in zip(found, own, denied, strict=True))

    return {number(copies) for copies in COPIES if fits(copies)}


def test_every_trio_is_told_as_dealing_haplotypes_tells_it() -> None:
    seen = {"cis": 0, "trans": 0, "open": 0, "anew": 0}
    for key in product(GENOTYPES, repeat=3):
        calls = dict(zip(("child", "father", "mother"), map(called, key), strict=True))
        found = look(PAIR, calls, TRIO, ContigKind.AUTOSOME, RULE)
        possible = TABLE.get(key)
        for row, sample in enumerate(calls):
            if possible is None:  # a change arose anew, or a call is wrong: each person alone
                expected = only(taken_alone(key[row], key[1:] if sample == "child" else ()))
            else:
                expected = only({states[row] for states in possible})
            assert found.certain(sample) == expected, (key, sample)
        if key[0] == (1, 1):
            name = {None: "open", (0, 3): "cis", (1, 2): "trans"}[found.certain("child")]
            seen["anew" if possible is None else name] += 1
            if possible is None:
                assert name == "open"
    assert min(seen.values()) > 0
    assert sum(seen.values()) == 81


@pytest.mark.parametrize("parent", ["father", "mother"])
def test_every_duo_is_told_as_dealing_haplotypes_tells_it(parent: str) -> None:
    at = 1 if parent == "father" else 2
    people = tuple(person for person in TRIO if person.sample in ("child", parent))
    for child, own in product(GENOTYPES, repeat=2):
        found = look(PAIR, {"child": called(child), parent: called(own)}, people, ContigKind.AUTOSOME, RULE)
        possible = [states for key, all_ in TABLE.items() if (key[0], key[at]) == (child, own) for states in all_]
        for row, sample, alone in ((0, "child", child), (at, parent, own)):
            states = {states[row] for states in possible}
            if not possible:
                states = taken_alone(alone, (own,) if sample == "child" else ())
            assert found.certain(sample) == only(states), (child, own, sample)


def state(child: tuple[int, int], father: object, mother: object, kind: ContigKind = ContigKind.AUTOSOME) -> object:
    calls = {"child": called(child), "father": father, "mother": mother}
    return look(PAIR, calls, TRIO, kind, RULE).certain("child")  # type: ignore[arg-type]


def test_a_weak_reference_call_of_a_parent_says_nothing() -> None:
    assert state((1, 1), called((1, 1)), called((0, 0))) == (0, 3)
    assert state((1, 1), called((1, 1)), called((0, 0), depth=9)) is None
    assert state((1, 1), called((1, 1)), called((0, 0), depth=None)) is None


def test_a_weak_homozygous_call_of_a_parent_is_one_copy_at_least() -> None:
    assert state((1, 1), called((2, 2)), called((1, 1))) == (0, 3)
    assert state((1, 1), called((2, 2), depth=5), called((1, 1))) is None


def test_a_father_gives_his_only_x_to_a_daughter() -> None:
    father = tuple(NormalCall((allele,), depth=30) for allele in (1, 0))
    assert state((1, 1), father, called((1, 1)), ContigKind.X) == (1, 2)
    both = tuple(NormalCall((allele,), depth=30) for allele in (1, 1))
    assert state((1, 1), both, called((1, 1)), ContigKind.X) == (0, 3)


def test_a_child_tells_what_a_parent_has_on_one_copy() -> None:
    calls = {"child": called((2, 2)), "father": called((1, 1)), "mother": called((1, 1))}
    found = look(PAIR, calls, TRIO, ContigKind.AUTOSOME, RULE)
    assert (found.certain("father"), found.certain("mother")) == ((0, 3), (0, 3))
    assert found.by_family == {"father", "mother"}


def test_siblings_tell_together_what_none_of_them_tells_alone() -> None:
    people = (*TRIO, Person("brother", "father", "mother", Sex.MALE, Affected.NO))
    calls = {"child": called((1, 1)), "father": called((1, 1)), "mother": called((1, 1))}
    assert look(PAIR, calls, TRIO, ContigKind.AUTOSOME, RULE).certain("child") is None
    found = look(PAIR, calls | {"brother": called((2, 2))}, people, ContigKind.AUTOSOME, RULE)
    assert found.certain("child") == (0, 3)


def test_two_alleles_of_one_base_are_never_on_one_copy() -> None:
    het = NormalCall((0, 1))
    assert Changes((20, 20)).of_one([het, het]) == {(1, 2)}
    assert Changes((20, 21)).of_one([het, het]) == {(1, 2), (0, 3)}
