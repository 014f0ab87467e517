"""How two heterozygous alleles of one gene stand to each other in the proband."""

from __future__ import annotations

from enum import StrEnum

from tachkhis.interpretation.family import Family
from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.origin import Origin
from tachkhis.interpretation.origin import origin_of
from tachkhis.variants.record import Call
from tachkhis.variants.record import Variant


class Phase(StrEnum):
    """How two alleles of one gene stand to each other."""

    TRANS = "trans"
    CIS = "cis"
    UNKNOWN = "unknown"


def phase_of(first: Variant, second: Variant, family: Family) -> Phase:
    """How two heterozygous alleles of the proband stand: by place, by transmission, else by the phase of the calls.

    Changes of one codon stand as the joining of codons found, where it is certain what each copy has. Two alleles of
    one call (``1/2``) are in trans by construction, whether or not the parents are known. Else trans where one is
    maternal and the other paternal; cis where both come from one parent. With a de novo allele or an undecided origin
    the phase is unknown, unless both are phased in one phase set (PS), or both without any: phased genotypes without a
    PS are one phase set of their person and contig (VCF specification, FORMAT ``PS``). It is unknown, too, where the
    place says trans and the transmission cis: then a call is wrong.
    """
    if second.id in first.joined_into or first.id in second.joined_into:
        return Phase.CIS  # one is a part of the other
    if second.id in first.codon_cis and first.id in second.codon_cis:
        return Phase.CIS  # each is read with the other
    by_parents = _by_transmission(first, second, family)
    if _on_two_copies(first, second) or alleles_of_one_call(first, second, family):
        return Phase.UNKNOWN if by_parents is Phase.CIS else Phase.TRANS
    if by_parents is not Phase.UNKNOWN:
        return by_parents
    one, other = first.call(family.proband.sample), second.call(family.proband.sample)
    if one is None or other is None or not (one.phased and other.phased):
        return Phase.UNKNOWN
    if not (_is_one_of_two(one) and _is_one_of_two(other)):
        return Phase.UNKNOWN
    if one.phase_set != other.phase_set or first.contig != second.contig or not (one.complete and other.complete):
        return Phase.UNKNOWN
    return Phase.CIS if one.alleles.index(1) == other.alleles.index(1) else Phase.TRANS


def phase_reason(first: Variant, second: Variant, phase: Phase, family: Family) -> str:
    """Key of the sentence that says how the phase of a pair is known."""
    if phase is not Phase.TRANS:
        return "candidate.compound_unknown_phase"
    if _by_transmission(first, second, family) is Phase.TRANS:
        return "candidate.compound_trans"
    if alleles_of_one_call(first, second, family):
        return "candidate.compound_trans_one_call"
    if _on_two_copies(first, second):
        return "candidate.compound_trans_codon"
    one = first.call(family.proband.sample)
    if one is None or one.phase_set is None:
        return "candidate.compound_trans_phase"
    return "candidate.compound_trans_reads"


def alleles_of_one_call(first: Variant, second: Variant, family: Family) -> bool:
    """Whether two records hold the two alleles of one call of the proband (``1/2``), so that each copy has one.

    Splitting a record leaves ``1/0`` and ``0/1`` (or ``1/.`` and ``./1``) at one place; two different bases at one
    position cannot share a copy either, however they were written. A haploid call has one allele and is never meant.
    """
    if first.contig != second.contig or first.id == second.id:
        return False
    one, other = first.call(family.proband.sample), second.call(family.proband.sample)
    if one is None or other is None or not (_is_one_of_two(one) and _is_one_of_two(other)):
        return False
    if any(family.zygosity(variant, family.proband) is not Zygosity.HET for variant in (first, second)):
        return False
    if first.position == second.position and all(len(v.ref) == len(v.alt) == 1 for v in (first, second)):
        return True
    return one.alleles.index(1) != other.alleles.index(1) and _share_bases(first, second)


def _on_two_copies(first: Variant, second: Variant) -> bool:
    """Whether the joining of codons found each of two changes of one codon on a copy of its own."""
    return second.id in first.codon_apart or first.id in second.codon_apart


def _by_transmission(first: Variant, second: Variant, family: Family) -> Phase:
    origins = {origin_of(first, family), origin_of(second, family)}
    if origins == {Origin.MATERNAL, Origin.PATERNAL}:
        return Phase.TRANS
    return Phase.CIS if origins in ({Origin.MATERNAL}, {Origin.PATERNAL}) else Phase.UNKNOWN


def _is_one_of_two(call: Call) -> bool:
    return len(call.alleles) == 2 and call.carried == 1


def _share_bases(first: Variant, second: Variant) -> bool:
    """Whether the reference bases of two records overlap."""
    start = max(first.position, second.position)
    return start < min(first.position + len(first.ref), second.position + len(second.ref))
