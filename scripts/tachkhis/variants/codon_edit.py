"""Changes of one codon as one change of the mRNA, wherever introns lie between them."""

from __future__ import annotations

from collections.abc import Iterable

from tachkhis.variants.spliced import Spliced

Edit = tuple[int, int, str]
"""First base and one past the last base replaced (0-based), and the new bases on the transcript's strand."""


def read_with(spliced: Spliced, edit: Edit, others: Iterable[Edit]) -> Edit:
    """A substitution of the mRNA together with others of the codons that it touches.

    Args:
        spliced: the transcript.
        edit: in mRNA coordinates.
        others: substitutions of the same copy, in sense coordinates; those of other codons are left out.

    Returns:
        One replaced interval, in mRNA coordinates; ``edit`` itself where nothing is read with it.
    """
    start, end, alt = edit
    if spliced.cds is None or end - start != len(alt) or start == end:
        return edit
    low, high = (_codon(spliced, at) for at in (start, end - 1))
    changed = dict(zip(range(start, end), alt, strict=True))
    for first, last, bases in others:
        if last - first != len(bases):
            continue
        for sense, base in enumerate(bases, first):
            at = _mrna(spliced, sense)
            if at is not None and spliced.cds[0] <= at < spliced.cds[1] and low <= _codon(spliced, at) <= high:
                changed.setdefault(at, base)
    first, last = min(changed), max(changed) + 1
    return first, last, "".join(changed.get(at, spliced.bases[at]) for at in range(first, last))


def _codon(spliced: Spliced, position: int) -> int:
    return (position - spliced.frame_start) // 3


def _mrna(spliced: Spliced, position: int) -> int | None:
    """MRNA position of a base in sense coordinates; ``None`` outside the exons."""
    for (start, end), offset in zip(spliced.exons, spliced.offsets, strict=True):
        if start <= position < end:
            return offset + position - start
    return None
