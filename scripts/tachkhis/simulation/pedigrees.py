"""Couples and their child by gene dropping: how much of the child is autozygous, in how many pieces.

Crossovers fall evenly along each chromosome, without interference, at the sex-averaged rate of
``resources/simulation/pedigrees.json``. Positions are bases from 0, stretches half-open.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json

Strand = list[tuple[int, int]]
"""One copy of a chromosome: (end in bases, founder copy that the piece comes from), by position."""


@dataclass(frozen=True, slots=True)
class Autosome:
    """A chromosome: length in bases and in Morgans."""

    name: str
    length: int
    morgans: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one chromosome, 0-based half-open."""

    contig: str
    start: int
    end: int

    @property
    def length(self) -> int:
        """Length in bases."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Pedigree:
    """A couple and all their ancestors that matter.

    Attributes:
        name: as in the table.
        kinship: of the couple, which is the expected F of their child.
        parents: (father, mother) of every person who is no founder, parents before children; the last is the child.
    """

    name: str
    kinship: float
    parents: Mapping[str, tuple[str, str]]

    @property
    def child(self) -> str:
        """The child of the couple."""
        return list(self.parents)[-1]


@dataclass(frozen=True, slots=True)
class Drop:
    """One child by chance: copies by person and chromosome (father's first)."""

    pedigree: Pedigree
    strands: Mapping[str, Mapping[str, tuple[Strand, Strand]]]

    def autozygous(self, person: str | None = None) -> list[Stretch]:
        """Stretches where both copies of a person (default: the child) come from one copy of one founder."""
        own = self.strands[person or self.pedigree.child]
        return [stretch for contig, (one, two) in own.items() for stretch in shared(contig, one, two)]

    def kinship(self, genome: int) -> float:
        """Kinship of the couple as it turned out: mean over the four pairs of their copies of the shared share."""
        father, mother = (self.strands[name] for name in self.pedigree.parents[self.pedigree.child])
        total = sum(
            stretch.length
            for contig in father
            for one in father[contig]
            for two in mother[contig]
            for stretch in shared(contig, one, two)
        )
        return total / (4 * genome)


def table() -> Any:
    """``resources/simulation/pedigrees.json``."""
    return read_json(RESOURCES / "simulation" / "pedigrees.json")


def autosomes() -> list[Autosome]:
    """The autosomes of GRCh38 with the genetic lengths that the table's formula gives."""
    lengths = read_json(RESOURCES / "reference" / "builds.json")["builds"]["GRCh38"]["lengths"]
    rule = table()["morgans"]
    return [
        Autosome(name, bases[0], rule["each"] + rule["per_base"] * bases[0])
        for name, bases in lengths.items()
        if name.isdigit()
    ]


def pedigrees() -> dict[str, Pedigree]:
    """The pedigrees of the table, by name."""
    return {
        name: Pedigree(name, entry["kinship"], {person: tuple(pair) for person, pair in entry["parents"].items()})
        for name, entry in table()["pedigrees"].items()
    }


def crossovers(morgans: float, length: int, random: Random) -> list[int]:
    """Places (bases) where one gamete changes from one copy to the other, sorted."""
    places = []
    at = random.expovariate(1.0)
    while at < morgans:
        places.append(int(at / morgans * length))
        at += random.expovariate(1.0)
    return places


def gamete(pair: tuple[Strand, Strand], chromosome: Autosome, random: Random) -> Strand:
    """One copy made of a person's two."""
    which = random.getrandbits(1)
    made: Strand = []
    start = 0
    for end in (*crossovers(chromosome.morgans, chromosome.length, random), chromosome.length):
        for piece_end, label in pair[which]:
            if piece_end > start:
                stop = min(piece_end, end)
                if made and made[-1][1] == label:
                    made[-1] = (stop, label)
                elif stop > start:
                    made.append((stop, label))
                start = stop
            if start >= end:
                break
        which ^= 1
    return made


def drop(pedigree: Pedigree, chromosomes: Sequence[Autosome], random: Random) -> Drop:
    """Let the founders' copies fall through a pedigree."""
    founders = sorted({p for pair in pedigree.parents.values() for p in pair} - set(pedigree.parents))
    strands: dict[str, dict[str, tuple[Strand, Strand]]] = {
        name: {c.name: ([(c.length, 2 * number)], [(c.length, 2 * number + 1)]) for c in chromosomes}
        for number, name in enumerate(founders)
    }
    for person, (father, mother) in pedigree.parents.items():
        strands[person] = {
            c.name: (gamete(strands[father][c.name], c, random), gamete(strands[mother][c.name], c, random))
            for c in chromosomes
        }
    return Drop(pedigree, strands)


def shared(contig: str, one: Strand, two: Strand) -> Iterator[Stretch]:
    """Stretches where two copies come from the same copy of a founder."""
    start, i, j = 0, 0, 0
    begun: int | None = None
    while i < len(one) and j < len(two):
        end = min(one[i][0], two[j][0])
        if one[i][1] == two[j][1]:
            begun = start if begun is None else begun
        elif begun is not None:
            yield Stretch(contig, begun, start)
            begun = None
        start = end
        i += one[i][0] == end
        j += two[j][0] == end
    if begun is not None:
        yield Stretch(contig, begun, start)


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the sorted values lies (nearest rank)."""
    return values[min(len(values) - 1, max(0, math.ceil(share * len(values)) - 1))]
