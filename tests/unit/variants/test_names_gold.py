"""Gold table: names worked out by hand on one small gene, on both strands (the cases of the notes on issue 2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tachkhis.variants.locate import locate
from tachkhis.variants.names import Namer
from tachkhis.variants.names import TranscriptName

from .names_world import FORWARD
from .names_world import REVERSE
from .names_world import Design
from .names_world import World
from .names_world import mirror
from .names_world import write_world

FLANK = "TCATACTGCA"
UTR5 = "GGCATTCGAC"
#         M1  T2  E3  K4  K5  Y6  L7  Q8  Q9  Q10 Q11 L12 L13
EXON1 = "ATGACCGAGAAAAAATACCTGCAGCAGCAGCAGCTCCTG"
INTRON1 = "GTAAGTCCATTGACTTTTTTTTCTAG"
#         A14 V15 D16 G17 H18 R19 E20
EXON2 = "GCAGTTGATGGCCATCGTGAA"
INTRON2 = "GTGAGTACCTCACTGATTCTTGCAG"
#         S21 W22 T23 F24 P25 G26 *
EXON3 = "AGCTGGACTTTCCCAGGTTAA"
UTR3 = "GCTCGTTGACTAGCATGCAATGACC"

BASES = FLANK + UTR5 + EXON1 + INTRON1 + EXON2 + INTRON2 + EXON3 + UTR3 + FLANK
START = len(FLANK)
ATG = START + len(UTR5)
END1 = ATG + len(EXON1)
START2 = END1 + len(INTRON1)
END2 = START2 + len(EXON2)
START3 = END2 + len(INTRON2)
STOP_END = START3 + len(EXON3)
END = STOP_END + len(UTR3)
GENE = Design("G", ((START, END1), (START2, END2), (START3, END)), (ATG, STOP_END))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return write_world(tmp_path_factory.mktemp("gold"), BASES, [GENE])


@pytest.fixture(scope="module")
def namer(world: World) -> Namer:
    return Namer(world.fasta, world.model)


def place(c: str) -> int:
    """0-based genomic position of a c. position of the gold gene (intronic offsets allowed)."""
    base, sign, offset = c.partition("+") if "+" in c else c[1:].partition("-") if "-" in c[1:] else (c, "", "")
    if "-" in c[1:] and sign == "-":
        base = c[0] + base
    shift = int(offset) * (1 if sign == "+" else -1) if offset else 0
    if base.startswith("*"):
        return STOP_END + int(base[1:]) - 1 + shift
    number = int(base)
    if number < 0:
        return ATG + number + shift
    if number <= len(EXON1):
        return ATG + number - 1 + shift
    number -= len(EXON1)
    if number <= len(EXON2):
        return START2 + number - 1 + shift
    return START3 + number - len(EXON2) - 1 + shift


def both(world: World, namer: Namer, first: str, last: str, alt: str) -> TranscriptName:
    """Name bases ``first`` to ``last`` (c. positions) replaced by ``alt``; both strands must say the same."""
    low, high = place(first), place(last) + 1
    return either(world, namer, low, BASES[low:high], alt)


def inserted(world: World, namer: Namer, before: str, alt: str) -> TranscriptName:
    """Name ``alt`` put in before a c. position."""
    return either(world, namer, place(before), "", alt)


def either(world: World, namer: Namer, low: int, ref: str, alt: str, bases: str = BASES) -> TranscriptName:
    forward = namer.name(FORWARD, low, bases[low - 1] + ref, bases[low - 1] + alt).consequences[0]
    at, there, new = world.mirrored(low, ref, alt)
    other = mirror(bases)
    reverse = namer.name(REVERSE, at, other[at - 1] + there, other[at - 1] + new).consequences[0]
    for field in ("consequences", "hgvs_p", "exon", "intron", "nmd", "note", "worst_at", "worst_exon", "worst_intron"):
        assert getattr(forward, field) == getattr(reverse, field)
    assert (forward.hgvs_c or ":").split(":")[1] == (reverse.hgvs_c or ":").split(":")[1]
    return forward


# first, last, new bases, c. name, p. name, first consequence, decay predicted
REPLACED = [
    ("4", "4", "G", "c.4A>G", "p.(Thr2Ala)", "missense_variant", None),
    ("6", "6", "T", "c.6C>T", "p.(Thr2=)", "synonymous_variant", None),
    ("18", "18", "A", "c.18C>A", "p.(Tyr6Ter)", "stop_gained", True),
    ("66", "66", "A", "c.66G>A", "p.(Trp22Ter)", "stop_gained", False),  # last exon
    # deletions inside repeats go to the 3' end
    ("10", "10", "", "c.15del", "p.(Lys5AsnfsTer27)", "frameshift_variant", False),
    ("22", "24", "", "c.32_34del", "p.(Gln11del)", "inframe_deletion", None),
    ("10", "12", "", "c.13_15del", "p.(Lys5del)", "inframe_deletion", None),  # AAA within A6: del, not A[3]
    ("40-12", "40-12", "", "c.40-5del", None, "splice_region_variant", None),  # T8 of the intron, also in reverse
    # the start codon
    ("1", "1", "G", "c.1A>G", "p.(Met1?)", "start_lost", None),
    ("2", "2", "C", "c.2T>C", "p.(Met1?)", "start_lost", None),
    ("-2", "2", "", "c.-2_2del", "p.(Met1?)", "start_lost", None),
    ("-3", "1", "", "c.-3_1del", "p.(Met1?)", "start_lost", None),
    ("-1", "1", "", "c.-1_1del", "p.(Met1=)", "start_retained_variant", None),  # GACATG becomes GATG
    # the stop codon
    ("81", "81", "G", "c.81A>G", "p.(Ter27=)", "stop_retained_variant", None),
    ("80", "80", "", "c.81del", "p.(Ter27=)", "stop_retained_variant", None),  # TAA and G: TAG
    ("80", "80", "G", "c.80A>G", "p.(Ter27=)", "stop_retained_variant", None),
    ("79", "79", "C", "c.79T>C", "p.(Ter27GlnextTer3)", "stop_lost", None),
    ("78", "78", "", "c.79del", "p.(Ter27LysextTer4)", "frameshift_variant", False),
    ("76", "81", "", "c.77_*1del", "p.(Gly26AlafsTer3)", "stop_lost", None),
    ("73", "*3", "", "c.74_*4del", "p.(Pro25ArgfsTer2)", "stop_gained", False),  # a stop of the 3' UTR, and sooner
    (
        "76",
        "*3",
        "",
        "c.76_*3del",
        "p.(Gly26Arg)",
        "inframe_deletion",
        None,
    ),  # a stop of the 3' UTR in the old one's place
    ("76", "*6", "", "c.76_*6del", "p.(Gly26Ter)", "stop_gained", False),
    ("75", "80", "TTAAGT", "c.75_80delinsTTAAGT", "p.(Gly26Ter)", "stop_gained", False),  # GGT TAA becomes TAA GTA
    ("77", "*1", "ATTAAC", "c.77_*1delinsATTAAC", "p.(Gly26Asp)", "missense_variant", None),  # TAA stays in its place
    # several bases at once
    ("52", "57", "ACGATG", "c.52_57inv", "p.(His18_Arg19delinsThrMet)", "missense_variant", None),
    ("7", "8", "CC", "c.7_8delinsCC", "p.(Glu3Pro)", "missense_variant", None),
    ("9", "10", "TC", "c.9_10inv", "p.(Glu3_Lys4delinsAspGln)", "missense_variant", None),
    ("9", "10", "CC", "c.9_10delinsCC", "p.(Glu3_Lys4delinsAspGln)", "missense_variant", None),
    ("44", "49", "AAA", "c.44_49delinsAAA", "p.(Val15_Gly17delinsGluSer)", "protein_altering_variant", None),
    # nothing is told behind a new stop
    ("43", "48", "CCATGA", "c.43_48delinsCCATGA", "p.(Val15_Asp16delinsProTer)", "stop_gained", False),
    ("43", "51", "CCATGACCA", "c.43_51delinsCCATGACCA", "p.(Val15_Gly17delinsProTer)", "stop_gained", False),
    # splice sites and what crosses an edge
    ("39+1", "39+1", "A", "c.39+1G>A", "p.?", "splice_donor_variant", None),
    ("40-2", "40-2", "T", "c.40-2A>T", "p.?", "splice_acceptor_variant", None),
    ("39+3", "39+3", "G", "c.39+3A>G", None, "splice_region_variant", None),
    ("39+5", "39+5", "A", "c.39+5G>A", None, "splice_donor_5th_base_variant", None),
    ("40-8", "40-8", "A", "c.40-8T>A", None, "splice_region_variant", None),
    ("60+13", "60+13", "A", "c.60+13C>A", None, "intron_variant", None),  # the middle one of 25
    ("40-9", "40-9", "A", "c.40-9T>A", None, "intron_variant", None),
    ("37", "37", "T", "c.37C>T", "p.(Leu13=)", "splice_region_variant", None),
    ("36", "36", "T", "c.36C>T", "p.(Leu12=)", "synonymous_variant", None),
    ("59", "60+2", "", "c.59_60+2del", "p.?", "splice_donor_variant", None),
    ("40-3", "60+4", "", "c.40-3_60+4del", "p.?", "splice_acceptor_variant", None),
    ("-4", "*3", "", "c.-2_*5del", "p.0?", "splice_acceptor_variant", None),
    # a base of the exon's edge that the intron repeats
    ("39", "39", "", "c.39+1del", "p.?", "splice_donor_variant", None),
    ("40", "40", "", "c.40del", "p.(Ala14GlnfsTer18)", "splice_acceptor_variant", False),
    # outside the coding sequence
    ("-5", "-5", "A", "c.-5T>A", None, "5_prime_UTR_variant", None),
    ("*4", "*4", "A", "c.*4C>A", None, "3_prime_UTR_variant", None),
]

INSERTED = [
    # before, new bases, c. name, p. name, first consequence, decay predicted
    ("13", "A", "c.15dup", "p.(Tyr6IlefsTer11)", "frameshift_variant", False),
    ("13", "AA", "c.14_15dup", "p.(Tyr6AsnfsTer27)", "frameshift_variant", False),
    ("22", "CAGCAG", "c.29_34dup", "p.(Gln10_Gln11dup)", "inframe_insertion", None),
    ("22", "CAG", "c.32_34dup", "p.(Gln11dup)", "inframe_insertion", None),
    ("7", "CAGCAG", "c.6_7insCAGCAG", "p.(Thr2_Glu3insGlnGln)", "inframe_insertion", None),
    ("4", "G", "c.3dup", "p.(Thr2AspfsTer15)", "frameshift_variant", False),
    ("1", "TT", "c.-1_1insTT", "p.?", "5_prime_UTR_variant", None),
    ("18", "A", "c.17dup", "p.(Tyr6Ter)", "stop_gained", True),
    ("79", "CCC", "c.78_79insCCC", "p.(Ter27ProextTer1)", "inframe_insertion", None),  # no base of the stop is changed
    ("79", "GGG", "c.78_79insGGG", "p.(Gly26dup)", "inframe_insertion", None),
    ("79", "ACCTAACGC", "c.78_79insACCTAACGC", "p.(Ter27ThrextTer1)", "inframe_insertion", None),
    ("81", "CTG", "c.80_81insCTG", "p.(Ter27TyrextTer1)", "stop_lost", None),  # TAC TGA
    ("80", "ACT", "c.80_81insCTA", "p.(Ter27TyrextTer1)", "stop_lost", None),  # TAC TAA
    ("81", "GCC", "c.80_81insGCC", "p.(Ter27=)", "stop_retained_variant", None),  # TAG CCA
    ("76", "ACTTAA", "c.75_76insACTTAA", "p.(Gly26Thr)", "inframe_insertion", None),  # as long as before
    ("76", "GGTTAA", "c.77_*1dup", "p.(Ter27=)", "stop_retained_variant", None),  # the copy begins with the old stop
    ("12", "GAAGTA", "c.11_12insGAAGTA", "p.(Tyr6Ter)", "stop_gained", True),  # Lys4, a new Lys5, then the stop
    ("81", "A", "c.81dup", "p.(Ter27=)", "stop_retained_variant", None),
    ("16", "TAGGCC", "c.17_18insGGCCTA", "p.(Tyr6Ter)", "stop_gained", True),
    ("16", "GCCTAG", "c.15_16insGCCTAG", "p.(Lys5_Tyr6insAlaTer)", "stop_gained", True),
    # a copy of the exon's last base is still in the exon; other bases at the edge are not predicted
    ("60", "A", "c.60dup", "p.(Ser21LysfsTer15)", "frameshift_variant", False),
    ("60+1", "C", "c.60_60+1insC", "p.?", "frameshift_variant", False),
    ("40", "G", "c.40dup", "p.(Ala14GlyfsTer3)", "splice_acceptor_variant", False),  # AG|G: the first exon base
    ("39+2", "G", "c.39+1dup", "p.?", "splice_donor_variant", None),
]


@pytest.mark.parametrize(("first", "last", "alt", "c", "p", "term", "nmd"), REPLACED)
def test_replaced_bases(
    world: World, namer: Namer, first: str, last: str, alt: str, c: str, p: str | None, term: str, nmd: bool | None
) -> None:
    name = both(world, namer, first, last, alt)
    assert (name.hgvs_c, name.hgvs_p, name.consequences[0], name.nmd) == (f"G_F.1:{c}", p, term, nmd)


@pytest.mark.parametrize(("before", "alt", "c", "p", "term", "nmd"), INSERTED)
def test_inserted_bases(
    world: World, namer: Namer, before: str, alt: str, c: str, p: str | None, term: str, nmd: bool | None
) -> None:
    name = inserted(world, namer, before, alt)
    assert (name.hgvs_c, name.hgvs_p, name.consequences[0], name.nmd) == (f"G_F.1:{c}", p, term, nmd)


def test_several_terms_stand_in_order_of_severity(world: World, namer: Namer) -> None:
    assert both(world, namer, "-2", "2", "").consequences == ("start_lost", "5_prime_UTR_variant")
    assert both(world, namer, "39+5", "39+5", "A").consequences == (
        "splice_donor_5th_base_variant",
        "splice_region_variant",
        "intron_variant",
    )
    assert both(world, namer, "37", "37", "G").consequences == ("missense_variant", "splice_region_variant")
    assert set(both(world, namer, "59", "60+2", "").consequences) == {
        "splice_donor_variant",
        "coding_sequence_variant",
    }


def test_a_start_codon_that_is_rebuilt_is_retained(tmp_path: Path) -> None:
    """GAGATG: taking GA away at any place leaves an ATG, though one of the places lies on its A."""
    head, body = "CCTTCCTTGGAG", "ATGACCGAGGTTCCATAA"
    bases = FLANK + head + body + UTR3 + FLANK
    low = len(FLANK) + len(head)
    design = Design("R", ((len(FLANK), len(bases) - len(FLANK)),), (low, low + len(body)))
    world = write_world(tmp_path, bases, [design])
    names = Namer(world.fasta, world.model).name(FORWARD, low - 3, "GGA", "G")
    name = names.consequences[0]
    assert name.hgvs_c == "R_F.1:c.-1_1del"
    assert "start_retained_variant" in name.consequences
    assert "start_lost" not in name.consequences
    assert name.hgvs_p == "p.(Met1=)"


def test_other_placements_are_told(world: World, namer: Namer) -> None:
    name = both(world, namer, "39", "39", "")
    assert name.consequences[0] == "splice_donor_variant"
    assert name.note is not None
    assert "other_placements:frameshift_variant&splice_region_variant" in name.note


def test_a_name_on_the_exon_with_its_worst_place_in_the_intron(world: World, namer: Namer) -> None:
    """ag|GCA: a G less is c.40del by the 3' rule, whose protein is told; at c.40-1 it would be the splice site."""
    name = both(world, namer, "40", "40", "")
    assert (name.hgvs_c or "").endswith(":c.40del")
    assert (name.exon, name.intron) == ("2/3", None)
    assert (name.hgvs_p or "").startswith("p.(Ala14GlnfsTer")
    assert name.consequences[0] == "splice_acceptor_variant"
    assert (name.worst_at, name.worst_exon, name.worst_intron) == ("c.40-1del", None, "1/2")


