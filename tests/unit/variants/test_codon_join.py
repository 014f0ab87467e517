"""Changes of one codon and one copy, read together: when, in whom, and what stays of each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pysam
import pytest

from tachkhis.case.model import Affected
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.reference.normal_allele import Bases
from tachkhis.variants.codon_join import Joiner
from tachkhis.variants.codon_join import with_joined
from tachkhis.variants.codons import Codons
from tachkhis.variants.command_join import declared
from tachkhis.variants.joined_parts import gathered
from tachkhis.variants.joined_parts import with_parts
from tachkhis.variants.triage import Evidence

#           1         11        21        31        41
SEQUENCE = "ACGTACGTACGGGGTTACGCATCACACACTGATTACAGCTTCGATCGGAT"
# coding codons: 2-4, 5-7, ..., 20-22 CAT
CODING = Transcript("T1.1", "G1", "g1", "protein_coding", "chr1", 1, ((1, 49),), (1, 49))
TRIO = (
    Person("child", "father", "mother", Sex.MALE, Affected.YES),
    Person("father", None, None, Sex.MALE, Affected.NO),
    Person("mother", None, None, Sex.FEMALE, Affected.NO),
)
FIRST, LAST = "20 C T", "22 T G"
CONTIGS = ("chr1", "chrX", "chrY", "chrM")


@pytest.fixture
def bases(tmp_path: Path) -> Bases:
    path = tmp_path / "genome.fa"
    path.write_text("".join(f">{name}\n{SEQUENCE}\n" for name in CONTIGS))
    pysam.faidx(str(path))
    return Bases(path)


def row(text: str, *calls: str, filters: str = "PASS", contig: str = "chr1", form: str = "GT:PS:DP") -> str:
    position, ref, alt = text.split()
    return "\t".join([contig, position, ".", ref, alt, "90", filters, ".", form, *calls]) + "\n"


def joined(bases: Bases, *rows: str, interest: Iterable[tuple[str, int, str, str]] = (), people: int = 3) -> list[str]:
    """Each record that comes out: place, alleles, what INFO says, genotypes."""
    codons = Codons(lambda: GeneModel([replace(CODING, contig=contig) for contig in CONTIGS]))
    samples = tuple(person.sample for person in TRIO[:people])
    found = with_joined(rows, Joiner(samples, TRIO[:people], "child", codons, bases, frozenset(interest)))
    cells = [line.rstrip("\n").split("\t") for line in found]
    return [" ".join([c[1], c[3], c[4], c[7], *(cell.split(":")[0] for cell in c[9:])]) for c in cells]


PARTS = "JOINED=20-C-T,22-T-G"


def whole(how: str, *calls: str) -> str:
    return " ".join([f"20 CAT TAG {PARTS};JOINED_BY={how}", *calls])


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("1/1 0/1 0/1", "1/1 0/1 0/1", whole("homozygous,transmission", "1/1", "0/1", "0/1")),
        ("1/1 0/0 0/0", "1/1 0/0 0/0", whole("homozygous", "1/1", "0/0", "0/0")),
        ("0|1:7 0/0 0|1:9", "0|1:7 0/0 0|1:9", whole("phase_set", "0|1", "0/0", "0|1")),
        ("0|1 0|0 0|1", "0|1 0|0 0|1", whole("phase", "0|1", "0|0", "0|1")),  # VCF 4: no PS, one set per contig
        ("1/1 ./. 0/0", "1/1 0/0 ./1", whole("homozygous", "1/1", "./.", "./.")),  # unknown, never the reference
        ("1/1 0/0 ./.", "1/1 ./. ./.", whole("homozygous", "1/1", "./.", "./.")),
        (
            "1/1 0/1 0/1",
            "1/1 0/0 0/1",
            whole("homozygous,transmission", "1/1", "0/0", "0/1"),
        ),  # in the father one alone
        # the father gave the copy with both, or that with none: he has them on one
        ("0|1:7 0/1 0/0", "0|1:7 0/1 0/0", whole("phase_set,transmission", "0|1", "0/1", "0/0")),
    ],
)
def test_changes_on_one_copy_for_certain_are_read_together(bases: Bases, first: str, last: str, expected: str) -> None:
    found = joined(bases, row(FIRST, *first.split()), row(LAST, *last.split()))
    assert found[0] == expected
    assert [line.split()[:4] for line in found[1:]] == [
        ["20", "C", "T", "JOINED_INTO=20-CAT-TAG"],  # each is there still, to be looked up
        ["22", "T", "G", "JOINED_INTO=20-CAT-TAG"],
    ]


BESIDE = ["20 C T CODON_WITH=22-T-G", "22 T G CODON_WITH=20-C-T"]
OPEN = [f"{line};CODON_OPEN=20-CAT-TAG" for line in BESIDE]  # what they would be together


@pytest.mark.parametrize(
    ("calls", "how"),
    [
        ("0/1 0/1 0/0:.:30", "inherited,transmission"),  # of the father, who has both on one copy
        ("0/1 1/1 0/0:.:30", "homozygous,inherited"),
        ("0/1 0/0:.:30 0/1", "inherited,transmission"),
        ("0/1 0/0:.:10 0/1", "inherited,transmission"),  # resources/acmg/family.json: 10 reads
    ],
)
def test_both_of_one_parent_and_none_of_the_other_are_on_one_copy(bases: Bases, calls: str, how: str) -> None:
    found = joined(bases, row(FIRST, *calls.split()), row(LAST, *calls.split()))
    assert found[0] == whole(how, *(call.split(":")[0] for call in calls.split()))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("0/1 0/1 0/0:.:30", "0/1 0/0:.:30 0/1"),  # one of each parent
        ("0/1 1/1 0/0:.:30", "0/1 0/0:.:30 0/1"),
        ("0|1:7 0/0 0/0", "1|0:7 0/0 0/0"),  # by their phase
        ("0/1 1/1 ./.", "0/1 0/0:.:30 ./."),  # the father's every copy has the first, and none the second
    ],
)
def test_what_is_on_two_copies_for_certain_is_named_so(bases: Bases, first: str, last: str) -> None:
    found = joined(bases, row(FIRST, *first.split()), row(LAST, *last.split()))
    assert [" ".join(line.split()[:4]) for line in found] == [
        "20 C T CODON_APART=22-T-G",
        "22 T G CODON_APART=20-C-T",
    ]


def alone(bases: Bases, *rows: str, people: int = 3) -> dict[str, str]:
    """What each record says in INFO, and the copies that have it alone."""
    codons = Codons(lambda: GeneModel([CODING]))
    samples = tuple(person.sample for person in TRIO[:people])
    lines = with_joined(rows, Joiner(samples, TRIO[:people], "child", codons, bases, frozenset()))
    found = {}
    for line in lines:
        cells = line.rstrip("\n").split("\t")
        at = cells[8].split(":").index("ALONE") if "ALONE" in cells[8] else None
        copies = "" if at is None else " " + ",".join(cell.split(":")[at] for cell in cells[9:])
        found["-".join((cells[1], cells[3], cells[4]))] = cells[7] + copies
    return found


def test_a_copy_has_both_where_one_is_on_every_copy_and_the_other_copy_has_that_alone(bases: Bases) -> None:
    found = joined(bases, row(FIRST, "1/1", "0/1", "0/1"), row(LAST, "0/1", "0/1", "0/0"))
    assert found[0] == f"20 CAT TAG {PARTS};JOINED_BY=one_homozygous;CODON_APART=20-C-T 0/1 ./. 0/0"
    said = alone(bases, row(FIRST, "1/1", "0/1", "0/1"), row(LAST, "0/1", "0/1", "0/0:.:30"))
    assert said == {
        "20-CAT-TAG": f"{PARTS};JOINED_BY=one_homozygous,transmission;CODON_APART=20-C-T",
        "20-C-T": "CODON_APART=20-CAT-TAG 1,0,1",  # the father gave both, so that he has the first nowhere alone
        "22-T-G": "JOINED_INTO=20-CAT-TAG",
    }


def test_what_is_open_in_a_relative_is_unknown_in_how_many_copies_have_it_alone(bases: Bases) -> None:
    said = alone(bases, row(FIRST, "1/1", "./.", "0/1"), row(LAST, "0/1", "0/1", "0/0"))
    assert said["20-C-T"] == "CODON_APART=20-CAT-TAG 1,.,1"


def test_three_changes_may_make_two_different_wholes(bases: Bases) -> None:
    found = alone(bases, row("20 C T", "1/1"), row("21 A C", "1/1"), row("22 T G", "0/1"), people=1)
    assert found == {
        "20-CA-TC": "JOINED=20-C-T,21-A-C;JOINED_BY=one_homozygous;CODON_APART=20-CAT-TCG",
        "20-CAT-TCG": "JOINED=20-C-T,21-A-C,22-T-G;JOINED_BY=one_homozygous;CODON_APART=20-CA-TC",
        "20-C-T": "JOINED_INTO=20-CA-TC,20-CAT-TCG",
        "21-A-C": "JOINED_INTO=20-CA-TC,20-CAT-TCG",
        "22-T-G": "JOINED_INTO=20-CAT-TCG",
    }


def test_of_three_changes_two_may_be_certain_and_the_third_open(bases: Bases) -> None:
    found = alone(bases, row("20 C T", "0|1:7"), row("21 A C", "0|1:7"), row("22 T G", "0/1"), people=1)
    assert found["20-CA-TC"].endswith("CODON_WITH=22-T-G;CODON_OPEN=20-CAT-TCG")
    assert found["22-T-G"] == "CODON_WITH=20-CA-TC;CODON_OPEN=20-CAT-TCG"


def test_three_open_changes_are_told_in_every_combination(bases: Bases) -> None:
    found = alone(bases, row("20 C T", "0/1"), row("21 A C", "0/1"), row("22 T G", "0/1"), people=1)
    assert found["20-C-T"] == "CODON_WITH=21-A-C,22-T-G;CODON_OPEN=20-CA-TC,20-CAT-TAG,20-CAT-TCG"


def test_two_alleles_of_one_base_are_on_two_copies_and_a_third_change_joins_each(bases: Bases) -> None:
    found = alone(bases, row("20 C G", "1/0"), row("20 C T", "0/1"), row("22 T G", "1/1"), people=1)
    assert found["20-CAT-GAG"].startswith("JOINED=20-C-G,22-T-G;")
    assert found["20-CAT-TAG"].startswith("JOINED=20-C-T,22-T-G;")
    assert found["22-T-G"] == "JOINED_INTO=20-CAT-GAG,20-CAT-TAG"


def test_reads_of_the_whole_are_those_of_its_rarest_part(bases: Bases) -> None:
    form = "GT:AD:DP:GQ"
    rows = [row(FIRST, "1/1:0,20:20:60", form=form), row(LAST, "0/1:11,10:21:50", form=form)]
    codons = Codons(lambda: GeneModel([CODING]))
    line = next(with_joined(rows, Joiner(("child",), TRIO[:1], "child", codons, bases, frozenset())))
    assert line.split()[8:] == ["GT:DP:AD:GQ:PS", "0/1:20:11,10:50:."]


def test_the_only_copy_of_a_boy_has_all_that_is_called_and_it_is_his_mothers(bases: Bases) -> None:
    found = joined(bases, *(row(one, "1", "0", "0/1", contig="chrX") for one in (FIRST, LAST)))
    assert found[0] == whole("homozygous,transmission", "1", "0", "0/1")
    found = joined(bases, row(FIRST, "1", "1", ".", contig="chrY"), row(LAST, "1", "1", ".", contig="chrY"))
    assert found[0] == whole("homozygous", "1", "1", ".")


def test_phase_that_the_refinement_took_from_reads_is_named_as_such(bases: Bases) -> None:
    form = "GT:PS:READ_PHASE"
    found = joined(bases, row(FIRST, "0|1:20", form=form), row(LAST, "0|1:20:12,0,0,11", form=form), people=1)
    assert found[0] == whole("reads", "0|1")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("0/1 0/0 0/0", "0/1 0/0 0/0", True),  # on which copies is open
        ("0|1:7 0/0 0/0", "0|1:9 0/0 0/0", True),  # two phase sets
        ("0|1 0/0 0/0", "0|1:9 0/0 0/0", True),
        ("1/1 0/1 0/1", "./1 0/1 0/1", True),  # half-called
        ("0/1 0/1 0/0", "0/1 0/1 0/0", True),  # how deep the mother was read is not known
        ("0/1 0/1 0/0:.:9", "0/1 0/1 0/0:.:9", True),  # 9 reads: one in 512 heterozygotes shows no allele
        ("0/1 0/1 0/1", "0/1 0/1 0/1", True),  # two heterozygous parents
        ("0/1 0/0:.:30 0/0:.:30", "0/1 0/0:.:30 0/0:.:30", True),  # both arose anew: the reads must tell
        ("0/1 0/1 0/0:.:30", "0/1 0/0:.:30 0/0:.:30", True),  # the second arose anew, on whichever copy
        ("1/1 0/1 0/1", "0/0 0/1 0/1", False),  # the child has one of them
    ],
)
def test_else_they_stay_two_and_each_names_the_other(bases: Bases, first: str, last: str, told: bool) -> None:
    found = joined(bases, row(FIRST, *first.split()), row(LAST, *last.split()))
    expected = OPEN if told else ["20 C T .", "22 T G ."]
    assert [" ".join(line.split()[:4]) for line in found] == expected


def heads(lines: list[str]) -> list[str]:
    return [" ".join(line.split()[:4]) for line in lines]


@pytest.mark.parametrize(
    "first",
    [
        "1/1:.:3 0/1:.:30 0/1:.:30",  # three reads: one of eight heterozygotes shows one allele alone
        "1/1:.:3 ./.:.:. ./.:.:.",
        "1/1:.:30 0/0:.:30 0/1:.:30",  # of the father, who surely has none, no copy came
        "1/1:.:3 0/0:.:30 0/1:.:30",
    ],
)
def test_a_homozygous_call_that_is_weak_or_denied_by_a_parent_leaves_the_copies_open(bases: Bases, first: str) -> None:
    for last in ("0/1:.:30 ./.:.:. ./.:.:.", "0/1:.:30 0/1:.:30 0/0:.:30"):
        assert heads(joined(bases, row(FIRST, *first.split()), row(LAST, *last.split()))) == OPEN


def test_weak_homozygous_calls_of_both_are_shown_by_the_same_reads(bases: Bases) -> None:
    weak = row(FIRST, "1/1:.:3"), row(LAST, "1/1:.:3")
    assert joined(bases, *weak, people=1)[0] == whole("homozygous", "1/1")
    assert heads(joined(bases, row(FIRST, "1/1:.:3"), row(LAST, "1/1:.:30"), people=1)) == OPEN


@pytest.mark.parametrize("form", ["GT:PS:DP", "GT:DP", "GT:PS:DP:READ_PHASE"])
@pytest.mark.parametrize(
    ("last", "parents"),
    [
        ("0|1", ("0/1 0/0", "0/0 0/1")),  # in phase, and one of each parent
        ("1|0", ("0/1 0/0", "0/1 0/0")),  # on two copies, and both of the father, who gives one
    ],
)
def test_a_phase_that_transmission_contradicts_leaves_the_copies_open(
    bases: Bases, form: str, last: str, parents: tuple[str, str]
) -> None:
    tail = {"GT:PS:DP": ":7:30", "GT:DP": ":30", "GT:PS:DP:READ_PHASE": ":7:30:9,0,0,9"}[form]
    rows = []
    for text, own, pair in ((FIRST, "0|1", parents[0]), (LAST, last, parents[1])):
        rows.append(row(text, *(call + tail for call in (own, *pair.split())), form=form))
    assert heads(joined(bases, *rows)) == OPEN


def test_a_change_between_two_that_are_read_together_is_open_with_the_whole(bases: Bases) -> None:
    outer = row("20 C T", "0|1:7"), row("22 T G", "0|1:7")
    found = alone(bases, outer[0], row("21 A C", "0/1"), outer[1], people=1)
    assert found["20-CAT-TAG"].endswith("CODON_WITH=21-A-C;CODON_OPEN=20-CAT-TCG")
    assert found["21-A-C"] == "CODON_WITH=20-CAT-TAG;CODON_OPEN=20-CAT-TCG"
    found = alone(bases, row("20 CAT TAG", "0/1"), row("21 A C", "0/1"), people=1)
    assert found["21-A-C"] == "CODON_WITH=20-CAT-TAG;CODON_OPEN=20-CAT-TCG"


def test_a_homozygous_change_beside_two_that_are_open_is_on_every_copy(bases: Bases) -> None:
    het = ("0/1", "0/1", "0/1")
    rows = row("20 C T", "1/1", *het[1:]), row("21 A C", *het), row("22 T G", *het)
    assert alone(bases, *rows) == {
        # the copies have TCG and TAT, or TCT and TAG; never 21 and 22 without 20
        "20-C-T": "CODON_WITH=21-A-C,22-T-G;CODON_OPEN=20-CA-TC,20-CAT-TAG,20-CAT-TCG",
        "21-A-C": "CODON_WITH=20-C-T,22-T-G;CODON_OPEN=20-CA-TC,20-CAT-TCG",
        "22-T-G": "CODON_WITH=20-C-T,21-A-C;CODON_OPEN=20-CAT-TAG,20-CAT-TCG",
    }


def test_a_brother_does_not_make_two_certain_where_he_contradicts_the_third(bases: Bases) -> None:
    people = (*TRIO, Person("brother", "father", "mother", Sex.MALE, Affected.NO))
    het, rest = "0/1:.:30", ("0/1:.:30", "0/1:.:30", "0/0:.:30")
    rows = row("20 C T", "1/1:.:30", *rest), row("21 A C", het, *rest), row("22 T G", het, *rest)
    samples = tuple(person.sample for person in people)
    found = list(with_joined(rows, Joiner(samples, people, "child", _codons(), bases, frozenset())))
    assert [line.split("\t")[3:5] for line in found] == [["C", "T"], ["A", "C"], ["T", "G"]]  # none read together
    assert "CODON_OPEN=20-CA-TC,20-CAT-TAG,20-CAT-TCG" in found[0]


@pytest.mark.parametrize(("several", "single"), [("1/1", "1/1"), ("0|1:7", "0|1:7"), ("1/1", "0/1"), ("0/1", "1/1")])
def test_a_record_of_several_is_read_with_a_further_change_of_the_codon(
    bases: Bases, several: str, single: str
) -> None:
    rows = row("20 CA TC", several), row("22 T G", single)
    (first, *rest) = joined(bases, *rows, people=1)
    assert first.split()[:3] == ["20", "CAT", "TCG"]
    assert first.split()[3].startswith("JOINED=20-CA-TC,22-T-G;")
    assert [line.split()[:3] for line in rest] == [
        ["20", "CA", "TC"],
        ["20", "C", "T"],
        ["21", "A", "C"],
        ["22", "T", "G"],
    ]
    said = alone(bases, *rows, people=1)
    copies = {"20-CA-TC": several, "22-T-G": single}
    for name, own in copies.items():  # what another copy has alone stays, all else is read in the whole
        other = next(call for key, call in copies.items() if key != name)
        assert ("JOINED_INTO=20-CAT-TCG" in said[name]) == (own == other or own == "0/1")
    assert list(gathered(with_joined(rows, Joiner(("child",), TRIO[:1], "child", _codons(), bases, frozenset()))))


def test_a_record_of_several_whose_parts_are_called_too_is_not_joined_with_them(bases: Bases) -> None:
    rows = row("20 C T", "0/1"), row("20 CAT TAG", "0/1"), row("22 T G", "0/1")
    found = alone(bases, *rows, people=1)
    assert "CODON_APART" not in "".join(found.values())


def _codons() -> Codons:
    return Codons(lambda: GeneModel([CODING]))


@pytest.mark.parametrize("filters", [("PASS", "LowQual"), ("LowQual", "PASS"), ("LowQual", "LowQual")])
def test_only_what_passed_the_filters_is_joined(bases: Bases, filters: tuple[str, str]) -> None:
    hom = ("1/1", "0/0", "0/0")
    found = joined(bases, row(FIRST, *hom, filters=filters[0]), row(LAST, *hom, filters=filters[1]))
    assert [" ".join(line.split()[:4]) for line in found] == BESIDE


def test_no_filter_at_all_is_as_good_as_passed(bases: Bases) -> None:
    assert len(joined(bases, *(row(one, "1/1", filters=".") for one in (FIRST, LAST)), people=1)) == 3


def test_alleles_of_interest_and_the_mitochondrion_stay_apart(bases: Bases) -> None:
    rows = [row(one, "1/1") for one in (FIRST, LAST)]
    assert [line[:4] for line in joined(bases, *rows, interest=[("chr1", 22, "T", "G")], people=1)] == ["20 C", "22 T"]
    rows = [row(one, "1", contig="chrM") for one in (FIRST, LAST)]
    assert [line[:4] for line in joined(bases, *rows, people=1)] == ["20 C", "22 T"]


def test_three_changes_are_one_and_another_codon_is_none_of_it(bases: Bases) -> None:
    found = joined(bases, *(row(one, "1/1") for one in ("19 G A", "20 C T", "21 A C", "22 T G")), people=1)
    assert [line.split()[:3] for line in found] == [
        ["19", "G", "A"],
        ["20", "CAT", "TCG"],
        ["20", "C", "T"],
        ["21", "A", "C"],
        ["22", "T", "G"],
    ]


def test_the_parts_of_a_record_that_the_caller_joined_are_added_to_be_looked_up(bases: Bases) -> None:
    (whole_, *parts) = joined(bases, row("20 CAT TAG", "0/1"), people=1)
    assert whole_ == "20 CAT TAG JOINED=20-C-T,22-T-G;JOINED_BY=caller 0/1"
    assert parts == ["20 C T JOINED_INTO=20-CAT-TAG 0/1", "22 T G JOINED_INTO=20-CAT-TAG 0/1"]


def test_a_joined_record_that_is_there_already_is_not_written_twice(bases: Bases) -> None:
    rows = [row("20 C T", "1/1"), row("20 CAT TAG", "1/1", filters="LowQual"), row("22 T G", "1/1")]
    found = joined(bases, *rows, people=1)
    assert [line.split()[:3] for line in found] == [["20", "CAT", "TAG"], ["20", "C", "T"], ["22", "T", "G"]]
    assert "JOINED=20-C-T,22-T-G" in found[0]


def test_depth_reads_and_quality_are_the_least_of_the_parts(bases: Bases) -> None:
    form = "GT:PL:AD:DP:GQ"
    rows = [row(FIRST, "1/1:9,0,9:1,20:21:60", form=form), row(LAST, "1/1:9,0,9:0,18:.:50", form=form)]
    codons = Codons(lambda: GeneModel([CODING]))
    line = next(with_joined(rows, Joiner(("child",), TRIO[:1], "child", codons, bases, frozenset())))
    assert line.split()[8:] == ["GT:DP:AD:GQ:PS", "1/1:.:0,18:50:."]


def test_records_that_are_far_or_no_substitutions_pass_as_they_are(bases: Bases) -> None:
    rows = [
        row("5 A <DEL>", "0/1"),
        row("5 A <DEL>", "1/1"),
        row("6 CG C", "1/1"),
        row("7 G T", "1/1"),
        row("40 T C", "."),
    ]
    codons = Codons(lambda: GeneModel([CODING]))
    assert list(with_joined(rows, Joiner(("child",), TRIO[:1], "child", codons, bases, frozenset()))) == rows


def test_the_header_gets_what_it_lacks() -> None:
    given = '##fileformat=VCFv4.2\n##FORMAT=<ID=GT,Number=1,Type=String,Description="x">\n#CHROM\tPOS\n'
    found = declared(given)
    assert found.count("##FORMAT=<ID=GT,") == 1
    assert "##FORMAT=<ID=PS,Number=1,Type=Integer" in found
    assert "##FORMAT=<ID=ALONE,Number=1,Type=Integer" in found
    assert "##INFO=<ID=JOINED_INTO,Number=." in found
    assert found.endswith("#CHROM\tPOS\n")


def test_a_joined_record_meets_its_parts_and_no_line_is_lost() -> None:
    lines = [
        "c\t5\t.\tCAT\tTAG\t.\t.\tA=1;JOINED=5-C-T,7-T-G\tGT\t1\n",
        "c\t5\t.\tC\tT\t.\t.\tJOINED_INTO=5-CAT-TAG\tGT\t1\n",
        "c\t6\t.\tA\tAA\t.\t.\t.\tGT\t1\n",
        "c\t7\t.\tT\tG\t.\t.\tCLINVAR_SIG=Pathogenic;JOINED_INTO=5-CAT-TAG\tGT\t1\n",
        "c\t9\t.\tT\tG\t.\t.\t.\tGT\t1\n",
    ]
    found = list(gathered(lines))
    assert [line for line, _ in found] == lines
    assert [[cells[1] for cells in parts] for _, parts in found] == [["5", "7"], [], [], [], []]
    assert [len(parts) for _, parts in gathered(lines[:2])] == [1, 0]  # the end of the file


@pytest.mark.parametrize(
    ("own", "part", "word"),
    [
        ("", "pathogenic", "pathogenic"),
        ("benign", "likely pathogenic", "likely pathogenic"),
        ("benign", "conflicting classifications of pathogenicity", "conflicting classifications of pathogenicity"),
        ("pathogenic", "conflicting classifications of pathogenicity", "pathogenic"),
    ],
)
def test_clinvar_on_a_part_counts_for_the_triage_of_the_whole(own: str, part: str, word: str) -> None:
    def evidence(words: str) -> Evidence:
        return Evidence(None, words, True, True)

    assert with_parts(evidence(own), [evidence(""), evidence(part)]).clinvar == word
