"""A chromosome from one parent alone, against simulated families in which nothing of the kind happened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tachkhis.interpretation.autozygosity import autozygosity_of
from tachkhis.interpretation.autozygosity import warnings_of
from tachkhis.quality.homozygosity import Agreement
from tachkhis.quality.homozygosity import FamilyRuns
from tachkhis.quality.homozygosity import Relatives

from .test_autozygosity import case
from .test_autozygosity import measured
from .test_autozygosity import run

MARKERS = 1000  # of each autosome; a genome has more
SUBJECT = 7  # place of the chromosome on which something happens
Parents = tuple[np.ndarray, np.ndarray]  # two copies by marker
Event = Callable[[np.random.Generator, Parents, Parents], np.ndarray]


def meiosis(rng: np.random.Generator, parent: Parents) -> np.ndarray:
    """One copy with one crossing over on average."""
    switches = rng.random(MARKERS) < 1 / MARKERS
    return np.where(np.cumsum(switches) + rng.integers(0, 2) & 1, parent[0], parent[1])


def normal(rng: np.random.Generator, father: Parents, mother: Parents) -> np.ndarray:
    return meiosis(rng, father) + meiosis(rng, mother)


def heterodisomy(_rng: np.random.Generator, _father: Parents, mother: Parents) -> np.ndarray:
    return mother[0] + mother[1]


def isodisomy(rng: np.random.Generator, _father: Parents, mother: Parents) -> np.ndarray:
    return 2 * meiosis(rng, mother)


def half_isodisomy(_rng: np.random.Generator, _father: Parents, mother: Parents) -> np.ndarray:
    half = np.arange(MARKERS) < MARKERS // 2
    return np.where(half, 2 * mother[0], mother[0] + mother[1])


def deletion(rng: np.random.Generator, father: Parents, mother: Parents) -> np.ndarray:
    """The father's copy lacks 5 % of the chromosome (some megabases): the one copy left is called homozygous."""
    one, other = meiosis(rng, father), meiosis(rng, mother)
    gone = np.arange(MARKERS) < MARKERS // 20
    return np.where(gone, 2 * other, one + other)


def misread(rng: np.random.Generator, genotypes: np.ndarray, lost: float) -> np.ndarray:
    """Heterozygotes read as homozygous in so many places, either way; and one call of 500 is wrong anyhow."""
    drop = (genotypes == 1) & (rng.random(genotypes.shape) < lost)
    read = np.where(drop, 2 * rng.integers(0, 2, genotypes.shape), genotypes)
    return np.where(rng.random(genotypes.shape) < 0.002, rng.integers(0, 3, genotypes.shape), read)


def simulated(
    seed: int, event: Event = normal, *, cousins: bool = False, shallow: float = 0.0, runs: bool = False
) -> FamilyRuns:
    """A trio with an event on one chromosome; ``shallow``: share of the father's heterozygotes read as homozygous."""
    rng = np.random.default_rng(seed)
    empty = measured(*([run("chr8", 2, 95)] if runs else []))
    agreements: dict[str, list[Agreement]] = {"father": [], "mother": []}
    for place, contig in enumerate(empty.callable):
        frequency = rng.beta(0.5, 1.0, MARKERS)  # many rare alleles
        father, mother = ((rng.binomial(1, frequency), rng.binomial(1, frequency)) for _ in ("father", "mother"))
        if cousins:  # a quarter of the chromosome is shared by descent
            start = rng.integers(0, MARKERS * 3 // 4)
            shared = slice(start, start + MARKERS // 4)
            mother[0][shared] = father[0][shared]
        child = (event if place == SUBJECT else normal)(rng, father, mother)
        child = misread(rng, child, 0.0)
        for name, parent, lost in (("father", father, shallow), ("mother", mother, 0.0)):
            read = misread(rng, parent[0] + parent[1], lost)
            known = (child == 2) | (read == 2)
            against = known & ((child == 0) | (read == 0))
            agreements[name].append(Agreement(contig, int(known.sum()), int(against.sum())))
    relatives = tuple(
        Relatives("parent", "girl", name, 0.25, 10**6, tuple(found)) for name, found in agreements.items()
    )
    return replace(empty, relatives=relatives)


def told(found: FamilyRuns) -> list[tuple[str, str | None, bool]]:
    (girl,) = [one for one in autozygosity_of(found, case("none")).people if one.sample == "girl"]
    return [(one.contig, one.not_given_by, one.in_one_run) for one in girl.whole_chromosome]


@pytest.mark.parametrize(
    "event", [heterodisomy, isodisomy, half_isodisomy], ids=["heterodisomy", "isodisomy", "of both"]
)
@pytest.mark.parametrize("cousins", [False, True], ids=["unrelated", "cousins"])
@pytest.mark.parametrize("shallow", [0.0, 0.2], ids=["deep", "shallow"])
def test_a_chromosome_from_the_mother_alone_is_told(event: Event, cousins: bool, shallow: float) -> None:
    for seed in range(5):
        found = told(simulated(seed, event, cousins=cousins, shallow=shallow))
        assert found == [("chr8", "father", False)], seed


@pytest.mark.parametrize("event", [normal, deletion], ids=["nothing", "a deletion"])
@pytest.mark.parametrize("cousins", [False, True], ids=["unrelated", "cousins"])
@pytest.mark.parametrize("shallow", [0.0, 0.2, 0.6], ids=["deep", "shallow", "very shallow"])
def test_what_is_no_disomy_is_not_told(event: Event, cousins: bool, shallow: float) -> None:
    for seed in range(5):
        assert told(simulated(100 + seed, event, cousins=cousins, shallow=shallow)) == [], seed


def test_isodisomy_is_told_once_and_by_both() -> None:
    assert told(simulated(1, isodisomy, runs=True)) == [("chr8", "father", True)]


def test_the_sentence_names_the_parent_and_no_run() -> None:
    found = autozygosity_of(simulated(2, heterodisomy), case("none"))
    (message,) = warnings_of(found, case("none"))
    assert message.key == "quality.chromosome_without_father"
    assert message.values["contig"] == "chr8"
    assert int(message.values["conflicts"]) >= 0.1 * int(message.values["sites"])


def test_a_stranger_for_a_father_is_no_disomy() -> None:
    family = simulated(3)
    other = simulated(4)
    mixed = replace(family, relatives=(other.relatives[0], family.relatives[1]))
    everywhere = tuple(Agreement(one.contig, one.sites, one.sites // 4) for one in mixed.relatives[0].by_contig)
    assert told(replace(mixed, relatives=(replace(mixed.relatives[0], by_contig=everywhere), mixed.relatives[1]))) == []
