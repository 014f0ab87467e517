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


def cohort(
    folder: Path, name: str, people: list[tuple[str, str]], lines: list[str], version: str = "1", callable_to: int = 0
) -> Path:
    """A panel of people (sex, region); a file's records say who was looked at, and callable bases, if any, elsewhere."""
    samples = [f"S{number}" for number in range(len(people))]
    vcf = write_vcf(folder / f"{name}.in.vcf.gz", samples, lines)
    table = write_people(
        folder / f"{name}.tsv",
        *(f"{sample} {sex} {region} no yes -" for sample, (sex, region) in zip(samples, people, strict=True)),
    )
    words = ["--variants", vcf, "--people", table, "--version", version]
    if callable_to:
        (folder / f"{name}.beds").mkdir()
        for sample in samples:
            (folder / f"{name}.beds" / f"{sample}.bed").write_text(f"chr1\t0\t{callable_to}\n")
        words += ["--callable", folder / f"{name}.beds"]
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


def versions(folder: Path, extra: list[tuple[str, str]], second: list[str], callable_to: int = 0) -> tuple[Path, Path]:
    """A published first version of 18 women, and the laboratory's panel with more people."""
    lines = [row("chr1 100", 18 * ["0/1"]), row("chr1 200", [*17 * ["0/0"], "0/1"])]
    first = cohort(folder, "one", WOMEN, lines, callable_to=callable_to)
    given_away = folder / "one.published.vcf.gz"
    assert publish(first, given_away) == 0
    return given_away, cohort(folder, "two", WOMEN + extra, second, "2", callable_to)


def test_one_person_more_is_refused_beside_the_version_that_was_given_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [row("chr1 100", 19 * ["0/1"]), row("chr1 200", [*17 * ["0/0"], "0/1", "1/1"])]
    given_away, panel = versions(tmp_path, [("female", "MA-01")], lines)
    out = tmp_path / "out.vcf.gz"
    capsys.readouterr()
    assert publish(panel, out, "--previous", given_away, "--left", "0") == 2
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
    assert publish(panel, out, "--previous", given_away, "--left", "0") == 0
    assert sites(out)["chr1-100-A-C"].startswith("24/48")
    assert sites(out)["chr1-200-A-C"] == sites(given_away)["chr1-200-A-C"] == "1/36 hom 0 hemi 0"
    assert info(out, "chr1 200")["WITHHELD"] == "EARLIER"
    assert sites(out)["chr1-300-A-C"].startswith("1/48")


