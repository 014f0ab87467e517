"""Artefacts: each reason alone, and what protects a true heterozygote of few reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.variants.binomial import lower_tail
from tachkhis.variants.binomial import upper_tail
from tachkhis.variants.refine.artefacts import artefact_reasons

from .lab import HEADER
from .lab import RULES
from .lab import Lab
from .lab import Sample
from .lab import bases
from .lab import off
from .lab import only

RULE = RULES.artefacts
REFERENCE = bases(7, 600)
OTHER = "A" if REFERENCE[299] != "A" else "C"
BIASES = '##INFO=<ID=SCBZ,Number=1,Type=Float,Description="z">\n##INFO=<ID=RPBZ,Number=1,Type=Float,Description="z">\n'


@pytest.mark.parametrize(
    ("reads", "clipping", "position", "reasons"),
    [
        ((50, 10), 0.0, 0.0, ["artefact_fraction"]),
        ((10, 2), 0.0, 0.0, []),  # as low, but 2 of 12 are seen in one heterozygote of fifty
        ((30, 12), 3.6, 0.0, ["artefact_clipping"]),
        ((30, 12), -4.5, 0.0, []),  # the reference's reads are clipped more: a true SNV of HG001
        ((30, 12), 0.0, -3.6, ["artefact_position"]),
        ((30, 12), 3.6, 3.6, ["artefact_clipping", "artefact_position"]),
        ((30, 12), 3.4, 3.4, []),
        ((30, 30), 9.0, 9.0, []),  # balanced: biases grow with depth
        ((50, 10), None, None, ["artefact_fraction"]),
    ],
)
def test_reasons(reads: tuple[int, int], clipping: float | None, position: float | None, reasons: list[str]) -> None:
    assert artefact_reasons([reads], clipping, position, RULE) == reasons


def test_one_carrier_with_a_balanced_share_is_enough() -> None:
    assert artefact_reasons([(50, 8), (20, 18)], None, None, RULE) == []


def test_nothing_is_said_without_reads() -> None:
    assert artefact_reasons([], None, None, RULE) == []
    assert artefact_reasons([(0, 0)], 9.0, 9.0, RULE) == []


def test_tails() -> None:
    assert lower_tail(0, 10) == pytest.approx(2**-10)
    assert upper_tail(10, 10, 0.5) == pytest.approx(2**-10)
    assert lower_tail(4, 9) + upper_tail(5, 9, 0.5) == pytest.approx(1.0)


def rows(contig_reads: str, info: str = ".") -> list[str]:
    return [f"300 . {REFERENCE[299]} {OTHER} 60 PASS {info} GT:PL:AD:DP:GQ 0/1:60,0,90:{contig_reads}:60:60"]


def test_the_record_says_it(tmp_path: Path) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[], []])])
    record = lab.refine(rows("50,10"), only("artefacts"))[0]
    assert list(record.filter) == ["Artefact"]
    assert record.info["REFINE"] == ("artefact_fraction",)
    assert list(lab.refine(rows("50,10"), off("artefacts"))[0].filter) == ["PASS"]
    record = lab.refine(rows("30,12", "SCBZ=4.1;RPBZ=0.2"), only("artefacts"), header=HEADER + BIASES)[0]
    assert record.info["REFINE"] == ("artefact_clipping",)


def test_low_heteroplasmy_is_no_artefact(tmp_path: Path) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[], []])], contig="chrM")
    assert list(lab.refine(rows("50,10"), only("artefacts"))[0].filter) == ["PASS"]


def test_a_caller_without_biases_has_them_measured_where_they_matter(tmp_path: Path) -> None:
    """Freebayes gives none. One haplotype in four, on reads that all show it near their left end."""
    snv = (299, REFERENCE[299], OTHER)
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[], [], [snv]], step=8)])
    record = lab.refine(rows("25,12"), only("artefacts"))[0]
    assert "RPBZ" in record.info
    assert list(record.filter) == ["PASS"]
    assert "RPBZ" not in lab.refine(rows("25,20"), only("artefacts"))[0].info
