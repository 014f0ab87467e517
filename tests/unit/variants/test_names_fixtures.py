"""A small sample of ``scripts/benchmark names``: real transcripts, the oracle, both strands, every place, second opinions."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import names as measured
from benchmarks.names_classes import CSQ
from benchmarks.names_classes import same_class
from benchmarks.names_classes_ferro import FERRO_C
from benchmarks.names_classes_ferro import FERRO_P
from benchmarks.names_worlds import RealWorld
from benchmarks.names_worlds import read_fixtures
from paths import shared_data
from tachkhis.variants.names import Namer

DATA = shared_data()
FIXTURES = DATA / "human" / "annotation" / "csq" if DATA is not None else Path("absent")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FIXTURES.is_dir(), reason="the csq fixtures are absent (set TACHKHIS_SHARED_DATA)"),
]
CHANGES = 12  # of each transcript; the benchmark makes 600


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> RealWorld:
    return read_fixtures(FIXTURES, tmp_path_factory.mktemp("fixtures"))


@pytest.fixture(scope="module")
def namer(world: RealWorld) -> Namer:
    return Namer(world.fasta, world.model)


@pytest.fixture(scope="module")
def cases(world: RealWorld, namer: Namer) -> list[measured.Case]:
    return measured.name_all(world, namer, CHANGES)[0]


def test_oracle_strands_places_and_the_way_back_agree(cases: list[measured.Case], namer: Namer) -> None:
    agreement = measured.Agreement()
    measured.against_oracle(cases, agreement)
    measured.both_strands(cases, namer, agreement)
    measured.every_place(cases, namer, agreement)
    measured.round_trip(cases[::3], namer, agreement)
    assert not agreement.examples
    assert len(agreement.compared) == 9
    assert all(number > 200 for number in agreement.compared.values())


def test_no_difference_to_csq_is_unexplained(world: RealWorld, cases: list[measured.Case], tmp_path: Path) -> None:
    for pairs in measured.csq_pairs(world, cases, tmp_path).values():
        differing = [pair for pair in pairs if not same_class(pair)]
        assert len(differing) < 0.35 * len(pairs)
        assert measured.classify(differing, CSQ)[2] == []


def test_no_difference_to_ferro_is_unexplained(world: RealWorld, cases: list[measured.Case], tmp_path: Path) -> None:
    on_c, on_p = measured.ferro_pairs(world, cases, tmp_path)
    differing = [pair for pair in on_c if pair.theirs != pair.change_name]
    assert len(differing) < 0.35 * len(on_c)
    assert measured.classify(differing, FERRO_C)[2] == []
    differing = [pair for pair in on_p if pair.theirs != (pair.ours.hgvs_p or "")]
    assert len(differing) < 0.35 * len(on_p)
    assert measured.classify(differing, FERRO_P)[2] == []
