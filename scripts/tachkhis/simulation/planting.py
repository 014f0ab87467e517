"""Planting: which copies carry each planted allele, by descent from where the recipe lets it arise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tachkhis.simulation.alleles import AlleleChooser
from tachkhis.simulation.alleles import NamedAllele
from tachkhis.simulation.ancestry import AutosomeLineage
from tachkhis.simulation.ancestry import Copy
from tachkhis.simulation.ancestry import DroppedLineage
from tachkhis.simulation.model import Gene
from tachkhis.simulation.people import People
from tachkhis.simulation.recipe import FounderRecipe
from tachkhis.simulation.recipe import Level
from tachkhis.simulation.recipe import PlantRecipe
from tachkhis.simulation.recipe import PopulationRecipe
from tachkhis.simulation.recipe import Recipe
from tachkhis.simulation.recipe import impossible
from tachkhis.simulation.sequence import stream

ATTEMPTS = 2_000  # meioses drawn before the recipe's wishes for a contig are given up
PANEL_COPIES_OF_FOUNDER = 2  # copies of a case's founder allele that the panel may hold
FOUNDER_CASE = "founders"


@dataclass(frozen=True)
class Planted:
    """A planted allele of a case, or a founder allele of nobody in particular (``plant`` is then ``None``)."""

    case: str
    named: NamedAllele
    plant: PlantRecipe | None
    founder: FounderRecipe | None = None


def choose_planted(recipe: Recipe, chooser: AlleleChooser) -> list[Planted]:
    """Alleles of all cases, then of the founders that no case plants."""
    chosen = []
    for case in recipe.cases:
        for number, plant in enumerate(case.variants):
            rng = stream(recipe.seed, "allele", case.id, str(number))
            chosen.append(Planted(case.id, chooser.choose(plant.gene, plant.kind, rng), plant))
    for founder in recipe.founders:
        rng = stream(recipe.seed, "allele", FOUNDER_CASE, founder.gene)
        named = chooser.choose(founder.gene, founder.kind, rng)
        chosen.append(Planted(FOUNDER_CASE, named, None, founder))
    return chosen


def draw_autosome(
    recipe: Recipe, people: People, contig: str, length: int, planted: list[Planted], genes: dict[str, Gene]
) -> AutosomeLineage:
    """An ancestry of one autosome, its pedigree redrawn until every planted allele can be where it should be.

    Raises:
        InputError: the recipe asks for what meiosis does not give.
    """
    for attempt in range(ATTEMPTS):
        label = f"{contig} attempt {attempt}"
        lineage = AutosomeLineage(people, recipe.population, length, recipe.seed, label)
        if all(_autosome_fits(lineage, people, item, genes, recipe.population) for item in planted if item.plant):
            lineage.complete()
            return lineage
    raise impossible(f"no pedigree of {ATTEMPTS} fits the planted alleles", contig)


def _autosome_fits(
    lineage: AutosomeLineage,
    people: People,
    item: Planted,
    genes: dict[str, Gene],
    recipe: PopulationRecipe,
) -> bool:
    plant = item.plant
    assert plant is not None
    person = people.by_sample[plant.person]
    if plant.level is Level.AUTOZYGOUS:
        gene = genes[plant.gene]
        length = lineage.trees.sequence_length
        margin = recipe.autozygous_margin * length
        wanted = (max(1, gene.start - margin), min(length, gene.end + margin))
        segments = lineage.autozygous_segments(person)
        inside = any(start <= wanted[0] and wanted[1] <= end for start, end in segments)
        return inside and sum(end - start + 1 for start, end in segments) <= recipe.autozygous_limit * length
    position = item.named.allele.position
    return _avoids(lineage.carriers(arises_on(lineage, people, plant, position), position), people, plant)


def fits(lineage: DroppedLineage, people: People, planted: list[Planted]) -> bool:
    """Whether every planted allele of a dropped contig stays away from those who must not have it."""
    for item in planted:
        if item.plant is not None:
            position = item.named.allele.position
            found = lineage.carriers(arises_on(lineage, people, item.plant, position), position)
            if not _avoids(found, people, item.plant):
                return False
    return True


def redraw(draw: Callable[[int], DroppedLineage], people: People, planted: list[Planted]) -> DroppedLineage:
    """The first of many draws of gene dropping that fits the planted alleles.

    Raises:
        InputError: none does.
    """
    for attempt in range(ATTEMPTS):
        lineage = draw(attempt)
        if fits(lineage, people, planted):
            return lineage
    raise impossible(f"no gene dropping of {ATTEMPTS} fits the planted alleles", "variants")


def _avoids(carriers: set[Copy], people: People, plant: PlantRecipe) -> bool:
    barred = {people.by_sample[sample].number for sample in plant.not_in}
    return not any(number in barred for number, _ in carriers)


def arises_on(lineage: AutosomeLineage | DroppedLineage, people: People, plant: PlantRecipe, position: int) -> Copy:
    """The copy on which a planted allele arose."""
    copy = (people.by_sample[plant.person].number, 0 if plant.copy_ == "paternal" else 1)
    if plant.level is Level.OWN:
        return copy
    above = lineage.parent(copy, position)
    if above is None:
        raise impossible(f"{plant.person} has no simulated parent to inherit the allele from", plant.gene)
    return (above[0], 1 - above[1]) if plant.level is Level.UNTRANSMITTED else above


def autosome_carriers(lineage: AutosomeLineage, people: People, item: Planted) -> set[Copy]:
    """Sampled copies that carry a planted allele of an autosome."""
    position = item.named.allele.position
    if item.plant is None:
        assert item.founder is not None
        return _carriers_in_panel(lineage, people, position, item.founder.panel_alleles)
    if item.plant.level is not Level.AUTOZYGOUS:
        return lineage.carriers(arises_on(lineage, people, item.plant, position), position)
    node = lineage.autozygous_node(people.by_sample[item.plant.person], position)
    assert node is not None
    found = lineage.below(node, position)
    family = {person.number for person in people.family(item.case)}
    while True:  # an older origin, as long as it stays within this family and a few people of the panel
        older = lineage.older(node, position)
        if older is None:
            return found
        wider = lineage.below(older, position)
        outside = [people.all[number] for number, _ in wider if number not in family]
        strangers = any(person.case is not None or person.group in people.outgroups for person in outside)
        doubled = len([copy for copy in wider if copy[0] in family]) > len(
            [copy for copy in found if copy[0] in family]
        )
        if strangers or doubled or len(outside) > PANEL_COPIES_OF_FOUNDER:
            return found
        node, found = older, wider


def _carriers_in_panel(lineage: AutosomeLineage, people: People, position: int, bounds: tuple[int, int]) -> set[Copy]:
    """Carriers under the branch with the most panel members within bounds, and nobody from a family or outgroup."""
    if bounds == (0, 0):
        return set()
    tree = lineage.trees.at(position - 1)
    best: set[Copy] = set()
    for node in tree.nodes(order="preorder"):
        if not bounds[0] <= tree.num_samples(node) <= bounds[1] or len(best) >= tree.num_samples(node):
            continue
        found = lineage.below(int(node), position)
        members = [people.all[number] for number, _ in found]
        if all(person.case is None and person.group in people.regions for person in members):
            best = found
    return best
