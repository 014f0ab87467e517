"""The evidence on a variant: genotypes of the members, frequencies, ACMG/AMP criteria."""

from __future__ import annotations

from tachkhis.interpretation.result import BarredCriterion
from tachkhis.interpretation.result import Criterion
from tachkhis.interpretation.result import Entered
from tachkhis.interpretation.result import Frequency
from tachkhis.interpretation.result import VariantResult
from tachkhis.report.blocks import Column
from tachkhis.report.blocks import Paragraph
from tachkhis.report.blocks import Table
from tachkhis.report.context import DASH
from tachkhis.report.context import Context
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import data
from tachkhis.report.runs import joined
from tachkhis.report.runs import literal
from tachkhis.report.runs import plain
from tachkhis.report.runs import token
from tachkhis.report.text import Value


def genotype_table(context: Context, variant: VariantResult) -> Table:
    """The call in each member, with depth, reads of each allele, balance and genotype quality."""
    text = context.text
    columns = (
        Column(text.word("column.member"), 2.2),
        Column(text.word("column.genotype"), 1.6),
        Column(text.word("column.depth"), 1, "right"),
        Column(text.word("column.ref_reads"), 1, "right"),
        Column(text.word("column.alt_reads"), 1, "right"),
        Column(text.word("column.balance"), 1, "right"),
        Column(text.word("column.gq"), 0.8, "right"),
    )
    rows: list[tuple[Rich, ...]] = []
    for call in variant.genotypes:
        balance = call.balance
        share = text.numerals.percent_of(100 * balance) if balance is not None else DASH
        rows.append(
            (
                context.member(call.sample),
                context.call(call),
                context.depth(call.depth),
                context.optional(call.ref_reads),
                context.optional(call.alt_reads),
                literal(share),
                context.optional(call.quality),
            )
        )
    return Table(columns, tuple(rows))


def frequency_table(context: Context, variant: VariantResult) -> Table:
    """Counts, frequency and 95 % bounds in each collection of people."""
    text = context.text
    columns = (
        Column(text.word("column.collection"), 1.4),
        Column(text.word("column.alleles"), 2),
        Column(text.word("column.frequency"), 1.2, "right"),
        Column(text.word("column.bounds"), 1.6, "right"),
        Column(text.word("column.homozygotes"), 1, "right"),
        Column(text.word("column.faf"), 1, "right"),
    )
    rows = [_frequency(context, frequency) for frequency in variant.frequencies]
    if not rows:
        rows = [(text.say("frequency.none"), *[literal(DASH)] * 5)]
    return Table(columns, tuple(rows))


def _frequency(context: Context, frequency: Frequency) -> tuple[Rich, ...]:
    """A row: where the allele was not seen, the bound says how little that proves."""
    text = context.text
    numerals = text.numerals
    name = context.known("collection", frequency.source)
    faf = literal(numerals.frequency(frequency.faf) if frequency.faf is not None else DASH)
    homozygotes = context.optional(frequency.homozygotes)
    if not frequency.ac:
        if not frequency.an:
            return (name, text.say("frequency.not_listed"), literal(DASH), literal(DASH), homozygotes, faf)
        upper = numerals.frequency(frequency.upper) if frequency.upper is not None else None
        bound = text.say("frequency.below", upper=literal(upper)) if upper is not None else literal(DASH)
        zero = literal(numerals.frequency(0))
        words = "frequency.absent_of_people" if frequency.an_source == "people" else "frequency.absent"
        return (name, text.say(words, an=frequency.an), zero, bound, homozygotes, faf)
    counts = text.say("frequency.counts", ac=frequency.ac, an=literal(_count(context, frequency.an)))
    share = literal(numerals.frequency(frequency.af) if frequency.af is not None else DASH)
    bounds = literal(DASH)
    if frequency.lower is not None and frequency.upper is not None:
        low, high = numerals.frequency(frequency.lower), numerals.frequency(frequency.upper)
        bounds = text.say("frequency.bounds", lower=literal(low), upper=literal(high))
    return (name, counts, share, bounds, homozygotes, faf)


def _count(context: Context, number: int | None) -> str:
    return "?" if number is None else context.text.numerals.count(number)


