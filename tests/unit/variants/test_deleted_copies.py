"""Imported calls on bases that a deletion of the same person removes from one copy: one copy is what is left for them."""

from __future__ import annotations

from pathlib import Path

import pysam
import pytest
from cyvcf2 import VCF

from tachkhis.interpretation.explaining.members import conflict_lines
from tachkhis.variants.first_pass import Door
from tachkhis.variants.intake import import_calls
from tachkhis.variants.record import CopyConflict
from tachkhis.variants.record import Variant
from tachkhis.variants.typed_record import variant_of

#           1         11        21        31        41
SEQUENCE = "ACGTACGTACGGGGTTACGCATCACACACTGATTACAGCTTCGATCGGAT"
LONG = "chr1 16 . TACGCATCA T 50 PASS . GT"  # removes 17 to 24 wherever it is placed: it cannot be moved
FAMILY = ("child", "mother")


def imported(folder: Path, *rows: str) -> dict[str, Variant]:
    """What comes out, by ``POS-REF-ALT``."""
    fasta = folder / "genome.fa"
    fasta.write_text(f">chr1\n{SEQUENCE}\n")
    pysam.faidx(str(fasta))
    path = folder / "given.vcf"
    head = f"##fileformat=VCFv4.2\n#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT {' '.join(FAMILY)}\n"
    rows = (*rows, "chr1 49 . A C 50 PASS . GT 0/1 0/1")
    path.write_text((head + "\n".join(rows) + "\n").replace(" ", "\t"))
    import_calls(path, Door(fasta, FAMILY, copies=lambda *_: [2, 2]), folder / "out.bcf")
    found = [variant_of(record, FAMILY) for record in VCF(str(folder / "out.bcf"))]
    return {one.id.removeprefix("chr1-"): one for one in found}


@pytest.mark.parametrize("called", ["1/1", "1", "./1", "1/."])
def test_one_copy_is_left_and_it_is_the_other_one(tmp_path: Path, called: str) -> None:
    """The mother has no deletion: her two copies stay."""
    found = imported(tmp_path, f"{LONG} 0/1 0/0", f"chr1 20 . C T 50 PASS . GT {called} 1/1")
    change, deletion = found["20-C-T"], found["16-TACGCATCA-T"]
    assert [call.gt for call in change.calls] == ["0|1", "1/1"]
    assert [call.gt for call in deletion.calls] == ["1|0", "0/0"]
    assert change.calls[0].phase_set == deletion.calls[0].phase_set == 16
    assert change.copy_conflicts == (CopyConflict("child", "chr1-16-TACGCATCA-T", one_left=True, called=called),)
    assert change.copy_conflicts[0].settled
    assert deletion.copy_conflicts == ()
    (line,) = conflict_lines(change)
    assert f"the caller gives child {called} here" in line
    assert "chr1-16-TACGCATCA-T" in line


def test_the_phase_of_the_caller_is_kept(tmp_path: Path) -> None:
    found = imported(tmp_path, f"{LONG}:PS 0|1:7 0/0:.", "chr1 20 . C T 50 PASS . GT:PS 1/1:. 0/0:.")
    assert (found["20-C-T"].calls[0].gt, found["20-C-T"].calls[0].phase_set) == ("1|0", 7)
    assert found["16-TACGCATCA-T"].calls[0].gt == "0|1"


def test_two_changes_beside_one_deletion_are_on_one_copy(tmp_path: Path) -> None:
    found = imported(
        tmp_path, f"{LONG} 0/1 0/0", "chr1 18 . C T 50 PASS . GT 1 0/0", "chr1 22 . T G 50 PASS . GT 1/1 0/0"
    )
    assert [found[name].calls[0].gt for name in ("18-C-T", "22-T-G")] == ["0|1", "0|1"]
    assert {one.calls[0].phase_set for one in found.values() if one.calls[0].phased} == {16}


def test_half_a_call_of_the_reference_beside_a_deletion_is_a_whole_one(tmp_path: Path) -> None:
    """The father's deletion, the mother's change, as GLnexus writes them: neither parent's state is unknown."""
    found = imported(tmp_path, f"{LONG} 0/1 0/0", "chr1 20 . C T 50 PASS . GT ./0 0/1")
    assert [call.gt for call in found["20-C-T"].calls] == ["0/0", "0/1"]
    assert found["16-TACGCATCA-T"].calls[0].gt == "0/1"


