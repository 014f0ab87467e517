"""Each allele once, and which positions share a codon."""

from __future__ import annotations

from collections import Counter

import pytest

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants.callers import caller_of
from tachkhis.variants.codons import Codons
from tachkhis.variants.joined import neighbours
from tachkhis.variants.joined import one_per_allele
from tachkhis.variants.normal_record import NormalCall
from tachkhis.variants.normal_record import NormalRecord


def record(filters: str, quality: str, *genotypes: str, alt: str = "T") -> NormalRecord:
    calls = tuple(NormalCall.parse(f"{gt}:.:.:.:.") for gt in genotypes)
    return NormalRecord("c", 5, "A", alt, calls, quality=quality, filters=(filters,))


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (record("PASS", "20", "0/1"), record("PASS", "90", "1/1"), "1/1"),  # the higher QUAL
        (record("PASS", "20", "0/1"), record("LowQual", "90", "1/1"), "0/1"),  # the filter counts first
        (record("PASS", ".", "0/1"), record("PASS", "1", "1/1"), "1/1"),  # no QUAL is the least
        (record("PASS", "9", "0/1"), record("PASS", "9", "1/1"), "0/1"),  # the first of equals
    ],
)
def test_of_two_records_of_an_allele_the_better_stays(first: NormalRecord, second: NormalRecord, kept: str) -> None:
    counts: Counter[str] = Counter()
    (found,) = one_per_allele([first, second], counts)
    assert found.calls[0].text.split(":")[0] == kept
    assert counts == {"duplicates": 1}


def test_a_member_without_a_call_takes_that_of_the_other_record() -> None:
    (found,) = one_per_allele([record("PASS", "90", "0/1", "./."), record("PASS", "20", "1/1", "0/0")], Counter())
    assert [call.text.split(":")[0] for call in found.calls] == ["0/1", "0/0"]


def test_two_alleles_of_a_place_stay_two_in_order() -> None:
    found = one_per_allele([record("PASS", "9", "0/1", alt="T"), record("PASS", "9", "0/1", alt="C")], Counter())
    assert [one.alt for one in found] == ["C", "T"]


def test_only_records_of_one_place_are_looked_at_together() -> None:
    lines = [f"{contig}\t{position}\tx" for contig, position in (("a", 1), ("a", 1), ("a", 2), ("b", 2), ("b", 2))]
    assert [len(group) for group in neighbours(lines)] == [2, 1, 2]


# exons 11-20 and 31-50 (1-based); the CDS begins at 15: codons 15-17, 18-20, 31-33, ...
FORWARD = Transcript("T.1", "G", "g", "protein_coding", "c", 1, ((10, 20), (30, 50)), (14, 47))
# the same place read backwards: codons 47-45, 44-42, ..., 32 31 20, 19-17, 16 15
BACKWARD = Transcript("T.2", "G", "g", "protein_coding", "c", -1, ((10, 20), (30, 50)), (14, 47))
INCOMPLETE = Transcript(
    "T.3", "G", "g", "protein_coding", "c", 1, ((10, 20),), (10, 20), start_incomplete=True, phase=1
)


@pytest.mark.parametrize(
    ("transcript", "first", "second", "share"),
    [
        (FORWARD, 15, 17, True),
        (FORWARD, 17, 18, False),
        (FORWARD, 14, 15, False),  # 14 is UTR
        (FORWARD, 20, 31, False),
        (BACKWARD, 17, 18, True),
        (BACKWARD, 15, 17, False),
        (BACKWARD, 20, 31, True),  # a codon over a border of exons
        (INCOMPLETE, 12, 14, True),  # one base before the first whole codon
        (INCOMPLETE, 11, 12, False),
    ],
)
def test_codons(transcript: Transcript, first: int, second: int, share: bool) -> None:
    codons = Codons(lambda: GeneModel([transcript]))
    assert codons.share("c", first, second) is share
    assert codons.share("c", second, first) is share
    assert not codons.share("other", first, second)


def test_no_codons_without_a_gene_model() -> None:
    assert not Codons(lambda: None).share("c", 15, 16)


@pytest.mark.parametrize(
    ("lines", "caller"),
    [
        (["##source=freeBayes v1.3.6"], "freebayes 1.3.6"),
        (
            ['##GATKCommandLine=<ID=HaplotypeCaller,CommandLine="x",Version="4.5.0.0",Date="y">'],
            "GATK HaplotypeCaller 4.5.0.0",
        ),
        (["##DeepVariant_version=1.6.1"], "DeepVariant 1.6.1"),
        (["##GLnexusVersion=v1.4.1", "##DeepVariant_version=1.6.1"], "GLnexus v1.4.1"),
        (["##source=strelka", "##source_version=2.9.10"], "Strelka2 2.9.10"),
        (["##bcftools_callVersion=1.16+htslib-1.16"], "bcftools 1.16"),
        (["##source=another v2"], "another v2"),
        (["##source_version=9"], "unknown"),
    ],
)
def test_the_caller_is_named_with_its_version(lines: list[str], caller: str) -> None:
    assert caller_of(lines) == caller
