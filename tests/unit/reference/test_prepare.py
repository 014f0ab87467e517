"""Scatter intervals are balanced and lose nothing; BED of targets; a reference made ready."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pysam
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.errors import InputError
from tachkhis.reference.prepare import Interval
from tachkhis.reference.prepare import merge
from tachkhis.reference.prepare import prepare_reference
from tachkhis.reference.prepare import read_bed
from tachkhis.reference.prepare import readable_stretches
from tachkhis.reference.prepare import scatter
from tachkhis.reference.prepare import with_margins
from tachkhis.reference.prepare import write_intervals

lengths = st.lists(st.integers(1, 500), min_size=1, max_size=8)


@given(lengths, st.integers(1, 12))
def test_scatter_covers_every_base_once_in_balanced_parts(sizes: list[int], parts: int) -> None:
    stretches: list[Interval] = [(f"c{number}", 10, 10 + size) for number, size in enumerate(sizes)]
    groups = scatter(stretches, parts)
    assert len(groups) == parts
    bases = [(name, position) for group in groups for name, start, end in group for position in range(start, end)]
    assert bases == [(name, position) for name, start, end in stretches for position in range(start, end)]
    loads = [sum(end - start for _, start, end in group) for group in groups]
    assert max(loads) - min(loads) <= 1


def test_merge_joins_what_overlaps_or_touches_in_the_order_of_the_reference() -> None:
    rows = [("b", 5, 9), ("a", 10, 20), ("a", 20, 25), ("a", 0, 3), ("a", 2, 4)]
    assert merge(rows, ["a", "b"]) == [("a", 0, 4), ("a", 10, 25), ("b", 5, 9)]


def test_a_gzipped_reference_is_made_ready(tmp_path: Path) -> None:
    source = tmp_path / "ref.fa.gz"
    with gzip.open(source, "wt") as handle:
        handle.write(">chr1 synthetic\n" + "ACGT" * 50 + "N" * 100 + "GGCC" * 25 + "\n>chrM synthetic\nACGTA\n")
    passport = prepare_reference(source, tmp_path / "ready" / "genome.fa")
    assert passport.synthetic
    assert json.loads((tmp_path / "ready" / "passport.json").read_text())["contigs"][0]["length"] == 400
    assert "SN:chrM\tLN:5" in (tmp_path / "ready" / "genome.dict").read_text()
    stretches = readable_stretches(tmp_path / "ready" / "genome.fa")
    assert stretches == [("chr1", 0, 200), ("chr1", 300, 400), ("chrM", 0, 5)]


def test_the_mitochondrial_contig_is_in_no_interval_and_no_interval_is_empty(tmp_path: Path) -> None:
    fasta = tmp_path / "genome.fa"
    fasta.write_text(">chr1\n" + "ACGT" * 50 + "\n>chrM\n" + "ACGTA" * 20 + "\n>chrX\n" + "GGCC" * 25 + "\n")
    pysam.faidx(str(fasta))
    files = [tmp_path / "1.bed", tmp_path / "2.bed"]
    called = [tmp_path / "called" / file.name for file in files]
    write_intervals(fasta, None, files, called, tmp_path / "calibration.bed")
    assert [file.read_text() for file in files] == ["chr1\t0\t150\n", "chr1\t150\t200\nchrX\t0\t100\n"]
    assert [file.read_text() for file in called] == ["chr1\t0\t200\n", "chr1\t50\t200\nchrX\t0\t100\n"]
    targets = tmp_path / "targets.bed"
    targets.write_text("M\t10\t20\n")
    write_intervals(fasta, targets, files, called, tmp_path / "calibration.bed")
    assert {file.read_text() for file in files} == {"chrM\t0\t1\n"}  # freebayes refuses an empty file


def test_what_is_called_reaches_beyond_cuts_alone() -> None:
    groups = [[("c", 0, 500)], [("c", 500, 530)], [], [("c", 530, 900), ("d", 0, 50)], [("e", 0, 9)]]
    assert with_margins(groups) == [
        [("c", 0, 530)],
        [("c", 400, 630)],
        [],
        [("c", 500, 900), ("d", 0, 50)],
        [("e", 0, 9)],
    ]


def test_targets_take_the_names_of_the_reference(tmp_path: Path) -> None:
    bed = tmp_path / "targets.bed"
    bed.write_text("track name=x\n1\t5\t9\n1\t8\t12\n")
    assert merge(read_bed(bed, ["chr1"]), ["chr1"]) == [("chr1", 5, 12)]


@pytest.mark.parametrize(
    ("text", "words"), [("chr1\t9\t5\n", "row 1"), ("zz\t1\t5\n", "no target lies"), ("chr1 1 5\n", "not a BED")]
)
def test_bad_targets_are_refused(tmp_path: Path, text: str, words: str) -> None:
    bed = tmp_path / "targets.bed"
    bed.write_text(text)
    with pytest.raises(InputError, match=words):
        read_bed(bed, ["chr1"])


def test_transcripts_on_contigs_that_the_reference_lacks_are_left_out(tmp_path: Path) -> None:
    from tachkhis.reference.prepare import load_genes_for

    (tmp_path / "genome.fa.fai").write_text("chr1\t1000\t6\t60\t61\n")
    rows = [
        f'{contig}\tx\t{kind}\t10\t99\t.\t+\t.\tgene_id "{gene}"; transcript_id "T{gene}"; gene_name "{gene}";\n'
        for contig, gene in (("1", "A"), ("7", "B"))
        for kind in ("transcript", "exon")
    ]
    (tmp_path / "genes.gtf").write_text("".join(rows))
    model = load_genes_for(tmp_path / "genes.gtf", tmp_path / "genome.fa")
    assert [(transcript.gene, transcript.contig) for transcript in model] == [("A", "chr1")]
