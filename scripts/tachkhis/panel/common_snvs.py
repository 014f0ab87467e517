"""Common SNVs that tell how people are related and what sex they are: thinned, read from a part of a large genome."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tachkhis.case.shipped import read_json
from tachkhis.panel.cohort import Cohort
from tachkhis.panel.cohort import Interval
from tachkhis.panel.genotypes import BUILD
from tachkhis.panel.reader import Handles
from tachkhis.panel.reader import open_handles
from tachkhis.panel.window import Window
from tachkhis.panel.window import windows
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of

PROBE = 10_000  # bases read at a time
RECORDS = 20  # of a file, read for one SNV that is kept: most are rare, or in linkage
_ROUNDS = 16  # at least as many: the first reads one probe in so many, each further one as many as all before
_SPARE = 4  # times as many SNVs as are kept at last
_FEW = 8  # people, below which linkage cannot be told from chance
_R2_OF_CHANCE = 8.0  # times 1 / people: what r2 may be by chance alone

Genotypes = NDArray[np.int8]
"""Alternate alleles (0, 1, 2; -1 not called) of (SNVs, people)."""

Found = list[tuple[int, Genotypes]]
"""Position (1-based) and genotypes, (people,), of SNVs of one contig."""


@dataclass(frozen=True)
class CommonSnvs:
    """Genotypes at common SNVs of the autosomes and of X outside the pseudo-autosomal regions."""

    autosomes: Genotypes
    x: Genotypes


def read_common_snvs(cohort: Cohort, jobs: int = 1) -> CommonSnvs:
    """Read the genotypes of a cohort whose copies are as written, spread over the genome, until they suffice.

    Args:
        cohort: with ``as_written`` set.
        jobs: processes.
    """
    rules = read_json(BUILD)["kinship"]
    contigs = {contig for source in cohort.sources for contig in source.records}
    lengths = {
        contig: length
        for contig, length in cohort.sexes.lengths.items()
        if contig in contigs and kind_of(contig) in (ContigKind.AUTOSOME, ContigKind.X)
    }
    bases = sum(length for contig, length in lengths.items() if kind_of(contig) is ContigKind.AUTOSOME)
    spacing = bases // (_SPARE * rules["most_snvs"])
    records = max(sum(source.records.values()) for source in cohort.sources)
    rounds = 1 if records <= RECORDS * rules["most_snvs"] else _ROUNDS  # a small file is read whole, in order
    while rounds * RECORDS * rules["most_snvs"] < records:
        rounds *= 2
    found: dict[str, Found] = {contig: [] for contig in lengths}
    autosomes: list[Genotypes] = []
    done: set[int] = set()
    step = rounds
    while step:
        these = [residue for residue in range(0, rounds, step) if residue not in done]
        done.update(these)
        tasks = [(cohort, tuple(_probes(contig, length, rounds, these)), spacing) for contig, length in lengths.items()]
        for contig, snvs in _all(tasks, jobs):
            found[contig] = sorted(found[contig] + snvs, key=lambda snv: snv[0])
        autosomes = [
            genotypes
            for contig, snvs in found.items()
            if kind_of(contig) is ContigKind.AUTOSOME
            for genotypes in thinned([genotypes for _, genotypes in snvs], rules)
        ]
        if len(autosomes) >= rules["most_snvs"]:
            break
        step //= 2
    x = [genotypes for contig, snvs in found.items() if kind_of(contig) is ContigKind.X for _, genotypes in snvs]
    shape = (-1, len(cohort.people))
    return CommonSnvs(np.array(autosomes, np.int8).reshape(shape), np.array(x, np.int8).reshape(shape))


def _probes(contig: str, length: int, rounds: int, residues: Sequence[int]) -> Iterator[Interval]:
    if rounds == 1:
        yield Interval(contig, 1, length)
        return
    for start in range(1, length + 1, PROBE * rounds):
        for residue in residues:
            first = start + residue * PROBE
            if first <= length:
                yield Interval(contig, first, min(first + PROBE - 1, length))


def thinned(snvs: Sequence[Genotypes], rules: Any) -> list[Genotypes]:
    """SNVs of one contig, in order, that are not in linkage with the last ones kept."""
    people = len(snvs[0]) if snvs else 0
    if people < _FEW:
        return list(snvs)
    most = max(rules["max_r2"], _R2_OF_CHANCE / people)
    kept: list[Genotypes] = []
    recent = np.zeros((rules["r2_window"], people))
    for genotype in snvs:
        given = genotype >= 0
        mean = genotype[given].mean()
        centred = np.where(given, genotype - mean, 0.0)
        norm = float(np.sqrt(centred @ centred))
        if norm == 0:
            continue
        unit = centred / norm
        if float(((recent @ unit) ** 2).max()) > most:
            continue
        recent[len(kept) % len(recent)] = unit
        kept.append(genotype)
    return kept


def _all(tasks: Sequence[tuple[Cohort, tuple[Interval, ...], int]], jobs: int) -> Iterator[tuple[str, Found]]:
    tasks = [task for task in tasks if task[1]]
    if jobs <= 1 or len(tasks) <= 1:
        with open_handles() as handles:
            for task in tasks:
                yield _of_contig(*task, handles)
        return
    with ProcessPoolExecutor(min(jobs, len(tasks)), mp_context=get_context("forkserver")) as pool:
        futures = [pool.submit(_of_contig, *task) for task in tasks]
        for future in futures:
            yield future.result()


def _of_contig(
    cohort: Cohort, probes: Sequence[Interval], spacing: int, handles: Handles | None = None
) -> tuple[str, Found]:
    if handles is None:
        with open_handles() as own:
            return _of_contig(cohort, probes, spacing, own)
    rules = read_json(BUILD)["kinship"]
    contig = probes[0].contig
    found: Found = []
    for probe in probes:
        for window in windows(cohort, probe, handles=handles):
            _pick(window, cohort, contig, spacing, rules, found)
    return contig, found


def _pick(window: Window, cohort: Cohort, contig: str, spacing: int, rules: Any, found: Found) -> None:
    """Common SNVs of two alleles that nearly everybody was called at."""
    if not window.keys:
        return
    on_x = kind_of(contig) is ContigKind.X
    called, carried = window.called, window.carried
    whole = np.where(called == 2, carried, np.where((called == 1) & on_x, 2 * carried, -1)).astype(np.int8)
    given = whole >= 0
    number = given.sum(axis=1)
    frequency = np.where(given, whole, 0).sum(axis=1) / np.maximum(1, 2 * number)
    common = np.minimum(frequency, 1 - frequency) >= rules["min_frequency"]
    common &= number >= (1 - rules["max_missing"]) * len(cohort.people)
    positions = [key[0] for key in window.keys]
    for row in np.flatnonzero(common).tolist():
        position, ref, alt = window.keys[row]
        if len(ref) != 1 or len(alt) != 1 or position in (positions[row - 1 : row] + positions[row + 1 : row + 2]):
            continue
        if found and position - found[-1][0] < spacing:
            continue
        if not (on_x and cohort.sexes.in_par(contig, position)):
            found.append((position, whole[row].copy()))  # a view would keep all records of the window in memory
