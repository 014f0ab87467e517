"""A family's records: joint qualities, de novo candidates with the parents' own reads, mosaics, depths of everybody."""

from __future__ import annotations

from math import log10
from pathlib import Path
from typing import Any

import pysam
import pytest

from tachkhis.case.model import Sex
from tachkhis.variants.refine.family import Reads
from tachkhis.variants.refine.family import heterozygote_phreds
from tachkhis.variants.refine.family import is_hidden
from tachkhis.variants.refine.parts import parts_of
from tachkhis.variants.refine.pedigree import Member
from tachkhis.variants.refine.view import View

from .lab import HEADER
from .lab import RULES
from .lab import Edit
from .lab import Lab
from .lab import Sample
from .lab import bases
from .lab import off
from .lab import only

REFERENCE = bases(21, 800)
PLACE = 399
OTHER = "A" if REFERENCE[PLACE] != "A" else "C"
SNV: Edit = (PLACE, REFERENCE[PLACE], OTHER)
HET, NONE = ([], [SNV]), ([], [])
ROW = f"400 . {REFERENCE[PLACE]} {OTHER} 200 PASS . GT:PL:AD:DP:GQ"
CARRIES, LACKS = "0/1:200,0,200:12,12:24:99", "0/0:0,75,255:25,0:25:99"


def trio(folder: Path, child: Any = HET, father: Any = NONE, mother: Any = NONE) -> Lab:
    samples = [
        Sample("child", child, step=8, father="father", mother="mother"),
        Sample("father", father, step=8, sex=Sex.MALE),
        Sample("mother", mother, step=8),
    ]
    return Lab(folder, REFERENCE, samples)


def test_an_inherited_call_gets_joint_qualities_and_keeps_its_genotypes(tmp_path: Path) -> None:
    record = trio(tmp_path, mother=HET).refine([f"{ROW} {CARRIES} {LACKS} {CARRIES}"], only("family"))[0]
    assert [record.samples[name]["GT"] for name in ("child", "father", "mother")] == [(0, 1), (0, 0), (0, 1)]
    assert all(record.samples[name]["JOINT_GQ"] >= 20 for name in ("child", "father", "mother"))
    assert "DE_NOVO" not in record.info
    assert "REFINE" not in record.info


def test_a_de_novo_candidate_is_flagged_with_the_parents_reads(tmp_path: Path) -> None:
    record = trio(tmp_path).refine([f"{ROW} {CARRIES} {LACKS} {LACKS}"], only("family"))[0]
    (flag,) = record.info["DE_NOVO"]
    name, quality = flag.split(":")
    assert name == "child"
    assert int(quality) >= 10
    father, mother = (entry.split(":")[1].split("/") for entry in record.info["PARENT_READS"])
    assert father[0] == mother[0] == "0"
    assert int(father[1]) > 20
    assert record.samples["child"]["GT"] == (0, 1)
    assert "CALLER_GT" not in record.samples["child"]


def test_reads_of_a_parent_that_the_caller_did_not_count_are_found(tmp_path: Path) -> None:
    """The caller says 0 alternate reads of the mother; two haplotypes in ten of her reads show the allele."""
    record = trio(tmp_path, mother=[[]] * 8 + [[SNV]] * 2).refine([f"{ROW} {CARRIES} {LACKS} {LACKS}"], only("family"))[
        0
    ]
    mother = next(entry for entry in record.info["PARENT_READS"] if entry.startswith("mother"))
    alt, depth = map(int, mother.split(":")[1].split("/"))
    assert alt / depth == pytest.approx(0.2, abs=0.05)
    assert record.info["PARENT_MOSAIC"] == ("mother",)
    assert record.samples["mother"]["GT"] == (0, 0)


def test_a_weak_call_between_two_sure_parents_is_changed_and_the_callers_kept(tmp_path: Path) -> None:
    sure = "1/1:255,75,0:0,25:25:99"
    row = f"{ROW} 0/1:60,0,5:0,2:2:5 {sure} {sure}"
    both = ([SNV], [SNV])
    lab = trio(tmp_path, child=both, father=both, mother=both)
    record = lab.refine([row], only("family"))[0]
    call = record.samples["child"]
    assert call["GT"] == (1, 1)
    assert call["CALLER_GT"] == "0/1"
    assert call["CALLER_GQ"] == 5
    assert call["GQ"] == call["JOINT_GQ"] >= 20
    assert record.info["REFINE"] == ("pedigree_genotype",)
    assert lab.refine([row], off("family"))[0].samples["child"]["GT"] == (0, 1)


