"""Where the proband's copies of an allele come from, and what keeps a de novo origin from being confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from tachkhis.case.model import Sex
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Place
from tachkhis.interpretation.family import State
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.result import Message
from tachkhis.variants.record import Variant

DOUBT = "de_novo_not_confirmed"
"""Part of the key of every message of :func:`de_novo_doubts`."""

_NOT_ANALYSED = {
    "father": "candidate.de_novo_not_confirmed_no_father",
    "mother": "candidate.de_novo_not_confirmed_no_mother",
}


class Origin(StrEnum):
    """Where the proband's copies come from."""

    DE_NOVO = "de_novo"
    MATERNAL = "maternal"
    PATERNAL = "paternal"
    BIPARENTAL = "biparental"
    UNKNOWN = "unknown"


def origin_of(variant: Variant, family: Family) -> Origin:
    """The origin of the proband's allele.

    ``de_novo`` needs both parents (on X in males and on mitochondria the mother, on Y the father) called reference
    deeply enough; ``maternal`` and ``paternal`` need the other parent called so, or the one parent homozygous.
    """
    place = family.place(variant)
    zygosity = family.zygosity(variant, family.proband)
    if not zygosity.carried:
        return Origin.UNKNOWN
    father, mother = family.state(variant, family.father), family.state(variant, family.mother)
    if place is Place.MITOCHONDRIAL or zygosity is Zygosity.HEMI_ALT:
        if place is Place.Y:
            return {State.CARRIER: Origin.PATERNAL, State.REFERENCE: Origin.DE_NOVO}.get(father, Origin.UNKNOWN)
        return {State.CARRIER: Origin.MATERNAL, State.REFERENCE: Origin.DE_NOVO}.get(mother, Origin.UNKNOWN)
    if zygosity is Zygosity.HOM_ALT:
        return Origin.BIPARENTAL if (father, mother) == (State.CARRIER, State.CARRIER) else Origin.UNKNOWN
    if place is not Place.AUTOSOMAL and family.proband.sex is Sex.MALE:
        return Origin.UNKNOWN  # two alleles where a male has one copy
    return _origin_of_heterozygote(variant, family, father, mother)


def _origin_of_heterozygote(variant: Variant, family: Family, father: State, mother: State) -> Origin:
    known = {
        (State.REFERENCE, State.REFERENCE): Origin.DE_NOVO,
        (State.CARRIER, State.REFERENCE): Origin.PATERNAL,
        (State.REFERENCE, State.CARRIER): Origin.MATERNAL,
    }
    if (father, mother) in known:
        return known[father, mother]
    every = {  # a parent without any reference copy must have passed the allele on
        origin
        for person, origin in ((family.father, Origin.PATERNAL), (family.mother, Origin.MATERNAL))
        if person is not None and family.lacks_reference(variant, person)
    }
    return every.pop() if len(every) == 1 else Origin.UNKNOWN


def de_novo_doubts(variant: Variant, family: Family, parents: Sequence[str] = ("father", "mother")) -> list[Message]:
    """Why a de novo origin is not confirmed: one message per parent whose lack of the allele is not established.

    Nothing where a parent carries the allele, or where no parent of the proband was sequenced at all (the limits of the
    report say so).

    Args:
        variant: an allele that the proband carries.
        family: the family.
        parents: the parents that matter, of ``father`` and ``mother`` (on X in a male the mother alone).
    """
    proband = family.proband
    declared = {"father": proband.father, "mother": proband.mother}
    if not any(declared[role] in family.sequenced for role in parents):
        return []
    trusted = {"father": family.father, "mother": family.mother}
    if any(family.state(variant, trusted[role]) is State.CARRIER for role in parents):
        return []
    found = []
    for role in parents:
        sample = declared[role]
        if sample is None or sample not in family.sequenced:
            found.append(Message(key=_NOT_ANALYSED[role]))
        elif trusted[role] is None:
            found.append(_distrust(sample))
        elif family.state(variant, trusted[role]) is State.UNKNOWN:
            found.append(_unread(variant, family, sample))
    return found


def _distrust(parent: str) -> Message:
    """The sentence stands in a report: it asks for a check of the samples, and holds no number on kinship."""
    return Message(key="candidate.de_novo_not_confirmed_relationship", values={"sample": parent})


def _unread(variant: Variant, family: Family, parent: str) -> Message:
    """Why a parent's call, which is no carrier's, is not believed to be a reference call."""
    call, rule = variant.call(parent), family.rule
    if call is None or not call.complete:
        if call is None or call.depth is None:
            return Message(key="candidate.de_novo_not_confirmed_no_call", values={"sample": parent})
        values = {"sample": parent, "depth": str(call.depth)}
        return Message(key="candidate.de_novo_not_confirmed_no_call_depth", values=values)
    if call.depth is None:
        return Message(key="candidate.de_novo_not_confirmed_depth_unknown", values={"sample": parent})
    values = {"sample": parent, "depth": str(call.depth)}
    if call.alt_reads is not None and call.alt_reads > rule.max_alt_share * call.depth:
        values["alt"] = str(call.alt_reads)
        return Message(key="candidate.de_novo_not_confirmed_alt_reads", values=values)
    if call.depth < rule.min_depth:
        values["least"] = str(rule.min_depth)
        return Message(key="candidate.de_novo_not_confirmed_depth", values=values)
    values |= {"quality": str(call.quality), "least": str(rule.min_quality)}
    return Message(key="candidate.de_novo_not_confirmed_quality", values=values)
