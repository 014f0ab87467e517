"""The annotated VCF of a case as typed, frozen records: what the interpretation reads, and nothing else of the file.

The records stream: only those that triage kept (``TRIAGE=keep:...``) become :class:`Variant`; of the others the
reason is counted. A value that a caller did not give is ``None``, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field


@dataclass(frozen=True, slots=True)
class Call:
    """The call in one sample.

    Attributes:
        alleles: one number per copy: 0 reference, 1 this alternate allele, higher another alternate, ``None`` missing;
            one copy only where the caller called one. Empty if the record has no GT.
        depth: reads at the site (DP).
        ref_reads: reads with the reference allele (AD or RO).
        alt_reads: reads with this alternate allele (AD or AO). Of a parent at a de novo candidate, depth and reads are
            those that the refinement counted anew, where it found at least two with the allele and more than called.
        quality: genotype quality, phred (GQ).
        joint_quality: genotype quality given the whole family, phred (JOINT_GQ).
        phased: whether the alleles stand in haplotype order; never true of a single copy.
        phase_set: the phase set (PS) if phased.
        fraction: share of the reads that carry this allele as the caller gave it (AF), 0 to 1.
        fraction_bounds: its 95 % bounds (AFCI).
        spanning: fragments that span the repeat of an indel, whatever length they show (SPANNING).
        one_left: whether a deletion of the other copy leaves this one alone to be read: no read shows the reference.
        phreds: phred-scaled likelihood of the reads under 0, 1 .. copies of this allele, the best 0 (PL, else GL); not
            given where the reads prefer another alternate, of which the record does not speak, and of a parent whose
            reads were counted anew.
    """

    sample: str
    alleles: tuple[int | None, ...]
    depth: int | None = None
    ref_reads: int | None = None
    alt_reads: int | None = None
    quality: int | None = None
    phased: bool = False
    phase_set: int | None = None
    fraction: float | None = None
    fraction_bounds: tuple[float, float] | None = None
    joint_quality: int | None = None
    spanning: int | None = None
    one_left: bool = False
    phreds: tuple[float, ...] | None = None

    @property
    def share(self) -> float | None:
        """Share of the reads that carry this allele: as the caller gave it, else by the reads of both alleles."""
        if self.fraction is not None or self.alt_reads is None or self.ref_reads is None:
            return self.fraction
        whole = self.ref_reads + self.alt_reads
        return self.alt_reads / whole if whole else None

    @property
    def gt(self) -> str:
        """The genotype as VCF writes it."""
        return ("|" if self.phased else "/").join("." if a is None else str(a) for a in self.alleles) or "."

    @property
    def carried(self) -> int:
        """Copies of this alternate allele."""
        return sum(allele == 1 for allele in self.alleles)

    @property
    def complete(self) -> bool:
        """Whether every copy was called."""
        return bool(self.alleles) and None not in self.alleles


@dataclass(frozen=True, slots=True)
class Reach:
    """How well one mitochondrial genome was read.

    Attributes:
        depth: median depth in fragments.
        limit: least fraction (0 to 1) found with a chance of 95 % at that depth; 1 where none is.
        readable: share (0 to 1) of its positions that have a genotype.
        without_origin: deletions that remove the origin (``m.16560_10del``), which no VCF can hold, with the read ends
            that show each.
    """

    depth: int
    limit: float
    readable: float
    without_origin: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Consequence:
    """A record's effect on one transcript: the columns of ``fields.CSQ_COLUMNS``, typed."""

    consequences: tuple[str, ...]
    impact: str
    gene: str
    transcript: str
    biotype: str
    mane: str | None
    chosen_why: str | None  # None where another transcript is the one of the report
    exon: str | None
    intron: str | None
    hgvs_c: str | None
    hgvs_p: str | None
    nmd: bool | None
    note: str | None
    worst_at: str | None = None  # the equivalent place that gives ``consequences``, where the named one does not
    worst_exon: str | None = None
    worst_intron: str | None = None

    @property
    def chosen(self) -> bool:
        """Whether this is the transcript of the report."""
        return self.chosen_why is not None


@dataclass(frozen=True, slots=True)
class AlleleCounts:
    """Counts of this allele in a collection of people; ``regions`` maps a region to its ``AC/AN``.

    ``filters`` are those of the collection's own record that it did not pass (gnomAD's ``AC0``, ``AS_VQSR`` ...).
    """

    ac: int
    an: int
    homozygotes: int | None
    faf: float | None = None
    hemizygotes: int | None = None
    filters: tuple[str, ...] = ()
    regions: Mapping[str, str] = field(default_factory=dict)
    partial: int = 0  # people of the panel whom AN lacks, not known to have been looked at: AF is too high

    @property
    def af(self) -> float | None:
        """Allele frequency, ``None`` where no allele was looked at."""
        return self.ac / self.an if self.an else None


