"""Where a first result is called: requested genes from end to end, no further than the whole analysis goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.cli import main
from tachkhis.quality.requested import common
from tachkhis.quality.requested import gene_spans
from tachkhis.quality.requested import requested_places
from tachkhis.reference.genes import GeneModel

FLANK, MARGIN = 1000, 100
GTF = """chr1\tx\texon\t5001\t5100\t.\t+\t.\tgene_id "1"; transcript_id "T1"; gene_name "ONE";
chr1\tx\texon\t8001\t8100\t.\t+\t.\tgene_id "1"; transcript_id "T1"; gene_name "ONE";
chr1\tx\texon\t9001\t9100\t.\t+\t.\tgene_id "1"; transcript_id "T2"; gene_name "ONE";
chr2\tx\texon\t501\t900\t.\t-\t.\tgene_id "2"; transcript_id "T3"; gene_name "TWO";
chrM\tx\texon\t101\t900\t.\t+\t.\tgene_id "3"; transcript_id "T4"; gene_name "MITO";
"""
CONTIGS = ["chr1", "chr2", "chrM"]
WHOLE = [("chr1", 0, 20_000), ("chr2", 0, 1_500)]


@pytest.fixture
def model(tmp_path: Path) -> GeneModel:
    (tmp_path / "genes.gtf").write_text(GTF)
    return GeneModel.load(tmp_path / "genes.gtf")


def test_a_gene_reaches_from_the_first_to_the_last_transcript(model: GeneModel) -> None:
    assert gene_spans(["ONE"], model, FLANK) == [("chr1", 4000, 10_100)]
    assert gene_spans(["TWO", "ABSENT"], model, FLANK) == [("chr2", 0, 1900)]


def test_a_caller_gets_a_margin_and_the_analysis_its_bounds(model: GeneModel) -> None:
    places = requested_places(["TWO", "ONE"], model, WHOLE, CONTIGS)
    assert places.reported == [("chr1", 4000, 10_100), ("chr2", 0, 1500)]
    assert places.called == [("chr1", 4000 - MARGIN, 10_100 + MARGIN), ("chr2", 0, 1500)]


def test_a_cut_between_intervals_is_none_here(model: GeneModel) -> None:
    parted = [("chr1", 0, 6000), ("chr1", 6000, 20_000), ("chr2", 0, 1500)]
    assert requested_places(["ONE"], model, parted, CONTIGS) == requested_places(["ONE"], model, WHOLE, CONTIGS)


def test_of_an_exome_only_targets_are_called(model: GeneModel) -> None:
    targets = [("chr1", 4950, 5150), ("chr1", 15_000, 15_200)]
    assert requested_places(["ONE"], model, targets, CONTIGS).reported == [("chr1", 4950, 5150)]


def test_the_mitochondrial_genome_has_a_caller_of_its_own(model: GeneModel) -> None:
    """One base stands for nothing: callers take an empty list for everything."""
    assert requested_places(["MITO"], model, WHOLE, CONTIGS).called == [("chr1", 0, 1)]


def test_what_two_lists_share() -> None:
    assert common([("a", 0, 10), ("b", 5, 9)], [("a", 8, 20), ("b", 0, 5)]) == [("a", 8, 10)]


def test_the_command_writes_both_files(tiny: Path, tmp_path: Path) -> None:
    from tachkhis.case.config import load_config
    from tachkhis.case.request import Request
    from tachkhis.case.sheets import load_sheets
    from tachkhis.reference.prepare import prepare_reference
    from tachkhis.reference.prepare import write_intervals

    config = load_config(tiny / "config.yaml")
    request = tmp_path / "request.json"
    request.write_text(Request.of(config, load_sheets(config), "TINY-A").to_json())
    fasta = tmp_path / "reference" / "genome.fa"
    prepare_reference(tiny / "genome.fa", fasta)
    parts = [tmp_path / name for name in ("1.bed", "2.bed", "c1.bed", "c2.bed")]
    write_intervals(fasta, None, parts[:2], parts[2:], tmp_path / "calibration.bed")
    files = {name: tmp_path / f"{name}.bed" for name in ("reported", "called")}
    command = ["requested", "--request", request, "--fasta", fasta, "--genes", tiny / "genes.gtf"]
    command += ["--intervals", *parts[:2], "--reported", files["reported"], "--called", files["called"]]
    assert main([str(word) for word in command]) == 0
    rows = [line.split("\t") for line in files["reported"].read_text().splitlines()]
    assert [row[0] for row in rows] == ["chr1", "chr2", "chrX"]  # SGCG, GAA, DMD of the recipe
    bases = {
        name: sum(int(e) - int(s) for _, s, e in (r.split() for r in f.read_text().splitlines()))
        for name, f in files.items()
    }
    assert bases["called"] == bases["reported"] + 2 * 3 * MARGIN
