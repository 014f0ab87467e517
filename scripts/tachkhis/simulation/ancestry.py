"""Ancestries: msprime's pedigrees completed by a demography (autosomes), and gene dropping for X, Y and M.

Copies of a person are 0 (from the father) and 1 (from the mother). On X a male's copy 0 exists in the
pseudo-autosomal ends only and is what his Y carries there; on Y only copy 0, on M only copy 1 exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import msprime
import numpy as np
import tskit

from tachkhis.simulation.people import People
from tachkhis.simulation.people import Person
from tachkhis.simulation.recipe import PopulationRecipe
from tachkhis.simulation.sequence import seed_for
from tachkhis.simulation.sequence import stream

Copy = tuple[int, int]  # number of a person, copy


class Lineage(Protocol):
    """How copies of a contig descend from each other."""

    def parent(self, copy: Copy, position: int) -> Copy | None:
        """The parent's copy that this copy comes from at a 1-based position, or ``None`` for a founder's."""

    def carriers(self, copy: Copy, position: int) -> set[Copy]:
        """Copies of sampled people that descend from this copy at a position, itself included."""


def deme(group: str) -> str:
    """The name of a group's population in msprime (an identifier)."""
    return group.replace("-", "_")


def demography(recipe: PopulationRecipe, scale: float = 1.0) -> msprime.Demography:
    """Regions of Morocco that exchange people, split from the outgroups long before; ``scale`` of all sizes.

    Autosomes have scale 1, X 3/4, Y and M 1/4 of the copies of an autosome.
    """
    model = msprime.Demography()
    growth = np.log(recipe.outgroup_size / recipe.ancestral_size) / recipe.outgroup_growth_start
    outgroups, regions = ([deme(name) for name in names] for names in (recipe.outgroups, recipe.panel))
    for name in outgroups:
        model.add_population(name=name, initial_size=recipe.outgroup_size * scale, growth_rate=growth)
    for name in regions:
        model.add_population(name=name, initial_size=recipe.region_size * scale)
    for name in ("MOROCCO", "ANCESTRAL"):
        model.add_population(name=name, initial_size=recipe.ancestral_size * scale)
    for name in outgroups:
        model.add_population_parameters_change(
            time=recipe.outgroup_growth_start,
            population=name,
            growth_rate=0,
            initial_size=recipe.ancestral_size * scale,
        )
    for name in regions:
        for other in regions:
            if name != other:
                model.set_migration_rate(name, other, recipe.region_migration / max(1, len(regions) - 1))
    model.add_population_split(time=recipe.regions_split, derived=regions, ancestral="MOROCCO")
    model.add_population_split(time=recipe.continents_split, derived=["MOROCCO", *outgroups], ancestral="ANCESTRAL")
    model.sort_events()
    return model


