"""A circle written as a line: placing, writing and turning changes never alters the molecule that is meant."""

from __future__ import annotations

import pytest
from hypothesis import assume
from hypothesis import given
from hypothesis import strategies as st

from tachkhis.variants.mitochondria.circle import Change
from tachkhis.variants.mitochondria.circle import Circle


def molecule(circle: Circle, start: int, deleted: int, inserted: str) -> str:
    """The changed circle, opened wherever it reads first in the alphabet: equal circles give equal text."""
    size = circle.length
    turned = circle.bases[start % size :] + circle.bases[: start % size]
    bases = inserted + turned[deleted:]
    return min(bases[i:] + bases[:i] for i in range(len(bases)))


def written(circle: Circle, change: Change) -> str:
    position, ref, alt = circle.record(change)
    assert circle.bases[position - 1 : position - 1 + len(ref)] == ref, "REF is the reference's"
    bases = circle.bases[: position - 1] + alt + circle.bases[position - 1 + len(ref) :]
    return min(bases[i:] + bases[:i] for i in range(len(bases)))


def test_rotation_and_back() -> None:
    circle = Circle("chrM", "ACGTTGCAA")
    assert circle.rotated == "TGCAAACGT"
    assert [circle.bases[circle.lift(position)] for position in range(9)] == list(circle.rotated)


@given(
    bases=st.text("AC", min_size=6, max_size=14),
    start=st.integers(0, 13),
    deleted=st.integers(0, 3),
    inserted=st.text("AC", max_size=3),
)
def test_placing_and_writing_an_indel_keeps_the_molecule(bases: str, start: int, deleted: int, inserted: str) -> None:
    assume(bool(deleted) != bool(inserted))
    circle = Circle("chrM", bases)
    start %= len(bases)
    change = circle.left_aligned(start, deleted, inserted)
    before = molecule(circle, start, deleted, inserted)
    if change is None:  # wherever it is placed, it takes the origin away
        for step in (-1, 1):
            place = start
            for _ in bases:
                if molecule(circle, place, deleted, "") != before:
                    break
                assert place % len(bases) + deleted > len(bases)
                place += step
    else:
        assert written(circle, change) == before


@given(bases=st.text("ACG", min_size=8, max_size=16), data=st.data())
def test_all_placements_of_a_deletion_are_one_change(bases: str, data: st.DataObject) -> None:
    """Moved by one base to the right where the bases allow it, it is still the same record."""
    assume(bases not in (bases + bases)[1:-1])  # a circle of one repeated unit has no leftmost place
    circle = Circle("chrM", bases)
    deleted = data.draw(st.integers(1, 3))
    start = data.draw(st.integers(0, len(bases) - deleted - 1))
    assume(bases[start] == bases[start + deleted])
    assert circle.left_aligned(start, deleted, "") == circle.left_aligned(start + 1, deleted, "")


@pytest.mark.parametrize(
    ("bases", "start", "deleted", "inserted", "record"),
    [
        ("TGCCCCAGAAT", 4, 0, "C", (2, "G", "GC")),  # into a run: to its left end
        ("TGCCCCAGAAT", 5, 1, "", (2, "GC", "G")),
        ("TGCCCCAGAAT", 0, 0, "A", (11, "T", "TA")),  # between the last base and the first
        ("TGCCCCAGAAT", 11, 0, "A", (11, "T", "TA")),
        ("TGCCCCAGAAC", 0, 1, "", (1, "TG", "G")),  # the first base: the base after it is the anchor
        ("TGCCCCAGAAT", 0, 1, "", (10, "AT", "A")),  # T|T over the origin: the leftmost placement is the last base
        ("TGCCCCAGAAT", 10, 1, "", (10, "AT", "A")),
    ],
)
def test_indels_as_vcf(bases: str, start: int, deleted: int, inserted: str, record: tuple[int, str, str]) -> None:
    circle = Circle("chrM", bases)
    change = circle.left_aligned(start, deleted, inserted)
    assert change is not None
    assert circle.record(change) == record


def test_a_deletion_of_the_origin_cannot_be_written() -> None:
    circle = Circle("chrM", "ACTTTGCATG")
    assert circle.left_aligned(9, 3, "") is None
    assert circle.name_without_origin(9, 3) == "10_2del"
    repeat = Circle("chrM", "AACTTTGCAA")  # ...GCAA|AACTTT: CAAAA or AAAAC goes, which is the same
    assert {repeat.left_aligned(start, 5, "") for start in (7, 8)} == {None}
    assert {repeat.name_without_origin(start, 5) for start in (7, 8)} == {"9_3del"}


def test_a_deletion_over_the_origin_that_can_be_moved_off_it_is_written() -> None:
    circle = Circle("chrM", "CACATTGGTTGCA")  # ...GCA|CACATT: one CA less
    change = circle.left_aligned(12, 2, "")
    assert change is not None
    assert len(written(circle, change)) == 11
    assert written(circle, change) == molecule(circle, 12, 2, "")


@pytest.mark.parametrize(
    ("start", "deleted", "inserted", "expected"),
    [
        (6, 1, "", True),  # the N itself
        (5, 1, "", True),  # an aligner that put the gap before it: the next base then lies on N
        (7, 1, "", True),  # or behind it
        (5, 2, "", False),  # one base more than the placeholder
        (6, 0, "C", False),
        (1, 1, "", False),
    ],
)
def test_the_gap_that_stands_for_an_n_is_no_variant(start: int, deleted: int, inserted: str, expected: bool) -> None:
    assert Circle("chrM", "GATCTANGCATTC").is_placeholder(start, deleted, inserted) is expected


def test_the_stretch_of_an_indel_is_all_its_placements_and_its_run() -> None:
    circle = Circle("chrM", "ATGCCCCCATG")
    insertion = circle.left_aligned(8, 0, "C")
    assert insertion == Change(3, 0, "C")
    stretch = circle.stretch(insertion)
    assert (stretch.start, stretch.end, stretch.run) == (2, 9, 5)
    alone = circle.left_aligned(2, 0, "T")
    assert alone is not None
    assert circle.stretch(alone).run == 1
