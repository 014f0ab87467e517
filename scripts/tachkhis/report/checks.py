"""The quality of the data, and whether samples are who they are said to be."""

from __future__ import annotations

from tachkhis.interpretation.setting import RelationshipCheck
from tachkhis.quality.verdict import SampleQuality
from tachkhis.quality.verdict import Verdict
from tachkhis.report.blocks import Block
from tachkhis.report.blocks import Bullets
from tachkhis.report.blocks import Column
from tachkhis.report.blocks import Paragraph
from tachkhis.report.blocks import Section
from tachkhis.report.blocks import Table
from tachkhis.report.blocks import Tone
from tachkhis.report.context import DASH
from tachkhis.report.context import Context
from tachkhis.report.run_figure import run_figure
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import literal
from tachkhis.report.unread import listed
from tachkhis.report.unread import partly_read

SEX_MISMATCH = "quality.sex_mismatch"
SAME_PERSON = "quality.same_person"


def quality_section(context: Context) -> Section:
    """Verdict with reasons, a row per sample, and the declared relationships."""
    text = context.text
    quality = context.result.quality
    tone: Tone = "warning" if quality.verdict is Verdict.FAIL else "lead"
    reasons = quality_reasons(context)
    verdict = text.say(f"quality_verdict.{'identity' if only_identity(context) else quality.verdict}")
    form = {0: "alone", 1: "reason"}.get(len(reasons), "several")
    opening = text.say(f"quality_text.{form}", verdict=verdict, reason=joined(reasons, " ; "))
    if len(reasons) < 2 and any(_measured(sample) for sample in quality.samples):
        opening = joined([opening, text.say("quality_text.depths")], " ")
    partial = [gene(one.gene) for one in partly_read(context)]
    if partial and len(reasons) < 2:  # a heading of a list ends in a colon
        opening = joined(
            [opening, text.count("quality_text.partial", len(partial), genes=listed(context, partial))], " "
        )
    blocks: list[Block] = [Paragraph(opening, tone)]
    if len(reasons) > 1:
        blocks.append(Bullets(tuple(reasons)))
    if any(_measured(sample) for sample in quality.samples):
        blocks.append(_table(context))
    else:
        blocks.append(Paragraph(text.say("quality_text.not_measured")))
    blocks += _relationships(context)
    blocks += filter(None, [run_figure(context)])
    return Section(text.word("section.quality"), tuple(blocks))


def quality_reasons(context: Context) -> list[Rich]:
    """Reasons of the verdict, of the case and then of its samples, each once."""
    quality = context.result.quality
    reasons: list[Rich] = []
    for message in (*quality.reasons, *(reason for sample in quality.samples for reason in sample.reasons)):
        sentence = context.text.message(message)
        if sentence not in reasons:
            reasons.append(sentence)
    return reasons


def identity_open(context: Context) -> bool:
    """Whether the data contradict a declared relationship, so that the identity of samples must be checked first."""
    return any(check.verdict is Verdict.FAIL for check in context.result.quality.relationships)


def only_identity(context: Context) -> bool:
    """Whether a failed verdict hangs on the identity of samples alone: their reads themselves are good enough."""
    quality = context.result.quality
    doubled = any(reason.key == SAME_PERSON for reason in quality.reasons)
    failing = [sample for sample in quality.samples if sample.verdict is Verdict.FAIL]
    mixed = [sample for sample in failing if {reason.key for reason in sample.reasons} != {SEX_MISMATCH}]
    return quality.verdict is Verdict.FAIL and not mixed and (identity_open(context) or doubled or bool(failing))


def _measured(sample: SampleQuality) -> bool:
    return any(
        value is not None for value in (sample.reads, sample.mean_depth, sample.percent_10x, sample.sex_inferred)
    )


def _table(context: Context) -> Table:
    text = context.text
    titles = ("mean_depth", "percent_10x", "percent_20x", "mapped", "duplicates")
    columns = [Column(text.word("column.member"), 2.2)]
    columns += [Column(text.word(f"column.{title}"), 0, "right") for title in titles]
    columns += [Column(text.word("column.sex_both"), 1.8), Column(text.word("column.verdict"), 1.3)]
    rows: list[tuple[Rich, ...]] = []
    for sample in context.result.quality.samples:
        depth = DASH if sample.mean_depth is None else text.numerals.number(sample.mean_depth) + "x"
        person = context.person(sample.sample)
        declared = text.say(f"sex.{person.sex}") if person is not None else literal(DASH)
        inferred = context.known("sex", sample.sex_inferred) if sample.sex_inferred else literal(DASH)
        if sample.sex_inferred is None and sample.mean_depth is not None:
            inferred = text.say("sex.unverifiable")
        rows.append(
            (
                context.member(sample.sample),
                literal(depth),
                _percent(context, sample.percent_10x),
                _percent(context, sample.percent_20x),
                _percent(context, sample.mapped_percent),
                _percent(context, sample.duplicate_percent),
                (*declared, Run(" ("), *inferred, Run(")")),
                text.say(f"verdict.{sample.verdict}"),
            )
        )
    return Table(tuple(columns), tuple(rows))


def _percent(context: Context, value: float | None) -> Rich:
    return literal(DASH if value is None else context.text.numerals.percent_of(value))


def _relationships(context: Context) -> list[Paragraph]:
    """One paragraph for all relationships that hold, one for each that is not confirmed.

    Where the data contradict one, nothing is said of any: the report goes to the prescriber, and what a family is told
    of kinship is not decided by a draft. The heading asks for a check of the samples; the numbers are in ``case.json``
    and in ``tachkhis explain``.
    """
    if identity_open(context):
        return []
    checks = context.result.quality.relationships
    fine = [_relationship(context, check) for check in checks if check.verdict is Verdict.PASS]
    paragraphs = [_relationship(context, check) for check in checks if check.verdict is not Verdict.PASS]
    return [Paragraph(joined([one.text for one in fine], " ")), *paragraphs] if fine else paragraphs


def _relationship(context: Context, check: RelationshipCheck) -> Paragraph:
    """Agreement of a child with a parent."""
    sentence = context.words(
        f"relationship.{check.verdict}",
        child=context.member(check.child),
        parent=context.member(check.parent, capital=False),
        conflicts=check.conflicts,
        sites=check.sites,
    )
    return Paragraph(sentence, "normal" if check.verdict is Verdict.PASS else "warning")
