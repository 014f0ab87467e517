"""Shares of mitochondrial copies: bounds, and what a report says that it can have missed."""

from __future__ import annotations

import pytest

from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.heteroplasmy import is_heteroplasmic
from tachkhis.interpretation.heteroplasmy import share_of
from tachkhis.interpretation.limits import mitochondrial_limit
from tachkhis.interpretation.telling import weak_call
from tachkhis.variants.record import Call
from tachkhis.variants.record import Reach

from .families import seen


def heteroplasmic(alt: int, depth: int) -> Call:
    return Call("s", (0, 1), depth, depth - alt, alt, 99, fraction=alt / depth, fraction_bounds=(0.2, 0.4))


def test_the_callers_bounds_are_taken_else_those_of_the_reads() -> None:
    share = share_of(heteroplasmic(30, 100))
    assert share is not None
    assert (share.fraction, share.lower, share.upper) == (0.3, 0.2, 0.4)
    share = share_of(Call("s", (0, 1), 10, 10, 0, 99))
    assert share is not None
    assert (share.fraction, share.lower) == (0, 0)
    assert share.upper == pytest.approx(1 - 0.025**0.1)  # none of ten: the rule of Clopper and Pearson
    assert share_of(Call("s", (0, 1))) is None
    assert share_of(None) is None


def test_our_own_genotypes_are_believed_where_few_reads_blur_the_share() -> None:
    ours = Call("s", (1,), 16, 0, 15, 99, fraction=0.9375, fraction_bounds=(0.69, 0.99))
    assert not is_heteroplasmic(ours, mixed=False)
    assert is_heteroplasmic(Call("s", (1,), 16, 1, 15, 99, fraction=0.9375), mixed=False)


@pytest.mark.parametrize(
    ("from_vcf", "reach", "key", "values"),
    [
        (True, None, "from_vcf", {}),
        (False, None, "not_called", {}),
        (False, Reach(4, 1.0, 0.01), "unread", {"depth": "4"}),
        (False, Reach(40, 0.27, 0.97), "partly_read", {"depth": "40", "limit": "27", "readable": "97.0"}),
        (False, Reach(2100, 0.0583, 1.0), "detection", {"depth": "2100", "limit": "6"}),
    ],
)
def test_the_limit_is_that_of_these_reads(
    from_vcf: bool, reach: Reach | None, key: str, values: dict[str, str]
) -> None:
    message = mitochondrial_limit(from_vcf, reach)
    assert (message.key, message.values) == (f"limit.mitochondrial_{key}", values)


@pytest.mark.parametrize(("alt", "weak"), [(100, False), (60, False), (40, True)])
def test_a_low_share_is_weak_only_below_what_is_reported(alt: int, weak: bool) -> None:
    """A fifth of the reads is asked for of a heterozygote, not of a heteroplasmic allele."""
    variant = seen("chrM", 100, girl="0/1:1000")
    found = weak_call(variant, heteroplasmic(alt, 1000), Zygosity.HETEROPLASMIC)
    assert (found is not None) is weak
