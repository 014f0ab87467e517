"""Genomes for triage: one on which nothing can be moved, and one with genes of long introns on either strand."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pysam

from tachkhis.variants.sequence import Genome

from .names_world import FORWARD
from .names_world import REVERSE
from .names_world import Design
from .names_world import World
from .names_world import write_world

# exons without a coding base at either end, a coding sequence that begins and ends within an exon, introns beyond the
# windows of triage; a transcript that codes for nothing; one of a single exon
GENES = (
    Design("A", ((100, 150), (260, 330), (430, 520), (640, 700)), (275, 497)),
    Design("B", ((800, 860), (960, 1000), (1100, 1170)), None),
    Design("C", ((1300, 1420),), (1330, 1390)),
    Design("D", ((1500, 1506), (1600, 1660), (1760, 1800)), (1602, 1782)),
)
SIZE = 1900

Allele = tuple[str, int, str, str]
"""Contig, 1-based position, REF, ALT."""


def still_genome(folder: Path, contig: str = "c", length: int = 3000) -> Genome:
    """A contig of unknown bases: no insertion or deletion has a second place."""
    fasta = folder / "still.fa"
    fasta.write_text(f">{contig}\n{'N' * length}\n")
    pysam.faidx(str(fasta))
    return Genome(fasta)


def genes_world(folder: Path, seed: int) -> World:
    """Bases rich in short repeats, with the genes on either strand; introns begin and end as they should."""
    rng = random.Random(seed)
    text = ""
    while len(text) < SIZE:
        text += (
            rng.choice("ACGT") * rng.choice((1, 1, 1, 2, 5)) if rng.random() < 0.9 else rng.choice(("CAG", "GT")) * 3
        )
    bases = list(text[:SIZE])
    for gene in GENES:
        for (_, donor), (acceptor, _) in zip(gene.exons, gene.exons[1:], strict=False):
            bases[donor : donor + 2] = "GT"
            bases[acceptor - 2 : acceptor] = "AG"
        if gene.cds:
            bases[gene.cds[0] : gene.cds[0] + 3] = "ATG"
            bases[gene.cds[1] - 3 : gene.cds[1]] = "TAA"
    return write_world(folder, "".join(bases), list(GENES))


def changes_at_edges(world: World, seed: int, count: int) -> Iterator[Allele]:
    """Changes beside the edges of exons and coding sequences, each with its mirror image on the other strand."""
    rng = random.Random(seed)
    edges = sorted({edge for gene in GENES for span in (*gene.exons, gene.cds or gene.exons[0]) for edge in span})
    for _ in range(count):
        start = max(2, rng.choice(edges) + rng.randint(-30, 12))
        size = min(rng.choice((1, 1, 2, 3, 4, 5, 8, 12, 20, 30, 60, 130, 400)), SIZE - start - 2)
        taken = world.bases[start : start + size]
        made = "".join(rng.choices("ACGT", k=min(size, 30)))
        ref, alt = rng.choice(((taken, ""), (taken, ""), ("", taken), ("", taken), ("", made), (taken, made)))
        if ref == alt:
            continue
        yield _written(world.bases, FORWARD, start, ref, alt)
        back, ref, alt = world.mirrored(start, ref, alt)
        yield _written(Genome(world.fasta).fetch(REVERSE, 0, SIZE), REVERSE, back, ref, alt)


def _written(bases: str, contig: str, start: int, ref: str, alt: str) -> Allele:
    """As VCF has it, leftmost."""
    if ref and alt:
        return contig, start + 1, ref, alt
    while start > 1 and bases[start - 1] == (ref or alt)[-1]:
        start -= 1
        ref, alt = (bases[start] + ref[:-1], "") if ref else ("", bases[start] + alt[:-1])
    return contig, start, bases[start - 1] + ref, bases[start - 1] + alt
