"""Other telling variants of a gene that stand on the same copy as one of a candidate's."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence

from tachkhis.case.message import Message
from tachkhis.interpretation.assess import Judged
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.phase import Phase
from tachkhis.interpretation.phase import phase_of


def in_cis(judged: Sequence[Judged], others: Iterable[Judged], family: Family) -> list[Message]:
    """A message for each other variant of the gene that is in cis with one of a candidate's variants.

    Two heterozygous ones by their phase; two that each stand on every copy are.

    Args:
        judged: the variants of the candidate.
        others: variants of the same gene; those of the candidate itself are passed over.
        family: the family.
    """
    own = {one.variant.id for one in judged}
    found = []
    for other in others:
        if other.variant.id in own:
            continue
        for one in judged:
            if _in_cis(one, other, family):
                values = {"variant": _name(one), "partner": _name(other)}
                found.append(Message(key="candidate.in_cis", values=values))
    return found


def _in_cis(one: Judged, other: Judged, family: Family) -> bool:
    zygosities = {family.zygosity(judged.variant, family.proband) for judged in (one, other)}
    if zygosities == {Zygosity.HET}:
        return phase_of(one.variant, other.variant, family) is Phase.CIS
    whole = zygosities in ({Zygosity.HOM_ALT}, {Zygosity.HEMI_ALT})
    return whole and not any(family.copies_in_doubt(judged.variant, family.proband) for judged in (one, other))


def frame_doubts(judged: Sequence[Judged]) -> list[Message]:
    """Which frame shifts of a candidate leave the frame as it was together with others, or may."""
    found = []
    for one in judged:
        frame = one.evidence.frame
        told = (("candidate.frame_restored", frame.restored), ("candidate.frame_perhaps", frame.perhaps))
        for key, others in told:
            if others:
                values = {"variant": _name(one), "partner": ", ".join(others)}
                found.append(Message(key=key, values=values, about=one.variant.id))
    return found


def _name(judged: Judged) -> str:
    return judged.evidence.consequence.hgvs_c or judged.variant.hgvs_g or judged.variant.id
