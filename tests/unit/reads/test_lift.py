"""Alignments to a consensus that come back to the standard build, worked out by hand and against bwa."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.reads.lift.bases import MappedFasta
from tachkhis.reads.lift.cigar import composed
from tachkhis.reads.lift.cigar import differences
from tachkhis.reads.lift.cigar import left_aligned
from tachkhis.reads.lift.cigar import parsed
from tachkhis.reads.lift.cigar import trimmed
from tachkhis.reads.lift.cigar import written
from tachkhis.reads.lift.template import lifted
from tachkhis.reads.lift.way import Way
from tachkhis.reference.consensus import Change

#           0         10        20        30        40
STANDARD = "GATTACAGTCAAAAAAGTCCGCATTGACCGATGCTTTACCGGATCGA"
# consensus: T for A at 4; one A of the run from 10 on missing; TT after the base 20; ACC at 26 missing
EDITS = [(4, "A", "T"), (10, "A", ""), (21, "", "TT"), (26, "ACC", "")]


def way_of(edits: list[tuple[int, str, str]]) -> Way:
    way, shift = Way(), 0
    for start, old, new in edits:
        way.add(Change("chr1", start, start + len(old), old, new, start + shift))
        shift += len(new) - len(old)
    return way


def changed(bases: str, edits: list[tuple[int, str, str]]) -> str:
    for start, old, new in reversed(edits):
        assert bases[start : start + len(old)] == old
        bases = bases[:start] + new + bases[start + len(old) :]
    return bases


CONSENSUS = changed(STANDARD, EDITS)


def fasta(folder: Path, bases: str = STANDARD, width: int = 10) -> MappedFasta:
    """The standard genome on disk, in lines of ten bases, with its index."""
    path = folder / "std.fa"
    lines = [bases[at : at + width] for at in range(0, len(bases), width)]
    path.write_text(">chr1\n" + "\n".join(lines) + "\n")
    Path(f"{path}.fai").write_text(f"chr1\t{len(bases)}\t6\t{width}\t{width + 1}\n")
    return MappedFasta(path)


def sam(
    position: int, cigar: str, bases: str, flag: int = 0, mate: str = "*\t0\t0", *tags: str, name: str = "r"
) -> str:
    """A line; ``position`` from 0 on the consensus."""
    return "\t".join((f"{name}\t{flag}\tchr1\t{position + 1}\t60\t{cigar}\t{mate}\t{bases}\t{'I' * len(bases)}", *tags))


@pytest.mark.parametrize(
    ("start", "end", "first", "segments"),
    [
        (0, 8, 0, "8M"),  # a changed base is a match of both
        (0, 47 - 2, 0, "10M1D10M2I5M3D18M"),
        (10, 15, 11, "5M"),  # begins behind the missing base
        (9, 11, 9, "1M1D1M"),
        (20, 22, 21, "2I"),
        (21, 24, 21, "1I2M"),
        (18, 21, 19, "2M1I"),
        (40, 45, 42, "5M"),
    ],
)
def test_what_a_stretch_of_the_consensus_is_made_of(start: int, end: int, first: int, segments: str) -> None:
    found = way_of(EDITS).segments(start, end)
    merged: list[tuple[str, int]] = []
    for kind, size in found[1]:
        if merged and merged[-1][0] == kind:
            merged[-1] = kind, merged[-1][1] + size
        else:
            merged.append((kind, size))
    assert (found[0], "".join(f"{size}{kind}" for kind, size in merged)) == (first, segments)


@pytest.mark.parametrize(
    ("name", "position", "cigar", "bases", "there", "lifted_cigar", "distance", "description"),
    [
        ("like the consensus all along", 0, "35M", CONSENSUS[:35], 0, "10M1D10M2I5M3D8M", 7, "4A5^A15^ACC8"),
        ("... to three bases behind a deletion of three", 0, "30M", CONSENSUS[:30], 0, "10M1D10M2I5M3S", 4, "4A5^A15"),
        ("the standard base at the SNV", 0, "9M", STANDARD[:9], 0, "9M", 0, "9"),
        ("the standard run of A: bwa inserts one A on the left", 4, "6M1I8M", STANDARD[4:19], 4, "15M", 0, "15"),
        ("... or anywhere in the run", 4, "9M1I5M", STANDARD[4:19], 4, "15M", 0, "15"),
        ("an A more than the standard", 4, "6M2I8M", "ACAGTCAAAAAAAGTC", 4, "6M1I9M", 1, "15"),
        ("the standard without TT", 15, "5M2D6M", "GTCCGCATTG"[1:] + "AC", 16, "", 0, ""),
        ("begins within what comes in", 21, "8M", CONSENSUS[21:29], 21, "1S5M2S", 0, "5"),
        ("ends within what comes in", 16, "5M", CONSENSUS[16:21], 17, "4M1S", 0, "4"),
        ("clips stay", 2, "3S8M4H", "TTT" + CONSENSUS[2:10], 2, "3S8M4H", 1, "2A5"),
    ],
)
def test_a_read_of(
    name: str,
    position: int,
    cigar: str,
    bases: str,
    there: int,
    lifted_cigar: str,
    distance: int,
    description: str,
    tmp_path: Path,
) -> None:
    if not lifted_cigar:  # the read has GCATTG: the two bases of the consensus are a deletion against it
        bases, cigar, lifted_cigar, distance, description = "GTCCGCATTG", "5M2D5M", "10M", 0, "10"
    (line,) = lifted(
        [sam(position, cigar, bases, 0, "*\t0\t0", "NM:i:9", "MD:Z:9", "AS:i:7")],
        {"chr1": way_of(EDITS)},
        fasta(tmp_path),
    )
    cells = line.split("\t")
    assert (int(cells[3]) - 1, cells[5]) == (there, lifted_cigar), name
    assert cells[9] == bases
    assert cells[11:] == [f"NM:i:{distance}", f"MD:Z:{description}", "AS:i:7"]


def test_an_end_that_was_clipped_for_a_change_is_aligned_where_it_is_the_standard(tmp_path: Path) -> None:
    """A majority insertion right behind the first bases of a read that lacks it: bwa clips them, though all is well."""
    long = [(20, "", "TTACGA")]
    new = changed(STANDARD, long)
    here, ways = fasta(tmp_path), {"chr1": way_of(long)}
    (line,) = lifted([sam(26, "4S14M", STANDARD[16:34], 0, "*\t0\t0", "NM:i:0", "MD:Z:14")], ways, here)
    assert line.split("\t")[3:6] + line.split("\t")[11:] == ["17", "60", "18M", "NM:i:0", "MD:Z:18"]
    (line,) = lifted([sam(6, "14M4S", STANDARD[6:24], 0, "*\t0\t0", "NM:i:0", "MD:Z:14")], ways, here)
    assert line.split("\t")[3:6] + line.split("\t")[11:] == ["7", "60", "18M", "NM:i:0", "MD:Z:18"]
    other = "T" + STANDARD[17:34]  # its first base is not the standard's: 4 - 5 is more than -5, the price of clipping
    assert STANDARD[16] != "T"
    (line,) = lifted([sam(26, "4S14M", other, 0, "*\t0\t0", "NM:i:0", "MD:Z:14")], ways, here)
    assert line.split("\t")[3:6] + line.split("\t")[11:] == ["17", "60", "18M", "NM:i:1", "MD:Z:0G17"]
    strange = "TTTT" + STANDARD[20:34]  # three mismatches, 4 - 15: nothing is aligned on suspicion
    (line,) = lifted([sam(26, "4S14M", strange, 0, "*\t0\t0", "NM:i:0", "MD:Z:14")], ways, here)
    assert line.split("\t")[3:6] == ["21", "60", "4S14M"]
    (line,) = lifted([sam(40, "4S8M", new[36:48], 0, "*\t0\t0", "NM:i:0", "MD:Z:8")], ways, here)  # no change is near
    assert line.split("\t")[3:6] == ["35", "60", "4S8M"]


@pytest.mark.parametrize(
    ("bases", "lifted_cigar", "distance"),
    [
        (STANDARD[10:22], "12M", 0),  # its last base is that before the gap as well: it does not tell
        (STANDARD[10:21] + STANDARD[25:33], "11M4D8M", 4),
        (STANDARD[10:21] + STANDARD[25:28], "11M3S", 0),  # three bases do not pay for a gap: bwa would clip them
        (STANDARD[10:24], "14M", 0),  # three bases of the standard, which the consensus lacks, are no deletion
    ],
)
def test_a_gap_near_the_end_stays_where_it_explains_the_bases_beyond(
    bases: str, lifted_cigar: str, distance: int, tmp_path: Path
) -> None:
    gone = [(21, "CATT", "")]
    (line,) = lifted([sam(10, f"{len(bases)}M", bases)], {"chr1": way_of(gone)}, fasta(tmp_path))
    cells = line.split("\t")
    assert (cells[3], cells[5], cells[11]) == ("11", lifted_cigar, f"NM:i:{distance}")


PLACE = "CAGAGATGGAGTTCTCTATCTCACTTTTCCAACTAG"
"""Of the demo's genome: the panel's majority lacks the first T; another copy has TCTC behind the last T of TTCTCT."""


def test_an_insertion_and_a_deletion_a_few_bases_apart_are_the_one_insertion_that_they_stand_for() -> None:
    """A read without the majority's deletion and with an insertion of four bases, as bwa's alignment came back.

    Left as two gaps, each such read would speak for the deletion, and who has it once would seem to have it twice.
    """
    at = PLACE.index("TTCTCT")
    read = PLACE[: at + 6] + "TCTC" + PLACE[at + 6 :]
    two_gaps = [("M", at), ("I", 5), ("M", 5), ("D", 1), ("M", len(PLACE) - at - 6)]
    assert differences(two_gaps, read.encode(), PLACE.encode())[0] == 6
    one_gap = left_aligned(two_gaps, read.encode(), PLACE.encode())
    assert [kind for kind, _ in one_gap] == ["M", "I", "M"]
    assert differences(one_gap, read.encode(), PLACE.encode())[0] == 4


def test_gaps_that_stand_for_two_changes_stay_two() -> None:
    reference = b"ACGTTGCATGACCTGATCGGATTACAGCTTAGC"
    read = reference[:10] + b"TTTGG" + reference[10:20] + reference[24:]  # five bases in, four others out
    operations = [("M", 10), ("I", 5), ("M", 10), ("D", 4), ("M", len(reference) - 24)]
    found = left_aligned(operations, read, reference)
    assert sorted(kind for kind, _ in found if kind != "M") == ["D", "I"]


@pytest.mark.parametrize("left", [True, False])
@pytest.mark.parametrize(("own", "kind"), [("GGCA", "I"), ("", "D")])
def test_an_end_that_was_clipped_for_a_change_may_have_a_gap_of_its_own(
    tmp_path: Path, left: bool, own: str, kind: str
) -> None:
    """Ten bases beyond the gap pay for it: 10 - (6 + 4) is more than -5."""
    chance = random.Random(3)
    bases = "".join(chance.choices("ACGT", k=120))
    here = fasta(tmp_path, bases)
    if left:
        read = bases[40:50] + own + bases[50 if own else 54 : 110]
        clip = 10 + len(own)
        begin = 50 if own else 54
        gone = [(begin - 2, bases[begin - 2 : begin], "")]
        line = sam(begin - 2, f"{clip}S{len(read) - clip}M", read)
    else:
        read = bases[10:70] + own + bases[70 if own else 74 :][:10]
        clip = 10 + len(own)
        gone = [(71, bases[71:73], "")]
        line = sam(10, f"{len(read) - clip}M{clip}S", read)
    (found,) = lifted([line], {"chr1": way_of(gone)}, here)
    cells = found.split("\t")
    assert int(cells[3]) - 1 == (40 if left else 10)
    assert "S" not in cells[5] and cells[5].count(kind) == 1
    assert cells[11] == "NM:i:4"


def test_what_the_pair_says_of_itself_follows(tmp_path: Path) -> None:
    """Mate's place, template length, MC and SA: those of the standard build; XA, places of the consensus, goes."""
    whole = sam(0, "20M", CONSENSUS[:20], 0x63, "=\t31\t45", "NM:i:0", "MD:Z:20", "MC:Z:10S15M", "XA:Z:chr1,+3,20M,1;")
    tail = CONSENSUS[30:45]
    mate = sam(
        30, "10S15M", "A" * 10 + tail, 0x93, "=\t1\t-45", "NM:i:0", "MD:Z:15", "MC:Z:20M", "SA:Z:chr1,5,-,10M15S,60,0;"
    )
    piece = sam(
        4, "10M15H", CONSENSUS[4:14], 0x893, "=\t1\t-14", "NM:i:0", "MD:Z:10", "MC:Z:20M", "SA:Z:chr1,31,-,10S15M,60,0;"
    )
    found = [line.split("\t") for line in lifted([whole, mate, piece], {"chr1": way_of(EDITS)}, fasta(tmp_path))]
    one, two, three = found
    assert one[3:9] == ["1", "60", "10M1D10M", "=", "33", "47"]
    assert one[11:] == ["NM:i:2", "MD:Z:4A5^A10", "MC:Z:10S15M"]
    assert two[3:9] == ["33", "60", "10S15M", "=", "1", "-47"]
    assert two[11:] == ["NM:i:0", "MD:Z:15", "MC:Z:10M1D10M", "SA:Z:chr1,5,-,10M15S,60,1;"]
    assert three[3:9] == ["5", "60", "10M15H", "=", "1", "-14"]  # it ends within the run of A: no gap
    assert three[11:] == ["NM:i:1", "MD:Z:0A9", "MC:Z:10M1D10M", "SA:Z:chr1,33,-,10S15M,60,0;"]


