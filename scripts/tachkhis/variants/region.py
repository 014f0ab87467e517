"""Where on a transcript a change lies: exons, introns, splice sites, in sense and mRNA coordinates."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

from tachkhis.reference.genes import Interval
from tachkhis.variants.severity import severity
from tachkhis.variants.spliced import Spliced


def overlaps(start: int, end: int, low: int, high: int) -> bool:
    """A replaced base lies in ``[low, high)``, or new bases come in strictly between two of its bases."""
    return low < start < high if start == end else start < high and end > low


def numbers_of(spliced: Spliced, start: int, end: int) -> tuple[Interval | None, Interval | None]:
    """1-based numbers of the first and last exon, and intron, with bases of ``[start, end)`` (sense coordinates)."""
    first = max(0, bisect_left(spliced.exons, (start, 0)) - 1)
    near = spliced.exons[first : bisect_left(spliced.exons, (end, 0)) + 1]
    exons = [n for n, (low, high) in enumerate(near, first + 1) if start < high and end > low]
    gaps = enumerate(pairwise(near), first + 1)
    introns = [n for n, ((_, low), (high, _)) in gaps if start < high and end > low]
    return (exons[0], exons[-1]) if exons else None, (introns[0], introns[-1]) if introns else None


class Region:
    """Which exons, introns and splice sites a place touches.

    Attributes:
        terms: splice and intron terms.
        mrna: the exonic part, mRNA coordinates, 0-based half-open; ``None`` if there is none.
        crosses: the place holds exonic bases and also intronic or outer ones.
        exon_index: 0-based number of the first exon touched.
        exons: 1-based numbers of the first and last exon touched, or ``None``.
        introns: likewise.
    """

    def __init__(self, spliced: Spliced, start: int, end: int) -> None:
        self.terms: set[str] = set()
        self.mrna: tuple[int, int] | None = None
        self.crosses = False
        self.exon_index = 0
        touched: list[int] = []
        introns: list[int] = []
        exons, offsets = spliced.exons, spliced.offsets
        inserts = start == end
        index = max(0, bisect_left(exons, (start, 0)) - 2)
        for number in range(index, len(exons)):
            first, last = exons[number]
            if first > end + severity().region_intronic:
                break
            if (first <= start <= last) if inserts else (start < last and end > first):
                self._exon(number, offsets[number], (first, last), (start, end), new=not touched)
                touched.append(number)
            if number + 1 < len(exons) and self._intron(last, exons[number + 1][0], start, end):
                introns.append(number)
        self.exons = (touched[0] + 1, touched[-1] + 1) if touched else None
        self.introns = (introns[0] + 1, introns[-1] + 1) if introns else None
        outside = not inserts and (start < 0 or end > spliced.span)
        self.crosses = bool(touched) and (bool(introns) or outside)

    def _exon(self, number: int, offset: int, exon: tuple[int, int], place: tuple[int, int], *, new: bool) -> None:
        low = offset + max(place[0], exon[0]) - exon[0]
        high = offset + min(place[1], exon[1]) - exon[0]
        if new:
            self.exon_index = number
            self.mrna = (low, high)
        elif self.mrna is not None and high > low:
            self.mrna = (self.mrna[0], high)

    def _intron(self, donor: int, acceptor: int, start: int, end: int) -> bool:
        """Add the terms of one intron ``[donor, acceptor)``; tell whether the place lies in it."""
        if donor == acceptor:  # two exons that touch: nothing is spliced out between them
            return False
        table = severity()
        two, exonic, intronic = table.dinucleotide, table.region_exonic, table.region_intronic
        if end < donor - exonic or start > acceptor + exonic:
            return False
        if start == end:

            def hit(low: int, high: int) -> bool:
                return low < start < high
        else:

            def hit(low: int, high: int) -> bool:
                return start < high and end > low

        at_donor = hit(donor, min(donor + two, acceptor))
        at_acceptor = hit(max(acceptor - two, donor), acceptor)
        if at_donor:
            self.terms.add("splice_donor_variant")
        if at_acceptor:
            self.terms.add("splice_acceptor_variant")
        if not (at_donor or at_acceptor):
            fifth = donor + table.donor_base - 1
            if fifth < acceptor and start <= fifth < end:
                self.terms.add("splice_donor_5th_base_variant")
            near_donor = hit(donor - exonic, min(donor + intronic, acceptor))
            near_acceptor = hit(max(acceptor - intronic, donor), acceptor + exonic)
            if near_donor or near_acceptor:
                self.terms.add("splice_region_variant")
        inside = hit(donor, acceptor)
        if inside and (hit(donor + two, acceptor - two) or not (at_donor or at_acceptor)):
            self.terms.add("intron_variant")
        return inside
