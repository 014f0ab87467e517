"""The wildcards of the workflow's rules: what they are, and which values one may have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Protocol

NOTHING = "(?!)"  # a wildcard constraint that no name meets


class Wildcards(Protocol):
    """The wildcards of a rule, as Snakemake hands them to an input function."""

    case: str
    sample: str
    interval: str
    language: str

    def __iter__(self) -> Iterator[str]:
        """The values of those that the rule has."""


def pattern(names: Sequence[str]) -> str:
    """A wildcard constraint that exactly these names meet."""
    return "|".join(re.escape(name) for name in names) if names else NOTHING
