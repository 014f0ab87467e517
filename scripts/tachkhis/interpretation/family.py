"""A family and what each of its members carries: zygosity by sex and place, and calls that count as reference.

A missing or shallow call never counts as reference. The pseudo-autosomal regions count as autosomal.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from functools import lru_cache

from tachkhis.case.model import Case
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.interpretation.heteroplasmy import is_heteroplasmic
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.sex_chromosomes import SexChromosomes
from tachkhis.variants.record import Call
from tachkhis.variants.record import Variant
from tachkhis.variants.reference_call import ReferenceRule


class Place(StrEnum):
    """How the copies at a place are inherited."""

    AUTOSOMAL = "autosomal"
    X = "x"
    Y = "y"
    MITOCHONDRIAL = "mitochondrial"


class Zygosity(StrEnum):
    """What a call says of one allele."""

    HOM_REF = "hom_ref"
    HET = "het"
    HOM_ALT = "hom_alt"
    HEMI_ALT = "hemi_alt"
    HEMI_REF = "hemi_ref"
    HOMOPLASMIC = "homoplasmic"  # mitochondrial: in all copies, or nearly (resources/calling/mitochondria.json)
    HETEROPLASMIC = "heteroplasmic"  # mitochondrial: in some of them
    MISSING = "missing"

    @property
    def carried(self) -> bool:
        """At least one copy."""
        return self not in (Zygosity.HOM_REF, Zygosity.HEMI_REF, Zygosity.MISSING)


class State(StrEnum):
    """What is known of one person and one allele."""

    CARRIER = "carrier"
    REFERENCE = "reference"  # called reference, deeply enough to believe it
    UNKNOWN = "unknown"  # not sequenced, not called, or a reference call that is too weak


def place_of(variant: Variant, copies: SexChromosomes) -> Place:
    """How the place of a variant is inherited; contigs that are neither X, Y nor M count as autosomes."""
    kind = kind_of(variant.contig)
    if kind is ContigKind.AUTOSOME:
        return Place.AUTOSOMAL
    if kind is ContigKind.M:
        return Place.MITOCHONDRIAL
    if kind not in (ContigKind.X, ContigKind.Y) or copies.in_par(variant.contig, variant.position):
        return Place.AUTOSOMAL
    return Place.X if kind is ContigKind.X else Place.Y


def zygosity_of(call: Call | None, sex: Sex, place: Place) -> Zygosity:
    """The zygosity of a call; a partly missing call (``1/.``) is heterozygous at least, ``0/.`` is missing.

    On mitochondria the reads decide where they are known, for callers write ``0/1`` or ``1`` of any fraction.
    In males X and Y outside the pseudo-autosomal regions are one copy, however many the caller wrote; a call with both
    alleles there stays ``het``, which no male can be: an artefact, a mosaic or another karyotype.
    """
    if call is None:
        return Zygosity.MISSING
    found = _by_alleles(call.alleles, sex, place)
    if place is not Place.MITOCHONDRIAL or not found.carried:
        return found
    mixed = found is Zygosity.HET
    return Zygosity.HETEROPLASMIC if is_heteroplasmic(call, mixed=mixed) else Zygosity.HOMOPLASMIC


@lru_cache(maxsize=1024)  # few genotypes there are, and each is asked for many times
def _by_alleles(alleles: tuple[int | None, ...], sex: Sex, place: Place) -> Zygosity:
    """What a genotype says by itself; on mitochondria ``het`` is a mixture, and the reads are not asked."""
    if not alleles or (place is Place.Y and sex is Sex.FEMALE):
        return Zygosity.MISSING
    known = [allele for allele in alleles if allele is not None]
    carried = sum(allele == 1 for allele in known)
    full = len(known) == len(alleles)
    single = _one_copy(len(alleles), sex, place)
    if not carried:
        return (Zygosity.HEMI_REF if single else Zygosity.HOM_REF) if full else Zygosity.MISSING
    if not full or carried < len(known):
        return Zygosity.HET
    return Zygosity.HEMI_ALT if single else Zygosity.HOM_ALT


def _one_copy(alleles: int, sex: Sex, place: Place) -> bool:
    if place is Place.Y or (place is Place.X and sex is Sex.MALE):
        return True
    return place is Place.X and sex is Sex.UNKNOWN and alleles == 1


@dataclass(frozen=True)
class Family:
    """The family of a case, as the VCF can speak of it.

    Attributes:
        case: the request; its people in order, proband first.
        sequenced: samples that the VCF holds.
        copies: copies of sex chromosomes.
        rule: when a reference call is believed.
        distrusted: pairs (child, parent) whose relationship the data contradict.
        confirmed: pairs (child, parent) whose relationship the data confirm.
    """

    case: Case
    sequenced: frozenset[str]
    copies: SexChromosomes
    rule: ReferenceRule
    distrusted: frozenset[tuple[str, str]] = frozenset()
    confirmed: frozenset[tuple[str, str]] = frozenset()

    @cached_property
    def proband(self) -> Person:
        """The person whom the request is about."""
        return self.case.person(self.case.proband)

    @cached_property
    def father(self) -> Person | None:
        """The proband's father, if he was sequenced and the data do not contradict him."""
        return self._parent(self.proband.father)

    @cached_property
    def mother(self) -> Person | None:
        """The proband's mother, likewise."""
        return self._parent(self.proband.mother)

    def _parent(self, sample: str | None) -> Person | None:
        if sample is None or sample not in self.sequenced or (self.proband.sample, sample) in self.distrusted:
            return None
        return self.case.person(sample)

    @cached_property
    def relatives(self) -> tuple[Person, ...]:
        """Sequenced members besides the proband whose relationship is not contradicted."""
        outcast = {parent for child, parent in self.distrusted if child == self.proband.sample}
        return tuple(
            person
            for person in self.case.people
            if person.sample in self.sequenced and person.sample != self.proband.sample and person.sample not in outcast
        )

    def confirms(self, *parents: Person | None) -> bool:
        """Whether all of these parents of the proband were sequenced and the data confirm each."""
        child = self.proband.sample
        return all(parent is not None and (child, parent.sample) in self.confirmed for parent in parents)

    def role(self, person: Person) -> str:
        """The person as seen from the proband: proband, father, mother, sibling, other."""
        proband = self.proband
        if person.sample == proband.sample:
            return "proband"
        if person.sample == proband.father:
            return "father"
        if person.sample == proband.mother:
            return "mother"
        shared = {p for p in (person.father, person.mother) if p is not None} & {proband.father, proband.mother}
        return "sibling" if shared else "other"

    def place(self, variant: Variant) -> Place:
        """How the place of a variant is inherited."""
        return place_of(variant, self.copies)

    def zygosity(self, variant: Variant, person: Person) -> Zygosity:
        """What a person's call says."""
        return zygosity_of(variant.call(person.sample), person.sex, self.place(variant))

    def lacks_reference(self, variant: Variant, person: Person) -> bool:
        """Whether a person surely has the allele on every copy (a shallow ``1/1`` may be a heterozygote)."""
        zygosity, call = self.zygosity(variant, person), variant.call(person.sample)
        if call is None or zygosity not in (Zygosity.HOM_ALT, Zygosity.HEMI_ALT):
            return False
        if self.copies_in_doubt(variant, person):
            return False
        return zygosity is Zygosity.HEMI_ALT or not self.rule.doubts(call)

    def one_copy_called(self, variant: Variant, person: Person) -> bool:
        """Whether the allele was called on one copy (genotype ``1``) where the person has two of the place."""
        call = variant.call(person.sample)
        two = self.zygosity(variant, person) is Zygosity.HOM_ALT  # which one copy of X in a male and Y are not
        return two and call is not None and len(call.alleles) == 1

    def copies_in_doubt(self, variant: Variant, person: Person) -> bool:
        """Whether a call of the allele on every copy may have been read on one of two alone; see `copy_conflicts`."""
        told = any(one.sample == person.sample and not one.settled for one in variant.copy_conflicts)
        return told or self.one_copy_called(variant, person)

    def state(self, variant: Variant, person: Person | None) -> State:
        """What is known of a person and an allele."""
        if person is None:
            return State.UNKNOWN
        call = variant.call(person.sample)
        zygosity = zygosity_of(call, person.sex, self.place(variant))
        if zygosity.carried:
            return State.CARRIER
        if call is None or zygosity is Zygosity.MISSING or not self.rule.believes(call):
            return State.UNKNOWN
        return State.REFERENCE
