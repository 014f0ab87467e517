"""Frequencies and scores as the report shows them: absence with what it leaves open, and where its number is from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tachkhis.interpretation.setting import Resource
from tachkhis.interpretation.showing import Showing
from tachkhis.interpretation.showing import frequency_of
from tachkhis.interpretation.showing import people_alleles
from tachkhis.report.text import Text
from tachkhis.variants.record import AlleleCounts

from .families import family
from .families import seen

PANEL = Resource(name="panel", version="1", synthetic=False, people=109, female=60, male=49)


def showing(panel: Resource | None = PANEL, **tracks: str) -> Showing:
    return Showing(("gnomad", "panel"), panel, family().copies, tracks)


def test_absent_in_218_alleles_prints_as_less_than_1_4_percent() -> None:
    gnomad, panel = showing().frequencies(seen())
    assert (gnomad.an, gnomad.upper) == (None, None)  # how well gnomAD covers a place is not known
    assert (panel.found, panel.ac, panel.an, panel.an_source) == (False, 0, 218, "people")
    assert panel.upper == pytest.approx(0.01365, abs=5e-6)  # 1 - 0.05 ** (1 / 218)
    assert Text.load("fr").numerals.frequency(panel.upper or 0).replace("\u202f", " ").replace("\u00a0", " ") == "1,4 %"
    listed = frequency_of("panel", AlleleCounts(0, 218, 0))
    assert (listed.found, listed.upper) == (True, panel.upper)


def test_the_panels_own_track_goes_before_its_people() -> None:
    (_, panel) = showing().frequencies(replace(seen(), panel_looked=150))
    assert (panel.an, panel.an_source) == (150, "callable")
    assert panel.upper == pytest.approx(1 - 0.05 ** (1 / 150), rel=1e-5)


@pytest.mark.parametrize("panel", [None, PANEL.model_copy(update={"people": None})])
def test_where_neither_is_known_no_bound_is_given(panel: Resource | None) -> None:
    (_, found) = showing(panel).frequencies(seen())
    assert (found.found, found.an, found.upper) == (False, None, None)


def test_people_count_by_the_copies_of_the_contig() -> None:
    copies = family().copies
    on_x = replace(seen(), contig="chrX", position=5_000_000)
    assert people_alleles(PANEL, on_x, copies) == 2 * 60 + 49
    assert people_alleles(PANEL.model_copy(update={"male": None}), on_x, copies) is None
    assert people_alleles(PANEL, replace(seen(), contig="chrM"), copies) == 109


def test_scores_name_their_track_and_which_of_them_a_criterion_may_use() -> None:
    variant = replace(seen(), scores={"REVEL": 0.5, "CADD": 20.0}, marks={"HARD": "1"})
    told = showing(SCORE_CADD="cadd", TRACK_HARD="hard").scores(variant)
    assert [(one.name, one.track, one.value, one.text, one.used) for one in told] == [
        ("REVEL", "vcf", 0.5, None, True),  # the calls brought it
        ("CADD", "cadd", 20.0, None, False),
        ("HARD", "hard", None, "1", False),
    ]
