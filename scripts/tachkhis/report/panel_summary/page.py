"""What the page shows, in words and pictures: a pure function of the statistics and the language."""

from __future__ import annotations

from collections import Counter

from tachkhis.panel.answers import regions_withheld
from tachkhis.panel.bounds import clopper_pearson
from tachkhis.report.panel_summary import figures
from tachkhis.report.panel_summary.cohort import Cohort
from tachkhis.report.panel_summary.document import CommonTable
from tachkhis.report.panel_summary.document import Figure
from tachkhis.report.panel_summary.document import Page
from tachkhis.report.panel_summary.document import Section
from tachkhis.report.panel_summary.groups import GROUPS
from tachkhis.report.panel_summary.material import Material
from tachkhis.report.panel_summary.people_figures import PeopleFigures
from tachkhis.report.panel_summary.tally import CLASSES
from tachkhis.report.panel_summary.words import Words
from tachkhis.report.panel_summary.words import region_name

COMMON_BINS = 3
"""Bins from this one on are above 5 %."""


def make_page(material: Material, words: Words) -> Page:
    """The page in one language."""
    note = words.say("synthetic") if material.header.synthetic else ""
    maker = _Maker(material, words, note)
    sections = (
        Section(words.say("section.content"), tuple(maker.content())),
        Section(words.say("section.frequency"), tuple(maker.frequency())),
        Section(words.say("section.people"), tuple(PeopleFigures(material, words, note).all())),
    )
    return Page(
        language=words.language,
        title=words.say("title"),
        synthetic=note,
        facts=tuple(maker.facts()),
        keys=tuple(maker.keys()),
        sections=tuple(section for section in sections if section.figures),
        table=maker.table() if material.compared else None,
        method_title=words.say("section.method"),
        method=tuple(maker.method()),
        page_word=words.say("page"),
        made_by=words.say("made_by"),
    )


def ratio_with_bounds(transitions: int, transversions: int) -> tuple[float, float, float] | None:
    """Ti/Tv and its exact 95 % bounds (those of the share of transitions); ``None`` where it has no value."""
    if not transversions:
        return None
    low, high = clopper_pearson(transitions, transitions + transversions)
    return transitions / transversions, low / (1 - low), high / (1 - high)


