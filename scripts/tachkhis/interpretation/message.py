"""Words of ``case.json``: sentences by key, and the closed lists of verdicts, classes and modes of inheritance."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel
from pydantic import ConfigDict
from pydantic import Field


class Model(BaseModel):
    """Base of all parts: immutable, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Message(Model):
    """A sentence by key, with the values that it holds; ``report`` puts it into a language."""

    key: str
    values: dict[str, str] = Field(default_factory=dict)
    about: str | None = Field(default=None, description="id of the one variant of a candidate that it speaks of")


class Verdict(StrEnum):
    """Verdict of quality."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"


class Class(StrEnum):
    """The five classes of ACMG/AMP 2015."""

    PATHOGENIC = "P"
    LIKELY_PATHOGENIC = "LP"
    UNCERTAIN = "VUS"
    LIKELY_BENIGN = "LB"
    BENIGN = "B"


class Mode(StrEnum):
    """Mode of inheritance under which a candidate is considered."""

    DE_NOVO = "de_novo"
    DOMINANT = "dominant"
    RECESSIVE_HOMOZYGOUS = "recessive_homozygous"
    RECESSIVE_SINGLE = "recessive_single"  # one allele of a recessive gene, no second one found: explains nothing alone
    COMPOUND_HETEROZYGOUS = "compound_heterozygous"
    X_LINKED = "x_linked"
    Y_LINKED = "y_linked"
    MITOCHONDRIAL = "mitochondrial"
