"""Sorted normalised records brought together: one record per allele, and cis variants of one codon as one.

- Records of one allele at one place (a file that names it twice): that which passed the filters with the higher QUAL
  stays; a member without a call in it takes the other's.
- Substitutions that share a codon become one record where every member has them on the same copies for certain
  (homozygous, haploid, or phased in one phase set) or lacks them all. Else they stay apart: which of them stand
  together in whom is then not known, or differs between members. An allele that is asked for is never hidden so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import replace

from tachkhis.reference.normal_allele import Bases
from tachkhis.variants.codons import Codons
from tachkhis.variants.normal_record import NormalCall
from tachkhis.variants.normal_record import NormalRecord

CODON = 3


def neighbours(lines: Iterable[str]) -> Iterator[list[str]]:
    """Sorted lines in groups that may share a codon; most records stand alone and need not be read."""
    group: list[str] = []
    contig, position = "", 0
    for line in lines:
        name, written, _ = line.split("\t", 2)
        here = int(written)
        if group and (name != contig or here - position >= CODON):
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


def codons_joined(
    records: Iterable[NormalRecord],
    codons: Codons,
    bases: Bases,
    interest: frozenset[tuple[str, int, str, str]],
    counts: Counter[str],
) -> Iterator[NormalRecord]:
    """Sorted records, those of one codon and copy as one; ``counts`` takes ``codons_joined``."""
    held: list[NormalRecord] = []
    for record in records:
        while held and (held[0].contig != record.contig or record.position - held[0].position >= CODON):
            yield held.pop(0)
        joined = _with_held(record, held, codons, bases, interest)
        if joined is None:
            held.append(record)
            continue
        index, merged = joined
        counts["codons_joined"] += 1
        held[index] = merged
    yield from held


def _with_held(
    record: NormalRecord,
    held: list[NormalRecord],
    codons: Codons,
    bases: Bases,
    interest: frozenset[tuple[str, int, str, str]],
) -> tuple[int, NormalRecord] | None:
    if len(record.ref) != len(record.alt) or record.alt.startswith("<") or record.key in interest:
        return None
    for index, other in enumerate(held):
        end = other.position + len(other.ref)
        fits = len(other.ref) == len(other.alt) and end <= record.position and other.key not in interest
        if not fits or record.position + len(record.ref) - other.position > CODON:
            continue
        last = record.position + len(record.ref) - 1
        if not codons.share(record.contig, other.position, last):
            continue
        calls = [_together(one, two) for one, two in zip(other.calls, record.calls, strict=True)]
        if any(call is None for call in calls):
            continue
        between = bases.fetch(record.contig, end - 1, record.position - 1)
        filters = [name for name in (*other.filters, *record.filters) if name not in (".", "PASS")]
        return index, replace(
            other,
            ref=other.ref + between + record.ref,
            alt=other.alt + between + record.alt,
            calls=tuple(call for call in calls if call is not None),
            identifier=".",
            quality=_lower(other.quality, record.quality),
            filters=tuple(dict.fromkeys(filters)) or ("PASS",),
            info=".",
        )
    return None


def _together(one: NormalCall, two: NormalCall) -> NormalCall | None:
    """The call of both, where a member has both on the same copies for certain, or neither."""
    if one.alleles != two.alleles:
        return None
    if one.complete and 0 < one.carried < len(one.alleles):
        in_phase = one.phased and two.phased and one.phase_set is not None and one.phase_set == two.phase_set
        if not in_phase:
            return None
    elif not one.complete and one.carried:
        return None
    return replace(
        one,
        depth=_least(one.depth, two.depth),
        ref_reads=_least(one.ref_reads, two.ref_reads),
        alt_reads=_least(one.alt_reads, two.alt_reads),
        quality=_least(one.quality, two.quality),
    )


def _least(one: int | None, two: int | None) -> int | None:
    return None if one is None or two is None else min(one, two)


def _lower(one: str, two: str) -> str:
    known = [quality for quality in (one, two) if quality != "."]
    return min(known, key=float) if known else "."
