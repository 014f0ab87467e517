"""The p. name of a judged change on a transcript, or why there is none, and what is to be noted beside its names."""

from __future__ import annotations

from typing import Any

from tachkhis.variants.consequence import Judgement
from tachkhis.variants.protein import NO_PROTEIN_NAME
from tachkhis.variants.protein import UNKNOWN_NAME
from tachkhis.variants.protein import describe
from tachkhis.variants.protein import stop_kept
from tachkhis.variants.provider import mrna_position
from tachkhis.variants.severity import severity
from tachkhis.variants.spliced import Spliced

_SPLICE_SITE = frozenset({"splice_donor_variant", "splice_acceptor_variant"})
_CODING = frozenset({"coding_sequence_variant", "start_lost", "stop_lost"})
_WHOLE_CODING = frozenset({"start_lost", "stop_lost"})
_HARMLESS = frozenset({"LOW", "MODIFIER"})


def _intronic(variant: Any) -> bool:
    """A c. or n. variant names an intronic base (``c.12+1``)."""
    return bool(variant.posedit.pos.start.offset or variant.posedit.pos.end.offset)


def _first_copied(spliced: Spliced, start: int, alt: str, variant: Any | None) -> int:
    """MRNA position of the first base that an insertion copies; one in an intron is that of the exon behind it.

    ``alt`` may hold an intron, so that its length alone does not tell.
    """
    if variant is None:
        return start - len(alt)
    first = variant.posedit.pos.start
    return mrna_position(spliced, first) + int(first.offset > 0)


def protein_name(spliced: Spliced, judged: Judgement, variant: Any | None) -> tuple[str | None, str | None]:
    """The p. name at the named place, or ``None`` and the reason where one would be expected.

    Args:
        spliced: the transcript.
        judged: the change on it.
        variant: its c. name; ``None`` where it has none.
    """
    effect = judged.named
    terms = set(effect.terms)
    if spliced.cds is None:
        return None, None
    if "transcript_ablation" in terms:
        return NO_PROTEIN_NAME, None
    if terms & _SPLICE_SITE or (effect.crosses and terms & _CODING):
        return NO_PROTEIN_NAME if terms >= _WHOLE_CODING else UNKNOWN_NAME, None
    if effect.edit is None:  # in an intron; what another place does there cannot be ruled out
        return None if severity().impact(judged.terms) in _HARMLESS else UNKNOWN_NAME, None
    start, end, alt = effect.edit
    copies = variant is not None and variant.posedit.edit.type == "dup"
    if start == end == spliced.cds[0] and not copies:
        return UNKNOWN_NAME, None  # c.-1_1ins: the start codon itself stays
    if start == end >= spliced.cds[1] > _first_copied(spliced, start, alt, variant) and copies and spliced.whole:
        # the copy stands behind the stop codon that it copies; with one of a splice site nothing is told
        return UNKNOWN_NAME if _intronic(variant) else stop_kept(spliced.protein), None
    if start >= spliced.cds[1] or end <= spliced.cds[0]:
        at_site = variant is not None and _intronic(variant) and severity().impact(judged.terms) not in _HARMLESS
        return UNKNOWN_NAME if at_site else None, None
    reason = spliced.reason or ("unknown_bases" if "N" in alt else None)
    if reason is not None:
        return None, reason
    if variant is not None and _intronic(variant):
        return UNKNOWN_NAME, None
    if _whole_exon_goes(spliced, effect.edit):
        return NO_PROTEIN_NAME if terms >= _WHOLE_CODING else UNKNOWN_NAME, None
    if effect.protein is None:
        return None, "not_predictable"
    return NO_PROTEIN_NAME if terms >= _WHOLE_CODING else describe(spliced.protein, effect.protein), None


def _whole_exon_goes(spliced: Spliced, edit: tuple[int, int, str] | None) -> bool:
    """How the rest is spliced then cannot be told from the genome alone."""
    return edit is not None and not edit[2] and spliced.is_one_exon(edit[0], edit[1])


def note_of(spliced: Spliced, judged: Judgement, variant: Any | None, reason: str | None) -> str | None:
    """The words of the note; ``reason`` is why a p. name is missing."""
    effect = judged.named
    notes = []
    if reason is not None:
        notes.append(f"no_protein_name:{reason}")
    if variant is None:
        notes.append("reaches_outside_transcript")
    elif effect.edit is not None and not effect.crosses and _intronic(variant) and spliced.cds is not None:
        notes.append("at_exon_edge")
    elif _whole_exon_goes(spliced, effect.edit) and spliced.cds is not None:
        notes.append("whole_exon")
    if judged.others:
        notes.append("other_placements:" + "/".join("&".join(terms) for terms in judged.others))
    protein = effect.protein
    if protein is not None and not protein.start_lost and not protein.same:
        if spliced.stop_known and protein.stop_end is None and (protein.frameshift or protein.loses_stop):
            notes.append("no_stop_follows")
        if "U" in spliced.protein:
            notes.append("selenoprotein")
    stop = spliced.stop_start
    if spliced.stop_added and effect.edit is not None and stop is not None and effect.edit[1] > stop:
        notes.append("stop_codon_added")
    return ";".join(notes) or None