@pytest.mark.parametrize(
    "deletions",
    [
        ("chr1 16 . T <DEL> 50 PASS END=24;SVTYPE=DEL GT 0/1 0/0",),
        (f"{LONG} ./1 0/0",),
        (f"{LONG}:AD:GQ 0/1:27,3:99 0/0:30,0:99",),  # a tenth of the reads
        (f"{LONG}:AD:GQ 0/1:2,2:99 0/0:30,0:99",),
        (f"{LONG}:AD:GQ 0/1:22,9:12 0/0:30,0:99",),
        (f"{LONG} 0/1 0/0", "chr1 17 . ACGCATCAC A 50 PASS . GT 0/1 0/0"),  # one copy each: none is left
    ],
)
def test_what_is_not_certain_stays_and_is_told(tmp_path: Path, deletions: tuple[str, ...]) -> None:
    found = imported(tmp_path, *deletions, "chr1 20 . C T 50 PASS . GT 1/1 0/0")
    change = found["20-C-T"]
    assert change.calls[0].gt == "1/1"
    assert len(change.copy_conflicts) == len(deletions)
    assert not any(one.settled for one in change.copy_conflicts)


@pytest.mark.parametrize(("father", "called"), [("0/0", "1/1"), ("0/1", "0|1")])
def test_a_child_of_two_carriers_is_no_heterozygote_by_a_deletion_that_nobody_else_has(
    tmp_path: Path, father: str, called: str
) -> None:
    """Both parents give the change; a deletion that one of them has as well is his second copy."""
    family = ("child", "mother", "father")
    fasta, path = tmp_path / "genome.fa", tmp_path / "given.vcf"
    imported(tmp_path, f"{LONG} 0/1 0/0")
    rows = (
        f"{LONG} 0/1 0/0 {father}",
        "chr1 20 . C T 50 PASS . GT 1/1 0/1 0/1",
        "chr1 49 . A C 50 PASS . GT 0/1 0/1 0/1",
    )
    head = f"##fileformat=VCFv4.2\n#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT {' '.join(family)}\n"
    path.write_text((head + "\n".join(rows) + "\n").replace(" ", "\t"))
    import_calls(path, Door(fasta, family, copies=lambda *_: [2, 2, 2]), tmp_path / "out.bcf")
    found = {one.id: one for one in (variant_of(record, family) for record in VCF(str(tmp_path / "out.bcf")))}
    assert found["chr1-20-C-T"].calls[0].gt == called


def test_males_have_one_copy_of_x_all_the_same(tmp_path: Path) -> None:
    imported(tmp_path, f"{LONG} 0/1 0/1", "chr1 20 . C T 50 PASS . GT 1 1")
    door = Door(tmp_path / "genome.fa", FAMILY, copies=lambda *_: [1, 2])
    import_calls(tmp_path / "given.vcf", door, tmp_path / "other.bcf")
    found = {one.id: one for one in (variant_of(record, FAMILY) for record in VCF(str(tmp_path / "other.bcf")))}
    assert [call.gt for call in found["chr1-20-C-T"].calls] == ["1", "0|1"]


@pytest.mark.parametrize(
    ("deletion", "change", "told"),
    [
        (f"{LONG} 0/1", "chr1 17 . A T 50 PASS . GT 1/1", True),  # its first base
        (f"{LONG} 0/1", "chr1 24 . A T 50 PASS . GT 1|1", True),  # its last
        (f"{LONG} 0/1", "chr1 16 . T A 50 PASS . GT 1/1", False),  # the base before it
        (f"{LONG} 0/1", "chr1 25 . C T 50 PASS . GT 1/1", False),  # the base behind it
        (f"{LONG} 0/1", "chr1 20 . C T 50 PASS . GT 0/1", False),  # one copy each
        (f"{LONG} 0/1", "chr1 20 . C T 50 q10 . GT 1/1", False),  # did not pass
        (f"{LONG} 0/1".replace("PASS", "q10"), "chr1 20 . C T 50 PASS . GT 1/1", False),
        (f"{LONG} ./1", "chr1 20 . C T 50 PASS . GT 1/1", True),  # at least one
        (f"{LONG} 0/1", "chr1 20 . C *,T 50 PASS . GT 1/2", False),  # the caller knows
        (f"{LONG} 0/1", "chr1 20 . C CAA 50 PASS . GT 1/1", True),  # inserted within
        (f"{LONG} 0/1", "chr1 24 . A AGG 50 PASS . GT 1/1", False),  # behind its last base
        (f"{LONG} 0/1", "chr1 18 . CGC C 50 PASS . GT 1/1", True),  # a deletion within
        (f"{LONG} 0/1", "chr1 22 . TCACACACT T 50 PASS . GT 1/1", True),  # reaches beyond
        (f"{LONG} 0/1", "chr1 17 . ACG TCC 50 PASS . GT 1/1", True),  # several bases
        ("chr1 14 . GTTACG GA 50 PASS . GT 0/1", "chr1 17 . A T 50 PASS . GT 1/1", True),  # a deletion-insertion
        ("chr1 17 . ACGC T 50 PASS . GT 0/1", "chr1 17 . A T 50 PASS . GT 1/1", True),  # at one position
        ("chr1 11 . GG G 50 PASS . GT 0/1", "chr1 13 . G T 50 PASS . GT 1/1", False),  # any of four may have gone
        ("chr1 10 . CGGG C 50 PASS . GT 0/1", "chr1 12 . G T 50 PASS . GT 1/1", True),  # three of four: this one
        ("chr1 10 . CGGG C 50 PASS . GT 0/1", "chr1 14 . G T 50 PASS . GT 1/1", False),  # not surely the last
        ("chr1 16 . T <DEL> 50 PASS END=24;SVTYPE=DEL GT 0/1", "chr1 20 . C T 50 PASS . GT 1/1", True),
        ("chr1 16 . T <DEL> 50 PASS SVLEN=-8 GT 0/1", "chr1 24 . A T 50 PASS . GT 1/1", True),
        ("chr1 16 . N <DEL:ME> 50 PASS END=24 GT 0/1", "chr1 20 . C T 50 PASS . GT 1/1", True),
        (
            "chr1 16 . T <DEL> 50 PASS END=24;CIPOS=-2,4;CIEND=-2,0 GT 0/1",
            "chr1 20 . C T 50 PASS . GT 1/1",
            False,  # it may begin behind it
        ),
        ("chr1 16 . T <DUP> 50 PASS END=24 GT 0/1", "chr1 20 . C T 50 PASS . GT 1/1", False),
    ],
)
def test_only_what_goes_however_the_deletion_is_placed(tmp_path: Path, deletion: str, change: str, told: bool) -> None:
    found = imported(tmp_path, f"{deletion} 0/0", f"{change} 0/0")
    marks = [one for variant in found.values() for one in variant.copy_conflicts]
    assert bool(marks) is told
    assert all(one.one_left and one.sample == "child" for one in marks)


