"""Which codons of a transcript positions lie in."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator

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
        model = self._loaded_model()
        if model is None:
            return False
        low, high = min(first, second) - 1, max(first, second)
        for transcript in model.overlapping(contig, low, high):
            one, other = codon_of(transcript, first - 1), codon_of(transcript, second - 1)
            if one is not None and one == other:
                return True
        return False

    def in_one_exon(self, contig: str, start: int, end: int) -> Iterator[Transcript]:
        """The transcripts that have all of ``[start, end)`` (0-based) in the coding part of one exon."""
        model = self._loaded_model()
        for transcript in () if model is None else model.overlapping(contig, start, end):
            if any(low <= start and end <= high for low, high in transcript.coding):
                yield transcript

    def _loaded_model(self) -> GeneModel | None:
        if not self._loaded:
            self._model, self._loaded = self._load(), True
        return self._model


def codon_of(transcript: Transcript, position: int) -> int | None:
    """Number of the codon that a position (0-based) is part of; ``None`` outside the coding sequence.

    Where the start of the coding sequence is missing, the bases before the first whole codon count as codon -1.
    """
    base = coding_base(transcript, position)
    return None if base is None else (base - transcript.phase) // 3


def coding_base(transcript: Transcript, position: int) -> int | None:
    """Place of a base of the genome (0-based) in the coding sequence, counted from 0; ``None`` outside it."""
    before = 0
    for start, end in transcript.coding if transcript.strand > 0 else transcript.coding[::-1]:
        if start <= position < end:
            return before + (position - start if transcript.strand > 0 else end - 1 - position)
        before += end - start
    return None
