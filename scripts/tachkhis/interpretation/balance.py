"""Whether the reads of both alleles fit the genotype that was called, by exact binomial tails.

A heterozygote shows about half of its reads with the allele, a homozygote few others. The limits are those of
``balance`` in ``resources/acmg/family.json``, a laboratory default.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.family import Zygosity
from tachkhis.variants.binomial import upper_tail
from tachkhis.variants.record import Call


class Balance(StrEnum):
    """How the reads fit the genotype."""

    USUAL = "usual"
    UNUSUAL = "unusual"  # to be confirmed, and no more
    CONTRARY = "contrary"  # the genotype is more likely another one


def balance_of(call: Call | None, zygosity: Zygosity) -> Balance:
    """How the reads of a carried call fit it; calls without the reads of both alleles are taken as usual.

    Args:
        call: the call.
        zygosity: what the call says; heterozygotes are tried for too few reads of the reference, carriers on every
            copy, or on the one that a deletion of the other leaves, for too many.
    """
    if call is None or call.alt_reads is None or call.ref_reads is None:
        return Balance.USUAL
    rule, whole = _rule(), call.alt_reads + call.ref_reads
    if call.one_left:
        zygosity = Zygosity.HEMI_ALT
    if zygosity is Zygosity.HET:  # in one of the two records of a 1/2 call the other allele's reads are in DP alone
        whole = max(whole, call.depth or 0)
    if not whole:
        return Balance.USUAL
    if zygosity is Zygosity.HET:
        if call.alt_reads <= float(rule["het_alt_share_above"]) * whole:
            return Balance.USUAL
        chance = upper_tail(call.alt_reads, whole, 0.5)
    elif zygosity in (Zygosity.HOM_ALT, Zygosity.HEMI_ALT):
        if call.ref_reads <= float(rule["hom_ref_share_above"]) * whole:
            return Balance.USUAL
        chance = upper_tail(call.ref_reads, whole, float(rule["error"]))
    else:
        return Balance.USUAL
    if chance < float(rule["contrary_below"]):
        return Balance.CONTRARY
    return Balance.UNUSUAL if chance < float(rule["unusual_below"]) else Balance.USUAL


def looks_mosaic(call: Call | None, zygosity: Zygosity) -> bool:
    """Whether a heterozygote has fewer reads of the allele than half of them by more than chance; asked of de novo."""
    if call is None or call.alt_reads is None or call.ref_reads is None or zygosity is not Zygosity.HET:
        return False
    if call.one_left:
        return False
    rule, whole = _rule(), call.alt_reads + call.ref_reads
    if not whole or call.alt_reads > float(rule["mosaic_alt_share_up_to"]) * whole:
        return False
    return upper_tail(call.ref_reads, whole, 0.5) < float(rule["unusual_below"])


def _rule() -> Any:
    return shipped_table("acmg", "family")["balance"]
