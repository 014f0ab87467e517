"""Changes of one codon on copies that are open: what they would be together, where that is of high impact.

Two harmless changes may make a stop on one copy. Where nobody knows whether they are, no frequency and no place of one
of them alone may set it aside.
"""

from __future__ import annotations

from collections.abc import Sequence

from tachkhis.variants import fields
from tachkhis.variants.names import Namer
from tachkhis.variants.record_line import value_of

_CODON_OPEN = f"{fields.CODON_OPEN.id}="
HIGH = "HIGH"
SET_ASIDE_ALONE = (fields.ASIDE_COMMON, fields.ASIDE_UTR, fields.ASIDE_INTRON, fields.ASIDE_OUTSIDE)
"""Reasons that speak of a change by itself; a weak call, or one that the proband lacks, stays set aside."""


def high_field(cells: Sequence[str], namer: Namer) -> list[str]:
    """The INFO item ``CODON_HIGH``; none where nothing is open, or no whole of high impact on any transcript.

    The transcript of the report is named where the whole is of high impact there, else the first where it is.

    Args:
        cells: the cells of the record's line.
        namer: gives names and consequences.
    """
    contig, wholes = cells[0], value_of(cells[7], _CODON_OPEN)
    if wholes is None:
        return []
    rows = []
    for whole in wholes.split(","):
        position, ref, alt = whole.split("-")
        named = namer.name(contig, int(position), ref, alt)
        high = [one for one in named.consequences if one.impact == HIGH]
        if not high:
            continue
        one = next((one for one in high if one.chosen), high[0])
        columns = (
            f"{contig}-{whole}",
            one.gene,
            one.transcript,
            "&".join(one.consequences),
            one.hgvs_c or "",
            one.hgvs_p or "",
        )
        rows.append("|".join(fields.escape(column) for column in columns))
    return [f"{fields.CODON_HIGH.id}={','.join(rows)}"] if rows else []
