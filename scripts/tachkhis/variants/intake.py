"""Any caller's VCF brought to the form of our own calls: one door for all that a case can start from besides reads.

What comes out: our contig names, one ALT per record, left-aligned, sorted, each allele once, with GT, DP, AD, GQ and PS
of the members and the caller's FILTER. The manual (config/README.md, "A start from a VCF") says how.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from tachkhis.case.streams import is_bgzf
from tachkhis.case.streams import read_errors
from tachkhis.case.vcf_record import MOST_FAULTS
from tachkhis.case.vcf_record import rows_of
from tachkhis.case.vcf_record import text_faults
from tachkhis.case.vcf_text import RecordError
from tachkhis.case.vcf_text import VcfHeader
from tachkhis.case.vcf_text import lines_of
from tachkhis.case.vcf_text import read_header
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reads.pipeline import Stream
from tachkhis.reference.check_calls import call_troubles
from tachkhis.reference.normal_allele import Bases
from tachkhis.reference.track_form import end_trouble
from tachkhis.variants.codons import Codons
from tachkhis.variants.deleted_copies import DeletedCopies
from tachkhis.variants.first_pass import Door
from tachkhis.variants.first_pass import FirstPass
from tachkhis.variants.foreign_split import Splitter
from tachkhis.variants.imported_header import declared_scores
from tachkhis.variants.imported_header import written_header
from tachkhis.variants.joined import neighbours
from tachkhis.variants.joined import one_per_allele
from tachkhis.variants.normal_record import NormalRecord
from tachkhis.variants.readable import Readable
from tachkhis.variants.reference_blocks import BlockRule
from tachkhis.variants.reference_blocks import SiteBlocks
from tachkhis.variants.symbolic import is_symbolic
from tachkhis.variants.symbolic import put_back

NO_SAMPLES = "give one VCF with all members of the case as samples (bcftools merge, with -g for gVCFs)"


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
    first = FirstPass(
        door=door,
        header=header,
        splitter=Splitter(bases, codons, interest, door.copies, frozenset(declared_scores(header)), door.samples),
        readable=coverage,
        site_blocks=SiteBlocks(door.sites, len(door.samples), rule),
    )
    if header.contigs and not first.contigs.any_declared():
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
        copies = _second_pass(sort.stdout, joined, first)
        view = stream.start("view", ["bcftools", "view", "--no-version", "-Ob", "-o", str(out), "-"], subprocess.PIPE)
        assert view.stdin is not None
        described = written_header(header, bases.lengths, door.samples, first.filters, first.left_out, first.counts)
        view.stdin.write(described.encode())
        with joined.open("rb") as handle:
            if not copies.silent:
                view.stdin.writelines(copies.marked(*numbered).encode() for numbered in _numbered(handle))
            else:
                shutil.copyfileobj(handle, view.stdin)
        view.stdin.close()
    with Stream(out.parent) as stream:
        stream.start("index", ["bcftools", "index", "-f", str(out)], stdout=subprocess.DEVNULL)
    if readable is not None:
        readable.mkdir(parents=True, exist_ok=True)
        if coverage is not None and first.is_gvcf:
            coverage.write(readable, door.samples)


def _second_pass(source: IO[bytes], joined: Path, first: FirstPass) -> DeletedCopies:
    """Sorted records to one per allele, kept aside until the header, which counts them, is written.

    Returns:
        What is to be told of their lines, by number.
    """
    lines = (line.decode().partition("\t")[2] for line in source)
    copies, number = DeletedCopies(first.splitter.bases, first.door.samples, first.door.copies), 0
    with joined.open("w", encoding="utf-8") as sink:
        for group in neighbours(lines):
            written = group if len(group) == 1 else _of_one_place(group, first)
            sink.writelines(written)
            copies.look(written, number)
            number += len(written)
    copies.settle()
    return copies


def _of_one_place(group: Sequence[str], first: FirstPass) -> list[str]:
    apart = [NormalRecord.parse(line) for line in group if is_symbolic(line)]
    unique = one_per_allele((NormalRecord.parse(line) for line in group if not is_symbolic(line)), first.counts)
    return [record.line for record in put_back(apart, unique)]


def _numbered(handle: IO[bytes]) -> Iterator[tuple[int, str]]:
    return ((number, line.decode()) for number, line in enumerate(handle))


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


def _refuse(vcf: Path, first: FirstPass, ours: Sequence[str]) -> None:
    """End with every fault that the records showed.

    Raises:
        InputError: there is one.
    """
    faults = [fault for row, error in first.faults for fault in error.faults(str(vcf), row)][:MOST_FAULTS]
    if not faults and first.left_out and not first.contigs.any_seen():
        faults = [_no_contig(vcf, list(first.left_out), ours)]
    if faults:
        raise InputError(faults)