class AutosomeLineage:
    """The tree sequence of one autosome: pedigree first, then demography."""

    def __init__(self, people: People, recipe: PopulationRecipe, length: int, seed: int, contig: str) -> None:
        model = demography(recipe)
        builder = msprime.PedigreeBuilder(model)
        for person in people.all:
            parents = None if person.father is None else [person.father, person.mother]
            builder.add_individual(
                time=person.time, population=deme(person.group), parents=parents, is_sample=person.sampled
            )
        within = msprime.sim_ancestry(
            initial_state=builder.finalise(length),
            model="fixed_pedigree",
            recombination_rate=recipe.morgans / length,
            random_seed=seed_for(seed, "pedigree", contig),
        )
        self._people = people
        self._model, self._recipe, self._seed, self._contig = model, recipe, seed, contig
        self._node = {
            (person.number, copy): int(within.individual(person.number).nodes[copy])
            for person in people.all
            for copy in (0, 1)
        }
        self._copy = {node: copy for copy, node in self._node.items()}
        self._sampled = {person.number for person in people.all if person.sampled}
        self.trees: tskit.TreeSequence = within

    def complete(self) -> None:
        """Carry the pedigree's founders back through the demography."""
        self.trees = msprime.sim_ancestry(
            initial_state=self.trees,
            demography=self._model,
            recombination_rate=self._recipe.recombination_rate,
            random_seed=seed_for(self._seed, "demography", self._contig),
        )

    def parent(self, copy: Copy, position: int) -> Copy | None:
        """See :class:`Lineage`; seen through unsampled ancestors only where the tree keeps them."""
        return self._copy.get(self.trees.at(position - 1).parent(self._node[copy]))

    def carriers(self, copy: Copy, position: int) -> set[Copy]:
        """See :class:`Lineage`."""
        return self.below(self._node[copy], position)

    def below(self, node: int, position: int) -> set[Copy]:
        """Copies of sampled people under a node of the tree."""
        found = {self._copy[leaf] for leaf in self.trees.at(position - 1).samples(node)}
        return {copy for copy in found if copy[0] in self._sampled}

    def autozygous_node(self, person: Person, position: int) -> int | None:
        """The common ancestor, within the pedigree, of a person's two copies at a position."""
        return self._common_ancestor(self.trees.at(position - 1), person)

    def _common_ancestor(self, tree: tskit.Tree, person: Person) -> int | None:
        node = tree.mrca(self._node[person.number, 0], self._node[person.number, 1])
        return int(node) if node != tskit.NULL and node in self._copy else None

    def autozygous_segments(self, person: Person) -> list[tuple[int, int]]:
        """Stretches, 1-based inclusive, where both copies descend from one ancestor of the pedigree."""
        merged: list[tuple[int, int]] = []
        for tree in self.trees.trees():
            if self._common_ancestor(tree, person) is None:
                continue
            start, end = int(tree.interval.left) + 1, int(tree.interval.right)
            if merged and merged[-1][1] + 1 == start:
                start = merged.pop()[0]
            merged.append((start, end))
        return merged

    def older(self, node: int, position: int) -> int | None:
        """The parent node in the tree at a position."""
        parent = self.trees.at(position - 1).parent(node)
        return None if parent == tskit.NULL else int(parent)

    def mutated(self, rate: float) -> tuple[list[int], np.ndarray[tuple[int, int], np.dtype[np.int8]]]:
        """Sites with one mutation each: 1-based positions, and genotypes (sites x 2 * sampled people)."""
        return _mutate(self.trees, rate, seed_for(self._seed, "mutations", self._contig), self._columns())

    def _columns(self) -> list[int]:
        return [self._node[person.number, copy] for person in self._people.sampled for copy in (0, 1)]


def _mutate(
    trees: tskit.TreeSequence, rate: float, seed: int, nodes: list[int]
) -> tuple[list[int], np.ndarray[tuple[int, int], np.dtype[np.int8]]]:
    mutated = msprime.sim_mutations(trees, rate=rate, random_seed=seed, model=msprime.BinaryMutationModel())
    once = [site.id for site in mutated.sites() if len(site.mutations) == 1]
    genotypes = mutated.genotype_matrix(samples=nodes)[once]
    positions = [int(mutated.site(site).position) + 1 for site in once]
    return positions, genotypes.astype(np.int8)


@dataclass(frozen=True)
class Gamete:
    """Where a child's copy comes from: the parent's copy of each stretch, and the last position of each.

    Beyond the last position that is given, the last copy holds.
    """

    parent: int
    breaks: tuple[int, ...]
    copies: tuple[int, ...]

    def source(self, position: int) -> int:
        """The parent's copy at a 1-based position."""
        for last, copy in zip(self.breaks, self.copies, strict=False):
            if position <= last:
                return copy
        return self.copies[-1]


