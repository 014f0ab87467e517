"""Where an action may not write: one line, status 2, and what stood there before stands there still."""

from __future__ import annotations

import errno
import gzip
import os
from pathlib import Path
from typing import Any

import pysam
import pytest

from tachkhis.cli import main
from unit.panel.cohorts import LENGTHS
from unit.panel.cohorts import PAR
from unit.panel.cohorts import build
from unit.panel.cohorts import faults
from unit.panel.cohorts import write_people
from unit.panel.cohorts import write_vcf
from unit.panel.panels import write_fasta


@pytest.fixture
def panel(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A panel of six people."""
    samples = [f"S{number}" for number in range(6)]
    lines = [f"chr1 {at} A C GT {' '.join(6 * ['1/1'])}" for at in range(100, 900, 100)]
    table = write_people(tmp_path / "p.tsv", *(f"{sample} female MA-01 no yes -" for sample in samples))
    assert build(tmp_path, "--variants", write_vcf(tmp_path / "in.vcf.gz", samples, lines), "--people", table) == 0
    capsys.readouterr()
    return tmp_path / "panel.vcf.gz"


def words(action: str, panel: Path, out: Path) -> list[str]:
    more = {"consensus": ["--fasta", str(panel.with_name("genome.fa")), "--par", PAR]}.get(action, [])
    return ["panel", action, "--panel", str(panel), "--out", str(out), *more]


def listed(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("action", ["publish", "summary", "consensus"])
def test_a_place_that_is_none_is_refused_before_any_work(
    action: str, panel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_fasta(panel.with_name("genome.fa"), {name: "A" * length for name, length in LENGTHS.items()})
    (panel.parent / "folder.vcf.gz").mkdir()
    before = listed(panel.parent)
    places = [panel.parent / "p.tsv" / "out.vcf.gz", Path("/proc/none/out.vcf.gz")]
    places += [panel.parent / "folder.vcf.gz", panel] if action == "publish" else [panel.parent / "p.tsv"]
    for out in places:
        assert main(words(action, panel, out)) == 2
        assert len(faults(capsys)) == 1
    assert listed(panel.parent) == before
    assert not [path for path in panel.parent.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("action", ["summary", "consensus"])
def test_a_disk_that_fills_up_is_one_line_and_no_half_folder(
    action: str, panel: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_fasta(panel.with_name("genome.fa"), {name: "A" * length for name, length in LENGTHS.items()})
    names = {"summary": "panel.summary.html", "consensus": "consensus.json"}
    real = Path.write_text

    def full(self: Path, *given: Any, **named: Any) -> int:
        if self.name == names[action]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))
        return real(self, *given, **named)

    monkeypatch.setattr(Path, "write_text", full)
    assert main(words(action, panel, panel.parent / "made")) == 2
    (line,) = faults(capsys)
    assert "the disk is full" in line
    assert not (panel.parent / "made").exists()
    assert not [path for path in panel.parent.iterdir() if path.name.startswith(".")]
    monkeypatch.undo()
    assert main(words(action, panel, panel.parent / "made")) == 0
    assert (panel.parent / "made" / names[action]).is_file()


def test_a_merge_does_not_write_over_a_panel_that_it_reads(panel: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = panel.read_bytes()
    given = ["panel", "merge", str(panel), str(panel), "--name", "N", "--version", "2", "--out", str(panel)]
    assert main(given) == 2
    (line,) = faults(capsys)
    assert "it would be written over" in line
    assert panel.read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("REGIONS=MA-01:12/12", "REGIONS=MA-01:12/x", "REGIONS MA-01"),
        ("\tPASS\t", "\t", "7 columns"),
        ("chr1\t100\t", "chr1\tabc\t", "POS"),
    ],
)
def test_a_malformed_record_is_one_line(
    old: str, new: str, said: str, panel: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = gzip.decompress(panel.read_bytes()).decode()
    assert old in text
    spoilt = panel.parent / "spoilt.vcf"
    spoilt.write_text(text.replace(old, new, 1))
    pysam.tabix_compress(str(spoilt), f"{spoilt}.gz")
    (panel.parent / "spoilt.vcf.gz.tbi").write_bytes(panel.with_name("panel.vcf.gz.tbi").read_bytes())
    assert main(["panel", "summary", "--panel", f"{spoilt}.gz", "--out", str(panel.parent / "page")]) == 2
    (line,) = faults(capsys)
    assert said in line
    assert main(["panel", "publish", "--panel", f"{spoilt}.gz", "--out", str(panel.parent / "out.vcf.gz")]) == 2
    assert len(faults(capsys)) == 1
    assert not (panel.parent / "page").exists()
    assert not (panel.parent / "out.vcf.gz").exists()
