"""Records whose AN lacks people of the panel are marked, wherever panels are put together, and stay marked."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tachkhis.cli import main
from unit.panel.cohorts import build
from unit.panel.cohorts import faults
from unit.panel.cohorts import head
from unit.panel.cohorts import records
from unit.panel.cohorts import sites
from unit.panel.cohorts import write_people
from unit.panel.cohorts import write_vcf

ROWS = ("P0 female MA-01 no yes -", "P1 male MA-02 no yes -", "P2 female - no yes -", "P3 male - no yes -")
KEY = "0123456789abcdef0123456789abcdef"
BLOCKS = "chr1 1 A <NON_REF> GT:DP 0/0:30 | . END=9000"


def made(folder: Path, out: str, lines: dict[int, list[str]], *, plain: bool = True) -> Path:
    """A panel of these people, each with a file of their own."""
    files = [write_vcf(folder / f"{out}.P{n}.vcf.gz", [f"P{n}"], text) for n, text in lines.items()]
    table = write_people(folder / f"{out}.tsv", *(ROWS[n] for n in lines))
    (folder / "key").write_text(KEY)
    more = ["--ledger", folder / f"{out}.ledger", "--key", folder / "key"]
    assert build(folder, "--variants", *files, "--people", table, *more, out=f"{out}.vcf.gz", plain=plain) == 0
    return folder / f"{out}.vcf.gz"


def merged(folder: Path, *panels: Path, out: str = "sum") -> Path:
    path = folder / f"{out}.vcf.gz"
    assert main(["panel", "merge", *map(str, panels), "--name", "T", "--version", "1", "--out", str(path)]) == 0
    return path


def marks(panel: Path) -> dict[str, str]:
    """``chr1-100-A-C`` to the number of people whom AN lacks, of the records that are marked."""
    form = "%CHROM-%POS-%REF-%ALT\t%INFO/PARTIAL\n"
    done = subprocess.run(["bcftools", "query", "-f", form, panel], capture_output=True, text=True, check=True)
    told = dict(line.split("\t") for line in done.stdout.splitlines())
    return {allele: number for allele, number in told.items() if number != "."}


ONE = ["chr1 100 A C GT 0/1", "chr1 200 A C GT 1/1", "chrX 2000 A C GT 0/1"]
TWO = ["chr1 100 A C GT 0/1", "chr1 300 A C GT 0/1", "chrY 800 A C GT 1"]


def test_a_panel_that_lists_an_allele_alone_is_marked_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = made(tmp_path, "one", {0: ONE}), made(tmp_path, "two", {1: TWO, 3: TWO})
    faults(capsys)
    both = merged(tmp_path, one, two)
    assert sites(both)["chr1-100-A-C"] == "3/6 hom 0 hemi 0"
    assert sites(both)["chr1-200-A-C"] == "2/2 hom 1 hemi 0"  # 100 %: nobody looked at P1 and P3
    assert marks(both) == {"chr1-200-A-C": "2", "chr1-300-A-C": "1", "chrX-2000-A-C": "2", "chrY-800-A-C": "1"}
    assert "##INFO=<ID=PARTIAL,Number=1,Type=Integer" in head(both)
    assert 'PartialAN="4 of 5"' in head(both)
    assert any("at 4 of 5 alleles people have no record" in line for line in faults(capsys))


def test_a_build_of_files_of_one_person_each_is_marked_as_the_merge_of_their_panels(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = {0: ONE[:2], 1: TWO[:2]}
    one, two = (made(tmp_path, f"one{n}", {n: lines}) for n, lines in people.items())
    faults(capsys)
    whole = made(tmp_path, "all", people)
    assert any("at 2 of 3 alleles people have no record" in line for line in faults(capsys))
    assert marks(whole) == {"chr1-200-A-C": "1", "chr1-300-A-C": "1"}
    assert records(whole) == records(merged(tmp_path, one, two))


def test_a_woman_is_not_missing_on_y_and_a_missing_genotype_is_no_missing_record(tmp_path: Path) -> None:
    panel = made(tmp_path, "all", {0: ["chr1 50 A C GT ./."], 1: ["chr1 50 A C GT 0/1", "chrY 800 A C GT 1"]})
    assert marks(panel) == {}


def test_callable_bases_make_a_record_whole(tmp_path: Path) -> None:
    one = made(tmp_path, "one", {0: [BLOCKS, "chr1 9100 A C GT:DP 0/1:30"]}, plain=False)
    two = made(tmp_path, "two", {1: [BLOCKS[:6] + BLOCKS[6:], "chr1 9200 A C GT:DP 0/1:30"]}, plain=False)
    records_only = made(tmp_path, "three", {2: ["chr1 400 A C GT 0/1"]})
    assert marks(merged(tmp_path, one, two)) == {}
    # the merge of a panel with a table of callable bases and one without has a table that tells of some people only
    mixed = merged(tmp_path, one, records_only, out="mixed")
    assert marks(mixed) == {"chr1-9100-A-C": "1"}
    four = made(tmp_path, "four", {3: ["chr1 500 A C GT 0/1"]})
    assert marks(merged(tmp_path, mixed, four, out="more")) == {
        "chr1-400-A-C": "1",  # P3
        "chr1-500-A-C": "1",  # P2: the table tells of P0 alone
        "chr1-9100-A-C": "2",
    }


def test_added_people_without_callable_bases_are_missing_where_they_have_no_record(tmp_path: Path) -> None:
    panel = made(tmp_path, "one", {0: ONE[:2]})
    new = write_vcf(tmp_path / "new.vcf.gz", ["P1", "P3"], ["chr1 300 A C GT 0/1 0/0"])
    table = write_people(tmp_path / "new.tsv", ROWS[1], ROWS[3])
    ledger = ["--ledger", str(tmp_path / "one.ledger"), "--key", str(tmp_path / "key")]
    words = ["--variants", str(new), "--people", str(table), *ledger, "--version", "2"]
    assert main(["panel", "add", "--panel", str(panel), *words, "--out", str(tmp_path / "grown.vcf.gz")]) == 0
    assert marks(tmp_path / "grown.vcf.gz") == {"chr1-100-A-C": "2", "chr1-200-A-C": "2", "chr1-300-A-C": "1"}
    words[words.index("2")] = "3"
    away = ["panel", "withdraw", "--panel", str(tmp_path / "grown.vcf.gz"), "--sample", "P3", *words]
    assert main([*away, "--out", str(tmp_path / "less.vcf.gz")]) == 2  # nothing tells that P3 carries anything
    away[away.index("P3")] = "P1"
    assert main([*away, "--out", str(tmp_path / "less.vcf.gz")]) == 0
    assert marks(tmp_path / "less.vcf.gz") == {"chr1-100-A-C": "1", "chr1-200-A-C": "1"}


def test_a_query_says_so_in_every_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = merged(tmp_path, made(tmp_path, "one", {0: ONE}), made(tmp_path, "two", {1: TWO}))
    faults(capsys)
    asked = ["panel", "query", "--panel", str(both), "chr1-200-A-C", "chr1-100-A-C"]
    assert main(asked) == 0
    table = capsys.readouterr().out.splitlines()
    (told,) = [line for line in table if "PARTIAL" in line]
    assert "whether 1 of 2 people were looked at is not known" in told
    assert "chr1-200-A-C" in table[table.index(told) - 1]
    assert main([*asked, "--format", "json"]) == 0
    answers = json.loads(capsys.readouterr().out)["answers"]
    assert [one["alleles"][0]["partial"] for one in answers] == [1, None]
    assert "; partial: of 1 of the panel's people" in answers[0]["alleles"][0]["said"]
    assert main([*asked, "--format", "tsv"]) == 0
    title, *rows = (line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert [row[title.index("partial")] for row in rows] == ["1", "."]
