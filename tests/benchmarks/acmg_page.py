"""The page of the benchmark of combining rules: its tables, agreement by class, and the experts' classes by points."""

from __future__ import annotations

import html
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

from ranking import interval

COLOURS = {"P": "#8c1c13", "LP": "#d9774a", "VUS": "#bdbdbd", "LB": "#7fb3d5", "B": "#1f4e79"}
RANGE = range(-12, 21)


def write_page(
    texts: Sequence[str],
    classes: Sequence[str],
    shares: Mapping[str, Sequence[tuple[int, int]]],
    points: Sequence[tuple[int, str]],
    out: Path,
) -> Path:
    """Write ``acmg.html`` and ``acmg.png``; returns the page.

    Args:
        texts: the tables.
        classes: names of the classes.
        shares: by way of combining, rows that agree and rows, for each class of the experts.
        points: sum of the points and the experts' class of each row.
        out: folder.
    """
    out.mkdir(parents=True, exist_ok=True)
    _plot(classes, shares, points, out / "acmg.png")
    body = "\n".join(f"<pre>{html.escape(text)}</pre>" for text in texts)
    page = out / "acmg.html"
    page.write_text(
        "<!doctype html><meta charset=utf-8><title>Combination of ACMG/AMP codes</title>"
        f"<h1>Combination of ACMG/AMP codes</h1><p>scripts/benchmark acmg</p>{body}"
        "<p>Left: agreement by the experts' class with 95 % intervals. Right: the experts' classes by the sum of the "
        "points (BA1 has none: its rows stand at the sum of their other codes); dotted lines are the borders of Tavtigian 2020.</p><img src=acmg.png alt='agreement and points'>\n",
        encoding="utf-8",
    )
    return page


def _plot(
    classes: Sequence[str],
    shares: Mapping[str, Sequence[tuple[int, int]]],
    points: Sequence[tuple[int, str]],
    path: Path,
) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 5), layout="constrained")
    left, right = figure.subplots(1, 2)
    width = 0.8 / len(shares)
    for number, (way, pairs) in enumerate(shares.items()):
        places = [place + (number - (len(shares) - 1) / 2) * width for place in range(len(classes))]
        heights = [100 * hits / rows for hits, rows in pairs]
        bounds = [interval(hits, rows) for hits, rows in pairs]
        error = [
            [max(0.0, height - low) for height, (low, _) in zip(heights, bounds, strict=True)],
            [max(0.0, high - height) for height, (_, high) in zip(heights, bounds, strict=True)],
        ]
        left.bar(places, heights, width, yerr=error, capsize=2, label=way)
    left.set_xticks(
        range(len(classes)),
        [f"{name}\n{shares_of[1]} rows" for name, shares_of in zip(classes, next(iter(shares.values())), strict=True)],
    )
    left.set_ylabel("agreement with the experts, %")
    left.set_ylim(0, 112)
    left.legend(loc="upper center", ncols=3, fontsize="small")
    below = [0] * len(RANGE)
    for name in reversed(classes):
        counts = [
            sum(min(max(sum_, RANGE[0]), RANGE[-1]) == at and own == name for sum_, own in points) for at in RANGE
        ]
        right.bar(list(RANGE), counts, 0.9, bottom=below, color=COLOURS[name], label=name)
        below = [here + more for here, more in zip(below, counts, strict=True)]
    for border in (9.5, 5.5, -0.5, -6.5):
        right.axvline(border, color="black", linewidth=0.8, linestyle=":")
    right.set_xlabel("sum of the points (ends: and beyond)")
    right.set_ylabel("rows")
    right.legend(title="experts")
    figure.savefig(path, dpi=110, metadata={"Software": None})
