"""In how many alleles of the panel a place was looked at."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tachkhis.panel.bounds import clopper_pearson
from tachkhis.panel.bounds import lower_bound_exceeds
from tachkhis.panel.reach import PanelReach


@pytest.fixture
def reach(tmp_path: Path) -> PanelReach:
    """Runs on 0-10 (218 alleles) and 12-30 (190); at 11 (1-based) another allele was recorded, and at 31 a deletion."""
    files = {
        "panel.callable.bed": "chr1\t0\t10\t218\nchr1\t12\t30\t190\n",
        "panel.tsv": "chr1\t11\tA\tT\t3\t200\nchr1\t12\tC\tG\t1\t202\nchr1\t31\tACC\tA\t1\t100\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
        subprocess.run(["bgzip", tmp_path / name], check=True)
    subprocess.run(["tabix", "-0", "-s1", "-b2", "-e3", tmp_path / "panel.callable.bed.gz"], check=True)
    subprocess.run(["tabix", "-s1", "-b2", "-e2", tmp_path / "panel.tsv.gz"], check=True)
    return PanelReach(tmp_path / "panel.callable.bed.gz", tmp_path / "panel.tsv.gz")


@pytest.mark.parametrize(
    ("start", "end", "alleles"),
    [
        (0, 1, 218),
        (10, 11, 200),  # what another allele of the place was counted in
        (8, 13, 190),  # the least over several bases
        (32, 33, 100),  # within the recorded deletion
        (33, 34, None),
        (29, 34, None),  # its last base is not told of
    ],
)
def test_the_least_number_over_the_changed_bases(reach: PanelReach, start: int, end: int, alleles: int | None) -> None:
    assert reach.alleles("chr1", start, end) == alleles
    assert reach.alleles("chr2", start, end) is None


@pytest.mark.parametrize("an", [218, 2000])
@pytest.mark.parametrize("limit", [0.01, 0.05])
def test_the_quick_look_at_the_lower_bound_agrees_with_the_bound(an: int, limit: float) -> None:
    for ac in range(an // 4):
        assert lower_bound_exceeds(ac, an, limit) is (clopper_pearson(ac, an)[0] > limit)
