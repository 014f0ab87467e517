"""The first pass over a caller's VCF: its rows one after the other, normalised, and what they add up to."""

from __future__ import annotations

from collections import Counter
from collections import deque
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from pathlib import Path

from tachkhis.case.vcf_record import MOST_FAULTS
from tachkhis.case.vcf_text import RecordError
from tachkhis.case.vcf_text import VcfHeader
from tachkhis.case.vcf_text import VcfRow
from tachkhis.case.vcf_text import Wrong
from tachkhis.reference.agreement import ref_wrong
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.normal_allele import normalised
from tachkhis.variants.foreign_calls import ForeignCall
from tachkhis.variants.foreign_calls import read_call
from tachkhis.variants.foreign_reads import InfoReads
from tachkhis.variants.foreign_split import Splitter
from tachkhis.variants.imported_header import check_scores
from tachkhis.variants.normal_record import NormalRecord
from tachkhis.variants.readable import Readable
from tachkhis.variants.record_contigs import RecordContigs
from tachkhis.variants.reference_blocks import Block
from tachkhis.variants.reference_blocks import Order
from tachkhis.variants.reference_blocks import RecentBlocks
from tachkhis.variants.reference_blocks import SiteBlocks
from tachkhis.variants.reference_blocks import passes
from tachkhis.variants.reference_blocks import unsorted_error
from tachkhis.variants.sites import Site
from tachkhis.variants.symbolic import check_identity
from tachkhis.variants.symbolic import of_bases

REF_CALL = "RefCall"
"""DeepVariant's filter for a site that it looked at and takes for the reference."""


@dataclass(frozen=True)
class Door:
    """What is known beside the file.

    Attributes:
        fasta: prepared reference with its ``.fai``.
        samples: members of the case, proband first.
        sites: alleles of interest.
        model: loads the gene model, for codons; called when first needed.
        copies: copies of a place in each member; ``None``: taken as the caller wrote them.
        coding: BED of the coding regions, for coverage from a gVCF.
        callable_depth: reads from which a base counts as readable.
    """

    fasta: Path
    samples: tuple[str, ...]
    sites: tuple[Site, ...] = ()
    model: Callable[[], GeneModel | None] | None = None
    copies: Callable[[str, int], Sequence[int]] | None = None
    coding: Path | None = None
    callable_depth: int = 10


