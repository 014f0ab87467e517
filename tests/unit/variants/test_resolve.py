"""Founder rows are recomputed from the gene model: where gene, protein or coordinate disagree, the row is refused."""

from __future__ import annotations

import random
from pathlib import Path

import pysam
import pytest

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants.resolve import resolve_founders

#           ATG AAA CGT GGG GGG GAT CTT TAA
CODING = "ATGAAACGTGGGGGGGATCTTTAA"
BEFORE = "".join(random.Random(1).choices("ACGT", k=99)) + "C"
HEADER = "gene\ttranscript\tHGVSc\tHGVSp\tdisease\tOMIM\tpopulation\tfrequency\tPMID\tverified\tcoordinate\n"


@pytest.fixture
def fasta(tmp_path: Path) -> Path:
    path = tmp_path / "genome.fa"
    path.write_text(f">chr1\n{BEFORE}{CODING}{BEFORE}\n")
    pysam.faidx(str(path))
    return path


@pytest.mark.parametrize(
    ("row", "place", "why"),
    [
        ("GJB2 NM_1.1 c.8G>A p.(Arg3His)", ("chr1", 108, "G", "A"), None),
        ("GJB2 NM_1.1 c.8G>A p.(Arg3His) 1-108-G-A", ("chr1", 108, "G", "A"), None),  # 1 and chr1 are one contig
        ("GJB2 NM_1.1 c.8G>A p.(Arg3His) chr1-107-C-A", None, "coordinate_disagrees"),
        ("GJB2 NM_1.1 c.8G>A p.(Arg3His) chr1-108-C-A", None, "coordinate_disagrees"),  # no such base there
        ("GJB2 NM_1.1 c.8G>A p.(Arg3His) somewhere", None, "coordinate_disagrees"),
        ("GJB2 NM_1.1 c.8G>A p.(Arg3Cys)", None, "protein_disagrees"),
        ("GJB2 NM_1.1 c.8C>A p.?", None, "not_located"),  # the transcript has another base
        ("GJB2 NM_1.2 c.8G>A p.?", None, "not_located"),  # another version
        ("MYO7A NM_1.1 c.8G>A p.?", None, "gene_disagrees"),
        ("OTOF NM_1.1 c.8G>A p.?", None, "gene_not_in_model"),
        ("GJB2 NM_1.1 c.10del p.?", ("chr1", 109, "TG", "T"), None),  # not 3'-shifted, the same allele as c.15del
        ("GJB2 NM_1.1 c.15del p.? chr1-112-GG-G", ("chr1", 109, "TG", "T"), None),  # nor is this coordinate
        ("CYP21A2 NM_1.1 c.8G>A p.?", None, "unreachable"),
    ],
)
def test_a_row_is_placed_or_refused(
    fasta: Path, tmp_path: Path, row: str, place: tuple[str, int, str, str] | None, why: str | None
) -> None:
    gene, transcript, coding, protein, *coordinate = row.split()
    cells = (gene, transcript, coding, protein, "Deafness", "1", "Morocco", "2.65 %", "9", "yes", *coordinate)
    (tmp_path / "f.tsv").write_text(HEADER + "\t".join(cells) + "\n")
    end = 100 + len(CODING)
    model = GeneModel(
        [
            Transcript("NM_1.1", "GJB2", "g1", "protein_coding", "chr1", 1, ((100, end),), (100, end)),
            Transcript("NM_2.1", "MYO7A", "g2", "protein_coding", "chr1", 1, ((100, end),), (100, end)),
        ]
    )
    (site,) = resolve_founders(tmp_path / "f.tsv", fasta, model)
    found = None if site.contig is None else (site.contig, site.position, site.ref, site.alt)
    assert (found, site.why_not) == (place, why)
