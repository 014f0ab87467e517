"""A made-up cohort for the benchmark of the panel: regions, cousin marriages, X, Y and M, missing genotypes.

Founders come from msprime (three populations that split); their descendants from gametes with crossovers. The genome is
short in bases and long in recombination (22 autosomes of 1.5 Morgan), so that relatives share as much as in a real one.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

import msprime
import numpy as np
from numpy.typing import NDArray

AUTOSOMES = 22
LENGTH = 400_000  # bases of every contig but M
MITOCHONDRION = 16_569
MORGAN = 1.5  # of a gamete, per contig
ANCIENT_MORGAN = (
    0.1  # of the founders' genealogy: their linkage reaches farther than in people, which kinship must stand
)
POPULATIONS = ("A", "B", "C")
REGIONS = {"A": ("MA-01", "MA-02", "MA-03", "MA-05"), "B": ("MA-04", "MA-06", "MA-07", "MA-08"), "C": ("MA-09", "MA-10", "MA-11", "MA-12")}  # fmt: skip
Haplotypes = NDArray[np.int8]


@dataclass
class Someone:
    """A person: parents where they are known, and two haplotypes per contig (rows of sites; -1: no such copy)."""

    name: str
    male: bool
    population: str
    father: Someone | None = None
    mother: Someone | None = None
    copies: dict[str, tuple[Haplotypes, Haplotypes | None]] = field(default_factory=dict)


@dataclass
class Cohort:
    """The people who are sequenced, and the sites."""

    people: list[Someone]
    positions: dict[str, NDArray[np.int64]]

    def kinship(self, one: Someone, other: Someone) -> float:
        """Coefficient of kinship by the pedigree."""
        return _kinship(one, other, {}, {})


def _generation(person: Someone) -> int:
    return 0 if person.father is None else 1 + max(_generation(person.father), _generation(person.mother))  # type: ignore[arg-type]


def _kinship(one: Someone, other: Someone, known: dict[tuple[int, int], float], _: dict[int, int]) -> float:
    key = (id(one), id(other))
    if key in known:
        return known[key]
    if one is other:
        value = 0.5 if one.father is None else 0.5 * (1 + _kinship(one.father, one.mother, known, _))  # type: ignore[arg-type]
    else:
        young, old = (one, other) if _generation(one) >= _generation(other) else (other, one)
        value = (
            0.0
            if young.father is None
            else 0.5 * (_kinship(young.father, old, known, _) + _kinship(young.mother, old, known, _))  # type: ignore[arg-type]
        )
    known[key] = value
    return value


def simulate(people: int, sites: int, seed: int) -> Cohort:
    """People, some of them children of first cousins, siblings, and parents with a child; about ``sites`` sites."""
    chance = np.random.default_rng(seed)
    families = max(2, people // 40)
    founders = people - 4 * families + 4 * families  # each family brings four founders and four of its members count
    copies, positions = _founders(founders, sites, seed)
    crowd = [
        Someone(
            f"P{n:04d}", bool(n % 2), POPULATIONS[n * 3 // founders], copies={c: _pick(copies[c], c, n) for c in copies}
        )
        for n in range(founders)
    ]
    counted = crowd[4 * families :]
    for number in range(families):
        gf, gm, wife, husband = _couple(crowd[4 * number : 4 * number + 4])
        son = _child(f"F{number:03d}S", True, gf, gm, chance, positions)
        daughter = _child(f"F{number:03d}D", False, gf, gm, chance, positions)
        he = _child(f"F{number:03d}C", True, son, wife, chance, positions)
        she = _child(f"F{number:03d}E", False, husband, daughter, chance, positions)
        inbred = _child(f"F{number:03d}I", bool(number % 2), he, she, chance, positions)
        counted = [*counted, *((gf, son, he, inbred) if number % 2 else (son, daughter, she, inbred))]
    return Cohort(counted, positions)


def _couple(four: list[Someone]) -> tuple[Someone, Someone, Someone, Someone]:
    men, women = [p for p in four if p.male], [p for p in four if not p.male]
    return men[0], women[0], women[1], men[1]


def _founders(people: int, sites: int, seed: int) -> tuple[dict[str, Haplotypes], dict[str, NDArray[np.int64]]]:
    demography = msprime.Demography()
    for population in POPULATIONS:
        demography.add_population(name=population, initial_size=3000)
    demography.add_population(name="ANCESTORS", initial_size=4000)
    demography.add_population_split(time=120, derived=list(POPULATIONS), ancestral="ANCESTORS")
    share = {
        population: len([n for n in range(people) if n * 3 // people == k]) for k, population in enumerate(POPULATIONS)
    }
    wanted = {
        **{f"chr{n}": sites // 25 for n in range(1, AUTOSOMES + 1)},
        "chrX": sites // 25,
        "chrY": sites // 100,
        "chrM": 200,
    }
    copies, positions = {}, {}
    for number, (contig, count) in enumerate(wanted.items()):
        length = MITOCHONDRION if contig == "chrM" else LENGTH
        rate = 0.0 if contig in ("chrY", "chrM") else ANCIENT_MORGAN / LENGTH
        tree = msprime.sim_ancestry(
            share,
            demography=demography,
            sequence_length=length,
            recombination_rate=rate,
            random_seed=seed * 100 + number + 1,
        )
        branches = sum(t.total_branch_length * t.span for t in tree.trees())
        tree = msprime.sim_mutations(
            tree, rate=1.15 * count / branches, random_seed=seed * 100 + number + 1, model=msprime.BinaryMutationModel()
        )
        matrix = tree.genotype_matrix().astype(np.int8)
        where = tree.sites_position.astype(np.int64) + 1
        keep = np.flatnonzero(np.concatenate([[True], np.diff(where) > 0]))[:count] if len(where) else np.array([], int)
        copies[contig], positions[contig] = matrix[keep], where[keep]
    return copies, positions


def _pick(matrix: Haplotypes, contig: str, number: int) -> tuple[Haplotypes, Haplotypes | None]:
    male = bool(number % 2)
    one, two = matrix[:, 2 * number], matrix[:, 2 * number + 1]
    if contig == "chrM" or (contig == "chrX" and male):
        return one, None
    if contig == "chrY":
        return (one, None) if male else (np.full(len(one), -1, np.int8), None)
    return one, two


def _child(
    name: str,
    male: bool,
    father: Someone,
    mother: Someone,
    chance: np.random.Generator,
    positions: dict[str, NDArray[np.int64]],
) -> Someone:
    child = Someone(name, male, father.population, father, mother)
    for contig, where in positions.items():
        if contig == "chrM":
            child.copies[contig] = (mother.copies[contig][0], None)
        elif contig == "chrY":
            child.copies[contig] = (father.copies[contig][0] if male else np.full(len(where), -1, np.int8), None)
        elif contig == "chrX" and male:
            child.copies[contig] = (_gamete(mother, contig, where, chance), None)
        else:
            from_father = father.copies[contig][0] if contig == "chrX" else _gamete(father, contig, where, chance)
            child.copies[contig] = (from_father, _gamete(mother, contig, where, chance))
    return child


def _gamete(parent: Someone, contig: str, where: NDArray[np.int64], chance: np.random.Generator) -> Haplotypes:
    one, two = parent.copies[contig]
    assert two is not None
    crossovers = np.sort(chance.uniform(0, LENGTH, chance.poisson(MORGAN)))
    phase = (np.searchsorted(crossovers, where) + chance.integers(0, 2)) % 2
    return np.where(phase == 0, one, two).astype(np.int8)


def write(cohort: Cohort, folder: Path, name: str, step: int, seed: int) -> tuple[Path, Path]:
    """The cohort's VCF (every ``step``-th site) and its table; genotypes have depth, quality and reads."""
    vcf, table = folder / f"{name}.vcf.gz", folder / f"{name}.people.tsv"
    chance = np.random.default_rng(seed)
    with vcf.open("wb") as out, subprocess.Popen(["bgzip", "-c"], stdin=subprocess.PIPE, stdout=out) as pipe:
        assert pipe.stdin is not None
        for line in _lines(cohort, step, chance):
            pipe.stdin.write(line.encode())
        pipe.stdin.close()
    subprocess.run(["tabix", "-f", "-p", "vcf", vcf], check=True)
    rows = [
        f"{p.name}\t{'male' if p.male else 'female'}\t{REGIONS[p.population][int(p.name[1:4]) % 4]}\tno\tyes\t{p.name[:4] if p.father else ''}\n"
        for p in cohort.people
    ]
    table.write_text("sample\tsex\tregion\taffected\tconsent\tfamily\n" + "".join(rows))
    return vcf, table


