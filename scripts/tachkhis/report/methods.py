"""How the analysis was made, with versions, and what it cannot see."""

from __future__ import annotations

from tachkhis import __version__
from tachkhis.interpretation.result import FindingList
from tachkhis.interpretation.setting import ConsensusUse
from tachkhis.interpretation.setting import Resource
from tachkhis.report.autozygosity import autozygosity
from tachkhis.report.blocks import Fine
from tachkhis.report.blocks import Section
from tachkhis.report.candidates import CANDIDATES_CUT
from tachkhis.report.candidates import FINDINGS
from tachkhis.report.context import Context
from tachkhis.report.runs import Rich
from tachkhis.report.runs import Run
from tachkhis.report.runs import data
from tachkhis.report.runs import joined
from tachkhis.report.runs import token

DIGEST_SHOWN = 12
STANDARD_LIMITS = ("structural", "repeats", "hard_genes", "non_coding", "callable", "classification")


def method_section(context: Context) -> Section:
    """Reference, steps, tools and resources."""
    text = context.text
    result = context.result
    genome = result.genome
    reference = text.say(
        "methods.reference",
        build=data(genome.build),
        name=data(genome.name),
        digest=token(genome.digest[:DIGEST_SHOWN]),
        model=data(genome.gene_model),
        transcripts=genome.transcripts,
    )
    used = genome.consensus
    aligned = [text.say("methods.consensus", panel=data(_title(used)), n=used.changes)] if used and used.samples else []
    start = f"methods.start.{result.start}"
    together = () if context.alone else text.say("methods.together")
    names = text.say(f"methods.names.{'mane' if genome.mane else 'no_mane'}")
    rules = [text.say(f"refined.{rule}") for rule in result.refined if not (context.alone and rule == "family")]
    refined = [text.say("methods.refined", rules=joined(rules, ", "))] if rules else []
    steps = [
        text.say(start, caller=data(result.caller), together=together),
        *aligned,
        *refined,
        text.say("methods.interpretation", names=names),
        *filter(None, [autozygosity(context)]),
    ]
    tools = [(*data(tool.name), Run("\u00a0"), *token(tool.version)) for tool in result.tools]
    tools.insert(0, (Run("Tachkhis\u00a0"), *token(__version__)))
    parts = [
        ("reference", reference),
        ("steps", joined(steps, " ")),
        ("tools", joined(tools, ", ")),
        ("resources", _resources(context) or text.say("value.none")),
    ]
    if context.proposed:  # only the tables of a proposed variant hold these
        parts.append(("legend", text.say("methods.legend")))
    if text.language != "en":
        parts.append(("english", text.say("methods.english")))
    items = tuple(
        (Run(text.word(f"label.{name}") + text.word("methods.colon"), "strong"), *rich) for name, rich in parts
    )
    return Section(text.word("section.methods"), (Fine(items, marked=False),))


def _title(used: ConsensusUse) -> str:
    """Name and version of the panel whose majority reads were aligned to."""
    return " ".join(part for part in (used.panel, used.version) if part)


def limit_section(context: Context) -> Section:
    """Limits that this analysis met, then those of the method as such."""
    text = context.text
    listed = any(not candidate.proposed for candidate in context.result.candidates)
    said = CANDIDATES_CUT if listed else ""  # the table of candidates has told it
    items = [text.message(message) for message in context.result.limits if message.key != said]
    items += [text.say(f"limit_standard.{name}") for name in STANDARD_LIMITS]
    items += _beyond_the_question(context)
    return Section(text.word("section.limits"), (Fine(tuple(items)),))


def _beyond_the_question(context: Context) -> list[Rich]:
    """What was looked for by consent, with what came of it, and in one line what was not asked for."""
    text, findings = context.text, context.result.findings
    lists: dict[str, FindingList] = {kind: getattr(findings, kind) for kind in FINDINGS}
    items = []
    for kind, found in lists.items():
        if found.status == "looked_at":
            said = "found" if found.candidates else "none"
            items.append(text.say(f"limit_findings.{kind}.{said}", scope=found.scope or ""))
        elif found.status == "not_looked_at":
            items.append(text.say(f"limit_findings.{kind}.not_looked_at"))
    without = [text.say(f"limit_findings.name.{kind}") for kind, found in lists.items() if found.status == "not_asked"]
    if len(without) == len(lists):  # in one line: this is the common case, and page 1 is full
        items.append(text.say("limit_findings.nothing_asked"))
    elif without:
        items.append(text.say("limit_findings.not_asked", kinds=joined(without, ", ")))
    return items


def _resources(context: Context) -> Rich:
    return joined([_resource(context, resource) for resource in context.result.resources], " ; ")


def _resource(context: Context, resource: Resource) -> Rich:
    text = context.text
    details: list[Rich] = []
    if resource.name == "panel" and resource.date and resource.date not in resource.version:
        details.append(data(resource.date))
    if resource.people is not None:
        details.append(text.count("methods.people", resource.people))
    if resource.records is not None:
        details.append(text.count("methods.records", resource.records))
    if resource.synthetic and "synthetic" not in resource.version.lower():
        details.append(text.say("methods.synthetic"))
    if resource.note:
        details.append(data(resource.note))
    name: Rich = (*context.known("resource", resource.name), Run(" "), *data(resource.version))
    return joined([name, *details], ", ")
