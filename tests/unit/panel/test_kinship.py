"""Kinship computed from genotypes of a pedigree that is known, and who is left out because of it."""

from __future__ import annotations

from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from numpy.typing import NDArray

from tachkhis.case.model import Sex
from tachkhis.panel.common_snvs import CommonSnvs
from tachkhis.panel.common_snvs import thinned
from tachkhis.panel.kinship import king_robust
from tachkhis.panel.kinship import related_people
from tachkhis.panel.people import Member
from unit.panel.cohorts import build
from unit.panel.cohorts import faults
from unit.panel.cohorts import head
from unit.panel.cohorts import write_people
from unit.panel.cohorts import write_vcf

SNVS = 4000
NOBODY = np.zeros((0, 0), np.int8)
Haplotypes = NDArray[np.int8]


class Pedigree:
    """People with two haplotypes each at independent SNVs; seeded."""

    def __init__(self, snvs: int = SNVS) -> None:
        self._chance = np.random.default_rng(11)
        self._frequency = self._chance.uniform(0.1, 0.5, snvs)
        self.names: list[str] = []
        self._people: dict[str, Haplotypes] = {}

    def founder(self, name: str) -> str:
        return self._keep(name, (self._chance.random((2, len(self._frequency))) < self._frequency).astype(np.int8))

    def child(self, name: str, father: str, mother: str) -> str:
        return self._keep(name, np.stack([self._gamete(father), self._gamete(mother)]))

    def twin(self, name: str, of: str) -> str:
        return self._keep(name, self._people[of])

    def genotypes(self, *names: str) -> NDArray[np.int8]:
        return np.stack([self._people[name].sum(axis=0) for name in names], axis=1).astype(np.int8)

    def _gamete(self, parent: str) -> Haplotypes:
        chosen = self._chance.integers(0, 2, len(self._frequency))
        return np.where(chosen == 0, *self._people[parent]).astype(np.int8)

    def _keep(self, name: str, haplotypes: Haplotypes) -> str:
        self.names.append(name)
        self._people[name] = haplotypes
        return name


@pytest.fixture(scope="module")
def pedigree() -> Pedigree:
    """Two brothers whose children are cousins; the cousins' child; unrelated people."""
    family = Pedigree()
    for name in ("gf", "gm", "w1", "w2", "u1", "u2"):
        family.founder(name)
    family.child("b1", "gf", "gm")
    family.child("b2", "gf", "gm")
    family.child("c1", "b1", "w1")
    family.child("c2", "b2", "w2")
    family.twin("t1", "u1")
    return family


def member(name: str, family: str = "", sex: Sex = Sex.FEMALE) -> Member:
    return Member(name, sex, family=family)


@pytest.mark.parametrize(
    ("one", "other", "kinship"),
    [("gf", "gm", 0), ("gf", "b1", 0.25), ("b1", "b2", 0.25), ("gf", "c1", 0.125), ("b2", "c1", 0.125), ("c1", "c2", 0.0625), ("u1", "t1", 0.5)],
)  # fmt: skip
def test_kinship_of_a_known_pedigree(pedigree: Pedigree, one: str, other: str, kinship: float) -> None:
    phi = king_robust(pedigree.genotypes(one, other, "u2"))
    assert phi[0, 1] == pytest.approx(kinship, abs=0.03)
    assert phi[0, 1] == phi[1, 0]


def test_genotypes_that_are_missing_say_nothing(pedigree: Pedigree) -> None:
    genotypes = pedigree.genotypes("gf", "b1").copy()
    genotypes[::3, 0] = -1
    assert king_robust(genotypes)[0, 1] == pytest.approx(0.25, abs=0.03)


def test_as_many_people_stay_as_can(pedigree: Pedigree) -> None:
    names = ["gf", "b1", "b2", "c1", "c2", "u1", "t1", "w1"]
    people = [member(name) for name in names]
    related = related_people(people, CommonSnvs(pedigree.genotypes(*names), NOBODY))
    left = {note.sample: note.reason for note in related.notes if note.excluded}
    # gf, b1, b2 and c1 have four relatives each: of equals the later id goes; then c1, c2 and b2 by the same rule
    assert left == {"gf": "related", "c1": "related", "c2": "related", "b2": "related", "u1": "duplicate"}
    assert related.bound == pytest.approx(0.0884)
    assert len(related.kept) == len(names) - len(left)