def regional_counts(context: Context, variant: VariantResult) -> list[Rich]:
    """What the record's own filters and gaps are, hemizygotes, and counts by region where the allele was seen."""
    notes: list[Rich] = []
    for frequency in variant.frequencies:
        if frequency.filters:
            filters = joined([token(name) for name in frequency.filters], ", ")
            collection = context.known("collection", frequency.source)
            notes.append(context.words("frequency.filtered", collection=collection, filters=filters))
        if frequency.partial:
            collection = context.known("collection", frequency.source)
            notes.append(context.words("frequency.partial", collection=collection, n=frequency.partial))
        if frequency.hemizygotes:
            collection = context.known("collection", frequency.source)
            notes.append(context.words("frequency.hemizygotes", collection=collection, n=frequency.hemizygotes))
        seen = [(code, counts) for code, counts in sorted(frequency.regions.items()) if not counts.startswith("0/")]
        if seen:
            parts: list[Rich] = [(*context.known("region", code), Run(" "), *token(counts)) for code, counts in seen]
            notes.append(context.words("frequency.regions", regions=joined(parts, ", ")))
    return notes


def criteria_blocks(context: Context, variant: VariantResult) -> list[Table | Paragraph]:
    """The total with the class, what was not evaluated, and the table of ACMG codes."""
    text = context.text
    classification = variant.classification
    label = text.word(f"class.{classification.class_}")
    total = text.count("criteria.total", classification.points, **{"class": label})
    blocks: list[Table | Paragraph] = [Paragraph(total, "lead" if classification.criteria else "normal")]
    by_table = classification.class_2015
    if by_table is not None and by_table is not classification.class_:
        said = text.say("criteria.class_2015", **{"class": text.word(f"class.{by_table}")})
        blocks.append(Paragraph(said, "lead_note"))
    if classification.not_evaluated:
        codes = joined([token(code) for code in classification.not_evaluated], ", ")
        blocks.append(Paragraph(text.say("criteria.not_evaluated", codes=codes), "lead_note"))
    if classification.criteria:
        columns = (
            Column(text.word("column.code")),
            Column(text.word("column.strength")),
            Column(text.word("column.points"), 0, "right"),
            Column(text.word("column.reason"), 2.9),
            Column(text.word("column.value"), 1.7),
            Column(text.word("column.threshold"), 1.3),
        )
        rows = tuple(_criterion(context, criterion) for criterion in classification.criteria)
        blocks.append(Table(columns, rows, whole=False))
    else:
        blocks.append(Paragraph(text.say("criteria.none")))
    if classification.barred:
        told = joined([_barred(context, one) for one in classification.barred], " ; ")
        blocks.append(Paragraph(text.say("criteria.barred", codes=told), "lead_note"))
    blocks += [Paragraph(text.message(reserve), "boxed") for reserve in classification.reserves]
    return blocks


def _barred(context: Context, barred: BarredCriterion) -> Rich:
    """A criterion that is not counted, or not at its strength, and why."""
    text = context.text
    strength = context.known("strength", barred.strength)
    if barred.lowered_to is not None:
        strength = (*strength, Run(" → "), *context.known("strength", barred.lowered_to))
    reason = text.message(barred.reason)
    if barred.entered is not None:
        reason = (*reason, Run(", "), *_by(context, barred.entered, "by"))
    source = (Run(" "), Run(f"[{plain(data(barred.source))}]", "faint")) if barred.source else ()
    return (*token(barred.code), Run(" ("), *strength, Run(") : "), *reason, *source)


def _by(context: Context, entered: Entered, key: str) -> Rich:
    """Who entered a criterion, when, and why."""
    values: dict[str, Value] = {"author": entered.author, "note": entered.note, "date": context.day(entered.date)}
    if entered.automatic is not None:
        values["automatic"] = context.known("strength", entered.automatic)
    return context.text.say(f"acmg_entered.{key}", **values)


def _criterion(context: Context, criterion: Criterion) -> tuple[Rich, ...]:
    text = context.text
    reason = text.message(criterion.reason)
    if criterion.entered is not None:
        key = "by" if criterion.entered.automatic is None else "changed"
        reason = (*reason, Run(". "), *_by(context, criterion.entered, key))
    if criterion.source:
        reason = (*reason, Run(" "), Run(f"[{plain(data(criterion.source))}]", "faint"))
    return (
        (Run(criterion.code, "strong"),),
        context.known("strength", criterion.strength),
        literal(text.numerals.count(criterion.points)),
        reason,
        text.message(criterion.value),
        text.message(criterion.threshold),
    )
