"""The weight of a candidate: parts that add up, probabilities that share one, and what moves it which way."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.interpretation.assess import Assessor
from tachkhis.interpretation.class_and_mode import Mode
from tachkhis.interpretation.in_run import in_run
from tachkhis.interpretation.weighing import PARTS
from tachkhis.interpretation.weighing import VALUES
from tachkhis.interpretation.weighing import Coefficients
from tachkhis.interpretation.weighing import decided
from tachkhis.interpretation.weighing import shipped
from tachkhis.interpretation.weighing import values_of
from tachkhis.interpretation.weighing import weigh
from tachkhis.variants.record import AlleleCounts
from tachkhis.variants.record import ClinVarEntry
from tachkhis.variants.record import Variant

from .families import consequence
from .families import family
from .families import nonsense
from .families import seen
from .test_candidates import ATAXIA
from .test_candidates import TRACKS

VALUE = st.dictionaries(st.sampled_from(VALUES), st.floats(-5, 8), max_size=6)
HOM = {"girl": "1/1", "father": "0/1", "mother": "0/1"}
NULL = seen("chr1", 5_000, effect=nonsense("TTPA"), **HOM)


def brought(variant: Variant, *, sign: str = ATAXIA, run: bool = False) -> dict[str, float]:
    """What the first diplotype of a girl's variant brings; her healthy parents are there."""
    people = family(father="no", mother="no", hpo=(sign,))
    (result,) = Assessor(people, TRACKS, None, "own build", (sign,)).genes([variant])
    diplotype = result.diplotypes[0]
    judged = [result.judged[one.id] for one in diplotype.variants]
    assert in_run(diplotype, people, []) is None
    return values_of(result, diplotype, judged, people, single=False, in_run=run)


def odds(values: dict[str, float]) -> float:
    return weigh([values])[0].log_odds


@settings(max_examples=50, deadline=None)
@given(st.lists(VALUE, max_size=6))
def test_parts_and_base_add_up_and_probabilities_leave_room_for_none_of_them(values: list[dict[str, float]]) -> None:
    found = weigh(values)
    for one in found:
        assert list(one.parts) == list(PARTS)
        assert one.log_odds == pytest.approx(sum(one.parts.values()) + shipped().base, abs=0.002)
        assert 0.0 <= one.probability <= 1.0
    assert sum(one.probability for one in found) <= 1.0 + 0.0001 * len(found)
    by_odds = sorted(found, key=lambda one: one.log_odds)
    assert [one.probability for one in by_odds] == sorted(one.probability for one in found)


def test_a_probability_is_the_share_against_the_others_and_none_of_them() -> None:
    plain = Coefficients("test", dict.fromkeys(VALUES, 0.0) | {"points": 1.0}, 0.0)
    first, second = weigh([{"points": math.log(3)}, {"points": math.log(2)}], plain)
    assert (first.probability, second.probability) == pytest.approx((3 / 6, 2 / 6), abs=0.001)  # 3, 2, and 1 for none


def test_the_values_of_a_homozygous_null_variant_of_healthy_carriers() -> None:
    values = brought(NULL)
    assert {name: values[name] for name in ("null", "homozygous", "mode_listed", "supported")} == dict.fromkeys(
        ("null", "homozygous", "mode_listed", "supported"), 1.0
    )
    assert values["phenotype"] > math.log(2.08)
    assert not {"clinvar", "common_two", "contradicted", "in_run", "weak", "single", "gene_unknown"} & set(values)


def test_what_speaks_for_a_candidate_raises_it_and_what_speaks_against_lowers_it() -> None:
    usual = odds(brought(NULL))
    entry = ClinVarEntry("1", "Pathogenic", "criteria provided, single submitter", ())
    assert odds(brought(replace(NULL, clinvar=entry))) > usual
    assert odds(brought(replace(NULL, gnomad=AlleleCounts(500, 100_000, 0)))) < usual
    assert odds(brought(NULL, run=True)) > usual
    assert odds(brought(NULL, sign="HP:0000365")) < usual  # deafness: not the gene's
    assert odds(brought(seen("chr1", 5_000, effect=nonsense("TTPA"), girl="1/1", father="0/1", mother="0/0"))) < usual
    assert odds(brought(replace(NULL, consequences=(consequence("missense_variant", gene="TTPA"),)))) < usual


def test_a_weak_call_lowers_a_candidate() -> None:
    calls = tuple(replace(call, quality=5) if call.sample == "girl" else call for call in NULL.calls)
    values = brought(replace(NULL, calls=calls))
    assert values["weak"] == 1.0
    assert odds(values) < odds(brought(NULL))


def test_frequency_counts_in_powers_of_ten_above_one_in_a_hundred_thousand() -> None:
    assert brought(replace(NULL, gnomad=AlleleCounts(100, 100_000, 0)))["common_two"] == pytest.approx(2.0)
    assert "common_two" not in brought(replace(NULL, gnomad=AlleleCounts(1, 1_000_000, 0)))


def test_what_decides_is_the_largest_lead_over_the_next() -> None:
    best, other = weigh([{"points": 6.0, "clinvar": 1.0}, {"points": 5.5, "clinvar": 0.0}])
    first, last = decided([best, other])
    assert (first.decided_by, last.decided_by) == ("clinvar", "points")
    same, _ = decided(weigh([{"points": 3.0}, {"points": 3.0}]))
    assert same.decided_by == ""


def test_every_mode_but_the_plain_dominant_one_has_a_coefficient_of_its_own_or_none() -> None:
    """Y and mitochondria have none: no simulated family shows them, and they stand with the base."""
    assert set(shipped().weights) == set(VALUES)
    assert {Mode.DE_NOVO.value, "homozygous", "in_trans", "x_linked"} <= set(VALUES)
