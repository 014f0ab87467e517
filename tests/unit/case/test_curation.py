"""The curation file and the tables on genes: what sound ones say, and one fault for each thing that can be wrong."""

from __future__ import annotations

import pytest

from tachkhis.case.config import load_config
from tachkhis.case.curation import in_force
from tachkhis.case.gene_tables import Constraint
from tachkhis.case.gene_tables import GeneTables
from tachkhis.case.gene_tables import Hotspot
from tachkhis.case.model import Curation
from tachkhis.case.request import Request
from tachkhis.case.sheets import load_sheets
from tachkhis.errors import InputError

from .study import CONFIG
from .study import Study

HEADER = ["case", "variant", "code", "strength", "reason", "author", "date"]
ROW = ["C1", "chr1-20-A-G", "PS3", "strong", "essai fonctionnel, PMID 1", "Dr A", "2026-03-01"]


def curated(study: Study, *rows: list[str]) -> Study:
    study.config = CONFIG.replace("  gene_panels:", "  curation: curation.tsv\n  gene_panels:")
    study.tables["curation"] = [HEADER, *rows]
    return study


def changed(column: str, value: str) -> list[str]:
    return [value if name == column else cell for name, cell in zip(HEADER, ROW, strict=True)]


def test_a_sound_row_goes_with_its_case_and_through_the_request(study: Study) -> None:
    config = load_config(curated(study, ROW).write())
    sheets = load_sheets(config)
    assert sheets.curation == (Curation(*ROW),)
    request = Request.of(config, sheets, "C1")
    assert request.curation == sheets.curation
    assert Request.from_json(request.to_json()).curation == sheets.curation
    assert request.data_only().curation == ()  # nothing is aligned or called again


@pytest.mark.parametrize(
    ("column", "value", "problem", "remedy"),
    [
        ("case", "C2", "no such case", "write the id of a case"),
        ("variant", "chr1:20A>G", "not of the form", "CHROM-POS-REF-ALT"),
        ("variant", "chr1-0-A-G", "not of the form", "CHROM-POS-REF-ALT"),
        ("variant", "chr1-20-A-<DEL>", "not of the form", "CHROM-POS-REF-ALT"),
        ("code", "PS5", "not known", "did you mean"),
        ("code", "PP5", "not known", "write one of"),  # retired
        ("code", "BP6", "not known", "write one of"),
        ("strength", "medium", "not known", "write one of"),
        ("strength", "stand_alone", "does not go with PS3", "stand_alone for BA1"),
        ("reason", "", "empty", "reason"),
        ("author", ".", "empty", "name"),
        ("date", "01/03/2026", "not of the form", "YYYY-MM-DD"),
        ("date", "2026-02-30", "no calendar", "YYYY-MM-DD"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(study: Study, column: str, value: str, problem: str, remedy: str) -> None:
    with pytest.raises(InputError) as raised:
        load_sheets(load_config(curated(study, changed(column, value)).write()))
    (fault,) = raised.value.faults
    assert (fault.file, fault.row, fault.column) == ("curation.tsv", 2, column)
    assert problem in fault.problem
    assert remedy in fault.remedy


def test_ba1_stands_alone(study: Study) -> None:
    row = changed("code", "BA1")
    with pytest.raises(InputError, match="does not go with BA1"):
        load_sheets(load_config(curated(study, row).write()))
    row[HEADER.index("strength")] = "stand_alone"
    assert load_sheets(load_config(curated(study, row).write())).curation[0].strength == "stand_alone"


def test_two_decisions_of_one_day_on_one_code_are_a_fault_however_the_contig_is_written(study: Study) -> None:
    with pytest.raises(InputError, match="decided twice"):
        load_sheets(load_config(curated(study, ROW, changed("variant", "1-20-A-G")).write()))


def test_of_several_days_the_latest_counts_wherever_it_stands() -> None:
    old, new = Curation(*ROW), Curation(*changed("date", "2026-03-02"))
    assert in_force((new, old)) == (new,)
    assert in_force((old, new)) == (new,)
    other = Curation(*changed("code", "PP1"))
    assert in_force((old, other)) == (old, other)


TABLES = {
    "hotspots": [["gene", "first", "last", "name", "source"], ["GJB2", "10", "20", "domaine", "PMID 1"]],
    "constraint": [["gene", "missense_z", "mechanism", "source"], ["GJB2", "3.1", "both", "PMID 1"]],
    "diseases": [
        ["gene", "disease", "mode", "prevalence", "onset", "source"],
        ["GJB2", "surdité", "recessive", "1e-3", "childhood", "PMID 1"],
    ],
}


def with_tables(study: Study) -> Study:
    study.config = CONFIG + "".join(f"  {name}: {name}.tsv\n" for name in TABLES)
    study.tables |= {name: [list(row) for row in rows] for name, rows in TABLES.items()}
    return study


def test_the_tables_on_genes_are_read_with_their_defaults(study: Study) -> None:
    config = load_config(with_tables(study).write())
    load_sheets(config)
    tables = GeneTables.load(config.resources)
    assert tables.hotspots == {"GJB2": (Hotspot("GJB2", 10, 20, "domaine", "PMID 1", "moderate", critical=False),)}
    assert tables.constraint == {"GJB2": Constraint("GJB2", "both", "PMID 1", 3.1)}
    (disease,) = tables.diseases["GJB2"]
    assert (disease.prevalence, disease.penetrance, disease.onset, disease.bs1) == (0.001, 1.0, "childhood", None)
    assert tables.given == {"hotspots", "constraint", "diseases"}


@pytest.mark.parametrize(
    ("table", "column", "value", "problem"),
    [
        ("hotspots", "first", "21", "ends before it starts"),
        ("hotspots", "first", "0", "not of the form"),
        ("hotspots", "gene", "gjb2", "not of the form"),
        ("constraint", "mechanism", "gain", "not known"),
        ("constraint", "missense_z", "high", "not of the form"),
        ("diseases", "prevalence", "0", "not of the form"),
        ("diseases", "prevalence", "1.5", "not of the form"),
        ("diseases", "prevalence", "1 in 1000", "not of the form"),
        ("diseases", "mode", "AR", "not known"),
        ("diseases", "source", "", "empty"),
    ],
)
def test_what_is_wrong_in_a_table_is_told_at_the_start(
    study: Study, table: str, column: str, value: str, problem: str
) -> None:
    rows = with_tables(study).tables[table]
    rows[1][rows[0].index(column)] = value
    with pytest.raises(InputError) as raised:
        load_sheets(load_config(study.write()))
    (fault,) = raised.value.faults
    assert (fault.file, fault.row) == (f"{table}.tsv", 2)
    assert problem in fault.problem


def test_a_gene_stands_once_in_the_table_of_constraint(study: Study) -> None:
    rows = with_tables(study).tables["constraint"]
    rows.append(list(rows[1]))
    with pytest.raises(InputError, match="stands twice"):
        load_sheets(load_config(study.write()))


@pytest.mark.parametrize("name", ["curation", *TABLES])
def test_a_file_that_is_not_there_is_one_fault(study: Study, name: str) -> None:
    path = curated(with_tables(study), ROW) if name == "curation" else with_tables(study)
    written = path.write()
    (study.folder / f"{name}.tsv").unlink()
    with pytest.raises(InputError) as raised:
        load_sheets(load_config(written))
    section = "sheets" if name == "curation" else "resources"
    assert [fault.column for fault in raised.value.faults] == [f"{section}.{name}"]
