"""The page of the ranking benchmark: its tables and the calibration of its probabilities."""

from __future__ import annotations

import html
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from ranking_fit import Array

EDGES = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 1.0)


def write_page(texts: Sequence[str], calibration: Mapping[str, tuple[Array, Array]], out: Path) -> Path:
    """Write ``ranking.html`` and ``ranking_calibration.png``; returns the page."""
    out.mkdir(parents=True, exist_ok=True)
    _plot(calibration, out / "ranking_calibration.png")
    body = "\n".join(f"<pre>{html.escape(text)}</pre>" for text in texts)
    page = out / "ranking.html"
    page.write_text(
        "<!doctype html><meta charset=utf-8><title>Phenotype ranking</title><h1>Phenotype ranking</h1>"
        f"<p>scripts/benchmark ranking</p>{body}<h2>Calibration</h2><p>Probability given to a gene among the first "
        "ten against how often it was the cause, where HPO knows the cause; cross-validated by gene.</p>"
        "<img src=ranking_calibration.png alt=calibration>\n",
        encoding="utf-8",
    )
    return page


def _plot(calibration: Mapping[str, tuple[Array, Array]], path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 5.5))
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1, linestyle="--")
    for name, (given, true) in calibration.items():
        points = []
        for low, high in pairwise(EDGES):
            inside = (given >= low) & (given < high if high < 1.0 else given <= high)
            if inside.sum() >= 10:
                share = true[inside].mean()
                points.append((given[inside].mean(), share, 1.96 * np.sqrt(share * (1 - share) / inside.sum())))
        if points:
            x, y, error = zip(*points, strict=True)
            axes.errorbar(x, y, yerr=error, marker="o", capsize=2, label=name)
    axes.set_xlabel("probability given")
    axes.set_ylabel("share that was the cause")
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.legend()
    figure.savefig(path, dpi=110)
