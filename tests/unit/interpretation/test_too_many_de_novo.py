"""A child with many coding de novo alleles: the data are in doubt before the child is; and one copy is read half as deep."""

from __future__ import annotations

import pytest

from tachkhis.interpretation.family import State

from .families import family
from .families import seen
from .test_candidates import PARKINSON
from .test_candidates import TRIO
from .test_candidates import chosen
from .test_candidates import keys
from .test_candidates import lof
from .test_candidates import missense

NEITHER = {"father": "0/0", "mother": "0/0"}
CONFIRMED = frozenset({("girl", "father"), ("girl", "mother")})


@pytest.mark.parametrize(("others", "proposed"), [(0, True), (4, True), (5, False), (30, False)])
def test_more_than_five_coding_de_novo_variants_and_none_is_proposed(others: int, proposed: bool) -> None:
    relatives = family(**TRIO, confirmed=CONFIRMED)
    more = [missense("GENE1", 6_000 + i, girl="0/1", **NEITHER) for i in range(others)]
    found = chosen(relatives, lof("LRRK2", girl="0/1", **NEITHER), *more, hpo=(PARKINSON,))
    (cause,) = [one for one in found if one.result.gene == "LRRK2"]
    assert cause.proposed is proposed
    assert cause.notable is not proposed
    assert ("many_de_novo" in keys(cause)) is not proposed


@pytest.mark.parametrize(
    ("reads", "state"), [("0:8", State.REFERENCE), ("0:5", State.REFERENCE), ("0:4", State.UNKNOWN)]
)
def test_a_reference_call_of_one_copy_wants_half_the_reads(reads: str, state: State) -> None:
    relatives = family("boy", father="no", mother="no", brother="no")
    variant = seen("chrX", 5_000, boy="1", brother=reads, mother="0/1")
    (brother,) = [person for person in relatives.relatives if person.sample == "brother"]
    assert relatives.state(variant, brother) is state
    two = seen("chr1", 5_000, boy="0/1", brother="0/0:8")
    assert relatives.state(two, brother) is State.UNKNOWN
