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
from tachkhis.case.model import Unit
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
from tachkhis.interpretation.called_sites import sites_in_calls
from tachkhis.interpretation.candidates import choose
from tachkhis.interpretation.curation import curation_results
from tachkhis.interpretation.de_novo_count import apparent_de_novo
from tachkhis.interpretation.de_novo_count import most_de_novo
from tachkhis.interpretation.diseases import with_gene_id
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import ReferenceRule
from tachkhis.interpretation.inputs import QualityInput
from tachkhis.interpretation.inputs import TracksInput
from tachkhis.interpretation.limits import limits_of
from tachkhis.interpretation.message import Message
from tachkhis.interpretation.message import Verdict
from tachkhis.interpretation.other_cause import with_other_causes
from tachkhis.interpretation.phenotype import hpo
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import SiteResult
from tachkhis.interpretation.results import candidate_of
from tachkhis.interpretation.runs import Autozygosity
from tachkhis.interpretation.runs import Run
from tachkhis.interpretation.setting import CaseSummary
from tachkhis.interpretation.setting import GeneCoverage
from tachkhis.interpretation.setting import GenePanelSummary
from tachkhis.interpretation.setting import GenomeSummary
from tachkhis.interpretation.setting import PersonSummary
from tachkhis.interpretation.setting import Quality
from tachkhis.interpretation.setting import RelationshipCheck
from tachkhis.interpretation.setting import Resource
from tachkhis.interpretation.setting import Tool
from tachkhis.interpretation.showing import Showing
from tachkhis.interpretation.surroundings import Surroundings
from tachkhis.interpretation.table_resources import table_resources
from tachkhis.interpretation.telling import Question
from tachkhis.interpretation.telling import is_secondary
from tachkhis.panel.founders import FounderVariant
from tachkhis.panel.founders import read_founders
from tachkhis.quality.homozygosity import FamilyRuns
from tachkhis.quality.identity import SamePerson
from tachkhis.quality.identity import same_people
from tachkhis.quality.relationships import ParentAgreement
from tachkhis.quality.relationships import check_relationships
from tachkhis.quality.relationships import declared_pairs
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.passport import Passport
from tachkhis.reference.sex_chromosomes import sex_chromosomes
from tachkhis.variants.record import Call
from tachkhis.variants.record import Variant
from tachkhis.variants.variant_file import SCORE_PREFIX
from tachkhis.variants.variant_file import VariantFile

