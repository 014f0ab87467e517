"""The texture of the genome: isochores, CpG depletion, interspersed repeats, short tandem repeats, gaps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tachkhis.simulation.recipe import ContigKind
from tachkhis.simulation.recipe import ContigRecipe
from tachkhis.simulation.recipe import GenomeRecipe
from tachkhis.simulation.sequence import stream

Bases = NDArray[np.uint8]
LETTERS = np.frombuffer(b"ACGT", dtype=np.uint8)
A, C, G, T, N = (ord(letter) for letter in "ACGTN")
SHORT_MOTIFS = ("A", "T", "CA", "GT", "AT", "GA", "CAG", "AAT", "GATA", "AAAG", "GGAA", "TTAGG")
# family: consensus length, GC, share of all copies, lowest and highest divergence of a copy
REPEAT_FAMILIES = (
    (300, 0.58, 0.50, 0.04, 0.18),
    (180, 0.45, 0.20, 0.10, 0.25),
    (600, 0.40, 0.20, 0.06, 0.22),
    (900, 0.42, 0.10, 0.00, 0.004),
)


def random_bases(count: int, gc: float, rng: np.random.Generator) -> Bases:
    """Independent bases with a GC share."""
    at = (1 - gc) / 2
    return rng.choice(LETTERS, size=count, p=[at, gc / 2, gc / 2, at])


def isochores(length: int, recipe: GenomeRecipe, rng: np.random.Generator) -> Bases:
    """A sequence whose GC swings in steps of some kilobases, poor in CpG outside GC-rich steps."""
    parts: list[Bases] = []
    made = 0
    while made < length:
        size = int(rng.integers(3_000, 14_000))
        gc = float(rng.uniform(recipe.gc_low, recipe.gc_high))
        part = random_bases(size, gc, rng)
        islands = np.flatnonzero((part[:-1] == C) & (part[1:] == G))
        lost = islands[rng.random(islands.size) < (0.75 if gc < 0.55 else 0.3)]
        as_ca = rng.random(lost.size) < 0.5
        part[lost[~as_ca]] = T
        part[lost[as_ca] + 1] = A
        parts.append(part)
        made += size
    return np.concatenate(parts)[:length]


def families(seed: int) -> list[Bases]:
    """The consensus of each repeat family; the first ends in a run of A as SINEs do."""
    made = []
    for number, (length, gc, *_rest) in enumerate(REPEAT_FAMILIES):
        consensus = random_bases(length, gc, stream(seed, "repeat family", str(number)))
        if number == 0:
            consensus[-18:] = A
        made.append(consensus)
    return made


def diverged(consensus: Bases, share: float, rng: np.random.Generator) -> Bases:
    """A copy with substitutions at a share of its bases."""
    copy = consensus.copy()
    changed = rng.random(copy.size) < share
    copy[changed] = rng.choice(LETTERS, size=int(changed.sum()))
    return copy


def scatter_repeats(bases: Bases, recipe: GenomeRecipe, consensus: list[Bases], rng: np.random.Generator) -> None:
    """Write diverged, sometimes truncated and reversed copies of the families over the sequence."""
    complement = np.zeros(256, dtype=np.uint8)
    complement[[A, C, G, T]] = [T, G, C, A]
    shares = [family[2] for family in REPEAT_FAMILIES]
    covered = 0
    while covered < recipe.repeat_share * bases.size:
        number = int(rng.choice(len(consensus), p=shares))
        low, high = REPEAT_FAMILIES[number][3:]
        copy = diverged(consensus[number], float(rng.uniform(low, high)), rng)
        if rng.random() < 0.4:
            copy = copy[int(rng.integers(0, copy.size // 2)) :]
        if rng.random() < 0.5:
            copy = complement[copy[::-1]]
        start = int(rng.integers(0, bases.size - copy.size))
        bases[start : start + copy.size] = copy
        covered += copy.size


def scatter_short_repeats(bases: Bases, recipe: GenomeRecipe, rng: np.random.Generator) -> None:
    """Write homopolymers and short tandem repeats of 8 to about 45 bases."""
    for _ in range(bases.size // recipe.bases_per_short_repeat):
        motif = SHORT_MOTIFS[int(rng.integers(len(SHORT_MOTIFS)))]
        low, high = (8, 17) if len(motif) == 1 else (12, 45)
        length = int(rng.integers(low, high))
        run = np.frombuffer((motif * length)[:length].encode(), dtype=np.uint8)
        start = int(rng.integers(0, bases.size - length))
        bases[start : start + length] = run


def contig_background(contig: ContigRecipe, recipe: GenomeRecipe, seed: int, consensus: list[Bases]) -> Bases:
    """The sequence of a contig before genes are written on it."""
    rng = stream(seed, "background", contig.name)
    bases = isochores(contig.length, recipe, rng)
    if contig.kind is ContigKind.MITOCHONDRION:
        return bases
    scatter_repeats(bases, recipe, consensus, rng)
    scatter_short_repeats(bases, recipe, rng)
    return bases
