"""The calls of a case, read once from beginning to end: all that the interpretation asks of them."""

from __future__ import annotations

from dataclasses import dataclass

from tachkhis.case.further_tracks import SCORE
from tachkhis.quality.genotype_tally import GenotypeTally
from tachkhis.variants.record import Variant
from tachkhis.variants.variant_file import VariantFile


@dataclass(frozen=True)
class CallsRead:
    """What one reading of the annotated calls gives.

    Attributes:
        variants: kept variants, in file order.
        triage: records by reason, sorted.
        matched: records that each track annotates.
        samples: columns of the file.
        genotypes: genotypes of all members, counted.
        scored: the header declares a computed score.
        tools: caller and tools of the annotation with their versions.
    """

    variants: list[Variant]
    triage: dict[str, int]
    matched: dict[str, int]
    samples: tuple[str, ...]
    genotypes: GenotypeTally
    scored: bool
    tools: dict[str, str]

    @classmethod
    def of(cls, file: VariantFile) -> CallsRead:
        """Read a file to its end."""
        variants = list(file)  # first, since the rest is counted meanwhile
        return cls(
            variants=variants,
            triage=dict(sorted(file.triage.items())),
            matched=dict(file.matched),
            samples=file.samples,
            genotypes=file.genotypes,
            scored=file.declares(SCORE),
            tools=file.tools,
        )

    @property
    def records(self) -> int:
        """All records, kept or not."""
        return sum(self.triage.values())
