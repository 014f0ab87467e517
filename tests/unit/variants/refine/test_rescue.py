"""SNVs beside indels that base alignment quality hid are found again, under conditions."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pysam
import pytest

from tachkhis.case.config_sections import RefineConfig
from tachkhis.variants.refine.rescue import qualifies
from tachkhis.variants.refine.view import View

from .lab import HEADER
from .lab import RULES
from .lab import Edit
from .lab import Lab
from .lab import Sample
from .lab import bases
from .lab import off
from .lab import only

REFERENCE = bases(11, 700)


def other(base: str) -> str:
    return "A" if base != "A" else "C"


INDEL: Edit = (349, REFERENCE[349], REFERENCE[349] + "GATTACAGG")
NEAR: Edit = (355, REFERENCE[355], other(REFERENCE[355]))
FAR: Edit = (375, REFERENCE[375], other(REFERENCE[375]))
FORMAT = "GT:PL:AD:DP:GQ"
CALL = f"350 . {INDEL[1]} {INDEL[2]} 200 PASS . {FORMAT} 0/1:200,0,200:12,12:24:99"
WEAK = f"356 . {NEAR[1]} {NEAR[2]} 8 LowQual . {FORMAT} 0/1:20,0,90:20,4:24:12"


def lab_of(folder: Path, *haplotypes: list[Edit], step: int = 8) -> Lab:
    return Lab(folder, REFERENCE, [Sample("p", list(haplotypes), step=step)])


def test_an_snv_beside_an_accepted_indel_is_added(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, [], [INDEL, NEAR, FAR])
    records = lab.refine([CALL], only("rescue"))
    assert [(record.pos, record.alts[0]) for record in records] == [(350, INDEL[2]), (356, NEAR[2])]  # FAR is too far
    added = records[1]
    assert list(added.filter) == ["PASS"]
    assert added.info["REFINE"] == ("rescued",)
    assert added.qual > 20
    call = added.samples["p"]
    assert call["GT"] == (0, 1)
    assert call["AD"][1] > 3
    assert call["DP"] > 8
    assert len(call["PL"]) == 3


def test_without_the_rule_or_without_an_accepted_indel_nothing_is_added(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, [], [INDEL, NEAR])
    assert len(lab.refine([CALL], off("rescue"))) == 1
    assert len(lab.refine([CALL.replace("PASS", "LowQual")], only("rescue"))) == 1


def test_a_call_that_failed_for_its_quality_takes_over_the_second_look(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, [], [INDEL, NEAR])
    records = lab.refine([CALL, WEAK], only("rescue"))
    assert len(records) == 2
    assert list(records[1].filter) == ["PASS"]
    assert records[1].info["CALLER_QUAL"] == 8
    assert records[1].qual > 20


def test_a_low_fraction_is_not_rescued(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, [], [], [INDEL], [], [], [INDEL, NEAR], step=25)
    assert [record.pos for record in lab.refine([CALL], only("rescue"))] == [350]


def test_inside_a_homozygous_deletion_there_is_no_snv(tmp_path: Path) -> None:
    """A few reads show the place all the same, with mismatches: misaligned tails of the haplotype without it."""
    deletion: Edit = (349, REFERENCE[349:359], REFERENCE[349])
    lab = lab_of(tmp_path, [deletion], [deletion], [NEAR], step=16)
    called = f"350 . {deletion[1]} {deletion[2]} 200 PASS . {FORMAT}"
    homozygous = lab.refine([f"{called} 1/1:200,60,0:0,24:24:99"], only("rescue"))
    heterozygous = lab.refine([f"{called} 0/1:200,0,200:9,12:24:99"], only("rescue"))
    assert [record.pos for record in homozygous] == [350]
    assert [record.pos for record in heterozygous] == [350, 356]


def test_an_indel_beyond_the_edge_of_the_interval_is_looked_beside_all_the_same(tmp_path: Path) -> None:
    """The caller is given a margin; its records belong to the next interval, and each SNV is added once."""
    lab = lab_of(tmp_path, [], [INDEL, NEAR])
    before = lab.refine([CALL], only("rescue"), stretches=[(0, 352)], called=[(0, 452)])
    behind = lab.refine([CALL], only("rescue"), stretches=[(352, 700)], called=[(252, 700)])
    assert [record.pos for record in before] == [350]
    assert [record.pos for record in behind] == [356]
    assert behind[0].info["REFINE"] == ("rescued",)


def test_a_deletion_insertion_is_looked_beside_as_well(tmp_path: Path) -> None:
    complex_indel: Edit = (349, REFERENCE[349:351], other(REFERENCE[349]) + "GATTACAGG")
    lab = lab_of(tmp_path, [], [complex_indel, NEAR])
    call = f"350 . {complex_indel[1]} {complex_indel[2]} 200 PASS . {FORMAT} 0/1:200,0,200:12,12:24:99"
    assert 356 in [record.pos for record in lab.refine([call], only("rescue"))]


WHOLE: Edit = (349, REFERENCE[349:356], INDEL[2] + REFERENCE[350:355] + NEAR[2])  # INDEL and NEAR in one record
ACROSS: Edit = (353, REFERENCE[353], other(REFERENCE[353]))


def whole(genotype: str) -> str:
    return f"350 . {WHOLE[1]} {WHOLE[2]} 200 PASS . {FORMAT} {genotype}"


@pytest.mark.parametrize(("copies", "genotype"), [(1, "0/1:200,0,200:12,12:24:99"), (2, "1/1:200,60,0:0,24:24:99")])
def test_what_a_record_of_several_bases_spells_is_not_told_again_as_an_snv(
    tmp_path: Path, copies: int, genotype: str
) -> None:
    """A caller of haplotypes (freebayes) writes so what bwa aligned as an insertion and an SNV beside it."""
    edits = [INDEL, NEAR]
    lab = lab_of(tmp_path, edits if copies == 2 else [], edits)
    assert [record.pos for record in lab.refine([whole(genotype)], only("rescue"))] == [350]


def test_an_snv_on_the_copy_without_such_a_record_is_taken(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, [ACROSS], [INDEL, NEAR])
    records = lab.refine([whole("0/1:200,0,200:12,12:24:99")], only("rescue"))
    assert [(record.pos, record.alts[0]) for record in records] == [(350, WHOLE[2]), (354, ACROSS[2])]


def test_an_snv_in_bases_that_both_copies_have_otherwise_is_not_taken(tmp_path: Path) -> None:
    """Two records of several bases, one copy of each: no copy is left, whatever single reads show there."""
    lab = lab_of(tmp_path, [ACROSS], [INDEL, NEAR])
    second = f"350 . {WHOLE[1]} {other(WHOLE[1][0])}GG 200 PASS . {FORMAT} 0/1:200,0,200:0,12:24:99"
    records = lab.refine([whole("0/1:200,0,200:0,12:24:99"), second], only("rescue"))
    assert [record.pos for record in records] == [350, 350]


def test_a_change_of_two_bases_is_not_told_again_base_by_base(tmp_path: Path) -> None:
    second: Edit = (356, REFERENCE[356], other(REFERENCE[356]))
    lab = lab_of(tmp_path, [INDEL], [NEAR, second])
    both = f"356 . {NEAR[1] + second[1]} {NEAR[2] + second[2]} 200 PASS . {FORMAT} 0/1:200,0,200:12,12:24:99"
    assert [record.pos for record in lab.refine([CALL, both], only("rescue"))] == [350, 356]


def test_an_snv_that_was_looked_at_for_its_biases_alone_is_no_rescue(tmp_path: Path) -> None:
    """A doubtful call without biases opens a window of its own: what else stands in it has no indel beside."""
    third = next(base for base in "ACGT" if base not in (FAR[1], FAR[2]))
    lab = lab_of(tmp_path, [], [FAR])
    doubtful = f"376 . {FAR[1]} {third} 30 PASS . {FORMAT} 0/1:30,0,90:20,5:25:30"
    records = lab.refine([doubtful], RefineConfig(artefacts=True, rescue=True, repeats=False, family=False))
    assert [(record.pos, record.alts) for record in records] == [(376, (third,))]


def test_nothing_is_added_outside_the_interval(tmp_path: Path) -> None:
    lab = lab_of(tmp_path, [], [INDEL, NEAR])
    assert len(lab.refine([CALL], only("rescue"), stretches=[(0, 353)])) == 1


def test_what_base_alignment_quality_hides_beside_a_run_is_found(tmp_path: Path) -> None:
    """A run of 18 A, one shorter and with a G as its third base on one haplotype: chr20a 6222 and 6225 of HG002."""
    reference = bases(12, 349) + "C" + "A" * 18 + "G" + bases(13, 331)
    indel, snv = (349, "CA", "C"), (352, "A", "G")
    lab = Lab(tmp_path, reference, [Sample("p", [[], [indel, snv]], step=8)])
    command = (
        f"bcftools mpileup -q 20 -Q 20 -f {lab.fasta} {lab.paths[0]} | bcftools call -mv -V indels | bcftools view -H"
    )
    plain = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True).stdout
    assert plain == ""  # the caller does not see it
    call = f"350 . CA C 200 PASS . {FORMAT} 0/1:200,0,200:12,12:24:99"
    records = lab.refine([call], only("rescue"))
    assert [(record.pos, record.ref, record.alts) for record in records] == [(350, "CA", ("C",)), (353, "A", ("G",))]


@pytest.mark.parametrize(
    ("call", "taken"),
    [
        ("90 PASS SCBZ=0;RPBZ=0 0/1:60,0,90:15,10:25:60", True),
        ("19 PASS SCBZ=0;RPBZ=0 0/1:60,0,90:15,10:25:60", False),
        ("90 PASS SCBZ=3.6;RPBZ=0 0/1:60,0,90:15,10:25:60", False),
        ("90 PASS SCBZ=-3.6;RPBZ=0 0/1:60,0,90:15,10:25:60", True),
        ("90 PASS SCBZ=0;RPBZ=-3.6 0/1:60,0,90:15,10:25:60", False),
        ("90 PASS SCBZ=0;RPBZ=0 0/1:60,0,90:2,2:4:60", False),
        ("90 PASS SCBZ=0;RPBZ=0 0/1:60,0,90:20,5:25:60", False),
        ("90 PASS SCBZ=0;RPBZ=0 0/0:0,60,90:15,10:25:60", False),
    ],
)
def test_conditions(tmp_path: Path, call: str, taken: bool) -> None:
    quality, status, info, sample = call.split()
    path = tmp_path / "x.vcf"
    lines = [
        HEADER.rstrip(),
        '##INFO=<ID=SCBZ,Number=1,Type=Float,Description="z">',
        '##INFO=<ID=RPBZ,Number=1,Type=Float,Description="z">',
        "##contig=<ID=c,length=700>",
        "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT p".replace(" ", "\t"),
        "\t".join(("c", "100", ".", "A", "C", quality, status, info, FORMAT, sample)),
    ]
    path.write_text("\n".join(lines) + "\n")
    with pysam.VariantFile(str(path)) as reader:
        (record,) = reader
    assert qualifies(View(record, ["p"]), [], 1, 20, RULES.rescue) is taken


PASSED = f"356 . {NEAR[1]} {NEAR[2]} 80 PASS . {FORMAT}"


def duo(folder: Path) -> Lab:
    samples = [Sample("child", [[], [INDEL, NEAR]], step=8, mother="mother")]
    return Lab(folder, REFERENCE, [*samples, Sample("mother", [[], [INDEL, NEAR]], step=8)])


@pytest.mark.parametrize("doubtful", ["0/1:2,0,200:19,2:21:5", "0/0:0,4,200:19,2:21:8", "./.:.:.:.:."])
def test_a_member_whose_reads_are_hidden_is_counted_anew_where_another_s_call_passed(
    tmp_path: Path, doubtful: str
) -> None:
    both = CALL.rsplit(" ", 1)[1]
    lab = duo(tmp_path)
    record = lab.refine([f"{CALL} {both}", f"{PASSED} {doubtful} 0/1:90,0,200:17,6:23:90"], only("rescue"))[1]
    child, mother = record.samples["child"], record.samples["mother"]
    assert child["GT"] == (0, 1)
    assert child["GQ"] > 20
    assert child["AD"][1] > 2
    assert child.get("CALLER_GT") == (None if doubtful[:3] == "0/1" else doubtful[:3])
    assert child.get("CALLER_GQ") == {"0/1": 5, "0/0": 8, "./.": None}[doubtful[:3]]
    assert record.info["REFINE"] == ("rescued_genotype",)
    assert mother["AD"] == (17, 6)  # nothing doubtful there
    assert record.qual == 80


def test_a_sure_genotype_beside_an_indel_is_left_alone(tmp_path: Path) -> None:
    both = CALL.rsplit(" ", 1)[1]
    rows = [f"{CALL} {both}", f"{PASSED} 0/0:0,60,200:20,0:20:60 0/1:90,0,200:17,6:23:90"]
    record = duo(tmp_path).refine(rows, only("rescue"))[1]
    assert record.samples["child"]["GT"] == (0, 0)
    assert "REFINE" not in record.info
