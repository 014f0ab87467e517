"""Founder rows are recomputed from the gene model: where gene, protein or coordinate disagree, the row is refused."""

from __future__ import annotations

import random
from pathlib import Path

import pysam
import pytest

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants.resolve import resolve_founders
from tachkhis.variants.sites import Site

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


def sites(fasta: Path, folder: Path, rows: list[tuple[str, ...]]) -> list[Site]:
    (folder / "f.tsv").write_text(HEADER + "".join("\t".join(cells) + "\n" for cells in rows))
    end = 100 + len(CODING)
    model = GeneModel(
        [
            Transcript("NM_1.1", "GJB2", "g1", "protein_coding", "chr1", 1, ((100, end),), (100, end)),
            Transcript("NM_2.1", "MYO7A", "g2", "protein_coding", "chr1", 1, ((100, end),), (100, end)),
        ]
    )
    return list(resolve_founders(folder / "f.tsv", fasta, model))


@pytest.mark.parametrize(
    ("row", "place", "why"),
    [
        ("GJB2 NM_1.1 c.8G>A p.(Arg3His)", ("chr1", 108, "G", "A"), None),
        ("GJB2 NM_1.1 c.8G>A p.(Arg3His) 1-108-G-A", ("chr1", 108, "G", "A"), None),  # 1 and chr1 are one contig
        ("GJB2 NM_1.1 c.8G>A p.(Arg3His) chr1-107-C-A", None, "coordinate_disagrees"),
        ("GJB2 NM_1.1 c.8G>A p.(Arg3His) chr1-108-C-A", None, "coordinate_disagrees"),  # no such base there
        ("GJB2 NM_1.1 c.8G>A p.(Arg3His) somewhere", None, "coordinate_disagrees"),
        ("GJB2 NM_1.1 c.8G>A p.(Arg3Cys)", None, "protein_disagrees"),
        ("GJB2 NM_1.1 c.8G>A p.Arg3Cys", None, "protein_disagrees"),
        ("GJB2 NM_1.1 c.8G>A p.R3C", None, "protein_disagrees"),
        ("GJB2 NM_1.1 c.8G>A p.Arg3His", ("chr1", 108, "G", "A"), None),
        ("GJB2 NM_1.1 c.8G>A p.R3H", ("chr1", 108, "G", "A"), None),
        ("GJB2 NM_1.1 c.7C>T p.Arg3Cys chr1-107-C-T", ("chr1", 107, "C", "T"), None),
        ("GJB2 NM_1.1 c.7C>T p.(Arg3Cys) chr1-107-C-G", None, "coordinate_disagrees"),  # the place, another allele
        ("GJB2 NM_1.1 c.4del p.(Lys2fs)", ("chr1", 103, "GA", "G"), None),
        ("GJB2 NM_1.1 c.4del p.(Arg3fs)", None, "protein_disagrees"),
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
    (site,) = sites(fasta, tmp_path, [cells])
    found = None if site.contig is None else (site.contig, site.position, site.ref, site.alt)
    assert (found, site.why_not) == (place, why)


def row(
    coding: str, verified: str, transcript: str = "NM_1.1", protein: str = "p.?", gene: str = "GJB2"
) -> tuple[str, ...]:
    return (gene, transcript, coding, protein, f"disease {verified}", "1", "Morocco", "2.65 %", "9", verified)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row("c.8G>A", "yes"), row("c.8G>A", "no")], [("c.8G>A", None)]),
        ([row("c.8G>A", "no"), row("c.8G>A", "yes")], [("c.8G>A", None)]),
        ([row("c.10del", "no"), row("c.15del", "yes")], [("c.15del", None)]),  # other names of one allele
        ([row("c.8G>A", "yes"), row("c.8G>A", "yes", protein="p.(Arg3Cys)")], [("c.8G>A", None)]),
        ([row("c.15del", "yes"), row("c.10del", "yes")], [("c.15del", None)]),
        ([row("c.8G>A", "no"), row("c.8G>A", "partly")], [("c.8G>A", "not_verified")]),
        ([row("c.8G>A", "yes"), row("c.7C>T", "no")], [("c.8G>A", None), ("c.7C>T", "not_verified")]),
        (
            [row("c.8G>A", "yes", gene="CYP21A2"), row("c.8G>A", "yes", gene="CYP21A2")],
            [("c.8G>A", "unreachable")],
        ),
        ([row("-", "no", "-"), row("-", "yes", "-")], [("-", "not_verified"), ("-", "no_plain_name")]),
    ],
)
def test_rows_of_one_allele_are_one_site_that_is_never_tested_and_not_tested_at_once(
    fasta: Path, tmp_path: Path, rows: list[tuple[str, ...]], expected: list[tuple[str, str | None]]
) -> None:
    found = sites(fasta, tmp_path, rows)
    assert [(one.name.rpartition(":")[2], one.why_not) for one in found] == expected
    assert len({one.id for one in found if one.why_not is None}) == sum(one.why_not is None for one in found)
