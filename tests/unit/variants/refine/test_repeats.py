"""Repeats judged from reads: stutter is filtered, genotypes come from spanning reads, what the caller said is kept."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tachkhis.case.config_sections import RefineConfig
from tachkhis.case.model import Sex
from tachkhis.variants.refine.lengths import Fit

from .lab import ON
from .lab import RULES
from .lab import Edit
from .lab import Lab
from .lab import Sample
from .lab import bases
from .lab import off
from .lab import only

LEFT, RIGHT = bases(1, 400)[:-1] + "C", "G" + bases(2, 400)[1:]
RUN = 14
REFERENCE = LEFT + "A" * RUN + RIGHT
SHORTER: Edit = (399, "CA", "C")
LONGER: Edit = (399, "C", "CA")
FORMAT = "GT:PL:AD:DP:GQ"


def one(lab: Lab, *rows: str, **options: Any) -> Any:
    return lab.refine(rows, only("repeats"), **options)[0]


def test_a_length_that_the_spanning_reads_do_not_need_is_stutter(tmp_path: Path) -> None:
    """The caller counted reads that end inside the run; those that span it show the reference, and one read in ten stutter."""
    haplotypes = [[]] * 9 + [[LONGER]]
    lab = Lab(tmp_path, REFERENCE, [Sample("p", haplotypes, step=30)])
    record = one(lab, f"400 . C CA 60 PASS . {FORMAT} 0/1:60,0,90:15,8:23:60")
    assert list(record.filter) == ["Stutter"]
    assert record.info["REFINE"] == ("stutter",)
    assert record.info["REPEAT"] == "A:14"
    assert record.samples["p"]["GT"] == (0, 1)  # what the caller said stays on a record that is set aside


def test_a_true_length_stands(tmp_path: Path) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[], [LONGER]], step=8)])
    record = one(lab, f"400 . C CA 60 PASS . {FORMAT} 0/1:60,0,90:12,11:23:60")
    assert list(record.filter) == ["PASS"]
    assert "REFINE" not in record.info
    reference, this, other = record.samples["p"]["SPANNING"]
    assert reference > 3
    assert this > 3
    assert other == 0


def test_a_second_length_beside_a_true_one_is_set_aside_and_the_first_becomes_homozygous(tmp_path: Path) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[SHORTER]] * 9 + [[(399, "CAA", "C")]], step=30)])
    rows = [
        f"400 . CA C 90 PASS . {FORMAT} 0/1:90,0,90:2,14:20:60",
        f"400 . CAA C 90 PASS . {FORMAT} 0/1:90,0,90:2,4:20:60",
    ]
    true, false = lab.refine(rows, only("repeats"))
    assert list(true.filter) == ["PASS"]
    assert true.samples["p"]["GT"] == (1, 1)
    assert true.samples["p"]["CALLER_GT"] == "0/1"
    assert true.samples["p"]["CALLER_GQ"] == 60
    assert min(true.samples["p"]["PL"]) == true.samples["p"]["PL"][2] == 0
    assert list(false.filter) == ["Stutter"]


def test_reads_that_end_in_a_repeat_do_not_make_a_homozygote_heterozygous(tmp_path: Path) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[SHORTER], [SHORTER]], step=8)])
    record = one(lab, f"400 . CA C 60 PASS AC=1;AN=2 {FORMAT} 0/1:60,0,20:6,17:23:43")
    call = record.samples["p"]
    assert call["GT"] == (1, 1)
    assert call["CALLER_GT"] == "0/1"
    assert record.info["REFINE"] == ("spanning_genotype",)
    assert record.info["AC"] == (2,)


def test_outside_repeats_one_copy_is_told_from_two_but_nothing_is_taken_away(tmp_path: Path) -> None:
    deletion: Edit = (200, REFERENCE[200:206], REFERENCE[200])
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    row = f"201 . {deletion[1]} {deletion[2]} 60 PASS . {FORMAT}"
    both = Lab(tmp_path / "a", REFERENCE, [Sample("p", [[deletion], [deletion]], step=8)])
    assert one(both, f"{row} 0/1:60,0,20:6,17:23:43").samples["p"]["GT"] == (1, 1)
    none = Lab(tmp_path / "b", REFERENCE, [Sample("p", [[], []], step=8)])
    record = one(none, f"{row} 0/1:60,0,20:6,17:23:43")
    assert record.samples["p"]["GT"] == (0, 1)
    assert list(record.filter) == ["PASS"]


def test_a_dinucleotide_repeat_is_counted_in_its_units(tmp_path: Path) -> None:
    reference = LEFT + "AG" * 12 + "T" + RIGHT
    longer: Edit = (399, "C", "CAG")
    lab = Lab(tmp_path, reference, [Sample("p", [[longer]] * 11 + [[]], step=30)])
    record = one(lab, f"400 . C CAG 60 PASS . {FORMAT} 0/1:60,0,20:6,17:23:43")
    assert record.info["REPEAT"] == "AG:12"
    assert record.samples["p"]["GT"] == (1, 1)  # one read in twelve is within what such a repeat stutters


def test_a_single_copy_is_judged_as_one(tmp_path: Path) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[SHORTER]], step=4)])
    record = one(lab, f"400 . CA C 60 PASS . {FORMAT} 1:60,0:1,17:18:60")
    assert record.samples["p"]["GT"] == (1,)
    assert list(record.filter) == ["PASS"]


def test_two_spellings_of_one_length_are_left_alone(tmp_path: Path) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[], []], step=8)])
    rows = [
        f"400 . C CA 60 PASS . {FORMAT} 0/1:60,0,90:12,11:23:60",
        f"400 . C CA 60 PASS . {FORMAT} 0/1:60,0,90:12,11:23:60",
    ]
    assert all(list(record.filter) == ["PASS"] for record in lab.refine(rows, only("repeats")))


@pytest.mark.parametrize("rules", [only("family"), ON])
def test_a_new_length_beside_an_snv_on_the_same_copy_is_a_de_novo(tmp_path: Path, rules: RefineConfig) -> None:
    """The base after the run is another one on the child's new haplotype: its reads show the new length all the same."""
    after: Edit = (400 + RUN, "G", "T")
    people = [
        Sample("child", ([], [SHORTER, after]), step=6, father="father", mother="mother"),
        Sample("father", ([], []), step=6, sex=Sex.MALE),
        Sample("mother", ([], []), step=6),
    ]
    row = f"400 . CA C 200 PASS . {FORMAT} 0/1:200,0,200:14,14:28:99"
    record = Lab(tmp_path, REFERENCE, people).refine([row + " 0/0:0,84,255:28,0:28:84" * 2], rules)[0]
    assert list(record.filter) == ["PASS"]
    assert [entry.split(":")[0] for entry in record.info["DE_NOVO"]] == ["child"]


