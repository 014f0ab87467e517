"""Any caller's VCF brought to the form of our own calls: one door for all that a case can start from besides reads.

What comes out: our contig names, one ALT per record, left-aligned, sorted, each allele once, with GT, DP, AD, GQ and PS
of the members and the caller's FILTER. The manual (config/README.md, "A start from a VCF") says how.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
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
from typing import IO

from tachkhis.case.streams import is_bgzf
from tachkhis.case.streams import read_errors
from tachkhis.case.vcf_record import MOST_FAULTS
from tachkhis.case.vcf_record import rows_of
from tachkhis.case.vcf_record import text_faults
from tachkhis.case.vcf_text import RecordError
from tachkhis.case.vcf_text import VcfHeader
from tachkhis.case.vcf_text import VcfRow
from tachkhis.case.vcf_text import Wrong
from tachkhis.case.vcf_text import lines_of
from tachkhis.case.vcf_text import read_header
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reads.pipeline import Stream
from tachkhis.reference.agreement import ref_wrong
from tachkhis.reference.check_calls import call_troubles
from tachkhis.reference.contigs import rename_map
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.normal_allele import Bases
from tachkhis.reference.normal_allele import normalised
from tachkhis.reference.track_form import end_trouble
from tachkhis.variants.codons import Codons
from tachkhis.variants.foreign_calls import ForeignCall
from tachkhis.variants.foreign_calls import read_call
from tachkhis.variants.foreign_split import Splitter
from tachkhis.variants.imported_header import check_scores
from tachkhis.variants.imported_header import declared_scores
from tachkhis.variants.imported_header import written_header
from tachkhis.variants.joined import neighbours
from tachkhis.variants.joined import one_per_allele
from tachkhis.variants.normal_record import NormalRecord
from tachkhis.variants.readable import Readable
from tachkhis.variants.reference_blocks import Block
from tachkhis.variants.reference_blocks import BlockRule
from tachkhis.variants.reference_blocks import Order
from tachkhis.variants.reference_blocks import RecentBlocks
from tachkhis.variants.reference_blocks import SiteBlocks
from tachkhis.variants.reference_blocks import passes
from tachkhis.variants.reference_blocks import unsorted_error
from tachkhis.variants.sites import Site
from tachkhis.variants.symbolic import check_identity
from tachkhis.variants.symbolic import is_symbolic
from tachkhis.variants.symbolic import of_bases
from tachkhis.variants.symbolic import put_back

REF_CALL = "RefCall"
"""DeepVariant's filter for a site that it looked at and takes for the reference."""
NO_SAMPLES = "give one VCF with all members of the case as samples (bcftools merge, with -g for gVCFs)"


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
class _Pass:
    """The first pass over a file: its rows one after the other, and what they add up to."""

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
    names: dict[str, str | None] = field(default_factory=dict)
    called: set[tuple[str, int, str, str]] = field(default_factory=set)
    contig: str = ""

    def __post_init__(self) -> None:
        self.columns = tuple(self.header.samples.index(sample) for sample in self.door.samples)
        ours = list(self.splitter.bases.lengths)
        declared = list(self.header.contigs)
        renamed = rename_map(declared, ours)
        self.names = {name: renamed.get(name) for name in declared}
        self._ours = ours

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
        contig = self._named(row.contig)
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
            found = self.splitter.split(row, contig, calls)
            for record in found:
                self.filters |= dict.fromkeys(record.filters)
                if record.key in self.splitter.interest:
                    self.called.add(record.key)
            yield from found

    def _calls(self, row: VcfRow) -> tuple[ForeignCall, ...]:
        return tuple(read_call(row, column) for column in self.columns)

    def _named(self, contig: str) -> str | None:
        if contig not in self.names:
            taken = set(self.names.values())
            name = rename_map([contig], self._ours).get(contig)
            self.names[contig] = None if name in taken else name
        return self.names[contig]

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


def import_calls(vcf: Path, door: Door, out: Path, readable: Path | None = None) -> None:
    """Write ``out`` (BCF with its index) with the records that a member of the case carries.

    A record of an allele of ``door.sites`` is kept, too, where no member carries it: its depths tell that it is absent.

    Args:
        vcf: VCF or BCF of any caller, plain or compressed, with all members as samples.
        door: what is known beside it.
        out: result.
        readable: folder to make for the coverage of the coding regions; left empty where the file is no gVCF.

    Raises:
        InputError: a record cannot be used, or the VCF lacks a member or shares no contig with the reference.
        ResourceError: a tool failed.
    """
    try:
        cut = end_trouble(vcf) if is_bgzf(vcf) else None
        if cut is not None:
            raise InputError([Fault(str(vcf), cut.problem, cut.remedy)])
        with lines_of(vcf) as lines:
            _import_lines(vcf, lines, door, out, readable)
    except read_errors() as error:
        problem = f"it cannot be read as VCF ({error})"
        raise InputError([Fault(str(vcf), problem, "copy the file again from where it was made")]) from error


