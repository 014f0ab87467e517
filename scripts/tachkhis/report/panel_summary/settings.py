"""Choices of the page: frequency bins, what is called common and rare, how genotypes are thinned.

``resources/panel/summary.json`` holds them, each with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json

TABLE = RESOURCES / "panel" / "summary.json"


@dataclass(frozen=True, slots=True)
class FrequencyBin:
    """One bar of the spectrum: alleles seen at least once, up to a frequency.

    Attributes:
        key: name of its label.
        most_alleles: greatest count, where the bin is one of counts; else ``None``.
        most: greatest frequency, where it is one of frequencies; else ``None``.
    """

    key: str
    most_alleles: int | None
    most: float | None

    def holds(self, ac: int, an: int) -> bool:
        """Whether counts fall into this bin or one before it."""
        if self.most_alleles is not None:
            return ac <= self.most_alleles
        return self.most is None or ac <= self.most * an


@dataclass(frozen=True, slots=True)
class Settings:
    """The table; fields are named as there."""

    bins: tuple[FrequencyBin, ...]
    common_lower: float
    rare_elsewhere: float
    listed: int
    thinned_snvs: int
    thinned_distance: int
    thinned_frequency: float
    thinned_missing: float
    shown_people: int

    def bin_of(self, ac: int, an: int) -> int:
        """Number of the bin of an allele that was seen."""
        return next(number for number, one in enumerate(self.bins) if one.holds(ac, an))

    def is_rare(self, ac: int, an: int) -> bool:
        """Whether an allele that was seen is of the first bin of frequencies or rarer: seen once is not rare of few."""
        return next(one for one in self.bins if one.most is not None).holds(ac, an)


@cache
def settings() -> Settings:
    """The shipped table."""
    table = read_json(TABLE)
    bins = tuple(FrequencyBin(one["key"], one.get("most_alleles"), one.get("most")) for one in table["bins"])
    rare, thin = table["common_here"], table["genotypes"]
    return Settings(
        bins,
        rare["panel_lower_bound_at_least"],
        rare["gnomad_frequency_below"],
        rare["rows"],
        thin["snvs_at_most"],
        thin["distance_at_least"],
        thin["frequency_at_least"],
        thin["missing_at_most"],
        thin["people_shown_at_least"],
    )
