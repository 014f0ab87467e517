"""Design of genes: exons, introns with their signals, reading frames, and the sequence that carries them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tachkhis.simulation.background import random_bases
from tachkhis.simulation.recipe import ContigKind
from tachkhis.simulation.recipe import GeneRecipe
from tachkhis.simulation.sequence import STANDARD_CODE
from tachkhis.simulation.sequence import VERTEBRATE_MITOCHONDRIAL_CODE
from tachkhis.simulation.sequence import genetic_code
from tachkhis.simulation.sequence import translate

SHORTEST_INTRON, LONGEST_INTRON = 150, 900
KOZAK = "GCCGCCACC"  # before ATG; G follows: the Kozak consensus
DONORS = ("GTAAGT", "GTGAGT", "GTAAGA", "GTATGT")
BRANCH_AND_TRACT = 38  # bases before AG that hold the branch point and the polypyrimidine tract


@dataclass(frozen=True)
class Blueprint:
    """A gene in its own 5' to 3' direction: sequence of exons, length of introns, and where the CDS lies.

    Attributes:
        exons: exon sequences.
        introns: length of each intron (one fewer than exons).
        donors: first bases of each intron; ``acceptors``: last bases of each intron.
        cds: 0-based half-open bounds of the CDS in the mRNA, or ``None``.
    """

    recipe: GeneRecipe
    table: int
    exons: tuple[str, ...]
    introns: tuple[int, ...]
    donors: tuple[str, ...]
    acceptors: tuple[str, ...]
    cds: tuple[int, int] | None

    @property
    def span(self) -> int:
        """Bases on the genome."""
        return sum(map(len, self.exons)) + sum(self.introns)


def _letters(count: int, gc: float, rng: np.random.Generator) -> str:
    return random_bases(count, gc, rng).tobytes().decode()


def _pick_codons(count: int, table: int, rng: np.random.Generator) -> list[str]:
    """Sense codons; GC-ending ones a little preferred, as in human genes, and no run that looks like a repeat."""
    sense = [codon for codon, amino in genetic_code(table).items() if amino != "*"]
    weights = np.array([1.3 if codon[2] in "GC" else 0.9 for codon in sense])
    weights *= np.array([0.5 if "CG" in codon else 1.0 for codon in sense])
    picked = rng.choice(len(sense), size=count, p=weights / weights.sum())
    return [sense[index] for index in picked]


def _exon_lengths(count: int, rng: np.random.Generator) -> list[int]:
    """Coding lengths that sum to whole codons; one inner exon is itself whole codons, so that it can be skipped."""
    lengths = [int(value) for value in rng.integers(84, 216, size=count)]
    if count == 1:
        lengths = [int(rng.integers(200, 300))]
    if count >= 4:
        lengths[count // 2] -= lengths[count // 2] % 3
    lengths[-1] -= sum(lengths) % 3
    return lengths


def _acceptor(rng: np.random.Generator) -> str:
    """Branch point, polypyrimidine tract and CAG."""
    tract = "".join("CT"[int(value)] for value in (rng.random(20) < 0.62).astype(int))
    spacer = "".join("ACGT"[int(value)] for value in rng.integers(0, 4, size=BRANCH_AND_TRACT - 31))
    return spacer.replace("AG", "AC") + "TACTAAC" + "T" + tract + "CAG"


def _reading_frame(lengths: list[int], table: int, rng: np.random.Generator) -> str:
    codons = _pick_codons(sum(lengths) // 3 - 2, table, rng)
    if table == VERTEBRATE_MITOCHONDRIAL_CODE:
        codons[3:3] = ["TGA", "ATA"]
        codons[-2:] = []
        return "ATG" + "".join(codons) + "TAA"
    stop = ("TAA", "TAG", "TGA")[int(rng.integers(3))]
    return "ATG" + "G" + codons[0][1:] + "".join(codons[1:]) + stop


def design(recipe: GeneRecipe, kind: ContigKind, rng: np.random.Generator) -> Blueprint:
    """Draw a gene's exons, introns and signals."""
    if recipe.biotype != "protein_coding":
        return _non_coding(recipe, rng)
    mitochondrial = kind is ContigKind.MITOCHONDRION
    table = VERTEBRATE_MITOCHONDRIAL_CODE if mitochondrial else STANDARD_CODE
    lengths = _exon_lengths(recipe.coding_exons, rng)
    frame = _reading_frame(lengths, table, rng)
    while "*" in translate(frame, table)[:-1]:
        frame = _reading_frame(lengths, table, rng)
    coding = []
    for length in lengths:
        coding.append(frame[:length])
        frame = frame[length:]
    leader = "" if mitochondrial else _letters(int(rng.integers(50, 130)), 0.6, rng) + KOZAK
    trailer = "" if mitochondrial else _letters(int(rng.integers(120, 300)), 0.42, rng) + "AATAAA" + "TTGTGTCTGTACTG"
    exons = [*coding]
    exons[-1] += trailer
    if recipe.coding_exons >= 3 and rng.random() < 0.35:
        cut = int(rng.integers(20, len(leader) - len(KOZAK) - 8))
        exons = [leader[:cut], leader[cut:] + exons[0], *exons[1:]]
    else:
        exons[0] = leader + exons[0]
    return _with_introns(recipe, table, exons, (len(leader), len(leader) + sum(lengths)), rng)


def _non_coding(recipe: GeneRecipe, rng: np.random.Generator) -> Blueprint:
    if recipe.biotype == "Mt_tRNA":
        return Blueprint(recipe, STANDARD_CODE, (_letters(75, 0.45, rng),), (), (), (), None)
    exons = [_letters(int(rng.integers(150, 500)), 0.45, rng) for _ in range(3)]
    return _with_introns(recipe, STANDARD_CODE, exons, None, rng)


def _with_introns(
    recipe: GeneRecipe, table: int, exons: list[str], cds: tuple[int, int] | None, rng: np.random.Generator
) -> Blueprint:
    count = len(exons) - 1
    return Blueprint(
        recipe=recipe,
        table=table,
        exons=tuple(exons),
        introns=tuple(int(value) for value in rng.integers(SHORTEST_INTRON, LONGEST_INTRON, size=count)),
        donors=tuple(DONORS[int(value)] for value in rng.integers(0, len(DONORS), size=count)),
        acceptors=tuple(_acceptor(rng) for _ in range(count)),
        cds=cds,
    )
