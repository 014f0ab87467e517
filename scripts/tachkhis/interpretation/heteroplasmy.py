"""The share of mitochondrial genomes that carry a variant: per member, with bounds, child against mother."""

from __future__ import annotations

from dataclasses import dataclass

from tachkhis.case.message import Message
from tachkhis.panel.bounds import clopper_pearson
from tachkhis.variants.mitochondria.rules import MitochondrialRules
from tachkhis.variants.record import Call


@dataclass(frozen=True, slots=True)
class Share:
    """A fraction with its exact 95 % bounds (Clopper and Pearson 1934), 0 to 1; ``None`` where no depth is known."""

    fraction: float
    lower: float | None
    upper: float | None


def share_of(call: Call | None) -> Share | None:
    """The share of the reads of a call, and its bounds: the caller's, else by its reads; ``None`` where none is known.

    Of a caller that gives the share alone (mutserve, mtDNA-server) the bounds are those of its depth.
    """
    if call is None or call.share is None:
        return None
    if call.fraction_bounds is not None:
        return Share(call.share, *call.fraction_bounds)
    if call.alt_reads is not None and call.ref_reads is not None and call.alt_reads + call.ref_reads:
        return Share(call.share, *clopper_pearson(call.alt_reads, call.alt_reads + call.ref_reads))
    if not call.depth:
        return Share(call.share, None, None)
    return Share(call.share, *clopper_pearson(round(call.share * call.depth), call.depth))


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
    if one.lower is None or one.upper is None or other.lower is None or other.upper is None:
        return None
    if one.lower > other.upper:
        key = "candidate.heteroplasmy_above_mother"
    else:
        key = "candidate.heteroplasmy_below_mother" if one.upper < other.lower else "candidate.heteroplasmy_as_mother"
    values = {"child": f"{100 * one.fraction:.1f}", "mother": f"{100 * other.fraction:.1f}"}
    return Message(key=key, values=values)