def test_a_read_whole_within_what_comes_in_loses_its_place_and_nothing_else(tmp_path: Path) -> None:
    long = [(20, "", "ACGTACGTACGTACGT")]
    inside = changed(STANDARD, long)[22:34]
    one = sam(22, "12M", inside, 0x63, "=\t42\t30", "NM:i:0", "MD:Z:12", "AS:i:12", "MC:Z:10M")
    two = sam(41, "10M", STANDARD[25:35], 0x93, "=\t23\t-30", "NM:i:0", "MD:Z:10", "MC:Z:12M")
    first, second = (line.split("\t") for line in lifted([one, two], {"chr1": way_of(long)}, fasta(tmp_path)))
    assert first[1:11] == [str(0x65), "chr1", "26", "0", "*", "=", "26", "0", inside, "I" * 12]
    assert second[1:9] == [str(0x99), "chr1", "26", "60", "10M", "=", "26", "0"]
    assert not any(tag.startswith("MC") for tag in second[11:])


@st.composite
def genomes(draw: st.DrawFn) -> tuple[str, list[tuple[int, str, str]]]:
    """A sequence of few kinds of bases, so that it holds many repeats, and changes of it."""
    rng = random.Random(draw(st.integers(0, 10_000)))
    bases = "".join(rng.choices("AC", k=60)) + "".join(rng.choices("ACGT", k=20))
    edits: list[tuple[int, str, str]] = []
    at = 2
    while at < 70:
        old = bases[at : at + rng.choice([0, 1, 1, 2, 3])]
        new = "".join(rng.choices("ACGT", k=rng.choice([0, 1, 1, 2])))
        if old != new and not (old and new and (old[0] == new[0] or old[-1] == new[-1])):
            edits.append((at, old, new))
        at += len(old) + rng.randint(1, 15)
    return bases, edits


