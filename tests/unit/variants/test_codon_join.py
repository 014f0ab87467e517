"""Changes of one codon and one copy, read together: when, in whom, and what stays of each of them."""

from __future__ import annotations

from collections.abc import Iterable
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


@pytest.fixture
def bases(tmp_path: Path) -> Bases:
    path = tmp_path / "genome.fa"
    path.write_text(f">chr1\n{SEQUENCE}\n>chrM\n{SEQUENCE}\n")
    pysam.faidx(str(path))
    return Bases(path)


def row(text: str, *calls: str, filters: str = "PASS", contig: str = "chr1", form: str = "GT:PS") -> str:
    position, ref, alt = text.split()
    return "\t".join([contig, position, ".", ref, alt, "90", filters, ".", form, *calls]) + "\n"


def joined(bases: Bases, *rows: str, interest: Iterable[tuple[str, int, str, str]] = (), people: int = 3) -> list[str]:
    """Each record that comes out: place, alleles, what INFO says, genotypes."""
    codons = Codons(
        lambda: GeneModel([CODING, Transcript("M", "G", "g", "protein_coding", "chrM", 1, ((1, 49),), (1, 49))])
    )
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
        ("1 0 0/1", "1 0 0/1", whole("homozygous,transmission", "1", "0", "0/1")),  # on the X of a boy
        ("0|1:7 0/0 0|1:9", "0|1:7 0/0 0|1:9", whole("phase_set", "0|1", "0/0", "0|1")),
        ("0|1 0|0 0|1", "0|1 0|0 0|1", whole("phase", "0|1", "0|0", "0|1")),  # VCF 4: no PS, one set per contig
        ("1/1 ./. 0/0", "1/1 0/0 ./1", whole("homozygous", "1/1", "./.", "./.")),  # unknown, never the reference
        ("1/1 0/0 ./.", "1/1 ./. ./.", whole("homozygous", "1/1", "./.", "./.")),
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


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("0/1 0/0 0/0", "0/1 0/0 0/0", True),  # on which copies is open
        ("0|1:7 0/0 0/0", "0|1:9 0/0 0/0", True),  # two phase sets
        ("0|1 0/0 0/0", "0|1:9 0/0 0/0", True),
        ("0|1:7 0/0 0/0", "1|0:7 0/0 0/0", False),  # in trans: each is what it says
        ("1/1 0/1 0/1", "0/1 0/1 0/0", True),  # one copy has both, the other one of them
        ("1/1 0/1 0/1", "1/1 0/0 0/1", True),  # the father has one alone
        ("1/1 0/1 0/1", "./1 0/1 0/1", True),  # half-called
        ("0|1:7 0/1 0/0", "0|1:7 0/1 0/0", True),  # of a heterozygous child, the father's copies are open
        ("1/1 0/1 0/1", "0/0 0/1 0/1", False),  # the child has one of them
    ],
)
def test_else_they_stay_two_and_each_names_the_other(bases: Bases, first: str, last: str, told: bool) -> None:
    found = joined(bases, row(FIRST, *first.split()), row(LAST, *last.split()))
    expected = BESIDE if told else ["20 C T .", "22 T G ."]
    assert [" ".join(line.split()[:4]) for line in found] == expected


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
    assert "##INFO=<ID=JOINED_INTO,Number=1" in found
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
        return Evidence(None, words, True, True, 0.0, 0)

    assert with_parts(evidence(own), [evidence(""), evidence(part)]).clinvar == word
