"""When a call without the allele counts as reference: ``reference_call`` of ``resources/acmg/family.json``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json


class Read(Protocol):
    """What is asked of a call: its copies, and how well it was read."""

    @property
    def alleles(self) -> Sequence[int | None]:
        """One number per copy."""

    @property
    def depth(self) -> int | None:
        """Reads at the site."""

    @property
    def alt_reads(self) -> int | None:
        """Reads with the allele."""

    @property
    def quality(self) -> int | None:
        """Genotype quality, phred."""


@dataclass(frozen=True, slots=True)
class ReferenceRule:
    """When a reference call is believed: reads, phred quality (where given), share of alternate reads (where given)."""

    min_depth: int
    min_quality: int
    max_alt_share: float

    @classmethod
    def shipped(cls) -> ReferenceRule:
        """The rule of ``resources/acmg/family.json``."""
        table = read_json(RESOURCES / "acmg" / "family.json")["reference_call"]
        return cls(int(table["min_depth"]), int(table["min_quality"]), float(table["max_alt_share"]))

    def believes(self, call: Read) -> bool:
        """Whether a call, already known to be reference, is strong enough."""
        if call.depth is None or call.depth < self.needed(call):
            return False
        if call.quality is not None and call.quality < self.min_quality:
            return False
        return call.alt_reads is None or call.alt_reads <= self.max_alt_share * call.depth

    def needed(self, call: Read) -> int:
        """Reads asked of a call: half of them where it has one copy, which is read half as deep."""
        return (self.min_depth + 1) // 2 if len(call.alleles) == 1 else self.min_depth

    def doubts(self, call: Read) -> bool:
        """Whether reads or quality, where given, are too few to tell one allele on both copies from two alleles."""
        shallow = call.depth is not None and call.depth < self.min_depth
        return shallow or (call.quality is not None and call.quality < self.min_quality)
