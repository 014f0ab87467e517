"""The verdict of quality, both sides of each threshold; sex from depth."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tachkhis.case.model import Sex
from tachkhis.quality.depth import AlignmentCounts
from tachkhis.quality.depth import overlap
from tachkhis.quality.depth import read_unreadable
from tachkhis.quality.verdict import infer_sex
from tachkhis.quality.verdict import judge
from tachkhis.quality.verdict import thresholds

GOOD = AlignmentCounts(reads=1000, mapped_percent=99.0, duplicate_percent=8.0, insert_size=350.0)


def verdict(
    depth: float = 35, at20: float = 99, counts: AlignmentCounts = GOOD, sex: Sex | None = Sex.FEMALE
) -> tuple[str, list[str]]:
    found = judge("S", Sex.FEMALE, counts, depth, {10: 99.5, 20: at20}, sex)
    return found.verdict, [reason.key for reason in found.reasons]


def test_a_good_sample_passes_without_reasons() -> None:
    assert verdict() == ("pass", [])


@pytest.mark.parametrize(("depth", "expected"), [(20, "pass"), (19.9, "warn"), (8, "warn"), (7.9, "fail")])
def test_mean_depth(depth: float, expected: str) -> None:
    assert verdict(depth=depth)[0] == expected


@pytest.mark.parametrize(("share", "expected"), [(90, "pass"), (89.9, "warn"), (49.9, "fail")])
def test_breadth(share: float, expected: str) -> None:
    assert verdict(at20=share)[0] == expected


@pytest.mark.parametrize(("percent", "expected"), [(30, "pass"), (30.1, "warn"), (60.1, "fail")])
def test_duplicates(percent: float, expected: str) -> None:
    assert verdict(counts=AlignmentCounts(1000, 99.0, percent, 350.0))[0] == expected


@pytest.mark.parametrize(
    ("imported", "percent", "expected"), [(True, 0.0, "warn"), (True, 0.1, "pass"), (False, 0.0, "pass")]
)
def test_an_alignment_without_any_marked_duplicate_warns(imported: bool, percent: float, expected: str) -> None:
    counts = AlignmentCounts(1000, 99.0, percent, 350.0)
    found = judge("S", Sex.FEMALE, counts, 35, {10: 99.5, 20: 99}, Sex.FEMALE, imported)
    assert (found.verdict, [r.key for r in found.reasons] == ["quality.duplicates_unmarked"]) == (
        expected,
        expected == "warn",
    )


def test_another_sex_than_declared_fails() -> None:
    assert verdict(sex=Sex.MALE) == ("fail", ["quality.sex_mismatch"])


def test_an_unclear_sex_warns() -> None:
    assert verdict(sex=Sex.UNKNOWN)[0] == "warn"


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [(30, 0.2, Sex.FEMALE), (15, 14, Sex.MALE), (30, 15, Sex.UNKNOWN), (15, 0.1, Sex.UNKNOWN)],
)
def test_sex_from_depth(x: float, y: float, expected: Sex) -> None:
    means = {"chr1": 30.0, "chr2": 30.0, "chrX": x, "chrY": y, "chrM": 3000.0, "GL000192.1": 99.0}
    assert infer_sex(means, thresholds()["sex"]) is expected


def test_no_x_no_sex() -> None:
    assert infer_sex({"chr20": 30.0}, thresholds()["sex"]) is None


def test_overlap_clips() -> None:
    assert overlap([(0, 10), (20, 30), (40, 50)], 5, 45) == [(5, 10), (20, 30), (40, 45)]
    assert overlap([(0, 10)], 10, 20) == []


def test_a_contig_without_reads_is_unreadable_as_a_whole(tmp_path: Path) -> None:
    """Mosdepth leaves such a contig out; silence must not look like coverage."""
    path = tmp_path / "q.bed.gz"
    with gzip.open(path, "wt") as handle:
        handle.write("c1\t0\t100\tcallable\nc1\t100\t120\tlow\n")
    found = read_unreadable(path, {"c1": [(90, 110)], "c2": [(5, 9)]})
    assert found["c1"] == [(100, 120)]
    assert overlap(found["c2"], 5, 9) == [(5, 9)]
