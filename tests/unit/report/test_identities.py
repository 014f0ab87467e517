"""Identities: read at rendering only, printed in the report only."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from tachkhis.case.identities import read_identities
from tachkhis.cli import main
from tachkhis.errors import InputError

from . import examples
from .conftest import squeeze

HEADER = "sample\tfamily_name\tgiven_names\tbirth_date\tsex_at_birth\trecord_number\n"
ROW = "A-ENF\tBENNANI-#1\tSalma \u0633\u0644\u0645\u0649\t2019-03-14\tfemale\tIPP-77\n"


def write(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "identities.tsv"
    path.write_text(content, encoding="utf-8")
    return path


def report(tmp_path: Path, identities: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit status, everything printed, and the text of the report."""
    case = tmp_path / "case.json"
    case.write_text(examples.homozygous_founder().model_dump_json(by_alias=True), encoding="utf-8")
    out = tmp_path / "report.pdf"
    arguments = ["report", str(case), "--out", str(out), "--identities", str(write(tmp_path, identities))]
    status = main(arguments)
    printed = capsys.readouterr()
    words = ""
    if out.exists():
        words = squeeze(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(out.read_bytes())).pages))
    return status, printed.out + printed.err, words


def test_the_identity_of_the_proband_is_printed_and_nothing_is_logged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    others = "A-PERE\tTAZI\tOmar\t1980-01-02\tmale\tIPP-78\nZ-9\tALAOUI\tNora\t\t\t\n"
    status, printed, words = report(tmp_path, HEADER + "# note\n" + ROW + others, capsys)
    assert (status, printed) == (0, "")
    for expected in ("Nom BENNANI-#1", "Salma", "14/03/2019", "IPP-77"):
        assert expected in words
    assert "TAZI" not in words  # a relative's identity does not belong in the proband's report
    assert "ALAOUI" not in words
    assert "Identité jointe à la signature" not in words


def test_identities_stay_out_of_the_metadata(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report(tmp_path, HEADER + ROW, capsys)
    metadata = PdfReader(tmp_path / "report.pdf").metadata
    assert metadata is not None
    assert not any("BENNANI" in str(value) for value in metadata.values())


def test_without_identity_there_are_lines_to_fill(pages: Callable[[str], list[str]]) -> None:
    assert "Identité jointe à la signature" in pages("homozygous_founder")[0]


def test_an_identity_of_the_other_sex_is_pointed_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, _, words = report(tmp_path, HEADER + ROW.replace("female", "male"), capsys)
    assert "Le sexe de l’identité diffère du sexe déclaré" in words


def test_faults_name_row_and_column_and_never_a_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ROW.replace("2019-03-14", "14/03/2019") + ROW.replace("\tfemale", "\tfille") + "X\tBENNANI\n"
    status, printed, _ = report(tmp_path, HEADER + rows, capsys)
    assert status == 2
    assert "row 2, column birth_date" in printed
    assert "row 3, column sex_at_birth" in printed
    assert "row 4" in printed
    for secret in ("BENNANI", "14/03/2019", "fille", "IPP-77", "Salma"):
        assert secret not in printed
    assert len(printed.strip().splitlines()) == 3


@pytest.mark.parametrize("content", ["", "sample\tname\n", HEADER + ROW + ROW])
def test_a_malformed_file_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError):
        read_identities(write(tmp_path, content))


def test_an_identity_has_no_readable_form(tmp_path: Path) -> None:
    assert "BENNANI" not in repr(read_identities(write(tmp_path, HEADER + ROW)))
