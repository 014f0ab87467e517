"""Parts of a panel's file, one per interval, by any number of processes, joined as they are."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from tachkhis.panel.cohort import Cohort
from tachkhis.panel.cohort import Interval
from tachkhis.panel.counts import GRID
from tachkhis.panel.counts import RunJoiner
from tachkhis.panel.counts import SiteWriter
from tachkhis.panel.counts import callable_runs
from tachkhis.panel.counts import count
from tachkhis.panel.reader import Handles
from tachkhis.panel.reader import open_handles
from tachkhis.panel.sources import END_OF_FILE
from tachkhis.panel.window import windows
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of

BASES = 5 * GRID  # of an interval


@dataclass(frozen=True, slots=True)
class Part:
    """The files of one interval; ``runs`` is ``None`` where nothing tells what is callable."""

    sites: Path
    runs: Path | None
    alleles: int
    left_out: Counter[str]


def intervals(lengths: dict[str, int], contigs: Sequence[str]) -> list[Interval]:
    """Contigs cut into intervals that do not depend on anything but their lengths."""
    return [
        Interval(contig, start, min(start + BASES - 1, lengths[contig]))
        for contig in lengths
        if contig in contigs
        for start in range(1, lengths[contig] + 1, BASES)
    ]


def make_part(cohort: Cohort, interval: Interval, folder: Path, number: int, handles: Handles | None = None) -> Part:
    """Count one interval into files without header; ``handles``: files that stay open for the next one."""
    import pysam

    counts: Counter[str] = Counter()
    writer = SiteWriter(cohort.regions)
    sites = folder / f"{number:06d}.sites.gz"
    runs = folder / f"{number:06d}.runs.gz" if cohort.knows_reference(interval.contig) else None
    joiner, alleles = RunJoiner(), 0
    with pysam.BGZFile(str(sites), "wb") as handle:
        out = pysam.BGZFile(str(runs), "wb") if runs is not None else None
        for window in windows(cohort, interval, counts, handles):
            found = count(window, cohort, interval.contig)
            handle.write("".join(writer.lines(interval.contig, found)).encode())
            counts["partial"] += int((found.partial > 0).sum())
            alleles += len(window.keys)
            if runs is None and kind_of(interval.contig) is ContigKind.AUTOSOME:
                counts["genotypes"] += window.called.size
                counts["missing"] += int((window.called == 0).sum())
            if out is not None:
                for run in callable_runs(window, cohort):
                    out.write(_run_lines(interval.contig, joiner.add(run)))
        if out is not None:
            out.write(_run_lines(interval.contig, joiner.end()))
            out.close()
    return Part(sites, runs, alleles, counts)


def _run_lines(contig: str, runs: Iterator[tuple[int, int, tuple[int, ...]]]) -> bytes:
    return "".join(run_line(contig, run) for run in runs).encode()


def run_line(contig: str, run: tuple[int, int, tuple[int, ...]]) -> str:
    """A line of the table of callability."""
    return "\t".join((contig, str(run[0]), str(run[1]), *map(str, run[2]))) + "\n"


def run_header(regions: Sequence[str]) -> str:
    """The first line of the table of callability."""
    return "\t".join(("#chrom", "start", "end", "AN", *(f"AN_{region.replace('-', '_')}" for region in regions))) + "\n"


def make_parts(cohort: Cohort, wanted: Sequence[Interval], folder: Path, jobs: int) -> Iterator[Part]:
    """The parts of some intervals, in order; made by ``jobs`` processes."""
    if jobs <= 1 or len(wanted) <= 1:
        with open_handles() as handles:
            for number, interval in enumerate(wanted):
                yield make_part(cohort, interval, folder, number, handles)
        return
    with ProcessPoolExecutor(min(jobs, len(wanted)), mp_context=get_context("forkserver")) as pool:
        futures = [pool.submit(make_part, cohort, interval, folder, n) for n, interval in enumerate(wanted)]
        try:
            for future in futures:
                yield future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def bgzf(path: Path, head: str, pieces: Sequence[Path]) -> None:
    """Write a BGZF file: a head, compressed here, then files that are BGZF already, block by block as they are."""
    import pysam

    with pysam.BGZFile(str(path), "wb") as handle:
        handle.write(head.encode())
    with path.open("r+b") as out:
        _to_end_of_data(out)
        for piece in pieces:
            size = piece.stat().st_size
            with piece.open("rb") as handle:
                handle.seek(max(0, size - len(END_OF_FILE)))
                ended = handle.read() == END_OF_FILE
                handle.seek(0)
                _copy(handle, out, size - len(END_OF_FILE) if ended else size)
        out.write(END_OF_FILE)
        out.truncate()


def _to_end_of_data(out: object) -> None:
    out.seek(0, os.SEEK_END)  # type: ignore[attr-defined]
    size = out.tell()  # type: ignore[attr-defined]
    if size >= len(END_OF_FILE):
        out.seek(size - len(END_OF_FILE))  # type: ignore[attr-defined]
        if out.read() == END_OF_FILE:  # type: ignore[attr-defined]
            out.seek(size - len(END_OF_FILE))  # type: ignore[attr-defined]


def _copy(source: object, out: object, count: int) -> None:
    while count > 0:
        chunk = source.read(min(count, 1 << 20))  # type: ignore[attr-defined]
        if not chunk:
            return
        out.write(chunk)  # type: ignore[attr-defined]
        count -= len(chunk)


def callable_path(out: Path) -> Path:
    """Where the table of callability of a panel stands: ``panel.callable.bed.gz`` beside ``panel.vcf.gz``."""
    name = out.name
    for end in (".vcf.gz", ".vcf.bgz", ".gz"):
        name = name.removesuffix(end)
    return out.with_name(f"{name}.callable.bed.gz")


def publish(folder: Path, out: Path, header: str, regions: Sequence[str], parts: Sequence[Part]) -> None:
    """Join parts into the panel's files, index them, and put them in place all at once.

    Args:
        folder: a folder on the same file system.
        out: the panel's VCF.
        header: its header.
        regions: regions of its people, for the table of callability.
        parts: in the order of the genome.
    """
    import pysam

    finished: list[tuple[Path, Path]] = []
    sites, runs = folder / "panel.vcf.gz", folder / "panel.callable.bed.gz"
    bgzf(sites, header, [part.sites for part in parts])
    pysam.tabix_index(str(sites), preset="vcf", force=True)
    finished.append((sites, out))
    known = [part.runs for part in parts if part.runs is not None]
    beside = callable_path(out)
    if known:
        bgzf(runs, run_header(regions), known)
        pysam.tabix_index(str(runs), preset="bed", force=True)
        finished.append((runs, beside))
    else:
        for stale in (beside, Path(f"{beside}.tbi")):
            stale.unlink(missing_ok=True)
    for made, place in finished:
        Path(f"{made}.tbi").replace(f"{place}.tbi")
        made.replace(place)
