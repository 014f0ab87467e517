"""One record as the rules see it: copies, reads and likelihoods per member, and what the refinement writes back.

A thin layer over ``pysam.VariantRecord`` with one ALT. Members are the family's people in its order.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from typing import Any

from tachkhis.variants import fields
from tachkhis.variants.refine.family import Reads
from tachkhis.variants.refine.repeats import Tract

LOG_MAX = 255.0  # phred beyond which likelihoods are no longer told apart
BASES = frozenset("ACGTN")


def open_records(path: str) -> Any:
    """An open ``pysam.VariantFile`` to be read in order; htslib does not complain that it has no index."""
    import pysam

    before = pysam.set_verbosity(0)
    try:
        return pysam.VariantFile(path)
    finally:
        pysam.set_verbosity(before)


class View:
    """A record; rows are the members' places in ``samples``.

    Attributes:
        ref: reference allele.
        alt: alternate allele.
        usable: one ALT, and both alleles made of bases.
        change: bases more than the reference.
        key: contig, 1-based position, alleles.
        tract: the stretch over which an indel that passed the caller's filters can be placed.
        spanning: phred-scaled likelihoods of the reads that span it, by row.
        beside: the same with the other lengths of the tract as they stand, by row.
    """

    def __init__(self, record: Any, samples: Sequence[str]) -> None:
        self.record = record
        self._calls = [record.samples[sample] for sample in samples]
        alleles = tuple(record.alleles or ())
        self.ref, self.alt = str(alleles[0]), str(alleles[1]) if len(alleles) > 1 else "."
        self.usable = len(alleles) == 2 and BASES.issuperset(self.ref) and BASES.issuperset(self.alt)
        self.change = len(self.alt) - len(self.ref) if self.usable else 0
        self.key: tuple[str, int, str, str] = (str(record.contig), int(record.pos), self.ref, self.alt)
        self.tract: Tract | None = None
        self.spanning: dict[int, list[float]] = {}
        self.beside: dict[int, list[float]] = {}
        self._changed: set[int] = set()
        self._renamed: set[int] = set()

    @property
    def passed(self) -> bool:
        """No filter failed."""
        return all(name == "PASS" for name in self.record.filter)

    def fail(self, name: str) -> None:
        """Add a filter."""
        self.record.filter.add(name)

    def note(self, rules: Iterable[str]) -> None:
        """Write that rules acted."""
        before = self.record.info.get(fields.REFINE.id, ())
        self.record.info[fields.REFINE.id] = tuple(dict.fromkeys((*before, *rules)))

    def bias(self, name: str) -> float | None:
        """A bias of INFO as z."""
        value = self.record.info.get(name) if name in self.record.header.info else None
        return None if value is None else float(value)

    def copies(self, row: int) -> int | None:
        """Copies of the alternate as called; ``None`` where missing."""
        alleles = self._calls[row].allele_indices
        if not alleles or None in alleles:
            return None
        return sum(int(allele == 1) for allele in alleles)

    def ploidy(self, row: int) -> int:
        """Copies that the caller called at all."""
        return len(self._calls[row].allele_indices or ())

    def reads(self, row: int) -> Reads | None:
        """Reads of the alternate, and of both alleles."""
        allelic = self._value(row, "AD")
        if not allelic or len(allelic) < 2 or None in allelic[:2]:
            return None
        return Reads(int(allelic[1]), int(allelic[0]) + int(allelic[1]))

    def phreds(self, row: int, copies: int) -> list[float] | None:
        """Phred-scaled likelihood of 0 .. ``copies`` copies, the best 0; ``None`` where the caller gave none."""
        values = self._raw_phreds(row)
        if values is None or len(values) != copies + 1:
            return None
        least = min(values)
        return [min(LOG_MAX, value - least) for value in values]

    def least_phred(self, row: int) -> float:
        """The least PL (or GL as phred) as the caller gave it; more than 0 where the reads prefer another alternate."""
        return max(0.0, min(self._raw_phreds(row) or [0.0]))

    def _raw_phreds(self, row: int) -> list[float] | None:
        values = self._value(row, "PL")
        if not values or None in values:
            logs = self._value(row, "GL")
            values = None if not logs or None in logs else [-10 * value for value in logs]
        return None if values is None else [float(value) for value in values]

    def quality(self, row: int) -> int | None:
        """GQ."""
        value = self._value(row, "GQ")
        return None if value is None else int(value)

    def margin(self, row: int) -> float | None:
        """Phred by which the reads prefer the call to the next (PL, GL); ``None`` where unknown, or not the best.

        Also where they prefer a genotype with another alternate: the record does not speak of it.
        """
        copies, values = self.copies(row), self._raw_phreds(row)
        if copies is None or values is None or not 2 <= len(values) == self.ploidy(row) + 1 or copies >= len(values):
            return None
        least = min(values)
        if least > 0 or values[copies] > least:
            return None
        return min(LOG_MAX, min(value for number, value in enumerate(values) if number != copies) - least)

    def lower_quality(self, row: int, most: int) -> None:
        """Write a lower GQ, and the caller's beside it where no rule has changed the genotype."""
        call, before = self._calls[row], self.quality(row)
        if before is None or before <= most:
            return
        if row not in self._changed:
            call[fields.CALLER_GQ.id] = before
        call["GQ"] = most

    def take_reads(self, row: int, other: View) -> None:
        """Put another view's genotype, likelihoods, quality and reads of a member in place of the caller's."""
        copies, source = other.copies(row), other._calls[row]
        if copies is None:
            return
        phreds, quality = other.phreds(row, other.ploidy(row)), other.quality(row)
        self.set_genotype(row, copies, quality or 0, phreds)
        for name in ("AD", "DP", "ADF", "ADR", "SP"):
            if name in self.record.header.formats and name in source:
                self._calls[row][name] = source[name]

    def set_genotype(self, row: int, copies: int, quality: int, likelihoods: Sequence[float] | None = None) -> None:
        """Write a new genotype beside the caller's, and phred-scaled likelihoods in place of the caller's PL or GL."""
        call = self._calls[row]
        ploidy = self.ploidy(row)
        if row not in self._changed:  # a second rule must not take the first one's genotype for the caller's
            self._changed.add(row)
            before = self._value(row, "GQ")
            if before is not None:
                call[fields.CALLER_GQ.id] = int(before)
        if row not in self._renamed and self.copies(row) != copies:
            self._renamed.add(row)
            called = "/".join("." if allele is None else str(allele) for allele in call.allele_indices)
            call[fields.CALLER_GT.id] = called
        call["GT"] = tuple([0] * (ploidy - copies) + [1] * copies)
        if "GQ" in call:
            call["GQ"] = quality
        if likelihoods is not None:
            if "PL" in call:
                call["PL"] = tuple(round(value) for value in likelihoods)
            if "GL" in call:
                call["GL"] = tuple(-value / 10 for value in likelihoods)

    def recount(self) -> None:
        """Bring AC and AN, where the record has them, in line with its genotypes."""
        info = self.record.info
        if "AC" not in info or "AN" not in info or fields.REFINE.id not in info:
            return
        alleles = [allele for call in self.record.samples.values() for allele in call.allele_indices or ()]
        info["AN"] = sum(allele is not None for allele in alleles)
        info["AC"] = (sum(allele == 1 for allele in alleles),)

    def phased(self, row: int) -> bool:
        """Whether the caller put a member's copies in order."""
        return bool(self._calls[row].phased)

    def phase_of(self, row: int) -> tuple[bool, int] | None:
        """Whether a phased heterozygote has the alternate on its first copy, and its phase set; ``None`` without."""
        alleles, phase_set = self._calls[row].allele_indices, self._value(row, "PS")
        if not self.phased(row) or phase_set is None or sorted(alleles or ()) != [0, 1]:
            return None
        return alleles[0] == 1, int(phase_set)

    def value(self, row: int, field: fields.Field) -> Any:
        """A FORMAT field of one member; ``None`` where it is missing."""
        return self._value(row, field.id)

    def set_phase(self, row: int, first: bool, phase_set: int) -> None:
        """Put the copies of a heterozygote in order: the alternate on the first copy, or on the second."""
        call = self._calls[row]
        call["GT"] = (1, 0) if first else (0, 1)
        call.phased = True
        call["PS"] = phase_set

    def set_value(self, row: int, field: fields.Field, value: int | tuple[int, ...]) -> None:
        """Write a FORMAT field of one member."""
        self._calls[row][field.id] = value

    def fill_depth(self, row: int, reads: Reads) -> None:
        """Write depths where the caller left them out."""
        call = self._calls[row]
        if "DP" in self.record.header.formats:
            call["DP"] = reads.depth
        if "AD" in self.record.header.formats:
            call["AD"] = (reads.depth - reads.alt, reads.alt)

    def lacks_depth(self, row: int) -> bool:
        """Whether DP or AD of a member is missing."""
        return self._value(row, "DP") is None or self.reads(row) is None

    def _value(self, row: int, name: str) -> Any:
        try:
            value = self._calls[row][name]
        except KeyError:
            return None
        if isinstance(value, tuple) and not any(item is not None for item in value):
            return None
        return value
