"""What the refinement of the calls, and the import of others, wrote into INFO, read back for the interpretation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tachkhis.variants import fields
from tachkhis.variants.record import CopyConflict


def parent_reads(info: Any) -> dict[str, tuple[int, int]]:
    """Reads with the allele, and all reads, that were counted anew in parents of a de novo candidate; by sample.

    Args:
        info: INFO of a ``cyvcf2.Variant``.
    """
    counts = {}
    for entry in _items(info, fields.PARENT_READS):
        sample, _, reads = entry.rpartition(":")
        alt, _, depth = reads.partition("/")
        counts[sample] = (int(alt), int(depth))
    return counts


def mosaic_parents(info: Any) -> tuple[str, ...]:
    """Samples of parents whose reads show the allele too often for error and too seldom for a heterozygote."""
    return tuple(_items(info, fields.PARENT_MOSAIC))


def copy_conflicts(info: Any, contig: str) -> tuple[CopyConflict, ...]:
    """Members whose imported genotypes need another number of copies than they have."""
    found = []
    for field in fields.COPY_FIELDS:
        for item in _items(info, field):
            sample, _, other = item.partition(":")
            name = f"{contig}-{other}" if other else None
            found.append(CopyConflict(fields.unescape(sample), name, field is not fields.COPIES_OVER))
    for item in _items(info, fields.ONE_COPY_LEFT):
        sample, other, genotype = item.split(":")
        found.append(CopyConflict(fields.unescape(sample), f"{contig}-{other}", one_left=True, called=genotype))
    for item in _items(info, fields.MORE_COPIES_CALLED):
        sample, _, genotype = item.rpartition(":")
        found.append(CopyConflict(fields.unescape(sample), None, one_left=False, called=genotype))
    return tuple(found)


def beside_deletions(record: Any, samples: Sequence[str]) -> frozenset[str]:
    """Samples of which one copy was read, beside a deletion of the other: by the refinement, or of an import.

    Args:
        record: a ``cyvcf2.Variant``.
        samples: in the order of its columns.
    """
    info = record.INFO
    found = {fields.unescape(item.split(":")[0]) for item in _items(info, fields.ONE_COPY_LEFT)}
    if fields.REFINED_ONE_COPY in _items(info, fields.REFINE):
        called = record.format(fields.CALLER_GT.id)
        found |= {sample for sample, gt in zip(samples, () if called is None else called, strict=False) if gt == "1/1"}
    return frozenset(found)


def notes(info: Any) -> tuple[str, ...]:
    """The rules that acted on a record, and the parents who may be mosaic, for people."""
    mosaic = (f"possible mosaic: {parent}" for parent in mosaic_parents(info))
    return (*_items(info, fields.REFINE), *mosaic)


def _items(info: Any, field: fields.Field) -> list[str]:
    return [item for item in str(info.get(field.id) or "").split(",") if item]
