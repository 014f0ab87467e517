"""``case.json``: the contract between the analysis and everything that is shown.

Every output is a pure function of a :class:`CaseResult`; nothing downstream opens a VCF again. Texts are kept
language-neutral: a :class:`Message` names a sentence of ``resources/report/text.<language>.json`` and its values.
Coordinates are 1-based inclusive. Frequencies are fractions of alleles (0 to 1), depths are reads.
"""

from __future__ import annotations

from pydantic import ConfigDict
from pydantic import Field

from tachkhis.case.message import Message
from tachkhis.case.message import Model
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.de_novo.estimate import DeNovoEstimate
from tachkhis.interpretation.disagreement import ClinVarDisagreement
from tachkhis.interpretation.open_codon import OpenCodon
from tachkhis.interpretation.runs import Autozygosity
from tachkhis.interpretation.setting import CaseSummary
from tachkhis.interpretation.setting import GenomeSummary
from tachkhis.interpretation.setting import PersonSummary
from tachkhis.interpretation.setting import Quality
from tachkhis.interpretation.setting import Resource
from tachkhis.interpretation.setting import Tool
from tachkhis.quality.gene_coverage import GeneCoverage


class TranscriptConsequence(Model):
    """A variant seen on one transcript, in HGVS and Sequence Ontology terms."""

    gene: str
    transcript: str
    biotype: str
    mane: str | None  # "select", "plus_clinical" or None
    chosen: bool  # the transcript of the report
    chosen_why: str  # "mane_select", "mane_plus_clinical", "longest_cds", "only"
    consequences: list[str]  # SO terms, most severe first
    impact: str  # HIGH, MODERATE, LOW, MODIFIER
    exon: str | None  # "3/9"
    intron: str | None
    hgvs_c: str | None  # with accession: "NM_1.2:c.35del" (or n.)
    hgvs_p: str | None  # "p.(Gly12ValfsTer2)" without accession; None where none is given
    nmd: bool | None  # nonsense-mediated decay predicted; None where it does not apply
    note: str | None  # why a name is missing or to be read with care
    worst_at: str | None = None  # equivalent place that gives the consequences, where the named one does not
    worst_exon: str | None = None  # of that place
    worst_intron: str | None = None


class Genotype(Model):
    """The call in one member; ``gt`` as in VCF; depths in reads; ``None`` means not known, never zero."""

    sample: str
    gt: str
    zygosity: str  # hom_ref, het, hom_alt, hemi_alt, hemi_ref, homoplasmic, heteroplasmic, missing
    depth: int | None
    ref_reads: int | None
    alt_reads: int | None
    quality: int | None
    joint_quality: int | None = None  # given the whole family, phred
    possible_mosaic: bool = False  # a parent whose reads fit neither error nor a heterozygote
    fraction: float | None = None  # mitochondrial: share of the copies that carry the allele, 0 to 1
    fraction_lower: float | None = None  # its exact 95 % bounds
    fraction_upper: float | None = None

    @property
    def balance(self) -> float | None:
        """Share of reads that carry the alternate allele."""
        if self.alt_reads is None or self.ref_reads is None:
            return None
        whole = max(self.alt_reads + self.ref_reads, self.depth or 0)  # reads of a second alternate allele count
        return self.alt_reads / whole if whole else None


class Frequency(Model):
    """Allele counts of one variant in one collection of people, with exact (Clopper-Pearson) 95 % bounds.

    The bounds are two-sided; of an allele that was not seen ``upper`` is the one-sided bound. Where the collection does
    not list the allele, ``an`` and ``upper`` are given as far as it is known in how many alleles it was looked for.
    """

    source: str  # "gnomad" or "panel"
    found: bool  # the collection lists this allele
    ac: int | None
    an: int | None
    af: float | None
    lower: float | None
    upper: float | None
    homozygotes: int | None
    faf: float | None = None  # filtering AF (gnomAD: grpmax) where given
    hemizygotes: int | None = None
    filters: list[str] = Field(default_factory=list)  # of the collection's own record that it did not pass
    # what `an` is: listed (of the allele's record), callable (alleles that could be read there), people (twice the
    # people of the header, copies by sex: what could be read there is not known)
    an_source: str = "listed"
    # of the panel's record: people whom `an` lacks, for nothing tells whether they were looked at; `af` and its bounds
    # are then too high, and neither triage nor BA1 and BS1 read them
    partial: int | None = None
    regions: dict[str, str] = Field(default_factory=dict)  # "MA-04" -> "2/54"


