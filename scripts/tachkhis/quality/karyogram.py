"""Runs of homozygosity drawn along the chromosomes, one row per chromosome and person: an SVG without any clock."""

from __future__ import annotations

from html import escape

from tachkhis.quality.homozygosity import FamilyRuns
from tachkhis.quality.markers import thresholds

LEFT, WIDTH, BAR, GAP, APART, TOP = 60, 640, 6, 2, 8, 46
COLOURS = ("#1f4e79", "#7a5195", "#2f7d5b", "#b1652b", "#555555")
PALE = "#e6e6e6"


def drawing(found: FamilyRuns) -> str:
    """The figure: one bar per person under the name of each chromosome; runs that count for the class stand out."""
    longest = max(found.lengths.values(), default=1)
    long = int(thresholds()["class_from_bases"])
    scale = WIDTH / longest
    rows: list[str] = []
    y = TOP
    for contig, length in found.lengths.items():
        height = len(found.people) * (BAR + GAP)
        rows.append(f'<text x="{LEFT - 6}" y="{y + height / 2 + 3:g}" text-anchor="end">{escape(contig)}</text>')
        for number, person in enumerate(found.people):
            top = y + number * (BAR + GAP)
            colour = COLOURS[number % len(COLOURS)]
            rows.append(_bar(LEFT, top, length * scale, PALE))
            for run in (run for run in person.runs if run.contig == contig):
                opacity = 1.0 if run.bases >= long or longest < long else 0.45
                rows.append(_bar(LEFT + run.start * scale, top, max(0.4, run.bases * scale), colour, opacity))
        y += height + APART
    legend = []
    for number, person in enumerate(found.people):
        x = LEFT + number * 130
        legend.append(_bar(x, 27, 12, COLOURS[number % len(COLOURS)]))
        legend.append(f'<text x="{x + 16}" y="33">{escape(person.sample)}</text>')
    unit = f"{longest / 1e6:.0f} Mb" if longest >= 1e6 else f"{longest / 1e3:.0f} kb"
    title = f"Régions d’homozygotie (échelle : {unit} ; en couleur pleine, au moins {long / 1e6:g} Mb)"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{LEFT + WIDTH + 20}" height="{y + 8}"'
            ' font-family="sans-serif" font-size="10">',
            '<rect width="100%" height="100%" fill="white"/>',
            f'<text x="{LEFT}" y="16" font-size="12">{title}</text>',
            *legend,
            *rows,
            "</svg>\n",
        ]
    )


def _bar(x: float, y: float, width: float, colour: str, opacity: float = 1.0) -> str:
    shade = "" if opacity == 1.0 else f' fill-opacity="{opacity:g}"'
    return f'<rect x="{x:.2f}" y="{y:g}" width="{width:.2f}" height="{BAR}" fill="{colour}"{shade}/>'
