"""Changes of length close together on one copy, read as one allele; the proteins are written out by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pysam
import pytest

from tachkhis.case.model import Affected
from tachkhis.case.model import Person
from tachkhis.case.model import Sex
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.reference.normal_allele import Bases
from tachkhis.reference.normal_allele import normalised
from tachkhis.variants.codon_frame import Touched
from tachkhis.variants.codon_frame import is_unit
from tachkhis.variants.codon_frame import with_frames
from tachkhis.variants.codon_join import Joiner
from tachkhis.variants.codon_join import with_joined
from tachkhis.variants.codons import Codons
from tachkhis.variants.names import Namer

from .names_world import mirror

#         M  A  Q  T  Y  G  L  K  S  D  P         V  H  Ter
EXONS = "ATGGCTCAGACCTACGGACTGAAGTCCGATCC", "AGTTCACTAA"  # c.1 to c.32, c.33 to c.42
BEFORE, INTRON, AFTER = "ACTTGACTTCATTGACTTCA", "GTAAGTCATTGACATCTTTCAG", "CATTGACTTC" * 3
FORWARD = BEFORE + EXONS[0] + INTRON + EXONS[1] + AFTER
START = len(BEFORE)
SECOND = START + len(EXONS[0]) + len(INTRON)
END = SECOND + len(EXONS[1])
LENGTH = len(FORWARD)
MODEL = GeneModel(
    [
        Transcript(
            "T1.1", "G1", "g1", "protein_coding", "plus", 1, ((START, SECOND - 22), (SECOND, END)), (START, END)
        ),
        Transcript(
            "T2.1",
            "G2",
            "g2",
            "protein_coding",
            "minus",
            -1,
            ((LENGTH - END, LENGTH - SECOND), (LENGTH - SECOND + 22, LENGTH - START)),
            (LENGTH - END, LENGTH - START),
        ),
    ]
)
TRIO = (
    Person("child", "father", "mother", Sex.FEMALE, Affected.YES),
    Person("father", None, None, Sex.MALE, Affected.NO),
    Person("mother", None, None, Sex.FEMALE, Affected.NO),
)
Edit = tuple[int, int, str]
INSERTED: Edit = (7, 7, "T")  # behind c.7
DELETED: Edit = (15, 16, "")  # c.16, a G of two
CHANGED: Edit = (11, 12, "G")  # c.12, the last base of Thr
TOGETHER = "p.(Gln3_Gly6delinsLeuAspLeuArg)"  # CTA GAC CTA CGA for CAG ACC TAC GGA
HOMOZYGOUS = "1/1:30 0/1:30 0/1:30"


@pytest.fixture
def fasta(tmp_path: Path) -> Path:
    path = tmp_path / "genome.fa"
    path.write_text(f">plus\n{FORWARD}\n>minus\n{mirror(FORWARD)}\n")
    pysam.faidx(str(path))
    return path


@pytest.fixture(params=["plus", "minus"])
def read(fasta: Path, request: pytest.FixtureRequest) -> Callable[..., list[tuple[str, str, str]]]:
    """Each record that comes out, the same on both strands: what INFO says, its p. name where it is joined, GT."""
    bases, namer, contig = Bases(fasta), Namer(fasta, MODEL), request.param

    def line(edit: Edit, calls: str, filters: str) -> str:
        start, end, new = edit
        base = start - 1 + (START if start < 32 else SECOND - 32) + 1
        low, high = base, base + end - start
        if contig == "minus":
            low, high, new = LENGTH - high, LENGTH - low, mirror(new)
        ref = bases.fetch(contig, low - 1, high)
        allele = normalised(bases, contig, low, ref, ref[0] + new)
        cells = [contig, str(allele.position), ".", allele.ref, allele.alt, "90", filters, ".", "GT:DP:PS"]
        return "\t".join([*cells, *calls.split()]) + "\n"

    def run(
        *changes: tuple[Edit, str], filters: str = "PASS", interest: Edit | None = None
    ) -> list[tuple[str, str, str]]:
        lines = sorted((line(edit, calls, filters) for edit, calls in changes), key=lambda one: int(one.split("\t")[1]))
        asked = line(interest, "", "").split("\t") if interest is not None else None
        sites = frozenset() if asked is None else frozenset({(contig, int(asked[1]), asked[3], asked[4])})
        joiner = Joiner(("child", "father", "mother"), TRIO, "child", Codons(lambda: MODEL), bases, sites)
        found = []
        for out in with_frames(with_joined(lines, joiner), joiner):
            cells = out.rstrip("\n").split("\t")
            told = ",".join(sorted(item.partition("=")[0] for item in cells[7].split(";")))
            name = ""
            if "JOINED=" in cells[7]:
                named = namer.name(contig, int(cells[1]), cells[3], cells[4])
                name = str(named.consequences[0].hgvs_p).rpartition(":")[2]
                told = next(item for item in cells[7].split(";") if item.startswith("JOINED_BY"))
            found.append((told, name, " ".join(cell.split(":")[0] for cell in cells[9:])))
        return found

    return run


Read = Callable[..., list[tuple[str, str, str]]]
PART = "JOINED_INTO"


@pytest.mark.parametrize(
    ("calls", "how", "genotypes"),
    [
        (HOMOZYGOUS, "homozygous,transmission", "1/1 0/1 0/1"),
        ("0|1:30:9 0/0:30:. 0/0:30:.", "phase_set", "0|1 0/0 0/0"),  # de novo, phased by its reads
        ("0/1:30 0/1:30 0/0:30", "inherited,transmission", "0/1 0/1 0/0"),
    ],
)
def test_two_frame_shifts_of_one_copy_that_cancel_out_are_one_change_of_a_few_residues(
    read: Read, calls: str, how: str, genotypes: str
) -> None:
    found = read((INSERTED, calls), (DELETED, calls))
    assert sorted(found, key=lambda one: one[0] == PART)[0] == (f"JOINED_BY={how}", TOGETHER, genotypes)
    assert [one[0] for one in found].count(PART) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("0|1:30:9 0/0:30:. 0/0:30:.", "1|0:30:9 0/0:30:. 0/0:30:."),  # by their phase
        ("0/1:30 0/1:30 0/0:30", "0/1:30 0/0:30 0/1:30"),  # one of each parent
        ("0/1:30 0/0:30 0/0:30", "0/1:30 0/0:30 0/0:30"),  # both new: nobody knows
        ("0/1:30 0/1:30 0/1:30", "0/1:30 0/1:30 0/1:30"),
    ],
)
def test_in_trans_or_of_unknown_phase_each_stays_what_it_is(read: Read, first: str, second: str) -> None:
    assert [one[0] for one in read((INSERTED, first), (DELETED, second))] == [".", "."]


def test_where_the_other_copy_has_one_alone_that_one_counts_for_its_copy(read: Read) -> None:
    found = read((INSERTED, "1/1:30 0/1:30 0/1:30"), (DELETED, "0/1:30 0/1:30 0/0:30"))
    told = {one[0]: one[1:] for one in found}
    assert told["JOINED_BY=one_homozygous,transmission"] == (TOGETHER, "0/1 0/1 0/0")
    assert told["CODON_APART"] == ("", "1/1 0/1 0/1")  # the frame shift of the mother's copy, with ALONE


def test_a_substitution_between_them_is_read_in_their_frame(read: Read) -> None:
    # CTA GAC GTA CGA: the changed C is the first base of a codon now, and silent no more
    found = read((INSERTED, HOMOZYGOUS), (CHANGED, HOMOZYGOUS), (DELETED, HOMOZYGOUS))
    assert [one[1] for one in found if one[1]] == ["p.(Gln3_Gly6delinsLeuAspValArg)"]
    assert [one[0] for one in found].count(PART) == 3


def test_a_substitution_between_them_on_a_copy_that_is_open_leaves_them_apart(read: Read) -> None:
    found = read((INSERTED, HOMOZYGOUS), (CHANGED, "0/1:30 0/1:30 0/1:30"), (DELETED, HOMOZYGOUS))
    # homozygous shifts, the substitution on one of the copies: of one copy the three, of the other the two
    names = {one[1] for one in found if one[1]}
    assert names == {"p.(Gln3_Gly6delinsLeuAspValArg)", TOGETHER}
    unphased = "0/1:30 0/1:30 0/1:30"
    found = read((INSERTED, "0|1:30:9 0/0:30:. 0/0:30:."), (CHANGED, unphased), (DELETED, "0|1:30:9 0/0:30:. 0/0:30:."))
    assert [one[0] for one in found] == [".", ".", "."]


def test_three_insertions_that_add_a_codon(read: Read) -> None:
    # ATG GCT CTA GTA CCA TAC: T behind c.7, T behind c.9, A behind c.12
    found = read((INSERTED, HOMOZYGOUS), ((9, 9, "T"), HOMOZYGOUS), ((12, 12, "A"), HOMOZYGOUS))
    assert [one[1] for one in found if one[1]] == ["p.(Gln3_Thr4delinsLeuValPro)"]


def test_of_three_shifts_the_two_that_cancel_out_are_read_together_and_the_last_stays(read: Read) -> None:
    found = read((INSERTED, HOMOZYGOUS), (DELETED, HOMOZYGOUS), ((24, 24, "G"), HOMOZYGOUS))
    assert sorted(one[0] for one in found) == [".", "JOINED_BY=homozygous,transmission", PART, PART]


def test_a_deletion_and_a_substitution_of_one_codon_are_one_change(read: Read) -> None:
    # c.7_9del takes Gln; C>G at c.4 is another codon, A>T at c.10 too
    apart = read(((6, 9, ""), HOMOZYGOUS), ((9, 10, "T"), HOMOZYGOUS))
    assert [one[0] for one in apart] == [".", "."]
    # c.8_10del leaves C + CC = CCC; c.12 C>G makes it CCG, proline still: one codon
    touching = read(((7, 10, ""), HOMOZYGOUS), (CHANGED, HOMOZYGOUS))
    assert [one[1] for one in touching if one[1]] == ["p.(Gln3_Thr4delinsPro)"]


def test_beyond_an_intron_or_filtered_or_asked_for_nothing_is_joined(read: Read) -> None:
    for found in (
        read(((29, 30, ""), HOMOZYGOUS), ((36, 36, "A"), HOMOZYGOUS)),  # c.30 and c.36, an intron between
        read((INSERTED, HOMOZYGOUS), (DELETED, HOMOZYGOUS), filters="LowQual"),
        read((INSERTED, HOMOZYGOUS), (DELETED, HOMOZYGOUS), interest=DELETED),
        read((INSERTED, HOMOZYGOUS), (DELETED, HOMOZYGOUS.replace("1/1", "./1"))),
    ):
        assert [one[0] for one in found] == [".", "."]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([Touched(4, 4, 1), Touched(9, 9, -1)], True),
        ([Touched(4, 4, 1), Touched(9, 9, 1)], False),  # a shift of two bases in all
        ([Touched(4, 4, 1), Touched(4, 4, 1)], True),  # one codon
        ([Touched(4, 4, 3), Touched(9, 9, 3)], False),  # each for itself
        ([Touched(5, 4, 3), Touched(5, 5, 0)], False),  # a codon between two, and the change of the one behind it
        ([Touched(4, 4, 0), Touched(4, 4, 0)], False),  # substitutions are read by codons
        ([Touched(2, 2, 0), Touched(4, 4, 1), Touched(9, 9, -1)], False),  # the first is read as ever
        ([Touched(4, 4, 1), Touched(6, 6, 0), Touched(9, 9, -1)], True),
    ],
)
def test_what_has_an_effect_only_together(changes: list[Touched], expected: bool) -> None:
    assert is_unit(changes) is expected
