"""Candidates that are not proposed, and the sites that are looked at in any case."""

from __future__ import annotations

from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import FindingList
from tachkhis.interpretation.result import SiteGenotype
from tachkhis.interpretation.result import SiteResult
from tachkhis.interpretation.result import VariantResult
from tachkhis.report.blocks import Block
from tachkhis.report.blocks import Column
from tachkhis.report.blocks import Paragraph
from tachkhis.report.blocks import Section
from tachkhis.report.blocks import Table
from tachkhis.report.clinvar import significance
from tachkhis.report.conclusion import told_on_page_1
from tachkhis.report.context import DASH
from tachkhis.report.context import Context
from tachkhis.report.context import by_consent
from tachkhis.report.genes import GeneGroup
from tachkhis.report.genes import by_gene
from tachkhis.report.genes import is_single
from tachkhis.report.genes import mode_of
from tachkhis.report.runs import LONGEST_PIECE
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import literal
from tachkhis.report.runs import narrow
from tachkhis.report.runs import plain
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

WIDEST = 66
"""Members times letters of the longest word of their columns: families beyond that share one column of the table."""

LONGEST_NAME = 20
"""Characters of the name of a site or variant that are kept on one line in a table."""

NOT_IN_VCF = "not_in_vcf"
"""Status where a case starts from a VCF that has no record of the allele: neither carried nor absent."""

CARRIED = ("carried_het", "carried_hom", "carried_hemi", "carried_homoplasmic", "carried_heteroplasmic")


def candidate_section(context: Context) -> Section | None:
    """Candidates that the software does not propose, in one table; the result box says where there is none."""
    text = context.text
    title = text.word("section.candidates")
    others = [candidate for candidate in context.result.candidates if not candidate.proposed]
    others = [candidate for candidate in others if not by_consent(candidate)]
    if not others:
        return None
    note = Paragraph(text.say("candidates.note"), "lead_note")
    blocks: list[Block] = [note, _candidates(context, others[:LISTED])]
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
            blocks.append(Paragraph(text.say(f"findings.{kind}")))
            blocks.append(_candidates(context, found.candidates))
    return Section(text.word("section.by_consent"), tuple(blocks)) if len(blocks) > 1 else None


def _candidates(context: Context, others: list[Candidate]) -> Table:
    """A row for each variant of the candidates, by gene."""
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
                    _remarks(context, holding, variant, told, _pairs(context, group) if index == 0 else []),
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
            parts.append(context.words("sites.member", member=literal(_place(context, call.sample)), status=status))
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
    context: Context, candidates: list[Candidate], variant: VariantResult, told: set[str], pairs: list[Rich]
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
    said = {str(one) for candidate in candidates for one in told_on_page_1(context, candidate)}
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


def site_section(context: Context) -> Section | None:
    """Founder variants and asked-for positions: what was read in the proband, even where nothing was called.

    Sites where the proband carries the allele, or that could not be read, have a row; the others are listed in a line.
    Relatives are shown where the proband carries the allele, and nowhere else: elsewhere their state is not needed.
    """
    sites = context.result.sites
    if not sites:
        return None
    text = context.text
    tested = [site for site in sites if site.why_not_tested is None]
    silent = [site for site in tested if _state(context, site) == NOT_IN_VCF]
    clear = [site for site in tested if _state(context, site) == "not_carried"]
    rows = [site for site in tested if site not in silent and site not in clear]
    blocks: list[Block] = []
    if rows:
        blocks.append(_table(context, rows))
    if clear:
        listed = joined([_clear(context, site) for site in clear], ", ")
        absent = text.count("sites.not_carried", len(clear), sites=listed)
        counted = any(_carries(context, site) for site in rows) and context.result.start != "vcf"
        blocks.append(Paragraph(joined([absent, text.say("sites.counts")], " ") if counted else absent))
    if silent:
        listed = joined([_site_name(site) for site in silent], ", ")
        blocks.append(Paragraph(text.count("sites.not_in_vcf", len(silent), sites=listed)))
    for reason, names in _not_tested(sites).items():
        why = context.known("site_why", reason)
        blocks.append(Paragraph(text.count("sites.not_tested", len(names), sites=joined(names, ", "), why=why)))
    blocks += _carried(context, rows)
    return Section(text.word("section.sites"), tuple(blocks))


def _table(context: Context, sites: list[SiteResult]) -> Table:
    text = context.text
    columns = [Column(text.word("column.site"), 2.2), Column(text.word("column.disease"), 2.2)]
    proband = context.result.case.proband
    told = any(_carries(context, site) for site in sites)
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
        shown = [calls.get(sample) if _carries(context, site) or sample == proband else None for sample in samples]
        cells = [_status(context, one) for one in shown]
        if not apart:
            cells = [joined([_named(context, *pair) for pair in zip(samples, cells, strict=True)], " ; ")]
        rows.append((_site_name(site, " ", LONGEST_NAME), context.source(site.disease or ""), *cells))
    return Table(tuple(columns), tuple(rows))


def _named(context: Context, sample: str, status: Rich) -> Rich:
    return context.words("sites.member", member=literal(_place(context, sample)), status=status)


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
