"""Whether two positions lie in one codon of a transcript."""

from __future__ import annotations

from collections.abc import Callable

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript


class Codons:
    """Answers from a gene model, which is loaded when it is first needed."""

    def __init__(self, load: Callable[[], GeneModel | None]) -> None:
        self._load = load
        self._loaded = False
        self._model: GeneModel | None = None

    def share(self, contig: str, first: int, second: int) -> bool:
        """Whether two positions (1-based) of a contig share a codon of any coding transcript; never without a model."""
        if not self._loaded:
            self._model, self._loaded = self._load(), True
        if self._model is None:
            return False
        low, high = min(first, second) - 1, max(first, second)
        for transcript in self._model.overlapping(contig, low, high):
            one, other = codon_of(transcript, first - 1), codon_of(transcript, second - 1)
            if one is not None and one == other:
                return True
        return False


def codon_of(transcript: Transcript, position: int) -> int | None:
    """Number of the codon that a position (0-based) is part of; ``None`` outside the coding sequence.

    Where the start of the coding sequence is missing, the bases before the first whole codon count as codon -1.
    """
    before = 0
    for start, end in transcript.coding if transcript.strand > 0 else transcript.coding[::-1]:
        if start <= position < end:
            offset = before + (position - start if transcript.strand > 0 else end - 1 - position)
            return (offset - transcript.phase) // 3
        before += end - start
    return None
