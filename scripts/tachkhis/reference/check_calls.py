"""What only the calls of a case can get wrong: no record, a member without a genotype, a chromosome left out.

Each of these would read as a family without variants: a clean negative report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from tachkhis.case.reads import Trouble
from tachkhis.case.streams import CHUNK
from tachkhis.case.streams import is_bgzf
from tachkhis.case.streams import open_bytes
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import canonical
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.contigs import rename_map
from tachkhis.reference.track_form import SMALL

SHOWN = 5
"""Contigs or members that a fault names."""

_CONTIG = re.compile(rb"^([^\t\n#]+)\t", re.MULTILINE)


def call_troubles(path: Path, samples: Sequence[str], ours: Collection[str], *, whole: bool = False) -> list[Trouble]:
    """What keeps the calls of a case from being all that was called in its members on this reference.

    Args:
        path: VCF or BCF that can be read, with all of ``samples``.
        samples: members of the case.
        ours: contigs of the reference.
        whole: look for chromosomes left out in a large file without an index, too.

    Raises:
        OSError, EOFError, DamagedError: see :func:`tachkhis.case.streams.read_errors`.
    """
    any_record, uncalled = uncalled_members(path, samples, ours)
    troubles = []
    lost = {name: count for name, count in left_out(path, ours, whole=whole).items() if is_chromosome(name)}
    if lost:
        count = sum(lost.values())
        noun = "record lies" if count == 1 else "records lie"
        known = {canonical(name) for name in ours}
        twice = all(canonical(name) in known for name in lost)
        why = "and others on the same contig under another name" if twice else "which the reference lacks"
        problem = f"{count:,} {noun} on contig {_some(map(repr, lost))}, {why}"
        remedy = (
            "give the calls made on the reference of this run, or rename the contig (bcftools annotate --rename-chrs)"
        )
        troubles.append(Trouble(problem, remedy))
    if not any_record:
        if not lost:
            problem = "it holds no record on a contig of the reference"
            remedy = "give the whole VCF: without a record nothing tells that anything was looked at"
            troubles.append(Trouble(problem, remedy))
    elif uncalled:
        problem = f"no record has a genotype of {_some(map(repr, uncalled))}: each is missing (./.)"
        remedy = "give calls that hold this person (what CombineGVCFs brings together has no genotype before"
        troubles.append(Trouble(problem, f"{remedy} GenotypeGVCFs), or remove their row from the sheet"))
    return troubles


def uncalled_members(path: Path, samples: Sequence[str], ours: Collection[str]) -> tuple[bool, list[str]]:
    """Whether any record lies on the reference, and the members of whom no such record has a genotype.

    Reads until each member was seen with one: a few records, as a rule.
    """
    lengths = {canonical(name) for name in ours}
    known: dict[str, bool] = {}
    any_record, waiting = False, list(samples)
    for contig, called in _genotypes(path, samples):
        if contig not in known:
            known[contig] = canonical(contig) in lengths
        if known[contig]:
            any_record = True
            waiting = [sample for sample in waiting if sample not in called]
            if not waiting:
                break
    return any_record, waiting


def left_out(path: Path, ours: Collection[str], *, whole: bool = False) -> dict[str, int]:
    """Records by contig, for the contigs that the reference lacks.

    An index tells at once; without one, a file of more than 64 MB is read only if ``whole``.
    """
    index = _tabix_index(path)
    read_on = whole or path.stat().st_size <= SMALL
    if index is None and _is_bcf(path):
        return _left_out_of_bcf(path, ours, read_on)
    if index is not None:
        import pysam

        with pysam.TabixFile(str(path), index=str(index)) as table:
            return {name: sum(1 for _ in table.fetch(name)) for name in _lacking(table.contigs, ours)}
    if not read_on:
        return {}
    counts: Counter[bytes] = Counter()
    with open_bytes(path) as handle:
        for text in _line_blocks(handle):
            counts.update(_CONTIG.findall(text))
    found = {name.decode("utf-8", "replace"): count for name, count in counts.items()}
    return {name: found[name] for name in _lacking(found, ours)}


def is_chromosome(name: str) -> bool:
    """Whether a contig goes by the name of a chromosome; numbers beyond 22 (PLINK's 23 for X) do."""
    return kind_of(name) is not ContigKind.OTHER or canonical(name).isdigit()


def _lacking(names: Iterable[str], ours: Collection[str]) -> list[str]:
    listed = list(names)
    placed: Mapping[str, str] = rename_map(listed, ours)
    return [name for name in listed if name not in placed]


def _is_bcf(path: Path) -> bool:
    with open_bytes(path) as handle:
        return handle.read(3) == b"BCF"


def _tabix_index(path: Path) -> Path | None:
    """The index of a bgzipped VCF, unless the file is younger."""
    if not is_bgzf(path) or _is_bcf(path):
        return None
    for suffix in (".tbi", ".csi"):
        index = path.with_name(path.name + suffix)
        if index.is_file() and index.stat().st_mtime_ns >= path.stat().st_mtime_ns:
            return index
    return None


def _left_out_of_bcf(path: Path, ours: Collection[str], read_on: bool) -> dict[str, int]:
    from pysam import VariantFile

    with VariantFile(str(path)) as calls:
        lacking = set(_lacking(calls.header.contigs, ours))
        if not lacking or not read_on:
            return {}
        return dict(Counter(record.chrom for record in calls if record.chrom in lacking))


def _genotypes(path: Path, samples: Sequence[str]) -> Iterator[tuple[str, set[str]]]:
    """Contig of each record, and the members whose genotype it states."""
    if _is_bcf(path):
        from pysam import VariantFile

        with VariantFile(str(path)) as calls:
            for record in calls:
                alleles = {sample: record.samples[sample].get("GT") or () for sample in samples}
                yield str(record.chrom), {s for s, gt in alleles.items() if any(allele is not None for allele in gt)}
        return
    columns: dict[str, int] = {}
    with open_bytes(path) as handle:
        for line in handle:
            if line.startswith(b"#CHROM"):
                header = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
                columns = {sample: header.index(sample, 9) for sample in samples}
            elif not line.startswith(b"#") and line.strip():
                cells = line.rstrip(b"\r\n").split(b"\t")
                states = len(cells) > 8 and cells[8].split(b":")[0] == b"GT"
                yield (
                    cells[0].decode("utf-8", "replace"),
                    {s for s, column in columns.items() if states and column < len(cells) and _stated(cells[column])},
                )


def _stated(cell: bytes) -> bool:
    """Whether a sample's cell states an allele: anything but ``.``, ``./.`` and ``.|.``."""
    return any(48 <= letter <= 57 for letter in cell.partition(b":")[0])


def _line_blocks(handle: BinaryIO) -> Iterator[bytes]:
    held = b""
    while chunk := handle.read(CHUNK):
        text = held + chunk
        cut = text.rfind(b"\n") + 1
        held = text[cut:]
        yield text[:cut]
    yield held


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:SHOWN]) + (f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else "")