def test_every_member_has_depths_at_every_record(tmp_path: Path) -> None:
    missing = "./.:.:.:.:."
    record = trio(tmp_path).refine([f"{ROW} {CARRIES} {missing} {LACKS}"], only("family"))[0]
    call = record.samples["father"]
    assert call["DP"] > 20
    assert call["AD"] == (call["DP"], 0)
    assert call["GT"] == (None, None)  # depth is known; what the caller did not say stays unsaid


def test_a_member_without_a_call_of_an_indel_is_no_obstacle(tmp_path: Path) -> None:
    """Spanning reads speak of the one copy that ``.`` stands for, the family of two: the caller's silence counts."""
    deletion: Edit = (PLACE, REFERENCE[PLACE : PLACE + 4], REFERENCE[PLACE])
    row = f"400 . {deletion[1]} {deletion[2]} 200 PASS . GT:PL:AD:DP:GQ"
    record = trio(tmp_path, child=([], [deletion])).refine([f"{row} {CARRIES} .:.:.:.:. {LACKS}"])[0]
    assert record.samples["child"]["JOINT_GQ"] is not None
    assert record.samples["father"]["GT"] == (None,)


def test_a_call_that_failed_its_filters_is_no_de_novo_candidate(tmp_path: Path) -> None:
    row = f"{ROW} {CARRIES} {LACKS} {LACKS}".replace("PASS", "LowQual")
    assert "DE_NOVO" not in trio(tmp_path).refine([row], only("family"))[0].info


def test_gl_in_place_of_pl(tmp_path: Path) -> None:
    """Freebayes writes log10 likelihoods."""
    header = HEADER.replace("##FORMAT=<ID=PL,Number=G,Type=Integer", "##FORMAT=<ID=GL,Number=G,Type=Float")
    row = f"400 . {REFERENCE[PLACE]} {OTHER} 200 PASS . GT:GL:AD:DP:GQ"
    calls = "0/1:-20,0,-20:12,12:24:99 0/0:0,-7.5,-25:25,0:25:99 0/0:0,-7.5,-25:25,0:25:99"
    record = trio(tmp_path).refine([f"{row} {calls}"], only("family"), header=header)[0]
    assert record.samples["father"]["JOINT_GQ"] is not None
    assert "DE_NOVO" in record.info


def test_the_callers_genotype_is_kept_through_two_rules() -> None:
    header = pysam.VariantHeader()
    header.contigs.add("1", length=1000)
    for line in (
        "GT,Number=1,Type=String",
        "GQ,Number=1,Type=Integer",
        "CALLER_GT,Number=1,Type=String",
        "CALLER_GQ,Number=1,Type=Integer",
    ):
        header.add_line(f'##FORMAT=<ID={line},Description="x">')
    header.add_sample("child")
    record = header.new_record(contig="1", start=99, alleles=("A", "G"))
    record.samples["child"]["GT"], record.samples["child"]["GQ"] = (0, 0), 11
    view = View(record, ["child"])
    view.set_genotype(0, 1, 33)
    view.set_genotype(0, 2, 44)
    call = record.samples["child"]
    assert (call["GT"], call["GQ"], call["CALLER_GT"], call["CALLER_GQ"]) == ((1, 1), 44, "0/0", 11)


def test_a_parent_who_shows_the_allele_as_a_heterozygote_does_carries_it(tmp_path: Path) -> None:
    """The caller says 0/0 of the mother (base alignment quality hid her reads); a third of her fragments show it."""
    record = trio(tmp_path, mother=[[]] * 2 + [[SNV]]).refine([f"{ROW} {CARRIES} {LACKS} {LACKS}"], only("family"))[0]
    mother = record.samples["mother"]
    assert "DE_NOVO" not in record.info
    assert record.info["REFINE"] == ("rescued_genotype",)
    assert (mother["GT"], mother["CALLER_GT"]) == ((0, 1), "0/0")
    reads = next(entry for entry in record.info["PARENT_READS"] if entry.startswith("mother")).split(":")[1]
    assert f"{mother['AD'][1]}/{mother['DP']}" == reads
    assert mother["AD"][1] >= 5
    assert record.samples["child"]["JOINT_GQ"] >= 20
    assert record.samples["father"]["GT"] == (0, 0)


