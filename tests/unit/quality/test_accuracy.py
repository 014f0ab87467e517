"""The comparison with truth: exact, by genotype, and by haplotype."""

from __future__ import annotations

from pathlib import Path

import pysam
import pytest

from tachkhis.quality.accuracy import Allele
from tachkhis.quality.accuracy import clusters
from tachkhis.quality.accuracy import compare_exact
from tachkhis.quality.accuracy import compare_haplotypes

REFERENCE = "ACGTTGCATTTTTGACCATGACGTACGATCGATTACGGCTAACGTAGCTAGGATCCATTGAC" * 3


@pytest.fixture
def fasta(tmp_path: Path) -> Path:
    path = tmp_path / "r.fa"
    path.write_text(f">c\n{REFERENCE}\n")
    pysam.faidx(str(path))
    return path


def snv(position: int, alt: str, copies: int | None = 1) -> Allele:
    return Allele("c", position, REFERENCE[position - 1], alt, copies)


def test_exact_counts_and_genotypes() -> None:
    truth = [snv(3, "A"), snv(10, "C", 2), snv(30, "A")]
    calls = [snv(3, "A"), snv(10, "C", 1), snv(50, "T")]
    score = compare_exact(truth, calls)["snv"]
    assert (score.true_positives, score.false_positives, score.false_negatives, score.same_genotype) == (2, 1, 1, 1)
    assert score.recall == pytest.approx(2 / 3)
    assert score.f1 == pytest.approx(2 / 3)


def test_two_spellings_of_one_haplotype_are_the_same(fasta: Path) -> None:
    """Deleting T and then writing A for the next T, or one complex change: REF TTG here is spelt in two ways."""
    truth = [Allele("c", 9, "TT", "T", 1), Allele("c", 14, "G", "T", 1)]  # a T less, then T for G
    calls = [Allele("c", 13, "TG", "T", 1)]  # the G deleted: the same sequence
    assert compare_exact(truth, calls)["indel"].true_positives == 0
    by_haplotype = compare_haplotypes(truth, calls, fasta)
    assert by_haplotype["indel"].true_positives == 1
    assert by_haplotype["indel"].false_positives == 0


def test_a_wrong_genotype_is_not_the_same_haplotype(fasta: Path) -> None:
    score = compare_haplotypes([snv(30, "A", 2)], [snv(30, "A", 1)], fasta)["snv"]
    assert (score.true_positives, score.same_genotype) == (1, 0)


def test_a_false_call_stays_false_by_haplotype(fasta: Path) -> None:
    score = compare_haplotypes([snv(30, "A")], [snv(30, "A"), snv(35, "C")], fasta)["snv"]
    assert (score.true_positives, score.false_positives) == (1, 1)


def test_distant_alleles_are_not_compared_together() -> None:
    assert len(list(clusters([snv(3, "A"), snv(100, "A")], [snv(3, "A")]))) == 2