def test_the_intron_is_numbered_where_an_insertion_copies_its_last_bases(world: World, namer: Namer) -> None:
    """A second AG between intron and exon: the name counts intronic bases, and which AG is used cannot be told."""
    name = inserted(world, namer, "40", "AG")
    assert (name.hgvs_c or "").endswith(":c.40-2_40-1dup")
    assert (name.exon, name.intron, name.hgvs_p) == (None, "1/2", "p.?")


def test_a_copy_of_the_stop_codon_behind_it_changes_no_residue(world: World, namer: Namer) -> None:
    name = inserted(world, namer, "*4", "TAAGCT")
    assert ((name.hgvs_c or "").partition(":")[2], name.hgvs_p) == ("c.79_*3dup", "p.(Ter27=)")


def test_bases_in_the_stop_codon_with_a_later_stop_lose_it(world: World, namer: Namer) -> None:
    """T(TAAATTAAATTAAAT)AA reads Leu Asn Ter: the new stop is one of the new bases, and yet behind the old one."""
    name = inserted(world, namer, "80", "TAAATTAAATTAAAT")
    assert (name.consequences[0], name.hgvs_p) == ("stop_lost", "p.(Ter27LeuextTer2)")


def test_an_indel_is_named_at_the_last_place_within_the_transcript(tmp_path: Path) -> None:
    """A transcript that ends within a run of A: its own last A, not one behind it."""
    bases = FLANK + "GG" + "ATGACCGAGGTTCCATAA" + "CCAAA" + "AACG" + FLANK
    end = len(FLANK) + 25
    world = write_world(tmp_path, bases, [Design("E", ((len(FLANK), end),), (len(FLANK) + 2, len(FLANK) + 20))])
    namer = Namer(world.fasta, world.model)
    gone = either(world, namer, end - 3, "A", "", bases)
    copied = either(world, namer, end - 3, "", "A", bases)
    assert (gone.hgvs_c or "").endswith(":c.*5del")
    assert (copied.hgvs_c or "").endswith(":c.*5dup")
    assert "reaches_outside_transcript" not in f"{gone.note} {copied.note}"
    # what is copied lies partly before the transcript: to it, these are new bases
    first = either(world, namer, len(FLANK) + 2, "", "CAGG", bases)
    assert (first.hgvs_c or "").endswith(":c.-1_1insCAGG")


