"""What a published panel withholds at a record, on X and Y, and beside a version that was given away before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from isal import igzip

from tachkhis.cli import main
from tachkhis.panel.panel_file import PanelFile
from tachkhis.panel.withholding import WHOLE
from tachkhis.panel.withholding import few_between
from tachkhis.panel.withholding import tells_sexes
from tachkhis.panel.withholding import told_here
from tachkhis.variants.tracks import prepare_track
from unit.panel.cohorts import LENGTHS
from unit.panel.cohorts import build
from unit.panel.cohorts import faults
from unit.panel.cohorts import records
from unit.panel.cohorts import runs
from unit.panel.cohorts import sites
from unit.panel.cohorts import write_people
from unit.panel.cohorts import write_vcf
from unit.panel.panels import write_fasta

REGIONS = ("MA-01", "MA-04", "MA-06")


@pytest.mark.parametrize(
    ("an", "told"),
    [
        ((40, 12, 14, 14), set(REGIONS)),
        ((40, 12, 8, 20), {"MA-06"}),  # all less MA-01 and MA-06 would be the 8 of MA-04: the smaller goes, too
        ((46, 12, 8, 16), {"MA-01", "MA-06"}),  # 10 people without a region stand beside the 8
        ((38, 12, 0, 20), {"MA-04", "MA-06"}),  # 6 copies of people without a region
        ((32, 12, 0, 20), set(REGIONS)),  # nobody was looked at in MA-04: that tells no genotype
        ((8, 8, 0, 0), None),
        ((0, 0, 0, 0), set(REGIONS)),
    ],
)
def test_a_record_tells_regions_of_ten_copies_and_leaves_ten_or_none(
    an: tuple[int, ...], told: set[str] | None
) -> None:
    assert told_here(an, REGIONS, 10) == told


@given(st.lists(st.integers(0, 30), min_size=4, max_size=4))
def test_no_sum_of_what_a_record_tells_is_that_of_few(parts: list[int]) -> None:
    regions = parts[1:]  # the first are of people without a region
    told = told_here((sum(parts), *regions), REGIONS, 10)
    if told is None:
        assert sum(parts) < 10
        return
    groups = [regions[REGIONS.index(region)] for region in told]
    assert all(size == 0 or size >= 10 for size in (*groups, sum(parts) - sum(groups)))


def test_homozygotes_and_hemizygotes_on_x_need_both_sexes_in_number() -> None:
    assert tells_sexes(6 * 2 + 7, 6, 7, 5)
    assert not tells_sexes(9 * 2 + 1, 9, 1, 5)  # the one man
    assert not tells_sexes(6 * 2 + 3, 6, 7, 5)  # so few copies can be those of 6 women and 3 men
    assert tells_sexes(9 * 2, 9, 0, 5)


@pytest.mark.parametrize(
    ("now", "before", "few"),
    [
        ({WHOLE: 12}, {WHOLE: 11}, True),
        ({WHOLE: 16}, {WHOLE: 11}, False),
        ({WHOLE: 17, "A": 6}, {WHOLE: 11, "A": 5}, True),  # one came to A
        ({WHOLE: 16, "A": 11}, {WHOLE: 11, "A": 6}, False),
        ({WHOLE: 17, "A": 11}, {WHOLE: 11, "A": 6}, True),  # one came elsewhere
        ({WHOLE: 16, "B": 5}, {WHOLE: 6}, True),  # the rest of before, less B if B is as it was, is one
        ({WHOLE: 20}, {WHOLE: 20}, False),
    ],
)
def test_versions_tell_nobody_by_their_difference(now: dict[str, int], before: dict[str, int], few: bool) -> None:
    assert (few_between(now, before, 5) is not None) is few


def test_eight_who_came_and_six_who_left_are_not_the_two_whom_their_numbers_differ_by() -> None:
    assert few_between({WHOLE: 20}, {WHOLE: 18}, 5) is not None
    assert few_between({WHOLE: 20}, {WHOLE: 18}, 5, swap=2) is None
    assert few_between({WHOLE: 20, "A": 8}, {WHOLE: 18, "A": 8}, 5, swap=2) is None
    assert few_between({WHOLE: 20}, {WHOLE: 18, "A": 18}, 5, swap=2) is None  # the region is everybody
    assert few_between({WHOLE: 20, "A": 20}, {WHOLE: 18}, 5, swap=2) is None
    assert few_between({WHOLE: 20, "A": 8}, {WHOLE: 18, "A": 6}, 5, swap=2) is not None  # two came to A


def cohort(folder: Path, name: str, people: list[tuple[str, str]], lines: list[str], version: str = "1") -> Path:
    """A panel of people (sex, region) in which a file's records say who was looked at; everywhere callable else."""
    samples = [f"S{number}" for number in range(len(people))]
    vcf = write_vcf(folder / f"{name}.in.vcf.gz", samples, lines)
    table = write_people(
        folder / f"{name}.tsv",
        *(f"{sample} {sex} {region} no yes -" for sample, (sex, region) in zip(samples, people, strict=True)),
    )
    words = ["--variants", vcf, "--people", table, "--version", version]
    assert build(folder, *words, out=f"{name}.vcf.gz") == 0
    return folder / f"{name}.vcf.gz"


