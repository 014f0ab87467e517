"""Counts over all sites of a panel, in one pass; memory does not grow with sites."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Protocol

from tachkhis.panel.bounds import frequency_of
from tachkhis.panel.records import CountRow
from tachkhis.report.panel_summary.settings import Settings

CLASSES = ("snv", "insertion", "deletion", "mnv", "delins")
TRANSITIONS = frozenset({"AG", "GA", "CT", "TC"})


def class_of(ref: str, alt: str) -> str:
    """Class of a trimmed allele: ``snv``, ``insertion``, ``deletion``, ``mnv`` or ``delins``."""
    if len(ref) == len(alt):
        return "snv" if len(ref) == 1 else "mnv"
    if min(len(ref), len(alt)) == 1 and ref[0] == alt[0]:
        return "insertion" if len(alt) > len(ref) else "deletion"
    return "delins"


@dataclass(frozen=True, slots=True, order=True)
class CommonHere:
    """An allele that is common in the panel and rare or unknown in gnomAD.

    Attributes:
        lower: exact 95 % lower bound in the panel; rows are ordered by it.
        allele: ``CHROM-POS-REF-ALT``.
        ac: alleles seen in the panel.
        an: alleles looked at.
        gnomad: AC and AN of gnomAD; ``None`` where it does not list the allele.
        group: consequence group, where known.
    """

    lower: float
    allele: str
    ac: int
    an: int
    gnomad: tuple[int, int] | None = field(compare=False)
    group: str | None = field(compare=False)


@dataclass(slots=True)
class RegionTally:
    """Sums over SNVs of autosomes in the people of one region.

    Attributes:
        diversity: summed gene diversity (Nei 1978, PMID 17248844: 2 p (1 - p) AN / (AN - 1)).
        sites: SNVs that were looked at in at least two alleles.
        seen: SNVs with the allele in the region.
        copies: the most alleles looked at at one SNV: two for each person of the region.
        only_here: SNVs whose alleles are all in the region, seen twice or more.
    """

    diversity: float = 0.0
    sites: int = 0
    seen: int = 0
    copies: int = 0
    only_here: int = 0


@dataclass
class Tally:
    """What one pass gives.

    Attributes:
        settings: bins and limits.
        sites: alleles in the file.
        unseen: of these, looked at and seen in nobody (AC = 0): counted nowhere else.
        partial: of the sites, those whose AN lacks people: never listed as common here.
        withheld: of the sites, those at which a published panel does not tell all counts.
        classes: alleles by class.
        groups: alleles by consequence group; empty without a gene model.
        spectrum: alleles by frequency bin.
        rare: alleles of a frequency of the first bin of frequencies at most.
        transitions: SNVs by bin.
        transversions: likewise.
        compared: alleles by bin on contigs of which gnomAD has any record.
        listed: of these, those that gnomAD lists.
        regions: by code.
        largest_an: greatest number of alleles looked at.
    """

    settings: Settings
    sites: int = 0
    unseen: int = 0
    partial: int = 0
    withheld: int = 0
    classes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CLASSES, 0))
    groups: dict[str, int] = field(default_factory=dict)
    spectrum: list[int] = field(default_factory=list)
    rare: int = 0
    transitions: list[int] = field(default_factory=list)
    transversions: list[int] = field(default_factory=list)
    compared: list[int] = field(default_factory=list)
    listed: list[int] = field(default_factory=list)
    regions: dict[str, RegionTally] = field(default_factory=dict)
    largest_an: int = 0
    _common: list[CommonHere] = field(default_factory=list)
    common_count: int = 0

    def __post_init__(self) -> None:
        for counts in (self.spectrum, self.transitions, self.transversions, self.compared, self.listed):
            counts[:] = [0] * len(self.settings.bins)

    @property
    def seen(self) -> int:
        """Alleles that were seen."""
        return sum(self.spectrum)

    @property
    def common(self) -> list[CommonHere]:
        """The table's rows, the most common first; ties in the order of their names."""
        return sorted(self._common, key=lambda one: (-one.lower, one.allele))

    def add(self, row: CountRow, gnomad: tuple[int, int] | None, group: str | None, *, compared: bool) -> None:
        """Count one allele.

        Args:
            row: of the panel.
            gnomad: AC and AN of gnomAD, ``None`` where it does not list the allele.
            group: consequence group.
            compared: gnomAD has records of this contig.
        """
        self.sites += 1
        self.partial += row.partial
        self.withheld += row.withheld
        self.largest_an = max(self.largest_an, row.an)
        if row.ac == 0:
            self.unseen += 1
            return
        kind = class_of(row.ref, row.alt)
        self.classes[kind] += 1
        if group is not None:
            self.groups[group] = self.groups.get(group, 0) + 1
        where = self.settings.bin_of(row.ac, row.an)
        self.spectrum[where] += 1
        self.rare += self.settings.is_rare(row.ac, row.an)
        self.compared[where] += compared
        self.listed[where] += gnomad is not None
        if kind == "snv":
            changes = self.transitions if row.ref + row.alt in TRANSITIONS else self.transversions
            changes[where] += 1
        if compared and not row.partial and row.ac > self.settings.common_lower * row.an:
            self._consider(row, gnomad, group)

    def add_regions(self, row: CountRow) -> None:
        """Count an autosomal SNV by region."""
        if not row.regions or row.ac == 0:
            return
        for item in row.regions.split(","):
            code, _, counts = item.partition(":")
            seen, _, looked = counts.partition("/")
            ac, an = int(seen), int(looked)
            if an < 2:
                continue
            region = self.regions.setdefault(code, RegionTally())
            share = ac / an
            region.diversity += 2 * share * (1 - share) * an / (an - 1)
            region.sites += 1
            region.seen += ac > 0
            region.copies = max(region.copies, an)
            region.only_here += ac == row.ac and ac > 1

    def _consider(self, row: CountRow, gnomad: tuple[int, int] | None, group: str | None) -> None:
        if gnomad is not None and gnomad[1] and gnomad[0] >= self.settings.rare_elsewhere * gnomad[1]:
            return
        lower = frequency_of(row.ac, row.an).lower
        if lower < self.settings.common_lower:
            return
        self.common_count += 1
        name = f"{row.contig}-{row.position}-{row.ref}-{row.alt}"
        heapq.heappush(self._common, CommonHere(lower, name, row.ac, row.an, gnomad, group))
        if len(self._common) > self.settings.listed:
            heapq.heappop(self._common)


class Lookup(Protocol):
    """Where else an allele may be listed."""

    def has(self, contig: str) -> bool:
        """Whether there are records of a contig at all."""

    def __call__(self, row: CountRow) -> tuple[int, int] | None:
        """AC and AN of an allele; ``None`` where it is not listed."""


Grouping = Callable[[CountRow], "str | None"]


def tally(
    rows: Iterable[CountRow],
    settings: Settings,
    autosomes: Mapping[str, bool],
    lookup: Lookup | None = None,
    grouping: Grouping | None = None,
) -> Tally:
    """Count all alleles of a panel.

    Args:
        rows: of the panel, in its order.
        settings: bins and limits.
        autosomes: which contigs count for regions.
        lookup: AC and AN of gnomAD for an allele.
        grouping: consequence group of an allele.
    """
    found = Tally(settings)
    for row in rows:
        gnomad = lookup(row) if lookup is not None and row.ac else None
        group = grouping(row) if grouping is not None and row.ac else None
        found.add(row, gnomad, group, compared=lookup is not None and lookup.has(row.contig))
        if len(row.ref) == len(row.alt) == 1 and autosomes.get(row.contig, True):
            found.add_regions(row)
    return found
