#!/usr/bin/env python3
"""Runs of homozygosity and F_ROH against the truth, on simulated couples and their children.

Children come from pedigrees of known F by gene dropping over the human autosomes, their haplotypes from a coalescent
pool, their genotypes with an error of 0.1 %, at the density of an exome and at a tenth of that of a genome: all autosomes
in full length, with a tenth of the mutations (``--share 1``: all of them, several times slower). Measured: F in runs of at least
5 Mb against that of the pedigree's true autozygous stretches of that length, the class that it suggests against the
couple's, kinship of the couple against what it shares, and time. The page is ``.benchmark/autozygosity/index.html``.
"""

from __future__ import annotations

import argparse
import html
import json
import math
import os
import sys
import tempfile
import time
from dataclasses import asdict
from dataclasses import dataclass
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from autozygosity_world import Tile
from autozygosity_world import pool
from autozygosity_world import write_family

from paths import ROOT
from quiet_case import quiet_case
from tachkhis.case.model import Affected
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.case.model import Test
from tachkhis.interpretation.autozygosity import autozygosity_of
from tachkhis.quality.homozygosity import find_runs
from tachkhis.quality.markers import thresholds
from tachkhis.simulation.pedigrees import Autosome
from tachkhis.simulation.pedigrees import autosomes
from tachkhis.simulation.pedigrees import drop
from tachkhis.simulation.pedigrees import pedigrees

CLASSES = {
    "unrelated": "unrelated",
    "third_cousins": "unrelated",
    "second_cousins": "second_cousins",
    "first_cousins": "first_cousins",
    "double_first_cousins": "closer",
    "uncle_niece": "closer",
}
"""Pedigrees that are simulated, and the class that each belongs to."""
DECLARED = {"unrelated": "none", "third_cousins": "none", "uncle_niece": "double_first_cousins"}
"""What such a couple would declare, where that is not the name of the pedigree."""
ORDER = ("unrelated", "second_cousins", "first_cousins", "closer")


@dataclass(frozen=True)
class Measured:
    """One child: what is true of it and what was measured; F in runs of at least 5 Mb, time in seconds."""

    pedigree: str
    density: str
    true_f: float
    f: float
    true_runs: int
    runs: int
    suggested: str
    compatible: list[str]
    declared: str
    true_kinship: float
    kinship: float | None
    couple: str
    records: int
    seconds: float


def person(name: str, sex: Sex, *parents: str) -> Person:
    """A member of the family."""
    father, mother = parents or (None, None)
    return Person(name, father, mother, sex, Affected.UNKNOWN)


def measure(
    name: str, density: str, seed: int, chromosomes: list[Autosome], tiles: list[Tile], folder: Path
) -> Measured:
    """One simulated trio through the program's own functions."""
    exome = density == "exome"
    child = drop(pedigrees()[name], chromosomes, Random(f"{name}:{density}:{seed}"))
    vcf = folder / "family.vcf"
    records = write_family(child, chromosomes, tiles, vcf, seed, exome=exome)
    family = (
        person("child", Sex.FEMALE, "father", "mother"),
        person("father", Sex.MALE),
        person("mother", Sex.FEMALE),
    )
    declared = DECLARED.get(name, name)
    case = quiet_case(family, test=Test(density), consanguinity=declared)
    started = time.monotonic()
    lengths = {f"chr{chromosome.name}": chromosome.length for chromosome in chromosomes}
    found = autozygosity_of(find_runs(vcf, family, density, lengths), case)
    seconds = time.monotonic() - started
    own, couple = found.person("child"), found.couples[0]
    assert own is not None
    long = int(thresholds()["class_from_bases"])
    true = [stretch.length for stretch in child.autozygous() if stretch.length >= long]
    genome = sum(chromosome.length for chromosome in chromosomes)
    return Measured(
        pedigree=name,
        density=density,
        true_f=sum(true) / genome,
        f=own.f[-1].f,
        true_runs=len(true),
        runs=own.f[-1].runs,
        suggested=own.suggested or "",
        compatible=own.compatible,
        declared=own.declared,
        true_kinship=child.kinship(genome),
        kinship=couple.kinship,
        couple=couple.declared,
        records=records,
        seconds=seconds,
    )


def mean_and_bound(values: list[float]) -> tuple[float, float]:
    """The mean and half the width of its 95 % interval (normal)."""
    mean = sum(values) / len(values)
    if len(values) < 2:
        return mean, math.nan
    variance = sum((value - mean) ** 2 for value in values) / (len(values) - 1)
    return mean, 1.96 * math.sqrt(variance / len(values))


def wilson(hits: int, number: int) -> str:
    """A share with its 95 % interval (Wilson)."""
    if not number:
        return "-"
    share, z = hits / number, 1.96
    middle = (share + z * z / (2 * number)) / (1 + z * z / number)
    half = z * math.sqrt(share * (1 - share) / number + z * z / (4 * number * number)) / (1 + z * z / number)
    return f"{hits}/{number} = {share:.3f} ({max(0, middle - half):.3f}-{min(1, middle + half):.3f})"


