"""Who is simulated: the panel, the outgroups, the families, and the unsampled ancestors of families."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tachkhis.simulation.recipe import CaseRecipe
from tachkhis.simulation.recipe import Recipe
from tachkhis.simulation.sequence import stream


@dataclass(frozen=True)
class Person:
    """One person; ``number`` is also the person's row, ``father`` and ``mother`` are numbers of earlier people.

    Attributes:
        time: generations before today.
        sampled: genotypes of this person are kept (all but the unsampled ancestors of families).
        group: deme of the demography.
        sample: sample id, for members of families.
    """

    number: int
    group: str
    sex: str
    time: int
    sampled: bool
    father: int | None = None
    mother: int | None = None
    sample: str | None = None
    case: str | None = None


class People:
    """Everybody, ancestors before descendants."""

    def __init__(self, recipe: Recipe) -> None:
        self.all: list[Person] = []
        self.by_sample: dict[str, Person] = {}
        for case in recipe.cases:
            self._add_family(case)
        for group, count in (*recipe.population.outgroups.items(), *recipe.population.panel.items()):
            rng = stream(recipe.seed, "sexes", group)
            for sex in rng.choice(["female", "male"], size=count):
                self._add(group, str(sex), 0)
        self.outgroups = list(recipe.population.outgroups)
        self.regions = list(recipe.population.panel)

    def _add(self, group: str, sex: str, time: int, **more: object) -> Person:
        fields: dict[str, object] = {"sampled": True, **more}
        person = Person(len(self.all), group, sex, time, **fields)  # type: ignore[arg-type]
        self.all.append(person)
        if person.sample is not None:
            self.by_sample[person.sample] = person
        return person

    def _add_family(self, case: CaseRecipe) -> None:
        """Parents before children; first cousins get their common grandparents as unsampled ancestors."""
        depth = {person.sample: 0 for person in case.people}
        members = {person.sample: person for person in case.people}
        for _ in case.people:
            for person in case.people:
                for parent in (person.father, person.mother):
                    if parent:
                        depth[parent] = max(depth[parent], depth[person.sample] + 1)
        proband = members[case.proband]
        cousins = self._cousin_parents(case, depth[proband.sample])
        for person in sorted(case.people, key=lambda item: -depth[item.sample]):
            father, mother = (
                self.by_sample[parent].number if parent else None for parent in (person.father, person.mother)
            )
            if cousins and person.sample in (proband.father, proband.mother):
                father, mother = cousins[person.sample == proband.mother]
            self._add(
                case.region,
                person.sex,
                depth[person.sample],
                father=father,
                mother=mother,
                sample=person.sample,
                case=case.id,
            )

    def _cousin_parents(self, case: CaseRecipe, depth: int) -> list[tuple[int, int]]:
        """Father and mother of the proband's father and of the proband's mother, where those are first cousins."""
        if case.consanguinity != "first_cousins":
            return []

        def ancestor(sex: str, back: int, father: int | None = None, mother: int | None = None) -> int:
            return self._add(
                case.region, sex, depth + back, father=father, mother=mother, sampled=False, case=case.id
            ).number

        top = ancestor("male", 3), ancestor("female", 3)
        uncle, aunt = ancestor("male", 2, *top), ancestor("female", 2, *top)
        wife, husband = ancestor("female", 2), ancestor("male", 2)
        return [(uncle, wife), (husband, aunt)]

    @cached_property
    def sampled(self) -> list[Person]:
        """People whose genotypes are kept, in order of their numbers."""
        return [person for person in self.all if person.sampled]

    @cached_property
    def row_of(self) -> dict[int, int]:
        """Number of a person to the person's place among the sampled."""
        return {person.number: row for row, person in enumerate(self.sampled)}

    def family(self, case: str) -> list[Person]:
        """Sampled members of a case."""
        return [person for person in self.all if person.case == case and person.sampled]

    def rows(self, groups: list[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Places, among the sampled, of the unrelated people of some groups."""
        return np.array(
            [row for row, person in enumerate(self.sampled) if person.case is None and person.group in groups],
            dtype=np.int64,
        )
