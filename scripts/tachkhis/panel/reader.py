"""One file of variants, read window by window into calls of normalised alleles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tachkhis.case.vcf_text import NO_ALLELE
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.cohort import Cohort
from tachkhis.panel.cohort import Interval
from tachkhis.panel.genotypes import MOST_ALLELES
from tachkhis.panel.genotypes import Batch
from tachkhis.panel.genotypes import Calls
from tachkhis.panel.genotypes import capped
from tachkhis.panel.levels import Span
from tachkhis.panel.sources import Source
from tachkhis.panel.sources import is_symbolic
from tachkhis.reference.normal_allele import Bases
from tachkhis.reference.normal_allele import normalised

Key = tuple[int, str, str]
"""Position (1-based), REF and ALT of an allele on a contig."""

Handles = dict[Path, "Handle"]
"""Open files, kept from one interval to the next where many are read."""


@contextmanager
def open_handles() -> Iterator[Handles]:
    """Room for files that stay open from one interval to the next; closed at the end."""
    handles: Handles = {}
    try:
        yield handles
    finally:
        for handle in handles.values():
            handle.close()


PASSES = frozenset((None, "", ".", "PASS"))
REFERENCE_CALL = "RefCall"  # DeepVariant's filter of a record whose genotype is the reference
_BASES = frozenset("ACGT")


@dataclass(frozen=True)
class Handle:
    """An open file, cut to the samples that are counted.

    Attributes:
        vcf: the file.
        formats: which fields of whole numbers its genotypes have, and the filters ask for.
        columns: columns of its samples in the cohort.
        has_bed: who of them has a BED of callable bases.
    """

    vcf: Any
    formats: Mapping[str, bool]
    columns: NDArray[np.int64]
    has_bed: NDArray[np.bool_]

    @classmethod
    def open(cls, source: Source, cohort: Cohort) -> Handle:
        """Open a file; fields that the filters do not ask for are left aside."""
        from cyvcf2 import VCF

        samples = [sample for sample in source.samples if sample in cohort.column]
        vcf, rule = VCF(str(source.path), samples=samples), cohort.rule
        declared = [line for line in vcf.raw_header.splitlines() if line.startswith("##FORMAT")]
        asked = {"DP": rule.min_depth, "MIN_DP": rule.min_depth, "GQ": rule.min_quality, "RGQ": rule.min_quality}
        asked["AD"] = int(rule.weighs_reads)
        formats = {
            name: value > 0
            and any(line.startswith(f"##FORMAT=<ID={name},") and "Type=Integer" in line for line in declared)
            for name, value in asked.items()
        }
        columns = np.array([cohort.column[sample] for sample in samples], np.int64)
        return cls(vcf, formats, columns, np.array([sample in cohort.beds for sample in samples], bool))

    def close(self) -> None:
        """Let go of the file."""
        self.vcf.close()


@dataclass
class Piece:
    """Alleles of one file in a window: keys in the file's order, arrays of (alleles, people of the file).

    ``told`` says of which people a record speaks for the allele; ``None``: of all. ``caps`` are the normal places of
    alleles that moved to the left, with the copies that their record called: no more count there.
    """

    columns: NDArray[np.int64]
    keys: list[Key]
    carried: NDArray[np.int8]
    called: NDArray[np.int8]
    spans: list[Span] = field(default_factory=list)
    told: NDArray[np.bool_] | None = None
    caps: list[Span] = field(default_factory=list)


def read_mark(path: Path, contig: str) -> str:
    """Under which word the records read of a file on a contig are counted."""
    return f"read\t{path}\t{contig}"


class Reader:
    """One file over one interval."""

    def __init__(
        self, source: Source, cohort: Cohort, interval: Interval, counts: Counter[str], handles: Handles | None = None
    ) -> None:
        handle = (handles or {}).get(source.path) or Handle.open(source, cohort)
        if handles is not None:
            handles[source.path] = handle
        self._handle, self._kept = handle, handles is not None
        self._source, self._cohort, self._interval, self._counts = source, cohort, interval, counts
        self._formats = handle.formats
        self._mark = read_mark(source.path, interval.contig)
        self.columns, self._has_bed = handle.columns, handle.has_bed
        self.tells_reference = source.tells_reference
        self._speaks = self.tells_reference or bool(self._has_bed.any())  # of the bases under its records
        self._par = cohort.copies(interval.contig, in_par=True)[self.columns]
        self._outside = cohort.copies(interval.contig, in_par=False)[self.columns]
        self._batch = Batch(len(self.columns), weighs_reads=self._formats["AD"])
        self._bases = Bases(cohort.fasta) if cohort.fasta is not None else None
        reach = Interval(interval.contig, interval.start, interval.end + cohort.shift)
        self._records: Iterator[Any] = handle.vcf(reach.region)
        self._held: Any = None
        self._last = 0
        self._open: list[Span] = []

    def close(self) -> None:
        """Let go of the file."""
        if not self._kept:
            self._handle.close()

    def read(self, end: int) -> Piece:
        """Everything up to a position (1-based, inclusive)."""
        self._batch.clear()
        self._rows: list[int] = []
        self._alleles: list[int] = []
        self._keys: list[Key] = []
        self._stretches: list[tuple[int, int, bool]] = []
        self._moved: list[tuple[int, int, int]] = []
        self._doubted: list[tuple[int, int]] = []
        for record in self._until(end):
            self._take(record)
        calls = Calls.of(self._batch, self._cohort.rule)
        rows = np.array(self._rows, np.int64)
        carried = calls.carried(rows, np.array(self._alleles, np.int8))
        called = calls.called[rows]
        if not ((self._par == 2).all() and (self._outside == 2).all()):
            inside = self._inside([key[0] for key in self._keys])
            mixed = calls.mixed[rows]
            for par, copies in ((True, self._par), (False, self._outside)):
                chosen = inside == par
                carried[chosen], called[chosen] = capped(carried[chosen], called[chosen], mixed[chosen], copies)
        spans, caps = self._spans(calls)
        self._open = [span for span in spans if span[1] > end]
        return Piece(self.columns, self._keys, carried, called, spans, caps=caps)

    def _inside(self, positions: list[int]) -> NDArray[np.bool_]:
        sexes, contig = self._cohort.sexes, self._interval.contig
        return np.array([sexes.in_par(contig, position) for position in positions], bool)

    def _until(self, end: int) -> Iterator[Any]:
        while True:
            record = self._held
            if record is None:
                record = self._next()
            self._held = None
            if record is None:
                return
            position = record.POS
            if position > end:
                self._held = record
                return
            if position < self._last:
                where = f"{self._interval.contig}:{position} stands after {self._interval.contig}:{self._last}"
                remedy = "sort and index it: bcftools sort -Oz -o sorted.vcf.gz"
                raise InputError([Fault(str(self._source.path), f"it is not sorted: {where}", remedy)])
            self._last = position
            yield record

    def _next(self) -> Any:
        try:
            return next(self._records, None)
        except Exception as error:  # cyvcf2 raises bare Exception
            where = f"after {self._interval.contig}:{self._last}"
            raise InputError(
                [Fault(str(self._source.path), f"it cannot be read on {where} ({error})", "make the file again")]
            ) from error

    def _take(self, record: Any) -> None:
        position, ref, alts = record.POS, record.REF, record.ALT
        own = self._interval.start <= position <= self._interval.end  # others count in the next interval
        self._counts[self._mark] += own
        plain = len(alts) == 1 and ref in _BASES and alts[0] in _BASES
        reference = not plain and all(alt in NO_ALLELE for alt in alts)
        site_filter = record.FILTER
        if site_filter not in PASSES and not self._cohort.rule.failing_sites and site_filter != REFERENCE_CALL:
            self._counts["failing_sites"] += own and not reference
            if not reference:
                self._doubt(position, ref, alts)
            return
        if reference and not self.tells_reference:
            self._counts["no_allele"] += own
            return
        symbolic = [] if plain else [alt for alt in alts if is_symbolic(alt)]
        if symbolic:
            self._counts["symbolic"] += len(symbolic) if own else 0
            if len(symbolic) == sum(alt not in NO_ALLELE for alt in alts):
                return
        row = self._add(record, reference, alts)
        if row is None:
            self._counts["no_genotypes"] += own
            return
        if self._speaks:
            last = position + len(ref) - 1
            self._stretches.append((position, max(last, _end(record, last)) if reference else last, reference))
        if plain:
            self._rows.append(row)
            self._alleles.append(1)
            self._keys.append((position, ref, alts[0]))
        elif not reference:
            self._place(row, position, ref, alts, own)

    def _place(self, row: int, position: int, ref: str, alts: list[str], own: bool) -> None:
        for number, alt in enumerate(alts, 1):
            if len(ref) == 1 == len(alt) and alt in _BASES and ref in _BASES:
                key = (position, ref, alt)
            elif alt == "*" or alt in NO_ALLELE or is_symbolic(alt):
                continue
            elif not (_BASES.issuperset(alt.upper()) and _BASES.issuperset(ref.upper())) or ref.upper() == alt.upper():
                self._counts["not_bases"] += own
                continue
            else:
                key = self._normal(position, ref, alt)
                if key[0] < position:
                    self._moved.append((row, key[0], key[0] + len(key[1]) - 1))
            self._rows.append(row)
            self._alleles.append(number)
            self._keys.append(key)

    def _normal(self, position: int, ref: str, alt: str) -> Key:
        least = max(1, position - self._cohort.shift)
        atom = normalised(self._bases, self._interval.contig, position, ref.upper(), alt.upper(), least)
        return atom.position, atom.ref, atom.alt

    def _doubt(self, position: int, ref: str, alts: list[str]) -> None:
        """Bases of a record that the filters do not let pass, and the normal places of its alleles: not callable."""
        if not self._speaks:
            return
        self._doubted.append((position, position + len(ref) - 1))
        for alt in alts:
            if _BASES.issuperset(alt.upper()) and _BASES.issuperset(ref.upper()) and ref.upper() != alt.upper():
                normal, short, _ = self._normal(position, ref, alt)
                if normal < position:
                    self._doubted.append((normal, normal + len(short) - 1))

    def _add(self, record: Any, reference: bool, alts: list[str]) -> int | None:
        try:
            genotypes = record.genotype.array()
        except Exception:  # cyvcf2: a record without GT
            return None
        if genotypes.shape[1] > 3 or len(alts) >= MOST_ALLELES:
            what = f"{record.CHROM}:{record.POS} has a genotype of more than two copies, or too many alleles"
            raise InputError([Fault(str(self._source.path), what, "take the record out of the file")])
        formats = self._formats
        depth = record.format("MIN_DP") if reference and formats["MIN_DP"] else None
        if depth is None and formats["DP"]:
            depth = record.format("DP")
        if depth is None and reference and self._cohort.rule.min_depth > 0 and len(self.columns) == 1:
            stated = record.INFO.get("MIN_DP")  # bcftools
            depth = None if stated is None else np.array([[int(stated)]])
        quality = record.format("GQ") if formats["GQ"] else None
        if quality is None and formats["RGQ"]:
            quality = record.format("RGQ")
        reads = record.format("AD") if formats["AD"] and not reference else None
        return self._batch.add(genotypes, depth, quality, reads)

    def _spans(self, calls: Calls) -> tuple[list[Span], list[Span]]:
        """What the records say of the bases under them, and of the normal places of alleles that moved to the left.

        The first: callable copies, or a hole where a genotype does not count. The second: caps, since a
        block or another record that lies where an allele moved to knows nothing of a genotype that did not count.
        """
        spans = list(self._open)
        if not self._speaks:
            return spans, []
        rows: list[NDArray[np.int8]] = []
        single = (self._outside == 1) & (self._par == 1)  # mixed calls elsewhere on X are met by the cap
        for row, (start, end, reference) in enumerate(self._stretches):
            copies = calls.called[row]
            wrong = calls.mixed[row] & (single | ((self._outside == 1) & ~self._in_par(start)))
            copies = np.where(wrong, 0, copies).astype(np.int8)
            rows.append(copies)
            if self.tells_reference:
                # a weak block says nothing; a weak record of an allele is a hole
                told = copies > 0 if reference else np.ones(len(copies), bool)
            else:
                told = (copies == 0) & self._has_bed
            if told.all():
                spans.append((start, end, self.columns, copies))
            elif told.any():
                spans.append((start, end, self.columns[told], copies[told]))
        caps = [(start, end, self.columns, rows[row]) for row, start, end in self._moved]
        nobody = np.zeros(len(self.columns), np.int8)
        return spans, caps + [(start, end, self.columns, nobody) for start, end in self._doubted]

    def _in_par(self, position: int) -> bool:
        return self._cohort.sexes.in_par(self._interval.contig, position)


def _end(record: Any, last: int) -> int:
    stated = record.INFO.get("END")
    return last if stated is None else int(stated)
