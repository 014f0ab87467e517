"""The files of variants that a panel is made of: what each holds, and everything wrong with them before work begins."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from tachkhis.case.config_paths import unreadable
from tachkhis.case.streams import read_errors
from tachkhis.case.vcf_record import rows_of
from tachkhis.case.vcf_text import NO_ALLELE
from tachkhis.case.vcf_text import RecordError
from tachkhis.case.vcf_text import VcfHeader
from tachkhis.case.vcf_text import VcfRow
from tachkhis.case.vcf_text import is_bcf
from tachkhis.case.vcf_text import lines_of
from tachkhis.case.vcf_text import read_header
from tachkhis.errors import Fault
from tachkhis.errors import InputError

END_OF_FILE = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
"""The empty block that ends a BGZF file (SAM specification, section 4.1.2)."""

LOOKED_AT = 200  # first records of each file
SCANNED = 5_000_000  # records looked at to tell why a file has no index
REFERENCE_SHARE = 0.1  # of the first records, from which a file is taken to speak of the reference as well
INDEXES = (".csi", ".tbi")


@dataclass(frozen=True, slots=True)
class Source:
    """One file of variants.

    Attributes:
        path: VCF or BCF, compressed and indexed.
        samples: its samples, in its order.
        lengths: length in bases of each contig that its header states, in its order.
        records: records per contig, of contigs that have any.
        tells_reference: whether it says where people have the reference (gVCF).
        synthetic: its header line ``##synthetic=``, if it has one.
    """

    path: Path
    samples: tuple[str, ...]
    lengths: Mapping[str, int]
    records: Mapping[str, int]
    tells_reference: bool
    synthetic: str = ""


def file_list(named: Sequence[str]) -> list[Path]:
    """Paths as written on the command line; ``@list.txt`` stands for the paths in that file, one per line.

    Raises:
        InputError: a list cannot be read or is empty.
    """
    paths: list[Path] = []
    for word in named:
        if not word.startswith("@"):
            paths.append(Path(word))
            continue
        listed = Path(word[1:])
        problem = unreadable(listed)
        lines = [] if problem else [line.strip() for line in listed.read_text(encoding="utf-8-sig").splitlines()]
        names = [line for line in lines if line and not line.startswith("#")]
        if problem or not names:
            raise InputError([Fault(str(listed), problem or "the list names no file", "write one path per line")])
        paths += [_beside(listed, name) for name in names]
    return paths


def _beside(listed: Path, name: str) -> Path:
    path = Path(name)
    beside = listed.parent / path
    return beside if not path.is_absolute() and not path.exists() and beside.exists() else path


def open_sources(paths: Sequence[Path]) -> tuple[Source, ...]:
    """Look at every file.

    Raises:
        InputError: one fault per thing wrong: absent, no VCF, no samples, no index, unsorted, another build, the same
            person twice.
    """
    faults: list[Fault] = []
    sources: list[Source] = []
    seen: set[Path] = set()
    for path in paths:
        if path.resolve() in seen:
            faults.append(Fault(str(path), "the file is named twice", "name it once"))
            continue
        seen.add(path.resolve())
        try:
            sources.append(_open(path))
        except InputError as error:
            faults += error.faults
    if not faults and not sources:
        faults.append(Fault("--variants", "no file is named", "name VCF or BCF files, or @list.txt"))
    faults += _length_faults(sources)
    faults += _person_faults(sources)
    if faults:
        raise InputError(faults)
    return tuple(sources)


def _open(path: Path) -> Source:
    problem = unreadable(path)
    if problem is not None:
        raise InputError([Fault(str(path), problem, "name an existing VCF or BCF file")])
    try:
        with lines_of(path) as lines:
            header = read_header(lines)
            first = list(islice(rows_of(header, lines, ()), LOOKED_AT))
    except RecordError as error:
        raise InputError(error.faults(str(path), error.row)) from error
    except read_errors() as error:
        problem, remedy = f"it cannot be read as VCF ({error})", "give a whole VCF or BCF file"
        raise InputError([Fault(str(path), problem, remedy)]) from error
    wrong = [row for row in first if not isinstance(row, VcfRow)]
    faults = [fault for row, error in wrong for fault in error.faults(str(path), row)]
    if not header.samples:
        faults.append(Fault(str(path), "it holds no samples", "give a VCF with genotypes, not a sites-only one"))
    records = [row for row in first if isinstance(row, VcfRow)]
    order = _order_fault(path, header, None)
    index = next((path.with_name(path.name + end) for end in INDEXES if path.with_name(path.name + end).exists()), None)
    if faults or order or index is None:
        if not faults:
            remedy = f"make one: bcftools index {path}"
            if not _is_bgzf(path):
                remedy = f"compress and index it: bgzip {path} && bcftools index {path}.gz"
            faults.append(order or Fault(str(path), "it has no index", remedy))
        raise InputError(faults)
    if _is_bgzf(path) and not _ends_whole(path):
        raise InputError([Fault(str(path), "it is cut short: it has no end marker", "copy it again, and index it")])
    reference = sum(row.is_reference for row in records)
    blocks = any(row.is_reference and row.end > row.position + len(row.ref) - 1 for row in records)
    synthetic = next((line.split("=", 1)[1] for line in header.lines if line.startswith("##synthetic=")), "")
    return Source(
        path,
        header.samples,
        {name: length for name, length in header.contigs.items() if length},
        _records(path),
        blocks or reference > REFERENCE_SHARE * len(records),
        synthetic,
    )


def _is_bgzf(path: Path) -> bool:
    with path.open("rb") as handle:
        head = handle.read(18)
    return head[:4] == b"\x1f\x8b\x08\x04" and head[12:14] == b"BC"


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as handle:
        handle.seek(max(0, path.stat().st_size - len(END_OF_FILE)))
        return handle.read() == END_OF_FILE


def _order_fault(path: Path, header: VcfHeader, index: Path | None) -> Fault | None:
    """The first record that is out of order, where there is no index to vouch for the order."""
    if any(path.with_name(path.name + end).exists() for end in INDEXES) or index is not None or is_bcf(path):
        return None
    done: set[str] = set()
    contig, position = "", 0
    try:
        with lines_of(path) as lines:
            for line in islice(lines, header.rows + SCANNED):
                if line.startswith("#") or not line:
                    continue
                name, pos, _ = line.split("\t", 2)
                if (name == contig and int(pos) < position) or name in done:
                    problem = f"it is not sorted: {name}:{pos} stands after {contig}:{position}"
                    return Fault(str(path), problem, f"sort and index it: bcftools sort -Oz -o sorted.vcf.gz {path}")
                if name != contig:
                    done.add(contig)
                contig, position = name, int(pos)
    except ValueError:
        return Fault(str(path), "a record is not cut by tabs", "give a VCF as its caller made it")
    except read_errors() as error:
        return Fault(str(path), f"it cannot be read to its end ({error})", "give a whole VCF or BCF file")
    return None


def _records(path: Path) -> dict[str, int]:
    """Records per contig, from the index."""
    command = ["bcftools", "index", "--stats", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    if done.returncode != 0:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[-1][:160]
        remedy = f"make the index again: bcftools index -f {path}"
        raise InputError([Fault(str(path), f"its index cannot be read ({said})", remedy)])
    counts: dict[str, int] = {}
    for line in done.stdout.splitlines():
        contig, _, records = line.split("\t")
        if records != "." and int(records):
            counts[contig] = int(records)
    return counts


def _length_faults(sources: Sequence[Source]) -> Iterator[Fault]:
    """Contigs whose lengths disagree between files: not the same build."""
    known: dict[str, tuple[int, Path]] = {}
    for source in sources:
        for contig, length in source.lengths.items():
            other, where = known.setdefault(contig, (length, source.path))
            if other != length:
                problem = f"{contig} has {length:,} bases here and {other:,} in {where}: not the same build"
                yield Fault(str(source.path), problem, "give files of one build")
                break


def _person_faults(sources: Sequence[Source]) -> Iterator[Fault]:
    """A sample with records on one contig in two files; a file split by chromosome is none."""
    where: dict[tuple[str, str], Path] = {}
    told: set[tuple[str, Path, Path]] = set()
    for source in sources if len(sources) > 1 else ():
        for sample in source.samples:
            for contig in source.records:
                other = where.setdefault((sample, contig), source.path)
                if other is not source.path and other != source.path and (sample, other, source.path) not in told:
                    told.add((sample, other, source.path))
                    problem = f"the person stands in {other} as well (both have records on {contig})"
                    yield Fault(str(source.path), problem, "count every person once: leave one out", value=sample)


def contig_lengths(sources: Sequence[Source], lengths_of_fasta: Mapping[str, int] | None) -> dict[str, int]:
    """Length of every contig, in the order of the first file (others after it).

    Raises:
        InputError: a contig with records whose length nothing tells, or lengths that the FASTA does not have.
    """
    lengths: dict[str, int] = {}
    faults = []
    for source in sources:
        for contig, length in source.lengths.items():
            lengths.setdefault(contig, length)
    fasta = lengths_of_fasta or {}
    for source in sources:
        for contig in source.records:
            stated = source.lengths.get(contig)
            if lengths_of_fasta is not None and contig not in fasta:
                problem, remedy = f"{contig} is not in the FASTA", "give the FASTA that the calls were made on"
                faults.append(Fault(str(source.path), problem, remedy))
                break
            if lengths_of_fasta is not None and stated is not None and fasta[contig] != stated:
                problem = f"{contig} has {stated:,} bases here and {fasta[contig]:,} in the FASTA: not the same build"
                faults.append(Fault(str(source.path), problem, "give the FASTA that the calls were made on"))
                break
            if contig not in lengths and contig not in fasta:
                problem = f"its header gives no length of {contig}"
                faults.append(Fault(str(source.path), problem, "give --fasta, or a header with ##contig lines"))
                break
            lengths.setdefault(contig, fasta.get(contig, 0))
    if faults:
        raise InputError(faults)
    return lengths


def missing_from_table(sources: Sequence[Source], table: str, known: Mapping[str, Any]) -> Iterator[Fault]:
    """A fault for every sample of the files that the table does not hold."""
    told: set[str] = set()
    for source in sources:
        for sample in source.samples:
            if sample not in known and sample not in told:
                told.add(sample)
                problem = f"the sample is missing from the table {table}"
                remedy = "add a row for it (consent 'no' leaves the person out), or take it out of the file"
                yield Fault(str(source.path), problem, remedy, value=sample)


def is_symbolic(alt: str) -> bool:
    """Whether an ALT is a structural allele: ``<DEL>``, a breakend."""
    return alt not in NO_ALLELE and (alt[0] == "<" or alt[0] == "." or alt[-1] == "." or "[" in alt or "]" in alt)