def test_an_insertion_between_exon_and_intron_counts_both(world: World, namer: Namer) -> None:
    name = inserted(world, namer, "60+1", "C")
    assert (name.hgvs_c or "").endswith(":c.60_60+1insC")
    assert (name.exon, name.intron, name.hgvs_p) == ("2/3", "2/2", "p.?")


def test_a_copied_donor_may_shift_the_frame(world: World, namer: Namer) -> None:
    """GT|GT: in the intron by its name, but the bases could as well be the exon's: the protein cannot be told."""
    name = inserted(world, namer, "39+3", "GT")
    assert (name.hgvs_c or "").endswith(":c.39+1_39+2dup")
    assert (name.exon, name.intron, name.hgvs_p) == (None, "1/2", "p.?")
    assert (name.consequences[0], name.worst_at) == ("splice_donor_variant", "c.39+1_39+2insTG")
    assert (name.worst_exon, name.worst_intron) == (None, "1/2")


def test_where_all_places_say_the_same_no_other_is_named(world: World, namer: Namer) -> None:
    name = both(world, namer, "10", "10", "")
    assert ((name.hgvs_c or "").partition(":")[2], name.worst_at) == ("c.15del", None)


def test_exon_and_intron_numbers_count_along_the_transcript(world: World, namer: Namer) -> None:
    assert both(world, namer, "4", "4", "G").exon == "1/3"
    assert both(world, namer, "61", "61", "T").exon == "3/3"
    assert both(world, namer, "60+3", "60+3", "C").intron == "2/2"
    assert both(world, namer, "39", "40", "").exon == "1-2/3"


