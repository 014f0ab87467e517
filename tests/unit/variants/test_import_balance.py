"""What goes in by the import's door comes out or is counted by reason: a balance over the odd kinds of records."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from pathlib import Path

import pysam
import pytest
from cyvcf2 import VCF
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.variants.first_pass import Door
from tachkhis.variants.intake import import_calls

#           1         11        21        31        41
SEQUENCE = "ACGTACGTACGGGGTTACGCATCACACACTGATTACAGCTTCGNTCGGAT"
SAMPLES = ("child", "mother", "stranger")
FAMILY = SAMPLES[:2]
REFERENCE = (".", "<NON_REF>", "<*>")


def fasta(folder: Path) -> Path:
    path = folder / "genome.fa"
    path.write_text(f">chr1\n{SEQUENCE}\n")
    pysam.faidx(str(path))
    return path


@st.composite
def rows(draw: st.DrawFn) -> str:
    """One record: its ALTs of any kind, its genotypes whole, half, missing, phased, of one copy."""
    position = draw(st.integers(1, 46))
    ref = SEQUENCE[position - 1 : position - 1 + draw(st.integers(1, 4))]
    bases = st.text("ACGT", min_size=1, max_size=4).filter(lambda alt: alt != ref)
    odd = st.sampled_from(("*", "<NON_REF>", "<*>", ".", "<DEL>", "<INS:ME>", "]chr1:9]A", "A[chr1:9[", ".A", "NA"))
    alts = draw(st.lists(st.one_of(bases, odd), min_size=1, max_size=3))
    alleles = st.sampled_from([".", *map(str, range(len(alts) + 1))])
    genotype = st.one_of(
        st.lists(alleles, min_size=2, max_size=2).map("/".join),
        st.lists(alleles, min_size=1, max_size=2).map("|".join),
    )
    cells = "\t".join(draw(genotype) for _ in SAMPLES)
    contig = draw(st.sampled_from(("chr1", "chr1", "chr1", "chrUn_7")))
    filters = draw(st.sampled_from(("PASS", ".", "q10", "RefCall")))
    info = f"END={min(position + 3, 50)}" if all(alt in REFERENCE for alt in alts) and draw(st.booleans()) else "."
    return f"{contig}\t{position}\t.\t{ref}\t{','.join(alts)}\t9\t{filters}\t{info}\tGT\t{cells}"


def imported(folder: Path, lines: list[str]) -> tuple[list[tuple[int, str, str]], Counter[str]]:
    """The records that come out, and what the header counts; records of other contigs as ``left_out``."""
    called = "\t".join(("chr1", "1", "z", "A", "G", "9", "PASS", ".", "GT", "0/1", "0/1", "0/1"))  # each has a call
    head = "##fileformat=VCFv4.2\n" + "\t".join(
        ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *SAMPLES)
    )
    path = folder / "given.vcf"
    path.write_text("\n".join([head, called, *lines]) + "\n")
    import_calls(path, Door(fasta(folder), FAMILY), folder / "out.bcf")
    reader = VCF(str(folder / "out.bcf"))
    found = [(one.POS, one.REF, one.ALT[0]) for one in reader]
    (line,) = re.findall(r"##tachkhis_import=(\S*)", reader.raw_header)
    counts = Counter({name: int(number) for name, number in re.findall(r"(\w+):(\d+)", line)})
    (left,) = re.findall(r"##tachkhis_left_out=(\d+)", reader.raw_header)
    counts["left_out"] = int(left)
    return found, counts


def records_told(counts: Counter[str]) -> int:
    """Records of the file, by what became of them."""
    return sum(counts[name] for name in ("left_out", "blocks", "reference_positions", "variants"))


def written(counts: Counter[str]) -> int:
    """Records that must come out, by what the header counts."""
    more = counts["alleles"] + counts["alleles_cut"] + counts["sites_from_blocks"]
    less = ("alleles_spanned", "alleles_unseen", "alleles_shared", "alleles_not_carried", "duplicates")
    return more - sum(counts[name] for name in less)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(rows(), min_size=1, max_size=30))
def test_every_record_and_allele_comes_out_or_is_counted(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found, counts = imported(Path(folder), sorted(lines, key=lambda line: int(line.split("\t")[1])))
    cells = [line.split("\t") for line in lines]
    here = [row for row in cells if row[0] == "chr1"]
    variants = [row for row in here if not all(alt in REFERENCE for alt in row[4].split(","))]
    looked = [row[4].split(",") for row in variants if row[6] != "RefCall"]
    told = Counter(alt for alts in looked for alt in alts)
    assert records_told(counts) == len(lines) + 1
    assert counts["left_out"] == len(cells) - len(here)
    assert counts["variants"] == len(variants) + 1
    assert counts["reference_calls"] == len(variants) - len(looked)
    assert counts["alleles"] == told.total() + 1
    assert counts["alleles_spanned"] == told["*"]
    assert counts["alleles_unseen"] == sum(told[alt] for alt in REFERENCE)
    assert written(counts) == len(found)
    carried = {
        (int(row[1]), alt)
        for row in variants
        for number, alt in enumerate(row[4].split(","), 1)
        if row[6] != "RefCall" and any(str(number) in re.split(r"[/|]", call) for call in row[9:11])
    }
    symbolic = {one for one in carried if not one[1].isalpha() and one[1] not in (*REFERENCE, "*")}
    assert symbolic == {(position, alt) for position, _, alt in found if not alt.isalpha()}


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ("chr1 20 . C * 9 PASS . GT 1/1 0/1 0/0", "alleles_spanned"),
        ("chr1 20 . C T 9 PASS . GT 0/0 ./. 0/1", "alleles_not_carried"),
        ("chr1 20 . C T 9 RefCall . GT 0/1 ./. 0/1", "reference_calls"),
        ("chr1 20 . C T,<NON_REF> 9 PASS . GT 0/1 0/1 0/0", "alleles_unseen"),
        ("chr1 20 . C T,T 9 PASS . GT 1/2 0/1 0/0", "alleles_shared"),
        ("chr1 17 . ACGC GCGT 9 PASS . GT 0/1 0/1 0/0", "alleles_cut"),
        ("chr1 1 . A G 9 PASS . GT 0/1 0/1 0/0", "duplicates"),
        ("chr1 20 . C . 9 PASS . GT 0/0 0/0 0/0", "reference_positions"),
        ("chrUn 20 . C T 9 PASS . GT 0/1 0/1 0/0", "left_out"),
    ],
)
def test_what_does_not_come_out_is_counted_by_its_reason(tmp_path: Path, row: str, count: str) -> None:
    found, counts = imported(tmp_path, [row.replace(" ", "\t")])
    assert counts[count] == 1
    assert written(counts) == len(found)