@pytest.mark.parametrize(
    ("alt", "depth", "hidden"),
    [(7, 25, True), (3, 12, True), (2, 8, False), (3, 13, False), (5, 20, True), (15, 60, False)],
)
def test_how_many_reads_show_a_hidden_heterozygote(alt: int, depth: int, hidden: bool) -> None:
    """From 3 reads and a quarter; 15 of 60 would be a heterozygote once in 10,000 (a mosaic is likelier)."""
    assert is_hidden(Reads(alt, depth), RULES.family) is hidden


def test_likelihoods_from_counts() -> None:
    none, one, two = heterozygote_phreds(Reads(5, 10), 0.01)
    assert one == 0
    assert none == two == pytest.approx(-10 * log10(0.01**5 * 0.99**5 / 0.5**10), abs=1e-9)


def test_a_family_of_nine_is_weighed_couple_by_couple(tmp_path: Path) -> None:
    """Its trio gets what the trio alone would get, and what a grandparent passed on is no de novo."""
    calls = {"p": CARRIES, "father": LACKS, "mother": LACKS}
    alone = [Sample("p", HET, step=8, father="father", mother="mother")]
    alone += [Sample("father", NONE, step=8, sex=Sex.MALE), Sample("mother", NONE, step=8)]
    (record,) = Lab(tmp_path, REFERENCE, alone).refine([" ".join([ROW, *calls.values()])], only("family"))
    others = [("grandfather", "", ""), ("grandmother", "", ""), ("uncle", "grandfather", "grandmother")]
    others += [("wife", "", ""), ("cousin", "uncle", "wife"), ("cousin2", "uncle", "wife")]
    folder = tmp_path / "large"
    folder.mkdir()
    more = [Sample(n, NONE, step=8, father=f or None, mother=m or None, sex=Sex.FEMALE) for n, f, m in others]
    carriers = [CARRIES if name in ("grandmother", "uncle", "cousin") else LACKS for name, _, _ in others]
    row = " ".join([ROW, *calls.values(), *carriers])
    (large,) = Lab(folder, REFERENCE, [*alone, *more]).refine([row], only("family"))
    assert large.info["DE_NOVO"] == record.info["DE_NOVO"]
    assert large.info["PARENT_READS"] == record.info["PARENT_READS"]
    for name in calls:
        assert large.samples[name]["JOINT_GQ"] == record.samples[name]["JOINT_GQ"]
    assert all(large.samples[name]["JOINT_GQ"] >= 20 for name, _, _ in others)


@pytest.mark.parametrize("children", [5, 6, 11, 30])
def test_every_child_is_in_a_part_with_its_parents(children: int) -> None:
    parents = [Member(2, None, None, parents_known=False)] * 2
    single = Member(2, None, None, parents_known=False)
    members = [
        *parents,
        single,
        *[Member(2, 0, 1, parents_known=True)] * children,
        Member(2, None, 3, parents_known=True),
    ]
    parts = parts_of(members, 7)
    assert all(len(part.rows) <= 7 for part in parts)
    assert {row for part in parts for row in part.rows} == set(range(len(members)))
    for row, member in enumerate(members):
        if not member.parents_known:
            continue
        (part,) = [part for part in parts if row in part.rows and part.members[part.rows.index(row)].parents_known]
        own = part.members[part.rows.index(row)]
        kin = [None if parent is None else part.rows[parent] for parent in (own.father, own.mother)]
        assert kin == [member.father, member.mother]


def test_a_mosaic_parent_of_a_new_deletion_is_named_as_well(tmp_path: Path) -> None:
    deletion: Edit = (PLACE, REFERENCE[PLACE : PLACE + 6], REFERENCE[PLACE])
    lab = trio(tmp_path, child=([], [deletion]), mother=[[]] * 8 + [[deletion]] * 2)
    row = f"400 . {deletion[1]} {deletion[2]} 200 PASS . GT:PL:AD:DP:GQ {CARRIES} {LACKS} {LACKS}"
    (record,) = lab.refine([row], only("family"))
    assert record.info["PARENT_MOSAIC"] == ("mother",)


