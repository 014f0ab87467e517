"""Mitochondrial variants: what was read in the mother, and shares that are no measure of heteroplasmy."""

from __future__ import annotations

import pytest

from tachkhis.case.model import Sex
from tachkhis.interpretation.family import Place
from tachkhis.interpretation.family import zygosity_of
from tachkhis.interpretation.inheritance import single_diplotypes

from .families import call
from .families import family
from .families import seen


@pytest.mark.parametrize(
    ("mother", "reason"),
    [
        ("1", "mitochondrial_from_mother"),
        ("0:200", "mitochondrial_not_in_mother"),
        ("0:200,20", "mitochondrial_mother_unread"),  # a tenth of her reads carry it
        ("0:4", "mitochondrial_mother_unread"),
        (".", "mitochondrial_mother_unread"),
    ],
)
def test_the_mother_is_told_of_and_the_share_is_not_estimated(mother: str, reason: str) -> None:
    variant = seen("chrM", 100, girl="1", father="0", mother=mother)
    (found,) = single_diplotypes(variant, family(father="no", mother="no"))
    keys = [message.key.removeprefix("candidate.") for message in found.reasons]
    assert keys == [reason, "heteroplasmy_not_estimated"]


def test_without_the_mother_nothing_is_said_of_her() -> None:
    (found,) = single_diplotypes(seen("chrM", 100, girl="1"), family())
    assert [message.key for message in found.reasons] == ["candidate.heteroplasmy_not_estimated"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1:100,100", "homoplasmic"),
        ("1:100,96", "homoplasmic"),
        ("1:100,60", "heteroplasmic"),  # callers write one allele; the reads show two
        ("1:?", "homoplasmic"),
    ],
)
def test_one_allele_written_is_not_one_allele_read(written: str, expected: str) -> None:
    assert zygosity_of(call("s", written), Sex.FEMALE, Place.MITOCHONDRIAL).value == expected
