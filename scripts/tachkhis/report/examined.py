"""What was looked at, for a result without proposal: genes, what could not be read, records."""

from __future__ import annotations

from tachkhis.interpretation.result import CaseResult
from tachkhis.report.context import Context
from tachkhis.report.coverage import not_measured
from tachkhis.report.runs import Rich
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import strong
from tachkhis.report.unread import unread_sentences

KEPT = "keep:"


def examined(context: Context) -> list[Rich]:
    """What was looked at, for a result without proposal."""
    text = context.text
    result = context.result
    sentences: list[Rich] = []
    asked = [summary for summary in result.coverage if not summary.missing]
    if asked:
        bases = sum(summary.bases for summary in asked)
        read = sum(summary.bases * summary.percent_callable / 100 for summary in asked)
        percent = 100 * read / bases if bases else 0.0
        sentences.append(text.count("result.examined.genes", len(asked), percent=percent, threshold=asked[0].threshold))
    elif result.case.gene_panels:
        sentences.append(not_measured(context))
    else:
        sentences.append(text.say("result.examined.no_genes"))
    sentences += [*absent_genes(context), *unread_sentences(context)]
    if result.triage:
        called, kept = _records(result)
        where = "alone" if context.alone else "family"
        sentences.append(text.say(f"result.examined.records.{where}", called=called, kept=kept))
    if not result.candidates:
        sentences.append(text.say("result.examined.no_others"))
    return sentences


def absent_genes(context: Context) -> list[Rich]:
    """The loud sentence on requested genes that the gene model lacks."""
    missing = [summary.gene for summary in context.result.coverage if summary.missing]
    if not missing:
        return []
    genes = joined([gene(symbol) for symbol in missing], ", ")
    return [strong(context.text.count("result.examined.absent", len(missing), genes=genes))]


def _records(result: CaseResult) -> tuple[int, int]:
    """Records called in the family, and those that triage kept."""
    kept = sum(number for reason, number in result.triage.items() if reason.startswith(KEPT))
    return sum(result.triage.values()), kept
