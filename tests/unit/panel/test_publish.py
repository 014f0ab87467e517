"""A panel that leaves the laboratory does not give away the genotypes of the only person of a region."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from tachkhis.case.shipped import RESOURCES
from tachkhis.cli import main
from tachkhis.panel.panel_file import PanelFile
from tachkhis.panel.withholding import told_regions
from unit.panel.cohorts import build
from unit.panel.cohorts import faults
from unit.panel.cohorts import records
from unit.panel.cohorts import runs
from unit.panel.cohorts import sites
from unit.panel.cohorts import write_people
from unit.panel.cohorts import write_vcf


@pytest.mark.parametrize(
    ("regions", "people", "told"),
    [
        ({"MA-01": 6, "MA-04": 9}, 15, {"MA-01": 6, "MA-04": 9}),
        ({"MA-01": 6, "MA-04": 5, "MA-06": 1}, 12, {"MA-01": 6}),  # all less MA-01 and MA-04 would be the one of MA-06
        ({"MA-01": 6, "MA-04": 9}, 16, {"MA-04": 9}),  # one person without a region
        ({"MA-01": 6, "MA-06": 1}, 12, {"MA-01": 6}),  # six are told by no region: the one of MA-06 and five more
        ({"MA-01": 4, "MA-04": 4}, 8, {}),
    ],
)
def test_neither_regions_nor_what_is_left_of_all_hold_few_people(
    regions: dict[str, int], people: int, told: dict[str, int]
) -> None:
    assert told_regions(regions, people, 5) == told


def cohort(folder: Path, regions: list[str], name: str = "cohort") -> Path:
    """A panel of people of some regions ('-': of none), with callable bases, and its people table."""
    random.seed(11)
    samples = [f"{name}{number}" for number in range(len(regions))]
    lines = [
        f"chr1 {at} A C GT:DP:GQ " + " ".join(f"{random.choice(['0/0', '0/1', '1/1'])}:30:60" for _ in samples)
        for at in range(100, 3000, 100)
    ]
    vcf = write_vcf(folder / f"{name}.vcf.gz", samples, lines)
    beds = folder / f"{name}.beds"
    beds.mkdir()
    for number, sample in enumerate(samples):
        (beds / f"{sample}.bed").write_text(f"chr1\t0\t{9000 - number}\n")
    rows = [f"{sample} female {region} no yes -" for sample, region in zip(samples, regions, strict=True)]
    table = write_people(folder / f"{name}.tsv", *rows)
    assert build(folder, "--variants", vcf, "--people", table, "--callable", beds, out=f"{name}.panel.vcf.gz") == 0
    return folder / f"{name}.panel.vcf.gz"


def publish(panel: Path, out: Path, *more: str) -> int:
    return main(["panel", "publish", "--panel", str(panel), "--out", str(out), *more])


def test_the_only_person_of_a_region_is_told_neither_by_sites_nor_by_callable_bases(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    panel = cohort(tmp_path, 6 * ["MA-01"] + 5 * ["MA-04"] + ["MA-06"])
    said = capsys.readouterr().err
    assert "regions with fewer than 5 people: MA-06 (1)" in said
    assert "tachkhis panel publish" in said
    assert "AN_MA_06=2" in records(panel)
    out = tmp_path / "published.vcf.gz"
    assert publish(panel, out) == 0
    assert sites(out) == sites(panel)  # all people still count
    text = records(out) + runs(out)
    assert "MA_06" not in text and "MA-06" not in text
    assert "MA_04" not in text and "MA-04" not in text  # all less MA-01 and MA-04 is MA-06
    assert "AN_MA_01=12" in text
    header = PanelFile.open(out).header
    assert dict(header.regions) == {"MA-01": 6}
    assert header.filters["RegionsWithheld"] == "MA-04,MA-06"


def test_a_merge_of_published_panels_adds_what_both_tell(tmp_path: Path) -> None:
    one = cohort(tmp_path, 6 * ["MA-01"] + 5 * ["MA-04"], "one")
    two = cohort(tmp_path, 5 * ["MA-01"] + 5 * ["MA-06"] + 3 * ["MA-04"] + 2 * ["MA-08"], "two")
    shared = [tmp_path / "one.out.vcf.gz", tmp_path / "two.out.vcf.gz"]
    for panel, out in zip((one, two), shared, strict=True):
        assert publish(panel, out) == 0
    whole = tmp_path / "whole.vcf.gz"
    words = ["--name", "T", "--version", "2", "--out", str(whole)]
    assert main(["panel", "merge", *map(str, shared), *words]) == 0
    header = PanelFile.open(whole).header
    assert (header.people, dict(header.regions)) == (26, {"MA-01": 11, "MA-04": 5, "MA-06": 5})
    assert header.filters["RegionsWithheld"] == "MA-04,MA-08"
    full = tmp_path / "full.vcf.gz"
    assert main(["panel", "merge", str(one), str(two), *words[:-1], str(full)]) == 0
    assert sites(whole) == sites(full)


def test_people_are_not_added_to_a_published_panel(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    panel = cohort(tmp_path, 6 * ["MA-01"] + 6 * ["MA-04"])
    (tmp_path / "key").write_text("0123456789abcdef0123456789abcdef")
    files = ["--variants", tmp_path / "cohort.vcf.gz", "--people", tmp_path / "cohort.tsv"]
    more = ["--callable", tmp_path / "cohort.beds", "--ledger", tmp_path / "ledger", "--key", tmp_path / "key"]
    assert build(tmp_path, *files, *more, out="again.vcf.gz") == 0
    out = tmp_path / "out.vcf.gz"
    assert publish(panel, out) == 0
    new = write_vcf(tmp_path / "new.vcf.gz", ["N"], ["chr1 100 A C GT 0/1"])
    table = write_people(tmp_path / "new.tsv", "N female MA-01 no yes -")
    words = ["--variants", new, "--people", table, "--version", "2", "--out", tmp_path / "grown.vcf.gz", *more[2:]]
    capsys.readouterr()
    assert main(["panel", "add", "--panel", str(out), *map(str, words)]) == 2
    assert any("published panel" in line for line in faults(capsys))


def test_a_panel_of_few_people_is_not_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    panel = cohort(tmp_path, 4 * ["MA-01"])
    assert "fewer than 5: it holds their genotypes" in capsys.readouterr().err
    assert publish(panel, tmp_path / "out.vcf.gz") == 2
    assert not (tmp_path / "out.vcf.gz").exists()
    assert publish(panel, panel) == 2


def test_the_page_and_the_file_call_the_same_number_few() -> None:
    build_table, page = (json.loads((RESOURCES / "panel" / f"{n}.json").read_text()) for n in ("build", "summary"))
    assert build_table["publication"]["people_at_least"] == page["genotypes"]["people_shown_at_least"]
