"""The variants of a contig and who carries them: mutations of the ancestry turned into harmless SNVs and indels."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tachkhis.simulation.alleles import AlleleChooser
from tachkhis.simulation.ancestry import Copy
from tachkhis.simulation.effects import Effect
from tachkhis.simulation.effects import worst_effect
from tachkhis.simulation.model import Allele
from tachkhis.simulation.model import Gene
from tachkhis.simulation.model import GeneIndex
from tachkhis.simulation.model import Genome
from tachkhis.simulation.people import People
from tachkhis.simulation.recipe import ContigKind
from tachkhis.simulation.recipe import PopulationRecipe
from tachkhis.simulation.sequence import align_left
from tachkhis.simulation.sequence import footprint

ABSENT = -1
NEAR_PLANTED = 20  # bases around planted alleles kept free of population variants
NEAR_PAR_END = 50
TRANSITION = {"A": "G", "G": "A", "C": "T", "T": "C"}
Genotypes = NDArray[np.int8]


@dataclass
class Variation:
    """Variants of one contig in order of position, and who carries them.

    Attributes:
        alleles: left-aligned, parsimonious, footprints without overlap.
        genotypes: variants x (2 * sampled people); 0, 1, or ``ABSENT`` where a person has no such copy.
    """

    contig: str
    alleles: list[Allele]
    genotypes: Genotypes

    def person(self, row: int) -> Genotypes:
        """Both copies of the person at a place among the sampled (variants x 2)."""
        return self.genotypes[:, 2 * row : 2 * row + 2]


class SiteMaker:
    """Turns positions of mutations into alleles that fit the reference and harm no gene."""

    def __init__(self, genome: Genome, genes: GeneIndex, chooser: AlleleChooser, recipe: PopulationRecipe) -> None:
        self._genome, self._genes, self._chooser, self._recipe = genome, genes, chooser, recipe

    def make(self, contig: str, positions: Iterable[int], rng: np.random.Generator) -> list[tuple[int, Allele]]:
        """Alleles with the number of the mutation that each stands for; mutations without a place are left out."""
        sequence = self._genome.sequences[contig]
        made: list[tuple[int, Allele]] = []
        last = 0
        for number, position in enumerate(positions):
            chances = rng.random(4)  # always drawn, so that one site does not change the next
            if not 40 < position <= len(sequence) - 40:
                continue
            for allele in self._proposals(contig, sequence, position, chances):
                low, high = footprint(sequence, allele.position, allele.ref, allele.alt)
                if low <= last + 1 or self._refused(allele, low, high):
                    continue
                made.append((number, allele))
                last = high
                break
        return made

    def _proposals(self, contig: str, sequence: str, position: int, chances: NDArray[np.float64]) -> list[Allele]:
        """The allele of first choice, then the other substitutions as stand-ins."""
        base = sequence[position - 1]
        if base == "N":
            return []
        transition = TRANSITION[base]
        others = [letter for letter in "ACGT" if letter not in (base, transition)]
        order = [transition, *others] if chances[0] < self._recipe.transition_share else [*others, transition]
        proposals = [Allele(contig, position, base, alt) for alt in order]
        if chances[1] < self._recipe.indel_share:
            size = min(12, 1 + int(np.log(1 - chances[2]) / np.log(0.55)))
            ref, alt = sequence[position - 1 : position + size], base
            if chances[3] < 0.45:
                before = sequence[position - 1 - size : position - 1]
                ref, alt = base, base + (before if chances[3] < 0.3 else base * size)
            if "N" not in ref + alt:
                proposals.insert(0, Allele(contig, *align_left(sequence, position, ref, alt)))
        return proposals

    def _refused(self, allele: Allele, low: int, high: int) -> bool:
        contig = allele.contig
        if self._chooser.is_near(contig, low, high, NEAR_PLANTED):
            return True
        for start, end in self._genome.par.get(contig, []):
            if any(low - NEAR_PAR_END <= edge <= high + NEAR_PAR_END for edge in (start, end)):
                return True
        gene = self._genes.at(contig, low, high + 1)
        if gene is None:
            return False
        sequence = self._genome.sequences[contig]
        if len(allele.ref) != len(allele.alt):  # every placement counts, not only the leftmost
            inside = (position in splice for splice in _splice_sets(gene) for position in range(low, high + 2))
            coding = (
                position in transcript.cds_offset
                for transcript in gene.transcripts
                for position in range(low, high + 2)
            )
            return any(inside) or any(coding)
        return worst_effect(allele, gene, sequence) > Effect.MISSENSE_MILD


def _splice_sets(gene: Gene) -> list[frozenset[int]]:
    return [transcript.splice_bases for transcript in gene.transcripts]


def mask_absent(genotypes: Genotypes, alleles: list[Allele], genome: Genome, people: People, kind: ContigKind) -> None:
    """Mark, in place, the copies that people do not have."""
    if kind is ContigKind.AUTOSOME:
        return
    single = np.array([not genome.in_par(allele.contig, allele.position) for allele in alleles], dtype=bool)
    for row, person in enumerate(people.sampled):
        if kind is ContigKind.X and person.sex == "male":
            genotypes[single, 2 * row] = ABSENT
        if kind is ContigKind.Y:
            genotypes[:, 2 * row + 1] = ABSENT
            if person.sex == "female":
                genotypes[:, 2 * row] = ABSENT
        if kind is ContigKind.MITOCHONDRION:
            genotypes[:, 2 * row] = ABSENT


def with_planted(variation: Variation, planted: list[tuple[Allele, set[Copy]]], people: People) -> Variation:
    """The variation with planted alleles put in at their places."""
    rows = [variation.genotypes]
    alleles = [*variation.alleles]
    for allele, carriers in planted:
        row = np.zeros((1, variation.genotypes.shape[1]), dtype=np.int8)
        for number, copy in carriers:
            row[0, 2 * people.row_of[number] + copy] = 1
        rows.append(row)
        alleles.append(allele)
    order = sorted(range(len(alleles)), key=lambda number: (alleles[number].position, alleles[number].alt))
    return Variation(variation.contig, [alleles[number] for number in order], np.concatenate(rows)[order])
