"""Reads over several places in one pass: the same as asking the file for each place by itself."""

from __future__ import annotations

from pathlib import Path

import pysam
import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.variants.refine import near
from tachkhis.variants.refine.near import Interval
from tachkhis.variants.refine.near import reads_over

from .lab import Lab
from .lab import Sample
from .lab import bases

REFERENCE = bases(97, 2_000)
DELETION = (700, REFERENCE[700:760], REFERENCE[700])


@pytest.fixture(scope="module")
def alignment(tmp_path_factory: pytest.TempPathFactory) -> pysam.AlignmentFile:
    lab = Lab(tmp_path_factory.mktemp("near"), REFERENCE, [Sample("p", [[], [DELETION]], step=7)])
    return pysam.AlignmentFile(str(lab.paths[0]))


def asked_one_by_one(alignment: pysam.AlignmentFile, places: set[Interval]) -> dict[Interval, list[str]]:
    return {place: [read.query_name for read in alignment.fetch("c", *place)] for place in places}


PLACES = st.sets(st.tuples(st.integers(0, 1_900), st.integers(1, 90)).map(lambda one: (one[0], sum(one))), max_size=8)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(places=PLACES, joined=st.sampled_from([0, 50, 20_000]))
def test_each_place_is_given_the_reads_that_the_file_has_there(
    alignment: pysam.AlignmentFile, places: set[Interval], joined: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near, "JOINED", joined)
        found = [
            (place, [read.query_name for read in reads]) for place, reads in reads_over(alignment, "c", places, 20)
        ]
    assert len(found) == len(places)
    assert dict(found) == asked_one_by_one(alignment, places)


def test_duplicates_and_badly_mapped_reads_are_left_out(tmp_path: Path) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[]], step=10)])
    path = tmp_path / "marked.bam"
    with pysam.AlignmentFile(str(lab.paths[0])) as source, pysam.AlignmentFile(str(path), "wb", template=source) as out:
        for number, read in enumerate(source):
            read.flag |= 0x400 if number % 3 == 1 else 0
            read.mapping_quality = 19 if number % 3 == 2 else 20
            out.write(read)
    pysam.index(str(path))
    (found,) = reads_over(pysam.AlignmentFile(str(path)), "c", [(1_000, 1_001)], 20)
    whole = list(pysam.AlignmentFile(str(path)).fetch("c", 1_000, 1_001))
    assert [read.query_name for read in found[1]] == [
        read.query_name for read in whole if not read.is_duplicate and read.mapping_quality == 20
    ]
    assert 0 < len(found[1]) < len(whole)
