"""What PVS1 asks of a transcript: the share of the protein that a change removes, and the effect of a skipped exon."""

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
    """``removed_share`` is a fraction of the protein, ``None`` where not known."""

    removed_share: float | None = None
    splice: SpliceEffect = SpliceEffect.UNKNOWN


def effect_on(consequence: Consequence, transcript: Transcript | None) -> TranscriptEffect:
    """The effect of a null variant; unknown where the transcript is not in the gene model or not coding."""
    if transcript is None or transcript.coding_length < 6 or transcript.start_incomplete:
        return TranscriptEffect()
    residues = transcript.coding_length // 3 - 1  # without the stop codon
    if any(term in _TRUNCATING for term in consequence.consequences):
        found = _RESIDUE.match(consequence.hgvs_p or "")
        if found is None or not 1 <= int(found[1]) <= residues:
            return TranscriptEffect()
        return TranscriptEffect(removed_share=(residues - int(found[1]) + 1) / residues)
    splice = {_DONOR, _ACCEPTOR} & set(consequence.consequences)
    intron = consequence.intron if consequence.worst_at is None else consequence.worst_intron
    if len(splice) == 1 and intron is not None:
        return _skipping(intron, splice == {_DONOR}, transcript, residues)
    return TranscriptEffect()


def _skipping(intron: str, donor: bool, transcript: Transcript, residues: int) -> TranscriptEffect:
    """Skipping of the exon beside the intron ("2/8", in the direction of transcription).

    The effect is unknown if that exon codes for nothing. An exon that holds the start codon is a case of its own; one
    that holds the stop codon takes the rest of the protein with it, without decay. Else, where the frame is lost, the
    new stop is taken to lie before the last exon junction if two exons or more follow, after it otherwise.
    """
    number = int(intron.partition("/")[0]) + (0 if donor else 1)  # 1-based exon
    exons = transcript.exons if transcript.strand > 0 else transcript.exons[::-1]
    if not 1 <= number <= len(exons) or transcript.cds is None:
        return TranscriptEffect()
    start, end = exons[number - 1]
    first, last = transcript.cds
    if min(end, last) <= max(start, first):
        return TranscriptEffect()
    if start <= (first if transcript.strand > 0 else last - 1) < end:
        return TranscriptEffect(splice=SpliceEffect.START_EXON)
    before = sum(
        min(stop, last) - max(begin, first) for begin, stop in exons[: number - 1] if begin < last and stop > first
    )
    length = end - start
    lost = max(0.0, residues - before / 3) / residues
    if start <= (last - 1 if transcript.strand > 0 else first) < end:
        return TranscriptEffect(lost, SpliceEffect.FRAME_LOST_NO_NMD)
    if length % 3 == 0:
        return TranscriptEffect(length / 3 / residues, SpliceEffect.FRAME_KEPT)
    if len(exons) - number >= 2:
        return TranscriptEffect(lost, SpliceEffect.FRAME_LOST_NMD)
    return TranscriptEffect(lost, SpliceEffect.FRAME_LOST_NO_NMD)
