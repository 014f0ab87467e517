#!/usr/bin/env python3
"""Mitochondrial calls: real reads against what is known, and made-up reads by fraction, by depth and at the origin."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from circular_reads import Molecule
from circular_reads import Seen
from circular_reads import align
from circular_reads import called
from circular_reads import other
from circular_reads import random_bases
from circular_reads import with_changes
from circular_reads import write_reads
from circular_reads import write_reference
from mitochondrial_sets import call_real
from mitochondrial_sets import expected_snvs
from mitochondrial_sets import second_opinion
from paths import ROOT
from paths import shared_data
from tachkhis.variants.mitochondria.circle import Circle
from tachkhis.variants.mitochondria.evidence import detection_limit
from tachkhis.variants.mitochondria.origin import ReadRules
from tachkhis.variants.mitochondria.origin import build_rotated
from tachkhis.variants.mitochondria.origin import read_person
from tachkhis.variants.mitochondria.rules import MitochondrialRules

SIZE = 3000
PLANTED = 24  # SNVs of one made-up genome
FRACTIONS = (0.02, 0.05, 0.07, 0.10, 0.20, 0.50)
DEPTHS = (100, 400, 1500)


def table(title: str, header: str, rows: Iterable[str], out: Path) -> None:
    """Print a table, and write it tab-separated."""
    lines = [header, *rows]
    out.write_text("\n".join(lines) + "\n")
    cells = [line.split("\t") for line in lines]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    print(f"\n{title}")
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def real_truth(data: Path, folder: Path) -> Iterable[str]:
    """HG03706 against its 23 SNVs: passing SNVs."""
    started = time.process_time()
    with tempfile.TemporaryDirectory() as scratch:
        found, reach = call_real(data, "HG03706", Path(scratch))
    took = time.process_time() - started
    known = expected_snvs(data)
    passed = {record.key: record for record in found if record.passed}
    snvs = {key for key in passed if len(key[1]) == len(key[2])}
    shown = [f"{passed[key].fractions[0]:.3f}" for key in sorted(known & snvs)]
    yield "\t".join(
        (
            "HG03706",
            str(len(known)),
            str(len(known & snvs)),
            str(len(known - snvs)),
            str(len(snvs - known)),
            str(len(passed.keys() - snvs)),
            str(len(found) - len(passed)),
            str(reach.depth),
            f"{reach.limit:.3f}",
            f"{min(shown)}-{max(shown)}",
            f"{took:.1f}",
        )
    )
    (folder / "HG03706.txt").write_text("\n".join(f"{'-'.join(map(str, record.key))}" for record in found) + "\n")


def real_opinion(data: Path) -> Iterable[str]:
    """NA12878 beside Mutect2: every allele that either writes."""
    with tempfile.TemporaryDirectory() as scratch:
        ours = {record.key: record for record in call_real(data, "NA12878_gatk", Path(scratch))[0]}
    theirs = second_opinion(data)
    for key in sorted(ours.keys() | theirs.keys()):
        mine, opinion = ours.get(key), theirs.get(key)
        state = (
            ("-" if mine is None else ",".join(mine.filters)),
            ("-" if opinion is None else "PASS" if opinion.passed else "filtered"),
        )
        fractions = (
            ("-" if mine is None else f"{mine.fractions[0]:.3f}"),
            ("-" if opinion is None else f"{opinion.fraction:.3f}"),
        )
        agree = (mine is not None and mine.passed) == (opinion is not None and opinion.passed)
        yield "\t".join(("-".join(map(str, key)), *fractions, *state, "yes" if agree else "NO"))


def titration(folder: Path) -> Iterable[str]:
    """Planted SNVs by fraction and depth: found (passing), extra, mean fraction, bounds that hold the truth."""
    bases = random_bases(SIZE, seed=100)
    places = [round((number + 0.5) * SIZE / PLANTED) for number in range(PLANTED)]
    planted = [(place, bases[place - 1], other(bases[place - 1])) for place in places]
    rules = MitochondrialRules.shipped()
    fasta = write_reference(folder, chrM=bases)
    for depth in DEPTHS:
        for seed, fraction in enumerate(FRACTIONS, 200):
            molecules = [Molecule(with_changes(bases, *planted), fraction), Molecule(bases, 1 - fraction)]
            # overlapping ends of a fragment count once, so somewhat more reads make this depth
            crams = {"A": align(fasta, write_reads(molecules, depth, seed + depth, folder), "A", folder)}
            records = called(crams, fasta, folder)
            yield titration_row(depth, fraction, records, planted, detection_limit(depth, rules.error_floor, rules))


def titration_row(
    depth: int, fraction: float, records: list[Seen], planted: list[tuple[int, str, str]], limit: float
) -> str:
    """One row of the table."""
    truth = set(planted)
    found = [record for record in records if record.passed and record.key in truth]
    written = [record for record in records if record.key in truth]
    extra = sum(record.passed and record.key not in truth for record in records)
    mean = sum(record.fractions[0] for record in written) / len(written) if written else 0.0
    inside = sum(record.bounds[0][0] <= fraction <= record.bounds[0][1] for record in written)
    cells = (depth, f"{fraction:.2f}", f"{limit:.3f}", len(truth), len(found), len(truth) - len(found), extra)
    return "\t".join(map(str, (*cells, len(written), f"{mean:.3f}", f"{inside}/{len(written)}")))


def origin(folder: Path) -> Iterable[str]:
    """Every base from 20 before to 20 behind the origin, changed in turn; depth there over depth in the middle."""
    bases = random_bases(SIZE, seed=300)
    fasta = write_reference(folder, chrM=bases)
    places = [*range(1, 21), *range(SIZE - 19, SIZE + 1)]
    found, ratio = 0, 0.0
    extra = 0
    groups = [places[first::8] for first in range(8)]
    for seed, group in enumerate(groups):
        planted = [(place, bases[place - 1], other(bases[place - 1])) for place in group]
        cram = align(fasta, write_reads([Molecule(with_changes(bases, *planted), 1)], 100, seed, folder), "A", folder)
        keys = {record.key for record in called({"A": cram}, fasta, folder) if record.passed}
        found += len(keys & set(planted))
        extra += len(keys - set(planted))
        circle = Circle("chrM", bases)
        pile, _ = read_person(
            cram, fasta, circle, build_rotated(circle, folder), ReadRules(20, 20), MitochondrialRules.shipped()
        )
        depths = pile.depths
        ratio += (depths[:20].mean() + depths[-20:].mean()) / 2 / depths[300:-300].mean() / len(groups)
    yield f"{len(places)}\t{found}\t{len(places) - found}\t{extra}\t{ratio:.2f}"


def main() -> int:
    """Print the tables, write them."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark mitochondria", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / ".benchmark" / "mitochondria")
    args = parser.parse_args()
    out: Path = args.out
    out.mkdir(parents=True, exist_ok=True)
    data = shared_data()
    if data is None:
        print("REAL DATA ABSENT: set TACHKHIS_SHARED_DATA; made-up reads only", file=sys.stderr)
    else:
        header = "sample\ttruth\tfound\tmissed\textra\tindels\tfiltered\tdepth\tlimit\tfractions\tCPU s"
        table(
            "HG03706: SNVs that pass, against the truth", header, real_truth(data / "human" / "mt", out), out / "1.tsv"
        )
        header = "allele\tfraction\tMutect2\tfilter\tMutect2 says\tsame verdict"
        table("NA12878 beside Mutect2", header, real_opinion(data / "human" / "mt"), out / "2.tsv")
    with tempfile.TemporaryDirectory() as scratch:
        header = "depth\tfraction\tlimit\tplanted\tfound\tmissed\textra\twritten\tmean\tin bounds"
        table("Made-up heteroplasmy, by depth", header, titration(Path(scratch)), out / "3.tsv")
    with tempfile.TemporaryDirectory() as scratch:
        header = "planted\tfound\tmissed\textra\tdepth at the origin / elsewhere"
        table("SNVs in all copies, 20 bases on either side of the origin", header, origin(Path(scratch)), out / "4.tsv")
    print(f"\n{out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
