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

from tachkhis.case.message import Message
from tachkhis.case.model import Affected
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Place
from tachkhis.interpretation.family import State
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.maternal import maternal_line
from tachkhis.interpretation.maternal import read_in_the_mother
from tachkhis.interpretation.origin import DOUBT
from tachkhis.interpretation.origin import INCONSISTENT
from tachkhis.interpretation.origin import Origin
from tachkhis.interpretation.origin import carried_beyond_giving
from tachkhis.interpretation.origin import de_novo_doubts
from tachkhis.interpretation.origin import leave_open
from tachkhis.interpretation.origin import may_be_mosaic
from tachkhis.interpretation.origin import origin_of
from tachkhis.interpretation.origin import trace_reasons
from tachkhis.interpretation.origin import traces
from tachkhis.interpretation.phase import Phase
from tachkhis.interpretation.phase import phase_of
from tachkhis.interpretation.phase import phase_reason
from tachkhis.variants.record import Variant

LEAVES_OPEN = (DOUBT, INCONSISTENT, "unaffected_woman_carries")
"""Parts of the keys of reasons that leave a mode open, however well all else fits."""


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
    origins = {variant.id: origin_of(variant, family) for variant in heterozygous}
    for first, second in combinations(heterozygous, 2):
        if first.id == second.id or first.contig != second.contig:
            continue
        phase = phase_of(first, second, family)
        if phase is Phase.CIS:
            continue

        def has(person: Person, pair: tuple[Variant, Variant] = (first, second)) -> Has:
            if any(family.lacks_reference(variant, person) for variant in pair):
                return Has.YES  # one of the alleles on every copy should make ill as the pair does
            return _has_all(family.state(variant, person) for variant in pair)

        support, reasons = _segregation(family, has)
        key = phase_reason(first, second, phase, family)
        if support is Support.SUPPORTED and phase is not Phase.TRANS:
            support = Support.OPEN
        yield Diplotype(
            mode=Mode.COMPOUND_HETEROZYGOUS,
            variants=(first, second),
            origins=(origins[first.id], origins[second.id]),
            phase=phase,
            zygosity=Zygosity.HET,
            support=support,
            reasons=(Message(key=key), *reasons),
        )


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
    if support is Support.SUPPORTED and any(word in reason.key for reason in reasons for word in LEAVES_OPEN):
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
        if may_be_mosaic(variant, person.sample):
            return Has.UNKNOWN
        return _has_all(iter([family.state(variant, person)]))

    return has


def _has_no_reference_copy(family: Family, variant: Variant, het: Has) -> Callable[[Person], Has]:
    """Whether a person has the allele on every copy; ``het`` is what a heterozygote counts as."""

    def has(person: Person) -> Has:
        zygosity = family.zygosity(variant, person)
        if zygosity in (Zygosity.HOM_ALT, Zygosity.HEMI_ALT):
            return Has.YES if family.lacks_reference(variant, person) else Has.UNKNOWN
        if zygosity is Zygosity.HET:
            return Has.UNKNOWN if het is Has.NO and _two_in_a_man(family, variant, person) else het
        return Has.NO if family.state(variant, person) is State.REFERENCE else Has.UNKNOWN

    return has


def _two_in_a_man(family: Family, variant: Variant, person: Person) -> bool:
    """Two alleles on X where a male has one copy: a mosaic or an artefact, which settles nothing."""
    on_x = family.place(variant) is Place.X and person.sex is Sex.MALE
    return on_x and family.zygosity(variant, person) is Zygosity.HET


def _autosomal(variant: Variant, family: Family, zygosity: Zygosity) -> Diplotype:
    if zygosity is not Zygosity.HET:
        has = _has_no_reference_copy(family, variant, het=Has.NO)
        reasons = [Message(key="candidate.homozygous")]
        without = _parents_without(variant, family)
        return _diplotype(
            family,
            variant,
            Mode.RECESSIVE_HOMOZYGOUS,
            zygosity,
            has,
            [*reasons, *without],
            contradicted=bool(without),
        )
    if origin_of(variant, family) is Origin.DE_NOVO:
        return _de_novo(variant, family, zygosity)
    return _diplotype(
        family, variant, Mode.DOMINANT, zygosity, _carries(family, variant), de_novo_doubts(variant, family)
    )


def _parents_without(variant: Variant, family: Family) -> list[Message]:
    """The parents who surely lack an allele that the proband has on both copies, with the depth read in them."""
    found = []
    for parent in (family.father, family.mother):
        if parent is None or family.state(variant, parent) is not State.REFERENCE:
            continue
        call = variant.call(parent.sample)
        depth = "" if call is None or call.depth is None else str(call.depth)
        found.append(_message("candidate.parent_not_carrier", sample=parent.sample, depth=depth))
    return found


