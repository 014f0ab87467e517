"""Beside a deletion of the other copy a change is on one copy, whatever a caller says who looks at one place alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from .lab import Edit
from .lab import Lab
from .lab import Sample
from .lab import bases
from .lab import off
from .lab import only

REFERENCE = bases(11, 700)
FORMAT = "GT:PL:AD:DP:GQ"


def other(base: str) -> str:
    return "A" if base != "A" else "C"


def snv(place: int) -> Edit:
    return place, REFERENCE[place], other(REFERENCE[place])


def deletion(place: int, size: int) -> Edit:
    return place, REFERENCE[place : place + size + 1], REFERENCE[place]


def row(edit: Edit, *calls: str, outcome: str = "PASS") -> str:
    return f"{edit[0] + 1} . {edit[1]} {edit[2]} 200 {outcome} . {FORMAT} " + " ".join(calls)


HET, HOM, NONE = "0/1:90,0,90:12,12:24:90", "1/1:120,30,0:0,12:12:60", "0/0:0,60,200:24,0:24:90"
LONG, INNER = deletion(349, 10), snv(354)


@pytest.mark.parametrize(
    ("long", "inner"),
    [
        (LONG, INNER),
        (deletion(349, 1), snv(350)),
        (deletion(349, 20), snv(361)),
        (LONG, deletion(352, 3)),
    ],
)
def test_a_change_of_the_bases_that_the_other_copy_lacks_is_on_one_copy(
    tmp_path: Path, long: Edit, inner: Edit
) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[long], [inner]], step=8)])
    first, second = lab.refine([row(long, HET), row(inner, HOM)], only("rescue"))
    call = second.samples["p"]
    assert second.info["REFINE"] == ("one_copy",)
    assert (call["CALLER_GT"], call["CALLER_GQ"]) == ("1/1", 60)
    assert (call["GT"], first.samples["p"]["GT"]) == ((1, 0), (0, 1))
    assert call.phased
    assert first.samples["p"].phased
    assert call["PS"] == first.samples["p"]["PS"] == first.pos
    assert call["PL"] == (120, 0, 255)
    assert call["GQ"] == 60  # no more than the caller's, the deletion's (90), or what the one copy's reads say (120)


def test_with_the_rule_off_or_a_deletion_that_failed_nothing_changes(tmp_path: Path) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[LONG], [INNER]], step=8)])
    for switches, outcome in ((off("rescue"), "PASS"), (only("rescue"), "LowQual")):
        records = lab.refine([row(LONG, HET, outcome=outcome), row(INNER, HOM)], switches)
        assert records[-1].samples["p"]["GT"] == (1, 1)


def test_a_change_beside_the_deletion_may_be_on_both_copies(tmp_path: Path) -> None:
    """The base after the deletion, and one before it: every copy has them."""
    for place in (347, 360):
        lab = Lab(tmp_path, REFERENCE, [Sample("p", [[LONG, snv(place)], [snv(place)]], step=8)])
        records = lab.refine(
            sorted([row(LONG, HET), row(snv(place), HOM)], key=lambda r: int(r.split()[0])), only("rescue")
        )
        assert [r.samples["p"]["GT"] for r in records if len(r.ref) == 1] == [(1, 1)]


def test_where_the_deleted_copy_shows_the_change_it_is_on_both(tmp_path: Path) -> None:
    """In a run of three equal bases one is lost, and one of the two that are left has changed on both copies."""
    place = next(at for at in range(349, 400) if REFERENCE[at] in "CT")
    reference = REFERENCE[: place + 1] + "GGG" + REFERENCE[place + 1 :].lstrip("G")
    lost: Edit = (place, reference[place] + "G", reference[place])
    last: Edit = (place + 3, "G", "A")
    lab = Lab(tmp_path, reference, [Sample("p", [[lost, last], [last]], step=8)])
    assert [r.samples["p"]["GT"] for r in lab.refine([row(lost, HET), row(last, HOM)], only("rescue"))] == [
        (0, 1),
        (1, 1),
    ]


@pytest.mark.parametrize(("step", "genotype"), [(8, (1, 0)), (48, (1, 1))])
def test_where_a_deletion_has_several_places_three_fragments_must_say_so(
    tmp_path: Path, step: int, genotype: tuple[int, int]
) -> None:
    """A base of a run is lost, and on the other copy the run's first has changed; two deep on each copy is too little."""
    place = next(at for at in range(349, 400) if REFERENCE[at] in "CT")
    reference = REFERENCE[: place + 1] + "GGG" + REFERENCE[place + 1 :].lstrip("G")
    lost: Edit = (place, reference[place] + "G", reference[place])
    first: Edit = (place + 1, "G", "A")
    lab = Lab(tmp_path, reference, [Sample("p", [[lost], [first]], step=step)])
    assert lab.refine([row(lost, HET), row(first, HOM)], only("rescue"))[1].samples["p"]["GT"] == genotype


