"""One transcript id at several places of a gene model: legitimate copies are kept apart, two genes of one id are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.errors import InputError
from tachkhis.reference.genes import GeneModel


def gtf(folder: Path, *rows: str) -> Path:
    """A GTF of exons, each written ``contig start end strand gene transcript [symbol]``."""
    lines = []
    for row in rows:
        contig, start, end, strand, gene, transcript, *symbol = row.split()
        named = f' gene_name "{symbol[0]}";' if symbol else ""
        attributes = f'gene_id "{gene}"; transcript_id "{transcript}";{named}'
        lines.append("\t".join((contig, "x", "exon", start, end, ".", strand, ".", attributes)))
    path = folder / "genes.gtf"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(("chrX 1 9 + SHOX NM_1.1", "chrY 1 9 + SHOX NM_1.1"), id="both of one gene"),
        pytest.param(("chrX 1 9 + SHOX NM_1.1", "chrY 1 9 + SHOX_1 NM_1.1_1"), id="RefSeq"),
        pytest.param(("chrX 1 9 + ENSG1.5 ENST1.2", "chrY 1 9 + ENSG1.5_PAR_Y ENST1.2_PAR_Y"), id="GENCODE 25 to 43"),
        pytest.param(("chrX 1 9 + ENSG1.5 ENST1.2", "chrY 1 9 + ENSG1.5_PAR_Y ENST1.2"), id="the gene alone is marked"),
        pytest.param(("chrX 1 9 + ENSG1 ENST1 CD99", "chrY 1 9 + ENSG2 ENST1 CD99"), id="the same symbol"),
        pytest.param(("chr6 1 9 + C4A NM_1", "chr6_alt 1 9 - C4A_2 NM_1"), id="an alternate contig, the other strand"),
        pytest.param(("chr9 1 9 + NM_1 NM_1", "chr9 51 59 - NM_1_dup1 NM_1_dup1"), id="UCSC's table browser"),
    ],
)
def test_copies_of_one_gene_are_kept_apart(tmp_path: Path, rows: tuple[str, str]) -> None:
    model = GeneModel.load(gtf(tmp_path, *rows))
    columns = [row.split() for row in rows]
    assert [(one.contig, one.start + 1, one.end) for one in model] == [(c[0], int(c[1]), int(c[2])) for c in columns]
    assert [one.id for one in model] == [c[5] for c in columns]


@pytest.mark.parametrize(
    ("rows", "row", "problem"),
    [
        (
            ("chr1 1 9 + A T1.1", "chr2 1 9 + B T1.1", "chr2 21 29 + B T1.1"),
            2,
            "one transcript_id for two genes: A on chr1 (row 1) and B on chr2",
        ),
        (("chr1 1 9 + A T1.1", "chr1 51 59 + B T1.1"), 2, "one transcript_id for two genes: A (row 1) and B"),
        (
            ("chr1 1 9 + A T1.1", "chr1 51 59 - B T1.1", "chr1 71 79 - B T1.1"),
            2,
            "one transcript_id for two genes: A (row 1) and B",
        ),
        (
            ("chr1 1 9 + A T1.1", "chr1 1 9 + B T2.1", "chr1 51 59 - A T1.1", "chr1 71 79 - A T1.1"),
            3,
            "transcript on both strands (row 1 has +)",
        ),
        (("chr1 1 9 + A T1.1 XY", "chr2 1 9 + B T1.1 YX"), 2, "one transcript_id for two genes"),
    ],
)
def test_one_id_of_two_genes_is_one_line(tmp_path: Path, rows: tuple[str, ...], row: int, problem: str) -> None:
    path = gtf(tmp_path, *rows)
    with pytest.raises(InputError) as caught:
        GeneModel.load(path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.value) == (str(path), row, "T1.1")
    assert fault.problem.startswith(problem)
    assert fault.remedy == "give each transcript a transcript_id of its own"


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        ("chr2 + gene:B", "one ID on two contigs or strands (row 3 has chr1, +)"),
        ("chr1 - gene:B", "one ID on two contigs or strands (row 3 has chr1, +)"),
        ("chr1 + gene:B", "one ID under two parents: gene:A (row 3) and gene:B"),
    ],
)
def test_one_id_of_two_genes_in_gff3(tmp_path: Path, second: str, problem: str) -> None:
    contig, strand, parent = second.split()
    rows = [
        "chr1 x gene 1 9 . + . ID=gene:A",
        f"{contig} x gene 51 59 . {strand} . ID=gene:B",
        "chr1 x mRNA 1 9 . + . ID=T1;Parent=gene:A",
        "chr1 x exon 1 9 . + . Parent=T1",
        f"{contig} x mRNA 51 59 . {strand} . ID=T1;Parent={parent}",
    ]
    path = tmp_path / "genes.gff3"
    path.write_text("".join("\t".join(row.split(" ")) + "\n" for row in rows))
    with pytest.raises(InputError) as caught:
        GeneModel.load(path)
    assert [(fault.row, fault.problem) for fault in caught.value.faults] == [(5, problem)]