def _lines(cohort: Cohort, step: int, chance: np.random.Generator) -> Iterator[str]:
    yield "##fileformat=VCFv4.2\n##synthetic=benchmark of the panel; describes no real person\n"
    for contig in cohort.positions:
        yield f"##contig=<ID={contig},length={MITOCHONDRION if contig == 'chrM' else LENGTH}>\n"
    for name, number in (("GT", "1"), ("AD", "R"), ("DP", "1"), ("GQ", "1")):
        kind = "String" if name == "GT" else "Integer"
        yield f'##FORMAT=<ID={name},Number={number},Type={kind},Description="{name}">\n'
    samples = "\t".join(person.name for person in cohort.people)
    yield f"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{samples}\n"
    full = ":31,0:31:90", ":15,16:31:99", ":0,29:29:87"
    two = np.array(["0/0" + full[0], "0/1" + full[1], "1/1" + full[2], "./.:.:.:."], object)
    one = np.array(["0" + full[0], "1" + full[2], ".:.:.:."], object)
    for contig, where in cohort.positions.items():
        columns = [person.copies[contig] for person in cohort.people]
        first = np.stack([a for a, _ in columns], axis=1)
        diploid = np.array([b is not None for _, b in columns])
        second = np.stack([a if b is None else b for a, b in columns], axis=1)
        for row in range(0, len(where), step):
            a, b = first[row], second[row]
            missing = chance.random(len(a)) < 0.01
            cells = np.where(
                diploid, two[np.where(missing, 3, a + b)], one[np.where(missing | (a < 0), 2, np.maximum(a, 0))]
            )
            yield f"{contig}\t{where[row]}\t.\tA\tG\t50\tPASS\t.\tGT:AD:DP:GQ\t" + "\t".join(cells) + "\n"
