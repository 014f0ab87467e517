"""The tables of ``scripts/benchmark accuracy``, a plot for each, and one self-contained page."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench_runs import OFF
from bench_runs import ON

from tachkhis.panel.bounds import clopper_pearson
from tachkhis.quality.accuracy import Score

COLUMNS = [
    "caller",
    "rules",
    "sample",
    "depth",
    "compared",
    "place",
    "kind",
    "TP",
    "FP",
    "FN",
    "precision",
    "recall",
    "F1",
    "genotypes",
]
COLOURS = {ON: "#1f5c7a", OFF: "#c9a227"}
STYLE = """body{font:15px/1.5 "Noto Sans",sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222}
table{border-collapse:collapse;font-size:12px;margin:1rem 0}td,th{padding:2px 9px;border-bottom:1px solid #ddd;text-align:left}
th{border-bottom:2px solid #1f5c7a}img{max-width:100%}h2{color:#1f5c7a;margin-top:2.5rem}.MISSED{color:#a11;font-weight:bold}"""


@dataclass(frozen=True)
class Row:
    """One score."""

    caller: str
    rules: str
    sample: str
    depth: int | None
    way: str
    place: str
    kind: str
    score: Score

    @property
    def cells(self) -> list[str]:
        """The row as text: shares with their 95 % intervals."""
        s = self.score
        depth = "all" if self.depth is None else f"{self.depth}x"
        shares = [
            share(s.true_positives, s.true_positives + s.false_positives),
            share(s.true_positives, s.true_positives + s.false_negatives),
            f"{s.f1:.4f}",
            share(s.same_genotype, s.true_positives),
        ]
        counts = [str(n) for n in (s.true_positives, s.false_positives, s.false_negatives)]
        return [self.caller, self.rules, self.sample, depth, self.way, self.place, self.kind, *counts, *shares]


def share(count: int, total: int) -> str:
    """A share with its exact binomial interval."""
    if not total:
        return "-"
    low, high = clopper_pearson(count, total)
    return f"{count / total:.4f} [{low:.3f}-{high:.3f}]"


@dataclass(frozen=True)
class Table:
    """A table of the page, with its plot."""

    name: str
    title: str
    note: str
    rows: list[Row]
    plot: Any


def tables(rows: Sequence[Row]) -> list[Table]:
    """The tables, in the order of the page."""
    whole = [row for row in rows if row.place == "all"]
    full = [row for row in whole if row.depth is None]
    return [
        Table(
            "callers",
            "Callers, with all rules and with none",
            "All reads. HG002: both slices. The dashed lines are the targets for F1: SNV 0.998, indel 0.98.",
            [row for row in full if row.rules in (ON, OFF)],
            plot_callers,
        ),
        Table(
            "rules",
            "What each rule does",
            "All reads, exact comparison: errors (false and missed alleles, and wrong genotypes) without one rule at a time.",
            [row for row in full if row.way == "exact"],
            plot_rules,
        ),
        Table(
            "depths",
            "Depth",
            "Reads thinned by a fixed seed, exact comparison; recall, with its interval.",
            [row for row in whole if row.way == "exact" and row.rules in (ON, OFF) and "trio" not in row.sample],
            plot_depths,
        ),
        Table(
            "places",
            "Repeats",
            "Exact comparison by kind of place, all depths of HG002 and HG001 together in the plot.",
            [row for row in rows if row.place != "all" and row.rules in (ON, OFF)],
            plot_places,
        ),
    ]


def write_page(out: Path, rows: Sequence[Row], slice_lines: list[str], said: list[str]) -> list[Path]:
    """Print and write every table, its plot, and the page; returns what was written."""
    written = []
    body = ["<h1>Accuracy on real reads</h1>", "<ul>"]
    body += [f'<li class="{line.split(":")[0]}">{html.escape(line)}</li>' for line in said] + ["</ul>"]
    body.append(
        "<p>Intervals are exact binomial 95 % intervals (Clopper and Pearson). One indel of HG002 is worth 2 points.</p>"
    )
    for table in tables(rows):
        lines = [COLUMNS, *(row.cells for row in table.rows)]
        show(table.title, lines)
        tsv, png = out / f"{table.name}.tsv", out / f"{table.name}.png"
        tsv.write_text("".join("\t".join(line) + "\n" for line in lines))
        png.write_bytes(drawn(table))
        written += [tsv, png]
        body += [f"<h2>{html.escape(table.title)}</h2><p>{html.escape(table.note)}</p>", image(png), as_html(lines)]
    lines = [line.split("\t") for line in slice_lines]
    show("HG001 over the whole slice: true SNVs", lines)
    (out / "slice.tsv").write_text("\n".join(slice_lines) + "\n")
    (out / "slice.png").write_bytes(slice_plot(lines))
    body += ["<h2>HG001 over the whole slice: true SNVs</h2>", image(out / "slice.png"), as_html(lines)]
    page = out / "accuracy.html"
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Accuracy</title><style>{STYLE}</style>'
    page.write_text(head + "\n".join(body) + "</html>\n")
    return [*written, out / "slice.tsv", out / "slice.png", page]


def show(title: str, lines: Sequence[Sequence[str]]) -> None:
    """Print a table."""
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    print(f"\n{title}")
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def as_html(lines: Sequence[Sequence[str]]) -> str:
    """A table."""
    parts = ["<table>"]
    for number, line in enumerate(lines):
        tag = "td" if number else "th"
        parts.append("<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in line) + "</tr>")
    return "".join([*parts, "</table>"])


def image(path: Path) -> str:
    """An image inside the page."""
    return f'<img alt="{path.stem}" src="data:image/png;base64,{base64.b64encode(path.read_bytes()).decode()}">'


def figure(columns: int, height: float = 3.4, share_y: bool = True) -> tuple[Any, Any]:
    """A row of plots."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    made, axes = plt.subplots(
        1, columns, figsize=(5.2 * columns, height), sharey=share_y, squeeze=False, constrained_layout=True
    )
    for axis in axes[0]:
        axis.spines[["top", "right"]].set_visible(False)
    return made, axes[0]


def as_png(made: Any) -> bytes:
    """A figure's bytes, without a clock."""
    import matplotlib.pyplot as plt

    buffer = io.BytesIO()
    made.savefig(buffer, dpi=130, format="png", metadata={"Software": None})
    plt.close(made)
    return buffer.getvalue()


def drawn(table: Table) -> bytes:
    """The plot of a table."""
    return as_png(table.plot(table.rows))


def plot_callers(rows: Sequence[Row]) -> Any:
    """F1 by haplotype."""
    made, axes = figure(2)
    for axis, (kind, goal) in zip(axes, (("snv", 0.998), ("indel", 0.98)), strict=True):
        chosen = [row for row in rows if row.kind == kind and row.way == "haplotype"]
        names = list(dict.fromkeys((row.sample, row.caller) for row in chosen))
        for shift, rules in enumerate((OFF, ON)):
            values = {(row.sample, row.caller): row.score.f1 for row in chosen if row.rules == rules}
            places = [index + 0.38 * (shift - 0.5) for index, name in enumerate(names) if name in values]
            bars = axis.bar(places, list(values.values()), 0.36, color=COLOURS[rules], label=rules)
            axis.bar_label(bars, fmt="%.3f", fontsize=6)
        labels = [f"{sample.replace(' ', chr(10), 1)}\n{caller}" for sample, caller in names]
        axis.set_xticks(range(len(names)), labels, fontsize=6)
        axis.axhline(goal, color="#888", linewidth=0.8, linestyle="--")
        axis.set(title=kind, ylim=(0.85, 1.01))
    axes[0].set_ylabel("F1, by haplotype")
    axes[1].legend(frameon=False, fontsize=8, loc="lower right")
    return made


def plot_rules(rows: Sequence[Row]) -> Any:
    """Errors summed over the samples."""
    callers = list(dict.fromkeys(row.caller for row in rows))
    made, axes = figure(len(callers), share_y=False)
    for axis, caller in zip(axes, callers, strict=True):
        names = list(dict.fromkeys(row.rules for row in rows if row.caller == caller))
        left = [0] * len(names)
        parts = (("false", "#a13d2d"), ("missed", "#c9a227"), ("genotype", "#1f5c7a"))
        for what, colour in parts:
            values = []
            for name in names:
                scores = [row.score for row in rows if (row.caller, row.rules) == (caller, name)]
                counts = {
                    "false": sum(s.false_positives for s in scores),
                    "missed": sum(s.false_negatives for s in scores),
                    "genotype": sum(s.true_positives - s.same_genotype for s in scores),
                }
                values.append(counts[what])
            axis.barh(names, values, left=left, color=colour, label=what)
            left = [a + b for a, b in zip(left, values, strict=True)]
        axis.set(title=caller, xlabel="errors, all samples, SNVs and indels")
        axis.invert_yaxis()
        axis.tick_params(labelsize=8)
    axes[-1].legend(frameon=False, fontsize=8)
    return made


def plot_depths(rows: Sequence[Row]) -> Any:
    """Recall by depth, with intervals."""
    made, axes = figure(2)
    samples = list(dict.fromkeys(row.sample for row in rows))
    for axis, kind in zip(axes, ("snv", "indel"), strict=True):
        for number, sample in enumerate(samples):
            for rules in (OFF, ON):
                chosen = [
                    row
                    for row in rows
                    if (row.caller, row.kind, row.sample, row.rules) == ("bcftools", kind, sample, rules)
                ]
                chosen.sort(key=lambda row: row.depth or 1000)
                recalls = [row.score.recall for row in chosen]
                totals = [(row.score.true_positives, row.score.false_negatives) for row in chosen]
                bounds = [clopper_pearson(found, found + missed) for found, missed in totals]
                errors = [
                    [max(0.0, r - low) for r, (low, _) in zip(recalls, bounds, strict=True)],
                    [max(0.0, high - r) for r, (_, high) in zip(recalls, bounds, strict=True)],
                ]
                places = [index + 0.08 * (2 * number + (rules == ON)) for index in range(len(chosen))]
                style = "-" if number == 0 else ":"
                axis.errorbar(
                    places,
                    recalls,
                    errors,
                    color=COLOURS[rules],
                    linestyle=style,
                    capsize=2,
                    label=f"{sample}, {rules}",
                )
                axis.set_xticks(range(len(chosen)), ["all" if row.depth is None else f"{row.depth}x" for row in chosen])
        axis.set(title=f"{kind}, bcftools", xlabel="depth")
    axes[0].set_ylabel("recall, exact")
    axes[1].legend(frameon=False, fontsize=7, loc="lower right")
    return made


def plot_places(rows: Sequence[Row]) -> Any:
    """F1 by kind of place, bcftools, sets added up."""
    made, (axis,) = figure(1, height=4.2)
    chosen = [row for row in rows if row.caller == "bcftools"]
    names = sorted({row.place for row in chosen}, key=lambda name: (name.startswith("indel"), len(name), name))
    for shift, rules in enumerate((OFF, ON)):
        values = []
        for name in names:
            scores = [row.score for row in chosen if (row.place, row.rules) == (name, rules)]
            right = 2 * sum(s.true_positives for s in scores)
            wrong = sum(s.false_positives + s.false_negatives for s in scores)
            values.append(right / (right + wrong) if right + wrong else 0.0)
        places = [index + 0.38 * (shift - 0.5) for index in range(len(names))]
        bars = axis.barh(places, values, 0.36, color=COLOURS[rules], label=rules)
        axis.bar_label(bars, fmt="%.3f", fontsize=7)
    axis.set_yticks(range(len(names)), names, fontsize=8)
    axis.invert_yaxis()
    axis.set(xlim=(0, 1.15), xlabel="F1, exact")
    axis.legend(frameon=False, fontsize=8, loc="upper left", bbox_to_anchor=(0, -0.12), ncols=2)
    return made


def slice_plot(lines: Sequence[Sequence[str]]) -> bytes:
    """True SNVs found over the whole slice."""
    made, (axis,) = figure(1)
    names = [f"{line[0]}\n{line[1]}" for line in lines[1:]]
    for shift, (column, rules) in enumerate(((3, OFF), (4, ON))):
        places = [index + 0.38 * (shift - 0.5) for index in range(len(names))]
        bars = axis.bar(places, [int(line[column]) for line in lines[1:]], 0.36, color=COLOURS[rules], label=rules)
        axis.bar_label(bars, fontsize=6)
    axis.set_xticks(range(len(names)), names, fontsize=6)
    axis.set(ylabel="true SNVs found", ylim=(150, 192))
    axis.legend(frameon=False, fontsize=8, loc="lower right")
    return as_png(made)
