"""Simulated trios with apparent de novo alleles of known origin, and how the probability that is given bears on them.

Genomes are drawn site by site in the numbers in which origins occur: new in the child (by the shipped rates), in a
parent's gametes and blood (mosaic), inherited from a heterozygous parent, or not there (an error of reading). Of all
sites those are kept at which the child is called and both parents count as reference by the rules of the product; its
own code then gives the probability, which is given that the child has the allele: errors of reading are counted, and
judged by what is said of them beside it. ``matched`` is a world as the model supposes it; ``harsh`` has reads that are less
even than a coin, errors that differ from site to site, and frequencies known from counts of 150,000 alleles alone.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import exp
from math import lgamma
from math import log

import numpy as np

from quiet_case import quiet_case
from tachkhis.case.model import Affected
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.de_novo.probability import estimate_of
from tachkhis.interpretation.de_novo.probability import frequency_of
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.origin import Origin
from tachkhis.interpretation.origin import origin_of
from tachkhis.panel.bounds import clopper_pearson
from tachkhis.reference.sex_chromosomes import SexChromosomes
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.record import Call
from tachkhis.variants.record import Variant
from tachkhis.variants.reference_call import ReferenceRule
from tachkhis.variants.refine.rules import shipped_rules

FREQUENCIES = (1.667e-6, 1e-5, 1e-4, 1e-3)  # the first: about 100 private variants of a person in 30 Mb
PARENT_DEPTHS = (10, 14, 18, 24, 32)
CHILD_DEPTH = 30
GNOMAD = 150_000
NEW_OF_EACH = 1500  # expected new alleles for each frequency
LEAST_ALT, LEAST_SHARE = 3, 0.2  # of the child's reads, as weak calls are told
EVEN = 25  # both parameters of the beta distribution of a heterozygote's share of reads in the harsh world
BINS = (0.0, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0)
ORIGINS = ("new", "mosaic", "inherited", "not there")


@dataclass(frozen=True)
class Site:
    """An apparent de novo allele: what it is in truth, and what was said of it."""

    truth: str
    depth: int  # of the shallower parent
    probability: float
    mosaic: float
    not_there: float


@cache
def _family() -> Family:
    people = (
        Person("child", "father", "mother", Sex.FEMALE, Affected.YES),
        Person("father", None, None, Sex.MALE, Affected.NO),
        Person("mother", None, None, Sex.FEMALE, Affected.NO),
    )
    case = quiet_case(people)
    return Family(case, frozenset(case.samples), SexChromosomes({"chr1": 1_000}, {}), ReferenceRule.shipped())


def sites(*, harsh: bool, seed: int) -> Iterator[Site]:
    """All apparent de novo alleles of one world."""
    rng = np.random.default_rng(seed)
    for frequency in FREQUENCIES:
        yield from _of_frequency(rng, frequency, harsh)


def _of_frequency(rng: np.random.Generator, frequency: float, harsh: bool) -> Iterator[Site]:
    rate = shipped_rules().family.de_novo["snv"]
    mosaic_share = float(shipped_table("acmg", "family")["de_novo"]["probability"]["parental_mosaic"])
    number = NEW_OF_EACH / (2 * rate)  # sites looked at
    counts = {
        "new": rng.poisson(number * 2 * rate * (1 - mosaic_share)),
        "mosaic": rng.poisson(number * 2 * rate * mosaic_share),
    }
    for truth, size in counts.items():
        yield from _kept(rng, truth, size, frequency, harsh, _child(rng, size, harsh))
    yield from _hidden(rng, number * 2 * frequency * (1 - frequency), frequency, harsh)
    yield from _misread(rng, number, frequency, harsh)


def _child(rng: np.random.Generator, size: int, harsh: bool) -> tuple[np.ndarray, np.ndarray]:
    depth = rng.poisson(CHILD_DEPTH, size)
    return depth, rng.binomial(depth, _half(rng, size, harsh))


def _half(rng: np.random.Generator, size: int, harsh: bool) -> np.ndarray:
    return rng.beta(EVEN, EVEN, size) if harsh else np.full(size, 0.5)


def _errors(rng: np.random.Generator, size: int, harsh: bool) -> np.ndarray:
    """Chance of an error to this very base: of the table, or from site to site about it."""
    mean = shipped_rules().family.parent_error
    return np.minimum(rng.gamma(1.0, mean, size), 0.2) if harsh else np.full(size, mean)


def _misread(rng: np.random.Generator, number: float, frequency: float, harsh: bool) -> Iterator[Site]:
    """Sites where the child shows an allele that is not there: the tail of the errors, drawn by itself."""
    chances = _errors(rng, 50, harsh)
    for depth in range(8, 60):
        share = exp(depth * log(CHILD_DEPTH) - CHILD_DEPTH - lgamma(depth + 1))
        least = max(LEAST_ALT, int(np.ceil(LEAST_SHARE * depth)))
        for error in np.unique(chances):
            weight = number * share * float(np.mean(chances == error))
            alts = np.arange(least, depth + 1)
            found = rng.poisson([weight * _chance(int(alt), depth, error) for alt in alts])
            alt = np.repeat(alts, found)
            if len(alt):
                yield from _kept(rng, "not there", len(alt), frequency, harsh, (np.full(len(alt), depth), alt), error)


def _hidden(rng: np.random.Generator, number: float, frequency: float, harsh: bool) -> Iterator[Site]:
    """Alleles inherited from a heterozygous parent whose reads hide it: the tail of the reads, drawn by itself."""
    rule = ReferenceRule.shipped()
    for depth in range(rule.min_depth, 80):
        share = sum(_poisson(depth, mean) for mean in PARENT_DEPTHS) / len(PARENT_DEPTHS)
        for alt in range(int(rule.max_alt_share * depth) + 1):
            size = rng.poisson(number * share * (_uneven(alt, depth) if harsh else _chance(alt, depth, 0.5)))
            read = np.full(size, depth), np.full(size, alt)
            yield from _kept(rng, "inherited", size, frequency, harsh, _child(rng, size, harsh), carrier=read)


def _poisson(number: int, mean: float) -> float:
    return exp(number * log(mean) - mean - lgamma(number + 1))


def _chance(alt: int, depth: int, error: float) -> float:
    chosen = lgamma(depth + 1) - lgamma(alt + 1) - lgamma(depth - alt + 1)
    return exp(chosen + alt * log(error) + (depth - alt) * log(1 - error))


def _uneven(alt: int, depth: int) -> float:
    """As :func:`_chance` of a share that is itself drawn (beta-binomial)."""
    both = lgamma(alt + EVEN) + lgamma(depth - alt + EVEN) - lgamma(depth + 2 * EVEN)
    chosen = lgamma(depth + 1) - lgamma(alt + 1) - lgamma(depth - alt + 1)
    return exp(chosen + both + lgamma(2 * EVEN) - 2 * lgamma(EVEN))


def _kept(
    rng: np.random.Generator,
    truth: str,
    size: int,
    frequency: float,
    harsh: bool,
    child: tuple[np.ndarray, np.ndarray],
    error: float | None = None,
    carrier: tuple[np.ndarray, np.ndarray] | None = None,
) -> Iterator[Site]:
    errors = _errors(rng, size, harsh) if error is None else np.full(size, error)
    giver = rng.integers(0, 2, size)  # 0 the father
    shares = np.exp(rng.uniform(np.log(0.01), np.log(0.32), size))
    given = shares if truth == "mosaic" else np.zeros(size)
    parents = []
    for number in (0, 1):
        depth = rng.poisson(rng.choice(PARENT_DEPTHS, size))
        share = np.where(giver == number, given, 0.0)
        alt = rng.binomial(depth, share * (1 - errors) + (1 - share) * errors)
        if carrier is not None:
            depth, alt = np.where(giver == number, carrier[0], depth), np.where(giver == number, carrier[1], alt)
        parents.append((depth, alt))
    rule = ReferenceRule.shipped()
    passes = (child[1] >= LEAST_ALT) & (child[1] >= LEAST_SHARE * child[0])
    for depth, alt in parents:
        passes &= (depth >= rule.min_depth) & (alt <= rule.max_alt_share * depth)
    for place in np.flatnonzero(passes):
        reads = [(int(depth[place]), int(alt[place])) for depth, alt in (child, *parents)]
        site = _told(rng, truth, reads, frequency, harsh)
        if site is not None:
            yield site


def _told(
    rng: np.random.Generator, truth: str, reads: list[tuple[int, int]], frequency: float, harsh: bool
) -> Site | None:
    counts = AlleleCounts(int(rng.binomial(GNOMAD, frequency)), GNOMAD, 0) if harsh else None
    variant = Variant(
        contig="chr1",
        position=100,
        ref="A",
        alt="C",
        quality=200.0,
        filters=("PASS",),
        triage="keep:coding",
        hgvs_g="",
        consequences=(),
        calls=tuple(
            Call(name, alleles, depth, depth - alt, alt, 60)
            for name, alleles, (depth, alt) in zip(
                ("child", "father", "mother"), ((0, 1), (0, 0), (0, 0)), reads, strict=True
            )
        ),
        gnomad=counts,
    )
    family = _family()
    if origin_of(variant, family) is not Origin.DE_NOVO:
        return None
    found = estimate_of(variant, family, frequency_of(variant, None) if harsh else frequency)
    assert found is not None
    return Site(
        truth, min(reads[1][0], reads[2][0]), found.probability, found.parental_mosaic or 0.0, found.not_carried
    )


def print_reliability(seed: int) -> None:
    """Probability given and share observed, bin by bin, with exact 95 % intervals, in both worlds."""
    for harsh in (False, True):
        found = list(sites(harsh=harsh, seed=seed))
        shown = ", ".join(f"{sum(one.truth == name for one in found)} {name}" for name in ORIGINS)
        print(f"\n{'harsh' if harsh else 'matched'} world: {len(found)} apparent de novo alleles ({shown})")
        _table("not there", found, lambda one: one.not_there, ("not there",))
        found = [one for one in found if one.truth != "not there"]
        _table("new or from a mosaic parent", found, lambda one: one.probability, ("new", "mosaic"))
        _table("from a mosaic parent", found, lambda one: one.mosaic, ("mosaic",))
        _verdicts(found)


def _table(name: str, found: list[Site], value: Callable[[Site], float], truths: tuple[str, ...]) -> None:
    print(f"  {name:28} {'alleles':>8} {'given':>8} {'observed':>9}  95 %")
    for low, high in pairwise(BINS):
        inside = [one for one in found if low <= value(one) < high or (high == 1.0 and value(one) == 1.0)]
        if not inside:
            continue
        hits = sum(one.truth in truths for one in inside)
        lower, upper = clopper_pearson(hits, len(inside))
        mean = sum(value(one) for one in inside) / len(inside)
        print(
            f"  {f'{low:g} to {high:g}':28} {len(inside):8d} {mean:8.4f} {hits / len(inside):9.4f}"
            f"  {lower:.4f} to {upper:.4f}"
        )


def _verdicts(found: list[Site]) -> None:
    """What the thresholds make of them, by the depth of the shallower parent."""
    table = shipped_table("acmg", "family")["de_novo"]["probability"]
    bounds = (0.0, float(table["assumed_from"]), float(table["confirmed_from"]), 1.01)
    words = ("open (no code)", "assumed (PM6 at most)", "may be confirmed (PS2)")
    print(f"  {'by the thresholds':28} {'alleles':>8} {'truly new or mosaic':>20}  95 %")
    for word, (low, high) in zip(words, pairwise(bounds), strict=True):
        inside = [one for one in found if low <= one.probability < high]
        hits = sum(one.truth in ("new", "mosaic") for one in inside)
        lower, upper = clopper_pearson(hits, len(inside)) if inside else (0.0, 1.0)
        share = hits / len(inside) if inside else 0.0
        print(f"  {word:28} {len(inside):8d} {share:20.4f}  {lower:.4f} to {upper:.4f}")
    print(f"  {'shallower parent, reads':28} {'new':>8} {'PS2 allowed':>12} {'PM6':>8} {'open':>8}")
    for low, high in ((10, 12), (12, 15), (15, 20), (20, 30), (30, 99)):
        inside = [one.probability for one in found if one.truth == "new" and low <= one.depth < high]
        if inside:
            cut = [sum(one >= bounds[2] for one in inside), sum(bounds[1] <= one < bounds[2] for one in inside)]
            cells = [*cut, len(inside) - sum(cut)]
            shares = " ".join(f"{cell / len(inside):{width}.3f}" for cell, width in zip(cells, (12, 8, 8), strict=True))
            print(f"  {f'{low} to {high - 1}':28} {len(inside):8d} {shares}")