def _de_novo(variant: Variant, family: Family, zygosity: Zygosity) -> Diplotype:
    reasons = trace_reasons(variant, family) or [Message(key="candidate.de_novo")]
    diplotype = _diplotype(family, variant, Mode.DE_NOVO, zygosity, _carries(family, variant), reasons)
    if diplotype.support is Support.CONTRADICTED or leave_open(traces(variant, family)):
        return diplotype
    return replace(diplotype, support=Support.SUPPORTED)  # absence from both parents is all that the mode asks for


def _x_linked(variant: Variant, family: Family, zygosity: Zygosity) -> Diplotype:
    male = family.proband.sex is Sex.MALE
    if zygosity is Zygosity.HET and male:
        reason = Message(key="candidate.two_alleles_in_male")
        has = _has_no_reference_copy(family, variant, het=Has.NEUTRAL)
        return _diplotype(family, variant, Mode.X_LINKED, zygosity, has, [reason], contradicted=True)
    if zygosity is Zygosity.HET:  # a female: under this mode one copy is enough
        return _x_in_a_heterozygote(variant, family, zygosity)
    if zygosity is Zygosity.HEMI_ALT:
        reasons = [Message(key="candidate.hemizygous")]
        if origin_of(variant, family) is Origin.DE_NOVO:
            reasons += trace_reasons(variant, family) or [Message(key="candidate.de_novo_hemizygous")]
        else:
            reasons += carried_beyond_giving(variant, family) or de_novo_doubts(variant, family, ("mother",))
        has = _has_no_reference_copy(family, variant, het=Has.NEUTRAL)
        return _diplotype(family, variant, Mode.X_LINKED, zygosity, has, reasons)
    has = _has_no_reference_copy(family, variant, het=Has.NO)
    without = _parents_without(variant, family)
    reasons = [Message(key="candidate.x_homozygous"), *without]
    return _diplotype(family, variant, Mode.X_LINKED, zygosity, has, reasons, contradicted=bool(without))


def _x_in_a_heterozygote(variant: Variant, family: Family, zygosity: Zygosity) -> Diplotype:
    """One copy of two in a girl or woman: which cells use it decides, so a healthy woman with it contradicts nothing.

    A healthy man who has it as his only copy does.
    """
    depends = Message(key="candidate.x_heterozygous")
    if origin_of(variant, family) is Origin.DE_NOVO:
        diplotype = _de_novo(variant, family, zygosity)
        return replace(diplotype, reasons=(*diplotype.reasons, depends))
    healthy = [
        person
        for person in family.relatives
        if person.affected is Affected.NO
        and person.sex is not Sex.MALE
        and family.zygosity(variant, person) is Zygosity.HET
        and not may_be_mosaic(variant, person.sample)
    ]

    def has(person: Person) -> Has:
        if person in healthy:
            return Has.NEUTRAL
        if _two_in_a_man(family, variant, person):
            return Has.UNKNOWN
        return _carries(family, variant)(person)

    reasons = [depends, *(_message("candidate.unaffected_woman_carries", sample=one.sample) for one in healthy)]
    reasons += de_novo_doubts(variant, family)
    return _diplotype(family, variant, Mode.X_LINKED, zygosity, has, reasons)


def _y_linked(variant: Variant, family: Family, zygosity: Zygosity) -> Diplotype:
    def has(person: Person) -> Has:
        return Has.NEUTRAL if person.sex is Sex.FEMALE else _carries(family, variant)(person)

    contradicted = zygosity is Zygosity.HET
    reasons = [Message(key="candidate.two_alleles_in_male")] if contradicted else []
    return _diplotype(family, variant, Mode.Y_LINKED, zygosity, has, reasons, contradicted=contradicted)


def _mitochondrial(variant: Variant, family: Family, zygosity: Zygosity) -> Diplotype:
    line = maternal_line(family)

    def has(person: Person) -> Has:
        """Only absence in an affected member of the maternal line speaks: penetrance follows the share of copies."""
        if person.sample not in line:
            return Has.NEUTRAL
        found = _carries(family, variant)(person)
        return Has.NEUTRAL if found is Has.YES else found

    reasons = [*read_in_the_mother(variant, family), *carried_beyond_giving(variant, family)]
    return _diplotype(family, variant, Mode.MITOCHONDRIAL, zygosity, has, reasons)