def test_the_family_does_not_delete_both_of_two_lengths(tmp_path: Path) -> None:
    """Three fragments of the reference's length, four and three of two others: whichever two it is, not 0/0."""
    two, three = (399, "C", "CAA"), (399, "C", "CAAA")
    child, mother = [[]] * 3 + [[two]] * 4 + [[three]] * 3, [[]] * 17 + [[three]] * 6
    lab = Lab(
        tmp_path, REFERENCE, [Sample("child", child, step=70, mother="mother"), Sample("mother", mother, step=70)]
    )
    rows = [
        f"400 . C CAA 90 PASS . {FORMAT} 1/0:120,60,55:0,5:8:50 0/0:90,140,200:17,0:21:50",
        f"400 . C CAAA 90 PASS . {FORMAT} 0/1:120,90,85:0,3:8:50 0/1:90,0,200:17,4:21:50",
    ]
    records = lab.refine(rows, both(only("repeats")))
    carried = [sum(record.samples["child"]["GT"]) for record in records]
    assert 1 <= sum(carried) <= 2


def both(rules: RefineConfig) -> RefineConfig:
    return replace(rules, family=True)


def test_the_switch_turns_it_off(tmp_path: Path) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[], []], step=8)])
    row = f"400 . C CA 60 PASS . {FORMAT} 0/1:60,0,90:12,11:23:60"
    assert list(lab.refine([row], off("repeats"))[0].filter) == ["PASS"]
    assert list(lab.refine([row])[0].filter) == ["Stutter"]


def test_a_few_spanning_reads_change_no_genotype(tmp_path: Path) -> None:
    """Four of four with the length: a heterozygote shows that once in sixteen; nine of nine once in 512."""
    row = f"400 . CA C 60 PASS . {FORMAT} 0/1:60,0,20:1,4:5:43"
    for step, genotype in ((34, (0, 1)), (16, (1, 1))):
        folder = tmp_path / str(step)
        folder.mkdir()
        lab = Lab(folder, REFERENCE, [Sample("p", [[SHORTER], [SHORTER]], step=step)])
        record = one(lab, row)
        spanning = record.samples["p"]["SPANNING"]
        assert spanning[0] == 0
        assert (spanning[1] >= RULES.spanning.genotype_min_reads) is (genotype == (1, 1))
        assert spanning[1] >= RULES.spanning.min_reads
        assert record.samples["p"]["GT"] == genotype


def test_two_like_lengths_are_half_as_likely_before_any_read() -> None:
    fit = Fit({(0, -1): -3.0, (-1, 0): -3.0, (-1, -1): -2.0, (0, 0): -9.0}, reads=9)
    assert fit.gain((-1, -1), (-1, 0), RULES.spanning) == pytest.approx(1 - math.log10(2))
    assert fit.gain((-1, 0), (0, 0), RULES.spanning) == pytest.approx(6)
