"""Declared parents against the data."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.quality.genotype_tally import GenotypeTally
from tachkhis.quality.relationships import check_relationships
from tachkhis.quality.relationships import declared_pairs
from tachkhis.quality.relationships import verdict_of

from .families import family
from .world import write_vcf


@pytest.mark.parametrize(
    ("sites", "conflicts", "verdict"),
    [
        (100, 0, "pass"),
        (100, 2, "pass"),
        (100, 3, "warn"),
        (100, 5, "fail"),
        (29, 0, "warn"),  # too few to confirm
        (10, 2, "warn"),  # a fifth, yet two places may be errors
        (10, 3, "fail"),
        (0, 0, "warn"),
    ],
)
def test_verdicts(sites: int, conflicts: int, verdict: str) -> None:
    assert verdict_of(sites, conflicts) == verdict


def test_declared_pairs_of_those_who_were_sequenced() -> None:
    people = family(father="no", mother="no", brother="no").case.people
    assert declared_pairs(people, ["girl", "mother", "brother"]) == [("girl", "mother"), ("brother", "mother")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("chr1 5 . A G 9 PASS . GT:DP:GQ 1/1:30:99 0/0:30:99", (1, 1)),
        ("chr1 5 . A G 9 PASS . GT:DP:GQ 0/0:30:99 1/1:30:99", (1, 1)),
        ("chr1 5 . A G 9 PASS . GT:DP:GQ 1/1:30:99 0/1:30:99", (1, 0)),
        ("chr1 5 . A G 9 PASS . GT:DP:GQ 0/1:30:99 0/0:30:99", (0, 0)),  # nobody homozygous: tells nothing
        ("chr1 5 . A G 9 PASS . GT:DP:GQ 1/1:30:99 0/0:9:99", (0, 0)),  # too shallow
        ("chr1 5 . A G 9 PASS . GT:DP:GQ 1/1:30:99 0/0:30:10", (0, 0)),  # too doubtful
        ("chr1 5 . A G 9 PASS . GT:DP 1/1:30 0/0:30", (1, 1)),  # a caller without GQ
        ("chr1 5 . A G 9 PASS . GT 1/1 0/0", (0, 0)),  # no depth: never counted
        ("chr1 5 . A G 9 PASS . GT:DP:GQ 1/1:30:99 ./.:30:99", (0, 0)),
        ("chr1 5 . AT A 9 PASS . GT:DP:GQ 1/1:30:99 0/0:30:99", (0, 0)),  # substitutions only
        ("chrX 5 . A G 9 PASS . GT:DP:GQ 1/1:30:99 0/0:30:99", (0, 0)),
    ],
)
def test_which_places_are_compared(tmp_path: Path, row: str, expected: tuple[int, int]) -> None:
    vcf = write_vcf(tmp_path / "x.vcf", [row], "girl mother")
    (found,) = check_relationships(GenotypeTally.of(vcf), [("girl", "mother")])
    assert (found.sites, found.conflicts) == expected
