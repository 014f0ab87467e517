"""The people that a panel counts and what is needed to read them: a job's whole description, small enough to send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tachkhis.case.model import Sex
from tachkhis.panel.genotypes import GenotypeFilter
from tachkhis.panel.people import Member
from tachkhis.panel.sources import Source
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.sex_chromosomes import SexChromosomes

SHIFT = 5_000  # bases that an indel is moved to the left at most


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of one contig, 1-based inclusive."""

    contig: str
    start: int
    end: int

    @property
    def region(self) -> str:
        """As htslib reads it, whatever the contig is called."""
        name = f"{{{self.contig}}}" if ":" in self.contig else self.contig
        return f"{name}:{self.start}-{self.end}"


@dataclass(frozen=True)
class Cohort:
    """Who is counted, from what, and how.

    Attributes:
        people: the columns of every array.
        sources: files of variants.
        beds: BED of the callable bases of a sample, where there is one.
        sexes: lengths of the contigs, and the pseudo-autosomal regions.
        rule: which genotypes count.
        fasta: the reference, where alleles are to be moved to the left.
        as_written: take copies as the caller wrote them, whatever the sex: to compute the sex.
    """

    people: tuple[Member, ...]
    sources: tuple[Source, ...]
    sexes: SexChromosomes
    rule: GenotypeFilter
    beds: Mapping[str, Path] = field(default_factory=dict)
    fasta: Path | None = None
    as_written: bool = False

    @cached_property
    def column(self) -> Mapping[str, int]:
        """Column of each sample."""
        return {person.sample: number for number, person in enumerate(self.people)}

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """Regions that people come from, in order."""
        return tuple(sorted({person.region for person in self.people if person.region}))

    @cached_property
    def groups(self) -> NDArray[np.float32]:
        """1 where a person belongs to a group: all people, then each region; (people, 1 + regions)."""
        member = np.zeros((len(self.people), 1 + len(self.regions)), np.float32)
        member[:, 0] = 1
        for row, person in enumerate(self.people):
            if person.region:
                member[row, 1 + self.regions.index(person.region)] = 1
        return member

    @property
    def shift(self) -> int:
        """Bases that an allele may move to the left."""
        return SHIFT if self.fasta is not None else 0

    def copies(self, contig: str, *, in_par: bool) -> NDArray[np.int8]:
        """Copies of a place in each person; 0 for people of unknown sex where the sexes differ."""
        key = contig, in_par
        if key not in self._copies:
            self._copies[key] = self._copies_of(contig, in_par=in_par)
        return self._copies[key]

    @cached_property
    def _copies(self) -> dict[tuple[str, bool], NDArray[np.int8]]:
        return {}

    def _copies_of(self, contig: str, *, in_par: bool) -> NDArray[np.int8]:
        kind = kind_of(contig)
        if self.as_written or kind in (ContigKind.AUTOSOME, ContigKind.OTHER):
            return np.full(len(self.people), 2, np.int8)
        by_sex = {
            ContigKind.M: {Sex.FEMALE: 1, Sex.MALE: 1, Sex.UNKNOWN: 1},
            ContigKind.X: {Sex.FEMALE: 2, Sex.MALE: 2 if in_par else 1, Sex.UNKNOWN: 2 if in_par else 0},
            ContigKind.Y: {Sex.FEMALE: 0, Sex.MALE: 1, Sex.UNKNOWN: 0},
        }[kind]
        return np.array([by_sex[person.sex] for person in self.people], np.int8)

    def sources_of(self, contig: str) -> tuple[Source, ...]:
        """Files with records on a contig, of people who are counted."""
        return tuple(s for s in self.sources if contig in s.records and any(p in self.column for p in s.samples))

    def knows_reference(self, contig: str) -> bool:
        """Whether anything tells where people have the reference on a contig."""
        return bool(self.beds) or any(source.tells_reference for source in self.sources_of(contig))
