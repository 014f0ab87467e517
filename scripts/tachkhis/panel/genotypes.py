"""Genotypes of many records and people at once: which calls count, and how many copies of each allele they carry.

Arrays have one row per record (or per allele) and one column per person.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json

NONE = -2  # a copy that the person does not have (haploid); -1 is a copy that was not called
MOST_ALLELES = 127
BUILD = RESOURCES / "panel" / "build.json"


@dataclass(frozen=True, slots=True)
class GenotypeFilter:
    """Which genotypes count; a value that a record does not give is not asked for.

    Attributes:
        min_depth: reads (DP; in blocks of a gVCF MIN_DP where given).
        min_quality: genotype quality, phred (GQ, else RGQ).
        balance: bounds, inclusive, of the share of reads (AD) of each changed allele of a heterozygote.
        failing_sites: whether records that the caller's filters do not let pass count as well.
    """

    min_depth: int
    min_quality: int
    balance: tuple[float, float]
    failing_sites: bool = False

    @classmethod
    def shipped(cls) -> GenotypeFilter:
        """The defaults of ``resources/panel/build.json``."""
        table = read_json(BUILD)["genotypes"]
        low, high = table["allele_balance"]
        return cls(table["min_depth"], table["min_quality"], (low, high))

    @property
    def weighs_reads(self) -> bool:
        """Whether the share of reads matters at all."""
        return self.balance[0] > 0 or self.balance[1] < 1


@dataclass
class Batch:
    """Calls of consecutive records of one file, as the file has them, growing record by record.

    Attributes:
        first, second: index of the allele of each copy, -1 not called, -2 no such copy; (records, people).
        depth, quality: -1 where not given.
        fails: genotypes that do not count, as far as that is known record by record.
    """

    people: int
    room: int = 256
    count: int = 0
    weighs_reads: bool = True
    first: NDArray[np.int8] = field(init=False)
    second: NDArray[np.int8] = field(init=False)
    depth: NDArray[np.int32] = field(init=False)
    quality: NDArray[np.int32] = field(init=False)
    ref_reads: NDArray[np.int32] = field(init=False)
    alt_reads: NDArray[np.int32] = field(init=False)
    _others: list[tuple[int, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        shape = (self.room, self.people)
        self.first, self.second = np.empty(shape, np.int8), np.empty(shape, np.int8)
        self.depth, self.quality = np.empty(shape, np.int32), np.empty(shape, np.int32)
        if self.weighs_reads:
            self.ref_reads, self.alt_reads = np.empty(shape, np.int32), np.empty(shape, np.int32)

    def _grow(self) -> None:
        names = ["first", "second", "depth", "quality", *(["ref_reads", "alt_reads"] if self.weighs_reads else [])]
        for name in names:
            old = getattr(self, name)
            setattr(self, name, np.concatenate([old, np.empty_like(old)]))
        self.room *= 2

    def add(self, genotypes: Any, depth: Any, quality: Any, reads: Any) -> int:
        """Take one record.

        Args:
            genotypes: (people, copies + 1) as cyvcf2 has them; one or two copies.
            depth: (people, 1) or ``None``.
            quality: (people, 1) or ``None``.
            reads: AD, (people, alleles), or ``None``.

        Returns:
            The row of the record in the batch.
        """
        if self.count == self.room:
            self._grow()
        row = self.count
        self.first[row] = genotypes[:, 0]
        self.second[row] = genotypes[:, 1] if genotypes.shape[1] > 2 else NONE
        self.depth[row] = -1 if depth is None else depth[:, 0]
        self.quality[row] = -1 if quality is None else quality[:, 0]
        if self.weighs_reads:
            if reads is not None and reads.shape[1] == 2:
                self.ref_reads[row], self.alt_reads[row] = reads[:, 0], reads[:, 1]
            else:
                self.ref_reads[row] = self.alt_reads[row] = -1
                if reads is not None and reads.shape[1] > 2:
                    self._others.append((row, reads))
        self.count += 1
        return row

    def clear(self) -> None:
        """Begin the next window."""
        self.count = 0
        self._others = []

    def failing(self, rule: GenotypeFilter) -> NDArray[np.bool_]:
        """Genotypes that the filters do not let count."""
        n = self.count
        fails = np.zeros((n, self.people), bool)
        if rule.min_depth > 0:  # as numbers without sign, those that are not given are the largest
            fails |= self.depth[:n].view(np.uint32) < rule.min_depth
        if rule.min_quality > 0:
            fails |= self.quality[:n].view(np.uint32) < rule.min_quality
        if not self.weighs_reads:
            return fails
        a, b = self.first[:n], self.second[:n]
        heterozygous = (a >= 0) & (b >= 0) & (a != b)
        low, high = rule.balance
        where = np.nonzero(heterozygous)
        ref_reads, alt_reads = self.ref_reads[:n][where], self.alt_reads[:n][where]
        total = ref_reads + alt_reads
        share = alt_reads / np.maximum(total, 1)
        fails[where] |= (ref_reads >= 0) & (alt_reads >= 0) & (total > 0) & ((share < low) | (share > high))
        for row, reads in self._others:
            for person in np.flatnonzero(heterozygous[row]):
                counts = reads[person]
                whole = int(counts[counts > 0].sum())
                pair = [int(x) for x in (a[row, person], b[row, person]) if 0 < x < len(counts)]
                shares = [counts[x] / whole for x in pair if whole and counts[x] >= 0]
                fails[row, person] |= any(share < low or share > high for share in shares)
        return fails


@dataclass(frozen=True)
class Calls:
    """What counts of a batch, before sex is looked at.

    Attributes:
        first, second: as in :class:`Batch`, with -1 for what does not count.
        called: copies called, 0 to 2.
        mixed: two different alleles: impossible where there is one copy.
    """

    first: NDArray[np.int8]
    second: NDArray[np.int8]
    called: NDArray[np.int8]
    mixed: NDArray[np.bool_]

    @classmethod
    def of(cls, batch: Batch, rule: GenotypeFilter) -> Calls:
        """The calls of a batch that count."""
        n = batch.count
        fails = batch.failing(rule)
        first, second = batch.first[:n].copy(), batch.second[:n].copy()
        first[fails] = -1
        second[fails] = -1
        called = (first >= 0).view(np.int8) + (second >= 0).view(np.int8)
        mixed = (called == 2) & (first != second)
        return cls(first, second, called, mixed)

    def carried(self, rows: NDArray[np.int64], alleles: NDArray[np.int8]) -> NDArray[np.int8]:
        """Copies of some alleles, given by record and index; (alleles, people)."""
        wanted = alleles[:, None]
        found: NDArray[np.int8] = (self.first[rows] == wanted).view(np.int8) + (self.second[rows] == wanted).view(
            np.int8
        )
        return found


def capped(
    carried: NDArray[np.int8], called: NDArray[np.int8], mixed: NDArray[np.bool_], copies: NDArray[np.int8]
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Copies carried and called where people have ``copies`` (0, 1 or 2; one per person) of the place.

    One copy: two equal alleles are one, two different ones are an error and do not count at all.
    """
    single, absent = copies == 1, copies == 0
    wrong = (mixed & single) | absent
    most = np.where(single, 1, 2).astype(np.int8)
    carried = np.where(wrong, 0, np.minimum(carried, most)).astype(np.int8)
    called = np.where(wrong, 0, np.minimum(called, most)).astype(np.int8)
    return carried, called
