"""The proband's runs of homozygosity drawn on the autosomes, with their genetic size; never a kinship.

Drawn where enough of a genome was read for a share of it to mean something, and where there is a run. What the markers
do not reach is left open on the drawing, so that the absence of a run there is not read as its exclusion.
"""

from __future__ import annotations

from tachkhis.interpretation.result import VariantResult
from tachkhis.interpretation.runs import Autosome
from tachkhis.interpretation.runs import Autozygosity
from tachkhis.interpretation.runs import Run
from tachkhis.quality.markers import thresholds
from tachkhis.report.blocks import Bar
from tachkhis.report.blocks import Caption
from tachkhis.report.blocks import Chromosomes
from tachkhis.report.blocks import Group
from tachkhis.report.blocks import Paragraph
from tachkhis.report.blocks import Sign
from tachkhis.report.blocks import Stretch
from tachkhis.report.blocks import Tick
from tachkhis.report.context import Context
from tachkhis.report.runs import Rich
from tachkhis.report.runs import gene
from tachkhis.report.runs import joined
from tachkhis.report.runs import token

MOST = 30
"""Autosomes that stand side by side on the page; a genome of more has no drawing."""
STEPS = (10, 20, 50, 100, 200)
TICKS = 6
HOMOZYGOUS = "hom_alt"


def run_figure(context: Context) -> Group | None:
    """The drawing with its title and figures; ``None`` where nothing can be drawn without misleading."""
    found = context.result.autozygosity
    proband = found.person(context.result.case.proband) if found is not None else None
    if found is None or proband is None or not found.told or not proband.runs:
        return None
    if not any(autosome.covered for autosome in found.autosomes) or len(found.autosomes) > MOST:
        return None
    text, long_from = context.text, int(thresholds()["class_from_bases"])
    longest = max(autosome.bases for autosome in found.autosomes)
    marked = _in_runs(context, proband.runs)
    bars = tuple(_bar(autosome, proband.runs, marked, longest, long_from) for autosome in found.autosomes)
    kinds = {stretch.kind for bar in bars for stretch in bar.stretches}
    approximate = "" if found.test == "genome" else "_approximate"
    legend = [Sign("long", text.say("run_figure.long", from_mb=long_from / 1e6))]
    if "short" in kinds:
        values = {"from_mb": found.run_from_bases / 1e6, "to_mb": long_from / 1e6}
        legend.append(Sign("short", text.say(f"run_figure.short{approximate}", **values)))
    if marked:
        genes = joined([gene(name) for name in dict.fromkeys(name for name, _ in marked)], ", ")
        legend.append(Sign("variant", text.say("run_figure.variant", genes=genes)))
    legend += [Sign("covered", text.say("run_figure.covered")), Sign("open", text.say("run_figure.open"))]
    drawing = Chromosomes(
        bars=bars,
        ticks=_ticks(context, longest),
        unit=text.word("run_figure.unit"),
        legend=tuple(legend),
        description=text.word("run_figure.description"),
    )
    title = Caption(text.word("run_figure.title"), context.member(proband.sample))
    return Group((title, drawing, Paragraph(_figures(context, found, proband.runs), "note")))


def _bar(
    autosome: Autosome, runs: list[Run], marked: list[tuple[str, VariantResult]], longest: int, long_from: int
) -> Bar:
    def place(position: int) -> float:
        return round(position / longest, 5)

    stretches = [Stretch(place(start), place(end), "covered") for start, end in autosome.covered]
    stretches += [
        Stretch(place(run.start), place(run.end), "long" if run.bases >= long_from else "short")
        for run in runs
        if run.contig == autosome.contig
    ]
    stretches += [
        Stretch(place(variant.position), place(variant.position), "variant")
        for _, variant in marked
        if variant.contig == autosome.contig
    ]
    name = autosome.contig
    return Bar(name[3:] if name.lower().startswith("chr") else name, place(autosome.bases), tuple(stretches))


def _in_runs(context: Context, runs: list[Run]) -> list[tuple[str, VariantResult]]:
    """The proposed variants that the proband is homozygous for within a run, with their genes."""
    proband = context.result.case.proband
    return [
        (candidate.gene, variant)
        for candidate in context.proposed
        for variant in candidate.variants
        if (call := context.genotype(variant, proband)) is not None
        and call.zygosity == HOMOZYGOUS
        and any(run.holds(variant.contig, variant.position) for run in runs)
    ]


def _ticks(context: Context, longest: int) -> tuple[Tick, ...]:
    step = next((step for step in STEPS if longest / (step * 1e6) <= TICKS), STEPS[-1])
    marks = range(0, int(longest / 1e6) + 1, step)
    return tuple(Tick(round(mark * 1e6 / longest, 5), context.text.numerals.count(mark)) for mark in marks)


def _figures(context: Context, found: Autozygosity, runs: list[Run]) -> Rich:
    """How many runs, their size in bases and on the genetic map, the longest one, and what the markers reach."""
    text = context.text
    largest = max(runs, key=lambda run: run.bases)
    place = token(f"{largest.contig}:{largest.start}-{largest.end}")
    said = [
        text.count(
            "run_figure.total",
            len(runs),
            from_mb=found.run_from_bases / 1e6,
            megabases=sum(run.bases for run in runs) / 1e6,
            genetic=_genetic(context, runs, mapped=found.genetic_map),
        )
    ]
    if len(runs) > 1:
        size = _genetic(context, [largest], mapped=found.genetic_map)
        said.append(text.say("run_figure.largest", place=place, megabases=largest.bases / 1e6, genetic=size))
    else:
        said.append(text.say("run_figure.place", place=place))
    reach = {"callable": round(found.callable_bases / 1e6), "autosomes": round(found.autosome_bases / 1e6)}
    said.append(text.say(f"run_figure.reach.{found.test}", **reach))
    return joined(said, " ")


def _genetic(context: Context, runs: list[Run], *, mapped: bool) -> Rich:
    """Size on the genetic map; at a constant rate, and said so, where there is none."""
    known = [run.centimorgans for run in runs if run.centimorgans is not None]
    if mapped and len(known) == len(runs):
        return context.text.say("run_figure.map", centimorgans=sum(known))
    rate = float(thresholds()["morgans_per_base"])
    return context.text.say("run_figure.no_map", centimorgans=sum(run.bases for run in runs) * rate * 100)