def row(place: str, calls: list[str]) -> str:
    return f"{place} A C GT {' '.join(calls)}"


def publish(panel: Path, out: Path, *more: str | Path) -> int:
    return main(["panel", "publish", "--panel", str(panel), "--out", str(out), *map(str, more)])


def info(panel: Path, place: str) -> dict[str, str]:
    """INFO of the record at ``chr1 100``."""
    (line,) = [line for line in records(panel).splitlines() if line.split("\t")[:2] == place.split()]
    return dict(item.partition("=")[::2] for item in line.split("\t")[7].split(";"))


WOMEN = 6 * [("female", "MA-01")] + 6 * [("female", "MA-04")] + 6 * [("female", "MA-06")]


def test_a_region_of_which_few_were_looked_at_at_a_record_is_not_told_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = 6 * ["0/0"] + ["0/1"] + 5 * ["./."] + 6 * ["0/0"]  # of MA-04 one person
    nobody = ["0/1", "0/1", *16 * ["./."]]
    panel = cohort(
        tmp_path, "lab", WOMEN, [row("chr1 100", 18 * ["0/1"]), row("chr1 200", few), row("chr1 300", nobody)]
    )
    out = tmp_path / "out.vcf.gz"
    assert publish(panel, out) == 0
    assert "2 alleles with counts withheld" in capsys.readouterr().out
    assert "WITHHELD" not in info(out, "chr1 100")
    told = info(out, "chr1 200")
    assert (told["AC"], told["AN"]) == ("1", "26")
    # MA-04 is withheld, and of the others one: all less both would be MA-04
    assert told["REGIONS"] == "MA-06:0/12"
    assert told["WITHHELD"] == "MA-01,MA-04"
    assert not {"AC_MA_01", "AN_MA_01", "AC_MA_04", "AN_MA_04"} & set(told)
    told = info(out, "chr1 300")
    assert (told["AC"], told["AN"], told["AF"], told["WITHHELD"]) == ("0", "0", ".", "ALL")


def test_few_men_are_told_neither_on_x_nor_on_y(tmp_path: Path) -> None:
    people = 9 * [("female", "MA-01")] + 9 * [("female", "MA-04")] + 2 * [("male", "MA-04")]
    lines = [row("chrX 2000", 18 * ["0/0"] + ["1", "0"]), row("chrY 2000", 18 * ["."] + ["1", "0"])]
    out = tmp_path / "out.vcf.gz"
    assert publish(cohort(tmp_path, "lab", people, lines), out) == 0
    told = info(out, "chrX 2000")
    assert (told["AC"], told["AN"], told["nhom"], told["nhemi"]) == ("1", "38", ".", ".")
    assert told["WITHHELD"] == "SEXES"
    assert info(out, "chrY 2000")["WITHHELD"] == "ALL"


def test_callable_bases_of_few_are_not_told(tmp_path: Path) -> None:
    samples = [f"S{number}" for number in range(18)]
    vcf = write_vcf(tmp_path / "in.vcf.gz", samples, [row("chr1 100", 18 * ["0/1"])])
    table = write_people(
        tmp_path / "p.tsv", *(f"{s} female {r} no yes -" for s, (_, r) in zip(samples, WOMEN, strict=True))
    )
    (tmp_path / "beds").mkdir()
    for number, sample in enumerate(samples):
        end = (
            5000 if number < 2 else 4000 if 7 <= number < 12 else 4500
        )  # of MA-04 one beyond 4000; two people beyond 4500
        (tmp_path / "beds" / f"{sample}.bed").write_text(f"chr1\t0\t{end}\n")
    assert build(tmp_path, "--variants", vcf, "--people", table, "--callable", tmp_path / "beds") == 0
    out = tmp_path / "out.vcf.gz"
    assert publish(tmp_path / "panel.vcf.gz", out) == 0
    rows = [line.split("\t") for line in runs(out).splitlines()[1:]]
    assert rows == [["chr1", "0", "4000", "36", "12", "12", "12"], ["chr1", "4000", "4500", "26", ".", ".", "12"]]


