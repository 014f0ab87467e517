"""Sheets: what a sound study says, and one fault for each thing that can be wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tachkhis.case.config import load_config
from tachkhis.case.model import Affected
from tachkhis.case.model import Sex
from tachkhis.case.model import Test as Kind
from tachkhis.case.sheets import load_sheets
from tachkhis.case.sheets import read_sheets
from tachkhis.errors import Fault
from tachkhis.errors import InputError

from .study import Study


def faults_of(study: Study) -> list[Fault]:
    """The faults of a study's sheets; none if it is sound."""
    try:
        load_sheets(load_config(study.write()))
    except InputError as error:
        return list(error.faults)
    return []


def test_a_sound_study_is_read_as_it_is_written(study: Study) -> None:
    sheets = load_sheets(load_config(study.write()))

    case = sheets.cases["C1"]
    assert (case.proband, case.test, case.hpo, case.urgency) == ("K", Kind.GENOME, ("HP:0000365",), "stat")
    assert (case.consanguinity, case.region, case.referrer) == ("first_cousins", "MA-04", "CHU")
    assert case.consent == {"panel"}
    assert case.samples == ("K", "F", "M")
    child = case.person("K")
    assert (child.father, child.mother, child.sex, child.affected) == ("F", "M", Sex.FEMALE, Affected.YES)
    assert [case.person(s).father for s in "FM"] == [None, None]
    unit = sheets.units["F"][0]
    assert (unit.unit, unit.library, unit.platform) == ("L1", "Flib", "ILLUMINA")
    assert unit.files == (study.folder / "F_R1.fastq.gz", study.folder / "F_R2.fastq.gz")
    assert sheets.gene_panels["hearing"].genes == ("GJB2", "MYO7A")
    assert sheets.gene_panels["MYO7A"].genes == ("MYO7A",)
    assert sheets.files[study.folder / "M_R2.fastq.gz"].row == 4


def test_the_proband_comes_first_whatever_the_order_of_rows(study: Study) -> None:
    rows = study.tables["samples"]
    study.tables["samples"] = [rows[0], rows[3], rows[2], rows[1]]
    assert load_sheets(load_config(study.write())).cases["C1"].samples == ("K", "M", "F")


def test_empty_cells_take_the_documented_defaults(study: Study) -> None:
    for column in ("urgency", "consanguinity", "region", "consent", "referrer", "hpo", "gene_panels"):
        study.put("cases", 2, column, "")
    study.put("units", 2, "library", ".")
    study.put("units", 2, "platform", "NA")
    sheets = load_sheets(load_config(study.write()))
    case = sheets.cases["C1"]
    assert (case.urgency, case.consanguinity, case.region, case.referrer) == ("routine", "unknown", None, None)
    assert (case.consent, case.hpo, case.gene_panels) == (frozenset(), (), ())
    assert (sheets.units["K"][0].library, sheets.units["K"][0].platform) == ("K", "ILLUMINA")


def test_a_case_that_starts_from_a_vcf_needs_no_reads(study: Study) -> None:
    study.add_column("cases", "vcf", "calls.vcf.gz")
    (study.folder / "calls.vcf.gz").write_bytes(b"x")
    study.tables["units"] = study.tables["units"][:1]
    sheets = load_sheets(load_config(study.write()))
    assert sheets.cases["C1"].vcf == study.folder / "calls.vcf.gz"
    assert sheets.units == {}


def test_alignments_need_no_fastq_columns(study: Study) -> None:
    study.tables["units"] = [
        ["sample", "unit", "library", "platform", "alignment"],
        *([s, "L1", "", "", f"{s}.bam"] for s in "KFM"),
    ]
    for sample in "KFM":
        (study.folder / f"{sample}.bam").write_bytes(b"x")
    assert load_sheets(load_config(study.write())).units["M"][0].alignment == study.folder / "M.bam"


