"""F_ROH, the class that it suggests, the declaration, a chromosome in one run: gold tables of made-up runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tachkhis.case.model import Affected
from tachkhis.case.model import Case
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.case.model import Test as Kind
from tachkhis.interpretation.autozygosity import autozygosity_of
from tachkhis.interpretation.autozygosity import credible
from tachkhis.interpretation.autozygosity import limits_of_runs
from tachkhis.interpretation.autozygosity import posterior
from tachkhis.interpretation.autozygosity import warnings_of
from tachkhis.interpretation.candidates import choose
from tachkhis.interpretation.runs import PersonAutozygosity
from tachkhis.interpretation.runs import Run
from tachkhis.interpretation.telling import Question
from tachkhis.quality.homozygosity import Agreement
from tachkhis.quality.homozygosity import FamilyRuns
from tachkhis.quality.homozygosity import HomozygousRun
from tachkhis.quality.homozygosity import PersonRuns
from tachkhis.quality.homozygosity import Relatives
from tachkhis.quality.kinship import expected

from .families import consequence
from .families import family
from .families import seen
from .test_candidates import ATAXIA
from .test_candidates import TRACKS
from .test_candidates import Assessor

MB = 1_000_000
LENGTHS = {f"chr{number}": 100 * MB for number in range(1, 21)}  # 2 Gb of autosomes, all callable
PEOPLE = (
    Person("girl", "father", "mother", Sex.FEMALE, Affected.YES),
    Person("father", None, None, Sex.MALE, Affected.NO),
    Person("mother", None, None, Sex.FEMALE, Affected.NO),
)


def case(declared: str = "unknown", people: tuple[Person, ...] = PEOPLE) -> Case:
    return Case("c", "girl", Kind.GENOME, (), (), (), "routine", declared, None, frozenset(), None, people)


def run(contig: str, start: float, megabases: float) -> HomozygousRun:
    first, bases = int(start * MB) + 1, round(megabases * MB)
    return HomozygousRun(contig, first, first + bases - 1, bases, None, 1000, 0, 90.0)


def spread(megabases: float, count: int) -> list[HomozygousRun]:
    """So many runs, at most two per chromosome, which sum up to so many megabases."""
    return [run(f"chr{1 + number % 20}", 10 if number < 20 else 60, megabases / count) for number in range(count)]


def measured(
    *runs: HomozygousRun,
    sample: str = "girl",
    kinship: float | None = None,
    sites: int = 2_000_000,
    test: str = "genome",
) -> FamilyRuns:
    couple = () if kinship is None else (Relatives("couple", "father", "mother", kinship, sites, ()),)
    people = (PersonRuns(sample, 2_000_000, 1_000_000, tuple(runs)),)
    return FamilyRuns(test, False, LENGTHS, LENGTHS, {"gnomad": 3_000_000}, people, couple)


def judged(*runs: HomozygousRun, declared: str = "unknown", **more: object) -> PersonAutozygosity:
    found = autozygosity_of(measured(*runs, **more), case(declared)).person("girl")  # type: ignore[arg-type]
    assert found is not None
    return found


def warned(*runs: HomozygousRun, declared: str, **more: object) -> list[str]:
    found = autozygosity_of(measured(*runs, **more), case(declared))  # type: ignore[arg-type]
    return [message.key for message in warnings_of(found, case(declared))]


def test_f_is_the_share_of_the_callable_autosomes_in_runs_of_a_length() -> None:
    runs = [run("chr1", 1, 1.2), run("chr1", 20, 1.5), run("chr2", 5, 4.999999), run("chr3", 5, 5), run("chr3", 50, 20)]
    told = [(one.from_bases, one.runs, one.f) for one in judged(*runs).f]
    assert told == [
        (1 * MB, 5, round((1.2 + 1.5 + 4.999999 + 25) / 2000, 5)),
        (1_500_000, 4, round((1.5 + 4.999999 + 25) / 2000, 5)),
        (5 * MB, 2, 0.0125),
    ]


@pytest.mark.parametrize(
    ("megabases", "count", "suggested", "excluded"),
    [
        (0, 0, "unrelated", {"first_cousins", "closer"}),
        (30, 3, "second_cousins", {"closer"}),  # F 1/64
        (125, 10, "first_cousins", {"unrelated", "second_cousins"}),  # F 1/16
        (250, 19, "closer", {"unrelated", "second_cousins"}),  # F 1/8
        (500, 32, "closer", {"unrelated", "second_cousins", "first_cousins"}),  # F 1/4
    ],
)
def test_the_class_that_f_suggests(megabases: float, count: int, suggested: str, excluded: set[str]) -> None:
    found = judged(*(spread(megabases, count) if count else []))
    assert found.suggested == suggested == found.compatible[0]
    assert not excluded & set(found.compatible)
    assert sum(found.classes.values()) == pytest.approx(1, abs=1e-3)


def test_between_two_classes_both_are_compatible() -> None:
    assert set(judged(*spread(62.5, 5)).compatible) == {"second_cousins", "first_cousins"}  # F 1/32, of neither


def test_the_credible_classes_reach_the_probability() -> None:
    assert credible({"a": 0.6, "b": 0.36, "c": 0.04}) == ["a", "b"]
    assert credible({"a": 0.02, "b": 0.97, "c": 0.01}) == ["b"]
    assert set(posterior(0.9, 99)) == {"unrelated", "second_cousins", "first_cousins", "closer"}  # beyond the grid


DECLARATIONS = [
    # declared, Mb in long runs, number, comparison
    ("none", 0, 0, "agrees"),
    ("none", 20, 2, "agrees"),  # F 1 %: third cousins, whom nobody declares
    ("none", 125, 10, "higher"),
    ("second_cousins", 0, 0, "agrees"),
    ("second_cousins", 30, 3, "agrees"),
    ("second_cousins", 250, 19, "higher"),
    ("first_cousins", 125, 10, "agrees"),
    ("first_cousins", 60, 5, "agrees"),
    ("first_cousins", 0, 0, "lower"),
    ("first_cousins", 500, 20, "higher"),
    ("double_first_cousins", 250, 19, "agrees"),
    ("double_first_cousins", 30, 3, "lower"),
    ("unknown", 500, 20, "nothing_declared"),
]


@pytest.mark.parametrize(("declared", "megabases", "count", "comparison"), DECLARATIONS)
def test_f_beside_the_declaration(declared: str, megabases: float, count: int, comparison: str) -> None:
    runs = spread(megabases, count) if count else []
    assert judged(*runs, declared=declared).declared == comparison
    key = f"quality.autozygosity_{comparison}"
    assert warned(*runs, declared=declared) == ([key] if comparison in ("higher", "lower") else [])


@pytest.mark.parametrize("declared", ["none", "second_cousins", "first_cousins", "double_first_cousins"])
def test_the_warning_begins_where_the_intervals_part(declared: str) -> None:
    interval = expected(declared, "f")
    assert interval is not None
    for error, test in ((0.05, "genome"), (0.15, "exome")):
        edge = interval.high / (1 - error) * 2000
        assert judged(*spread(edge * 0.999, 4), declared=declared, test=test).declared == "agrees"
        assert judged(*spread(edge * 1.001, 4), declared=declared, test=test).declared == "higher"


def test_the_declaration_speaks_of_the_couple_s_children_alone() -> None:
    sister = replace(PEOPLE[0], sample="sister", affected=Affected.NO)
    uncle = replace(PEOPLE[1], sample="uncle")
    people = (*PEOPLE, sister, uncle)
    for sample, comparison in (("sister", "higher"), ("uncle", "not_told"), ("father", "not_told")):
        found = autozygosity_of(measured(*spread(250, 19), sample=sample), case("none", people))
        assert found.people[0].declared == comparison, sample


@pytest.mark.parametrize(
    ("declared", "kinship", "sites", "comparison"),
    [
        ("none", 0.0, 2_000_000, "agrees"),
        ("none", 1 / 64, 2_000_000, "agrees"),
        ("none", 1 / 16, 2_000_000, "higher"),
        ("none", 1 / 16, 19_999, "not_told"),
        ("none", 1 / 16, 20_000, "higher"),
        ("first_cousins", 1 / 16, 2_000_000, "agrees"),  # no alarm on declared cousins
        ("first_cousins", 0.095, 2_000_000, "agrees"),
        ("first_cousins", 1 / 4, 2_000_000, "higher"),
        ("second_cousins", 1 / 64, 2_000_000, "agrees"),
        ("second_cousins", 1 / 8, 2_000_000, "higher"),
        ("double_first_cousins", 1 / 8, 2_000_000, "agrees"),
        ("unknown", 1 / 4, 2_000_000, "nothing_declared"),
    ],
)
def test_kinship_of_the_parents_beside_the_declaration(
    declared: str, kinship: float, sites: int, comparison: str
) -> None:
    found = autozygosity_of(measured(kinship=kinship, sites=sites), case(declared))
    assert found.couples[0].declared == comparison
    keys = [message.key for message in warnings_of(found, case(declared))]
    assert ("quality.kinship_higher" in keys) is (comparison == "higher")


def test_a_gene_panel_or_a_piece_of_a_genome_gives_no_f() -> None:
    small = replace(measured(run("chr1", 10, 30), kinship=0.25), callable={"chr1": 499 * MB})
    found = autozygosity_of(small, case("none"))
    assert not found.told
    assert [(one.f, one.suggested, one.declared, len(one.runs)) for one in found.people] == [([], None, "not_told", 1)]
    assert found.couples[0].kinship is None
    assert warnings_of(found, case("none")) == []
    assert [m.key for m in limits_of_runs(found, case("none"))] == ["limit.autozygosity_small_genome"]
    enough = replace(small, callable={f"chr{n}": 100 * MB for n in range(1, 6)})
    assert autozygosity_of(enough, case("none")).told


def test_what_the_markers_reach_of_each_autosome_is_kept_for_the_drawing() -> None:
    found = measured()
    assert autozygosity_of(found, case()).autosomes == []  # as measured before stretches were told
    first, *others = autozygosity_of(replace(found, covered={"chr1": ((5, 900), (2000, 9000))}), case()).autosomes
    assert (first.contig, first.bases, first.covered) == ("chr1", LENGTHS["chr1"], [(5, 900), (2000, 9000)])
    assert [one.contig for one in others] == list(LENGTHS)[1:]
    assert {len(one.covered) for one in others} == {0}  # no marker: nothing of it is read


def test_what_was_not_looked_for_is_said_where_it_would_matter() -> None:
    assert [m.key for m in limits_of_runs(None, case("first_cousins"))] == ["limit.autozygosity"]
    assert limits_of_runs(None, case("none")) == []
    exome = autozygosity_of(measured(test="exome"), case())
    assert [m.key for m in limits_of_runs(exome, case())] == ["limit.autozygosity_exome"]
    assert limits_of_runs(autozygosity_of(measured(), case()), case()) == []


def with_parents(father: tuple[int, int], mother: tuple[int, int], elsewhere: int = 0) -> tuple[Relatives, ...]:
    """Sites and conflicts of each parent on chr15, and conflicts among 10,000 sites elsewhere."""
    return tuple(
        Relatives(
            "parent", "girl", name, 0.25, 10**6, (Agreement("chr15", *counts), Agreement("chr1", 10_000, elsewhere))
        )
        for name, counts in (("father", father), ("mother", mother))
    )


def whole(found: FamilyRuns) -> list[tuple[str, str | None]]:
    people = autozygosity_of(found, case("none")).people
    return [(one.contig, one.not_given_by) for one in people[0].whole_chromosome]


def test_a_chromosome_in_one_run_is_no_kinship() -> None:
    found = measured(run("chr15", 2, 95))
    assert whole(found) == [("chr15", None)]
    told = autozygosity_of(found, case("none"))
    assert [one.f for one in told.people[0].f] == [0.0, 0.0, 0.0]
    assert told.people[0].suggested == "unrelated"
    assert [m.key for m in warnings_of(told, case("none"))] == ["quality.whole_chromosome"]


@pytest.mark.parametrize(
    ("runs", "flagged"),
    [
        ([run("chr15", 0, 90)], True),
        ([run("chr15", 0, 89.9)], False),
        ([run("chr15", 0, 50), run("chr15", 55, 44)], True),  # a gap between two runs
        ([run("chr15", 2, 95), run("chr3", 1, 9.4)], True),
        ([run("chr15", 2, 95), run("chr3", 1, 9.6)], False),  # more than 0.5 % of the rest
        ([run("chr15", 2, 95), run("chr3", 1, 4.9), run("chr4", 1, 4.9)], True),  # short runs elsewhere
        ([run("chr15", 2, 95), run("chr16", 2, 95)], False),
        (spread(125, 10), False),
    ],
)
def test_when_a_chromosome_counts_as_whole(runs: list[HomozygousRun], flagged: bool) -> None:
    assert bool(whole(measured(*runs))) is flagged


@pytest.mark.parametrize(
    ("relatives", "not_given_by"),
    [
        (with_parents((500, 150), (500, 0)), "father"),
        (with_parents((500, 1), (500, 120)), "mother"),
        (with_parents((500, 50), (500, 0)), "father"),
        (with_parents((500, 49), (500, 0)), None),
        (with_parents((19, 10), (500, 0)), None),  # too few places
        (with_parents((500, 150), (500, 150)), None),
        (with_parents((500, 150), (500, 0), elsewhere=2_500), None),  # that parent is not the parent anywhere
        ((), None),
    ],
)
def test_what_the_parents_say_of_it(relatives: tuple[Relatives, ...], not_given_by: str | None) -> None:
    found = replace(measured(run("chr15", 2, 95)), relatives=relatives)
    assert whole(found) == [("chr15", not_given_by)]
    key = "quality.whole_chromosome" + (f"_without_{not_given_by}" if not_given_by else "")
    assert [m.key for m in warnings_of(autozygosity_of(found, case("none")), case("none"))] == [key]


def stretch(contig: str, start: int, end: int) -> Run:
    return Run(contig=contig, start=start, end=end, bases=end - start + 1, markers=99, quality=80)


def ordered(*runs: Run) -> list[tuple[str, list[str]]]:
    """Genes in order, and what is said of runs, of two homozygous VUS of one gene and another of a second."""
    relatives = family()
    effect = consequence("missense_variant", gene="TTPA")
    variants = [seen("chr1", place, effect=effect, girl="1/1") for place in (5_000, 9_000)]
    assessor = Assessor(relatives, TRACKS, None, "own build", (ATAXIA,))
    found = choose(assessor.genes(variants), relatives, Question((ATAXIA,), frozenset(), frozenset()), runs)[0]
    return [
        (one.judged[0].variant.id, [f"{m.key} {m.values['size']}" for m in one.reasons if "in_run" in m.key])
        for one in found
        if len(one.judged) == 1
    ]


def test_a_homozygous_candidate_in_a_run_ranks_higher_and_says_its_size() -> None:
    first, second = "chr1-5000-A-G", "chr1-9000-A-G"
    assert ordered() == [(first, []), (second, [])]
    assert ordered(stretch("chr1", 8_000, 12_408_000)) == [(second, ["candidate.in_run 12.4"]), (first, [])]
    assert ordered(stretch("chr1", 9_000, 40_000)) == [(second, ["candidate.in_run_short 31"]), (first, [])]
    assert ordered(stretch("chr1", 9_001, 40_000), stretch("chr2", 1, 10**6)) == [(first, []), (second, [])]