def versions(folder: Path, extra: list[tuple[str, str]], second: list[str]) -> tuple[Path, Path]:
    """A published first version of 18 women, and the laboratory's panel with more people."""
    first = cohort(folder, "one", WOMEN, [row("chr1 100", 18 * ["0/1"]), row("chr1 200", [*17 * ["0/0"], "0/1"])])
    given_away = folder / "one.published.vcf.gz"
    assert publish(first, given_away) == 0
    return given_away, cohort(folder, "two", WOMEN + extra, second, "2")


def test_one_person_more_is_refused_beside_the_version_that_was_given_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [row("chr1 100", 19 * ["0/1"]), row("chr1 200", [*17 * ["0/0"], "0/1", "1/1"])]
    given_away, panel = versions(tmp_path, [("female", "MA-01")], lines)
    out = tmp_path / "out.vcf.gz"
    capsys.readouterr()
    assert publish(panel, out, "--previous", given_away) == 2
    (line,) = faults(capsys)
    assert "it counts 19 people" in line and "publish when 5 people or more have come (or none)" in line
    assert not out.exists() and not (tmp_path / "out.vcf.gz.tbi").exists()


def test_what_few_of_the_new_people_tell_stands_as_the_earlier_version_told_it(tmp_path: Path) -> None:
    came = 6 * [("female", "MA-01")]
    new = [
        row("chr1 100", 24 * ["0/1"]),
        row("chr1 200", [*17 * ["0/0"], "0/1", "1/1", *5 * ["./."]]),  # of six who came, one was looked at
        row("chr1 300", [*18 * ["0/0"], "0/1", *5 * ["0/0"]]),
    ]
    given_away, panel = versions(tmp_path, came, new)
    out = tmp_path / "out.vcf.gz"
    assert publish(panel, out, "--previous", given_away) == 0
    assert sites(out)["chr1-100-A-C"].startswith("24/48")
    assert sites(out)["chr1-200-A-C"] == sites(given_away)["chr1-200-A-C"] == "1/36 hom 0 hemi 0"
    assert info(out, "chr1 200")["WITHHELD"] == "EARLIER"
    assert sites(out)["chr1-300-A-C"].startswith("1/48")


def test_a_region_to_which_few_came_is_withheld_and_the_header_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    came = 6 * [("female", "MA-01")] + [("female", "MA-06")]
    new = [row("chr1 100", 25 * ["0/1"]), row("chr1 200", [*17 * ["0/0"], "0/1", *7 * ["0/0"]])]
    given_away, panel = versions(tmp_path, came, new)
    out = tmp_path / "out.vcf.gz"
    capsys.readouterr()
    assert publish(panel, out, "--previous", given_away) == 0
    assert info(out, "chr1 100")["REGIONS"] == "MA-04:6/12"  # all less MA-01 and MA-04 would tell who came to MA-06
    said = capsys.readouterr().out
    assert "of these only for the version that was given away before: MA-01, MA-06" in said
    header = PanelFile.open(out).header
    assert header.filters["RegionsWithheld"] == header.filters["RegionsWithheldBesideEarlier"] == "MA-01,MA-06"
    assert "RegionsWithheldBesideEarlier" not in PanelFile.open(given_away).header.filters
    assert publish(out, tmp_path / "again.vcf.gz") == 0
    assert "follow): MA-01, MA-06" in capsys.readouterr().out  # it told of none once, though its header named them


def test_what_is_no_earlier_version_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    panel = cohort(tmp_path, "lab", WOMEN, [row("chr1 100", 18 * ["0/1"])])
    capsys.readouterr()
    for previous, said in ((panel, "it is no published panel"), (tmp_path / "none.vcf.gz", "none.vcf.gz")):
        assert publish(tmp_path / "lab.vcf.gz", tmp_path / "out.vcf.gz", "--previous", previous) == 2
        (line,) = faults(capsys)
        assert said in line
    assert not (tmp_path / "out.vcf.gz").exists()


def test_a_merge_of_published_panels_keeps_the_marks(tmp_path: Path) -> None:
    few = 6 * ["0/0"] + ["0/1"] + 5 * ["./."] + 6 * ["0/0"]
    one = cohort(tmp_path, "one", WOMEN, [row("chr1 200", few)])
    two = cohort(tmp_path, "two", WOMEN, [row("chr1 200", 18 * ["0/1"])])
    outs = [tmp_path / f"{name}.out.vcf.gz" for name in ("one", "two")]
    for panel, out in zip((one, two), outs, strict=True):
        assert publish(panel, out) == 0
    whole = tmp_path / "whole.vcf.gz"
    assert main(["panel", "merge", *map(str, outs), "--name", "T", "--version", "2", "--out", str(whole)]) == 0
    told = info(whole, "chr1 200")
    assert (told["AC"], told["AN"], told["WITHHELD"]) == ("19", "62", "MA-01,MA-04")
    assert told["REGIONS"] == "MA-01:6/12,MA-04:6/12,MA-06:6/24"


