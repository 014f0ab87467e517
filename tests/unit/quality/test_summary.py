"""Depth is judged where everybody has two copies; a gene's unread stretches are told by exon."""

from __future__ import annotations

import gzip
from pathlib import Path

from tachkhis.quality.depth import RegionDepth
from tachkhis.quality.summary import gene_coverage
from tachkhis.quality.summary import two_copies
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript


def region(contig: str) -> RegionDepth:
    return RegionDepth(contig, 0, 100, "G", 30.0, {10: 100, 20: 100})


def test_x_y_and_m_do_not_count_where_there_are_autosomes() -> None:
    rows = [region(name) for name in ("chr1", "chrX", "chrY", "chrM", "2")]
    assert [row.contig for row in two_copies(rows)] == ["chr1", "2"]


def test_a_request_on_x_alone_is_still_judged() -> None:
    assert [row.contig for row in two_copies([region("chrX")])] == ["chrX"]


def test_unread_stretches_are_clipped_to_exons_and_missing_genes_are_said(tmp_path: Path) -> None:
    """A gene on the minus strand: exon 1 is the last on the genome."""
    model = GeneModel([Transcript("T.1", "G1", "g", "protein_coding", "c", -1, ((100, 200), (300, 400)), (150, 350))])
    prefix = tmp_path / "p"
    for end, text in (
        ("regions", "c\t150\t200\tG1|exon_2/2\t20\nc\t300\t350\tG1|exon_1/2\t40\n"),
        (
            "thresholds",
            "#chrom\tstart\tend\tregion\t1X\t10X\t20X\t30X\nc\t150\t200\tx\t50\t40\t40\t0\nc\t300\t350\tx\t50\t50\t50\t50\n",
        ),
        ("quantized", "c\t0\t120\tlow\nc\t120\t190\tcallable\nc\t190\t250\tlow\nc\t250\t500\tcallable\n"),
    ):
        with gzip.open(f"{prefix}.{end}.bed.gz", "wt") as handle:
            handle.write(text)
    found, missing = gene_coverage(["G1", "G9"], model, prefix, 10)
    assert [(gap.contig, gap.start, gap.end, gap.label) for gap in found.unreadable] == [("c", 191, 200, "exon 2/2")]
    assert found.percent_callable == 90.0  # 10 of 100 coding bases
    assert found.mean_depth == 30.0
    assert missing.missing
