"""Candidates that are not proposed, and the sites that are looked at in any case."""

from __future__ import annotations

from tachkhis.interpretation.result import SiteGenotype
from tachkhis.interpretation.result import SiteResult
from tachkhis.report.blocks import Block
from tachkhis.report.blocks import Column
from tachkhis.report.blocks import Paragraph
from tachkhis.report.blocks import Section
from tachkhis.report.blocks import Table
from tachkhis.report.context import Context
from tachkhis.report.runs import LONGEST_PIECE
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import data
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import literal
from tachkhis.report.runs import plain
from tachkhis.report.runs import token
from tachkhis.report.runs import unbroken

LISTED = 20
"""Candidates in the compact table; the rest is counted (all are in ``case.json``)."""

CARRIED = ("carried_het", "carried_hom", "carried_hemi")


def candidate_section(context: Context) -> Section | None:
    """Candidates that the software does not propose, in one table; the result box says where there is none."""
    text = context.text
    title = text.word("section.candidates")
    others = [candidate for candidate in context.result.candidates if not candidate.proposed]
    if not others:
        return None
    columns = (
        Column(text.word("column.gene"), 1),
        Column(text.word("column.variant"), 2.8),
        Column(text.word("column.genotype"), 1.4),
        Column(text.word("column.mode"), 1.4),
        Column(text.word("column.class"), 2.9),
        Column(text.word("column.points"), 0, "right"),
        Column(text.word("column.phenotype"), 0, "right"),
    )
    rows: list[tuple[Rich, ...]] = []
    proband = context.result.case.proband
    for candidate in others[:LISTED]:
        for index, variant in enumerate(candidate.variants):
            first = index == 0
            rows.append(
                (
                    gene(candidate.gene) if first else (),
                    context.short_name(variant),
                    context.zygosity(variant, proband),
                    text.say(f"mode_short.{candidate.mode}") if first else (),
                    text.say(f"class.{variant.classification.class_}"),
                    literal(text.numerals.count(variant.classification.points)),
                    literal(text.numerals.number(candidate.phenotype_score, 2)) if first else (),
                )
            )
    blocks: list[Block] = [Table(columns, tuple(rows)), Paragraph(text.say("candidates.note"), "note")]
    if len(others) > LISTED:
        blocks.append(Paragraph(text.count("candidates.more", len(others) - LISTED)))
    return Section(title, tuple(blocks))


def site_section(context: Context) -> Section | None:
    """Founder variants and asked-for positions: what was read in each member, even where nothing was called.

    Sites where somebody carries the allele, or that could not be read, have a row; the others are listed in a line.
    """
    sites = context.result.sites
    if not sites:
        return None
    text = context.text
    tested = [site for site in sites if site.why_not_tested is None]
    rows = [site for site in tested if not _all_not_carried(site)]
    clear = [site for site in tested if _all_not_carried(site)]
    blocks: list[Block] = []
    if rows:
        blocks.append(_table(context, rows))
    if clear:
        listed = joined([_clear(site) for site in clear], ", ")
        members = joined([literal(_place(context, call.sample)) for call in clear[0].genotypes], " / ")
        key = "sites.not_carried.alone" if context.alone else "sites.not_carried.family"
        blocks.append(Paragraph(text.count(key, len(clear), sites=listed, members=members)))
    for reason, names in _not_tested(sites).items():
        listed = joined(names, ", ")
        blocks.append(Paragraph(text.count("sites.not_tested", len(names), sites=listed, why=data(reason))))
    if _carried_outside_request(context, rows):
        blocks.append(Paragraph(text.say("sites.carrier_consent"), "warning"))
    return Section(text.word("section.sites"), tuple(blocks))


def _table(context: Context, sites: list[SiteResult]) -> Table:
    text = context.text
    columns = [Column(text.word("column.site"), 1.6), Column(text.word("column.disease"), 1.8)]
    samples = [person.sample for person in context.result.people]
    columns += [Column(_heading(context, sample), 1.7) for sample in samples]
    rows: list[tuple[Rich, ...]] = []
    for site in sites:
        calls = {call.sample: call for call in site.genotypes}
        cells = [_status(context, calls.get(sample)) for sample in samples]
        rows.append((_site_name(site), data(site.disease or ""), *cells))
    return Table(tuple(columns), tuple(rows))


def _place(context: Context, sample: str) -> str:
    """The member's place in the family, with the id where two members have the same."""
    role = context.role(sample)
    same = [person for person in context.result.people if context.role(person.sample) == role]
    return role if len(same) == 1 else plain(context.member(sample, capital=False))


def _heading(context: Context, sample: str) -> str:
    place = _place(context, sample)
    return place[:1].upper() + place[1:]


def _status(context: Context, call: SiteGenotype | None) -> Rich:
    if call is None:
        return context.words("site_status.not_tested")
    words = context.words(f"site_status.{call.status}")
    if call.depth is None or call.status == "not_tested":
        return words
    if call.status in CARRIED and call.alt_reads is not None:
        return context.words("sites.carried", status=words, alt=call.alt_reads, depth=call.depth)
    return context.words("sites.read", status=words, depth=call.depth)


def _site_name(site: SiteResult) -> Rich:
    """The name of a site, which opens with its gene."""
    return data(site.name) if site.gene in site.name else (*gene(site.gene), Run("\u00a0"), *data(site.name))


def _clear(site: SiteResult) -> Rich:
    depths = "/".join("?" if call.depth is None else str(call.depth) for call in site.genotypes)
    name = _site_name(site)
    return (
        *(unbroken(name) if len(site.name) <= LONGEST_PIECE else name),
        Run("\u00a0("),
        *token(f"{depths}x"),
        Run(")"),
    )


def _all_not_carried(site: SiteResult) -> bool:
    return bool(site.genotypes) and all(call.status == "not_carried" for call in site.genotypes)


def _not_tested(sites: list[SiteResult]) -> dict[str, list[Rich]]:
    """Names of the sites that could not be tested, by reason, in order."""
    groups: dict[str, list[Rich]] = {}
    for site in sites:
        if site.why_not_tested is not None:
            groups.setdefault(site.why_not_tested, []).append(_site_name(site))
    return groups


def _carried_outside_request(context: Context, sites: list[SiteResult]) -> bool:
    """Whether somebody carries a founder allele that the proposal does not need, without consent to carrier results."""
    if "carrier" in context.result.case.consent:
        return False
    needed = {candidate.gene for candidate in context.proposed}
    return any(
        site.kind == "founder" and site.gene not in needed and any(call.status in CARRIED for call in site.genotypes)
        for site in sites
    )
