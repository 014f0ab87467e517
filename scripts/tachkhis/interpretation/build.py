"""The whole interpretation: from the annotated VCF and the documents of the steps before to a :class:`CaseResult`."""

from __future__ import annotations

from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import replace
from functools import cached_property
from importlib import metadata
from pathlib import Path

from tachkhis.case.curation import in_force
from tachkhis.case.gene_tables import GeneTables
from tachkhis.case.request import Request
from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.interpretation.assess import Assessor
from tachkhis.interpretation.assess import GeneResult
from tachkhis.interpretation.autozygosity import autozygosity_of
from tachkhis.interpretation.autozygosity import limits_of_runs
from tachkhis.interpretation.autozygosity import warnings_of
from tachkhis.interpretation.calls_read import CallsRead
from tachkhis.interpretation.candidates import Chosen
from tachkhis.interpretation.candidates import choose
from tachkhis.interpretation.case_quality import quality_of
from tachkhis.interpretation.case_summary import aligned_here
from tachkhis.interpretation.case_summary import consensus_of
from tachkhis.interpretation.case_summary import consensus_use
from tachkhis.interpretation.case_summary import people_of
from tachkhis.interpretation.case_summary import start_of
from tachkhis.interpretation.case_summary import summary_of
from tachkhis.interpretation.codon import open_codons
from tachkhis.interpretation.consent import gene_withheld
from tachkhis.interpretation.curation import curation_results
from tachkhis.interpretation.de_novo_count import apparent_de_novo
from tachkhis.interpretation.deleted_coverage import coverage_of
from tachkhis.interpretation.disagreements import disagreements
from tachkhis.interpretation.diseases import with_gene_id
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.findings import diagnostic
from tachkhis.interpretation.findings import findings_of
from tachkhis.interpretation.fit import Fits
from tachkhis.interpretation.inputs import QualityInput
from tachkhis.interpretation.inputs import TracksInput
from tachkhis.interpretation.limits import limits_of
from tachkhis.interpretation.other_cause import with_other_causes
from tachkhis.interpretation.phenotype import hpo
from tachkhis.interpretation.ranking_words import models_of
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import SiteResult
from tachkhis.interpretation.results import candidate_of
from tachkhis.interpretation.runs import Autozygosity
from tachkhis.interpretation.runs import Run
from tachkhis.interpretation.setting import GenomeSummary
from tachkhis.interpretation.setting import Resource
from tachkhis.interpretation.setting import Tool
from tachkhis.interpretation.showing import Showing
from tachkhis.interpretation.shown_sites import shown_sites
from tachkhis.interpretation.surroundings import Surroundings
from tachkhis.interpretation.table_resources import table_resources
from tachkhis.interpretation.telling import Question
from tachkhis.panel.founders import FounderVariant
from tachkhis.panel.founders import read_founders
from tachkhis.quality.gene_coverage import GeneCoverage
from tachkhis.quality.homozygosity import FamilyRuns
from tachkhis.quality.identity import SamePerson
from tachkhis.quality.identity import same_people
from tachkhis.quality.relationships import ParentAgreement
from tachkhis.quality.relationships import check_relationships
from tachkhis.quality.relationships import declared_pairs
from tachkhis.reference.consensus import ConsensusAbout
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.passport import Passport
from tachkhis.reference.sex_chromosomes import sex_chromosomes
from tachkhis.variants.record import Variant
from tachkhis.variants.reference_call import ReferenceRule
from tachkhis.variants.variant_file import VariantFile

SILENT = RESOURCES / "annotation" / "silent.json"
DISAGREE = ("gene_disagrees", "protein_disagrees", "coordinate_disagrees")
"""Why a founder row was refused: the table says otherwise than the gene model."""
LIBRARIES = ("cyvcf2", "hgvs", "hpo3")


