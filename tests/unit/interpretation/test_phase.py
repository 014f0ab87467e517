"""Alleles of one multi-allelic call are in trans by construction; everything else about phase is in test_inheritance."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tachkhis.interpretation.inheritance import compound_diplotypes
from tachkhis.interpretation.phase import Phase
from tachkhis.interpretation.phase import phase_of
from tachkhis.variants.record import Variant
from tachkhis.variants.typed_record import variant_of
from tachkhis.variants.variant_file import VariantFile

from .families import family
from .families import seen

TRIO = {"father": "no", "mother": "no"}


def at(ref: str, alt: str, position: int = 5_000, **calls: str) -> Variant:
    return replace(seen(position=position, **calls), ref=ref, alt=alt)


@pytest.mark.parametrize(
    ("first", "second", "calls", "phase"),
    [
        (("A", "C"), ("A", "G"), ("1/0", "0/1"), Phase.TRANS),
        (("A", "C"), ("A", "G"), ("1/.", "./1"), Phase.TRANS),  # as another splitter writes it
        (("A", "C"), ("A", "G"), ("0/1", "0/1"), Phase.TRANS),  # one base cannot be two on one copy
        (("AT", "A"), ("A", "ATT"), ("1/0", "0/1"), Phase.TRANS),
        (("AT", "A"), ("A", "ATT"), ("0/1", "0/1"), Phase.UNKNOWN),  # two records of their own: may be one copy
        (("AC", "GT"), ("A", "G"), ("0/1", "0/1"), Phase.UNKNOWN),  # a change told twice
        (("A", "C"), ("A", "G"), ("1", "1"), Phase.UNKNOWN),  # haploid calls have one allele each
        (("A", "C"), ("A", "G"), ("1/1", "0/1"), Phase.UNKNOWN),
    ],
)
def test_two_records_of_one_call(
    first: tuple[str, str], second: tuple[str, str], calls: tuple[str, str], phase: Phase
) -> None:
    one, other = at(*first, girl=calls[0]), at(*second, girl=calls[1])
    assert phase_of(one, other, family("girl")) is phase
    assert phase_of(other, one, family("girl")) is phase


def test_left_alignment_may_part_the_records_of_one_call() -> None:
    deletion, substitution = at("CAAA", "C", 4_998, girl="1/0"), at("A", "G", 5_000, girl="0/1")
    assert phase_of(deletion, substitution, family("girl")) is Phase.TRANS
    apart = at("A", "G", 5_002, girl="0/1")
    assert phase_of(deletion, apart, family("girl")) is Phase.UNKNOWN


def test_the_pair_is_compound_heterozygous_without_parents_and_says_why() -> None:
    pair = [at("A", "C", girl="1/0"), at("A", "G", girl="0/1")]
    (found,) = compound_diplotypes(pair, family("girl"))
    assert found.phase is Phase.TRANS
    assert [message.key for message in found.reasons] == ["candidate.compound_trans_one_call"]


def test_parents_who_both_pass_their_allele_on_are_the_better_reason() -> None:
    pair = [
        at("A", "C", girl="1/0", father="1/0", mother="0/0"),
        at("A", "G", girl="0/1", father="0/0", mother="0/1"),
    ]
    (found,) = compound_diplotypes(pair, family(**TRIO))
    assert [message.key for message in found.reasons] == ["candidate.compound_trans"]


def test_a_transmission_that_contradicts_the_place_leaves_the_phase_open() -> None:
    calls = {"father": "1/0", "mother": "0/0"}
    one, other = at("A", "C", girl="1/0", **calls), at("A", "G", girl="0/1", **calls)
    assert phase_of(one, other, family(**TRIO)) is Phase.UNKNOWN


def test_one_call_of_a_de_novo_and_an_inherited_allele_is_in_trans() -> None:
    one = at("A", "C", girl="1/0", father="0/0", mother="0/0")
    other = at("A", "G", girl="0/1", father="0/0", mother="0/1")
    assert phase_of(one, other, family(**TRIO)) is Phase.TRANS


def test_what_bcftools_makes_of_one_call(tmp_path: Path) -> None:
    head = '##fileformat=VCFv4.2\n##contig=<ID=chr1>\n##FORMAT=<ID=GT,Number=1,Type=String,Description="GT">\n'
    row = "chr1 5000 . A C,G 50 PASS . GT 1/2".replace(" ", "\t")
    columns = "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT girl".replace(" ", "\t")
    (tmp_path / "in.vcf").write_text(f"{head}{columns}\n{row}\n")
    split = ["bcftools", "norm", "-m", "-any", "-o", str(tmp_path / "out.vcf"), str(tmp_path / "in.vcf")]
    subprocess.run(split, check=True, capture_output=True)
    file = VariantFile(tmp_path / "out.vcf")
    one, other = (variant_of(record, file.samples) for record in file._vcf)
    assert (one.alt, other.alt) == ("C", "G")
    assert phase_of(one, other, family("girl")) is Phase.TRANS
