"""Modes of inheritance that a family allows for a variant, or for a pair of variants of one gene.

Every model assumes full penetrance and says where the family contradicts it; what is not known (a member who was not
sequenced, a call that is missing or shallow) never contradicts and never confirms.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from enum import StrEnum
from itertools import combinations

from tachkhis.case.model import Affected
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Place
from tachkhis.interpretation.family import State
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.result import Message
from tachkhis.interpretation.result import Mode
from tachkhis.variants.record import Variant


class Origin(StrEnum):
    """Where the proband's copies come from."""

    DE_NOVO = "de_novo"
    MATERNAL = "maternal"
    PATERNAL = "paternal"
    BIPARENTAL = "biparental"
    UNKNOWN = "unknown"


class Phase(StrEnum):
    """How two alleles of one gene stand to each other."""

    TRANS = "trans"
    CIS = "cis"
    UNKNOWN = "unknown"


class Has(StrEnum):
    """Whether a relative has the genotype that a model is about."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # not called, or called too weakly
    NEUTRAL = "neutral"  # known, and saying nothing: a carrier of a recessive allele on X


class Support(StrEnum):
    """What the family says of a mode: all that matters is known and fits, nothing contradicts, or something does."""

    SUPPORTED = "supported"
    OPEN = "open"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class Diplotype:
    """A variant, or a pair of variants, of the proband under one mode of inheritance."""

    mode: Mode
    variants: tuple[Variant, ...]
    origins: tuple[Origin, ...]
    phase: Phase | None
    zygosity: Zygosity  # of the first variant, in the proband
    support: Support
    reasons: tuple[Message, ...]


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
        if person is not None and family.zygosity(variant, person) in (Zygosity.HOM_ALT, Zygosity.HEMI_ALT)
    }
    return every.pop() if len(every) == 1 else Origin.UNKNOWN


def phase_of(first: Variant, second: Variant, family: Family) -> Phase:
    """How two heterozygous alleles of the proband stand: by transmission, else by read-backed phase sets.

    Trans where one is maternal and the other paternal; cis where both come from one parent. With a de novo allele or
    an undecided origin the phase is unknown, unless the caller phased both in one phase set (PS).
    """
    origins = {origin_of(first, family), origin_of(second, family)}
    if origins == {Origin.MATERNAL, Origin.PATERNAL}:
        return Phase.TRANS
    if origins in ({Origin.MATERNAL}, {Origin.PATERNAL}):
        return Phase.CIS
    calls = first.call(family.proband.sample), second.call(family.proband.sample)
    one, other = calls
    if one is None or other is None or not (one.phased and other.phased) or one.phase_set is None:
        return Phase.UNKNOWN
    if one.phase_set != other.phase_set or first.contig != second.contig or not (one.complete and other.complete):
        return Phase.UNKNOWN
    return Phase.CIS if one.alleles.index(1) == other.alleles.index(1) else Phase.TRANS


def single_diplotypes(variant: Variant, family: Family) -> Iterator[Diplotype]:
    """The modes that one variant of the proband can act by on its own (a compound needs :func:`compound_diplotypes`).

    Nothing where the proband does not carry it, or where it is on Y in a female.
    """
    zygosity = family.zygosity(variant, family.proband)
    if not zygosity.carried:
        return
    models = {
        Place.AUTOSOMAL: _autosomal,
        Place.X: _x_linked,
        Place.Y: _y_linked,
        Place.MITOCHONDRIAL: _mitochondrial,
    }
    yield models[family.place(variant)](variant, family, zygosity)


def compound_diplotypes(variants: Sequence[Variant], family: Family) -> Iterator[Diplotype]:
    """Pairs of heterozygous variants of one gene, in the order given; pairs in cis are rejected.

    On X only where the proband is not male; nothing on Y and on mitochondria.
    """
    heterozygous = [v for v in variants if family.zygosity(v, family.proband) is Zygosity.HET and _pairs(v, family)]
    for first, second in combinations(heterozygous, 2):
        if first.id == second.id or first.contig != second.contig:
            continue
        phase = phase_of(first, second, family)
        if phase is Phase.CIS:
            continue

        def has(person: Person, pair: tuple[Variant, Variant] = (first, second)) -> Has:
            return _has_all(family.state(variant, person) for variant in pair)

        support, reasons = _segregation(family, has)
        key = _phase_key(first, second, phase, family)
        if support is Support.SUPPORTED and phase is not Phase.TRANS:
            support = Support.OPEN
        yield Diplotype(
            mode=Mode.COMPOUND_HETEROZYGOUS,
            variants=(first, second),
            origins=(origin_of(first, family), origin_of(second, family)),
            phase=phase,
            zygosity=Zygosity.HET,
            support=support,
            reasons=(Message(key=key), *reasons),
        )


def _phase_key(first: Variant, second: Variant, phase: Phase, family: Family) -> str:
    if phase is not Phase.TRANS:
        return "candidate.compound_unknown_phase"
    by_parents = {origin_of(first, family), origin_of(second, family)} == {Origin.MATERNAL, Origin.PATERNAL}
    return "candidate.compound_trans" if by_parents else "candidate.compound_trans_reads"


def _pairs(variant: Variant, family: Family) -> bool:
    place = family.place(variant)
    return place is Place.AUTOSOMAL or (place is Place.X and family.proband.sex is not Sex.MALE)


def _has_all(states: Iterator[State]) -> Has:
    """``yes`` if every allele is carried, ``no`` if one surely is not."""
    found = list(states)
    if State.REFERENCE in found:
        return Has.NO
    return Has.UNKNOWN if State.UNKNOWN in found else Has.YES


def _segregation(family: Family, has: Callable[[Person], Has]) -> tuple[Support, list[Message]]:
    """Compare who has the genotype with who is affected, among relatives of known state."""
    support, reasons = Support.SUPPORTED, []
    open_members = False
    for person in family.relatives:
        found = has(person)
        if person.affected is Affected.UNKNOWN:
            continue
        if found is Has.UNKNOWN:
            open_members = True
        elif found is Has.YES and person.affected is Affected.NO:
            support = Support.CONTRADICTED
            reasons.append(_message("candidate.unaffected_carries", sample=person.sample))
        elif found is Has.NO and person.affected is Affected.YES:
            support = Support.CONTRADICTED
            reasons.append(_message("candidate.affected_lacks", sample=person.sample))
    if support is Support.SUPPORTED and (open_members or not family.relatives):
        support = Support.OPEN
    return support, reasons


def _message(key: str, **values: str) -> Message:
    return Message(key=key, values=values)


def _diplotype(
    family: Family,
    variant: Variant,
    mode: Mode,
    zygosity: Zygosity,
    has: Callable[[Person], Has],
    reasons: Sequence[Message] = (),
    contradicted: bool = False,
) -> Diplotype:
    support, found = _segregation(family, has)
    if support is Support.SUPPORTED and Message(key="candidate.de_novo_not_confirmed") in reasons:
        support = Support.OPEN
    return Diplotype(
        mode=mode,
        variants=(variant,),
        origins=(origin_of(variant, family),),
        phase=None,
        zygosity=zygosity,
        support=Support.CONTRADICTED if contradicted else support,
        reasons=(*reasons, *found),
    )


def _carries(family: Family, variant: Variant) -> Callable[[Person], Has]:
    def has(person: Person) -> Has:
        return _has_all(iter([family.state(variant, person)]))

    return has


def _has_no_reference_copy(family: Family, variant: Variant, het: Has) -> Callable[[Person], Has]:
    """Whether a person has the allele on every copy; ``het`` is what a heterozygote counts as."""

    def has(person: Person) -> Has:
        zygosity = family.zygosity(variant, person)
        if zygosity in (Zygosity.HOM_ALT, Zygosity.HEMI_ALT):
            return Has.YES
        if zygosity is Zygosity.HET:
            return het
        return Has.NO if family.state(variant, person) is State.REFERENCE else Has.UNKNOWN

    return has


def _autosomal(variant: Variant, family: Family, zygosity: Zygosity) -> Diplotype:
    if zygosity is not Zygosity.HET:
        has = _has_no_reference_copy(family, variant, het=Has.NO)
        reasons = [Message(key="candidate.homozygous")]
        without = [p for p in (family.father, family.mother) if family.state(variant, p) is State.REFERENCE]
        reasons += [_message("candidate.parent_not_carrier", sample=p.sample) for p in without if p is not None]
        return _diplotype(
            family, variant, Mode.RECESSIVE_HOMOZYGOUS, zygosity, has, reasons, contradicted=bool(without)
        )
    if origin_of(variant, family) is Origin.DE_NOVO:
        return _de_novo(variant, family, zygosity)
    return _diplotype(
        family, variant, Mode.DOMINANT, zygosity, _carries(family, variant), _unconfirmed(variant, family)
    )


def _de_novo(variant: Variant, family: Family, zygosity: Zygosity) -> Diplotype:
    reasons = [Message(key="candidate.de_novo")]
    diplotype = _diplotype(family, variant, Mode.DE_NOVO, zygosity, _carries(family, variant), reasons)
    if diplotype.support is Support.CONTRADICTED:
        return diplotype
    return replace(diplotype, support=Support.SUPPORTED)  # absence from both parents is all that the mode asks for


def _unconfirmed(variant: Variant, family: Family) -> list[Message]:
    """Says 'de novo not confirmed' where no parent is seen to carry the allele, and one was looked at."""
    states = [family.state(variant, parent) for parent in (family.father, family.mother)]
    looked = family.father is not None or family.mother is not None
    if looked and State.CARRIER not in states and states != [State.REFERENCE, State.REFERENCE]:
        return [Message(key="candidate.de_novo_not_confirmed")]
    return []


def _x_linked(variant: Variant, family: Family, zygosity: Zygosity) -> Diplotype:
    male = family.proband.sex is Sex.MALE
    if zygosity is Zygosity.HET and male:
        reason = Message(key="candidate.two_alleles_in_male")
        has = _has_no_reference_copy(family, variant, het=Has.NEUTRAL)
        return _diplotype(family, variant, Mode.X_LINKED, zygosity, has, [reason], contradicted=True)
    origin = origin_of(variant, family)
    if zygosity is Zygosity.HET:  # a female: under this mode one copy is enough
        if origin is Origin.DE_NOVO:
            return _de_novo(variant, family, zygosity)
        reasons = [Message(key="candidate.x_heterozygous"), *_unconfirmed(variant, family)]
        return _diplotype(family, variant, Mode.X_LINKED, zygosity, _carries(family, variant), reasons)
    if zygosity is Zygosity.HEMI_ALT:
        reasons = [Message(key="candidate.hemizygous")]
        if origin is Origin.DE_NOVO:
            reasons.append(Message(key="candidate.de_novo_hemizygous"))
        elif family.mother is not None and origin is Origin.UNKNOWN:
            reasons.append(Message(key="candidate.de_novo_not_confirmed"))
        has = _has_no_reference_copy(family, variant, het=Has.NEUTRAL)
        return _diplotype(family, variant, Mode.X_LINKED, zygosity, has, reasons)
    has = _has_no_reference_copy(family, variant, het=Has.NO)
    without = [p for p in (family.father, family.mother) if family.state(variant, p) is State.REFERENCE]
    reasons = [Message(key="candidate.x_homozygous")]
    reasons += [_message("candidate.parent_not_carrier", sample=p.sample) for p in without if p is not None]
    return _diplotype(family, variant, Mode.X_LINKED, zygosity, has, reasons, contradicted=bool(without))


def _y_linked(variant: Variant, family: Family, zygosity: Zygosity) -> Diplotype:
    def has(person: Person) -> Has:
        return Has.NEUTRAL if person.sex is Sex.FEMALE else _carries(family, variant)(person)

    contradicted = zygosity is Zygosity.HET
    reasons = [Message(key="candidate.two_alleles_in_male")] if contradicted else []
    return _diplotype(family, variant, Mode.Y_LINKED, zygosity, has, reasons, contradicted=contradicted)


def _mitochondrial(variant: Variant, family: Family, zygosity: Zygosity) -> Diplotype:
    line = _maternal_line(family)

    def has(person: Person) -> Has:
        """Only absence in an affected member of the maternal line speaks: penetrance follows the share of copies."""
        if person.sample not in line:
            return Has.NEUTRAL
        found = _carries(family, variant)(person)
        return Has.NEUTRAL if found is Has.YES else found

    return _diplotype(family, variant, Mode.MITOCHONDRIAL, zygosity, has)


def _maternal_line(family: Family) -> frozenset[str]:
    """The proband, the mother, the mother's mother and so on, and the children of those women."""
    people = {person.sample: person for person in family.case.people}
    line, current = set(), family.proband.sample
    while current in people and current not in line:
        line.add(current)
        mother = people[current].mother
        if mother is None:
            break
        current = mother
    grown = True
    while grown:
        more = {p.sample for p in people.values() if p.mother in line} - line
        line |= more
        grown = bool(more)
    return frozenset(line)
