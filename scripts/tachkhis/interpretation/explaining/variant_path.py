"""The whole decision path of one allele of a case: called, triage, frequencies, names, family, codes, rank, report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
from functools import cached_property

from tachkhis.interpretation.acmg.nearly import unmet_codes
from tachkhis.interpretation.assess import GeneResult
from tachkhis.interpretation.build import Interpretation
from tachkhis.interpretation.consent import CARRIER
from tachkhis.interpretation.consent import INCIDENTAL
from tachkhis.interpretation.consent import SECONDARY
from tachkhis.interpretation.consent import gene_withheld
from tachkhis.interpretation.de_novo.estimate import DeNovoEstimate
from tachkhis.interpretation.explaining.allele import Allele
from tachkhis.interpretation.explaining.allele import parse_allele
from tachkhis.interpretation.explaining.document import GeneVerdict
from tachkhis.interpretation.explaining.document import MemberState
from tachkhis.interpretation.explaining.document import PartPath
from tachkhis.interpretation.explaining.document import Score
from tachkhis.interpretation.explaining.document import VariantPath
from tachkhis.interpretation.explaining.files import Files
from tachkhis.interpretation.explaining.members import called_members
from tachkhis.interpretation.explaining.members import conflict_lines
from tachkhis.interpretation.explaining.members import overlapping_calls
from tachkhis.interpretation.explaining.members import uncalled_members
from tachkhis.interpretation.explaining.modes import mode_verdicts
from tachkhis.interpretation.explaining.reporting import listed_candidates
from tachkhis.interpretation.explaining.reporting import listed_verdict
from tachkhis.interpretation.explaining.reporting import report_verdicts
from tachkhis.interpretation.explaining.withheld import variant_withheld
from tachkhis.interpretation.explaining.words import CANNOT_TELL
from tachkhis.interpretation.explaining.words import TRIAGE_WORDS
from tachkhis.interpretation.explaining.words import counts
from tachkhis.interpretation.explaining.words import not_looked_at
from tachkhis.interpretation.explaining.words import of
from tachkhis.interpretation.explaining.words import of_list
from tachkhis.interpretation.explaining.words import triage_words
from tachkhis.interpretation.fit import Fits
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import SiteResult
from tachkhis.interpretation.result import TranscriptConsequence
from tachkhis.interpretation.results import clinvar_of
from tachkhis.interpretation.results import transcript_of
from tachkhis.interpretation.showing import frequency_of
from tachkhis.interpretation.shown_sites import WITHHELD
from tachkhis.interpretation.telling import Question
from tachkhis.quality.verdict import Verdict
from tachkhis.variants.record import OpenWhole
from tachkhis.variants.record import Part
from tachkhis.variants.record import Variant
from tachkhis.variants.variant_file import KEEP
from tachkhis.variants.variant_file import VariantFile


def _untold(one: MemberState) -> MemberState:
    """A relative of whom the report says nothing at this place."""
    return MemberState(sample=one.sample, role=one.role, note="withheld, as every relative is at this place")


@dataclass(frozen=True)
class Explainer:
    """A finished case, to be asked about alleles.

    Attributes:
        files: its results.
        result: ``case.json``.
        interpretation: the interpretation, to be looked into; ``None`` where its inputs are gone.
    """

    files: Files
    result: CaseResult
    interpretation: Interpretation | None

    def variant(self, allele: Allele) -> VariantPath:
        """The path of one allele, and of the record that reads it together with others."""
        site = self._site(allele)
        withheld = site is not None and site.why_withheld is not None
        found = None if withheld else self._find(allele)  # nothing that a relative's call would change may be told
        if found is None:
            return self._not_called(allele)
        path = self._called(found)
        if path.not_looked_at is not None:
            return path
        wholes = [self._find(parse_allele(name)) for name in found.joined_into]
        together = [self._called(whole) for whole in wholes if whole is not None]
        return path.model_copy(update={"together": together}) if together else path

    def _find(self, allele: Allele) -> Variant | None:
        return VariantFile(self.files.vcf).find(allele.contig, allele.position, allele.ref, allele.alt)

    def _site(self, allele: Allele) -> SiteResult | None:
        return next((one for one in self.result.sites if one.id == allele.id), None)

    def _not_called(self, allele: Allele) -> VariantPath:
        """What can be said of an allele that the VCF does not hold."""
        genes = self._genes_at(allele)
        lacking = self._withheld_genes(genes)
        if genes and len(lacking) == len(genes):
            return self._silent(allele.id, next(iter(lacking.values())))
        site = self._site(allele)
        withheld = site is not None and site.why_withheld is not None
        place = []
        if site is not None:
            place.append(f"site of interest {site.name} ({site.gene}), read directly in each member:")
            place += [
                f"  {one.sample}: {one.status}, {of(one.alt_reads, one.depth)} reads carry it"
                for one in site.genotypes
                if one.status != WITHHELD
            ]
            if site.why_withheld is not None:
                place.append(f"  relatives: withheld, all alike ({site.why_withheld}; config/README.md, Founders)")
        place.append(self._coverage_at(allele))
        other = [] if withheld else overlapping_calls(self.files.vcf, allele)
        if other:
            place.append(f"other alleles called at these bases: {', '.join(other)}")
        members = uncalled_members(allele, self.result, self.files)
        who = "the proband, and told of nobody else" if withheld else "this family"
        if withheld:
            members = [one if one.role == "proband" else _untold(one) for one in members]
        summary = [f"{allele.id}: not called in {who}", "report: not in it; what was not called is not judged"]
        if not members:
            summary.append("name the case (not --vcf) to see how deep each member was read there")
        transcripts, note = self._named(allele)
        return VariantPath(
            case=self.files.case,
            variant=allele.id,
            summary=summary,
            called=False,
            members=members,
            place=place,
            transcripts=transcripts,
            transcripts_note=note,
            relationships=relationships(self.result),
        )

    def _coverage_at(self, allele: Allele) -> str:
        for gene in self.result.coverage:
            for region in gene.unreadable:
                if region.contig == allele.contig and region.start <= allele.position <= region.end:
                    return (
                        f"coverage: in the proband {region.contig}:{region.start}-{region.end} ({gene.gene},"
                        f" {region.label})"
                        f" has fewer than {gene.threshold} readable reads: nothing can be said of this place"
                    )
        return "coverage: no unreadable stretch of a requested gene in the proband covers this place"

    def _called(self, variant: Variant) -> VariantPath:
        kept = variant.triage.startswith(KEEP)
        listed = [one for _, one in listed_candidates(self.result) if variant.id in {v.id for v in one.variants}]
        genes = self._gene_verdicts(variant) if kept else []
        if not listed:
            silent = [one.not_looked_at for one in genes if one.not_looked_at is not None]
            lacking = self._withheld_genes(variant.genes)
            if silent and len(silent) == len(genes):
                return self._silent(variant.id, silent[0])
            if kept and self._untellable(variant):
                return self._silent(variant.id, CANNOT_TELL)
            if not kept and lacking and len(lacking) == len(variant.genes):
                return self._silent(variant.id, next(iter(lacking.values())))
        family = None if self.interpretation is None else self.interpretation.family
        members = called_members(variant, self.result, family)
        transcripts, note = [transcript_of(one) for one in variant.consequences], None
        if not transcripts:
            transcripts, note = self._named(Allele(variant.contig, variant.position, variant.ref, variant.alt))
        return VariantPath(
            case=self.files.case,
            variant=variant.id,
            summary=self._summary(variant, members, genes),
            called=True,
            name=variant.hgvs_g or None,
            quality=variant.quality,
            filters=list(variant.filters),
            refined=list(variant.refined),
            triage=variant.triage,
            triage_why=triage_words(variant.triage),
            founder=variant.founder,
            clinvar=clinvar_of(variant.clinvar),
            frequencies=[
                frequency_of(name, found)
                for name, found in (("gnomad", variant.gnomad), ("panel", variant.panel))
                if found is not None
            ],
            panel_looked=variant.panel_looked,
            scores=[
                *(Score(name=name, value=value) for name, value in variant.scores.items()),
                *(Score(name=name, text=text) for name, text in variant.marks.items()),
            ],
            transcripts=transcripts,
            transcripts_note=note,
            members=members,
            de_novo=self._estimate(variant),
            place=conflict_lines(variant),
            genes=genes,
            report=None if genes else self._no_gene(variant),
            joined_into=list(variant.joined_into),
            joined_by=list(variant.joined_by),
            parts=[_part(part) for part in variant.parts],
            codon_with=list(variant.codon_with),
            codon_apart=list(variant.codon_apart),
            codon_cis=list(variant.codon_cis),
            codon_open=[_whole(one) for one in variant.codon_open],
            relationships=relationships(self.result),
        )

    def _estimate(self, variant: Variant) -> DeNovoEstimate | None:
        """Where the proband's allele comes from: as judged now, else as the result has it."""
        judged = [] if self.interpretation is None else [one.judged for one in self.interpretation.genes]
        now = next((genes[variant.id].evidence.estimate for genes in judged if variant.id in genes), None)
        shown = (one for _, each in listed_candidates(self.result) for one in each.variants if one.id == variant.id)
        return now or next((one.de_novo for one in shown), None)

    def _no_gene(self, variant: Variant) -> str:
        if not variant.triage.startswith(KEEP):
            return "not in it; triage set the record aside"
        if self.interpretation is None:
            return "not in it; give --request, --tracks and --passport to see the criteria and the reason"
        return "not in it; the proband does not carry it, or it touches no gene"

    def _summary(self, variant: Variant, members: Sequence[MemberState], genes: Sequence[GeneVerdict]) -> list[str]:
        proband = next((one for one in members if one.role == "proband"), None)
        genotype = "" if proband is None else f" ({proband.sample}: {proband.gt})"
        lines = [f"{variant.id}: called{genotype}; triage {TRIAGE_WORDS.get(variant.triage, variant.triage)}"]
        for gene in genes:
            if gene.not_looked_at is not None:
                lines.append(f"{gene.gene}: {gene.not_looked_at}")
                continue
            found = gene.classification
            class_ = "" if found is None else f", class {found.class_.value} ({found.points} points)"
            shown = next((one for one in gene.report if one.listed), None)
            if shown is not None:
                where = "in the result box" if shown.proposed else "listed, not proposed"
                lines.append(f"{gene.gene}{class_}: in the report, candidate {shown.rank}{of_list(shown)}, {where}")
            else:
                why = next((one.why for one in gene.report), "no mode of inheritance applies")
                lines.append(f"{gene.gene}{class_}: not in the report: {why}")
        if not genes:
            lines.append(f"report: {self._no_gene(variant)}")
        return lines

    def _gene_verdicts(self, variant: Variant) -> list[GeneVerdict]:
        if self.interpretation is None:
            return self._from_report(variant)
        found = []
        for gene in variant.genes:
            result = next((one for one in self.interpretation.genes if one.gene == gene), None)
            if result is not None and variant.id in result.judged:
                found.append(self._judged(variant, result, self.interpretation))
            elif (lacking := self._withheld_genes([gene]).get(gene)) is not None:
                found.append(GeneVerdict(gene=gene, not_looked_at=lacking))
        return found

    def _judged(self, variant: Variant, gene: GeneResult, interpretation: Interpretation) -> GeneVerdict:
        family, question = interpretation.family, interpretation.question
        report = list(report_verdicts(variant, gene, self.result, interpretation))
        if not any(one.listed for one in report):
            pairs = [d for d in gene.diplotypes if len(d.variants) > 1 and variant.id in {v.id for v in d.variants}]
            lacking = variant_withheld(gene.gene, gene.fit, variant, pairs, family, question)
            if lacking is not None:
                return GeneVerdict(gene=gene.gene, not_looked_at=not_looked_at(lacking))
        judged = gene.judged[variant.id]
        return GeneVerdict(
            gene=gene.gene,
            pointed_to=question.points_to(gene.gene, gene.fit),
            phenotype_score=gene.fit.score,
            phenotype_terms=list(gene.fit.matched),
            expected_modes=list(gene.fit.modes),
            classification=judged.classification,
            unmet=unmet_codes(judged.evidence, judged.classification),
            modes=mode_verdicts(variant, gene.diplotypes, family),
            report=report,
        )

    def _from_report(self, variant: Variant) -> list[GeneVerdict]:
        """What the result itself holds of a listed variant, where nothing can be judged again."""
        found = []
        for name, candidate in listed_candidates(self.result):
            shown = next((one for one in candidate.variants if one.id == variant.id), None)
            if shown is not None:
                found.append(
                    GeneVerdict(
                        gene=candidate.gene,
                        phenotype_score=candidate.phenotype_score,
                        phenotype_terms=candidate.phenotype_terms,
                        expected_modes=candidate.expected_modes,
                        classification=shown.classification,
                        report=[listed_verdict(name, candidate, variant.id, self.result.resources)],
                    )
                )
        return found

    def _genes_at(self, allele: Allele) -> list[str]:
        if self.interpretation is None:
            return []
        start = allele.position - 1
        found = self.interpretation.model.overlapping(allele.contig, start, start + len(allele.ref))
        return list(dict.fromkeys(one.gene for one in found))

    def _withheld_genes(self, genes: Sequence[str]) -> dict[str, str]:
        """Of some genes those of which the consent lets nothing be said, with what is said instead."""
        question, fits = self._asked
        lacking = {gene: gene_withheld(gene, fits.of(gene), question) for gene in genes}
        return {gene: not_looked_at(consent) for gene, consent in lacking.items() if consent is not None}

    @cached_property
    def _asked(self) -> tuple[Question, Fits]:
        """What was asked, and how genes fit it: as interpreted, else as the result has it."""
        if self.interpretation is not None:
            return self.interpretation.question, self.interpretation.fits
        case = self.result.case
        signs = tuple(one.id for one in case.phenotype if not one.excluded)
        genes = frozenset(gene for panel in case.gene_panels for gene in panel.genes)
        return Question(signs, genes, frozenset(case.consent)), Fits(signs)

    def _untellable(self, variant: Variant) -> bool:
        """Whether nobody can say that the consent covers a kept variant outside the report: nothing can be judged."""
        question, fits = self._asked
        return (
            self.interpretation is None
            and not {SECONDARY, CARRIER, INCIDENTAL} <= question.consent
            and not any(question.points_to(gene, fits.of(gene)) for gene in variant.genes)
        )

    def _silent(self, variant: str, said: str) -> VariantPath:
        return VariantPath(case=self.files.case, variant=variant, summary=[f"{variant}: {said}"], not_looked_at=said)

    def _named(self, allele: Allele) -> tuple[list[TranscriptConsequence], str | None]:
        """Names given now, for a record that triage set aside or that was not called."""
        from tachkhis.variants.names import Namer
        from tachkhis.variants.sequence import UnnameableAlleleError

        if self.interpretation is None or self.interpretation.fasta is None:
            return [], "no names: the prepared reference is not at hand"
        try:
            named = Namer(self.interpretation.fasta, self.interpretation.model).name(
                allele.contig, allele.position, allele.ref, allele.alt
            )
        except UnnameableAlleleError as error:
            return [], f"no names: {error}"
        rows = [TranscriptConsequence(**_listed(asdict(one))) for one in named.consequences if one.transcript]
        note = "named for this answer: a run names kept records only"
        return rows, note if rows else "no transcript there"


