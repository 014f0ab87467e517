"""Gene dropping: shares that follow from the pedigree, and the shipped table."""

from __future__ import annotations

import math
from random import Random

import pytest

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.simulation.pedigree_table import F_EDGES
from tachkhis.simulation.pedigree_table import RUN_EDGES
from tachkhis.simulation.pedigree_table import build
from tachkhis.simulation.pedigree_table import to_json
from tachkhis.simulation.pedigrees import Autosome
from tachkhis.simulation.pedigrees import Stretch
from tachkhis.simulation.pedigrees import autosomes
from tachkhis.simulation.pedigrees import drop
from tachkhis.simulation.pedigrees import gamete
from tachkhis.simulation.pedigrees import pedigrees
from tachkhis.simulation.pedigrees import shared

SHIPPED = read_json(RESOURCES / "quality" / "autozygosity_pedigrees.json")


def test_the_autosomes_are_thirty_five_morgans() -> None:
    assert len(autosomes()) == 22
    assert sum(one.morgans for one in autosomes()) == pytest.approx(35, abs=0.5)


def test_shared_stretches_are_joined_across_crossovers() -> None:
    one = [(10, 1), (30, 2), (50, 3)]
    two = [(5, 1), (20, 2), (50, 3)]
    assert list(shared("c", one, two)) == [Stretch("c", 0, 5), Stretch("c", 10, 20), Stretch("c", 30, 50)]
    assert list(shared("c", [(20, 4), (50, 5)], [(20, 4), (50, 5)])) == [Stretch("c", 0, 50)]


def test_a_gamete_is_made_of_the_two_copies_and_whole() -> None:
    chromosome = Autosome("c", 1000, 3.0)
    for seed in range(50):
        made = gamete(([(400, 0), (1000, 7)], [(1000, 1)]), chromosome, Random(seed))
        assert made[-1][0] == 1000
        assert [end for end, _ in made] == sorted({end for end, _ in made})
        assert {label for _, label in made} <= {0, 7, 1}


@pytest.mark.parametrize("name", list(pedigrees()))
def test_the_mean_is_the_kinship_of_the_pedigree(name: str) -> None:
    chromosomes, pedigree, random = autosomes()[:8], pedigrees()[name], Random(5)
    genome = sum(one.length for one in chromosomes)
    drops = [drop(pedigree, chromosomes, random) for _ in range(60)]
    for values in ([sum(s.length for s in d.autozygous()) / genome for d in drops], [d.kinship(genome) for d in drops]):
        mean = sum(values) / len(values)
        error = math.sqrt(sum((value - mean) ** 2 for value in values) / len(values) / (len(values) - 1))
        assert abs(mean - pedigree.kinship) <= 4 * error + 1e-9


def test_the_shipped_table_is_what_its_command_makes() -> None:
    small = build(120, 2)
    assert (SHIPPED["f_edges"], SHIPPED["run_edges"]) == (list(F_EDGES), list(RUN_EDGES))
    assert SHIPPED["run_bases"] == read_json(RESOURCES / "quality" / "autozygosity.json")["class_from_bases"]
    for name in ("first_cousins", "double_first_cousins", "first_degree"):
        found, known = small["pedigrees"][name], SHIPPED["pedigrees"][name]
        assert found["f"][2] == pytest.approx(known["f"][2], rel=0.15)
        assert known["f"][0] * 0.5 < found["f"][1] < found["f"][3] < known["f"][4] * 1.3
    for entry in SHIPPED["classes"].values():
        assert sum(map(sum, entry["grid"])) == entry["children"]


def test_same_seed_same_bytes() -> None:
    assert to_json(build(3, 7)) == to_json(build(3, 7)) != to_json(build(3, 8))
