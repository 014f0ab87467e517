"""The wildcards of the workflow's rules: what they are, and which values one may have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import groupby
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
    """A wildcard constraint that exactly these names meet.

    Common beginnings are written once: Snakemake builds it into every file name of every rule, and a plain list of a
    thousand names takes longer to compile than all the rest.
    """
    return _alternatives(sorted(set(names))) if names else NOTHING


def _alternatives(names: list[str]) -> str:
    """The same of sorted names, each once."""
    first, last = names[0], names[-1]
    alike = next((place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    start = first[:alike]
    rests = [name[len(start) :] for name in names]
    ends = [_alternatives(list(group)) for _, group in groupby(filter(None, rests), key=lambda rest: rest[0])]
    if not ends:
        return re.escape(start)
    return f"{re.escape(start)}(?:{'|'.join(ends)}){'' if rests[0] else '?'}"
