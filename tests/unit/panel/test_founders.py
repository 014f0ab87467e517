"""The founder table: which rows can be looked for, and why the others cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.errors import InputError
from tachkhis.panel.founders import SHIPPED
from tachkhis.panel.founders import find_founder
from tachkhis.panel.founders import read_founders

HEADER = "gene\ttranscript\tHGVSc\tHGVSp\tdisease\tOMIM\tpopulation\tfrequency\tPMID\tverified\n"


def table(tmp_path: Path, *rows: tuple[str, str, str, str]) -> Path:
    """Rows of gene, transcript, name, verified."""
    path = tmp_path / "founders.tsv"
    lines = (
        f"{gene}\t{tx}\t{name}\tp.?\tdisease\t1\tMorocco\t1 %\t9\t{verified}\n" for gene, tx, name, verified in rows
    )
    path.write_text("# synthetic\n" + HEADER + "".join(lines))
    return path


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("GJB2", "NM_1.2", "c.35del", "yes"), None),
        (("LRRK2", "NM_1.2", "c.6055G>A", "yes"), None),
        (("XPC", "NM_1.2", "c.1643_1644del", "yes"), None),
        (("RFXANK", "NM_1.2", "c.338-25_338del", "yes"), None),
        (("G", "NM_1.2", "c.10_11insAC", "yes"), None),
        (("G", "NM_1.2", "c.10_12delinsA", "yes"), None),
        (("G", "NM_1.2", "c.-23+1G>A", "yes"), None),
        (("WRN", "NM_1.2", "c.2179dup", "partly"), "not_verified"),
        (("CFTR", "NM_1.2", "c.1521_1523del", "no"), "not_verified"),
        (("CYP21A2", "NM_1.2", "c.955C>T", "yes"), "unreachable"),
        (("PRKN", "NM_1.2", "exon deletions (e.g. ex3-5)", "yes"), "no_plain_name"),
        (("FANCA", "NM_1.2", "-", "yes"), "no_plain_name"),
        (("G", "-", "c.35del", "yes"), "no_plain_name"),
    ],
)
def test_which_rows_can_be_looked_for(tmp_path: Path, row: tuple[str, str, str, str], why: str | None) -> None:
    (found,) = read_founders(table(tmp_path, row))
    assert found.why_not_tested == why
    assert found.usable is (why is None)


def test_the_shipped_table_is_whole_and_honest() -> None:
    rows = read_founders(SHIPPED)
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    assert len(rows) == len(lines) - 1
    usable = {(row.gene, row.hgvs_c) for row in rows if row.usable}
    assert {("GJB2", "c.35del"), ("SGCG", "c.525del"), ("LRRK2", "c.6055G>A")} <= usable
    assert not {gene for gene, _ in usable} & {"CYP21A2", "SMN1", "HBA1/HBA2", "PRKN", "CFTR", "WRN"}
    assert all(row.verified == "yes" for row in rows if row.usable)


def test_a_flag_finds_its_row_by_gene_or_accession(tmp_path: Path) -> None:
    rows = read_founders(
        table(
            tmp_path,
            ("A", "NM_1.2", "c.35del", "yes"),
            ("B", "NM_7.1", "c.35del", "yes"),
            ("B", "NM_7.1", "c.3A>G", "yes"),
        )
    )
    assert find_founder(rows, "B NM_7.1:c.35del") == rows[1]
    assert find_founder(rows, "NM_7.4:c.35del") == rows[1]  # another version of the transcript
    assert find_founder(rows, "B NM_7.1:c.35dup") is None
    assert find_founder(rows, "C NM_9.1:c.35del") is None


def test_an_unverified_row_lends_its_words_to_no_report(tmp_path: Path) -> None:
    rows = read_founders(table(tmp_path, ("B", "NM_7.1", "c.35del", "no"), ("B", "NM_7.1", "c.35del", "yes")))
    assert find_founder(rows, "B NM_7.1:c.35del") is rows[1]
    assert find_founder(rows[:1], "B NM_7.1:c.35del") is None


def test_faults_name_row_and_column(tmp_path: Path) -> None:
    path = tmp_path / "f.tsv"
    path.write_text(HEADER + "\tNM_1.2\t\tp.?\td\t1\tm\t1\t9\tyes\n")
    with pytest.raises(InputError) as caught:
        read_founders(path)
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(2, "gene"), (2, "HGVSc")]
    path.write_text("gene\tname\n")
    with pytest.raises(InputError) as caught:
        read_founders(path)
    assert len(caught.value.faults) == 9  # every column but gene
    with pytest.raises(InputError):
        read_founders(tmp_path / "absent.tsv")
