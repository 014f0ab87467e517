"""What genotypes say of the people: principal components, heterozygosity, inbreeding, by region.

- People: those whom the panel counts. Of two who are related one is left out, as the panel did
  (:mod:`tachkhis.report.panel_summary.relatives`), since families would make components of their own.
- Components: of the relationship matrix of standardised genotypes (Patterson, Price and Reich 2006, PMID 17194218).
- Inbreeding F: excess of homozygous genotypes over what the panel's own frequencies expect, by moments, with the
  correction for a small sample (PLINK's ``--het``; Purcell 2007, PMID 17701901). Structure between regions adds to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tachkhis.errors import Fault
from tachkhis.errors import InputError
from tachkhis.panel.common_snvs import Genotypes
from tachkhis.panel.genotypes import GenotypeFilter
from tachkhis.panel.people import Member
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.report.panel_summary.relatives import Rules
from tachkhis.report.panel_summary.relatives import who_stays
from tachkhis.report.panel_summary.settings import Settings

BLOCK = 1024
"""SNVs that are taken into account at a time."""
COMPONENTS = 4
FEWEST = 3
"""People without whom there is nothing to draw."""
LEAST_SNVS = 30
"""SNVs without which nothing is said of the people."""


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """One person's numbers.

    Attributes:
        region: ISO 3166-2 code, or empty.
        heterozygosity: share of read SNVs that are heterozygous.
        inbreeding: F; ``None`` where too few SNVs were read.
        components: coordinates on the first components.
    """

    region: str
    heterozygosity: float
    inbreeding: float | None
    components: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Cohort:
    """The people of a panel by their genotypes.

    Attributes:
        people: in the order of the table; nobody where people or SNVs are too few to show.
        snvs: that were used.
        distance: least distance between them, in bases.
        shares: share of the variance (of the matrix's trace) of each component.
        relatives: people left out for their kinship.
        kinship: from which two people are related; ``None`` where it could not be computed.
        listed: relatives are those of the list beside the panel; else kinship was computed here.
    """

    people: tuple[PersonFigures, ...]
    snvs: int
    distance: int
    shares: tuple[float, ...]
    relatives: int
    kinship: float | None
    listed: bool = False


def _samples(path: Path, people: Sequence[Member]) -> list[str]:
    """Ids of the file's samples; the table must know each, and the file each person."""
    from cyvcf2 import VCF

    if not path.is_file():
        raise InputError([Fault(str(path), "no such file", "name the multi-sample VCF or BCF")])
    try:
        samples = list(VCF(str(path)).samples)
    except OSError as error:
        raise InputError([Fault(str(path), "it is no VCF or BCF", "name the multi-sample VCF or BCF")]) from error
    held, told = set(samples), {person.sample for person in people}
    faults = [
        Fault(str(path), "a sample is not in the table of people", "add a row for it to --people", value=name)
        for name in samples
        if name not in told
    ]
    faults += [
        Fault(str(path), "a person of the table is not in the file", "take the row out of --people", value=name)
        for name in sorted(told - held)
    ]
    if faults:
        raise InputError(faults)
    return samples


def _genotypes(path: Path, wanted: Sequence[str], distance: int, settings: Settings) -> Iterator[NDArray[np.float32]]:
    """Copies of ALT (0, 1, 2; NaN where not read) of each SNV that is used, one row per person."""
    from cyvcf2 import VCF

    file = VCF(str(path), samples=list(wanted), gts012=True)
    order = [list(file.samples).index(name) for name in wanted]
    contig, last = "", 0
    for record in file:
        if contig != record.CHROM:
            contig, last = record.CHROM, -distance
        if record.POS - last < distance or len(record.ALT) != 1 or len(record.REF) != 1 or len(record.ALT[0]) != 1:
            continue
        if kind_of(contig) in (ContigKind.X, ContigKind.Y, ContigKind.M) or not record.ALT[0].isalpha():
            continue
        counts = record.gt_types[order].astype(np.float32)
        counts[counts == 3] = np.nan
        missing = np.isnan(counts)
        if missing.mean() > settings.thinned_missing or missing.all():
            continue
        share = float(np.nanmean(counts)) / 2
        if min(share, 1 - share) < settings.thinned_frequency:
            continue
        last = record.POS
        yield counts


def _distance(path: Path, settings: Settings) -> int:
    """Least distance between SNVs so that about as many as wanted are left on this genome."""
    from cyvcf2 import VCF

    try:
        total = sum(VCF(str(path)).seqlens)
    except AttributeError:  # the header gives no lengths
        return settings.thinned_distance
    return max(settings.thinned_distance, int(total) // settings.thinned_snvs)


def cohort(
    path: Path, people: Sequence[Member], counted: Sequence[Member], settings: Settings, rules: Rules | None = None
) -> Cohort:
    """Read the genotypes of the people who are counted.

    Args:
        path: multi-sample VCF or BCF.
        people: everybody of the table.
        counted: those of them who may be counted.
        settings: how genotypes are thinned.
        rules: how the panel left people out; by default as the build does where nothing else is asked for.

    Raises:
        InputError: table and file do not name the same people, or too few people are left.
    """
    _samples(path, people)
    if len(counted) < FEWEST:
        problem = f"{len(counted)} people are left after exclusions, too few to show"
        raise InputError([Fault(str(path), problem, "give at least three consenting, unaffected people")])
    distance = _distance(path, settings)
    stayed = who_stays(path, counted, Rules(GenotypeFilter.shipped()) if rules is None else rules)
    kept = stayed.people
    genotypes = _matrix(_genotypes(path, [person.sample for person in kept], distance, settings), len(kept))
    bare = Cohort((), len(genotypes), distance, (), len(counted) - len(kept), stayed.bound, stayed.listed)
    if len(genotypes) < LEAST_SNVS or len(kept) < FEWEST:
        return bare
    n = len(kept)
    matrix, shared = np.zeros((2, n, n))
    heterozygous, homozygous, expected, read = np.zeros((4, n))
    used = 0
    for start in range(0, len(genotypes), BLOCK):
        block: list[NDArray[np.float32]] = []
        for row in genotypes[start : start + BLOCK]:
            known = row >= 0
            alleles = 2 * int(known.sum())
            share = float(row[known].sum()) / max(1, alleles)
            if not 0 < share < 1:  # those who are left are all alike
                continue
            used += 1
            heterozygous += row == 1
            homozygous += known & (row != 1)
            expected += known * (1 - 2 * share * (1 - share) * alleles / (alleles - 1))
            read += known
            counts = np.where(known, row, np.nan).astype(np.float32)
            block.append((counts - 2 * share) / np.sqrt(2 * share * (1 - share)))
        _accumulate(block, matrix, shared)
    if used < LEAST_SNVS:
        return replace(bare, snvs=used)
    coordinates, shares = _components(matrix / np.maximum(shared, 1))
    found = []
    for number, person in enumerate(kept):
        spread = read[number] - expected[number]
        found.append(
            PersonFigures(
                person.region,
                float(heterozygous[number] / max(read[number], 1)),
                float((homozygous[number] - expected[number]) / spread) if spread > 0 else None,
                tuple(float(value) for value in coordinates[number]),
            )
        )
    return replace(bare, people=tuple(found), snvs=used, shares=shares)


def _matrix(rows: Iterator[NDArray[np.float32]], people: int) -> Genotypes:
    """Copies of ALT, -1 where not read, (SNVs, people): a byte each, of at most the SNVs that are left by thinning."""
    found = [np.where(np.isnan(row), -1, row).astype(np.int8) for row in rows]
    return np.stack(found) if found else np.zeros((0, people), np.int8)


def _accumulate(block: list[NDArray[np.float32]], matrix: NDArray[np.float64], shared: NDArray[np.float64]) -> None:
    if not block:
        return
    values = np.stack(block, axis=1).astype(np.float64)
    known = ~np.isnan(values)
    values[~known] = 0
    matrix += values @ values.T
    shared += known.astype(np.float64) @ known.T.astype(np.float64)


def _components(relationship: NDArray[np.float64]) -> tuple[NDArray[np.float64], tuple[float, ...]]:
    """Coordinates and shares of the first components; signs are set so that the same input gives the same picture."""
    n = len(relationship)
    centre = np.eye(n) - 1 / n
    values, vectors = np.linalg.eigh(centre @ relationship @ centre)
    order = np.argsort(values)[::-1][:COMPONENTS]
    vectors = vectors[:, order]
    largest = np.abs(vectors).argmax(axis=0)
    vectors = vectors * np.where(vectors[largest, np.arange(len(order))] < 0, -1, 1)
    scale = np.sqrt(np.maximum(values[order], 0))
    total = float(np.trace(centre @ relationship @ centre))
    return vectors * scale, tuple(float(max(value, 0) / total) for value in values[order])