def tables(found: list[Measured], density: str) -> list[str]:
    """Bias by pedigree, the confusion of the classes, and how often the declaration is held up."""
    rows = [one for one in found if one.density == density]
    lines = [
        f"{density}: F in runs of 5 Mb or more, measured less true (mean, 95 % interval of the mean, extremes); kinship",
        f"{'pedigree':<22}{'n':>4}{'true F':>9}{'F':>9}{'bias':>10}{'+-':>9}{'least':>9}{'most':>9}{'kinship bias':>14}{'+-':>8}",
    ]
    for name in CLASSES:
        own = [one for one in rows if one.pedigree == name]
        if not own:
            continue
        errors = [one.f - one.true_f for one in own]
        bias, bound = mean_and_bound(errors)
        kin, kin_bound = mean_and_bound([one.kinship - one.true_kinship for one in own if one.kinship is not None])
        true, measured = (sum(values) / len(own) for values in ([o.true_f for o in own], [o.f for o in own]))
        lines.append(
            f"{name:<22}{len(own):>4}{true:>9.4f}{measured:>9.4f}{bias:>+10.5f}{bound:>9.5f}"
            f"{min(errors):>+9.4f}{max(errors):>+9.4f}{kin:>+14.4f}{kin_bound:>8.4f}"
        )
    lines += [
        "",
        "class of the couple (rows) and class suggested (columns)",
        " " * 18 + "".join(f"{c:>16}" for c in ORDER),
    ]
    for true_class in ORDER:
        own = [one for one in rows if CLASSES[one.pedigree] == true_class]
        counts = [sum(one.suggested == name for one in own) for name in ORDER]
        lines.append(f"{true_class:<18}" + "".join(f"{count:>16}" for count in counts))
    within = sum(CLASSES[one.pedigree] in one.compatible for one in rows)
    right = sum(CLASSES[one.pedigree] == one.suggested for one in rows)
    held = sum(one.declared in ("higher", "lower") for one in rows)
    couples = sum(one.couple == "higher" for one in rows)
    lines += [
        "",
        f"class suggested is the couple's: {wilson(right, len(rows))}",
        f"couple's class among the compatible ones: {wilson(within, len(rows))}",
        f"warnings although the declaration is true, F: {wilson(held, len(rows))}; kinship: {wilson(couples, len(rows))}",
        f"time per family of three: {sum(one.seconds for one in rows) / len(rows):.1f} s,"
        f" {sum(one.records for one in rows) // len(rows):,} records",
    ]
    return lines


def plot(found: list[Measured], path: Path) -> None:
    """Measured against true F, by density; one colour per class."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    shown = [density for density in ("genome", "exome") if any(one.density == density for one in found)]
    figure, axes = pyplot.subplots(1, len(shown), figsize=(5.5 * len(shown), 5), squeeze=False)
    for axis, density in zip(axes[0], shown, strict=True):
        for number, name in enumerate(CLASSES):
            own = [one for one in found if (one.pedigree, one.density) == (name, density)]
            x, y = [one.true_f for one in own], [one.f for one in own]
            axis.scatter(x, y, s=14, color=f"C{number}", label=name.replace("_", " "))
        top = max([0.01, *(one.true_f for one in found), *(one.f for one in found)]) * 1.05
        axis.plot([0, top], [0, top], color="grey", linewidth=0.7)
        axis.set(title=density, xlabel="true F, stretches of at least 5 Mb", ylabel="measured F_ROH (5 Mb)")
        axis.legend(fontsize=7)
    figure.tight_layout()
    figure.savefig(path, dpi=110)


def main() -> int:
    """Simulate, measure, tell."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark autozygosity", description=__doc__)
    parser.add_argument(
        "--genomes", type=int, default=5, help="children of each pedigree, genome (default: %(default)s)"
    )
    parser.add_argument(
        "--exomes", type=int, default=40, help="children of each pedigree, exome (default: %(default)s)"
    )
    parser.add_argument("--share", type=float, default=0.1, help="share of a genome's mutations (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="all chance follows from it (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=ROOT / ".benchmark" / "autozygosity")
    args = parser.parse_args()
    started = time.monotonic()
    args.out.mkdir(parents=True, exist_ok=True)
    chromosomes = autosomes()
    found: list[Measured] = []
    with tempfile.TemporaryDirectory(prefix="tachkhis-roh-") as folder:
        for density, count in (("exome", args.exomes), ("genome", args.genomes)):
            tiles = pool(args.seed, 1.0 if density == "exome" else args.share) if count else []
            for number in range(count):
                for name in CLASSES:
                    seed = args.seed * 10_000 + number
                    found.append(measure(name, density, seed, chromosomes, tiles, Path(folder)))
                print(f"{density}: {number + 1} of {count}", file=sys.stderr, flush=True)
                (args.out / "children.json").write_text(json.dumps([asdict(one) for one in found], indent=1) + "\n")
    text = "\n".join(
        "\n".join(tables(found, d)) + "\n" for d in ("genome", "exome") if any(o.density == d for o in found)
    )
    plot(found, args.out / "f.png")
    page = f"<!doctype html><meta charset=utf-8><title>Autozygosity</title><pre>{html.escape(text)}</pre><img src=f.png alt=F>"
    (args.out / "index.html").write_text(page + "\n", encoding="utf-8")
    print(text)
    spent = os.times()
    print(f"whole: {time.monotonic() - started:.0f} s, of CPU {sum(spent[:4]):.0f} s")
    print(args.out / "index.html")
    return 0


if __name__ == "__main__":
    sys.exit(main())