class DroppedLineage:
    """Gene dropping through the families on X, Y or M; founders' copies are drawn from the demography.

    ``gametes`` holds a copy's origin; a copy that exists without a gamete is a founder's.
    """

    def __init__(self, people: People, gametes: dict[Copy, Gamete], existing: set[Copy]) -> None:
        self.gametes = gametes
        self._existing = existing
        self._sampled = {person.number for person in people.all if person.sampled}

    @property
    def founders(self) -> list[Copy]:
        """Copies that have no origin within a family, in order."""
        return sorted(self._existing - set(self.gametes))

    def parent(self, copy: Copy, position: int) -> Copy | None:
        """See :class:`Lineage`."""
        gamete = self.gametes.get(copy)
        return None if gamete is None else (gamete.parent, gamete.source(position))

    def origin(self, copy: Copy, position: int) -> Copy:
        """The founder's copy that a copy comes from."""
        above = self.parent(copy, position)
        return copy if above is None else self.origin(above, position)

    def carriers(self, copy: Copy, position: int) -> set[Copy]:
        """See :class:`Lineage`."""
        found = {copy}
        for child in sorted(self.gametes):  # ancestors have lower numbers, so one pass is enough
            above = self.parent(child, position)
            if above in found:
                found.add(child)
        return {item for item in found if item[0] in self._sampled}


def drop_x(people: People, length: int, par: list[tuple[int, int]], morgans: float, seed: int) -> DroppedLineage:
    """X: mothers recombine over its length, fathers once within PAR1 with the copy that their Y carries."""
    rng = stream(seed, "drop", "X")
    gametes: dict[Copy, Gamete] = {}
    existing = {(person.number, copy) for person in people.all for copy in (0, 1)}
    for person in people.all:
        if person.father is None or person.mother is None:
            continue
        crossings = np.sort(rng.integers(1, length, size=int(rng.poisson(morgans))))
        first = int(rng.integers(2))
        copies = tuple((first + number) % 2 for number in range(len(crossings) + 1))
        gametes[person.number, 1] = Gamete(person.mother, (*(int(at) for at in crossings), length), copies)
        exchange = int(rng.integers(2, par[0][1] - 1)) if par else 0
        own = 0 if person.sex == "male" else 1  # sons get the father's Y with its PAR, daughters his X
        breaks, sources = ((exchange, length), (1 - own, own)) if par else ((length,), (own,))
        gametes[person.number, 0] = Gamete(person.father, breaks, sources)
    return DroppedLineage(people, gametes, existing)


def drop_uniparental(people: People, copy: int, sexes: tuple[str, ...]) -> DroppedLineage:
    """Y (copy 0, males, from fathers) or M (copy 1, everybody, from mothers)."""
    gametes: dict[Copy, Gamete] = {}
    for person in people.all:
        parent = person.father if copy == 0 else person.mother
        if parent is not None and person.sex in sexes:
            gametes[person.number, copy] = Gamete(parent, (), (copy,))
    existing = {(person.number, copy) for person in people.all if person.sex in sexes}
    return DroppedLineage(people, gametes, existing)


def founder_sites(
    people: People, lineage: DroppedLineage, recipe: PopulationRecipe, length: int, contig: str, seed: int
) -> tuple[list[int], dict[Copy, np.ndarray[tuple[int], np.dtype[np.int8]]]]:
    """Sites of a dropped contig: positions, and for each founder's copy its alleles over all sites."""
    scale, recombination, rate = {
        "x": (0.75, recipe.recombination_rate, recipe.mutation_rate),
        "y": (0.25, 0.0, recipe.mutation_rate),
        "mitochondrion": (0.25, 0.0, recipe.mutation_rate * recipe.mitochondrial_factor),
    }[contig]
    founders = lineage.founders
    trees = msprime.sim_ancestry(
        samples=[msprime.SampleSet(1, population=deme(people.all[number].group), ploidy=1) for number, _ in founders],
        demography=demography(recipe, scale),
        ploidy=2,
        sequence_length=length,
        recombination_rate=recombination,
        random_seed=seed_for(seed, "demography", contig),
    )
    positions, genotypes = _mutate(trees, rate, seed_for(seed, "mutations", contig), list(trees.samples()))
    return positions, {copy: genotypes[:, column] for column, copy in enumerate(founders)}
