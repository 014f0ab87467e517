"""What of the requested genes could be read in the proband, and what could not."""

from __future__ import annotations

from tachkhis.quality.gene_coverage import GeneCoverage
from tachkhis.quality.gene_coverage import Region
from tachkhis.report.blocks import Block
from tachkhis.report.blocks import Column
from tachkhis.report.blocks import Paragraph
from tachkhis.report.blocks import Section
from tachkhis.report.blocks import Table
from tachkhis.report.context import DASH
from tachkhis.report.context import Context
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import data
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import literal
from tachkhis.report.runs import token
from tachkhis.report.runs import unbroken

REGIONS = 24
"""Unreadable stretches spelled out for one gene; the rest is counted with its bases."""


def coverage_section(context: Context) -> Section:
    """Genes absent from the model, genes read in part (with places), genes read in full."""
    text = context.text
    title = text.word("section.coverage")
    genes = context.result.coverage
    if not genes and not context.result.case.gene_panels:
        return Section(title, (Paragraph(text.say("coverage.not_asked")),))
    blocks: list[Block] = []
    if all(summary.missing for summary in genes) and context.result.case.gene_panels:
        blocks.append(Paragraph(not_measured(context)))
    if genes and context.result.coverage_source == "gvcf":
        blocks.append(Paragraph(text.say("coverage.from_gvcf")))
    missing = [summary for summary in genes if summary.missing]
    partial = [summary for summary in genes if not summary.missing and _incomplete(summary)]
    whole = [summary for summary in genes if not summary.missing and not _incomplete(summary)]
    if missing:
        names = joined([gene(summary.gene) for summary in missing], ", ")
        blocks.append(Paragraph(text.count("coverage.missing", len(missing), genes=names), "warning"))
    if partial:
        blocks.append(_table(context, partial))
    if whole:
        names = joined([_whole(summary, text.numerals.number(summary.mean_depth)) for summary in whole], ", ")
        blocks.append(Paragraph(text.count("coverage.whole", len(whole), genes=names, threshold=whole[0].threshold)))
    return Section(title, tuple(blocks))


def not_measured(context: Context) -> Rich:
    """That the coverage of the requested genes is not known, with the names of their panels."""
    panels: list[Rich] = [
        (*data(panel.name), Run(" ("), *data(panel.version), Run(")")) for panel in context.result.case.gene_panels
    ]
    start = "vcf" if context.result.start == "vcf" else "reads"
    return context.words(f"coverage.not_measured.{start}", panels=joined(panels, ", "))


def _incomplete(summary: GeneCoverage) -> bool:
    return bool(summary.unreadable) or summary.percent_callable < 100


def _whole(summary: GeneCoverage, depth: str) -> Rich:
    return (*gene(summary.gene), Run("\u00a0("), *token(f"{depth}x"), Run(")"))


def _table(context: Context, genes: list[GeneCoverage]) -> Table:
    text = context.text
    threshold = text.numerals.count(genes[0].threshold)
    columns = (
        Column(text.word("column.gene"), 1),
        Column(text.word("column.transcript"), 1.4),
        Column(text.word("column.bases"), 0, "right"),
        Column(text.word("column.mean_depth"), 0, "right"),
        Column(text.word("column.callable", threshold=threshold), 0, "right"),
        Column(text.word("column.unreadable"), 4.2),
    )
    rows: list[tuple[Rich, ...]] = []
    for summary in genes:
        rows.append(
            (
                gene(summary.gene),
                token(summary.transcript) if summary.transcript else literal(DASH),
                literal(text.numerals.count(summary.bases)),
                literal(text.numerals.number(summary.mean_depth) + "x"),
                literal(text.numerals.percent_of(summary.percent_callable)),
                _places(context, summary),
            )
        )
    return Table(columns, tuple(rows))


def _places(context: Context, summary: GeneCoverage) -> Rich:
    """The unreadable stretches, by exon."""
    text = context.text
    if not summary.unreadable:
        return literal(DASH)
    if summary.percent_callable == 0:
        return text.say("coverage.nothing_read")
    groups: dict[str, list[Region]] = {}
    for region in summary.unreadable[:REGIONS]:
        groups.setdefault(region.label, []).append(region)
    parts = [
        (*_unbroken(label), Run("\u00a0:\u00a0"), *joined([token(_coordinates(region)) for region in regions], ", "))
        for label, regions in groups.items()
    ]
    rest = summary.unreadable[REGIONS:]
    if rest:
        bases = sum(region.end - region.start + 1 for region in rest)
        parts.append(text.count("coverage.more", len(rest), bases=bases))
    return joined(parts, " ; ")


def _unbroken(label: str) -> Rich:
    """A label such as ``exon 3/9``, kept on one line where it is short."""
    return unbroken(data(label)) if len(label) <= 16 else data(label)


def _coordinates(region: Region) -> str:
    return (
        f"{region.contig}:{region.start}-{region.end}"
        if region.end != region.start
        else f"{region.contig}:{region.start}"
    )
