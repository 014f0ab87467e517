"""Candidates that are not proposed."""

from __future__ import annotations

from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import FindingList
from tachkhis.interpretation.result import VariantResult
from tachkhis.report.blocks import Block
from tachkhis.report.blocks import Caption
from tachkhis.report.blocks import Column
from tachkhis.report.blocks import Paragraph
from tachkhis.report.blocks import Section
from tachkhis.report.blocks import Table
from tachkhis.report.clinvar import significance
from tachkhis.report.conclusion import told_on_page_1
from tachkhis.report.context import Context
from tachkhis.report.context import by_consent
from tachkhis.report.genes import GeneGroup
from tachkhis.report.genes import by_gene
from tachkhis.report.genes import is_single
from tachkhis.report.genes import mode_of
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import literal
from tachkhis.report.runs import narrow
from tachkhis.report.runs import token
from tachkhis.report.runs import unbroken

WIDTHS_ALONE = (1.15, 2.5, 1.85, 1.45, 2.6, 2.05, 3.4)
WIDTHS_FAMILY = (1.1, 2.35, 2.9, 1.45, 2.3, 2, 3.1)
"""Shares of the columns of other candidates; genotypes of relatives want room."""
LISTED = 20
"""Candidates in the compact table; the rest is counted (all are in ``case.json``)."""

CARRIER = ("candidate.carrier_state", "candidate.carrier_state_possible")
FINDINGS = ("secondary", "carrier", "incidental", "pharmacogenetic")
"""Kinds of results beyond the question, in the order of the report."""
CANDIDATES_CUT = "limit.candidates_cut"
MATCH = "candidate.phenotype_match"
"""The one reason that the table's column on the phenotype says already."""

LONGEST_NAME = 20
"""Characters of the name of a site or variant that are kept on one line in a table."""


def candidate_section(context: Context) -> Section | None:
    """Candidates that the software does not propose, in one table; the result box says where there is none."""
    text = context.text
    title = text.word("section.candidates")
    others = [candidate for candidate in context.result.candidates if not candidate.proposed]
    others = [candidate for candidate in others if not by_consent(candidate)]
    if not others:
        return None
    note = Paragraph(text.say("candidates.note"), "lead_note")
    blocks: list[Block] = [note, candidates_table(context, others[:LISTED])]
    cut = sum(int(limit.values["n"]) for limit in context.result.limits if limit.key == CANDIDATES_CUT)
    shown = min(len(others), LISTED)
    if cut:
        blocks.append(Paragraph(text.count("candidates.cut", cut, kept=len(others), shown=shown)))
    elif len(others) > LISTED:
        blocks.append(Paragraph(text.count("candidates.more", len(others) - LISTED)))
    return Section(title, tuple(blocks))


def consented_section(context: Context) -> Section | None:
    """Alleles that have nothing to do with the request, and that are shown because the consent covers them."""
    text, findings = context.text, context.result.findings
    blocks: list[Block] = [Paragraph(text.say("candidates.by_consent"), "lead_note")]
    for kind in FINDINGS:
        found: FindingList = getattr(findings, kind)
        if found.candidates:
            blocks.append(Caption(text.word(f"findings.{kind}")))
            blocks.append(candidates_table(context, found.candidates))
    return Section(text.word("section.by_consent"), tuple(blocks)) if len(blocks) > 1 else None


def candidates_table(context: Context, others: list[Candidate], *, has_page_1: bool = True) -> Table:
    """A row for each variant of the candidates, by gene; without a page 1 that tells of them, all is said here."""
    text = context.text
    titles = ("gene_rank", "variant_transcript", "genotype_reads", "mode_short", "frequencies", "class_points")
    widths = WIDTHS_ALONE if context.alone else WIDTHS_FAMILY
    columns = [Column(text.word(f"column.{title}"), width) for title, width in zip(titles, widths, strict=False)]
    columns.append(Column(text.word("column.clinvar_remarks"), widths[-1]))
    rows: list[tuple[Rich, ...]] = []
    for group in by_gene(others):
        told: set[str] = set()
        for index, variant in enumerate(group.variants):
            points = text.count("candidates.points", variant.classification.points)
            holding = group.holding(variant)
            modes = dict.fromkeys(_mode(context, candidate) for candidate in holding)
            first = group.candidates[0]
            rank = () if first.score is None else (Run(" ("), *literal(str(first.rank)), Run(")"))
            rows.append(
                (
                    (*gene(group.gene), *rank) if index == 0 else (),
                    (
                        *literal(f"{index + 1}\u00a0· " if _paired(group) else "", "faint"),
                        *_named_variant(context, variant),
                    ),
                    _genotypes(context, variant),
                    joined([text.say(f"mode_short.{mode}") for mode in modes], " ; "),
                    _frequencies(context, variant),
                    joined([text.say(f"class.{variant.classification.class_}"), points], ", "),
                    _remarks(
                        context,
                        holding,
                        variant,
                        told,
                        _pairs(context, group) if index == 0 else [],
                        has_page_1=has_page_1,
                    ),
                )
            )
    return Table(tuple(columns), tuple(rows))


