"""The page of a first result: what an urgent case's requested genes hold, provisional, before its report.

One HTML file that needs nothing else. It never says that nothing was found in the case, since most of it is unread. The
tables are those of the report; the same document gives the same bytes.
"""

from __future__ import annotations

import html
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import CaseResult
from tachkhis.report.blocks import Paragraph
from tachkhis.report.blocks import Table
from tachkhis.report.candidates import candidates_table
from tachkhis.report.context import Context
from tachkhis.report.context import by_consent
from tachkhis.report.coverage import coverage_section
from tachkhis.report.open_codons import open_codon_lines
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import data
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.text import Text

STYLE = RESOURCES / "panel" / "summary.css"
OWN_STYLE = """td { white-space: normal; vertical-align: top; }
.provisional { margin: 16px 0; padding: 12px 14px; font-size: 17px; font-weight: bold;
  color: #7a1f00; background: #fff1e8; border: 2px solid #a34400; border-radius: 4px; }
bdi { white-space: nowrap; }
"""
LACKING = ("quality", "genes", "mitochondria", "sites", "runs", "findings", "limits")
TAGS = {"token": "bdi", "gene": "i", "strong": "b", "faint": "small", "english": "i"}


def first_page(result: CaseResult, text: Text, read: Collection[str]) -> str:
    """The whole page.

    Args:
        result: the interpretation of calls in the requested genes alone.
        text: the sentences of the page's language.
        read: samples of the members who have reads.

    Raises:
        ResourceError: the language lacks a sentence.
    """
    context = Context(result, text)
    title = markup(text.say("first.title", case=result.case.id))
    provisional = f'<p class="provisional">{markup(text.say("first.provisional"))}</p>'
    parts = [
        f'<!doctype html>\n<html lang="{text.language}">\n<head>\n<meta charset="utf-8">',
        f"<title>{html.escape(text.word('first.title', case=result.case.id))}</title>",
        f"<style>\n{STYLE.read_text(encoding='utf-8')}{OWN_STYLE}</style>\n</head>\n<body>",
    ]
    if result.synthetic:
        parts.append(f'<p class="synthetic">{markup(text.say("header.synthetic"))}</p>')
    parts += ["<main>", provisional, f"<h1>{title}</h1>", *_read(context, read), *_candidates(context)]
    section = coverage_section(context)
    parts.append(f"<h2>{html.escape(section.title)}</h2>")
    parts += [blocks for block in section.blocks if isinstance(block, Table | Paragraph) for blocks in _block(block)]
    parts.append(f"<h2>{markup(text.say('first.section.lacking'))}</h2>\n<ul>")
    parts += [f"<li>{markup(text.say(f'first.lacking.{name}'))}</li>" for name in LACKING]
    parts += ["</ul>", provisional, f'<p class="foot">{markup(_foot(context))}</p>', "</main>\n</body>\n</html>"]
    return "\n".join(parts) + "\n"


def markup(rich: Rich) -> str:
    """Rich text as HTML; nothing of the data is read as markup."""
    return "".join(_run(run) for run in rich)


def _run(run: Run) -> str:
    text, tag = html.escape(run.text), TAGS.get(run.kind)
    if tag is None:
        return text
    language = ' lang="en"' if run.kind == "english" else ""
    return f"<{tag}{language}>{text}</{tag}>"


def requested(result: CaseResult) -> list[Candidate]:
    """The candidates in the requested genes, best first: a gene that overlaps one of them was not asked for."""
    genes = {name for panel in result.case.gene_panels for name in panel.genes}
    return [one for one in result.candidates if one.gene in genes and not by_consent(one)]


def _read(context: Context, read: Collection[str]) -> Iterator[str]:
    text, result = context.text, context.result

    def named(samples: list[str]) -> Rich:
        return joined([context.member(sample, capital=False) for sample in samples], ", ")

    family = [person.sample for person in result.people]
    members, unread = named([one for one in family if one in read]), [one for one in family if one not in read]
    flank = int(shipped_table("calling", "first")["flank"])
    yield f"<p>{markup(text.say('first.read', members=members, flank=flank))}</p>"
    if unread:
        yield f"<p>{markup(text.say('first.unread', members=named(unread)))}</p>"
    panels: list[Rich] = [
        (*data(panel.name), Run(" ("), *data(panel.version), Run(") : "), *_genes(panel.genes))
        for panel in result.case.gene_panels
    ]
    yield f"<p>{markup(text.say('first.panels', panels=joined(panels, ' ; ')))}</p>"


def _genes(symbols: Iterable[str]) -> Rich:
    return joined([gene(symbol) for symbol in symbols], ", ")


def _candidates(context: Context) -> Iterator[str]:
    text, shown = context.text, requested(context.result)
    yield f"<h2>{markup(text.say('first.section.candidates'))}</h2>"
    if not shown:
        yield f"<p>{markup(text.say('first.nothing'))}</p>"
    else:
        yield f"<p>{markup(text.count('first.found', len(shown)))}</p>"
    proposed = dict.fromkeys(one.gene for one in shown if one.proposed)
    if proposed:
        yield f"<p><b>{markup(text.say('first.proposed', genes=_genes(proposed)))}</b></p>"
    asked = {name for panel in context.result.case.gene_panels for name in panel.genes}
    opened = [one for one in context.result.open_codons if one.gene in asked]
    told = Context(context.result.model_copy(update={"open_codons": opened}), text)
    yield from (f"<p><b>{markup(line)}</b></p>" for line in open_codon_lines(told))
    if shown:
        yield from _block(candidates_table(context, shown, has_page_1=False))


def _block(block: Table | Paragraph) -> Iterator[str]:
    if isinstance(block, Paragraph):
        words = markup(block.text)
        yield f"<p><b>{words}</b></p>" if block.tone == "warning" else f"<p>{words}</p>"
        return
    heads = "".join(f"<th>{html.escape(column.title)}</th>" for column in block.columns)
    yield f'<div class="scroll"><table><tr>{heads}</tr>'
    for row in block.rows:
        yield "<tr>" + "".join(f"<td>{markup(cell)}</td>" for cell in row) + "</tr>"
    yield "</table></div>"


def _foot(context: Context) -> Rich:
    resources: list[Rich] = [
        (*context.known("resource", one.name), Run("\u00a0"), *data(one.version)) for one in context.result.resources
    ]
    return context.text.say("first.foot", caller=context.result.caller, resources=joined(resources, ", "))