SILENT = RESOURCES / "annotation" / "silent.json"
LIBRARIES = ("cyvcf2", "hgvs", "hpo3")
_ORDER = (Verdict.PASS, Verdict.WARN, Verdict.FAIL)


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
    def _file(self) -> tuple[list[Variant], dict[str, int], tuple[str, ...], bool, dict[str, str], dict[str, int]]:
        file = VariantFile(self.vcf, {one.name: one.fields for one in self.tracks.resources if one.fields})
        if self.request.case.proband not in file.samples:
            remedy = (
                f"give calls of {self.request.case.proband}; the file holds {', '.join(file.samples) or 'no sample'}"
            )
            raise InputError([Fault(self.vcf.name, "the proband has no column", remedy)])
        variants = list(file)
        triage = dict(sorted(file.triage.items()))
        return variants, triage, file.samples, file.declares(SCORE_PREFIX), file.tools, dict(file.matched)

    @property
    def variants(self) -> list[Variant]:
        """Kept variants, in file order."""
        return self._file[0]

    @cached_property
    def relationships(self) -> list[ParentAgreement]:
        """Every declared parent of a sequenced child, against the data; one who is someone else's sample fails."""
        found = check_relationships(self.vcf, declared_pairs(self.request.case.people, self._file[2]))
        doubled = {sample for same in self.same if not same.twins for sample in (same.first, same.second)}
        return [replace(one, verdict="fail") if one.parent in doubled else one for one in found]

    @cached_property
    def same(self) -> list[SamePerson]:
        """Members whose genotypes are those of one person."""
        return same_people(self.vcf, self.request.case.people, self._file[2])

    @cached_property
    def family(self) -> Family:
        """The family as the VCF holds it."""
        pairs = {verdict: set[tuple[str, str]]() for verdict in ("pass", "warn", "fail")}
        for check in self.relationships:
            pairs[check.verdict].add((check.child, check.parent))
        members = set(self.request.case.samples)
        return Family(
            case=self.request.case,
            sequenced=frozenset(sample for sample in self._file[2] if sample in members),
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
            case.hpo_excluded,
            surroundings=Surroundings(self.model, self.fasta, self.tracks_folder),
            tables=GeneTables.load(self.request.config.resources),
            curation=in_force(self.request.curation),
        )
        return assessor.genes(self.variants)

    @cached_property
    def coverage(self) -> list[GeneCoverage]:
        """Coverage of the requested genes; bases that the proband was found to lack are read, not unread."""
        proband = self.request.case.proband
        gone = [
            (variant.contig, variant.position + 1, variant.position + len(variant.ref) - 1)
            for variant in self.variants
            if len(variant.ref) > len(variant.alt) == 1 and _only_copy_carries(variant.call(proband))
        ]
        return [without_deleted(gene, gone) for gene in self.quality.coverage]

    @cached_property
    def used_tracks(self) -> TracksInput:
        """Resources as used, with the records of the case that each track annotates."""
        resources = [
            one.model_copy(update={"matched": self._file[5][one.name]}) if one.name in self._file[5] else one
            for one in self.tracks.resources
        ]
        return self.tracks.model_copy(update={"resources": resources})

    @cached_property
    def _trusted_tracks(self) -> TracksInput:
        """The same without a gnomAD that knows none of many records: its silence is then no absence."""
        records, table = sum(self._file[1].values()), read_json(SILENT)
        silent = records >= table["records"] and self._file[5].get("gnomad") == 0
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
        shown, hidden, untestable = self._shown_sites()
        entered = curation_results(self.request.curation, self.genes)
        resources = [*self.used_tracks.resources, *table_resources(config.resources)]
        resources.append(Resource(name="hpo", version=hpo().version, synthetic=False))
        return CaseResult(
            synthetic=self.passport.synthetic or any(resource.synthetic for resource in resources),
            case=self._summary(),
            people=self._people(),
            genome=GenomeSummary(
                build=self.passport.build or config.reference.build,
                name=config.reference.fasta.name,
                digest=self.passport.digest,
                gene_model=self.model.title or config.reference.genes.name,
                transcripts=len(self.model),
                mane=any(transcript.mane is not None for transcript in self.model),
            ),
            start=self._start(),
            caller="vcf" if request.case.vcf is not None else config.calling.caller,
            refined=[name for name, on in asdict(config.calling.refine).items() if on and request.case.vcf is None],
            quality=self._quality(),
            coverage=self.coverage,
            coverage_source=self.quality.coverage_source,
            candidates=with_other_causes(
                [
                    with_gene_id(candidate_of(rank, one, self.family, self.founders, shown_as), self.model)
                    for rank, one in enumerate(chosen, 1)
                ]
            ),
            sites=shown,
            curation=entered,
            triage=self._file[1],
            limits=limits_of(
                request,
                self.family,
                self.used_tracks,
                self.coverage,
                shown,
                scores=self._file[3],
                records=sum(self._file[1].values()),
                cut=cut,
                hidden_sites=hidden,
                untestable_sites=untestable,
                left_out=VariantFile(self.vcf).left_out,
                mitochondria=VariantFile(self.vcf).mitochondria,
                runs=limits_of_runs(self.autozygosity, request.case),
                gvcf_quality=self.quality.min_quality if self.quality.coverage_source == "gvcf" else None,
                unused_curation=sum(row.status == "no_such_variant" for row in entered),
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

    def _shown_sites(self) -> tuple[list[SiteResult], int, int]:
        """The sites that the report may show, how many are left out, and how many of the rest could not be tested.

        Asked-for positions are shown. A founder variant is shown where the request points to its gene or the consent
        covers it (secondary findings for genes of the ACMG SF list, carrier states for all others): which rows are
        shown follows from the question alone and never from what was read, so that a missing row tells nothing. What
        was read in relatives is kept only where the proband carries the allele: what they carry else is theirs.
        """
        case, ontology = self.request.case, hpo()

        def asked(gene: str) -> bool:
            needed = "secondary_findings" if is_secondary(gene) else "carrier"
            fit = ontology.fit(gene, case.hpo, case.hpo_excluded)
            return needed in case.consent or self.question.points_to(gene, fit)

        shown = [site for site in self.sites if site.kind != "founder" or asked(site.gene)]
        left_out = [site for site in self.sites if site not in shown]
        untestable = sum(1 for site in left_out if site.why_not_tested is not None)
        if case.vcf is not None:
            shown = sites_in_calls(shown, self.vcf, self.family, self.request.config.calling.callable_depth)
        return [without_relatives(site, case.proband) for site in shown], len(left_out) - untestable, untestable

    def _summary(self) -> CaseSummary:
        case, ontology = self.request.case, hpo()
        return CaseSummary(
            id=case.id,
            proband=case.proband,
            test=case.test.value,
            urgency=case.urgency,
            consanguinity=case.consanguinity,
            region=case.region,
            region_name=None,
            consent=sorted(case.consent),
            referrer=case.referrer,
            file_number=case.file_number,
            phenotype=[
                *(ontology.term(term) for term in case.hpo),
                *(ontology.term(term, excluded=True) for term in case.hpo_excluded),
            ],
            gene_panels=[
                GenePanelSummary(name=panel.name, version=panel.version, genes=list(panel.genes))
                for panel in self.request.gene_panels
            ],
        )

    def _people(self) -> list[PersonSummary]:
        def units(sample: str) -> tuple[Unit, ...]:
            return self.request.units.get(sample, ())

        return [
            PersonSummary(
                sample=person.sample,
                role=self.family.role(person),
                sex=person.sex.value,
                affected=person.affected.value,
                father=person.father,
                mother=person.mother,
                specimen=person.specimen,
                collected=person.collected,
                received=person.received,
                platforms=sorted({unit.platform for unit in units(person.sample) if unit.fastq_1 is not None}),
                kits=sorted({unit.kit for unit in units(person.sample) if unit.kit}),
            )
            for person in self.request.case.people
        ]

    def _start(self) -> str:
        if self.request.case.vcf is not None:
            return "vcf"
        units = [unit for rows in self.request.units.values() for unit in rows]
        return "alignment" if units and all(unit.alignment is not None for unit in units) else "fastq"

    def _quality(self) -> Quality:
        verdicts = [sample.verdict for sample in self.quality.samples]
        reasons = [reason for sample in self.quality.samples for reason in sample.reasons]
        if not self.quality.samples:
            verdicts.append(Verdict.WARN)
            reasons.append(Message(key="quality.no_reads_measured"))
        checks = [
            RelationshipCheck(
                child=check.child,
                parent=check.parent,
                sites=check.sites,
                conflicts=check.conflicts,
                verdict=Verdict(check.verdict),
            )
            for check in self.relationships
        ]
        for check in checks:
            if check.verdict is Verdict.PASS:
                continue
            failed = check.verdict is Verdict.FAIL
            if failed:
                verdicts.append(Verdict.FAIL)
            message = Message(key="quality.identity_to_check")
            if not failed:
                values = {"child": check.child, "parent": check.parent}
                message = Message(key="quality.relationship_not_confirmed", values=values)
            if message not in reasons:
                reasons.append(message)
        for same in self.same:
            verdicts.append(Verdict.WARN if same.twins else Verdict.FAIL)
            reasons.append(Message(key="quality.same_person", values={"first": same.first, "second": same.second}))
        number, most = len(apparent_de_novo(self.genes, self.family)), most_de_novo()
        if number > most:
            verdicts.append(Verdict.WARN)
            reasons.append(Message(key="quality.many_de_novo", values={"n": str(number), "most": str(most)}))
        for message in warnings_of(self.autozygosity, self.request.case) if self.autozygosity is not None else ():
            verdicts.append(Verdict.WARN)
            reasons.append(message)
        worst = max(verdicts, key=_ORDER.index, default=Verdict.PASS)
        return Quality(verdict=worst, reasons=reasons, samples=self.quality.samples, relationships=checks)

    def _tools(self) -> list[Tool]:
        versions = self.quality.tools | self._file[4]
        versions |= {name: metadata.version(name) for name in LIBRARIES}
        return [Tool(name=name, version=version) for name, version in sorted(versions.items())]


def _only_copy_carries(call: Call | None) -> bool:
    """Whether every allele called in a person is the alternate one."""
    return call is not None and call.complete and call.carried == len(call.alleles) > 0


def without_relatives(site: SiteResult, proband: str) -> SiteResult:
    """A founder site of the proband alone unless they carry the allele: a relative's state is then not their report's.

    A position that was asked for by name is answered in every member.
    """
    if site.kind != "founder" or any(
        one.sample == proband and one.status.startswith("carried") for one in site.genotypes
    ):
        return site
    return site.model_copy(update={"genotypes": [one for one in site.genotypes if one.sample == proband]})


def without_deleted(gene: GeneCoverage, gone: list[tuple[str, int, int]]) -> GeneCoverage:
    """Coverage of a gene without the unread stretches that a called deletion of all copies explains as a whole.

    Args:
        gene: coverage as measured.
        gone: contig, first and last base (1-based) of each such deletion.
    """
    kept = [
        region
        for region in gene.unreadable
        if not any(
            contig == region.contig and start <= region.start and region.end <= end for contig, start, end in gone
        )
    ]
    if len(kept) == len(gene.unreadable):
        return gene
    unread = sum(region.end - region.start + 1 for region in kept)
    percent = round(100.0 * (gene.bases - unread) / gene.bases, 2)
    return gene.model_copy(update={"unreadable": kept, "percent_callable": percent})


def to_json(result: CaseResult) -> str:
    """``case.json``: keys in the order of the models, the same bytes for the same result."""
    return result.model_dump_json(by_alias=True, indent=1) + "\n"
