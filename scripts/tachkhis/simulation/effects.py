"""What an allele does to the transcripts of a gene: enough to keep made-up population variants harmless."""

from __future__ import annotations

from enum import IntEnum
from functools import cache

from Bio.Align import substitution_matrices

from tachkhis.simulation.model import Allele
from tachkhis.simulation.model import Gene
from tachkhis.simulation.model import Transcript
from tachkhis.simulation.naming import mutated_coding
from tachkhis.simulation.sequence import translate

SPLICE_REGION = 8  # bases of the intron next to an exon


class Effect(IntEnum):
    """From harmless to severe."""

    OUTSIDE = 0
    INTRON = 1
    UNTRANSLATED = 2
    SPLICE_REGION = 3
    SYNONYMOUS = 4
    MISSENSE_MILD = 5
    MISSENSE = 6
    IN_FRAME = 7
    SEVERE = 8


@cache
def substitution_score(was: str, now: str) -> int:
    """BLOSUM62 (Henikoff and Henikoff, PNAS 1992;89:10915-10919)."""
    return int(_blosum()[was][now])


@cache
def _blosum() -> substitution_matrices.Array:
    return substitution_matrices.load("BLOSUM62")


def effect_on(allele: Allele, transcript: Transcript, contig: str) -> Effect:
    """The effect on one transcript."""
    start, end = allele.position, allele.end
    if end < transcript.exons[0][0] or start > transcript.exons[-1][1]:
        return Effect.OUTSIDE
    touched = range(start, end + (2 if len(allele.alt) > len(allele.ref) else 1))
    if any(position in transcript.splice_bases for position in touched):
        return Effect.SEVERE
    if any(position in transcript.cds_offset for position in touched):
        return _coding_effect(allele, transcript, contig)
    for low, high in transcript.introns:
        if low <= start and end <= high:
            near = start - low < SPLICE_REGION or high - end < SPLICE_REGION
            return Effect.SPLICE_REGION if near else Effect.INTRON
    return Effect.UNTRANSLATED


def _coding_effect(allele: Allele, transcript: Transcript, contig: str) -> Effect:
    if len(allele.ref) != len(allele.alt):
        return Effect.SEVERE if (len(allele.ref) - len(allele.alt)) % 3 else Effect.IN_FRAME
    changed = mutated_coding(allele, transcript, contig)
    if changed is None:
        return Effect.SEVERE
    before = translate(transcript.coding(contig), transcript.table)
    after = translate(changed, transcript.table)[: len(before)]
    if after == before:
        return Effect.SYNONYMOUS
    at = next(number for number, pair in enumerate(zip(before, after, strict=True)) if pair[0] != pair[1])
    if at == 0 or "*" in (before[at], after[at]):
        return Effect.SEVERE
    return Effect.MISSENSE_MILD if substitution_score(before[at], after[at]) >= 0 else Effect.MISSENSE


def worst_effect(allele: Allele, gene: Gene, contig: str) -> Effect:
    """The most severe effect over the transcripts of a gene."""
    return max(effect_on(allele, transcript, contig) for transcript in gene.transcripts)