def test_regions_to_which_few_came_stand_as_the_earlier_version_told_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Were MA-01 told, all less MA-01 and what MA-04 and MA-06 were would be who came to MA-06."""
    came = 6 * [("female", "MA-01")] + [("female", "MA-06")]
    new = [
        row("chr1 100", 25 * ["0/1"]),
        row("chr1 150", [*24 * ["0/0"], "1/1"]),  # an allele of the one who came to MA-06
        row("chr1 200", [*17 * ["0/0"], "0/1", *7 * ["0/0"]]),
    ]
    given_away, panel = versions(tmp_path, came, new, callable_to=5000)
    out = tmp_path / "out.vcf.gz"
    capsys.readouterr()
    assert publish(panel, out, "--previous", given_away, "--left", "0") == 0
    told = info(out, "chr1 100")
    assert (told["AC"], told["AN"], told["REGIONS"]) == ("25", "50", "MA-01:6/12,MA-04:6/12,MA-06:6/12")
    told = info(out, "chr1 150")
    assert (told["AC"], told["AN"], told["REGIONS"]) == ("2", "50", "MA-01:0/12,MA-04:0/12,MA-06:0/12")
    rows = [line.split("\t")[3:] for line in runs(out).splitlines()[1:]]
    assert all(cells[1:] == ["12", "12", "12"] for cells in rows)
    said = capsys.readouterr().out
    assert "as the version that was given away before told them: MA-01, MA-06" in said
    header = PanelFile.open(out).header
    assert header.filters["RegionsWithheld"] == header.filters["RegionsAsEarlier"] == "MA-01,MA-06"
    assert dict(header.regions) == {"MA-01": 6, "MA-04": 6, "MA-06": 6}
    assert "RegionsAsEarlier" not in PanelFile.open(given_away).header.filters
    assert main(["panel", "query", "--panel", str(out), "chr1-150-A-C"]) == 0
    shown = [line for line in capsys.readouterr().out.splitlines() if line.startswith("    MA-")]
    assert [line.endswith("(not all of its people are told)") for line in shown] == [True, False, True]


def test_a_region_that_was_kept_is_told_anew_when_enough_came(tmp_path: Path) -> None:
    """Beside a version that kept it, its own people are looked for among those whom no region told."""
    came = [("female", "MA-01")] + 5 * [("female", "MA-04")]
    given_away, second = versions(
        tmp_path, came, [row("chr1 100", 24 * ["0/1"]), row("chr1 200", [*17 * ["0/0"], *7 * ["0/1"]])]
    )
    two, three = tmp_path / "two.published.vcf.gz", tmp_path / "three.published.vcf.gz"
    assert publish(second, two, "--previous", given_away, "--left", "0") == 0
    assert "MA-01" in PanelFile.open(two).header.filters["RegionsAsEarlier"]
    came += 20 * [("female", "MA-01")] + 10 * [("female", "MA-04")]
    lines = [row("chr1 100", 54 * ["0/1"]), row("chr1 200", [*17 * ["0/0"], *37 * ["0/1"]])]
    third = cohort(tmp_path, "three", [*WOMEN, *came], lines, "3")
    words = ["--previous", given_away, "--previous", two, "--left", "0"]
    assert publish(third, three, *words) == 0
    assert info(three, "chr1 100")["REGIONS"] == "MA-01:27/54,MA-04:21/42,MA-06:6/12"
    few = cohort(tmp_path, "few", [*WOMEN, *came[:26]], [line.rsplit(" ", 10)[0] for line in lines], "4")
    assert publish(few, tmp_path / "few.published.vcf.gz", *words) == 0
    # all less MA-01 would be who came to MA-04, of whom two.published tells all but one
    assert info(tmp_path / "few.published.vcf.gz", "chr1 100")["REGIONS"] == "MA-01:6/12,MA-04:6/12,MA-06:6/12"


def test_five_of_a_region_left_and_its_last_person_has_to_leave_as_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given_away, _ = versions(tmp_path, [], [row("chr1 100", 18 * ["0/1"])])
    out = tmp_path / "out.vcf.gz"
    one = cohort(tmp_path, "left", WOMEN[5:], [row("chr1 100", 13 * ["0/1"])], "3")
    capsys.readouterr()
    assert publish(one, out, "--previous", given_away, "--left", "5") == 2
    (line,) = [line for line in faults(capsys) if not line.startswith("tachkhis panel publish")]
    assert "few remain (1 of MA-01)" in line and "leave these people out as well" in line
    none = cohort(tmp_path, "none", WOMEN[6:], [row("chr1 100", 12 * ["0/1"])], "4")
    assert publish(none, out, "--previous", given_away, "--left", "6") == 0
    assert info(out, "chr1 100")["REGIONS"] == "MA-04:6/12,MA-06:6/12"


def test_some_of_two_regions_left_and_nobody_came(tmp_path: Path) -> None:
    """13 less the 12 of a region are not one person: they are five of one region less four of another."""
    people = 6 * [("female", "MA-01")] + 12 * [("female", "MA-04")]
    given_away = tmp_path / "one.published.vcf.gz"
    assert publish(cohort(tmp_path, "one", people, [row("chr1 100", 18 * ["0/1"])]), given_away) == 0
    out = tmp_path / "out.vcf.gz"
    second = cohort(tmp_path, "two", people[1:-4], [row("chr1 100", 13 * ["0/1"])], "2")
    assert publish(second, out, "--previous", given_away, "--left", "5") == 0
    told = info(out, "chr1 100")
    assert (told["AC"], told["AN"]) == ("13", "26")
    assert "REGIONS" not in told  # one of MA-01 left, four of MA-04; and who left is not told again


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (
            6 * [("female", "MA-01")] + 11 * [("female", "MA-04")] + 7 * [("male", "MA-04")],
            "and 7 men, that one 18 and",
        ),
        (5 * [("female", "MA-01")] + 19 * [("female", "MA-04")], "it counts fewer people of MA-01"),
    ],
)
def test_sexes_and_regions_contradict_that_nobody_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], now: list[tuple[str, str]], said: str
) -> None:
    people = 6 * [("female", "MA-01")] + 12 * [("female", "MA-04")]
    given_away = tmp_path / "one.published.vcf.gz"
    assert publish(cohort(tmp_path, "one", people, [row("chr1 100", 18 * ["0/1"])]), given_away) == 0
    second = cohort(tmp_path, "two", now, [row("chr1 100", len(now) * ["0/1"])], "2")
    capsys.readouterr()
    assert publish(second, tmp_path / "out.vcf.gz", "--previous", given_away, "--left", "0") == 2
    (line,) = [line for line in faults(capsys) if not line.startswith("tachkhis panel publish")]
    assert said in line and "more of the people" in line


def test_nobody_guesses_how_many_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    same = [row("chr1 100", 18 * ["0/1"]), row("chr1 200", [*17 * ["0/0"], "0/1"])]
    given_away, panel = versions(tmp_path, [], same)
    capsys.readouterr()
    assert publish(panel, tmp_path / "out.vcf.gz", "--previous", given_away) == 2
    assert any("nothing says how many people" in line and "--ledger" in line for line in faults(capsys))
    assert publish(panel, tmp_path / "out.vcf.gz", "--previous", given_away, "--left", "0") == 0
    assert "is stated, and counts can only contradict it" in capsys.readouterr().err


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