def test_the_worse_called_of_two_goes(pedigree: Pedigree) -> None:
    genotypes = pedigree.genotypes("gf", "b1").copy()
    genotypes[:40, 0] = -1
    related = related_people([member("gf"), member("b1")], CommonSnvs(genotypes, NOBODY))
    assert [note.sample for note in related.notes] == ["gf"]


def test_a_wider_bound_leaves_cousins_out(pedigree: Pedigree) -> None:
    snvs = CommonSnvs(pedigree.genotypes("c1", "c2"), NOBODY)
    people = [member("c1"), member("c2")]
    assert related_people(people, snvs).kept == (0, 1)
    assert related_people(people, snvs, 0.0442).kept == (0,)


def test_families_are_compared_and_never_believed(pedigree: Pedigree) -> None:
    names = ["gf", "b1", "u1", "u2"]
    people = [member("gf", "F1"), member("b1", "F2"), member("u1", "F3"), member("u2", "F3")]
    related = related_people(people, CommonSnvs(pedigree.genotypes(*names), NOBODY))
    noted = [(note.sample, note.detail.split(",")[0]) for note in related.notes if not note.excluded]
    assert [sample for sample, _ in noted] == ["gf", "u1", "u2"]
    assert "declared families F1 and F2" in related.notes[1].detail
    assert len(related.kept) == 3


def test_few_snvs_raise_the_bound_and_fewer_say_nothing(pedigree: Pedigree) -> None:
    genotypes = pedigree.genotypes("u1", "t1", "b1", "c1")
    people = [member(name) for name in ("u1", "t1", "b1", "c1")]
    few = related_people(people, CommonSnvs(genotypes[:150], NOBODY))
    sure = NormalDist().inv_cdf(1 - 0.05 / 6)  # of six pairs
    assert few.bound == pytest.approx(sure * 0.9 / 150**0.5)
    assert few.bound > 0.0884
    assert [note.reason for note in few.notes if note.excluded][:1] == ["duplicate"]
    assert related_people(people, CommonSnvs(genotypes[:90], NOBODY)).bound is None


def test_x_that_contradicts_the_sex_is_noted(pedigree: Pedigree) -> None:
    x = pedigree.genotypes("u1", "u2", "gf", "gm")[:200].copy()
    x[:, 1] = np.where(x[:, 1] == 1, 2, x[:, 1])  # one copy, written twice
    people = [member("u1"), member("u2"), member("gf", sex=Sex.MALE), member("gm", sex=Sex.UNKNOWN)]
    notes = related_people(people, CommonSnvs(pedigree.genotypes("u1", "u2", "gf", "gm"), x)).notes
    assert [(note.sample, note.excluded, note.detail.split(" (")[0]) for note in notes] == [
        ("u2", False, "declared female, X looks male"),
        ("gf", False, "declared male, X looks female"),
        ("gm", False, "declared unknown, X looks female"),
    ]


def test_snvs_in_linkage_are_thinned() -> None:
    free = list(np.random.default_rng(3).integers(0, 3, (50, 400)).astype(np.int8))
    copied = [row for one in free for row in (one, one, 2 - one)]
    rules = {"max_r2": 0.2, "r2_window": 20}
    assert len(thinned(copied, rules)) == len(thinned(free, rules)) == 50


def test_a_twin_is_left_out_of_a_panel(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    family = Pedigree(600)
    names = [family.founder(f"P{n}") for n in range(6)] + [family.twin("T", "P2")]
    table = write_people(tmp_path / "people.tsv", *(f"{name} female - no yes -" for name in names))
    words = np.array(["0/0", "0/1", "1/1"])
    lines = [
        f"chr1 {100 + 3 * n} A C GT {' '.join(words[row])}" for n, row in enumerate(family.genotypes(*names)[:, :])
    ]
    vcf = write_vcf(tmp_path / "in.vcf.gz", names, lines)
    listed = tmp_path / "excluded.tsv"
    assert build(tmp_path, "--variants", vcf, "--people", table, "--excluded", listed) == 0
    assert listed.read_text().splitlines()[1].startswith("T\texcluded\tduplicate\tkinship 0.5")
    assert "Reason=duplicate,Count=1" in head(tmp_path / "panel.vcf.gz")
    said = faults(capsys)
    assert any("one person, or monozygotic twins" in line for line in said)
    (rests,) = (line for line in said if "kinship rests on" in line)
    assert "pairs would reach it by chance, were nobody related and the SNVs independent" in rests
