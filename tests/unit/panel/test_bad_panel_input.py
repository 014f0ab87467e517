"""Bad input of a panel's making: one clear line per fault, exit status 2, nothing written."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tachkhis.cli import main
from unit.panel.cohorts import LENGTHS
from unit.panel.cohorts import build
from unit.panel.cohorts import faults
from unit.panel.cohorts import write_people
from unit.panel.cohorts import write_vcf

ROW = "A female MA-01 no yes F1"
LINE = ["chr1 100 A C GT 0/1"]


def refused(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str | Path, lines: int = 1) -> list[str]:
    """The lines of a build that must not be made."""
    faults(capsys)
    assert build(folder, *arguments, "--jobs", "1") == 2
    told = faults(capsys)
    assert len(told) == lines, told
    assert not (folder / "panel.vcf.gz").exists()
    assert not any(path.name.startswith(".") for path in folder.iterdir())
    return told


def test_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vcf = write_vcf(tmp_path / "in.vcf.gz", ["A"], LINE)
    for row, column, told in (
        ("A female MA-13 no yes -", "region, value 'MA-13'", "MA-01 to MA-12"),
        ("A femal MA-01 no yes -", "sex, value 'femal'", "did you mean 'female'?"),
        ("A female MA-01 maybe yes -", "affected, value 'maybe'", "write yes, no or unknown"),
        ("A female MA-01 no perhaps -", "consent, value 'perhaps'", "write yes, no, or a comma list of"),
    ):
        said = refused(tmp_path, capsys, "--variants", vcf, "--people", write_people(tmp_path / "people.tsv", row))
        assert f"people.tsv, row 2, column {column}" in said[0]
        assert told in said[0]
    twice = write_people(tmp_path / "people.tsv", ROW, ROW)
    assert "row 3, column sample, value 'A': the person stands twice (also in row 2)" in refused(
        tmp_path, capsys, "--variants", vcf, "--people", twice
    )[0]  # fmt: skip
    commas = tmp_path / "people.csv"
    commas.write_text("sample,sex,region,affected,consent\nA,female,MA-01,no,yes\n")
    assert "row 1, value 'sample,sex,region,affected,consent': the header has a single column: commas separate its words, not tabs" in refused(
        tmp_path, capsys, "--variants", vcf, "--people", commas
    )[0]  # fmt: skip
    nobody = write_people(tmp_path / "people.tsv", "A female MA-01 yes yes -")
    assert "nobody is left to count" in refused(tmp_path, capsys, "--variants", vcf, "--people", nobody)[0]


def test_samples_that_the_table_lacks_are_one_line_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vcf = write_vcf(tmp_path / "in.vcf.gz", ["A", "B", "C"], ["chr1 100 A C GT 0/1 0/1 0/1"])
    table = write_people(tmp_path / "people.tsv", ROW)
    said = refused(tmp_path, capsys, "--variants", vcf, "--people", table, lines=2)
    assert "value 'B': the sample is missing from the table" in said[0]
    assert "value 'C': the sample is missing from the table" in said[1]


def test_a_person_in_two_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = write_vcf(tmp_path / "one.vcf.gz", ["A"], LINE)
    two = write_vcf(tmp_path / "two.vcf.gz", ["A"], ["chr1 900 A C GT 0/1"])
    table = write_people(tmp_path / "people.tsv", ROW)
    said = refused(tmp_path, capsys, "--variants", one, two, "--people", table)
    assert "two.vcf.gz, value 'A': the person stands in" in said[0]
    assert "named twice" in refused(tmp_path, capsys, "--variants", one, one, "--people", table)[0]


def test_files_that_are_unsorted_have_no_index_or_are_no_vcf(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = write_people(tmp_path / "people.tsv", ROW)
    bare = write_vcf(tmp_path / "bare.vcf.gz", ["A"], LINE, index=False)
    assert "it has no index; make one: bcftools index" in refused(
        tmp_path, capsys, "--variants", bare, "--people", table
    )[0]  # fmt: skip
    unsorted = write_vcf(tmp_path / "un.vcf.gz", ["A"], [*LINE, "chr1 50 A C GT 0/1"], index=False)
    said = refused(tmp_path, capsys, "--variants", unsorted, "--people", table)
    assert "it is not sorted: chr1:50 stands after chr1:100; sort and index it: bcftools sort" in said[0]
    plain = tmp_path / "plain.vcf"
    plain.write_text("nothing\n")
    assert "the line of columns" in refused(tmp_path, capsys, "--variants", plain, "--people", table)[0]
    sites = write_vcf(tmp_path / "sites.vcf.gz", [], ["chr1 100 A C GT"])
    assert "it holds no samples" in refused(tmp_path, capsys, "--variants", sites, "--people", table)[0]
    assert "does not exist" in refused(tmp_path, capsys, "--variants", tmp_path / "no.vcf.gz", "--people", table)[0]


def test_another_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = write_vcf(tmp_path / "one.vcf.gz", ["A"], LINE)
    two = write_vcf(tmp_path / "two.vcf.gz", ["B"], LINE, LENGTHS | {"chr1": 20_000})
    table = write_people(tmp_path / "people.tsv", ROW, "B male - no yes -")
    said = refused(tmp_path, capsys, "--variants", one, two, "--people", table)
    assert "chr1 has 20,000 bases here and 10,000 in" in said[0]
    fasta = tmp_path / "genome.fa"
    fasta.write_text(">chr1\nACGT\n")
    (tmp_path / "genome.fa.fai").write_text("chr1\t4\t6\t4\t5\n")
    table = write_people(tmp_path / "people.tsv", ROW)
    said = refused(tmp_path, capsys, "--variants", one, "--people", table, "--fasta", fasta)
    assert "chr1 has 10,000 bases here and 4 in the FASTA: not the same build" in said[0]
    human = write_vcf(tmp_path / "human.vcf.gz", ["A"], LINE, {"chr1": 249_250_621})  # GRCh37
    words = ["panel", "build", "--variants", str(human), "--people", str(table), "--name", "T", "--version", "1"]
    assert main([*words, "--out", str(tmp_path / "panel.vcf.gz"), "--build", "GRCh38"]) == 2
    assert "chr1 has 249,250,621 bases here and 248,956,422 in GRCh38" in faults(capsys)[0]


def test_arguments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vcf = write_vcf(tmp_path / "in.vcf.gz", ["A"], LINE)
    table = write_people(tmp_path / "people.tsv", ROW)
    inputs = ("--variants", vcf, "--people", table)
    for more, told in (
        (("--allele-balance", "0.9,0.1"), "not two fractions"),
        (("--min-depth", "-1"), "it is below 0"),
        (("--max-kinship", "7"), "not a kinship coefficient"),
        (("--callable", tmp_path / "no"), "does not exist"),
        (("--callable", tmp_path), "callable bases of none of the people"),
        (("--ledger", tmp_path / "ledger"), "the ledger needs its key"),
    ):
        faults(capsys)
        words = ["panel", "build", *map(str, (*inputs, *more)), "--name", "T", "--version", "1"]
        assert main([*words, "--out", str(tmp_path / "panel.vcf.gz")]) == 2
        said = faults(capsys)
        assert len(said) == 1, said
        assert told in said[0]
    before = vcf.read_bytes()
    assert build(tmp_path, *inputs, out="in.vcf.gz") == 2
    assert vcf.read_bytes() == before


def test_a_file_cut_short_is_told_and_nothing_is_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [f"chr1 {position} A C GT 0/1" for position in range(1, 9000)]
    vcf = write_vcf(tmp_path / "in.vcf.gz", ["A"], lines)
    whole = vcf.read_bytes()
    subprocess.run(["truncate", "-s", str(vcf.stat().st_size // 2), vcf], check=True)
    table = write_people(tmp_path / "people.tsv", ROW)
    said = refused(tmp_path, capsys, "--variants", vcf, "--people", table)
    assert "in.vcf.gz: it is cut short" in said[0]
    vcf.write_bytes(whole[: len(whole) // 2] + whole[-28:])  # the end marker of BGZF
    said = refused(tmp_path, capsys, "--variants", vcf, "--people", table)
    assert "records could be read on chr1, and its index knows 8,999" in said[0]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [("noise.vcf.gz", bytes(range(128, 256)) * 9, "nor any other text"), ("words.vcf.gz", b"hello\n" * 99, "'hello'")],
)
def test_a_file_that_is_no_panel_is_one_clear_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, content: bytes, told: str
) -> None:
    panel = tmp_path / name
    panel.write_bytes(content)
    Path(f"{panel}.tbi").write_bytes(b"x")
    assert main(["panel", "query", "--panel", str(panel), "chr1-100-A-C"]) == 2
    said = faults(capfd)  # type: ignore[arg-type]
    assert len(said) == 1 and "it is no VCF" in said[0] and told in said[0], said
    other = tmp_path / "other.vcf.gz"
    out = ["--name", "T", "--version", "1", "--out", str(tmp_path / "sum.vcf.gz")]
    assert main(["panel", "merge", str(panel), str(other), *out]) == 2
    said = [line for line in faults(capfd) if "other" not in line]  # type: ignore[arg-type]
    assert len(said) == 1 and "it is no panel: it is not compressed by blocks (bgzip)" in said[0], said


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    """A panel of one allele."""
    vcf = write_vcf(tmp_path / "in.vcf.gz", ["A"], LINE)
    assert build(tmp_path, "--variants", vcf, "--people", write_people(tmp_path / "people.tsv", ROW)) == 0
    return tmp_path / "panel.vcf.gz"


def spoilt(panel: Path, old: str, new: str) -> Path:
    """The same panel with other words, indexed."""
    text = subprocess.run(["bgzip", "-dc", panel], capture_output=True, text=True, check=True).stdout
    assert old in text
    plain = panel.with_name("bad.vcf")
    plain.write_text(text.replace(old, new))
    subprocess.run(["bgzip", "-f", plain], check=True)
    subprocess.run(["tabix", "-f", "-p", "vcf", f"{plain}.gz"], check=True)
    return plain.with_name("bad.vcf.gz")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("AF=0.5", "AF=half", "AF is 'half', not a number"),
        ("AF=0.5", "AF=1.5", "AF is 1.5, not a fraction"),
        ("AF=0.5", "AF=0.2", "AF is 0.2, and AC over AN is 1/2"),
    ],
)
def test_a_malformed_count_of_a_panel_is_one_line_with_row_and_column(
    panel: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, told: str
) -> None:
    bad = spoilt(panel, old, new)
    faults(capsys)
    assert main(["panel", "query", "--panel", str(bad), "chr1-100-A-C"]) == 2
    assert faults(capsys) == [
        f"{bad}, column INFO, value 'chr1-100-A-C': {told}; build the panel again, or correct the record"
    ]
    text = subprocess.run(["bgzip", "-dc", bad], capture_output=True, text=True, check=True).stdout
    (row,) = (number for number, line in enumerate(text.splitlines(), 1) if line.startswith("chr1"))
    assert main(["panel", "summary", "--panel", str(bad), "--out", str(panel.parent / "page")]) == 2
    assert faults(capsys) == [
        f"{bad}, row {row}, column INFO, value 'chr1-100-A-C': {told}; build the panel again, or correct the record"
    ]


def test_a_panel_that_is_unsorted_or_has_another_files_index_is_one_clear_line(
    panel: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = subprocess.run(["bgzip", "-dc", panel], capture_output=True, text=True, check=True).stdout
    bad = panel.with_name("bad.vcf.gz")
    last = text.splitlines(keepends=True)[-1]
    whole = text + "".join(last.replace("\t100\t", f"\t{at}\t") for at in range(2000, 100, -1))
    bad.write_bytes(subprocess.run(["bgzip", "-c"], input=whole.encode(), capture_output=True, check=True).stdout)
    bad.with_name("bad.vcf.gz.tbi").write_bytes(panel.with_name("panel.vcf.gz.tbi").read_bytes())
    capfd.readouterr()
    merge = [
        "panel",
        "merge",
        str(bad),
        str(panel),
        "--name",
        "M",
        "--version",
        "1",
        "--out",
        str(bad.with_name("m.vcf.gz")),
    ]
    for words, told in (
        (["panel", "query", "--panel", str(bad), "chr1:1-9000"], "the file and its index do not agree; sort it"),
        (merge, "do not agree on chr1; sort it"),
        (["panel", "summary", "--panel", str(bad), "--out", str(bad.with_name("p"))], "out of order; sort it"),
    ):
        assert main(words) == 2, words
        said = [line for line in capfd.readouterr().err.splitlines() if not line.startswith("[")]  # htslib's own words
        assert len(said) == 1, said
        assert told in said[0]
