"""The genome and its genes, read back from FASTA and GTF."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from Bio.Seq import Seq

from .conftest import DEMO
from .conftest import GtfTranscript

TABLE = {"chrM": 2}


@pytest.fixture
def coding(transcripts: dict[str, GtfTranscript]) -> dict[str, GtfTranscript]:
    return {name: item for name, item in transcripts.items() if "CDS" in item.parts}


def test_every_fasta_header_says_synthetic(made: Path) -> None:
    headers = [line for line in (made / "genome.fa").read_text().splitlines() if line.startswith(">")]
    assert len(headers) == 5
    assert all(header.endswith("synthetic") for header in headers)


def test_ends_of_x_and_y_are_identical(made: Path, genome: dict[str, str]) -> None:
    par = yaml.safe_load((made / "config.yaml").read_text())["reference"]["par"]
    assert len(par["chrX"]) == len(par["chrY"]) == 2
    for (x_start, x_end), (y_start, y_end) in zip(par["chrX"], par["chrY"], strict=True):
        assert genome["chrX"][x_start - 1 : x_end] == genome["chrY"][y_start - 1 : y_end]
    inside_x, inside_y = genome["chrX"][par["chrX"][0][1] :], genome["chrY"][par["chrY"][0][1] :]
    assert inside_x[:100] != inside_y[:100]


def test_coding_sequences_start_end_and_stay_open(coding: dict[str, GtfTranscript], genome: dict[str, str]) -> None:
    assert {item.gene for item in coding.values()} == {"SGCG", "TTPA", "GAA", "XPC", "DMD", "SHOX", "SRY", "MT-ND1"}
    assert {item.strand for item in coding.values()} == {"+", "-"}
    for name, item in coding.items():
        sequence = item.coding(genome[item.contig])
        assert len(sequence) % 3 == 0, name
        protein = str(Seq(sequence).translate(table=TABLE.get(item.contig, 1)))
        assert protein[0] == "M", name
        assert protein.index("*") == len(protein) - 1, name


def test_mitochondrial_gene_needs_the_mitochondrial_code(
    coding: dict[str, GtfTranscript], genome: dict[str, str]
) -> None:
    item = next(item for item in coding.values() if item.gene == "MT-ND1")
    assert "*" in str(Seq(item.coding(genome["chrM"])).translate(table=1))[:-1]


def test_start_codon_has_a_kozak_context(coding: dict[str, GtfTranscript], genome: dict[str, str]) -> None:
    for name, item in coding.items():
        if item.contig != "chrM":
            spliced = item.spliced(item.parts["exon"], genome[item.contig])
            leader = sum(end - start + 1 for start, end in item.parts["five_prime_utr"])
            assert spliced[leader - 9 : leader + 4] == "GCCGCCACCATGG", name


def test_introns_carry_splice_signals(coding: dict[str, GtfTranscript], genome: dict[str, str]) -> None:
    lengths = []
    for name, item in coding.items():
        exons = sorted(item.parts["exon"])
        for (_, left), (right, _) in pairwise(exons):
            intron = item.spliced([(left + 1, right - 1)], genome[item.contig])
            assert intron.startswith("GT"), name
            assert intron.endswith("CAG"), name
            tract = intron[-23:-3]
            assert set(tract) <= {"C", "T"}, name
            if item.mane:
                lengths.append(len(intron))
    assert len(lengths) > 20
    assert min(lengths) >= 150
    assert max(lengths) <= 900


def test_utr_and_coding_parts_fill_the_exons(coding: dict[str, GtfTranscript]) -> None:
    for name, item in coding.items():
        pieces = [
            position
            for feature in ("five_prime_utr", "CDS", "stop_codon", "three_prime_utr")
            for start, end in item.parts.get(feature, [])
            for position in range(start, end + 1)
        ]
        exonic = [position for start, end in item.parts["exon"] for position in range(start, end + 1)]
        assert sorted(pieces) == sorted(exonic), name


def test_one_mane_transcript_in_each_coding_gene_and_others_beside(transcripts: dict[str, GtfTranscript]) -> None:
    by_gene: dict[str, list[bool]] = {}
    for item in transcripts.values():
        by_gene.setdefault(item.gene, []).append(item.mane)
    for gene, marks in by_gene.items():
        assert sum(marks) == (0 if gene in ("XIST", "MT-TL1") else 1)
    assert any(len(marks) > 1 for marks in by_gene.values())


def test_gtf_phases_follow_the_reading_frame(made: Path) -> None:
    frames: dict[str, int] = {}
    for line in (made / "genes.gtf").read_text().splitlines():
        columns = line.split("\t")
        if len(columns) == 9 and columns[2] == "CDS":
            name = columns[8].split('transcript_id "')[1].split('"')[0]
            before = frames.get(name, 0)
            assert (before + int(columns[7])) % 3 == 0
            frames[name] = before + int(columns[4]) - int(columns[3]) + 1
    assert frames


def test_gc_swings_and_coding_exons_are_unique(genome: dict[str, str], coding: dict[str, GtfTranscript]) -> None:
    contig = genome["chr1"].replace("N", "")
    shares = [
        sum(contig[start : start + 2000].count(base) for base in "GC") / 2000
        for start in range(0, len(contig) - 2000, 2000)
    ]
    assert max(shares) - min(shares) > 0.12
    assert "N" * 100 in genome["chr1"]
    whole = "".join(genome[name] for name in ("chr1", "chr2"))
    for item in coding.values():
        if item.contig in ("chr1", "chr2"):
            for start, end in item.parts["CDS"]:
                assert whole.count(genome[item.contig][start - 1 : end]) == 1


def test_demo_recipe_puts_multi_exon_genes_on_both_strands() -> None:
    genes = json.loads(DEMO.read_text())["genes"]
    many = [gene for gene in genes if gene["coding_exons"] >= 3]
    assert len(many) >= 34
    assert {gene["strand"] for gene in many} == {"+", "-"}
