"""Origin and mode at every place, in both sexes, for all that can be known of the parents: against first principles.

The origin is stated here a second time, by counting: every pair of genotypes that the parents can have, and every way
in which they can have given the child's copies, a new allele only where nobody has it. What all of these agree on is
the origin; a call that is missing, shallow or absent can be any genotype.
"""

from __future__ import annotations

from itertools import product

import pytest

from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.inheritance import Support
from tachkhis.interpretation.inheritance import single_diplotypes
from tachkhis.interpretation.origin import Origin
from tachkhis.interpretation.origin import origin_of

from .families import family
from .families import seen

# what is seen of a parent of two copies, and the numbers of copies of the allele that it leaves open
TWO = {
    "0/0:30": {0},
    "0/1": {1},
    "1/1": {2},
    "./.": {0, 1, 2},
    "0/0:4": {0, 1, 2},  # shallow
    "0/0:?": {0, 1, 2},  # depth not known
    "0/0:30,3": {0, 1, 2},  # a tenth of the reads carry it
    "": {0, 1, 2},  # not in the file
}
ONE = {"0:30": {0}, "1": {1}, ".": {0, 1}, "0:2": {0, 1}, "": {0, 1}}
PLACES = {
    "autosome": ("chr1", 5_000),
    "PAR": ("chrX", 500),
    "X": ("chrX", 5_000),
    "Y": ("chrY", 4_000),
    "MT": ("chrM", 9),
}


def ways(copies: int, of: int) -> set[int]:
    """What a parent with so many copies of the allele can pass on: 1 the allele, 0 the reference."""
    return {0, 1} if 0 < copies < of else {int(copies > 0)}


def by_both(child: int, father: set[int], mother: set[int], of_father: int) -> Origin:
    """The origin of a child of two givers."""
    found: set[Origin] = set()
    for his, hers in product(father, mother):
        if not his and not hers:
            found.add(Origin.DE_NOVO if child == 1 else Origin.UNKNOWN)
        for one, other in product(ways(his, of_father), ways(hers, 2)):
            if one + other == child:
                found.add({(1, 0): Origin.PATERNAL, (0, 1): Origin.MATERNAL, (1, 1): Origin.BIPARENTAL}[one, other])
        if child == 2 and bool(his) != bool(hers):
            found.add(Origin.UNKNOWN)  # a new allele, two copies of one parent, or one copy read as two
    return found.pop() if len(found) == 1 else Origin.UNKNOWN


def by_one(giver: set[int], other: set[int], from_giver: Origin) -> Origin:
    """The origin of the only copy; where the other parent alone has it, the samples are to be checked."""
    if giver == {0}:
        return Origin.UNKNOWN if 0 not in other else Origin.DE_NOVO
    return from_giver if 0 not in giver else Origin.UNKNOWN


def expected(place: str, proband: str, child: str, father: set[int], mother: set[int]) -> Origin:
    if place in ("autosome", "PAR"):
        return by_both(child.count("1"), father, mother, 2)
    if place == "MT":
        return by_one(mother, father, Origin.MATERNAL)
    if place == "Y":
        return by_one(father, {0}, Origin.PATERNAL)
    if proband == "girl":
        return by_both(child.count("1"), father, mother, 1)
    return by_one(mother, father, Origin.MATERNAL) if child == "1" else Origin.UNKNOWN


CASES = [
    *[
        (place, proband, child)
        for place in ("autosome", "PAR")
        for proband in ("girl", "boy")
        for child in ("0/1", "1/1")
    ],
    *[("X", "girl", child) for child in ("0/1", "1/1")],
    *[("X", "boy", child) for child in ("1", "0/1")],
    ("Y", "boy", "1"),
    *[("MT", proband, "1") for proband in ("girl", "boy")],
]


@pytest.mark.parametrize(("place", "proband", "child"), CASES)
def test_the_origin_is_what_every_explanation_agrees_on(place: str, proband: str, child: str) -> None:
    fathers = ONE if place in ("X", "Y", "MT") else TWO
    mothers = {"": {0}} if place == "Y" else ONE if place == "MT" else TWO
    for (his, his_copies), (hers, her_copies) in product(fathers.items(), mothers.items()):
        calls = {proband: child} | ({"father": his} if his else {}) | ({"mother": hers} if hers else {})
        members = {"father": "no"} | ({} if place == "Y" else {"mother": "no"})
        found = origin_of(seen(*PLACES[place], **calls), family(proband, **members))
        assert found is expected(place, proband, child, his_copies, her_copies), (his, hers)


@pytest.mark.parametrize(
    ("place", "proband", "child", "mode"),
    [
        ("autosome", "girl", "0/1", Mode.DOMINANT),
        ("autosome", "boy", "1/1", Mode.RECESSIVE_HOMOZYGOUS),
        ("PAR", "boy", "0/1", Mode.DOMINANT),
        ("PAR", "girl", "1/1", Mode.RECESSIVE_HOMOZYGOUS),
        ("X", "boy", "1", Mode.X_LINKED),
        ("X", "boy", "1/1", Mode.X_LINKED),  # a caller's two copies of one
        ("X", "boy", "0/1", Mode.X_LINKED),
        ("X", "girl", "0/1", Mode.X_LINKED),
        ("X", "girl", "1/1", Mode.X_LINKED),
        ("Y", "boy", "1", Mode.Y_LINKED),
        ("Y", "girl", "1", None),
        ("MT", "girl", "1", Mode.MITOCHONDRIAL),
        ("MT", "boy", "0/1", Mode.MITOCHONDRIAL),
        ("autosome", "girl", "0/0", None),
        ("autosome", "girl", "./.", None),
        ("X", "boy", ".", None),
    ],
)
def test_the_mode_of_each_place_and_sex(place: str, proband: str, child: str, mode: Mode | None) -> None:
    alone = [one.mode for one in single_diplotypes(seen(*PLACES[place], **{proband: child}), family(proband))]
    assert alone == ([] if mode is None else [mode])


@pytest.mark.parametrize(("place", "proband", "child"), CASES)
@pytest.mark.parametrize("affected", ["yes", "no"])
def test_a_call_that_is_missing_neither_supports_nor_contradicts(
    place: str, proband: str, child: str, affected: str
) -> None:
    """Whatever the other parent is: a missing or shallow call in its place leaves open, or says the same as before."""
    fathers = ONE if place in ("X", "Y", "MT") else TWO
    mothers = ONE if place == "MT" else TWO
    weak = {"father": ".:?" if fathers is ONE else "./.", "mother": ".:?" if mothers is ONE else "./."}
    shallow = {"father": "0:2" if fathers is ONE else "0/0:4", "mother": "0:2" if mothers is ONE else "0/0:4"}
    roles = ("father",) if place == "Y" else ("father", "mother")
    relatives = family(proband, **dict.fromkeys(roles, affected))

    def support(**calls: str) -> Support:
        (found,) = single_diplotypes(seen(*PLACES[place], **calls), relatives)
        return found.support

    for role in roles:
        for other in [text for text in (fathers if role == "mother" else mothers) if text]:
            rest = {} if place == "Y" else {("mother" if role == "father" else "father"): other}
            none = {proband: child, **rest, role: weak[role]}
            kept = support(**{proband: child}, **rest) if rest else Support.OPEN
            assert support(**none) is support(**(none | {role: shallow[role]})), (role, other)
            assert support(**none) is kept, (role, other)