# name, what is spoilt, then file, row, column, value of the fault, a word of its problem, a word of its remedy
Spoilt = tuple[str, Callable[[Study], object], str, int | None, str | None, str | None, str, str]
SPOILT: list[Spoilt] = [
    # form of a sheet
    ("missing column", lambda s: s.drop("samples", "sex"), "samples.tsv", 1, "sex", None, "missing", "add the column"),
    (
        "misspelt column",
        lambda s: s.put("cases", 1, "hpo_excluded", "hpo_exclude"),
        "cases.tsv",
        1,
        "hpo_excluded",
        None,
        "missing",
        "rename the column 'hpo_exclude'",
    ),
    (
        "unknown column",
        lambda s: s.add_column("units", "colour", "a", "b", "c"),
        "units.tsv",
        1,
        "colour",
        None,
        "not known",
        "remove it",
    ),
    ("spare cell", lambda s: s.add("samples", *["C1", "Z", ".", ".", "male", "no", "x"]), "samples.tsv", 5, None, "x", "7 cells", "tab"),
    # ids
    *(
        (
            f"id {bad!r}",
            lambda s, bad=bad: s.put("units", 2, "unit", bad),
            "units.tsv",
            2,
            "unit",
            bad,
            "not of the form",
            "letters, digits",
        )
        for bad in ("a b", "a/b", "../a", "a'b", 'a"b', "a;b", "a$b", "{a}", "a*b", "-a", ".a", "é", "a" * 65)
    ),
    ("duplicate case", lambda s: s.add("cases", *s.tables["cases"][1]), "cases.tsv", 3, "case", "C1", "twice", "keep one"),
    (
        "duplicate sample",
        lambda s: s.add("samples", "C1", "M", ".", ".", "female", "no"),
        "samples.tsv",
        5,
        "sample",
        "M",
        "stands twice, first in row 4",
        "one row per person",
    ),
    (
        "samples that differ by case",
        lambda s: (
            s.add("samples", "C1", "m", ".", ".", "female", "no"),
            s.add("units", "m", "L1", "", "", "m_R1.fastq.gz", ""),
            s.gzip("m_R1.fastq.gz", "x"),
        ),
        "samples.tsv",
        5,
        "sample",
        "m",
        "upper and lower case",
        "alike",
    ),
    (
        "duplicate unit",
        lambda s: (s.add("units", "K", "L1", "", "", "x_R1.fastq.gz", ""), s.gzip("x_R1.fastq.gz", "x")),
        "units.tsv",
        5,
        "unit",
        "L1",
        "twice, first in row 2",
        "id of its own",
    ),
    # family
    (
        "unknown parent",
        lambda s: s.put("samples", 2, "father", "Q9"),
        "samples.tsv",
        2,
        "father",
        "Q9",
        "unknown parent",
        "add a row for 'Q9'",
    ),
    (
        "wrong sex",
        lambda s: s.put("samples", 3, "sex", "female"),
        "samples.tsv",
        2,
        "father",
        "F",
        "wrong sex: female (row 3)",
        "write male as the sex of 'F'",
    ),
    (
        "one parent twice",
        lambda s: s.put("samples", 2, "mother", "F"),
        "samples.tsv",
        2,
        "mother",
        "F",
        "same person",
        "two ids",
    ),
    (
        "own parent",
        lambda s: s.put("samples", 3, "father", "F"),
        "samples.tsv",
        3,
        "father",
        "F",
        "own ancestor (F -> F)",
        "circle",
    ),
    (
        "own grandfather",
        lambda s: (s.put("samples", 3, "mother", "K"),),
        "samples.tsv",
        2,
        "father",
        "F",
        "own ancestor (K -> F -> K)",
        "circle",
    ),
    (
        "proband of no row",
        lambda s: s.put("cases", 2, "proband", "KK"),
        "cases.tsv",
        2,
        "proband",
        "KK",
        "not among the people",
        "did you mean 'K'?",
    ),
    (
        "healthy proband",
        lambda s: s.put("samples", 2, "affected", "no"),
        "samples.tsv",
        2,
        "affected",
        "no",
        "proband of case 'C1'",
        "write yes",
    ),
    (
        "person of no case",
        lambda s: (s.add("samples", "C01", "Z", ".", ".", "male", "no"), s.add("units", "Z", "L1", "", "", "K.fq", ""), (s.folder / "K.fq").write_text("x")),
        "samples.tsv",
        5,
        "case",
        "C01",
        "no such case",
        "did you mean 'C1'?",
    ),
    # units
    (
        "sample without reads",
        lambda s: s.tables["units"].pop(),
        "samples.tsv",
        4,
        "sample",
        "M",
        "no reads",
        "add its files to units.tsv",
    ),
    (
        "unit of no sample",
        lambda s: (s.add("units", "Z", "L1", "", "", "K.fq", ""), (s.folder / "K.fq").write_text("x")),
        "units.tsv",
        5,
        "sample",
        "Z",
        "no such sample",
        "remove this row",
    ),
    (
        "FASTQ and alignment",
        lambda s: (s.add_column("units", "alignment", "K.bam", "", ""), (s.folder / "K.bam").write_bytes(b"x")),
        "units.tsv",
        2,
        "alignment",
        "K.bam",
        "both FASTQ files and an alignment",
        "keep one",
    ),
    ("no file", lambda s: (s.put("units", 2, "fastq_1", ""), s.put("units", 2, "fastq_2", "")), "units.tsv", 2, "fastq_1", None, "no file", "write fastq_1"),
    ("R2 alone", lambda s: s.put("units", 2, "fastq_1", ""), "units.tsv", 2, "fastq_1", None, "empty", "first reads"),
    (
        "missing file",
        lambda s: s.put("units", 3, "fastq_2", "gone.fastq.gz"),
        "units.tsv",
        3,
        "fastq_2",
        "gone.fastq.gz",
        "does not exist",
        "working directory",
    ),
    (
        "R1 as R2",
        lambda s: s.put("units", 3, "fastq_2", "F_R1.fastq.gz"),
        "units.tsv",
        3,
        "fastq_2",
        "F_R1.fastq.gz",
        "same file",
        "second reads",
    ),
    (
        "file used twice",
        lambda s: s.put("units", 3, "fastq_1", "./K_R1.fastq.gz"),
        "units.tsv",
        3,
        "fastq_1",
        "./K_R1.fastq.gz",
        "used twice, first in row 2",
        "name each file once",
    ),
    (
        "not a FASTQ by its name",
        lambda s: (s.put("units", 3, "fastq_2", "F.bam"), (s.folder / "F.bam").write_bytes(b"x")),
        "units.tsv",
        3,
        "fastq_2",
        "F.bam",
        "name does not say",
        ".fastq.gz",
    ),
    (
        "template in a path",
        lambda s: s.put("units", 3, "fastq_2", "{sample}_R2.fastq.gz"),
        "units.tsv",
        3,
        "fastq_2",
        "{sample}_R2.fastq.gz",
        "not of the form",
        "rename the file",
    ),
    ("platform", lambda s: s.put("units", 3, "platform", "illumna"), "units.tsv", 3, "platform", "ILLUMNA", "not known", "did you mean 'ILLUMINA'?"),
    # what a case asks
    ("test", lambda s: s.put("cases", 2, "test", "WGS"), "cases.tsv", 2, "test", "WGS", "not known", "did you mean 'genome'?"),
    ("no test", lambda s: s.put("cases", 2, "test", ""), "cases.tsv", 2, "test", None, "the cell is empty", "genome"),
    ("urgency", lambda s: s.put("cases", 2, "urgency", "rutine"), "cases.tsv", 2, "urgency", "rutine", "not known", "'routine'?"),
    (
        "consanguinity",
        lambda s: s.put("cases", 2, "consanguinity", "First cousins"),
        "cases.tsv",
        2,
        "consanguinity",
        "First cousins",
        "not known",
        "'first_cousins'?",
    ),
    ("sex", lambda s: s.put("samples", 3, "sex", "1"), "samples.tsv", 3, "sex", "1", "not known", "did you mean 'male'?"),
    ("affected", lambda s: s.put("samples", 3, "affected", "1"), "samples.tsv", 3, "affected", "1", "not known", "'no'?"),
    ("region", lambda s: s.put("cases", 2, "region", "MA-13"), "cases.tsv", 2, "region", "MA-13", "not of the form", "MA-01 to MA-12"),
    ("consent", lambda s: s.put("cases", 2, "consent", "panel,regisry"), "cases.tsv", 2, "consent", "regisry", "not known", "did you mean 'registry'?"),
    ("malformed HPO", lambda s: s.put("cases", 2, "hpo", "HP_365"), "cases.tsv", 2, "hpo", "HP_365", "not of the form", "did you mean 'HP:0000365'?"),
    ("unknown HPO", lambda s: s.put("cases", 2, "hpo", "HP:9999999"), "cases.tsv", 2, "hpo", "HP:9999999", "no such HPO term", "hpo.jax.org"),
    ("obsolete HPO", lambda s: s.put("cases", 2, "hpo_excluded", "HP:0001388"), "cases.tsv", 2, "hpo_excluded", "HP:0001388", "obsolete", "write HP:0001382"),
    (
        "present and excluded",
        lambda s: s.put("cases", 2, "hpo_excluded", "HP:0000365"),
        "cases.tsv",
        2,
        "hpo_excluded",
        "HP:0000365",
        "both present",
        "one of the two",
    ),
    (
        "gene panel",
        lambda s: s.put("cases", 2, "gene_panels", "heering"),
        "cases.tsv",
        2,
        "gene_panels",
        "heering",
        "no such gene panel",
        "did you mean 'hearing'?",
    ),
    (
        "two versions",
        lambda s: s.put("gene_panels", 3, "version", "2027"),
        "gene_panels.tsv",
        3,
        "version",
        "2027",
        "has version '2026' in row 2",
        "one version",
    ),
    (
        "gene twice",
        lambda s: s.put("gene_panels", 3, "gene", "GJB2"),
        "gene_panels.tsv",
        3,
        "gene",
        "GJB2",
        "twice in gene panel 'hearing'",
        "one row per gene",
    ),
    ("gene symbol", lambda s: s.put("gene_panels", 3, "gene", "gjb 2"), "gene_panels.tsv", 3, "gene", "gjb 2", "not of the form", "such as GJB2"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "file", "row", "column", "value", "problem", "remedy"),
    [row[1:] for row in SPOILT],
    ids=[row[0] for row in SPOILT],
)
def test_one_fault_for_one_thing_wrong(
    study: Study,
    spoil: Callable[[Study], object],
    file: str,
    row: int | None,
    column: str | None,
    value: str | None,
    problem: str,
    remedy: str,
) -> None:
    spoil(study)
    faults = faults_of(study)
    assert len(faults) == 1, "\n".join(map(str, faults))
    fault = faults[0]
    assert (fault.file, fault.row, fault.column, fault.value) == (file, row, column, value)
    assert problem in fault.problem
    assert remedy in fault.remedy


