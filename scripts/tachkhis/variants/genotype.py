"""Genotypes at the sites of interest from the reads themselves, whether or not anything was called there."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tachkhis.case.request import Request
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.sex_chromosomes import SexChromosomes
from tachkhis.variants.mitochondria.evidence import call_of
from tachkhis.variants.mitochondria.pile import Support as Reads
from tachkhis.variants.mitochondria.rules import MitochondrialRules
from tachkhis.variants.sites import ReadingRules
from tachkhis.variants.sites import Site
from tachkhis.variants.sites import Support
from tachkhis.variants.sites import read_support

AROUND = 300  # bases of reference fetched on each side of a site


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in one member; ``status`` as in ``case.json`` (carried_het, not_carried, not_readable, ...)."""

    sample: str
    depth: int | None
    alt_reads: int | None
    status: str


@dataclass(frozen=True, slots=True)
class SiteReading:
    """One site in all members."""

    id: str
    name: str
    gene: str
    kind: str
    disease: str | None
    genotypes: tuple[Reading, ...]
    why_not_tested: str | None


def status_of(support: Support, copies: int, callable_depth: int) -> str:
    """The status of one member at one site.

    Fewer reads than ``callable_depth`` (half of it where there is one copy) say nothing of absence: the site is then
    not readable, unless the allele itself was seen. Nor do they where as many reads as make an allele "seen" are of
    the allele's length and spell it otherwise: a change beside it may hide it. Beside another allele on as many reads
    it is carried on one copy.
    """
    rules = ReadingRules.shipped()
    share = support.alt_reads / support.depth if support.depth else 0.0
    if support.alt_reads >= rules.carried_reads and share >= rules.carried_share:
        if copies == 1:
            return "carried_hemi"
        alone = not _seen(support.another + support.unclear, support, rules)
        return "carried_hom" if share >= rules.homozygous_share and alone else "carried_het"
    if copies == 0:
        return "not_tested"
    enough = callable_depth if copies > 1 else (callable_depth + 1) // 2
    readable = support.readable >= enough and not _seen(support.unclear, support, rules)
    return "not_carried" if readable else "not_readable"


def _seen(reads: int, support: Support, rules: ReadingRules) -> bool:
    """Whether so many of the reads at a site are as many as make an allele seen."""
    return reads >= rules.carried_reads and reads >= rules.carried_share * (support.readable + support.unclear)


def mitochondrial_status_of(support: Support) -> str:
    """The status of one member at a site of the mitochondrial genome, where any fraction of the copies may carry it.

    Absence is told only where the reads exclude the least fraction that is reported (``known_quality``).
    """
    rules = MitochondrialRules.shipped()
    reads = Reads(support.depth, support.depth - support.alt_reads, support.alt_reads, 0, 0, 0, rules.site_error)
    call = call_of(reads, passed=False, known=True, rules=rules)
    carried = {"1": "carried_homoplasmic", "0/1": "carried_heteroplasmic"}.get(call.genotype)
    if carried is not None:
        return carried
    excluded = call.quality is not None and call.quality >= rules.known_quality
    hidden = _seen(support.unclear, support, ReadingRules.shipped())
    return "not_carried" if excluded and not hidden else "not_readable"


def genotype_sites(
    sites: Sequence[Site],
    request: Request,
    crams: Mapping[str, Path],
    fasta: Path,
    copies: SexChromosomes,
) -> list[SiteReading]:
    """Read every site in every member; members without reads are ``not_tested``."""
    import pysam

    calling = request.config.calling
    found: list[list[Reading]] = [[] for _ in sites]  # by place in sites: a founder may be an asked-for position, too
    with pysam.FastaFile(str(fasta)) as reference:
        for person in request.case.people:
            alignment: Any = None
            if person.sample in crams:
                alignment = pysam.AlignmentFile(str(crams[person.sample]), reference_filename=str(fasta))
            for site, readings in zip(sites, found, strict=True):
                if alignment is None or site.contig is None or site.position is None:
                    readings.append(Reading(person.sample, None, None, "not_tested"))
                    continue
                offset = max(0, site.position - 1 - AROUND)
                bases = reference.fetch(site.contig, offset, site.position + AROUND).upper()
                support = read_support(alignment, site, bases, offset, calling.min_mapping_quality)
                number = copies.ploidy(site.contig, site.position, person.sex)
                status = status_of(support, number, calling.callable_depth)
                if kind_of(site.contig) is ContigKind.M:
                    status = mitochondrial_status_of(support)
                readings.append(Reading(person.sample, support.readable, support.alt_reads, status))
            if alignment is not None:
                alignment.close()
    return [
        SiteReading(site.id, site.name, site.gene, site.kind, site.disease, tuple(readings), site.why_not)
        for site, readings in zip(sites, found, strict=True)
    ]
