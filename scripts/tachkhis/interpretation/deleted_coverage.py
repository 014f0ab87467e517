"""Coverage of the requested genes where the proband lacks bases: what is not there was read, not missed."""

from __future__ import annotations

from collections.abc import Iterable

from tachkhis.quality.gene_coverage import GeneCoverage
from tachkhis.variants.record import Call
from tachkhis.variants.record import Variant


def coverage_of(genes: Iterable[GeneCoverage], variants: Iterable[Variant], proband: str) -> list[GeneCoverage]:
    """Coverage of the requested genes; bases that the proband was found to lack are read, not unread."""
    gone = [
        (variant.contig, variant.position + 1, variant.position + len(variant.ref) - 1)
        for variant in variants
        if len(variant.ref) > len(variant.alt) == 1 and _only_copy_carries(variant.call(proband))
    ]
    return [without_deleted(gene, gone) for gene in genes]


def _only_copy_carries(call: Call | None) -> bool:
    """Whether every allele called in a person is the alternate one."""
    return call is not None and call.complete and call.carried == len(call.alleles) > 0


def without_deleted(gene: GeneCoverage, gone: list[tuple[str, int, int]]) -> GeneCoverage:
    """Coverage of a gene without the unread stretches that a called deletion of all copies explains as a whole.

    Args:
        gene: coverage as measured.
        gone: contig, first and last base (1-based) of each such deletion.
    """
    kept = [
        region
        for region in gene.unreadable
        if not any(
            contig == region.contig and start <= region.start and region.end <= end for contig, start, end in gone
        )
    ]
    if len(kept) == len(gene.unreadable):
        return gene
    unread = sum(region.end - region.start + 1 for region in kept)
    percent = round(100.0 * (gene.bases - unread) / gene.bases, 2)
    return gene.model_copy(update={"unreadable": kept, "percent_callable": percent})
