"""Annotation tracks like gnomAD, the Moroccan panel and ClinVar: bgzipped, indexed, and marked synthetic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import log
from pathlib import Path

import numpy as np
import pysam
from numpy.typing import NDArray

from tachkhis.simulation.model import Allele
from tachkhis.simulation.model import Genome
from tachkhis.simulation.people import People
from tachkhis.simulation.variation import ABSENT
from tachkhis.simulation.variation import Genotypes
from tachkhis.simulation.variation import Variation

MARK = "made by 'tachkhis simulate'; describes no real person and no real variant"


@dataclass(frozen=True)
class Counts:
    """Alleles of some people at some variants, one entry per variant."""

    ac: NDArray[np.int64]
    an: NDArray[np.int64]
    homozygotes: NDArray[np.int64]
    hemizygotes: NDArray[np.int64]


def count(genotypes: Genotypes, rows: NDArray[np.int64]) -> Counts:
    """Count the alleles of the people at some places among the sampled."""
    first, second = genotypes[:, 2 * rows], genotypes[:, 2 * rows + 1]
    single = (first == ABSENT) ^ (second == ABSENT)
    carried = (first == 1).astype(np.int64) + (second == 1)
    there = (first != ABSENT).astype(np.int64) + (second != ABSENT)
    return Counts(
        carried.sum(axis=1),
        there.sum(axis=1),
        (carried == 2).sum(axis=1),
        (single & (carried == 1)).sum(axis=1),
    )


@cache
def filtering_count(ac: int) -> float:
    """Largest expected count for which ``ac`` or more would be seen less than 5 % of the time (Poisson).

    Filtering allele frequency of Whiffin 2017 (Genet Med 19:1151-1158): this over AN.
    """
    if ac == 0:
        return 0.0
    counts = np.arange(ac)
    log_factorials = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, ac)))])
    low, high = 0.0, float(ac)
    for _ in range(50):
        middle = (low + high) / 2
        below = float(np.exp(counts * log(middle) - middle - log_factorials).sum())
        low, high = (middle, high) if 1 - below < 0.05 else (low, middle)
    return low


def write_vcf(path: Path, header: Iterable[str], genome: Genome, records: Iterable[str]) -> int:
    """Write, compress and index a VCF; returns the number of records.

    ``records`` come in genomic order; ``header`` holds the lines between ``##fileformat`` and ``##contig``.
    """
    count_of = 0
    with pysam.BGZFile(str(path), "wb") as handle:
        lines = ["##fileformat=VCFv4.2", f"##synthetic={MARK}", *header]
        lines += [f"##contig=<ID={name},length={len(text)}>" for name, text in genome.sequences.items()]
        handle.write(("\n".join(lines) + "\n").encode())
        for record in records:
            if not record.startswith("#"):
                count_of += 1
            handle.write((record + "\n").encode())
    pysam.tabix_index(str(path), preset="vcf", force=True)
    return count_of


def site(allele: Allele, identifier: str, info: str) -> str:
    """A line of a sites-only VCF."""
    columns = (allele.contig, str(allele.position), identifier, allele.ref, allele.alt, ".", "PASS", info)
    return "\t".join(columns)


COLUMNS = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
GNOMAD_HEADER = (
    "##source=gnomAD-like, synthetic",
    '##INFO=<ID=AC,Number=A,Type=Integer,Description="Alternate allele count">',
    '##INFO=<ID=AN,Number=1,Type=Integer,Description="Total number of alleles">',
    '##INFO=<ID=AF,Number=A,Type=Float,Description="Alternate allele frequency">',
    '##INFO=<ID=nhomalt,Number=A,Type=Integer,Description="Count of homozygous individuals">',
    '##INFO=<ID=AC_XY,Number=A,Type=Integer,Description="Alternate allele count in XY individuals">',
    '##INFO=<ID=grpmax,Number=A,Type=String,Description="Group with the highest allele frequency">',
    '##INFO=<ID=AF_grpmax,Number=A,Type=Float,Description="Allele frequency in that group">',
    "##INFO=<ID=fafmax_faf95_max,Number=A,Type=Float,"
    'Description="Highest filtering allele frequency of the groups (95 % confidence)">',
)


def gnomad_records(variations: list[Variation], people: People) -> Iterable[str]:
    """Sites that vary in the outgroups."""
    yield COLUMNS
    groups = {group: people.rows([group]) for group in people.outgroups}
    everybody = people.rows(people.outgroups)
    sexes = np.array([people.sampled[row].sex == "male" for row in everybody])
    for variation in variations:
        total = count(variation.genotypes, everybody)
        males = count(variation.genotypes, everybody[sexes])
        by_group = {group: count(variation.genotypes, rows) for group, rows in groups.items()}
        for number in np.flatnonzero(total.ac):
            ac, an = int(total.ac[number]), int(total.an[number])
            shares = {
                group: (
                    found.ac[number] / max(1, found.an[number]),
                    filtering_count(int(found.ac[number])) / max(1, int(found.an[number])),
                )
                for group, found in by_group.items()
            }
            top = max(shares, key=lambda group: shares[group][0])
            faf = max(value[1] for value in shares.values())
            yield site(
                variation.alleles[number],
                ".",
                f"AC={ac};AN={an};AF={ac / an:.6g};nhomalt={int(total.homozygotes[number])};"
                f"AC_XY={int(males.ac[number])};grpmax={top};AF_grpmax={shares[top][0]:.6g};"
                f"fafmax_faf95_max={faf:.6g}",
            )


def panel_header(people: People) -> list[str]:
    """Header lines of the panel."""
    lines = [
        "##source=Moroccan-panel-like, synthetic",
        f"##people={len(people.rows(people.regions))}",
        '##INFO=<ID=AC,Number=A,Type=Integer,Description="Alternate allele count">',
        '##INFO=<ID=AN,Number=1,Type=Integer,Description="Total number of alleles">',
        '##INFO=<ID=AF,Number=A,Type=Float,Description="Alternate allele frequency">',
        '##INFO=<ID=nhom,Number=A,Type=Integer,Description="Homozygous individuals">',
        '##INFO=<ID=nhemi,Number=A,Type=Integer,Description="Hemizygous individuals">',
        '##INFO=<ID=REGIONS,Number=.,Type=String,Description="ISO 3166-2 region:AC/AN">',
    ]
    for region in people.regions:
        key = region.replace("-", "_")
        lines.append(f'##INFO=<ID=AC_{key},Number=A,Type=Integer,Description="Alternate allele count in {region}">')
        lines.append(f'##INFO=<ID=AN_{key},Number=1,Type=Integer,Description="Number of alleles in {region}">')
    return lines


def panel_records(variations: list[Variation], people: People) -> Iterable[str]:
    """Sites that vary in the panel."""
    yield COLUMNS
    rows = {region: people.rows([region]) for region in people.regions}
    everybody = people.rows(people.regions)
    for variation in variations:
        total = count(variation.genotypes, everybody)
        regions = {region: count(variation.genotypes, found) for region, found in rows.items()}
        for number in np.flatnonzero(total.ac):
            ac, an = int(total.ac[number]), int(total.an[number])
            parts = [
                f"AC={ac};AN={an};AF={ac / an:.6g};nhom={int(total.homozygotes[number])};"
                f"nhemi={int(total.hemizygotes[number])}"
            ]
            pairs = {region: (int(found.ac[number]), int(found.an[number])) for region, found in regions.items()}
            for region, (carried, alleles) in pairs.items():
                key = region.replace("-", "_")
                parts.append(f"AC_{key}={carried};AN_{key}={alleles}")
            parts.append("REGIONS=" + ",".join(f"{region}:{one}/{all_}" for region, (one, all_) in pairs.items()))
            yield site(variation.alleles[number], ".", ";".join(parts))