class Submissions(Model):
    """One part of a conflicting classification in ClinVar, and how many submissions hold it."""

    significance: str
    count: int


class Disease(Model):
    """A condition as ClinVar names it, with the ORPHAcode that ClinVar itself gives and its official French name."""

    name: str
    orpha: str | None = None  # "ORPHA:365"
    name_fr: str | None = None


class ClinVar(Model):
    """What ClinVar says of exactly this allele."""

    id: str
    significance: str
    review_status: str
    stars: int
    conditions: list[str]
    conflict: list[Submissions] = Field(default_factory=list)
    diseases: list[Disease] = Field(default_factory=list)  # the conditions again, with their identifiers


class Score(Model):
    """What a track of the configuration says of this allele: a number, or a word (``value`` or ``text``)."""

    name: str  # "REVEL"
    track: str  # the track's name in the configuration; "scores", or "vcf" where the calls brought it
    value: float | None = None
    text: str | None = None
    used: bool = False  # the predictor chosen in advance for PP3, BP4 and BP7; all others are shown only


class Founder(Model):
    """A listed founder variant."""

    name: str
    disease: str
    population: str
    evidence: str
    reference: str


class Entered(Model):
    """Who entered a criterion in the curation file, when (``YYYY-MM-DD``) and why, in their own words."""

    author: str
    date: str
    note: str
    automatic: str | None = None  # strength that the data alone gave the code, where they did


class Criterion(Model):
    """One ACMG/AMP code that was met: what was measured, what was asked for, by whom, and why in a sentence."""

    code: str  # "PVS1"
    strength: str  # very_strong, strong, moderate, supporting, stand_alone
    points: int
    value: Message  # acmg_value.*
    threshold: Message  # acmg_threshold.*
    source: str  # a short bibliographic reference
    reason: Message
    ground: str | None = Field(default=None, description="splice where the criterion rests on predicted splicing")
    entered: Entered | None = None  # None where the data alone met it


class BarredCriterion(Model):
    """A criterion that was met and is not counted, or not at that strength; why, and by whose rule."""

    code: str
    strength: str  # as it was met
    lowered_to: str | None = None  # None where it is not counted at all
    reason: Message  # acmg_barred.*
    source: str = ""
    entered: Entered | None = None  # the person who rejected it, where a person did


class Classification(Model):
    """Codes, points (Tavtigian 2020) and class."""

    criteria: list[Criterion]
    points: int
    class_: Class = Field(alias="class")
    class_2015: Class | None = Field(default=None, description="class of the same codes by the table of Richards 2015")
    not_evaluated: list[str]
    reserves: list[Message] = Field(default_factory=list)  # what the class hangs on
    barred: list[BarredCriterion] = Field(default_factory=list)  # met and not counted, each with its reason

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class VariantResult(Model):
    """One variant with all that a report or a page shows of it."""

    id: str  # CHROM-POS-REF-ALT
    contig: str
    position: int
    ref: str
    alt: str
    hgvs_g: str
    transcripts: list[TranscriptConsequence]  # the chosen one first
    genotypes: list[Genotype]
    # maternal, paternal, biparental, unknown, or de_novo (_mother, _father: the one who gives the only copy; _traces:
    # the allele was read in a parent; _open: the parents' reads make it improbable);
    # maternal, paternal and biparental with _mosaic: that parent, or one of them,
    # may carry it in a part of the cells alone
    origin: str
    de_novo: DeNovoEstimate | None = None  # None where it cannot be told, never zero; told of de novo in doubt as well
    frequencies: list[Frequency]
    clinvar: ClinVar | None
    founder: Founder | None
    quality: float | None
    filters: list[str]
    triage: str
    scores: list[Score] = Field(default_factory=list)
    classification: Classification

    @property
    def chosen(self) -> TranscriptConsequence | None:
        """The transcript of the report."""
        return self.transcripts[0] if self.transcripts else None


class CandidateScore(Model):
    """What put a candidate in its place; natural logarithms of odds against "none of the candidates".

    The model and what its probability means stand in ``resources/phenotype/diplotypes.json``; its release is that of
    the resource ``diplotype_model``.
    """

    log_odds: float  # the sum of the parts and of the model's base
    probability: float  # 0 to 1: share among the candidates and "none of them"; calibrated on simulated families
    parts: dict[str, float]  # phenotype, points, clinvar, effect, frequency, inheritance, autozygosity, call
    decided_by: str | None  # the part that sets it most above the next candidate


