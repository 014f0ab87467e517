"""Runs of homozygosity in calls whose runs are known by construction."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.errors import InputError
from tachkhis.quality.homozygosity import FamilyRuns
from tachkhis.quality.homozygosity import find_runs
from tachkhis.quality.homozygosity import morgans_per_base
from tachkhis.quality.homozygosity import shortest_run
from tachkhis.quality.karyogram import drawing
from tachkhis.quality.markers import Pair
from tachkhis.reference.genetic_map import Curve
from tachkhis.reference.genetic_map import GeneticMap

from .runs_world import GIRL
from .runs_world import LENGTHS
from .runs_world import STEP
from .runs_world import within
from .runs_world import write_calls

MB = 1_000_000
TRIO = (replace(GIRL, father="father", mother="mother"), replace(GIRL, sample="father"), replace(GIRL, sample="mother"))
RUN = within("chr1", 20 * MB, 26 * MB)


def runs(vcf: Path, people: tuple[Person, ...] = (GIRL,), test: str = "genome") -> list[tuple[str, int, int]]:
    """Contig, start and end of the runs of the first person."""
    found = find_runs(vcf, people, test, LENGTHS)
    return [(run.contig, run.start, run.end) for run in found.people[0].runs]


def test_a_run_reaches_from_its_first_homozygous_marker_to_its_last(tmp_path: Path) -> None:
    found = find_runs(write_calls(tmp_path / "c.vcf", RUN), [GIRL], "genome", LENGTHS)
    (run,) = found.people[0].runs
    assert (run.contig, run.start, run.end, run.bases) == ("chr1", 20 * MB, 26 * MB, 6 * MB + 1)
    assert (run.markers, run.heterozygous, run.centimorgans) == (601, 0, None)
    assert run.quality > 20
    assert (found.people[0].homozygous, found.people[0].heterozygous) == (601, 5999 + 1999 - 601)
    assert found.frequencies == {"panel": 0, "gnomad": 7998, "default": 0}


def test_only_autosomes_are_looked_at(tmp_path: Path) -> None:
    boy = replace(GIRL, sex=Sex.MALE)
    found = find_runs(write_calls(tmp_path / "c.vcf", within("chrX", 0, 30 * MB)), [boy], "genome", LENGTHS)
    assert found.people[0].runs == ()
    assert set(found.callable) == set(found.lengths) == {"chr1", "chr2"}


def test_relatives_in_the_file_change_nothing(tmp_path: Path) -> None:
    def family(contig: str, position: int) -> str:
        return f"{RUN(contig, position) if position % 30_000 else '0/0'} 0/1 0/0"

    def alone(contig: str, position: int) -> str:
        return RUN(contig, position)

    together = runs(write_calls(tmp_path / "f.vcf", family, "girl father mother"), TRIO)
    apart = runs(write_calls(tmp_path / "a.vcf", alone, wanted=lambda _, position: position % 30_000 != 0))
    assert together == apart != []


def test_two_errors_far_apart_break_no_run(tmp_path: Path) -> None:
    wrong = (22 * MB, 24 * MB)
    calls = write_calls(tmp_path / "c.vcf", lambda c, p: "0/1" if p in wrong and c == "chr1" else RUN(c, p))
    (run,) = find_runs(calls, [GIRL], "genome", LENGTHS).people[0].runs
    assert (run.start, run.end, run.markers, run.heterozygous) == (20 * MB, 26 * MB, 599, 2)


def test_a_heterozygous_stretch_breaks_it(tmp_path: Path) -> None:
    calls = write_calls(tmp_path / "c.vcf", lambda c, p: "0/1" if c == "chr1" and 22 * MB < p < 23 * MB else RUN(c, p))
    assert runs(calls) == [("chr1", 20 * MB, 22 * MB), ("chr1", 23 * MB, 26 * MB)]


@pytest.mark.parametrize(
    "weak",
    ["0/1:3:99", "0/1:30:9", "./.:30:99", "0/.:30:99", "1:30:99"],
    ids=["depth", "quality", "none", "half", "one"],
)
def test_weak_and_missing_calls_say_nothing(tmp_path: Path, weak: str) -> None:
    calls = write_calls(tmp_path / "c.vcf", lambda c, p: weak if c == "chr1" and 22 * MB < p < 23 * MB else RUN(c, p))
    assert runs(calls) == [("chr1", 20 * MB, 26 * MB)]


def test_one_of_two_alleles_of_a_place_is_heterozygous(tmp_path: Path) -> None:
    calls = write_calls(tmp_path / "c.vcf", lambda c, p: "1|0" if c == "chr1" and 22 * MB < p < 23 * MB else RUN(c, p))
    assert len(runs(calls)) == 2


def test_nothing_is_said_of_a_stretch_without_markers(tmp_path: Path) -> None:
    calls = write_calls(tmp_path / "c.vcf", RUN, wanted=lambda c, p: not (c == "chr1" and 22 * MB < p < 24 * MB))
    found = find_runs(calls, [GIRL], "genome", LENGTHS)
    assert [(run.start, run.end) for run in found.people[0].runs] == [(20 * MB, 22 * MB), (24 * MB, 26 * MB)]
    assert found.callable["chr1"] == (22 * MB - STEP + 1) + (60 * MB - STEP - 24 * MB + 1)
    assert found.covered["chr1"] == ((STEP, 22 * MB), (24 * MB, 60 * MB - STEP))
    (exome,) = find_runs(calls, [GIRL], "exome", LENGTHS).people[0].runs
    assert (exome.start, exome.end) == (20 * MB, 26 * MB)  # so far apart are the markers of an exome


@pytest.mark.parametrize(("length", "listed"), [(MB - STEP, False), (MB, True)])
def test_runs_from_one_megabase_are_listed(tmp_path: Path, length: int, listed: bool) -> None:
    assert bool(runs(write_calls(tmp_path / "c.vcf", within("chr1", 20 * MB, 20 * MB + length)))) is listed


@pytest.mark.parametrize(
    ("info", "source", "markers"),
    [
        ("GNOMAD_AF=0.02", "gnomad", 7998),
        ("GNOMAD_AF=0.98", "gnomad", 7998),
        ("GNOMAD_AF=0.019", "gnomad", 0),
        ("GNOMAD_AF=0.981", "gnomad", 0),
        (".", "gnomad", 0),
        ("GNOMAD_AF=0.001;PANEL_AC=40;PANEL_AN=100", "panel", 7998),
        ("GNOMAD_AF=0.4;PANEL_AC=1;PANEL_AN=99", "gnomad", 7998),
        ("GNOMAD_AF=0.4;PANEL_AC=1;PANEL_AN=100", "panel", 0),
        ("GNOMAD_AF=0.4;PANEL_AC=0;PANEL_AN=218", "gnomad", 7998),
    ],
)
def test_markers_are_common_in_the_panel_or_else_in_gnomad(
    tmp_path: Path, info: str, source: str, markers: int
) -> None:
    found = find_runs(write_calls(tmp_path / "c.vcf", RUN, info=info), [GIRL], "genome", LENGTHS)
    assert found.frequencies[source] == markers == sum(found.frequencies.values())


def test_without_any_track_every_substitution_is_a_marker(tmp_path: Path) -> None:
    calls = write_calls(tmp_path / "c.vcf", RUN, info=".", fields="")
    found = find_runs(calls, [GIRL], "genome", LENGTHS)
    assert found.frequencies == {"panel": 0, "gnomad": 0, "default": 7998}
    assert [(run.start, run.end) for run in found.people[0].runs] == [(20 * MB, 26 * MB)]


def test_indels_and_filtered_calls_are_no_markers(tmp_path: Path) -> None:
    calls = write_calls(tmp_path / "c.vcf", RUN)
    text = calls.read_text().replace("\tA\tG\t99\tPASS", "\tA\tG\t99\tLowQual").replace("chr2", "chr1x")
    calls.write_text(text.replace("\tA\tG\t99\tLowQual", "\tAT\tA\t99\tPASS", 3000))
    found = find_runs(calls, [GIRL], "genome", LENGTHS)
    assert sum(found.frequencies.values()) == 0
    assert found.people[0].runs == ()


def test_a_genetic_map_gives_centimorgans(tmp_path: Path) -> None:
    curve = Curve((1, 20 * MB, 26 * MB, 60 * MB), (0.0, 15.0, 24.5, 70.0))
    calls = write_calls(tmp_path / "c.vcf", RUN)
    found = find_runs(calls, [GIRL], "genome", LENGTHS, GeneticMap({"chr1": curve}))
    assert [(run.start, run.end, run.centimorgans) for run in found.people[0].runs] == [(20 * MB, 26 * MB, 9.5)]
    assert found.genetic_map


def test_a_contig_that_the_map_lacks_is_looked_at_all_the_same(tmp_path: Path) -> None:
    calls = write_calls(tmp_path / "c.vcf", within("chr2", 5 * MB, 12 * MB))
    (run,) = (
        find_runs(calls, [GIRL], "genome", LENGTHS, GeneticMap({"chr1": Curve((1, 60 * MB), (0, 60))})).people[0].runs
    )
    assert (run.contig, run.start, run.end, run.centimorgans) == ("chr2", 5 * MB, 12 * MB, None)


def test_a_small_genome_lists_runs_from_a_tenth_of_its_longest_contig() -> None:
    assert shortest_run({"chr1": 200_000, "chr2": 100_000}) == 20_000
    assert shortest_run({"chr1": MB}) == MB
    assert morgans_per_base({"chr1": 200_000}) == 1 / 200_000
    assert morgans_per_base(LENGTHS) == 1e-8


def test_calls_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "c.vcf").write_text("hello\n")
    with pytest.raises(InputError, match="cannot be read as VCF"):
        runs(tmp_path / "c.vcf")


def test_nobody_who_varies_gives_no_runs(tmp_path: Path) -> None:
    assert runs(write_calls(tmp_path / "c.vcf", lambda *_: "0/0")) == []


def counted(*places: tuple[int, int, int]) -> Pair:
    """A pair at so many places (number, genotype of one, genotype of the other); 0 hom ref, 1 het, 3 hom alt."""
    pair = Pair("a", "b")
    for number, one, two in places:
        for _ in range(number):
            pair.take("chr1", one, two)
    return pair


@pytest.mark.parametrize(
    ("places", "kinship"),
    [
        ([(100, 1, 1)], 0.5),  # one person twice
        ([(50, 1, 1), (50, 1, 0), (50, 3, 1)], 0.25),  # parent and child: no opposite homozygotes
        ([(50, 1, 1), (50, 1, 0), (50, 0, 1), (25, 3, 0)], 0.0),  # as many shared as twice the opposite ones
        ([(50, 1, 1), (50, 1, 0), (150, 0, 1)], 0.0),  # unequal numbers of heterozygous places
        ([(9, 0, 3)], None),
    ],
)
def test_kinship_by_hand(places: list[tuple[int, int, int]], kinship: float | None) -> None:
    assert counted(*places).kinship() == kinship


def test_parents_are_compared_chromosome_by_chromosome(tmp_path: Path) -> None:
    def family(contig: str, _: int) -> str:
        return "1/1 0/0 0/1" if contig == "chr2" else "0/1 1/1 0/0"

    found = find_runs(write_calls(tmp_path / "c.vcf", family, "girl father mother"), TRIO, "genome", LENGTHS)
    told = {
        (pair.kind, pair.second): [(a.contig, a.sites, a.conflicts) for a in pair.by_contig] for pair in found.relatives
    }
    assert told == {
        ("parent", "father"): [("chr1", 5999, 0), ("chr2", 1999, 1999)],
        ("parent", "mother"): [("chr2", 1999, 0)],
        ("couple", "mother"): [("chr1", 5999, 5999)],
    }


def test_the_figure_shows_each_run_to_scale(tmp_path: Path) -> None:
    found = find_runs(write_calls(tmp_path / "c.vcf", RUN), [GIRL], "genome", LENGTHS)
    figure = drawing(found)
    assert figure == drawing(found)
    bars = [dict(bar.attrib) for bar in ElementTree.fromstring(figure).iter("{http://www.w3.org/2000/svg}rect")]
    whole, run = (next(bar for bar in bars[2:] if bar["fill"] == colour) for colour in ("#e6e6e6", "#1f4e79"))
    assert float(run["width"]) / float(whole["width"]) == pytest.approx(0.1, abs=0.001)  # 6 Mb of 60


def test_the_document_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    import json
    from dataclasses import asdict

    from tachkhis.interpretation.inputs import read_runs

    found: FamilyRuns = find_runs(write_calls(tmp_path / "c.vcf", RUN), [GIRL], "genome", LENGTHS)
    (tmp_path / "r.json").write_text(json.dumps(asdict(found)))
    assert read_runs(tmp_path / "r.json") == found
    assert read_runs(None) is None
