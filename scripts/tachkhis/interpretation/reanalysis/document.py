"""``{case}.reanalysis.json``: what a new analysis of a finished case changed, and which resource changed it.

No clock and no path: the same two analyses give the same bytes. Classes are those of ACMG/AMP 2015.
"""

from __future__ import annotations

from pydantic import ConfigDict
from pydantic import Field

from tachkhis.case.message import Model


class ResourceChange(Model):
    """Something that the two analyses do not share."""

    name: str  # clinvar, gnomad, panel, founders, ...; genes, request, curation, program
    was: str | None  # version, as its file tells it; None where it was not used
    now: str | None
    was_sha256: str | None = None
    now_sha256: str | None = None


class Outcome(Model):
    """A candidate as one analysis listed it."""

    list_: str = Field(default="diagnostic", alias="list")  # or secondary, carrier, incidental
    rank: int
    mode: str
    class_: str = Field(alias="class")
    points: int
    proposed: bool
    criteria: list[str]  # "PVS1 very_strong", of each variant: "PM2 supporting of chr1-5-A-T" in a pair
    clinvar: list[str]

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Change(Model):
    """One candidate that is new, upgraded, downgraded, lost, or changed within its class."""

    kind: str
    gene: str
    variants: list[str]
    names: list[str] = Field(default_factory=list)  # of each: "NM_1.2:c.35del p.(Gly12ValfsTer2)"
    was: Outcome | None
    now: Outcome | None
    differs: list[str]  # what is not the same, in words
    by: list[str]  # names of ResourceChange; empty where it cannot be told
    # swapped: each of `by` alone gives the change; together: only several at once do; only_change: nothing else
    # differs; not_told: the earlier resources are gone
    how: str
    why_lost: str | None = None  # of a candidate that is lost: what the new analysis says of it
    # the same in codes: not_called, not_covered_by_consent, a triage reason, a name of WhyNotListed
    lost_by: list[str] = Field(default_factory=list)


class CurationRow(Model):
    """A criterion that a person entered, and what became of it in the new analysis."""

    variant: str
    code: str
    strength: str  # or rejected
    reason: str
    author: str
    date: str
    origin: str  # kept (of both files), carried (of the earlier analysis, not in the new file), new
    status: str | None = None  # as in case.json: added, changed, superseded, no_such_variant ...


class EarlierFile(Model):
    """A file of an earlier analysis, kept as it is."""

    file: str
    sha256: str
    analysis: int = 0  # 0 for the first one
    signed: bool = False  # it holds a signature (PDF), or is one


class Reanalysis(Model):
    """The whole document."""

    schema_version: str = "1.1"
    synthetic: bool = False
    case: str
    number: int  # 1 for the first reanalysis
    against: int  # the analysis that it is compared with: 0 is the first one of the case
    resources: list[ResourceChange]
    changes: list[Change]
    unchanged: int
    curation_kept: int  # rows of the curation file that both analyses have
    curation_carried: int  # rows of the earlier analysis that the new file lacks, and that were kept
    curation_new: int
    curation: list[CurationRow] = Field(default_factory=list)  # every row, oldest decision first
    earlier: list[EarlierFile]  # results and signed reports of every earlier analysis, latest first: left untouched
    notes: list[str]
