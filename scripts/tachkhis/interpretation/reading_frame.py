"""Frame shifts of one gene that cancel out: together on a copy they leave the reading frame as it was.

PVS1 speaks of a null allele. Two changes of length on one copy whose lengths add up to whole codons are none, unless
the shifted frame between them meets a stop. Those that stand close together for certain were read as one record before
(:mod:`tachkhis.variants.codon_frame`); here are the others: further apart, across introns, or of unknown phase.

A change is on one copy with another, for certain, where both stand on every copy, where the other one does, or where
the phase of the two heterozygous calls is cis (:mod:`tachkhis.interpretation.phase`); it may be where that is unknown,
where a call on every copy is in doubt, or where only the other one stands on a single copy.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from tachkhis.interpretation.acmg.evidence import Frame
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.phase import Phase
from tachkhis.interpretation.phase import phase_of
from tachkhis.reference.genes import Transcript
from tachkhis.variants.codons import coding_base
from tachkhis.variants.evidence import changed_bases
from tachkhis.variants.record import Consequence
from tachkhis.variants.record import Variant

CODON = 3
SHIFT = "frameshift_variant"
MOST = 6
"""Others of unknown phase that are tried together; where a gene has more shifts than that, the nearest are."""
_NEW_STOP = re.compile(r"p\.\(?[A-Z][a-z]{2}(\d+)(?:[A-Z][a-z]{2})?fsTer(\d+)\)?$")
_AT_ONCE = re.compile(r"p\.\(?[A-Z][a-z]{2}(\d+)Ter\)?$")


@dataclass(frozen=True, slots=True)
class _Shift:
    """A frame shift: bases added (below 0: taken), first coding base behind which it reads, and what it reads to.

    ``place`` and ``stop`` count coding bases of the reference from 0; ``None`` where not known.
    """

    variant: Variant
    name: str
    added: int
    place: int | None
    stop: int | None


def frames_of(
    variants: Sequence[Variant], gene: str, family: Family, transcript: Callable[[str], Transcript | None]
) -> dict[str, Frame]:
    """By id of a variant which others restore its frame; those without any are left out.

    Args:
        variants: variants of one gene that the proband carries.
        gene: its symbol.
        family: the family.
        transcript: gives the model of a transcript by id, where there is one.
    """
    by_transcript: dict[str, list[_Shift]] = {}
    for variant in variants:
        consequence = variant.on(gene)
        if consequence is None or SHIFT not in consequence.consequences or variant.joined_into:
            continue
        shift = _shift(variant, consequence, transcript(consequence.transcript))
        if shift.added % CODON:
            by_transcript.setdefault(consequence.transcript, []).append(shift)
    found: dict[str, Frame] = {}
    for shifts in by_transcript.values():
        for one in shifts if len(shifts) > 1 else ():
            frame = _frame(one, [other for other in shifts if other is not one], family)
            if frame != Frame():
                found[one.variant.id] = frame
    return found


def _frame(one: _Shift, others: Sequence[_Shift], family: Family) -> Frame:
    certain: list[_Shift] = []
    possible: list[_Shift] = []
    for other in others:
        with_it = _with(one.variant, other.variant, family)
        if with_it is not None:
            (certain if with_it else possible).append(other)
    if _restored([one, *certain]):
        return Frame(restored=tuple(other.name for other in certain))
    possible.sort(key=lambda other: abs(other.variant.position - one.variant.position))
    possible = possible[:MOST]
    for size in range(1, len(possible) + 1):
        for chosen in combinations(possible, size):
            if _restored([one, *certain, *chosen]):
                return Frame(perhaps=tuple(other.name for other in (*certain, *chosen)))
    return Frame()


def _with(one: Variant, other: Variant, family: Family) -> bool | None:
    """Whether each copy that has the one has the other; ``False`` where one may, ``None`` where none does."""
    zygosities = [family.zygosity(variant, family.proband) for variant in (one, other)]
    doubted = any(family.copies_in_doubt(variant, family.proband) for variant in (one, other))
    if zygosities == [Zygosity.HET, Zygosity.HET]:
        phase = phase_of(one, other, family)
        return None if phase is Phase.TRANS else phase is Phase.CIS
    return zygosities[1] is not Zygosity.HET and not doubted


def _restored(shifts: Sequence[_Shift]) -> bool:
    """Whether shifts of one copy leave the frame as it was, and no stop ends the first one before the next."""
    if len(shifts) < 2 or sum(one.added for one in shifts) % CODON:
        return False
    placed = sorted((one.place, one.stop) for one in shifts if one.place is not None)
    if len(placed) < len(shifts):
        return True  # nobody can tell of a stop between them
    stop, following = placed[0][1], placed[1][0]
    return stop is None or stop > following


def _shift(variant: Variant, consequence: Consequence, transcript: Transcript | None) -> _Shift:
    start, end, new = changed_bases(variant.position, variant.ref, variant.alt)
    added = len(new) - (end - start)
    place = None
    if transcript is not None:
        bases = (start, end - 1) if start < end else (start - 1, start)
        places = [coding_base(transcript, base) for base in bases]
        known = [at for at in places if at is not None]
        place = (max(known) if start == end else min(known)) if known else None
    name = consequence.hgvs_c or variant.hgvs_g or variant.id
    return _Shift(variant, name, added, place, _stop(consequence.hgvs_p, added))


def _stop(protein: str | None, added: int) -> int | None:
    """Coding base of the reference behind the new stop that a frame shift's p. name tells; ``None`` where it does not.

    ``p.(Gln74HisfsTer28)``: residue 101 is the stop, and the changed sequence has ``added`` bases more before it.
    """
    name = (protein or "").rpartition(":")[2]
    shifted, at_once = _NEW_STOP.match(name), _AT_ONCE.match(name)
    if shifted is not None:
        return CODON * (int(shifted[1]) + int(shifted[2]) - 1) - added
    return None if at_once is None else CODON * int(at_once[1]) - added