def _listed(row: dict[str, object]) -> dict[str, object]:
    consequences = row["consequences"]
    assert isinstance(consequences, tuple)
    return row | {"consequences": list(consequences)}


def _whole(whole: OpenWhole) -> str:
    name = f"{whole.hgvs_c or whole.id} {whole.hgvs_p or ''}".rstrip()
    return f"{name} ({'&'.join(whole.consequences)})"


def _part(part: Part) -> PartPath:
    known = "not listed"
    if part.clinvar is not None:
        known = f"{part.clinvar.id}: {part.clinvar.significance} ({part.clinvar.review_status})"
    said = f"ClinVar {known}; gnomAD {counts(part.gnomad)}; panel {counts(part.panel)}"
    said += "" if part.founder is None else f"; founder {part.founder}"
    return PartPath(id=part.id, name=part.name, said=said)


def relationships(result: CaseResult) -> list[str]:
    """Declared parents whom the data do not confirm, with the numbers that no report prints."""
    return [
        f"relationship of {check.child} with {check.parent}: "
        + (
            f"no shared allele at {check.conflicts} of {check.sites} places compared, {check.verdict.value}"
            if check.sites
            else "not checked, for no place could be compared"
        )
        for check in result.quality.relationships
        if check.verdict is not Verdict.PASS
    ]
