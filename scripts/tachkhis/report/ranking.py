"""The order of the candidates: rank, probability, the parts of the score, and what decided."""

from __future__ import annotations

from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import CandidateScore
from tachkhis.report.blocks import Column
from tachkhis.report.blocks import Paragraph
from tachkhis.report.blocks import Section
from tachkhis.report.blocks import Table
from tachkhis.report.context import DASH
from tachkhis.report.context import Context
from tachkhis.report.genes import mode_of
from tachkhis.report.runs import Rich
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import literal

RANKED = 10
"""Candidates in the table; all are in ``case.json``."""
WIDTHS = (0.7, 1.5, 2.2, 2.0, 1.4, 5.6, 1.9)
COLUMNS = ("rank", "gene", "mode_short", "gene_by_signs", "probability", "score_parts", "decided_by")
LEAST_SHOWN = 0.05
"""Parts of smaller weight (natural log odds) are not printed."""
LEAST_PERCENT, MOST_PERCENT = 1.0, 99.0
"""Beyond these a probability is not told more exactly: simulated families do not bear it."""


def ranking_section(context: Context) -> Section | None:
    """The first candidates in their order; nothing where there is no order to explain, of fewer than two."""
    text = context.text
    scored = [(one, one.score) for one in context.result.candidates if one.score is not None]
    if len(scored) < 2:
        return None
    version = {one.name: one.version for one in context.result.resources}
    note = text.say("ranking.note", release=literal(version.get("diplotype_model", "?")))
    columns = tuple(Column(text.word(f"column.{name}"), width) for name, width in zip(COLUMNS, WIDTHS, strict=True))
    rows = tuple(_row(context, candidate, score) for candidate, score in scored[:RANKED])
    return Section(text.word("section.ranking"), (Paragraph(note, "lead_note"), Table(columns, rows)))


def _row(context: Context, candidate: Candidate, score: CandidateScore) -> tuple[Rich, ...]:
    text = context.text
    signs: Rich = literal(DASH)
    if candidate.phenotype_rank is not None:
        share = _percent(context, candidate.phenotype_score)
        signs = text.say("ranking.by_signs", rank=candidate.phenotype_rank, share=share)
    weighty = [name for name, value in score.parts.items() if abs(value) >= LEAST_SHOWN]
    weighty.sort(key=lambda name: -abs(score.parts[name]))
    parts = [_part(context, name, score.parts[name]) for name in weighty]
    return (
        literal(str(candidate.rank)),
        gene(candidate.gene),
        text.say(f"mode_short.{mode_of(candidate)}"),
        signs,
        _percent(context, score.probability),
        joined(parts, " ; ") if parts else literal(DASH),
        literal(DASH) if score.decided_by is None else text.say(f"ranking_part.{score.decided_by}"),
    )


def _percent(context: Context, share: float) -> Rich:
    percent = 100.0 * share
    if percent < LEAST_PERCENT:
        return context.text.say("ranking.below", least=LEAST_PERCENT)
    if percent > MOST_PERCENT:
        return context.text.say("ranking.above", most=MOST_PERCENT)
    return context.text.say("ranking.percent", share=float(round(percent)))


def _part(context: Context, name: str, value: float) -> Rich:
    number = context.text.numerals.number(value, 1)
    signed = number if value < 0 else f"+{number}"
    return context.text.say("ranking.part", name=context.text.say(f"ranking_part.{name}"), value=literal(signed))
