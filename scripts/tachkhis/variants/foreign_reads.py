"""Reads that a sample's column tells of, whichever caller wrote it; what is not given is ``None``, never zero.

| caller | fields, all of FORMAT unless said |
|---|---|
| most | AD (Number=R); of a gVCF's record it may leave out ``<NON_REF>`` (Clair3) |
| VarScan | RD and AD, which is the one number of the ALT |
| files with local alleles | LAD over LAA or LA |
| Strelka2 and others without AD | ADF and ADR |
| Ion Torrent (TVC) | FRO, FAO and FDP, of which its genotype is made, before RO, AO and DP |
| freebayes | RO, AO |
| Platypus | NV of each ALT, NR over its place |
| bcftools without ``-a AD`` | DP4 of FORMAT; that of INFO, which counts all samples, where there is but one |
| Longshot | AC of INFO, declared with Number=R: counts of one sample, not alleles |

A fraction that a caller gives without reads by allele (AF, VAF, FREQ, VF, HF, HL) is kept as such.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from tachkhis.case.vcf_text import NO_ALLELE
from tachkhis.case.vcf_text import VcfHeader
from tachkhis.case.vcf_text import VcfRow

Counts = tuple[int | None, ...]
_DEPTHS = ("DP", "DPI")
_FRACTIONS = ("AF", "VAF", "FREQ", "VF", "HF", "HL")


@dataclass(frozen=True, slots=True)
class ForeignReads:
    """Reads of one sample at one record.

    Attributes:
        by_allele: reads by allele, REF first; ``None`` where the caller does not tell them all apart.
        depth: reads over the place, as far as a field of its own tells.
        fractions: share of the reads (0 to 1) of each ALT, only where ``by_allele`` does not tell it.
    """

    by_allele: Counts | None = None
    depth: int | None = None
    fractions: tuple[float | None, ...] = ()


def reads_of(cells: Mapping[str, str], alts: Sequence[str], local: Sequence[int] | None) -> ForeignReads:
    """What a column says.

    Args:
        cells: its values by key of FORMAT, those that are missing left out.
        alts: ALT of the record.
        local: numbers of the sample's local alleles in the record, REF first; ``None`` where it has none.
    """
    flow = _ref_and_alts(cells, "FRO", "FAO", len(alts))
    if flow is not None and None not in flow:
        return ForeignReads(flow, number_of(cells.get("FDP")) or _depth(cells, _DEPTHS))
    counts = _by_allele(cells, alts, local)
    depth = _depth(cells, _DEPTHS)
    if counts is None and "NV" in cells:
        return _of_platypus(cells, len(alts), depth)
    told = counts is not None and any(count is not None for count in counts[1:])
    return ForeignReads(counts, depth, () if told else _fractions(cells, len(alts)))


@dataclass(frozen=True, slots=True)
class InfoReads:
    """What INFO says of the reads of the one sample that a file has; nothing where it has several.

    Attributes:
        single: whether the file has one sample.
        counted: whether its AC counts reads by allele, REF first (Number=R).
    """

    single: bool
    counted: bool

    @classmethod
    def of(cls, header: VcfHeader) -> InfoReads:
        """As a header declares it."""
        return cls(len(header.samples) == 1, header.number_of("AC", "INFO") == "R")

    def at(self, row: VcfRow) -> ForeignReads | None:
        """The reads at a record."""
        if not self.single:
            return None
        if self.counted:
            counts = _numbers(row.value("AC"))
            if len(counts) == len(row.alts) + 1:
                return ForeignReads(counts, number_of(row.value("DP")))
        if len(row.alts) == 1 and "DP4=" in row.info:
            return ForeignReads(_of_strands(_numbers(row.value("DP4"))))
        return None


def number_of(text: str | None) -> int | None:
    """A count or a quality, rounded down; ``None`` where it is absent, or no number from 0."""
    if text is None or text in ("", "."):
        return None
    if text.isdigit():
        return int(text)
    value = _float(text)
    return int(value) if value is not None and value >= 0 else None


def _by_allele(cells: Mapping[str, str], alts: Sequence[str], local: Sequence[int] | None) -> Counts | None:
    size = len(alts) + 1
    if "AD" in cells:
        counts = _numbers(cells["AD"])
        if len(counts) == size:
            return counts
        if len(counts) == size - 1 > 1 and alts[-1] in NO_ALLELE:
            return (*counts, None)
        if len(counts) == 1 and len(alts) == 1 and "RD" in cells:
            return (number_of(cells["RD"]), counts[0])
    if "LAD" in cells and local is not None:
        counts = _numbers(cells["LAD"])
        if len(counts) == len(local) and all(number < size for number in local):
            known = dict(zip(local, counts, strict=True))
            return tuple(known.get(number) for number in range(size))
    if "ADF" in cells and "ADR" in cells:
        forward, reverse = _numbers(cells["ADF"]), _numbers(cells["ADR"])
        if len(forward) == len(reverse) == size:
            both = zip(forward, reverse, strict=True)
            return tuple(None if one is None or two is None else one + two for one, two in both)
    found = _ref_and_alts(cells, "RO", "AO", len(alts))
    if found is None and len(alts) == 1:
        found = _of_strands(_numbers(cells.get("DP4")))
    return found


def _ref_and_alts(cells: Mapping[str, str], ref: str, alt: str, alts: int) -> Counts | None:
    if ref not in cells or alt not in cells:
        return None
    others = _numbers(cells[alt])
    return (number_of(cells[ref]), *others) if len(others) == alts else None


def _of_platypus(cells: Mapping[str, str], alts: int, depth: int | None) -> ForeignReads:
    """NR and NV: one number for each ALT, for Platypus counts the reads over each of them by itself."""
    over, carrying = _numbers(cells.get("NR")), _numbers(cells["NV"])
    known = [count for count in over if count is not None]
    if len(carrying) != alts:
        return ForeignReads(None, depth if depth is not None else max(known, default=None))
    ref = None
    if alts == 1 and len(over) == 1 and over[0] is not None and carrying[0] is not None:
        ref = max(0, over[0] - carrying[0])
    return ForeignReads((ref, *carrying), depth if depth is not None else max(known, default=None))


def _of_strands(counts: Counts) -> Counts | None:
    """DP4: reads with REF forward and reverse, with ALT forward and reverse."""
    if len(counts) != 4 or None in counts:
        return None
    first, second, third, fourth = (count or 0 for count in counts)
    return (first + second, third + fourth)


def _fractions(cells: Mapping[str, str], alts: int) -> tuple[float | None, ...]:
    """Shares of the ALTs; a list that begins with that of REF (Number=R) loses it."""
    for key in _FRACTIONS:
        if key not in cells:
            continue
        text = cells[key]
        if alts == 1 and text.count("%") == 1:  # VarScan on a French machine: 31,37%
            text = text.replace(",", ".")
        values = [_share(part) for part in text.split(",")]
        if len(values) == alts + 1:
            values = values[1:]
        if len(values) == alts and any(value is not None for value in values):
            return tuple(values)
    return ()


def _share(text: str) -> float | None:
    percent = text.endswith("%")
    value = _float(text.removesuffix("%"))
    if value is None:
        return None
    value = round(value / 100, 6) if percent else value
    return value if 0 <= value <= 1 else None


def _depth(cells: Mapping[str, str], keys: Sequence[str]) -> int | None:
    return next((n for n in (number_of(cells.get(key)) for key in keys) if n is not None), None)


def _numbers(text: str | None) -> Counts:
    return () if text is None else tuple(map(number_of, text.split(",")))


def _float(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
