"""Who and why: identity, request, family, indication."""

from __future__ import annotations

from tachkhis.case.identities import Identity
from tachkhis.interpretation.setting import PersonSummary
from tachkhis.interpretation.setting import PhenotypeTerm
from tachkhis.report.blocks import Column
from tachkhis.report.blocks import Line
from tachkhis.report.blocks import Table
from tachkhis.report.context import DASH
from tachkhis.report.context import Context
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import data
from tachkhis.report.runs import gene
from tachkhis.report.runs import identifier
from tachkhis.report.runs import joined
from tachkhis.report.runs import literal

GENES_NAMED = 8
"""A gene panel of at most this many genes is spelled out in the indication; longer ones are counted."""

NARROW = 13
"""Characters of a sample id that fit on one line of the family's table and of the request."""


def identity_lines(context: Context, identity: Identity | None) -> tuple[Line, ...]:
    """Civil identity of the proband; what is not known is a dotted line to be filled by hand.

    Relatives stay under their pseudonyms: their identity does not belong in the proband's report.
    """
    text = context.text
    values: list[tuple[str, Rich]] = [("family_name", ()), ("given_names", ())]
    values += [("birth_date", ()), ("sex_at_birth", ()), ("record_number", ())]
    if identity is not None:
        date = identity.birth_date
        sex = identity.sex_at_birth
        values = [
            ("family_name", data(identity.family_name)),
            ("given_names", data(identity.given_names)),
            ("birth_date", literal(f"{date:%d/%m/%Y}") if date is not None else ()),
            ("sex_at_birth", text.say(f"sex_at_birth.{sex}") if sex else ()),
            ("record_number", identifier(identity.record_number)),
        ]
    return tuple(Line(text.word(f"label.{key}"), value or None) for key, value in values)


def identity_note(context: Context, identity: Identity | None) -> str | None:
    """What to say where there is no identity, or where it does not agree with the request."""
    if identity is None:
        return context.text.word("identity.to_be_joined")
    person = context.person(context.result.case.proband)
    declared = person.sex if person is not None else "unknown"
    if {identity.sex_at_birth, declared} == {"female", "male"}:
        return context.text.word("identity.sex_differs")
    return None


def request_lines(context: Context) -> tuple[Line, ...]:
    """The request: test, sample, referrer, region, consanguinity, urgency."""
    text = context.text
    case = context.result.case
    person = context.person(case.proband)
    region: Rich = ()
    if case.region is not None:
        region = data(case.region_name) if case.region_name else context.known("region", case.region)
    unknown = text.say("value.not_given")
    specimen = person.specimen if person is not None else None
    collected = person.collected if person is not None else None
    received = person.received if person is not None else None
    lines = [
        ("proband", identifier(case.proband, NARROW)),
        ("sex_declared", text.say(f"sex.{person.sex}") if person is not None else unknown),
        ("sample_type", context.known("specimen", specimen) if specimen else unknown),
        ("collected", context.day(collected) if collected else text.say("value.not_given_date")),
        ("received", context.day(received) if received else ()),
        ("urgency", context.known("urgency", case.urgency)),
        ("file_number", identifier(case.file_number) if case.file_number else ()),
        ("referrer", data(case.referrer) if case.referrer else unknown),
        ("region", region or unknown),
        ("consanguinity", context.known("consanguinity", case.consanguinity)),
        ("consent", _consent(context)),
        ("sequencing", _sequencing(context, person) if person is not None else ()),
    ]
    return tuple(Line(text.word(f"label.{key}"), value) for key, value in lines if value)


def _consent(context: Context) -> Rich:
    """What the consent covers beyond the question asked."""
    covered = [context.words(f"consent.{use}") for use in context.result.case.consent]
    return joined(covered, ", ") or context.words("consent.none")


def _sequencing(context: Context, person: PersonSummary) -> Rich:
    """Kits and platforms of the proband's libraries, as the sheets have them."""
    kits = [data(kit) for kit in person.kits]
    return joined([*kits, *(context.known("platform", platform) for platform in person.platforms)], " ; ")


def _specimen(context: Context, person: PersonSummary) -> Rich:
    parts = [context.known("specimen", person.specimen) if person.specimen else ()]
    parts.append(context.day(person.collected) if person.collected else ())
    return joined(parts, ", ") or literal(DASH)


def family_table(context: Context) -> Table | None:
    """The members of the family; nothing where the proband is alone."""
    if context.alone:
        return None
    text = context.text

    def sample(name: str | None) -> Rich:
        return identifier(name, NARROW) if name else literal(DASH)

    told = any(person.specimen or person.collected for person in context.result.people)
    rows: list[tuple[Rich, ...]] = []
    for person in context.result.people:
        role = context.role(person.sample)
        rows.append(
            (
                literal(role[:1].upper() + role[1:]),
                identifier(person.sample, NARROW),
                text.say(f"sex.{person.sex}"),
                text.say(f"affected.{person.affected}"),
                sample(person.father),
                sample(person.mother),
                *([_specimen(context, person)] if told else []),
            )
        )
    titles = ["member", "sample", "sex", "affected", "father", "mother", *(["specimen"] if told else [])]
    widths = [1.2, 1.5, 1, 0.9, 1.5, 1.5, *([1.8] if told else [])]
    columns = [Column(text.word(f"column.{title}"), width) for title, width in zip(titles, widths, strict=True)]
    return Table(tuple(columns), tuple(rows))


def indication_lines(context: Context) -> tuple[Line, ...]:
    """Signs, excluded signs and gene panels of the request."""
    text = context.text
    case = context.result.case
    present = [term for term in case.phenotype if not term.excluded]
    excluded = [term for term in case.phenotype if term.excluded]
    lines = [Line(text.word("label.signs"), _terms(context, present) or text.say("value.no_signs"))]
    if excluded:
        lines.append(Line(text.word("label.signs_excluded"), _terms(context, excluded)))
    panels = [
        text.say(
            "indication.panel",
            name=data(panel.name),
            version=data(panel.version),
            genes=joined([gene(symbol) for symbol in panel.genes], ", ")
            if len(panel.genes) <= GENES_NAMED
            else text.count("indication.genes", len(panel.genes)),
        )
        for panel in case.gene_panels
    ]
    lines.append(Line(text.word("label.gene_panels"), joined(panels, " ; ") or text.say("value.no_panels")))
    return tuple(lines)


def _terms(context: Context, terms: list[PhenotypeTerm]) -> Rich:
    """HPO terms with their ids."""
    return joined([(*sign(context, term, both=True), Run("\u00a0"), Run(term.id, "faint")) for term in terms], ", ")


def sign(context: Context, term: PhenotypeTerm, *, both: bool = False) -> Rich:
    """The label of a term, with a capital letter (sources differ), marked where it is English.

    With ``both``, where the translated English label is no longer that of the term, the present one follows in
    parentheses: once in a report, where the signs are listed with their ids.
    """
    own = {"fr": term.label_fr, "en": term.label_en}.get(context.text.language)
    spelt = f"hpo_label.{term.id}.{own}"
    if own is not None and context.text.has(spelt):
        own = context.text.word(spelt)
    label = own or term.label_en
    label = label[:1].upper() + label[1:]
    if own is None:
        return context.source(label)
    if term.label_fr_of is None or not both or context.text.language == "en":
        return data(label)
    return (*data(label), Run(" ("), *context.source(term.label_en), Run(")"))
