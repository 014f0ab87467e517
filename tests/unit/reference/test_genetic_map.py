"""Genetic maps: what is read of them, and one fault for one thing wrong."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.errors import InputError
from tachkhis.reference.genetic_map import Curve
from tachkhis.reference.genetic_map import read_genetic_map

LENGTHS = {"chr1": 248_956_422, "chr2": 242_193_529, "chrX": 156_040_895}  # GRCh38
HEAD = "chr position COMBINED_rate(cM/Mb) Genetic_Map(cM)\n"
ROWS = "1 55550 0 0\n1 100000000 1.1 110\n1 248000000 1.2 285.5\n2 10000 0 0\n2 240000000 1 250\n"


def write(folder: Path, text: str, name: str = "map.txt") -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    return path


@pytest.mark.parametrize("name", ["map.txt", "map.txt.gz"])
def test_centimorgans_between_two_places(tmp_path: Path, name: str) -> None:
    found = read_genetic_map(write(tmp_path, HEAD + ROWS, name), LENGTHS)
    assert set(found.curves) == {"chr1", "chr2"}
    assert found.length("chr1", 100_000_000, 248_000_000) == pytest.approx(175.5)
    assert found.length("chr1", 1, 55_550) == 0  # flat before the first point
    assert found.length("chr1", 248_000_000, 248_900_000) == 0
    assert found.length("chr2", 10_000, 120_005_000) == pytest.approx(125)
    assert found.length("chrX", 1, 9) is None


def test_other_chromosomes_and_comments_do_no_harm(tmp_path: Path) -> None:
    text = "# from somewhere\n" + HEAD.replace("chr", "Chromosome") + ROWS + "X_par1 60001 0 0\nX_par1 2000000 1 2\n"
    assert set(read_genetic_map(write(tmp_path, text), LENGTHS).curves) == {"chr1", "chr2"}
    assert set(read_genetic_map(write(tmp_path, ROWS), LENGTHS).curves) == {"chr1", "chr2"}  # no header at all


@given(
    st.lists(st.integers(1, 10**8), min_size=2, max_size=20, unique=True), st.integers(1, 10**8), st.integers(1, 10**8)
)
def test_a_curve_never_falls(places: list[int], one: int, other: int) -> None:
    curve = Curve(tuple(sorted(places)), tuple(float(n) for n in range(len(places))))
    assert curve.at(min(one, other)) <= curve.at(max(one, other))


FAULTS = [
    ("1 5 1\n", "map.txt, row 2", "3 columns, not 4", "contig, position, rate"),
    ("1 rs7 0 5\n1 rs8 1 9\n", "row 2, column position, value 'rs7'", "no whole number", "contig, position"),  # PLINK
    ("1 5 a 0\n", "row 2, column rate, value 'a'", "no number", "rate (cM/Mb)"),
    ("1 5 0 nan\n", "row 2, column map, value 'nan'", "no number", "map (cM)"),
    ("1 5 0 -1\n", "row 2, column map, value '-1'", "no number", "map (cM)"),
    ("1 9 0 0\n1 9 1 1\n", "row 3, column position, value '9'", "do not ascend", "sort"),
    ("1 5 0 3\n1 9 1 2\n", "row 3, column map, value '2'", "falls", "summed"),
    ("1 5 0 3\n", "row 2, column contig, value '1'", "single point", "two points"),
    (
        "1 5 0 0\n1 249218992 1 286\n",
        "row 2, column contig, value '1'",
        "beyond the contig",
        "reference's build",
    ),  # GRCh37
    (
        "1 5 0 0\n1 240000000 1 2.8\n",
        "row 2, column contig, value '1'",
        "mean rate is 0.0117",
        "centimorgans",
    ),  # Morgans
    ("7 5 0 0\n7 9 1 1\n", "map.txt", "no autosome", "the file has 7"),
    ("", "map.txt", "no autosome", "the file has none"),
]


@pytest.mark.parametrize(("rows", "place", "problem", "remedy"), FAULTS)
def test_one_line_for_one_thing_wrong(tmp_path: Path, rows: str, place: str, problem: str, remedy: str) -> None:
    with pytest.raises(InputError) as caught:
        read_genetic_map(write(tmp_path, HEAD + rows), LENGTHS)
    lines = str(caught.value).splitlines()
    told = [line for line in lines if problem in line]
    assert told, lines
    where, _, what = told[0].partition(": ")
    assert place in where
    assert remedy in what


def test_all_faults_at_once_but_not_without_end(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_genetic_map(write(tmp_path, HEAD + "1 x 0 0\n1 5 y 0\n" + "1 5\n" * 50), LENGTHS)
    assert len(caught.value.faults) == 10


def test_a_damaged_file(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + ROWS, "map.txt.gz")
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(InputError, match="cannot be read"):
        read_genetic_map(path, LENGTHS)
