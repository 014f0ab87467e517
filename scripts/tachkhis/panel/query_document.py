"""The document of ``tachkhis panel query --format json``."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel
from pydantic import ConfigDict
from pydantic import Field

Status = Literal["present", "absent", "not_known"]
AnSource = Literal["record", "other_record", "callable"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RegionAnswer(_Model):
    """Counts of one region of Morocco."""

    region: str = Field(description="ISO 3166-2 code")
    ac: int = Field(description="alleles seen")
    an: int = Field(description="alleles looked at")
    af: float | None = Field(description="ac / an; null where an is 0")
    af_low: float | None = Field(description="exact two-sided 95 % lower bound (Clopper-Pearson)")
    af_high: float | None = Field(description="exact two-sided 95 % upper bound")
    withheld: bool = Field(
        default=False,
        description="a published panel was merged that does not tell of its people here: ac and an lack them",
    )


class AlleleAnswer(_Model):
    """One allele: what the panel says of it."""

    allele: str = Field(description="CHROM-POS-REF-ALT, as the panel has it or as it was looked for")
    status: Status = Field(description="present: seen; absent: looked at in an alleles, in none of them; not_known")
    ac: int | None = Field(description="alleles seen; null where not known")
    an: int | None = Field(description="alleles looked at; null where not known")
    an_source: AnSource | None = Field(
        description="where an is from: the allele's own record, another record there, the callable track"
    )
    af: float | None = Field(description="ac / an")
    af_low: float | None = Field(description="exact two-sided 95 % lower bound (Clopper-Pearson)")
    af_high: float | None = Field(description="exact two-sided 95 % upper bound")
    faf95: float | None = Field(description="filtering allele frequency (Whiffin 2017); 0 where ac is 0 or 1")
    absent_below: float | None = Field(description="absent alleles: one-sided 95 % upper bound, 1 - 0.05 ** (1 / an)")
    homozygotes: int | None = Field(description="people with two copies")
    hemizygotes: int | None = Field(description="people with one copy, where a person has one")
    regions: tuple[RegionAnswer, ...]
    partial: int | None = Field(
        description="people of the panel whom an lacks, for nothing tells whether they were looked at here: af is too"
        " high, and no rule reads it; null where the record is whole"
    )
    withheld: tuple[str, ...] = Field(
        default=(),
        description="what a published panel does not tell here, of few people: codes of regions; ALL: nobody's counts"
        " are told; SEXES: neither homozygotes nor hemizygotes; EARLIER: counts are those of an earlier version",
    )
    said: str = Field(description="the same in words")


class Answer(_Model):
    """What was asked, and the alleles that answer it."""

    asked: str = Field(description="as written")
    kind: Literal["allele", "region", "gene"]
    contig: str
    start: int = Field(description="1-based")
    end: int = Field(description="1-based, inclusive")
    alleles: tuple[AlleleAnswer, ...] = Field(description="one for an allele; every record of a region or gene")


class PanelInfo(_Model):
    """What the panel says of itself; empty or null where it does not."""

    name: str
    version: str
    build: str
    people: int | None
    date: str
    source: str
    licence: str
    synthetic: bool = Field(description="the data are made up")
    regions: dict[str, int] = Field(description="people by region, of those that are told")
    regions_withheld: tuple[str, ...] = Field(
        default=(),
        description="regions of which people count in ac and an of the whole, and are not told by region"
        " (published panel)",
    )


class QueryDocument(_Model):
    """The document of ``tachkhis panel query --format json``."""

    schema_version: str = "1.0"
    panel: PanelInfo
    answers: tuple[Answer, ...]