@dataclass
class FirstPass:
    """The first pass over a file: its rows one after the other, and what they add up to."""

    contigs: RecordContigs = field(init=False)

    door: Door
    header: VcfHeader
    splitter: Splitter
    readable: Readable | None
    site_blocks: SiteBlocks
    counts: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    filters: dict[str, None] = field(default_factory=dict)
    faults: list[tuple[int, RecordError]] = field(default_factory=list)
    order: Order = field(default_factory=Order)
    recent: RecentBlocks = field(default_factory=RecentBlocks)
    waiting: deque[tuple[VcfRow, str, tuple[ForeignCall, ...]]] = field(default_factory=deque)
    called: set[tuple[str, int, str, str]] = field(default_factory=set)
    contig: str = ""

    def __post_init__(self) -> None:
        self.columns = tuple(self.header.samples.index(sample) for sample in self.door.samples)
        self.info_reads = InfoReads.of(self.header)
        self.contigs = RecordContigs(self.header.contigs, self.splitter.bases.lengths)

    @property
    def is_gvcf(self) -> bool:
        """Whether the file tells of the reference as such (blocks), and not only of what varies."""
        return self.counts["blocks"] > 0 or self.counts["reference_positions"] > self.counts["variants"]

    def records(self, rows: Iterable[VcfRow | tuple[int, RecordError]]) -> Iterator[NormalRecord]:
        """The normalised records of all rows, those of the sites last."""
        for row in rows:
            if len(self.faults) >= MOST_FAULTS:
                return
            try:
                if isinstance(row, VcfRow):
                    yield from self._row(row)
                else:
                    self.faults.append(row)
            except RecordError as error:
                assert isinstance(row, VcfRow)
                wrongs = (replace(wrong, problem=f"record {row.place}: {wrong.problem}") for wrong in error.wrongs)
                self.faults.append((row.row, RecordError(*wrongs)))
        yield from self._settled(None)
        if self.is_gvcf and self.order.broken is not None:
            self.faults.append((self.order.broken[0], unsorted_error(self.order.broken[1])))
        yield from self.site_blocks.records(frozenset(self.called), self.counts)

    def _row(self, row: VcfRow) -> Iterator[NormalRecord]:
        contig = self.contigs.of(row.contig)
        if contig is None:
            self.left_out[row.contig] += 1
            return
        sorted_so_far = self.order.look(row)
        if contig != self.contig or not sorted_so_far:
            yield from self._settled(None)
            self.recent.clear()
            self.contig = contig
        row = self._placed(row, contig)
        yield from self._settled(row.position)
        if row.is_reference:
            self._reference(row, contig)
            return
        self.counts["variants"] += 1
        check_scores(row, self.splitter.scores)
        check_identity(row)
        calls = self._calls(row)
        if self.readable is not None:
            last = row.position + len(row.ref) - 1
            self.readable.add(contig, row.position - 1, last, calls, passed=passes(row) or REF_CALL in row.filters)
        if REF_CALL in row.filters and not self._of_interest(row, contig):
            self.counts["reference_calls"] += 1
            return
        self.waiting.append((row, contig, calls))

    def _reference(self, row: VcfRow, contig: str) -> None:
        block = row.end > row.position + len(row.ref) - 1 or row.alts != (".",)
        self.counts["blocks" if block else "reference_positions"] += 1
        coding = self.readable is not None and self.readable.touches(contig, row.position - 1, row.end)
        if coding and self.readable is not None:
            self.readable.add(contig, row.position - 1, row.end, self._calls(row), passed=passes(row))
        if passes(row):
            made = Block(row, self.columns)
            self.recent.add(made, self.waiting[0][0].position if self.waiting else row.position)
            self.site_blocks.add(contig, made)

    def _settled(self, position: int | None) -> Iterator[NormalRecord]:
        """The records whose last base lies before a position: all their blocks have come."""
        while self.waiting:
            row, contig, calls = self.waiting[0]
            if position is not None and row.position + len(row.ref) - 1 >= position:
                return
            self.waiting.popleft()
            calls, filled = self.recent.filled(row, calls)
            self.counts["calls_from_blocks"] += filled
            found = self.splitter.split(row, contig, calls, self.counts)
            for record in found:
                self.filters |= dict.fromkeys(record.filters)
                if record.key in self.splitter.interest:
                    self.called.add(record.key)
            yield from found

    def _calls(self, row: VcfRow) -> tuple[ForeignCall, ...]:
        beside = self.info_reads.at(row)
        return tuple(read_call(row, column, beside) for column in self.columns)

    def _of_interest(self, row: VcfRow, contig: str) -> bool:
        return any(
            (contig, *normalised(self.splitter.bases, contig, row.position, row.ref, alt)) in self.splitter.interest
            for alt in row.alts
            if alt.isalpha()
        )

    def _placed(self, row: VcfRow, contig: str) -> VcfRow:
        """The record, with the reference's own letters where it has no base (N) and the file's has one.

        Raises:
            RecordError: it lies behind the contig's end, or its REF is not the reference's.
        """
        length = self.splitter.bases.lengths[contig]
        if row.position + len(row.ref) - 1 > length or row.end > length:
            problem = f"it ends behind the end of {contig} ({length:,} bases)"
            raise RecordError(Wrong(problem, "give calls on the run's build", "POS", str(row.position)))
        there = self.splitter.bases.fetch(contig, row.position - 1, row.position - 1 + len(row.ref))
        ref = row.ref.upper()
        if there == ref or not any(map(of_bases, row.alts)):
            if any(a != b and a in "ACGT" and b != "N" for a, b in zip(there, ref, strict=True)):
                raise RecordError(ref_wrong(row.ref, there))
            return row  # N stands for any base before a symbolic allele
        if any(a != b and a in "ACGT" for a, b in zip(there, ref, strict=True)):
            raise RecordError(ref_wrong(row.ref, there))
        self.counts["reference_unknown"] += 1
        return replace(row, ref=there)
