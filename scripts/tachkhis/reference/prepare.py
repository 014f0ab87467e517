"""A reference made ready once: uncompressed, indexed, with a dictionary, a passport and scatter intervals."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterable
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from tachkhis.case.streams import open_bytes
from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.reference.consensus import CHANGES
from tachkhis.reference.consensus import MANIFEST
from tachkhis.reference.consensus import beside
from tachkhis.reference.consensus import read_about
from tachkhis.reference.consensus import sequence_faults
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.contigs import rename_map
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.passport import Passport
from tachkhis.reference.passport import read_passport

Interval = tuple[str, int, int]  # contig, 0-based start, end (exclusive)
TARGET_PADDING = 50  # bases of intron beside a target that are called too
GAP = 50  # runs of N at least this long are not called
MARGIN = 100  # bases called beyond the cut between two intervals, so that an indel there is known on both sides
CALIBRATION_BASES = 1_000_000  # of the called regions, on which the repeats of a sample are measured
CALIBRATION_PIECE = 25_000  # bases read together, about what a slice of a CRAM at 30x holds


def prepare_reference(fasta: Path, out: Path) -> Passport:
    """Put the FASTA (as a link, or uncompressed) at ``out`` with ``.fai``, ``.dict`` and ``passport.json``.

    Raises:
        InputError: the FASTA cannot be read.
    """
    import pysam

    passport = read_passport(fasta)
    out.parent.mkdir(parents=True, exist_ok=True)
    if fasta.suffix in (".gz", ".bgz"):
        with gzip.open(fasta, "rb") as source, out.open("wb") as target:
            shutil.copyfileobj(source, target)
    else:
        out.unlink(missing_ok=True)
        out.symlink_to(fasta.resolve())
    index = Path(f"{out}.fai")
    pysam.faidx(str(out), "--fai-idx", str(index))
    lines = ["@HD\tVN:1.6\tSO:unsorted"]
    lines += [f"@SQ\tSN:{contig.name}\tLN:{contig.length}\tM5:{contig.md5}" for contig in passport.contigs]
    (out.parent / "genome.dict").write_text("\n".join(lines) + "\n")
    (out.parent / "passport.json").write_text(passport.to_json())
    return passport


def prepare_consensus(consensus: Path, standard: Passport, out: Path) -> None:
    """Link the consensus of a panel, with the files beside it, where a run reads it; every base is compared before.

    Raises:
        InputError: it was not made from this reference, or is not what the files beside it tell of.
    """
    faults = sequence_faults(read_about(consensus), consensus, standard, read_passport(consensus))
    if faults:
        raise InputError(faults)
    out.parent.mkdir(parents=True, exist_ok=True)
    pairs = [(consensus, out), *((beside(consensus, end), beside(out, end)) for end in (CHANGES, MANIFEST))]
    for source, target in pairs:
        target.unlink(missing_ok=True)
        target.symlink_to(source.resolve())


def load_genes_for(genes: Path, fasta: Path) -> GeneModel:
    """The gene model under the contig names of a prepared reference, without transcripts on contigs that it lacks.

    Raises:
        InputError: the model shares no contig with the reference.
    """
    model = GeneModel.load(genes)
    names = [line.split("\t")[0] for line in Path(f"{fasta}.fai").read_text().splitlines()]
    mapping = rename_map(model.contigs, names)
    if not mapping:
        problem = "the gene model shares no contig with the reference"
        remedy = f"give a gene model of the reference's build; its contigs are {', '.join(names[:3])} ..."
        raise InputError([Fault(str(genes), problem, remedy, value=", ".join(model.contigs[:3]))])
    if len(mapping) == len(model.contigs) and all(old == new for old, new in mapping.items()):
        return model
    kept = [transcript for transcript in model if transcript.contig in mapping]
    return GeneModel(kept, model.title).renamed(mapping)


def prepare_genes(genes: Path, fasta: Path, out: Path) -> None:
    """Write the gene model of a prepared reference as one indexed file; see :mod:`tachkhis.reference.gene_store`.

    Raises:
        InputError: the gene model cannot be read, or shares no contig with the reference.
    """
    from tachkhis.reference.gene_store import digest_of
    from tachkhis.reference.gene_store import write_store

    write_store(load_genes_for(genes, fasta), out, digest_of(genes))


def readable_stretches(fasta: Path) -> list[Interval]:
    """The reference without runs of N; contigs of kind ``other`` included, whole genome in the file's order."""
    import re

    import pysam

    found: list[Interval] = []
    with pysam.FastaFile(str(fasta)) as reference:
        for name in reference.references:
            sequence = reference.fetch(name)
            start = 0
            for gap in re.finditer(f"[Nn]{{{GAP},}}", sequence):
                if gap.start() > start:
                    found.append((name, start, gap.start()))
                start = gap.end()
            if start < len(sequence):
                found.append((name, start, len(sequence)))
    return found


def read_bed(path: Path, names: Sequence[str]) -> list[Interval]:
    """Intervals of a BED file under the reference's contig names, merged and sorted in the reference's order.

    Raises:
        InputError: a row is not BED, or no row lies on the reference.
    """
    rows: list[Interval] = []
    faults: list[Fault] = []
    with open_bytes(path) as handle:
        for number, raw in enumerate(handle, 1):
            line = raw.decode("utf-8", "replace")
            cells = line.rstrip("\r\n").split("\t")
            if not line.strip() or line.startswith(("#", "track", "browser")):
                continue
            if len(cells) < 3 or not cells[1].isdigit() or not cells[2].isdigit() or int(cells[1]) >= int(cells[2]):
                faults.append(Fault(str(path), "not a BED row", "write contig, start, end; start < end", number))
                continue
            rows.append((cells[0], int(cells[1]), int(cells[2])))
    if faults:
        raise InputError(faults)
    mapping = rename_map(list(dict.fromkeys(row[0] for row in rows)), names)
    named = [(mapping[name], start, end) for name, start, end in rows if name in mapping]
    if not named:
        problem = "no target lies on the reference"
        raise InputError([Fault(str(path), problem, f"give targets of its build; contigs: {', '.join(names[:3])} ...")])
    return merge(named, names)


