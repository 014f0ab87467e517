"""Genes and transcripts of the synthetic genome, and the arithmetic between genome and coding sequence.

Genomic coordinates are 1-based inclusive; offsets into the mRNA or the CDS are 0-based.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property

from tachkhis.simulation.recipe import ContigKind
from tachkhis.simulation.recipe import GeneRecipe
from tachkhis.simulation.sequence import reverse_complement


@dataclass(frozen=True)
class Allele:
    """A left-aligned, parsimonious VCF allele; ``position`` is the 1-based POS."""

    contig: str
    position: int
    ref: str
    alt: str

    @property
    def id(self) -> str:
        """CHROM-POS-REF-ALT."""
        return f"{self.contig}-{self.position}-{self.ref}-{self.alt}"

    @property
    def end(self) -> int:
        """Last base of REF, 1-based."""
        return self.position + len(self.ref) - 1


@dataclass(frozen=True)
class Transcript:
    """A transcript: ``exons`` in genomic order, ``cds`` the outer bounds of the coding part with the stop codon."""

    id: str
    version: int
    contig: str
    strand: str
    exons: tuple[tuple[int, int], ...]
    cds: tuple[int, int] | None
    table: int
    biotype: str
    tags: tuple[str, ...]

    @property
    def name(self) -> str:
        """Id with version, as HGVS wants it."""
        return f"{self.id}.{self.version}"

    @cached_property
    def mrna_positions(self) -> list[int]:
        """Genomic position of each base of the mRNA, 5' to 3'."""
        ordered = [position for start, end in self.exons for position in range(start, end + 1)]
        return ordered if self.strand == "+" else ordered[::-1]

    @cached_property
    def cds_positions(self) -> list[int]:
        """Genomic position of each base of the CDS, 5' to 3', stop codon included."""
        if self.cds is None:
            return []
        low, high = self.cds
        return [position for position in self.mrna_positions if low <= position <= high]

    @cached_property
    def cds_offset(self) -> dict[int, int]:
        """Genomic position to 0-based offset in the CDS."""
        return {position: offset for offset, position in enumerate(self.cds_positions)}

    @cached_property
    def introns(self) -> tuple[tuple[int, int], ...]:
        """Introns in genomic order."""
        return tuple((left[1] + 1, right[0] - 1) for left, right in zip(self.exons, self.exons[1:], strict=False))

    @cached_property
    def splice_bases(self) -> frozenset[int]:
        """The two bases at either end of each intron."""
        return frozenset(position for start, end in self.introns for position in (start, start + 1, end - 1, end))

    def spliced(self, contig: str) -> str:
        """The mRNA, 5' to 3', from the sequence of the whole contig."""
        forward = "".join(contig[start - 1 : end] for start, end in self.exons)
        return forward if self.strand == "+" else reverse_complement(forward)

    def coding(self, contig: str) -> str:
        """The CDS, 5' to 3', stop codon included."""
        if self.cds is None:
            return ""
        first = self.mrna_positions.index(self.cds_positions[0])
        return self.spliced(contig)[first : first + len(self.cds_positions)]

    @cached_property
    def last_junction(self) -> int:
        """Offset in the CDS of the first base after the last exon junction (0 without introns in the CDS)."""
        offsets = [
            self.cds_offset[position]
            for start, end in self.exons
            for position in ((start,) if self.strand == "+" else (end,))
            if position in self.cds_offset
        ]
        return max(offsets)


@dataclass(frozen=True)
class Gene:
    """A gene with its transcripts, the MANE one first."""

    recipe: GeneRecipe
    id: str
    transcripts: tuple[Transcript, ...]

    @property
    def symbol(self) -> str:
        """HGNC symbol."""
        return self.recipe.symbol

    @property
    def main(self) -> Transcript:
        """The MANE transcript, or the only one."""
        return self.transcripts[0]

    @cached_property
    def start(self) -> int:
        """First base, 1-based."""
        return min(transcript.exons[0][0] for transcript in self.transcripts)

    @cached_property
    def end(self) -> int:
        """Last base, 1-based."""
        return max(transcript.exons[-1][1] for transcript in self.transcripts)


@dataclass(frozen=True)
class Genome:
    """Sequences, kinds and pseudo-autosomal ends; PAR bounds are 1-based inclusive, X and Y in the same order."""

    sequences: dict[str, str]
    kinds: dict[str, ContigKind]
    par: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def named(self, kind: ContigKind) -> list[str]:
        """Contigs of one kind, in order."""
        return [name for name, value in self.kinds.items() if value is kind]

    def in_par(self, contig: str, position: int) -> bool:
        """Whether a position lies in a pseudo-autosomal end of X or Y."""
        return any(start <= position <= end for start, end in self.par.get(contig, []))


class GeneIndex:
    """Genes by position."""

    def __init__(self, genes: list[Gene]) -> None:
        self._genes: dict[str, list[Gene]] = {}
        for gene in sorted(genes, key=lambda item: item.start):
            self._genes.setdefault(gene.main.contig, []).append(gene)
        self._starts = {contig: [gene.start for gene in found] for contig, found in self._genes.items()}

    def at(self, contig: str, start: int, end: int) -> Gene | None:
        """The gene that a stretch touches (genes do not overlap)."""
        if contig not in self._genes:
            return None
        place = bisect_right(self._starts[contig], end) - 1
        if place < 0:
            return None
        gene = self._genes[contig][place]
        return gene if gene.end >= start else None