def test_a_sample_in_two_cases(study: Study) -> None:
    study.add("cases", "C2", "M", "exome", *[""] * 8)
    study.add("samples", "C2", "M", ".", ".", "female", "yes")
    (fault,) = faults_of(study)
    assert (fault.file, fault.row, fault.column, fault.value) == ("samples.tsv", 5, "sample", "M")
    assert "two cases: 'C1' (row 4) and 'C2'" in fault.problem


def test_a_parent_in_another_case(study: Study) -> None:
    study.add("cases", "C2", "N", "exome", *[""] * 8)
    study.add("samples", "C2", "N", "F", ".", "female", "yes")
    study.add("units", "N", "L1", "", "", "N.fq", "")
    (study.folder / "N.fq").write_text(">")
    (fault,) = faults_of(study)
    assert (fault.row, fault.column, fault.value) == (5, "father", "F")
    assert "another case, 'C1' (row 3)" in fault.problem


def test_all_faults_come_at_once_in_the_order_of_file_and_row(study: Study) -> None:
    study.put("units", 4, "fastq_1", "gone.fq")
    study.put("samples", 3, "sex", "mal")
    study.put("samples", 2, "mother", "X")
    study.put("cases", 2, "hpo", "HP:9999999")
    study.put("cases", 2, "region", "Rabat")
    assert [(f.file, f.row, f.column) for f in faults_of(study)] == [
        ("cases.tsv", 2, "hpo"),
        ("cases.tsv", 2, "region"),
        ("samples.tsv", 2, "mother"),
        ("samples.tsv", 3, "sex"),
        ("units.tsv", 4, "fastq_1"),
    ]


