"""The decision path of one allele of a case, in words: called, triage, names, calls, codes, listed or not, and why.

Plain English for people in the laboratory; what a report shows is in ``case.json``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tachkhis.case.message import Message
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.interpretation.build import Interpretation
from tachkhis.interpretation.candidates import Chosen
from tachkhis.interpretation.candidates import consider
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import CaseResult
from tachkhis.interpretation.result import Classification
from tachkhis.interpretation.result import Criterion
from tachkhis.interpretation.result import Entered
from tachkhis.panel.bounds import clopper_pearson
from tachkhis.quality.verdict import Verdict
from tachkhis.variants import fields
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.record import Variant
from tachkhis.variants.variant_file import KEEP

TRIAGE_WORDS = {
    fields.KEEP_FOUNDER: "kept: a listed founder variant, looked at before any frequency",
    fields.KEEP_CLINVAR: "kept: ClinVar knows it as pathogenic, or submitters disagree",
    fields.KEEP_CODING: "kept: it touches coding sequence and is not common",
    fields.KEEP_SPLICE: "kept: it lies beside a splice site and is not common",
    fields.KEEP_CODON: "kept: with another change of its codon it may be of high impact; their copies are open",
    fields.KEEP_NONCODING: "kept: it touches an exon of a non-coding transcript and is not common",
    fields.ASIDE_NO_GENOTYPE: "set aside: the proband has no genotype there",
    fields.ASIDE_SYMBOLIC: "set aside: a symbolic allele, which is not named",
    fields.ASIDE_UNKNOWN_REFERENCE: "set aside: the reference has no base there (N), so nothing can be named",
    fields.ASIDE_NOT_CARRIED: "set aside: the proband does not carry it",
    fields.ASIDE_QUALITY: "set aside: the call is of low quality",
    fields.ASIDE_COMMON: "set aside: common in a reference collection",
    fields.ASIDE_JOINED: "set aside: read together with a change of its codon on the same copy, in another record",
    fields.ASIDE_INTRON: "set aside: deep in an intron",
    fields.ASIDE_UTR: "set aside: in an untranslated region",
    fields.ASIDE_OUTSIDE: "set aside: outside genes",
}


@dataclass(frozen=True, slots=True)
class Allele:
    """An allele as a person names it, position 1-based."""

    contig: str
    position: int
    ref: str
    alt: str

    @property
    def id(self) -> str:
        """``CHROM-POS-REF-ALT``."""
        return f"{self.contig}-{self.position}-{self.ref}-{self.alt}"


def parse_allele(text: str) -> Allele:
    """``CHROM-POS-REF-ALT``; a contig name may hold hyphens itself.

    Raises:
        InputError: not of that form.
    """
    parts = text.rsplit("-", 3)
    bases = [part.upper() for part in parts[2:]]
    if (
        len(parts) != 4
        or not parts[0]
        or not parts[1].isdigit()
        or not all(b and set(b) <= set("ACGTN") for b in bases)
    ):
        remedy = "write CHROM-POS-REF-ALT as in the VCF, for example chr13-20189546-AC-A"
        raise InputError([Fault("command line", "not an allele", remedy, value=text)])
    return Allele(parts[0], int(parts[1]), bases[0], bases[1])


def not_called(allele: Allele, result: CaseResult) -> Iterator[str]:
    """What can be said of an allele that the VCF does not hold."""
    yield f"{allele.id}: not called in this family"
    site = next((site for site in result.sites if site.id == allele.id), None)
    if site is not None:
        yield f"site of interest {site.name} ({site.gene}), read directly in each member:"
        for one in site.genotypes:
            yield f"  {one.sample}: {one.status}, {_of(one.alt_reads, one.depth)} reads carry it"
    for gene in result.coverage:
        for region in gene.unreadable:
            if region.contig == allele.contig and region.start <= allele.position <= region.end:
                yield (
                    f"coverage: in the proband {region.contig}:{region.start}-{region.end} ({gene.gene},"
                    f" {region.label})"
                    f" has fewer than {gene.threshold} readable reads: nothing can be said of this place"
                )
                return
    yield "coverage: no unreadable stretch of a requested gene in the proband covers this place"


def kinship(result: CaseResult) -> Iterator[str]:
    """Declared parents whom the data do not confirm, with the numbers that no report prints."""
    for check in result.quality.relationships:
        if check.verdict is not Verdict.PASS:
            yield (
                f"relationship of {check.child} with {check.parent}: no shared allele at {check.conflicts} of"
                f" {check.sites} places compared, {check.verdict.value}"
            )


def explain(variant: Variant, result: CaseResult, interpretation: Interpretation | None) -> Iterator[str]:
    """The path of a called allele.

    Args:
        variant: its record, kept or set aside.
        result: the result of the case.
        interpretation: the interpretation, to be done again for the criteria of an allele that the result does not
            list; ``None`` where its inputs were not given.
    """
    yield f"{variant.id}: called"
    yield f"name: {variant.hgvs_g or 'none: names are given to kept records only'}"
    filters = ";".join(variant.filters) or "."
    yield f"call quality {'?' if variant.quality is None else variant.quality}, filters {filters}"
    if variant.refined:
        yield f"refinement of the call: {', '.join(variant.refined)}"
    yield f"triage: {variant.triage} ({TRIAGE_WORDS.get(variant.triage, 'see the manual')})"
    yield from _codon(variant)
    if variant.founder is not None:
        yield f"founder: {variant.founder}"
    if variant.clinvar is not None:
        known = variant.clinvar
        yield f"ClinVar {known.id}: {known.significance} ({known.review_status}), its class is shown and never counted"
    yield f"gnomAD: {_counts(variant.gnomad)}"
    looked = f", looked for in {variant.panel_looked} alleles" if variant.panel_looked is not None else ""
    yield f"Moroccan panel: {_counts(variant.panel)}{looked}"
    for name, score in variant.scores.items():
        yield f"score {name}: {score}"
    for name, word in variant.marks.items():
        yield f"track {name}: {word}"
    for one in variant.consequences:
        chosen = f", of the report ({one.chosen_why})" if one.chosen else ""
        terms = "&".join(one.consequences)
        yield f"transcript {one.transcript} {one.gene}: {terms}, {one.hgvs_c or '-'} {one.hgvs_p or '-'}{chosen}"
    for call in variant.calls:
        quality = "?" if call.quality is None else call.quality
        joint = "" if call.joint_quality is None else f", {call.joint_quality} given the whole family"
        mosaic = ", possible mosaic" if call.sample in variant.mosaic_parents else ""
        reads = _of(call.alt_reads, call.depth)
        yield f"genotype {call.sample}: {call.gt}, {reads} reads, quality {quality}{joint}{mosaic}"
    listed = [one for one in result.candidates if variant.id in {v.id for v in one.variants}]
    for candidate in listed:
        yield from _listed(variant, candidate)
    if listed:
        return
    if not variant.triage.startswith(KEEP):
        yield "report: not in it; triage set the record aside"
    elif interpretation is None:
        yield "report: not in it; give --request, --tracks and --passport to see the criteria and the reason"
    else:
        yield from _unlisted(variant, interpretation)


def _codon(variant: Variant) -> Iterator[str]:
    if variant.joined_into is not None:
        yield f"joined: read together with the other changes of its codon as {variant.joined_into}"
    if variant.parts:
        how = ", ".join(variant.joined_by) or "?"
        yield f"joined of {', '.join(part.id for part in variant.parts)}, on one copy by: {how}"
    for part in variant.parts:
        known = "not listed"
        if part.clinvar is not None:
            known = f"{part.clinvar.id}: {part.clinvar.significance} ({part.clinvar.review_status})"
        yield f"  {part.name} alone: ClinVar {known}; gnomAD {_counts(part.gnomad)}; panel {_counts(part.panel)}"
        if part.founder is not None:
            yield f"  {part.name} alone: founder {part.founder}"
    for other in variant.codon_apart:
        yield f"same codon: one copy has {variant.id}, another one {other}, for certain"
    for neighbour in variant.codon_with:
        yield f"same codon: {neighbour} is carried, too; whether on the same copy is not certain"
    for whole in variant.codon_open:
        name = f"{whole.hgvs_c or whole.id} {whole.hgvs_p or ''}".rstrip()
        yield f"same codon: on one copy they would be {name} ({'&'.join(whole.consequences)}); check the reads"


def _listed(variant: Variant, candidate: Candidate) -> Iterator[str]:
    shown = next(one for one in candidate.variants if one.id == variant.id)
    yield from _criteria(shown.classification)
    yield f"class {shown.classification.class_.value}, {shown.classification.points} points; origin {shown.origin}"
    for reserve in shown.classification.reserves:
        yield f"reserve: {_plain(reserve)}"
    where = "in the result box" if candidate.proposed else "listed, not proposed"
    reasons = ", ".join(message.key.removeprefix("candidate.") for message in candidate.reasons)
    yield (
        f"report: candidate {candidate.rank}, {candidate.gene}, {candidate.mode.value},"
        f" class {candidate.class_.value}, {where} ({reasons})"
    )


def _criteria(found: Classification) -> Iterator[str]:
    """What was met, what of it is not counted and why, and the class by the table of 2015."""
    for met in found.criteria:
        yield _criterion(met)
    for barred in found.barred:
        lowered = f", counted as {barred.lowered_to}" if barred.lowered_to is not None else ""
        who = f", by {_by(barred.entered)}" if barred.entered is not None else ""
        source = f"; {barred.source}" if barred.source else ""
        yield f"not counted {barred.code} {barred.strength}{lowered}: {_plain(barred.reason)}{who}{source}"
    if found.class_2015 is not None:
        yield f"class by the table of 2015: {found.class_2015.value}"
    if found.not_evaluated:
        yield f"not evaluated: {', '.join(found.not_evaluated)}"


def _criterion(met: Criterion) -> str:
    where = f"{_plain(met.value)}; asked for: {_plain(met.threshold)}"
    source = f"; {met.source}" if met.source else ""
    who = f"; entered by {_by(met.entered)}" if met.entered is not None else ""
    return f"criterion {met.code} {met.strength} ({met.points:+d}): {where}{source}{who}"


def _by(entered: Entered) -> str:
    return f"{entered.author} on {entered.date} ({entered.note})"


def _plain(message: Message) -> str:
    """A message without a language: ``frequency at most (af 0.0001)``."""
    words = message.key.partition(".")[2].replace(".", " ").replace("_", " ")
    values = ", ".join(f"{name} {value}" for name, value in message.values.items())
    return f"{words} ({values})" if values else words


def _unlisted(variant: Variant, interpretation: Interpretation) -> Iterator[str]:
    touched = [result for result in interpretation.genes if variant.id in result.judged]
    if not touched:
        yield "report: not in it; the proband does not carry it, or it touches no gene"
    for result in touched:
        judged = result.judged[variant.id]
        yield from _criteria(judged.classification)
        yield f"{result.gene}: class {judged.class_.value}, {judged.classification.points} points"
        for diplotype in result.diplotypes:
            if variant.id not in {one.id for one in diplotype.variants}:
                continue
            verdict = consider(result, diplotype, interpretation.family, interpretation.question)
            why = "no room in the list" if isinstance(verdict, Chosen) else verdict.value
            others = " with ".join(one.id for one in diplotype.variants if one.id != variant.id)
            pair = f" with {others}" if others else ""
            yield f"report: not in it as {diplotype.mode.value}{pair}: {why}"


def _counts(counts: AlleleCounts | None) -> str:
    if counts is None or counts.an < 1:
        return "not listed"
    lower, upper = clopper_pearson(counts.ac, counts.an)
    homozygotes = "?" if counts.homozygotes is None else counts.homozygotes
    return (
        f"{counts.ac}/{counts.an} alleles, frequency {counts.ac / counts.an:.3g}"
        f" (exact 95 % bounds {lower:.3g} to {upper:.3g}), {homozygotes} homozygotes"
        + (f", filtered by the collection itself: {', '.join(counts.filters)}" if counts.filters else "")
    )


def _of(part: int | None, whole: int | None) -> str:
    return f"{'?' if part is None else part} of {'?' if whole is None else whole}"
