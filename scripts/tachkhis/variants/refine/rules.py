"""The thresholds of the refinement, from ``resources/calling/refine.json``, where their sources stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json


@dataclass(frozen=True, slots=True)
class ArtefactRule:
    """When an SNV is an artefact; fractions of reads, tails as probabilities, biases as z."""

    min_fraction: float
    heterozygote_tail: float
    biased_fraction: float
    clipping_bias: float
    position_bias: float


@dataclass(frozen=True, slots=True)
class RescueRule:
    """When an SNV seen only without BAQ is added; ``distance`` in bases from an accepted indel."""

    distance: int
    min_fraction: float
    min_alt_reads: int
    doubtful_quality: int
    clipping_bias: float
    position_bias: float


@dataclass(frozen=True, slots=True)
class OneCopyRule:
    """When fragments with a deletion tell that a change inside it is on the other copy; fragments, a share of them."""

    min_fragments: int
    max_against: float
    min_share: float
    heterozygote_tail: float


@dataclass(frozen=True, slots=True)
class SpanningRule:
    """Which reads may tell a length, and when a genotype follows; bases, reads, shares, and a log10 margin."""

    margin: int
    near: int
    near_mismatches: int
    min_reads: int
    max_unexplained: float
    genotype_margin: float
    genotype_min_reads: int
    unlike_to_like: float
    other_error: float
    other_length: float


@dataclass(frozen=True, slots=True)
class RepeatPrior:
    """Stutter of one kind of repeat before any read: ``rate`` at ``from_units``, times ``growth`` for each more."""

    min_units: int
    from_units: int
    rate: float
    growth: float


@dataclass(frozen=True, slots=True)
class StutterRule:
    """The stutter model; weights in reads and in errors, ``keep_margin`` in log10."""

    homopolymer: RepeatPrior
    dinucleotide: RepeatPrior
    max_rate: float
    any_length: float
    prior_reads: float
    shorter: float
    step: float
    prior_errors: float
    keep_margin: float

    def prior(self, unit: int) -> RepeatPrior:
        """The prior of repeats whose unit has this many bases (1 or 2)."""
        return self.homopolymer if unit == 1 else self.dinucleotide

    def prior_rate(self, unit: int, units: int) -> float:
        """Share of reads with a wrong length, before any read of the sample."""
        prior = self.prior(unit)
        grown = prior.rate * prior.growth ** (units - prior.from_units)
        return min(self.max_rate, grown)


@dataclass(frozen=True, slots=True)
class FamilyRule:
    """Priors of the family and what may follow from them; qualities are phred."""

    heterozygosity: dict[str, float]
    de_novo: dict[str, float]
    change_quality: int
    change_against: int
    max_members: int
    parent_error: float
    parent_tail: float
    unexplained_tail: float
    mosaic_tail: float
    called_mosaic_tail: float
    min_parent_reads: int
    hidden_reads: int
    hidden_fraction: float
    stutter_reads: float


@dataclass(frozen=True, slots=True)
class PhaseRule:
    """When fragments over two SNVs tell how they stand; bases, fragments, and a share of fragments."""

    distance: int
    min_fragments: int
    min_each: int
    max_against: float


@dataclass(frozen=True, slots=True)
class Rules:
    """All of them."""

    artefacts: ArtefactRule
    rescue: RescueRule
    one_copy: OneCopyRule
    spanning: SpanningRule
    stutter: StutterRule
    family: FamilyRule
    phase: PhaseRule


@cache
def shipped_rules() -> Rules:
    """The rules of ``resources/calling/refine.json``."""
    table = read_json(RESOURCES / "calling" / "refine.json")
    stutter = _fields(table["stutter"], StutterRule)
    for kind in ("homopolymer", "dinucleotide"):
        stutter[kind] = RepeatPrior(**stutter[kind])
    return Rules(
        artefacts=ArtefactRule(**_fields(table["artefacts"], ArtefactRule)),
        rescue=RescueRule(**_fields(table["rescue"], RescueRule)),
        one_copy=OneCopyRule(**_fields(table["one_copy"], OneCopyRule)),
        spanning=SpanningRule(**_fields(table["spanning"], SpanningRule)),
        stutter=StutterRule(**stutter),
        family=FamilyRule(**_fields(table["family"], FamilyRule)),
        phase=PhaseRule(**_fields(table["phase"], PhaseRule)),
    )


def _fields(section: dict[str, Any], of: type) -> dict[str, Any]:
    """The values of a section that a rule has; the rest is its source and note."""
    return {name: section[name] for name in of.__dataclass_fields__}  # type: ignore[attr-defined]