def test_a_sheet_without_cases(study: Study) -> None:
    study.tables["cases"].pop()
    (fault,) = faults_of(study)
    assert (fault.file, fault.row) == ("cases.tsv", None)
    assert "holds no case" in fault.problem


@pytest.mark.parametrize(("sheet", "noun"), [("samples", "person"), ("units", "unit")])
def test_a_sheet_of_a_header_alone_is_one_fault(study: Study, sheet: str, noun: str) -> None:
    study.tables[sheet] = study.tables[sheet][:1]
    (fault,) = faults_of(study)
    assert (fault.file, fault.problem) == (f"{sheet}.tsv", f"the sheet holds no {noun}")


def spoilt_bytes(study: Study, sheet: str, change: Callable[[bytes], bytes]) -> list[Fault]:
    """The faults of a study whose sheet was written by another program."""
    config = study.write()
    path = study.folder / f"{sheet}.tsv"
    path.write_bytes(change(path.read_bytes()))
    return read_sheets(load_config(config))[1]


SHEETS = ("cases", "samples", "units", "gene_panels")
HARMLESS: dict[str, Callable[[bytes], bytes]] = {
    "Windows line ends": lambda b: b.replace(b"\n", b"\r\n"),
    "byte-order mark": lambda b: b"\xef\xbb\xbf" + b,
    "tabs and lines left over": lambda b: b.replace(b"\n", b"\t\t\n") + b"\n\n\t\t\n",
    "quotes": lambda b: b"\n".join(b"\t".join(b'"' + c + b'"' for c in r.split(b"\t")) for r in b.splitlines()),
    "header in capitals": lambda b: b.split(b"\n", 1)[0].upper() + b"\n" + b.split(b"\n", 1)[1],
}
HARMFUL: dict[str, tuple[Callable[[bytes], bytes], int | None, str]] = {
    "Latin-1": (lambda b: b.replace(b"\n", b"\n#\n", 1) + b"# \xe9t\xe9\n", 0, "another encoding"),
    "UTF-16": (lambda b: b.decode().encode("utf-16"), None, "UTF-16"),
    "spreadsheet": (lambda _: b"PK\x03\x04" + bytes(range(256)), None, "spreadsheet program"),
    "empty": (lambda _: b"", None, "no header"),
    "commas": (lambda b: b.replace(b",", b" ").replace(b"\t", b","), 1, "a single column"),
    "no header": (lambda b: b.split(b"\n", 1)[1], 1, "the first line is no header"),
    "strange column twice": (lambda b: b.replace(b"\n", b"\tdup\tdup\n", 1), 1, "not known"),
}


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("way", HARMLESS)
def test_what_spreadsheets_leave_does_no_harm(study: Study, sheet: str, way: str) -> None:
    assert spoilt_bytes(study, sheet, HARMLESS[way]) == []


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("way", HARMFUL)
def test_one_fault_for_a_sheet_that_cannot_be_read(study: Study, sheet: str, way: str) -> None:
    change, row, problem = HARMFUL[way]
    (fault,) = spoilt_bytes(study, sheet, change)
    assert fault.file == f"{sheet}.tsv"
    assert problem in fault.problem
    lines = len(study.tables[sheet]) + 2  # the line that was added, and the one in Latin-1
    assert fault.row == (lines if row == 0 else row)


