"""How much of a gene could be read, as ``case.json`` has it."""

from __future__ import annotations

from tachkhis.case.message import Model


class Region(Model):
    """A stretch of the genome, 1-based inclusive; ``label`` names it for people (for example ``exon 3/9``)."""

    contig: str
    start: int
    end: int
    label: str


class GeneCoverage(Model):
    """How much of a gene's coding sequence could be read in the proband (at least ``threshold`` reads, MAPQ >= 20)."""

    gene: str
    transcript: str | None
    bases: int
    mean_depth: float
    threshold: int
    percent_callable: float
    unreadable: list[Region]
    missing: bool = False  # the gene is asked for and not in the gene model
