"""The recipe of a simulated set: everything that is made follows from it and its seed."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel
from pydantic import ConfigDict
from pydantic import Field
from pydantic import ValidationError

from tachkhis import __version__
from tachkhis.errors import Fault
from tachkhis.errors import InputError

DEFAULT_RECIPE = Path("resources") / "simulation" / "demo.json"


class Part(BaseModel):
    """Base of all parts: immutable, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ContigKind(StrEnum):
    """How a contig is inherited."""

    AUTOSOME = "autosome"
    X = "x"
    Y = "y"
    MITOCHONDRION = "mitochondrion"


class ContigRecipe(Part):
    """One contig; ``gap`` is the length of a run of N within it, ``telomere`` of one at either end (bases)."""

    name: str
    length: int = Field(ge=2_000)
    kind: ContigKind
    gap: int = 0
    telomere: int = 0


class GenomeRecipe(Part):
    """Contigs, pseudo-autosomal ends (bases) and texture (shares of bases, GC as fractions)."""

    contigs: list[ContigRecipe]
    par1: int = 0
    par2: int = 0
    gc_low: float = 0.35
    gc_high: float = 0.60
    repeat_share: float = 0.2
    bases_per_short_repeat: int = 2500


class GeneRecipe(Part):
    """A gene under a real HGNC symbol and NCBI gene id; its sequence, place and diseases' variants are made up."""

    symbol: str
    gene_id: int
    contig: str
    strand: str = Field(pattern=r"^[+-]$")
    coding_exons: int = Field(default=6, ge=0)
    biotype: str = "protein_coding"
    in_par: bool = False
    inheritance: str = ""
    disease: str = ""
    omim: str = ""
    orpha: str = ""


class PopulationRecipe(Part):
    """Demography: sizes are diploid people, times generations, rates per base and generation.

    ``morgans`` is the length of each chromosome in the pedigrees. Around an autozygous gene, ``autozygous_margin``
    (share of the contig on either side) is autozygous too; on that contig no more than ``autozygous_limit`` is.
    """

    outgroups: dict[str, int]
    panel: dict[str, int]
    ancestral_size: float = 10_000
    outgroup_size: float = 60_000
    outgroup_growth_start: float = 300
    region_size: float = 3_000
    region_migration: float = 1e-3
    regions_split: float = 100
    continents_split: float = 1_500
    mutation_rate: float = 2.5e-8
    mitochondrial_factor: float = 20.0
    recombination_rate: float = 5e-8
    morgans: float = 0.5
    autozygous_margin: float = 0.04
    autozygous_limit: float = 0.75
    indel_share: float = 0.11
    transition_share: float = 0.67


class ReadsRecipe(Part):
    """Depth in reads per base, lengths in bases, shares as fractions of fragments."""

    depth: float = 30
    mitochondrial_depth: float = 120
    length: int = 150
    profile: str = "HS25"
    insert_mean: float = 360
    insert_sd: float = 70
    duplicate_share: float = 0.07
    short_share: float = 0.025
    shortest: int = 50


class UnitRecipe(Part):
    """One pair of FASTQ files and its share of the sample's reads."""

    unit: str
    library: str
    share: float = 1.0


class PersonRecipe(Part):
    """A member of a family; ``father`` and ``mother`` are sample ids or empty."""

    sample: str
    father: str = ""
    mother: str = ""
    sex: str = Field(pattern="^(female|male)$")
    affected: str = Field(pattern="^(yes|no|unknown)$")
    units: list[UnitRecipe]


class AlleleKind(StrEnum):
    """What a planted allele does to the gene's MANE transcript."""

    NONSENSE = "nonsense"
    FRAMESHIFT_DELETION = "frameshift_deletion"
    FRAMESHIFT_DUPLICATION = "frameshift_duplication"
    SPLICE_DONOR = "splice_donor"
    SPLICE_ACCEPTOR = "splice_acceptor"
    MISSENSE = "missense"


class Level(StrEnum):
    """On whose haplotype an allele arose, seen from one copy of one person."""

    OWN = "self"
    PARENT = "parent"
    UNTRANSMITTED = "untransmitted"
    AUTOZYGOUS = "autozygous"


class Role(StrEnum):
    """Why an allele is there."""

    CAUSE = "cause"
    CARRIER = "carrier"
    DECOY = "decoy"


class PlantRecipe(Part):
    """One planted allele: seen from ``person``'s ``copy``; ``not_in`` lists relatives that must not inherit it.

    ``listing`` is the ClinVar classification under which it is listed, or empty.
    """

    role: Role
    gene: str
    kind: AlleleKind
    person: str
    copy_: str = Field(alias="copy", pattern="^(paternal|maternal)$")
    level: Level
    not_in: list[str] = Field(default_factory=list)
    listing: str = ""
    founder: bool = False

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class ExpectedRecipe(Part):
    """The right answer of a case."""

    finding: bool
    gene: str | None = None
    mode: str | None = None
    phase: str | None = None


