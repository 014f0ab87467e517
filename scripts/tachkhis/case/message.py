"""A sentence of the report by key, and the base of all documents that one step leaves for another."""

from __future__ import annotations

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
