"""Around indels a read is written with the fewest changes; the read and the place stay what they are."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tachkhis.variants.mitochondria.rules import MitochondrialRules
from tachkhis.variants.mitochondria.tidy import ALIGNED
from tachkhis.variants.mitochondria.tidy import DELETION
from tachkhis.variants.mitochondria.tidy import INSERTION
from tachkhis.variants.mitochondria.tidy import MATCH
from tachkhis.variants.mitochondria.tidy import ON_READ
from tachkhis.variants.mitochondria.tidy import ON_REFERENCE
from tachkhis.variants.mitochondria.tidy import SOFT
from tachkhis.variants.mitochondria.tidy import align
from tachkhis.variants.mitochondria.tidy import tidy
from tachkhis.variants.mitochondria.zones import Zones

LEFT, RIGHT = "GTATTTTCGTCTGGGGGGTATGCAACCAAA", "GCTTCTGGCCACAGCACTTAAACACATCTC"
RCRS_303 = LEFT + "CCCCCCCTCCCCC" + RIGHT  # rCRS 303-315 among other bases of the control region


def changes(cigar: tuple[tuple[int, int], ...], sequence: str, reference: str) -> list[str]:
    """What a CIGAR from position 0 says: substitutions, ``+`` insertions and ``-`` deletions with their places."""
    found, query, place = [], 0, 0
    for operation, length in cigar:
        for step in range(length):
            if operation in ALIGNED and sequence[query + step] != reference[place + step]:
                found.append(f"{place + step}{reference[place + step]}>{sequence[query + step]}")
        if operation == INSERTION:
            found.append(f"{place}+{sequence[query : query + length]}")
        elif operation == DELETION:
            found.append(f"{place}-{length}")
        query += length if operation in ON_READ else 0
        place += length if operation in ON_REFERENCE else 0
    return found


def test_the_common_insertions_in_the_c_tract_are_two_insertions_and_no_substitution() -> None:
    read = LEFT + "CCCCCCCC" + "T" + "CCCCCC" + RIGHT  # 309.1C 315.1C
    before = ((MATCH, 37), (INSERTION, 2), (MATCH, 36))  # as bwa mem writes it: CT inserted, T310C
    assert changes(before, read, RCRS_303) == ["37+CT", "37T>C"]
    after = changes(tidy(before, read, 0, RCRS_303), read, RCRS_303)
    assert len(after) == 2
    assert all(change.endswith("+C") for change in after)


def test_an_error_beside_a_longer_run_stays_an_error() -> None:
    read = LEFT[:-1] + "C" + "CCCCCCCC" + "TCCCCC" + RIGHT  # the last A read as C, and one C more
    before = ((MATCH, 29), (INSERTION, 1), (MATCH, 44))
    found = changes(tidy(before, read, 0, RCRS_303), read, RCRS_303)
    assert "29A>C" in found
    assert any(change.endswith("+C") and int(change[:-2]) >= 30 for change in found)


def test_reads_without_indels_and_with_clean_indels_are_left_alone() -> None:
    whole = ((MATCH, len(RCRS_303)),)
    assert tidy(whole, RCRS_303[:40] + "A" + RCRS_303[41:], 0, RCRS_303) == whole
    clean = ((SOFT, 2), (MATCH, 30), (INSERTION, 1), (MATCH, 43))
    assert tidy(clean, "NN" + LEFT + "C" + RCRS_303[30:], 0, RCRS_303) == clean


@given(
    read=st.text("ACGT", min_size=1, max_size=14),
    bases=st.text("ACGTN", min_size=1, max_size=14),
)
def test_an_alignment_uses_every_base_once(read: str, bases: str) -> None:
    operations = align(read, bases)
    assert sum(operation != DELETION for operation in operations) == len(read)
    assert sum(operation != INSERTION for operation in operations) == len(bases)


@given(bases=st.text("ACGT", min_size=1, max_size=20))
def test_what_is_equal_is_aligned_base_by_base(bases: str) -> None:
    assert align(bases, bases) == (MATCH,) * len(bases)


@given(front=st.integers(0, 3), back=st.integers(0, 3), cut=st.integers(20, 40))
def test_clips_stay_and_lengths_add_up(front: int, back: int, cut: int) -> None:
    read = "A" * front + LEFT + "CCCCCCCCTCCCCCC" + RIGHT + "A" * back
    cigar = tuple(
        row for row in ((SOFT, front), (MATCH, cut), (INSERTION, 2), (MATCH, 73 - cut), (SOFT, back)) if row[1]
    )
    after = tidy(cigar, read, 0, RCRS_303)
    assert sum(length for operation, length in after if operation in ON_READ) == len(read)
    assert sum(length for operation, length in after if operation in ON_REFERENCE) == len(RCRS_303)
    assert [row for row in after if row[0] == SOFT] == [row for row in cigar if row[0] == SOFT]
    assert all(one[0] != two[0] for one, two in pairwise(after))


def test_a_read_that_ends_in_a_run_says_nothing_there() -> None:
    zones = Zones.of(RCRS_303, MitochondrialRules.shipped())
    rows = list(zip(zones.starts.tolist(), zones.ends.tolist(), strict=True))
    assert (30, 43) in rows  # both runs of C and the T between them are one zone
    assert zones.clear(0, 60) == (0, 60)
    assert zones.clear(0, 41) == (0, 30)
    assert zones.clear(35, 73) == (43, 73)
    assert zones.clear(0, 46) == (0, 30)  # three bases beyond it are not enough to see where it ends


def test_a_read_that_ends_just_beyond_a_placeholder_says_nothing_there() -> None:
    zones = Zones.of("ACGT" * 10 + "N" + "ACGT" * 10, MitochondrialRules.shipped())
    assert zones.clear(0, 50) == (0, 40)
    assert zones.clear(0, 51) == (0, 51)
    assert zones.clear(31, 81) == (41, 81)