@pytest.mark.parametrize(
    ("sheet", "column", "other"),
    [
        ("samples", "sex", "gender"),
        ("samples", "affected", "phenotype"),
        ("cases", "proband", "index"),
        ("cases", "case", "family_id"),
        ("units", "fastq_1", "read1"),
        ("units", "sample", "sample_id"),
        ("gene_panels", "gene", "symbol"),
    ],
)
def test_a_column_under_another_name_is_one_fault(study: Study, sheet: str, column: str, other: str) -> None:
    study.put(sheet, 1, column, other)
    (fault,) = faults_of(study)
    assert (fault.file, fault.row, fault.column) == (f"{sheet}.tsv", 1, column)
    assert fault.remedy == f"rename the column {other!r} to {column!r}"


@pytest.mark.parametrize("sheet", SHEETS)
def test_each_missing_column_is_one_fault(study: Study, sheet: str) -> None:
    sound = study.tables[sheet]
    for column in sound[0]:
        study.tables[sheet] = sound
        study.drop(sheet, column)
        (fault,) = faults_of(study)
        assert (fault.file, fault.column, fault.problem) == (f"{sheet}.tsv", column, "the column is missing")


@pytest.mark.parametrize(
    "word", ["K K", "a/b", "K'", 'K"', "K{}", "$(id)", "*", "-K", "\u062e\u0627\u0644\u062f", "..", "K" * 65]
)
def test_an_unfit_id_is_one_fault_in_each_sheet_that_has_it(study: Study, word: str) -> None:
    for sheet, row, column in (("samples", 2, "sample"), ("cases", 2, "proband"), ("units", 2, "sample")):
        study.put(sheet, row, column, word)
    faults = faults_of(study)
    assert [(f.file, f.row, f.value) for f in faults] == [(f"{s}.tsv", 2, word) for s in ("cases", "samples", "units")]
    assert {f.problem for f in faults} == {"the value is not of the form that is asked for"}


