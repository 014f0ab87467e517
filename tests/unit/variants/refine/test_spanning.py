"""Only reads that span a repeat tell its length, and only those whose ends can be believed."""

from __future__ import annotations

from pathlib import Path

import pysam
import pytest

from tachkhis.variants.refine.repeats import Tract
from tachkhis.variants.refine.repeats import primitive
from tachkhis.variants.refine.repeats import repeats_in
from tachkhis.variants.refine.repeats import tract_of
from tachkhis.variants.refine.spanning import ELSEWHERE
from tachkhis.variants.refine.spanning import Insertions
from tachkhis.variants.refine.spanning import length_in
from tachkhis.variants.refine.spanning import read_lengths

from .lab import RULES
from .lab import Lab
from .lab import Sample
from .lab import bases
from .lab import only

LEFT, RUN, RIGHT = bases(1, 300), "A" * 12, bases(2, 300)
LEFT, RIGHT = LEFT[:-1] + "C", "G" + RIGHT[1:]
REFERENCE = LEFT + RUN + RIGHT
TRACT = Tract("c", 300, 312, "A", 12)
HEADER = pysam.AlignmentHeader.from_dict({"SQ": [{"SN": "c", "LN": len(REFERENCE)}]})


def read(start: int, operations: str, sequence: str) -> pysam.AlignedSegment:
    segment = pysam.AlignedSegment(HEADER)
    segment.query_name, segment.reference_id, segment.reference_start = "r", 0, start
    segment.query_sequence, segment.cigarstring = sequence, operations
    return segment


def told(start: int, operations: str, sequence: str) -> int | None:
    return length_in(read(start, operations, sequence), TRACT, REFERENCE, 0, RULES.spanning)


def test_a_read_across_the_run_tells_its_length() -> None:
    assert told(250, "100M", REFERENCE[250:350]) == 0
    assert told(250, "50M2D50M", REFERENCE[250:300] + REFERENCE[302:352]) == -2
    assert told(250, "50M1I50M", REFERENCE[250:300] + "A" + REFERENCE[300:350]) == 1


def test_the_gap_counts_wherever_in_the_run_the_aligner_put_it() -> None:
    assert told(250, "62M1I38M", REFERENCE[250:312] + "A" + REFERENCE[312:350]) == 1


@pytest.mark.parametrize(("start", "end"), [(250, 308), (250, 316), (304, 380), (296, 380)])
def test_a_read_that_ends_inside_or_within_the_margin_tells_nothing(start: int, end: int) -> None:
    assert told(start, f"{end - start}M", REFERENCE[start:end]) is None


def test_a_short_tail_spelt_as_mismatches_tells_nothing() -> None:
    """A read of a haplotype one base shorter that ends 8 bases beyond the run, aligned without the gap."""
    haplotype = LEFT + RUN[1:] + RIGHT
    assert told(250, "70M", haplotype[250:320]) is None
    assert told(250, "70M", REFERENCE[250:320]) == 0  # the same place, without mismatches


def test_one_mismatch_in_a_short_tail_is_forgiven() -> None:
    sequence = list(REFERENCE[250:320])
    sequence[-2] = "A" if sequence[-2] != "A" else "C"
    assert told(250, "70M", "".join(sequence)) == 0


def test_another_indel_beside_the_run_tells_nothing() -> None:
    assert told(250, "40M1D60M", REFERENCE[250:290] + REFERENCE[291:351]) == ELSEWHERE
    assert told(250, "45M10D50M", REFERENCE[250:295] + REFERENCE[305:355]) == ELSEWHERE  # half in, half out
    assert told(250, "10M1D90M", REFERENCE[250:260] + REFERENCE[261:351]) == 0  # far enough away


def test_another_insertion_that_is_called_at_the_end_of_a_run_is_another_allele() -> None:
    """``A>AT`` after the run is no longer run; without such a call the T is a wrong base of a longer one."""
    with_t = read(250, "62M1I38M", REFERENCE[250:312] + "T" + REFERENCE[312:350])
    called = Insertions(foreign=frozenset({(312, "T")}))
    assert length_in(with_t, TRACT, REFERENCE, 0, RULES.spanning, called) == ELSEWHERE
    assert length_in(with_t, TRACT, REFERENCE, 0, RULES.spanning) == 1


def test_called_insertions_by_tract(tmp_path: Path) -> None:
    """One copy has a longer run, the other a T after it: the run is as long in as many reads as without that T."""
    both = Sample("both", ([(299, "C", "CA")], [(311, "A", "AT")]), step=8)
    alone = Sample("alone", ([(299, "C", "CA")], []), step=8)
    rows = ["300 . C CA 90 PASS . GT:PL" + " 0/1:90,0,90" * 2, "312 . A AT 90 PASS . GT:PL 0/1:90,0,90 0/0:0,30,90"]
    longer, after = Lab(tmp_path, REFERENCE, [both, alone]).refine(rows, only("repeats"))
    assert longer.samples["both"]["SPANNING"][1] == longer.samples["alone"]["SPANNING"][1] > 4
    assert after.samples["both"]["SPANNING"][1] > 4
    assert after.samples["alone"]["SPANNING"][1] == 0


