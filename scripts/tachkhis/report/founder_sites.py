"""The sites that are looked at in any case: founder variants and asked-for positions, in every member."""

from __future__ import annotations

from tachkhis.interpretation.result import SiteGenotype
from tachkhis.interpretation.result import SiteResult
from tachkhis.report.blocks import Block
from tachkhis.report.blocks import Column
from tachkhis.report.blocks import Paragraph
from tachkhis.report.blocks import Section
from tachkhis.report.blocks import Table
from tachkhis.report.context import DASH
from tachkhis.report.context import Context
from tachkhis.report.runs import LONGEST_PIECE
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import literal
from tachkhis.report.runs import token

WIDEST = 66
"""Members times letters of the longest word of their columns: families beyond that share one column of the table."""

LONGEST_NAME = 20
"""Characters of the name of a site that are kept on one line in a table."""

NOT_IN_VCF = "not_in_vcf"
"""Status where a case starts from a VCF that has no record of the allele: neither carried nor absent."""

NOT_CARRIED = "not_carried"

CARRIED = ("carried_het", "carried_hom", "carried_hemi", "carried_homoplasmic", "carried_heteroplasmic")


def site_section(context: Context) -> Section | None:
    """Founder variants and asked-for positions: what was read in each member, even where nothing was called.

    A site has a row where relatives are told, where the proband carries the allele and where it could not be read;
    the others are listed in a line. Where relatives are withheld, a note says so and why.
    """
    sites = context.result.sites
    if not sites:
        return None
    text = context.text
    tested = [site for site in sites if site.why_not_tested is None]
    silent = [site for site in tested if _all_told(context, site) == {NOT_IN_VCF}]
    clear = [site for site in tested if _state(context, site) == NOT_CARRIED and not _relatives_told(context, site)]
    rows = [site for site in tested if site not in silent and site not in clear]
    blocks: list[Block] = []
    if rows:
        blocks.append(_table(context, rows))
    said = []
    if clear:
        listed = joined([_clear(context, site) for site in clear], ", ")
        said.append(text.count("sites.not_carried", len(clear), sites=listed))
    if any(_all_told(context, site) & set(CARRIED) for site in rows) and context.result.start != "vcf":
        said.append(text.say("sites.counts"))
    if said:
        blocks.append(Paragraph(joined(said, " ")))
    if silent:
        listed = joined([_site_name(site) for site in silent], ", ")
        blocks.append(Paragraph(text.count("sites.not_in_vcf", len(silent), sites=listed)))
    for reason, names in _not_tested(sites).items():
        why = context.known("site_why", reason)
        blocks.append(Paragraph(text.count("sites.not_tested", len(names), sites=joined(names, ", "), why=why)))
    withheld = sum(1 for site in tested if site.why_withheld is not None)
    if withheld:
        blocks.append(Paragraph(text.count("sites.withheld", withheld), "note"))
    blocks += _carried(context, rows)
    return Section(text.word("section.sites"), tuple(blocks))


def _table(context: Context, sites: list[SiteResult]) -> Table:
    text = context.text
    columns = [Column(text.word("column.site"), 2.2), Column(text.word("column.disease"), 2.2)]
    proband = context.result.case.proband
    told = any(_relatives_told(context, site) for site in sites)
    samples = [person.sample for person in context.result.people if told or person.sample == proband]
    headings = [_heading(context, sample) for sample in samples]
    longest = max(
        len(word) for heading in (*headings, context.text.word("site_status.carried_het")) for word in heading.split()
    )
    apart = longest * len(samples) <= WIDEST
    if apart:
        columns += [Column(heading, 6 / max(3, len(samples))) for heading in headings]
    else:
        columns.append(Column(text.word("column.reads"), 6))
    rows: list[tuple[Rich, ...]] = []
    for site in sites:
        calls = {call.sample: call for call in site.genotypes}
        cells = [_status(context, calls.get(sample)) for sample in samples]
        if not apart:
            cells = [joined([_named(context, *pair) for pair in zip(samples, cells, strict=True)], " ; ")]
        rows.append((_site_name(site, " ", LONGEST_NAME), context.source(site.disease or ""), *cells))
    return Table(tuple(columns), tuple(rows))


def _named(context: Context, sample: str, status: Rich) -> Rich:
    return context.words("sites.member", member=literal(context.place(sample)), status=status)


def _heading(context: Context, sample: str) -> str:
    place = context.place(sample)
    return place[:1].upper() + place[1:]


def _status(context: Context, call: SiteGenotype | None) -> Rich:
    if call is None:
        return literal(DASH)
    words = context.words(f"site_status.{call.status}")
    if call.depth is None or call.status == "not_tested":
        return words
    if call.status in CARRIED and call.alt_reads is not None:
        return context.words("sites.carried", status=words, alt=call.alt_reads, depth=call.depth)
    return context.words("sites.read", status=words, depth=call.depth)


def _site_name(site: SiteResult, space: str = "\u00a0", longest: int = LONGEST_PIECE) -> Rich:
    """The gene of a site and its name, which may break after its accession where it is longer than ``longest``."""
    name = site.name.removeprefix(site.gene).strip()
    return joined([gene(site.gene), token(name, longest)], space)


def _clear(context: Context, site: SiteResult) -> Rich:
    call = _proband_call(context, site)
    depth = "?" if call is None or call.depth is None else str(call.depth)
    return (*_site_name(site), Run("\u00a0("), *token(f"{depth}x"), Run(")"))


def _proband_call(context: Context, site: SiteResult) -> SiteGenotype | None:
    return next((call for call in site.genotypes if call.sample == context.result.case.proband), None)


def _state(context: Context, site: SiteResult) -> str | None:
    call = _proband_call(context, site)
    return None if call is None else call.status


def _relatives_told(context: Context, site: SiteResult) -> bool:
    """Whether the result tells what was read in a relative."""
    proband = context.result.case.proband
    return site.why_withheld is None and any(call.sample != proband for call in site.genotypes)


def _all_told(context: Context, site: SiteResult) -> set[str | None]:
    """The states of all members that are told."""
    if _relatives_told(context, site):
        return {call.status for call in site.genotypes}
    return {_state(context, site)}


def _carries(context: Context, site: SiteResult) -> bool:
    return _state(context, site) in CARRIED


def _not_tested(sites: list[SiteResult]) -> dict[str, list[Rich]]:
    """Names of the sites that could not be tested, by reason, in order."""
    groups: dict[str, list[Rich]] = {}
    for site in sites:
        if site.why_not_tested is not None:
            groups.setdefault(site.why_not_tested, []).append(_site_name(site))
    return groups


def _carried(context: Context, sites: list[SiteResult]) -> list[Paragraph]:
    """What to say of founder alleles that are carried, not proposed as the cause, and not told on page 1."""
    text, case = context.text, context.result.case
    needed = {candidate.gene for candidate in (*context.proposed, *context.notable)}
    others = [site for site in sites if site.kind == "founder" and site.gene not in needed]
    asked = {symbol for panel in case.gene_panels for symbol in panel.genes}
    single = [gene(site.gene) for site in others if site.gene in asked and _state(context, site) == "carried_het"]
    said = [text.say("sites.one_allele", genes=joined(single, ", "))] if single else []
    proposed = {candidate.gene for candidate in context.proposed}
    others = [site for site in sites if site.kind == "founder" and site.gene not in proposed]
    carried = any(_carries(context, site) for site in others)
    if carried and "carrier" not in case.consent:
        said.append(text.say("sites.carrier_consent"))
    return [Paragraph(joined(said, " "), "boxed")] if said else []
