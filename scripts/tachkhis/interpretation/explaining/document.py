"""What ``tachkhis explain`` says, as models: printed as text, or as JSON with ``--format json``.

Plain English for people in the laboratory; what a report shows is in ``case.json``. Positions are 1-based, frequencies
fractions of alleles (0 to 1), depths reads; ``None`` means not known, never zero.
"""

from __future__ import annotations

from pydantic import ConfigDict
from pydantic import Field

from tachkhis.case.message import Model
from tachkhis.interpretation.de_novo.estimate import DeNovoEstimate
from tachkhis.interpretation.result import Classification
from tachkhis.interpretation.result import ClinVar
from tachkhis.interpretation.result import Frequency
from tachkhis.interpretation.result import TranscriptConsequence


class MemberState(Model):
    """What was called in one member, or what the reads show where nothing was called."""

    sample: str
    role: str
    gt: str | None = None  # as in the VCF; None where nothing was called
    zygosity: str | None = None
    depth: int | None = None
    ref_reads: int | None = None
    alt_reads: int | None = None
    quality: int | None = None
    joint_quality: int | None = None
    possible_mosaic: bool = False
    fraction: float | None = None  # mitochondrial: share of the copies that carry the allele, 0 to 1
    fraction_lower: float | None = None  # its exact 95 % bounds
    fraction_upper: float | None = None
    note: str | None = None  # why nothing can be said


class UnmetCode(Model):
    """One ACMG/AMP code that was looked at and not met: the value, what was asked for, and whether it was near."""

    code: str
    strength: str | None = None  # where a higher strength of a code that was met is meant
    value: str
    threshold: str
    near: bool


class ModeVerdict(Model):
    """What the family says of one mode of inheritance."""

    mode: str
    verdict: str  # supported, open, contradicted, does_not_apply
    partner: str | None = None  # the other variant of a pair
    phase: str | None = None
    reasons: list[str] = Field(default_factory=list)


class ReportVerdict(Model):
    """In the report or not, under one mode of inheritance, and why."""

    mode: str
    partner: str | None = None
    listed: bool
    list_: str | None = Field(default=None, alias="list")  # diagnostic, secondary, carrier, incidental
    rank: int | None = None
    proposed: bool = False
    class_of_pair: str | None = None
    why: str
    ranking: list[str] = Field(default_factory=list)  # the score with its parts, and what decided over the next

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class GeneVerdict(Model):
    """One gene that the variant touches: its fit to the request, the criteria, the modes, the report."""

    gene: str
    not_looked_at: str | None = None  # why nothing was looked at: the consent that lacks
    pointed_to: bool | None = None
    phenotype_score: float | None = None
    phenotype_terms: list[str] = Field(default_factory=list)
    expected_modes: list[str] = Field(default_factory=list)
    classification: Classification | None = None
    unmet: list[UnmetCode] = Field(default_factory=list)
    modes: list[ModeVerdict] = Field(default_factory=list)
    report: list[ReportVerdict] = Field(default_factory=list)


class PartPath(Model):
    """A change of one codon that is read together with others, by itself."""

    id: str
    name: str
    said: str


class Score(Model):
    """What a track says: a number or a word."""

    name: str
    value: float | None = None
    text: str | None = None


class VariantPath(Model):
    """The whole decision path of one allele of a case."""

    schema_version: str = "2.1"
    kind: str = "variant"
    case: str | None
    variant: str
    summary: list[str]
    not_looked_at: str | None = None  # nothing else is then given
    called: bool | None = None
    name: str | None = None
    quality: float | None = None
    filters: list[str] = Field(default_factory=list)
    refined: list[str] = Field(default_factory=list)
    triage: str | None = None
    triage_why: str | None = None
    founder: str | None = None
    clinvar: ClinVar | None = None
    frequencies: list[Frequency] = Field(default_factory=list)
    panel_looked: int | None = None
    scores: list[Score] = Field(default_factory=list)
    transcripts: list[TranscriptConsequence] = Field(default_factory=list)
    transcripts_note: str | None = None
    members: list[MemberState] = Field(default_factory=list)
    de_novo: DeNovoEstimate | None = None  # where the proband's allele comes from; None where it cannot be told
    place: list[str] = Field(default_factory=list)  # what else is known of the place
    genes: list[GeneVerdict] = Field(default_factory=list)
    report: str | None = None  # where no gene has a verdict
    joined_into: list[str] = Field(default_factory=list)
    joined_by: list[str] = Field(default_factory=list)
    parts: list[PartPath] = Field(default_factory=list)
    codon_with: list[str] = Field(default_factory=list)  # carried changes of its codon, on which copy is open
    codon_apart: list[str] = Field(default_factory=list)  # what the other copy has there, for certain
    codon_cis: list[str] = Field(default_factory=list)  # beyond an intron, on the same copy: the effect is of all
    codon_open: list[str] = Field(default_factory=list)  # of high impact: what they would be on one copy, in words
    relationships: list[str] = Field(default_factory=list)
    together: list[VariantPath] = Field(default_factory=list)  # records that read it with others of its codon


class GeneMember(Model):
    """How much of a gene's coding bases could be read in one member."""

    sample: str
    role: str
    bases: int | None = None
    callable_bases: int | None = None
    percent_callable: float | None = None
    mean_depth: float | None = None
    threshold: int | None = None  # reads from which a base counts as readable
    unreadable: list[str] = Field(default_factory=list)  # CONTIG:START-END (exon)
    note: str | None = None


class GeneVariant(Model):
    """One variant of the proband in the gene, and what became of it."""

    variant: str
    name: str
    consequence: str
    zygosity: str
    triage: str
    class_: str | None = Field(default=None, alias="class")
    points: int | None = None
    became: list[str]

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class GeneList(Model):
    """A list of genes, and whether the gene stands on it; ``None`` where the list was not given."""

    name: str
    stands: bool | None
    said: str


class GenePath(Model):
    """Why a gene is in the report of a case or not."""

    schema_version: str = "1.0"
    kind: str = "gene"
    case: str | None
    gene: str
    summary: list[str]
    not_looked_at: str | None = None
    transcript: str | None = None
    pointed_to: bool | None = None
    phenotype_score: float | None = None
    phenotype_terms: list[str] = Field(default_factory=list)
    expected_modes: list[str] = Field(default_factory=list)
    lists: list[GeneList] = Field(default_factory=list)
    coverage: list[GeneMember] = Field(default_factory=list)
    variants: list[GeneVariant] = Field(default_factory=list)
    set_aside: dict[str, int] = Field(default_factory=dict)  # triage reason -> records of the gene
    candidates: list[ReportVerdict] = Field(default_factory=list)
