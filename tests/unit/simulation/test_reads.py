"""Reads: in step, with errors, duplicates and adapters, and from the right haplotypes."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
from Bio.Seq import Seq

ADAPTER = "AGATCGGAAGAGC"


def fastq(path: Path) -> list[tuple[str, str, str]]:
    with gzip.open(path, "rt") as handle:
        lines = handle.read().splitlines()
    assert len(lines) % 4 == 0
    return list(zip(lines[::4], lines[1::4], lines[3::4], strict=True))


def units(made: Path) -> list[dict[str, str]]:
    lines = [line for line in (made / "units.tsv").read_text().splitlines() if not line.startswith("#")]
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]


def reads_of(made: Path, sample: str) -> list[tuple[str, str]]:
    pairs = []
    for unit in units(made):
        if unit["sample"] == sample:
            one, two = fastq(made / unit["fastq_1"]), fastq(made / unit["fastq_2"])
            pairs += [(first[1], second[1]) for first, second in zip(one, two, strict=True)]
    return pairs


def test_mates_are_in_step_and_names_carry_no_mark(made: Path) -> None:
    names: Counter[str] = Counter()
    for unit in units(made):
        one, two = fastq(made / unit["fastq_1"]), fastq(made / unit["fastq_2"])
        assert [read[0] for read in one] == [read[0] for read in two]
        assert all(len(sequence) == len(quality) == 150 for _, sequence, quality in one + two)
        assert "/" not in one[0][0]
        names.update(read[0] for read in one)
    assert max(names.values()) == 1


def test_girl_has_two_units_of_one_library(made: Path) -> None:
    found = [(unit["unit"], unit["library"]) for unit in units(made) if unit["sample"] == "TINY-A-P"]
    assert found == [("L1", "lib1"), ("L2", "lib1")]


def test_some_fragments_run_into_the_adapter_at_the_same_place(made: Path) -> None:
    pairs = reads_of(made, "TINY-A-F")
    places = [(one.find(ADAPTER), two.find(ADAPTER)) for one, two in pairs]
    both = [place for place in places if min(place) >= 0]
    assert 0.005 < len(both) / len(pairs) < 0.04
    same = [place for place in both if place[0] == place[1]]
    assert len(same) / len(both) > 0.9
    one, two = next(pair for pair, place in zip(pairs, places, strict=True) if place[0] == place[1] > 60)
    size = one.find(ADAPTER)
    other = str(Seq(two[:size]).reverse_complement())
    assert sum(a == b for a, b in zip(one[:size], other, strict=True)) > 0.9 * size


def test_duplicates_are_second_readings_of_a_fragment(made: Path) -> None:
    pairs = reads_of(made, "TINY-A-P")
    ends = Counter((one[:24], two[:24]) for one, two in pairs)
    repeated = sum(number - 1 for number in ends.values())
    assert 0.04 < repeated / len(pairs) < 0.10
    assert repeated > sum(number - 1 for number in Counter(pairs).values()), "errors must differ between copies"


def test_reads_show_the_true_genotype(made: Path, genome: dict[str, str]) -> None:
    variant = json.loads((made / "truth" / "expected.json").read_text())["cases"]["TINY-A"]["variants"][0]
    contig = genome[variant["contig"]]
    start, flank = variant["position"] - 1, 12
    left, right = contig[start - flank : start], contig[start + len(variant["ref"]) :][: flank + 4]
    words = {allele: left + variant[allele] + right for allele in ("ref", "alt")}
    seen = {}
    for sample in ("TINY-A-P", "TINY-A-F", "TINY-A-M"):
        text = "\n".join(read for pair in reads_of(made, sample) for read in pair)
        seen[sample] = {
            allele: text.count(word) + text.count(str(Seq(word).reverse_complement())) for allele, word in words.items()
        }
    assert seen["TINY-A-P"]["ref"] == 0
    assert seen["TINY-A-P"]["alt"] >= 2
    parents = [seen["TINY-A-F"], seen["TINY-A-M"]]
    assert sum(parent["ref"] for parent in parents) >= 2
    assert sum(parent["alt"] for parent in parents) >= 2


def test_mean_depth_is_that_of_the_recipe(made: Path, genome: dict[str, str]) -> None:
    pairs = len(reads_of(made, "TINY-D-M"))
    diploid = sum(len(genome[name]) for name in ("chr1", "chr2", "chrX"))
    expected = (12 * diploid + 20 * len(genome["chrM"])) / 300
    assert pairs == pytest.approx(expected, rel=0.02)
