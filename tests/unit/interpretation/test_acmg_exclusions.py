"""Which criteria are not counted together: each rule of ``resources/acmg/exclusions.json``, in force and not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.case.message import Message
from tachkhis.case.shipped import RESOURCES
from tachkhis.interpretation.acmg.combine import CODES
from tachkhis.interpretation.acmg.combine import STRENGTHS
from tachkhis.interpretation.acmg.combine import Code
from tachkhis.interpretation.acmg.combine import points_of
from tachkhis.interpretation.acmg.exclusions import settle
from tachkhis.interpretation.result import Criterion
from tachkhis.interpretation.result import Entered

TABLE = json.loads((RESOURCES / "acmg" / "exclusions.json").read_text(encoding="utf-8"))
PERSON = Entered(author="Dr A", date="2026-03-01", note="PMID 1")


def one(written: str, **more: object) -> Criterion:
    """``PP3 strong``, ``BA1 stand_alone``; ``PP3 supporting splice`` rests on predicted splicing."""
    code, strength, *ground = written.split()
    nothing = Message(key="x.y")
    return Criterion(
        code=code,
        strength=strength,
        points=points_of(Code(code, strength)),
        value=nothing,
        threshold=nothing,
        source="",
        reason=nothing,
        ground=ground[0] if ground else None,
        **more,  # type: ignore[arg-type]
    )


def settled(*written: str) -> tuple[list[str], list[str]]:
    """What is counted, and what is told of the rest (rule, code)."""
    kept, told = settle([one(text) for text in written])
    rules = [f"{row.reason.key.removeprefix('acmg_barred.')} {row.code}" for row in told]
    return [f"{row.code} {row.strength}" for row in kept], rules


@pytest.mark.parametrize(
    ("met", "counted", "told"),
    [
        (("BA1 stand_alone", "BS1 strong"), ["BA1 stand_alone"], ["ba1_stands_alone BS1"]),
        (("BS1 strong", "PM2 supporting"), ["BS1 strong"], ["common PM2"]),
        (("BA1 stand_alone", "PM2 supporting"), ["BA1 stand_alone"], ["common PM2"]),
        (("BS1 strong", "PM3 moderate"), ["BS1 strong"], ["common_patients PM3"]),
        (("BS2 strong", "PM2 supporting"), ["BS2 strong", "PM2 supporting"], []),
        (("PVS1 strong", "PP3 supporting"), ["PVS1 strong"], ["prediction_with_pvs1 PP3"]),
        (("PVS1 strong", "BP4 supporting"), ["PVS1 strong"], ["prediction_with_pvs1 BP4"]),
        (("PVS1 strong", "PM4 moderate"), ["PVS1 strong"], ["length_with_pvs1 PM4"]),
        (("PVS1 strong", "PM2 supporting"), ["PVS1 strong", "PM2 supporting"], []),
        (("BP7 strong", "BP4 supporting"), ["BP7 strong"], ["observed_rna BP4"]),
        (("BP7 supporting", "BP4 supporting"), ["BP7 supporting", "BP4 supporting"], []),
        (("PS1 strong", "PM5 moderate"), ["PS1 strong"], ["same_residue_twice PM5"]),
        (("PP3 supporting splice", "PS1 strong"), ["PP3 supporting"], ["splice_prediction PS1"]),
        (("PP3 supporting splice", "PM5 moderate"), ["PP3 supporting"], ["splice_prediction PM5"]),
        (("PP3 supporting", "PM5 moderate"), ["PP3 supporting", "PM5 moderate"], []),  # the protein's score
        (("PS2 moderate", "PM6 supporting"), ["PS2 moderate"], ["de_novo_twice PM6"]),
        (("BP3 supporting", "PM4 moderate"), ["BP3 supporting"], ["repeat PM4"]),
        (("PP3 supporting", "BP7 supporting"), ["PP3 supporting"], ["predictions_disagree BP7"]),
        (("PP2 supporting", "BP1 supporting"), ["PP2 supporting"], ["missense_mechanism BP1"]),
        (("PP1 strong", "BS4 strong"), ["BS4 strong"], ["segregation_contrary PP1"]),
    ],
)
def test_what_one_criterion_bars(met: tuple[str, ...], counted: list[str], told: list[str]) -> None:
    assert settled(*met) == (counted, told)
    assert settled(*reversed(met)) == (counted[::-1], told)  # whichever was met first


@pytest.mark.parametrize(
    ("met", "counted", "told"),
    [
        (("PM1 moderate", "PP3 strong"), ["PM1 moderate", "PP3 moderate"], ["hotspot_and_prediction PP3"]),  # 6 -> 4
        (("PM1 moderate", "PP3 moderate"), ["PM1 moderate", "PP3 moderate"], []),  # 4
        (("PM1 strong", "PP3 supporting"), ["PM1 strong"], ["hotspot_and_prediction PP3"]),  # no room is left
        (("PP3 strong",), ["PP3 strong"], []),
        (("PM1 moderate", "PM5 strong"), ["PM1 moderate", "PM5 moderate"], ["hotspot_and_residue PM5"]),
        (("PM1 moderate", "PM5 moderate"), ["PM1 moderate", "PM5 moderate"], []),
        (("PP1 strong", "PP4 moderate"), ["PP1 strong", "PP4 supporting"], ["segregation_and_phenotype PP4"]),  # 6 -> 5
        (("PP1 strong", "PP4 supporting"), ["PP1 strong", "PP4 supporting"], []),  # 5
        (("PP1 very_strong", "PP4 supporting"), ["PP1 very_strong"], ["segregation_and_phenotype PP4"]),
    ],
)
def test_caps(met: tuple[str, ...], counted: list[str], told: list[str]) -> None:
    assert settled(*met) == (counted, told)


def test_a_lowered_criterion_has_the_points_of_its_new_strength() -> None:
    kept, (told,) = settle([one("PM1 moderate"), one("PP3 strong")])
    assert [row.points for row in kept] == [2, 2]
    assert (told.strength, told.lowered_to) == ("strong", "moderate")
    assert told.reason.values == {"by": "PM1"}
    assert "Pejaver" in told.source


def test_a_person_may_count_patients_of_a_common_allele_and_may_not_count_twice() -> None:
    common = one("BS1 strong")
    kept, told = settle([common, one("PM3 strong", entered=PERSON)])
    assert ([row.code for row in kept], told) == (["BS1", "PM3"], [])
    kept, told = settle([one("PVS1 strong"), one("PP3 strong", entered=PERSON)])
    assert ([row.code for row in kept], [row.code for row in told]) == (["PVS1"], ["PP3"])


def test_every_rule_names_known_codes_and_its_source() -> None:
    for rule in TABLE["barred"]:
        assert set(rule["by"]) | set(rule["barred"]) <= CODES
        assert rule["source"]
    for rule in TABLE["capped"]:
        assert rule["lowered"] in rule["codes"]
        assert set(rule["codes"]) <= CODES


@given(st.lists(st.tuples(st.sampled_from(sorted(CODES - {"BA1"})), st.sampled_from(STRENGTHS)), max_size=8))
def test_nothing_is_lost_and_settling_twice_changes_nothing(met: list[tuple[str, str]]) -> None:
    written = [one(f"{code} {strength}") for code, strength in dict(met).items()]
    kept, told = settle(written)
    lowered = {row.code for row in told if row.lowered_to is not None}
    assert {row.code for row in written} == {row.code for row in kept} | {row.code for row in told}
    assert {row.code for row in kept} & {row.code for row in told} == lowered
    assert settle(kept) == (kept, [])
