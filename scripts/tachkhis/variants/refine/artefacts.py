"""The artefact filter of SNVs.

With ``k`` reads of the alternate among ``n`` of both alleles in the carrier with the largest share ``f = k / n``, an
SNV is an artefact if

    f < min_fraction     and P(X <= k) < heterozygote_tail for X ~ Binomial(n, 1/2)                (fraction)
    f < biased_fraction  and SCBZ > clipping_bias                                                  (clipping)
    f < biased_fraction  and |RPBZ| > position_bias                                                (position)

``SCBZ`` and ``RPBZ`` are the z of Mann-Whitney's U of ``bcftools mpileup``, alternate against reference reads:
soft-clip length (positive where the alternate's are clipped more) and place in the read. Heteroplasmy has low
fractions by nature: mitochondrial records are not judged.
"""

from __future__ import annotations

from collections.abc import Sequence

from tachkhis.variants.binomial import lower_tail
from tachkhis.variants.refine.rules import ArtefactRule

FRACTION = "artefact_fraction"
CLIPPING = "artefact_clipping"
POSITION = "artefact_position"


def artefact_reasons(
    carriers: Sequence[tuple[int, int]], clipping: float | None, position: float | None, rule: ArtefactRule
) -> list[str]:
    """Why an SNV is an artefact; empty where it is none.

    Args:
        carriers: reads of the reference and of the alternate in each person called to carry it.
        clipping: SCBZ, ``None`` where it was not measured.
        position: RPBZ, likewise.
        rule: thresholds.
    """
    counted = [(ref, alt) for ref, alt in carriers if ref + alt > 0]
    if not counted:
        return []
    ref, alt = max(counted, key=lambda pair: (pair[1] / sum(pair), sum(pair)))
    fraction = alt / (ref + alt)
    reasons = []
    if fraction < rule.min_fraction and lower_tail(alt, ref + alt) < rule.heterozygote_tail:
        reasons.append(FRACTION)
    if fraction < rule.biased_fraction:
        if clipping is not None and clipping > rule.clipping_bias:
            reasons.append(CLIPPING)
        if position is not None and abs(position) > rule.position_bias:
            reasons.append(POSITION)
    return reasons


def suspicious(carriers: Sequence[tuple[int, int]], rule: ArtefactRule) -> bool:
    """Whether the biases of an SNV would matter."""
    shares = [alt / (ref + alt) for ref, alt in carriers if ref + alt > 0]
    return bool(shares) and max(shares) < rule.biased_fraction
