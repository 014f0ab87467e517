"""Mitochondrial variants: what was read in the mother, and shares that are no measure of heteroplasmy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tachkhis.case.model import Sex
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.family import Place
from tachkhis.interpretation.family import zygosity_of
from tachkhis.interpretation.inheritance import single_diplotypes
from tachkhis.interpretation.results import genotypes_of
from tachkhis.variants.record import Call

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
def test_the_mother_is_told_of_and_whose_share_is_not_known(mother: str, reason: str) -> None:
    variant = seen("chrM", 100, girl="1:?", father="0", mother=mother)
    (found,) = single_diplotypes(variant, family(father="no", mother="no"))
    keys = [message.key.removeprefix("candidate.") for message in found.reasons]
    hers = ["heteroplasmy_of_mother"] if mother == "1" else []
    assert keys == [reason, "heteroplasmy_not_given", *hers]


def test_without_the_mother_nothing_is_said_of_her() -> None:
    (found,) = single_diplotypes(seen("chrM", 100, girl="1:?"), family())
    assert [message.key for message in found.reasons] == ["candidate.heteroplasmy_not_given"]


def imported(sample: str, share: float | None, depth: int | None, reads: tuple[int, int] | None = None) -> Call:
    """A call as callers of mitochondria write it: by reads (Mutect2, DRAGEN), or by the share alone (mutserve)."""
    ref, alt = (None, None) if reads is None else reads
    return Call(sample, (0, 1), depth, ref, alt, None, fraction=share)


@pytest.mark.parametrize(
    ("child", "mother", "expected"),
    [
        # Mutect2, DRAGEN: AD and AF
        ((0.3, 1000, (700, 300)), (0.1, 1000, (900, 100)), {"heteroplasmy_above_mother": ("30.0", "10.0")}),
        ((None, 1000, (700, 300)), (None, 1000, (300, 700)), {"heteroplasmy_below_mother": ("30.0", "70.0")}),
        # mutserve, mtDNA-server: AF and DP
        ((0.3, 1000, None), (0.31, 900, None), {"heteroplasmy_as_mother": ("30.0", "31.0")}),
        # the share alone: nothing tells how sure it is, and nothing is compared
        (
            (0.3, None, None),
            (0.1, 1000, None),
            {"heteroplasmy_of_child": ("30.0",), "heteroplasmy_of_mother": ("10.0",)},
        ),
        (
            (0.3, 1000, None),
            (None, 1000, None),
            {"heteroplasmy_of_child": ("30.0",), "heteroplasmy_not_given_mother": ()},
        ),
        ((None, 1000, None), (0.2, 1000, None), {"heteroplasmy_not_given": (), "heteroplasmy_of_mother": ("20.0",)}),
    ],
)
def test_an_imported_share_says_whose_it_is(child: Any, mother: Any, expected: dict[str, tuple[str, ...]]) -> None:
    variant = replace(seen("chrM", 100), calls=(imported("girl", *child), imported("mother", *mother)))
    (found,) = single_diplotypes(variant, family(mother="no"))
    told = {one.key.removeprefix("candidate."): tuple(one.values.values()) for one in found.reasons}
    assert told.pop("mitochondrial_from_mother") == ("mother",)
    assert told == expected
    assert found.mode is Mode.MITOCHONDRIAL


def test_the_shares_stand_in_the_result_with_bounds_where_a_depth_is_known() -> None:
    calls = imported("girl", 0.25, 400), imported("mother", 0.1, None)
    variant = replace(seen("chrM", 100), calls=calls)
    girl, mother = genotypes_of(variant, family(mother="no"))
    assert (girl.zygosity, girl.fraction) == ("heteroplasmic", 0.25)
    assert girl.fraction_lower is not None and girl.fraction_upper is not None
    # exact bounds of 100 of 400 (Clopper and Pearson): 0.2083 to 0.2954
    assert (girl.fraction_lower, girl.fraction_upper) == (
        pytest.approx(0.2083, abs=2e-4),
        pytest.approx(0.2954, abs=2e-4),
    )
    assert (mother.fraction, mother.fraction_lower, mother.fraction_upper) == (0.1, None, None)


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