def _named_variant(context: Context, variant: VariantResult) -> Rich:
    """The short name and, below it in small type, the transcript that it counts on."""
    chosen = variant.chosen
    name = narrow(context.short_name(variant), LONGEST_NAME)
    if chosen is None or chosen.hgvs_c is None:
        return name
    return (*name, Run(" "), *(Run(run.text, "faint") for run in token(chosen.transcript)))


def _genotypes(context: Context, variant: VariantResult) -> Rich:
    """The genotype of the proband, then that of each relative, with reads."""
    proband = context.result.case.proband
    parts = [_genotype(context, variant, proband)]
    for call in variant.genotypes:
        if call.sample != proband:
            status = _genotype(context, variant, call.sample)
            parts.append(context.words("sites.member", member=literal(context.place(call.sample)), status=status))
    return joined(parts, " ; ")


def _frequencies(context: Context, variant: VariantResult) -> Rich:
    """Frequency and counts in each collection."""
    text = context.text
    parts: list[Rich] = []
    for one in variant.frequencies:
        name = context.known("collection", one.source)
        words = text.say("frequency.not_listed")
        if one.an:
            words = unbroken(text.say("frequency.counts", ac=one.ac or 0, an=literal(text.numerals.count(one.an))))
            if one.ac and one.af is not None:
                words = joined([words, literal(text.numerals.frequency(one.af))], ", ")
            elif one.source == "panel" and one.upper is not None:  # few alleles: what their absence leaves open
                words = unbroken(text.say("frequency.below", upper=literal(text.numerals.frequency(one.upper))))
        if one.partial:
            words = joined([words, text.say("frequency.partial_short")], ", ")
        parts.append(text.say("candidates.frequency", collection=name, words=words))
    return joined(parts, " ; ") or text.say("frequency.none")


def _genotype(context: Context, variant: VariantResult, sample: str) -> Rich:
    """The genotype of the proband, and the reads that carry the variant out of all."""
    call = context.genotype(variant, sample)
    words = context.zygosity(variant, sample)
    if call is None or (call.alt_reads is None and call.depth is None):
        return words
    reads = "/".join("?" if value is None else str(value) for value in (call.alt_reads, call.depth))
    return (*words, Run(" ("), *token(reads), Run(")"))


def _paired(group: GeneGroup) -> bool:
    return any(len(candidate.variants) > 1 for candidate in group.candidates)


def _pairs(context: Context, group: GeneGroup) -> list[Rich]:
    """The pairs of a gene by phase, by the numbers that its variants have in the table."""
    place = {variant.id: index for index, variant in enumerate(group.variants, 1)}
    phases: dict[str, list[Rich]] = {}
    for candidate in group.candidates:
        if len(candidate.variants) > 1:
            numbers = "\u00a0+\u00a0".join(str(place[variant.id]) for variant in candidate.variants)
            phases.setdefault(candidate.phase or "unknown", []).append(literal(numbers))
    return [
        context.words(f"candidates.pairs.{phase}", pairs=joined(numbers, ", ")) for phase, numbers in phases.items()
    ]


def _remarks(
    context: Context,
    candidates: list[Candidate],
    variant: VariantResult,
    told: set[str],
    pairs: list[Rich],
    *,
    has_page_1: bool,
) -> Rich:
    """The significance in ClinVar with its stars, the pairs of the gene, then the reasons not yet ``told``."""
    record = variant.clinvar
    clinvar: Rich = ()
    if any(resource.name == "clinvar" for resource in context.result.resources):
        clinvar = context.words("candidates.not_in_clinvar")
    if record is not None:
        clinvar = context.words(
            "candidates.clinvar", id=token(record.id), significance=significance(context, record), stars=record.stars
        )
    said = {str(one) for candidate in candidates if has_page_1 for one in told_on_page_1(context, candidate)}
    reasons = []
    for reason in (one for candidate in candidates for one in candidate.reasons if one.key != MATCH):
        if str(reason) in said:
            continue
        if str(reason) not in told:
            told.add(str(reason))
            reasons.append(reason)
    elsewhere = context.words("candidates.see_result") if said else ()
    return joined([clinvar, *pairs, context.sentences(reasons), elsewhere], " ")


def _mode(context: Context, candidate: Candidate) -> str:
    """The mode as the table names it: one altered copy of a recessive gene is not a dominant disease."""
    if any(reason.key in CARRIER for reason in candidate.reasons):
        return "carrier"
    return Mode.RECESSIVE_SINGLE.value if is_single(context, candidate) else mode_of(candidate)