def test_a_short_deletion_of_both_copies_within_a_long_one_of_one(tmp_path: Path) -> None:
    found = imported(tmp_path, "chr1 15 . TTA T 50 PASS . GT 1/1 0/0", f"{LONG} 0/1 0/0")
    told = CopyConflict("child", "chr1-16-TACGCATCA-T", one_left=True, called="1/1")
    assert found["15-TTA-T"].copy_conflicts == (told,)
    assert found["16-TACGCATCA-T"].copy_conflicts == ()


def test_a_deletion_of_both_copies_leaves_nothing_for_another_change(tmp_path: Path) -> None:
    """One of the two genotypes cannot be; which of them, the file cannot say."""
    found = imported(tmp_path, f"{LONG} 1/1 0/0", "chr1 20 . C T 50 PASS . GT 0/1 0/0")
    assert found["16-TACGCATCA-T"].copy_conflicts == (CopyConflict("child", "chr1-20-C-T", one_left=False),)
    assert found["20-C-T"].copy_conflicts == (CopyConflict("child", "chr1-16-TACGCATCA-T", one_left=False),)


def test_one_copy_called_where_there_are_two_is_no_homozygote(tmp_path: Path) -> None:
    """Strelka2 (Illumina/strelka, issue 179) writes so beside a heterozygous deletion, which is not in this file."""
    found = imported(
        tmp_path,
        "chr1 20 . C T 78 PASS SNVHPOL=3;MQ=40 GT:GQ:GQX:DP:DPF:AD:PL 1:428:1:28:2:0,28:370,0 0/1:80:20:25:1:12,13:1,0,1",
    )
    (told,) = found["20-C-T"].copy_conflicts
    assert told == CopyConflict("child", None, one_left=True)
    assert [call.gt for call in found["20-C-T"].calls] == ["1", "0/1"]
    (line,) = conflict_lines(found["20-C-T"])
    assert "one copy" in line


def test_one_copy_called_where_there_is_one_is_nothing_to_tell(tmp_path: Path) -> None:
    imported(tmp_path, "chr1 20 . C T 78 PASS . GT 1 0/1")
    given = tmp_path / "given.vcf"
    door = Door(tmp_path / "genome.fa", FAMILY, copies=lambda *_: [1, 2])
    import_calls(given, door, tmp_path / "other.bcf")
    assert all(not variant_of(record, FAMILY).copy_conflicts for record in VCF(str(tmp_path / "other.bcf")))


def test_the_older_name_of_a_spanning_deletion_is_no_allele(tmp_path: Path) -> None:
    found = imported(tmp_path, f"{LONG} 0/1 0/0", "chr1 20 . C T,<*:DEL> 50 PASS . GT 1/2 0/0")
    assert "20-C-<*:DEL>" not in found
    assert found["20-C-T"].calls[0].gt == "1/0"
