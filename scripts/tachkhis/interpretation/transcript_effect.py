"""What PVS1 asks of a transcript: the share of the protein that a change removes, and the effect of skipped exons."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tachkhis.interpretation.acmg.evidence import SpliceEffect
from tachkhis.reference.genes import Transcript
from tachkhis.variants.record import Consequence

_RESIDUE = re.compile(r"p\.\(?[A-Z][a-z]{2}(\d+)")
_DONOR, _ACCEPTOR = "splice_donor_variant", "splice_acceptor_variant"
_TRUNCATING = ("stop_gained", "frameshift_variant")


@dataclass(frozen=True, slots=True)
class TranscriptEffect:
    """What is known of the effect; ``None`` where it is not.

    Attributes:
        removed_share: fraction of the protein that is removed.
        splice: effect of skipping.
        removed: first and last residue removed, 1-based inclusive.
        exon: the exon hit, 0-based half-open on the genome.
    """

    removed_share: float | None = None
    splice: SpliceEffect = SpliceEffect.UNKNOWN
    removed: tuple[int, int] | None = None
    exon: tuple[int, int] | None = None


def effect_on(
    consequence: Consequence, transcript: Transcript | None, deleted: tuple[int, int] | None = None
) -> TranscriptEffect:
    """The effect of a null variant; unknown where the transcript is not in the gene model or not coding.

    Args:
        consequence: what the variant does to the transcript.
        transcript: the transcript.
        deleted: 0-based half-open interval of deleted bases, where the variant deletes some and adds none.
    """
    if transcript is None or transcript.coding_length < 6 or transcript.start_incomplete:
        return TranscriptEffect()
    residues = transcript.coding_length // 3 - 1  # without the stop codon
    if any(term in _TRUNCATING for term in consequence.consequences):
        found = _RESIDUE.match(consequence.hgvs_p or "")
        exon = _exon_of(consequence.exon, transcript)
        if found is None or not 1 <= int(found[1]) <= residues:
            return TranscriptEffect(exon=exon)
        first = int(found[1])
        return TranscriptEffect((residues - first + 1) / residues, removed=(first, residues), exon=exon)
    splice = {_DONOR, _ACCEPTOR} & set(consequence.consequences)
    intron = consequence.intron if consequence.worst_at is None else consequence.worst_intron
    if len(splice) == 1 and intron is not None:
        number = _first(intron) + (0 if splice == {_DONOR} else 1)  # 1-based exon
        return _skipping(number, number, transcript, residues)
    if len(splice) == 2 and deleted is not None:
        whole = _whole_exons(deleted, transcript)
        if whole is not None:
            return _skipping(*whole, transcript, residues)
    return TranscriptEffect()


def _first(written: str) -> int:
    return int(written.partition("/")[0].partition("-")[0])


def _in_order(transcript: Transcript) -> tuple[tuple[int, int], ...]:
    """Exons in the direction of transcription."""
    return transcript.exons if transcript.strand > 0 else transcript.exons[::-1]


def _exon_of(written: str | None, transcript: Transcript) -> tuple[int, int] | None:
    exons = _in_order(transcript)
    number = _first(written) if written else 0
    return exons[number - 1] if 1 <= number <= len(exons) else None


def _whole_exons(deleted: tuple[int, int], transcript: Transcript) -> tuple[int, int] | None:
    """Numbers of the exons that a deletion takes as a whole, where it takes no part of another one."""
    exons = _in_order(transcript)
    touched = [number for number, (start, end) in enumerate(exons, 1) if start < deleted[1] and end > deleted[0]]
    if not touched or any(exons[n - 1][0] < deleted[0] or exons[n - 1][1] > deleted[1] for n in touched):
        return None
    return touched[0], touched[-1]


def _skipping(number: int, to: int, transcript: Transcript, residues: int) -> TranscriptEffect:
    """Skipping of exons ``number`` to ``to`` (1-based, in the direction of transcription).

    The effect is unknown if they code for nothing. An exon that holds the start codon is a case of its own; one that
    holds the stop codon takes the rest of the protein with it, without decay. Else, where the frame is lost, the new
    stop is taken to lie before the last exon junction if two exons or more follow, after it otherwise.
    """
    exons = _in_order(transcript)
    if not 1 <= number <= to <= len(exons) or transcript.cds is None:
        return TranscriptEffect()
    first, last = transcript.cds
    skipped = exons[number - 1 : to]
    coding = [(start, end) for start, end in skipped if start < last and end > first]
    exon = skipped[0] if len(skipped) == 1 else None
    if not coding:
        return TranscriptEffect()

    def holds(base: int) -> bool:
        return any(start <= base < end for start, end in skipped)

    start_codon, stop_codon = (first, last - 1) if transcript.strand > 0 else (last - 1, first)
    if holds(start_codon):
        return TranscriptEffect(splice=SpliceEffect.START_EXON)
    before = sum(
        min(stop, last) - max(begin, first) for begin, stop in exons[: number - 1] if begin < last and stop > first
    )
    length = sum(end - start for start, end in skipped)
    lost = max(0.0, residues - before / 3) / residues
    rest = (min(residues, before // 3 + 1), residues)
    if holds(stop_codon):
        return TranscriptEffect(lost, SpliceEffect.FRAME_LOST_NO_NMD, rest, exon)
    if length % 3 == 0:
        kept_to = min(residues, before // 3 + length // 3)
        return TranscriptEffect(length / 3 / residues, SpliceEffect.FRAME_KEPT, (rest[0], kept_to), exon)
    if len(exons) - to >= 2:
        return TranscriptEffect(lost, SpliceEffect.FRAME_LOST_NMD, rest, exon)
    return TranscriptEffect(lost, SpliceEffect.FRAME_LOST_NO_NMD, rest, exon)
