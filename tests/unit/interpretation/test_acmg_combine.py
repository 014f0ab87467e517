"""Points, classes, and the table of Richards 2015; agreement with ClinGen's experts."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.cli import main
from tachkhis.interpretation.acmg.combine import CODES
from tachkhis.interpretation.acmg.combine import STRENGTHS
from tachkhis.interpretation.acmg.combine import Code
from tachkhis.interpretation.acmg.combine import class_2015
from tachkhis.interpretation.acmg.combine import combined_class
from tachkhis.interpretation.acmg.combine import parse_code
from tachkhis.interpretation.acmg.combine import total_points

from .families import benchmarks


def codes(text: str) -> list[Code]:
    return [parse_code(part) for part in text.split()]


@pytest.mark.parametrize(
    ("written", "points", "by_points", "by_table"),
    [
        ("PVS1 PM2_Supporting", 9, "LP", "LP"),  # SVI: very strong with one supporting
        ("PVS1 PS3", 12, "P", "P"),
        ("PVS1 PM1", 10, "LP", "LP"),  # the table decides between P and LP where the two differ
        ("PS1 PS2", 8, "P", "P"),
        ("PS1 PS2 PM2_Supporting", 9, "P", "P"),
        ("PS1 PS2 PM1 BP4", 9, "LP", "P"),  # mixed: the points of P are needed as well
        ("PM1 PM4 PM5 PM6 PP1 PP2 PP3", 11, "LP", "LP"),  # nothing strong
        ("PM1 PM4 PM5 PM6 PP1 PP2 PP3 PP4", 12, "P", "LP"),  # more than any sum in dispute
        ("PM1 PM2 PM5", 6, "LP", "LP"),
        ("PM1 PM2", 4, "VUS", "VUS"),
        ("PS3 PP1 PP3", 6, "LP", "LP"),
        ("", 0, "VUS", "VUS"),
        ("BP4", -1, "VUS", "VUS"),  # a lone supporting benign stays VUS
        ("BP4 BP7", -2, "LB", "LB"),
        ("PM2_Supporting BP4 BP7", -1, "LB", "LB"),  # two benign criteria: not lone
        ("PM1 PP1 BS1", -1, "VUS", "VUS"),  # one benign criterion, however strong
        ("BS1", -4, "LB", "VUS"),
        ("BS1 BP4", -5, "LB", "LB"),
        ("BS1 BS2", -8, "B", "B"),
        ("BS1 BS2 PM2_Supporting", -7, "B", "B"),
        ("BS1 BP4 BP5 BP7", -7, "LB", "LB"),
        ("BS1 BP1 BP4 BP5 BP7", -8, "B", "LB"),
        ("BA1", 0, "B", "B"),
        ("BA1 PM5 PM1", 4, "B", "B"),  # stand-alone
        ("BA1 PVS1 PS1", 12, "B", "VUS"),  # no patient counted: stand-alone
        ("BA1 PVS1 PM3_VeryStrong", 16, "P", "VUS"),  # refuted by patients
        ("BA1 PM3_Strong PP1 PP3", 6, "VUS", "VUS"),  # patients contradict: a person judges
        ("PVS1 PS1 BS1 BS2", 4, "VUS", "VUS"),
        ("PP5 PM2_Supporting", 1, "VUS", "VUS"),  # retired: counts for nothing
        ("BP6 BP4", -1, "VUS", "VUS"),
        ("PVS1_Strong PM2_Supporting PM3_VeryStrong", 13, "P", "P"),
    ],
)
def test_gold_table(written: str, points: int, by_points: str, by_table: str) -> None:
    found = codes(written)
    assert (total_points(found), combined_class(found).value) == (points, by_points)
    assert class_2015(found).value == by_table


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("PVS1", Code("PVS1", "very_strong")),
        ("PM3_Very Strong", Code("PM3", "very_strong")),
        ("BA1_StandAlone", Code("BA1", "stand_alone")),
        ("pm2", None),
        ("PM2_Weak", None),
        ("PM9", None),
        ("PM2_StandAlone", None),
        ("BA1_Strong", None),
    ],
)
def test_codes_as_people_write_them(written: str, code: Code | None) -> None:
    if code is None:
        with pytest.raises(ValueError, match=r"code|strength"):
            parse_code(written)
    else:
        assert parse_code(written) == code


CODE = st.builds(Code, st.sampled_from(sorted(CODES - {"BA1", "PP5", "BP6"})), st.sampled_from(STRENGTHS))
ORDER = ["B", "LB", "VUS", "LP", "P"]


@given(st.lists(CODE, max_size=8), CODE)
def test_more_evidence_moves_the_class_its_own_way(some: list[Code], one: Code) -> None:
    before, after = (ORDER.index(combined_class(c).value) for c in (some, [*some, one]))
    assert after <= before if one.benign else after >= before


@given(st.permutations([*codes("PVS1 PM2_Supporting BS1 BP4 PP3 PM5")]))
def test_order_does_not_matter(shuffled: list[Code]) -> None:
    assert combined_class(shuffled).value == "LP"  # 8 + 1 - 4 - 1 + 1 + 2 = 7
    assert total_points(shuffled) == 7


def read_table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter="\t"))


def test_agreement_with_experts_on_the_development_half(tmp_path: Path) -> None:
    """The bar is 96 % and one opposite call in a thousand; 93.7 % by the table was measured elsewhere (clinical.md)."""
    table = benchmarks() / "acmg_erepo_dev.tsv"
    out = tmp_path / "out.tsv"
    assert main(["acmg", "combine", "--table", str(table), "--out", str(out)]) == 0
    rows = read_table(table)
    found = {row["uuid"]: row for row in read_table(out)}
    assert len(found) == len(rows)
    judged = [(row["final_class"], found[row["uuid"]]) for row in rows if row["criteria_met"]]
    assert len(judged) == 1899
    assert sum(final == row["class"] for final, row in judged) / len(judged) >= 0.98
    sides = {"P": 1, "LP": 1, "VUS": 0, "LB": -1, "B": -1}
    assert not [row for final, row in judged if sides[final] * sides[row["class"]] < 0]
    assert sum(final == row["class_2015"] for final, row in judged) / len(judged) == pytest.approx(0.937, abs=0.0005)


def test_a_bad_table_gives_one_line_per_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "t.tsv"
    table.write_text("uuid\tcriteria_met\na\tPVS1;PM77\n# a comment\nb\tPM2_Weak\n")
    assert main(["acmg", "combine", "--table", str(table), "--out", str(tmp_path / "o.tsv")]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "row 2" in lines[0]
    assert "PM77" in lines[0]
    assert "row 4" in lines[1]


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("PS1;PS1", "PS1"),
        ("PM1;PM1;PM1", "PM1"),
        ("PS1_Moderate;PS1", "PS1"),  # the strongest, in either order
        ("PM2;PM2_Supporting;BS1", "PM2;BS1"),
        ("BS1;BS1", "BS1"),
        ("PVS1;PP3", "PVS1;PP3"),  # two codes: the experts' own choice
    ],
)
def test_a_code_counts_once_at_its_strongest(written: str, counted: str, tmp_path: Path) -> None:
    table, out = tmp_path / "t.tsv", tmp_path / "o.tsv"
    table.write_text(f"uuid\tcriteria_met\nwritten\t{written}\ncounted\t{counted}\n")
    assert main(["acmg", "combine", "--table", str(table), "--out", str(out)]) == 0
    found, wanted = (list(row.values())[1:] for row in read_table(out))
    assert found == wanted


def test_a_uuid_has_one_list_of_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, out = tmp_path / "t.tsv", tmp_path / "o.tsv"
    table.write_text("uuid\tcriteria_met\na\tPVS1;PM2\nb\tPM2\na\tPM2;PVS1\n")  # the same, written again
    assert main(["acmg", "combine", "--table", str(table), "--out", str(out)]) == 0
    assert [row["uuid"] for row in read_table(out)] == ["a", "b", "a"]
    table.write_text("uuid\tcriteria_met\na\tPVS1\nb\tPM2\na\tPM2\n")
    assert main(["acmg", "combine", "--table", str(table), "--out", str(out)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "row 4" in line
    assert "other codes in row 2" in line


def test_a_table_without_its_columns_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "t.tsv"
    table.write_text("id\tcodes\n")
    assert main(["acmg", "combine", "--table", str(table), "--out", str(tmp_path / "o.tsv")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
