"""The probability that an allele of the proband is new: who is asked, of which reads, and how frequent it is."""

from __future__ import annotations

from typing import Any

from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.acmg.evidence import GnomadCoverage
from tachkhis.interpretation.de_novo.estimate import DeNovoEstimate
from tachkhis.interpretation.de_novo.estimate import EstimateMember
from tachkhis.interpretation.de_novo.model import Rates
from tachkhis.interpretation.de_novo.model import Seen
from tachkhis.interpretation.de_novo.model import origins
from tachkhis.interpretation.de_novo.model import phreds_of_reads
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Place
from tachkhis.interpretation.family import State
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.origin import giving_parents
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.record import Call
from tachkhis.variants.record import Variant
from tachkhis.variants.refine.pedigree import spectrum
from tachkhis.variants.refine.rules import FamilyRule
from tachkhis.variants.refine.rules import shipped_rules

LIKELIHOODS = "likelihoods"
READS = "reads"


def estimate_of(variant: Variant, family: Family, frequency: float | None) -> DeNovoEstimate | None:
    """Where the proband's allele comes from; ``None`` where it cannot be told.

    Told of one copy of an allele in the proband where every parent who can have given it was sequenced, is not
    contradicted by the data, is not called with the allele, and where the file holds likelihoods or the reads of both
    alleles for each of them and the proband. Not told on mitochondria, where a share of copies is passed on.

    Args:
        variant: the record.
        family: the family.
        frequency: of the allele; ``None`` where no collection tells.
    """
    proband, place = family.proband, family.place(variant)
    zygosity = family.zygosity(variant, proband)
    one_copy = zygosity is Zygosity.HEMI_ALT
    if place is Place.MITOCHONDRIAL or not (one_copy or zygosity is Zygosity.HET):
        return None
    roles = giving_parents(variant, family)
    parents = [family.father if role == "father" else family.mother for role in roles]
    known = [one for one in parents if one is not None]
    copies = [_copies(variant, family, one) for one in known]
    if len(known) < len(roles) or len(roles) != _copies(variant, family, proband) or 0 in copies:
        return None
    if any(family.state(variant, one) is State.CARRIER for one in known):
        return None
    rule = shipped_rules().family
    read = {one.sample: _seen(variant, family, one, rule) for one in (proband, *known)}
    if any(one is None for one in read.values()):
        return None
    siblings = [one for one in family.relatives if _full_sibling(variant, family, one)]
    read |= {one.sample: seen for one in siblings if (seen := _seen(variant, family, one, rule)) is not None}
    people = [one for one in (proband, *known, *siblings) if one.sample in read]
    reads = [one for one in read.values() if one is not None]
    first = 1 + len(known)
    weights = spectrum(rule.heterozygosity[_kind(variant)]) if frequency is None else {frequency: 1.0}
    found = origins(reads[0], reads[1:first], reads[first:], weights, _rates(variant, rule))
    members = [_member(variant, family, one) for one in people]
    carried = found.new + found.mosaic + found.inherited
    if not carried:
        return None
    reads_known = all(one.alt is not None for one in reads[1:first])
    return DeNovoEstimate(
        probability=_rounded((found.new + found.mosaic) / carried),
        parental_mosaic=_rounded(found.mosaic / carried) if reads_known else None,
        inherited=_rounded(found.inherited / carried),
        not_carried=_rounded(found.not_carried),
        frequency=None if frequency is None else _rounded(frequency),
        members=members,
    )


def frequency_of(variant: Variant, coverage: GnomadCoverage | None) -> float | None:
    """The allele's frequency as it is weighed; ``None`` where no collection tells more than is known of any place.

    The highest share of gnomAD and the panel, and at least one allele more than the none that was seen (``1 / (n + 2)``
    of all alleles looked at) and the least of ``family.json``. Of an allele that reads several changes of one codon
    together: as the rarest of them. A partial record of the panel is not asked.

    Args:
        variant: the record.
        coverage: how gnomAD covers the place where it has no record of the allele.
    """
    part = variant.rarest_part
    gnomad = variant.gnomad if variant.gnomad is not None or part is None else part.gnomad
    asked = [one for one in (gnomad, variant.panel) if one is not None and one.an > 0 and not one.partial]
    looked = sum(one.an for one in asked)
    if gnomad is None and coverage is not None:
        looked += coverage.alleles
    if variant.panel is None and variant.panel_looked is not None:
        looked += variant.panel_looked
    seen = max((_share(one) for one in asked), default=0.0)
    least = 1 / (looked + 2)
    if not seen and 2 * least > shipped_rules().family.heterozygosity[_kind(variant)]:
        return None
    return min(1.0, max(seen, least, float(_table()["least_frequency"])))


