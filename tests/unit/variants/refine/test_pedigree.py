"""The pedigree prior: what it weighs, what it may change, and that it never argues a de novo away."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.case.model import Affected
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.reference.contigs import ContigKind
from tachkhis.variants.binomial import lower_tail
from tachkhis.variants.refine.family import Reads
from tachkhis.variants.refine.family import de_novo
from tachkhis.variants.refine.family import is_mosaic
from tachkhis.variants.refine.family import is_stutter
from tachkhis.variants.refine.family import mosaic_parents
from tachkhis.variants.refine.family import settle
from tachkhis.variants.refine.family import unexplained
from tachkhis.variants.refine.pedigree import FREQUENCIES
from tachkhis.variants.refine.pedigree import Joint
from tachkhis.variants.refine.pedigree import Member
from tachkhis.variants.refine.pedigree import likelihoods_of
from tachkhis.variants.refine.pedigree import members_of
from tachkhis.variants.refine.pedigree import posterior
from tachkhis.variants.refine.pedigree import prior_table
from tachkhis.variants.refine.pedigree import spectrum

from .lab import RULES

RULE = RULES.family
HET, DE_NOVO = RULE.heterozygosity["snv"], RULE.de_novo["snv"]


def person(name: str, sex: Sex = Sex.FEMALE, father: str | None = None, mother: str | None = None) -> Person:
    return Person(name, father, mother, sex, Affected.UNKNOWN)


FATHER, MOTHER = person("f", Sex.MALE), person("m")
TRIO = (person("c", father="f", mother="m"), FATHER, MOTHER)
MEMBERS = members_of(TRIO, [2, 2, 2], ContigKind.AUTOSOME)


def phreds(depth: int, alt: int) -> list[float]:
    """Likelihoods of 0, 1, 2 copies with one base in a thousand wrong, phred, the best 0."""
    error = 0.001
    logs = [alt * math.log10(p) + (depth - alt) * math.log10(1 - p) for p in (error, 0.5, 1 - error)]
    return [-10 * (value - max(logs)) for value in logs]


def joint_of(*reads: tuple[int, int]) -> tuple[Joint, list[list[float]]]:
    rows = [phreds(*pair) for pair in reads]
    return posterior([likelihoods_of(row) for row in rows], MEMBERS, HET, DE_NOVO), rows


def child_of(members: tuple[Member, ...], father: int, mother: int) -> list[float]:
    """Probability of each genotype of the first member, given those of the others."""
    table = prior_table(members, HET, DE_NOVO)
    values = [table[copies, father, mother] for copies in range(members[0].copies + 1)]
    return [value / sum(values) for value in values]


def test_the_prior_is_a_distribution_with_the_heterozygosity_asked_for() -> None:
    weights = spectrum(HET)
    assert sum(weights.values()) == pytest.approx(1)
    assert sum(weight * 2 * q * (1 - q) for q, weight in weights.items()) == pytest.approx(HET)
    assert set(weights) == {0.0, *FREQUENCIES}
    assert sum(prior_table(MEMBERS, HET, DE_NOVO).values()) == pytest.approx(1)


def test_transmission() -> None:
    """Of two heterozygous parents a quarter, a half, a quarter; of two without the allele next to none."""
    assert child_of(MEMBERS, 1, 1) == pytest.approx([0.25, 0.5, 0.25], abs=1e-6)
    assert child_of(MEMBERS, 0, 0)[1] == pytest.approx(2 * DE_NOVO, rel=1e-3)


def test_a_child_of_two_homozygous_parents_is_homozygous() -> None:
    joint, against = joint_of((6, 4), (30, 30), (30, 30))
    assert settle([1, 2, 2], against, joint, MEMBERS, RULE) == []  # two reads of six speak too much against it
    joint, against = joint_of((3, 3), (30, 30), (30, 30))
    changes = settle([1, 2, 2], against, joint, MEMBERS, RULE)
    assert [(change.row, change.copies) for change in changes] == [(0, 2)]
    assert changes[0].quality >= RULE.change_quality


def test_a_shallow_father_of_a_homozygous_child_carries() -> None:
    """Two reads without the allele say nothing; the child has it twice, the mother is heterozygous.

    But a father called reference leaves the child's second copy unexplained, as a deletion or a disomy would.
    """
    joint, against = joint_of((30, 30), (2, 0), (30, 15))
    assert joint.best(1) == 1
    assert settle([2, 0, 1], against, joint, MEMBERS, RULE) == []
    assert [(c.row, c.copies) for c in settle([2, 2, 1], against, joint, MEMBERS, RULE)] == [(1, 1)]


@pytest.mark.parametrize("mother_alt", [0, 1, 2])
def test_a_de_novo_is_flagged_and_weighed_but_never_changed(mother_alt: int) -> None:
    joint, against = joint_of((30, 15), (30, 0), (20, mother_alt))
    assert settle([1, 0, 0], against, joint, MEMBERS, RULE) == []
    assert de_novo([1, 0, 0], MEMBERS) == [0]


def test_alternate_reads_in_a_parent_lower_the_quality_of_a_de_novo() -> None:
    clean, _ = joint_of((40, 20), (40, 0), (40, 0))
    one, _ = joint_of((40, 20), (40, 0), (40, 1))
    shallow, _ = joint_of((40, 20), (40, 0), (8, 0))
    qualities = [joint.de_novo_quality(0, MEMBERS[0]) for joint in (clean, one, shallow)]
    assert qualities[0] > 40
    assert qualities[0] > qualities[1] > qualities[2]


@given(st.tuples(*[st.tuples(st.integers(1, 40), st.integers(0, 40)) for _ in range(3)]))
def test_never_forced_whatever_the_reads(reads: tuple[tuple[int, int], ...]) -> None:
    """For every set of reads: marginals are distributions, and no change makes or unmakes an unexplained child."""
    joint, against = joint_of(*((depth, min(depth, alt)) for depth, alt in reads))
    for row in joint.marginals:
        assert sum(row) == pytest.approx(1)
    called: list[int | None] = [row.index(0.0) for row in against]
    after = list(called)
    for change in settle(called, against, joint, MEMBERS, RULE):
        after[change.row] = change.copies
        assert against[change.row][change.copies] <= RULE.change_against
    assert unexplained(after, MEMBERS) == unexplained(called, MEMBERS)
    if de_novo(called, MEMBERS):
        assert after == called


def test_a_duo_is_no_de_novo() -> None:
    members = members_of((TRIO[0], FATHER), [2, 2], ContigKind.AUTOSOME)
    assert de_novo([1, 0], members) == []
    assert unexplained([1, 0], members) == []
    assert unexplained([2, 0], members) == [0]


def test_no_change_may_leave_a_child_unexplained() -> None:
    """Whatever the posterior says: here that the father, called heterozygous, does not carry what the child has."""
    sure = Joint(((0.0, 1.0, 0.0), (1.0, 0.0, 0.0), (1.0, 0.0, 0.0)), {})
    assert settle([1, 1, 0], [[0.0] * 3] * 3, sure, MEMBERS, RULE) == []
    none = Joint(((1.0, 0.0, 0.0),) * 3, {})
    assert [(c.row, c.copies) for c in settle([0, 1, 0], [[0.0] * 3] * 3, none, MEMBERS, RULE)] == [(1, 0)]


def test_the_father_alone_says_nothing_of_a_sons_x() -> None:
    son = person("s", Sex.MALE, "f", "m")
    members = members_of((son, FATHER), [1, 1], ContigKind.X)
    assert unexplained([1, 0], members) == []
    assert de_novo([1, 0], members) == []


def test_x_of_a_son_comes_from_his_mother_alone() -> None:
    people = (person("s", Sex.MALE, "f", "m"), FATHER, MOTHER)
    members = members_of(people, [1, 1, 2], ContigKind.X)
    assert de_novo([1, 0, 1], members) == []
    assert de_novo([1, 1, 0], members) == [0]
    assert child_of(members, 0, 1)[1] == pytest.approx(0.5)


def test_x_of_a_daughter_and_y_of_a_son() -> None:
    daughter = members_of(TRIO, [2, 1, 2], ContigKind.X)
    assert child_of(daughter, 1, 0)[1] > 0.99
    people = (person("s", Sex.MALE, "f", "m"), FATHER, MOTHER)
    son = members_of(people, [1, 1, 0], ContigKind.Y)
    assert child_of(son, 1, 0)[1] > 0.99
    assert de_novo([1, 0, None], son) == [0]


@pytest.mark.parametrize(
    ("alt", "depth", "mosaic"),
    [(6, 40, True), (1, 40, False), (2, 300, False), (16, 40, False), (3, 10, False), (40, 200, True)],
)
def test_a_mosaic_parent_shows_too_much_for_error_and_too_little_for_a_heterozygote(
    alt: int, depth: int, mosaic: bool
) -> None:
    assert named(alt, depth) is mosaic


def test_a_parent_called_heterozygous_is_named_by_a_stricter_tail() -> None:
    """4 of 26 is seen once in 3,700 heterozygotes, 5 of 31 once in 10,800, 9 of 50 once in more than 100,000."""
    assert not named(4, 26, called=True)
    assert named(4, 26)
    assert named(5, 31, called=True)
    assert named(9, 50, called=True)


def test_fewer_than_one_in_a_thousand_true_heterozygotes_is_named_even_with_uneven_reads() -> None:
    """Exact, at every depth from 10 to 60 and for reads that show the allele in 47 of 100."""
    for depth in range(10, 61):
        most = max((alt for alt in range(depth + 1) if named(alt, depth, called=True)), default=-1)
        assert lower_tail(most, depth, 0.47) < 0.001


def test_three_reads_of_thirty_five_name_the_parent_of_a_child_whose_allele_nobody_else_explains() -> None:
    assert named(3, 35, tail=RULE.unexplained_tail)
    assert not named(3, 35)
    assert not named(1, 35, tail=RULE.unexplained_tail)


def test_stutter_of_a_repeat_names_nobody() -> None:
    """4 of 36 in a run of twenty that shows one base less in a tenth of all reads."""
    assert named(4, 36, error=RULE.parent_error)
    assert not named(4, 36, error=0.1)
    assert named(12, 50, error=0.01)


@pytest.mark.parametrize(
    ("child", "stutter"),
    [((9, 30), True), ((11, 30), True), ((20, 36), False), ((4, 8), True)],
)
def test_a_new_length_must_beat_what_the_parents_show_of_it(child: tuple[int, int], stutter: bool) -> None:
    parents = [Reads(5, 30), Reads(4, 36)]
    assert is_stutter(Reads(*child), parents, 0.1, 0.78, 2, RULE) is stutter
    assert not is_stutter(Reads(6, 12), [Reads(0, 30), Reads(0, 30)], 0.005, 0.98, 2, RULE)  # a run of nine


def test_no_read_of_a_new_length_decides_nothing() -> None:
    assert not is_stutter(Reads(0, 0), [Reads(0, 30), Reads(0, 30)], 0.005, 0.98, 2, RULE)
    assert is_stutter(Reads(0, 20), [Reads(0, 30), Reads(0, 30)], 0.005, 0.98, 2, RULE)


def by_error(_: int) -> float:
    return RULE.parent_error


def named(alt: int, depth: int, *, called: bool = False, error: float = 0.003, tail: float | None = None) -> bool:
    return is_mosaic(Reads(alt, depth), called, error, RULE.parent_tail if tail is None else tail, RULE)


def test_a_mosaic_parent_needs_a_child_who_carries_in_a_balanced_share() -> None:
    mosaic, balanced, skewed = Reads(6, 40), Reads(20, 40), Reads(6, 40)
    assert mosaic_parents([1, 0, 0], [balanced, mosaic, Reads(0, 40)], {}, by_error, MEMBERS, RULE) == [1]
    assert mosaic_parents([1, 1, 0], [balanced, Reads(4, 40), Reads(0, 40)], {}, by_error, MEMBERS, RULE) == [1]
    assert mosaic_parents([1, 0, 0], [skewed, mosaic, Reads(0, 40)], {}, by_error, MEMBERS, RULE) == []
    assert mosaic_parents([0, 0, 0], [Reads(0, 40), mosaic, Reads(0, 40)], {}, by_error, MEMBERS, RULE) == []
    assert mosaic_parents([1, 0, 0], [balanced, None, None], {2: mosaic}, by_error, MEMBERS, RULE) == [2]
