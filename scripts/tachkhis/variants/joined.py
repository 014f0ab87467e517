"""Sorted normalised records brought together: one record per allele.

Of two records of one allele (a file that names it twice) that which passed the filters with the higher QUAL stays; a
member without a call in it takes the other's. Alleles of one codon are read together later, for the calls of every
source alike: :mod:`tachkhis.variants.codon_join`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import replace

from tachkhis.variants.normal_record import NormalRecord


def neighbours(lines: Iterable[str]) -> Iterator[list[str]]:
    """Sorted lines in groups of one place; most records stand alone and need not be read."""
    group: list[str] = []
    contig, position = "", 0
    for line in lines:
        name, written, _ = line.split("\t", 2)
        here = int(written)
        if group and (name != contig or here != position):
            yield group
            group = []
        group.append(line)
        contig, position = name, here
    if group:
        yield group


def one_per_allele(records: Iterable[NormalRecord], counts: Counter[str]) -> Iterator[NormalRecord]:
    """Sorted records, each allele once.

    Args:
        records: sorted by contig and position; several alleles of one position may come in any order.
        counts: ``duplicates`` is counted here.
    """
    here: dict[tuple[str, int, str, str], NormalRecord] = {}
    place: tuple[str, int] | None = None
    for record in records:
        if (record.contig, record.position) != place:
            yield from _in_order(here)
            here, place = {}, (record.contig, record.position)
        known = here.get(record.key)
        if known is not None:
            counts["duplicates"] += 1
        here[record.key] = record if known is None else _better(known, record)
    yield from _in_order(here)


def _in_order(here: dict[tuple[str, int, str, str], NormalRecord]) -> list[NormalRecord]:
    return [here[key] for key in sorted(here)]


def _better(first: NormalRecord, second: NormalRecord) -> NormalRecord:
    def rank(record: NormalRecord) -> tuple[bool, float]:
        return record.passed, -1.0 if record.quality == "." else float(record.quality)

    best, other = (first, second) if rank(first) >= rank(second) else (second, first)
    calls = tuple(
        theirs if all(allele is None for allele in mine.alleles) else mine
        for mine, theirs in zip(best.calls, other.calls, strict=True)
    )
    return replace(best, calls=calls)
