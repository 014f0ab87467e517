"""Nonsense-mediated decay of a changed mRNA, as predicted from the place of its new stop."""

from __future__ import annotations

from tachkhis.variants.protein import ProteinChange
from tachkhis.variants.severity import severity
from tachkhis.variants.spliced import Spliced


def decays(
    spliced: Spliced, edit: tuple[int, int, str], exon: int, change: ProteinChange | None, terms: set[str]
) -> bool | None:
    """Whether nonsense-mediated decay of the changed mRNA is predicted (Abou Tayoun 2018).

    Args:
        spliced: the transcript.
        edit: replaced mRNA interval (0-based half-open) and new bases.
        exon: 0-based number of the exon that holds the edit.
        change: what the edit does to the protein.
        terms: its consequences.

    Returns:
        ``True`` where the new stop lies neither in the last exon nor in the last 50 bases of the one before;
        ``None`` where there is no premature stop, or none can be told.
    """
    if change is None or not terms & {"stop_gained", "frameshift_variant"} or change.same:
        return None
    if change.stop_end is None:
        return None
    if len(spliced.exons) == 1:
        return False
    start, end, alt = edit
    last = len(spliced.exons) - 1
    junction = spliced.offsets[last]
    penultimate = junction - spliced.offsets[last - 1]
    if exon < last:
        junction += len(alt) - (end - start)
    return change.stop_end <= junction - min(severity().nmd_bases, penultimate)