def test_query_tells_what_is_withheld(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = 6 * ["0/0"] + ["0/1"] + 5 * ["./."] + 6 * ["0/0"]
    nobody = ["0/1", "0/1", *16 * ["./."]]
    one = cohort(tmp_path, "one", WOMEN, [row("chr1 200", few), row("chr1 300", nobody)])
    two = cohort(tmp_path, "two", [*WOMEN, ("female", "MA-08")], [row("chr1 200", 19 * ["0/1"])])
    outs = [tmp_path / f"{name}.out.vcf.gz" for name in ("one", "two")]
    for panel, out in zip((one, two), outs, strict=True):
        assert publish(panel, out) == 0
    whole = tmp_path / "whole.vcf.gz"
    assert main(["panel", "merge", *map(str, outs), "--name", "T", "--version", "2", "--out", str(whole)]) == 0

    def asked(panel: Path, place: str, *more: str) -> str:
        capsys.readouterr()
        assert main(["panel", "query", "--panel", str(panel), place, *more]) == 0
        return capsys.readouterr().out

    table = asked(whole, "chr1-200-A-C")
    assert "published without the counts of some people by region (MA-01, MA-08)" in table
    assert "WITHHELD people of MA-01, MA-04 are withheld from the counts by region" in table
    assert any(
        "MA-04  6/12" in line and line.endswith("(not all of its people are told)") for line in table.splitlines()
    )
    assert any("MA-06  6/24" in line and not line.endswith("told)") for line in table.splitlines())
    document = json.loads(asked(whole, "chr1-200-A-C", "--format", "json"))
    assert document["panel"]["regions_withheld"] == ["MA-01", "MA-08"]
    (answer,) = document["answers"][0]["alleles"]
    assert answer["withheld"] == ["MA-01", "MA-04"]
    assert {region["region"]: region["withheld"] for region in answer["regions"]} == {"MA-04": True, "MA-06": False}
    (answer,) = json.loads(asked(outs[0], "chr1-300-A-C", "--format", "json"))["answers"][0]["alleles"]
    assert (answer["status"], answer["ac"], answer["withheld"]) == ("not_known", None, ["ALL"])
    assert "of so few people that nothing is told" in answer["said"]
    header, line = asked(whole, "chr1-200-A-C", "--format", "tsv").splitlines()
    assert dict(zip(header.split("\t"), line.split("\t"), strict=True))["withheld"] == "MA-01,MA-04"


def test_annotation_reads_what_a_published_panel_tells(tmp_path: Path) -> None:
    people = 9 * [("female", "MA-01")] + 9 * [("female", "MA-04")] + 2 * [("male", "MA-04")]
    few = ["0/1", *8 * ["./."], *11 * ["0/0"]]  # of MA-01 one person
    nobody = ["0/1", "0/1", *18 * ["./."]]
    lines = [row("chr1 200", few), row("chr1 300", nobody), row("chrX 2000", 18 * ["0/0"] + ["1", "0"])]
    out = tmp_path / "out.vcf.gz"
    assert publish(cohort(tmp_path, "lab", people, lines), out) == 0
    fasta = write_fasta(tmp_path / "genome.fa", {name: "A" * length for name, length in LENGTHS.items()})
    track = tmp_path / "panel.tsv.gz"
    prepare_track("panel", out, fasta, track, tmp_path / "logs")
    rows = [line.split("\t") for line in igzip.open(track, "rt").read().splitlines() if not line.startswith("#")]
    columns = dict(enumerate(("AC", "AN", "NHOM", "NHEMI", "FAF", "REGIONS", "PARTIAL"), 4))
    told = {f"{r[0]}-{r[1]}": {name: r[at] for at, name in columns.items()} for r in rows}
    assert told["chr1-200"] | {"FAF": ""} == {
        "AC": "1",
        "AN": "24",
        "NHOM": "0",
        "NHEMI": "0",
        "FAF": "",
        "REGIONS": ".",
        "PARTIAL": ".",
    }
    assert (told["chr1-300"]["AC"], told["chr1-300"]["AN"]) == ("0", "0")
    assert (told["chrX-2000"]["AC"], told["chrX-2000"]["NHOM"], told["chrX-2000"]["NHEMI"]) == ("1", ".", ".")
