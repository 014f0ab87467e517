#!/usr/bin/env python3
"""Accuracy on the real reads: callers, rules, depths and repeats, through the workflow, against GIAB.

Exact and by haplotype; every share with its exact binomial 95 % interval (Clopper and Pearson 1934). The page and the
tables go to ``.benchmark/accuracy``. The whole takes about ten minutes on two cores, ``--quick`` about three.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from accuracy_family import family_lines
from accuracy_family import family_verdicts
from accuracy_page import Row
from accuracy_page import write_page
from bench_runs import OFF
from bench_runs import ON
from bench_runs import THINNED
from bench_runs import VARIANTS
from bench_runs import Set
from bench_runs import align
from bench_runs import call
from bench_runs import thin

from paths import ROOT
from paths import needed_data
from real_cases import TRUTH
from tachkhis.quality.accuracy import Allele
from tachkhis.quality.accuracy import Score
from tachkhis.quality.accuracy import compare_exact
from tachkhis.quality.accuracy import compare_haplotypes
from tachkhis.quality.accuracy import read_alleles
from tachkhis.variants.refine.repeats import tract_of
from tachkhis.variants.refine.rules import shipped_rules

DEPTHS = (30, 20, 15, 10)
TARGETS = {("snv", "F1"): 0.998, ("indel", "F1"): 0.98, ("snv", "genotypes"): 0.995, ("indel", "genotypes"): 0.995}
BESIDE = 10  # bases from a true indel within which an SNV counts as beside it


@dataclass(frozen=True)
class Bench:
    """Where things are, and what is to be run."""

    human: Path
    out: Path
    cores: str
    callers: tuple[str, ...]
    variants: tuple[str, ...]
    depths: tuple[int, ...]

    @property
    def fasta(self) -> Path:
        return self.human / "ref" / "dev_chr20_slices.fa"


def repeat_class(allele: Allele, indels: set[tuple[str, int]], reference: Any) -> str:
    """The kind of place of an allele."""
    if allele.kind == "snv":
        near = any((allele.contig, allele.position + shift) in indels for shift in range(-BESIDE, BESIDE + 1))
        return "SNV beside an indel" if near else "SNV elsewhere"
    offset = max(0, allele.position - 301)
    around = reference.fetch(allele.contig, offset, allele.position + len(allele.ref) + 300).upper()
    rule = shipped_rules().stutter
    tract = tract_of(allele.contig, allele.position, allele.ref, allele.alt, around, offset, rule)
    if tract is None or not tract.step:
        return "indel, no repeat"
    if tract.step == 2:
        return "indel, dinucleotide"
    for least, name in ((15, "15 and more"), (12, "12 to 14"), (9, "9 to 11"), (0, "6 to 8")):
        if tract.units >= least:
            return f"indel, homopolymer {name}"
    raise AssertionError


def by_class(truth: list[Allele], calls: list[Allele], fasta: Path) -> dict[str, Score]:
    """Exact scores by kind of place."""
    import pysam

    indels = {(allele.contig, allele.position) for allele in truth if allele.kind == "indel"}
    with pysam.FastaFile(str(fasta)) as reference:
        sides = [{a: repeat_class(a, indels, reference) for a in side} for side in (truth, calls)]
    found = {}
    for name in sorted(set(sides[0].values()) | set(sides[1].values())):
        known, called = ([allele for allele, of in side.items() if of == name] for side in sides)
        scores = compare_exact(known, called)
        found[name] = scores["snv" if name.startswith("SNV") else "indel"]
    return found


def score(bench: Bench, files: dict[tuple[str, str, Set], Path]) -> list[Row]:
    """All rows."""
    rows: list[Row] = []
    for (caller, variant, one), path in files.items():
        bed = bench.human / one.truth.bed
        truth = read_alleles(bench.human / one.truth.vcf, None, bench.fasta, bed)
        calls = read_alleles(path, one.sample, bench.fasta, bed)
        key = (caller, variant, one.truth.label, one.depth)
        ways = {"exact": compare_exact(truth, calls), "haplotype": compare_haplotypes(truth, calls, bench.fasta)}
        rows += [Row(*key, way, "all", kind, s) for way, scores in ways.items() for kind, s in scores.items()]
        classes = by_class(truth, calls, bench.fasta)
        rows += [
            Row(*key, "exact", name, "snv" if name.startswith("SNV") else "indel", s) for name, s in classes.items()
        ]
    return rows


def whole_slice(bench: Bench, files: dict[tuple[str, str, Set], Path]) -> list[str]:
    """True SNVs of HG001 over the whole slice (its confident regions hold a tenth): found with and without the rules."""
    bed = bench.out / "slice.bed"
    bed.write_text("chr20a\t0\t104000\n")
    lines = ["caller\tdepth\ttrue_SNVs\tno_rule\tall_rules\tlost\tgained"]
    for (caller, variant, one), path in files.items():
        if variant != ON or one.truth.case != "HG001" or (caller, OFF, one) not in files:
            continue
        truth = {a.key for a in read_alleles(bench.human / one.truth.vcf, None, bench.fasta, bed) if a.kind == "snv"}
        plain, refined = (
            {a.key for a in read_alleles(file, one.sample, bench.fasta, bed)} & truth
            for file in (files[caller, OFF, one], path)
        )
        depth = "all" if one.depth is None else f"{one.depth}x"
        counts = (len(truth), len(plain), len(refined), len(plain - refined), len(refined - plain))
        lines.append("\t".join((caller, depth, *map(str, counts))))
    return lines


def collect(bench: Bench, crams: dict[str, Path]) -> dict[tuple[str, str, Set], Path]:
    """Run everything; calls by caller, rules and set. The thinned reads are added to the alignments by sample."""
    whole = [Set(truth, None) for truth in TRUTH]
    thinned = [Set(truth, depth) for truth in THINNED for depth in bench.depths]
    for one in thinned:
        source, out = crams[one.truth.sample], bench.out / "thinned" / f"{one.sample}.bam"
        crams[one.sample] = thin(source, bench.fasta, one.depth or 0, one.sample, out)
    files = {}
    for caller in bench.callers:
        for variant in bench.variants:
            sets = whole + thinned if variant in (ON, OFF) else whole
            print(f"{caller}, {variant}: {len(sets)} sets", file=sys.stderr)
            found = call(bench.human, bench.out, sets, crams, caller, variant, bench.cores)
            files |= {(caller, variant, one): path for one, path in found.items()}
    return files


def verdicts(rows: Iterable[Row], slice_lines: list[str]) -> list[str]:
    """The targets on HG002 (both slices) and HG001, met or missed, for bcftools with all rules."""
    lines = []
    for row in rows:
        if (row.caller, row.rules, row.depth, row.place) != ("bcftools", ON, None, "all"):
            continue
        if row.sample != TRUTH[0].label:
            continue
        for measure, value in (("F1", row.score.f1), ("genotypes", row.score.concordance)):
            target = TARGETS[row.kind, measure]
            word = "met" if value >= target else "MISSED"
            lines.append(f"{word}: HG002 {row.kind} {measure} {value:.4f} ({row.way}), target {target}")
    for line in slice_lines[1:]:
        caller, depth, *_, lost, _gained = line.split("\t")
        if caller == "bcftools":
            lines.append(
                f"{'met' if lost == '0' else 'MISSED'}: HG001 {depth}: {lost} true SNVs of plain bcftools lost"
            )
    return lines


def main() -> int:
    """Print the tables, write them, their plots and the page; 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark accuracy", description=__doc__)
    parser.add_argument("--cores", default="2")
    parser.add_argument("--quick", action="store_true", help="bcftools alone, all rules and none, one depth")
    parser.add_argument("--out", type=Path, default=ROOT / ".benchmark" / "accuracy")
    args = parser.parse_args()
    data = needed_data()
    args.out.mkdir(parents=True, exist_ok=True)
    if args.quick:
        bench = Bench(data / "human", args.out, args.cores, ("bcftools",), (ON, OFF), (15,))
    else:
        bench = Bench(data / "human", args.out, args.cores, ("bcftools", "freebayes"), tuple(VARIANTS), DEPTHS)
    crams = align(bench.human, bench.out, bench.cores)
    families = family_lines(bench.human, bench.out, crams, bench.fasta, bench.cores)
    (args.out / "families.tsv").write_text("\n".join(families) + "\n")
    print("\n".join(families))
    files = collect(bench, crams)
    rows, slice_lines = score(bench, files), whole_slice(bench, files)
    said = verdicts(rows, slice_lines) + family_verdicts(families)
    for name in write_page(args.out, rows, slice_lines, said):
        print(name)
    print("\n".join(said))
    return 1 if any(line.startswith("MISSED") for line in said) else 0


if __name__ == "__main__":
    sys.exit(main())