def test_an_insertion_exactly_at_the_edge_says_so(world: World, namer: Namer) -> None:
    assert inserted(world, namer, "60+1", "C").note == "at_exon_edge"


def test_no_stop_before_the_end_is_said(tmp_path: Path) -> None:
    body = "ATGACCGAGGTTCCATAA"
    bases = FLANK + UTR5 + body + "CCCCCC" + FLANK
    low = len(FLANK) + len(UTR5)
    world = write_world(tmp_path, bases, [Design("E", ((len(FLANK), low + len(body) + 6),), (low, low + len(body)))])
    name = (
        Namer(world.fasta, world.model).name(FORWARD, low + 3, bases[low + 2 : low + 4], bases[low + 2]).consequences[0]
    )
    assert name.hgvs_p == "p.(Thr2ProfsTer?)"  # ATG CCG AGG TTC CAT AAC CCC CC
    assert name.note == "no_stop_follows"
    assert name.nmd is None


def test_an_inversion_that_makes_a_stop(tmp_path: Path) -> None:
    """ACC TTA turned round is TAA GGT."""
    body = "ATGACCTTACATTAA"
    bases = FLANK + UTR5 + body + UTR3 + FLANK
    low = len(FLANK) + len(UTR5)
    design = Design("V", ((len(FLANK), len(bases) - len(FLANK)),), (low, low + len(body)))
    world = write_world(tmp_path, bases, [design])
    name = either(world, Namer(world.fasta, world.model), low + 3, "ACCTTA", "TAAGGT", bases)
    assert (name.hgvs_c, name.hgvs_p, name.consequences[0]) == ("V_F.1:c.4_9inv", "p.(Thr2Ter)", "stop_gained")