def _share(counts: AlleleCounts) -> float:
    return counts.ac / counts.an


def _kind(variant: Variant) -> str:
    if len(variant.ref) != len(variant.alt):
        return "indel"
    return "snv" if len(variant.ref) == 1 else str(_table()["multi_base"])


def _rates(variant: Variant, rule: FamilyRule) -> Rates:
    table = _table()
    return Rates(
        new=rule.de_novo["repeat" if variant.repeat is not None else _kind(variant)],
        mosaic=float(table["parental_mosaic"]),
        shares=tuple(float(share) for share in table["mosaic_shares"]),
        error=rule.parent_error,
    )


def _copies(variant: Variant, family: Family, person: Person) -> int:
    """Copies of the place; a person of unknown sex is taken as called."""
    if family.place(variant) is Place.X and person.sex is Sex.UNKNOWN:
        call = variant.call(person.sample)
        return 0 if call is None else len(call.alleles)
    return family.copies.ploidy(variant.contig, variant.position, person.sex)


def _full_sibling(variant: Variant, family: Family, person: Person) -> bool:
    """A brother or sister by the same parents, whom nothing contradicts, with as many copies as the proband."""
    proband = family.proband
    same = (person.father, person.mother) == (proband.father, proband.mother)
    pairs = {(person.sample, parent) for parent in (person.father, person.mother) if parent is not None}
    alike = _copies(variant, family, person) == _copies(variant, family, proband)
    return same and alike and not pairs & family.distrusted


def _seen(variant: Variant, family: Family, person: Person, rule: FamilyRule) -> Seen | None:
    call, copies = variant.call(person.sample), _copies(variant, family, person)
    if call is None:
        return None
    alt, rest = _reads(call)
    phreds = _of_copies(call.phreds, copies)
    if phreds is None and alt is not None and rest is not None and alt + rest:
        phreds = phreds_of_reads(alt, rest, copies, rule.parent_error)
    return None if phreds is None else Seen(phreds, alt, rest)


def _of_copies(phreds: tuple[float, ...] | None, copies: int) -> tuple[float, ...] | None:
    """The likelihoods of one copy from a caller who wrote two there: those of none and of both."""
    if phreds is None or len(phreds) == copies + 1:
        return phreds
    if copies == 1:
        ends = phreds[0], phreds[-1]
        return tuple(value - min(ends) for value in ends)
    return None


def _reads(call: Call) -> tuple[int | None, int | None]:
    """Reads with the allele and with the reference; from the depth, and the caller's share, where it gave no more."""
    alt, rest = call.alt_reads, call.ref_reads
    if alt is None and call.fraction is not None and call.depth is not None:
        alt = round(call.fraction * call.depth)
    if alt is not None and rest is None and call.depth is not None and call.depth >= alt:
        rest = call.depth - alt
    return (None, None) if alt is None or rest is None else (alt, rest)


def _member(variant: Variant, family: Family, person: Person) -> EstimateMember:
    call = variant.call(person.sample)
    assert call is not None
    by_caller = _of_copies(call.phreds, _copies(variant, family, person)) is not None
    return EstimateMember(
        sample=person.sample,
        role=family.role(person),
        basis=LIKELIHOODS if by_caller else READS,
        depth=call.depth,
        alt_reads=call.alt_reads,
    )


def _rounded(value: float) -> float:
    """Six significant digits: the same on every machine."""
    return float(f"{value:.6g}")


def _table() -> Any:
    return shipped_table("acmg", "family")["de_novo"]["probability"]
