"""Where the proband's copies of an allele come from, and what keeps a de novo origin from being confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tachkhis.case.message import Message
from tachkhis.case.model import Sex
from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Place
from tachkhis.interpretation.family import State
from tachkhis.interpretation.family import Zygosity
from tachkhis.variants.record import Variant

_BOTH = ("father", "mother")

DOUBT = "de_novo_not_confirmed"
"""Part of the key of every message of :func:`de_novo_doubts`."""

INCONSISTENT = "mendelian_inconsistency"
"""Part of the key of every message of :func:`carried_beyond_giving`."""

_NOT_ANALYSED = {
    "father": "candidate.de_novo_not_confirmed_no_father",
    "mother": "candidate.de_novo_not_confirmed_no_mother",
}

_MOSAIC = {"father": "candidate.parent_mosaic_father", "mother": "candidate.parent_mosaic_mother"}


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
    deeply enough, and no parent, even one who cannot have given it, who carries the allele; ``maternal`` and
    ``paternal`` need the other parent called so, or the one parent homozygous.
    """
    place = family.place(variant)
    zygosity = family.zygosity(variant, family.proband)
    if not zygosity.carried:
        return Origin.UNKNOWN
    father, mother = family.state(variant, family.father), family.state(variant, family.mother)
    if place is Place.MITOCHONDRIAL or zygosity is Zygosity.HEMI_ALT:
        if place is Place.Y:
            return {State.CARRIER: Origin.PATERNAL, State.REFERENCE: Origin.DE_NOVO}.get(father, Origin.UNKNOWN)
        if carried_beyond_giving(variant, family):
            return Origin.UNKNOWN
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


@dataclass(frozen=True, slots=True)
class Trace:
    """Reads with the allele in a parent whose call is believed to be reference all the same."""

    role: str  # father or mother
    sample: str
    alt_reads: int
    depth: int


def giving_parents(variant: Variant, family: Family) -> tuple[str, ...]:
    """The parents who can have given the proband's allele, of ``father`` and ``mother``."""
    place = family.place(variant)
    if place is Place.Y:
        return ("father",)
    single = place is Place.X and family.zygosity(variant, family.proband) is Zygosity.HEMI_ALT
    return ("mother",) if single or place is Place.MITOCHONDRIAL else _BOTH


def carried_beyond_giving(variant: Variant, family: Family) -> list[Message]:
    """A message for a parent who carries the allele and cannot have given it, where the one who can surely lacks it.

    The father of a boy on X outside the pseudo-autosomal regions, or on mitochondria. That is no new mutation until the
    samples are checked: the declared parent counts even where the data contradict the relationship.
    """
    proband, giving = family.proband, giving_parents(variant, family)
    declared = {"father": proband.father, "mother": proband.mother}
    trusted = {"father": family.father, "mother": family.mother}
    if State.CARRIER in (family.state(variant, trusted[role]) for role in giving):
        return []
    people = [
        family.case.person(sample)
        for role, sample in declared.items()
        if role not in giving and sample is not None and sample in family.sequenced
    ]
    carrying = [one for one in people if family.state(variant, one) is State.CARRIER]
    lacking = [role for role in giving if family.state(variant, trusted[role]) is State.REFERENCE]
    key = f"candidate.{INCONSISTENT}"
    return [Message(key=key, values={"sample": one.sample}) for one in carrying if lacking]


def traces(variant: Variant, family: Family) -> list[Trace]:
    """What was read of the allele in parents who count as reference: an error of reading, or a parent's mosaic."""
    parents = {"father": family.father, "mother": family.mother}
    found = []
    for role in giving_parents(variant, family):
        parent = parents[role]
        if parent is None or family.state(variant, parent) is not State.REFERENCE:
            continue
        call = variant.call(parent.sample)
        if call is not None and call.alt_reads and call.depth:
            found.append(Trace(role, parent.sample, call.alt_reads, call.depth))
    return found


def mosaic_reasons(variant: Variant, family: Family) -> list[Message]:
    """A message for each parent who can have given the allele and may carry it in a part of the cells alone."""
    parents = {"father": family.father, "mother": family.mother}
    found = []
    for role in giving_parents(variant, family):
        parent = parents[role]
        call = None if parent is None else variant.call(parent.sample)
        if parent is None or call is None or parent.sample not in variant.mosaic_parents:
            continue
        if call.alt_reads is None or call.depth is None:
            continue
        values = {"alt": str(call.alt_reads), "depth": str(call.depth)}
        found.append(Message(key=_MOSAIC[role], values=values))
    return found


def may_be_mosaic(variant: Variant, sample: str) -> bool:
    """Whether a parent is named as a possible mosaic: such a call settles nothing of the segregation."""
    return sample in variant.mosaic_parents


def leave_open(found: Sequence[Trace]) -> bool:
    """Whether the traces in one parent are too many to call a de novo origin confirmed; see ``family.json``."""
    least = int(shipped_table("acmg", "family")["de_novo"]["not_confirmed_from_alt_reads"])
    return any(trace.alt_reads >= least for trace in found)


def trace_reasons(variant: Variant, family: Family) -> list[Message]:
    """A message for each parent in whom the allele of a de novo variant was read."""
    found = traces(variant, family)
    key = "candidate.de_novo_not_confirmed_traces" if leave_open(found) else "candidate.de_novo_traces"
    return [
        Message(key=key, values={"sample": one.sample, "alt": str(one.alt_reads), "depth": str(one.depth)})
        for one in found
    ]


def de_novo_doubts(variant: Variant, family: Family, parents: Sequence[str] = _BOTH) -> list[Message]:
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
    if call.depth < rule.needed(call):
        values["least"] = str(rule.needed(call))
        return Message(key="candidate.de_novo_not_confirmed_depth", values=values)
    values |= {"quality": str(call.quality), "least": str(rule.min_quality)}
    return Message(key="candidate.de_novo_not_confirmed_quality", values=values)
