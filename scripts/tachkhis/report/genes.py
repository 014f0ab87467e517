"""Candidates by gene: a variant that stands in several pairs is described once, and the pairs refer to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.result import Candidate
from tachkhis.interpretation.result import VariantResult
from tachkhis.report.context import Context
from tachkhis.report.runs import Rich
from tachkhis.report.runs import joined

SINGLE = ("candidate.single_hit", "candidate.single_hit_cis", "candidate.single_hit_both")
ON_X = "candidate.x_heterozygous"
RECESSIVE = frozenset({"autosomal_recessive", "pseudoautosomal_recessive"})
"""Modes under which one altered copy is a carrier state; as HPO lists them for a gene."""


@dataclass(frozen=True, slots=True)
class GeneGroup:
    """The candidates of one gene, best first."""

    gene: str
    candidates: tuple[Candidate, ...]

    @property
    def variants(self) -> tuple[VariantResult, ...]:
        """Each variant of the candidates once, in order."""
        return tuple({variant.id: variant for one in self.candidates for variant in one.variants}.values())

    def holding(self, variant: VariantResult) -> list[Candidate]:
        """The candidates that a variant belongs to."""
        return [one for one in self.candidates if any(part.id == variant.id for part in one.variants)]


def by_gene(candidates: Iterable[Candidate]) -> list[GeneGroup]:
    """Candidates by gene, genes in the order of their first candidate."""
    groups: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        groups.setdefault(candidate.gene, []).append(candidate)
    return [GeneGroup(gene, tuple(members)) for gene, members in groups.items()]


def pair(context: Context, candidate: Candidate) -> Rich:
    """``c.1A>G + c.5del (en trans)``; the name alone of a candidate of one variant."""
    names = joined([context.short_name(variant) for variant in candidate.variants], " + ")
    if len(candidate.variants) == 1:
        return names
    phase = context.words(f"phase_short.{candidate.phase or 'unknown'}")
    return context.words("candidates.pair", names=names, phase=phase)


def mode_of(candidate: Candidate) -> str:
    """The mode as the report names it: one copy of the X in a girl or woman is X-linked, de novo or not."""
    on_x = any(reason.key == ON_X for reason in candidate.reasons)
    return f"{candidate.mode}_x" if candidate.mode is Mode.DE_NOVO and on_x else str(candidate.mode)


def is_single(context: Context, candidate: Candidate) -> bool:
    """Whether a candidate is one altered copy of a gene that HPO links with autosomal recessive disease only."""
    if len(candidate.variants) != 1:
        return False
    call = context.genotype(candidate.variants[0], context.result.case.proband)
    if call is None or call.zygosity != "het":
        return False
    if candidate.mode is Mode.RECESSIVE_SINGLE:
        return True
    modes = set(candidate.expected_modes)
    return (bool(modes) and modes <= RECESSIVE) or any(reason.key in SINGLE for reason in candidate.reasons)
