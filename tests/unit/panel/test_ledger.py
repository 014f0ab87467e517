"""The ledger holds every version of a panel: nothing is written over, nothing is torn, keys are told apart."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tachkhis.cli import main
from tachkhis.errors import InputError
from tachkhis.panel.ledger import Ledger
from tachkhis.panel.ledger import ledger_of_people
from tachkhis.panel.ledger import mark_of
from tachkhis.panel.ledger import read_ledger
from tachkhis.panel.ledger import read_sections
from tachkhis.panel.ledger import record
from unit.panel.cohorts import build
from unit.panel.cohorts import faults
from unit.panel.cohorts import sites
from unit.panel.cohorts import write_people
from unit.panel.cohorts import write_vcf

KEY = "0123456789abcdef0123456789abcdef"
ROWS = {name: f"{name} female - no yes -" for name in "ABCD"}


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    """Version 1 with A and B; one file holds everybody."""
    write_vcf(
        tmp_path / "in.vcf.gz", list("ABCD"), ["chr1 100 A C GT 0/1 1/1 0/1 0/1", "chr1 200 A C GT 0/1 0/0 0/0 1/1"]
    )
    (tmp_path / "key").write_text(KEY)
    return built(tmp_path, "AB")


def table(folder: Path, names: str) -> list[str]:
    others = [row.replace(" no yes ", " no no ") for name, row in ROWS.items() if name not in names]
    path = write_people(folder / f"{names}.tsv", *(ROWS[name] for name in names), *others)
    return ["--variants", str(folder / "in.vcf.gz"), "--people", str(path), *ledger(folder)]


def ledger(folder: Path, key: str = "key") -> list[str]:
    return ["--ledger", str(folder / "ledger"), "--key", str(folder / key)]


def built(folder: Path, names: str, out: str = "1.vcf.gz") -> Path:
    assert build(folder, *table(folder, names), "--max-kinship", "1", out=out) == 0
    return folder / out


def grown(folder: Path, panel: Path, names: str, version: str) -> int:
    words = ["panel", "add", "--panel", str(panel), *table(folder, names), "--version", version]
    return main([*words, "--max-kinship", "1", "--out", str(folder / f"{version}.vcf.gz")])


def withdrawn(folder: Path, panel: Path, name: str, version: str, *more: str) -> int:
    words = ["panel", "withdraw", "--panel", str(panel), "--sample", name, *table(folder, "ABCD"), *more]
    return main([*words, "--version", version, "--out", str(folder / f"{version}.vcf.gz")])


def versions(folder: Path) -> list[tuple[str, int]]:
    return [(one.version, len(one.digests)) for one in read_sections(folder / "ledger")]


def test_every_version_can_grow_and_shrink_after_the_next_was_made(tmp_path: Path, panel: Path) -> None:
    assert grown(tmp_path, panel, "C", "2") == 0
    assert grown(tmp_path, panel, "D", "1b") == 0  # from the first again
    assert withdrawn(tmp_path, panel, "A", "1c") == 0
    assert withdrawn(tmp_path, tmp_path / "2.vcf.gz", "C", "3") == 0
    assert versions(tmp_path) == [("1", 2), ("2", 3), ("1b", 3), ("1c", 1), ("3", 2)]
    assert sites(tmp_path / "1c.vcf.gz") == {"chr1-100-A-C": "2/2 hom 1 hemi 0"}
    assert sites(tmp_path / "3.vcf.gz") == sites(panel)


def test_a_version_is_not_written_over(tmp_path: Path, panel: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert grown(tmp_path, panel, "C", "2") == 0
    before, kept = (tmp_path / "ledger").read_bytes(), (tmp_path / "2.vcf.gz").read_bytes()
    faults(capsys)
    assert grown(tmp_path, panel, "D", "2") == 2
    (told,) = [line for line in faults(capsys) if "ledger" in line]
    assert "it holds version '2' of 'T' already, with other people; write another --version" in told
    assert withdrawn(tmp_path, panel, "A", "2") == 2
    assert build(tmp_path, *table(tmp_path, "ABC"), "--max-kinship", "1", out="other.vcf.gz") == 2
    assert (tmp_path / "ledger").read_bytes() == before
    assert (tmp_path / "2.vcf.gz").read_bytes() == kept
    assert not (tmp_path / "other.vcf.gz").exists()
    assert grown(tmp_path, panel, "C", "2") == 0  # the same again is the same
    assert (tmp_path / "ledger").read_bytes() == before


def test_another_key_is_told_before_somebody_is_counted_twice(
    tmp_path: Path, panel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(tmp_path / "key", tmp_path / "kept")
    (tmp_path / "key").write_text("f" * 32)
    faults(capsys)
    assert grown(tmp_path, panel, "A", "2") == 2
    (told,) = faults(capsys)
    assert "it was written with another key, and nobody would be recognised" in told
    assert (tmp_path / "key").read_text() not in (tmp_path / "ledger").read_text()
    shutil.copy(tmp_path / "kept", tmp_path / "key")
    assert grown(tmp_path, panel, "A", "2") == 2
    assert "the person is counted already" in faults(capsys)[0]


def test_forgetting_takes_out_the_versions_that_count_the_person(tmp_path: Path, panel: Path) -> None:
    assert grown(tmp_path, panel, "C", "2") == 0
    assert withdrawn(tmp_path, tmp_path / "2.vcf.gz", "C", "3", "--forget") == 0
    assert versions(tmp_path) == [("1", 2), ("3", 2)]
    assert withdrawn(tmp_path, tmp_path / "3.vcf.gz", "A", "4", "--forget") == 0
    assert versions(tmp_path) == [("4", 1)]
    assert read_sections(tmp_path / "ledger")[0].digests == ledger_of_people("T", "4", KEY.encode(), "B").digests


def test_runs_at_the_same_time_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    made = [ledger_of_people("T", str(n), KEY.encode(), [f"P{n}"]) for n in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: record(path, one), made))
    assert sorted(read_sections(path), key=lambda one: int(one.version)) == made
    assert [one.name for one in tmp_path.iterdir()] == ["ledger"]


def test_a_ledger_of_one_version_as_it_was_written_before_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    held = ledger_of_people("T", "1", KEY.encode(), "AB")
    old = ["# tachkhis panel ledger 1", "# name\tT", "# version\t1", *sorted(held.digests)]
    path.write_text("\n".join(old) + "\n")
    assert read_ledger(path, "T", "1", b"whatever the key") == Ledger("T", "1", held.digests)
    record(path, ledger_of_people("T", "2", KEY.encode(), "ABC"))
    assert [(one.version, one.key_mark) for one in read_sections(path)] == [("1", ""), ("2", mark_of(KEY.encode()))]


def test_a_ledger_of_another_panel_says_what_it_holds(tmp_path: Path) -> None:
    record(tmp_path / "ledger", ledger_of_people("T", "1", KEY.encode(), "A"))
    with pytest.raises(InputError, match="it is the ledger of 'T' version '1', the panel is 'U' version '1'"):
        read_ledger(tmp_path / "ledger", "U", "1")
    (tmp_path / "ledger").write_text("# tachkhis panel ledger 2\n# name\tT\n# version\t1\nxyz\n")
    with pytest.raises(InputError, match="row 4, value 'xyz': the line is no digest"):
        read_ledger(tmp_path / "ledger", "T", "1")


def test_withdrawal_says_that_the_files_lack_the_person(
    tmp_path: Path, panel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write_vcf(tmp_path / "other.vcf.gz", ["C"], ["chr1 100 A C GT 0/1"])
    words = ["panel", "withdraw", "--panel", str(panel), "--sample", "A", "--variants", str(other)]
    words += ["--people", str(write_people(tmp_path / "t.tsv", ROWS["A"], ROWS["C"])), *ledger(tmp_path)]
    faults(capsys)
    assert main([*words, "--version", "2", "--out", str(tmp_path / "2.vcf.gz")]) == 2
    (told,) = faults(capsys)
    assert told == "--variants, value 'A': none of the files holds this person; give the files with which the person was counted"  # fmt: skip
    write_people(tmp_path / "t.tsv", ROWS["B"])
    words[words.index(str(other))] = str(tmp_path / "in.vcf.gz")
    assert main([*words, "--version", "2", "--out", str(tmp_path / "2.vcf.gz")]) == 2
    (told,) = faults(capsys)
    assert "t.tsv, column sample, value 'A': the person is missing from the table; add their row" in told