@pytest.mark.parametrize(
    ("sheet", "row", "column"),
    [
        ("samples", 2, "sample"),
        ("samples", 3, "sample"),
        ("units", 2, "sample"),
        ("cases", 2, "case"),
        ("units", 4, "sample"),
    ],
)
@pytest.mark.parametrize("word", ["K K", "$(id)", "K'"])
def test_an_unfit_id_of_one_sheet_is_one_fault(study: Study, sheet: str, row: int, column: str, word: str) -> None:
    """What another sheet then misses is that row: it is not told again, and nobody else is proposed for it."""
    study.put(sheet, row, column, word)
    (fault,) = faults_of(study)
    assert (fault.file, fault.row, fault.column, fault.value) == (f"{sheet}.tsv", row, column, word)


@pytest.mark.parametrize("row", [3, 4])
def test_an_id_that_stands_twice_is_one_fault(study: Study, row: int) -> None:
    """The proband's id in the row of a parent, too, whose own id the units and the child then name in vain."""
    study.put("samples", row, "sample", "K")
    (fault,) = faults_of(study)
    assert (fault.file, fault.row, fault.column) == ("samples.tsv", row, "sample")
    assert fault.problem == "the sample stands twice, first in row 2"


def test_a_case_that_stands_twice_is_one_fault(study: Study) -> None:
    study.add("cases", "C1", "Z", "genome", "HP:0000365", *[""] * 7)
    study.add("samples", "C2", "Z", ".", ".", "male", "yes")
    study.add("units", "Z", "L1", "", "", "Z.fq", "")
    (study.folder / "Z.fq").write_text("x")
    (fault,) = faults_of(study)
    assert (fault.file, fault.row, fault.problem) == ("cases.tsv", 3, "the case stands twice, first in row 2")


