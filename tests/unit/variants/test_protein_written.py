"""A protein name behind a c. name: every form of HGVS that agrees is taken, what disagrees is not."""

from __future__ import annotations

import pytest

from tachkhis.variants.protein_written import contradicts

SHIFT = "p.(Ala2GlnfsTer9)"
AGREE = [
    ("p.Ala2fs", SHIFT),  # ClinVar's titles
    ("p.(Ala2fs)", SHIFT),
    ("p.Ala2GlnfsTer9", SHIFT),
    ("p.Ala2Glnfs*9", SHIFT),
    ("p.A2Qfs*9", SHIFT),
    ("p.A2QfsX9", SHIFT),
    ("p.A2fs*9", SHIFT),
    ("p.A2fs", SHIFT),
    ("p.Ala2GlnfsTer?", SHIFT),
    ("p.Ala2fs", "p.(Ala2Ter)"),  # of a shift with a stop at once
    ("p.A2C", "p.(Ala2Cys)"),
    ("p.U11X", "p.(Sec11Ter)"),
    ("p.U11*", "p.(Sec11Ter)"),
    ("p.(=)", "p.(Ala2=)"),
    ("p.=", "p.(Ala2=)"),
    ("p.Ala2Ala", "p.(Ala2=)"),
    ("p.(=)", None),
    ("p.?", None),
    ("p.?", "p.(Ala2Cys)"),
    ("p.Met1Val", "p.(Met1?)"),  # as ClinVar has it
    ("p.M1?", "p.(Met1?)"),
    ("p.0?", "p.(Met1?)"),
    ("p.*110Qext*17", "p.(Ter110GlnextTer17)"),
    ("p.Ter110Gln", "p.(Ter110GlnextTer17)"),
    ("p.K2_M3dup", "p.(Lys2_Met3dup)"),
    ("p.C28delinsWV", "p.(Cys28delinsTrpVal)"),
]
DISAGREE = [
    ("p.Gly2fs", SHIFT),
    ("p.Ala3fs", SHIFT),
    ("p.A2Gfs*9", SHIFT),
    ("p.A2Qfs*10", SHIFT),
    ("p.Ala2Ter", SHIFT),
    ("p.A2G", "p.(Ala2Cys)"),
    ("p.A2fs", "p.(Ala2Cys)"),
    ("p.(=)", "p.(Ala2Cys)"),
    ("p.Ala2Ala", "p.(Ala2Cys)"),
    ("p.Gly2=", "p.(Ala2=)"),
    ("p.Ala2Cys", None),
    ("p.Met1fs", "p.(Met1?)"),
    ("p.*110Qext*18", "p.(Ter110GlnextTer17)"),
    ("p.*110Q", "p.(Ala110Gln)"),
    ("p.nonsense", "p.(Ala2Cys)"),
    ("p.", "p.(Ala2Cys)"),
]


@pytest.mark.parametrize(("written", "computed"), AGREE)
def test_forms_that_agree(written: str, computed: str | None) -> None:
    assert not contradicts(written, computed, frameshift=True)


@pytest.mark.parametrize(("written", "computed"), DISAGREE)
def test_forms_that_disagree(written: str, computed: str | None) -> None:
    assert contradicts(written, computed, frameshift=True)


def test_a_stop_without_a_shift_is_no_frame_shift() -> None:
    assert contradicts("p.Ala2fs", "p.(Ala2Ter)", frameshift=False)
