"""Both sides of the thresholds that no other table of the tests has: numbers of the publications, written by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tachkhis.interpretation.acmg import computation
from tachkhis.interpretation.acmg.classify import classify
from tachkhis.interpretation.acmg.family_evidence import strength_of
from tachkhis.interpretation.class_and_mode import Class
from tachkhis.interpretation.de_novo.estimate import DeNovoEstimate
from tachkhis.interpretation.de_novo.meaning import is_confirmed
from tachkhis.interpretation.de_novo.meaning import is_improbable

from .families import seen
from .test_acmg_criteria import AD
from .test_acmg_criteria import AR
from .test_acmg_criteria import evidence
from .test_acmg_criteria import gnomad
from .test_acmg_criteria import met

# Pejaver 2022 (PMC9748256), Table 2. Score, code and strength: each bound and its far side
CALIBRATED = {
    "REVEL": [
        (0.932, "PP3 strong"),
        (0.9319, "PP3 moderate"),
        (0.773, "PP3 moderate"),
        (0.7729, "PP3 supporting"),
        (0.644, "PP3 supporting"),
        (0.6439, None),
        (0.2901, None),
        (0.290, "BP4 supporting"),
        (0.1831, "BP4 supporting"),
        (0.183, "BP4 moderate"),
        (0.0161, "BP4 moderate"),
        (0.016, "BP4 strong"),
        (0.0031, "BP4 strong"),
        (0.003, "BP4 very_strong"),
    ],
    "BayesDel": [
        (0.50, "PP3 strong"),
        (0.499, "PP3 moderate"),
        (0.27, "PP3 moderate"),
        (0.269, "PP3 supporting"),
        (0.13, "PP3 supporting"),
        (0.129, None),
        (-0.179, None),
        (-0.18, "BP4 supporting"),
        (-0.359, "BP4 supporting"),
        (-0.36, "BP4 moderate"),
    ],
    "CADD": [
        (28.1, "PP3 moderate"),
        (28.09, "PP3 supporting"),
        (25.3, "PP3 supporting"),
        (25.29, None),
        (22.71, None),
        (22.7, "BP4 supporting"),
        (17.31, "BP4 supporting"),
        (17.3, "BP4 moderate"),
        (0.151, "BP4 moderate"),
        (0.15, "BP4 strong"),
    ],
    "VEST4": [
        (0.965, "PP3 strong"),
        (0.9649, "PP3 moderate"),
        (0.861, "PP3 moderate"),
        (0.8609, "PP3 supporting"),
        (0.764, "PP3 supporting"),
        (0.7639, None),
        (0.4491, None),
        (0.449, "BP4 supporting"),
        (0.3021, "BP4 supporting"),
        (0.302, "BP4 moderate"),
    ],
    "MutPred2": [
        (0.932, "PP3 strong"),
        (0.9319, "PP3 moderate"),
        (0.829, "PP3 moderate"),
        (0.8289, "PP3 supporting"),
        (0.737, "PP3 supporting"),
        (0.7369, None),
        (0.3911, None),
        (0.391, "BP4 supporting"),
        (0.1971, "BP4 supporting"),
        (0.197, "BP4 moderate"),
        (0.0101, "BP4 moderate"),
        (0.010, "BP4 strong"),
    ],
}


def test_every_calibration_that_ships_stands_here() -> None:
    table = computation.shipped_table("acmg", "computation")
    assert {name.upper() for name in CALIBRATED} == set(table["missense"]["calibrations"])


@pytest.mark.parametrize(
    ("tool", "score", "expected"), [(tool, *row) for tool, rows in CALIBRATED.items() for row in rows]
)
def test_the_calibrated_bounds_of_each_predictor(
    tool: str, score: float, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = computation.shipped_table("acmg", "computation")
    names = {name.upper(): name for name in table["missense"]["calibrations"]}
    own = names[tool.upper()]
    monkeypatch.setattr(computation, "shipped_table", lambda *_: table | {"predictor": own})
    found = classify(evidence(seen(girl="0/1", scores={own: score})))
    assert [f"{one.code} {one.strength}" for one in found.criteria] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("points", "strength"),
    [
        (0.49, None),
        (0.5, "supporting"),
        (0.99, "supporting"),
        (1.0, "moderate"),
        (1.99, "moderate"),
        (2.0, "strong"),
        (3.99, "strong"),
        (4.0, "very_strong"),
    ],
)
def test_points_of_svi_on_both_sides(points: float, strength: str | None) -> None:
    assert strength_of(points) == strength


@pytest.mark.parametrize(
    ("counts", "more", "code"),
    [
        ((0, 2_000), {"modes": AR}, "PM2"),
        ((0, 1_999), {"modes": AR}, None),
        ((101, 100_000), {"modes": AD}, "BS1"),  # above 0.001 in a dominant gene
        ((100, 100_000), {"modes": AD}, None),
        ((101, 100_000), {"modes": AR}, None),
        ((1_001, 100_000), {"modes": AR}, "BS1"),
        ((1_000, 100_000), {"modes": AR}, None),
        ((5_001, 100_000), {"modes": AR}, "BA1"),
        ((5_000, 100_000), {"modes": AR}, "BS1"),
        ((101, 2_000), {}, "BA1"),
        ((101, 1_999), {}, None),  # Ghosh 2018: 2,000 alleles at least
    ],
)
def test_frequencies_on_both_sides(counts: tuple[int, int], more: dict[str, Any], code: str | None) -> None:
    given = evidence(gnomad(*counts), gnomad_configured=True, **more)
    found = {one.code for one in classify(given).criteria} & {"BA1", "BS1", "PM2"}
    assert found == ({code} if code else set())


@pytest.mark.parametrize(
    ("probability", "confirmed", "improbable"),
    [(1.0, True, False), (0.99, True, False), (0.98999, False, False), (0.5, False, False), (0.49999, False, True)],
)
def test_the_probability_of_a_de_novo_on_both_sides(probability: float, confirmed: bool, improbable: bool) -> None:
    estimate = DeNovoEstimate(
        probability=probability,
        parental_mosaic=None,
        inherited=1 - probability,
        not_carried=0.0,
        frequency=None,
        members=[],
    )
    assert (is_confirmed(estimate), is_improbable(estimate)) == (confirmed, improbable)


def test_ba1_is_stand_alone_and_bs1_is_not() -> None:
    both = (classify(evidence(gnomad(ac, 100_000), gnomad_configured=True)).class_ for ac in (5_001, 5_000))
    assert tuple(both) == (Class.BENIGN, Class.LIKELY_BENIGN)
    assert met(evidence(gnomad(5_001, 100_000), gnomad_configured=True), "BS1") is None
