"""Changes of one codon that an intron parts: read together where it is certain what each copy has, else named."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pysam
import pytest

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.reference.normal_allele import Bases
from tachkhis.variants.codon_join import Joiner
from tachkhis.variants.codon_split import SplitCodons
from tachkhis.variants.codon_split import with_split
from tachkhis.variants.codons import Codons
from tachkhis.variants.joined_parts import gathered
from tachkhis.variants.names import Namer
from tachkhis.variants.names import TranscriptName
from unit.variants.codon_world import DEEP
from unit.variants.codon_world import MODEL
from unit.variants.codon_world import TRIO
from unit.variants.codon_world import written_genome


@pytest.fixture
def genome(tmp_path: Path) -> Path:
    return written_genome(tmp_path / "genome.fa")


def told(genome: Path, *rows: str, interest: frozenset[tuple[str, int, str, str]] = frozenset()) -> list[list[str]]:
    """The cells of each line; ``CONTIG POS REF ALT FILTER INFO GT...`` of child, father and mother come in."""
    lines = []
    for text in rows:
        contig, position, ref, alt, filters, info, *calls = text.split()
        columns = [f"{call}{DEEP}" for call in calls]
        lines.append("\t".join([contig, position, ".", ref, alt, ".", filters, info, "GT:DP:GQ", *columns]) + "\n")
    people = TRIO[: len(rows[0].split()) - 6]
    samples = tuple(person.sample for person in people)
    joiner = Joiner(samples, people, "child", Codons(lambda: MODEL), Bases(genome), interest)
    found = [line.rstrip("\n").split("\t") for line in with_split(lines, SplitCodons(lambda: MODEL), joiner)]
    assert [cells[:5] for cells in found] == [line.split("\t")[:5] for line in lines]  # none lost or moved
    return found


def said(genome: Path, *rows: str, interest: frozenset[tuple[str, int, str, str]] = frozenset()) -> dict[str, str]:
    """INFO by ``POS-REF-ALT``."""
    found = told(genome, *rows, interest=interest)
    return {"-".join((cells[1], cells[3], cells[4])): cells[7] for cells in found}


def test_what_every_copy_has_is_read_together_by_each_of_its_changes(genome: Path) -> None:
    found = said(
        genome,
        "chr1 4 A T PASS . 1/1",
        "chr1 9 C G PASS A=1 0/1",  # within the intron
        "chr1 21 GC AA PASS JOINED=21-G-A,22-C-A;JOINED_BY=caller 1/1",
        "chr1 21 G A PASS JOINED_INTO=21-GC-AA 1/1",
        "chr1 22 C A PASS JOINED_INTO=21-GC-AA 1/1",
        "chr1 30 C A PASS . 1/1",
    )
    assert found == {
        "4-A-T": "JOINED_BY=homozygous;CODON_CIS=21-GC-AA",
        "9-C-G": "A=1",
        "21-GC-AA": "JOINED=21-G-A,22-C-A;JOINED_BY=caller,homozygous;CODON_CIS=4-A-T",
        "21-G-A": "JOINED_INTO=21-GC-AA",
        "22-C-A": "JOINED_INTO=21-GC-AA",
        "30-C-A": ".",
    }


@pytest.mark.parametrize("rows", [("chr1 4 A T", "chr1 21 GC AA"), ("chr2 19 GC TT", "chr2 37 T A")])
def test_phased_in_one_set_it_is_so_on_both_strands(genome: Path, rows: tuple[str, str]) -> None:
    cis = list(said(genome, *(f"{text} PASS . 0|1" for text in rows)).values())
    assert [info.partition(";")[0] for info in cis] == ["JOINED_BY=phase"] * 2
    assert all("CODON_CIS=" in info and "CODON_SPLIT" not in info for info in cis)
    trans = list(said(genome, f"{rows[0]} PASS . 0|1", f"{rows[1]} PASS . 1|0").values())
    assert all(info.startswith("CODON_APART=") and "CODON_" not in info[12:] for info in trans)  # and no stop


@pytest.mark.parametrize("rows", [("chr1 4 A T", "chr1 21 GC AA"), ("chr2 19 GC TT", "chr2 37 T A")])
def test_a_stop_on_copies_that_are_open_is_told_of_each_change(genome: Path, rows: tuple[str, str]) -> None:
    names = ["-".join(text.split()[1:]) for text in rows]
    found = said(genome, *(f"{text} PASS . 0/1" for text in rows))
    assert found == {
        names[0]: f"CODON_SPLIT={names[1]};CODON_SPLIT_STOP",
        names[1]: f"CODON_SPLIT={names[0]};CODON_SPLIT_STOP",
    }


@pytest.mark.parametrize(
    ("filters", "call", "expected"),
    [("PASS", "0/1", "CODON_SPLIT=21-G-T"), ("LowQual", "0|1", "CODON_SPLIT=21-G-T"), ("PASS", "0/0", ".")],
)
def test_what_is_no_stop_is_named_and_what_is_not_carried_is_not(
    genome: Path, filters: str, call: str, expected: str
) -> None:
    found = said(genome, f"chr1 4 A C {filters} . {call}", "chr1 21 G T PASS . 0|1")
    assert found["4-A-C"] == expected


def test_an_allele_of_interest_is_left_to_itself(genome: Path) -> None:
    found = said(
        genome,
        "chr1 4 A C PASS . 1/1",
        "chr1 21 G T PASS . 1/1",
        interest=frozenset({("chr1", 4, "A", "C")}),
    )
    assert found == {"4-A-C": "CODON_SPLIT=21-G-T", "21-G-T": "CODON_SPLIT=4-A-C"}


def test_one_copy_with_both_and_one_with_the_first(genome: Path) -> None:
    first, last = told(genome, "chr1 4 A C PASS . 1/1 0/1 0/1", "chr1 21 G T PASS . 0/1 0/1 0/0")
    assert (first[7], last[7]) == (
        "CODON_APART=21-G-T",
        "JOINED_BY=one_homozygous,transmission;CODON_CIS=4-A-C",  # which so stands on both copies: none apart
    )
    assert first[8] == "GT:DP:GQ:ALONE"
    assert [cell.rpartition(":")[2] for cell in first[9:]] == ["1", "0", "1"]
    assert last[8] == "GT:DP:GQ:TOGETHER"
    assert [cell.rpartition(":")[2] for cell in last[9:]] == ["1", "1", "0"]


def test_a_relative_who_has_one_change_alone_has_no_copy_of_both(genome: Path) -> None:
    first, last = told(genome, "chr1 4 A C PASS . 0/1 0/1 0/0", "chr1 21 G T PASS . 0/1 0/1 0/1")
    assert "CODON_SPLIT" in first[7]  # the mother may have given the second one
    first, last = told(genome, "chr1 4 A C PASS . 0|1 0|1 0/0", "chr1 21 G T PASS . 0|1 0|1 0/1")
    assert "CODON_CIS=4-A-C" in last[7]
    assert [cell.rpartition(":")[2] for cell in last[9:]] == ["1", "1", "0"]


def test_of_two_copies_with_different_seconds_each_second_speaks_for_its_copy(genome: Path) -> None:
    found = said(genome, "chr1 4 A T PASS . 1|1", "chr1 21 G A PASS . 0|1", "chr1 22 C A PASS . 1|0")
    assert found["4-A-T"] == "JOINED_INTO=21-G-A,22-C-A"
    assert "CODON_CIS=4-A-T" in found["21-G-A"]
    assert "CODON_APART=22-C-A" in found["21-G-A"]
    assert "CODON_CIS=4-A-T" in found["22-C-A"]


@pytest.mark.parametrize("third", ["0/1", "./.", "./1"])
def test_of_three_of_which_one_is_open_none_is_read_with_another(genome: Path, third: str) -> None:
    found = said(genome, "chr1 4 A T PASS . 0|1", "chr1 21 G A PASS . 0|1", f"chr1 22 C A PASS . {third}")
    assert "CODON_CIS" not in "".join(found.values())
    assert "CODON_APART" not in "".join(found.values())
    assert "21-G-A" in found["4-A-T"].partition("CODON_SPLIT=")[2]
    assert "4-A-T" in found["21-G-A"].partition("CODON_SPLIT=")[2]


def test_what_is_never_on_one_copy_is_apart_though_a_third_is_open(genome: Path) -> None:
    found = said(genome, "chr1 4 A T PASS . 0|1", "chr1 21 G A PASS . 1|0", "chr1 22 C A PASS . 0/1")
    assert found["4-A-T"] == "CODON_APART=21-G-A;CODON_SPLIT=22-C-A;CODON_SPLIT_STOP"  # TGA with the third
    assert found["21-G-A"] == "CODON_APART=4-A-T"
    assert found["22-C-A"] == "CODON_SPLIT=4-A-T;CODON_SPLIT_STOP"


def test_a_further_change_of_a_relative_makes_another_copy_of_it(genome: Path) -> None:
    rows = "chr1 4 A T PASS . 0|1 0|1 0|1", "chr1 21 G A PASS . 0|0 0|0 0|1", "chr1 22 C A PASS . 0|1 0|1 0|1"
    first, of_mother, last = told(genome, *rows)
    assert first[7] == "JOINED_BY=phase;CODON_CIS=22-C-A"
    assert [cell.rpartition(":")[2] for cell in first[9:]] == ["1", "1", "0"]  # the mother's copy has three changes
    assert of_mother[7] == "."
    assert last[7] == "JOINED_BY=phase;CODON_CIS=4-A-T"


def named(genome: Path, change: str, *together: str) -> TranscriptName:
    contig, position, ref, alt = change.split()
    others = [(int(at), one, other) for at, one, other in (text.split() for text in together)]
    (found,) = Namer(genome, MODEL).name(contig, int(position), ref, alt, others).consequences
    return found


@pytest.mark.parametrize(
    ("changes", "alone", "together"),
    [
        # AGC (Ser): T at the first base TGC Cys, A at the third AGA Arg, both TGA
        ({"plus": ("4 A T", "22 C A"), "minus": ("37 T A", "19 G T")}, ("Cys", "Arg"), "Ter"),
    ],
)
@pytest.mark.parametrize("strand", ["plus", "minus"])
def test_two_that_are_harmless_alone_are_a_stop_together(
    genome: Path, changes: dict[str, tuple[str, str]], alone: tuple[str, str], together: str, strand: str
) -> None:
    contig = {"plus": "chr1", "minus": "chr2"}[strand]
    for own, other, residue in zip(changes[strand], changes[strand][::-1], alone, strict=True):
        by_itself, both = named(genome, f"{contig} {own}"), named(genome, f"{contig} {own}", other)
        assert (by_itself.hgvs_p, by_itself.impact) == (f"p.(Ser2{residue})", "MODERATE")
        assert (both.hgvs_p, both.impact) == (f"p.(Ser2{together})", "HIGH")
        assert both.consequences == ("stop_gained", "splice_region_variant")
        assert both.hgvs_c == by_itself.hgvs_c
        assert (by_itself.note, both.note) == (None, "read_together")


@pytest.fixture
def tyrosine(tmp_path: Path) -> Path:
    """Codon 2 is TAC, its third base beyond the intron: C>A alone is a stop."""
    forward = "ATGTA" + "GTCCCCCCCCCCCCAG" + "CTAA" + "C" * 15
    path = tmp_path / "tyrosine.fa"
    path.write_text(f">chr1\n{forward}\n>chr2\n{forward[::-1].translate(str.maketrans('ACGT', 'TGCA'))}\n")
    pysam.faidx(str(path))
    return path


@pytest.mark.parametrize(
    ("contig", "strand", "exons", "stop", "other"),
    [
        ("chr1", 1, ((0, 5), (21, 25)), "22 C A", "4 T C"),
        ("chr2", -1, ((15, 19), (35, 40)), "19 G T", "37 A G"),
    ],
)
def test_a_stop_that_is_not_there_is_called_none(
    tyrosine: Path, contig: str, strand: int, exons: tuple[tuple[int, int], ...], stop: str, other: str
) -> None:
    transcript = Transcript("T1.1", "G1", "g1", "protein_coding", contig, strand, exons, (exons[0][0], exons[-1][1]))
    namer = Namer(tyrosine, GeneModel([transcript]))
    position, ref, alt = stop.split()
    at, one, two = other.split()
    (alone,) = namer.name(contig, int(position), ref, alt).consequences
    (both,) = namer.name(contig, int(position), ref, alt, [(int(at), one, two)]).consequences
    assert (alone.hgvs_p, alone.impact) == ("p.(Tyr2Ter)", "HIGH")
    assert (both.hgvs_p, both.impact) == ("p.(Tyr2Gln)", "MODERATE")  # TAC to CAA
    assert both.consequences == ("missense_variant", "splice_region_variant")


def test_a_change_of_another_codon_is_not_read_with_it(genome: Path) -> None:
    assert named(genome, "chr1 4 A C", "2 T G", "9 C G", "23 T C") == named(genome, "chr1 4 A C")


def test_each_record_gets_the_cells_of_the_other_whether_before_or_behind_it() -> None:
    text = StringIO(
        "chr1\t4\t.\tA\tT\t.\tPASS\tX=1;CODON_CIS=22-C-A\n"
        "chr1\t9\t.\tC\tG\t.\tPASS\tJUST=1\n"
        "chr1\t22\t.\tC\tA\t.\tPASS\tX=2;CODON_CIS=4-A-T\n"
        "chr1\t30\t.\tC\tA\t.\tPASS\t.\n"
    )
    found = [(line.split("\t")[1], [cells[1] for cells in parts]) for line, parts in gathered(text)]
    assert found == [("4", ["4", "22"]), ("9", []), ("22", ["4", "22"]), ("30", [])]


def test_the_gene_model_is_loaded_only_where_a_carried_substitution_asks(genome: Path) -> None:
    loads: list[GeneModel] = []

    def load() -> GeneModel:
        loads.append(MODEL)
        return MODEL

    def passed(*rows: str) -> int:
        lines = ["\t".join([*text.split(), "GT", call]) + "\n" for text, call in (row.split("|", 1) for row in rows)]
        joiner = Joiner(("child",), TRIO[:1], "child", Codons(load), Bases(genome), frozenset())
        assert list(with_split(lines, SplitCodons(load), joiner)) == lines
        return len(loads)

    assert passed("chr1 4 . A T . PASS .|0/0", "chr1 5 . G GA . PASS .|0/1", "chr1 21 . G T . PASS .|./.") == 0
    assert passed("chr1 4 . A T . PASS .|0/1") == 1
