"""Assembly of the synthetic genome: background, genes put in their places, pseudo-autosomal ends shared, gaps."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.simulation.background import Bases
from tachkhis.simulation.background import N
from tachkhis.simulation.background import contig_background
from tachkhis.simulation.background import families
from tachkhis.simulation.genes import Blueprint
from tachkhis.simulation.genes import design
from tachkhis.simulation.model import Gene
from tachkhis.simulation.model import Genome
from tachkhis.simulation.model import Transcript
from tachkhis.simulation.recipe import ContigKind
from tachkhis.simulation.recipe import ContigRecipe
from tachkhis.simulation.recipe import Recipe
from tachkhis.simulation.sequence import reverse_complement
from tachkhis.simulation.sequence import stream
from tachkhis.simulation.sequence import translate

CONTIG_MARGIN = 1_500  # bases free of genes at contig ends and pseudo-autosomal boundaries
SMALLEST_DISTANCE = 500  # bases between genes


def make_genome(recipe: Recipe) -> tuple[Genome, list[Gene]]:
    """The genome and its genes, in genomic order.

    Raises:
        InputError: the genes of a contig do not fit.
    """
    kinds = {contig.name: contig.kind for contig in recipe.genome.contigs}
    consensus = families(recipe.seed)
    bases = {
        contig.name: contig_background(contig, recipe.genome, recipe.seed, consensus)
        for contig in recipe.genome.contigs
    }
    placed: list[tuple[Blueprint, str, int]] = []
    for contig in recipe.genome.contigs:
        for in_par in (True, False):
            found = _place(contig, in_par, recipe, kinds)
            for blueprint, start in found:
                _write(bases[contig.name], blueprint, start)
                placed.append((blueprint, contig.name, start))
    par = _share_ends(bases, recipe)
    spans = {(contig, start, start + blueprint.span) for blueprint, contig, start in placed}
    for contig in recipe.genome.contigs:
        _write_gaps(bases[contig.name], contig, [(low, high) for name, low, high in spans if name == contig.name])
    genome = Genome({name: value.tobytes().decode() for name, value in bases.items()}, kinds, par)
    genes = []
    count = 0
    for number, (blueprint, name, start) in enumerate(placed, start=1):
        gene = _annotate(blueprint, name, start, number, count, genome.sequences[name])
        count += len(gene.transcripts)
        genes.append(gene)
    order = list(kinds)
    return genome, sorted(genes, key=lambda gene: (order.index(gene.main.contig), gene.start))


def _free_span(contig: ContigRecipe, in_par: bool, recipe: Recipe) -> tuple[int, int]:
    """0-based half-open bounds within which genes of a contig may lie."""
    if contig.kind is ContigKind.MITOCHONDRION:
        return 400, contig.length - 200
    if contig.kind in (ContigKind.X, ContigKind.Y):
        if in_par:
            return CONTIG_MARGIN, recipe.genome.par1 - CONTIG_MARGIN
        return recipe.genome.par1 + CONTIG_MARGIN, contig.length - recipe.genome.par2 - CONTIG_MARGIN
    return CONTIG_MARGIN + contig.telomere, contig.length - contig.telomere - CONTIG_MARGIN


def _place(
    contig: ContigRecipe, in_par: bool, recipe: Recipe, kinds: dict[str, ContigKind]
) -> list[tuple[Blueprint, int]]:
    """Genes of a contig, in the order of the recipe, with chance distances; starts are 0-based."""
    wanted = [gene for gene in recipe.genes if gene.contig == contig.name and gene.in_par is in_par]
    if not wanted:
        return []
    blueprints = [design(gene, kinds[gene.contig], stream(recipe.seed, "gene", gene.symbol)) for gene in wanted]
    low, high = _free_span(contig, in_par, recipe)
    distance = 100 if contig.kind is ContigKind.MITOCHONDRION else SMALLEST_DISTANCE
    free = high - low - sum(blueprint.span for blueprint in blueprints) - distance * (len(wanted) + 1)
    if free < 0:
        problem = f"its {len(wanted)} genes need {-free} bases more than there are"
        raise InputError([Fault("recipe", problem, "make the contig longer or move genes", column=contig.name)])
    shares = stream(recipe.seed, "places", contig.name, str(in_par)).dirichlet([2.0] * (len(wanted) + 1))
    placed = []
    start = low
    for blueprint, share in zip(blueprints, shares, strict=False):
        start += distance + int(share * free)
        placed.append((blueprint, start))
        start += blueprint.span
    return placed


def _write(bases: Bases, blueprint: Blueprint, start: int) -> None:
    """Write exons and splice signals over the background; the rest of the introns stays background."""
    forward = blueprint.recipe.strand == "+"
    offset = 0

    def put(text: str, at: int) -> None:
        letters = text if forward else reverse_complement(text)
        left = start + at if forward else start + blueprint.span - at - len(text)
        bases[left : left + len(text)] = np.frombuffer(letters.encode(), dtype=np.uint8)

    for number, exon in enumerate(blueprint.exons):
        put(exon, offset)
        offset += len(exon)
        if number < len(blueprint.introns):
            put(blueprint.donors[number], offset)
            offset += blueprint.introns[number]
            put(blueprint.acceptors[number], offset - len(blueprint.acceptors[number]))


def _share_ends(bases: dict[str, Bases], recipe: Recipe) -> dict[str, list[tuple[int, int]]]:
    """Copy the ends of X to Y; returns the pseudo-autosomal bounds of both, 1-based inclusive."""
    names = {contig.kind: contig.name for contig in recipe.genome.contigs}
    if ContigKind.X not in names or ContigKind.Y not in names:
        return {}
    x, y = bases[names[ContigKind.X]], bases[names[ContigKind.Y]]
    one, two = recipe.genome.par1, recipe.genome.par2
    y[:one] = x[:one]
    y[y.size - two :] = x[x.size - two :]
    return {
        names[kind]: [(1, one), (end.size - two + 1, end.size)] for kind, end in ((ContigKind.X, x), (ContigKind.Y, y))
    }


def _write_gaps(bases: Bases, contig: ContigRecipe, spans: list[tuple[int, int]]) -> None:
    """Runs of N at the ends and one in the widest stretch between genes."""
    if contig.telomere:
        bases[: contig.telomere] = N
        bases[-contig.telomere :] = N
    if contig.gap:
        edges = sorted([(0, contig.telomere), *spans, (bases.size - contig.telomere, bases.size)])
        stretches = [(right[0] - left[1], left[1]) for left, right in pairwise(edges)]
        width, start = max(stretches)
        middle = start + width // 2
        bases[middle - contig.gap // 2 : middle - contig.gap // 2 + contig.gap] = N


def _exons_on_genome(blueprint: Blueprint, start: int) -> list[tuple[int, int]]:
    """Exons in transcript order, 1-based inclusive genomic."""
    found = []
    offset = 0
    for number, exon in enumerate(blueprint.exons):
        low, high = offset, offset + len(exon) - 1
        if blueprint.recipe.strand == "+":
            found.append((start + low + 1, start + high + 1))
        else:
            found.append((start + blueprint.span - high, start + blueprint.span - low))
        offset += len(exon) + (blueprint.introns[number] if number < len(blueprint.introns) else 0)
    return found


def _annotate(blueprint: Blueprint, contig: str, start: int, number: int, transcripts: int, sequence: str) -> Gene:
    """The gene with its MANE transcript and, where they can be had, others."""
    recipe = blueprint.recipe
    exons = _exons_on_genome(blueprint, start)
    made: list[Transcript] = []

    def add(kept: list[tuple[int, int]], cds: tuple[int, int] | None, biotype: str, *tags: str) -> None:
        made.append(
            Transcript(
                id=f"SYNT{transcripts + len(made) + 1:011d}",
                version=1 + (number + len(made)) % 4,
                contig=contig,
                strand=recipe.strand,
                exons=tuple(sorted(kept)),
                cds=cds,
                table=blueprint.table,
                biotype=biotype,
                tags=tags,
            )
        )

    if blueprint.cds is None:
        add(exons, None, recipe.biotype, "Ensembl_canonical")
        return Gene(recipe, f"SYNG{number:011d}", tuple(made))
    positions = [
        position
        for low, high in exons
        for position in (range(low, high + 1) if recipe.strand == "+" else range(high, low - 1, -1))
    ]
    first, last = positions[blueprint.cds[0]], positions[blueprint.cds[1] - 1]
    cds = (min(first, last), max(first, last))
    add(exons, cds, "protein_coding", "Ensembl_canonical", "MANE_Select")
    shorter = _shorter_ends(exons, cds, recipe.strand)
    if shorter is not None:
        add(shorter, cds, "protein_coding")
    skipped = _skipping(made[0], exons, sequence)
    if skipped is not None:
        add(skipped, cds, "protein_coding")
    if len(exons) >= 5 and number % 3 == 0:
        add(exons[:2], None, "processed_transcript")
    return Gene(recipe, f"SYNG{number:011d}", tuple(made))


def _shorter_ends(exons: list[tuple[int, int]], cds: tuple[int, int], strand: str) -> list[tuple[int, int]] | None:
    """The same coding part with a start of transcription 15 bases later and an earlier end."""
    (low, high), (tail_low, tail_high) = exons[0], exons[-1]
    if len(exons) == 1 or high - low < 60:
        return None
    cut = 15
    if strand == "+":
        ends = [(low + cut, high), *exons[1:-1], (tail_low, tail_high - 2 * cut)]
        return ends if ends[-1][1] > cds[1] and (ends[0][0] < cds[0]) else None
    ends = [(low, high - cut), *exons[1:-1], (tail_low + 2 * cut, tail_high)]
    return ends if ends[-1][0] < cds[0] and (ends[0][1] > cds[1]) else None


def _skipping(main: Transcript, exons: list[tuple[int, int]], sequence: str) -> list[tuple[int, int]] | None:
    """The exons without one inner exon of whole codons, if the frame stays open."""
    assert main.cds is not None
    for number in range(2, len(exons) - 1):
        low, high = exons[number]
        if (high - low + 1) % 3 or low <= main.cds[0] or high >= main.cds[1]:
            continue
        kept = exons[:number] + exons[number + 1 :]
        other = Transcript("", 0, main.contig, main.strand, tuple(sorted(kept)), main.cds, main.table, "", ())
        if "*" not in translate(other.coding(sequence), main.table)[:-1]:
            return kept
    return None