class _Maker:
    """The parts of the page."""

    def __init__(self, material: Material, words: Words, note: str) -> None:
        self.material = material
        self.words = words
        self.note = note
        self.tally = material.tally
        self.bins = [words.say(one.key) for one in material.settings.bins]

    def facts(self) -> list[tuple[str, str]]:
        say, header = self.words.say, self.material.header
        unknown = say("fact.not_stated")
        people = unknown if header.people is None else self.words.count(header.people)
        rows = [
            ("fact.name", header.title or unknown),
            ("fact.build", header.build or unknown),
            ("fact.people", people),
            ("fact.date", header.date or unknown),
            ("fact.source", header.source or unknown),
            ("fact.licence", header.licence or unknown),
            ("fact.filters", ", ".join(f"{key} {value}" for key, value in header.filters.items()) or unknown),
        ]
        if self.tally.partial:
            counts = {"n": self.words.count(self.tally.partial), "of": self.words.count(self.tally.sites)}
            rows.append(("fact.partial", say("fact.partial_said", **counts)))
        if regions := regions_withheld(header):
            rows.append(("fact.withheld", say("fact.withheld_regions", regions=", ".join(map(region_name, regions)))))
        if self.tally.withheld:
            counts = {"n": self.words.count(self.tally.withheld), "of": self.words.count(self.tally.sites)}
            rows.append(("fact.withheld", say("fact.withheld_said", **counts)))
        if header.excluded:
            told = ", ".join(f"{self._reason(reason)} {count}" for reason, count in header.excluded.items())
            rows.append(("fact.excluded", told))
        return [(say(key), value) for key, value in rows]

    def _reason(self, reason: str) -> str:
        key = f"excluded.{reason}"
        return self.words.say(key) if key in self.words.sentences else self.words.say("excluded.other", reason=reason)

    def keys(self) -> list[tuple[str, str]]:
        words, tally = self.words, self.tally
        indels = tally.classes["insertion"] + tally.classes["deletion"] + tally.classes["delins"]
        rows = [
            (words.count(tally.seen), "key.alleles"),
            (words.count(tally.classes["snv"]), "key.snv"),
            (words.count(indels), "key.indels"),
        ]
        if self._tells_rare:
            rows.append((words.share(tally.rare, tally.seen), "key.rare"))
        titv = ratio_with_bounds(sum(tally.transitions), sum(tally.transversions))
        if titv is not None:
            rows.append((words.decimal(titv[0], 2), "key.titv"))
        if self.material.compared:
            rows.append((words.share(sum(tally.compared) - sum(tally.listed), sum(tally.compared)), "key.novel"))
        return [(value, words.say(key)) for value, key in rows]

    @property
    def _tells_rare(self) -> bool:
        """Whether one allele among all that were looked at is rare: of few alleles none is."""
        return self.material.settings.is_rare(1, self.tally.largest_an)

    def content(self) -> list[Figure]:
        words, tally = self.words, self.tally
        axis = words.say("figure.classes.axis")
        shown = [kind for kind in CLASSES if tally.classes[kind]]
        values = [tally.classes[kind] for kind in shown]
        told = [f"{words.count(value)}  ({words.share(value, tally.seen)})" for value in values]
        labels = [words.say(f"class.{kind}") for kind in shown]
        made = [
            Figure(
                "classes",
                words.say("figure.classes.title", share=words.share(tally.classes["snv"], tally.seen)),
                words.say("figure.classes.caption", n=words.count(tally.seen), unseen=words.count(tally.unseen)),
                figures.bars("classes", labels, values, told, axis, self.note, words.count),
                wide=True,
            )
        ]
        if tally.groups:
            groups = [group for group in GROUPS if tally.groups.get(group)]
            counts = [tally.groups[group] for group in groups]
            total = sum(counts)
            outside = tally.groups.get("intron", 0) + tally.groups.get("between", 0)
            loss = words.count(tally.groups.get("loss", 0))
            names = [words.say(f"group.{group}") for group in groups]
            told = [f"{words.count(value)}  ({words.share(value, total)})" for value in counts]
            svg = figures.bars("groups", names, counts, told, axis, self.note, words.count)
            title = words.say("figure.groups.title", share=words.share(outside, total), loss=loss)
            made.append(
                Figure("groups", title, words.say("figure.groups.caption", n=words.count(total)), svg, wide=True)
            )
        return made

    def frequency(self) -> list[Figure]:
        words, tally = self.words, self.tally
        x, wide = words.say("figure.spectrum.x"), self.material.compared
        shares = [100 * count / tally.seen if tally.seen else 0.0 for count in tally.spectrum]
        told = [words.share(count, tally.seen) for count in tally.spectrum]
        rare = words.share(tally.rare, tally.seen)
        counted = {"n": words.count(tally.seen), "an": words.count(tally.largest_an)}
        svg = figures.columns(
            "spectrum", self.bins, shares, told, x, words.say("figure.spectrum.y"), self.note, wide=wide
        )
        made = [
            Figure(
                "spectrum",
                words.say("figure.spectrum.title", share=rare)
                if self._tells_rare
                else words.say("figure.spectrum.title_few", share=told[0], an=counted["an"]),
                words.say("figure.spectrum.caption", **counted),
                svg,
                wide=wide,
            )
        ]
        made += self._titv(x)
        if self.material.compared:
            made.append(self._novel(x))
        return made

    def _titv(self, x: str) -> list[Figure]:
        words, tally = self.words, self.tally
        overall = ratio_with_bounds(sum(tally.transitions), sum(tally.transversions))
        if overall is None:
            return []
        values = [ratio_with_bounds(ti, tv) for ti, tv in zip(tally.transitions, tally.transversions, strict=True)]
        y = words.say("figure.titv.y")
        svg = figures.points(
            "titv", self.bins, values, x, y, self.note, words.plain, line=overall[0], top=2.5 * overall[2]
        )
        ratio, low, high = (words.decimal(value, 2) for value in overall)
        snvs = words.count(sum(tally.transitions) + sum(tally.transversions))
        title = words.say("figure.titv.title", ratio=ratio, low=low, high=high)
        return [Figure("titv", title, words.say("figure.titv.caption", n=snvs), svg)]

    def _novel(self, x: str) -> Figure:
        words, tally = self.words, self.tally
        novel = [all_ - known for all_, known in zip(tally.compared, tally.listed, strict=True)]
        values: list[tuple[float, float, float] | None] = []
        for unlisted, seen in zip(novel, tally.compared, strict=True):
            if not seen:
                values.append(None)
                continue
            low, high = clopper_pearson(unlisted, seen)
            values.append((100 * unlisted / seen, 100 * low, 100 * high))
        svg = figures.points(
            "novel", self.bins, values, x, words.say("figure.novel.y"), self.note, words.plain, top=101
        )
        common, of = sum(novel[COMMON_BINS:]), sum(tally.compared[COMMON_BINS:])
        if tally.compared[0] and of:
            share = words.share(novel[0], tally.compared[0])
            title = words.say("figure.novel.title", share=share, common=words.share(common, of))
        else:
            title = words.say("figure.novel.title_plain", share=words.share(sum(novel), sum(tally.compared)))
        return Figure("novel", title, words.say("figure.novel.caption", n=words.count(sum(tally.compared))), svg)

    def table(self) -> CommonTable:
        words, say, tally, chosen = self.words, self.words.say, self.tally, self.material.settings
        shown = tally.common
        names = ["allele", "counts", "af", "gnomad", "gnomad_af", *(["group"] if tally.groups else [])]
        rows = []
        for one in shown:
            low, high = (words.frequency(value) for value in clopper_pearson(one.ac, one.an))
            there = one.gnomad
            cells = [
                one.allele if len(one.allele) <= 36 else f"{one.allele[:33]}...",
                f"{words.count(one.ac)}/{words.count(one.an)}",
                f"{words.frequency(one.ac / one.an)} ({low} – {high})",
                say("table.not_listed") if there is None else f"{words.count(there[0])}/{words.count(there[1])}",
                "–" if there is None or not there[1] else words.frequency(there[0] / there[1]),
            ]
            rows.append((*cells, *([say(f"group.{one.group}") if one.group else "–"] if tally.groups else [])))
        counts = {"count": words.count(tally.common_count), "shown": words.count(len(shown))}
        limits = {"lower": words.frequency(chosen.common_lower), "rare": words.frequency(chosen.rare_elsewhere)}
        return CommonTable(
            say("section.common"),
            say("table.title", count=counts["count"]) if shown else say("table.none"),
            say("table.caption", **counts, **limits),
            tuple(say(f"table.{name}") for name in names),
            tuple(rows),
        )

    def _numbers_of_people(self, cohort: Cohort) -> list[str]:
        """What each n on the page counts, one sentence each."""
        words, say = self.words, self.words.say
        panel, least = self.material.header.people, self.material.settings.shown_people
        notes = [] if panel is None else [say("method.n_panel", n=words.count(panel))]
        if cohort.people:
            sizes = Counter(person.region for person in cohort.people if person.region)
            dots = sum(count for count in sizes.values() if count >= least)
            notes.append(say("method.n_components", n=words.count(len(cohort.people))))
            notes.append(say("method.n_dots", n=words.count(dots), k=words.count(least)))
        return notes

    def method(self) -> list[str]:
        words, say = self.words, self.words.say
        notes = [say("method.frequency")]
        if self.tally.largest_an:
            an = self.tally.largest_an
            notes.append(say("method.bounds", an=words.count(an), absent=words.absence(an)))
        if self.material.compared:
            notes.append(say("method.gnomad"))
        if self.material.cohort is not None:
            cohort, out = self.material.cohort, self.material.left_out
            relatives = words.count(cohort.relatives)
            key = "method.people_listed" if cohort.listed else "method.people"
            notes.append(say(key, out=words.count(out), relatives=relatives))
            notes += self._numbers_of_people(cohort)
            if not cohort.people:
                notes.append(say("method.too_few", snvs=words.count(cohort.snvs)))
        notes.append(say("method.small", k=words.count(self.material.settings.shown_people)))
        return notes
