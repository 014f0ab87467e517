"""A panel grows and shrinks by counts alone: merge, add, withdraw, and the ledger of who was counted."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from tachkhis.cli import main
from tachkhis.panel.ledger import read_sections
from unit.panel.cohorts import build
from unit.panel.cohorts import faults
from unit.panel.cohorts import head
from unit.panel.cohorts import records
from unit.panel.cohorts import runs
from unit.panel.cohorts import sites
from unit.panel.cohorts import write_people
from unit.panel.cohorts import write_vcf

PEOPLE = [f"P{n} {('female', 'male')[n % 2]} {('MA-01', 'MA-02', 'MA-03', '-')[n % 4]} no yes -" for n in range(8)]
NAMES = [row.split()[0] for row in PEOPLE]


def cohort(folder: Path) -> Path:
    """Eight people with chance genotypes, X and Y included, in one file."""
    chance = random.Random(7)
    lines = []
    for contig, one in (("chr1", ()), ("chrX", (1, 3, 5, 7)), ("chrY", range(8))):
        for position in range(1100, 2900, 60):
            alts = chance.choice(["C", "C", "G,T", "CA"])
            most = alts.count(",") + 1
            pick = lambda most=most: chance.choice([".", *map(str, range(most + 1)), "0"])  # noqa: E731
            calls = [pick() if n in one else f"{pick()}/{pick()}" for n in range(8)]
            lines.append(f"{contig} {position} A {alts} GT {' '.join(calls)}")
    return write_vcf(folder / "cohort.vcf.gz", NAMES, lines)


def part(folder: Path, whole: Path, names: list[str], out: str) -> tuple[Path, Path]:
    """The file and the table of some of them."""
    path = folder / f"{out}.in.vcf.gz"
    subprocess.run(["bcftools", "view", "-s", ",".join(names), "-Oz", "-o", path, whole], check=True)
    subprocess.run(["tabix", "-f", "-p", "vcf", path], check=True)
    rows = [row for row in PEOPLE if row.split()[0] in names]
    return path, write_people(folder / f"{out}.tsv", *rows)


def body_of_header(panel: Path) -> list[str]:
    return [line for line in head(panel).splitlines() if not line.startswith("##bcftools")]


def test_a_merge_of_two_halves_is_the_whole(tmp_path: Path) -> None:
    whole = cohort(tmp_path)
    for out, names in (("all", NAMES), ("one", NAMES[:3]), ("two", NAMES[3:])):
        vcf, table = part(tmp_path, whole, names, out)
        assert build(tmp_path, "--variants", vcf, "--people", table, "--max-kinship", "1", out=f"{out}.vcf.gz") == 0
    words = ["panel", "merge", *(str(tmp_path / f"{name}.vcf.gz") for name in ("one", "two"))]
    assert main([*words, "--name", "T", "--version", "1", "--out", str(tmp_path / "sum.vcf.gz")]) == 0
    assert records(tmp_path / "sum.vcf.gz") == records(tmp_path / "all.vcf.gz")
    assert records(tmp_path / "sum.vcf.gz").count("\n") > 90
    assert body_of_header(tmp_path / "sum.vcf.gz") == body_of_header(tmp_path / "all.vcf.gz")


GVCF = [
    ["chr1 1 A <NON_REF> GT:DP 0/0:30 | . END=99", "chr1 100 A C,<NON_REF> GT:DP 0/1:30", "chr1 101 A <NON_REF> GT:DP 0/0:30 | . END=7000"],
    ["chr1 50 A <NON_REF> GT:DP 0/0:30 | . END=499", "chr1 500 AT A,<NON_REF> GT:DP 1/1:30", "chr1 700 A <NON_REF> GT:DP 0/0:30 | . END=800"],
    ["chr1 60 A <NON_REF> GT:DP 0/0:30 | . END=99", "chr1 100 A C,G,<NON_REF> GT:DP 1/2:30", "chr1 101 A <NON_REF> GT:DP 0/0:5 | . END=7000"],
]  # fmt: skip


def gvcf_panels(folder: Path) -> None:
    """Panels of the people 0, 1, 2 of GVCF: all, each half, and all but the last."""
    files = [write_vcf(folder / f"P{n}.g.vcf.gz", [f"P{n}"], lines) for n, lines in enumerate(GVCF)]
    for out, chosen in (("all", (0, 1, 2)), ("one", (0,)), ("two", (1, 2)), ("less", (0, 1))):
        table = write_people(folder / f"{out}.tsv", *(PEOPLE[n] for n in chosen))
        more = ["--min-depth", "10", "--ledger", folder / f"{out}.ledger", "--key", key(folder)]
        assert build(folder, "--variants", *(files[n] for n in chosen), "--people", table, *more, out=f"{out}.vcf.gz", plain=False) == 0  # fmt: skip


def key(folder: Path, text: str = "0123456789abcdef0123456789abcdef") -> Path:
    path = folder / "key"
    path.write_text(text + "\n")
    return path


def test_a_merge_knows_how_many_alleles_lacked_a_variant(tmp_path: Path) -> None:
    gvcf_panels(tmp_path)
    words = ["panel", "merge", *(str(tmp_path / f"{name}.vcf.gz") for name in ("one", "two"))]
    assert main([*words, "--name", "T", "--version", "1", "--out", str(tmp_path / "sum.vcf.gz")]) == 0
    assert records(tmp_path / "sum.vcf.gz") == records(tmp_path / "all.vcf.gz")
    assert runs(tmp_path / "sum.vcf.gz") == runs(tmp_path / "all.vcf.gz")
    assert sites(tmp_path / "sum.vcf.gz")["chr1-500-AT-A"] == "2/4 hom 1 hemi 0"


def test_people_are_added_once_and_taken_out_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gvcf_panels(tmp_path)
    faults(capsys)
    common = ["--ledger", str(tmp_path / "less.ledger"), "--key", str(tmp_path / "key")]
    third = write_people(tmp_path / "third.tsv", PEOPLE[2])
    words = ["--variants", str(tmp_path / "P2.g.vcf.gz"), "--people", str(third), *common]
    grown, shrunk = tmp_path / "grown.vcf.gz", tmp_path / "shrunk.vcf.gz"
    add = ["panel", "add", "--panel", str(tmp_path / "less.vcf.gz"), *words, "--out", str(grown)]
    assert main([*add, "--version", "1"]) == 2  # a new version is asked for
    assert "the version is that of the panel" in faults(capsys)[0]
    assert main([*add, "--version", "2"]) == 0
    assert records(grown) == records(tmp_path / "all.vcf.gz")
    assert runs(grown) == runs(tmp_path / "all.vcf.gz")
    assert 'Version="2"' in head(grown) and "People=3" in head(grown)
    (whole,) = read_sections(tmp_path / "all.ledger")
    before, after = read_sections(tmp_path / "less.ledger")
    assert (before.version, len(before.digests)) == ("1", 2)
    assert (after.version, after.digests) == ("2", whole.digests)
    assert "P2" not in (tmp_path / "less.ledger").read_text()

    faults(capsys)
    again = ["panel", "add", "--panel", str(grown), *words, "--version", "3", "--out", str(tmp_path / "twice.vcf.gz")]
    assert main(again) == 2
    told = faults(capsys)
    assert len(told) == 1
    assert "row 2, column sample, value 'P2': the person is counted already" in told[0]

    away = ["panel", "withdraw", "--panel", str(grown), "--sample", "P2", *words, "--out", str(shrunk)]
    assert main([*away, "--version", "3"]) == 0
    assert records(shrunk) == records(tmp_path / "less.vcf.gz")
    assert runs(shrunk) == runs(tmp_path / "less.vcf.gz")
    assert 'Version="3"' in head(shrunk) and "People=2" in head(shrunk)
    faults(capsys)
    twice = ["panel", "withdraw", "--panel", str(shrunk), "--sample", "P2", *words, "--out", str(shrunk)]
    assert main([*twice, "--version", "4"]) == 2
    assert "the person is not counted in this panel" in faults(capsys)[0]


def test_withdrawal_from_a_shared_file_is_a_build_without_the_person(tmp_path: Path) -> None:
    whole = cohort(tmp_path)
    table = write_people(tmp_path / "people.tsv", *PEOPLE)
    more = ["--max-kinship", "1", "--ledger", tmp_path / "ledger", "--key", key(tmp_path)]
    assert build(tmp_path, "--variants", whole, "--people", table, *more) == 0
    vcf, fewer = part(tmp_path, whole, [name for name in NAMES if name != "P5"], "less")
    assert build(tmp_path, "--variants", vcf, "--people", fewer, "--max-kinship", "1", out="less.vcf.gz") == 0
    words = ["--variants", str(whole), "--people", str(table), "--ledger", str(tmp_path / "ledger"), "--key", str(tmp_path / "key")]  # fmt: skip
    away = ["panel", "withdraw", "--panel", str(tmp_path / "panel.vcf.gz"), "--sample", "P5", *words]
    assert main([*away, "--version", "2", "--out", str(tmp_path / "out.vcf.gz")]) == 0
    before, less = sites(tmp_path / "panel.vcf.gz"), records(tmp_path / "less.vcf.gz").splitlines(keepends=True)
    emptied = {line for line in less if "\tAC=0;" in line and not before[allele(line)].startswith("0/")}
    assert emptied  # only P5 had them: no record may tell that somebody did
    assert records(tmp_path / "out.vcf.gz") == "".join(line for line in less if line not in emptied)


def allele(line: str) -> str:
    contig, position, _, ref, alt, *_ = line.split("\t")
    return f"{contig}-{position}-{ref}-{alt}"


def test_genotypes_that_say_of_nothing_that_somebody_carries_it_are_not_those_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gvcf_panels(tmp_path)
    faults(capsys)
    empty = write_vcf(tmp_path / "e.vcf.gz", ["P2"], ["chr1 60 A <NON_REF> GT:DP 0/0:30 | . END=99"])
    words = ["--variants", str(empty), "--people", str(tmp_path / "all.tsv"), "--ledger", str(tmp_path / "all.ledger")]
    words += ["--key", str(tmp_path / "key"), "--version", "2", "--out", str(tmp_path / "o.vcf.gz")]
    assert main(["panel", "withdraw", "--panel", str(tmp_path / "all.vcf.gz"), "--sample", "P2", *words]) == 2
    assert "--variants: they say of nothing that the person carries it" in faults(capsys)[0]


def test_what_neither_counts_nor_ledger_can_tell_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gvcf_panels(tmp_path)
    third = write_people(tmp_path / "third.tsv", PEOPLE[2])
    common = ["--variants", str(tmp_path / "P2.g.vcf.gz"), "--people", str(third), "--key", str(tmp_path / "key")]
    common += ["--ledger", str(tmp_path / "less.ledger")]
    faults(capsys)
    add = ["panel", "add", "--panel", str(tmp_path / "less.vcf.gz"), *common, "--version", "2"]
    assert main([*add, "--out", str(tmp_path / "grown.vcf.gz")]) == 0
    assert any("under another id would be counted twice" in line for line in faults(capsys))
    assert (tmp_path / "grown.excluded.tsv").read_text() == "sample\tdecision\treason\tdetail\n"
    away = ["panel", "withdraw", "--panel", str(tmp_path / "grown.vcf.gz"), "--sample", "P2", *common]
    assert main([*away, "--version", "3", "--out", str(tmp_path / "less.again.vcf.gz")]) == 0
    assert any("not those of somebody else who is counted too" in line for line in faults(capsys))


def test_the_header_of_a_merge_is_that_of_the_whole_where_kinship_was_computed(tmp_path: Path) -> None:
    many = [
        f"chr1 {at} A C GT {' '.join(random.Random(at).choices(('0/0', '0/1', '1/1'), k=8))}"
        for at in range(1, 9900, 3)
    ]
    whole = write_vcf(tmp_path / "cohort.vcf.gz", NAMES, many)
    for out, names in (("all", NAMES), ("one", NAMES[:4]), ("two", NAMES[4:])):
        vcf, table = part(tmp_path, whole, names, out)
        assert build(tmp_path, "--variants", vcf, "--people", table, "--max-kinship", "0.5", out=f"{out}.vcf.gz") == 0
    words = ["panel", "merge", *(str(tmp_path / f"{name}.vcf.gz") for name in ("one", "two"))]
    assert main([*words, "--name", "T", "--version", "1", "--out", str(tmp_path / "sum.vcf.gz")]) == 0
    assert 'Kinship="0.5"' in head(tmp_path / "all.vcf.gz")
    assert body_of_header(tmp_path / "sum.vcf.gz") == body_of_header(tmp_path / "all.vcf.gz")


def test_genotypes_that_were_never_counted_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gvcf_panels(tmp_path)
    faults(capsys)
    wrong = write_vcf(tmp_path / "wrong.vcf.gz", ["P2"], ["chr1 100 A C GT 1/1", "chr1 300 A C GT 0/1"])
    words = ["--variants", str(wrong), "--people", str(tmp_path / "all.tsv"), "--ledger", str(tmp_path / "all.ledger")]
    away = ["panel", "withdraw", "--panel", str(tmp_path / "all.vcf.gz"), "--sample", "P2", *words]
    before = (tmp_path / "all.ledger").read_text()
    assert main([*away, "--key", str(tmp_path / "key"), "--version", "2", "--out", str(tmp_path / "o.vcf.gz")]) == 2
    told = faults(capsys)
    assert any("value 'chr1:100 A>C'" in line for line in told)
    assert any("value 'chr1:300 A>C'" in line for line in told)
    assert not (tmp_path / "o.vcf.gz").exists()
    assert (tmp_path / "all.ledger").read_text() == before


def test_a_record_that_cannot_be_read_is_one_fault_of_a_withdrawal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gvcf_panels(tmp_path)
    faults(capsys)
    text = head(tmp_path / "all.vcf.gz") + records(tmp_path / "all.vcf.gz").replace(";AN=", ";NA=", 1)
    (tmp_path / "x.vcf").write_text(text)
    subprocess.run(["bgzip", "-f", tmp_path / "x.vcf"], check=True)
    subprocess.run(["tabix", "-f", "-p", "vcf", tmp_path / "x.vcf.gz"], check=True)
    words = ["--variants", str(tmp_path / "P2.g.vcf.gz"), "--people", str(tmp_path / "all.tsv")]
    words += ["--ledger", str(tmp_path / "all.ledger"), "--key", str(tmp_path / "key"), "--version", "2"]
    away = ["panel", "withdraw", "--panel", str(tmp_path / "x.vcf.gz"), "--sample", "P2", *words]
    assert main([*away, "--out", str(tmp_path / "o.vcf.gz")]) == 2
    (line,) = faults(capsys)
    assert "it lacks AN" in line
    assert not (tmp_path / "o.vcf.gz").exists()


def test_malformed_counts_are_one_line_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gvcf_panels(tmp_path)
    faults(capsys)
    text = head(tmp_path / "all.vcf.gz") + records(tmp_path / "all.vcf.gz")
    spoiled = [
        ("AC=2;AN=4;AF=0.5", "AC=2;AN=4;AF=0.7", "AF is not AC over AN"),
        ("AC=2;AN=4;AF=0.5", "AC=7;AN=4;AF=0.5", "AC is not between 0 and AN"),
        ("AC=2;AN=4;AF=0.5", "AC=2;AN=x;AF=0.5", "is not a number"),
        ("nhom=1;", "nhom=5;", "nhom and nhemi count more copies than AC"),
    ]
    for old, new, told in spoiled:
        assert old in text
        plain = tmp_path / "bad.vcf"
        plain.write_text(text.replace(old, new, 1))
        subprocess.run(["bgzip", "-f", plain], check=True)
        subprocess.run(["tabix", "-f", "-p", "vcf", f"{plain}.gz"], check=True)
        words = ["panel", "merge", str(tmp_path / "bad.vcf.gz"), str(tmp_path / "one.vcf.gz")]
        assert main([*words, "--name", "T", "--version", "1", "--out", str(tmp_path / "sum.vcf.gz")]) == 2
        said = faults(capsys)
        assert len(said) == 1, said
        assert told in said[0]
    assert not (tmp_path / "sum.vcf.gz").exists()


def test_a_panel_that_is_malformed_throughout_is_told_in_a_few_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [f"chr1 {at} A C GT 0/1" for at in range(100, 1100, 100)]
    for name in "AB":
        vcf = write_vcf(tmp_path / f"{name}.vcf.gz", [name], lines)
        table = write_people(tmp_path / f"{name}.tsv", f"{name} female - no yes -")
        assert build(tmp_path, "--variants", vcf, "--people", table, out=f"{name}.panel.vcf.gz") == 0
    one = tmp_path / "A.panel.vcf.gz"
    plain = tmp_path / "bad.vcf"
    plain.write_text((head(one) + records(one)).replace("AF=0.5;", "AF=0.9;"))
    subprocess.run(["bgzip", "-f", plain], check=True)
    subprocess.run(["tabix", "-f", "-p", "vcf", f"{plain}.gz"], check=True)
    faults(capsys)
    words = ["panel", "merge", f"{plain}.gz", str(tmp_path / "B.panel.vcf.gz"), "--name", "T", "--version", "1"]
    assert main([*words, "--out", str(tmp_path / "sum.vcf.gz")]) == 2
    said = faults(capsys)
    assert ["AF is not AC over AN" in line for line in said] == [*[True] * 5, False]
    assert "there may be many more" in said[-1]
    assert all(len(line) < 220 + len(str(tmp_path)) for line in said)


def test_no_record_tells_what_a_person_who_withdrew_had_and_was_never_counted_for(tmp_path: Path) -> None:
    form = "GT:DP:GQ"
    hers = [f"chr1 100 A C {form} 0/1:30:5", f"chr1 200 A C {form} 0/1:30:60", f"chrY 1000 A C {form} 0/1:30:60"]
    files = [
        write_vcf(tmp_path / "A.vcf.gz", ["A"], hers),  # weak; counted; on Y in a woman
        write_vcf(tmp_path / "B.vcf.gz", ["B"], [f"chr1 200 A C {form} 0/1:30:60", f"chr1 300 A C {form} 0/1:30:5"]),
    ]
    beds = tmp_path / "beds"
    beds.mkdir()
    for name in "AB":
        (beds / f"{name}.bed").write_text("chr1\t0\t5000\nchrY\t0\t2000\n")
    both = write_people(tmp_path / "both.tsv", "A female - no yes -", "B male - no yes -")
    alone = write_people(tmp_path / "alone.tsv", "B male - no yes -")
    ledger = ["--ledger", tmp_path / "ledger", "--key", key(tmp_path)]
    more = ["--callable", beds]
    assert build(tmp_path, "--variants", *files, "--people", both, *more, *ledger, plain=False) == 0
    assert build(tmp_path, "--variants", files[1], "--people", alone, *more, out="b.vcf.gz", plain=False) == 0
    assert sites(tmp_path / "panel.vcf.gz")["chrY-1000-A-C"] == "0/1 hom 0 hemi 0"
    words = ["--variants", files[0], "--people", both, *more, *ledger, "--version", "2", "--out", tmp_path / "o.vcf.gz"]
    away = ["panel", "withdraw", "--panel", str(tmp_path / "panel.vcf.gz"), "--sample", "A", *map(str, words)]
    assert main(away) == 0
    assert records(tmp_path / "o.vcf.gz") == records(tmp_path / "b.vcf.gz")
    assert list(sites(tmp_path / "o.vcf.gz")) == ["chr1-200-A-C", "chr1-300-A-C"]  # the weak one of B stays, as built


def test_ledgers_that_share_a_person_do_not_merge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gvcf_panels(tmp_path)
    faults(capsys)
    words = ["panel", "merge", *(str(tmp_path / f"{name}.vcf.gz") for name in ("one", "less"))]
    ledgers = ["--ledgers", str(tmp_path / "one.ledger"), str(tmp_path / "less.ledger")]
    assert main([*words, *ledgers, "--name", "T", "--version", "1", "--out", str(tmp_path / "sum.vcf.gz")]) == 2
    assert "1 of its people stand in another ledger as well" in faults(capsys)[0]


def test_a_copy_of_a_panel_is_not_added_to_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gvcf_panels(tmp_path)
    faults(capsys)
    for end in ("vcf.gz", "vcf.gz.tbi"):
        (tmp_path / f"copy.{end}").write_bytes((tmp_path / f"one.{end}").read_bytes())
    words = ["panel", "merge", *(str(tmp_path / f"{name}.vcf.gz") for name in ("one", "copy"))]
    assert main([*words, "--name", "T", "--version", "1", "--out", str(tmp_path / "sum.vcf.gz")]) == 2
    (told,) = faults(capsys)
    assert "copy.vcf.gz: it is the same file as" in told
    assert not (tmp_path / "sum.vcf.gz").exists()


def test_one_ledger_does_not_tell_of_two_panels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gvcf_panels(tmp_path)
    faults(capsys)
    words = ["panel", "merge", *(str(tmp_path / f"{name}.vcf.gz") for name in ("one", "less"))]
    words += ["--name", "T", "--version", "1", "--out", str(tmp_path / "sum.vcf.gz")]
    assert main([*words, "--ledgers", str(tmp_path / "one.ledger")]) == 2
    assert "1 ledgers do not tell of 2 panels" in faults(capsys)[0]
    assert main(words) == 0  # without any it is said that nobody can know
    assert any("without --ledgers nothing tells" in line for line in faults(capsys))


def test_nobody_is_taken_out_of_a_region_that_counts_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gvcf_panels(tmp_path)
    faults(capsys)
    row = PEOPLE[2].split()
    row[2] = "MA-11"
    table = write_people(tmp_path / "moved.tsv", " ".join(row))
    words = ["--variants", str(tmp_path / "P2.g.vcf.gz"), "--people", str(table)]
    words += [
        "--ledger",
        str(tmp_path / "all.ledger"),
        "--key",
        str(tmp_path / "key"),
        "--version",
        "2",
        "--out",
        str(tmp_path / "o.vcf.gz"),
    ]
    assert main(["panel", "withdraw", "--panel", str(tmp_path / "all.vcf.gz"), "--sample", "P2", *words]) == 2
    assert any("column region, value 'MA-11'" in line for line in faults(capsys))
    assert not (tmp_path / "o.vcf.gz").exists()