def test_the_last_residue_goes_and_the_stop_stays(tmp_path: Path) -> None:
    """TAT TAA without its TTA is TAA, as it is without the whole codon TAT."""
    body = "ATGACCGAGGTTTATTAA"
    bases = FLANK + UTR5 + body + UTR3 + FLANK
    low = len(FLANK) + len(UTR5)
    design = Design("L", ((len(FLANK), len(bases) - len(FLANK)),), (low, low + len(body)))
    world = write_world(tmp_path, bases, [design])
    name = either(world, Namer(world.fasta, world.model), low + 14, "TTA", "", bases)
    assert (name.hgvs_c, name.hgvs_p) == ("L_F.1:c.15_17del", "p.(Tyr5del)")
    assert name.consequences[0] == "inframe_deletion"


def test_a_frameshift_in_the_last_codon_without_bases_behind(tmp_path: Path) -> None:
    """Only TA is left of the stop codon: no residue can be named, and nothing says where translation ends."""
    body = "ATGACCGAGGTTCCATAA"
    bases = FLANK + UTR5 + body + FLANK
    low = len(FLANK) + len(UTR5)
    world = write_world(tmp_path, bases, [Design("E", ((len(FLANK), low + len(body)),), (low, low + len(body)))])
    at = low + len(body) - 2  # the first A of TAA
    name = Namer(world.fasta, world.model).name(FORWARD, at, bases[at - 1 : at + 1], bases[at - 1]).consequences[0]
    assert name.hgvs_c == "E_F.1:c.18del"
    assert name.hgvs_p == "p.?"
    assert name.note == "no_stop_follows"