INVERSE = {"M": "M", "I": "D", "D": "I"}


@settings(max_examples=150, deadline=None)
@given(genomes(), st.integers(0, 30), st.integers(5, 45))
def test_the_standard_sequence_comes_back_as_itself(
    genome: tuple[str, list[tuple[int, str, str]]], start: int, size: int
) -> None:
    """Whatever was changed: a read of the standard, aligned as the list says, has no difference left."""
    bases, edits = genome
    way, new = way_of(edits), changed(*genome)
    first, segments = way.segments(start, min(start + size, len(new)))
    if not segments or segments[0][0] != "M" or segments[-1][0] != "M":
        return  # begins or ends within what comes in: clipped
    length = sum(n for kind, n in segments if kind in "MD")
    read = bases[first : first + length].encode()
    found = trimmed(composed([(INVERSE[kind], n) for kind, n in segments], segments))
    assert found is not None
    assert found[0] == 0
    kept = left_aligned(found[1], read, read)
    assert written(kept) == f"{length}M"
    assert differences(kept, read, read) == (0, str(length))


@settings(max_examples=150, deadline=None)
@given(genomes(), st.integers(0, 30), st.integers(5, 45))
def test_nothing_of_a_read_is_lost_and_gaps_keep_what_they_say(
    genome: tuple[str, list[tuple[int, str, str]]], start: int, size: int
) -> None:
    """A read of the consensus: its bases stay, and the standard with its differences put in spells it."""
    bases, edits = genome
    new = changed(*genome)
    read = new[start : start + size]
    first, segments = way_of(edits).segments(start, start + len(read))
    found = trimmed(composed([("M", len(read))], segments))
    if found is None:
        assert all(kind != "M" for kind, _ in segments)
        return
    later, kept = found
    reference = bases[first + later :][: sum(n for kind, n in kept if kind in "MD")]
    kept = left_aligned(kept, read.encode(), reference.encode())
    assert sum(n for kind, n in kept if kind in "MIS") == len(read)
    assert sum(n for kind, n in kept if kind in "MD") == len(reference)
    q = r = mismatches = gaps = 0
    for kind, n in kept:
        if kind == "M":
            mismatches += sum(a != b for a, b in zip(read[q : q + n], reference[r : r + n], strict=True))
        gaps += n if kind in "ID" else 0
        q, r = q + (n if kind in "MIS" else 0), r + (n if kind in "MD" else 0)
    touched = sum(max(len(old), len(alt)) for _, old, alt in edits)
    assert differences(kept, read.encode(), reference.encode())[0] == mismatches + gaps <= touched


def test_bases_of_any_stretch_are_those_of_the_file(tmp_path: Path) -> None:
    held = fasta(tmp_path)
    for start in range(0, 47, 3):
        for end in range(start, 50, 4):
            assert held.fetch("chr1", start, end).decode() == STANDARD[start:end]


def test_operations_are_read_as_written() -> None:
    assert written(parsed("3S10M2I5=1X4D7H")) == "3S10M2I5M1M4D7H"