def merge(intervals: Iterable[Interval], names: Sequence[str]) -> list[Interval]:
    """Sort by the order of ``names`` and join what overlaps or touches."""
    order = {name: number for number, name in enumerate(names)}
    merged: list[Interval] = []
    for name, start, end in sorted(intervals, key=lambda row: (order[row[0]], row[1], row[2])):
        if merged and merged[-1][0] == name and start <= merged[-1][2]:
            merged[-1] = (name, merged[-1][1], max(end, merged[-1][2]))
        else:
            merged.append((name, start, end))
    return merged


def scatter(stretches: Sequence[Interval], parts: int) -> list[list[Interval]]:
    """Divide stretches, in order, into exactly ``parts`` groups whose lengths differ by at most one base.

    A group may be empty only where there are fewer bases than parts.
    """
    total = sum(end - start for _, start, end in stretches)
    bounds = [total * number // parts for number in range(parts + 1)]
    groups: list[list[Interval]] = [[] for _ in range(parts)]
    done = 0
    part = 0
    for name, start, end in stretches:
        while start < end:
            while done >= bounds[part + 1] and part + 1 < parts:
                part += 1
            take = min(end - start, bounds[part + 1] - done)
            groups[part].append((name, start, start + take))
            start += take
            done += take
    return groups


def with_margins(groups: Sequence[Sequence[Interval]]) -> list[list[Interval]]:
    """Each group with :data:`MARGIN` bases more where the stretch that it begins or ends with was cut."""
    found = [list(group) for group in groups]
    for left, right in pairwise(number for number, group in enumerate(groups) if group):
        name, start, cut = groups[left][-1]
        other, begin, stop = groups[right][0]
        if (name, cut) == (other, begin):
            found[left][-1] = (name, found[left][-1][1], min(stop, cut + MARGIN))
            found[right][0] = (name, max(start, cut - MARGIN), found[right][0][2])
    return found


def write_intervals(
    fasta: Path, targets: Path | None, outputs: Sequence[Path], called: Sequence[Path], pieces: Path
) -> None:
    """Write one BED per scatter interval, balanced by readable (or targeted) bases, and one for calibration.

    The mitochondrial contig is left out: it has a caller of its own.

    Args:
        fasta: prepared reference.
        targets: BED of what was captured, if any.
        outputs: the intervals: each base in one of them.
        called: the same with margins at the cuts: what a caller is given.
        pieces: BED for calibration.
    """
    stretches = readable_stretches(fasta)
    if targets is not None:
        lengths = {
            line.split("\t")[0]: int(line.split("\t")[1]) for line in Path(f"{fasta}.fai").read_text().splitlines()
        }
        padded = [
            (name, max(0, start - TARGET_PADDING), min(lengths[name], end + TARGET_PADDING))
            for name, start, end in read_bed(targets, list(lengths))
        ]
        stretches = merge(padded, list(lengths))
    nuclear = [stretch for stretch in stretches if kind_of(stretch[0]) is not ContigKind.M]
    groups = scatter(nuclear, len(outputs))
    for group, path in (*zip(groups, outputs, strict=True), *zip(with_margins(groups), called, strict=True)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_bed(group or [(stretches[0][0], 0, 1)]))  # callers take an empty file for a fault or for all
    pieces.parent.mkdir(parents=True, exist_ok=True)
    pieces.write_text(_bed(calibration(nuclear)))


def _bed(intervals: Iterable[Interval]) -> str:
    return "".join(f"{name}\t{start}\t{end}\n" for name, start, end in intervals)


def calibration(stretches: Sequence[Interval]) -> list[Interval]:
    """Pieces spread evenly over stretches, :data:`CALIBRATION_BASES` in all, or everything where there is no more."""
    total = sum(end - start for _, start, end in stretches)
    if total <= CALIBRATION_BASES:
        return list(stretches)
    pieces = CALIBRATION_BASES // CALIBRATION_PIECE
    wanted = iter([total * number // pieces for number in range(pieces)])
    found: list[Interval] = []
    done, begin = 0, next(wanted)
    for name, start, end in stretches:
        while start < end and begin < done + end - start:
            at = start + max(0, begin - done)
            stop = min(end, start + begin + CALIBRATION_PIECE - done)
            found.append((name, at, stop))
            done, start = done + stop - start, stop
            if done >= begin + CALIBRATION_PIECE:
                begin = next(wanted, total)
        done += end - start
    return found


def write_coding(model: GeneModel, out: Path) -> None:
    """BED of the coding regions (non-coding genes: exons) of each gene's chosen transcript, sorted by place.

    Columns: contig, start, end, ``gene|label``. Genes without a coding sequence are left out of the depth summary.
    """
    rows = [
        (contig, start, end, f"{gene}|{label.replace(' ', '_')}")
        for gene in model.genes
        for contig, start, end, label in model.coding_regions(gene)
    ]
    order = {name: number for number, name in enumerate(model.contigs)}
    rows.sort(key=lambda row: (order[row[0]], *row[1:]))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("".join("\t".join(map(str, row)) + "\n" for row in rows))
