"""Genomes of simulated couples and children: founders' haplotypes by coalescence, families by gene dropping.

Haplotypes are drawn in tiles of 10 Mb from a pool that msprime makes once; each tile of the genome takes one tile of the
pool and deals its haplotypes to the founders. So linkage, frequencies and background homozygosity within a tile are those
of a population of constant size, and across tiles there is no linkage.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from tachkhis.simulation.pedigrees import Autosome
from tachkhis.simulation.pedigrees import Drop
from tachkhis.simulation.pedigrees import Strand

TILE = 10_000_000
PEOPLE = 60
SIZE = 15_000
TILES = 10
DESERT = 3_000_000
"""Bases in the middle of each chromosome without a marker, as a centromere has."""
EXOME_GENES_PER_BASE = 19_000 / 2.9e9
EXONS, EXON, GENE = 9, 250, 40_000


@dataclass(frozen=True)
class Tile:
    """A tile of the pool: positions (0-based within it) and haplotypes (sites x copies, 0 or 1)."""

    positions: Any
    haplotypes: Any
    frequencies: Any


def pool(seed: int, share: float = 1.0) -> list[Tile]:
    """The tiles; frequencies are those among all copies of a tile.

    Args:
        seed: of all chance.
        share: of the mutations that there would be. Fewer on the same trees are what a random part of all is, and
            leave frequencies and stretches as they are.
    """
    import msprime

    tiles = []
    for number in range(TILES):
        trees = msprime.sim_ancestry(
            PEOPLE, population_size=SIZE, sequence_length=TILE, recombination_rate=1e-8, random_seed=seed + number
        )
        mutated = msprime.sim_mutations(
            trees, rate=1.25e-8 * share, random_seed=seed + number, model=msprime.BinaryMutationModel()
        )
        haplotypes = mutated.genotype_matrix().astype(np.int8)
        positions = mutated.tables.sites.position.astype(np.int64)
        first = np.concatenate(([True], positions[1:] != positions[:-1]))
        haplotypes, positions = haplotypes[first], positions[first]
        tiles.append(Tile(positions, haplotypes, haplotypes.mean(axis=1)))
    return tiles


def exons(chromosome: Autosome, random: np.random.Generator) -> Any:
    """Starts of exons, ascending: genes in clusters, as the genome has them."""
    mean = 1 / EXOME_GENES_PER_BASE
    gaps = random.gamma(0.5, 2 * mean, size=int(chromosome.length / mean * 2) + 10)
    genes = np.cumsum(gaps)
    genes = genes[genes < chromosome.length - GENE]
    starts = genes[:, None] + np.sort(random.uniform(0, GENE, size=(len(genes), EXONS)), axis=1)
    return np.sort(starts.ravel()).astype(np.int64)


def write_family(
    child: Drop,
    chromosomes: list[Autosome],
    tiles: list[Tile],
    path: Path,
    seed: int,
    *,
    error: float = 0.001,
    exome: bool = False,
    alone: bool = False,
) -> int:
    """The calls of child, father and mother as an annotated VCF; places where nobody varies are not written.

    Args:
        child: the family.
        chromosomes: its chromosomes.
        tiles: the pool.
        path: the file to write.
        seed: of the haplotypes and the errors.
        error: share of the genotypes that are replaced by another.
        exome: only places in exons.
        alone: the child alone.

    Returns:
        Records written.
    """
    random, deal = np.random.default_rng(seed), Random(seed)
    people = [child.pedigree.child] if alone else [child.pedigree.child, *child.pedigree.parents[child.pedigree.child]]
    records = 0
    with path.open("w", encoding="ascii") as out:
        out.write('##fileformat=VCFv4.2\n##FILTER=<ID=PASS,Description="All filters passed">\n')
        out.writelines(f"##contig=<ID=chr{c.name},length={c.length}>\n" for c in chromosomes)
        out.write('##INFO=<ID=GNOMAD_AF,Number=1,Type=Float,Description="f">\n')
        for name, kind in (("GT", "String"), ("DP", "Integer"), ("GQ", "Integer")):
            out.write(f'##FORMAT=<ID={name},Number=1,Type={kind},Description="{name}">\n')
        names = ("child", "father", "mother")[: len(people)]
        out.write("\t".join(("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *names)) + "\n")
        for chromosome in chromosomes:
            starts = exons(chromosome, random) if exome else None
            middle = chromosome.length // 2
            for begin in range(0, chromosome.length, TILE):
                tile = tiles[deal.randrange(len(tiles))]
                dealt = np.array(deal.sample(range(2 * PEOPLE), 2 * PEOPLE))
                places = tile.positions + begin
                wanted = (places < chromosome.length) & (np.abs(places - middle) > DESERT // 2)
                if starts is not None:
                    before = np.searchsorted(starts, places, side="right") - 1
                    wanted &= (before >= 0) & (places - starts[np.maximum(before, 0)] < EXON)
                places, haplotypes = places[wanted], tile.haplotypes[wanted]
                frequencies = tile.frequencies[wanted]
                rows = np.arange(len(places))
                genotypes = np.stack(
                    [
                        sum(
                            haplotypes[rows, dealt[_labels(strand, places)]]
                            for strand in child.strands[person][chromosome.name]
                        )
                        for person in people
                    ],
                    axis=1,
                ).astype(np.int64)
                wrong = random.random(genotypes.shape) < error
                genotypes[wrong] = (genotypes[wrong] + random.integers(1, 3, size=int(wrong.sum()))) % 3
                varies = genotypes.any(axis=1)
                text = [
                    f"chr{chromosome.name}\t{place + 1}\t.\tA\tC\t99\tPASS\tGNOMAD_AF={frequency:.4f}\tGT:DP:GQ\t{calls}\n"
                    for place, frequency, calls in zip(
                        places[varies].tolist(),
                        frequencies[varies].tolist(),
                        ("\t".join(_CALLS[one] for one in row) for row in genotypes[varies].tolist()),
                        strict=True,
                    )
                ]
                records += len(text)
                out.writelines(text)
    return records


_CALLS = ("0/0:30:80", "0/1:30:99", "1/1:30:80")


def _labels(strand: Strand, places: Any) -> Any:
    """The founder copy that each place of a strand comes from."""
    ends = np.array([end for end, _ in strand])
    labels = np.array([label for _, label in strand])
    return labels[np.searchsorted(ends, places, side="right")]
