"""What two analyses do not share: resources, tables on genes, gene model, question, curation, program."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tachkhis.case.request import Request
from tachkhis.interpretation.provenance import Provenance
from tachkhis.interpretation.reanalysis.archive import Analysis
from tachkhis.interpretation.reanalysis.document import ResourceChange
from tachkhis.interpretation.result import CaseResult

PROGRAM = "program"
QUESTION = "request"
CURATION = "curation"
GENES = "genes"


def read_provenance(analysis: Analysis) -> Provenance | None:
    """Where the results of an analysis come from; ``None`` where the document is gone or of another version."""
    from pydantic import ValidationError

    try:
        return Provenance.model_validate_json(analysis.file("provenance.json").read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None


def resource_changes(earlier: Analysis, was: CaseResult, work: Analysis, now: CaseResult) -> list[ResourceChange]:
    """Everything that differs, by name: files by their checksum (by version where a checksum is not known)."""
    before, after = read_provenance(earlier), read_provenance(work)
    sums_before, sums_after = _sums(before), _sums(after)
    versions = [{one.name: one.version for one in result.resources} for result in (was, now)]
    found = []
    for name in sorted({*sums_before, *sums_after, *versions[0], *versions[1]} - {"hpo"}):
        sums = sums_before.get(name), sums_after.get(name)
        told = versions[0].get(name), versions[1].get(name)
        if before is None or after is None:
            differs = told[0] != told[1]
        else:
            differs = sums[0] != sums[1] if name in sums_before or name in sums_after else told[0] != told[1]
        if differs:
            found.append(ResourceChange(name=name, was=told[0], now=told[1], was_sha256=sums[0], now_sha256=sums[1]))
    return [*found, *_asked(earlier, work), *_program(was, now, before, after)]


def _sums(provenance: Provenance | None) -> dict[str, str]:
    """Checksum of each file that the analysis rests on, by the name of the resource; sheets are compared by content."""
    found: dict[str, str] = {}
    for one in () if provenance is None else provenance.sources:
        name = one.key.removeprefix("resources.").removeprefix("tracks.")
        if one.key == "reference.genes":
            name = GENES
        if not one.key.startswith("sheets."):
            found[name] = one.sha256
    return found


def _asked(earlier: Analysis, work: Analysis) -> list[ResourceChange]:
    before, after = (one.request() for one in (earlier, work))
    found = []
    if question_of(before) != question_of(after):
        was, now = (", ".join(_words(one)) for one in (before, after))
        found.append(ResourceChange(name=QUESTION, was=was, now=now))
    if set(before.curation) != set(after.curation):
        was, now = (f"{len(one.curation)} rows" for one in (before, after))
        found.append(ResourceChange(name=CURATION, was=was, now=now))
    return found


def question_of(request: Request) -> tuple[Any, ...]:
    """All that the choice of candidates asks of a request: signs, gene panels, consent, who is affected."""
    case = request.case
    people = tuple((one.sample, one.father, one.mother, one.sex, one.affected) for one in case.people)
    return (case.hpo, case.hpo_excluded, request.gene_panels, case.consent, case.consanguinity, people)


def _words(request: Request) -> list[str]:
    panels = [f"{one.name} {one.version}" for one in request.gene_panels]
    return [f"{len(request.case.hpo)} signs", *panels, *sorted(request.case.consent)]


def _program(
    was: CaseResult, now: CaseResult, before: Provenance | None, after: Provenance | None
) -> list[ResourceChange]:
    """The program and the HPO data that it carries: what no file of the configuration holds."""
    hpo = [next((one.version for one in result.resources if one.name == "hpo"), "?") for result in (was, now)]
    commits = ["unknown" if one is None else one.commit for one in (before, after)]
    sure = commits[0] == commits[1] and "unknown" not in commits[0] and "+changed" not in commits[0]
    if hpo[0] == hpo[1] and sure:
        return []
    told = [f"commit {commit[:12]}{commit[40:]}, HPO {release}" for commit, release in zip(commits, hpo, strict=True)]
    return [ResourceChange(name=PROGRAM, was=told[0], now=told[1])]


def with_part(base: Request, other: Request, name: str) -> Request:
    """The request of one analysis with one part as the other has it."""
    config = base.config
    if name == QUESTION:
        people = other.case.people
        case = replace(other.case, people=people, vcf=base.case.vcf)
        return replace(base, case=case, gene_panels=other.gene_panels)
    if name == CURATION:
        return replace(base, curation=other.curation)
    if name == GENES:
        genes = replace(config.reference, genes=other.config.reference.genes)
        return replace(base, config=replace(config, reference=genes))
    resources = config.resources
    if name in resources.__dataclass_fields__ and name != "tracks":
        resources = replace(resources, **{name: getattr(other.config.resources, name)})
    else:
        kept = tuple(one for one in resources.tracks if one.name != name)
        given = tuple(one for one in other.config.resources.tracks if one.name == name)
        resources = replace(resources, tracks=(*kept, *given))
    return replace(base, config=replace(config, resources=resources))
