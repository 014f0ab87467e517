"""The share of mitochondrial genomes that carry a variant: per member, with bounds, child against mother."""

from __future__ import annotations

from dataclasses import dataclass

from tachkhis.case.message import Message
from tachkhis.panel.bounds import clopper_pearson
from tachkhis.variants.mitochondria.rules import MitochondrialRules
from tachkhis.variants.record import Call


@dataclass(frozen=True, slots=True)
class Share:
    """A fraction with its exact 95 % bounds (Clopper and Pearson 1934), all 0 to 1."""

    fraction: float
    lower: float
    upper: float


def share_of(call: Call | None) -> Share | None:
    """The share of the reads of a call, and its bounds: the caller's, else by its reads; ``None`` without reads."""
    if call is None or call.share is None:
        return None
    if call.fraction_bounds is not None:
        return Share(call.share, *call.fraction_bounds)
    if call.alt_reads is None or call.ref_reads is None or call.alt_reads + call.ref_reads == 0:
        return None
    return Share(call.share, *clopper_pearson(call.alt_reads, call.alt_reads + call.ref_reads))


def is_heteroplasmic(call: Call, *, mixed: bool) -> bool:
    """Whether some copies lack the allele of a carried call.

    By the genotype (``mixed``) where no reads are known, and of our own calls, which bear bounds: there it says so.
    """
    share = None if call.fraction_bounds is not None else call.share
    return mixed if share is None else share < MitochondrialRules.shipped().homoplasmic_fraction


def compared_with_mother(child: Call | None, mother: Call | None) -> Message | None:
    """A child's share against the mother's: higher or lower where the 95 % bounds do not meet, else alike.

    Nothing where both have it in all copies. The share of a variant shifts from mother to child (bottleneck), so a
    difference speaks against nothing.
    """
    one, other = share_of(child), share_of(mother)
    whole = MitochondrialRules.shipped().homoplasmic_fraction
    if one is None or other is None or min(one.fraction, other.fraction) >= whole:
        return None
    if one.lower > other.upper:
        key = "candidate.heteroplasmy_above_mother"
    else:
        key = "candidate.heteroplasmy_below_mother" if one.upper < other.lower else "candidate.heteroplasmy_as_mother"
    values = {"child": f"{100 * one.fraction:.1f}", "mother": f"{100 * other.fraction:.1f}"}
    return Message(key=key, values=values)
