"""What the criteria look at: everything that is known of one variant, in one gene, in one family."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from enum import StrEnum

from tachkhis.case.gene_tables import Constraint
from tachkhis.case.gene_tables import GeneDisease
from tachkhis.case.gene_tables import Hotspot
from tachkhis.case.message import Message
from tachkhis.case.model import Curation
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.de_novo.estimate import DeNovoEstimate
from tachkhis.interpretation.result import Criterion
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.record import Consequence
from tachkhis.variants.record import Variant

RECESSIVE_MODES = frozenset({"autosomal_recessive", "pseudoautosomal_recessive", "semidominant", "x_linked_recessive"})
DOMINANT_MODES = frozenset(
    {"autosomal_dominant", "pseudoautosomal_dominant", "semidominant", "x_linked_dominant", "x_linked"}
)

X_MODES = frozenset({"x_linked", "x_linked_dominant", "x_linked_recessive"})


class SpliceEffect(StrEnum):
    """What skipping the exon beside a canonical splice site would do."""

    FRAME_LOST_NMD = "frame_lost_nmd"
    FRAME_LOST_NO_NMD = "frame_lost_no_nmd"
    FRAME_KEPT = "frame_kept"
    START_EXON = "start_exon"  # the exon holds the start codon
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DeNovo:
    """A de novo allele: reads at the place in the parents that matter (``None`` where that parent does not)."""

    confirmed: bool  # the data confirm the relationships, and show (almost) no read of the allele in a parent
    father_depth: int | None
    mother_depth: int | None
    father_alt: int = 0  # reads with the allele in a parent who counts as reference
    mother_alt: int = 0
    probability: float | None = None  # that it is new; see DeNovoEstimate
    by_probability: bool = False  # that probability alone keeps it from being confirmed


@dataclass(frozen=True, slots=True)
class Partner:
    """Another variant of the proband in the same gene, on the other copy or of unknown phase."""

    name: str
    class_: Class
    phase: str  # trans, cis or unknown


@dataclass(frozen=True, slots=True)
class Frame:
    """Names of other changes of the proband that, with this one on a copy, leave the reading frame as it was.

    Attributes:
        restored: on every copy that has this change, for certain.
        perhaps: where they may be on one copy with it, or are on one of two that have it.
    """

    restored: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownVariant:
    """A variant that ClinVar lists as P or LP, named on the judged transcript."""

    allele: str  # CHROM-POS-REF-ALT
    name: str
    protein: str  # p.(Arg50Gln)
    class_: Class
    stars: int


@dataclass(frozen=True, slots=True)
class StartLoss:
    """What a lost start codon leaves: ``next_met`` is a residue (``None``: no further one in frame).

    ``upstream`` counts ClinVar's P and LP variants between the start and that residue; ``None`` without ClinVar.
    """

    next_met: int | None = None
    upstream: int | None = None
    alternative: str | None = None  # another functional transcript, which begins elsewhere


@dataclass(frozen=True, slots=True)
class LofInExon:
    """Truncating variants of gnomAD in one exon: the highest frequency and the sum, fractions of alleles."""

    highest: float
    total: float


@dataclass(frozen=True, slots=True)
class GnomadCoverage:
    """Greatest number of alleles among gnomAD's records within so many bases of a place; 0 where that shows none."""

    alleles: int
    bases: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The input of :func:`tachkhis.interpretation.acmg.classify.classify`.

    Attributes:
        variant: the record.
        gene: the gene it is judged in.
        consequence: its effect on that gene's transcript of the report.
        modes: expected modes of inheritance of the gene (empty where not known).
        phenotype_ratio: how many times as likely the signs make the gene as one chosen at random; ``None`` where the
            request names no sign.
        phenotype_matched: the gene is annotated with at least one sign of the request.
        gnomad_configured: a gnomAD track was used, so that its silence means absence.
        truncating_elsewhere: ClinVar's P/LP truncating variants of the gene other than this one; ``None``
            without ClinVar.
        removed_share: share of the protein (0 to 1) that the change removes; ``None`` where not known.
        splice: effect of a canonical splice change.
        founder: a listed founder variant.
        ba1_exception: one of the nine variants of Ghosh 2018.
        affected: the proband is affected.
        de_novo: the allele is de novo.
        estimate: how probable that is; ``None`` where it cannot be told.
        homozygous: the proband is homozygous.
        partners: other variants that may be in trans, and those in cis; classes judged without PM3.
        same_codon: ClinVar's P and LP missense variants at the codon; ``None`` where nobody could look.
        start: what a lost start codon leaves; ``None`` where not known.
        exon_absent: the judged transcript is not a relevant one.
        lof_in_exon: truncating variants of gnomAD in the exon; ``None`` where not known.
        critical_lost: name of a listed critical region in the part of the protein that is removed.
        in_repeat: an in-frame change lies in a short repeat; ``None`` where not examined.
        gnomad_coverage: how gnomAD covers a place of which it has no record; ``None`` where nobody could look.
        hotspots: listed stretches of the gene that hold a residue of the change; ``None`` without a table.
        constraint: constraint and mechanism of the gene, where listed; ``constraint_given`` where there is a table.
        diseases: diseases of the gene, where listed.
        frame: other changes of the reading frame that restore it together with this one.
        curation: the decisions of a person on this variant, the latest of each code.
    """

    variant: Variant
    gene: str
    consequence: Consequence
    modes: frozenset[str] = frozenset()
    phenotype_ratio: float | None = None
    phenotype_matched: bool = False
    gnomad_configured: bool = False
    truncating_elsewhere: int | None = None
    removed_share: float | None = None
    splice: SpliceEffect = SpliceEffect.UNKNOWN
    founder: bool = False
    ba1_exception: bool = False
    affected: bool = True
    de_novo: DeNovo | None = None
    estimate: DeNovoEstimate | None = None
    homozygous: bool = False
    partners: tuple[Partner, ...] = field(default=())
    same_codon: tuple[KnownVariant, ...] | None = None
    start: StartLoss | None = None
    exon_absent: bool = False
    lof_in_exon: LofInExon | None = None
    critical_lost: str | None = None
    in_repeat: bool | None = None
    gnomad_coverage: GnomadCoverage | None = None
    hotspots: tuple[Hotspot, ...] | None = None
    constraint: Constraint | None = None
    constraint_given: bool = False
    diseases: tuple[GeneDisease, ...] = ()
    frame: Frame = field(default_factory=Frame)
    curation: tuple[Curation, ...] = ()

    @property
    def gnomad(self) -> AlleleCounts | None:
        """Counts in gnomAD."""
        return self.variant.gnomad

    @property
    def scores(self) -> Mapping[str, float]:
        """Predictor scores by tool."""
        return self.variant.scores

    @property
    def recessive(self) -> bool:
        """The gene is known for recessive disease, or nothing is known of it."""
        return not self.modes or bool(self.modes & RECESSIVE_MODES)

    @property
    def by_one_copy(self) -> bool:
        """One altered copy can make ill: the gene is dominant, or X-linked of either kind.

        On X that holds for males, and for females by the share of cells that use the altered copy.
        """
        return self.dominant or bool(self.modes & X_MODES)

    @property
    def dominant(self) -> bool:
        """The gene is known for disease by one altered copy, or nothing is known of it."""
        return not self.modes or bool(self.modes & DOMINANT_MODES)


def criterion(
    code: str,
    strength: str,
    *,
    value: Message,
    threshold: Message,
    source: str,
    case: str,
    values: Mapping[str, str] | None = None,
    ground: str | None = None,
) -> Criterion:
    """A criterion that was met; its reason is the sentence ``acmg.<code>.<case>``.

    ``value`` names a sentence ``acmg_value.*`` and ``threshold`` one ``acmg_threshold.*``, with raw values.
    """
    from tachkhis.interpretation.acmg.combine import Code
    from tachkhis.interpretation.acmg.combine import points_of

    return Criterion(
        code=code,
        strength=strength,
        points=points_of(Code(code, strength)),
        value=value,
        threshold=threshold,
        source=source,
        reason=Message(key=f"acmg.{code}.{case}", values=dict(values or {})),
        ground=ground,
    )


def shown(number: float) -> str:
    """A number for a value or a threshold: up to six significant digits, never in exponent form."""
    text = f"{number:.10f}".rstrip("0").rstrip(".") if abs(number) < 1 else f"{number:.6g}"
    return text if text not in ("", "-0") else "0"
