"""The figures of the page, each an SVG that stands alone: same numbers, same bytes; letters are drawn as outlines.

Colours are those of Okabe and Ito (Color Universal Design, jfly.uni-koeln.de/color), which people with the common forms
of colour blindness can tell apart; where there are more groups than colours, the mark's shape differs, too.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from tachkhis.report.glyphs import FONTS

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#1b1b1b", "#8c6d1f")
MARKS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h", "*")
BLUE, ORANGE, GREY, INK, HAIR = PALETTE[0], PALETTE[1], "#8a949a", "#22292d", "#d5dbde"
NOTE = 0.12
"""Inches at the foot of a figure that are kept for the note."""
WIDTH = 6.7
"""Inches: the text width of an A4 page."""
HALF = 3.27
HATCH = "////"
DARK = 0.5
"""Depth of a tile from which its letters are white."""
# Columns and rows of the tiles, roughly as the regions lie from north to south
TILES: Mapping[str, tuple[float, float]] = {
    "MA-01": (4, 0),
    "MA-02": (6, 1),
    "MA-03": (5, 1),
    "MA-04": (4, 1),
    "MA-05": (4, 2),
    "MA-06": (3, 2),
    "MA-07": (3, 3),
    "MA-08": (5, 2.5),
    "MA-09": (2.5, 4),
    "MA-10": (1.75, 5),
    "MA-11": (1, 6),
    "MA-12": (0.25, 7),
}


@cache
def _add_fonts() -> None:
    from matplotlib import font_manager

    for face in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):
        font_manager.fontManager.addfont(str(FONTS / face))


def _numbers(axis: Any, told: Callable[[float], str]) -> None:
    """Numbers of an axis as the language writes them."""
    from matplotlib.ticker import FuncFormatter

    axis.set_major_formatter(FuncFormatter(lambda value, _: told(value)))


@contextmanager
def _canvas(width: float, height: float, name: str, note: str) -> Iterator[tuple[Any, Any, list[str]]]:
    """A figure and its axes; the SVG is left in the list. ``note`` stands in a corner (synthetic data)."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    _add_fonts()
    style = {
        "font.family": "Noto Sans",
        "font.size": 8,
        "axes.edgecolor": GREY,
        "axes.labelcolor": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "text.color": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": 0.6,
        "xtick.major.width": 0.6,
        "ytick.major.width": 0.6,
        "svg.fonttype": "path",
        "svg.hashsalt": name,
        "hatch.linewidth": 0.5,
        "axes.unicode_minus": False,
    }
    made: list[str] = []
    with mpl.rc_context(style):
        foot = NOTE / height if note else 0.0
        figure = Figure(figsize=(width, height), layout=ConstrainedLayoutEngine(rect=(0, foot, 1, 1 - foot)))
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        yield figure, axes, made
        if note:
            figure.text(0.995, 0.005, note, ha="right", va="bottom", fontsize=5.5, color=GREY)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        made.append(buffer.getvalue())


def bars(
    name: str,
    labels: Sequence[str],
    values: Sequence[int],
    told: Sequence[str],
    axis: str,
    note: str,
    count: Callable[[int], str],
) -> str:
    """Lying bars on a logarithmic axis, each with its number."""
    with _canvas(WIDTH, 0.72 + 0.27 * len(labels), name, note) as (_, axes, made):
        rows = range(len(labels))
        axes.barh(rows, [max(value, 0.8) for value in values], color=BLUE, height=0.66)
        axes.set_xscale("log")
        most = max([*values, 10])
        axes.set_xlim(0.8, most * 5)
        axes.minorticks_off()
        _numbers(axes.xaxis, lambda value: count(round(value)))
        for row, text in zip(rows, told, strict=True):
            axes.text(max(values[row], 0.8) * 1.15, row, text, va="center", fontsize=7.5)
        axes.set_yticks(rows, labels)
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(axis)
    return made[0]


def columns(
    name: str,
    labels: Sequence[str],
    values: Sequence[float],
    told: Sequence[str],
    x: str,
    y: str,
    note: str,
    *,
    wide: bool,
) -> str:
    """Standing bars, the first two (rare alleles) in the accent colour, each with its number."""
    with _canvas(WIDTH if wide else HALF, 1.9 if wide else 2.25, name, note) as (_, axes, made):
        places = range(len(labels))
        axes.bar(places, values, color=[ORANGE if place < 2 else BLUE for place in places], width=0.7)
        top = max([*values, 1e-9])
        axes.set_ylim(0, top * 1.16)
        for place, text in zip(places, told, strict=True):
            axes.text(place, values[place] + top * 0.02, text, ha="center", fontsize=7)
        if wide:
            axes.set_xticks(places, labels)
        else:
            axes.set_xticks(places, labels, rotation=30, ha="right", rotation_mode="anchor")
        axes.set_xlabel(x)
        axes.set_ylabel(y)
    return made[0]