class Candidate(Model):
    """A genotype or pair of genotypes in one gene that could explain the case under one mode of inheritance."""

    rank: int
    gene: str
    mode: Mode
    variants: list[VariantResult]
    phase: str | None  # trans, unknown; None where it does not apply
    class_: Class = Field(alias="class")  # of the least pathogenic variant of the pair
    points: int  # likewise
    # probability (0 to 1) of the gene from the signs alone, provided that the cause is a gene of HPO; calibrated; the
    # release of the model is that of the resource phenotype_model
    phenotype_score: float
    phenotype_ratio: float = 1.0  # that probability over the one of a gene chosen at random
    phenotype_rank: int | None = None  # place of the gene among those of HPO; None without signs or for an unknown gene
    phenotype_terms: list[str]  # HPO ids of the request that the gene's annotations share or specialise
    gene_known: bool  # the gene has HPO annotations at all
    hgnc_id: str | None = None  # "HGNC:4284", where the gene model gives it
    expected_modes: list[str]  # modes that HPO lists for the gene
    score: CandidateScore | None = None  # None of what is shown by consent alone
    proposed: bool  # shown in the result box: class P or LP under a mode that the family supports
    notable: bool = False  # not proposed, yet page 1 must name it: P or LP by points, ClinVar P/LP, or a listed founder
    reasons: list[Message]

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class FindingList(Model):
    """Results beyond the question, of one kind; ``status`` not_asked (no consent), looked_at, not_looked_at."""

    status: str = "not_asked"
    scope: str | None = None  # the list of genes: "ACMG SF v3.3"
    candidates: list[Candidate] = Field(default_factory=list)


class Findings(Model):
    """What was looked for beyond the question because the consent covers it, by kind; never tried as the cause."""

    secondary: FindingList = Field(default_factory=FindingList)
    carrier: FindingList = Field(default_factory=FindingList)
    incidental: FindingList = Field(default_factory=FindingList)
    pharmacogenetic: FindingList = Field(default_factory=FindingList)


class SiteGenotype(Model):
    """What was read at a site of interest in one member."""

    sample: str
    depth: int | None
    alt_reads: int | None
    # carried_het, _hom, _hemi, _homoplasmic, _heteroplasmic; not_carried, not_readable, not_tested; from a VCF also
    # not_called_depth_unknown (called without the allele, no depth given) and not_in_vcf (no record of the allele);
    # withheld: not told, whatever was read; the site says why
    status: str


class SiteResult(Model):
    """A founder variant or an asked-for position, looked at in every member even where nothing was called."""

    id: str
    name: str
    gene: str
    kind: str  # founder or position
    disease: str | None
    genotypes: list[SiteGenotype]
    why_not_tested: str | None = None
    # beyond_question: no relative's state is told, whatever was read; see shown_sites.relatives_withheld
    why_withheld: str | None = None


class CurationResult(Model):
    """One row of the curation file, and what became of it."""

    variant: str  # CHROM-POS-REF-ALT as judged; as written where the case has no such variant
    code: str
    strength: str  # or rejected
    reason: str
    author: str
    date: str
    # added, changed, kept (the data give the same), rejected, nothing_to_reject, superseded (a later row counts),
    # barred (not counted beside another criterion), no_such_variant (not called, or set aside by triage)
    status: str


class CaseResult(Model):
    """Everything that the report of one case shows."""

    schema_version: str = "1.2"
    synthetic: bool
    case: CaseSummary
    people: list[PersonSummary]
    genome: GenomeSummary
    start: str  # fastq, alignment or vcf
    caller: str
    refined: list[str] = Field(default_factory=list, description="rules of the refinement of calls that were on")
    quality: Quality
    coverage: list[GeneCoverage]
    coverage_source: str = "reads"  # or gvcf: what the records of the imported gVCF say
    candidates: list[Candidate] = Field(description="what answers the question that was asked (diagnostic)")
    findings: Findings = Field(default_factory=Findings)  # beyond it, by consent
    open_codons: list[OpenCodon] = Field(
        default_factory=list, description="changes of one codon, phase unknown, of high impact if on one copy"
    )
    clinvar_disagreements: list[ClinVarDisagreement] = Field(
        default_factory=list, description="not listed: pathogenic in ClinVar, benign by the criteria"
    )
    sites: list[SiteResult]
    curation: list[CurationResult] = Field(default_factory=list)  # the rows of the curation file on this case
    triage: dict[str, int]  # reason -> records
    limits: list[Message]
    resources: list[Resource]
    tools: list[Tool]
    laboratory: dict[str, str] = Field(default_factory=dict)
    autozygosity: Autozygosity | None = None  # None where it was not looked for
