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
    was: Outcome | None
    now: Outcome | None
    differs: list[str]  # what is not the same, in words
    by: list[str]  # names of ResourceChange; empty where it cannot be told
    # swapped: each of `by` alone gives the change; together: only several at once do; only_change: nothing else
    # differs; not_told: the earlier resources are gone
    how: str
    why_lost: str | None = None  # of a candidate that is lost: what the new analysis says of it


class EarlierFile(Model):
    """A file of the earlier analysis, kept as it is."""

    file: str
    sha256: str


class Reanalysis(Model):
    """The whole document."""

    schema_version: str = "1.0"
    case: str
    number: int  # 1 for the first reanalysis
    against: int  # the analysis that it is compared with: 0 is the first one of the case
    resources: list[ResourceChange]
    changes: list[Change]
    unchanged: int
    curation_kept: int  # rows of the curation file that both analyses have
    curation_carried: int  # rows of the earlier analysis that the new file lacks, and that were kept
    curation_new: int
    earlier: list[EarlierFile]  # results and signed reports of the earlier analysis: left untouched
    notes: list[str]