@dataclass(frozen=True)
class Interpretation:
    """The interpretation of one case; everything is computed when first asked for.

    Attributes:
        request: the request of the case.
        vcf: annotated calls of the family.
        passport: what the reference is.
        quality: quality of the samples with reads.
        tracks: resources as used.
        sites: what was read at the sites of interest.
        genes_file: the gene model, prepared; else that of the configuration is read.
        runs: runs of homozygosity of the family, where they were looked for.
        fasta: the prepared reference; without it nothing that asks for its bases is looked at.
        tracks_folder: the prepared tracks; without it the neighbours of a variant are not looked at.
    """

    request: Request
    vcf: Path
    passport: Passport
    quality: QualityInput
    tracks: TracksInput
    sites: list[SiteResult]
    genes_file: Path | None = None
    runs: FamilyRuns | None = None
    fasta: Path | None = None
    tracks_folder: Path | None = None

    @cached_property
    def _calls(self) -> CallsRead:
        file = VariantFile(self.vcf, {one.name: one.fields for one in self.tracks.resources if one.fields})
        if self.request.case.proband not in file.samples:
            remedy = (
                f"give calls of {self.request.case.proband}; the file holds {', '.join(file.samples) or 'no sample'}"
            )
            raise InputError([Fault(self.vcf.name, "the proband has no column", remedy)])
        return CallsRead.of(file)

    @property
    def variants(self) -> list[Variant]:
        """Kept variants, in file order."""
        return self._calls.variants

    @cached_property
    def relationships(self) -> list[ParentAgreement]:
        """Every declared parent of a sequenced child, against the data; one who is someone else's sample fails."""
        calls = self._calls.genotypes
        found = check_relationships(calls, declared_pairs(self.request.case.people, calls.samples))
        doubled = {sample for same in self.same if not same.twins for sample in (same.first, same.second)}
        return [replace(one, verdict="fail") if one.parent in doubled else one for one in found]

    @cached_property
    def same(self) -> list[SamePerson]:
        """Members whose genotypes are those of one person."""
        return same_people(self._calls.genotypes, self.request.case.people)

    @cached_property
    def family(self) -> Family:
        """The family as the VCF holds it."""
        pairs = {verdict: set[tuple[str, str]]() for verdict in ("pass", "warn", "fail")}
        for check in self.relationships:
            pairs[check.verdict].add((check.child, check.parent))
        members = set(self.request.case.samples)
        return Family(
            case=self.request.case,
            sequenced=frozenset(sample for sample in self._calls.samples if sample in members),
            copies=sex_chromosomes(self.request.config, self.passport.lengths),
            rule=ReferenceRule.shipped(),
            distrusted=frozenset(pairs["fail"]),
            confirmed=frozenset(pairs["pass"]),
        )

    @cached_property
    def model(self) -> GeneModel:
        """The gene model in use."""
        return GeneModel.load(self.genes_file or self.request.config.reference.genes)

    @cached_property
    def question(self) -> Question:
        """What the request asks."""
        genes = frozenset(gene for panel in self.request.gene_panels for gene in panel.genes)
        return Question(self.request.case.hpo, genes, self.request.case.consent)

    @cached_property
    def fits(self) -> Fits:
        """Fit of every gene to the signs of the request."""
        return Fits(self.request.case.hpo)

    @cached_property
    def genes(self) -> list[GeneResult]:
        """Every gene that a kept variant of the proband touches, judged."""
        case = self.request.case
        hpo().check((*case.hpo, *case.hpo_excluded), f"request of case {case.id}", "hpo")
        build = self.passport.build or self.request.config.reference.build
        assessor = Assessor(
            self.family,
            self._trusted_tracks,
            self.model,
            build,
            case.hpo,
            fits=self.fits,
            surroundings=Surroundings(self.model, self.fasta, self.tracks_folder),
            tables=GeneTables.load(self.request.config.resources),
            curation=in_force(self.request.curation),
        )
        return assessor.genes(self.variants, lambda gene, fit: gene_withheld(gene, fit, self.question) is None)

    @cached_property
    def coverage(self) -> list[GeneCoverage]:
        """Coverage of the requested genes; bases that the proband was found to lack are read, not unread."""
        return coverage_of(self.quality.coverage, self.variants, self.request.case.proband)

    @cached_property
    def used_tracks(self) -> TracksInput:
        """Resources as used, with the records of the case that each track annotates."""
        matched = self._calls.matched
        resources = [
            one.model_copy(update={"matched": matched[one.name]}) if one.name in matched else one
            for one in self.tracks.resources
        ]
        return self.tracks.model_copy(update={"resources": resources})

    @cached_property
    def _trusted_tracks(self) -> TracksInput:
        """The same without a gnomAD that knows none of many records: its silence is then no absence."""
        silent = self._calls.records >= read_json(SILENT)["records"] and self._calls.matched.get("gnomad") == 0
        kept = [one for one in self.used_tracks.resources if not (silent and one.name == "gnomad")]
        return self.used_tracks.model_copy(update={"resources": kept})

    @cached_property
    def founders(self) -> tuple[FounderVariant, ...]:
        """The founder table in use."""
        path = self.request.config.resources.founders
        return read_founders(path) if path is not None else ()

    @cached_property
    def autozygosity(self) -> Autozygosity | None:
        """Runs of homozygosity with their meaning."""
        return None if self.runs is None else autozygosity_of(self.runs, self.request.case)

    @cached_property
    def consensus(self) -> ConsensusAbout | None:
        """The consensus that the run aligns to, if any."""
        return consensus_of(self.request)

    @property
    def proband_runs(self) -> list[Run]:
        """Runs of homozygosity of the proband."""
        own = self.autozygosity.person(self.request.case.proband) if self.autozygosity is not None else None
        return own.runs if own is not None else []

    def result(self) -> CaseResult:
        """The whole result."""
        request, config = self.request, self.request.config
        chosen, cut = choose(self.genes, self.family, self.question, self.proband_runs)
        shown_as = Showing.of(self.used_tracks, self.family)

        def listed(rank: int, one: Chosen) -> Candidate:
            return with_gene_id(candidate_of(rank, one, self.family, self.founders, shown_as), self.model)

        shown, hidden, untestable = shown_sites(self.sites, request, self.question, self.fits, self.family, self.vcf)
        entered = curation_results(self.request.curation, self.genes)
        resources = [*self.used_tracks.resources, *table_resources(config.resources)]
        resources += [Resource(name="hpo", version=hpo().version, synthetic=False), *models_of(self.fits)]
        return CaseResult(
            synthetic=self.passport.synthetic
            or any(resource.synthetic for resource in resources)
            or (self.consensus is not None and self.consensus.synthetic and bool(aligned_here(request))),
            case=summary_of(request),
            people=people_of(request, self.family),
            genome=GenomeSummary(
                build=self.passport.build or config.reference.build,
                name=config.reference.fasta.name,
                digest=self.passport.digest,
                gene_model=self.model.title or config.reference.genes.name,
                transcripts=len(self.model),
                mane=any(transcript.mane is not None for transcript in self.model),
                consensus=consensus_use(self.consensus, request),
            ),
            start=start_of(request),
            caller="vcf" if request.case.vcf is not None else config.calling.caller,
            refined=[name for name, on in asdict(config.calling.refine).items() if on and request.case.vcf is None],
            quality=quality_of(
                self.quality.samples,
                self.relationships,
                self.same,
                len(apparent_de_novo(self.genes, self.family)),
                warnings_of(self.autozygosity, request.case) if self.autozygosity is not None else (),
            ),
            coverage=self.coverage,
            coverage_source=self.quality.coverage_source,
            candidates=with_other_causes([listed(rank, one) for rank, one in enumerate(diagnostic(chosen), 1)]),
            findings=findings_of(chosen, request.case.consent, listed),
            open_codons=open_codons(self.genes, self.question),
            clinvar_disagreements=disagreements(
                self.genes,
                {one.variant.id for each in chosen for one in each.judged},
                self.family,
                self.question,
            ),
            sites=shown,
            curation=entered,
            triage=self._calls.triage,
            limits=limits_of(
                request,
                self.family,
                self.used_tracks,
                self.coverage,
                shown,
                scores=self._calls.scored,
                records=self._calls.records,
                cut=cut,
                hidden_sites=hidden,
                untestable_sites=untestable,
                left_out=VariantFile(self.vcf).left_out,
                mitochondria=VariantFile(self.vcf).mitochondria,
                runs=limits_of_runs(self.autozygosity, request.case),
                gvcf_quality=self.quality.min_quality if self.quality.coverage_source == "gvcf" else None,
                unused_curation=sum(row.status == "no_such_variant" for row in entered),
                refused_founders=[f"{one.gene} {one.name}" for one in self.sites if one.why_not_tested in DISAGREE],
            ),
            resources=resources,
            tools=self._tools(),
            laboratory={
                name: value
                for name in ("name", "address", "phone", "accreditation")
                if (value := getattr(config.report.laboratory, name)) is not None
            },
            autozygosity=self.autozygosity,
        )

    def _tools(self) -> list[Tool]:
        versions = self.quality.tools | self._calls.tools
        versions |= {name: metadata.version(name) for name in LIBRARIES}
        return [Tool(name=name, version=version) for name, version in sorted(versions.items())]


def to_json(result: CaseResult) -> str:
    """``case.json``: keys in the order of the models, the same bytes for the same result."""
    return result.model_dump_json(by_alias=True, indent=1) + "\n"
