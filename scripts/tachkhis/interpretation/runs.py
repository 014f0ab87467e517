"""Runs of homozygosity as ``case.json`` holds them. Coordinates are 1-based inclusive, F and shares fractions of 1."""

from __future__ import annotations

from pydantic import Field

from tachkhis.case.message import Model


class Run(Model):
    """A run of homozygosity of one person."""

    contig: str
    start: int
    end: int
    bases: int
    centimorgans: float | None = None  # None where no genetic map was given
    markers: int  # homozygous ones
    heterozygous: int = 0  # within the run, taken for errors
    quality: float  # mean phred score of bcftools roh

    def holds(self, contig: str, position: int) -> bool:
        """Whether a position lies within."""
        return contig == self.contig and self.start <= position <= self.end


class FRoh(Model):
    """Share of the callable autosomes in runs of at least so many bases."""

    from_bases: int
    runs: int
    bases: int
    f: float


class ParentOnChromosome(Model):
    """Places of the chromosome where child and parent can be compared, and those without an allele of the parent."""

    parent: str  # father or mother
    sites: int
    conflicts: int
    elsewhere_sites: int
    elsewhere_conflicts: int


class WholeChromosome(Model):
    """A chromosome that may be of one parent alone: in one run with little elsewhere, or without a parent's alleles.

    Possible uniparental disomy, and no sign of kinship: isodisomy shows one run, heterodisomy shows none.
    """

    contig: str
    in_one_run: bool = True  # else told by the parent's alleles alone
    share: float  # of its callable bases
    parents: list[ParentOnChromosome] = Field(default_factory=list)
    not_given_by: str | None = None  # father or mother, where the data say so


class PersonAutozygosity(Model):
    """One person. Without ``f`` the markers reach too little of the genome for a share of it to mean anything."""

    sample: str
    runs: list[Run]
    f: list[FRoh] = Field(default_factory=list)
    # of the couple whose child the person is, by F and number of long runs; empty where not told
    classes: dict[str, float] = Field(default_factory=dict)
    suggested: str | None = None  # the likeliest class: unrelated, second_cousins, first_cousins, closer
    compatible: list[str] = Field(default_factory=list)  # likeliest first, together at least the table's probability
    declared: str  # agrees, higher, lower, nothing_declared, not_told
    whole_chromosome: list[WholeChromosome] = Field(default_factory=list)


class Couple(Model):
    """Kinship of two parents (KING-robust), beside the declaration."""

    father: str
    mother: str
    kinship: float | None
    sites: int
    declared: str


class Autosome(Model):
    """An autosome: its length, and the stretches (first and last marker, 1-based) within which runs can be seen."""

    contig: str
    bases: int
    covered: list[tuple[int, int]]


class Autozygosity(Model):
    """Runs of homozygosity of the family."""

    test: str
    genetic_map: bool
    autosome_bases: int
    callable_bases: int
    told: bool  # whether enough of a genome is callable for F and classes
    run_from_bases: int
    frequencies: dict[str, int]  # markers by the source of their frequency
    people: list[PersonAutozygosity]
    couples: list[Couple]
    autosomes: list[Autosome] = Field(default_factory=list)

    def person(self, sample: str) -> PersonAutozygosity | None:
        """One person, or ``None`` where they were not sequenced."""
        return next((one for one in self.people if one.sample == sample), None)