@pytest.mark.parametrize(
    ("call", "quality"),
    [("1/1:60,6,0:0,2:2:127", 6), ("0/1:200,0,200:12,12:24:99", 99), ("0/1:5,0,200:19,2:21:127", 5)],
)
def test_no_quality_is_above_what_the_reads_say_in_a_person_alone_as_well(
    tmp_path: Path, call: str, quality: int
) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("child", HET, step=8)])
    (record,) = lab.refine([f"{ROW} {call}"], only("family"))
    (before,) = (int(call.rsplit(":", 1)[1]),)
    assert record.samples["child"]["GQ"] == quality
    assert record.samples["child"].get("CALLER_GQ") == (None if quality == before else before)
    assert lab.refine([f"{ROW} {call}"], off("family"))[0].samples["child"]["GQ"] == before


def test_a_call_of_two_alternates_keeps_its_quality_in_both_records(tmp_path: Path) -> None:
    """The likelihoods of each record know two alleles alone: of ``1/2`` they prefer one by chance."""
    lab = Lab(tmp_path, REFERENCE, [Sample("child", HET, step=8)])
    third = next(base for base in "ACGT" if base not in (REFERENCE[PLACE], OTHER))
    rows = [f"{ROW} 1/0:146,48,52:1,6:10:52", f"{ROW.replace(f' {OTHER} ', f' {third} ')} 0/1:146,92,103:1,3:10:52"]
    assert [record.samples["child"]["GQ"] for record in lab.refine(rows, only("family"))] == [52, 52]
    alone = [rows[0].replace("146,48,52", "98,0,4")]
    assert lab.refine(alone, only("family"))[0].samples["child"]["GQ"] == 4


@pytest.mark.parametrize(("depth", "copies"), [(15, 0), (4, 1)])
def test_the_family_gives_nobody_what_none_of_many_reads_shows(tmp_path: Path, depth: int, copies: int) -> None:
    """The child of a homozygous father: likelihoods that speak weakly against a copy do not outdo 15 reads without."""
    child = f"0/0:0,12,150:{depth},0:{depth}:12"
    rows = [f"{ROW} {child} 1/1:255,90,0:0,30:30:90 {LACKS}"]
    record = trio(tmp_path).refine(rows, only("family"))[0]
    assert sum(record.samples["child"]["GT"]) == copies


RUN = bases(41, 400)[:-1] + "C" + "T" * 20 + "G" + bases(42, 400)[1:]
SHORTER: Edit = (399, "CT", "C")
IN_RUN = "400 . CT C 60 PASS . GT:PL:AD:DP:GQ 0/1:60,0,90:14,10:24:60 0/0:0,9,90:20,4:24:9 0/0:0,9,90:20,4:24:9"


def in_run(folder: Path, child: Any, parents: Any) -> Any:
    samples = [
        Sample("child", child, step=8, father="father", mother="mother"),
        Sample("father", parents, step=8, sex=Sex.MALE),
        Sample("mother", parents, step=8),
    ]
    return Lab(folder, RUN, samples).refine([IN_RUN], only("family"))[0]


def test_a_length_that_the_parents_reads_stutter_as_well_is_no_de_novo(tmp_path: Path) -> None:
    record = in_run(tmp_path, [[]] * 7 + [[SHORTER]] * 3, [[]] * 8 + [[SHORTER]] * 2)
    father, mother = (entry.split(":")[1].split("/") for entry in record.info["PARENT_READS"])
    assert int(father[0]) >= 2  # as many as would name a mosaic parent anywhere else
    assert int(mother[0]) >= 2
    assert list(record.filter) == ["Stutter"]
    assert record.info["REFINE"] == ("stutter_in_parents",)
    assert "DE_NOVO" not in record.info
    assert "PARENT_MOSAIC" not in record.info


def test_a_new_length_that_no_parent_shows_stays_a_de_novo(tmp_path: Path) -> None:
    record = in_run(tmp_path, [[], [SHORTER]], [[]])
    assert list(record.filter) == ["PASS"]
    assert record.info["DE_NOVO"][0].startswith("child:")


def test_a_mother_called_heterozygous_by_a_sixth_of_her_reads_is_named(tmp_path: Path) -> None:
    calls = f"{CARRIES} {LACKS} 0/1:50,0,255:26,5:31:50"
    lab = trio(tmp_path, mother=[[]] * 5 + [[SNV]])
    record = lab.refine([f"{ROW} {calls}"], only("family"))[0]
    assert record.info["PARENT_MOSAIC"] == ("mother",)
    even = lab.refine([f"{ROW} {CARRIES} {LACKS} 0/1:90,0,255:22,9:31:90"], only("family"))[0]
    assert "PARENT_MOSAIC" not in even.info