def _import_lines(vcf: Path, lines: Iterator[str], door: Door, out: Path, readable: Path | None) -> None:
    header = _header_of(vcf, lines, door)
    bases = Bases(door.fasta)
    codons = Codons(door.model or (lambda: None))
    interest = frozenset(
        (site.contig, site.position, site.ref, site.alt)
        for site in door.sites
        if site.contig is not None and site.position is not None and site.ref is not None and site.alt is not None
    )
    rule = BlockRule.shipped(door.callable_depth)
    coverage = None if door.coding is None else Readable(door.coding, len(door.samples), rule)
    first = _Pass(
        door=door,
        header=header,
        splitter=Splitter(bases, codons, interest, door.copies, frozenset(declared_scores(header))),
        readable=coverage,
        site_blocks=SiteBlocks(door.sites, len(door.samples), rule),
    )
    if header.contigs and not any(first.names.values()):
        raise InputError([_no_contig(vcf, list(header.contigs), list(bases.lengths))])
    troubles = call_troubles(vcf, door.samples, list(bases.lengths), whole=True)
    if troubles:  # a malformed record is what they come from, where there is one
        malformed = text_faults(vcf, str(vcf), door.samples, None)
        raise InputError(malformed or [Fault(str(vcf), trouble.problem, trouble.remedy) for trouble in troubles])
    order = {name: number for number, name in enumerate(bases.lengths)}
    with tempfile.TemporaryDirectory(prefix=".import.", dir=out.parent) as folder, Stream(Path(folder)) as stream:
        command = ["sort", "-s", "-k1,1n", "-k3,3n", "-t", "\t", "-S", "256M", "-T", folder]
        sort = stream.start("sort", ["env", "LC_ALL=C", *command], stdin=subprocess.PIPE)
        assert sort.stdin is not None and sort.stdout is not None
        joined = Path(folder) / "joined.txt"
        for record in first.records(rows_of(header, lines, door.samples)):
            sort.stdin.write(f"{order[record.contig]}\t{record.line}".encode())
        sort.stdin.close()
        _refuse(vcf, first, list(bases.lengths))
        _second_pass(sort.stdout, joined, first)
        view = stream.start("view", ["bcftools", "view", "--no-version", "-Ob", "-o", str(out), "-"], subprocess.PIPE)
        assert view.stdin is not None
        described = written_header(header, bases.lengths, door.samples, first.filters, first.left_out, first.counts)
        view.stdin.write(described.encode())
        with joined.open("rb") as handle:
            shutil.copyfileobj(handle, view.stdin)
        view.stdin.close()
    with Stream(out.parent) as stream:
        stream.start("index", ["bcftools", "index", "-f", str(out)], stdout=subprocess.DEVNULL)
    if readable is not None:
        readable.mkdir(parents=True, exist_ok=True)
        if coverage is not None and first.is_gvcf:
            coverage.write(readable, door.samples)


def _second_pass(source: IO[bytes], joined: Path, first: _Pass) -> None:
    """Sorted records to one per allele, kept aside until the header, which counts them, is written."""
    lines = (line.decode().partition("\t")[2] for line in source)
    with joined.open("w", encoding="utf-8") as sink:
        for group in neighbours(lines):
            if len(group) == 1:
                sink.write(group[0])
                continue
            apart = [NormalRecord.parse(line) for line in group if is_symbolic(line)]
            unique = one_per_allele((NormalRecord.parse(line) for line in group if not is_symbolic(line)), first.counts)
            for record in put_back(apart, unique):
                sink.write(record.line)


def _header_of(vcf: Path, lines: Iterator[str], door: Door) -> VcfHeader:
    try:
        header = read_header(lines)
    except RecordError as error:
        raise InputError(error.faults(str(vcf), error.row)) from error
    has = ", ".join(header.samples) or "none"
    faults = [
        Fault(str(vcf), f"the VCF has no such sample; its samples are {has}", NO_SAMPLES, value=sample)
        for sample in door.samples
        if sample not in header.samples
    ]
    if faults:
        raise InputError(faults)
    return header


def _no_contig(vcf: Path, theirs: Sequence[str], ours: Sequence[str]) -> Fault:
    remedy = f"give calls on the reference's build; its contigs are {', '.join(ours[:3])} ..."
    return Fault(str(vcf), "shares no contig with the reference", remedy, value=", ".join(theirs[:3]))


def _refuse(vcf: Path, first: _Pass, ours: Sequence[str]) -> None:
    """End with every fault that the records showed.

    Raises:
        InputError: there is one.
    """
    faults = [fault for row, error in first.faults for fault in error.faults(str(vcf), row)][:MOST_FAULTS]
    if not faults and first.left_out and not any(first.names.values()):
        faults = [_no_contig(vcf, list(first.left_out), ours)]
    if faults:
        raise InputError(faults)
