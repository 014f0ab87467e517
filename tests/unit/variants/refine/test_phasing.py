"""Two SNVs of one codon and the fragments over them: on one copy, on two, or open."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.reference.normal_allele import Bases
from tachkhis.variants.codon_join import Joiner
from tachkhis.variants.codon_join import with_joined
from tachkhis.variants.codons import Codons
from tachkhis.variants.command_join import declared
from tachkhis.variants.command_refine import merged
from tachkhis.variants.refine.phasing import Fragments
from tachkhis.variants.refine.setting import by_contig

from .lab import ON
from .lab import RULES
from .lab import Edit
from .lab import Lab
from .lab import Sample
from .lab import bases
from .lab import off

REFERENCE = bases(41, 600)
FORMAT = "GT:PL:AD:DP:GQ"
HET = "0/1:60,0,90:10,10:20:60"
PLACES = (300, 302)  # 0-based


def other(place: int) -> str:
    return "A" if REFERENCE[place] != "A" else "C"


ONE, TWO = ((place, REFERENCE[place], other(place)) for place in PLACES)


def rows(*edits: Edit, calls: str = HET, filters: str = "PASS") -> list[str]:
    return [f"{place + 1} . {ref} {alt} 90 {filters} . {FORMAT} {calls}" for place, ref, alt in edits]


def told(lab: Lab, lines: list[str], **switches: object) -> list[tuple[object, ...]]:
    """Genotype, phase set and fragments of the first member at each record."""
    found = []
    for record in lab.refine(lines, **switches):  # type: ignore[arg-type]
        call = record.samples[0]
        gt = ("|" if call.phased else "/").join(str(allele) for allele in call["GT"])
        fragments = call.get("READ_PHASE")
        found.append((gt, call.get("PS"), None if fragments in (None, (None,) * 4, (None,)) else fragments))
    return found


def test_fragments_that_show_both_put_them_on_one_copy(tmp_path: Path) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[], [ONE, TWO]], step=10)])
    (first, second) = told(lab, rows(ONE, TWO))
    assert first == ("0|1", 301, None)
    assert second[:2] == ("0|1", 301)
    assert second[2] == (10, 0, 0, 10)  # 100 bases a read, one every 10 of each copy


def test_fragments_that_show_one_each_put_them_on_two_copies(tmp_path: Path) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[ONE], [TWO]], step=10)])
    assert told(lab, rows(ONE, TWO)) == [("0|1", 301, None), ("1|0", 301, (0, 10, 10, 0))]


def test_too_few_fragments_leave_the_phase_open_and_are_told(tmp_path: Path) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[], [ONE, TWO]], step=34)])
    assert told(lab, rows(ONE, TWO)) == [("0/1", None, None), ("0/1", None, (3, 0, 0, 3))]


@pytest.mark.parametrize("why", ["filtered", "homozygous", "phased", "off", "far"])
def test_what_is_not_asked_stays_as_called(tmp_path: Path, why: str) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[], [ONE, TWO]], step=10)])
    second = TWO if why != "far" else (303, REFERENCE[303], other(303))
    calls = {"homozygous": "1/1:90,30,0:0,20:20:60", "phased": "1|0:60,0,90:10,10:20:60"}.get(why, HET)
    lines = rows(ONE, filters="LowQual" if why == "filtered" else "PASS") + rows(second, calls=calls)
    found = told(lab, lines, switches=off("phase")) if why == "off" else told(lab, lines)
    assert [one[1:] for one in found] == [(None, None)] * 2
    assert found[0][0] == "0/1"


def test_three_are_put_in_one_set(tmp_path: Path) -> None:
    middle: Edit = (301, REFERENCE[301], other(301))
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[middle], [ONE, TWO]], step=10)])
    found = told(lab, rows(ONE, middle, TWO))
    assert [one[:2] for one in found] == [("0|1", 301), ("1|0", 301), ("0|1", 301)]


def test_low_base_quality_and_ends_that_disagree_say_nothing(tmp_path: Path) -> None:
    import pysam

    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[], [ONE, TWO]], step=10)])
    reads = list(pysam.AlignmentFile(str(lab.paths[0])))
    with pysam.AlignmentFile(str(lab.paths[0]), "wb", template=pysam.AlignmentFile(str(lab.paths[0]))) as out:
        for read in reads:
            at = PLACES[1] - read.reference_start
            if 0 <= at < read.query_length and read.query_name.startswith("1-"):
                qualities = list(read.query_qualities)
                qualities[at] = 19
                read.query_qualities = qualities
            out.write(read)
    pysam.index(str(lab.paths[0]))
    assert told(lab, rows(ONE, TWO))[1] == ("0/1", None, (10, 0, 0, 0))


@pytest.mark.parametrize(
    ("counts", "cis"),
    [
        ((9, 0, 0, 4), True),
        ((9, 0, 0, 3), None),
        ((0, 1, 0, 9), True),
        ((0, 1, 1, 9), None),  # 2 of 11 against
        ((0, 2, 2, 0), False),
        ((0, 1, 9, 0), None),  # one of them was hardly seen alone
        ((0, 9, 9, 2), False),
        ((0, 9, 8, 2), None),
        ((20, 0, 0, 0), None),
    ],
)
def test_the_rule_of_the_table(counts: tuple[int, int, int, int], cis: bool | None) -> None:
    assert Fragments(*counts).cis(RULES.phase) is cis


def test_the_joining_of_codons_reads_the_phase_like_any_callers(tmp_path: Path) -> None:
    sample = Sample("p", [[], [ONE, TWO]], step=10)
    lab = Lab(tmp_path, REFERENCE, [sample])
    records = lab.refine(rows(ONE, TWO))
    lines = [str(record) for record in records]
    coding = Transcript("T1.1", "G1", "g1", "protein_coding", "c", 1, ((0, 600),), (0, 600))
    joiner = Joiner(("p",), (sample.person,), "p", Codons(lambda: GeneModel([coding])), Bases(lab.fasta), frozenset())
    (whole, *parts) = with_joined(lines, joiner)
    assert "JOINED_BY=reads" in whole
    assert whole.split("\t")[9].startswith("0|1:")
    assert all("JOINED_INTO" in part for part in parts)
    assert "READ_PHASE" not in declared("#CHROM\n")  # the refinement declares it


def test_outside_of_the_coding_bases_nothing_is_read(tmp_path: Path) -> None:
    lab = Lab(tmp_path, REFERENCE, [Sample("p", [[], [ONE, TWO]], step=10)])
    bed = tmp_path / "coding.bed"
    for text, phased in (("c\t300\t303\tG|1\n", True), ("c\t250\t302\tG|1\nc\t240\t260\tG|2\n", False)):
        bed.write_text(text)
        setting = replace(lab.setting(ON), coding=by_contig(merged(bed)))
        found = lab.refine(rows(ONE, TWO), setting=setting)
        assert [record.samples[0].phased for record in found] == [phased, phased]
    assert merged(bed) == [("c", 240, 302)]
