"""What the family says of a variant under each mode of inheritance, those that do not apply included."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.explaining.document import ModeVerdict
from tachkhis.interpretation.explaining.words import plain
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Place
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.inheritance import Diplotype
from tachkhis.interpretation.origin import origin_of
from tachkhis.variants.record import Variant

_OF_PLACE = {
    Place.AUTOSOMAL: (Mode.DE_NOVO, Mode.DOMINANT, Mode.RECESSIVE_HOMOZYGOUS, Mode.COMPOUND_HETEROZYGOUS),
    Place.X: (Mode.DE_NOVO, Mode.X_LINKED, Mode.COMPOUND_HETEROZYGOUS),
    Place.Y: (Mode.Y_LINKED,),
    Place.MITOCHONDRIAL: (Mode.MITOCHONDRIAL,),
}


def mode_verdicts(variant: Variant, diplotypes: Sequence[Diplotype], family: Family) -> list[ModeVerdict]:
    """One verdict per mode that the place of the variant has, and one per pair.

    Args:
        variant: carried by the proband.
        diplotypes: those of one gene.
        family: the family.
    """
    own = [one for one in diplotypes if variant.id in {held.id for held in one.variants}]
    found = []
    for mode in _OF_PLACE[family.place(variant)]:
        told = [_verdict(variant, one) for one in own if one.mode is mode]
        found += told or [ModeVerdict(mode=mode.value, verdict="does_not_apply", reasons=[_why(variant, mode, family)])]
    return found


def _verdict(variant: Variant, diplotype: Diplotype) -> ModeVerdict:
    partner = next((one.id for one in diplotype.variants if one.id != variant.id), None)
    origins = ", ".join(origin.value for origin in diplotype.origins)
    return ModeVerdict(
        mode=diplotype.mode.value,
        verdict=diplotype.support.value,
        partner=partner,
        phase=None if diplotype.phase is None else diplotype.phase.value,
        reasons=[f"origin {origins}", *(plain(reason) for reason in diplotype.reasons)],
    )


def _why(variant: Variant, mode: Mode, family: Family) -> str:
    """Why a mode is not one of the variant's own."""
    zygosity = family.zygosity(variant, family.proband)
    if not zygosity.carried:
        return "the proband does not carry it, as far as the call says"
    if mode is Mode.RECESSIVE_HOMOZYGOUS:
        return "the proband has one copy of it"
    if mode is Mode.COMPOUND_HETEROZYGOUS:
        if zygosity is not Zygosity.HET:
            return "the proband has it on every copy"
        return "no second variant of the gene that is not benign and may lie on the other copy"
    origin = origin_of(variant, family).value
    if mode is Mode.DE_NOVO:
        return f"not shown to be absent in both parents (origin {origin})"
    if mode is Mode.DOMINANT:
        return "de novo, see there" if origin == "de_novo" else "the proband has it on every copy"
    return "another mode of this place applies"


def verdict_lines(verdicts: Sequence[ModeVerdict]) -> Iterator[str]:
    """The verdicts in words."""
    for one in verdicts:
        partner = "" if one.partner is None else f" with {one.partner} (phase {one.phase})"
        reasons = "; ".join(one.reasons)
        yield f"{one.mode}{partner}: {one.verdict.replace('_', ' ')}" + (f" ({reasons})" if reasons else "")