@pytest.mark.parametrize("affected", ["no", "yes"])
def test_a_parent_is_never_proposed_as_the_proband(study: Study, affected: str) -> None:
    study.put("cases", 2, "proband", "FAM-P")
    for sheet, row, column in (("samples", 4, "sample"), ("samples", 2, "mother"), ("units", 4, "sample")):
        study.put(sheet, row, column, "FAM-M")
    study.put("samples", 4, "affected", affected)
    (fault,) = faults_of(study)
    assert fault.problem == "the proband is not among the people of the case"
    assert "did you mean" not in fault.remedy


def test_a_person_whose_row_is_missing_is_told_of_once(study: Study) -> None:
    study.tables["samples"].pop(1)
    (fault,) = faults_of(study)
    assert (fault.file, fault.column, fault.value) == ("cases.tsv", "proband", "K")


def test_a_misspelt_sample_is_told_of_once(study: Study) -> None:
    study.put("units", 2, "sample", "Kk")
    study.put("samples", 2, "sample", "KK")
    study.put("cases", 2, "proband", "KK")
    (fault,) = faults_of(study)
    assert (fault.file, fault.row, fault.column, fault.value) == ("units.tsv", 2, "sample", "Kk")
    assert "did you mean 'KK'?" in fault.remedy


def test_the_reads_of_another_sample_are_told_of_once(study: Study) -> None:
    study.put("units", 3, "fastq_1", "K_R1.fastq.gz")
    study.put("units", 3, "fastq_2", "K_R2.fastq.gz")
    (fault,) = faults_of(study)
    assert (fault.row, fault.column, fault.value) == (3, "fastq_1", "K_R1.fastq.gz")
    assert "used twice, first in row 2, column fastq_1" in fault.problem


def test_a_proband_of_unknown_sex_is_no_fault(study: Study) -> None:
    study.put("samples", 2, "sex", "unknown")
    assert faults_of(study) == []


def test_a_folder_is_no_file(study: Study) -> None:
    (study.folder / "F_R3.fastq.gz").mkdir()
    study.put("units", 3, "fastq_2", "F_R3.fastq.gz")
    (fault,) = faults_of(study)
    assert fault.problem == "this is a folder, not a file"


def test_a_missing_sheet_is_one_fault_of_the_configuration(study: Study) -> None:
    config = study.write()
    (study.folder / "samples.tsv").unlink()
    with pytest.raises(InputError) as caught:
        load_sheets(load_config(config))
    (fault,) = caught.value.faults
    assert (fault.file, fault.column, fault.value) == (str(config), "sheets.samples", "samples.tsv")


def test_paths_are_found_from_the_working_directory_first(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "K_R1.fastq.gz").write_bytes(b"x")
    config = study.write()
    monkeypatch.chdir(run)
    unit = load_sheets(load_config(config)).units["K"][0]
    assert unit.files == (Path("K_R1.fastq.gz"), study.folder / "K_R2.fastq.gz")


def test_two_hundred_families_are_checked_in_a_second(study: Study) -> None:
    for name, keep in (("cases", 1), ("samples", 1), ("units", 1)):
        study.tables[name] = study.tables[name][:keep]
    for number in range(200):
        child, father, mother = (f"S{number:03}{role}" for role in "KFM")
        study.add("cases", f"C{number:03}", child, "genome", "HP:0000365,HP:0001250", *[""] * 7)
        study.add("samples", f"C{number:03}", child, father, mother, "male", "yes")
        study.add("samples", f"C{number:03}", father, "0", "0", "male", "no")
        study.add("samples", f"C{number:03}", mother, "0", "0", "female", "no")
        for sample in (child, father, mother):
            names = [f"{sample}_R{mate}.fastq.gz" for mate in (1, 2)]
            for name in names:
                (study.folder / name).touch()
            study.add("units", sample, "L1", "", "", *names)
    config = load_config(study.write())
    begin = time.process_time()
    sheets = load_sheets(config)
    assert time.process_time() - begin < 1.0  # 0.25 s of processor time when written
    assert len(sheets.cases) == 200
    assert len(sheets.units) == 600
