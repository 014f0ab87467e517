"""Genomic names start with the accession of the build that was used, and of no other."""

from __future__ import annotations

import dataclasses

import pytest

from tachkhis.reference.accessions import accessions
from tachkhis.reference.passport import Contig
from tachkhis.reference.passport import make_passport


@pytest.mark.parametrize(
    ("build", "expected"),
    # NCBI Assembly GCF_000001405.25 (GRCh37) and GCF_000001405.40 (GRCh38)
    [
        ("GRCh38", {"chr1": "NC_000001.11", "chrX": "NC_000023.11"}),
        ("GRCh37", {"chr1": "NC_000001.10", "chrX": "NC_000023.10"}),
    ],
)
def test_known_builds(build: str, expected: dict[str, str]) -> None:
    contigs = [Contig("chr1", 1000), Contig("chrX", 900), Contig("chrM", 16569), Contig("decoy", 5)]
    passport = dataclasses.replace(make_passport(contigs), build=build)
    assert accessions(passport) == expected | {"chrM": "NC_012920.1"}


def test_the_old_mitochondrion_of_hg19_is_not_the_rcrs() -> None:
    passport = dataclasses.replace(make_passport([Contig("chrM", 16571)]), build="GRCh37")
    assert accessions(passport) == {}


def test_a_custom_genome_has_none() -> None:
    assert accessions(make_passport([Contig("chr1", 1000)])) == {}