class CaseRecipe(Part):
    """One case: the request, the family, what is planted and what must be found."""

    id: str
    proband: str
    test: str
    hpo: list[str]
    hpo_excluded: list[str] = Field(default_factory=list)
    gene_panels: list[str] = Field(default_factory=list)
    urgency: str = "routine"
    consanguinity: str = "none"
    region: str
    consent: list[str] = Field(default_factory=list)
    referrer: str = ""
    people: list[PersonRecipe]
    variants: list[PlantRecipe]
    expected: ExpectedRecipe


class FounderRecipe(Part):
    """A founder variant that no case plants; ``panel_alleles`` bounds its count in the panel (0, 0: nobody)."""

    gene: str
    kind: AlleleKind
    panel_alleles: tuple[int, int] = (0, 0)


class GenePanelRecipe(Part):
    """A named list of genes."""

    gene_panel: str
    version: str
    genes: list[str]


class Recipe(Part):
    """The whole recipe."""

    synthetic: str
    seed: int
    release: str
    genome: GenomeRecipe
    genes: list[GeneRecipe]
    population: PopulationRecipe
    reads: ReadsRecipe
    pathogenic_per_gene: int = 4
    founders: list[FounderRecipe]
    gene_panels: list[GenePanelRecipe]
    cases: list[CaseRecipe]

    def only(self, cases: list[str] | None, file: str) -> Recipe:
        """The recipe restricted to some cases.

        Raises:
            InputError: a case that the recipe does not have.
        """
        if cases is None:
            return self
        known = [case.id for case in self.cases]
        faults = [
            Fault(
                file,
                "no such case in the recipe",
                f"use one of {', '.join(known)}",
                value=name,
                column="cases",
            )
            for name in cases
            if name not in known
        ]
        if faults:
            raise InputError(faults)
        return self.model_copy(update={"cases": [case for case in self.cases if case.id in cases]})

    def digest(self) -> str:
        """SHA-256 of the recipe, of the code that carries it out and of the versions that decide on its bytes."""
        total = hashlib.sha256(self.model_dump_json(by_alias=True).encode())
        total.update(f"{__version__} msprime {version('msprime')} numpy {version('numpy')}".encode())
        for source in sorted(Path(__file__).parent.glob("*.py")):
            total.update(source.name.encode() + b"\0" + source.read_bytes())
        return total.hexdigest()


def impossible(problem: str, part: str) -> InputError:
    """The error for a wish of the recipe that cannot be met, whatever the chance."""
    return InputError([Fault("recipe", problem, "change that part of the recipe or its seed", column=part)])


def read_recipe(file: Path) -> Recipe:
    """Read and check a recipe.

    Raises:
        InputError: unreadable, not JSON, or not a recipe; every fault is listed.
    """
    name = str(file)
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        remedy = "give the path of a recipe such as resources/simulation/demo.json"
        raise InputError([Fault(name, f"cannot be read ({error.strerror})", remedy)]) from None
    except ValueError as error:
        raise InputError([Fault(name, f"is not JSON ({error})", "correct the syntax at that place")]) from None
    try:
        recipe = Recipe.model_validate(content)
    except ValidationError as error:
        raise InputError(
            Fault(name, str(fault["msg"]), "see demo.json", column=".".join(str(part) for part in fault["loc"]))
            for fault in error.errors()
        ) from None
    faults = _cross_faults(recipe, name)
    if faults:
        raise InputError(faults)
    return recipe


def _cross_faults(recipe: Recipe, name: str) -> list[Fault]:
    """References between parts of the recipe that lead nowhere."""
    genes = {gene.symbol: gene for gene in recipe.genes}
    contigs = {contig.name for contig in recipe.genome.contigs}
    faults = [
        Fault(name, "gene on a contig that the recipe lacks", "name one of genome.contigs", value=gene.contig)
        for gene in recipe.genes
        if gene.contig not in contigs
    ]
    asked = [(founder.gene, "founders") for founder in recipe.founders]
    asked += [(plant.gene, case.id) for case in recipe.cases for plant in case.variants]
    asked += [(gene, panel.gene_panel) for panel in recipe.gene_panels for gene in panel.genes]
    faults += [
        Fault(name, "gene that the recipe lacks", "name one of genes", column=column, value=gene)
        for gene, column in asked
        if gene not in genes
    ]
    for case in recipe.cases:
        samples = {person.sample for person in case.people}
        named = {case.proband, *(plant.person for plant in case.variants)}
        named |= {parent for person in case.people for parent in (person.father, person.mother) if parent}
        faults += [
            Fault(
                name,
                "person that the family lacks",
                "name one of the case's people",
                column=case.id,
                value=who,
            )
            for who in sorted(named - samples)
        ]
        if case.region not in recipe.population.panel:
            remedy = f"use one of {', '.join(recipe.population.panel)}"
            faults.append(Fault(name, "region without people", remedy, column=case.id, value=case.region))
    return faults
