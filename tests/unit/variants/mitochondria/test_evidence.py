"""Evidence, filters, genotypes and the detection limit, against numbers worked out another way."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from math import comb
from math import log10

import pytest

from tachkhis.variants.mitochondria.evidence import at_least
from tachkhis.variants.mitochondria.evidence import call_of
from tachkhis.variants.mitochondria.evidence import detection_limit
from tachkhis.variants.mitochondria.evidence import evidence
from tachkhis.variants.mitochondria.evidence import filters_of
from tachkhis.variants.mitochondria.pile import Support
from tachkhis.variants.mitochondria.rules import MitochondrialRules

RULES = MitochondrialRules.shipped()


def support(alt: int, depth: int, *, forward: int | None = None, error: float = 0.001) -> Support:
    """Reads of one member, half of them forward unless said otherwise."""
    alt_forward = alt // 2 if forward is None else forward
    ref_forward = (depth - alt) // 2
    return Support(depth, depth - alt, alt, ref_forward, alt_forward, ref_forward + alt_forward, error, 0, 0)


def tail(count: int, number: int, chance: float) -> float:
    return sum(comb(number, i) * chance**i * (1 - chance) ** (number - i) for i in range(count, number + 1))


@pytest.mark.parametrize(("alt", "depth", "error"), [(1, 10, 0.01), (5, 120, 0.001), (20, 100, 0.2), (9, 9, 0.5)])
def test_the_evidence_is_the_binomial_tail(alt: int, depth: int, error: float) -> None:
    assert at_least(alt, depth, error) == pytest.approx(tail(alt, depth, error), rel=1e-9)
    assert evidence(support(alt, depth, error=error)) == pytest.approx(-10 * log10(tail(alt, depth, error)), rel=1e-9)


def test_no_reads_are_no_evidence_and_many_are_finite() -> None:
    assert evidence(support(0, 50)) == 0
    assert evidence(support(0, 0)) == 0
    assert evidence(support(5000, 5000)) == 3000


@pytest.mark.parametrize(
    ("reads", "run", "expected"),
    [
        (support(200, 2000), 0, ()),  # 10 %, many reads
        (support(110, 2000), 0, ()),  # 5.5 %, more reads than a nuclear copy gives
        (support(90, 2000), 0, ("low_fraction",)),
        (support(8, 91), 0, ("possible_numt",)),  # 8.8 % in few reads: HG03706 at 12705
        (support(12, 100), 0, ()),
        (support(3, 6), 0, ("few_reads",)),
        (support(12, 100, error=0.03), 0, ("LowQual",)),  # bases of Q15
        (support(40, 200, forward=0), 0, ("strand_bias",)),
        (support(40, 200, forward=40), 0, ("strand_bias",)),
        (support(40, 200, forward=30), 0, ()),
        (support(25, 100), 8, ("stutter",)),  # a quarter of the reads, in a run of eight
        (support(35, 100), 8, ()),
        (support(25, 100), 6, ()),
    ],
)
def test_each_filter_says_why(reads: Support, run: int, expected: tuple[str, ...]) -> None:
    assert filters_of(reads, run, RULES) == expected


def test_alleles_at_the_ends_of_alignments_only_are_filtered_unless_all_reads_end_there() -> None:
    reads = support(20, 100)
    assert filters_of(replace(reads, at_end=20, others_at_end=8), 0, RULES) == ("read_end",)
    assert filters_of(replace(reads, at_end=20, others_at_end=60), 0, RULES) == ()
    assert filters_of(replace(reads, at_end=15, others_at_end=8), 0, RULES) == ()


@pytest.mark.parametrize(
    ("reads", "passed", "known", "genotype"),
    [
        (support(100, 100), True, True, "1"),
        (support(95, 100), True, True, "1"),
        (support(94, 100), True, True, "0/1"),
        (support(15, 16), True, True, "1"),  # one other read of sixteen is an error, not a second allele
        (support(30, 100), True, True, "0/1"),
        (support(4, 200), False, True, "0/1"),  # a mother with 2 % of what her child has in full
        (support(4, 200), False, False, "0"),
        (support(1, 200), False, True, "0"),
        (support(0, 200), False, True, "0"),
        (support(0, 9), False, True, "."),
        (support(9, 9), True, True, "1"),  # presence needs fewer reads than absence
    ],
)
def test_genotypes(reads: Support, passed: bool, known: bool, genotype: str) -> None:
    assert call_of(reads, passed=passed, known=known, rules=RULES).genotype == genotype


def test_the_bounds_are_exact_and_absence_has_the_quality_of_what_it_excludes() -> None:
    call = call_of(support(3, 30), passed=True, known=True, rules=RULES)
    assert call.lower is not None
    assert call.upper is not None
    assert tail(3, 30, call.lower) == pytest.approx(0.025, rel=1e-6)  # the definition of Clopper and Pearson
    assert 1 - tail(4, 30, call.upper) == pytest.approx(0.025, rel=1e-6)
    absent = call_of(support(0, 120), passed=False, known=False, rules=RULES)
    assert absent.quality == round(-10 * 120 * log10(1 - RULES.least_fraction))  # no read of 120 with the allele


@pytest.mark.parametrize("depth", [20, 100, 1000, 4000])
def test_the_detection_limit_is_found_in_nineteen_of_twenty(depth: int) -> None:
    limit = detection_limit(depth, 0.001, RULES)
    least = bisect_left(range(depth + 1), True, key=lambda alt: filters_of(support(alt, depth), 0, RULES) == ())
    assert at_least(least, depth, limit) == pytest.approx(0.95, abs=1e-6)
    assert limit >= least / depth


def test_more_reads_find_less_and_no_reads_find_nothing() -> None:
    limits = [detection_limit(depth, 0.001, RULES) for depth in (20, 100, 1000, 4000)]
    assert limits == sorted(limits, reverse=True)
    assert limits[-1] < 0.06
    assert detection_limit(3, 0.001, RULES) == 1.0
