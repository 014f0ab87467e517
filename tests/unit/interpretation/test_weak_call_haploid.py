"""One copy is read half as deep as two: the depth asked of a hemizygous call is half."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from tachkhis.interpretation.family import Zygosity
from tachkhis.interpretation.telling import weak_call
from tachkhis.variants.record import Call
from tachkhis.variants.record import Variant


@pytest.mark.parametrize(
    ("alleles", "depth", "weak"), [((1,), 4, False), ((1,), 3, True), ((1, 1), 7, True), ((1, 1), 8, False)]
)
def test_depth_by_copies(alleles: tuple[int, ...], depth: int, weak: bool) -> None:
    variant = cast(Variant, SimpleNamespace(filters=()))
    call = Call("S", alleles, depth=depth, ref_reads=0, alt_reads=depth, quality=99)
    zygosity = Zygosity.HEMI_ALT if len(alleles) == 1 else Zygosity.HOM_ALT
    assert (weak_call(variant, call, zygosity) is not None) == weak
