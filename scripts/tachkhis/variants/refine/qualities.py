"""No GQ above what the member's own reads say: the phred by which PL prefers the genotype called to the next one.

A caller's posterior leans on an allele frequency that it takes from the same site: ``bcftools call`` says 127 of
``1/1`` by two reads, of which PL says 6. The likelihoods of one record know the reference and one alternate alone:
where a member carries another alternate over the same bases (``1/2``, parted in two records) they do not speak of the
genotype, and the caller's GQ stays.
"""

from __future__ import annotations

from collections.abc import Sequence

from tachkhis.variants.refine.view import View


def trust_the_reads(views: Sequence[View], rows: int) -> None:
    """Lower GQ to the margin of the likelihoods.

    Args:
        views: records of one contig by start.
        rows: number of members.
    """
    shared = two_alternates(views, rows)
    for number, view in enumerate(views):
        for row in range(rows):
            margin = view.margin(row) if view.usable and (number, row) not in shared else None
            if margin is not None:
                view.lower_quality(row, round(margin))


def two_alternates(views: Sequence[View], rows: int) -> set[tuple[int, int]]:
    """Number of the record and row of each call of a member who carries the alternates of two records that overlap."""
    found: set[tuple[int, int]] = set()
    before: list[int] = []
    for number, view in enumerate(views):
        before = [one for one in before if views[one].record.stop > view.record.start]
        for one in before:
            for row in range(rows):
                if view.copies(row) and views[one].copies(row):
                    found |= {(one, row), (number, row)}
        before.append(number)
    return found
