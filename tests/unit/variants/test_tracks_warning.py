"""``tachkhis tracks``: a panel that cannot say which of its frequencies are too high is told when a case's tracks are made."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.cli import main
from unit.panel.panels import info
from unit.panel.panels import write_fasta
from unit.panel.panels import write_genes
from unit.panel.panels import write_panel


@pytest.mark.parametrize(("par", "times"), [("X:1-9,Y:1-9 and not told", 1), ("X:1-9,Y:1-9", 0)])
def test_a_merge_of_before_partial_records_were_marked_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], par: str, times: int
) -> None:
    fasta = write_fasta(tmp_path / "ref.fa", {"chr1": "ACGT" * 500, "chrX": "ACGT" * 250})
    genes = write_genes(tmp_path / "genes.gtf", {"AAA": ("chr1", 1, 100)})
    panel = write_panel(tmp_path, [("chr1", 5, "A", "G", info(6, 218))], par=par)
    made = ["tracks", "--track", f"panel={panel}", "--fasta", str(fasta), "--genes", str(genes)]
    assert main([*made, "--summary", str(tmp_path / "out" / "tracks.json")]) == 0
    said = capsys.readouterr().err.splitlines()
    assert len([line for line in said if "merge that was written before" in line]) == times
