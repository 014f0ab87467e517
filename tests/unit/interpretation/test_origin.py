"""Why a de novo origin is not confirmed: each reason by its own name, with the numbers; and calls too weak to count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tachkhis.interpretation.origin import de_novo_doubts
from tachkhis.interpretation.origin import origin_of
from tachkhis.variants.record import Variant

from .families import family
from .families import seen

TRIO = {"father": "no", "mother": "no"}
DOUBT = "candidate.de_novo_not_confirmed_"


def doubts(variant: Variant, **family_as: object) -> list[tuple[str, dict[str, str]]]:
    found = de_novo_doubts(variant, family(**family_as))  # type: ignore[arg-type]
    return [(message.key.removeprefix(DOUBT), message.values) for message in found]


@pytest.mark.parametrize(
    ("father", "reason", "values"),
    [
        ("0/0:9", "depth", {"sample": "father", "depth": "9", "least": "10"}),
        ("0/0:0", "depth", {"sample": "father", "depth": "0", "least": "10"}),
        ("0/0:?", "depth_unknown", {"sample": "father"}),
        ("./.:?", "no_call", {"sample": "father"}),
        ("./.:3", "no_call_depth", {"sample": "father", "depth": "3"}),
        ("0/.:30", "no_call_depth", {"sample": "father", "depth": "30"}),
        ("0/0:40,3", "alt_reads", {"sample": "father", "alt": "3", "depth": "40"}),
        ("0/0:6,1", "alt_reads", {"sample": "father", "alt": "1", "depth": "6"}),  # the reads tell more than the depth
    ],
)
def test_a_parent_who_is_not_surely_without_the_allele(father: str, reason: str, values: dict[str, str]) -> None:
    assert doubts(seen(girl="0/1", father=father, mother="0/0"), **TRIO) == [(reason, values)]


def test_a_doubtful_reference_call_names_its_quality() -> None:
    variant = seen(girl="0/1", father="0/0", mother="0/0")
    girl, father, mother = variant.calls
    variant = replace(variant, calls=(girl, replace(father, quality=12), mother))
    values = {"sample": "father", "depth": "30", "quality": "12", "least": "20"}
    assert doubts(variant, **TRIO) == [("quality", values)]


def test_a_parent_who_was_not_analysed_is_not_a_parent_who_could_not_be_read() -> None:
    assert doubts(seen(girl="0/1", mother="0/0"), mother="no") == [("no_father", {})]
    assert doubts(seen(girl="0/1", father="0/0"), father="no") == [("no_mother", {})]
    assert doubts(seen(girl="0/1")) == []  # the limits say that the parents were not analysed


def test_a_relationship_that_the_data_contradict_is_told_without_its_numbers() -> None:
    variant = seen(girl="0/1", father="0/0", mother="0/0")
    distrusted = frozenset({("girl", "father")})
    assert doubts(variant, **TRIO, distrusted=distrusted) == [("relationship", {"sample": "father"})]


def test_nothing_is_in_doubt_where_a_parent_carries_the_allele_or_both_surely_lack_it() -> None:
    assert doubts(seen(girl="0/1", father="0/1", mother="./."), **TRIO) == []
    assert doubts(seen(girl="0/1", father="0/0", mother="0/0"), **TRIO) == []


def test_each_parent_in_doubt_is_named() -> None:
    found = doubts(seen(girl="0/1", father="0/0:4", mother="0/0:50,4"), **TRIO)
    assert [reason for reason, _ in found] == ["depth", "alt_reads"]


@pytest.mark.parametrize(("mother", "origin"), [("1/1:30", "maternal"), ("1/1:3", "unknown")])
def test_two_alternate_reads_do_not_make_a_parent_homozygous(mother: str, origin: str) -> None:
    """Of three reads a heterozygote shows three alternate ones once in eight."""
    variant = seen(girl="0/1", father="./.", mother=mother)
    assert origin_of(variant, family(**TRIO)).value == origin
