"""The wildcards of the workflow's rules: what they are, and which values one may have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import groupby
from typing import Protocol

NOTHING = "(?!)"  # a wildcard constraint that no name meets
ANY = r"[A-Za-z0-9._-]+"  # one that every id of a sheet meets


class Wildcards(Protocol):
    """The wildcards of a rule, as Snakemake hands them to an input function."""

    case: str
    sample: str
    unit: str
    interval: str
    language: str

    def __iter__(self) -> Iterator[str]:
        """The values of those that the rule has."""


def pattern(names: Sequence[str], others: Sequence[str]) -> str:
    """A wildcard constraint that tells some ids from others.

    Snakemake builds it into every file name of the rule and reads it again for each job: as short as can be. The fewer
    are written down, with common beginnings once; nothing is, where there is nothing to tell apart.

    Args:
        names: ids that meet it.
        others: ids that do not.
    """
    if not names:
        return NOTHING
    if not others:
        return ANY
    if len(names) <= len(others):
        return _alternatives(sorted(set(names)))
    return f"(?!{_alternatives(sorted(set(others)))}(?![A-Za-z0-9._-])){ANY}"


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