def test_a_deletion_that_leaves_the_transcript_has_no_c_name(world: World, namer: Namer) -> None:
    name = either(world, namer, START - 4, BASES[START - 4 : START + 3], "")
    assert name.hgvs_c is None
    assert name.hgvs_p is None
    assert name.consequences == ("5_prime_UTR_variant",)
    assert name.note == "reaches_outside_transcript"


def test_a_deletion_of_the_whole_transcript(world: World, namer: Namer) -> None:
    name = either(world, namer, START - 2, BASES[START - 2 : END + 2], "")
    assert name.consequences == ("transcript_ablation",)
    assert name.impact == "HIGH"
    assert name.hgvs_p == "p.0?"


@pytest.mark.parametrize("row", [*REPLACED, *INSERTED], ids=lambda row: str(row[-4]))
def test_every_gold_name_leads_back_to_its_allele(namer: Namer, row: tuple[object, ...]) -> None:
    """``locate`` undoes ``name``: name, place, and name again is the same name."""
    c = str(row[-4])
    for strand in "FR":
        allele = locate(namer, f"G_{strand}.1:{c}")
        named = namer.name(*allele).consequences[0]
        assert named.hgvs_c == f"G_{strand}.1:{c}"


def test_of_a_whole_exon_that_goes_the_protein_is_not_predicted(tmp_path: Path) -> None:
    """Exactly c.40_60, with no base of an intron: nobody knows what is spliced then."""
    bases = BASES[:START2] + "C" + BASES[START2 + 1 :]  # so that the deletion has one place
    world = write_world(tmp_path, bases, [GENE])
    name = either(world, Namer(world.fasta, world.model), START2, bases[START2:END2], "", bases)
    assert (name.hgvs_c or "").endswith(":c.40_60del")
    assert (name.hgvs_p, name.note) == ("p.?", "whole_exon")
    assert name.consequences[:2] == ("exon_loss_variant", "inframe_deletion")
    less = either(world, Namer(world.fasta, world.model), START2, bases[START2 : END2 - 3], "", bases)
    assert (less.hgvs_p, less.note) == ("p.(Pro14_Arg19del)", None)