def test_one_fragment_is_enough_where_the_deletion_has_one_place(tmp_path: Path) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[LONG], [INNER]], step=48)])
    assert lab.refine([row(LONG, HET), row(INNER, HOM)], only("rescue"))[1].samples["p"]["GT"] == (1, 0)


@pytest.mark.parametrize("calls", [(HOM, HOM), (HET, HOM), (HOM, HET)])
@pytest.mark.parametrize("other", [deletion(354, 10), deletion(345, 8), deletion(352, 2)])
def test_two_deletions_that_overlap_are_one_on_each_copy(tmp_path: Path, other: Edit, calls: tuple[str, str]) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[LONG], [other]], step=8)])
    given = sorted(zip((LONG, other), calls, strict=True))
    records = lab.refine([row(edit, call) for edit, call in given], only("rescue"))
    assert sorted(record.samples["p"]["GT"] for record in records) == [(0, 1), (1, 0)]
    assert records[0].samples["p"]["PS"] == records[1].samples["p"]["PS"]
    changed = {edit[0] + 1 for edit, call in given if call == HOM}
    assert {record.pos for record in records if "one_copy" in record.info.get("REFINE", ())} == changed


def test_a_deletion_that_few_reads_spell_otherwise_stays_on_both_copies(tmp_path: Path) -> None:
    other = deletion(354, 10)
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[LONG]] * 9 + [[other]], step=20)])
    records = lab.refine([row(LONG, HOM), row(other, HET)], only("rescue"))
    assert [record.samples["p"]["GT"] for record in records] == [(1, 1), (0, 1)]


def test_an_snv_that_few_reads_show_where_both_copies_lack_the_base_fails(tmp_path: Path) -> None:
    """Unless somebody carries it on a copy that is there."""
    people = [Sample("p", [[LONG]] * 9 + [[INNER]], step=20), Sample("f", [[], [LONG]], step=8)]
    lab = Lab(tmp_path, REFERENCE, people)
    false = lab.refine([row(LONG, HOM, HET), row(INNER, HET, NONE)], only("rescue"))[1]
    assert list(false.filter) == ["Artefact"]
    assert false.info["REFINE"] == ("deleted_base",)
    true = lab.refine([row(LONG, HOM, NONE), row(INNER, HET, HET)], only("rescue"))[1]
    assert list(true.filter) == ["PASS"]


def test_the_family_no_longer_contradicts(tmp_path: Path) -> None:
    """The father's copy has the deletion, the mother's the SNV: the child has each once, and nothing is unexplained."""
    people = [
        Sample("p", [[LONG], [INNER]], step=8, father="f", mother="m"),
        Sample("f", [[LONG], []], step=8),
        Sample("m", [[INNER], []], step=8),
    ]
    lab = Lab(tmp_path, REFERENCE, people)
    first, second = lab.refine([row(LONG, HET, HET, NONE), row(INNER, HOM, NONE.replace("24,0:24", "12,0:12"), HET)])
    assert [second.samples[name]["GT"] for name in "pfm"] == [(1, 0), (0, 0), (0, 1)]
    assert "DE_NOVO" not in second.info
    assert second.samples["p"]["JOINT_GQ"] >= 40
    assert first.samples["p"]["GT"] == (0, 1)