def points(
    name: str,
    labels: Sequence[str],
    values: Sequence[tuple[float, float, float] | None],
    x: str,
    y: str,
    note: str,
    number: Callable[[float], str],
    *,
    line: float | None = None,
    top: float | None = None,
) -> str:
    """Points with bounds by frequency bin; ``None`` where a bin is empty. ``line``: a value to compare with."""
    with _canvas(HALF, 2.25, name, note) as (_, axes, made):
        if line is not None:
            axes.axhline(line, color=GREY, linewidth=0.8, linestyle=(0, (4, 3)))
        known = [(place, *value) for place, value in enumerate(values) if value is not None]
        if known:
            places, middle, low, high = (list(column) for column in zip(*known, strict=True))
            below = [m - v for m, v in zip(middle, low, strict=True)]
            above = [v - m for m, v in zip(middle, high, strict=True)]
            axes.errorbar(
                places, middle, yerr=[below, above], fmt="o", color=BLUE, markersize=4.5, elinewidth=1.1, capsize=2.5
            )
        axes.set_xlim(-0.6, len(labels) - 0.4)
        if top is not None:
            highest = max([value[2] for value in values if value is not None] or [1.0])
            axes.set_ylim(0, min(top, highest * 1.15))
        axes.grid(axis="y", color=HAIR, linewidth=0.5)
        _numbers(axes.yaxis, number)
        axes.set_axisbelow(True)
        axes.set_xticks(range(len(labels)), labels, rotation=30, ha="right", rotation_mode="anchor")
        axes.set_xlabel(x)
        axes.set_ylabel(y)
    return made[0]


def tiles(
    name: str,
    people: Mapping[str, int],
    told: Callable[[int], str],
    short: Callable[[str], str],
    note: str,
    withheld: Collection[str] = (),
    legend: str = "",
) -> str:
    """The twelve regions as tiles, darker where more people are; hatched, and named so, where not all are told."""
    from matplotlib.patches import FancyBboxPatch
    from matplotlib.patches import Rectangle

    with _canvas(HALF, 3.6, name, note) as (_, axes, made):
        most = max([*people.values(), 1])
        for code, (column, row) in TILES.items():
            count = people.get(code, 0)
            depth = 0.12 + 0.88 * count / most if count else 0.0
            box = FancyBboxPatch(
                (column + 0.05, -row + 0.05),
                0.9,
                0.9,
                boxstyle="round,pad=0,rounding_size=0.08",
                facecolor=(0.0, 0.447, 0.698, depth),
                edgecolor=GREY,
                linewidth=0.7,
            )
            if code in withheld:
                box.set_hatch(HATCH)
            axes.add_patch(box)
            ink = "white" if depth > DARK else INK
            label = axes.text(column + 0.5, -row + 0.62, short(code), ha="center", va="center", fontsize=6, color=ink)
            if code in withheld and depth <= DARK:
                label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1.2})
            if count:
                axes.text(
                    column + 0.5,
                    -row + 0.32,
                    f"≥{told(count)}" if code in withheld and not told(count).startswith("<") else told(count),
                    ha="center",
                    va="center",
                    fontsize=9.5,
                    color=ink,
                    weight="bold",
                )
        if legend:
            axes.add_patch(
                Rectangle((3.4, -6.8), 0.5, 0.5, facecolor="none", edgecolor=GREY, linewidth=0.7, hatch=HATCH)
            )
            axes.text(4.05, -6.55, legend, va="center", fontsize=6.5, color=INK)
        axes.set_xlim(0, 7.1)
        axes.set_ylim(-7.1, 1.1)
        axes.set_aspect("equal")
        axes.axis("off")
    return made[0]


def dots(
    name: str,
    rows: Sequence[tuple[str, Sequence[float]]],
    x: str,
    note: str,
    number: Callable[[float], str],
    *,
    zero: bool = False,
) -> str:
    """A row of dots per region with its median; single values (no spread of people) are one larger dot."""
    with _canvas(HALF, 0.85 + 0.235 * max(len(rows), 2), name, note) as (_, axes, made):
        if zero:
            axes.axvline(0, color=GREY, linewidth=0.8)
        for place, (_, values) in enumerate(rows):
            if len(values) == 1:
                axes.plot(values, [place], "o", color=BLUE, markersize=6)
                continue
            # neighbours are set apart in a fixed pattern, so that dots do not hide each other
            offsets = [((index * 7) % 11 - 5) / 22 for index in range(len(values))]
            axes.scatter(
                sorted(values), [place + off for off in offsets], s=9, color=BLUE, alpha=0.55, linewidths=0, zorder=2
            )
            middle = median(values)
            axes.plot([middle, middle], [place - 0.36, place + 0.36], color=ORANGE, linewidth=2, zorder=3)
        axes.set_yticks(range(len(rows)), [label for label, _ in rows], fontsize=7)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.grid(axis="x", color=HAIR, linewidth=0.5)
        _numbers(axes.xaxis, number)
        axes.locator_params(axis="x", nbins=5)
        axes.set_axisbelow(True)
        axes.tick_params(axis="y", length=0)
        axes.set_xlabel(x)
    return made[0]


def median(values: Sequence[float]) -> float:
    """Middle of the values."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def scatter(
    name: str,
    groups: Sequence[tuple[str, Sequence[tuple[float, float]]]],
    axes_told: tuple[str, str],
    note: str,
    number: Callable[[float], str],
) -> str:
    """People on two components, a colour and a shape for each region, named beside the picture."""
    with _canvas(WIDTH, 3.5, name, note) as (_, axes, made):
        for place, (label, spots) in enumerate(groups):
            axes.scatter(
                [spot[0] for spot in spots],
                [spot[1] for spot in spots],
                s=22,
                marker=MARKS[place % len(MARKS)],
                color=PALETTE[place % len(PALETTE)],
                alpha=0.8,
                linewidths=0.3,
                edgecolors="white",
                label=f"{label} (n = {len(spots)})",
            )
        axes.axhline(0, color=HAIR, linewidth=0.6, zorder=0)
        axes.axvline(0, color=HAIR, linewidth=0.6, zorder=0)
        _numbers(axes.xaxis, number)
        _numbers(axes.yaxis, number)
        axes.set_xlabel(axes_told[0])
        axes.set_ylabel(axes_told[1])
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, fontsize=7.5, handletextpad=0.3)
    return made[0]
