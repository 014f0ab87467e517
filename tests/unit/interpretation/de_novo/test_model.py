"""The probability that an allele is new, against sums done by hand and the figures of another program."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.interpretation.de_novo.model import Rates
from tachkhis.interpretation.de_novo.model import Seen
from tachkhis.interpretation.de_novo.model import Shares
from tachkhis.interpretation.de_novo.model import origins
from tachkhis.interpretation.de_novo.model import phreds_of_reads

NEW = 1.2e-8
PLAIN = Rates(new=NEW, mosaic=0.0, shares=(), error=0.003)
MOSAIC = Rates(new=NEW, mosaic=0.038, shares=(0.01, 0.02, 0.04, 0.08, 0.16, 0.32), error=0.003)
HET = Seen((200.0, 0.0, 200.0), 15, 15)


def reads(alt: int, depth: int, copies: int = 2) -> Seen:
    return Seen(phreds_of_reads(alt, depth - alt, copies, 0.003), alt, depth - alt)


@pytest.mark.parametrize(("depth", "frequency"), [(10, 1e-5), (14, 1e-5), (20, 1e-3), (30, 0.01)])
def test_absent_in_both_parents_by_hand(depth: int, frequency: float) -> None:
    """One heterozygous parent of two with no read of the allele, against two new copies: the rest is negligible."""
    hidden = 2 * 2 * frequency * (1 - frequency) ** 3 * 0.5 * (0.5 / 0.997) ** depth
    new = 2 * NEW * (1 - frequency) ** 4
    found = origins(HET, [reads(0, depth)] * 2, (), {frequency: 1.0}, PLAIN)
    assert found.new == pytest.approx(new / (new + hidden), rel=1e-3)
    assert found.inherited == pytest.approx(hidden / (new + hidden), rel=1e-3)


@pytest.mark.parametrize(
    ("mother", "frequency", "theirs"),
    [((0.0, 99.0, 198.0), 1.80e-02, 0.999), ((0.0, 63.0, 126.0), 7.55e-02, 0.198)],
)
def test_beside_the_examples_of_gnomad_s_own_method(mother: tuple[float, ...], frequency: float, theirs: float) -> None:
    """Its odds are those of 1 / 30,000,000 a child against any of four copies, without what a parent then passes.

    Examples of gnomad_methods' tests (calculate_de_novo_post_prob), father 0,99,198.
    """
    found = origins(Seen((73.0, 0.0, 161.0)), [Seen((0.0, 99.0, 198.0)), Seen(mother)], (), {frequency: 1.0}, PLAIN)
    odds = found.new / found.inherited
    alike = odds * (1 / 3e7) / (2 * NEW) * frequency / (1 - frequency) / (1 - (1 - frequency) ** 4)
    assert alike / (1 + alike) == pytest.approx(theirs, abs=0.002)


def test_a_shallow_parent_makes_a_rare_allele_improbable_and_one_unseen_anywhere_likelier() -> None:
    parents = [reads(0, 40), reads(0, 10)]
    common, rare = (origins(HET, parents, (), {q: 1.0}, MOSAIC) for q in (1e-3, 3.3e-6))
    assert common.inherited > 0.95
    assert rare.new + rare.mosaic > 0.8


def test_a_parent_with_several_reads_is_a_mosaic_and_one_with_half_of_them_a_carrier() -> None:
    few, half = (origins(HET, [reads(alt, 60), reads(0, 60)], (), {1e-5: 1.0}, MOSAIC) for alt in (6, 28))
    assert few.mosaic > 0.99
    assert half.inherited > 0.99
    none = origins(HET, [reads(0, 60)] * 2, (), {1e-5: 1.0}, MOSAIC)
    assert none.mosaic < 0.038  # the reads speak against the larger shares
    assert none.new > 0.96


def test_before_any_read_the_share_of_mosaics_is_that_of_the_table() -> None:
    """Likelihoods without reads tell no mosaic from no copy."""
    found = origins(Seen((200.0, 0.0, 200.0)), [Seen((0.0, 200.0, 400.0))] * 2, (), {1e-6: 1.0}, MOSAIC)
    assert found.mosaic / (found.new + found.mosaic) == pytest.approx(0.038, rel=1e-3)


def test_a_brother_with_the_allele_speaks_of_a_parent() -> None:
    parents = [reads(0, 30)] * 2
    alone, shared = (origins(HET, parents, siblings, {1e-5: 1.0}, MOSAIC) for siblings in ((), (HET,)))
    assert alone.new > 0.95
    assert shared.new < 1e-3  # two new copies of one allele in two children
    assert shared.mosaic > 0.9


def test_a_call_that_the_child_s_own_reads_hardly_bear_is_not_carried() -> None:
    weak = origins(Seen((30.0, 0.0, 200.0), 3, 30), [reads(0, 60)] * 2, (), {1e-6: 1.0}, MOSAIC)
    assert weak.not_carried > 0.99  # one in a thousand by error, and one in 40 million a new one


def test_one_copy_is_given_by_one_parent() -> None:
    boy = Seen((200.0, 0.0), 0, 20)
    found = origins(boy, [reads(0, 20)], (), {1e-4: 1.0}, PLAIN)
    hidden = 2e-4 * 0.5 * (0.5 / 0.997) ** 20
    assert found.new == pytest.approx(NEW / (NEW + hidden), rel=1e-3)
    father = origins(HET, [reads(0, 5, copies=1), reads(0, 40)], (), {1e-4: 1.0}, PLAIN)  # a girl's X
    assert father.new > 0.99  # one copy shows no read in five only by errors


@given(
    child=st.tuples(st.integers(0, 60), st.integers(0, 60)),
    parents=st.lists(st.tuples(st.integers(0, 90), st.integers(0, 400)), min_size=2, max_size=2),
    frequency=st.floats(1e-7, 0.9),
)
def test_the_probabilities_add_up_at_any_depth(
    child: tuple[int, int], parents: list[tuple[int, int]], frequency: float
) -> None:
    people = [Seen(phreds_of_reads(alt, rest, 2, 0.003), alt, rest) for alt, rest in parents]
    found = origins(Seen(phreds_of_reads(*child, 2, 0.003), *child), people, (), {frequency: 1.0}, MOSAIC)
    shares = (found.new, found.mosaic, found.inherited, found.not_carried)
    assert sum(shares) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in shares)
    assert isinstance(found, Shares)


def test_likelihoods_of_reads_are_binomial() -> None:
    none, one, two = phreds_of_reads(2, 8, 2, 0.01)
    assert one == 0
    assert 10 ** ((one - none) / 10) == pytest.approx(prod([0.01] * 2 + [0.99] * 8) / 0.5**10)
    assert 10 ** ((one - two) / 10) == pytest.approx(prod([0.99] * 2 + [0.01] * 8) / 0.5**10)
