"""Names of contigs: the same contig is ``chr1`` here and ``1`` there, ``chrM`` here and ``MT`` there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

_PREFIX = re.compile(r"(?i)^chr(?=.)")
_AUTOSOMES = frozenset(str(number) for number in range(1, 23))


class ContigKind(StrEnum):
    """What a contig is, as far as its copies in a person go."""

    AUTOSOME = "autosome"
    X = "X"
    Y = "Y"
    M = "M"
    OTHER = "other"


@lru_cache(maxsize=1024)  # asked for every call of every record
def canonical(name: str) -> str:
    """The name without its ``chr`` prefix; the mitochondrial genome is ``MT``.

    Two names of one contig have the same canonical name: ``chr7`` and ``7``, ``chrM``, ``M`` and ``MT``.
    Other contigs (patches, decoys, slices) keep their spelling apart from the prefix.
    """
    bare = _PREFIX.sub("", name)
    if bare.upper() in ("M", "MT"):
        return "MT"
    if bare.upper() in ("X", "Y"):
        return bare.upper()
    return bare


@lru_cache(maxsize=1024)
def kind_of(name: str) -> ContigKind:
    """The kind of a contig, from its name alone; anything but 1-22, X, Y and M is ``other``."""
    bare = canonical(name)
    if bare in _AUTOSOMES:
        return ContigKind.AUTOSOME
    return {"X": ContigKind.X, "Y": ContigKind.Y, "MT": ContigKind.M}.get(bare, ContigKind.OTHER)


def rename_map(from_names: Iterable[str], to_names: Iterable[str]) -> dict[str, str]:
    """For each name of one file, the name that the other file gives to the same contig.

    A name that stands in both files maps to itself; a name without a partner is left out, and so is a second
    name for a contig that already has one: no two names map to one.

    Args:
        from_names: contig names of the file to rename (a track, a gene model, a VCF).
        to_names: contig names to arrive at, in general those of the reference.

    Returns:
        Old name to new name, in the order of ``from_names``.
    """
    targets = list(to_names)
    exact = set(targets)
    by_canonical: dict[str, str] = {}
    for known in targets:
        by_canonical.setdefault(canonical(known), known)
    sources = list(from_names)
    taken = exact.intersection(sources)
    renamed: dict[str, str] = {}
    for name in sources:
        target = name if name in exact else by_canonical.get(canonical(name))
        if target is not None and (target == name or target not in taken):
            renamed[name] = target
            taken.add(target)
    return renamed
