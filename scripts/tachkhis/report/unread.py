"""Requested genes and sites of interest that could not be read well enough for an absence to mean anything."""

from __future__ import annotations

from tachkhis.interpretation.result import SiteResult
from tachkhis.quality.gene_coverage import GeneCoverage
from tachkhis.quality.verdict import thresholds
from tachkhis.report.context import Context
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import literal
from tachkhis.report.runs import token

NAMED = 8
"""Genes or sites that a sentence names; the rest is counted."""
UNREADABLE = "not_readable"


def partly_read(context: Context) -> list[GeneCoverage]:
    """Requested genes of the model that were read for less than the share of ``resources/quality/thresholds.json``."""
    least = thresholds()["gene_percent_callable"]["tell_below"]
    return [one for one in context.result.coverage if not one.missing and one.percent_callable < least]


def unread_sites(context: Context) -> list[SiteResult]:
    """Asked-for positions, and founder variants of requested genes, that could not be read in the proband."""
    case = context.result.case
    asked = {symbol for panel in case.gene_panels for symbol in panel.genes}
    return [
        site
        for site in context.result.sites
        if (site.kind == "position" or not asked or site.gene in asked)
        and any(call.sample == case.proband and call.status == UNREADABLE for call in site.genotypes)
    ]


def unread_genes(context: Context) -> list[str]:
    """Symbols of requested genes that another method may have to look at: absent, read in part, or with such a site."""
    absent = [one.gene for one in context.result.coverage if one.missing]
    partial = [one.gene for one in partly_read(context)]
    return list(dict.fromkeys([*absent, *partial, *(site.gene for site in unread_sites(context))]))


def listed(context: Context, names: list[Rich]) -> Rich:
    """The first names, then how many more there are."""
    rest = len(names) - NAMED
    if rest <= 0:
        return joined(names, ", ")
    return (*joined(names[:NAMED], ", "), Run(" "), *context.text.count("unread.more", rest))


def unread_sentences(context: Context) -> list[Rich]:
    """What page 1 says of them, in strong type; nothing where all was read."""
    text = context.text
    said: list[Rich] = []
    partial = sorted(partly_read(context), key=lambda one: one.percent_callable)
    if partial:
        names: list[Rich] = [
            (*gene(one.gene), Run("\u00a0("), *literal(text.numerals.percent_of(one.percent_callable)), Run(")"))
            for one in partial
        ]
        said.append(text.count("unread.genes", len(partial), genes=listed(context, names)))
    sites = unread_sites(context)
    if sites:
        named = [
            joined([gene(site.gene), token(site.name.removeprefix(site.gene).strip())], "\u00a0") for site in sites
        ]
        said.append(text.count("unread.sites", len(sites), sites=listed(context, named)))
    return [tuple(Run(run.text, "strong") if run.kind == "text" else run for run in one) for one in said]
