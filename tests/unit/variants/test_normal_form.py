"""Properties of the normal form: nothing of a genotype is lost or gained, and no allele could stand further left."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pysam
import pytest
from hypothesis import HealthCheck
from hypothesis import assume
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.case.vcf_record import parse
from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.reference.normal_allele import Atom
from tachkhis.reference.normal_allele import Bases
from tachkhis.reference.normal_allele import normalised
from tachkhis.variants.codons import Codons
from tachkhis.variants.foreign_calls import read_call
from tachkhis.variants.foreign_split import Splitter
from tachkhis.variants.normal_record import NormalCall
from tachkhis.variants.normal_record import NormalRecord

GENOME = "GATTACACACAAAATTTGCGCGCATATGACCAGTAATAATAACCGGTTT"
CODING = Transcript("T1.1", "G1", "g1", "protein_coding", "c", -1, ((2, 20), (25, 46)), (4, 43))
numbers = st.one_of(st.none(), st.integers(0, 500))
slow = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Bases:
    path: Path = tmp_path_factory.mktemp("genome") / "genome.fa"
    path.write_text(f">c\n{GENOME}\n")
    pysam.faidx(str(path))
    return Bases(path)


@st.composite
def replacements(draw: st.DrawFn, alts: int = 1) -> tuple[int, str, tuple[str, ...]]:
    """A 1-based position, its REF of one to five bases, and different ALTs."""
    start = draw(st.integers(0, len(GENOME) - 1))
    ref = GENOME[start : start + draw(st.integers(1, 5))]
    others = st.text("ACGT", min_size=1, max_size=6).filter(lambda alt: alt != ref)
    return start + 1, ref, tuple(draw(st.lists(others, min_size=alts, max_size=alts, unique=True)))


def applied(position: int, ref: str, alt: str) -> str:
    assert GENOME[position - 1 : position - 1 + len(ref)] == ref
    return GENOME[: position - 1] + alt + GENOME[position - 1 + len(ref) :]


@slow
@given(replacements())
@example((1, "G", ("GG",)))
@example((1, "GA", ("A",)))
def test_the_normal_form_is_the_same_change_and_the_leftmost_one(
    bases: Bases, change: tuple[int, str, tuple[str, ...]]
) -> None:
    position, ref, (alt,) = change
    found = normalised(bases, "c", position, ref, alt)
    haplotype = applied(position, ref, alt)
    assert applied(*found) == haplotype
    growth = len(haplotype) - len(GENOME)
    equivalent = [
        Atom(start + 1, GENOME[start : start + size], haplotype[start : start + size + growth])
        for size in range(1, len(found.ref) + 1)
        for start in range(len(GENOME) - size + 1)
        if size + growth >= 1
        and GENOME[:start] + haplotype[start : start + size + growth] + GENOME[start + size :] == haplotype
    ]
    shortest = min(len(one.ref) for one in equivalent)
    assert found == min(one for one in equivalent if len(one.ref) == shortest)


@slow
@given(replacements(alts=3), st.tuples(st.integers(0, 3), st.integers(0, 3)), st.sampled_from(["0|1", "0/1"]))
def test_the_two_haplotypes_of_a_call_are_conserved(
    bases: Bases, change: tuple[int, str, tuple[str, ...]], copies: tuple[int, int], form: str
) -> None:
    """Whatever is split, cut by codon or moved: each copy reads as before (in either order where it is not phased)."""
    position, ref, alts = change
    assume(any(copies))
    genotype = (
        form.replace("0", str(copies[0]), 1).replace("1", str(copies[1]), 1)
        if copies[0] != 1
        else f"1{form[1]}{copies[1]}"
    )
    row = parse(1, f"c\t{position}\t.\t{ref}\t{','.join(alts)}\t9\t.\t.\tGT:PS\t{genotype}:7", 1)
    splitter = Splitter(bases, Codons(lambda: GeneModel([CODING])))
    records = splitter.split(row, "c", [read_call(row, 0)], Counter())
    made = [haplotype([one for one in records if one.calls[0].alleles[copy] == 1]) for copy in (0, 1)]
    wanted = [applied(position, ref, alts[number - 1]) if number else GENOME for number in copies]
    assert (made if "|" in genotype else sorted(made)) == (wanted if "|" in genotype else sorted(wanted))


def haplotype(records: list[NormalRecord]) -> str:
    """One copy; the base before an insertion or deletion may be changed by another record."""
    changes = []
    for one in records:
        shared = int(len(one.ref) != len(one.alt) and one.ref[0] == one.alt[0])
        changes.append((one.position - 1 + shared, one.position - 1 + len(one.ref), one.alt[shared:]))
    sequence, border = GENOME, len(GENOME)
    for start, end, alt in sorted(changes, reverse=True):
        assert end <= border, "two changes of one copy overlap"
        sequence, border = sequence[:start] + alt + sequence[end:], start
    return sequence


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 1)), min_size=1, max_size=3),
    st.booleans(),
    st.tuples(numbers, numbers, numbers, numbers, numbers),
)
def test_a_call_survives_its_text(
    alleles: list[int | None], phased: bool, values: tuple[int | None, int | None, int | None, int | None, int | None]
) -> None:
    call = NormalCall(tuple(alleles), phased and len(alleles) > 1, *values)
    record = NormalRecord("c", 5, "A", "T", (call, NormalCall((None,))), "rs1", "9.5", ("q10", "sb"), "SCORE_REVEL=0.5")
    assert NormalRecord.parse(record.line) == record
