"""The figures about the people of a panel: where they come from, how diverse, how inbred and how apart they are."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

from tachkhis.panel.answers import regions_withheld
from tachkhis.report.panel_summary import figures
from tachkhis.report.panel_summary.cohort import Cohort
from tachkhis.report.panel_summary.document import Figure
from tachkhis.report.panel_summary.material import Material
from tachkhis.report.panel_summary.words import Words
from tachkhis.report.panel_summary.words import region_name

SEPARATE = 0.5
"""Share of component 1 that lies between regions from which they are said to separate."""
FLAT = 0.005
"""Difference of median F below which no region is said to stand out."""


class PeopleFigures:
    """The figures, in one language.

    Args:
        material: what the page is made from.
        words: the language.
        note: what marks made-up data, or empty.
    """

    def __init__(self, material: Material, words: Words, note: str) -> None:
        self.material = material
        self.words = words
        self.note = note
        self.tally = material.tally

    def all(self) -> list[Figure]:
        """Those that the panel's header, its counts by region and the genotypes, where given, allow."""
        header = self.material.header
        regions = {code: count for code, count in header.regions.items() if count}
        if self.material.cohort is not None and not regions:
            for person in self.material.cohort.people:
                if person.region:
                    regions[person.region] = regions.get(person.region, 0) + 1
        made = self._map(regions)
        made += self._diversity()
        if self.material.cohort is not None and self.material.cohort.people:
            made += self._cohort(self.material.cohort)
        return made

    def _map(self, regions: Mapping[str, int]) -> list[Figure]:
        """Tiles of the regions; those that a published panel withholds are hatched, and numbers then are "at least"."""
        words, withheld = self.words, regions_withheld(self.material.header)
        if not regions and not withheld:
            return []
        people, least = sum(regions.values()), self.material.settings.shown_people
        key = "figure.map.title_withheld" if withheld else "figure.map.title"
        told = {"regions": str(len(regions)), "people": words.count(people), "withheld": str(len(withheld))}
        title = words.say(key, **told)
        shown = {code: max(count, least - 1) for code, count in regions.items()}
        legend = words.say("figure.map.withheld") if withheld else ""
        svg = figures.tiles("map", shown, self._number, lambda code: code, self.note, withheld, legend)
        values = {"people": told["people"], "k": words.count(least)}
        caption = words.say("figure.map.caption", **values)
        if withheld:
            names = ", ".join(map(region_name, withheld))
            caption = words.say("figure.map.caption_withheld", **values, names=names)
        return [Figure("map", title, caption, svg)]

    def _number(self, people: int) -> str:
        """People of a region; how few, where they are few, is not told."""
        least = self.material.settings.shown_people
        return f"<{least}" if people < least else self.words.count(people)

    def _diversity(self) -> list[Figure]:
        words = self.words
        least = 2 * self.material.settings.shown_people
        told = {code: one for code, one in sorted(self.tally.regions.items()) if one.sites and one.copies >= least}
        rows = {code: one.diversity / one.sites for code, one in told.items()}
        if not rows:
            return []
        low, high = min(rows, key=lambda code: rows[code]), max(rows, key=lambda code: rows[code])
        key = "figure.diversity.title" if len(rows) > 1 else "figure.diversity.title_one"
        ends = {"low": words.decimal(rows[low], 3), "high": words.decimal(rows[high], 3)}
        title = words.say(key, **ends, low_region=region_name(low), high_region=region_name(high))
        marks = [(region_name(code), [value]) for code, value in rows.items()]
        svg = figures.dots("diversity", marks, words.say("figure.diversity.x"), self.note, words.plain)
        sites = words.count(max(one.sites for one in told.values()))
        return [Figure("diversity", title, words.say("figure.diversity.caption", n=sites), svg)]

    def _by_region(self, values: Sequence[tuple[str, float]]) -> dict[str, list[float]]:
        """Values by region, of regions with enough people."""
        found: dict[str, list[float]] = {}
        for region, value in values:
            found.setdefault(region, []).append(value)
        least = self.material.settings.shown_people
        return {region: found[region] for region in sorted(found) if region and len(found[region]) >= least}

    def _cohort(self, cohort: Cohort) -> list[Figure]:
        words, say = self.words, self.words.say
        counted = {"snvs": words.count(cohort.snvs)}
        made = []
        rows = self._by_region([(person.region, person.heterozygosity) for person in cohort.people])
        if rows:
            medians = {region: figures.median(values) for region, values in rows.items()}
            low, high = min(medians, key=lambda code: medians[code]), max(medians, key=lambda code: medians[code])
            title = say(
                "figure.heterozygosity.title",
                low=words.decimal(medians[low], 3),
                high=words.decimal(medians[high], 3),
                low_region=region_name(low),
                high_region=region_name(high),
            )
            marks = [(region_name(region), values) for region, values in rows.items()]
            svg = figures.dots("heterozygosity", marks, say("figure.heterozygosity.x"), self.note, words.plain)
            people = words.count(sum(len(values) for values in rows.values()))
            caption = say(
                "figure.heterozygosity.caption", **counted, people=people, distance=words.distance(cohort.distance)
            )
            made.append(Figure("heterozygosity", title, caption, svg))
        made += self._inbreeding(cohort, counted)
        made += self._components(cohort, counted)
        return made

    def _inbreeding(self, cohort: Cohort, counted: Mapping[str, str]) -> list[Figure]:
        words, say = self.words, self.words.say
        known = [(person.region, person.inbreeding) for person in cohort.people if person.inbreeding is not None]
        rows = self._by_region(known)
        if not rows:
            return []
        overall = figures.median([value for _, value in known])
        medians = {region: figures.median(values) for region, values in rows.items()}
        highest = max(medians, key=lambda code: medians[code])
        told = {"overall": words.decimal(overall, 3)}
        if medians[highest] - overall > FLAT and medians[highest] > FLAT:
            value = words.decimal(medians[highest], 3)
            title = say("figure.inbreeding.title", region=region_name(highest), value=value, **told)
        else:
            title = say("figure.inbreeding.title_flat", **told)
        marks = [(region_name(region), values) for region, values in rows.items()]
        svg = figures.dots("inbreeding", marks, say("figure.inbreeding.x"), self.note, words.plain, zero=True)
        people = words.count(sum(len(values) for values in rows.values()))
        return [Figure("inbreeding", title, say("figure.inbreeding.caption", **counted, people=people), svg)]

    def _components(self, cohort: Cohort, counted: Mapping[str, str]) -> list[Figure]:
        words, say = self.words, self.words.say
        placed = [(person.region, person.components) for person in cohort.people]
        if len(cohort.shares) < 2:
            return []
        sizes: dict[str, int] = {}
        for region, _ in placed:
            sizes[region] = sizes.get(region, 0) + 1
        least = self.material.settings.shown_people
        groups: dict[str, list[tuple[float, float]]] = {}
        for region, spot in sorted(placed, key=lambda one: (sizes[one[0]] < least, one[0])):
            label = region_name(region) if region and sizes[region] >= least else say("region.other", k=str(least))
            groups.setdefault(label, []).append((spot[0], spot[1]))
        other = say("region.other", k=str(least))
        named = {label: spots for label, spots in groups.items() if label != other}
        share = [words.share(one, 1) for one in cohort.shares]
        values = {**counted, "people": words.count(len(placed))}
        caption = [say("figure.pca.caption", **values), self._kinship(cohort)]
        if len(named) > 1:
            eta = between(named)
            separate = eta >= SEPARATE
            title = say("figure.pca.title", share=share[0]) if separate else say("figure.pca.title_overlap")
            caption.append(say("figure.pca.between", eta=words.share(eta, 1)))
        else:
            title = say("figure.pca.title_none", k=str(least))
        told = (
            say("figure.pca.axis", number="1", share=share[0]),
            say("figure.pca.axis", number="2", share=share[1]),
        )
        svg = figures.scatter("pca", list(groups.items()), told, self.note, words.plain)
        return [Figure("pca", title, " ".join(caption), svg, wide=True)]

    def _kinship(self, cohort: Cohort) -> str:
        relatives = self.words.count(cohort.relatives)
        if cohort.listed:
            return self.words.say("figure.pca.relatives_listed", relatives=relatives)
        if cohort.kinship is None:
            return self.words.say("figure.pca.no_kinship")
        bound = self.words.decimal(cohort.kinship, 3)
        return self.words.say("figure.pca.relatives", relatives=relatives, bound=bound)


def between(groups: Mapping[str, Sequence[tuple[float, float]]]) -> float:
    """Share of the spread along the first axis that lies between groups (eta squared), 0 to 1."""
    values = [spot[0] for spots in groups.values() for spot in spots]
    mean = sum(values) / len(values)
    total = sum((value - mean) ** 2 for value in values)
    inner = 0.0
    for spots in groups.values():
        centre = sum(spot[0] for spot in spots) / len(spots)
        inner += sum((spot[0] - centre) ** 2 for spot in spots)
    return 1 - inner / total if total else 0.0
