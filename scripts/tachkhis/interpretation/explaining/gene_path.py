"""Why a gene is in the report of a case or not: lists, fit, coverage in each member, variants and their fate."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tachkhis.case.gene_tables import GeneTables
from tachkhis.case.shipped import shipped_table
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.interpretation.assess import GeneResult
from tachkhis.interpretation.build import Interpretation
from tachkhis.interpretation.consent import gene_withheld
from tachkhis.interpretation.explaining.document import GeneList
from tachkhis.interpretation.explaining.document import GeneMember
from tachkhis.interpretation.explaining.document import GenePath
from tachkhis.interpretation.explaining.document import GeneVariant
from tachkhis.interpretation.explaining.document import ReportVerdict
from tachkhis.interpretation.explaining.files import Files
from tachkhis.interpretation.explaining.pointing import pointing_rule
from tachkhis.interpretation.explaining.records import records_within
from tachkhis.interpretation.explaining.reporting import listed_candidates
from tachkhis.interpretation.explaining.reporting import listed_verdict
from tachkhis.interpretation.explaining.reporting import report_verdicts
from tachkhis.interpretation.explaining.withheld import variant_withheld
from tachkhis.interpretation.explaining.words import not_looked_at
from tachkhis.interpretation.explaining.words import of_list
from tachkhis.interpretation.phenotype import hpo
from tachkhis.interpretation.result import CaseResult
from tachkhis.quality.summary import gene_coverage
from tachkhis.variants.record import Variant
from tachkhis.variants.variant_file import KEEP


@dataclass(frozen=True)
class GeneExplainer:
    """A finished case, to be asked about genes.

    Attributes:
        files: its results.
        result: ``case.json``.
        interpretation: the interpretation, to be looked into.
    """

    files: Files
    result: CaseResult
    interpretation: Interpretation

    def gene(self, symbol: str) -> GenePath:
        """The path of one gene.

        Raises:
            InputError: the gene model has no such gene.
        """
        self._refuse_unknown(symbol)
        question, fit = self.interpretation.question, self.interpretation.fits.of(symbol)
        coverage = self._coverage(symbol)
        lacking = gene_withheld(symbol, fit, question)
        judged = next((one for one in self.interpretation.genes if one.gene == symbol), None)
        if lacking is not None and judged is None:
            said = not_looked_at(lacking)
            summary = [f"{symbol}: {said}"]
            return GenePath(case=self.files.case, gene=symbol, summary=summary, not_looked_at=said, coverage=coverage)
        variants = [] if judged is None else [self._variant(one.variant, judged) for one in judged.judged.values()]
        candidates = [
            listed_verdict(name, one, one.variants[0].id, self.result.resources)
            for name, one in listed_candidates(self.result)
            if one.gene == symbol
        ]
        model = self.interpretation.model
        transcript, _ = model.chosen(symbol)
        return GenePath(
            case=self.files.case,
            gene=symbol,
            summary=self._summary(symbol, candidates, variants, coverage),
            transcript=transcript.id,
            pointed_to=question.points_to(symbol, fit),
            phenotype_score=fit.score,
            phenotype_terms=list(fit.matched),
            expected_modes=list(fit.modes),
            lists=self._lists(symbol),
            coverage=coverage,
            variants=variants,
            set_aside=self._set_aside(symbol),
            candidates=candidates,
        )

    def _refuse_unknown(self, symbol: str) -> None:
        genes = self.interpretation.model.genes
        if symbol in genes:
            return
        folded = {name.casefold(): name for name in genes}
        near = folded.get(symbol.casefold())
        close = [near] if near else difflib.get_close_matches(symbol, list(genes), n=3)
        hint = f"did you mean {' or '.join(close)}? " if close else ""
        remedy = f"{hint}write an approved symbol as in the gene model of the run"
        raise InputError(
            [Fault("command line", "the gene model has no such gene", remedy, column="--gene", value=symbol)]
        )

    def _summary(
        self,
        gene: str,
        candidates: Sequence[ReportVerdict],
        variants: Sequence[GeneVariant],
        coverage: Sequence[GeneMember],
    ) -> list[str]:
        lines = []
        for one in candidates:
            where = "in the result box" if one.proposed else "listed, not proposed"
            rank, class_ = f"{one.rank}{of_list(one)}", one.class_of_pair
            lines.append(f"{gene}: in the report, candidate {rank}, {one.mode}, class {class_}, {where}")
        if not candidates:
            if not variants:
                lines.append(f"{gene}: not in the report: triage kept no variant that the proband carries in it")
            else:
                lines.append(f"{gene}: not in the report: of {len(variants)} kept variants none is a candidate")
        proband = next((one for one in coverage if one.role == "proband"), None)
        if proband is not None and proband.percent_callable is not None and proband.percent_callable < 100.0:
            missing = (proband.bases or 0) - (proband.callable_bases or 0)
            lines.append(
                f"{missing} of its coding bases could not be read in the proband: a variant there is not excluded"
            )
        elif proband is not None and proband.percent_callable is None:
            lines.append("how much of it could be read in the proband is not known: absence of a variant is not shown")
        return lines

    def _lists(self, gene: str) -> list[GeneList]:
        """The lists that the decision looks at: gene panels, HPO, the ACMG SF list, founders, tables on genes."""
        request, question = self.interpretation.request, self.interpretation.question
        found = []
        for panel in request.gene_panels:
            stands = gene in panel.genes
            said = f"{'on it' if stands else 'not on it'} (version {panel.version}, {len(panel.genes)} genes)"
            found.append(GeneList(name=f"gene panel {panel.name}", stands=stands, said=said))
        if not request.gene_panels:
            found.append(GeneList(name="gene panels", stands=None, said="the request names none"))
        fit = self.interpretation.fits.of(gene)
        pointed = question.points_to(gene, fit)
        said = f"{'yes' if pointed else 'no'} ({pointing_rule()})"
        found.append(GeneList(name="the request points to the gene", stands=pointed, said=said))
        known = "has annotations" if fit.known else "has no annotations: nothing links it with the signs"
        found.append(GeneList(name=f"HPO {hpo().version}", stands=fit.known, said=known))
        table = shipped_table("acmg", "secondary_findings")
        secondary = gene in table["genes"]
        covered = "consented" if "secondary_findings" in question.consent else "not consented"
        said = f"on it; secondary findings: {covered}" if secondary else "not on it"
        found.append(GeneList(name=f"ACMG SF v{table['version']}", stands=secondary, said=said))
        founders = [one.name for one in self.interpretation.founders if one.gene == gene]
        said = ", ".join(founders) or "none listed in it"
        found.append(GeneList(name="founder variants", stands=bool(founders), said=said))
        return [*found, *self._tables(gene)]

    def _tables(self, gene: str) -> list[GeneList]:
        tables = GeneTables.load(self.interpretation.request.config.resources)
        held = {"hotspots": tables.hotspots, "constraint": tables.constraint, "diseases": tables.diseases}
        found = []
        for name, rows in held.items():
            if name not in tables.given:
                found.append(GeneList(name=f"table of {name}", stands=None, said="not given"))
            else:
                stands = gene in rows
                found.append(GeneList(name=f"table of {name}", stands=stands, said="on it" if stands else "not on it"))
        return found

    def _coverage(self, gene: str) -> list[GeneMember]:
        return [self._member(gene, person.sample, person.role) for person in self.result.people]

    def _member(self, gene: str, sample: str, role: str) -> GeneMember:
        threshold = self.interpretation.request.config.calling.callable_depth
        for prefix in self._depths(sample):
            if not Path(f"{prefix}.regions.bed.gz").is_file():
                continue
            try:
                (depth,) = gene_coverage([gene], self.interpretation.model, prefix, threshold)
            except KeyError:  # measured with another gene model
                return GeneMember(sample=sample, role=role, note="its depth was measured with another gene model")
            if depth.missing:
                return GeneMember(sample=sample, role=role, note="the gene has no coding bases in the gene model")
            gaps = [f"{one.contig}:{one.start}-{one.end} ({one.label})" for one in depth.unreadable]
            unread = sum(one.end - one.start + 1 for one in depth.unreadable)
            return GeneMember(
                sample=sample,
                role=role,
                bases=depth.bases,
                callable_bases=depth.bases - unread,
                percent_callable=depth.percent_callable,
                mean_depth=depth.mean_depth,
                threshold=threshold,
                unreadable=gaps,
            )
        return GeneMember(sample=sample, role=role, note="its depths are not at hand, so its coverage is not known")

    def _depths(self, sample: str) -> list[Path]:
        """Where depths of a sample may stand: measured from its reads, or told by its gVCF."""
        if self.files.folder is None or self.files.case is None:
            return []
        calls = self.files.folder / "cases" / self.files.case / "calls" / "vcf" / "0001.readable"
        return [self.files.folder / "samples" / sample / "qc" / sample, calls / sample]

    def _variant(self, variant: Variant, gene: GeneResult) -> GeneVariant:
        interpretation = self.interpretation
        family = interpretation.family
        consequence = variant.on(gene.gene)
        report = list(report_verdicts(variant, gene, self.result, interpretation))
        name = (consequence.hgvs_c if consequence else None) or variant.hgvs_g or "-"
        protein = consequence.hgvs_p if consequence is not None else None
        effect = "&".join(consequence.consequences) if consequence is not None else "-"
        zygosity = family.zygosity(variant, family.proband).value
        row = GeneVariant(
            variant=variant.id,
            name=f"{name} {protein}" if protein else name,
            consequence=effect,
            zygosity=zygosity,
            triage=variant.triage,
            became=[],
        )
        if not any(one.listed for one in report):
            pairs = [d for d in gene.diplotypes if len(d.variants) > 1 and variant.id in {v.id for v in d.variants}]
            lacking = variant_withheld(gene.gene, gene.fit, variant, pairs, family, interpretation.question)
            if lacking is not None:
                silent = {"name": "-", "consequence": "-", "zygosity": "-", "triage": "-"}
                return row.model_copy(update={**silent, "became": [not_looked_at(lacking)]})
        judged = gene.judged[variant.id]
        became = [_became(one) for one in report] or ["not in the report: no mode of inheritance applies"]
        return row.model_copy(
            update={"class_": judged.class_.value, "points": judged.classification.points, "became": became}
        )

    def _set_aside(self, gene: str) -> dict[str, int]:
        """Records within the gene (its transcripts, introns included) that triage set aside, by reason."""
        transcripts = self.interpretation.model.genes[gene].transcripts
        spans: dict[str, tuple[int, int]] = {}
        for one in transcripts:
            low, high = spans.get(one.contig, (one.start, one.end))
            spans[one.contig] = (min(low, one.start), max(high, one.end))
        reasons: Counter[str] = Counter()
        for contig, (start, end) in spans.items():
            reasons.update(one.triage for one in records_within(self.files.vcf, contig, start, end))
        return {reason: number for reason, number in sorted(reasons.items()) if not reason.startswith(KEEP)}


def _became(one: ReportVerdict) -> str:
    partner = f" with {one.partner}" if one.partner else ""
    if not one.listed:
        return f"not in the report as {one.mode}{partner}: {one.why}"
    where = "in the result box" if one.proposed else "listed, not proposed"
    return f"in the report: candidate {one.rank}{of_list(one)}, {one.mode}{partner}, {where}"
