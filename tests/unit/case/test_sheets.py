"""Sheets: what a sound study says, and how cases, people and reads have to fit together."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tachkhis.case.config import load_config
from tachkhis.case.model import Affected
from tachkhis.case.model import Sex
from tachkhis.case.model import Test as Kind
from tachkhis.case.sheets import load_sheets
from tachkhis.errors import InputError

from .sheet_faults import faults_of
from .study import Study


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
