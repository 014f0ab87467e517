"""The sites of interest where a case starts from a VCF: what that file says of each allele in each member.

A VCF names what varies. Where it has a record of exactly this allele, the genotypes are used; where it has none, it
says nothing of the allele, which is not the same as its absence.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tachkhis.case.model import Person
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.result import SiteGenotype
from tachkhis.interpretation.result import SiteResult
from tachkhis.reference.allele_id import parts_of
from tachkhis.variants.record import Variant
from tachkhis.variants.variant_file import VariantFile

NOT_TESTED = "not_tested"
NOT_IN_VCF = "not_in_vcf"
DEPTH_UNKNOWN = "not_called_depth_unknown"
_CARRIED = {
    Zygosity.HET: "carried_het",
    Zygosity.HETEROPLASMIC: "carried_heteroplasmic",
    Zygosity.HOM_ALT: "carried_hom",
    Zygosity.HEMI_ALT: "carried_hemi",
    Zygosity.HOMOPLASMIC: "carried_homoplasmic",
}


def sites_in_calls(sites: Iterable[SiteResult], vcf: Path, family: Family, callable_depth: int) -> list[SiteResult]:
    """The sites, with what the calls say of every member whose reads could not be looked at.

    Args:
        sites: as read (or not) from the reads; those that cannot be tested stay as they are.
        vcf: calls of the family, split and left-aligned as the sites are.
        family: the family.
        callable_depth: reads from which the lack of an allele is believed (half of it where there is one copy).
    """
    found = []
    for site in sites:
        place = parts_of(site.id) if site.why_not_tested is None else None
        if place is None:
            found.append(site)
            continue
        variant = VariantFile(vcf).find(*place)
        found.append(_site(site, variant, family, callable_depth))
    return found


def _site(site: SiteResult, variant: Variant | None, family: Family, callable_depth: int) -> SiteResult:
    people = {person.sample: person for person in family.case.people}
    genotypes = [
        _genotype(people[one.sample], variant, family, callable_depth)
        if one.status == NOT_TESTED and one.sample in family.sequenced
        else one
        for one in site.genotypes
    ]
    return site.model_copy(update={"genotypes": genotypes})


def _genotype(person: Person, variant: Variant | None, family: Family, callable_depth: int) -> SiteGenotype:
    call = None if variant is None else variant.call(person.sample)
    if variant is None or call is None:
        return SiteGenotype(sample=person.sample, depth=None, alt_reads=None, status=NOT_IN_VCF)
    zygosity = family.zygosity(variant, person)
    if zygosity in _CARRIED:
        status = _CARRIED[zygosity]
    elif zygosity is Zygosity.MISSING:
        status = "not_readable"
    elif call.depth is None:
        status = DEPTH_UNKNOWN
    else:
        enough = (callable_depth + 1) // 2 if zygosity is Zygosity.HEMI_REF else callable_depth
        status = "not_carried" if call.depth >= enough else "not_readable"
    return SiteGenotype(sample=person.sample, depth=call.depth, alt_reads=call.alt_reads, status=status)
