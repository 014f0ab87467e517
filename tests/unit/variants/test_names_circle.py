"""Names on a circle: its last base is followed by its first, and every name comes back as the same molecule."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pysam
import pytest

from tachkhis.reference.genes import GeneModel
from tachkhis.reference.genes import Transcript
from tachkhis.variants.locate import locate
from tachkhis.variants.names import Namer

from .names_world import mirror


def molecule(text: str) -> str:
    """One spelling for all rotations of a circle."""
    return min(text[i:] + text[:i] for i in range(len(text)))


def changed(circle: str, start: int, gone: int, alt: str) -> str:
    """The circle with ``gone`` bases from ``start`` (0-based) replaced."""
    turned = circle[start:] + circle[:start]
    return molecule(alt + turned[gone:])


def by_name(circle: str, name: str) -> str:
    """What a name says of the circle, read base by base."""
    read = re.fullmatch(r"(\d+)(?:_(\d+))?(delins|del|ins|dup|inv|[ACGT]>)([ACGT]*)", name)
    assert read is not None, name
    size = len(circle)
    first, last = int(read[1]), int(read[2] or read[1])
    assert 1 <= first <= size
    assert 1 <= last <= size
    count = (last - first) % size + 1
    there = (circle * 2)[first - 1 : first - 1 + count]
    if read[3] == "ins":
        assert count == 2
        return changed(circle, first % size, 0, read[4])
    new = {"del": "", "dup": there * 2, "inv": mirror(there)}.get(read[3], read[4])
    return changed(circle, first - 1, count, new)


def circles() -> list[str]:
    rng = random.Random(11)
    made = ["".join(rng.choice("ACGT") for _ in range(rng.randint(18, 26))) for _ in range(1)]
    return ["GATCACAGGTCTATCACGATG", "AACGTTTGACCAGTAA", "CAGTTCGACGTTCATGACAGCAG", *made]


@pytest.mark.parametrize("circle", circles())
def test_every_name_at_the_origin_says_what_its_allele_says(tmp_path: Path, circle: str) -> None:
    fasta, size = tmp_path / "c.fa", len(circle)
    fasta.write_text(f">MT\n{circle}\n", encoding="ascii")
    pysam.faidx(str(fasta))
    # a gene that begins at the first base and one, on the other strand, that ends with the last
    genes = [
        Transcript("T1", "G1", "1", "Mt_tRNA", "MT", 1, ((0, 6),), None),
        Transcript("T2", "G2", "2", "Mt_tRNA", "MT", -1, ((size - 6, size),), None),
    ]
    namer = Namer(fasta, GeneModel(genes))
    names: dict[str, set[str]] = {}
    for start in [*range(size - 4, size), *range(4)]:
        for gone in range(6):
            for alt in ("", "A", "C", "G", "T", "GA", mirror((circle * 2)[start : start + gone])):
                there = (circle * 2)[start : start + gone]
                if there == alt:
                    continue
                at = (start - 1) % size  # with the base before
                ref, new = circle[at] + there, circle[at] + alt
                named = namer.name("MT", at + 1, ref, new)
                truth = changed(circle, start, gone, alt)
                head, _, change = named.hgvs_g.partition(":m.")
                assert head == "MT"
                assert by_name(circle, change) == truth, (start, gone, alt, change)
                if not (there and alt):
                    names.setdefault(truth, set()).add(change)
                contig, position, back_ref, back_alt = locate(namer, named.hgvs_g)
                assert 1 <= position <= size
                assert changed(circle, position - 1, len(back_ref), back_alt) == truth
                assert namer.name(contig, position, back_ref, back_alt) == named
                for on in named.consequences:
                    if on.hgvs_c is not None and on.transcript:
                        back = locate(namer, on.hgvs_c)
                        assert changed(circle, back[1] - 1, len(back[2]), back[3]) == truth, (on.hgvs_c, back)
    assert all(len(said) == 1 for said in names.values())  # an indel has one name, wherever it was written
    assert len(names) > 50


def test_the_name_is_the_place_furthest_round_the_circle(tmp_path: Path) -> None:
    """...ATG|GATC...: a G less at the end is the first base by the 3' rule (SVD-WG006 for ranges over the origin)."""
    fasta = tmp_path / "c.fa"
    fasta.write_text(">MT\nGATCACAGGTCTATCACGATG\n", encoding="ascii")
    pysam.faidx(str(fasta))
    namer = Namer(fasta, GeneModel(()))
    for allele, change, left in [
        (("MT", 20, "TG", "T"), "m.1del", ("MT", 20, "TG", "T")),
        (("MT", 1, "GA", "A"), "m.1del", ("MT", 20, "TG", "T")),
        (("MT", 17, "CGATG", "C"), "m.21_3del", ("MT", 17, "CGATG", "C")),  # GATG, GATC: the same four bases go
        (("MT", 2, "A", "ATGGA"), "m.21_3dup", ("MT", 17, "C", "CGATG")),
        (("MT", 20, "TGG", "T"), "m.21_1del", ("MT", 20, "TGG", "T")),  # no record of a VCF can say this
        (("MT", 21, "G", "GC"), "m.21_1insC", ("MT", 21, "G", "GC")),
        (("MT", 1, "G", "CG"), "m.21_1insC", ("MT", 21, "G", "GC")),
    ]:
        assert namer.name(*allele).hgvs_g == f"MT:{change}"
        assert locate(namer, f"MT:{change}") == left
