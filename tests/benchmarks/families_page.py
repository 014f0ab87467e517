"""The page of the families benchmark: its tables, ranks of the cause, and the calibration of the probabilities."""

from __future__ import annotations

import html
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from families_fit import Listing
from families_fit import rank_of
from ranking_fit import Array
from ranking_fit import shares
from ranking_page import EDGES


def write_page(texts: Sequence[str], listings: Sequence[Listing], scores: Mapping[int, Array], out: Path) -> Path:
    """Write ``families.html`` and ``families.png``; returns the page."""
    out.mkdir(parents=True, exist_ok=True)
    _plot(listings, scores, out / "families.png")
    body = "\n".join(f"<pre>{html.escape(text)}</pre>" for text in texts)
    page = out / "families.html"
    page.write_text(
        "<!doctype html><meta charset=utf-8><title>Candidates of simulated families</title>"
        f"<h1>Candidates of simulated families</h1><p>scripts/benchmark families</p>{body}"
        "<p>Left: share of families whose planted cause is among the first candidates. Right: probability given to a "
        "candidate against how often it was the cause, every family counted with its cause and again without it; "
        "cross-validated by gene.</p><img src=families.png alt='ranks and calibration'>\n",
        encoding="utf-8",
    )
    return page


def calibration(listings: Sequence[Listing], scores: Mapping[int, Array]) -> tuple[Array, Array]:
    """Probabilities of all candidates, with and without the cause, and whether each was the cause."""
    given: list[float] = []
    true: list[float] = []
    for place, one in enumerate(listings):
        whole = scores[place]
        gone = {one.cause, *one.related}
        without = np.array([score for n, score in enumerate(whole) if n not in gone])
        given += [*shares(whole)[:-1], *shares(without)[:-1]]
        true += [float(n == one.cause) for n in range(len(whole) - 1)] + [0.0] * (len(without) - 1)
    return np.array(given), np.array(true)


def _plot(listings: Sequence[Listing], scores: Mapping[int, Array], path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 5))
    left, right = figure.subplots(1, 2)
    for setting in dict.fromkeys(one.setting for one in listings):
        places = [n for n, one in enumerate(listings) if one.setting == setting]
        ranks = np.array([rank_of(scores[n][:-1], listings[n].cause) for n in places])
        left.plot(range(1, 11), [(ranks <= top).mean() for top in range(1, 11)], marker="o", label=setting)
    left.set_xlabel("candidates looked at")
    left.set_ylabel("share of families with the cause among them")
    left.set_ylim(0, 1)
    left.legend()
    given, true = calibration(listings, scores)
    right.plot([0, 1], [0, 1], color="grey", linewidth=1, linestyle="--")
    points = []
    for low, high in pairwise(EDGES):
        inside = (given >= low) & ((given < high) | (high == 1.0))
        if inside.sum() >= 10:
            share = true[inside].mean()
            points.append((given[inside].mean(), share, 1.96 * np.sqrt(share * (1 - share) / inside.sum())))
    x, y, error = zip(*points, strict=True)
    right.errorbar(x, y, yerr=error, marker="o", capsize=2)
    right.set_xlabel("probability given")
    right.set_ylabel("share that was the cause")
    figure.savefig(path, dpi=110)
