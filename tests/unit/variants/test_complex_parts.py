"""Deletion-insertions of callers of haplotypes, and the parts that they are written in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume
from hypothesis import example
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.normal_allele import Atom
from tachkhis.reference.normal_allele import Bases
from tachkhis.reference.normal_allele import normalised
from tachkhis.variants.codons import Codons
from tachkhis.variants.complex_parts import best_cut
from tachkhis.variants.complex_parts import is_complex
from tachkhis.variants.normal_form import atoms_of
from tachkhis.variants.sites import Site

from .test_callers_styles import CODING
from .test_callers_styles import SEQUENCE
from .test_callers_styles import brought
from .test_callers_styles import fasta
from .test_callers_styles import vcf
from .test_normal_form import GENOME
from .test_normal_form import bases
from .test_normal_form import replacements

__all__ = ["bases", "fasta"]  # the fixtures

#  1 ACGTACGTAC  11 GGGGTTACGC  21 ATCACACACT  31 GATTACAGCT  41 TCGATCGGAT
SPELLINGS = {
    "a deletion in a run, a substitution two bases behind": ("14 GTT TC", ["10 CG C", "16 T C"]),
    "the same with bases that do not change": ("9 ACGGGGTTA ACGGGTCA", ["10 CG C", "16 T C"]),
    "an insertion before a substitution": ("32 AT CAA", ["31 G GC", "33 T A"]),
    "an insertion behind a substitution": ("32 ATT GTCT", ["32 A G", "33 T TC"]),
    "substitutions on both sides of a deletion": ("31 GATTACAG CATCAT", ["31 G C", "33 TTA T", "38 G T"]),
    "touching in the shortest spelling, though not in every one": ("32 AT C", ["32 AT C"]),
    "changes that touch": ("31 GA C", ["31 GA C"]),
    "a replacement without a likeness": ("5 ACGTA GG", ["5 ACGTA GG"]),
    "one base by three others": ("31 G CTC", ["31 G CTC"]),
    "a deletion alone": ("24 ACA A", ["22 TCA T"]),
    "equal lengths, as ever": ("20 CAT TAA", ["20 C T", "22 T A"]),
}


def atom(text: str) -> Atom:
    position, ref, alt = text.split()
    assert SEQUENCE[int(position) - 1 :].startswith(ref)
    return Atom(int(position), ref, alt)


def parts(fasta: Path, text: str, *interest: str, coding: bool = False) -> list[str]:
    reference = Bases(fasta)
    codons = Codons(lambda: GeneModel([CODING]) if coding else None)
    wanted = set(map(atom, interest))
    found = atoms_of(
        normalised(reference, "chr1", *atom(text)),
        reference,
        "chr1",
        lambda first, second: codons.share("chr1", first, second),
        wanted.__contains__,
    )
    return [f"{one.position} {one.ref} {one.alt}" for one in found]


@pytest.mark.parametrize("name", SPELLINGS)
def test_an_allele_is_written_in_its_parts(name: str, fasta: Path) -> None:
    spelling, expected = SPELLINGS[name]
    assert parts(fasta, spelling) == expected


def test_what_is_asked_for_as_a_whole_stays_whole(fasta: Path) -> None:
    assert parts(fasta, "9 ACGGGGTTA ACGGGTCA", "14 GTT TC") == ["14 GTT TC"]


def test_a_deletion_that_keeps_the_frame_stays_with_a_change_of_its_codon(fasta: Path) -> None:
    """Codons 44-46 and 47-49 become one, in which the substitution is read; that of codon 8-10 is beside 5-7."""
    assert parts(fasta, "45 TCGGA GT") == ["44 ATCG A", "49 A T"]
    assert parts(fasta, "45 TCGGA GT", coding=True) == ["45 TCGGA GT"]
    assert parts(fasta, "5 ACGTA TC", coding=True) == ["4 TACG T", "9 A C"]
    assert parts(fasta, "14 GTT TC", coding=True) == ["10 CG C", "16 T C"], "a frame shift is one with or without it"


def test_a_founder_is_found_though_it_shares_a_codon(fasta: Path) -> None:
    assert parts(fasta, "45 TCGGA GT", "44 ATCG A", coding=True) == ["44 ATCG A", "49 A T"]
    assert parts(fasta, "45 TCGGA GT", "49 A T", coding=True) == ["44 ATCG A", "49 A T"]


def test_a_founder_is_found_where_only_a_run_parts_it_from_the_other_change(fasta: Path) -> None:
    """ATT to CT: one of two T is gone, and which does not matter; GATK writes what begins at one base so."""
    assert parts(fasta, "32 AT C", "32 AT A") == ["32 A C", "32 AT A"]
    assert parts(fasta, "31 GA C", "31 GA G") == ["31 GA C"], "touching however it is spelt: another change"


def test_of_two_cuts_the_left_one_or_that_with_the_founder(fasta: Path) -> None:
    assert parts(fasta, "6 CGTAC AG") == ["5 ACGT A", "10 C G"]
    assert parts(fasta, "6 CGTAC AG", "7 GTAC G") == ["6 C A", "7 GTAC G"]


def test_substitutions_of_one_codon_stay_one_piece_beside_a_deletion(fasta: Path) -> None:
    """Codon 20-22: both its outer bases change; the run of G loses one, four bases before."""
    spelling = "14 GTTACGCAT TTACGTAA"
    assert parts(fasta, spelling) == ["10 CG C", "20 C T", "22 T A"]
    assert parts(fasta, spelling, coding=True) == ["10 CG C", "20 CAT TAA"]
    assert parts(fasta, spelling, "22 T A", coding=True) == ["10 CG C", "20 C T", "22 T A"]


def brute(allele: Atom, bases: Bases) -> Iterator[tuple[tuple[Atom, ...], int]]:
    """Every cut, and its unchanged bases, by trying each insertion and deletion of the right length on the genome."""
    wanted = GENOME[: allele.position - 1] + allele.alt + GENOME[allele.position - 1 + len(allele.ref) :]
    growth = len(allele.alt) - len(allele.ref)
    for start in range(1, len(GENOME)):
        end = start + max(0, -growth)
        if end >= len(GENOME):
            return
        added = wanted[start : start + max(0, growth)]
        made = GENOME[:start] + added + GENOME[end:]
        differ = [i for i in range(len(made)) if made[i] != wanted[i]]
        if len(differ) > 3 or {start - 1, start + len(added)} & set(differ):
            continue
        places = [i if i < start else i - growth for i in differ]
        ones = [Atom(place + 1, GENOME[place], wanted[i]) for i, place in zip(differ, places, strict=True)]
        indel = normalised(bases, "c", start, GENOME[start - 1 : end], GENOME[start - 1] + added)
        if applied((indel, *ones)) == wanted:
            between = set(range(min(start, *places, start), max(end, *(place + 1 for place in places))))
            yield (indel, *ones), len(between - set(places) - set(range(start, end)))


def applied(changes: tuple[Atom, ...]) -> str | None:
    """The genome with all changes; ``None`` where two overlap."""
    cells = list(GENOME)
    for position, ref, alt in changes[1:]:
        assert cells[position - 1] == ref
        cells[position - 1] = alt
    position, ref, alt = changes[0]
    assert ref[0] == alt[0]
    if any(cells[i] != GENOME[i] for i in range(position, position - 1 + len(ref))):
        return None
    cells[position - 1 : position - 1 + len(ref)] = [cells[position - 1], *alt[1:]]
    return "".join(cells)


@st.composite
def near(draw: st.DrawFn) -> tuple[int, str, tuple[str, ...]]:
    """A stretch with one insertion or deletion and a few substitutions."""
    start = draw(st.integers(1, len(GENOME) - 16))
    ref = GENOME[start : start + 14]
    bases = list(ref)
    for _ in range(draw(st.integers(1, 3))):
        bases[draw(st.integers(0, 13))] = draw(st.sampled_from("ACGT"))
    place = draw(st.integers(1, 10))
    if draw(st.booleans()):
        del bases[place : place + draw(st.integers(1, 3))]
    else:
        bases.insert(place, draw(st.text("ACGT", min_size=1, max_size=3)))
    return start + 1, ref, ("".join(bases),)


@settings(deadline=None, max_examples=400)
@given(st.one_of(replacements(), near()))
@example((17, "TGC", ("A",)))
def test_the_parts_give_the_very_haplotype_and_are_the_fewest(
    bases: Bases, change: tuple[int, str, tuple[str, ...]]
) -> None:
    position, ref, (alt,) = change
    allele = normalised(bases, "c", position, ref, alt)
    assume(is_complex(allele))
    cuts = list(brute(allele, bases))
    few = [
        parts
        for parts, unchanged in cuts
        if unchanged >= len(parts) - 1 and len(parts) - 1 + growth(parts) < max(len(allele.ref), len(allele.alt))
    ]
    cut = best_cut(allele, bases, "c", lambda *_: False, lambda _: False)
    assert (cut and cut.parts) == min(few, key=lambda parts: (len(parts), parts[0]), default=None)
    for parts, _ in cuts:
        aimed = best_cut(allele, bases, "c", lambda *_: True, {parts[0]}.__contains__)
        assert aimed is not None and aimed.parts[0] == parts[0], "what is asked for is found"
    pieces = atoms_of(allele, bases, "c", lambda *_: False, lambda _: False)
    indels = [one for one in pieces if len(one.ref) != len(one.alt)]
    if len(pieces) > 1:
        wanted = GENOME[: allele.position - 1] + allele.alt + GENOME[allele.position - 1 + len(allele.ref) :]
        assert applied((*indels, *(one for one in pieces if one not in indels))) == wanted


def growth(parts: tuple[Atom, ...]) -> int:
    return abs(len(parts[0].ref) - len(parts[0].alt))


# freebayes and DRAGEN write GTT>TC for a founder's deletion in the run before it and a substitution behind
FOUNDER = Site("f", "G1", "founder", contig="chr1", position=10, ref="CG", alt="C")


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            "chr1 14 . GTT TC 90 PASS TYPE=complex GT:DP:AD:GQ 0/1:20:9,11:99",
            ["chr1:10 CG C PASS 0|1:20:9,11:99:14", "chr1:16 T C PASS 0|1:20:9,11:99:14"],
        ),
        (
            "chr1 14 . GTT TC 90 PASS TYPE=complex GT:DP:AD:GQ 1/1:20:0,20:60",
            ["chr1:10 CG C PASS 1/1:20:0,20:60:.", "chr1:16 T C PASS 1/1:20:0,20:60:."],
        ),
        (
            "chr1 13 . GGTT GTC,<NON_REF> 90 PASS . GT:DP:AD:GQ:PS 1|0:20:9,11,0:99:3",
            ["chr1:10 CG C PASS 1|0:20:9,11:99:3", "chr1:16 T C PASS 1|0:20:9,11:99:3"],
        ),
        (
            "chr1 14 . GTTAC TCAC,GTTTAG 90 PASS . GT:DP:AD:GQ 1/2:20:0,9,11:99",
            [
                "chr1:10 CG C PASS 1|0:20:0,9:99:14",
                "chr1:14 G GT PASS 0|1:20:0,11:99:14",
                "chr1:16 T C PASS 1|0:20:0,9:99:14",
                "chr1:18 C G PASS 0|1:20:0,11:99:14",
            ],
        ),
    ],
)
def test_a_founder_within_a_complex_record_is_found(
    record: str, expected: list[str], fasta: Path, tmp_path: Path
) -> None:
    found = brought(tmp_path, vcf(tmp_path, [record]), fasta, sites=(FOUNDER,), model=lambda: GeneModel([CODING]))
    assert found == expected
    assert brought(tmp_path, vcf(tmp_path, [record]), fasta) == expected, "nor need it be asked for"