def test_an_insertion_outside_repeats_is_known_by_its_bases_wherever_it_is_put() -> None:
    """``G>GCT`` before ``C``: the same haplotype as ``TC`` after that ``C``; ``TG`` there is another one."""
    reference = LEFT[:290] + "GCAG" + RIGHT
    tract = tract_of("c", 291, "G", "GCT", reference, 0, RULES.stutter)
    assert tract == Tract("c", 291, 292, "", 0)

    def told_of(inserted: str, at: int, *foreign: tuple[int, str]) -> int | None:
        sequence = reference[250:at] + inserted + reference[at:350]
        one = read(250, f"{at - 250}M{len(inserted)}I{350 - at}M", sequence)
        return length_in(one, tract, reference, 0, RULES.spanning, Insertions(frozenset({"CT"}), frozenset(foreign)))

    assert [told_of("CT", 291), told_of("TC", 292)] == [2, 2]
    assert told_of("TG", 292, (292, "TG")) == ELSEWHERE  # called as well
    assert told_of("TG", 292) == 2  # one wrong base
    assert told_of("GA", 291) == ELSEWHERE
    assert told_of("CTG", 291) == 3  # of a length that no called allele has


def test_the_two_ends_of_a_fragment_are_one_observation(tmp_path: Path) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[]], step=10)])
    with pysam.AlignmentFile(str(lab.paths[0])) as source:
        rows = list(source)
        names = {row.query_name for row in rows}
        for row in rows:
            row.query_name = "same"
        path = tmp_path / "same.bam"
        with pysam.AlignmentFile(str(path), "wb", header=source.header) as out:
            for row in rows:
                out.write(row)
    pysam.index(str(path))
    assert len(names) == len(rows)
    with pysam.FastaFile(str(lab.fasta)) as fasta:
        many = read_lengths(pysam.AlignmentFile(str(lab.paths[0])), fasta, [TRACT], RULES.spanning, 20)[0]
        one = read_lengths(pysam.AlignmentFile(str(path)), fasta, [TRACT], RULES.spanning, 20)[0]
    assert dict(many.counts) == {0: many.total}
    assert many.total > 5
    assert dict(one.counts) == {0: 1}


def test_tracts() -> None:
    rule = RULES.stutter
    assert tract_of("c", 300, "CA", "C", REFERENCE, 0, rule) == TRACT
    assert tract_of("c", 300, "C", "CAA", REFERENCE, 0, rule) == TRACT
    assert tract_of("c", 100, REFERENCE[99], "A", REFERENCE, 0, rule) is None
    other = tract_of("c", 100, REFERENCE[99:102], REFERENCE[99], REFERENCE, 0, rule)
    assert other is not None
    assert other.kind == "other"
    assert other.label is None


def test_a_dinucleotide_repeat_with_half_a_unit_more() -> None:
    found = list(repeats_in("c", "T" + "GC" * 7 + "GTTACAAAAAAC", 100, RULES.stutter))
    assert found == [Tract("c", 101, 116, "GC", 7), Tract("c", 120, 126, "A", 6)]


@pytest.mark.parametrize(("sequence", "unit"), [("AAAA", "A"), ("AGAG", "AG"), ("AGA", "AGA"), ("T", "T")])
def test_primitive(sequence: str, unit: str) -> None:
    assert primitive(sequence) == unit


def test_the_two_ends_of_a_fragment_with_an_indel_beside_the_run_count_once(tmp_path: Path) -> None:
    """They were two of the fragments that fit no allele, and could keep a repeat from being judged."""
    beside = (310 + 8, REFERENCE[318], REFERENCE[318] + "GT")
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[beside]], step=20)])
    with pysam.AlignmentFile(str(lab.paths[0])) as reads:
        header, rows = reads.header, list(reads)
    for row in rows:
        row.query_name = "one"
    path = tmp_path / "pairs.bam"
    with pysam.AlignmentFile(str(path), "wb", header=header) as out:
        for row in rows:
            out.write(row)
    pysam.index(str(path))
    with pysam.AlignmentFile(str(path)) as alignment, pysam.FastaFile(str(lab.fasta)) as fasta:
        (found,) = read_lengths(alignment, fasta, [TRACT], RULES.spanning, 20)
    spanning = [row for row in rows if length_in(row, TRACT, REFERENCE, 0, RULES.spanning) == ELSEWHERE]
    assert len(spanning) > 1
    assert (found.elsewhere, found.total) == (1, 0)
