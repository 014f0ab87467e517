"""What collections of people and tracks of scores say of a variant, as the parts of ``case.json``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tachkhis.case.further_tracks import MARK
from tachkhis.case.further_tracks import SCORE
from tachkhis.case.model import Sex
from tachkhis.case.shipped import shipped_table
from tachkhis.interpretation.family import Family
from tachkhis.interpretation.inputs import TracksInput
from tachkhis.interpretation.result import Frequency
from tachkhis.interpretation.result import Score
from tachkhis.interpretation.setting import Resource
from tachkhis.panel.bounds import clopper_pearson
from tachkhis.panel.bounds import upper_bound_of_absent
from tachkhis.reference.contigs import ContigKind
from tachkhis.reference.contigs import kind_of
from tachkhis.reference.sex_chromosomes import SexChromosomes
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.record import Variant

FROM_CALLS = "vcf"
"""Track of a score that the calls themselves brought."""


@dataclass(frozen=True)
class Showing:
    """The collections and tracks in use.

    Attributes:
        sources: of ``gnomad`` and ``panel`` those in use; their silence is shown.
        panel: the panel, for the people that it counts.
        copies: copies of each contig by sex.
        tracks: INFO field to the track that gives it.
    """

    sources: tuple[str, ...]
    panel: Resource | None
    copies: SexChromosomes
    tracks: dict[str, str]

    @classmethod
    def of(cls, used: TracksInput, family: Family) -> Showing:
        """From the resources as used."""
        sources = tuple(name for name in ("gnomad", "panel") if used.has(name))
        return cls(sources, used.named("panel"), family.copies, used.given_by())

    def frequencies(self, variant: Variant) -> list[Frequency]:
        """One entry for each collection in use."""
        found = []
        for source, counts in (("gnomad", variant.gnomad), ("panel", variant.panel)):
            if counts is not None:
                found.append(frequency_of(source, counts))
            elif source in self.sources:
                looked, where = self._looked(variant) if source == "panel" else (None, "listed")
                found.append(absent(source, looked, where))
        return found

    def _looked(self, variant: Variant) -> tuple[int | None, str]:
        """In how many alleles of the panel the place was looked at, and how that is known."""
        if variant.panel_looked is not None:
            return variant.panel_looked, "callable"
        return people_alleles(self.panel, variant, self.copies), "people"

    def scores(self, variant: Variant) -> list[Score]:
        """Numbers and words of the tracks, by name."""
        table = shipped_table("acmg", "computation")
        chosen = {table["predictor"], table["splice"]["predictor"]}
        numbers = [
            Score(name=name, track=self.tracks.get(SCORE + name, FROM_CALLS), value=value, used=name in chosen)
            for name, value in variant.scores.items()
        ]
        words = [
            Score(name=name, track=self.tracks.get(MARK + name, FROM_CALLS), text=text)
            for name, text in variant.marks.items()
        ]
        return [*numbers, *words]


def people_alleles(panel: Resource | None, variant: Variant, copies: SexChromosomes) -> int | None:
    """Alleles of all people of a panel at a place, by their copies; ``None`` where their number or sex is not known."""
    if panel is None or panel.people is None:
        return None
    if kind_of(variant.contig) is ContigKind.M:
        return panel.people
    female, male = (copies.ploidy(variant.contig, variant.position, sex) for sex in (Sex.FEMALE, Sex.MALE))
    if female == male:
        return panel.people * female
    if panel.female is None or panel.male is None:
        return None
    return panel.female * female + panel.male * male


def frequency_of(source: str, counts: AlleleCounts) -> Frequency:
    """Counts with exact 95 % bounds; counts that cannot be are shown as "not found"."""
    if counts.an < 1 or counts.ac > counts.an:
        return absent(source, None, "listed").model_copy(update={"filters": list(counts.filters)})
    lower, upper = clopper_pearson(counts.ac, counts.an)
    return Frequency(
        source=source,
        found=True,
        ac=counts.ac,
        an=counts.an,
        af=rounded(counts.ac / counts.an),
        lower=rounded(lower),
        upper=rounded(upper if counts.ac else upper_bound_of_absent(counts.an)),
        homozygotes=counts.homozygotes,
        faf=counts.faf,
        hemizygotes=counts.hemizygotes,
        filters=list(counts.filters),
        regions=dict(counts.regions),
        partial=counts.partial or None,
    )


def absent(source: str, looked: int | None, where: str) -> Frequency:
    """An allele that a collection does not list, with the bound that its absence gives where that is known."""
    empty: dict[str, Any] = dict.fromkeys(("ac", "an", "af", "lower", "upper", "homozygotes"))
    if not looked:
        return Frequency(source=source, found=False, **empty)
    empty |= {"ac": 0, "an": looked, "af": 0.0, "lower": 0.0, "upper": rounded(upper_bound_of_absent(looked))}
    return Frequency(source=source, found=False, an_source=where, **empty)


def rounded(number: float) -> float:
    """Seven significant digits: what a report can use, and the same on every machine."""
    return float(f"{number:.7g}")
