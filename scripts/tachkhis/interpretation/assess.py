"""From the kept variants and the family to judged variants, gene by gene, in two passes.

The first pass judges each variant without PM3; the second adds PM3 with the first-pass classes of the partners, so that
two variants never raise each other in a circle.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from functools import cached_property

from tachkhis.case.curation import plain_allele
from tachkhis.case.gene_tables import GeneTables
from tachkhis.case.gene_tables import Hotspot
from tachkhis.case.model import Affected
from tachkhis.case.model import Curation
from tachkhis.case.model import Person
from tachkhis.interpretation.acmg.classify import classify
from tachkhis.interpretation.acmg.evidence import DeNovo
from tachkhis.interpretation.acmg.evidence import Evidence
from tachkhis.interpretation.acmg.evidence import Frame
from tachkhis.interpretation.acmg.evidence import Partner
from tachkhis.interpretation.acmg.frequency import is_ba1_exception
from tachkhis.interpretation.acmg.length import INFRAME
from tachkhis.interpretation.acmg.null_variants import is_null
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.de_novo.estimate import DeNovoEstimate
from tachkhis.interpretation.de_novo.meaning import is_confirmed
from tachkhis.interpretation.de_novo.meaning import is_improbable
from tachkhis.interpretation.de_novo.meaning import with_estimate
from tachkhis.interpretation.de_novo.probability import estimate_of
from tachkhis.interpretation.de_novo.probability import frequency_of
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import State
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.fit import Fit
from tachkhis.interpretation.fit import Fits
from tachkhis.interpretation.inheritance import Diplotype
from tachkhis.interpretation.inheritance import compound_diplotypes
from tachkhis.interpretation.inheritance import single_diplotypes
from tachkhis.interpretation.inputs import TracksInput
from tachkhis.interpretation.origin import Origin
from tachkhis.interpretation.origin import giving_parents
from tachkhis.interpretation.origin import leave_open
from tachkhis.interpretation.origin import origin_of
from tachkhis.interpretation.origin import traces
from tachkhis.interpretation.phase import Phase
from tachkhis.interpretation.phase import phase_of
from tachkhis.interpretation.reading_frame import frames_of
from tachkhis.interpretation.result import Classification
from tachkhis.interpretation.surroundings import Surroundings
from tachkhis.interpretation.telling import known_pathogenic
from tachkhis.interpretation.telling import weak_call
from tachkhis.interpretation.transcript_effect import effect_on
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants.record import Variant

PATHOGENIC_IN_CLINVAR = ("pathogenic", "likely pathogenic", "pathogenic/likely pathogenic")
PATHOGENIC = (Class.PATHOGENIC, Class.LIKELY_PATHOGENIC)
BENIGN = (Class.BENIGN, Class.LIKELY_BENIGN)


@dataclass(frozen=True, slots=True)
class Judged:
    """A variant in one gene, judged."""

    variant: Variant
    gene: str
    evidence: Evidence
    classification: Classification

    @property
    def class_(self) -> Class:
        """Its class."""
        return self.classification.class_


@dataclass(frozen=True, slots=True)
class GeneResult:
    """One gene: fit to the phenotype, its judged variants (by id), and the diplotypes that they allow."""

    gene: str
    fit: Fit
    judged: dict[str, Judged]
    diplotypes: tuple[Diplotype, ...]


@dataclass(frozen=True)
class Assessor:
    """What every judgement of a case shares.

    Attributes:
        family: the family.
        tracks: resources as used.
        model: the gene model; ``None`` where there is none to ask (PVS1 then takes the lower rows of its tree).
        build: build of the reference, for the coordinates of the BA1 exceptions.
        hpo: terms of the request.
        fits: fits of the genes to those terms; of the shipped model if absent.
        surroundings: reference and tracks around the variants.
        tables: the laboratory's tables on genes.
        curation: the decisions of persons on this case that are in force.
    """

    family: Family
    tracks: TracksInput
    model: GeneModel | None
    build: str
    hpo: tuple[str, ...] = ()
    fits: Fits | None = None
    surroundings: Surroundings = field(default_factory=Surroundings)
    tables: GeneTables = field(default_factory=GeneTables)
    curation: tuple[Curation, ...] = ()

    @cached_property
    def _fits(self) -> Fits:
        return self.fits or Fits(self.hpo)

    def fit(self, gene: str) -> Fit:
        """Fit of a gene to the request."""
        return self._fits.of(gene)

    def genes(
        self,
        variants: Iterable[Variant],
        allowed: Callable[[str, Fit], bool] = lambda _gene, _fit: True,
    ) -> list[GeneResult]:
        """Every gene that a variant carried by the proband touches, in order of first appearance.

        Args:
            variants: kept variants.
            allowed: whether the consent lets a gene with such a fit be judged; any other is left out.
        """
        by_gene: dict[str, list[Variant]] = {}
        for variant in variants:
            if self.family.zygosity(variant, self.family.proband).carried:
                for gene in variant.genes:
                    by_gene.setdefault(gene, []).append(variant)
        return [self._gene(gene, found) for gene, found in by_gene.items() if allowed(gene, self.fit(gene))]

    def _gene(self, gene: str, variants: Sequence[Variant]) -> GeneResult:
        frames = frames_of(variants, gene, self.family, self._transcript)
        evidence = {one.id: replace(self.evidence(one, gene), frame=frames.get(one.id, Frame())) for one in variants}
        first = {key: classify(value, with_pm3=False) for key, value in evidence.items()}
        looked_at = [v for v in variants if first[v.id].class_ not in BENIGN or known_pathogenic(v)]
        pairs = list(compound_diplotypes(looked_at, self.family))
        partners: dict[str, list[Partner]] = {}
        for pair in pairs:
            one, other = pair.variants
            for variant, partner in ((one, other), (other, one)):
                if self._weak(partner):
                    continue
                consequence = partner.on(gene)
                name = (consequence.hgvs_c if consequence else None) or partner.hgvs_g or partner.id
                phase = pair.phase.value if pair.phase is not None else "unknown"
                partners.setdefault(variant.id, []).append(Partner(name, first[partner.id].class_, phase))
        for variant, partner in self._in_cis(variants, first):
            consequence = partner.on(gene)
            name = (consequence.hgvs_c if consequence else None) or partner.hgvs_g or partner.id
            partners.setdefault(variant.id, []).append(Partner(name, first[partner.id].class_, Phase.CIS.value))
        judged = {
            key: Judged(
                variant=value.variant,
                gene=gene,
                evidence=(full := replace(value, partners=tuple(partners.get(key, ())))),
                classification=first[key] if _settled(full) else classify(full),
            )
            for key, value in evidence.items()
        }
        single = [
            with_estimate(diplotype, evidence[variant.id].estimate)
            for variant in variants
            for diplotype in single_diplotypes(variant, self.family)
        ]
        return GeneResult(gene, self.fit(gene), judged, (*single, *pairs))

    def evidence(self, variant: Variant, gene: str) -> Evidence:
        """All that is known of a variant in a gene, partners excepted."""
        consequence = variant.on(gene)
        if consequence is None:
            raise ValueError(f"{variant.id} does not touch {gene}")
        family, fit = self.family, self.fit(gene)
        transcript = self._transcript(consequence.transcript)
        effect = effect_on(consequence, transcript, _deleted(variant))
        null, around = is_null(consequence.consequences), self.surroundings
        spots = self.tables.hotspots.get(gene, ())
        coverage = around.gnomad_coverage(variant) if variant.gnomad is None else None
        looked = coverage if self.tracks.has("gnomad") else None
        estimate = estimate_of(variant, family, frequency_of(variant, looked))
        return Evidence(
            variant=variant,
            gene=gene,
            consequence=consequence,
            modes=frozenset(fit.modes),
            phenotype_ratio=fit.ratio if self.hpo else None,
            phenotype_matched=bool(fit.matched),
            gnomad_configured=self.tracks.has("gnomad"),
            truncating_elsewhere=self._truncating_elsewhere(variant, gene, null),
            removed_share=effect.removed_share,
            splice=effect.splice,
            founder=variant.founder is not None,
            ba1_exception=is_ba1_exception(variant, self.build),
            affected=family.proband.affected is not Affected.NO,
            de_novo=self._de_novo(variant, estimate),
            estimate=estimate,
            homozygous=self._homozygous(variant),
            same_codon=around.same_codon(variant, consequence),
            start=around.start_loss(variant, consequence) if null else None,
            exon_absent=null and not consequence.chosen and consequence.mane is None,
            lof_in_exon=around.lof_in_exon(consequence, effect.exon) if null else None,
            critical_lost=_critical(spots, effect.removed),
            in_repeat=around.in_repeat(variant) if any(t in INFRAME for t in consequence.consequences) else None,
            gnomad_coverage=coverage,
            hotspots=spots if "hotspots" in self.tables.given else None,
            constraint=self.tables.constraint.get(gene),
            constraint_given="constraint" in self.tables.given,
            diseases=self.tables.diseases.get(gene, ()),
            curation=tuple(row for row in self.curation if plain_allele(row.variant) == plain_allele(variant.id)),
        )

    def _in_cis(
        self, variants: Sequence[Variant], first: Mapping[str, Classification]
    ) -> Iterator[tuple[Variant, Variant]]:
        """A variant, and one of class P without PM3 on the same copy of the gene, both heterozygous and well called."""
        pathogenic = [one for one in variants if first[one.id].class_ is Class.PATHOGENIC and self._het(one)]
        for partner in pathogenic:
            for variant in variants:
                if variant.id == partner.id or not self._het(variant) or partner.id in variant.codon_cis:
                    continue  # what is read with it is no other variant
                if phase_of(variant, partner, self.family) is Phase.CIS:
                    yield variant, partner

    def _het(self, variant: Variant) -> bool:
        heterozygous = self.family.zygosity(variant, self.family.proband) is Zygosity.HET
        return heterozygous and not self._weak(variant)

    def _homozygous(self, variant: Variant) -> bool:
        """Two copies of the allele that count as such: a strong call that no parent who surely lacks it contradicts.

        A call that may have been read on one of two copies alone is none.
        """
        family = self.family
        if family.copies_in_doubt(variant, family.proband):
            return False
        lacking = State.REFERENCE in (family.state(variant, family.father), family.state(variant, family.mother))
        return family.zygosity(variant, family.proband) is Zygosity.HOM_ALT and not lacking and not self._weak(variant)

    def _weak(self, variant: Variant) -> bool:
        proband = self.family.proband
        zygosity = self.family.zygosity(variant, proband)
        return weak_call(variant, variant.call(proband.sample), zygosity) is not None

    def _de_novo(self, variant: Variant, estimate: DeNovoEstimate | None) -> DeNovo | None:
        family = self.family
        if origin_of(variant, family) is not Origin.DE_NOVO:
            return None
        if self._weak(variant) or is_improbable(estimate):
            return None
        giving = giving_parents(variant, family)
        by_father, by_mother = "father" in giving, "mother" in giving
        parents = [*([family.father] if by_father else []), *([family.mother] if by_mother else [])]

        def depth(parent: Person | None) -> int | None:
            call = None if parent is None else variant.call(parent.sample)
            return None if call is None else call.depth

        read = traces(variant, family)
        alt = {trace.role: trace.alt_reads for trace in read}
        confirmed = family.confirms(*parents) and not leave_open(read)
        return DeNovo(
            confirmed=confirmed and is_confirmed(estimate),
            probability=None if estimate is None else estimate.probability,
            by_probability=confirmed and not is_confirmed(estimate),
            father_alt=alt.get("father", 0),
            mother_alt=alt.get("mother", 0),
            father_depth=depth(family.father) if by_father else None,
            mother_depth=depth(family.mother) if by_mother else None,
        )

    def _truncating_elsewhere(self, variant: Variant, gene: str, null: bool) -> int | None:
        if not self.tracks.has("clinvar"):
            return None
        counts = self.tracks.clinvar_genes.get(gene)
        known = 0 if counts is None else counts.lof_pathogenic
        entry = variant.clinvar
        itself = null and entry is not None and entry.significance.lower() in PATHOGENIC_IN_CLINVAR
        return max(0, known - itself)

    def _transcript(self, identifier: str) -> Transcript | None:
        found = self.model.with_id(identifier) if self.model is not None else ()
        return found[0] if found else None


def _deleted(variant: Variant) -> tuple[int, int] | None:
    """The bases that a pure deletion takes, 0-based half-open."""
    ref, alt = variant.ref, variant.alt
    if len(ref) <= len(alt) or not ref.startswith(alt):
        return None
    return variant.position - 1 + len(alt), variant.position - 1 + len(ref)


def _settled(evidence: Evidence) -> bool:
    """Whether the first pass said all: neither a partner nor a second copy, nor a person, can bring PM3 or BP2."""
    entered = any(row.code == "PM3" for row in evidence.curation)
    return not (evidence.partners or evidence.homozygous or entered)


def _critical(spots: Iterable[Hotspot], removed: tuple[int, int] | None) -> str | None:
    """Name of the first listed critical region that reaches into the residues removed."""
    if removed is None:
        return None
    return next((s.name for s in spots if s.critical and s.first <= removed[1] and removed[0] <= s.last), None)