@dataclass(frozen=True, slots=True)
class ClinVarEntry:
    """What ClinVar says of this allele, words as ClinVar writes them (with spaces).

    ``parts`` are the classes of a conflicting classification with the number of submissions of each; ``references``
    the database ids of each condition (``OMIM:232300``), empty unless they agree in number with the conditions.
    """

    id: str
    significance: str
    review_status: str
    conditions: tuple[str, ...]
    parts: tuple[tuple[str, int], ...] = ()
    references: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One single change of a record that reads several of one codon together, and what is known of it alone.

    The joined allele is on no more copies than each of its parts: the frequency of the rarest bounds its own.
    """

    id: str
    name: str
    clinvar: ClinVarEntry | None = None
    gnomad: AlleleCounts | None = None
    panel: AlleleCounts | None = None
    founder: str | None = None


@dataclass(frozen=True, slots=True)
class OpenWhole:
    """What changes of one codon would be on one copy, where it is not known whether they are: of high impact."""

    id: str  # CHROM-POS-REF-ALT
    gene: str
    transcript: str
    consequences: tuple[str, ...]
    hgvs_c: str | None
    hgvs_p: str | None


@dataclass(frozen=True, slots=True)
class CopyConflict:
    """A member called on more copies than there are, by itself or with another change, or on one where there are two.

    Attributes:
        sample: the member.
        other: id of the other change, one of which removes bases of the other; ``None`` where the caller itself says
            one copy.
        one_left: whether one copy is left for this change: the other is a deletion of one copy, or is not named.
        called: the genotype as called, where the caller itself counts more than two copies (``other`` is ``None``), or
            where the call here is the one copy that the other leaves.
    """

    sample: str
    other: str | None
    one_left: bool
    called: str = ""

    @property
    def settled(self) -> bool:
        """Whether the genotype was changed to the one copy that a deletion of the other leaves."""
        return self.other is not None and bool(self.called)


@dataclass(frozen=True, slots=True)
class Variant:
    """One alternate allele that triage kept. ``position`` is 1-based."""

    contig: str
    position: int
    ref: str
    alt: str
    quality: float | None
    filters: tuple[str, ...]
    triage: str
    hgvs_g: str
    consequences: tuple[Consequence, ...]
    calls: tuple[Call, ...]
    gnomad: AlleleCounts | None = None
    panel: AlleleCounts | None = None
    clinvar: ClinVarEntry | None = None
    founder: str | None = None
    panel_looked: int | None = None  # alleles of the panel that were looked at where it does not list this one
    scores: Mapping[str, float] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)  # words and flags of further tracks, by field
    parts: tuple[Part, ...] = ()  # single changes of one codon that it is
    joined_by: tuple[str, ...] = ()  # how it is known that they stand on one copy
    joined_into: tuple[str, ...] = ()  # ids of the records that this change is read in
    codon_with: tuple[str, ...] = ()  # ids of carried changes of its codon, on which copy is open
    codon_apart: tuple[str, ...] = ()  # ids of what the proband's other copy has at its codon, for certain
    codon_open: tuple[OpenWhole, ...] = ()  # of high impact: what it and others of ``codon_with`` may be together
    codon_split: tuple[str, ...] = ()  # ids of carried changes of its codon beyond an intron, not read with it
    codon_cis: tuple[str, ...] = ()  # ids of those read with it: consequence, copies and frequency are those of all
    also_joined: bool = False  # one copy of the proband has it alone, another one with others of its codon
    refined: tuple[str, ...] = ()  # rules of the refinement that acted, and parents who may be mosaic
    repeat: str | None = None  # repeat of an indel: unit:number in the reference
    mosaic_parents: tuple[str, ...] = ()  # samples of those parents (PARENT_MOSAIC)
    copy_conflicts: tuple[CopyConflict, ...] = ()  # imported calls on more copies than a member has

    @property
    def id(self) -> str:
        """``CHROM-POS-REF-ALT``."""
        return f"{self.contig}-{self.position}-{self.ref}-{self.alt}"

    @property
    def rarest_part(self) -> Part | None:
        """The part that gnomAD has the least of, where it lists every part: the bound of a joined allele."""
        known = [
            (part.gnomad.af, part) for part in self.parts if part.gnomad is not None and part.gnomad.af is not None
        ]
        if not known or len(known) < len(self.parts):
            return None
        return min(known, key=lambda pair: pair[0])[1]

    @property
    def rarest_panel_part(self) -> Part | None:
        """The same of the Moroccan panel."""
        counted = ((part, part.panel.af) for part in self.parts if part.panel is not None)
        known = [(af, part) for part, af in counted if af is not None]
        return min(known, key=lambda pair: pair[0])[1] if known and len(known) == len(self.parts) else None

    @property
    def chosen(self) -> Consequence | None:
        """The effect on the transcript of the report."""
        return next((c for c in self.consequences if c.chosen), self.consequences[0] if self.consequences else None)

    @property
    def genes(self) -> tuple[str, ...]:
        """Genes touched, in the order of the transcripts."""
        return tuple(dict.fromkeys(c.gene for c in self.consequences if c.gene))

    def on(self, gene: str) -> Consequence | None:
        """The effect on a gene: that of its transcript of the report, else the first one given."""
        of_gene = [c for c in self.consequences if c.gene == gene]
        return next((c for c in of_gene if c.chosen), of_gene[0] if of_gene else None)

    def call(self, sample: str) -> Call | None:
        """The call in a sample; ``None`` if the file does not hold the sample."""
        for call in self.calls:
            if call.sample == sample:
                return call
        return None
