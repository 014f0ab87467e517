#!/usr/bin/env python3
"""Accuracy on the real reads: both callers through the workflow, against GIAB, exact and by haplotype."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from paths import ROOT
from paths import shared_data
from real_cases import TRUTH
from real_cases import write_run
from tachkhis.quality.accuracy import Score
from tachkhis.quality.accuracy import compare_exact
from tachkhis.quality.accuracy import compare_haplotypes
from tachkhis.quality.accuracy import read_alleles

CALLERS = ("bcftools", "freebayes")
GOAL = {"snv": 0.995, "indel": 0.96}
Row = tuple[str, str, str, str, Score]  # caller, sample, comparison, kind, score


def call(human: Path, folder: Path, caller: str, cores: str) -> dict[str, Path]:
    """Run the workflow up to the annotated VCF of each case; one file per case."""
    config = write_run(human, folder, caller)
    targets = [f"results/cases/{truth.case}/{truth.case}.vcf.gz" for truth in TRUTH]
    command = ["tachkhis", "run", "--configfile", str(config), "--directory", str(folder / "run"), "--cores", cores]
    subprocess.run([*command, "--", "--quiet", "all", "--", *targets], check=True, stdout=subprocess.DEVNULL)
    found = {}
    for truth, target in zip(TRUTH, targets, strict=True):
        found[truth.case] = Path(shutil.copy(folder / "run" / target, folder / f"{truth.case}.{caller}.vcf.gz"))
    return found


def measure(human: Path, folder: Path, cores: str) -> list[Row]:
    """All scores."""
    fasta = human / "ref" / "dev_chr20_slices.fa"
    rows: list[Row] = []
    for caller in CALLERS:
        files = call(human, folder, caller, cores)
        for truth in TRUTH:
            known = read_alleles(human / truth.vcf, None, fasta, human / truth.bed)
            calls = read_alleles(files[truth.case], truth.sample, fasta, human / truth.bed)
            ways = {"exact": compare_exact(known, calls), "haplotype": compare_haplotypes(known, calls, fasta)}
            rows += [(caller, truth.label, way, kind, score) for way, s in ways.items() for kind, score in s.items()]
    return rows


def plot(rows: list[Row], path: Path) -> None:
    """F1 by sample, kind and caller (haplotype comparison)."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    labels = [truth.label for truth in TRUTH]
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.4), sharey=True, constrained_layout=True)
    for axis, kind in zip(axes, ("snv", "indel"), strict=True):
        for shift, (caller, colour) in enumerate(zip(CALLERS, ("#1f5c7a", "#c9a227"), strict=True)):
            values = [
                next(s.f1 for c, label, way, k, s in rows if (c, label, way, k) == (caller, wanted, "haplotype", kind))
                for wanted in labels
            ]
            places = [index + 0.36 * (shift - 0.5) for index in range(len(labels))]
            bars = axis.bar(places, values, 0.34, color=colour, label=caller)
            axis.bar_label(bars, fmt="%.3f", fontsize=7)
        axis.axhline(GOAL[kind], color="#888", linewidth=0.8, linestyle="--")
        axis.set_xticks(range(len(labels)), labels, fontsize=8)
        axis.set_title({"snv": "SNV", "indel": "Indel"}[kind], fontsize=10)
        axis.set_ylim(0.85, 1.01)
        axis.spines[["top", "right"]].set_visible(False)
    axes[0].set_ylabel("F1, by haplotype")
    axes[1].legend(frameon=False, fontsize=8, loc="lower right")
    figure.savefig(path, dpi=150, metadata={"Software": None})


def main() -> int:
    """Print the table, write table and plot."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark accuracy", description=__doc__)
    parser.add_argument("--cores", default="2")
    parser.add_argument("--out", type=Path, default=ROOT / ".benchmark" / "accuracy")
    args = parser.parse_args()
    data = shared_data()
    if data is None:
        print(
            "the real data are absent: set TACHKHIS_SHARED_DATA, or put shared/data beside the checkout",
            file=sys.stderr,
        )
        return 2
    rows = measure(data / "human", args.out, args.cores)
    lines = ["caller\tsample\tcompared\tkind\tTP\tFP\tFN\tprecision\trecall\tF1\tgenotypes"]
    for caller, label, way, kind, s in rows:
        numbers = f"{s.precision:.4f}\t{s.recall:.4f}\t{s.f1:.4f}\t{s.concordance:.4f}"
        lines.append(
            f"{caller}\t{label}\t{way}\t{kind}\t{s.true_positives}\t{s.false_positives}\t{s.false_negatives}\t{numbers}"
        )
    (args.out / "accuracy.tsv").write_text("\n".join(lines) + "\n")
    widths = [max(len(line.split("\t")[i]) for line in lines) for i in range(11)]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line.split("\t"), widths, strict=True)).rstrip())
    plot(rows, args.out / "accuracy.png")
    print(f"\n{args.out / 'accuracy.tsv'}\n{args.out / 'accuracy.png'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
