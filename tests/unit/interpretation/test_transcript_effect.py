"""Share of the protein removed, and what skipping an exon does, on a made-up gene of five exons on either strand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tachkhis.interpretation.transcript_effect import effect_on
from tachkhis.reference.genes import Transcript

from .families import consequence

# coding lengths in transcription order: 60 (holds the start), 90, 50, 40, 63 (holds the stop) = 303 bases: 100 residues
FORWARD = Transcript(
    "T1.1",
    "G",
    "g",
    "protein_coding",
    "c",
    1,
    ((40, 110), (200, 290), (400, 450), (600, 640), (800, 900)),
    (50, 863),
)
REVERSE = Transcript(
    "T1.1",
    "G",
    "g",
    "protein_coding",
    "c",
    -1,
    tuple((1_000 - end, 1_000 - start) for start, end in FORWARD.exons[::-1]),
    (1_000 - 863, 1_000 - 50),
)


@pytest.mark.parametrize("transcript", [FORWARD, REVERSE])
@pytest.mark.parametrize(
    ("term", "intron", "splice", "share"),
    [
        ("splice_donor_variant", "1/4", "start_exon", None),
        ("splice_acceptor_variant", "1/4", "frame_kept", 30 / 100),  # exon 2: 90 bases
        ("splice_donor_variant", "2/4", "frame_kept", 30 / 100),
        ("splice_acceptor_variant", "2/4", "frame_lost_nmd", 50 / 100),  # exon 3: 50 bases, after 150
        ("splice_donor_variant", "3/4", "frame_lost_nmd", 50 / 100),
        ("splice_donor_variant", "4/4", "frame_lost_no_nmd", (100 - 200 / 3) / 100),  # exon 4: one exon follows
        ("splice_acceptor_variant", "4/4", "frame_lost_no_nmd", (100 - 240 / 3) / 100),  # exon 5 holds the stop
    ],
)
def test_skipping(transcript: Transcript, term: str, intron: str, splice: str, share: float | None) -> None:
    assert transcript.coding_length == 303
    found = effect_on(consequence(term, intron=intron, hgvs_p="p.?"), transcript)
    assert found.splice.value == splice
    assert found.removed_share == (None if share is None else pytest.approx(share))


def test_skipping_is_judged_where_the_splice_site_is_hit() -> None:
    """A copied first base of exon 2 is named in the exon; that the site may be hit is known of intron 1."""
    named = replace(consequence("splice_acceptor_variant", intron=None, hgvs_p="p.(Arg17fs)"), exon="2/5")
    found = effect_on(replace(named, worst_at="c.50-1dup", worst_intron="1/4"), FORWARD)
    assert (found.splice.value, effect_on(named, FORWARD).splice.value) == ("frame_kept", "unknown")


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("p.(Arg34Ter)", 67 / 100),
        ("p.(Met1ValfsTer9)", 1.0),
        ("p.(Lys100Ter)", 1 / 100),
        ("p.(Ter101GlyextTer5)", None),
        ("p.?", None),
        (None, None),
    ],
)
def test_truncation(name: str | None, share: float | None) -> None:
    found = effect_on(consequence("stop_gained", hgvs_p=name), FORWARD)
    assert found.removed_share == (None if share is None else pytest.approx(share))


def test_an_unknown_transcript_tells_nothing() -> None:
    found = effect_on(consequence("splice_donor_variant", intron="2/4"), None)
    assert (found.removed_share, found.splice.value) == (None, "unknown")


@pytest.mark.parametrize("transcript", [FORWARD, REVERSE])
@pytest.mark.parametrize(
    ("deleted", "splice", "share"),
    [
        ((150, 330), "frame_kept", 30 / 100),  # exon 2 as a whole
        ((150, 500), "frame_lost_nmd", 80 / 100),  # exons 2 and 3: 140 bases, two exons follow
        ((350, 700), "frame_kept", 30 / 100),  # exons 3 and 4: 90 bases
        ((120, 700), "frame_kept", 60 / 100),  # exons 2 to 4: 180 bases
        ((500, 950), "frame_lost_no_nmd", 100 / 3 / 100),  # to the stop
        ((10, 150), "start_exon", None),
        ((250, 500), "unknown", None),  # a part of exon 2
        ((300, 390), "unknown", None),  # between exons
    ],
)
def test_deletion_of_whole_exons(
    transcript: Transcript, deleted: tuple[int, int], splice: str, share: float | None
) -> None:
    if transcript.strand < 0:
        deleted = (1_000 - deleted[1], 1_000 - deleted[0])
    change = consequence("splice_acceptor_variant", "splice_donor_variant", "coding_sequence_variant", hgvs_p="p.?")
    found = effect_on(change, transcript, deleted)
    assert found.splice.value == splice
    assert found.removed_share == (None if share is None else pytest.approx(share))


@pytest.mark.parametrize(
    ("term", "intron", "removed"),
    [("splice_donor_variant", "2/4", (21, 50)), ("splice_donor_variant", "4/4", (67, 100))],
)
def test_the_residues_that_are_removed(term: str, intron: str, removed: tuple[int, int]) -> None:
    assert effect_on(consequence(term, intron=intron, hgvs_p="p.?"), FORWARD).removed == removed
    assert effect_on(consequence("stop_gained", hgvs_p="p.(Arg34Ter)"), FORWARD).removed == (34, 100)
